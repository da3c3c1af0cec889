"""The stable plan: no seeker and partner would both rather have each other than what they have.

Deferred acceptance (Gale and Shapley, American Mathematical Monthly 69, 1962), with capacities on
either side (Roth and Sotomayor, Two-Sided Matching, 1990, 5 and 6): one side proposes from the
top of its list down, the other keeps the best it has been offered. Both sides rank by the value of
the pair, and equal values by :func:`~matcher.allocate.problem.tie_values`.

As a pair has one value for both of its sides, there is only one stable plan: the best pair of all
blocks every plan without it, so it is in each; of what is left, the best pair again; and so on.
That is the plan in which each takes the best that is left, and it makes no difference who
proposes. The two ways are two checks of each other.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from matcher.allocate.problem import Places, Plan, Problem, Wholes, tie_values, totals
from matcher.core.errors import SettingError

Proposing = Literal["seekers", "partners"]


def stable(problem: Problem, proposing: Proposing = "seekers") -> Plan:
    """The stable plan that is best for the side that proposes.

    Pinned pairs are kept and count against the ceilings. Raises :class:`SettingError` where there
    are floors: a stable plan can keep none.
    """
    if problem.seeker_least.any() or problem.partner_least.any():
        raise SettingError(
            "A stable plan cannot promise anybody a least number.",
            hint="leave the least numbers out, or ask for the optimal plan",
        )
    free = np.ones(len(problem.seeker), dtype=bool)
    free[problem.pinned] = False
    pairs = np.flatnonzero(free)
    ceilings = (
        (problem.seeker[pairs], _left(problem.seeker_most, problem.seeker[problem.pinned])),
        (problem.partner[pairs], _left(problem.partner_most, problem.partner[problem.pinned])),
    )
    (one, ones), (other, others) = ceilings if proposing == "seekers" else ceilings[::-1]
    place = preference(problem)[pairs]
    held, rounds = deferred_acceptance(one, place, ones, other, place, others)
    chosen = np.union1d(pairs[held], problem.pinned)
    return Plan(chosen, None, None, rounds, len(problem.seeker), totals(problem, chosen))


def preference(problem: Problem) -> Wholes:
    """The place (0 is best) of each pair (N) among all: greatest value first, then by the tie;
    two pairs that are equal in both, by the seekers' and partners' canonical order."""
    order = np.lexsort((tie_values(problem), -problem.value))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


def deferred_acceptance(
    one: Places, one_place: Wholes, one_most: Wholes,
    other: Places, other_place: Wholes, other_most: Wholes,
) -> tuple[Wholes, int]:  # fmt: skip
    """The pairs held at the end (sorted positions), and how many rounds it took.

    Each pair (k) stands between ``one`` who proposes and ``other`` who is proposed to;
    ``one_place`` and ``other_place`` (k) order the pairs of each, lowest first and none twice;
    ``one_most`` and ``other_most`` are how many each may hold. In a round everyone proposes as
    often as there is room, and each who is proposed to keeps the best.
    """
    order = np.lexsort((one_place, one))  # the lists of the proposers, one after the other
    starts = np.searchsorted(one[order], np.arange(len(one_most) + 1))
    following, ends = starts[:-1].copy(), starts[1:]
    held = np.zeros(0, dtype=np.int64)
    rounds = 0
    while True:
        room = one_most - np.bincount(one[held], minlength=len(one_most))
        number = np.minimum(room, ends - following)
        if not number.any():
            return np.sort(held), rounds
        rounds += 1
        first = np.cumsum(number) - number
        places = np.repeat(following - first, number) + np.arange(number.sum())
        following += number
        offered = np.concatenate([held, order[places]])
        by_other = offered[np.lexsort((other_place[offered], other[offered]))]
        at = other[by_other]
        rank = np.arange(len(at)) - np.searchsorted(at, at)
        held = by_other[rank < other_most[at]]


def blocking_pairs(problem: Problem, plan: Plan) -> Wholes:
    """The pairs (sorted positions) that block a plan: outside it, though each of the two sides has
    room or would rather have this pair than the last of its own. A pinned pair is never given up.

    Written from the definition, with nothing of what makes a plan."""
    place = preference(problem)
    inside = np.zeros(len(place), dtype=bool)
    inside[plan.pairs] = True
    given_up = inside.copy()
    given_up[problem.pinned] = False
    blocking = ~inside
    for side, most in (
        (problem.seeker, problem.seeker_most),
        (problem.partner, problem.partner_most),
    ):
        worst = np.full(len(most), -1, dtype=np.int64)  # nothing that it would give up
        np.maximum.at(worst, side[given_up], place[given_up])
        load = np.bincount(side[inside], minlength=len(most))
        blocking &= np.where(load < most, len(place), worst)[side] > place
    return np.flatnonzero(blocking)


def _left(most: Wholes, pinned: Places) -> Wholes:
    """What is left of ceilings beside pinned pairs."""
    left: Wholes = np.maximum(most - np.bincount(pinned, minlength=len(most)), 0)
    return left
