"""The best plan on a part of the pairs, by the min-cost flow solver of OR-Tools.

Its ``SimpleMinCostFlow`` (cost-scaling push-relabel: Goldberg, Journal of Algorithms 22, 1997)
fills every cycle of negative cost, so that the network needs no supply but what its lower bounds
ask for. Given arrays of any other kind than int64 it cuts them to whole numbers without a word;
a cost that it cannot scale by the number of nodes ends as BAD_COST_RANGE.
"""

from __future__ import annotations

import numpy as np

from matcher.allocate.network import Gains, Network
from matcher.allocate.problem import Wholes
from matcher.core.errors import ContractError


def largest_cost(network: Network) -> int:
    """The largest cost of an arc that the solver takes, with half of it to spare: it multiplies
    costs by the number of nodes, in 63 bits (1.7e14 with 26,632 nodes)."""
    return (1 << 61) // (len(network.partner_most) + len(network.first_most) + 8)


def solved(network: Network, gains: Gains, edges: Wholes) -> Wholes:
    """Those of the edges (positions of free pairs, sorted) that the plan with the greatest gain
    uses. Raises :class:`ContractError` where the solver does not end with an optimum: the caller
    sees to it that the edges hold a plan, and that gains are in its range."""
    # Loading the solver takes a third of a second, and only a plan needs it.
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    n, m = len(network.first_most), len(network.partner_most)
    partners = np.arange(m, dtype=np.int32)
    seekers = np.arange(m, m + n, dtype=np.int32)
    root_of_partners, root_of_seekers = (np.full(size, m + n, dtype=np.int32) for size in (m, n))
    ones, nothing = np.ones(len(edges), dtype=np.int64), np.zeros(n, dtype=np.int64)
    tails = (root_of_partners, partners[network.partner[edges]], seekers, seekers)
    heads = (partners, seekers[network.seeker[edges]], root_of_seekers, root_of_seekers)
    least = (network.partner_least, 0 * ones, network.first_least, network.rest_least)
    most = (network.partner_most, ones, network.first_most, network.rest_most)
    costs = (np.zeros(m, dtype=np.int64), -gains.pair[edges], -gains.served, nothing)

    tail, head = np.concatenate(tails), np.concatenate(heads)
    lower, upper, cost = np.concatenate(least), np.concatenate(most), np.concatenate(costs)
    supply = np.zeros(m + n + 1, dtype=np.int64)
    np.add.at(supply, head, lower)
    np.subtract.at(supply, tail, lower)
    if {array.dtype for array in (lower, upper, cost, supply)} != {np.dtype(np.int64)}:
        raise ContractError("The solver must be given whole numbers of 64 bits.")

    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail, head, upper - lower, cost)
    solver.set_nodes_supplies(np.arange(m + n + 1, dtype=np.int32), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ContractError(f"The min-cost flow ended as {status.name}.")
    flows: Wholes = solver.flows(arcs)[m : m + len(edges)]
    return edges[np.flatnonzero(flows == 1)]
