"""Which questions a form asks, in plain words and in their order.

``data/reference/forms/questions.csv`` has them. What is shared most and never measured comes
first: curriculum design, governing bodies and sponsoring. An activity of the vocabulary that
the table does not have is asked in the vocabulary's own words, so that none is left out.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from matcher.core.installation import reference_rows
from matcher.core.questionnaire import (
    ALL,
    CAPACITY,
    CONTACT,
    LAST,
    NEEDS,
    OFFERS,
    OWN_WORDS,
    Question,
)
from matcher.core.schema import as_list
from matcher.core.text.contacts import without_contacts
from matcher.profile.tag_grammar import TagGrammar
from matcher.profile.vocabulary import FACILITIES, NONE, Tag, Vocabulary, load

SUBJECTS_ASKED = "Which subjects?"
_PLACES_ASKED = "Which?"
_AREAS = {"targeted": "Pupils", "routes": "Larger steps"}
_LAST_SECTION = "And to finish"
_LONGEST_EVIDENCE = 70
# How each source is told to the school itself.
_SAID_BY = {
    "stated": "Our list says",
    "partly": "Our list says",
    "priority": "A priority where you are",
    "wording": "Our notes seem to say",
    "published": "Published",
    "inferred": "We guess from what is published",
    "measured": "We guess from published figures",
}
_LAST = {
    OFFERS: (
        Question(OWN_WORDS, _LAST_SECTION, "Anything else that you could offer, in your own words"),
        Question(CAPACITY, _LAST_SECTION, "With how many schools could you work at one time? "
                 "(a number)"),
        Question(CONTACT, _LAST_SECTION, "May a school that we suggest get in touch with you?"),
        Question(ALL, _LAST_SECTION, "Is that everything? (Yes: count what is left blank as no)"),
    ),
    NEEDS: (
        Question(OWN_WORDS, _LAST_SECTION, "Anything else that you need, in your own words"),
        Question(CAPACITY, _LAST_SECTION, "With how many partners could you work at one time? "
                 "(a number)"),
        Question(CONTACT, _LAST_SECTION, "May a partner that we suggest get in touch with you?"),
        Question(ALL, _LAST_SECTION, "Is that everything? (Yes: count what is left blank as no)"),
    ),
}  # fmt: skip


@cache
def questions(side: str) -> tuple[Question, ...]:
    """The questions of a form on :data:`matcher.core.questionnaire.OFFERS` or ``NEEDS``, those
    of :data:`matcher.core.questionnaire.LAST` at the end."""
    words = load()
    rows = reference_rows("forms", "questions.csv")
    found = [
        Question(row["tag"], row["section"], row[side], _which(row["tag"], words))
        for row in rows
        if row[side]
    ]
    named = {row["tag"].partition(" ")[0] for row in rows}
    found += [
        Question(one.id, _AREAS.get(one.area, one.area.capitalize()), one.name,
                 _which(one.id, words))
        for one in words.activities
        if one.id not in named
    ]  # fmt: skip
    return (*found, *_LAST[side])


def noted(profile: pd.DataFrame, side: str) -> dict[str, dict[str, str]]:
    """What PROFILE believes of each school, by URN and the reference of the question, as the
    school is told it: whence, which subjects, and what that rests on."""
    column = "strength" if side == OFFERS else "need"
    known = profile[profile[column].notna() & (profile["activity"] != NONE)]
    found: dict[str, dict[Tag, tuple[str, float, str]]] = {}
    for urn, activity, subject, degree, source, evidence in zip(
        *(as_list(known[name]) for name in
          ("urn", "activity", "subject", column, "source", "evidence")),
        strict=True,
    ):  # fmt: skip
        found.setdefault(urn, {})[activity, subject] = (source, degree, evidence)
    asked = [(one.ref, question_tag(one.ref)) for one in questions(side)]
    apart = {tag for ref, tag in asked if tag is not None and " " in ref and tag[1]}
    return {urn: dict(_noted_of(tags, asked, apart)) for urn, tags in found.items()}


@cache
def question_tag(ref: str) -> Tag | None:
    """The tag that a question is about; None for one of the last questions."""
    if ref in LAST:
        return None
    pieces = TagGrammar(load()).read(ref)
    return pieces[0].tags[0] if len(pieces) == 1 and pieces[0].tags else None


def _noted_of(
    tags: dict[Tag, tuple[str, float, str]],
    asked: list[tuple[str, Tag | None]],
    apart: set[Tag],
) -> list[tuple[str, str]]:
    out = []
    for ref, tag in asked:
        if tag is None:
            continue
        if " " in ref:  # a place with a row of its own, if the vocabulary knows it apart
            mine = {one: said for one, said in tags.items() if one == tag and tag[1]}
        else:
            mine = {one: said for one, said in tags.items()
                    if one[0] == tag[0] and one not in apart}  # fmt: skip
        if mine:
            out.append((ref, _told(mine)))
    return out


def _told(tags: dict[Tag, tuple[str, float, str]]) -> str:
    """ "Our list says: physics, maths. We guess from published figures: yes (roll 900)"."""
    by_source: dict[str, list[str]] = {}
    for (_, subject), (source, degree, evidence) in tags.items():
        said = subject or "yes"
        if degree == 0:
            said = f"not {subject}" if subject else "no"
        if source not in ("stated", "partly"):
            why = _shortened(" ".join(without_contacts(evidence).split()))
            said += f" ({why})" if why else ""
        by_source.setdefault(_SAID_BY[source], []).append(said)
    return ". ".join(
        f"{lead}: {', '.join(dict.fromkeys(said))}" for lead, said in by_source.items()
    )


def _shortened(evidence: str) -> str:
    """Evidence in the space that a form has: what is left out begins with a new thing, or at least
    with a new word."""
    if len(evidence) <= _LONGEST_EVIDENCE:
        return evidence
    kept = evidence[: _LONGEST_EVIDENCE - 1]
    whole = kept.rpartition("; ")[0] or kept.rpartition(" ")[0] or kept
    return f"{whole} …"


def _which(tag: str, words: Vocabulary) -> str:
    activity, _, place = tag.partition(" ")
    if activity == FACILITIES:
        return "" if place else _PLACES_ASKED
    known = words.by_id.get(activity)
    return SUBJECTS_ASKED if known is not None and known.takes_subject else ""
