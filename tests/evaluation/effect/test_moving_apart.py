"""Low and high schools moving apart: seen among the schools outside, and allowed for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matcher.evaluation.effect.clusters import BY_SET
from matcher.evaluation.effect.doubly_robust import DoublyRobust, doubly_robust
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.effect.moving_apart import allowing_for_levels
from matcher.evaluation.effect.trends import LEVEL_BEFORE, outcomes_of_trends
from matcher.evaluation.matching.units import Units

BEFORE, AFTER = (2015, 2016), (2017, 2018)


def found(seed: int, *, widening: float = 0.0, lasting: float = 1.0) -> DoublyRobust:
    """60 of 600 schools, mostly of low ``lasting`` level, of which no partnership changes
    anything."""
    rng = np.random.default_rng(seed)
    level, x = lasting * rng.normal(size=600), rng.normal(size=600)
    results = (level + x)[:, None] + rng.normal(size=(600, 4))
    results[:, 2:] += widening * level[:, None]
    treated = np.argsort(np.argsort(level + rng.normal(size=600))) < 60
    units = Units(tuple(map(str, range(600))), treated, pd.DataFrame({"x": x}))
    outcomes = pd.DataFrame(results, columns=[*BEFORE, *AFTER])
    of = doubly_robust(units, treated, outcomes_of_trends(outcomes, BEFORE, AFTER))
    return allowing_for_levels(of, units, treated, outcomes, BEFORE, AFTER, ())


def estimates(draws: int, widening: float = 0.0) -> tuple[list[Estimate], list[Estimate]]:
    """Of some draws, as if all schools had changed alike, and allowing for levels."""
    each = [found(seed, widening=widening) for seed in range(draws)]
    plain, allowed = ([one.estimate(at, BY_SET) for one in each] for at in (0, LEVEL_BEFORE))
    return plain, allowed


def mean(of: list[Estimate]) -> tuple[float, float]:
    effects = np.array([one.effect for one in of])
    return float(effects.mean()), float(effects.std(ddof=1)) / len(of) ** 0.5


@pytest.mark.parametrize("widening", [0.4, -0.4])
def test_where_low_schools_fall_behind_everywhere_it_is_right(widening: float) -> None:
    plain, allowed = estimates(100, widening)
    assert mean(plain)[0] * np.sign(widening) < -0.3  # low schools joined
    bias, error = mean(allowed)
    assert abs(bias) < 3 * error
    inside = sum(one.low <= 0.0 <= one.high for one in allowed)
    assert 88 <= inside <= 99  # 95 expected; beyond, chance once in 200
    spread = np.std([one.effect for one in allowed], ddof=1)
    assert np.mean([one.se for one in allowed]) == pytest.approx(spread, rel=0.2)


def test_where_they_do_not_it_is_the_same_and_hardly_less_sure() -> None:
    plain, allowed = estimates(40)
    assert abs(mean(plain)[0] - mean(allowed)[0]) < 0.02
    assert np.mean([one.se for one in allowed]) < 1.25 * np.mean([one.se for one in plain])


def test_where_no_level_lasts_there_is_none_to_allow_for() -> None:
    known = [np.isfinite(found(seed, lasting=0.0).effects[LEVEL_BEFORE]) for seed in range(20)]
    assert sum(known) <= 1
    others = np.delete(found(1, lasting=0.0).effects, LEVEL_BEFORE)
    assert np.isfinite(others).all()


def test_the_share_by_hand() -> None:
    """Nothing to be alike in: what is left of a level is a ratio of covariances."""
    rng = np.random.default_rng(7)
    level = rng.normal(size=300)
    results = level[:, None] + 0.3 * rng.normal(size=(300, 4))
    results[:, 2:] += 0.5 * level[:, None]
    treated = np.arange(300) < 100
    units = Units(tuple(map(str, range(300))), treated, pd.DataFrame({"x": np.ones(300)}))
    outcomes = pd.DataFrame(results, columns=[*BEFORE, *AFTER])
    of = doubly_robust(units, treated, outcomes_of_trends(outcomes, BEFORE, AFTER))
    told = allowing_for_levels(of, units, treated, outcomes, BEFORE, AFTER, ())
    own = results[~treated]
    across = np.mean([np.cov(own[:, a], own[:, b])[0, 1] for a in (0, 1) for b in (2, 3)])
    share = across / np.cov(own[:, 0], own[:, 1])[0, 1]
    gap = results[treated][:, :2].mean() - own[:, :2].mean()
    assert told.effects[LEVEL_BEFORE] == pytest.approx(of.effects[0] - (share - 1.0) * gap)
    assert share == pytest.approx(1.5, abs=0.1)
