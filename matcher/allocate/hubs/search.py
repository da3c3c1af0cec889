"""The best hubs, found by CP-SAT of OR-Tools.

Of all hubs that may be (:mod:`matcher.allocate.hubs.problem`) the ones are sought that meet as many
of their seekers' needs as possible. Around their partners stand then as many seekers as possible,
by the shortest ways. (Where nothing is known to be met, that alone chooses the partners.)

That is a set-packing problem with cliques, NP-hard (a hub alone is a clique of bounded size of
greatest weight), so it is exact where the search's time suffices; otherwise the answer is the
best found, with the bound that no hubs can exceed. The time is counted in steps, not in seconds, on
one thread from one seed: the same input gives the same hubs on any machine.

Schools that only keep others company are too many in a city to be looked at one by one. Those that
are left out count as company that fits everywhere, at a price: where the best hubs do without it
they are the best of all; where they do not, they are a bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.allocate.hubs.problem import HubProblem, Hubs, Near, Pairs, hub_of, meet, squared_m
from matcher.allocate.hubs.start import bound_by_counting, first_hubs
from matcher.core.errors import ContractError

_SEED = 7
_STEP_M = 100  # metres: ways are compared in such steps


@dataclass(frozen=True, slots=True)
class _Rules:
    """What hubs keep to, as a model: of each partner whether it has a hub (``chosen``) and how
    many of its schools left out keep it company (``spare``), of each pair whether it is in one
    (``member``)."""

    model: Any
    chosen: dict[int, Any]
    member: dict[int, Any]
    spare: dict[int, Any]


def find_hubs(problem: HubProblem, near: Near, steps: float) -> Hubs:
    """The best hubs within ``steps`` of search (CP-SAT's deterministic time: a second or more
    each); none where no group is large enough. ``near``: the pairs that may be in one
    (:func:`matcher.allocate.hubs.problem.near_pairs`)."""
    if not near.pairs:
        return Hubs((), 0, 0, True)
    rules = _rules(problem, near)
    gains = sum(int(problem.gain[one]) * variable for one, variable in rules.member.items())
    hubs, bound = _most(problem, near, rules, gains, steps)
    if gain := _gain(problem, hubs):
        for partner, variable in rules.chosen.items():
            rules.model.add(variable == (partner in hubs))
    # Among equals: more seekers, then shorter ways to the partner.
    ways = np.rint(np.sqrt(squared_m(problem)) / _STEP_M).astype(np.int64)
    more = 1 + int(ways.max()) * problem.most * problem.hubs
    rules.model.add(gains >= gain)
    rules.model.maximize(sum((more - int(ways[one])) * rules.member[one] for one in rules.member))
    hubs, _ = _solved(rules, near.pairs, hubs, steps)
    found = tuple(hub_of(problem, partner, pairs) for partner, pairs in hubs.items())
    gain = sum(hub.gain for hub in found)  # more, where the search before ended early
    return Hubs(found, gain, bound, gain == bound)


def _most(
    problem: HubProblem, near: Near, rules: _Rules, gains: Any, steps: float
) -> tuple[Pairs, int]:
    """Hubs that meet the most, and what none exceed. The rules are left without spare company."""
    spare = sum(rules.spare.values())
    hubs, bound = first_hubs(problem, near.pairs), bound_by_counting(problem, near.pairs)
    if _gain(problem, hubs) < bound:
        # Spare company is a last resort: all of it together weighs less than a hundredth met.
        weight = 1 + (problem.least - 1) * problem.hubs if rules.spare else 1
        rules.model.maximize(weight * gains - spare)
        relaxed, most = _solved(rules, near.pairs, hubs, steps)
        bound = min(max((most + weight - 1) // weight, 0), bound)
        rules.model.add(spare == 0)
        if all(len(pairs) >= problem.least for pairs in relaxed.values()):
            return relaxed, bound
        rules.model.maximize(gains)
        hubs, _ = _solved(rules, near.pairs, hubs, steps)
    else:
        rules.model.add(spare == 0)
    return hubs, bound


def _gain(problem: HubProblem, hubs: Pairs) -> int:
    return sum(int(problem.gain[pairs].sum()) for pairs in hubs.values())


def _rules(problem: HubProblem, near: Near) -> _Rules:
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    chosen = {partner: model.new_bool_var("") for partner in near.pairs}
    member = {one: model.new_bool_var("") for pairs in near.pairs.values() for one in pairs}
    # Who must help has a school of its own beside this company.
    spare = {
        partner: model.new_int_var(0, min(problem.least - 1, many), "")
        for partner, many in near.left_out.items()
        if problem.known
    }
    for partner, pairs in near.pairs.items():
        size = sum(member[one] for one in pairs)
        model.add(size + spare.get(partner, 0) >= problem.least * chosen[partner])
        model.add(size <= problem.most * chosen[partner])
        if problem.known:
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
    return _Rules(model, chosen, member, spare)


def _solved(rules: _Rules, near: Pairs, start: Pairs, steps: float) -> tuple[Pairs, int]:
    """The best hubs found from ``start`` within ``steps``, and the bound of what is maximised;
    ``start`` itself where nothing was found in so few."""
    from ortools.sat.python import cp_model

    rules.model.clear_hints()
    inside = {one for pairs in start.values() for one in pairs}
    for partner, variable in rules.chosen.items():
        rules.model.add_hint(variable, partner in start)
    for one, variable in rules.member.items():
        rules.model.add_hint(variable, one in inside)
    for variable in rules.spare.values():
        rules.model.add_hint(variable, 0)
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = steps
    status = solver.solve(rules.model)
    if status == cp_model.UNKNOWN:
        return start, np.iinfo(np.int64).max
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # The start keeps every rule, so there is always an answer.
        raise ContractError(
            f"The search for hubs ended with {solver.status_name(status)}.",
            hint="this is a fault of the product, please report it",
        )
    hubs = {
        partner: [one for one in pairs if solver.value(rules.member[one])]
        for partner, pairs in near.items()
        if solver.value(rules.chosen[partner])
    }
    return hubs, round(solver.best_objective_bound)
