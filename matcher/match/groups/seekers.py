"""Which seekers of a run are in one group: a trust, an authority, a region or a priority area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from matcher.core.tables import NO_TRUST
from matcher.match.arrays import Floats, Positions, SchoolArrays

# The column of SCHOOLS that names the group, and the one to fall back on.
GROUP_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "trust": ("trust",),
        "la": ("la_name", "la_code"),
        "region": ("region",),
        "area": ("area",),
    }
)


@dataclass(frozen=True, slots=True)
class SeekerGroups:
    """The seekers of a run in groups.

    ``names``: of the groups, in the order of their names, case aside. ``of``: the group of
    each school of the arrays, -1 for one that does not seek or has none. ``seekers``: how
    many are in each group; ``x``, ``y``: the mean of their points (metres, EPSG:27700).
    ``without``: how many seekers are known to be in no group, ``not_known``: of how many that
    is not known.
    """

    names: tuple[str, ...]
    of: Positions
    seekers: Positions
    x: Floats
    y: Floats
    without: int
    not_known: int


def group_seekers(schools: pd.DataFrame, arrays: SchoolArrays, by: str) -> SeekerGroups:
    """The seekers of ``arrays`` by a key of :data:`GROUP_COLUMNS`; KeyError for any other.

    Names that differ in case or outer white space are one group, shown as most of its
    seekers write it, the first in order where that leaves several.
    """
    indexed = schools.set_index("urn")
    text = np.full(len(arrays.urn), "", dtype=object)
    for column in GROUP_COLUMNS[by]:
        # Few names of many schools: each is looked at once.
        codes, values = pd.factorize(indexed[column].reindex(arrays.urn), use_na_sentinel=False)
        own = np.array([str(value).strip() for value in values.tolist()], dtype=object)
        text = np.where(text == "", own[codes], text)
    # Blank is not known, but for the area, which a school that is placed is in or not.
    none = text == (NO_TRUST if by == "trust" else "" if by == "area" else None)
    text = np.where(none, "", text)
    seeking = np.flatnonzero(arrays.is_seeker)
    codes, written = pd.factorize(text[seeking])
    spellings: dict[str, dict[str, int]] = {}
    for name, count in zip(written, np.bincount(codes, minlength=len(written)), strict=True):
        if name:
            spellings.setdefault(name.casefold(), {})[name] = int(count)
    code = {key: place for place, key in enumerate(sorted(spellings))}
    places = np.array([code.get(name.casefold(), -1) for name in written], dtype=np.int64)
    of = np.full(len(arrays.urn), -1, dtype=np.int64)
    of[seeking] = places[codes]
    inside = np.flatnonzero(of >= 0)
    seekers = np.bincount(of[inside], minlength=len(code)).astype(np.int64)
    x, y = (
        np.bincount(of[inside], weights=axis[inside], minlength=len(code)) / np.maximum(seekers, 1)
        for axis in (arrays.x, arrays.y)
    )
    names = tuple(_most_written(spellings[key]) for key in code)
    without = int(np.count_nonzero(none[seeking]))
    not_known = len(seeking) - len(inside) - without
    return SeekerGroups(names, of, seekers, x, y, without, not_known)


def _most_written(counts: Mapping[str, int]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))
