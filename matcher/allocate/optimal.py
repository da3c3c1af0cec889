"""The best of all plans, and prices that prove it.

A plan of 20,000 seekers has millions of permitted pairs, of which few are ever worth using. So
the flow is solved on the best pairs of either side; the prices of that plan are held against
**all** pairs; pairs that would gain by them are let in; and so on until no pair would (column
generation: Dantzig and Wolfe, Operations Research 8, 1960). What is found is the best over all
pairs, not over those let in.

The terms of the objective are stacked into one number where the solver can take it, and else
decided in turn: each group of terms among the plans that are best by the groups before it. The
last group is the tie: of equally good plans the one with the lowest sum of
:func:`~matcher.allocate.problem.tie_values`, so that the plan does not depend on the solver, on
the pairs let in or on the order of anything.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matcher.allocate.floors import edges_for_floors
from matcher.allocate.min_cost_flow import largest_cost, solved
from matcher.allocate.network import Gains, Mask, Network, Prices
from matcher.allocate.prices import lowest_prices
from matcher.allocate.problem import (
    Places,
    Plan,
    Problem,
    Wholes,
    in_terms,
    tie_values,
    totals,
    weights,
)

# How many of the best pairs of each seeker, and of each place, the first round has. More make
# each round slower, fewer make more rounds: benchmarks/allocate.py counts both.
OF_A_SEEKER, OF_A_PLACE = 6, 30
# The same where the prices of a plan of nearly the same schools are known: a seeker's best pairs
# beyond these prices are nearly always those that it ends with.
BY_PRICE = 3
_DEAREST = 1 << 60  # so that what is left of a gain stays below 2⁶³


def allocate(problem: Problem, last: tuple[Problem, Plan] | None = None) -> Plan:
    """The best plan, the only one of its kind whatever the order of anything.

    ``last``: a problem of nearly the same schools and its best plan. Its prices say where to begin,
    and nothing else: the plan and its prices are the same without, in more time. Raises
    :class:`~matcher.allocate.floors.FloorsError` where no plan keeps all floors and pins.
    """
    let_in = _among(problem, edges_for_floors(problem))
    whole = network = Network.of(problem)
    violations: list[int] = []
    chosen = problem.pinned
    for terms in _in_turn(problem, largest_cost(network)):
        gains = Gains.of(problem, terms) if terms else _tie(problem)
        start = None if last is None else _partner_prices(problem, *last, terms)
        let_in |= _best_pairs(network, gains) if start is None else _by_price(network, gains, start)
        last = None
        used, prices, found = _closed(network, gains, let_in)
        chosen = np.flatnonzero(network.taken | _among(problem, used))
        violations += found
        network = network.narrowed(gains, prices)
    prices = _proof(whole, Gains.of(problem, problem.objective), let_in, chosen)
    return Plan(
        chosen, prices.seeker, prices.partner, len(violations), int(np.count_nonzero(let_in)),
        totals(problem, chosen), tuple(violations),
    )  # fmt: skip


def _in_turn(problem: Problem, largest: int) -> Iterator[tuple[str, ...]]:
    """The groups of terms whose stack the solver takes, and () for the tie."""
    left = problem.objective
    while left:
        size = len(left)
        while size > 1 and Gains.of(problem, left[:size]).largest > largest:
            size -= 1
        yield left[:size]
        left = left[size:]
    yield ()


def _tie(problem: Problem) -> Gains:
    return Gains(-tie_values(problem), np.zeros(len(problem.seekers), dtype=np.int64))


def _closed(network: Network, gains: Gains, let_in: Mask) -> tuple[Wholes, Prices, list[int]]:
    """The best plan over all free pairs: those used, its prices, and how many pairs broke the
    prices after each round (0 at the end), each of which was let in."""
    found: list[int] = []
    while True:
        edges = np.flatnonzero(let_in & network.free)
        used = solved(network, gains, edges)
        prices = lowest_prices(network, gains, edges, used)
        breaking = network.free & ~let_in & (network.reduced(gains, prices) > 0)
        let_in |= breaking
        found.append(int(np.count_nonzero(breaking)))
        if not found[-1]:
            return used, prices, found


def _proof(network: Network, gains: Gains, let_in: Mask, chosen: Wholes) -> Prices:
    """The lowest prices that prove a plan over all free pairs."""
    used = chosen[network.free[chosen]]
    while True:
        prices = lowest_prices(network, gains, np.flatnonzero(let_in & network.free), used)
        breaking = network.free & ~let_in & (network.reduced(gains, prices) > 0)
        if not breaking.any():
            return prices
        let_in |= breaking


def _among(problem: Problem, pairs: Wholes) -> Mask:
    found = np.zeros(len(problem.seeker), dtype=bool)
    found[pairs] = True
    return found


def _best_pairs(network: Network, gains: Gains) -> Mask:
    """The free pairs that gain most for their seeker, or for each place of their partner; to a
    partner a seeker is worth what it gains by being served, too."""
    free = np.flatnonzero(network.free)
    seeker, partner, gain = network.seeker[free], network.partner[free], gains.pair[free]
    of_seekers = _first(seeker, gain, np.full_like(gains.served, OF_A_SEEKER))
    of_partners = _first(partner, gain + gains.served[seeker], network.partner_most * OF_A_PLACE)
    best = np.zeros(len(network.free), dtype=bool)
    best[free[of_seekers]] = best[free[of_partners]] = True
    return best


def _by_price(network: Network, gains: Gains, price: Wholes) -> Mask:
    """The free pairs that gain each seeker most beyond what a place of the partner costs."""
    free = np.flatnonzero(network.free)
    seeker = network.seeker[free]
    beyond = gains.pair[free] - price[network.partner[free]]
    best = np.zeros(len(network.free), dtype=bool)
    best[free[_first(seeker, beyond, np.full_like(gains.served, BY_PRICE))]] = True
    return best


def _partner_prices(
    problem: Problem, before: Problem, plan: Plan, terms: tuple[str, ...]
) -> Wholes | None:
    """What an earlier plan's prices for the partners of this problem hold of some terms, in the
    units of these; 0 for those that it did not have. None for a plan without prices or for another
    objective."""
    if plan.partner_price is None or before.objective != problem.objective:
        return None
    old, new = weights(before), weights(problem, terms)
    prices = dict(zip(before.partners.tolist(), plan.partner_price.tolist(), strict=True))
    worth = {
        price: max(-_DEAREST, min(sum(found[term] * new[term] for term in new), _DEAREST))
        for price, found in ((one, in_terms(old, one)) for one in {0, *prices.values()})
    }
    return np.array([worth[prices.get(urn, 0)] for urn in problem.partners], dtype=np.int64)


def _first(side: Places, gain: Wholes, wanted: Wholes) -> Wholes:
    """Positions of the ``wanted`` highest gains of each node of one side."""
    lowest, highest = int(gain.min(initial=0)), int(gain.max(initial=0))
    span = highest - lowest + 1
    if len(wanted) * span < 1 << 62:  # one key for both is sorted in a third of the time
        order = np.argsort(side.astype(np.int64) * span + (highest - gain), kind="stable")
    else:
        order = np.lexsort((-gain, side))
    grouped = side[order]
    starts = np.searchsorted(grouped, np.arange(len(wanted)))
    return order[np.arange(len(order)) - starts[grouped] < wanted[grouped]]
