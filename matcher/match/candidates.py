"""Candidate pairs, block by block: every pair within range, and little else.

Seekers are cut into blocks by the cell of the grid they stand in; a block is compared
with the partners whose coordinates lie within the range of the block's bounding box. No
pair within range is left out, so what is ranked on top is exact; the pairs compared grow
with those in range rather than with all pairs.

Two schools may be farther apart than the limit where one needs a route (R1 to R3) that the other
is known to offer: sponsors work across regions. Only blocks with such a need look that far, and
only at the partners that offer one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Bools, Floats, Positions, SchoolArrays
from matcher.match.gates import PairGates
from matcher.match.narrowing import OUT, Levels
from matcher.match.terms import squared_distance

# Sponsoring an academy, opening a free school, opening a maths school: the vocabulary's codes.
ROUTES = ("R1", "R2", "R3")
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

    def part(self, rows: Positions, columns: Positions) -> Block:
        """Some of its seekers against some of its partners, by their places in the block."""
        here = np.ix_(rows, columns)
        return replace(
            self,
            seekers=self.seekers[rows],
            partners=self.partners[columns],
            squared_m=self.squared_m[here],
            levels=self.levels[here],
        )


def candidate_blocks(schools: SchoolArrays, config: Config, gates: PairGates) -> Iterator[Block]:
    """Every block of seekers with the partners in reach; gates applied."""
    partners = np.flatnonzero(schools.is_partner)
    seekers = np.flatnonzero(schools.is_seeker)
    needs_route, offers_route = _with_routes(schools, config)
    sponsors = partners[offers_route[partners]]
    for group in _groups(schools, seekers):
        near_by = _in_box(schools, group, partners, config.max_km)
        if len(sponsors) and needs_route[group].any():
            far = _in_box(schools, group, sponsors, config.routes_km)
            near_by = np.union1d(near_by, far)
        squared = squared_distance(schools, group, near_by)
        in_range = within_reach(schools, config, group, near_by, squared)
        gates.pairs_stopped["beyond"] += len(group) * len(partners) - int(
            np.count_nonzero(in_range)
        )
        # Two schools known only from the register are nobody's question.
        in_range &= schools.listed[group][:, None] | schools.listed[near_by][None, :]
        may_meet = gates.may_meet(group, near_by, in_range)
        levels = gates.levels(group, near_by, may_meet)
        yield Block(group, near_by, squared, levels, group[~may_meet.any(axis=1)])


def within_reach(
    schools: SchoolArrays,
    config: Config,
    seekers: Positions,
    partners: Positions,
    squared_m: Floats,
) -> Bools:
    """Which pairs are near enough to meet: within the limit of the run, or within that of routes
    where the partner is known to offer one that the seeker needs. Shape seekers × partners."""
    near: Bools = squared_m <= (config.max_km * 1000.0) ** 2
    if config.routes_km <= config.max_km:
        return near
    tags = _routes(schools)
    far = (squared_m <= (config.routes_km * 1000.0) ** 2) & ~near
    if tags and far.any():
        needed = (schools.needs.degree[seekers][:, tags] > 0).astype(float)
        offered = (schools.strengths.degree[partners][:, tags] > 0).astype(float)
        near |= far & (needed @ offered.T > 0)
    return near


def _routes(schools: SchoolArrays) -> list[int]:
    return [place for place, (activity, _) in enumerate(schools.tags) if activity in ROUTES]


def _with_routes(schools: SchoolArrays, config: Config) -> tuple[Bools, Bools]:
    """Who needs a route, and who offers one; nobody where routes reach no farther."""
    tags = _routes(schools) if config.routes_km > config.max_km else []
    needs, strengths = schools.needs.degree[:, tags], schools.strengths.degree[:, tags]
    return needs.sum(axis=1) > 0, strengths.sum(axis=1) > 0


def _in_box(
    schools: SchoolArrays, seekers: Positions, partners: Positions, reach_km: float
) -> Positions:
    """The partners within reach of the seekers' bounding box."""
    reach = reach_km * 1000.0
    x, y = schools.x[seekers], schools.y[seekers]
    px, py = schools.x[partners], schools.y[partners]
    inside: Positions = partners[
        (px >= x.min() - reach)
        & (px <= x.max() + reach)
        & (py >= y.min() - reach)
        & (py <= y.max() + reach)
    ]
    return inside


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
