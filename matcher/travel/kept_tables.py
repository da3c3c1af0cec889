"""The tables of an engine that are kept: found again by their cells, or only as they were asked.

Where a cell is the same whatever else is in its table, what is known of single cells need not be
asked for. Where it is not, an answer counts for the very same table alone: else what is listed
would depend on what was asked on another day.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import numpy as np

from matcher.core.travel.times import Floats, Positions
from matcher.travel.cache import ANSWERED, Cache, Known
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
        self._read = np.zeros(len(places), dtype=np.bool_)

    def close(self) -> None:
        """Let go of the file."""
        self._cache.close()

    def cells(self, origins: Positions) -> tuple[Positions, Positions, Floats]:
        """What is known from these places, each once, by single cells, whoever asked; from each of
        them once in a run. Origins, destinations, seconds; of a cell that stands there twice the
        first counts."""
        new = origins[~self._read[origins]] if self._stand_alone else origins[:0]
        self._read[new] = True
        origin, known = self._cache.get_all(self._key, self._names[new].tolist())
        destination = self._numbers(known["place"])
        here = destination >= 0
        return self._numbers(origin[here]), destination[here], known["seconds"][here]

    def recall(self, table: Table) -> Floats | None:
        """The seconds of this very table; None where it is not known whole."""
        if self._stand_alone:
            return None  # its cells were looked up one by one
        key = self._table_key(table)
        others = self._names[table.destinations]
        rows = []
        for place in self._names[table.origins].tolist():
            rows.append(_found(self._cache.get(key, place), others))
            if np.isnan(rows[-1]).any():
                return None
        return np.array(rows)

    def keep(self, table: Table, seconds: Floats) -> None:
        """Keep what a table was answered with, before the next is asked for; NaN is no answer."""
        others = self._names[table.destinations]
        order = np.argsort(others)
        rows = {}
        for place, row in zip(self._names[table.origins].tolist(), seconds, strict=True):
            known = order[~np.isnan(row[order])]
            rows[place] = _rows(others[known], row[known])
        self._cache.put(self._table_key(table), rows)

    def snaps(self, places: Positions) -> Floats:
        """What :meth:`keep_snaps` kept of these places; NaN for one that is not known."""
        place, kept = self._cache.get_all(self._snap_key, self._names[places].tolist())
        found = np.full(len(self._names), np.nan)
        found[self._numbers(place)] = kept["seconds"]
        return found[places]

    def keep_snaps(self, places: Positions, snaps: Floats) -> None:
        """Keep how far each of these places is from a road, in metres."""
        rows = {
            int(self._names[place]): _rows(self._names[[place]], snaps[[at]])
            for at, place in enumerate(places.tolist())
            if not np.isnan(snaps[at])
        }
        self._cache.put(self._snap_key, rows)

    def _numbers(self, names: Positions) -> Positions:
        """The places of these names; -1 for one that is none of ours."""
        if not len(self._order):
            return np.full(len(names), -1)
        at = np.minimum(np.searchsorted(self._sorted, names), len(self._sorted) - 1)
        return np.where(self._sorted[at] == names, self._order[at], -1)

    @property
    def _snap_key(self) -> str:
        return f"{self._key}|snaps"

    def _table_key(self, table: Table) -> str:
        if self._stand_alone:
            return self._key
        sides = (self._names[table.origins], self._names[table.destinations])
        named = blake2b(b"|".join(side.tobytes() for side in sides), digest_size=12)
        return f"{self._key}|{named.hexdigest()}"


def _rows(places: Positions, seconds: Floats) -> Known:
    rows = np.zeros(len(places), ANSWERED)
    rows["place"], rows["seconds"] = places, seconds
    return rows


def _found(known: Known, names: Positions) -> Floats:
    """The seconds to each name; NaN where there are none."""
    if not len(known):
        return np.full(len(names), np.nan)
    at = np.minimum(np.searchsorted(known["place"], names), len(known) - 1)
    return np.where(known["place"][at] == names, known["seconds"][at], np.nan)
