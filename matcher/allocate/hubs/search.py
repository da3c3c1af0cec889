"""The best hubs, found by CP-SAT of OR-Tools.

Of all hubs that may be (:mod:`matcher.allocate.hubs.problem`) the ones are sought that meet as many
of their seekers' needs as possible. Around their partners stand then as many seekers as possible,
by the shortest ways. (Where nothing is known to be met, that alone chooses the partners.)

That is a set-packing problem with cliques, NP-hard (a hub alone is a clique of bounded size of
greatest weight), so it is exact where the search's time suffices; otherwise the answer is the
best found, with the bound that no hubs can exceed. The time is counted in steps, not in seconds, on
one thread from one seed: the same input gives the same hubs on any machine.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.allocate.hubs.problem import HubProblem, Hubs, Near, hub_of, meet, squared_m
from matcher.allocate.hubs.start import bound_by_counting, first_hubs
from matcher.core.errors import ContractError

_SEED = 7
_STEP_M = 100  # metres: ways are compared in such steps


def find_hubs(problem: HubProblem, near: Near, steps: float) -> Hubs:
    """The best hubs within ``steps`` of search (CP-SAT's deterministic time: a second or more
    each); none where no group is large enough. ``near``: the pairs that may be in one
    (:func:`matcher.allocate.hubs.problem.near_pairs`)."""
    if not near:
        return Hubs((), 0, 0, True)
    model, chosen, member = _model(problem, near)
    hubs = first_hubs(problem, near)
    counted = bound_by_counting(problem, near)
    gains = sum(int(problem.gain[one]) * member[one] for one in member)
    gain, bound = _gain(problem, hubs), counted
    if gain < bound:
        model.maximize(gains)
        hubs, bound = _solved(model, chosen, member, near, hubs, steps)
        gain, bound = _gain(problem, hubs), min(max(bound, 0), counted)
    if gain:
        for partner, variable in chosen.items():
            model.add(variable == (partner in hubs))
    # Among equals: more seekers, then shorter ways to the partner.
    ways = np.rint(np.sqrt(squared_m(problem)) / _STEP_M).astype(np.int64)
    more = 1 + int(ways.max()) * problem.most * problem.hubs
    model.add(gains >= gain)
    model.maximize(sum((more - int(ways[one])) * member[one] for one in member))
    hubs, _ = _solved(model, chosen, member, near, hubs, steps)
    found = tuple(hub_of(problem, partner, pairs) for partner, pairs in hubs.items())
    return Hubs(found, gain, bound, gain == bound)


def _gain(problem: HubProblem, hubs: Near) -> int:
    return sum(int(problem.gain[pairs].sum()) for pairs in hubs.values())


def _model(problem: HubProblem, near: Near) -> tuple[Any, dict[int, Any], dict[int, Any]]:
    """The rules; for each partner whether it has a hub, and for each pair whether it is in one."""
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    chosen = {partner: model.new_bool_var("") for partner in near}
    member = {one: model.new_bool_var("") for pairs in near.values() for one in pairs}
    must_gain = any(problem.gain[pairs].any() for pairs in near.values())
    for partner, pairs in near.items():
        size = sum(member[one] for one in pairs)
        model.add(size >= problem.least * chosen[partner])
        model.add(size <= problem.most * chosen[partner])
        if must_gain:
            met = sum(int(problem.gain[one]) * member[one] for one in pairs if problem.gain[one])
            model.add(met >= problem.least_gain * chosen[partner])
        far = np.triu(~meet(problem, pairs))
        for one, other in zip(*(side.tolist() for side in np.nonzero(far)), strict=True):
            model.add_at_most_one(member[pairs[one]], member[pairs[other]])
    model.add(sum(chosen.values()) <= problem.hubs)
    of_school: dict[int, list[Any]] = {}
    for one in member:
        of_school.setdefault(int(problem.seeker[one]), []).append(member[one])
    for seeker, partner in problem.both.tolist():
        if partner in chosen:
            of_school.setdefault(seeker, []).append(chosen[partner])
    for parts in of_school.values():
        if len(parts) > 1:
            model.add_at_most_one(parts)
    return model, chosen, member


def _solved(
    model: Any,
    chosen: dict[int, Any],
    member: dict[int, Any],
    near: Near,
    start: Near,
    steps: float,
) -> tuple[Near, int]:
    """The best hubs found from ``start`` within ``steps``, and the bound of what is maximised;
    ``start`` itself where nothing was found in so few."""
    from ortools.sat.python import cp_model

    model.clear_hints()
    inside = {one for pairs in start.values() for one in pairs}
    for partner, variable in chosen.items():
        model.add_hint(variable, partner in start)
    for one, variable in member.items():
        model.add_hint(variable, one in inside)
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = steps
    status = solver.solve(model)
    if status == cp_model.UNKNOWN:
        return start, np.iinfo(np.int64).max
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # The start keeps every rule, so there is always an answer.
        raise ContractError(
            f"The search for hubs ended with {solver.status_name(status)}.",
            hint="this is a fault of the product, please report it",
        )
    hubs = {
        partner: [one for one in pairs if solver.value(member[one])]
        for partner, pairs in near.items()
        if solver.value(chosen[partner])
    }
    return hubs, round(solver.best_objective_bound)
