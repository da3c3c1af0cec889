"""Candidates: in which order each treated unit would take the others as its comparison.

The nearest first. Equally near ones are common where few figures are matched on: with one year of
a published figure, which has one decimal, a school has a hundred at distance 0. An order by URN
would then compare with the schools that were registered first, all in inner London, and the order
of the rows would make two answers of the same data. So they follow a hash of the pair
(:mod:`matcher.core.tie_order`), which means nothing, and so does the order in which treated units
are served. Other keys give other orders, as good: how far the answer moves with them is chance
that no interval tells. ``ties=None`` keeps the order of the data, as MatchIt does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from matcher.core.tie_order import name_hashes, pair_hashes, reordered
from matcher.evaluation.matching.distance import (
    DECIMALS,
    distances,
    exact_blocks,
    matching_coordinates,
    propensity,
)
from matcher.evaluation.matching.units import Floats, Units

Distance = Literal["mahalanobis", "propensity"]
Side = Literal["either", "below"]
Positions = npt.NDArray[np.intp]
Ranked = tuple[Positions, Floats]  # units and how far they are, in the order they would be taken

REACH = 64  # candidates of each treated unit that are looked at first


class Candidates:
    """What matching rests on, whatever order settles its ties: where ``units`` stand by
    ``distance``, and which may serve which by ``exact`` and ``caliper``.

    ``apart``: covariates that are no part of the distance. ``score``: the propensity of each
    unit, where it is the distance or ``largest_first``.
    """

    def __init__(
        self,
        units: Units,
        distance: Distance = "mahalanobis",
        *,
        exact: Sequence[str] = (),
        caliper: float | None = None,
        side: Side = "either",
        largest_first: bool = False,
        apart: Sequence[str] = (),
    ) -> None:
        self.treated = np.flatnonzero(units.treated)
        near = replace(units, covariates=units.covariates.drop(columns=list(apart)))
        self.score = propensity(near) if distance == "propensity" or largest_first else None
        self._where = matching_coordinates(near, self.score if distance == "propensity" else None)
        self._block = exact_blocks(units, exact)
        controls = np.flatnonzero(~units.treated)
        self._pool = {
            block: controls[self._block[controls] == block]
            for block in np.unique(self._block[self.treated])
        }
        self._caliper, self._side, self._largest_first = caliper, side, largest_first
        self._names = name_hashes(units.unit)
        self._near: dict[int, tuple[int, Ranked]] = {}

    def size(self, treated: int) -> int:
        """How many others are equal in what has to be, near or far."""
        return len(self._pool[self._block[treated]])

    def serving_order(self, ties: int | None) -> Positions:
        """The treated units in the order in which they choose: the largest propensity first
        where that was asked for, and else as ``ties`` has it."""
        names = self._names[self.treated]
        last = self.treated.astype(np.uint64) if ties is None else reordered(names, ties)
        keys: list[npt.NDArray[np.generic]] = [last]
        if self._largest_first and self.score is not None:
            keys.append(-np.round(self.score[self.treated], DECIMALS))
        return self.treated[np.lexsort(keys)]

    def ranked(self, treated: int, ties: int | None, reach: int = REACH) -> Ranked:
        """The ``reach`` nearest candidates of ``treated``, and all as near as the last of them,
        in the order in which it would take them."""
        found, away = self._nearest(treated, reach)
        if self._side == "below":
            order = self._from_below(treated, found, away)
        elif ties is None:
            order = np.lexsort((found, away))
        else:
            order = np.lexsort((self.tie_keys(np.array([treated]), found, ties), away))
        return found[order], away[order]

    def tie_keys(self, treated: Positions, others: Positions, ties: int) -> npt.NDArray[np.uint64]:
        """By which equally near pairs are put in order, the lowest first."""
        return pair_hashes(reordered(self._names[treated], ties), self._names[others])

    def _nearest(self, treated: int, reach: int) -> Ranked:
        known = self._near.get(treated)
        if known is not None and known[0] >= reach:
            return known[1]
        found = self._pool[self._block[treated]]
        away = distances(self._where, treated, found)
        within = np.ones(len(found), dtype=bool)
        if self._caliper is not None:
            within &= away <= self._caliper
        if self._side == "below":  # the next below may be far
            return found[within], away[within]
        if reach < len(found):
            within &= away <= np.partition(away, reach - 1)[reach - 1]
        self._near[treated] = reach, (found[within], away[within])
        return self._near[treated][1]

    def _from_below(self, treated: int, found: Positions, away: Floats) -> Positions:
        """Those below first, the last in the data of equals; then those above, the first."""
        offset = np.round(self._where[found, 0] - self._where[treated, 0], DECIMALS)
        below = (offset < 0) | ((offset == 0) & (found < treated))
        return np.lexsort((np.where(below, -found, found), away, ~below))
