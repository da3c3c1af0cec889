"""Placeholders of a text, such as ``{receiver}``, and what fills them for one exchange.

Names come from lists and are hostile: they are put in in one pass and never looked at
again, so that a name with braces in it fills nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from matcher.partnership.csv_files import plain_text
from matcher.partnership.record.partnership import Party

PLACEHOLDERS = frozenset(
    {
        *("giver", "receiver", "school", "partner", "people"),
        *("subject", "subject_", "in_subject", "pupils", "pupils_", "years", "published"),
        *("in_post", "eligible", "gap", "go_on", "scale", "workforce", "destinations"),
        *("lead", "head", "items", "keep", "facilities", "facilities_"),
    }
)
_SLOT = re.compile(r"\{([a-z_]+)\}")
_LONGEST = 200  # characters of a name or an answer within a sentence
# The subject of an activity that has one of its own.
_OWN_SUBJECT: Mapping[str, str] = {"R3": "maths"}
# What is taught in the places and with the things that are lent, as the vocabulary has it (a test
# holds that): nobody enjoys "minibus", and who is lent a pool is asked about PE.
TAUGHT_IN: Mapping[str, str] = {
    **{"sports hall": "PE", "pool": "PE", "pitch": "PE", "other sports facilities": "PE"},
    **{"grounds": "", "minibus": ""},
    **{"theatre": "drama", "music rooms": "music", "art rooms": "art", "science labs": "science"},
    "workshops": "design and technology",
}


def placeholders_in(text: str) -> set[str]:
    """The placeholders of a text."""
    return set(_SLOT.findall(text))


def fill(text: str, words: Mapping[str, str]) -> str:
    """``text`` with each placeholder filled; one that ``words`` does not have stays as it is."""
    return _SLOT.sub(lambda slot: words.get(slot[1], slot[0]), text)


def one_line(text: str) -> str:
    """A name or an answer as it can stand in a sentence: one line, no control characters,
    at most 200 characters."""
    return " ".join(plain_text(text).split())[:_LONGEST]


def party_name(party: Party) -> str:
    """What a party is called in a sentence: its name, or its URN where it has none."""
    return one_line(party.name) or one_line(party.urn)


def taught_subject(subject: str) -> str:
    """What is taught of a subject, of a place or thing to lend what is taught with it; "" for
    nothing in particular."""
    written = one_line(subject)
    return TAUGHT_IN.get(written, written)


def subject_words(activity: str, subject: str, otherwise: str) -> dict[str, str]:
    """The placeholders of a subject, and of the place or thing that is lent; where there is no
    subject, ``otherwise``."""
    known = taught_subject(subject) or _OWN_SUBJECT.get(activity, "")
    words = known or otherwise
    lent = one_line(subject)
    place = lent if lent in TAUGHT_IN else " ".join(filter(None, ("facilities", known and "for",
                                                                  known)))  # fmt: skip
    return {
        "facilities": f"the {place}",
        "facilities_": f"The {place}",
        "subject": words,
        "subject_": words[:1].upper() + words[1:],
        "in_subject": f" in {known}" if known else "",
    }
