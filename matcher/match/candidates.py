"""Candidate pairs, block by block: every pair within range, and little else.

Seekers are cut into blocks by the cell of the grid they stand in; a block is compared
with the partners whose coordinates lie within the range of the block's bounding box. No
pair within range is left out, so what is ranked on top is exact; the pairs compared grow
with those in range rather than with all pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Bools, Floats, Positions, SchoolArrays
from matcher.match.gates import PairGates
from matcher.match.narrowing import OUT, Levels
from matcher.match.terms import squared_distance

_CELL_M = 20_000.0
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Block:
    """Some seekers against the partners that may be in range of them.

    ``seekers``, ``partners``: positions of schools, ascending. ``squared_m``, ``levels``:
    seekers × partners, the level -1 where a gate stops the pair, else how far it is known to fit
    what the run was narrowed to. ``without_partner``: the seekers that may meet none of them,
    whatever that is.
    """

    seekers: Positions
    partners: Positions
    squared_m: Floats
    levels: Levels
    without_partner: Positions

    @property
    def passes(self) -> Bools:
        """Which pairs no gate stops."""
        return self.levels > OUT


def candidate_blocks(schools: SchoolArrays, config: Config, gates: PairGates) -> Iterator[Block]:
    """Every block of seekers with the partners in reach; gates applied."""
    partners = np.flatnonzero(schools.is_partner)
    seekers = np.flatnonzero(schools.is_seeker)
    reach = config.max_km * 1000.0
    for group in _groups(schools, seekers):
        x, y = schools.x[group], schools.y[group]
        px, py = schools.x[partners], schools.y[partners]
        near_by = partners[
            (px >= x.min() - reach)
            & (px <= x.max() + reach)
            & (py >= y.min() - reach)
            & (py <= y.max() + reach)
        ]
        squared = squared_distance(schools, group, near_by)
        in_range = squared <= reach * reach
        gates.pairs_stopped["beyond"] += len(group) * len(partners) - int(
            np.count_nonzero(in_range)
        )
        # Two schools known only from the register are nobody's question.
        in_range &= schools.listed[group][:, None] | schools.listed[near_by][None, :]
        may_meet = gates.may_meet(group, near_by, in_range)
        levels = gates.levels(group, near_by, may_meet)
        yield Block(group, near_by, squared, levels, group[~may_meet.any(axis=1)])


def _groups(schools: SchoolArrays, seekers: Positions) -> Iterator[Positions]:
    """Seekers by grid cell, at most _BLOCK together, each group ascending."""
    if not len(seekers):
        return
    column = np.floor(schools.x[seekers] / _CELL_M).astype(np.int64)
    line = np.floor(schools.y[seekers] / _CELL_M).astype(np.int64)
    order = np.lexsort((seekers, column, line))
    ends = np.flatnonzero(np.diff(line[order]) | np.diff(column[order])) + 1
    for cell in np.split(seekers[order], ends):
        for start in range(0, len(cell), _BLOCK):
            yield cell[start : start + _BLOCK]
