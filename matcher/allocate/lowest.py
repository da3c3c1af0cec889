"""Are the prices of a proven plan the lowest? Checked with nothing of what made them.

Many prices prove the same plan, but only the lowest say what one more place is worth (Leonard,
Journal of Political Economy 91, 1983). Prices that prove a plan keep to every arc of the residual
graph. They are the lowest exactly if each is held where it is: if a way leads to it, over arcs
that it keeps to just so, from where prices begin. Else all prices that no such way leads to could
be lower together. So one search of the graph tells (Ahuja, Magnanti and Orlin, Network Flows,
1993, 5.2 and 9.4).

Prices of partners begin at 0, those of seekers at the most that one of their pairs gains; where
least numbers press prices below 0, both begin as much lower.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.allocate.problem import Places, Plan, Problem, Wholes, weights

_Arcs = tuple[Wholes, Wholes]  # tails and heads


def loose_price(problem: Problem, plan: Plan) -> str:
    """In words, the first price that is not held where it is; "" where all are the lowest, or where
    there are none. Only for a plan that its prices prove
    (:func:`matcher.allocate.certificate.check`)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    if plan.seeker_price is None or plan.partner_price is None:
        return ""
    n, m = len(problem.seekers), len(problem.partners)
    arcs = list(_kept_just_so(problem, plan, plan.seeker_price, plan.partner_price))
    tails, heads = (np.concatenate(ends) for ends in zip(*arcs, strict=True))
    size = m + n + 2
    graph = coo_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), (size, size))
    held = np.zeros(size, dtype=bool)
    held[breadth_first_order(graph.tocsr(), size - 1, return_predecessors=False)] = True
    # A place that may stay empty costs nobody anything, whatever else would prove the plan.
    held[:m] &= ~(_needs_nobody(problem, plan) & (plan.partner_price < 0))
    if held.all():
        return ""
    first = int(np.argmin(held))
    who = [*(f"partner {urn}" for urn in problem.partners),
           *(f"seeker {urn}" for urn in problem.seekers), "everybody"][first]  # fmt: skip
    return (
        "the certificate's prices prove the plan but are not the lowest, so they do not say what "
        f"one more place is worth: the first that is not held is that of {who}"
    )


def _kept_just_so(
    problem: Problem, plan: Plan, seeker_price: Wholes, partner_price: Wholes
) -> Iterator[_Arcs]:
    """The arcs that prices keep to just so. Nodes: partners, seekers, the root, where prices
    begin."""
    n, m, size = len(problem.seekers), len(problem.partners), len(problem.seeker)
    partners, seekers, root, start = np.arange(m), m + np.arange(n), m + n, m + n + 1
    weight = weights(problem)
    served = np.full(n, weight.get("served", 0), dtype=np.int64)
    served[problem.priority] += weight.get("priority", 0)
    served[~problem.to_serve] = 0
    gain = problem.value * np.int64(weight.get("score", 0))

    inside, free = np.zeros(size, dtype=bool), np.ones(size, dtype=bool)
    inside[plan.pairs], free[problem.pinned] = True, False
    level = free & (gain == partner_price[problem.partner] + seeker_price[problem.seeker])
    pair_partner, pair_seeker = problem.partner.astype(np.int64), problem.seeker + np.int64(m)
    yield pair_seeker[level & ~inside], pair_partner[level & ~inside]
    yield pair_partner[level & inside], pair_seeker[level & inside]

    def with_root(nodes: Wholes) -> Wholes:
        return np.full(len(nodes), root, dtype=np.int64)

    has = _loads(problem.partner, plan.pairs, m)
    less = partners[_needs_nobody(problem, plan) & (partner_price == 0)]
    more = partners[(has < problem.partner_most) & (partner_price == 0)]
    yield with_root(less), less
    yield more, with_root(more)

    has, pinned = _loads(problem.seeker, plan.pairs, n), _loads(problem.seeker, problem.pinned, n)
    next_price, last_price = np.where(has == 0, -served, 0), np.where(has == 1, -served, 0)
    least = np.maximum(problem.seeker_least, pinned)
    more = seekers[(has < problem.seeker_most) & (seeker_price == next_price)]
    less = seekers[(has > least) & (seeker_price == last_price)]
    yield with_root(more), more
    yield less, with_root(less)

    highest = np.zeros(n, dtype=np.int64)
    np.maximum.at(highest, problem.seeker, gain)
    highest += served
    lower = max(
        0, int((-partner_price).max(initial=0)), int((seeker_price - highest).max(initial=0))
    )
    begins = np.concatenate(
        [partners[partner_price == -lower], seekers[seeker_price == highest + lower],
         np.full(int(not lower), root)]
    )  # fmt: skip
    yield np.full(len(begins), start), begins


def _needs_nobody(problem: Problem, plan: Plan) -> NDArray[np.bool_]:
    """The partners that keep their least number with one seeker fewer, or have none to keep."""
    many, least = len(problem.partners), problem.partner_least
    has, pinned = (_loads(problem.partner, pairs, many) for pairs in (plan.pairs, problem.pinned))
    return (has > least) | (least <= pinned)


def _loads(side: Places, pairs: Wholes, many: int) -> Wholes:
    """In how many of some pairs each stands."""
    return np.bincount(side[pairs], minlength=many)
