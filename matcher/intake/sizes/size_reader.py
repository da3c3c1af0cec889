"""What the rows of published tables say of whom a school teaches, and how many.

Each row of a whole school may give its age range and the pupils on roll of all its key stages; and
that a table of pupils of 16 lists a school is itself something known of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from matcher.core import cells
from matcher.intake import cell_values
from matcher.intake.clean.age_ranges import age_range
from matcher.intake.performance.compared_with import compared_with
from matcher.intake.performance.table_forms import TABLES, TableLayout
from matcher.intake.sizes.exam_years import TABLES_FROM_16, ListedAt16
from matcher.intake.sizes.school_sizes import TO_18, Size

_AGES = ("AGERANGE", "AGE_RANGE")
# Pupils on roll of the whole school; none of the columns of one year group or key stage.
_ROLL = ("T_ALLKS_PUPILS", "TOTPUPS", "NOR", "HEADCOUNT OF PUPILS", "TOTAL PUPILS")
_MOST = 20_000  # pupils: no school has as many
# The authority of a school by its code, in tables of today and of before.
_AUTHORITY = ("OLD_LA_CODE", "LEA", "LA_CODE", "NEW_LA_CODE")


@dataclass(slots=True)
class SizeReader:
    """Reads the sizes of the rows of one table, which messages call ``list``, and whom it lists
    where it is one of pupils of 16 and older."""

    layout: TableLayout
    list: str
    sizes: set[Size] = field(default_factory=set)
    listed_at_16: set[ListedAt16] = field(default_factory=set)
    _ages_at: int = -1
    _roll_at: int = -1

    def __post_init__(self) -> None:
        at = self.layout.at
        self._ages_at = next((at[name] for name in _AGES if name in at), -1)
        self._roll_at = next((at[name] for name in _ROLL if name in at), -1)

    def add(self, urn: str, year: str, row: Sequence[str]) -> None:
        """Take in a row of a whole school."""
        if self.layout.table in TABLES_FROM_16:
            like = compared_with(self.layout, row)
            area = next(filter(None, (self.layout.cell(row, name) for name in _AUTHORITY)), "")
            self.listed_at_16.add(ListedAt16(urn, self.layout.table, year, area, like, self.list))
        ages = age_range(row[self._ages_at]) if self._ages_at >= 0 else None
        pupils = math.nan
        if self._roll_at >= 0:
            count = cell_values.figure(cells.restore(row[self._roll_at].strip()))
            if count is not None and 0 < count <= _MOST:
                pupils = count
        low, high = (float(ages[0]), float(ages[1])) if ages else (math.nan, math.nan)
        if self.layout.table == "ks5" and not ages and self._has_results(row):
            high = TO_18
        if not (math.isnan(pupils) and math.isnan(high)):
            table = self.layout.table
            said_by = f"{TABLES[table]} table of {year or 'a year not said'}"
            self.sizes.add(Size(urn, table, year, low, high, pupils, said_by, self.list))

    def _has_results(self, row: Sequence[str]) -> bool:
        """Whether a row of 16 to 18 has the results of anybody."""
        for name in ("TALLPPE_ALEV_1618", "APS_PER_ENTRY"):
            points = cell_values.figure(self.layout.cell(row, name))
            if points is not None and points > 0:
                return True
        return False
