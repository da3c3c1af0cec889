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

from matcher.core.config import Config
from matcher.match.arrays import Bools, Floats, Positions, Schools
from matcher.match.gates import PAIR_GATES, Barred
from matcher.match.score import squared_distance

_CELL_M = 20_000.0
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Block:
    """Some seekers against the partners that may be in range of them.

    ``seekers``, ``partners``: positions of schools, ascending. ``squared_m``, ``passes``:
    seekers × partners. ``alone``: the seekers that may meet none of them, whatever the run
    was narrowed to.
    """

    seekers: Positions
    partners: Positions
    squared_m: Floats
    passes: Bools
    alone: Positions


class PairGates:
    """The gates between two schools, with a count of the pairs each one stopped."""

    def __init__(self, schools: Schools, config: Config, barred: Barred) -> None:
        self.schools = schools
        self.config = config
        self.stopped = dict.fromkeys(PAIR_GATES, 0)
        index = schools.index
        self._named = {
            "existing": barred.positions(barred.existing, index),
            "excluded": barred.positions(barred.excluded_pairs, index),
            "declined": barred.positions(barred.declined, index),
        }

    def passes(self, seekers: Positions, partners: Positions, in_range: Bools) -> Bools:
        """Which pairs pass every gate; each pair stopped is counted once."""
        return self.asked(seekers, partners, self.may_meet(seekers, partners, in_range))

    def may_meet(self, seekers: Positions, partners: Positions, in_range: Bools) -> Bools:
        """Which pairs pass the gates that hold in every run."""
        return self._passing(in_range, self._bars(seekers, partners))

    def asked(self, seekers: Positions, partners: Positions, passing: Bools) -> Bools:
        """Which of the ``passing`` pairs are among those that the run was narrowed to."""
        return self._passing(passing, self._narrowed(seekers, partners))

    def _passing(self, pairs: Bools, bars: Iterator[tuple[str, Bools]]) -> Bools:
        passing = pairs.copy()
        for code, bar in bars:
            self.stopped[code] += int(np.count_nonzero(passing & bar))
            passing &= ~bar
        return passing

    def _bars(self, seekers: Positions, partners: Positions) -> Iterator[tuple[str, Bools]]:
        s = self.schools
        yield "same", seekers[:, None] == partners[None, :]
        trust = s.trust[seekers][:, None]
        yield "same_trust", (trust == s.trust[partners][None, :]) & (trust >= 0)
        for code, pairs in self._named.items():
            if len(pairs):
                yield code, _mask(pairs, seekers, partners)
        gap = np.maximum(s.age_low[seekers][:, None], s.age_low[partners][None, :]) - np.minimum(
            s.age_high[seekers][:, None], s.age_high[partners][None, :]
        )
        with np.errstate(invalid="ignore"):
            yield "phase", gap > self.config.max_phase_gap_years  # unknown ages pass

    def _narrowed(self, seekers: Positions, partners: Positions) -> Iterator[tuple[str, Bools]]:
        if self.config.activities or self.config.subjects:
            either = self._meets(seekers, partners) | self._meets(partners, seekers).T
            yield "unrelated", ~either
        if self.config.reciprocal:
            yield "one_sided", ~(self._meets(seekers, partners) & self._meets(partners, seekers).T)

    def _meets(self, needy: Positions, helpers: Positions) -> Bools:
        """Which of the needy get anything at all of which helper; needy × helpers."""
        s = self.schools
        met: Bools = (s.needs.degree[needy] @ s.strengths.degree[helpers].T) > 0
        return met


def blocks(schools: Schools, config: Config, gates: PairGates) -> Iterator[Block]:
    """Every block of seekers with the partners in reach; gates applied."""
    partners = np.flatnonzero(schools.offers)
    seekers = np.flatnonzero(schools.seeks)
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
        gates.stopped["beyond"] += len(group) * len(partners) - int(np.count_nonzero(in_range))
        # Two schools known only from the register are nobody's question.
        in_range &= schools.listed[group][:, None] | schools.listed[near_by][None, :]
        may_meet = gates.may_meet(group, near_by, in_range)
        passes = gates.asked(group, near_by, may_meet)
        yield Block(group, near_by, squared, passes, group[~may_meet.any(axis=1)])


def _groups(schools: Schools, seekers: Positions) -> Iterator[Positions]:
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


def _mask(pairs: Positions, seekers: Positions, partners: Positions) -> Bools:
    """Which cells of seekers × partners are among ``pairs``; both sides ascending."""
    mask = np.zeros((len(seekers), len(partners)), dtype=bool)
    if not (len(seekers) and len(partners)):
        return mask
    row = np.minimum(np.searchsorted(seekers, pairs[:, 0]), len(seekers) - 1)
    column = np.minimum(np.searchsorted(partners, pairs[:, 1]), len(partners) - 1)
    here = (seekers[row] == pairs[:, 0]) & (partners[column] == pairs[:, 1])
    mask[row[here], column[here]] = True
    return mask
