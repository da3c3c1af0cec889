"""How evenly something is spread: the Lorenz curve, and the Gini coefficient that sums it up.

Lorenz (1905), "Methods of measuring the concentration of wealth": of what is shared out, the part
that the poorest share of takers has. The coefficient is that of Gini in the form of Damgaard and
Weiner (2000), "Describing inequality in plant size or fecundity", Ecology 81 (4): for n values in
ascending order, the i-th being x_i, it is sum((2i - n - 1) x_i) / (n sum(x)). All alike is 0; one
of n has everything is 1 - 1/n.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

MOST_POINTS = 101  # of a curve that is drawn: one for each hundredth
_TOP = 10  # the top tenth


@dataclass(frozen=True, slots=True)
class Spread:
    """``values``: what each taker has (0 or more), the least first."""

    values: tuple[float, ...]

    @property
    def total(self) -> float:
        """All that was shared out, summed exactly."""
        return math.fsum(self.values)

    @property
    def gini(self) -> float:
        """From 0 (all alike) to nearly 1; NaN where there is nothing, or nobody to have it."""
        many = len(self.values)
        if not self.total > 0:
            return math.nan
        above = math.fsum(
            (2 * at - many - 1) * value for at, value in enumerate(self.values, start=1)
        )
        return above / (many * self.total)

    @property
    def tenth(self) -> int:
        """How many takers are a tenth of them: of 15 two, as a part of a taker is none."""
        return math.ceil(len(self.values) / _TOP)

    @property
    def top_tenth(self) -> float:
        """The part of everything that the tenth with most has, from 0 to 1. NaN where there is
        nothing."""
        if not self.total > 0:
            return math.nan
        return math.fsum(self.values[len(self.values) - self.tenth :]) / self.total

    def curve(self) -> list[tuple[float, float]]:
        """The Lorenz curve from (0, 0) to (1, 1): share of takers, the poorest first, and share of
        everything that they have; at most :data:`MOST_POINTS` points. [] where there is nothing."""
        many = len(self.values)
        if not self.total > 0:
            return []
        summed = np.concatenate([[0.0], np.cumsum(np.array(self.values))])
        at = np.unique(np.linspace(0, many, min(many + 1, MOST_POINTS)).round().astype(int))
        return [(int(place) / many, float(summed[place] / summed[-1])) for place in at]


def spread(values: Iterable[float]) -> Spread:
    """The spread of ``values``, in any order."""
    return Spread(tuple(sorted(map(float, values))))
