"""The 23 questions of the evaluation checklist, answered one by one in a file
(:mod:`matcher.partnership.plan.answers`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matcher.partnership.plan.files.editable_csv import CsvLayout, Row
from matcher.partnership.reference_tables import read_entries, refuse_rows, require_all

CHECKLIST = CsvLayout(
    file="checklist.csv",
    key="number",
    columns=("number", "group", "question", "help", "answer", "by", "due", "status"),
    theirs=("answer", "by", "due", "status"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One of the 23 questions of the evaluation checklist. ``kind``: text; yes, where only a
    yes is in order; or not no, where a no must be mended and other words are an answer."""

    number: int
    group: str
    kind: str
    question: str
    help: str


@cache
def checklist() -> tuple[Item, ...]:
    """The 23 questions, in order."""
    found = read_entries("checklist.csv", Item, key=("number",))
    refuse_rows(found, "checklist.csv", lambda one: one.kind not in ("text", "yes", "not no"))
    require_all("checklist.csv", {one.number for one in found}, range(1, 24))
    return found


def checklist_rows() -> list[Row]:
    """The questions as rows, unanswered."""
    return [
        {
            **dict.fromkeys(CHECKLIST.columns, ""),
            "number": str(one.number),
            "group": one.group,
            "question": one.question,
            "help": one.help,
        }
        for one in checklist()
    ]


def with_question_kinds(rows: Sequence[Row]) -> list[Row]:
    """The rows of the file with the ``kind`` of their questions, by number; "" of one's own."""
    kinds = {str(one.number): one.kind for one in checklist()}
    return [{**row, "kind": kinds.get(row["number"].strip(), "")} for row in rows]
