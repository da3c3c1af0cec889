"""Small problems of sharing partners out, made up and solved by other means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from matcher.allocate.problem import Plan, Problem, Wholes, canonical_order, tie_values

Random = np.random.Generator


def problem_of(
    seekers: list[str], partners: list[str], worth: dict[tuple[str, str], int], **others: Any
) -> Problem:
    """A problem from the worth of each permitted pair, however its parts are ordered. Bounds and
    priority by URN; left out: no floors, one partner a seeker, one place a partner."""
    seekers = [seekers[place] for place in canonical_order(seekers)]
    partners = [partners[place] for place in canonical_order(partners)]
    at = {urn: place for side in (seekers, partners) for place, urn in enumerate(side)}
    pairs = sorted((at[one], at[other], value) for (one, other), value in worth.items())
    places = {pair[:2]: place for place, pair in enumerate(pairs)}

    def bound(name: str, urns: list[str], default: int) -> Wholes:
        given = others.get(name, {})
        return np.array([given.get(urn, default) for urn in urns], dtype=np.int64)

    pinned = sorted(places[at[one], at[other]] for one, other in others.get("pinned", ()))
    return Problem(
        np.array(seekers, dtype=object),
        np.array(partners, dtype=object),
        np.array([pair[0] for pair in pairs], dtype=np.int32),
        np.array([pair[1] for pair in pairs], dtype=np.int32),
        np.array([pair[2] for pair in pairs], dtype=np.int64),
        bound("seeker_least", seekers, 0),
        bound("seeker_most", seekers, 1),
        bound("partner_least", partners, 0),
        bound("partner_most", partners, 1),
        np.array([urn in others.get("priority", ()) for urn in seekers], dtype=bool),
        np.array(pinned, dtype=np.int64),
        others.get("objective", ("priority", "served", "score")),
        np.array([urn in others.get("partnered", ()) for urn in seekers], dtype=bool),
    )


def parts(random: Random, *, floors: float = 0.0) -> dict[str, Any]:
    """The parts of a problem at random: ties, nobody in range, no places, more of either side."""
    seekers = [str(100_000 + one) for one in range(random.integers(1, 9))]
    partners = [str(200_000 + one) for one in range(random.integers(1, 7))]
    dense, levels = random.uniform(0.1, 1), random.choice([1, 2, 5, 100_000])
    worth = {
        (one, other): int(random.integers(0, levels + 1))
        for one in seekers
        for other in partners
        if random.random() < dense
    }
    terms = [("priority", "served", "score"), ("served", "priority", "score"), ("score",),
             ("priority", "score"), ("score", "served"), ("served",)]  # fmt: skip
    most = {urn: int(random.choice([0, 1, 1, 1, 2, 3])) for urn in seekers + partners}
    least = {
        urn: int(random.integers(0, most[urn] + 1)) if random.random() < floors else 0
        for urn in seekers + partners
    }
    pinned: list[tuple[str, str]] = []
    for one, other in worth:
        loads = {urn: sum(urn in pair for pair in pinned) for urn in (one, other)}
        if random.random() < 0.05 and loads[one] < most[one] and loads[other] < most[other]:
            pinned.append((one, other))
    return {
        "seekers": seekers, "partners": partners, "worth": worth,
        "seeker_most": most, "partner_most": most, "seeker_least": least, "partner_least": least,
        "priority": {urn for urn in seekers if random.random() < 0.4}, "pinned": pinned,
        "partnered": {urn for urn in seekers if random.random() < 0.2},
        "objective": terms[random.integers(0, len(terms))],
    }  # fmt: skip


def program(problem: Problem) -> Callable[..., Wholes | None]:
    """The problem as an integer program: a function that solves it for the greatest sum of given
    numbers (of pairs, then of seekers that are served), with sums that must be kept. It answers
    the whole numbers, or None where there is no plan."""
    size, n, m = len(problem.seeker), len(problem.seekers), len(problem.partners)
    pairs = np.arange(size)
    nodes = coo_array(
        (np.ones(2 * size), (np.concatenate([problem.seeker, n + problem.partner]),
                             np.concatenate([pairs, pairs]))), shape=(n + m, size + n),
    ).tocsr()  # fmt: skip
    served = coo_array(
        (np.concatenate([np.ones(size), -np.ones(n)]),
         (np.concatenate([problem.seeker, np.arange(n)]), np.arange(size + n))),
        shape=(n, size + n),
    ).tocsr()  # fmt: skip
    low = np.concatenate([problem.seeker_least, problem.partner_least])
    high = np.concatenate([problem.seeker_most, problem.partner_most])
    must = np.zeros(size + n)
    must[problem.pinned] = 1
    bounds = Bounds(must, np.ones(size + n))

    def best(numbers: Wholes, kept: list[tuple[Wholes, int]]) -> Wholes | None:
        rows = [LinearConstraint(nodes, low, high), LinearConstraint(served, 0, np.inf)]
        rows += [
            LinearConstraint(given[None, :].astype(float), total, total) for given, total in kept
        ]
        done = milp(-numbers.astype(float), constraints=rows, bounds=bounds,
                    integrality=np.ones(size + n), options={"mip_rel_gap": 0})  # fmt: skip
        if done.status == 2:
            return None
        assert done.status == 0, done.message
        return np.rint(done.x).astype(np.int64)

    return best


def terms_of(problem: Problem) -> list[Wholes]:
    """The numbers of each term of the objective, for :func:`program`, and then of the tie."""
    size, n = len(problem.seeker), len(problem.seekers)
    nothing, nobody = np.zeros(size, dtype=np.int64), np.zeros(n, dtype=np.int64)
    numbers = {
        "priority": np.concatenate([nothing, problem.priority & problem.to_serve]).astype(np.int64),
        "served": np.concatenate([nothing, problem.to_serve]).astype(np.int64),
        "score": np.concatenate([problem.value, nobody]),
    }
    return [numbers[term] for term in problem.objective]


def best_by_program(problem: Problem) -> list[int] | None:
    """The best total of each term in turn; None where no plan keeps the floors."""
    best, kept = program(problem), []
    for numbers in terms_of(problem):
        found = best(numbers, kept)
        if found is None:
            return None
        kept.append((numbers, int(numbers @ found)))
    return [total + more for (_, total), more in zip(kept, beside(problem), strict=True)]


def beside(problem: Problem) -> list[int]:
    """What each term counts of seekers that are served beside the plan."""
    already = ~problem.to_serve
    many = {"priority": problem.priority & already, "served": already}
    return [int(np.count_nonzero(many.get(term, ()))) for term in problem.objective]


def feasible_by_program(problem: Problem) -> bool:
    return best_by_program(replace(problem, objective=("score",))) is not None


def lowest_tie(problem: Problem, totals: list[int]) -> int:
    """The lowest sum of ties among the best plans, by trying every one."""
    ties = tie_values(problem).tolist()
    own = [total - more for total, more in zip(totals, beside(problem), strict=True)]
    kept = list(zip(terms_of(problem), own, strict=True))
    size, n = len(problem.seeker), len(problem.seekers)
    found = []
    for bits in range(1 << size):
        pairs = np.array([one for one in range(size) if bits >> one & 1], dtype=np.int64)
        loads = [np.bincount(problem.seeker[pairs], minlength=n),
                 np.bincount(problem.partner[pairs], minlength=len(problem.partners))]  # fmt: skip
        x = np.zeros(size + n, dtype=np.int64)
        x[pairs], x[size:] = 1, loads[0] > 0
        if (
            all(int(numbers @ x) == total for numbers, total in kept)
            and (loads[0] >= problem.seeker_least).all()
            and (loads[0] <= problem.seeker_most).all()
            and (loads[1] >= problem.partner_least).all()
            and (loads[1] <= problem.partner_most).all()
            and x[problem.pinned].all()
        ):
            found.append(sum(ties[one] for one in pairs.tolist()))
    return min(found)


def named(problem: Problem, plan: Plan) -> set[tuple[str, str]]:
    """A plan as pairs of URNs."""
    return {
        (problem.seekers[problem.seeker[one]], problem.partners[problem.partner[one]])
        for one in plan.pairs.tolist()
    }
