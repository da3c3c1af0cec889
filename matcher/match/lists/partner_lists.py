"""The seekers that a partner could help most: overall, and within each group of phases.

The best k of a partner overall are among its best k of each group, those of unknown phase
included. So the groups alone are kept while blocks of pairs go by, and the list of all of them is
made of them in the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.candidates import Block
from matcher.match.lists.top_k import (
    RankedPairs,
    best_first,
    best_of,
    joined,
    list_table,
    pairs_at,
    places,
    taken,
)

# How groups that nobody can be compared within are numbered.
UNKNOWN = -1
# So many pairs are gathered before they are cut to the best.
_AT_ONCE = 200_000


class ByGroup(NamedTuple):
    """The seekers of a block by group: their rows, those of one group together, and where each
    group of this code begins and ends among them."""

    rows: Positions
    groups: Sequence[tuple[int, int, int]]


class PartnerLists:
    """The best k seekers of every partner, and the best k of each group of phases."""

    def __init__(self, arrays: SchoolArrays, k: int) -> None:
        self.arrays, self.k = arrays, k
        self._gathered: list[RankedPairs] = []
        self._many = 0
        # What stands below this is in no list: at least k of the group stand above it.
        self._floor: dict[int, Floats] = {}

    def add_block(self, block: Block, standings: Floats) -> None:
        """Take from a block what may be among the best k of a partner, overall or in a group."""
        self.add_parts(block, self.parts(block), standings)

    def parts(self, block: Block) -> ByGroup:
        """The seekers of a block by group, whatever they score."""
        group = self.arrays.phase_group[block.seekers]
        rows = np.argsort(group, kind="stable")
        codes, starts = np.unique(group[rows], return_index=True)
        ends = np.append(starts[1:], len(rows))
        groups = zip(codes.tolist(), starts.tolist(), ends.tolist(), strict=True)
        return ByGroup(rows, list(groups))

    def add_parts(self, block: Block, parts: ByGroup, standings: Floats) -> None:
        """The same of a block whose seekers are known by group."""
        if not standings.size:
            return
        width = len(block.partners)
        in_groups = standings[parts.rows] if len(parts.groups) > 1 else standings
        for code, start, end in parts.groups:
            those = in_groups[start:end]
            floors = self._floor.setdefault(code, np.zeros(len(self.arrays.urn)))
            floor = floors[block.partners]
            row, column = np.divmod(np.flatnonzero(those >= floor), width)
            # Most blocks have few for the lists that others have filled: only of a partner for whom
            # more than k stand above the floor it rises, and to look for the k-th takes longer
            # than all else.
            above = np.bincount(column, minlength=width)
            if len(rising := np.flatnonzero(above > self.k)):
                floor[rising] = np.partition(those[:, rising], -self.k, axis=0)[-self.k]
                floors[block.partners] = floor
                still = those[row, column] >= floor[column]
                row, column = row[still], column[still]
            at = parts.rows[start + row] * width + column
            self.add_pairs(pairs_at(self.arrays, block, standings.ravel()[at], at))

    def add_pairs(self, pairs: RankedPairs) -> None:
        """Take in single pairs."""
        self._gathered.append(pairs)
        self._many += len(pairs[0])
        if self._many > _AT_ONCE:
            self._cut()

    def _cut(self) -> None:
        """Keep the best k of each list: many of those that were kept are beaten by now, and ties
        can be many."""
        pairs = joined(self._gathered)
        own = self.arrays.phase_group[pairs[0]] * len(self.arrays.urn) + pairs[1]
        best = best_of(pairs, self.k, own)
        self._gathered, self._many = [best], 0
        # Blocks with few of a group raise no floor by themselves.
        group = self.arrays.phase_group[best[0]]
        full = places(group * len(self.arrays.urn) + best[1]) == self.k
        for code, floors in self._floor.items():
            last = np.flatnonzero(full & (group == code))
            floors[best[1][last]] = np.maximum(floors[best[1][last]], best[2][last])

    def best(self) -> dict[int, RankedPairs]:
        """The best k of every partner in each group."""
        self._cut()
        pairs = self._gathered[0]
        group = self.arrays.phase_group[pairs[0]]
        return {code: taken(pairs, group == code) for code in np.unique(group).tolist()}

    def add_best(self, best: Mapping[int, RankedPairs]) -> None:
        """Take in what is kept of other blocks (:meth:`best`)."""
        for pairs in best.values():
            self.add_pairs(pairs)

    def ranked_pairs(self) -> pd.DataFrame:
        """The pairs in either list of a partner (:func:`partner_table`)."""
        return partner_table(self.k, self.best())


def partner_table(k: int, best: Mapping[int, RankedPairs]) -> pd.DataFrame:
    """The pairs in either list of a partner, from its best k of each group: i, j, score, squared_m,
    partner_rank and phase_rank, NaN where they are not in it."""
    lists = [list_table(pairs, "phase_rank", by_seeker=False) for pairs in best.values()]
    if not lists:
        empty = list_table(joined([]), "phase_rank", by_seeker=False)
        return empty.assign(partner_rank=np.array([], dtype=float))
    pairs = pd.concat(lists, ignore_index=True)
    ties = np.concatenate([own[4] for own in best.values()])
    code = np.repeat(np.array(list(best)), [len(own[0]) for own in best.values()])
    j, score, squared = (pairs[name].to_numpy() for name in ("j", "score", "squared_m"))
    order = best_first(j, score, squared, ties)
    overall = np.empty(len(pairs))
    overall[order] = places(j[order])
    pairs.insert(4, "partner_rank", np.where(overall <= k, overall, np.nan))
    pairs["phase_rank"] = pairs["phase_rank"].where(code != UNKNOWN)
    listed = (overall <= k) | (code != UNKNOWN)
    kept: pd.DataFrame = pairs[listed].reset_index(drop=True)
    return kept
