"""Hubs: groups of schools that need help around one partner that can help all of them.

A partnership of one school with another is not the only kind: a partner may work with a handful of
schools near each other, who meet in one place. A hub has one partner and between ``least`` and
``most`` seekers; any two of its members, the partner included, are at most ``most_metres``
apart; a school is in one hub at most. Of all such groups the ones are sought that meet as many of
their seekers' needs as possible, then have as many seekers as possible, then the shortest ways.

That is a set-packing problem with cliques, NP-hard (a hub alone is a clique of bounded size of
greatest weight), so it is given to CP-SAT of OR-Tools: exact where its time suffices; otherwise the
best found, with the bound that no hubs can exceed. Its time is counted in steps, not in seconds, on
one thread from one seed: the same input gives the same hubs on any machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.core.errors import ContractError

Wholes = NDArray[np.int64]
Floats = NDArray[np.float64]

STEPS = 20.0  # of CP-SAT's deterministic time for each of the two searches; about seconds
_SEED = 7
_STEP_M = 100  # metres: ways are compared in such steps


@dataclass(frozen=True, slots=True)
class HubProblem:
    """What hubs are sought among.

    ``seeker``, ``partner``: permitted pairs (E) as positions; ``gain`` (E): how much of the
    seeker's needs the partner meets, in whole hundredths of a need. ``seeker_xy`` (n × 2) and
    ``partner_xy`` (m × 2): metres, EPSG:27700. ``hubs``: how many at most.
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
    """The hubs found, by partner; ``gain`` of all and the ``bound`` that no hubs of these sizes
    exceed; ``proven``: the two are equal, so that no other hubs meet more."""

    hubs: tuple[Hub, ...]
    gain: int
    bound: int
    proven: bool


def find_hubs(problem: HubProblem, steps: float = STEPS) -> Hubs:
    """The best hubs within ``steps`` of search; none where no group is large enough."""
    from ortools.sat.python import cp_model

    near = _near(problem)
    if not near:
        return Hubs((), 0, 0, True)
    model: Any = cp_model.CpModel()
    chosen, member = _variables(model, near)
    for partner, pairs in near.items():
        size = sum(member[one] for one in pairs)
        model.add(size >= problem.least * chosen[partner])
        model.add(size <= problem.most * chosen[partner])
        for one, other in _too_far(problem, pairs):
            model.add_at_most_one(member[one], member[other])
    model.add(sum(chosen.values()) <= problem.hubs)
    by_seeker: dict[int, list[int]] = {}
    for one in member:
        by_seeker.setdefault(int(problem.seeker[one]), []).append(one)
    for pairs in by_seeker.values():
        if len(pairs) > 1:
            model.add_at_most_one(member[one] for one in pairs)
    gains = sum(int(problem.gain[one]) * member[one] for one in member)
    model.maximize(gains)
    first = _solved(model, steps)
    gain, bound = round(first.objective_value), round(first.best_objective_bound)
    # Among equals: more seekers, then shorter ways to the partner.
    ways = np.rint(np.sqrt(_squared(problem)) / _STEP_M).astype(np.int64)
    more = 1 + int(ways.max()) * problem.most * problem.hubs
    model.add(gains >= gain)
    for variable in (*chosen.values(), *member.values()):
        model.add_hint(variable, first.value(variable))
    model.maximize(sum((more - int(ways[one])) * member[one] for one in member))
    second = _solved(model, steps)
    hubs = [
        _hub(problem, partner, [one for one in pairs if second.value(member[one])])
        for partner, pairs in near.items()
        if second.value(chosen[partner])
    ]
    return Hubs(tuple(hubs), gain, bound, gain == bound)


def check_hubs(problem: HubProblem, found: Hubs) -> list[str]:
    """What is wrong with hubs, in words, worked out anew: sizes, distances, schools in two hubs,
    pairs that are not permitted, sums."""
    permitted = dict(
        zip(
            zip(problem.seeker.tolist(), problem.partner.tolist(), strict=True),
            problem.gain.tolist(),
            strict=True,
        )
    )
    faults = [] if len(found.hubs) <= problem.hubs else ["there are too many hubs"]
    seekers = [one for hub in found.hubs for one in hub.seekers]
    partners = [hub.partner for hub in found.hubs]
    if len({*seekers}) < len(seekers) or len({*partners}) < len(partners):
        faults.append("a school is in two hubs")
    for hub in found.hubs:
        if not problem.least <= len(hub.seekers) <= problem.most:
            faults.append(f"the hub of {hub.partner} has {len(hub.seekers)} seekers")
        points = [problem.partner_xy[hub.partner], *(problem.seeker_xy[i] for i in hub.seekers)]
        widest = max(float(np.hypot(*(a - b))) for a, b in combinations(points, 2))
        if widest > problem.most_metres or not np.isclose(widest, hub.widest_m):
            faults.append(f"the hub of {hub.partner} is {widest:.0f} m wide")
        pairs = [(one, hub.partner) for one in hub.seekers]
        if not {*pairs} <= permitted.keys() or sum(permitted[one] for one in pairs) != hub.gain:
            faults.append(f"the hub of {hub.partner} has a pair or a sum that is none")
    if sum(hub.gain for hub in found.hubs) != found.gain or found.gain > found.bound:
        faults.append("the sum of the hubs is not theirs, or above its bound")
    return faults


def _near(problem: HubProblem) -> dict[int, list[int]]:
    """Of each partner that may have a hub the pairs (positions) with seekers near enough."""
    found: dict[int, list[int]] = {}
    near = np.flatnonzero(_squared(problem) <= problem.most_metres**2)
    for one in near.tolist():
        found.setdefault(int(problem.partner[one]), []).append(one)
    return {at: found[at] for at in sorted(found) if len(found[at]) >= problem.least}


def _squared(problem: HubProblem) -> Floats:
    """Squared metres of each pair."""
    apart = problem.seeker_xy[problem.seeker] - problem.partner_xy[problem.partner]
    squared: Floats = (apart * apart).sum(axis=1)
    return squared


def _too_far(problem: HubProblem, pairs: list[int]) -> Iterator[tuple[int, int]]:
    """The pairs of pairs whose seekers are too far apart to be in one hub."""
    points = problem.seeker_xy[problem.seeker[pairs]]
    apart = points[:, None, :] - points[None, :, :]
    far = (apart * apart).sum(axis=2) > problem.most_metres**2
    for one, other in zip(*np.nonzero(np.triu(far)), strict=True):
        yield pairs[one], pairs[other]


def _variables(model: Any, near: dict[int, list[int]]) -> tuple[dict[int, Any], dict[int, Any]]:
    """For each partner whether it has a hub, and for each pair whether it is in one."""
    chosen = {partner: model.new_bool_var("") for partner in near}
    member = {one: model.new_bool_var("") for pairs in near.values() for one in pairs}
    return chosen, member


def _solved(model: Any, steps: float) -> Any:
    """The solver with the best that it found."""
    from ortools.sat.python import cp_model

    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = steps
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # No hub at all keeps every rule, so there is always an answer.
        raise ContractError(
            f"The search for hubs ended with {solver.status_name(status)}.",
            hint="this is a fault of the product, please report it",
        )
    return solver


def _hub(problem: HubProblem, partner: int, pairs: list[int]) -> Hub:
    seekers = problem.seeker[pairs]
    points = np.vstack([problem.partner_xy[[partner]], problem.seeker_xy[seekers]])
    apart = points[:, None, :] - points[None, :, :]
    return Hub(
        partner,
        tuple(seekers.tolist()),
        int(problem.gain[pairs].sum()),
        float(np.sqrt((apart * apart).sum(axis=2).max())),
    )
