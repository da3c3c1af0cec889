"""An evaluation, start to end, on tables: who is compared with whom, the effect, its tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from matcher.core.errors import SettingError
from matcher.evaluation.comparison import Comparison, YearMeans
from matcher.evaluation.effect.effect import (
    adjusted_outcome,
    bootstrap,
    difference,
    differences_by_set,
    enough_to_adjust,
    estimate_from_se,
    mean_change,
)
from matcher.evaluation.effect.effect_size import estimate_effect_size
from matcher.evaluation.effect.placebo import placebo_effect, pre_trend_slope
from matcher.evaluation.effect.sensitivity import sensitivity
from matcher.evaluation.matching.balance import balance
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.prepare import Options, match_units, units_with_outcomes
from matcher.evaluation.matching.units import Floats, Units
from matcher.evaluation.question import check_question
from matcher.evaluation.verdict import MIN_MATCHED, VerdictContext, verdict


def compare(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    outcome: str,
    before: Sequence[int],
    after: Sequence[int],
    options: Options,
) -> Comparison:
    """Evaluate a partnership of the schools ``treated`` by published figures.

    ``panel`` and ``schools`` as :func:`matcher.evaluation.matching.units.from_panel` has them.
    Schools of which the outcome in any of the years, or a covariate, is not known are left out,
    named. Raises :class:`SettingError` for years that overlap or are not in the panel, and where
    too little is known to compare.
    """
    before, after = tuple(sorted(set(before))), tuple(sorted(set(after)))
    check_question(panel, outcome, before, after)
    units, outcomes = units_with_outcomes(panel, schools, treated, outcome, before, after, options)
    matched = match_units(units, options)
    moved = mean_change(outcomes, before, after)
    if len(set(moved[matched.weights > 0])) == 1:
        raise SettingError(f"{outcome} changes by the same in every school", where="--outcome",
                           hint="choose a figure that varies")  # fmt: skip
    raw = difference(units, matched, moved)
    is_adjusted = enough_to_adjust(units, matched)
    found = difference(units, matched, moved, adjust=True) if is_adjusted else raw
    differences = differences_by_set(
        units, matched, adjusted_outcome(units, matched, moved) if is_adjusted else moved
    )
    late = outcomes[list(after)].to_numpy(dtype=np.float64).mean(axis=1)
    size = estimate_effect_size(found, units, matched, late, options.pupil_sd)
    table = balance(units, matched)
    gaps = differences_by_set(units, matched, outcomes[list(before)].to_numpy(dtype=np.float64))
    pre_trend = pre_trend_slope(gaps, before) if len(before) > 1 else None
    placebo = (
        placebo_effect(panel, schools, treated, outcome, before, options)
        if len(before) > 1
        else None
    )
    own_changes = moved[units.treated & (matched.weights > 0)]
    own = estimate_from_se(
        float(own_changes.mean()),
        float(own_changes.std(ddof=1)) / len(own_changes) ** 0.5,
        len(own_changes),
    )
    prior = tuple(f"{outcome}_{year}" for year in before)
    asked = VerdictContext(
        schools=int(units.treated.sum()) + sum(one.treated for one in units.excluded),
        less_is_better=options.less_is_better,
        matched_on={*prior} <= {*units.covariates},
        prior=prior,
    )
    judgement = verdict(
        found,
        size,
        table,
        asked,
        own_change=own,
        pre_trend=pre_trend,
        placebo=placebo,
    )
    resampled = None
    if not matched.replace and found.sets >= MIN_MATCHED:
        resampled = bootstrap(differences, options.seed)
    return Comparison(
        outcome, before, after, units, matched, table, outcomes, found, is_adjusted, raw,
        resampled, own, size, pre_trend, placebo,
        sensitivity(differences, size.g, size.low, size.high),
        _yearly_means(units, matched, outcomes, after), judgement,
    )  # fmt: skip


def _yearly_means(
    units: Units, matched: MatchResult, outcomes: pd.DataFrame, after: Sequence[int]
) -> tuple[YearMeans, ...]:
    values: Floats = outcomes.to_numpy(dtype=np.float64)
    means = [
        np.average(values[side], axis=0, weights=matched.weights[side])
        for side in (units.treated, ~units.treated)
    ]
    return tuple(
        YearMeans(year, float(means[0][at]), float(means[1][at]), year in after)
        for at, year in enumerate(map(int, outcomes.columns))
    )
