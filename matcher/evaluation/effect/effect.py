"""The effect: schools of the partnership against their matched comparison.

Two estimators of the effect on the treated. **Difference**: of the means of an outcome on
matched data, raw or adjusted by regression on the covariates (Ho, Imai, King and Stuart 2007,
Political Analysis 15). **Difference in differences**: the same of the change from before to
after, which takes out whatever sets two schools apart for good. Standard errors are clustered
by matched set (Abadie and Spiess 2022, JASA 117: valid for matching without replacement) and by
what schools share (:mod:`.clusters`); with replacement by set and by school, as a control in two
sets is one school.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.core.errors import SettingError
from matcher.evaluation.effect.clusters import BY_SET, Clusters
from matcher.evaluation.effect.regression import Ints, wls
from matcher.evaluation.effect.wild_bootstrap import ClusterScores, by_regression, wild_intervals
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.units import Floats, Units

POWER, LEVEL = 0.8, 0.95  # of the minimum detectable effect, and of every interval


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect in the outcome's own units, its standard error, 95 % interval and p-value
    by Student's t with ``df`` degrees of freedom (clusters of the partnership less 1, of unequal
    ones their effective number: :mod:`.clusters`). ``sets``: schools of the partnership it rests
    on. ``inner``: the 90 % interval, either end of which is a one-sided limit of 95 %."""

    effect: float
    se: float
    low: float
    high: float
    p: float
    df: float
    sets: int
    inner: tuple[float, float]

    @property
    def spans_zero(self) -> bool:
        """Whether no effect is among what the data allow."""
        return not (self.low > 0.0 or self.high < 0.0)  # an unknown end excludes nothing

    @property
    def detectable(self) -> float:
        """The minimum detectable effect, two-sided at 5 %."""
        return self.detectable_at(1 - LEVEL)

    def without_chance(self) -> Estimate:
        """The effect alone, where nobody can say how much of it is chance."""
        nan = float("nan")
        return replace(self, se=nan, low=nan, high=nan, p=nan, inner=(nan, nan))

    def wild(self, scores: ClusterScores, seed: int) -> Estimate:
        """The same with p and intervals by the wild cluster bootstrap."""
        found = wild_intervals(scores, seed)
        low, high = found.outer
        return replace(self, low=low, high=high, p=found.p, inner=found.inner)

    def detectable_at(self, error: float) -> float:
        """The smallest true effect that such data would tell from none in 80 % of cases by a
        two-sided test that errs in ``error``: (t₀.₉₇₅ + t₀.₈) · se for 5 % (Bloom 1995,
        Evaluation Review 19)."""
        from scipy.special import stdtrit

        return float((stdtrit(self.df, 1 - error / 2) + stdtrit(self.df, POWER)) * self.se)


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
    units: Units,
    matched: MatchResult,
    outcome: Floats,
    clusters: Clusters = BY_SET,
    *,
    adjust: bool = False,
) -> Estimate:
    """The difference in the mean of ``outcome`` (one value for each unit, known for every
    matched one) between the treated and their matched controls; with ``adjust`` by weighted
    regression on the covariates too. Standard errors are two-way, by set and by what
    ``clusters`` says. Raises :class:`SettingError` for an unknown outcome or fewer than two
    sets."""
    data, columns, values = _design(units, matched, outcome, adjust)
    labels = clusters.labels
    if labels is not None and clusters.count < 2:
        labels = None  # one cluster shows no chance of its own; the verdict says so
    other = data.unit if labels is None else labels[data.unit]
    ways = [data.number] if labels is None and not matched.replace else [data.number, other]
    beta, covariance = wls(columns, values, data.weight, ways)
    df = None if labels is None else clusters.df
    found = estimate_from_se(float(beta[1]), float(np.sqrt(covariance[1, 1])), data.count, df)
    if not clusters.wild:
        return found
    return found.wild(by_regression(columns, values, data.weight, other), clusters.seed)


def adjusted_outcome(units: Units, matched: MatchResult, outcome: Floats) -> Floats:
    """``outcome`` less what the covariates account for by the regression of
    :func:`difference`: the mean of its differences by set is the adjusted effect."""
    data, columns, values = _design(units, matched, outcome, True)
    beta, _ = wls(columns, values, data.weight, [data.number])
    covariates, varies = _covariates(units, data)
    adjusted: Floats = outcome - covariates[:, varies] @ beta[2:]
    return adjusted


def enough_to_adjust(units: Units, matched: MatchResult) -> bool:
    """Whether there are matched rows enough to adjust: five for each covariate's column, with
    room to spare over the two that a linear regression needs (Austin and Steyerberg 2015,
    Journal of Clinical Epidemiology 68)."""
    data = matched_sets(units, matched)
    return len(data.unit) >= 5 * int(_covariates(units, data)[1].sum())


def _design(
    units: Units, matched: MatchResult, outcome: Floats, adjust: bool
) -> tuple[MatchedSets, Floats, Floats]:
    """The matched data, the columns of the regression (constant, treated, covariates) and the
    outcome."""
    data = matched_sets(units, matched)
    values = outcome[data.unit]
    if np.isnan(values).any():
        raise SettingError("an outcome of a matched school is not known", where="effect")
    columns = [np.ones(len(values)), data.treated]
    if adjust:
        covariates, varies = _covariates(units, data)
        columns += list(covariates[data.unit][:, varies].T)
    return data, np.column_stack(columns), values


def _covariates(units: Units, data: MatchedSets) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The covariates of all units, and which columns vary among the matched; standardised,
    which leaves the effect as it is and the arithmetic sound."""
    values = units.design(every_level=False).values
    spread = values[data.unit].std(axis=0)
    varies = spread > 0
    return (values - values.mean(axis=0)) / np.where(varies, spread, 1.0), varies


def estimate_from_se(effect: float, se: float, count: int, df: float | None = None) -> Estimate:
    """An effect with its intervals and p-value, given how many schools of the partnership it
    rests on and its degrees of freedom (those schools less 1 where none are given). Without any
    spread the interval is the effect alone; without a degree of freedom it is unknown."""
    from scipy.special import stdtr, stdtrit

    df = count - 1 if df is None else df
    if df <= 0:
        nothing = float("nan")
        return Estimate(effect, se, nothing, nothing, nothing, df, count, (nothing, nothing))
    margin, inner = (float(stdtrit(df, 1 - tail)) * se for tail in ((1 - LEVEL) / 2, 1 - LEVEL))
    p = float(2 * stdtr(df, -abs(effect) / se)) if se > 0 else float(effect == 0.0)
    return Estimate(
        effect, se, effect - margin, effect + margin, p, df, count, (effect - inner, effect + inner)
    )


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
