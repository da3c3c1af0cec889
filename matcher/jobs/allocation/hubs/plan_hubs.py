"""Hubs from a finished run: groups of its seekers around one partner each.

A hub takes one place of its partner, however many schools are in it. Who is in a hub must pass
every gate of the run with the partner, and what holds for pairs of the plan holds here: pairs that
were refused or banned are in no hub, and who is settled takes no part. A school is settled that has
as many partners as it may have, by partnerships there are or by pairs accepted or pinned; a partner
whose places are all taken so.

What a partner gives is counted in needs: the degrees of the seekers' needs that it is known to
meet, added up (:mod:`matcher.jobs.allocation.hubs.needs_met`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.allocation.settings import PlanSettings, bounds
from matcher.jobs.allocation.build_problem import Asked
from matcher.jobs.allocation.hubs.members import hub_members
from matcher.jobs.allocation.hubs.needs_met import Named, named
from matcher.jobs.allocation.hubs.outside import Outside, outside

if TYPE_CHECKING:
    import pandas as pd

    from matcher.allocate.hubs.problem import HubProblem, Near
    from matcher.match.arrays import Bools, Positions
    from matcher.match.lists.permitted_pairs import PermittedPairs

_HUNDREDTHS = 100  # of a need of degree 1; degrees are whole hundredths
_LEAST_GAIN = 10  # hundredths: below a tenth of a need is what figures say that no reason names
# Pairs of schools too far apart to be in one hub: the rules of the search, which take some 1.5 KB
# of memory each. England at the usual 10 km has 0.6 million.
_MOST_RULES = 1_000_000


@dataclass(frozen=True, slots=True)
class PlanHubs:
    """The hubs of a plan. ``members``: HUB_MEMBERS; ``gain`` and ``bound``: needs met by all
    hubs, and how many no such hubs can exceed; ``proven``: they are the best; ``most``: how many
    partners might have one, each by itself; ``known``: whether anything is known that a partner
    near a school would meet; ``outside``: who is in none, and why."""

    settings: PlanSettings
    members: pd.DataFrame
    gain: float
    bound: float
    proven: bool
    most: int
    known: bool
    outside: Outside


def plan_hubs(asked: Asked, pairs: PermittedPairs) -> PlanHubs:
    """The hubs that the settings of a plan ask for, among all pairs that it may choose from;
    ``pairs``: all that the run permits.
    Raises :class:`matcher.core.errors.SettingError` where there are too many to search through,
    and :class:`matcher.core.errors.ContractError` where hubs are not what they should be."""
    from matcher.allocate.hubs.check import check_hubs
    from matcher.allocate.hubs.problem import near_pairs
    from matcher.allocate.hubs.search import find_hubs
    from matcher.core.errors import ContractError

    problem, chosen, helps = hub_problem(asked, pairs)
    near = near_pairs(problem)
    require_room(problem, near)
    found = find_hubs(problem, near, asked.settings.hub_steps)
    faults = check_hubs(problem, found)
    if faults:
        raise ContractError("; ".join(faults), hint="please report this, with the run")
    return PlanHubs(
        asked.settings,
        hub_members(asked, problem, found.hubs, chosen, helps),
        found.gain / _HUNDREDTHS,
        found.bound / _HUNDREDTHS,
        found.proven,
        len(near.pairs),
        problem.known,
        outside(asked, pairs, problem, near, found, _left(asked)[0] <= 0),
    )


def hub_problem(asked: Asked, pairs: PermittedPairs) -> tuple[HubProblem, Positions, Named]:
    """What hubs are sought among, the places of its pairs among all of the plan, and what counts of
    needs and offers; ``pairs``: all that the run permits."""
    helps = named(asked.run)
    return *_problem(asked, helps, _known(asked, pairs, helps)), helps


def _known(asked: Asked, pairs: PermittedPairs, helps: Named) -> bool:
    """Whether anything is known in the run that a partner near a school would meet, whatever the
    plan leaves of the two: where the partner that helps is full, nearness alone makes no hub."""
    near = np.flatnonzero(pairs.squared_m <= (asked.settings.hub_km * 1000.0) ** 2)
    seekers, partners = (side[near].astype(np.int64) for side in (pairs.seekers, pairs.partners))
    return bool(helps.met(seekers, partners).any())


def require_room(problem: HubProblem, near: Near) -> None:
    """Raise :class:`SettingError` where the search would take too much memory, before anything
    else takes its time."""
    from matcher.allocate.hubs.problem import meet
    from matcher.core.errors import SettingError

    rules = 0
    for pairs in near.pairs.values():
        rules += int(np.count_nonzero(np.triu(~meet(problem, pairs))))
        if rules > _MOST_RULES:
            raise SettingError(
                f"Hubs of {problem.most_metres / 1000:g} km are too many to search through: more "
                f"than {_MOST_RULES:,} pairs of schools near one partner are too far apart to "
                "be in one hub.",
                where="--hubs",
                hint="lower --hub-km, or allocate a run of fewer schools (matcher match --la, "
                "--region, --max-km)",
            )


def _left(asked: Asked) -> tuple[Positions, Positions]:
    """How many partners each seeker may still get, and how many places each partner has,
    partnerships there are and pairs accepted or pinned taken off."""
    problem = asked.problem
    settled = problem.pinned
    sides = (
        (problem.seeker, problem.seeker_most, len(problem.seekers)),
        (problem.partner, problem.partner_most, len(problem.partners)),
    )
    seekers, partners = (
        np.asarray(most) - np.bincount(own[settled], minlength=many) for own, most, many in sides
    )
    return seekers, partners


def _problem(asked: Asked, helps: Named, known: bool) -> tuple[HubProblem, Positions]:
    from matcher.allocate.hubs.problem import HubProblem

    settings, arrays, problem = asked.settings, asked.run.ranking.arrays, asked.problem
    least, most = bounds(settings.hub_size)
    metres = settings.hub_km * 1000.0
    seekers_left, partners_left = _left(asked)
    free: Bools = (seekers_left > 0)[problem.seeker] & (partners_left > 0)[problem.partner]
    near = np.flatnonzero((asked.squared_m <= metres * metres) & free)
    seeker, partner = (side[near].astype(np.int64) for side in (problem.seeker, problem.partner))
    points = np.column_stack([arrays.x, arrays.y])
    both = np.intersect1d(asked.seekers, asked.partners, return_indices=True)[1:]
    made = HubProblem(
        seeker=seeker,
        partner=partner,
        gain=helps.met(asked.seekers[seeker], asked.partners[partner]),
        seeker_xy=points[asked.seekers],
        partner_xy=points[asked.partners],
        hubs=settings.hubs,
        least=least,
        most=most,
        most_metres=metres,
        least_gain=_LEAST_GAIN,
        known=known,
        both=np.column_stack(both),
    )
    return made, near
