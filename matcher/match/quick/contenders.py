"""Single pairs that may be among the best k of the list they are in, by guesses.

Standings that are off by no more than e (:mod:`matcher.match.quick.guess`) tell of all pairs but
few that they are not: k pairs that are guessed to stand at f or above stand at f − e or above, and
whoever is guessed to stand below f − 2e stands below all of them, ties included.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.match.arrays import Floats, Positions
from matcher.match.lists.top_k import places
from matcher.match.narrowing import Levels

Singles = NDArray[np.float32]

# So many pairs are gathered before their lists learn from them, for each list; so many at least,
# and at most.
_FOR_EACH, _FEWEST, _MOST = 16, 1_000, 60_000
# The guesses of a list are looked at in so many parts, for each place of it.
_PARTS_FOR_EACH = 8
# So many, or twice as many as were kept the last time, before those that are beaten by now go.
_GATHERED = 200_000
# More than any standing is: a list and a standing in it are one number, by which to sort.
_ABOVE = 8.0


class Guessed(NamedTuple):
    """Single pairs, seekers[n] with partners[n]: how far ``away`` (squared metres, or minutes where
    those were asked for), their levels and what they are guessed to stand at."""

    seekers: Positions
    partners: Positions
    away: Floats
    levels: Levels
    guessed: Singles

    def those(self, which: Positions | slice) -> Guessed:
        """Some of them."""
        i, j, away, levels, guessed = self
        return Guessed(i[which], j[which], away[which], levels[which], guessed[which])


class Contenders:
    """The pairs of many lists, told by the number of the list. ``floors``: what a pair of each must
    be guessed to stand at to be listed, as far as is known; below any that passes the gates while
    nothing is."""

    def __init__(self, lists: int, k: int, error: float) -> None:
        self.k, self._margin = k, np.float32(2.0 * error)
        self.floors: Singles = np.full(lists, -self._margin, dtype=np.float32)
        self._told = np.zeros(lists, dtype=bool)
        # The best of the pairs that each list learned from, the k-th first.
        self._best: Singles = np.full((lists, k), -1.0, dtype=np.float32)
        self._at_once = min(max(_FOR_EACH * lists, _FEWEST), _MOST)
        self._new: list[tuple[Positions, Singles]] = []
        self._own: list[Positions] = []
        self._pairs: list[Guessed] = []
        self._many_new, self._many, self._most = 0, 0, _GATHERED

    def raise_floors(self, lists: Positions, guessed: Singles) -> None:
        """Learn from a column of guesses for each of these lists, -1 where a gate stops the pair.

        Of many the best of some parts alone are looked at: the k-th of them is no better than the
        k-th of all, and hardly ever worse by much.
        """
        self._told[lists] = True
        parts = _PARTS_FOR_EACH * self.k
        if len(guessed) >= 2 * parts:
            whole = len(guessed) // parts * parts
            left = guessed[whole:]
            guessed = guessed[:whole].reshape(-1, parts, len(lists)).max(axis=0)
            np.maximum(guessed[: len(left)], left, out=guessed[: len(left)])
        many = len(guessed)
        if many > self.k:
            last = np.partition(guessed.T, many - self.k, axis=1)[:, many - self.k]
            self.floors[lists] = np.maximum(self.floors[lists], last - self._margin)

    def untold(self, lists: Positions) -> bool:
        """Whether some of these lists never learned from a row of guesses."""
        return not self._told[lists].all()

    def add(self, own: Positions, pairs: Guessed) -> None:
        """Take in what may be listed of these pairs, which pass the gates, each once; ``own``: the
        list of each."""
        may = np.flatnonzero(pairs.guessed >= self.floors[own])
        own, pairs = own[may], pairs.those(may)
        self._own.append(own)
        self._pairs.append(pairs)
        self._new.append((own, pairs.guessed))
        self._many_new += len(may)
        self._many += len(may)
        if self._many_new > self._at_once:
            self._learn()
        if self._many > self._most:
            self._cut()
            self._most = max(_GATHERED, 2 * self._many)

    def kept(self, *, settled: bool = False) -> Guessed | None:
        """All that may be listed; ``settled``: it is all that was taken in, as each list was told
        everything at once."""
        if self._new and not settled:
            self._learn()
        if len(self._pairs) > 1 or not settled:
            self._cut()
        return self._pairs[0] if self._pairs else None

    def _learn(self) -> None:
        """Raise the floors by the pairs that are new."""
        own, guessed = (np.concatenate(column) for column in zip(*self._new, strict=True))
        self._new, self._many_new = [], 0
        order = np.argsort(own * _ABOVE - guessed)
        order = order[(place := places(own[order])) <= self.k]
        lists, at = np.unique(own[order], return_inverse=True)
        best = np.full((len(lists), self.k), -1.0, dtype=np.float32)
        best[at, place[place <= self.k] - 1] = guessed[order]
        best = np.sort(np.concatenate([self._best[lists], best], axis=1), axis=1)[:, self.k :]
        self._best[lists] = best
        full = best[:, 0] >= 0.0
        floors = np.where(full, best[:, 0] - self._margin, -self._margin)
        self.floors[lists] = np.maximum(self.floors[lists], floors)

    def _cut(self) -> None:
        """Leave out the pairs that are beaten by now."""
        if not self._pairs:
            return
        own = np.concatenate(self._own)
        pairs = Guessed(*map(np.concatenate, zip(*self._pairs, strict=True)))
        may = np.flatnonzero(pairs.guessed >= self.floors[own])
        self._own, self._pairs, self._many = [own[may]], [pairs.those(may)], len(may)
