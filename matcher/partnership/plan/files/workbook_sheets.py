"""Which sheets the workbook of a plan has, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.partnership.monitor.plan_reader import ids_of_rows
from matcher.partnership.monitor.shown_cells import marks_note
from matcher.partnership.plan.answers import STATUS_HELP
from matcher.partnership.plan.content.indicators import INDICATOR, routes_of, with_repeat
from matcher.partnership.plan.content.placeholders import party_name
from matcher.partnership.plan.content.question_bank import WHO
from matcher.partnership.plan.files.editable_csv import Row
from matcher.partnership.plan.files.workbook import Sheet, workbook
from matcher.partnership.record.partnership import Partnership

# What is measured and what was found are two sheets: side by side they would be too wide to
# print.
_MEASURED = ("text", "measure", "kind", "when", "by", "groups")
_FOUND = ("baseline_due", "baseline", "target", "follow_up_due", "follow_up", "use", "note")
_ASKING = ("school", "question", "answers", "when", "ages", "theme", "use", "note")
_ANSWER = ("answer", "by", "due", "status")


def plan_workbook(
    partnership: Partnership,
    plan: Sequence[Row],
    asked: Sequence[Row],
    checked: Sequence[Row],
    data: Sequence[Row],
) -> bytes:
    """The workbook of a plan, from the rows of its four files."""
    title = f"Plan: {' and '.join(party_name(party) for party in partnership.parties)}"
    figures = [
        with_repeat({**row, "indicator": id_ or row["indicator"]})
        for row, id_ in zip(plan, ids_of_rows(plan), strict=True)
        if row["part"] == INDICATOR
    ]
    sheets = [
        Sheet(
            "Plan",
            "Logic model of what is exchanged",
            ("activity", "subject", "giver", "receiver", "to_ask", "stage", "text", "use", "note"),
            [row for row in plan if row["part"] != INDICATOR],
        ),
        Sheet(
            "Indicators",
            "Indicators and measures",
            ("indicator", "subject", "receiver", *_MEASURED),
            figures,
        ),
        Sheet(
            "Figures",
            "Baselines, targets and follow-ups",
            ("indicator", "subject", "receiver", "text", *_FOUND),
            figures,
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
        STATUS_HELP,
        *filter(None, [marks_note(plan)]),
        *(
            f"{one.route} (as of {one.dated}): {one.current} {one.next}"
            for one in routes_of(partnership)
        ),
    ]
    return workbook(title, cover, sheets)
