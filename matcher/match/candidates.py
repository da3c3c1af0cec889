"""Candidate pairs, block by block: every pair within range, and little else.

Seekers are cut into blocks by the cell of the grid they stand in; a block is compared
with the partners whose coordinates lie within the range of the block's bounding box. No
pair within range is left out, so what is ranked on top is exact; the pairs compared grow
with those in range rather than with all pairs.

Which pairs are in range is said by :mod:`matcher.match.reach`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Bools, Floats, Positions, SchoolArrays
from matcher.match.gates import PairGates
from matcher.match.narrowing import OUT, Levels
from matcher.match.quick.close_together import halved, nearest_m, nearest_to_m
from matcher.match.reach import Reached, farthest_km, reach, with_routes, within_reach
from matcher.match.terms import near, near_in_time, squared_distance

_CELL_M = 20_000.0  # metres: the side of a cell of the grid
_BLOCK = 512  # seekers together at most, so that memory is bounded where a cell holds a city
# Partners that are one place, where those close together are wanted.
_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Block:
    """Some seekers against the partners that may be in range of them.

    ``seekers``, ``partners``: positions of schools, ascending. ``squared_m``, ``levels``:
    seekers × partners, the level -1 where a gate stops the pair, else how far it is known to fit
    what the run was narrowed to. ``without_partner``: the seekers that may meet none of them,
    whatever that is.

    Where travel times were asked for: the ``minutes`` of each pair, and where they are
    ``estimated``. ``unasked``: the levels of pairs of which nobody knows the minutes, which are out
    of every list until somebody asks; the minutes are then the least possible.
    """

    seekers: Positions
    partners: Positions
    squared_m: Floats
    levels: Levels
    without_partner: Positions
    minutes: Floats | None = None
    estimated: Bools | None = None
    unasked: Levels | None = None

    @property
    def passes(self) -> Bools:
        """Which pairs no gate stops."""
        return self.levels > OUT

    @property
    def is_measured(self) -> bool:
        """Whether its distances are worked out (:meth:`Reachable.block`)."""
        return any(self.squared_m.strides)

    def near(self, config: Config) -> Floats:
        """How near each pair is, from 0 to 1: by its minutes where they were asked for, else by
        its distance."""
        return self.near_of(self.squared_m if self.minutes is None else self.minutes, config)

    def near_of(self, away: Floats, config: Config) -> Floats:
        """How near pairs of the block are from their minutes, or else their squared metres."""
        if self.minutes is None:
            return near(away, config.half_km)
        return near_in_time(away, config.half_minutes)

    def part(self, rows: Positions, columns: Positions) -> Block:
        """Some of its seekers against some of its partners, by their places in the block."""
        here = np.ix_(rows, columns)
        part = replace(
            self,
            seekers=self.seekers[rows],
            partners=self.partners[columns],
            squared_m=self.squared_m[here],
            levels=self.levels[here],
        )
        if self.minutes is None or self.estimated is None:
            return part
        return replace(
            part,
            minutes=self.minutes[here],
            estimated=self.estimated[here],
            unasked=None if self.unasked is None else self.unasked[here],
        )


class Reachable:
    """Whom the seekers of a run are compared with, and how; gates applied. ``in_straight_line``: by
    distance alone, whatever is known of the minutes."""

    def __init__(
        self,
        schools: SchoolArrays,
        config: Config,
        gates: PairGates,
        *,
        in_straight_line: bool = False,
    ) -> None:
        self._schools, self._config, self._gates = schools, config, gates
        self._partners = np.flatnonzero(schools.is_partner)
        self._needs_route, offers_route = with_routes(schools, config)
        self._sponsors = self._partners[offers_route[self._partners]]
        self._in_straight_line = in_straight_line
        self._reach_km = farthest_km(schools, config, in_straight_line=in_straight_line)

    def partners_of(self, seekers: Positions, *, rounded: bool = False) -> Positions:
        """The partners that may be in reach of some of these seekers, ascending; the pairs with all
        others are counted as too far apart. ``rounded``: without those in the corners, whom nobody
        reaches."""
        here = self._schools, seekers
        near_by = _in_box(*here, self._partners, self._reach_km, rounded=rounded)
        if len(self._sponsors) and self._needs_route[seekers].any():
            far = _in_box(*here, self._sponsors, self._config.routes_km)
            near_by = np.union1d(near_by, far)
        beyond = len(seekers) * (len(self._partners) - len(near_by))
        self._gates.pairs_stopped["beyond"] += beyond
        return near_by

    def block(self, seekers: Positions, partners: Positions, *, distances: bool = True) -> Block:
        """Seekers against some of the partners that may be in reach of them. Without ``distances``
        these may be NaN: who is in reach is told without them."""
        s, config, shape = self._schools, self._config, (len(seekers), len(partners))
        if (self._in_straight_line or s.travel is None) and not distances:
            squared = np.broadcast_to(np.nan, shape)
            reached = Reached(within_reach(s, config, seekers, partners))
        else:
            squared = squared_distance(s, seekers, partners)
            if self._in_straight_line:
                reached = Reached(within_reach(s, config, seekers, partners, squared))
            else:
                reached = reach(s, config, seekers, partners, squared)
        beyond = squared.size - int(np.count_nonzero(reached.near))
        self._gates.pairs_stopped["beyond"] += beyond
        return gated_block(s, self._gates, seekers, partners, squared, reached)

    def nearest_first(self, seekers: Positions, partners: Positions, most: int) -> list[Positions]:
        """These partners, at most so many together that stand close to each other, each part
        ascending; the nearest to these seekers first."""
        if len(partners) <= most:
            return [partners] if len(partners) else []
        partners = partners[np.argsort(self._place[partners])]
        parts = [partners[n : n + most] for n in range(0, len(partners), most)]
        nearest = [nearest_m(self._schools, seekers, part) for part in parts]
        return [np.sort(parts[n]) for n in np.argsort(nearest, kind="stable")]

    @cached_property
    def _place(self) -> Positions:
        """The place of each partner where those that follow on each other are close together."""
        place = np.zeros(len(self._schools.urn), dtype=np.int64)
        every = halved(self._schools, self._partners, _TOGETHER)
        place[np.concatenate([self._partners[:0], *every])] = np.arange(len(self._partners))
        return place


def candidate_blocks(
    schools: SchoolArrays,
    config: Config,
    gates: PairGates,
    *,
    in_straight_line: bool = False,
    of: Iterable[Positions] | None = None,
) -> Iterator[Block]:
    """Every block of seekers with the partners in reach; gates applied. ``in_straight_line``: as of
    :class:`Reachable`. ``of``: some of :func:`seeker_blocks`, all of them if None; what a block
    holds does not depend on the others."""
    reachable = Reachable(schools, config, gates, in_straight_line=in_straight_line)
    for group in seeker_blocks(schools) if of is None else of:
        yield reachable.block(group, reachable.partners_of(group))


def pairs_of_blocks(
    schools: SchoolArrays, config: Config, blocks: Sequence[Positions]
) -> list[int]:
    """About how many pairs each of these blocks compares, routes and minutes apart: how long it
    takes."""
    partners = np.flatnonzero(schools.is_partner)
    reach_km = farthest_km(schools, config, in_straight_line=True)
    return [len(block) * len(_in_box(schools, block, partners, reach_km)) for block in blocks]


def gated_block(
    schools: SchoolArrays,
    gates: PairGates,
    seekers: Positions,
    partners: Positions,
    squared: Floats,
    reached: Reached,
) -> Block:
    """Seekers against the partners in reach of them, every other gate applied."""
    in_range = reached.near
    if reached.minutes is not None:
        no_way = in_range & np.isinf(reached.minutes)
        gates.pairs_stopped["unreachable"] += int(np.count_nonzero(no_way))
        in_range = in_range & ~no_way
    # Two schools known only from the register are nobody's question.
    listed = schools.listed[seekers]
    if not listed.all():
        in_range &= listed[:, None] | schools.listed[partners][None, :]
    may_meet = gates.may_meet(seekers, partners, in_range)
    levels = gates.levels(seekers, partners, may_meet)
    if reached.known is None:
        return Block(seekers, partners, squared, levels, seekers[~may_meet.any(axis=1)])
    alone = seekers[~(may_meet & reached.known).any(axis=1)]
    unasked = np.where(reached.known, OUT, levels).astype(np.int8)
    levels = np.where(reached.known, levels, OUT).astype(np.int8)
    times = reached.minutes, reached.estimated, unasked
    return Block(seekers, partners, squared, levels, alone, *times)


def _in_box(
    schools: SchoolArrays,
    seekers: Positions,
    partners: Positions,
    reach_km: float,
    *,
    rounded: bool = False,
) -> Positions:
    """The partners within reach of the seekers' bounding box, by each coordinate alone unless
    ``rounded``."""
    reach = reach_km * 1000.0
    x, y = schools.x[seekers], schools.y[seekers]
    px, py = schools.x[partners], schools.y[partners]
    inside: Positions = partners[
        (px >= x.min() - reach)
        & (px <= x.max() + reach)
        & (py >= y.min() - reach)
        & (py <= y.max() + reach)
    ]
    if rounded:  # a metre more: the last bit is not sure
        inside = inside[nearest_to_m(schools, inside, seekers) <= reach + 1.0]
    return inside


def seeker_blocks(schools: SchoolArrays, most: int = _BLOCK) -> list[Positions]:
    """The seekers by grid cell, at most so many together, each block ascending: what a ranking is
    worked out by, and may be divided by."""
    seekers = np.flatnonzero(schools.is_seeker)
    if not len(seekers):
        return []
    column = np.floor(schools.x[seekers] / _CELL_M).astype(np.int64)
    line = np.floor(schools.y[seekers] / _CELL_M).astype(np.int64)
    order = np.lexsort((seekers, column, line))
    ends = np.flatnonzero(np.diff(line[order]) | np.diff(column[order])) + 1
    return _cut(np.split(seekers[order], ends), most)


def _cut(groups: Sequence[Positions], most: int) -> list[Positions]:
    """Groups of seekers in their order, each cut into some of at most so many."""
    return [group[start : start + most] for group in groups for start in range(0, len(group), most)]
