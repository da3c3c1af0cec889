"""Age ranges in one cell ("4-11", "11 to 18"), read as the lowest and the highest age."""

from __future__ import annotations

import re

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.intake import cell_values
from matcher.intake.clean.cell_problems import report_cell

_AGES = re.compile(
    r"(?:ages? )?([0-9]{1,2})\s*(?:-|–|—|to|/|until)\s*([0-9]{1,2})\+?(?: years?)?\Z", re.I
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_OLDEST = 25


def age_range(text: str) -> tuple[str, str, bool] | None:
    """Lowest and highest age that a text such as "4-11" or "11 to 18" says, and whether
    Excel had made a date of it (5-11 is its 5 November, 11-16 its November 2016)."""
    if found := _AGES.match(text.strip()):
        low, high, was_date = int(found[1]), int(found[2]), False
    elif found := _DATE.match(text.strip()):
        year, month, day = (int(part) for part in found.groups())
        low, high = (month, year % 100) if day == 1 and 12 <= year % 100 <= 19 else (day, month)
        was_date = True
    else:
        return None
    return (str(low), str(high), was_date) if low <= high <= _OLDEST else None


def fill_ages(records: pd.DataFrame, log: ProblemLog) -> None:
    """Fill ``age_low`` and ``age_high`` from ``age_range`` where both are blank."""
    blank = (records["age_range"] != "") & (records["age_low"] == "") & (records["age_high"] == "")
    for at in records.index[blank]:
        text = str(records.at[at, "age_range"])
        ages = age_range(text)
        if ages is None:
            if cell_values.known_text(text):
                report_cell(
                    records, at, "age_range", "unread_ages", "this is not an age range", log,
                    hint="write it like 4-11",
                )  # fmt: skip
            continue
        records.at[at, "age_low"], records.at[at, "age_high"], was_date = ages
        if was_date:
            report_cell(
                records,
                at,
                "age_range",
                "age_range_from_date",
                f"a spreadsheet made a date of this age range; it was read as {ages[0]} to "
                f"{ages[1]}",
                log,
                hint="format the column as text",
                severity="note",
            )
