"""Trends: whether the two groups were moving apart before, and what that could explain.

Two tests on the years before the partnership, in which it cannot have done anything (parallel
trends: Angrist and Pischke 2009, Mostly Harmless Econometrics, ch. 5): the **slope** of the years
before, and a **placebo**, the last year before against the earlier ones, which a dip before
joining shows in (Ashenfelter 1978). Both are doubly robust differences like the effect itself.
A test that finds nothing may have been too blunt to: so what it could have found is told beside
what it found, and what a trend of that size, unseen, would have added to the effect (Roth 2022,
AER: Insights 4). And how unequal trends would have to become to explain the effect away: Rambachan
and Roth (2023, Review of Economic Studies 90), relative magnitudes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from matcher.evaluation.effect.clusters import Clusters
from matcher.evaluation.effect.doubly_robust import DoublyRobust
from matcher.evaluation.effect.effect import Estimate, mean_change
from matcher.evaluation.effect.estimates import Range
from matcher.evaluation.matching.units import Floats
from matcher.evaluation.number_format import p_value

ERROR = 0.025  # of each of the two tests, so that they err in 5 % together (Bonferroni)
LEVEL_BEFORE = 5  # column of outcomes_of_trends: the mean of the years before
_FIXED = 6  # columns of outcomes_of_trends before the steps


@dataclass(frozen=True, slots=True)
class Trends:
    """``slope``: how fast the groups moved apart before, in outcome units a year. ``placebo``:
    the last year before less the mean of the earlier ones. ``detectable``: the slope that such
    data would show in 80 % of cases; ``explains``: what such a slope, carried on unseen, adds to
    the effect. ``breakdown``: how many times the largest change from one year before to the next
    it would take, in each year after, to bring the nearer end of the range if like schools would
    have moved alike to 0 (the plug-in of Rambachan and Roth's M̄: that largest change is taken as
    known); 0 where by the last year before as much was there; None where that range spans 0.
    ``steps``: how far the groups moved apart from each year before to the next, a year."""

    slope: Estimate
    placebo: Estimate
    detectable: float
    explains: float
    breakdown: float | None
    steps: tuple[float, ...] = ()

    @property
    def drifted(self) -> bool:
        """Whether the slope stands out from chance."""
        return self.slope.p < ERROR

    @property
    def stood_apart(self) -> bool:
        """Whether the last year before stands out from chance."""
        return self.placebo.p < ERROR

    @property
    def last_year_is_outlier(self) -> bool:
        """Whether it is the year just before that stands out, rather than a steady drift: its
        step is more than twice any other (a choice of this product). Of two years before nobody
        can tell the one from the other, and the outlier is taken for the likelier."""
        if not self.steps:
            return False
        return abs(self.steps[-1]) > 2 * max(map(abs, self.steps[:-1]), default=0.0)


def close_call(test: Estimate) -> bool:
    """Whether a test of the years before was passed only just: its 95 % interval excludes 0, and
    only the stricter limit of two tests (:data:`ERROR`) lets it pass."""
    return ERROR <= test.p < 2 * ERROR


def p_of_test(test: Estimate) -> str:
    """The p-value of a test of the years before; with its limit, where it is close to that."""
    close = f"; the limit is {ERROR:g}: close to it" if close_call(test) else ""
    return p_value(test.p) + close


def outcomes_of_trends(
    outcomes: pd.DataFrame, before: Sequence[int], after: Sequence[int]
) -> Floats:
    """What is estimated, units × columns: the change; and with two years before or more the
    change less each unit's own straight line of the years before carried on, the change from
    the years before but the last, that line's slope a year, the last year before less the mean
    of the earlier ones, the mean of the years before, and the change a year from each year before
    to the next. ``before`` and ``after`` ascend."""
    moved = mean_change(outcomes, before, after)
    if len(before) < 2:
        return moved[:, None]
    early = outcomes[list(before)].to_numpy(dtype=np.float64)
    centred = np.asarray(before, dtype=np.float64) - np.mean(before)
    slope = early @ centred / float(centred @ centred)
    steps = [(early[:, at + 1] - early[:, at]) / (year[1] - year[0])
             for at, year in enumerate(pairwise(before))]  # fmt: skip
    return np.column_stack(
        [
            moved,
            moved - slope * (np.mean(after) - np.mean(before)),
            mean_change(outcomes, before[:-1], after),
            slope,
            mean_change(outcomes, before[:-1], before[-1:]),
            early.mean(axis=1),
            *steps,
        ]
    )


def trends(
    found: DoublyRobust,
    clusters: Clusters,
    if_alike: Range,
    before: Sequence[float],
    after: Sequence[float],
) -> Trends | None:
    """The tests of the years before; None of one year. ``found``: of
    :func:`outcomes_of_trends`; ``if_alike``: the range of the effect that takes no account of
    trends, or they would count twice. The years ``before`` and ``after`` may be counted from any
    other."""
    if len(before) < 2:
        return None
    slope, placebo = found.estimate(3, clusters), found.estimate(4, clusters)
    detectable = slope.detectable_at(ERROR)
    largest = float(np.abs(found.effects[_FIXED:]).max())
    # A change of so much in each year after the last before adds this much to their mean.
    reach = largest * float(np.mean(after) - before[-1])
    # The effect is told from the mean of the years before, and by the last of these the groups had
    # moved apart from that already.
    moved = placebo.effect * (len(before) - 1) / len(before)
    breakdown = None
    if not if_alike.spans_zero:
        left = if_alike.nearer - (moved if if_alike.low > 0 else -moved)
        breakdown = max(left / reach, 0.0) if reach > 0 else float("inf")
    carried = detectable * float(np.mean(after) - np.mean(before))
    steps = tuple(map(float, found.effects[_FIXED:]))
    return Trends(slope, placebo, detectable, carried, breakdown, steps)
