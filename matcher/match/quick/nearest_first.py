"""Pairs in an order that tells early what it takes to be in a list.

Seekers are taken in groups that stand close together, whatever the blocks they came in, and the
partners in reach of a group nearest first, some at a time. The nearest tell what a pair must stand
at; of those farther away, which few are that good is soon seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from matcher.match.arrays import Positions, SchoolArrays
from matcher.match.candidates import Block, Reachable
from matcher.match.quick.close_together import halved

_SEEKERS = 512  # of a group at most
# What is wider has more pairs out of reach than the calls for two are worth.
_WIDE_M, _FEWEST = 40_000.0, 128
_NEAREST = 256  # partners at first: so few tell well enough what a pair must stand at
_LEARN = 256  # partners whose nearest seekers are looked at first of all
_PARTNERS = 512  # at a time: what is worked out of so many pairs stays in the cache


def groups_of_seekers(schools: SchoolArrays, blocks: Sequence[Positions]) -> list[Positions]:
    """The seekers of these blocks in groups that stand close together, each ascending."""
    if not blocks:
        return []
    every = np.concatenate(blocks)
    groups = halved(schools, every, _SEEKERS, wide_m=_WIDE_M, fewest=_FEWEST)
    return [np.sort(group) for group in groups]


def pieces(reachable: Reachable, seekers: Positions, *, distances: bool) -> Iterator[Block]:
    """A group of seekers against the partners in reach of it, the nearest first; one block at
    least. ``distances``: as of :meth:`matcher.match.candidates.Reachable.block`."""
    partners = reachable.partners_of(seekers, rounded=True)
    some_at_once = reachable.nearest_first(seekers, partners, _PARTNERS) or [partners]
    if len(some_at_once) > 1 and len(some_at_once[0]) > _NEAREST:
        nearest, *others = reachable.nearest_first(seekers, some_at_once[0], _NEAREST)
        some_at_once[:1] = [nearest, np.sort(np.concatenate(others))]
    for some in some_at_once:
        yield reachable.block(seekers, some, distances=distances)


def nearest_seekers(
    schools: SchoolArrays, reachable: Reachable, groups: Sequence[Positions]
) -> Iterator[Block]:
    """All partners, some that stand close together at a time, each against the group of seekers in
    the middle of which they nearly are; none where nobody seeks."""
    if not groups:
        return
    places = np.column_stack((schools.x, schools.y))
    middles = np.array([places[group].mean(axis=0) for group in groups])
    for some in halved(schools, np.flatnonzero(schools.is_partner), _LEARN):
        away = np.square(middles - places[some].mean(axis=0)).sum(axis=1)
        group = groups[int(away.argmin())]
        near_by = np.intersect1d(some, reachable.partners_of(group), assume_unique=True)
        if len(near_by):
            yield reachable.block(group, near_by, distances=False)
