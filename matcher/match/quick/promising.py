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
        if not len(ends):  # the most common case, in which no row need be taken out
            return np.flatnonzero(guessed >= self._floor(int(group[0]), block.partners, guessed))
        found = []
        for own in np.split(rows, ends):
            those = guessed[own]
            floor = self._floor(int(group[own[0]]), block.partners, those)
            row, column = np.divmod(np.flatnonzero(those >= floor), len(block.partners))
            found.append(own[row] * len(block.partners) + column)
        return np.concatenate(found)

    def _floor(self, group: int, partners: Positions, guessed: Singles) -> Singles:
        """What a pair of each of these partners must be guessed to stand at, after the seekers of
        a group that went by and these of it."""
        if group not in self._floors:
            nothing = np.full(len(self.arrays.urn), -self._margin, dtype=np.float32)
            self._floors[group] = nothing
        floors = self._floors[group]
        floor: Singles = np.maximum(floors[partners], self._least(guessed, axis=0))
        floors[partners] = floor
        return floor

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
