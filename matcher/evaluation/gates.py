"""What has to hold before an evaluation speaks, and what stands in the way where it does not.

Partnerships are not drawn by lot. So an effect is told only where it stands under each of the
assumptions by which it could be told, and a harm only as carefully as a benefit:

* the range told excludes 0 (:func:`.effect.estimates.ranges`). It spans the estimates that are
  right if like schools would have moved alike, and at 95 % one-sided three that allow for more: the
  one with each school's own trend carried on (Rambachan and Roth 2023, no change of trend), the one
  without the year just before, in which who is about to join often dips, and the one in which low
  and high schools move apart as they did elsewhere (:mod:`.effect.moving_apart`);
* the two tests of the years before find nothing, of which there are two at least;
* the groups are alike, and there are schools and clusters enough.

That there is no difference takes as much: the range told lies within what is too small to matter
(two one-sided tests at 5 %: Schuirmann 1987), and the estimates if like schools would have moved
alike agree. A trend can hide an effect as well as feign one.

What it costs to be so careful is said in docs/explanation/evaluation.md.
"""

from __future__ import annotations

import math

from matcher.core.figures.number_format import IN_SD, NumberFormat
from matcher.evaluation.effect.clusters import FEWEST, MANY
from matcher.evaluation.effect.estimates import Key
from matcher.evaluation.effect.regression_to_mean import RegressionToMean
from matcher.evaluation.effect.trends import Trends
from matcher.evaluation.evidence import Evidence, VerdictContext
from matcher.evaluation.matching.balance import LIMIT
from matcher.evaluation.number_format import p_value

MIN_MATCHED = 10  # matched schools below which no claim is made: a choice of this product
_COULD_HIDE: dict[Key, str] = {
    "trend_adjusted": "by a trend the other way, which these years before are too few to rule out",
    "without_last_year": "by the year just before: without that year it cannot be ruled out",
    "level_adjusted": "by low and high schools moving apart or together, which such schools "
    "outside the partnership do not rule out",
}
BETTER, WORSE, NONE, INCONCLUSIVE = "better", "worse", "no difference", "cannot tell"


def direction(found: Evidence, asked: VerdictContext) -> str:
    """What the numbers tell: better, worse, no difference or that they cannot tell."""
    if faults(found) or asked.before < 2:
        return INCONCLUSIVE
    told = found.ranges.told
    if not told.spans_zero:
        return BETTER if asked.better(told.low) else WORSE
    small = found.size.is_small(told.low, told.high)
    return NONE if small and found.ranges.agree else INCONCLUSIVE


def faults(found: Evidence) -> list[str]:
    """What keeps the numbers from telling anything, whatever they are."""
    said = []
    if found.effect.sets < MIN_MATCHED:
        said.append(
            f"only {found.effect.sets} schools of the partnership are matched, fewer than "
            f"{MIN_MATCHED}"
        )
    trends = found.trends
    stood, numbers = found.regression_to_mean, found.numbers
    low_year = "" if trends is None else unusual_year(trends, stood, numbers)
    if low_year:
        said.append(low_year)
    if not all(one.reached for one in found.balances):
        name, worst = found.worst_balance
        how = (
            "tells the two groups apart without fail" if math.isinf(worst)
            else f"differs by {IN_SD.signed(worst)} standard deviations (limit {LIMIT})"
        )  # fmt: skip
        said.append(f"the comparison group is not alike: {name} {how}")
    clusters = found.clusters
    if clusters.few:
        many, whose = MANY[clusters.level], f"all of one {clusters.level}"
        if clusters.count > 1:
            whose = f"of {clusters.in_words}"
        if clusters.count - clusters.effective >= 0.05:
            whose += f", unevenly spread (as good as {clusters.effective:.1f} of equal size)"
        if clusters.effective >= FEWEST:
            whose += (
                f", but the comparison schools of so few {many} that they are as good as "
                f"{clusters.comparison:.1f} of equal size"
            )
        said.append(
            f"its schools are {whose}; schools of one {clusters.level} share their good and bad "
            f"years, and below {FEWEST} {many} nobody can tell those from an effect"
        )
    if trends is not None and trends.drifted:
        said.append(
            f"the two groups were moving apart before: by {numbers.signed(trends.slope.effect)} "
            f"a year "
            f"({p_value(trends.slope.p)})"
        )
    elif trends is not None and trends.stood_apart and not low_year:
        said.append(
            f"the year just before stood apart from the earlier ones, by "
            f"{numbers.signed(trends.placebo.effect)} against like schools "
            f"({p_value(trends.placebo.p)}); that wears off by itself and looks like an effect"
        )
    return said


def doubts(found: Evidence, asked: VerdictContext) -> list[str]:
    """What keeps an effect that there is if like schools would have moved alike from being told,
    in words that follow "but"; nothing where there is none even so."""
    if found.ranges.if_alike.spans_zero:
        return []
    moving = "rising" if found.ranges.if_alike.low > 0 else "falling"
    if asked.before < 2:
        return [
            f"one year before cannot show whether they were {moving} already, or were out of the "
            "ordinary in that year"
        ]
    said = []
    if not _stands(found, "trend_adjusted"):
        said.append(
            f"{asked.before} years before are too few to rule out that they were {moving} already"
        )
    if not _stands(found, "without_last_year"):
        said.append(
            "it hangs on the year just before: without that year it does not stand out from chance"
        )
    if not _stands(found, "level_adjusted"):
        said.append(
            "allowing for how low and high schools outside the partnership moved apart or "
            "together, it does not stand out from chance"
        )
    return said


def hiding(found: Evidence) -> list[str]:
    """What could hide an effect where none matters if like schools would have moved alike, of two
    years before or more; nothing where one does."""
    small, alike = found.size.is_small, found.ranges.if_alike
    if not small(alike.low, alike.high):
        return []
    said = [] if found.ranges.agree else ["not all ways to estimate it tell the same"]
    return said + [
        f"an effect that matters could be hidden {_COULD_HIDE[one.key]}"
        for one in found.estimates
        if one.key in _COULD_HIDE and not small(*one.estimate.inner)
    ]


def unusual_year(trends: Trends, stood: RegressionToMean | None, numbers: NumberFormat) -> str:
    """The likelier reason for what a test of the years before finds, where schools ``stood`` low
    (or high) and it is the last year that stands out; "" elsewhere."""
    seen = trends.drifted or trends.stood_apart
    if stood is None or not (seen and trends.last_year_is_outlier):
        return ""
    by = trends.placebo.effect
    if by * stood.smd <= 0:
        return ""
    which = "low" if by < 0 else "high"
    return (
        f"the year just before was unusually {which} for its schools, by {numbers.signed(by)} "
        f"against like schools ({p_value(trends.placebo.p)}), as where schools are picked for "
        f"{which} results; such a year wears off by itself, which looks like an effect (regression "
        "to the mean)"
    )


def _stands(found: Evidence, key: Key) -> bool:
    """Whether an estimate excludes 0 on the side of those that are right if like schools would
    have moved alike, at 95 % one-sided: if not, it is what takes the range told to 0. One that
    could not be made takes it nowhere."""
    ends = [one.estimate.inner for one in found.estimates if one.key == key]
    return all(low > 0 if found.ranges.if_alike.low > 0 else high < 0 for low, high in ends)
