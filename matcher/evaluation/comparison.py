"""What an evaluation finds, before anybody puts it into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.core.calendar.school_years import called
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.effect.effect_size import EffectSize
from matcher.evaluation.effect.sensitivity import Sensitivity
from matcher.evaluation.matching.balance import Balance
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.units import ExcludedSchool, Units
from matcher.evaluation.verdict import MIN_MATCHED, Verdict

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
class Comparison:
    """Everything found. ``effect`` is the difference in differences, ``is_adjusted`` for the
    covariates where there are rows enough; ``raw`` the same unadjusted; ``resampled`` the
    bootstrap interval (None with replacement, and of fewer than ten sets); ``outcomes``:
    units × years."""

    outcome: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    units: Units
    matched: MatchResult
    balance: Balance
    outcomes: pd.DataFrame
    effect: Estimate
    is_adjusted: bool
    raw: Estimate
    resampled: tuple[float, float] | None
    own_change: Estimate
    size: EffectSize
    pre_trend: Estimate | None
    placebo: Estimate | None
    sensitivity: Sensitivity
    years: tuple[YearMeans, ...]
    verdict: Verdict

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
