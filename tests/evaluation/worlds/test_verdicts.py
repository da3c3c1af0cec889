"""A small seeded share of ``benchmarks/evaluate.py worlds``: in no world is an effect claimed that
is not there, and one that is there is told where the years before can tell it from a trend."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import COVARIATES, WORLDS, draw

from matcher.evaluation.comparison import Comparison
from matcher.evaluation.evaluation import compare
from matcher.evaluation.matching.prepare import Options

RUNS = 4
OPTIONS = Options(COVARIATES, exact=("phase",))


def evaluated(name: str, seed: int, effect: float = 0.0, before: int | None = None) -> Comparison:
    one = draw(name, seed, effect, before=before)
    return compare(one.panel, one.schools, one.treated, "progress", one.before, one.after, OPTIONS)


@pytest.fixture(scope="module")
def of_nothing() -> dict[str, list[Comparison]]:
    """Each world without an effect."""
    return {name: [evaluated(name, seed) for seed in range(RUNS)] for name in WORLDS}


def test_no_effect_is_claimed_where_there_is_none(of_nothing: dict[str, list[Comparison]]) -> None:
    """At most one in twenty in each world, so three of 60 in all; six or more would be 1 in 13."""
    claims = {
        name: sum(one.verdict.direction in ("better", "worse") for one in found)
        for name, found in of_nothing.items()
    }
    assert sum(claims.values()) < 6 and max(claims.values()) < 3, claims
    assert claims["dip-1"] == 0  # one year before never speaks


def test_the_range_told_holds_the_truth(of_nothing: dict[str, list[Comparison]]) -> None:
    """Where trends differ, a dip wears off or low schools fall behind everywhere, too; but of one
    year before nobody can know. The narrower range holds it where like schools would have moved
    alike."""
    spans = {
        name: [(one.ranges.told.spans_zero, one.ranges.if_alike.spans_zero) for one in found]
        for name, found in of_nothing.items()
        if name != "dip-1"
    }
    told = [one for found in spans.values() for one, _ in found]
    assert len(told) == 56 and sum(told) >= 50  # 55 expected
    alike = [
        one
        for name, found in spans.items()
        if name not in ("trends", "dip-3", "widening")
        for _, one in found
    ]
    assert len(alike) == 44 and sum(alike) >= 37  # 41 expected; fewer than 37 is 1 in 100


def test_the_range_told_holds_an_effect_beside_a_trend() -> None:
    """The narrower range, which knows of no trend, does so in 58 % of cases."""
    found = [evaluated("trends", seed, 0.5).ranges for seed in range(1_000_000, 1_000_014)]
    told, alike = (
        sum(one.low <= 0.5 <= one.high for one in own)
        for own in ([one.told for one in found], [one.if_alike for one in found])
    )
    assert told >= 12 > 11 > alike  # 13.5 and 8 expected


def test_an_effect_is_told_where_years_enough_tell_it_from_a_trend() -> None:
    told = [evaluated("random", seed, 1.0, before=6).verdict.direction for seed in range(RUNS)]
    assert told.count("better") >= RUNS - 1
    blind = evaluated("random", 0, 1.0, before=1).verdict
    assert blind.direction == "cannot tell"


def test_the_doubly_robust_effect_is_right_where_low_schools_join() -> None:
    """Matched with the outcome before it is not: luck wears off (the world ``low``)."""
    found = [evaluated("low", seed) for seed in range(100, 112)]
    each = {
        key: np.array([one.estimate.effect for c in found for one in c.estimates if one.key == key])
        for key in ("matched_prior", "doubly_robust")
    }
    error = each["doubly_robust"].std(ddof=1) / len(found) ** 0.5
    assert abs(each["doubly_robust"].mean()) < 3 * error
    assert (each["matched_prior"] - each["doubly_robust"]).mean() < -error
