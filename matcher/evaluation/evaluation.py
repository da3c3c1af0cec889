"""An evaluation, start to end, on tables: who is compared with whom, the effect, its tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matcher.core.errors import SettingError
from matcher.evaluation.effect.effect import (
    Estimate,
    adjusted,
    bootstrap,
    by_set,
    change,
    difference,
    enough,
    estimate,
    slope,
)
from matcher.evaluation.effect.effect_size import Size, size
from matcher.evaluation.effect.sensitivity import Sensitivity, sensitivity
from matcher.evaluation.matching.balance import Balance, balance
from matcher.evaluation.matching.exchange import exchange
from matcher.evaluation.matching.nearest_neighbours import Distance, Matched, match
from matcher.evaluation.matching.units import Floats, LeftOut, Units, from_panel, named
from matcher.evaluation.report.trend_plot import Year
from matcher.evaluation.report.verdict import FEW, Asked, Verdict, verdict


@dataclass(frozen=True, slots=True)
class Options:
    """How to compare. ``covariates``: columns of the panel (each prior year) or of the
    schools. The others as :func:`.matching.match` has them; the propensity serves the
    largest first. ``exchange``: mend what matching leaves of mean differences. ``seed``: of
    the bootstrap. ``pupil_sd``: the outcome's standard deviation among pupils.
    ``less_is_better``: of an outcome such as absence."""

    covariates: tuple[str, ...]
    exact: tuple[str, ...] = ()
    caliper: float | None = None
    ratio: int = 3
    replace: bool = False
    distance: Distance = "mahalanobis"
    exchange: bool = True
    seed: int = 1
    pupil_sd: float | None = None
    less_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything found. ``effect`` is the difference in differences, ``is_adjusted`` for the
    covariates where there are rows enough; ``raw`` the same unadjusted; ``resampled`` the
    bootstrap interval (None with replacement, and of fewer than ten sets); ``outcomes``:
    units × years."""

    outcome: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    units: Units
    matched: Matched
    balance: Balance
    outcomes: pd.DataFrame
    effect: Estimate
    is_adjusted: bool
    raw: Estimate
    resampled: tuple[float, float] | None
    own_change: Estimate
    size: Size
    pre_trend: Estimate | None
    placebo: Estimate | None
    sensitivity: Sensitivity
    years: tuple[Year, ...]
    verdict: Verdict

    @property
    def few(self) -> bool:
        """Whether there are too few schools for anything but the plain figures."""
        return self.effect.sets < FEW

    @property
    def schools(self) -> int:
        """How many schools the partnership has, those without a figure or a match too."""
        unknown = sum(one.treated for one in self.units.left_out)
        return int(self.units.treated.sum()) + unknown

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Schools of which something is not known."""
        return self.units.left_out


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

    ``panel`` and ``schools`` as :func:`.units.from_panel` has them. Schools of which the
    outcome in any of the years, or a covariate, is not known are left out, named. Raises
    :class:`SettingError` for years that overlap or are not in the panel, and where too
    little is known to compare.
    """
    before, after = tuple(sorted(set(before))), tuple(sorted(set(after)))
    _check(panel, outcome, before, after)
    units, outcomes = _known(panel, schools, treated, outcome, before, after, options)
    matched = _match(units, options)
    moved = change(outcomes, before, after)
    if len(set(moved[matched.weights > 0])) == 1:
        raise SettingError(f"{outcome} changes by the same in every school", where="--outcome",
                           hint="choose a figure that varies")  # fmt: skip
    raw = difference(units, matched, moved)
    is_adjusted = enough(units, matched)
    found = difference(units, matched, moved, adjust=True) if is_adjusted else raw
    apart = by_set(units, matched, adjusted(units, matched, moved) if is_adjusted else moved)
    late = outcomes[list(after)].to_numpy(dtype=np.float64).mean(axis=1)
    effect_size = size(found, units, matched, late, options.pupil_sd)
    table = balance(units, matched)
    gaps = by_set(units, matched, outcomes[list(before)].to_numpy(dtype=np.float64))
    pre_trend = slope(gaps, before) if len(before) > 1 else None
    placebo = (
        _placebo(panel, schools, treated, outcome, before, options) if len(before) > 1 else None
    )
    mine = moved[units.treated & (matched.weights > 0)]
    own = estimate(float(mine.mean()), float(mine.std(ddof=1)) / len(mine) ** 0.5, len(mine))
    prior = tuple(f"{outcome}_{year}" for year in before)
    asked = Asked(
        schools=int(units.treated.sum()) + sum(one.treated for one in units.left_out),
        less_is_better=options.less_is_better,
        matched_on={*prior} <= {*units.covariates},
        prior=prior,
    )
    told = verdict(
        found,
        effect_size,
        table,
        asked,
        own_change=own,
        pre_trend=pre_trend,
        placebo=placebo,
    )
    resampled = None
    if not matched.replace and found.sets >= FEW:
        resampled = bootstrap(apart, options.seed)
    return Comparison(
        outcome, before, after, units, matched, table, outcomes, found, is_adjusted, raw,
        resampled, own, effect_size, pre_trend, placebo,
        sensitivity(apart, effect_size.g, effect_size.low, effect_size.high),
        _years(units, matched, outcomes, after), told,
    )  # fmt: skip


def _match(units: Units, options: Options) -> Matched:
    matched = match(
        units,
        options.distance,
        replace=options.replace,
        ratio=options.ratio,
        exact=options.exact,
        caliper=options.caliper,
        order="largest" if options.distance == "propensity" else "data",
    )
    if matched.pairs["treated"].nunique() < 2:
        out = [one for one in units.left_out if one.treated]
        raise SettingError(
            "one school alone cannot be told from chance",
            where="--treated",
            hint=named(out) or "name every school of the partnership, or those of several like it",
        )
    if not options.exchange:
        return matched
    return exchange(units, matched, exact=options.exact, caliper=options.caliper)


def _known(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    outcome: str,
    before: Sequence[int],
    after: Sequence[int],
    options: Options,
) -> tuple[Units, pd.DataFrame]:
    """The units with every year known, and their outcomes. Schools with no figure of this
    outcome at all are no part of the question unless they are in the partnership."""
    wide = panel.pivot(index="urn", columns="year_starting", values=outcome)
    wide = wide.reindex(columns=[*before, *after])
    figured = {*wide.index[wide.notna().any(axis=1)], *treated}
    units = from_panel(
        panel[panel["urn"].isin(figured)],
        schools[schools["urn"].isin(figured)],
        treated,
        options.covariates,
        before,
    )
    mine = wide.reindex(list(units.unit))
    whole = mine.notna().all(axis=1).to_numpy()
    missing = tuple(
        LeftOut(
            units.unit[at],
            bool(units.treated[at]),
            "not known: "
            + ", ".join(f"{outcome}_{year}" for year in mine.columns[mine.iloc[at].isna()]),
        )
        for at in np.flatnonzero(~whole)
    )
    kept = Units(
        tuple(urn for urn, good in zip(units.unit, whole, strict=True) if good),
        units.treated[whole],
        units.covariates[whole].reset_index(drop=True),
        (*units.left_out, *missing),
    )
    return kept, mine[whole].reset_index(drop=True)


def _placebo(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    outcome: str,
    before: Sequence[int],
    options: Options,
) -> Estimate | None:
    """The whole reckoning again as if the partnership had begun a year before it did:
    matched on the years before that one alone. None where that leaves too little."""
    early, last = before[:-1], before[-1:]
    try:
        units, outcomes = _known(panel, schools, treated, outcome, early, last, options)
        matched = _match(units, options)
        moved = change(outcomes, early, last)
        return difference(units, matched, moved, adjust=enough(units, matched))
    except SettingError:
        return None


def _years(
    units: Units, matched: Matched, outcomes: pd.DataFrame, after: Sequence[int]
) -> tuple[Year, ...]:
    values: Floats = outcomes.to_numpy(dtype=np.float64)
    means = [
        np.average(values[side], axis=0, weights=matched.weights[side])
        for side in (units.treated, ~units.treated)
    ]
    return tuple(
        Year(year, float(means[0][at]), float(means[1][at]), year in after)
        for at, year in enumerate(map(int, outcomes.columns))
    )


def _check(panel: pd.DataFrame, outcome: str, before: Sequence[int], after: Sequence[int]) -> None:
    if outcome not in panel.columns:
        raise SettingError(
            f"the panel has no column {outcome}",
            where="--outcome",
            hint=", ".join(map(str, panel.columns.drop(["urn", "year_starting"]))),
        )
    if not before or not after or max(before) >= min(after):
        raise SettingError("the years before must all come before those after", where="--before")
    known = {int(year) for year in panel["year_starting"].unique()}
    absent = [year for year in (*before, *after) if year not in known]
    if absent:
        raise SettingError(
            f"the panel has no figures of {', '.join(map(str, absent))}",
            where="--before, --after",
            hint=f"it has {', '.join(map(str, sorted(known)))}",
        )
