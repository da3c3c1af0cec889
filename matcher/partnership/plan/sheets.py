"""Which sheets the workbook of a plan has, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.partnership.plan.bank import WHO, routes
from matcher.partnership.plan.plan import INDICATOR
from matcher.partnership.plan.slots import name
from matcher.partnership.plan.table import Row
from matcher.partnership.plan.workbook import Sheet, workbook
from matcher.partnership.record import Partnership

_ABOUT = ("activity", "subject", "giver", "receiver")
_SAID = ("text", "measure", "kind", "when", "by", "groups")
_FIGURES = ("baseline_due", "baseline", "target", "follow_up_due", "follow_up", "note")
_ASKING = ("school", "question", "answers", "when", "ages", "theme", "use", "note")
_ANSWER = ("answer", "by", "due", "status")


def book(
    partnership: Partnership,
    plan: Sequence[Row],
    asked: Sequence[Row],
    checked: Sequence[Row],
    data: Sequence[Row],
) -> bytes:
    """The workbook of a plan, from the rows of its four files."""
    title = f"Plan: {' and '.join(name(party) for party in partnership.parties)}"
    sheets = [
        Sheet(
            "Plan",
            "Logic model of what is exchanged",
            (*_ABOUT, "stage", "text", "use", "note"),
            [row for row in plan if row["part"] != INDICATOR],
        ),
        Sheet(
            "Indicators",
            "Indicators and measures",
            ("indicator", *_ABOUT, *_SAID, "use", *_FIGURES),
            [row for row in plan if row["part"] == INDICATOR],
        ),
        *(
            Sheet(
                f"Questions {who}",
                f"Questions for {who}",
                _ASKING,
                [row for row in asked if row["who"].strip().casefold() == who],
            )
            for who in WHO
        ),
        Sheet(
            "Checklist",
            "Evaluation checklist",
            ("number", "group", "question", "help", *_ANSWER),
            checked,
        ),
        Sheet("Data plan", "Data plan", ("part", "school", "question", "help", *_ANSWER), data),
    ]
    others = [row for row in asked if row["who"].strip().casefold() not in WHO]
    if others:  # rows of a person's own
        sheets.append(Sheet("Questions others", "Questions for others", ("who", *_ASKING), others))
    cover = [
        "For reading and printing. Write in the CSV files beside it and make the plan again: "
        "what is written in this workbook is not read.",
        *(f"{one.route} (as of {one.dated}): {one.current} {one.next}" for one in routes()),
    ]
    return workbook(title, cover, sheets)
