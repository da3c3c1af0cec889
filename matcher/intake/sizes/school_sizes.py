"""Whom a school teaches, and how many, of all that published tables say of it.

The registers leave ages or pupils blank of some schools, of independents most. The tables say both:
the age range of a school, and the pupils on roll of all its key stages (of 897 independents of
2023/24 the roll is within 1 % of the register's for all but one).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.core.figures.row_numbers import RowNumbers, number_of_urn, numbered
from matcher.core.schema import as_list
from matcher.core.tables import SIZES

_NUMBERS = ("age_low", "age_high", "pupils")
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
    return one_size_of_each(pd.DataFrame(sizes, columns=list(Size._fields)))


def one_size_of_each(told: pd.DataFrame) -> pd.DataFrame:
    """The same of a table with the columns of :class:`Size`."""
    urn = number_of_urn(told["urn"])
    has_low = told["age_low"].notna().to_numpy()
    has_ages = has_low | told["age_high"].notna().to_numpy()
    has_roll = told["pupils"].notna().to_numpy()
    tables = as_list(told["table"])
    surest = [*sorted(set(tables).difference(_SUREST), reverse=True), *reversed(_SUREST)]
    year, years = numbered(told, ["year"])
    rank = year * len(surest) + np.array([surest.index(one) for one in tables], dtype=np.int64)
    # Both ages before one of them, whatever the year.
    by_ages = has_low * len(years) * len(surest) + rank
    aged = _latest(told, urn, by_ages, has_ages, ("age_low", "age_high"))
    counted = _latest(told, urn, rank, has_roll, ("pupils",))
    made = {
        "urn": _cells(told, "urn", np.unique(urn, return_index=True)[1]),
        "age_low": _cells(told, "age_low", aged),
        "age_high": _cells(told, "age_high", aged),
        "pupils": _cells(told, "pupils", counted),
        "ages_said_by": _cells(told, "said_by", aged),
        "pupils_said_by": _cells(told, "said_by", counted),
        "ages_list": _cells(told, "list", aged),
        "pupils_list": _cells(told, "list", counted),
    }
    sizes = pd.DataFrame(made, columns=SIZES.names).astype(SIZES.dtypes())
    SIZES.check(sizes)
    return sizes


def _cells(told: pd.DataFrame, column: str, at: RowNumbers) -> npt.NDArray[np.object_]:
    """The cells of a column at these places; unknown at -1."""
    cells = told[column].to_numpy(dtype=object)
    return np.append(cells, math.nan if column in _NUMBERS else "")[at]


def _latest(
    told: pd.DataFrame, urn: RowNumbers, rank: RowNumbers, says: npt.NDArray[np.bool_],
    columns: Sequence[str],
) -> RowNumbers:  # fmt: skip
    """For each school (``urn``, from 0) the place of the row that counts: of those that say
    anything the one of the highest ``rank``; -1 where none does, or where such rows contradict
    each other in ``columns``."""
    schools = int(urn.max(initial=-1)) + 1
    best = np.full(schools, -1)
    np.maximum.at(best, urn[says], rank[says])
    tied = np.flatnonzero(says & (rank == best[urn]))
    chosen = np.full(schools, -1)
    chosen[urn[tied]] = tied
    several: dict[int, list[int]] = {}
    for at in tied[np.bincount(urn[tied], minlength=schools)[urn[tied]] > 1].tolist():
        several.setdefault(int(urn[at]), []).append(at)
    cells = [as_list(told[name]) for name in Size._fields]
    for school, places in several.items():
        rows = {at: Size._make(column[at] for column in cells) for at in places}
        alike = len({str([getattr(row, name) for name in columns]) for row in rows.values()}) == 1
        # Whose words they are must not depend on the order of the rows.
        chosen[school] = min(places, key=lambda at: str(rows[at])) if alike else -1
    return chosen
