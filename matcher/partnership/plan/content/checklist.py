"""The 23 questions of the evaluation checklist, answered one by one in a file
(:mod:`matcher.partnership.plan.answers`)."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.partnership.plan.content.bank import checklist
from matcher.partnership.plan.files.csv_table import Form, Row

CHECKLIST = Form(
    file="checklist.csv",
    key="number",
    columns=("number", "group", "question", "help", "answer", "by", "due", "status"),
    theirs=("answer", "by", "due", "status"),
)


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


def with_kinds(rows: Sequence[Row]) -> list[Row]:
    """The rows of the file with the ``kind`` of their questions, by number; "" of one's own."""
    kinds = {str(one.number): one.kind for one in checklist()}
    return [{**row, "kind": kinds.get(row["number"].strip(), "")} for row in rows]
