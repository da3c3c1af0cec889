"""The effect: schools of the partnership against their matched comparison.

Two estimators of the effect on the treated. **Difference**: of the means of an outcome on
matched data, raw or adjusted by regression on the covariates (Ho, Imai, King and Stuart 2007,
Political Analysis 15). **Difference in differences**: the same of the change from before to
after, which takes out whatever sets two schools apart for good. Standard errors are clustered
by matched set (Abadie and Spiess 2022, JASA 117: valid for matching without replacement);
with replacement by set and by school, as a control in two sets is one school.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.core.errors import SettingError
from matcher.evaluation.effect.regression import Ints, wls
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.units import Floats, Units

POWER, LEVEL = 0.8, 0.95  # of the minimum detectable effect, and of every interval


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect in the outcome's own units, its standard error, 95 % interval and p-value
    by Student's t with ``df`` degrees of freedom (matched sets less 1)."""

    effect: float
    se: float
    low: float
    high: float
    p: float
    df: int
    sets: int

    @property
    def spans_zero(self) -> bool:
        """Whether no effect is among what the data allow."""
        return self.low <= 0.0 <= self.high

    @property
    def detectable(self) -> float:
        """The minimum detectable effect: the smallest true effect that such data would tell
        from none in 80 % of cases, two-sided at 5 %: (t₀.₉₇₅ + t₀.₈) · se (Bloom 1995,
        Evaluation Review 19)."""
        from scipy.stats import t

        return float((t.ppf((1 + LEVEL) / 2, self.df) + t.ppf(POWER, self.df)) * self.se)


@dataclass(frozen=True, slots=True)
class MatchedSets:
    """Matched data one row for each school in each set: ``unit`` (position), ``number`` (of
    its set), ``weight`` (treated 1; controls their share of the set, scaled as
    :class:`MatchResult` scales them), ``treated``."""

    unit: Ints
    number: Ints
    weight: Floats
    treated: Floats

    @property
    def count(self) -> int:
        """How many sets."""
        return int(self.number.max()) + 1


def matched_sets(units: Units, matched: MatchResult) -> MatchedSets:
    """The matched sets, one for each treated unit with a match, in the order of the units."""
    at = {urn: place for place, urn in enumerate(units.unit)}
    owner = np.array([at[urn] for urn in matched.pairs["treated"]], dtype=np.int64)
    control = np.array([at[urn] for urn in matched.pairs["control"]], dtype=np.int64)
    heads, number, size = np.unique(owner, return_inverse=True, return_counts=True)
    number = number.reshape(-1)
    share = 1.0 / size[number] * (len(np.unique(control)) / len(heads))
    return MatchedSets(
        np.concatenate([heads, control]),
        np.concatenate([np.arange(len(heads)), number]).astype(np.int64),
        np.concatenate([np.ones(len(heads)), share]),
        np.concatenate([np.ones(len(heads)), np.zeros(len(control))]),
    )


def difference(
    units: Units, matched: MatchResult, outcome: Floats, *, adjust: bool = False
) -> Estimate:
    """The difference in the mean of ``outcome`` (one value for each unit, known for every
    matched one) between the treated and their matched controls; with ``adjust`` by weighted
    regression on the covariates too. Raises :class:`SettingError` for an unknown outcome or
    fewer than two sets."""
    data, beta, covariance = _fit(units, matched, outcome, adjust)
    return estimate_from_se(float(beta[1]), float(np.sqrt(covariance[1, 1])), data.count)


def adjusted_outcome(units: Units, matched: MatchResult, outcome: Floats) -> Floats:
    """``outcome`` less what the covariates account for by the regression of
    :func:`difference`: the mean of its differences by set is the adjusted effect."""
    _, beta, _ = _fit(units, matched, outcome, True)
    covariates, varies = _covariates(units, matched_sets(units, matched))
    adjusted: Floats = outcome - covariates[:, varies] @ beta[2:]
    return adjusted


def enough_to_adjust(units: Units, matched: MatchResult) -> bool:
    """Whether there are matched rows enough to adjust: five for each covariate's column, with
    room to spare over the two that a linear regression needs (Austin and Steyerberg 2015,
    Journal of Clinical Epidemiology 68)."""
    data = matched_sets(units, matched)
    return len(data.unit) >= 5 * int(_covariates(units, data)[1].sum())


def _fit(
    units: Units, matched: MatchResult, outcome: Floats, adjust: bool
) -> tuple[MatchedSets, Floats, Floats]:
    data = matched_sets(units, matched)
    values = outcome[data.unit]
    if np.isnan(values).any():
        raise SettingError("an outcome of a matched school is not known", where="effect")
    columns = [np.ones(len(values)), data.treated]
    if adjust:
        covariates, varies = _covariates(units, data)
        columns += list(covariates[data.unit][:, varies].T)
    clusters = [data.number, data.unit] if matched.replace else [data.number]
    return data, *wls(np.column_stack(columns), values, data.weight, clusters)


def _covariates(units: Units, data: MatchedSets) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The covariates of all units, and which columns vary among the matched; standardised,
    which leaves the effect as it is and the arithmetic sound."""
    values = units.design(every_level=False).values
    spread = values[data.unit].std(axis=0)
    varies = spread > 0
    return (values - values.mean(axis=0)) / np.where(varies, spread, 1.0), varies


def estimate_from_se(effect: float, se: float, count: int) -> Estimate:
    """An effect with its interval and p-value, given how many sets it rests on. Without
    any spread the interval is the effect alone."""
    from scipy.stats import t

    df = count - 1
    margin = float(t.ppf((1 + LEVEL) / 2, df)) * se
    p = float(2 * t.sf(abs(effect) / se, df)) if se > 0 else float(effect == 0.0)
    return Estimate(effect, se, effect - margin, effect + margin, p, df, count)


def differences_by_set(units: Units, matched: MatchResult, outcome: Floats) -> Floats:
    """For each set the treated unit's outcome less the mean of its controls'. ``outcome`` may
    have further axes after that of the units."""
    data = matched_sets(units, matched)
    heads = data.treated == 1
    own = outcome[data.unit]
    count = np.bincount(data.number[~heads], minlength=data.count)
    total = np.zeros((data.count, *own.shape[1:]))
    np.add.at(total, data.number[~heads], own[~heads])
    mean = total / count.reshape(-1, *[1] * (own.ndim - 1))
    differences: Floats = own[heads] - mean
    return differences


def mean_change(outcomes: pd.DataFrame, before: Sequence[int], after: Sequence[int]) -> Floats:
    """The mean of the years after less that of the years before, for each unit; NaN where a
    year is not known. ``outcomes``: a row for each unit, a column for each year."""
    late = outcomes[list(after)].to_numpy(dtype=np.float64).mean(axis=1)
    early = outcomes[list(before)].to_numpy(dtype=np.float64).mean(axis=1)
    moved: Floats = late - early
    return moved


def bootstrap(differences: Floats, seed: int, draws: int = 2_000) -> tuple[float, float]:
    """A 95 % interval for the mean of ``differences`` (one difference for each set) by resampling
    whole sets, studentised (Efron and Tibshirani 1993, ch. 12). Only for matching without
    replacement: with it, the bootstrap of matched data is not valid (Abadie and Imbens 2008,
    Econometrica 76). ``seed`` decides the draws, and nothing else does."""
    count = len(differences)
    mean, se = float(differences.mean()), float(differences.std(ddof=1)) / count**0.5
    if not se > 0:
        return mean, mean
    chosen = np.random.default_rng(seed).integers(0, count, size=(draws, count))
    drawn = differences[chosen]
    spread = drawn.std(axis=1, ddof=1) / count**0.5
    sound = spread > 1e-12 * se
    ratio = (drawn.mean(axis=1)[sound] - mean) / spread[sound]
    low, high = np.quantile(ratio, [(1 + LEVEL) / 2, (1 - LEVEL) / 2])
    return mean - float(low) * se, mean - float(high) * se
