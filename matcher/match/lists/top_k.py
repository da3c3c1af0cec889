"""The best k pairs of every seeker, kept while blocks of pairs go by, and the order of all lists.

One total order decides: score (highest first), then distance (nearest first), then a hash of
the pair, which favours nobody (:mod:`matcher.core.tie_order`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.tie_order import Hashes
from matcher.match.arrays import Bools, Floats, Positions, SchoolArrays
from matcher.match.candidates import Block

if TYPE_CHECKING:
    import pandas as pd

# So many pairs are put in order by one key first.
_MANY = 10_000

# seekers, partners, scores, squared metres, tie order
RankedPairs = tuple[Positions, Positions, Floats, Floats, Hashes]


class TopK:
    """The best k of every seeker. A block holds all whom its seekers may meet, so that each list is
    settled at once."""

    def __init__(self, arrays: SchoolArrays, k: int) -> None:
        self.arrays = arrays
        self.k = k
        self._pairs: list[RankedPairs] = []

    def add_block(self, block: Block, scores: Floats) -> None:
        """Take from a block (scores: −1 where a gate stops the pair) the best k of its seekers."""
        size = scores.shape[1]
        if not scores.size:
            return
        floor = np.zeros(len(scores))
        if size > self.k:
            place = size - self.k
            floor = np.maximum(floor, np.partition(scores, place, axis=1)[:, place])
        at = np.flatnonzero(scores >= floor[:, None])
        pairs = pairs_at(self.arrays, block, scores.ravel()[at], at)
        self.add_pairs(pairs)

    def add_pairs(self, pairs: RankedPairs) -> RankedPairs:
        """Take in the best k of these, all that their seekers may have in their list, and give them
        back."""
        # Ties can be many: keep the best k and no more.
        best = best_of(pairs, self.k, pairs[0])
        self.add_best(best)
        return best

    def add_best(self, best: RankedPairs) -> None:
        """Take in what is kept of other blocks (:meth:`best`)."""
        if len(best[0]):
            self._pairs.append(best)

    def best_pairs(self) -> tuple[Positions, Positions, Positions]:
        """The pairs kept, with their place in the list: seekers, partners, places."""
        best = self.best()
        return best[0], best[1], places(best[0])

    def best(self) -> RankedPairs:
        """The pairs kept, by seeker and place."""
        if len(self._pairs) == 1:
            return self._pairs[0]
        pairs = joined(self._pairs)
        # Each seeker stands in one block, in its order already.
        order = np.argsort(pairs[0], kind="stable")
        return taken(pairs, order)

    def ranked_pairs(self) -> pd.DataFrame:
        """The pairs kept, with their place in the list (:func:`list_table`)."""
        return list_table(self.best(), "place", by_seeker=True)


def pairs_at(arrays: SchoolArrays, block: Block, scores: Floats, at: Positions) -> RankedPairs:
    """Single pairs of a block with their scores, told by their place in it, counted row by row."""
    row, column = np.divmod(at, len(block.partners))
    seekers, partners = block.seekers[row], block.partners[column]
    ties = arrays.tie_order(seekers, partners)
    return seekers, partners, scores, block.squared_m.ravel()[at], ties


def joined(parts: Sequence[RankedPairs]) -> RankedPairs:
    """Pairs one after the other."""
    if not parts:
        none, nothing = np.array([], dtype=np.int64), np.array([], dtype=float)
        return none, none, nothing, nothing, np.array([], dtype=np.uint64)
    i, j, scores, squared, ties = (np.concatenate(part) for part in zip(*parts, strict=True))
    return i, j, scores, squared, ties


def taken(pairs: RankedPairs, which: Positions) -> RankedPairs:
    """Some of the pairs."""
    i, j, scores, squared, ties = pairs
    return i[which], j[which], scores[which], squared[which], ties[which]


def best_of(pairs: RankedPairs, k: int, own: Positions) -> RankedPairs:
    """The best k of each list, one after the other; ``own``: whose list each pair is in."""
    order = best_first(own, *pairs[2:])
    return taken(pairs, order[places(own[order]) <= k])


def list_table(best: RankedPairs, place: str, *, by_seeker: bool) -> pd.DataFrame:
    """Lists one after the other as a table: i, j, score, squared_m and the place in the list, by
    the name of ``place``."""
    import pandas as pd

    frame = pd.DataFrame(dict(zip(("i", "j", "score", "squared_m"), best, strict=False)))
    frame[place] = places(best[0] if by_seeker else best[1])
    return frame


def best_first(own: Positions, standings: Floats, squared_m: Floats, ties: Hashes) -> Positions:
    """The order of lists, that of one school after that of another."""
    if len(own) < _MANY:
        return np.lexsort((ties, squared_m, -standings, own))
    # Four keys take many times as long as one. So all are put in order by one number of list and
    # standing, as fine as fits into 62 bits, and only what is equal by that by all four.
    below = standings.max() - standings
    steps = 2 ** (62 - int(own.max() + 1).bit_length())
    fine = (below * ((steps - 1) / max(float(below.max()), 1.0))).astype(np.int64)
    key = own * steps + np.minimum(fine, steps - 1)
    order = np.argsort(key)
    key = key[order]
    same = np.append(False, key[1:] == key[:-1])
    same[:-1] |= same[1:]
    equal = np.sort(order[same])
    four = (ties[equal], squared_m[equal], -standings[equal], own[equal])
    order[same] = equal[np.lexsort(four)]
    return order


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
