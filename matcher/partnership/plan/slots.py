"""Slots of a text, such as ``{receiver}``, and what fills them for one exchange.

Names come from lists and are hostile: they are put in in one pass and never looked at
again, so that a name with braces in it fills nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from matcher.core.cells import clean
from matcher.partnership.record import Exchange, Partnership, Party

SLOTS = frozenset(
    {
        *("giver", "receiver", "school", "partner", "people"),
        *("subject", "subject_", "in_subject", "pupils", "pupils_", "years", "published"),
        *("items", "keep"),
    }
)
_SLOT = re.compile(r"\{([a-z_]+)\}")
_LONGEST = 200  # characters of a name or an answer within a sentence
# What cannot stand in XML, and so in a workbook, besides what core.cells.clean takes out.
_NO_XML = str.maketrans("", "", "\ufffe\uffff")
# The published results by which a phase of the register is judged (Department for Education,
# performance tables: key stage 2, key stage 4, 16 to 18).
_PRIMARY = "key stage 2 results (scaled score, share at the expected standard)"
_SECONDARY = "GCSE results (average grade, share at grade 5 or above)"
_PUBLISHED: Mapping[str, str] = {
    "nursery": _PRIMARY,
    "primary": _PRIMARY,
    "middle deemed primary": _PRIMARY,
    "secondary": _SECONDARY,
    "middle deemed secondary": _SECONDARY,
    "all-through": "key stage 2 and GCSE results (average score or grade)",
    "16 plus": "results at A level and other level 3 (average point score)",
}
_AGES: Mapping[str, tuple[str, ...]] = {
    "nursery": ("primary",),
    "primary": ("primary",),
    "middle deemed primary": ("primary", "secondary"),
    "middle deemed secondary": ("secondary",),
    "secondary": ("secondary", "sixth form"),
    "all-through": ("primary", "secondary", "sixth form"),
    "16 plus": ("sixth form",),
}
# The subject of an activity that has one of its own.
_OWN_SUBJECT: Mapping[str, str] = {"R3": "maths"}


def used(text: str) -> set[str]:
    """The slots of a text."""
    return set(_SLOT.findall(text))


def fill(text: str, words: Mapping[str, str]) -> str:
    """``text`` with each slot filled; one that ``words`` does not have stays as it is."""
    return _SLOT.sub(lambda slot: words.get(slot[1], slot[0]), text)


def plain(text: str) -> str:
    """A name or an answer as it can stand in a sentence: one line, no control characters,
    at most 200 characters."""
    return " ".join(clean(text.translate(_NO_XML))[0].split())[:_LONGEST]


def name(party: Party) -> str:
    """What a party is called in a sentence: its name, or its URN where it has none."""
    return plain(party.name) or plain(party.urn)


def words(partnership: Partnership, exchange: Exchange) -> dict[str, str]:
    """What fills the slots of logic models and indicators for one exchange."""
    giver, receiver = partnership.party(exchange.by), partnership.party(exchange.to)
    phase = plain(receiver.phase).casefold()
    pupils = (
        "pupils" if "primary" in ages(receiver) or "secondary" in ages(receiver) else "students"
    )
    to_agree = (
        f"year groups to be agreed, {phase}" if phase in _AGES else "year groups to be agreed"
    )
    return {
        "giver": name(giver),
        "receiver": name(receiver),
        **subject_words(exchange.activity, exchange.subject, "the subject"),
        "pupils": pupils,
        "pupils_": pupils.capitalize(),
        "years": plain(partnership.objectives.get("O4", "")) or to_agree,
        "published": _PUBLISHED.get(phase, "the published results of its key stage"),
    }


def subject_words(activity: str, subject: str, otherwise: str) -> dict[str, str]:
    """The slots of a subject; where there is none, ``otherwise``."""
    known = plain(subject) or _OWN_SUBJECT.get(activity, "")
    said = known or otherwise
    return {
        "subject": said,
        "subject_": said[:1].upper() + said[1:],
        "in_subject": f" in {known}" if known else "",
    }


def ages(party: Party) -> tuple[str, ...]:
    """How old the pupils of a party are, by kind and phase; where neither tells, any age
    that a school has."""
    phase = plain(party.phase).casefold()
    if party.kind == "university":
        return ("adult",)
    if phase in _AGES:
        return _AGES[phase]
    if party.kind == "college":
        return ("sixth form", "adult")
    return ("primary", "secondary", "sixth form")
