"""The question bank, and which of its questions are asked of whom: chosen by what is
exchanged, worded for the school, its partner, the subject and the age of those who answer.

A question asked before and after has the same words both times. Nothing is asked twice of
the same people: of two exchanges that call for one question it is chosen once, unless it
names the subject. Where an exchange has no subject, what cannot be asked without one is left
out, and what can is asked only where it is asked about no subject at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matcher.partnership.plan.content.indicators import ordered_exchanges
from matcher.partnership.plan.content.placeholders import (
    fill,
    party_name,
    placeholders_in,
    subject_words,
)
from matcher.partnership.plan.content.receiving_school import AGES, pupil_ages
from matcher.partnership.plan.files.editable_csv import CsvLayout, Row
from matcher.partnership.record.partnership import Exchange, Partnership
from matcher.partnership.reference_tables import ACTIVITIES, read_entries, refuse_rows, require_all

WHO = ("pupils", "staff", "leads")
TIMES = ("before", "after")
_JOINT = "C2"  # classes in which the pupils of both sit: what one side is asked, both are
_OF_SUBJECT = frozenset({"subject", "in_subject"})
_OWN_WORDS = "own words"
# What is no subject to a child (early years, English as an additional language), or what no child
# is to be asked whether it likes (relationships and sex education). Staff and leads are asked
# about them all.
_NOT_TAUGHT = re.compile(
    r"\b(early years|eyfs|nursery|english as an additional language|eal|esol|"
    r"send?|special (?:educational )?needs|inclusion|relationships and sex education|rse|rshe|"
    r"training|pedagogy|assessment|leadership|governance|careers|"
    r"safeguarding|child protection|behaviou?r|attendance|pastoral|"
    r"mental health|well ?being)\b"
)
QUESTIONS = CsvLayout(
    file="questions.csv",
    key="key",
    columns=(
        *("key", "use", "who", "school", "question", "answers", "when", "ages"),
        *("subject", "theme", "activities", "id", "note"),
    ),
    theirs=("use", "note"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the bank. ``side``: whose people answer, those of the receiver, the
    giver or both; ``when``: before, after or both; ``answers``: the choices from least to
    most, or "own words", or "a number"; lists are parted by a vertical bar."""

    id: str
    activities: str
    theme: str
    who: str
    side: str
    when: str
    ages: str
    text: str
    answers: str


@cache
def questions() -> tuple[Question, ...]:
    """The question bank: for each activity something to ask pupils, staff and leads."""
    found = read_entries("questions.csv", Question, key=("id",))
    refuse_rows(
        found,
        "questions.csv",
        lambda one: (
            one.who not in WHO
            or one.side not in ("receiver", "giver", "both")
            or one.when not in ("before", "after", "both")
            or not {*one.activities.split("|")} <= {*ACTIVITIES}
            or not {*one.ages.split("|")} <= {*AGES}
        ),
    )
    covered = {(one.who, activity) for one in found for activity in one.activities.split("|")}
    require_all(
        "questions.csv", covered, ((who, activity) for who in WHO for activity in ACTIVITIES)
    )
    return found


def question_rows(partnership: Partnership) -> list[Row]:
    """The questions of a partnership: pupils, then staff, then leads; the seeker's people
    first, in the order of the bank."""
    found: dict[tuple[str, str, str], Row] = {}
    asked: dict[tuple[str, str, str], list[str]] = {}
    for exchange in ordered_exchanges(partnership):
        for urn, row in _questions_for(partnership, exchange):
            same = (urn, row["who"], row["question"].casefold())
            found.setdefault(same, row)
            activities = asked.setdefault(same, [])
            if exchange.activity not in activities:
                activities.append(exchange.activity)
    for same, row in found.items():
        row["activities"] = ", ".join(asked[same])
    with_subject = {(urn, row["id"]) for (urn, *_), row in found.items() if row["subject"]}
    rows = [
        row
        for (urn, *_), row in found.items()
        if row["subject"] or (urn, row["id"]) not in with_subject
    ]
    of_seeker = party_name(partnership.parties[0])
    order = {one.id: at for at, one in enumerate(questions())}
    return sorted(
        rows,
        key=lambda r: (WHO.index(r["who"]), r["school"] != of_seeker, order[r["id"]], r["key"]),
    )


def select_questions(
    rows: Sequence[Row], who: str = "", age: str = "", when: str = ""
) -> list[Row]:
    """Those of ``rows`` in use that are asked of ``who``, of this ``age`` and at this time,
    ``before`` or ``after``; "": of any, at any."""
    return [
        row
        for row in rows
        if in_use(row)
        and who in ("", row["who"])
        and (not age or age in row["ages"].split(", "))
        and (not when or when in times(row))
    ]


def times(row: Row) -> list[str]:
    """When a question is asked, before, after or both; both where its row does not say."""
    when = row["when"].casefold()
    return [time for time in TIMES if time in when] or list(TIMES)


def in_use(row: Row) -> bool:
    """Whether a row counts: unless a person wrote no in the column ``use``."""
    return row.get("use", "").strip().casefold() not in ("no", "n", "not used", "0", "false")


def _questions_for(partnership: Partnership, exchange: Exchange) -> list[tuple[str, Row]]:
    """What is asked because of one exchange, each with the URN of the school.

    Pupils are asked for their own words only beside something else: of what concerns their
    teachers alone they have nothing to tell.
    """
    rows = [
        (urn, row)
        for one in questions()
        if exchange.activity in one.activities.split("|")
        for urn in _sides(one, exchange)
        if (row := _row(partnership, exchange, one, urn))
    ]
    answering = {(urn, row["who"]) for urn, row in rows if row["theme"] != _OWN_WORDS}
    return [(urn, row) for urn, row in rows if (urn, row["who"]) in answering]


def _sides(one: Question, exchange: Exchange) -> tuple[str, ...]:
    urns = {"receiver": (exchange.to,), "giver": (exchange.by,)}
    if exchange.activity == _JOINT and one.who == "pupils":
        return (exchange.to, exchange.by)
    return urns.get(one.side, (exchange.to, exchange.by))


def _row(partnership: Partnership, exchange: Exchange, one: Question, urn: str) -> Row | None:
    """The question as the people of ``urn`` are asked it; None where none is of its age, or
    where it needs a subject that there is not, or that no pupil is taught."""
    school = partnership.party(urn)
    partner = next(party for party in partnership.parties if party.urn != urn)
    here = pupil_ages(school) if one.who == "pupils" else AGES
    fitting = [age for age in one.ages.split("|") if age in here]
    if not fitting:
        return None
    takes = placeholders_in(one.text) & _OF_SUBJECT
    about = subject_words(exchange.activity, exchange.subject, "")
    subject = about["subject"] if takes else ""
    if "subject" in takes and not subject:
        return None
    if subject and one.who == "pupils" and not is_taught(subject):
        return None
    text = fill(one.text, {"school": party_name(school), "partner": party_name(partner), **about})
    mark = hashlib.sha256(repr((urn, subject)).encode("utf-8", "replace")).hexdigest()[:8]
    return {
        "key": f"{one.id}-{mark}",
        "use": "",
        "who": one.who,
        "school": party_name(school),
        "question": text,
        "answers": one.answers.replace("|", " | "),
        "when": "before and after" if one.when == "both" else one.when,
        "ages": ", ".join(fitting),
        "subject": subject,
        "theme": one.theme,
        "activities": "",
        "id": one.id,
        "note": "",
    }


def is_taught(subject: str) -> bool:
    """Whether pupils know a subject by this name, as records and people write it."""
    return not _NOT_TAUGHT.search(" ".join(subject.casefold().replace("-", " ").split()))
