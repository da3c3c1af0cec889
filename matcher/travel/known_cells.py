"""The seconds that a run has learned so far, from each place to each other.

Answers come by the table and are asked for by the pair, some hundred times in a run: the cells
stand in one order, so that many are found, and some added, at once.
"""

from __future__ import annotations

import numpy as np

from matcher.core.travel.times import Bools, Floats, Positions
from matcher.travel.tables import Table


class KnownCells:
    """Cells between ``count`` places. A cell that got no answer is known too: NaN."""

    def __init__(self, count: int) -> None:
        self._count = max(count, 1)
        self._cell = np.zeros(0, dtype=np.int64)
        self._seconds = np.zeros(0)
        self._new: list[tuple[Positions, Floats]] = []

    def seconds(self, origins: Positions, destinations: Positions) -> Floats:
        """Of each cell; NaN where there was no answer, or where nobody has asked."""
        at, known = self._find(self._numbers(origins, destinations))
        seconds = np.full(len(known), np.nan)
        seconds[known] = self._seconds[at[known]]
        return seconds

    def missing(self, origins: Positions, destinations: Positions) -> tuple[Positions, Positions]:
        """The cells that nothing was said about yet, each once, in the order of the places."""
        cells = np.unique(self._numbers(origins, destinations))
        _, known = self._find(cells)
        return cells[~known] // self._count, cells[~known] % self._count

    def add(self, origins: Positions, destinations: Positions, seconds: Floats) -> None:
        """Note these cells; what was said first about a cell stays."""
        self._new.append((self._numbers(origins, destinations), seconds))

    def add_table(self, table: Table, seconds: Floats) -> None:
        """Note the cells of a table, those between a place and itself left out."""
        origins = np.repeat(table.origins, len(table.destinations))
        destinations = np.tile(table.destinations, len(table.origins))
        self.add(origins, destinations, seconds.ravel())

    def _numbers(self, origins: Positions, destinations: Positions) -> Positions:
        return origins * self._count + destinations

    def _find(self, cells: Positions) -> tuple[Positions, Bools]:
        self._merge()
        if not len(self._cell):
            return np.zeros(len(cells), dtype=np.int64), np.zeros(len(cells), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self._cell, cells), len(self._cell) - 1)
        return at, self._cell[at] == cells

    def _merge(self) -> None:
        """Put what is new in its place among the rest."""
        if not self._new:
            return
        cells, first = np.unique(np.concatenate([new[0] for new in self._new]), return_index=True)
        seconds = np.concatenate([new[1] for new in self._new])[first]
        self._new = []
        _, known = self._find(cells)
        cells, seconds = cells[~known], seconds[~known]
        at = np.searchsorted(self._cell, cells)
        self._cell = np.insert(self._cell, at, cells)
        self._seconds = np.insert(self._seconds, at, seconds)
