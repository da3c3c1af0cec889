"""The years before: what is estimated from them, what it could have found, what it explains."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from matcher.core.figures.number_format import NumberFormat
from matcher.evaluation.effect.clusters import BY_SET
from matcher.evaluation.effect.doubly_robust import doubly_robust
from matcher.evaluation.effect.effect import estimate_from_se
from matcher.evaluation.effect.estimates import Range, named, ranges
from matcher.evaluation.effect.regression_to_mean import RegressionToMean, regression_to_mean
from matcher.evaluation.effect.trends import Trends, outcomes_of_trends, trends
from matcher.evaluation.matching.units import Units

BEFORE, AFTER = (2013, 2014, 2016), (2017, 2018)  # 2015 is not known
YEARS = [*BEFORE, *AFTER]


def test_what_is_estimated_by_hand() -> None:
    outcomes = pd.DataFrame([[1.0, 4.0, 3.0, 7.0, 9.0]], columns=YEARS)
    of_one = outcomes_of_trends(outcomes, BEFORE, AFTER)[0]
    change, carried, early, slope, last, level, *steps = of_one
    assert change == pytest.approx(8 - 8 / 3)
    assert slope == pytest.approx(np.polyfit(BEFORE, [1, 4, 3], 1)[0])
    assert carried == pytest.approx(change - slope * (2017.5 - np.mean(BEFORE)))
    assert (early, last, level) == pytest.approx((8 - 2.5, 3 - 2.5, 8 / 3))
    assert steps == pytest.approx([3.0, -0.5])  # a year
    alone = outcomes_of_trends(outcomes, (2016,), AFTER)
    assert alone.tolist() == [[5.0]]


def found(step: float, seed: int = 1, near: float = 0.4) -> Trends:
    """60 of 300 schools whose results rise by ``step`` a year more than others'."""
    rng = np.random.default_rng(seed)
    treated = np.arange(300) < 60
    frame = pd.DataFrame({"x": rng.normal(size=300)})
    units = Units(tuple(map(str, range(300))), treated, frame)
    moving = step * np.outer(treated, np.array(YEARS) - YEARS[0])
    outcomes = pd.DataFrame(moving + rng.normal(size=(300, 5)) * 0.2, columns=YEARS)
    robust = doubly_robust(units, treated, outcomes_of_trends(outcomes, BEFORE, AFTER))
    told = trends(robust, BY_SET, Range(near, 2.0), BEFORE, AFTER)
    assert told is not None
    return told


def test_a_drift_is_seen_and_its_size_told() -> None:
    drifting, still = found(0.5), found(0.0)
    assert drifting.drifted and drifting.slope.effect == pytest.approx(0.5, abs=0.1)
    assert not still.drifted and not still.stood_apart
    assert still.detectable == pytest.approx(still.slope.detectable_at(0.025))
    assert still.explains == pytest.approx(still.detectable * (2017.5 - np.mean(BEFORE)))


def test_how_unequal_trends_would_have_to_become() -> None:
    """The gap grows by 0.5 a year before, the largest step; the years after lie 1.5 years
    beyond the last before, so that as much again adds 0.75. By the last year before it had grown
    by 5/3 of 0.5 from the mean of the years before, against which the nearer end of 1.2 is told."""
    told = found(0.5, near=1.2)
    assert told.breakdown == pytest.approx((1.2 - 0.5 * 5 / 3) / 0.75, rel=0.25)
    assert found(0.5).breakdown == 0.0  # the range begins at 0.4, and that was there before


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("before", [(2014, 2016), (2011, 2012, 2013, 2014), BEFORE])
def test_a_straight_drift_alone_explains_itself(before: tuple[int, ...], sign: float) -> None:
    """By the effect itself, as much in each year after as in each before is all there is."""
    years = [*before, *AFTER]
    gap = sign * 0.3 * np.outer(np.arange(60) < 20, np.array(years))
    outcomes = pd.DataFrame(gap + np.tile(np.arange(60.0) % 7, (len(years), 1)).T, columns=years)
    units = Units(tuple(map(str, range(60))), np.arange(60) < 20, pd.DataFrame(index=range(60)))
    robust = doubly_robust(units, units.treated, outcomes_of_trends(outcomes, before, AFTER))
    whole = float(robust.effects[0])
    told = trends(robust, BY_SET, Range(whole, whole), before, AFTER)
    assert told is not None and told.breakdown == pytest.approx(1.0)


def test_there_is_nothing_to_break_down_where_the_range_spans_nothing() -> None:
    outcomes = np.column_stack([np.arange(20.0) % 3] * 7)
    units = Units(tuple(map(str, range(20))), np.arange(20) < 5, pd.DataFrame(index=range(20)))
    robust = doubly_robust(units, units.treated, outcomes)
    spans = Range(-0.1, 0.3)
    told = trends(robust, BY_SET, spans, BEFORE, AFTER)
    assert told is not None and told.breakdown is None
    assert trends(robust, BY_SET, spans, (2016,), AFTER) is None


def test_the_ranges_are_from_the_lowest_to_the_highest_end() -> None:
    low, high = estimate_from_se(0.5, 0.1, 40), estimate_from_se(0.9, 0.2, 40)
    none = estimate_from_se(0.0, 1.0, 40)
    both = ranges([named("matched_prior", low), named("doubly_robust", high)])
    alike = both.if_alike
    assert low.low < alike.low < low.inner[0] and high.inner[1] < alike.high < high.high
    assert both.agree and not alike.spans_zero and alike.nearer == alike.low
    assert both.told == alike  # of one year before
    apart = ranges([named("matched_prior", none), named("doubly_robust", high)])
    assert not apart.agree and apart.told.spans_zero and apart.told.nearer == 0.0
    far = ranges([named("matched_prior", low), named("matched", estimate_from_se(9.0, 0.2, 40))])
    assert far.told.low == pytest.approx(low.inner[0])
    alone = ranges([named("doubly_robust", low)]).told
    assert (alone.low, alone.high) == pytest.approx((low.low, low.high))
    assert "regression" in named("doubly_robust", low, by_regression=True).label


def test_the_range_told_holds_what_any_of_the_estimates_allows() -> None:
    """The narrower one knows nothing of a trend and of the year just before."""
    one, off = estimate_from_se(0.5, 0.1, 40), estimate_from_se(-0.2, 0.3, 40)
    late = estimate_from_se(0.8, 0.2, 40)
    own = [named("matched_prior", one), named("doubly_robust", one)]
    both = ranges([*own, named("trend_adjusted", off), named("without_last_year", late)])
    assert (both.told.low, both.told.high) == (off.inner[0], late.inner[1])
    assert both.if_alike == ranges(own).told and both.told.spans_zero and both.agree
    inside = ranges([*own, named("trend_adjusted", estimate_from_se(0.5, 0.01, 40))])
    assert inside.told == inside.if_alike
    # An end that nobody knows is not known of the range either, wherever it stands.
    unknown = ranges([*own, named("trend_adjusted", one.without_chance())]).told
    assert math.isnan(unknown.low) and math.isnan(unknown.high) and unknown.spans_zero


def regressed(smd: float, last: int = 2016) -> RegressionToMean | None:
    rng = np.random.default_rng(4)
    level, treated = rng.normal(size=400), np.arange(400) < 20
    outcomes = pd.DataFrame(level[:, None] + rng.normal(size=(400, 5)), columns=YEARS)
    others = rng.normal(size=380)
    last_year = np.r_[np.full(20, others.mean() + smd * others.std(ddof=1)), others]  # all alike
    figures = pd.DataFrame({"y_2014": np.arange(400.0) % 20, "y_2016": last_year})
    units = Units(tuple(map(str, range(400))), treated, figures)
    return regression_to_mean(units, outcomes, ["y_2014", "y_2016"], last)


def test_luck_wears_off_by_itself() -> None:
    """Half the variance is luck: of a tenth that stands 1.75 standard deviations (√2) below the
    mean, half comes back the next year, and of the rest a ninth of that goes."""
    told = regressed(-0.6)
    assert told is not None and told.moved == pytest.approx(1.75 * 2**0.5 / 2 * 10 / 9, abs=0.35)
    assert told.covariate == "y_2016" and told.smd == pytest.approx(-0.6)
    words = told.sentence(NumberFormat())
    assert "lowest tenth of 2016/17" in words and "2017/18" in words
    assert "luck that wears off by itself" in words and "low schools catching up" in words
    # Luck does not take low schools lower still.
    fell = replace(told, moved=-0.4).sentence(NumberFormat(), "allowing for levels")
    assert "low schools fell further behind outside too" in fell and "luck" not in fell
    assert "(see “allowing for levels”)" in fell
    assert "(see" not in replace(told, moved=-0.4).sentence(NumberFormat())
    ahead = replace(told, smd=0.6, moved=0.4).sentence(NumberFormat())
    assert "high schools drew further ahead outside too" in ahead
    high = regressed(0.6)
    assert high is not None and high.moved < 0 and "highest tenth" in high.sentence(NumberFormat())
    assert regressed(-0.2) is None and regressed(-0.6, last=2018) is None
