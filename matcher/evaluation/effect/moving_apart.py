"""Low and high schools moving apart: a change that looks like an effect where low schools join.

A harder test or a year of closures may set back low schools everywhere. A partnership of low
schools then looks harmful, by every comparison that takes the same change for low and high. The
schools outside it show whether that happened: how much of a school's lasting level was still
there after. What is left of a level in the mean of the years after is its covariance with the
years before, over the covariance of the years before with one another. A year's luck is in
neither, so luck that wears off is not taken for it (instrumental variables against errors in
variables: Griliches and Hausman 1986, Journal of Econometrics 31).

The effect less what a gap as large as the partnership's became by this is an estimate of its own.
It is a straight line: where only the very lowest fell behind, it takes out part of that. And
where schools were picked by the results of these very years, those outside are those with better
luck, and the share comes out too large: then the estimate matched with the outcome before is the
right one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from matcher.evaluation.effect.doubly_robust import DoublyRobust, comparison_design
from matcher.evaluation.effect.trends import LEVEL_BEFORE
from matcher.evaluation.matching.units import Bools, Floats, Units

# How many times its standard error the covariance of the years before has to be; below, schools
# outside hardly differ for long, and a ratio to it says nothing. F of 10: Staiger and Stock 1997,
# Econometrica 65.
_LASTING = math.sqrt(10.0)
_ROUNDING = 1e-12


def allowing_for_levels(
    found: DoublyRobust,
    units: Units,
    treated: Bools,
    outcomes: pd.DataFrame,
    before: Sequence[int],
    after: Sequence[int],
    exact: Sequence[str],
) -> DoublyRobust:
    """``found`` (of :func:`.trends.outcomes_of_trends`) with the effect that allows for levels in
    the place of the gap before (:data:`.trends.LEVEL_BEFORE`); NaN there if levels do not last.
    ``units``: covariates without the outcome before; ``outcomes``: units × years."""
    if len(before) < 2:
        return found
    apart, error = _moved_apart(units, treated, outcomes, before, after, exact)
    gap = float(found.effects[LEVEL_BEFORE])
    effects, influence = found.effects.copy(), found.influence.copy()
    effects[LEVEL_BEFORE] = effects[0] - apart * gap
    influence[:, LEVEL_BEFORE] = influence[:, 0] - apart * influence[:, LEVEL_BEFORE] - gap * error
    return replace(found, effects=effects, influence=influence)


def _moved_apart(
    units: Units,
    treated: Bools,
    outcomes: pd.DataFrame,
    before: Sequence[int],
    after: Sequence[int],
    exact: Sequence[str],
) -> tuple[float, Floats]:
    """How much farther apart than before schools outside lie that are alike in all covariates, as
    a share (0.3: each gap has become 1.3 of what it was), and what each unit adds to its error."""
    error = np.zeros(len(treated))
    others, design = comparison_design(units, treated, exact)
    early: Floats = outcomes[list(before)].to_numpy(dtype=np.float64)[others]
    late: Floats = outcomes[list(after)].to_numpy(dtype=np.float64)[others].mean(axis=1)
    values = np.column_stack([early, late])
    left = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    left[np.abs(left) <= _ROUNDING * np.abs(values).max()] = 0.0
    early, late = left[:, :-1], left[:, -1]
    years = early.shape[1]
    lasting = (early.sum(axis=1) ** 2 - (early**2).sum(axis=1)) / (years * (years - 1))
    total = float(lasting.sum())
    if not total > _LASTING * math.sqrt(float(lasting @ lasting)):
        return math.nan, error
    kept = early.mean(axis=1) * late
    share = float(kept.sum()) / total
    error[others] = (kept - share * lasting) / total
    return share - 1.0, error
