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
from matcher.match.lists.top_k import RankedPairs, TopK, best_first, list_table, places

# How groups that nobody can be compared within are numbered.
UNKNOWN = -1


class GroupPart(NamedTuple):
    """The seekers of one group in a block: their group, their rows, and themselves."""

    group: int
    rows: Positions
    block: Block


class PartnerLists:
    """The best k seekers of every partner, and the best k of each group of phases."""

    def __init__(self, arrays: SchoolArrays, k: int) -> None:
        self.arrays, self.k = arrays, k
        self._lists: dict[int, TopK] = {}

    def add_block(self, block: Block, standings: Floats) -> None:
        """Take from a block what may be among the best k of a partner, overall or in a group."""
        self.add_parts(self.parts(block), standings)

    def parts(self, block: Block) -> list[GroupPart]:
        """A block cut by the groups of its seekers, whatever they score."""
        group = self.arrays.phase_group[block.seekers]
        codes = np.unique(group).tolist()
        if len(codes) == 1:
            return [GroupPart(codes[0], np.arange(len(group)), block)]
        everybody = np.arange(len(block.partners))
        rows = {code: np.flatnonzero(group == code) for code in codes}
        return [GroupPart(code, own, block.part(own, everybody)) for code, own in rows.items()]

    def add_parts(self, parts: Sequence[GroupPart], standings: Floats) -> None:
        """The same of a block that is cut already."""
        for code, rows, part in parts:
            self._list(code).add_block(part, standings if len(parts) == 1 else standings[rows])

    def best(self) -> dict[int, RankedPairs]:
        """The best k of every partner in each group."""
        return {code: found.best() for code, found in sorted(self._lists.items())}

    def add_best(self, best: Mapping[int, RankedPairs]) -> None:
        """Take in what is kept of other blocks (:meth:`best`)."""
        for code, pairs in best.items():
            self._list(code).add_best(pairs)

    def _list(self, code: int) -> TopK:
        if code not in self._lists:
            self._lists[code] = TopK(self.arrays, self.k, by_seeker=False)
        return self._lists[code]

    def ranked_pairs(self) -> pd.DataFrame:
        """The pairs in either list of a partner (:func:`partner_table`)."""
        return partner_table(self.k, self.best())


def partner_table(k: int, best: Mapping[int, RankedPairs]) -> pd.DataFrame:
    """The pairs in either list of a partner, from its best k of each group: i, j, score, squared_m,
    partner_rank and phase_rank, NaN where they are not in it."""
    lists = [list_table(pairs, "phase_rank", by_seeker=False) for pairs in best.values()]
    if not lists:
        columns = ("i", "j", "score", "squared_m", "partner_rank", "phase_rank")
        return pd.DataFrame({name: np.array([], dtype=float) for name in columns})
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
