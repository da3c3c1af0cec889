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
from matcher.allocate.network import Gains, Network, Prices
from matcher.allocate.prices import lowest_prices
from matcher.allocate.problem import Places, Plan, Problem, Wholes, tie_values, totals, weights

# How many of the best pairs of each seeker, and of each place, the first round has. More make
# each round slower, fewer make more rounds: benchmarks/allocate.py counts both.
OF_A_SEEKER, OF_A_PLACE = 6, 6


def allocate(problem: Problem) -> Plan:
    """The best plan, the only one of its kind whatever the order of anything.

    Raises :class:`~matcher.allocate.floors.FloorsError` where no plan keeps all floors and pins.
    """
    edges = edges_for_floors(problem)
    whole = network = Network.of(problem)
    violations: list[int] = []
    chosen = problem.pinned
    for gains in _in_turn(problem, largest_cost(network)):
        edges = np.union1d(edges[network.free[edges]], _best_pairs(network, gains))
        used, prices, edges, found = _closed(network, gains, edges)
        chosen = np.union1d(np.flatnonzero(network.taken), used)
        violations += found
        network = network.narrowed(gains, prices)
    own = chosen[whole.free[chosen]]
    gains = _stacked(problem, problem.objective)
    prices = _proof(whole, gains, np.union1d(_best_pairs(whole, gains), own), own)
    return Plan(
        chosen, prices.seeker, prices.partner, len(violations), len(edges),
        totals(problem, chosen), tuple(violations),
    )  # fmt: skip


def _in_turn(problem: Problem, largest: int) -> Iterator[Gains]:
    """The gains of each group of terms whose stack the solver takes, and of the tie."""
    left = problem.objective
    while left:
        size = len(left)
        while size > 1 and _size(_stacked(problem, left[:size])) > largest:
            size -= 1
        yield _stacked(problem, left[:size])
        left = left[size:]
    yield Gains(-tie_values(problem), np.zeros(len(problem.seekers), dtype=np.int64))


def _stacked(problem: Problem, terms: tuple[str, ...]) -> Gains:
    """What a pair and a served seeker gain by some terms of the objective."""
    weight = weights(problem, terms)
    served = np.full(len(problem.seekers), weight.get("served", 0), dtype=np.int64)
    served[problem.priority] += weight.get("priority", 0)
    return Gains(problem.value * np.int64(weight.get("score", 0)), served)


def _size(gains: Gains) -> int:
    return max(int(np.abs(part).max(initial=0)) for part in (gains.pair, gains.served))


def _closed(
    network: Network, gains: Gains, edges: Wholes
) -> tuple[Wholes, Prices, Wholes, list[int]]:
    """The best plan over all free pairs: those used, its prices, the pairs let in, and how many
    pairs broke the prices after each round (0 at the end)."""
    found: list[int] = []
    while True:
        used = solved(network, gains, edges)
        prices = lowest_prices(network, gains, edges, used)
        breaking = _breaking(network, gains, prices, edges)
        found.append(len(breaking))
        if not len(breaking):
            return used, prices, edges, found
        edges = np.union1d(edges, breaking)


def _proof(network: Network, gains: Gains, edges: Wholes, used: Wholes) -> Prices:
    """The lowest prices that prove a plan over all free pairs."""
    while True:
        prices = lowest_prices(network, gains, edges, used)
        breaking = _breaking(network, gains, prices, edges)
        if not len(breaking):
            return prices
        edges = np.union1d(edges, breaking)


def _breaking(network: Network, gains: Gains, prices: Prices, edges: Wholes) -> Wholes:
    """The free pairs not let in that would gain by the prices."""
    gain = network.free & (network.reduced(gains, prices) > 0)
    gain[edges] = False
    return np.flatnonzero(gain)


def _best_pairs(network: Network, gains: Gains) -> Wholes:
    """The free pairs that gain most for their seeker, or for each place of their partner."""
    free = np.flatnonzero(network.free)
    gain = gains.pair[free]
    of_seekers = _first(network.seeker[free], gain, network.rest_most * 0 + OF_A_SEEKER)
    of_partners = _first(network.partner[free], gain, network.partner_most * OF_A_PLACE)
    return np.union1d(free[of_seekers], free[of_partners])


def _first(side: Places, gain: Wholes, wanted: Wholes) -> Wholes:
    """Positions of the ``wanted`` highest gains of each node of one side."""
    order = np.lexsort((-gain, side))
    grouped = side[order]
    starts = np.searchsorted(grouped, np.arange(len(wanted)))
    return order[np.arange(len(order)) - starts[grouped] < wanted[grouped]]
