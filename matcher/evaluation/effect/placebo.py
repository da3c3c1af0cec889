"""Two tests on the years before the partnership, in which it cannot have done anything.

**Placebo**: the whole evaluation again as if the partnership had begun a year earlier.
**Pre-trend**: whether the gap between the two groups was moving already. Both ask whether the
groups went the same way before, without which a difference in differences is no effect
(parallel trends; Angrist and Pischke 2009, Mostly Harmless Econometrics, ch. 5).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from matcher.core.errors import SettingError
from matcher.evaluation.effect.effect import (
    Estimate,
    difference,
    enough_to_adjust,
    estimate_from_se,
    mean_change,
)
from matcher.evaluation.matching.prepare import Options, match_units, units_with_outcomes
from matcher.evaluation.matching.units import Floats


def placebo_effect(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    outcome: str,
    before: Sequence[int],
    options: Options,
) -> Estimate | None:
    """The effect in the last of the years ``before``, in the outcome's own unit, matched on the
    years before that one alone: near 0 where nothing happened yet. None where that leaves too
    little. ``panel`` and ``schools`` as :func:`matcher.evaluation.matching.units.from_panel` has
    them."""
    early, last = before[:-1], before[-1:]
    try:
        units, outcomes = units_with_outcomes(
            panel, schools, treated, outcome, early, last, options
        )
        matched = match_units(units, options)
        moved = mean_change(outcomes, early, last)
        return difference(units, matched, moved, adjust=enough_to_adjust(units, matched))
    except SettingError:
        return None


def pre_trend_slope(gaps: Floats, years: Sequence[int]) -> Estimate:
    """The pre-trend test: how fast the gap between treated and comparison moved in the
    years before, in outcome units a year (least-squares slope of each set's gap). ``gaps``:
    sets × years, of at least two years."""
    if len(years) < 2:
        raise SettingError("a trend needs two years before", where="pre-trend")
    centred = np.asarray(years, dtype=np.float64) - np.mean(years)
    slopes = gaps @ centred / float(centred @ centred)
    return estimate_from_se(float(slopes.mean()), float(slopes.std(ddof=1)) / len(slopes) ** 0.5,
                    len(slopes))  # fmt: skip
