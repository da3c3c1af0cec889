"""What hubs are sought among, what they are, and which pairs may be in one.

A hub has one partner and between ``least`` and ``most`` seekers; any two of its members, the
partner included, are at most ``most_metres`` apart; a school is in one hub at most. Where
anything is ``known`` that a partner would meet, every hub meets ``least_gain``: nearness alone
makes none beside those that are known to help. Where nothing is, nearness is all there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Wholes = NDArray[np.int64]
Floats = NDArray[np.float64]

# Of a partner's schools of which nothing is known that it would meet, so many may join each of
# those that it helps for each place in a hub, the nearest. They add nothing but company, and in a
# city they are hundreds.
_JOIN = 5


def _nobody() -> Wholes:
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class HubProblem:
    """What hubs are sought among.

    ``seeker``, ``partner``: permitted pairs (E) as positions; ``gain`` (E): how much of the
    seeker's needs the partner meets, in whole hundredths of a need. ``seeker_xy`` (n × 2) and
    ``partner_xy`` (m × 2): metres, EPSG:27700. ``hubs``: how many at most. ``least_gain``: what
    each must meet where anything is ``known``: of anybody, not of these pairs alone. ``both``
    (k × 2): the position as a seeker and as a partner of each school that is both.
    """

    seeker: Wholes
    partner: Wholes
    gain: Wholes
    seeker_xy: Floats
    partner_xy: Floats
    hubs: int
    least: int
    most: int
    most_metres: float
    least_gain: int = 1
    known: bool = True
    both: Wholes = field(default_factory=_nobody)


@dataclass(frozen=True, slots=True)
class Hub:
    """A partner and its seekers, as positions; ``gain`` of all of them; ``widest_m``: the
    greatest distance between any two members, in metres."""

    partner: int
    seekers: tuple[int, ...]
    gain: int
    widest_m: float


@dataclass(frozen=True, slots=True)
class Hubs:
    """The hubs found, by partner; ``gain`` of all and the ``bound`` that no such hubs
    exceed; ``proven``: the two are equal, so that no other hubs meet more."""

    hubs: tuple[Hub, ...]
    gain: int
    bound: int
    proven: bool


Pairs = dict[int, list[int]]  # positions of pairs, by partner


@dataclass(frozen=True, slots=True)
class Near:
    """Of each partner that may have a hub the ``pairs`` that the search looks at, sorted; and how
    many more might keep the others company in its hub and are ``left_out``, where any are."""

    pairs: Pairs
    left_out: dict[int, int]


def near_pairs(problem: HubProblem) -> Near:
    """The pairs that may be in a hub. None is left out that meets anything."""
    squared = squared_m(problem)
    near = np.flatnonzero(squared <= problem.most_metres**2)
    near = near[np.lexsort((near, squared[near], problem.partner[near]))]
    found: Pairs = {}
    left_out: dict[int, int] = {}
    starts = np.flatnonzero(np.diff(problem.partner[near], prepend=-1))
    for pairs in np.split(near, starts[1:]) if len(near) else ():
        partner = int(problem.partner[pairs[0]])
        if problem.known and best_gain(problem, pairs) < problem.least_gain:
            continue
        kept, others = _company(problem, pairs)
        if len(kept) >= problem.least:
            found[partner] = sorted(kept)
            left_out |= {partner: others} if others else {}
    return Near(found, left_out)


def _company(problem: HubProblem, pairs: Wholes) -> tuple[list[int], int]:
    """Of the pairs of a partner, the nearest first, those that meet something, and for each of
    these the nearest of the others that are near it too; and how many of such are left out."""
    most = _JOIN * problem.most
    if not problem.known:
        return pairs[:most].tolist(), max(len(pairs) - most, 0)
    helps = problem.gain[pairs] > 0
    others = pairs[~helps]
    beside = _near_each_other(problem, pairs[helps], others)
    nearest = (beside & (np.cumsum(beside, axis=1) <= most)).any(axis=0)
    left_out = np.count_nonzero(beside.any(axis=0) & ~nearest)
    return [*pairs[helps].tolist(), *others[nearest].tolist()], int(left_out)


def best_gain(problem: HubProblem, pairs: Wholes | list[int]) -> int:
    """What a hub of one partner with some of these pairs can meet at most, however far its schools
    are from each other."""
    return int(np.sort(problem.gain[pairs])[::-1][: problem.most].sum())


def squared_m(problem: HubProblem) -> Floats:
    """Squared metres of each pair."""
    apart = problem.seeker_xy[problem.seeker] - problem.partner_xy[problem.partner]
    squared: Floats = (apart * apart).sum(axis=1)
    return squared


def meet(problem: HubProblem, pairs: list[int]) -> NDArray[np.bool_]:
    """Which seekers of these pairs are near enough to each other to be in one hub (k × k)."""
    return _near_each_other(problem, pairs, pairs)


def _near_each_other(
    problem: HubProblem, some: Wholes | list[int], others: Wholes | list[int]
) -> NDArray[np.bool_]:
    """Which seekers of some pairs are near enough to which of others (k × l)."""
    points, to = (problem.seeker_xy[problem.seeker[pairs]] for pairs in (some, others))
    apart = points[:, None, :] - to[None, :, :]
    near: NDArray[np.bool_] = (apart * apart).sum(axis=2) <= problem.most_metres**2
    return near


def hub_of(problem: HubProblem, partner: int, pairs: list[int]) -> Hub:
    """The hub of a partner with the seekers of these pairs."""
    seekers = problem.seeker[pairs]
    points = np.vstack([problem.partner_xy[[partner]], problem.seeker_xy[seekers]])
    apart = points[:, None, :] - points[None, :, :]
    return Hub(
        partner,
        tuple(seekers.tolist()),
        int(problem.gain[pairs].sum()),
        float(np.sqrt((apart * apart).sum(axis=2).max())),
    )
