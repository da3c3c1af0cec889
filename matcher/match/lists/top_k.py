"""The best k pairs of every school on one side, kept while blocks of pairs go by.

One total order decides: score (highest first), then distance (nearest first), then a hash of
the pair, which favours nobody (:mod:`matcher.core.tie_order`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from matcher.core.tie_order import Hashes
from matcher.match.arrays import Bools, Floats, Positions, SchoolArrays
from matcher.match.candidates import Block

# seekers, partners, scores, squared metres, tie order
RankedPairs = tuple[Positions, Positions, Floats, Floats, Hashes]

# So many blocks' pairs of partners are kept before they are cut to the best.
_PARTS = 64


class TopK:
    """The best k of every seeker (``by_seeker``) or of every partner."""

    def __init__(self, arrays: SchoolArrays, k: int, *, by_seeker: bool) -> None:
        self.arrays = arrays
        self.k = k
        self.by_seeker = by_seeker
        self._pairs: list[RankedPairs] = []
        self._floor = np.full(0 if by_seeker else len(arrays.urn), -1.0)

    def add_block(self, block: Block, scores: Floats) -> None:
        """Take from a block (scores: −1 where a gate stops the pair) what may be among
        the best k of a seeker or of a partner."""
        axis = 1 if self.by_seeker else 0
        size = scores.shape[axis]
        if not scores.size:
            return
        if size > self.k:
            place = size - self.k
            floor = np.take(np.partition(scores, place, axis=axis), place, axis=axis)
        else:
            floor = np.full(scores.shape[1 - axis], -1.0)
        if not self.by_seeker:
            # A partner meets many blocks: what an earlier one beat need not be kept.
            floor = np.maximum(floor, self._floor[block.partners])
            self._floor[block.partners] = floor
        row, column = np.nonzero((scores >= np.expand_dims(floor, axis)) & (scores >= 0))
        seekers, partners = block.seekers[row], block.partners[column]
        pairs = (
            seekers,
            partners,
            scores[row, column],
            block.squared_m[row, column],
            self.arrays.tie_order(seekers, partners),
        )
        # Ties can be many: keep the best k of this block and no more.
        self._pairs.append(_top_k(pairs, self.k, self.by_seeker))
        if len(self._pairs) >= _PARTS and not self.by_seeker:
            self._pairs = [self.best()]  # the others are beaten

    def add_best(self, best: RankedPairs) -> None:
        """Take in what is kept of other blocks (:meth:`best`)."""
        if len(best[0]):
            self._pairs.append(best)

    def best_pairs(self) -> tuple[Positions, Positions, Positions]:
        """The pairs kept, with their place in the list: seekers, partners, places."""
        best = self.best()
        return best[0], best[1], places(best[0] if self.by_seeker else best[1])

    def best(self) -> RankedPairs:
        """The pairs kept, by school and place."""
        if not self._pairs:
            none, nothing = np.array([], dtype=np.int64), np.array([], dtype=float)
            return none, none, nothing, nothing, np.array([], dtype=np.uint64)
        if len(self._pairs) == 1:
            return self._pairs[0]
        i, j, scores, squared, ties = (
            np.concatenate(part) for part in zip(*self._pairs, strict=True)
        )
        return _top_k((i, j, scores, squared, ties), self.k, self.by_seeker)

    def ranked_pairs(self) -> pd.DataFrame:
        """The pairs kept, with their place in the list (:func:`list_table`)."""
        return list_table(self.best(), "place", by_seeker=self.by_seeker)


def list_table(best: RankedPairs, place: str, *, by_seeker: bool) -> pd.DataFrame:
    """Lists one after the other as a table: i, j, score, squared_m and the place in the list, by
    the name of ``place``."""
    frame = pd.DataFrame(dict(zip(("i", "j", "score", "squared_m"), best, strict=False)))
    frame[place] = places(best[0] if by_seeker else best[1])
    return frame


def _top_k(pairs: RankedPairs, k: int, by_seeker: bool) -> RankedPairs:
    """The best k of each school by score, distance, tie order."""
    i, j, scores, squared, ties = pairs
    own = i if by_seeker else j
    order = best_first(own, scores, squared, ties)
    order = order[places(own[order]) <= k]
    return i[order], j[order], scores[order], squared[order], ties[order]


def best_first(own: Positions, standings: Floats, squared_m: Floats, ties: Hashes) -> Positions:
    """The order of lists, that of one school after that of another."""
    return np.lexsort((ties, squared_m, -standings, own))


def stands_above(one: tuple[Floats, Floats, Hashes], other: tuple[Floats, Floats, Hashes]) -> Bools:
    """Which pairs come before others by the same order: standings, squared metres, tie order."""
    (standing, squared_m, tie), (standing_of, squared_of, tie_of) = one, other
    nearer = (squared_m < squared_of) | ((squared_m == squared_of) & (tie < tie_of))
    above: Bools = (standing > standing_of) | ((standing == standing_of) & nearer)
    return above


def places(own: Positions) -> Positions:
    """1, 2, 3 … within each run of equal values."""
    if not len(own):
        return np.array([], dtype=np.int64)
    starts = np.flatnonzero(np.concatenate(([True], own[1:] != own[:-1])))
    counts = np.diff(np.append(starts, len(own)))
    return np.arange(len(own)) - np.repeat(starts, counts) + 1
