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
    partners = reachable.partners_of(seekers)
    for some in reachable.nearest_first(seekers, partners, _PARTNERS) or [partners]:
        yield reachable.block(seekers, some, distances=distances)
