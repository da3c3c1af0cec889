"""The seekers that a partner could help most: overall, and within each group of phases.

The best k of a partner overall are among its best k of each group, those of unknown phase
included. So the groups alone are kept while blocks of pairs go by, and the list of all of them is
made of them in the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.candidates import Block
from matcher.match.lists.top_k import TopK, best_first, places

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
            best = self._lists.setdefault(code, TopK(self.arrays, self.k, by_seeker=False))
            best.add_block(part, standings if len(parts) == 1 else standings[rows])

    def ranked_pairs(self) -> pd.DataFrame:
        """The pairs in either list of a partner: i, j, score, squared_m, partner_rank and
        phase_rank, NaN where they are not in it."""
        lists = [
            found.ranked_pairs().assign(code=code) for code, found in sorted(self._lists.items())
        ]
        if not lists:
            empty = TopK(self.arrays, self.k, by_seeker=False).ranked_pairs()
            return empty.rename(columns={"place": "partner_rank"}).assign(phase_rank=np.nan)
        pairs = pd.concat(lists, ignore_index=True)
        i, j = pairs["i"].to_numpy(np.int64), pairs["j"].to_numpy(np.int64)
        ties = self.arrays.tie_order(i, j)
        order = best_first(j, pairs["score"].to_numpy(), pairs["squared_m"].to_numpy(), ties)
        overall = np.empty(len(pairs))
        overall[order] = places(j[order])
        pairs["partner_rank"] = np.where(overall <= self.k, overall, np.nan)
        pairs["phase_rank"] = pairs.pop("place").where(pairs.pop("code") != UNKNOWN)
        listed = pairs["partner_rank"].notna() | pairs["phase_rank"].notna()
        return pairs[listed].reset_index(drop=True)
