"""Figures by key, added up while blocks go by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.match.arrays import Positions

# So many rows are gathered before those of one key become one. Kept to the end, those of 240,000
# schools by trust would be gigabytes.
_AT_ONCE = 500_000


class Added:
    """Sums by a key of several columns. Figures are whole numbers that do not come near 2⁵³."""

    def __init__(self, key: Mapping[str, int], figures: Sequence[str]) -> None:
        """``key``: the columns, and how many values each has, counted from 0."""
        self._key, self._figures = dict(key), tuple(figures)
        self._gathered: list[tuple[Positions, NDArray[np.float64]]] = []
        self._many, self._at_most = 0, _AT_ONCE

    def add(self, key: Sequence[Positions], figures: Sequence[NDArray[np.floating]]) -> None:
        """Take in rows: an array for each column of the key, and for each figure."""
        if not len(key[0]):
            return
        packed = np.ravel_multi_index(tuple(key), tuple(self._key.values()))
        self._gathered.append((packed, np.array(figures, dtype=np.float64)))
        self._many += len(packed)
        if self._many > self._at_most:
            self._add_up()
            # Where few rows share a key, what is kept grows: it is sorted again when doubled.
            self._at_most = max(_AT_ONCE, 2 * self._many)

    def table(self) -> pd.DataFrame:
        """The key and its sums, in the order of the key."""
        self._add_up()
        packed, sums = self._gathered[0]
        key = np.unravel_index(packed, tuple(self._key.values()))
        columns = dict(zip(self._key, key, strict=True))
        columns |= dict(zip(self._figures, sums.astype(np.int64), strict=True))
        return pd.DataFrame(columns)

    def _add_up(self) -> None:
        nothing = np.array([], dtype=np.int64), np.empty((len(self._figures), 0))
        parts = [nothing, *self._gathered]
        packed = np.concatenate([part[0] for part in parts])
        figures = np.concatenate([part[1] for part in parts], axis=1)
        order = np.argsort(packed, kind="stable")
        packed = packed[order]
        starts = np.flatnonzero(np.diff(packed, prepend=-1))
        sums = np.add.reduceat(figures[:, order], starts, axis=1) if len(packed) else figures
        self._gathered, self._many = [(packed[starts], sums)], len(starts)
