"""The pairs of a block that may be among the best k of their seeker, or of their partner.

Standings that are off by no more than e (:mod:`matcher.match.quick.guess`) tell of all pairs but
few that they are not: k pairs that are guessed to stand at f or above stand at f − e or above, and
whoever is guessed to stand below f − 2e stands below all of them, ties included.

Pairs are told by their place in a block, counted row by row.
"""

from __future__ import annotations

import numpy as np

from matcher.match.arrays import Positions, SchoolArrays
from matcher.match.candidates import Block
from matcher.match.quick.guess import Singles


class Promising:
    """Tells pairs that may be listed from the others, block by block. What a block tells of a
    partner raises what the next ones are held against."""

    def __init__(self, arrays: SchoolArrays, k: int, error: float) -> None:
        self.arrays, self.k = arrays, k
        self._margin = np.float32(2.0 * error)
        self._floors: dict[int, Singles] = {}

    def of_seekers(self, guessed: Singles) -> Positions:
        """Those that may be among the best k of their seeker; ``guessed``: seekers × partners, -1
        where a gate stops the pair."""
        floor = self._least(guessed, axis=1)
        return np.flatnonzero(guessed >= floor[:, None])

    def of_partners(self, block: Block, guessed: Singles) -> Positions:
        """Those that may be among the best k of their partner in the group of their seeker."""
        group = self.arrays.phase_group[block.seekers]
        rows = np.argsort(group, kind="stable")
        ends = np.flatnonzero(np.diff(group[rows])) + 1
        found = []
        for own in np.split(rows, ends) if len(ends) else [None]:
            those = guessed if own is None else guessed[own]
            floors = self._floors.get(int(group[0 if own is None else own[0]]))
            if floors is None:
                floors = np.full(len(self.arrays.urn), -self._margin, dtype=np.float32)
                self._floors[int(group[0 if own is None else own[0]])] = floors
            floor = np.maximum(floors[block.partners], self._least(those, axis=0))
            floors[block.partners] = floor
            at = np.flatnonzero(those >= floor)
            if own is not None:
                row, column = np.divmod(at, len(block.partners))
                at = own[row] * len(block.partners) + column
            found.append(at)
        return np.concatenate(found)

    def _least(self, guessed: Singles, axis: int) -> Singles:
        """What a pair of each list is guessed to stand at, at the least, to be one of the best k of
        these; what a gate stops is below it."""
        many, nothing = guessed.shape[axis], -self._margin
        if many <= self.k:
            return np.full(guessed.shape[1 - axis], nothing, dtype=np.float32)
        place = many - self.k
        last = np.take(np.partition(guessed, place, axis=axis), place, axis=axis)
        least: Singles = np.maximum(last - self._margin, nothing)
        return least
