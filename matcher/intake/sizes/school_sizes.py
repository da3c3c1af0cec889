"""Whom a school teaches, and how many, of all that published tables say of it.

The registers leave ages or pupils blank of some schools, of independents most. The tables say both:
the age range of a school, and the pupils on roll of all its key stages (of 897 independents of
2023/24 the roll is within 1 % of the register's for all but one).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from matcher.core.tables import SIZES, urn_key

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
