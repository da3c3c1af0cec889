"""Prices that prove a plan: the lowest that places can have.

A plan is best exactly if there are prices by which no pair outside it gains anything and no pair
in it loses (linear programming duality; Ahuja, Magnanti and Orlin, Network Flows, 1993, 9.3).
The solver hands out none, so they are recovered from the plan: in terms of x = a partner's price
or minus a seeker's, every condition says x ≥ y + number, and the least x is the length of the
longest path in the residual graph, found by Bellman and Ford's rounds over whole arrays.

The lowest prices have a meaning of their own (Leonard, Journal of Political Economy 91, 1983, for
assignment): without floors, a partner's is what the best plan would gain by one more place there.
"""

from __future__ import annotations

import numpy as np

from matcher.allocate.network import Gains, Network, Prices
from matcher.allocate.problem import Places, Wholes
from matcher.core.errors import ContractError

_NONE = np.int64(-(1 << 62))  # below every price: no condition


class _Greatest:
    """The greatest value of the edges at each node, for edges grouped once."""

    def __init__(self, at: Places, nodes: int) -> None:
        self.nodes = nodes
        self.order = np.argsort(at, kind="stable")
        self.groups, self.starts = np.unique(at[self.order], return_index=True)

    def __call__(self, values: Wholes) -> Wholes:
        found = np.full(self.nodes, _NONE, dtype=np.int64)
        if len(self.groups):
            found[self.groups] = np.maximum.reduceat(values[self.order], self.starts)
        return found


def lowest_prices(network: Network, gains: Gains, edges: Wholes, used: Wholes) -> Prices:
    """The lowest prices of partners by which a plan is best on the edges; a partner or a seeker
    that nothing holds stands at 0, or at what the best of its pairs gains.

    ``edges`` and ``used`` are sorted positions of free pairs, the used among the edges. Raises
    :class:`ContractError` if there are none, as the plan is not the best on these edges.
    """
    is_used = np.isin(edges, used, assume_unique=True)
    gain, seeker, partner = gains.pair[edges], network.seeker[edges], network.partner[edges]
    outside, inside = np.flatnonzero(~is_used), np.flatnonzero(is_used)
    n, m = len(network.first_most), len(network.partner_most)
    at_partner = _Greatest(partner[outside], m)
    at_seeker = _Greatest(seeker[inside], n)
    outside_gain, outside_seeker = gain[outside], seeker[outside]
    inside_gain, inside_partner = gain[inside], partner[inside]

    degree, load = network.degrees(used)
    first = np.minimum(network.first_most, degree - network.rest_least)
    rest = degree - first
    # x ≥ root + number, and root ≥ x + number; partners first, then seekers (minus their prices).
    above_root = np.where((load > network.partner_least) | (network.partner_least == 0), 0, _NONE)
    is_first, is_rest = first < network.first_most, rest < network.rest_most
    seeker_above = np.maximum(np.where(is_first, gains.served, _NONE), np.where(is_rest, 0, _NONE))
    below_root = np.where(load < network.partner_most, 0, _NONE)
    seeker_below = np.maximum(
        np.where(first > network.first_least, -gains.served, _NONE),
        np.where(rest > network.rest_least, 0, _NONE),
    )

    root = np.int64(0)
    price = np.zeros(m, dtype=np.int64)
    minus = -np.maximum(_Greatest(network.seeker, n)(gains.pair), 0) - gains.served
    for _ in range(n + m + 2):
        old_root, old_price, old_minus = root, price, minus
        price = np.maximum.reduce(
            [price, root + above_root, at_partner(outside_gain + minus[outside_seeker])]
        )
        minus = np.maximum.reduce(
            [minus, root + seeker_above, at_seeker(price[inside_partner] - inside_gain)]
        )
        root = max(
            root,
            (price + below_root).max(initial=_NONE),
            (minus + seeker_below).max(initial=_NONE),
        )
        if root == old_root and (price == old_price).all() and (minus == old_minus).all():
            return Prices(partner=price - root, seeker=root - minus)
    raise ContractError("A plan has no prices: it is not the best on these pairs.")
