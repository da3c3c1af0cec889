"""How fair a plan is, as plain data: who is served, how well and how far away, group by group;
how evenly places and scores are spread; and what each part of the objective cost.

Figures of small groups are shown. Schools are no persons, and ``plan.csv`` names every pair; but a
group of fewer than :data:`FEW` is marked, as one school more or less changes its figures much.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import NOT_KNOWN
from matcher.show.allocation.lorenz import Spread, spread
from matcher.show.allocation.seekers.groupings import Grouping, groupings

if TYPE_CHECKING:
    import geopandas as gpd

FEW = 10  # seekers
FAR_KM = 20  # apart: more than half an hour on most roads. A choice
FEW_SCORES = (
    0.5  # of the seekers: where fewer have a partner, how scores are spread tells only that
)
FEW_PAIRS = 0.5  # of a pair for each partner: below, half of these have none whatever the plan


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """One group of seekers: ``by`` what they are told apart, and its ``name``.

    ``served``: those with a partner, ``already``: of these, those that have one beside the plan
    already; ``pairs``: of the plan; ``mean_score`` (0 to 1) and
    ``median_km`` (km, straight line on the grid) of these pairs, NaN where there is none;
    ``median_minutes``: of them too, NaN where the run has no travel times.
    """

    by: str
    name: str
    seekers: int
    served: int
    pairs: int
    mean_score: float
    median_km: float
    already: int = 0
    median_minutes: float = math.nan

    @property
    def coverage(self) -> float:
        """The share of its seekers that have a partner, from 0 to 1."""
        return self.served / self.seekers

    @property
    def few(self) -> bool:
        """Whether there are too few of them to say much."""
        return self.seekers < FEW


@dataclass(frozen=True, slots=True)
class Total:
    """What a plan reaches that serves ``objective``, in order of importance: how many seekers of
    priority areas and how many in all have a partner, and the sum of the scores. ``median_km`` of
    its pairs (NaN: none, or not told), and how many are ``far``, over :data:`FAR_KM`;
    ``make_way``: how many seekers have a partner in it that have none in the plan with one aim
    more."""

    objective: tuple[str, ...]
    priority: int
    served: int
    score: float
    median_km: float = math.nan
    far: int = 0
    make_way: int = 0


@dataclass(frozen=True, slots=True)
class Fairness:
    """``groups``: of seekers, all of them first. ``places``: how many seekers each partner with a
    place was given. ``scores``: the summed score of each seeker's pairs, 0 where it has none; of
    one with a partner already it is not known, and so it is left out. Of partners, those count
    that a seeker may meet.
    ``totals``: of the plan, and of plans for the same objective without its first thing, and so on
    to the score alone; none where they were not solved."""

    groups: tuple[GroupFacts, ...]
    places: Spread
    scores: Spread
    totals: tuple[Total, ...] = ()

    @property
    def few_pairs(self) -> bool:
        """Whether there are so few pairs beside the partners that how evenly these are used says
        nothing: most have none whatever the plan."""
        return self.places.total < FEW_PAIRS * len(self.places.values)

    @property
    def few_scores(self) -> bool:
        """Whether so few seekers have a partner that most scores are 0 whatever the plan."""
        have = sum(one > 0 for one in self.scores.values)
        return have < FEW_SCORES * len(self.scores.values)

    def of(self, by: str) -> list[GroupFacts]:
        """The groups of one kind."""
        return [group for group in self.groups if group.by == by]


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan as it is shown: its tables (:mod:`matcher.core.allocation.tables`), how fair it is,
    what the independent check of it says in a sentence (``checked``), and whose data it rests
    on. ``what_if``: what it supposes, a phrase each; ``rests_on``: its run, the day of
    that and what it was narrowed to;
    ``known``: of how many pairs a need is known to be met; ``best``: how many seekers got none of
    their best, and the farthest pair; ``leading``: how many pairs lead to another authority, and
    which; ``where``: in which places seekers are left out; ``of_lists``: what leads from those of
    the lists to all, "" where nobody else seeks; ``of_partners``: whether the lists hold partners
    alone; ``areas``: which the priority areas are, a sentence; ``no_part``: which schools of the
    lists took no part, a sentence each; ``hubs``: what is said of them, a line each, and
    ``members``: HUB_MEMBERS, None where no hubs were asked for; ``capacity``: how many places there
    are, then how many partners have how many and who says so; ``decisions``: which of them it keeps
    and which it cannot, a sentence each; ``already``: URNs of the seekers that have a partner
    beside the plan; ``travel``: what its travel times rest on, "" where it has none."""

    title: str
    pairs: pd.DataFrame
    unserved: pd.DataFrame
    places: pd.DataFrame
    fairness: Fairness
    checked: str
    attribution: tuple[str, ...] = ()
    what_if: tuple[str, ...] = ()
    rests_on: str = ""
    known: str = ""
    best: str = ""
    leading: str = ""
    where: str = ""
    of_lists: str = ""
    of_partners: bool = False
    areas: str = ""
    no_part: str = ""
    hubs: tuple[str, ...] = ()
    members: pd.DataFrame | None = None
    capacity: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    already: frozenset[str] = frozenset()
    travel: str = ""


def fairness(
    pairs: pd.DataFrame,
    unserved: pd.DataFrame,
    places: pd.DataFrame,
    schools: gpd.GeoDataFrame,
    *,
    more: Mapping[str, Grouping] | None = None,
    already: Collection[str] = (),
    totals: Sequence[Total] = (),
) -> Fairness:
    """How fair a plan is (ALLOCATION, UNSERVED, PLACES; SCHOOLS of everybody in it).

    ``more``: further ways to tell seekers apart, such as deprivation, by their name; ``already``:
    seekers that have a partner beside the plan. The order of the rows changes nothing.
    """
    given = {*as_list(pairs["seeker_urn"]), *as_list(unserved["seeker_urn"])}
    seekers = sorted({*given, *already})
    of_each = _by_seeker(pairs)
    groups = [
        _group(by, name, members, of_each, already)
        for by, names in groupings(seekers, schools, more or {}).items()
        for name, members in names.items()
        if members and len(members) < len(seekers) + (name != NOT_KNOWN)
    ]
    scores = [
        math.fsum(score for score, *_ in of_each.get(urn, ()))
        for urn in seekers
        if urn not in already
    ]
    with_place = places[(places["capacity"] > 0) & (places["in_reach"] > 0)]
    return Fairness(
        tuple(groups), spread(as_list(with_place["used"])), spread(scores), tuple(totals)
    )


_Pairs = Mapping[str, list[tuple[float, float, float]]]


def _by_seeker(pairs: pd.DataFrame) -> dict[str, list[tuple[float, float, float]]]:
    """Score, distance in km and minutes of each seeker's pairs."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    names = ("seeker_urn", "score", "distance_km", "minutes")
    for urn, *figures in zip(*(as_list(pairs[name]) for name in names), strict=True):
        found.setdefault(urn, []).append(tuple(figures))
    return found


def _group(
    by: str, name: str, members: Sequence[str], of_each: _Pairs, already: Collection[str]
) -> GroupFacts:
    own = [pair for urn in members for pair in of_each.get(urn, ())]
    have_one = sum(urn in already for urn in members)
    served = have_one + sum(urn in of_each and urn not in already for urn in members)
    if not own:
        return GroupFacts(by, name, len(members), served, 0, math.nan, math.nan, have_one)
    score, km, minutes = (np.array(figures) for figures in zip(*own, strict=True))
    mean, median = math.fsum(score) / len(own), float(np.median(km))
    # Of a pair without a time nothing is known; a run has them of all of its pairs, or of none.
    took = float(np.median(minutes))
    return GroupFacts(by, name, len(members), served, len(own), mean, median, have_one, took)


def as_dict(found: Fairness) -> dict[str, Any]:
    """How fair a plan is, for its record; unknown is None."""
    spreads = (("places", found.places), ("scores", found.scores))
    return {
        **{
            f"gini_{name}": None if math.isnan(one.gini) else round(one.gini, 6)
            for name, one in spreads
        },
        "totals": [
            {"objective": list(one.objective), "priority": one.priority, "served": one.served,
             "score": round(one.score, 5)}
            for one in found.totals
        ],
    }  # fmt: skip
