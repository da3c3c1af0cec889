"""What a verdict rests on, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.core.figures.number_format import NumberFormat
from matcher.evaluation.effect.clusters import Clusters
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.effect.effect_size import EffectSize
from matcher.evaluation.effect.estimates import IF_ALIKE, Key, NamedEstimate, Ranges
from matcher.evaluation.effect.regression_to_mean import RegressionToMean
from matcher.evaluation.effect.trends import Trends
from matcher.evaluation.matching.balance import Balance
from matcher.evaluation.number_format import outcome_format


@dataclass(frozen=True, slots=True)
class VerdictContext:
    """What a verdict is about. ``schools``: how many the partnership has, those without a
    match or a figure too. ``before``: how many years before are known. ``less_is_better``: of an
    outcome such as absence."""

    schools: int
    before: int
    less_is_better: bool = False

    def better(self, effect: float) -> bool:
        """Whether a change of this sign is what was hoped for."""
        return effect < 0 if self.less_is_better else effect > 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found. ``balances``: of the matched with and (where there is anything else to
    match on) without the outcome before. ``trends``: None of one year before. ``own_change``: the
    change of the partnership's schools alone. ``cautions``: what matching has to say of itself."""

    estimates: tuple[NamedEstimate, ...]
    ranges: Ranges
    clusters: Clusters
    balances: tuple[Balance, ...]
    trends: Trends | None
    size: EffectSize
    own_change: Estimate
    regression_to_mean: RegressionToMean | None = None
    cautions: tuple[str, ...] = ()

    @property
    def effect(self) -> Estimate:
        """The number that is told: the doubly robust one."""
        return self.of("doubly_robust").estimate

    @property
    def numbers(self) -> NumberFormat:
        """How figures in the outcome's own units are written."""
        return outcome_format(self.ranges.told, self.effect)

    @property
    def if_alike(self) -> tuple[NamedEstimate, ...]:
        """The estimates that are right if like schools would have moved alike."""
        return tuple(one for one in self.estimates if one.key in IF_ALIKE)

    def of(self, key: Key) -> NamedEstimate:
        """The estimate of that key."""
        return next(one for one in self.estimates if one.key == key)

    @property
    def worst_balance(self) -> tuple[str, float]:
        """The covariate farthest apart after matching, and how far in standard deviations."""
        return max((one.worst for one in self.balances), key=lambda worst: abs(worst[1]))
