"""The data plan: prompts on consent, information, lawful basis, minimisation, sharing,
security and retention, and the screening for a data protection impact assessment.

Prompts rest on the UK GDPR (Articles 5, 6, 9, 13, 26, 28, 33, 35) and the Data Protection
Act 2018 (Schedule 1) as they stood on the day of the tables; they are no legal advice, and each
school's data protection officer decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matcher.partnership.plan.answers import YES_OR_NO, is_no, is_yes
from matcher.partnership.plan.content.indicators import INDICATOR
from matcher.partnership.plan.content.placeholders import fill, party_name
from matcher.partnership.plan.content.question_bank import WHO, in_use
from matcher.partnership.plan.content.receiving_school import pupil_ages
from matcher.partnership.plan.files.editable_csv import CsvLayout, Row
from matcher.partnership.record.partnership import Partnership, Party
from matcher.partnership.reference_tables import read_entries, refuse_rows

DATA_PLAN = CsvLayout(
    file="data-plan.csv",
    key="key",
    columns=(
        *("key", "part", "school", "question", "help", "kind"),
        *("answer", "by", "due", "status", "note"),
    ),
    theirs=("answer", "by", "due", "status", "note"),
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of the data plan, asked ``each``: once, for each school, for each group of
    people asked at a school, or where pupils are asked. ``kind``: text; yes, where only a yes
    is in order and a no must be mended; or yes or no, where either is a fine answer."""

    id: str
    part: str
    each: str
    kind: str
    question: str
    help: str


@cache
def prompts() -> tuple[Prompt, ...]:
    """The prompts of the data plan."""
    found = read_entries("data_plan.csv", Prompt, key=("id",))
    refuse_rows(
        found,
        "data_plan.csv",
        lambda one: (
            one.each not in ("once", "school", "group", "pupils")
            or one.kind not in ("text", "yes", "yes or no")
        ),
    )
    return found


def data_plan_rows(
    partnership: Partnership, plan: Sequence[Row], questions: Sequence[Row]
) -> list[Row]:
    """The rows of the data plan, for what ``plan`` and ``questions`` collect of whom."""
    asked = {(row["school"], row["who"]) for row in questions if in_use(row)}
    filled = {"items": _items(plan, questions), "keep": _keep(partnership)}
    found = []
    for one in prompts():
        if one.each == "once":
            found.append(_row(one, None, "", filled))
            continue
        for party in partnership.parties:
            groups = [who for who in WHO if (party_name(party), who) in asked]
            if one.each == "school":
                groups = [""]
            elif one.each == "pupils":  # about children: of adults no parents are asked
                groups = [
                    who for who in groups if who == "pupils" and pupil_ages(party) != ("adult",)
                ]
            found += [_row(one, party, who, filled) for who in groups]
    return found


def impact_assessment_needed(rows: Sequence[Row]) -> str:
    """Whether an impact assessment is needed: "yes" where one question of the screening is
    answered yes, "no" where all are answered no, else "not known"."""
    answers = [row.get("answer", "") for row in rows if row.get("kind") == YES_OR_NO]
    if any(map(is_yes, answers)):
        return "yes"
    return "no" if answers and all(map(is_no, answers)) else "not known"


def _row(one: Prompt, party: Party | None, who: str, filled: dict[str, str]) -> Row:
    key = one.id
    words = dict(filled)
    if party is not None:
        mark = hashlib.sha256(party.urn.encode("utf-8", "replace")).hexdigest()[:8]
        key = "-".join(filter(None, (one.id, mark, who)))
        words |= {"school": party_name(party), "people": who or "people"}
    return {
        **dict.fromkeys(DATA_PLAN.columns, ""),
        "key": key,
        "part": one.part,
        "school": words.get("school", ""),
        "question": fill(one.question, words),
        "help": fill(one.help, words),
        "kind": one.kind,
    }


def _items(plan: Sequence[Row], questions: Sequence[Row]) -> str:
    """How much is asked for, in a sentence."""
    figures = [row for row in plan if row["part"] == INDICATOR and in_use(row)]
    collected = sum(row["source"] == "collected" for row in figures)
    asked = sum(in_use(row) for row in questions)
    return (
        f"The plan has {len(figures)} indicators, {collected} of them collected by you, "
        f"and {asked} questions."
    )


def _keep(partnership: Partnership) -> str:
    until = partnership.keep_until
    return (
        f"The record of the partnership is kept until {until}."
        if until
        else ("The record of the partnership says no day until which it is kept: set one.")
    )
