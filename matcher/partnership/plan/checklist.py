"""The 23 questions of the evaluation checklist, answered one by one in a file, and the
column ``status`` that this file and the data plan share.

A question is answered when its status says so, or when, status blank, something stands in
its answer that is not a word for "we do not know yet". "None" is an answer: there may be no
technical hurdles.
"""

from __future__ import annotations

from matcher.partnership.plan.bank import checklist
from matcher.partnership.plan.table import Form, Row

CHECKLIST = Form(
    file="checklist.csv",
    key="number",
    columns=("number", "group", "question", "help", "answer", "by", "due", "status"),
    theirs=("answer", "by", "due", "status"),
)
# What the column "status" may say; anything else counts as blank, and the report names it.
STATUSES = ("open", "answered", "not applicable")
_CLOSED = ("answered", "done", "not applicable")
_NOT_YET = frozenset(
    {
        *("", "?", "??", "???", "-", "..", "...", "tbc", "tbd", "tba", "to do", "todo"),
        *("unknown", "not known", "to be confirmed", "to be decided", "to be agreed"),
    }
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


def answered(row: Row) -> bool:
    """Whether a question counts as answered."""
    status = said(row)
    if status:
        return status in _CLOSED
    return " ".join(row.get("answer", "").split()).casefold().rstrip(".:") not in _NOT_YET


def said(row: Row) -> str:
    """The status of a row, one of :data:`STATUSES` or "done"; "" where it says none."""
    status = " ".join(row.get("status", "").split()).casefold()
    return status if status in (*STATUSES, *_CLOSED) else ""


def odd_status(row: Row) -> str:
    """A status that is none of those there are; "" where it is in order."""
    return "" if said(row) else row.get("status", "").strip()
