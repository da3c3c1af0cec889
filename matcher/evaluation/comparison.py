"""What an evaluation finds, before anybody puts it into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.core.calendar.school_years import called
from matcher.core.figures.number_format import NumberFormat
from matcher.evaluation.effect.clusters import Clusters
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.effect.effect_size import EffectSize
from matcher.evaluation.effect.estimates import NamedEstimate, Ranges, detectable
from matcher.evaluation.effect.regression_to_mean import RegressionToMean
from matcher.evaluation.effect.sensitivity import Sensitivity
from matcher.evaluation.effect.trends import Trends
from matcher.evaluation.gates import MIN_MATCHED
from matcher.evaluation.matching.balance import Balance
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.units import ExcludedSchool, Units
from matcher.evaluation.number_format import outcome_format
from matcher.evaluation.staggered.group_effects import StartEffect
from matcher.evaluation.verdict import Verdict

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class YearMeans:
    """The mean outcome of one year (``year`` 2015 is 2015/16) in either group."""

    year: int
    treated: float
    comparison: float
    after: bool

    @property
    def label(self) -> str:
        """The school year as people write it."""
        return called(self.year)


@dataclass(frozen=True, slots=True)
class Ties:
    """How much hangs on which of equally near schools was taken. ``tied``: how many schools of
    the partnership had more such than they took; ``low``, ``high``: the effect matched with the
    outcome before, over other orders of taking them."""

    tied: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything found. ``matched`` and ``balance``: with the outcome before among the
    covariates; ``without``: the same without, None where there is nothing else to match on.
    ``outcomes``: units × years. ``estimates`` side by side, the matched ones adjusted for the
    covariates where there are rows enough (``is_adjusted``); ``raw``: the first of them not
    adjusted, by set; ``ranges``: what they span. ``trends``: None of one year before. ``size``: of
    the effect and the ends of the range told. ``sensitivity``: None where the range told spans 0,
    or of few schools. ``by_start``: of partnerships that began in different years the effect of
    each start; else nothing. ``exact``: what had to be equal; ``pool``: how many others were equal
    in it to a school of the partnership, so that they could be matched; ``weighted``: how many
    others the doubly robust estimate rests on."""

    outcome: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    units: Units
    matched: MatchResult
    balance: Balance
    without: tuple[MatchResult, Balance] | None
    outcomes: pd.DataFrame
    estimates: tuple[NamedEstimate, ...]
    ranges: Ranges
    clusters: Clusters
    trends: Trends | None
    ties: Ties | None
    is_adjusted: bool
    raw: Estimate
    own_change: Estimate
    size: EffectSize
    sensitivity: Sensitivity | None
    regression_to_mean: RegressionToMean | None
    years: tuple[YearMeans, ...]
    verdict: Verdict
    by_start: tuple[StartEffect, ...] = ()
    exact: tuple[str, ...] = ()
    pool: int = 0
    weighted: int = 0

    @property
    def effect(self) -> Estimate:
        """The number that is told: the doubly robust one."""
        return next(one.estimate for one in self.estimates if one.key == "doubly_robust")

    @property
    def numbers(self) -> NumberFormat:
        """How figures in the outcome's own units are written."""
        return outcome_format(self.ranges.told, self.effect)

    @property
    def detectable(self) -> float | None:
        """What an effect has to be at least to be told in four cases of five
        (:func:`.effect.estimates.detectable`); None where none is large enough: of one year before,
        or where the estimates if like schools would have moved alike contradict each other."""
        if len(self.before) < 2 or not self.ranges.agree:
            return None
        return detectable(self.estimates)

    @property
    def few(self) -> bool:
        """Whether there are too few schools for anything but the plain figures."""
        return self.effect.sets < MIN_MATCHED

    @property
    def schools(self) -> int:
        """How many schools the partnership has, those without a figure or a match too."""
        unknown = sum(one.treated for one in self.units.excluded)
        return int(self.units.treated.sum()) + unknown

    @property
    def excluded(self) -> tuple[ExcludedSchool, ...]:
        """Schools of which something is not known."""
        return self.units.excluded
