"""Effects against textbook cases and reckonings by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from panels import AFTER, BEFORE, COVARIATES, simulate
from scipy import stats

from matcher.core.errors import SettingError
from matcher.evaluation.effect.clusters import Clusters
from matcher.evaluation.effect.effect import (
    adjusted_outcome,
    difference,
    differences_by_set,
    enough_to_adjust,
    estimate_from_se,
    matched_sets,
    mean_change,
)
from matcher.evaluation.effect.effect_size import MONTHS, estimate_effect_size, months
from matcher.evaluation.effect.regression import wls
from matcher.evaluation.matching.nearest_neighbours import MatchResult, match
from matcher.evaluation.matching.units import Units, from_panel

ENDS = (0.3, 0.7)


def matched_panel(ratio: int = 1, replace: bool = False) -> tuple[Units, MatchResult, pd.DataFrame]:
    panel, table, mine = simulate(11, 0.5, 200, 20)
    units = from_panel(panel, table, mine, COVARIATES, BEFORE)
    wide = panel.pivot(index="urn", columns="year_starting", values="progress")
    return units, match(units, ratio=ratio, replace=replace), wide.loc[list(units.unit)]


def test_pairs_give_the_paired_t_test() -> None:
    units, matched, years = matched_panel()
    outcome = mean_change(years, BEFORE, AFTER)
    value = dict(zip(units.unit, outcome, strict=True))
    treated = [value[urn] for urn in matched.pairs["treated"]]
    control = [value[urn] for urn in matched.pairs["control"]]
    found = difference(units, matched, outcome)
    expected = stats.ttest_rel(treated, control)
    assert found.effect == pytest.approx(np.mean(treated) - np.mean(control))
    # The small-sample factor (N-1)/(N-K) of a regression comes on top of the textbook's.
    factor = math.sqrt((40 - 1) / (40 - 2))
    assert found.se == pytest.approx(found.effect / expected.statistic * factor)
    assert found.df == 19


def test_difference_in_differences_by_hand() -> None:
    units, matched, years = matched_panel(ratio=2)
    total = 0.0
    for urn, own in matched.pairs.groupby("treated"):
        late, early = list(AFTER), list(BEFORE)
        gap = years.loc[urn, late].mean() - years.loc[urn, early].mean()
        others = [years.loc[c, late].mean() - years.loc[c, early].mean() for c in own["control"]]
        total += gap - sum(others) / len(others)
    outcome = mean_change(years, BEFORE, AFTER)
    assert difference(units, matched, outcome).effect == pytest.approx(total / 20)
    assert differences_by_set(units, matched, outcome).mean() == pytest.approx(total / 20)


def test_the_adjusted_effect_is_that_of_ordinary_regression() -> None:
    units, matched, years = matched_panel(ratio=2)
    outcome = mean_change(years, BEFORE, AFTER)
    used = matched.weights > 0
    columns = [np.ones(used.sum()), units.treated[used].astype(float)]
    columns += list(units.design(every_level=False).values[used].T)
    root = np.sqrt(matched.weights[used])
    design = np.column_stack(columns) * root[:, None]
    expected = np.linalg.lstsq(design, outcome[used] * root, rcond=None)[0][1]
    assert difference(units, matched, outcome, adjust=True).effect == pytest.approx(expected)
    left = adjusted_outcome(units, matched, outcome)
    assert differences_by_set(units, matched, left).mean() == pytest.approx(expected)


def test_two_ways_of_clustering_by_hand() -> None:
    rng = np.random.default_rng(2)
    design = np.column_stack([np.ones(30), rng.normal(size=30)])
    outcome, weights = rng.normal(size=30), rng.uniform(0.5, 2, 30)
    one, other = rng.integers(0, 6, 30), rng.integers(0, 8, 30)
    beta, covariance = wls(design, outcome, weights, [one, other])
    bread = np.linalg.inv((design * weights[:, None]).T @ design)
    np.testing.assert_allclose(beta, bread @ (design * weights[:, None]).T @ outcome)

    def plain(labels: list[object]) -> np.ndarray:
        meat = np.zeros((2, 2))
        for label in set(labels):
            rows = [at for at, own in enumerate(labels) if own == label]
            score = sum(design[at] * weights[at] * (outcome[at] - design[at] @ beta) for at in rows)
            meat += np.outer(score, score)
        count = len(set(labels))
        return count / (count - 1) * 29 / 28 * bread @ meat @ bread

    both = list(zip(one.tolist(), other.tolist(), strict=True))
    expected = plain(one.tolist()) + plain(other.tolist()) - plain(both)
    np.testing.assert_allclose(covariance, expected)
    np.testing.assert_allclose(wls(design, outcome, weights, [one])[1], plain(one.tolist()))


def test_a_control_of_two_sets_is_one_school() -> None:
    units, matched, years = matched_panel(ratio=2, replace=True)
    data = matched_sets(units, matched)
    assert matched.pairs["control"].duplicated().any()
    assert len(set(data.unit.tolist())) < len(data.unit)
    outcome = mean_change(years, BEFORE, AFTER)
    found = difference(units, matched, outcome)
    value = dict(zip(units.unit, outcome, strict=True))
    own = matched.pairs.assign(
        gap=[
            value[t] - value[c]
            for t, c in zip(matched.pairs["treated"], matched.pairs["control"], strict=True)
        ]
    )
    assert found.effect == pytest.approx(own.groupby("treated")["gap"].mean().mean())


def test_an_unknown_outcome_is_never_counted() -> None:
    units, matched, years = matched_panel()
    outcome = mean_change(years, BEFORE, AFTER)
    outcome[matched.weights > 0] = np.nan
    with pytest.raises(SettingError, match="not known"):
        difference(units, matched, outcome)


def test_an_interval_of_other_degrees_of_freedom() -> None:
    found = estimate_from_se(1.0, 0.4, 21, 6.5)
    assert (found.low, found.high) == pytest.approx(stats.t(6.5, 1.0, 0.4).interval(0.95))
    assert found.inner == pytest.approx(stats.t(6.5, 1.0, 0.4).interval(0.9))
    assert found.p == pytest.approx(2 * stats.t(6.5).sf(2.5))
    assert math.isnan(estimate_from_se(1.0, 0.4, 21, 0.0).low)


def test_schools_that_share_their_luck_are_fewer_chances() -> None:
    """Two-way by set and authority; where every authority is a set's own it changes nothing but
    the degrees of freedom."""
    units, matched, years = matched_panel(ratio=2)
    outcome = mean_change(years, BEFORE, AFTER)
    labels = np.arange(len(units.unit)) % 7
    shared = difference(units, matched, outcome, Clusters("authority", 7, 13.0, labels))
    plain = difference(units, matched, outcome)
    assert shared.effect == pytest.approx(plain.effect) and shared.se != pytest.approx(plain.se)
    assert (shared.df, plain.df) == (12.0, 19)
    data = matched_sets(units, matched)
    columns = np.column_stack([np.ones(len(data.unit)), data.treated])
    _, expected = wls(columns, outcome[data.unit], data.weight, [data.number, labels[data.unit]])
    assert shared.se == pytest.approx(math.sqrt(expected[1, 1]))
    alone = difference(units, matched, outcome, Clusters("authority", 1, 1.0, labels * 0))
    assert alone == plain  # one cluster tells nothing of chance; the verdict says so


def test_interval_p_and_detectable_effect() -> None:
    found = estimate_from_se(1.0, 0.4, 21)
    t = stats.t(20)
    assert (found.low, found.high) == pytest.approx((1 - 2.086 * 0.4, 1 + 2.086 * 0.4), abs=1e-3)
    assert found.p == pytest.approx(2 * (1 - t.cdf(2.5)))
    assert found.detectable == pytest.approx((t.ppf(0.975) + t.ppf(0.8)) * 0.4)
    # By its meaning: such a true effect is found in 80 % of cases.
    power = stats.nct(20, found.detectable / 0.4).sf(t.ppf(0.975))
    assert power == pytest.approx(0.8, abs=0.01)


def test_effect_size_by_hand() -> None:
    units, matched, years = matched_panel()
    late = years[list(AFTER)].to_numpy().mean(axis=1)
    mine = late[units.treated & (matched.weights > 0)]
    others = late[~units.treated & (matched.weights > 0)]
    pooled = math.sqrt((19 * mine.var(ddof=1) + 19 * others.var(ddof=1)) / 38)
    own = estimate_effect_size(0.5, ENDS, units, matched, late)
    assert own.g == pytest.approx(0.5 / pooled * (1 - 3 / (4 * 38 - 1)))
    assert "among the matched schools" in own.sentence(told=True) and own.months is None
    assert "months' more" not in own.sentence(told=True) and "--pupil-sd" in own.sentence(told=True)
    assert not own.is_small(0.0, 0.0)  # of schools nobody can say
    by_pupils = estimate_effect_size(0.5, ENDS, units, matched, late, pupil_sd=10.0)
    assert by_pupils.g == pytest.approx(0.05)
    assert by_pupils.months == 1
    assert "among pupils" in by_pupils.sentence(told=True) and "convention" in by_pupils.sentence(
        told=True
    )
    assert by_pupils.low == pytest.approx(0.03) and not by_pupils.is_small(*ENDS)
    assert by_pupils.is_small(-0.4, 0.4) and not by_pupils.is_small(-0.4, math.nan)
    most = estimate_effect_size(20.0, (19.8, 20.2), units, matched, late, 10.0).sentence(told=True)
    assert "12 months' or even more progress" in most


def test_months_by_the_published_table() -> None:
    assert [months(value) for value in (0.0, 0.01, 0.02, 0.09, 0.10, 0.18, 0.19, 0.26)] == [
        0, 0, 1, 1, 2, 2, 3, 3,
    ]  # fmt: skip
    assert (months(0.95), months(0.96), months(5.0)) == (11, 12, 12)
    assert (months(-0.30), months(math.nan)) == (-4, 0)
    assert [least for least, _ in MONTHS] == sorted(least for least, _ in MONTHS)


def test_months_are_those_of_the_foundations_table() -> None:
    """Spelt out, as a table compared with itself would always be right."""
    starts = [0.02, 0.10, 0.19, 0.27, 0.36, 0.45, 0.53, 0.62, 0.70, 0.79, 0.88, 0.96]
    assert [months(start) for start in starts] == list(range(1, 13))
    assert [months(-start) for start in starts] == [-month for month in range(1, 13)]
    assert [months(start - 0.01) for start in starts] == list(range(12))


def test_enough_rows_to_adjust_are_five_for_each_column_that_varies() -> None:
    units, matched, _ = matched_panel()
    covariates = units.design(every_level=False).values

    def rows_and_columns(sets: int) -> tuple[MatchResult, int, int]:
        part = replace(matched, pairs=matched.pairs.head(sets))
        rows = matched_sets(units, part).unit
        return part, len(rows), int((covariates[rows].std(axis=0) > 0).sum())

    told = {}
    for sets in range(2, 21):
        part, rows, columns = rows_and_columns(sets)
        told[rows - 5 * columns] = enough_to_adjust(units, part)
    assert told == {over: over >= 0 for over in told}
    assert {-2, 0} <= told.keys()


def test_an_interval_that_is_not_known_excludes_nothing() -> None:
    assert estimate_from_se(1.0, 0.1, 1).spans_zero
    assert estimate_from_se(1.0, 0.1, 40).without_chance().spans_zero
