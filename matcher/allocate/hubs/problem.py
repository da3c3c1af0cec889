"""What hubs are sought among, what they are, and which pairs may be in one.

A hub has one partner and between ``least`` and ``most`` seekers; any two of its members, the
partner included, are at most ``most_metres`` apart; a school is in one hub at most. Where
any pair is known to meet some of a need, every hub meets ``least_gain``: nearness alone makes none
beside those that are known to help. Where nothing is known of anybody, nearness is all there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Wholes = NDArray[np.int64]
Floats = NDArray[np.float64]

# Of a partner's schools of which nothing is known that it would meet, so many may join its hub for
# each place in it, the nearest. They add nothing but company, and in a city they are hundreds.
_JOIN = 5


def _nobody() -> Wholes:
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class HubProblem:
    """What hubs are sought among.

    ``seeker``, ``partner``: permitted pairs (E) as positions; ``gain`` (E): how much of the
    seeker's needs the partner meets, in whole hundredths of a need. ``seeker_xy`` (n × 2) and
    ``partner_xy`` (m × 2): metres, EPSG:27700. ``hubs``: how many at most. ``least_gain``: what
    each must meet, where any pair meets anything. ``both`` (k × 2): the position as a seeker and as
    a partner of each school that is both.
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


Near = dict[int, list[int]]  # pairs, by partner


def near_pairs(problem: HubProblem) -> Near:
    """Of each partner that may have a hub the pairs (positions) that may be in it, by partner."""
    squared = squared_m(problem)
    near = np.flatnonzero(squared <= problem.most_metres**2)
    gains = problem.gain[near] > 0
    known = bool(gains.any())
    helping = {
        partner
        for partner in np.unique(problem.partner[near[gains]]).tolist()
        if best_gain(problem, near[problem.partner[near] == partner]) >= problem.least_gain
    }
    found: Near = {}
    joining: Near = {}
    for one, gain in zip(near.tolist(), gains.tolist(), strict=True):
        partner = int(problem.partner[one])
        if not known or partner in helping:
            (found if gain else joining).setdefault(partner, []).append(one)
    for partner, pairs in joining.items():
        nearest = sorted(pairs, key=lambda one: (squared[one], one))
        found.setdefault(partner, []).extend(nearest[: _JOIN * problem.most])
    return {at: sorted(found[at]) for at in sorted(found) if len(found[at]) >= problem.least}


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
    points = problem.seeker_xy[problem.seeker[pairs]]
    apart = points[:, None, :] - points[None, :, :]
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
