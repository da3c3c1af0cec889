"""Whom a school teaches, and how many, as the published tables say it.

The registers leave ages or pupils blank of some schools, of independents most. The tables say both:
the age range of a school, and the pupils on roll of all its key stages (of 897 independents of
2023/24 the roll is within 1 % of the register's for all but one).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from matcher.core import cells
from matcher.core.tables import SIZES, urn_key
from matcher.intake import cell_values
from matcher.intake.clean.age_ranges import age_range
from matcher.intake.performance.table_forms import TABLES, TableLayout

_AGES = ("AGERANGE", "AGE_RANGE")
# Pupils on roll of the whole school; none of the columns of one year group or key stage.
_ROLL = ("T_ALLKS_PUPILS", "TOTPUPS", "NOR", "HEADCOUNT OF PUPILS", "TOTAL PUPILS")
_MOST = 20_000  # pupils: no school has as many
_UNKNOWN = math.nan
_SUREST = ("census", "ks4", "ks2", "ks5")  # the census counts, the others hand on its count
TO_18 = 18.0  # pupils who have finished 16 to 18 were there at that age


class Size(NamedTuple):
    """What one ``table`` says of one school: ages in years, pupils on roll, NaN where it does
    not; ``said_by`` names the table for evidence, ``list`` its file."""

    urn: str
    table: str
    year: str
    age_low: float
    age_high: float
    pupils: float
    said_by: str
    list: str


@dataclass(slots=True)
class SizeReader:
    """Reads the sizes of the rows of one table, which messages call ``list``."""

    layout: TableLayout
    list: str
    sizes: set[Size] = field(default_factory=set)
    _ages_at: int = -1
    _roll_at: int = -1

    def __post_init__(self) -> None:
        at = self.layout.at
        self._ages_at = next((at[name] for name in _AGES if name in at), -1)
        self._roll_at = next((at[name] for name in _ROLL if name in at), -1)

    def add(self, urn: str, year: str, row: Sequence[str]) -> None:
        """Take in a row of a whole school."""
        ages = age_range(row[self._ages_at]) if self._ages_at >= 0 else None
        pupils = _UNKNOWN
        if self._roll_at >= 0:
            count = cell_values.figure(cells.restore(row[self._roll_at].strip()))
            if count is not None and 0 < count <= _MOST:
                pupils = count
        low, high = (float(ages[0]), float(ages[1])) if ages else (_UNKNOWN, _UNKNOWN)
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


def one_size_each(sizes: Iterable[Size]) -> pd.DataFrame:
    """SIZES of what tables say, for each school the latest year that tells, ages and pupils each
    for itself. The order of ``sizes`` does not matter."""
    by_urn: dict[str, list[Size]] = {}
    for size in sorted(sizes, key=str):
        by_urn.setdefault(size.urn, []).append(size)
    rows = []
    for urn in sorted(by_urn, key=urn_key):
        mine = by_urn[urn]
        both = [one for one in mine if not math.isnan(one.age_low)]
        ages = _latest(both or [one for one in mine if not math.isnan(one.age_high)], _ages)
        roll = _latest([one for one in mine if not math.isnan(one.pupils)], _pupils)
        rows.append(
            (
                urn,
                *(_ages(ages) if ages else (_UNKNOWN, _UNKNOWN)),
                roll.pupils if roll else _UNKNOWN,
                *((one.said_by if one else "") for one in (ages, roll)),
                *((one.list if one else "") for one in (ages, roll)),
            )
        )
    made = pd.DataFrame(rows, columns=SIZES.names).astype(SIZES.dtypes())
    SIZES.check(made)
    return made


def _ages(size: Size) -> tuple[float, ...]:
    return size.age_low, size.age_high


def _pupils(size: Size) -> tuple[float, ...]:
    return (size.pupils,)


def _latest(sizes: Sequence[Size], says: Callable[[Size], tuple[float, ...]]) -> Size | None:
    """Who counts: the surest table of the latest year; nobody where its rows contradict each
    other."""
    if not sizes:
        return None
    newest = max(one.year for one in sizes)
    mine = [one for one in sizes if one.year == newest]
    for table in (*_SUREST, *sorted({one.table for one in mine} - set(_SUREST))):
        if told := [one for one in mine if one.table == table]:
            return told[0] if len({str(says(one)) for one in told}) == 1 else None
    return None
