"""The seconds that a run has learned so far, from each place to each other.

Answers come by the table and are asked for by the pair, some hundred times in a run: what is new
is put in order at once. The cells are kept in sorted runs, each at least twice as long as the next,
so that adding costs no more than sorting all of them a few times.
"""

from __future__ import annotations

import numpy as np

from matcher.core.travel.times import Bools, Floats, Positions
from matcher.travel.tables import Table


class KnownCells:
    """Cells between ``count`` places. A cell that got no answer is known too: NaN."""

    def __init__(self, count: int) -> None:
        self._count = max(count, 1)
        self._runs: list[tuple[Positions, Floats]] = []  # no cell is in two of them
        self._new: list[tuple[Positions, Floats]] = []

    def __len__(self) -> int:
        self._take_in()
        return sum(len(cells) for cells, _ in self._runs)

    def seconds(self, origins: Positions, destinations: Positions) -> tuple[Bools, Floats]:
        """Of each cell whether anything was said about it, and its seconds; NaN where there was no
        answer, or where nobody has asked."""
        return self._find(self._numbers(origins, destinations))

    def once(self, origins: Positions, destinations: Positions) -> tuple[Positions, Positions]:
        """These cells, each once, in the order of the places."""
        cells = np.unique(self._numbers(origins, destinations))
        return cells // self._count, cells % self._count

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

    def _find(self, wanted: Positions) -> tuple[Bools, Floats]:
        """Which of these cells are known, and their seconds, NaN where not."""
        self._take_in()
        known, seconds = np.zeros(len(wanted), dtype=np.bool_), np.full(len(wanted), np.nan)
        order = np.argsort(wanted)  # millions of cells are found sooner one after the other
        wanted = wanted[order]
        for cells, values in self._runs:
            at = np.minimum(np.searchsorted(cells, wanted), len(cells) - 1)
            here = cells[at] == wanted
            known[order[here]] = True
            seconds[order[here]] = values[at[here]]
        return known, seconds

    def _take_in(self) -> None:
        """Make a run of what is new, and one of the last two while they are of like length."""
        if not self._new:
            return
        cells, first = np.unique(np.concatenate([new[0] for new in self._new]), return_index=True)
        seconds = np.concatenate([new[1] for new in self._new])[first]
        self._new = []
        known, _ = self._find(cells)
        if known.all():
            return
        self._runs.append((cells[~known], seconds[~known]))
        while len(self._runs) > 1 and 2 * len(self._runs[-1][0]) > len(self._runs[-2][0]):
            two = zip(self._runs.pop(-2), self._runs.pop(), strict=True)
            cells, seconds = (np.concatenate(part) for part in two)
            order = np.argsort(cells, kind="stable")
            self._runs.append((cells[order], seconds[order]))
