"""The flow that a plan is: places flow from a root through partners and seekers back to it.

    root → partner        least to most places
    partner → seeker      each permitted pair once, gain: its value
    seeker → root, first  the first partner of a seeker, gain: what it is worth that it is served
    seeker → root, rest   its further partners, gain nothing

A gain for being served must not come twice, so a seeker with a ceiling above 1 has two arcs; the
first fills up first, as its gain is never negative. Pinned pairs are taken out beforehand and
count against the bounds. :meth:`Network.narrowed` leaves just the plans that are best by given
prices, so that a further objective can decide among them.

Ahuja, Magnanti and Orlin, Network Flows (1993): lower bounds (2.4), circulations (1.2), prices
and complementary slackness (9.3 and 9.4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.allocate.problem import Places, Problem, Wholes, weights
from matcher.core.errors import ContractError

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Gains:
    """What is made as large as possible: ``pair`` (N) for each pair used, ``served`` (n), never
    negative, for the first partner of each seeker."""

    pair: Wholes
    served: Wholes

    @classmethod
    def of(cls, problem: Problem, terms: tuple[str, ...]) -> Self:
        """What some terms of the objective, in order, make of a pair and of a served seeker; in
        units of :func:`~matcher.allocate.problem.weights` of these terms."""
        weight = weights(problem, terms)
        served = np.full(len(problem.seekers), weight.get("served", 0), dtype=np.int64)
        served[problem.priority] += weight.get("priority", 0)
        served[~problem.to_serve] = 0
        return cls(problem.value * np.int64(weight.get("score", 0)), served)

    @property
    def largest(self) -> int:
        """The largest of them, whatever its sign."""
        return max(int(np.abs(part).max(initial=0)) for part in (self.pair, self.served))


@dataclass(frozen=True, slots=True)
class Prices:
    """A price for a place at each ``partner`` (m) and what a pair must be worth beyond it for each
    ``seeker`` (n): a pair is worth using where its gain is above the sum of both."""

    partner: Wholes
    seeker: Wholes


@dataclass(frozen=True, slots=True)
class Network:
    """Bounds of every arc. ``free`` (N) are the pairs still to be decided, ``taken`` (N) those
    decided for. Bounds are what is left beside the taken pairs."""

    seeker: Places
    partner: Places
    free: Mask
    taken: Mask
    first_least: Wholes
    first_most: Wholes
    rest_least: Wholes
    rest_most: Wholes
    partner_least: Wholes
    partner_most: Wholes

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """The network of a problem, its pinned pairs taken."""
        size = len(problem.seeker)
        one = np.int64(1)
        whole = cls(
            problem.seeker,
            problem.partner,
            free=np.ones(size, dtype=bool),
            taken=np.zeros(size, dtype=bool),
            first_least=np.minimum(problem.seeker_least, one),
            first_most=np.minimum(problem.seeker_most, one),
            rest_least=np.maximum(problem.seeker_least - one, 0),
            rest_most=np.maximum(problem.seeker_most - one, 0),
            partner_least=problem.partner_least,
            partner_most=problem.partner_most,
        )
        return whole._with_taken(problem.pinned)

    def narrowed(self, gains: Gains, prices: Prices) -> Self:
        """Only the plans that have the greatest gain, told by prices that prove one of them.

        Complementary slackness: an arc whose reduced gain is positive is full in each of them, one
        whose reduced gain is negative is as empty as it may be."""
        reduced = self.reduced(gains, prices)
        first_least, first_most = _kept(
            self.first_least, self.first_most, prices.seeker + gains.served
        )
        rest_least, rest_most = _kept(self.rest_least, self.rest_most, prices.seeker)
        partner_least, partner_most = _kept(self.partner_least, self.partner_most, prices.partner)
        best = replace(
            self,
            free=self.free & (reduced >= 0),
            first_least=first_least,
            first_most=first_most,
            rest_least=rest_least,
            rest_most=rest_most,
            partner_least=partner_least,
            partner_most=partner_most,
        )
        return best._with_taken(np.flatnonzero(self.free & (reduced > 0)))

    def reduced(self, gains: Gains, prices: Prices) -> Wholes:
        """What each pair (N) gains beyond the prices of its two sides."""
        return gains.pair - prices.partner[self.partner] - prices.seeker[self.seeker]

    def degrees(self, used: Wholes) -> tuple[Wholes, Wholes]:
        """How many of the used pairs each seeker (n) and each partner (m) stands in."""
        return (
            np.bincount(self.seeker[used], minlength=len(self.first_most)).astype(np.int64),
            np.bincount(self.partner[used], minlength=len(self.partner_most)).astype(np.int64),
        )

    def _with_taken(self, pairs: Wholes) -> Self:
        """The same with pairs decided for: a seeker's first one fills its first arc."""
        at_seeker, at_partner = self.degrees(pairs)
        first = np.minimum(at_seeker, self.first_most)
        rest = at_seeker - first
        taken, free = self.taken.copy(), self.free.copy()
        taken[pairs], free[pairs] = True, False
        left = replace(
            self,
            free=free,
            taken=taken,
            first_least=np.maximum(self.first_least - first, 0),
            first_most=self.first_most - first,
            rest_least=np.maximum(self.rest_least - rest, 0),
            rest_most=self.rest_most - rest,
            partner_least=np.maximum(self.partner_least - at_partner, 0),
            partner_most=self.partner_most - at_partner,
        )
        if (left.rest_most < 0).any() or (left.partner_most < 0).any():
            raise ContractError("More pairs were decided for than a ceiling lets in.")
        return left


def _kept(least: Wholes, most: Wholes, gain: Wholes) -> tuple[Wholes, Wholes]:
    """The bounds of arcs in the best plans: full where they gain, empty where they lose."""
    return np.where(gain > 0, most, least), np.where(gain < 0, least, most)
