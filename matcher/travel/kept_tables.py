"""The tables of an engine that are kept: found again by their cells, or only as they were asked.

Where a cell is the same whatever else is in its table, what is known of single cells need not be
asked for. Where it is not, an answer counts for the very same table alone: else what is listed
would depend on what was asked on another day.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from matcher.core.travel.times import Floats, Positions
from matcher.travel.cache import Cache, KeptTable
from matcher.travel.places import Places
from matcher.travel.tables import Table


class KeptTables:
    """Answers about ``places`` by the engine that ``key`` names, with everything that its answers
    depend on; see :class:`matcher.travel.cache.Cache`, which never raises. ``dated``: whether the
    day of the engine's data is part of the key."""

    def __init__(
        self, folder: Path | None, key: str, places: Places, stand_alone: bool, dated: bool
    ) -> None:
        self._cache = Cache(folder, dated)
        self._key = key
        self._names = places.names
        self._stand_alone = stand_alone
        self._order = np.argsort(places.names)
        self._sorted = places.names[self._order]

    def close(self) -> None:
        """Let go of the file."""
        self._cache.close()

    def cells(self) -> tuple[Positions, Positions, Floats]:
        """What is known between the places by single cells, whoever asked: origins, destinations,
        seconds; of a cell that stands there twice the first counts."""
        none = np.zeros(0, dtype=np.int64)
        origins, destinations, seconds = [none], [none], [np.zeros(0)]
        for kept in self._tables(self._key if self._stand_alone else ""):
            one, other = self._numbers(kept.origins), self._numbers(kept.destinations)
            told = ~np.isnan(kept.seconds) & (one >= 0)[:, None] & (other >= 0)
            row, column = np.nonzero(told)
            origins.append(one[row])
            destinations.append(other[column])
            seconds.append(kept.seconds[told])
        return np.concatenate(origins), np.concatenate(destinations), np.concatenate(seconds)

    def recall(self, table: Table) -> Floats | None:
        """The seconds of this very table; None where it is not known whole."""
        if self._stand_alone:
            return None  # its cells were looked up one by one
        seconds = self._cache.get(self._key, *self._sides(table))
        return None if seconds is None or np.isnan(seconds).any() else seconds

    def keep(self, table: Table, seconds: Floats) -> None:
        """Keep what a table was answered with, before the next is asked for; NaN is no answer."""
        self._cache.put(self._key, KeptTable(*self._sides(table), seconds))

    def snaps(self, places: Positions) -> Floats:
        """What :meth:`keep_snaps` kept of these places; NaN for one that is not known."""
        found = np.full(len(self._names) + 1, np.nan)  # the last for names that are none of ours
        for kept in self._tables(self._snap_key):
            found[self._numbers(kept.origins)] = kept.seconds[:, 0]
        return found[places]

    def keep_snaps(self, places: Positions, snaps: Floats) -> None:
        """Keep how far each of these places is from a road, in metres; NaN is no answer."""
        told = ~np.isnan(snaps)
        roads = np.zeros(1, dtype=np.int64)  # to which all these are ways
        table = KeptTable(self._names[places[told]], roads, snaps[told][:, None])
        self._cache.put(self._snap_key, table)

    def _tables(self, key: str) -> Iterator[KeptTable]:
        """The tables of a key that may tell of our places; none where we have none."""
        if not len(self._sorted) or not key:
            return iter(())
        return self._cache.tables(key, int(self._sorted[0]), int(self._sorted[-1]))

    def _sides(self, table: Table) -> tuple[Positions, Positions]:
        return self._names[table.origins], self._names[table.destinations]

    def _numbers(self, names: Positions) -> Positions:
        """The places of these names; -1 for one that is none of ours."""
        if not len(self._order):
            return np.full(len(names), -1)
        at = np.minimum(np.searchsorted(self._sorted, names), len(self._sorted) - 1)
        return np.where(self._sorted[at] == names, self._order[at], -1)

    @property
    def _snap_key(self) -> str:
        return f"{self._key}|snaps"
