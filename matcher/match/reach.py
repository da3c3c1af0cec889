"""Which pairs are near enough to meet: by a straight line, or by minutes where those are known.

Two schools may be farther apart than the limit where one needs a route (R1 to R3) that the other
is known to offer: sponsors work across regions. Only blocks with such a need look that far, and
only at the partners that offer one.

A limit in minutes takes the place of that in kilometres. A pair of which nobody knows the minutes
is in reach if the least that is possible is (:mod:`matcher.match.travel.bound`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Bools, Floats, Positions, SchoolArrays
from matcher.match.quick.close_together import farthest_m, no_farther
from matcher.match.terms import squared_distance
from matcher.match.travel.bound import TOP_KMH
from matcher.match.travel.bound import farthest_km as km_within

# Sponsoring an academy, opening a free school, opening a maths school: the vocabulary's codes.
ROUTES = ("R1", "R2", "R3")

_CORNER_M = 1.0  # of how far apart two corners are the last bit is not sure


class Reached(NamedTuple):
    """Of seekers × partners which are ``near`` enough; where travel times were asked for the
    ``minutes`` (inf: no way), the least possible where they are not ``known``, and whether they
    are ``estimated``."""

    near: Bools
    minutes: Floats | None = None
    estimated: Bools | None = None
    known: Bools | None = None


def reach(
    schools: SchoolArrays,
    config: Config,
    seekers: Positions,
    partners: Positions,
    squared_m: Floats,
) -> Reached:
    """Which pairs are near enough to meet, those without a way among them; both sides ascending.
    Shape seekers × partners."""
    times = schools.travel
    if times is None:
        return Reached(within_reach(schools, config, seekers, partners, squared_m))
    found = times.of_block(seekers, partners, squared_m)
    if not config.max_minutes:
        near = within_reach(schools, config, seekers, partners, squared_m)
        return Reached(near, *found)
    near = found.minutes <= config.max_minutes
    no_way = np.isinf(found.minutes)
    if no_way.any():  # told from what is too far
        near |= no_way & (times.least(seekers, partners, squared_m) <= config.max_minutes)
    near |= route_pairs(schools, config, seekers, partners, squared_m)
    return Reached(near, *found)


def within_reach(
    schools: SchoolArrays,
    config: Config,
    seekers: Positions,
    partners: Positions,
    squared_m: Floats | None = None,
) -> Bools:
    """Which pairs are near enough to meet in a straight line: within the limit of the run (one in
    minutes at the greatest speed), or within that of routes where the partner is known to offer
    one that the seeker needs. Shape seekers × partners. ``squared_m``: None where nobody needs the
    distances for anything else."""
    limit_km = straight_km(config)
    limit_m = limit_km * 1000.0
    near: Bools
    if squared_m is not None:
        near = squared_m <= limit_m**2
    elif len(partners) and farthest_m(schools, seekers, partners) < limit_m - _CORNER_M:
        return np.ones((len(seekers), len(partners)), dtype=bool)
    else:
        near = no_farther(schools, seekers, partners, limit_m)
    if config.routes_km > limit_km and _some_route(schools, seekers, partners):
        if squared_m is None:
            squared_m = squared_distance(schools, seekers, partners)
        near |= route_pairs(schools, config, seekers, partners, squared_m, ~near)
    return near


def straight_km(config: Config) -> float:
    """The limit of a run in straight kilometres; one in minutes at the greatest speed."""
    return km_within(config.max_minutes, TOP_KMH) if config.max_minutes else config.max_km


def route_pairs(
    schools: SchoolArrays,
    config: Config,
    seekers: Positions,
    partners: Positions,
    squared_m: Floats,
    among: Bools | None = None,
) -> Bools:
    """Which pairs, of those ``among``, are within the limit of routes, the partner known to offer
    one that the seeker needs. Shape seekers × partners."""
    near: Bools = squared_m <= (config.routes_km * 1000.0) ** 2
    if among is not None:
        near &= among
    tags = _routes(schools)
    needed = (schools.needs.degree[seekers][:, tags] > 0).astype(float)
    offered = (schools.strengths.degree[partners][:, tags] > 0).astype(float)
    near &= needed @ offered.T > 0
    return near


def _some_route(schools: SchoolArrays, seekers: Positions, partners: Positions) -> bool:
    """Whether some seeker needs a route, and some partner offers one."""
    tags = _routes(schools)
    return bool(
        tags
        and schools.needs.degree[seekers][:, tags].any()
        and schools.strengths.degree[partners][:, tags].any()
    )


def farthest_km(schools: SchoolArrays, config: Config, *, in_straight_line: bool) -> float:
    """How far apart a pair in reach is at most, routes apart."""
    if schools.travel is None or in_straight_line or not config.max_minutes:
        return straight_km(config)
    return schools.travel.reach_km(config.max_minutes)


def with_routes(schools: SchoolArrays, config: Config) -> tuple[Bools, Bools]:
    """Who needs a route, and who offers one; nobody where routes reach no farther."""
    further = config.max_minutes or config.routes_km > config.max_km
    tags = _routes(schools) if further else []
    needs, strengths = schools.needs.degree[:, tags], schools.strengths.degree[:, tags]
    return needs.sum(axis=1) > 0, strengths.sum(axis=1) > 0


def _routes(schools: SchoolArrays) -> list[int]:
    return [place for place, (activity, _) in enumerate(schools.tags) if activity in ROUTES]
