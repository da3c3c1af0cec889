"""Sensitivity against the textbook's and published cases."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from matcher.evaluation.effect.sensitivity import e_value, rosenbaum_bound, sensitivity


def test_without_hidden_bias_it_is_the_signed_rank_test() -> None:
    apart = np.random.default_rng(1).normal(0.4, 1.0, 40)
    expected = stats.wilcoxon(apart, alternative="greater", method="approx", correction=False)
    assert rosenbaum_bound(apart, 1.0) == pytest.approx(expected.pvalue)
    assert rosenbaum_bound(-apart, 1.0) == pytest.approx(expected.pvalue)


@pytest.mark.parametrize("gamma", [1.0, 1.5, 3.0])
def test_the_bound_is_close_to_the_exact_one(gamma: float) -> None:
    """Exact: every pattern of signs, each plus with probability Γ/(1+Γ)."""
    apart = np.random.default_rng(5).normal(0.8, 1.0, 14)
    ranks = stats.rankdata(np.abs(apart))
    seen = ranks[apart > 0].sum()
    share = gamma / (1 + gamma)
    exact = 0.0
    for signs in itertools.product((0, 1), repeat=14):
        if np.dot(signs, ranks) >= seen:
            exact += share ** sum(signs) * (1 - share) ** (14 - sum(signs))
    assert rosenbaum_bound(apart, gamma) == pytest.approx(exact, abs=0.03)


def test_the_bound_grows_and_gamma_is_where_it_gives_way() -> None:
    apart = np.random.default_rng(3).normal(0.9, 1.0, 50)
    values = [rosenbaum_bound(apart, gamma) for gamma in np.linspace(1, 6, 30)]
    assert values == sorted(values)
    found = sensitivity(apart, 0.6, 0.3)
    assert rosenbaum_bound(apart, found.gamma) <= 0.025 < rosenbaum_bound(apart, found.gamma + 0.01)
    assert f"{found.gamma:.2f}" in found.sentence()


def test_nothing_to_explain_away() -> None:
    found = sensitivity(np.random.default_rng(3).normal(0.0, 1.0, 50), 0.05, 0.0)
    assert found.gamma == 0.0 and found.e_limit == 1.0
    assert "nothing" in found.sentence()
    assert rosenbaum_bound(np.zeros(4), 2.0) == 1.0


def test_published_e_values() -> None:
    """VanderWeele and Ding 2017: a risk ratio of 3.9 has the E-value 7.26, of 1.8 (limit)
    3.0."""
    assert e_value(math.log(3.9) / 0.91) == pytest.approx(7.26, abs=0.005)
    assert e_value(-math.log(1.8) / 0.91) == pytest.approx(3.0, abs=0.005)
    assert e_value(0.0) == 1.0


def test_gamma_between_one_and_two_and_the_largest_that_is_looked_for() -> None:
    apart = np.random.default_rng(3).normal(0.45, 1.0, 50)
    found = sensitivity(apart, 0.6, 0.3)
    assert rosenbaum_bound(apart, 2.0) > 0.025
    assert 1.0 < found.gamma < 2.0
    assert sensitivity(np.arange(1.0, 1_000.0), 3.0, 2.0).gamma == 20.0
