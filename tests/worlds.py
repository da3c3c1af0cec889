"""Worlds to evaluate partnerships in: made-up schools, of which the true effect is known.

In every world schools differ for good (their level), by region and by %FSM, and every year adds
noise with a standard deviation of 1, in which effects and all else are given. A world says who
joins, and what else moves results. Schools that lie together share an authority, and mostly a
trust. What is drawn depends on the world's name, the seed and the number of schools alone: with
another effect all is the same but the effect.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

FIRST_AFTER = 2018  # the first school year after the start
COVARIATES = ("progress", "pupils", "fsm_pct", "region", "phase")
AUTHORITY = 10  # schools of an authority
NEIGHBOURS = 0.8  # correlation of the shocks of two authorities side by side
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class World:
    """Who joins and what moves results beside the partnership.

    ``joins``: ``alone`` (each school by itself), ``trusts`` (whole trusts), ``authorities`` (four
    schools of each of a few) or ``neighbours`` (the same, of authorities in a row). ``low``: how
    much likelier to join a school is, in logits, whose level is one standard deviation lower;
    ``poor`` the same for a %FSM ten points higher.
    ``tails``: degrees of freedom of Student's t for the noise (None: normal). ``persistence``: of
    AR(1) noise. ``by_size``: the variance of the noise goes with 1 / pupils. ``unsettled``: the
    noise of those who join, as a multiple. ``missing``: share of figures not known. ``dip``: what
    those who join lose in the last year before. ``trend``: what they gain each year whatever they
    do. ``trust``, ``authority``: standard deviation of each year's shocks shared by either.
    ``new_test``: what the fifth with most FSM loses by a new test in the years after.
    ``widening``: what a school whose level is one standard deviation lower loses in the years
    after, with the partnership or without. ``map``: standard deviation of each year's shocks that
    an authority shares with those beside it (AR(1) along the row of authorities,
    :data:`NEIGHBOURS`).
    """

    about: str
    before: int = 3
    after: int = 2
    treated: int = 40
    joins: str = "alone"
    low: float = 0.0
    poor: float = 0.0
    tails: int | None = None
    persistence: float = 0.0
    by_size: bool = False
    unsettled: float = 1.0
    missing: float = 0.0
    dip: float = 0.0
    trend: float = 0.0
    trust: float = 0.0
    authority: float = 0.0
    new_test: float = 0.0
    widening: float = 0.0
    map: float = 0.0


WORLDS = {
    "random": World("schools join at random"),
    "heavy-tails": World("at random; noise with heavy tails (t, 3 degrees)", tails=3),
    "ar1": World("at random; noise that lasts (AR(1), 0.6)", persistence=0.6),
    "small-schools": World("at random; small schools are noisier", by_size=True),
    "missing-years": World("at random; 3 % of all figures are not known", missing=0.03),
    "low": World("schools join that have always been low", low=0.45),
    "dip-1": World("a dip of 0.5 before joining, one year before", before=1, dip=0.5),
    "dip-3": World("a dip of 0.5 before joining, three years before", dip=0.5),
    "trends": World("those who join gain 0.15 a year anyway", trend=0.15),
    "trust-shocks": World("whole trusts join; shocks shared by a trust", joins="trusts", trust=0.5),
    "authority-shocks": World(
        "ten authorities; shocks shared by an authority", joins="authorities", authority=0.3
    ),
    "new-test": World(
        "schools with much FSM join; a new test is harder for the fifth with most",
        poor=0.5,
        new_test=0.5,
    ),
    "unsettled": World("schools join whose results vary half as much again", unsettled=1.5),
    "widening": World(
        "low schools join; low schools fall behind high ones from the start on",
        low=1.2,
        widening=0.3,
    ),
    "neighbours": World(
        "ten authorities side by side; shocks shared across their borders",
        joins="neighbours",
        map=0.5,
    ),
}


@dataclass(frozen=True, slots=True)
class Draw:
    """``panel`` (urn, year_starting, progress), ``schools`` (urn, phase, trust, la_code, easting,
    northing, region, pupils, fsm_pct), the URNs of the ``treated``, the years ``before`` and
    ``after``."""

    panel: pd.DataFrame
    schools: pd.DataFrame
    treated: list[str]
    before: tuple[int, ...]
    after: tuple[int, ...]


def draw(
    name: str,
    seed: int,
    effect: float = 0.0,
    *,
    schools: int = 500,
    treated: int | None = None,
    before: int | None = None,
    after: int | None = None,
) -> Draw:
    """One draw from the world ``name``; the other numbers are the world's own unless given."""
    world = WORLDS[name]
    rng = np.random.default_rng([zlib.crc32(name.encode()), seed])
    joining = world.treated if treated is None else treated
    early = world.before if before is None else before
    years = np.arange(-early, world.after if after is None else after)  # 0 is the first after
    authority, trust = np.arange(schools) // AUTHORITY, _trusts(rng, schools)
    region = authority * 3 // (authority[-1] + 1)
    level = rng.normal(size=schools)
    fsm = np.clip(22 + 10 * rng.normal(size=schools) - 3 * level, 0, 100)
    pupils = np.maximum(np.round(rng.gamma(6, 50, schools)), 20)
    liking = rng.gumbel(size=schools) - world.low * level + world.poor * (fsm - 22) / 10
    chosen = _joining(rng, world, liking, authority, trust, joining)

    noise = _noise(rng, world, schools, len(years))
    if world.by_size:
        noise = noise * np.sqrt(1 / pupils / np.mean(1 / pupils))[:, None]
    noise[chosen] *= world.unsettled
    shared = world.trust * rng.normal(size=(trust[-1] + 1, len(years)))[trust]
    shared += world.authority * rng.normal(size=(authority[-1] + 1, len(years)))[authority]
    base = level - 0.03 * (fsm - 22) + 0.4 * region
    results = base[:, None] + 0.1 * years + noise + shared
    results[chosen] += world.trend * years + effect * (years >= 0) - world.dip * (years == -1)
    results -= world.new_test * np.outer(fsm >= np.quantile(fsm, 0.8), years >= 0)
    results += world.widening * np.outer(level, years >= 0)
    results[rng.random(results.shape) < world.missing] = np.nan
    if world.map:
        results += world.map * _across_borders(rng, authority[-1] + 1, len(years))[authority]

    urns = np.array([str(100_000 + at) for at in range(schools)], dtype=object)
    when = FIRST_AFTER + years
    panel = pd.DataFrame(
        {
            "urn": np.repeat(urns, len(when)),
            "year_starting": np.tile(when, schools),
            "progress": results.ravel(),
        }
    )
    table = pd.DataFrame(
        {
            "urn": urns,
            "phase": "Primary",
            "trust": [f"Trust {at}" for at in trust],
            "la_code": [str(800 + at) for at in authority],
            "easting": 20_000.0 * authority,
            "northing": 200_000.0,
            "region": np.array(["North", "South", "West"])[region],
            "pupils": pupils,
            "fsm_pct": fsm,
        }
    )
    told = [int(year) for year in when]
    return Draw(panel, table, list(urns[chosen]), tuple(told[:early]), tuple(told[early:]))


def _trusts(rng: np.random.Generator, schools: int) -> Ints:
    """The number of each school's trust: one to eight schools that lie together."""
    ends = np.cumsum(rng.integers(1, 9, schools))
    return np.searchsorted(ends, np.arange(schools), side="right").astype(np.int64)


def _joining(
    rng: np.random.Generator,
    world: World,
    liking: Floats,
    authority: Ints,
    trust: Ints,
    count: int,
) -> npt.NDArray[np.bool_]:
    """Who joins: the ``count`` that like it most, of all schools (``alone``), of trusts in a random
    order, or of as many authorities as give four each."""
    first = np.zeros(len(liking))
    if world.joins == "trusts":
        first = rng.permutation(trust[-1] + 1)[trust]
    if world.joins in ("authorities", "neighbours"):
        groups = rng.permutation(authority[-1] + 1)[authority]
        if world.joins == "neighbours":
            groups = (authority + groups[0]) % (authority[-1] + 1)
        place = np.empty(len(liking))
        order = np.lexsort((-liking, groups))
        place[order] = np.arange(len(liking)) - np.searchsorted(groups[order], groups[order])
        first = np.where(place < 4, groups, len(liking))
    chosen = np.zeros(len(liking), dtype=bool)
    chosen[np.lexsort((-liking, first))[:count]] = True
    return chosen


def _noise(rng: np.random.Generator, world: World, schools: int, years: int) -> Floats:
    """Schools × years, standard deviation 1."""
    if world.tails:
        return rng.standard_t(world.tails, (schools, years)) / np.sqrt(
            world.tails / (world.tails - 2)
        )
    noise = rng.normal(size=(schools, years))
    for at in range(1, years):
        noise[:, at] *= np.sqrt(1 - world.persistence**2)
        noise[:, at] += world.persistence * noise[:, at - 1]
    return noise


def _across_borders(rng: np.random.Generator, authorities: int, years: int) -> Floats:
    """Authorities × years, standard deviation 1: each goes with those beside it in the row."""
    shocks = rng.normal(size=(authorities, years))
    for at in range(1, authorities):
        shocks[at] *= np.sqrt(1 - NEIGHBOURS**2)
        shocks[at] += NEIGHBOURS * shocks[at - 1]
    return shocks
