"""The estimates side by side, each with what it takes to be right, and the ranges they span.

Nobody knows which comparison is right, so several stand together. Two of the matched ones err
to opposite sides: matched on earlier results, schools at opposite ends of their luck are paired,
and the luck wears off (Daw and Hatfield 2018, Health Services Research 53); not matched on them,
schools are paired that may have been on different ways. Where either assumption holds the truth
lies between the two (Ding and Li 2019, Political Analysis 27; Ye, Keele, Hasegawa and Small 2023,
JASA 119). So where like schools would have moved alike, the range is that of all of these: from the
lowest to the highest end of their intervals. Where the estimates lie far apart, intervals at 90 %
do, as the truth stands at one end and can leave the range on one side alone; where they are one, it
takes those at 95 %; between, it is between (Imbens and Manski 2004, Econometrica 72).

Like schools may have been on other ways, the year just before unlike the others, or low schools
set back everywhere. An effect is told only where it stands then too
(:mod:`matcher.evaluation.gates`), so **the range told** goes as far: it also spans the 90 %
intervals of the three estimates that allow for that. A verdict that stands on six assumptions,
with a range that knows of three, would leave the truth outside wherever one of the others is right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from matcher.evaluation.effect.effect import LEVEL, Estimate

Key = Literal[
    "matched_prior",
    "matched",
    "doubly_robust",
    "trend_adjusted",
    "without_last_year",
    "level_adjusted",
]
LABELS: dict[Key, str] = {
    "matched_prior": "matched with the outcome before",
    "matched": "matched without the outcome before",
    "doubly_robust": "doubly robust",
    "trend_adjusted": "allowing for trends",
    "without_last_year": "without the year just before",
    "level_adjusted": "allowing for low and high schools moving apart",
}
NEEDS: dict[Key, str] = {
    "matched_prior": "like schools with equal results before would have had equal results after",
    "matched": "like schools would have changed by as much",
    "doubly_robust": "like schools would have changed by as much (what like schools are is "
    "reckoned in two ways, of which one has to be right)",
    "trend_adjusted": "each school would have gone on in the straight line of its years before",
    "without_last_year": "like schools would have changed by as much, whatever befell these in "
    "the year just before",
    "level_adjusted": "low (or high) schools would have fallen behind (or caught up) as such "
    "schools outside the partnership did",
}
# Right where like schools would have moved alike, by whichever way these are found.
IF_ALIKE: tuple[Key, ...] = ("matched_prior", "matched", "doubly_robust")
_BY_REGRESSION = "by regression"
_NO_LEVELS = (
    "schools outside the partnership hardly differ for long in this figure, so that they cannot "
    "show whether low and high ones moved apart"
)


@dataclass(frozen=True, slots=True)
class NamedEstimate:
    """An estimate, what it is called, and what must be true for it to be right."""

    key: Key
    label: str
    needs: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, in the outcome's own units; NaN is an end that nobody knows."""

    low: float
    high: float

    @property
    def spans_zero(self) -> bool:
        """Whether no effect is in the range."""
        return not (self.low > 0.0 or self.high < 0.0)  # an unknown end excludes nothing

    @property
    def nearer(self) -> float:
        """The end nearer to no effect, as a size; 0 where the range spans it."""
        return 0.0 if self.spans_zero else min(abs(self.low), abs(self.high))

    @classmethod
    def over(cls, intervals: Sequence[tuple[float, float]]) -> Range:
        """From the lowest to the highest end; unknown where one of them is."""
        lows, highs = zip(*intervals, strict=True)
        return cls(float(np.min(lows)), float(np.max(highs)))


@dataclass(frozen=True, slots=True)
class Ranges:
    """``told``: the range that holds the effect whichever estimate's assumption is right, its ends
    at 90 to 95 %. ``if_alike``: the narrower one of the matched and doubly robust estimates, if
    like schools would have moved alike; of one year before the two are the same. ``agree``: whether
    at 95 % all of these tell an effect of the same side, or none tells any."""

    told: Range
    if_alike: Range
    agree: bool


def named(
    key: Key, estimate: Estimate, *, by_regression: bool = False, others: int | None = None
) -> NamedEstimate:
    """An estimate with its name and assumption. ``by_regression``: the propensity had no fit.
    ``others``: how many comparison schools took part in the doubly robust one."""
    alone = key == "doubly_robust" and by_regression
    label = _BY_REGRESSION if alone else LABELS[key]
    against = "" if others is None else f", against {others:,} other schools"
    return NamedEstimate(key, label + against, NEEDS["matched" if alone else key], estimate)


def ranges(estimates: Sequence[NamedEstimate]) -> Ranges:
    """The ranges that ``estimates`` span: all of them, and those of :data:`IF_ALIKE`."""
    own = [one.estimate for one in estimates if one.key in IF_ALIKE]
    share = _share_of_estimates(own)
    if_alike = Range.over([
        (_end(one.inner[0], one.low, share), _end(one.inner[1], one.high, share)) for one in own
    ])  # fmt: skip
    others = [one.estimate.inner for one in estimates if one.key not in IF_ALIKE]
    told = Range.over([(if_alike.low, if_alike.high), *others])
    # By the intervals that are printed: one that holds no difference tells no effect.
    sides = {(one.low > 0.0) - (one.high < 0.0) for one in own}
    return Ranges(told, if_alike, len(sides) == 1)


def detectable(estimates: Sequence[NamedEstimate]) -> float:
    """What a true effect has to be at least for the range told to exclude 0 in four cases of five:
    the largest minimum detectable effect of all ``estimates``, each by the end that the range takes
    of it. That all have to tell it at once makes fewer cases of it; NaN where one is not known."""
    share = _share_of_estimates([one.estimate for one in estimates if one.key in IF_ALIKE])
    inner, outer = 2 * (1 - LEVEL), 1 - LEVEL  # what an interval at 90 %, and at 95 %, errs in
    return float(np.max([
        _end(one.estimate.detectable_at(inner), one.estimate.detectable_at(outer),
             share if one.key in IF_ALIKE else 0.0)
        for one in estimates
    ]))  # fmt: skip


def not_made(estimates: Sequence[NamedEstimate], years_before: int) -> dict[Key, str]:
    """Which estimate that takes two years before could not be made of so many, and why."""
    made = years_before < 2 or any(one.key == "level_adjusted" for one in estimates)
    return {} if made else {"level_adjusted": _NO_LEVELS}


def _share_of_estimates(own: Sequence[Estimate]) -> float:
    """How far from their 90 % to their 95 % intervals the ends of a range over ``own`` lie."""
    apart = max(one.effect for one in own) - min(one.effect for one in own)
    spread = max(one.se for one in own)
    return _share_of_outer(apart / spread) if spread > 0 else 0.0


def _end(near: float, far: float, share: float) -> float:
    return near + share * (far - near) if math.isfinite(far) else far


def _share_of_outer(apart: float) -> float:
    """How far from the 90 % to the 95 % interval the ends lie, 1 where the estimates are one:
    Imbens and Manski's c solves Φ(c + apart) − Φ(−c) = 0.95, for estimates ``apart`` by so many
    standard errors."""
    near, far = NormalDist().inv_cdf(0.95), NormalDist().inv_cdf(0.975)
    low, high = near, far
    for _ in range(30):
        middle = (low + high) / 2
        covered = NormalDist().cdf(middle + apart) - NormalDist().cdf(-middle)
        low, high = (middle, high) if covered < LEVEL else (low, middle)
    return (high - near) / (far - near)
