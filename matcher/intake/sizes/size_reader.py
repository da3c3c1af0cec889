"""What the rows of published tables say of whom a school teaches, and how many.

Each row of a whole school may give its age range and the pupils on roll of all its key stages; and
that a table of pupils of 16 lists a school is itself something known of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from matcher.core import cells
from matcher.intake import cell_values
from matcher.intake.clean.age_ranges import age_range
from matcher.intake.performance.compared_with import Comparisons
from matcher.intake.performance.figure_columns import SchoolRows
from matcher.intake.performance.table_forms import TABLES, TableLayout
from matcher.intake.sizes.exam_years import TABLES_FROM_16, ListedAt16
from matcher.intake.sizes.school_sizes import TO_18

_AGES = ("AGERANGE", "AGE_RANGE")
# Pupils on roll of the whole school; none of the columns of one year group or key stage.
_ROLL = ("T_ALLKS_PUPILS", "TOTPUPS", "NOR", "HEADCOUNT OF PUPILS", "TOTAL PUPILS")
_MOST = 20_000  # pupils: no school has as many
# The authority of a school by its code, in tables of today and of before.
_AUTHORITY = ("OLD_LA_CODE", "LEA", "LA_CODE", "NEW_LA_CODE")


class SizeReader:
    """Reads the sizes of the rows of one table, which messages call ``name``, and puts whom it
    lists into ``listed_at_16`` where it is one of pupils of 16 and older."""

    def __init__(self, layout: TableLayout, name: str, listed_at_16: set[ListedAt16]) -> None:
        self._layout, self._name = layout, name
        self._listed_at_16 = listed_at_16
        self._found: list[pd.DataFrame] = []
        self._likes = Comparisons(layout)
        self._areas_at = [layout.at[name] for name in _AUTHORITY if name in layout.at]
        self._ages_at = next((layout.at[name] for name in _AGES if name in layout.at), -1)
        self._roll_at = next((layout.at[name] for name in _ROLL if name in layout.at), -1)

    def add(self, block: SchoolRows) -> None:
        """Take in rows of whole schools."""
        table = self._layout.table
        if table in TABLES_FROM_16:
            for row, urn, year in zip(block.row, block.urn, block.year, strict=True):
                area = next(filter(None, (row[at].strip() for at in self._areas_at)), "")
                like = self._likes.of(row)
                self._listed_at_16.add(ListedAt16(urn, table, year, area, like, self._name))
        unknown = [math.nan] * len(block.row)
        low, high, pupils = unknown, unknown, unknown
        if self._ages_at >= 0:
            ages = [_ages(row[self._ages_at]) for row in block.row]
            low, high = [low for low, _ in ages], [high for _, high in ages]
        if table == "ks5":
            high = [
                TO_18 if math.isnan(oldest) and self._has_results(row) else oldest
                for oldest, row in zip(high, block.row, strict=True)
            ]
        if self._roll_at >= 0:
            pupils = [_roll(row[self._roll_at]) for row in block.row]
        years = dict.fromkeys(block.year)
        said_by = {year: f"{TABLES[table]} table of {year or 'a year not said'}" for year in years}
        found = pd.DataFrame(
            {
                "urn": block.urn,
                "table": table,
                "year": block.year,
                "age_low": low,
                "age_high": high,
                "pupils": pupils,
                "said_by": [said_by[year] for year in block.year],
                "list": self._name,
            }
        )
        self._found.append(found[found["pupils"].notna() | found["age_high"].notna()])

    def sizes(self) -> list[pd.DataFrame]:
        """What was found, tables with the columns of :class:`Size`."""
        return self._found

    def _has_results(self, row: Sequence[str]) -> bool:
        """Whether a row of 16 to 18 has the results of anybody."""
        for name in ("TALLPPE_ALEV_1618", "APS_PER_ENTRY"):
            points = cell_values.figure(self._layout.cell(row, name))
            if points is not None and points > 0:
                return True
        return False


@lru_cache(maxsize=10_000)
def _ages(text: str) -> tuple[float, float]:
    """The youngest and the oldest that a cell tells of, NaN where it tells neither."""
    ages = age_range(text)
    return (float(ages[0]), float(ages[1])) if ages else (math.nan, math.nan)


@lru_cache(maxsize=10_000)
def _roll(text: str) -> float:
    """The pupils on roll that a cell tells, NaN where it is no number that a school can have."""
    count = cell_values.figure(cells.restore(text.strip()))
    return count if count is not None and 0 < count <= _MOST else math.nan
