"""Estimates held against independent packages, which ran elsewhere: their figures stand here.

drdid 1.1.7 (``drdid_panel``), statsmodels 0.15.0 (``WLS … fit(cov_type="cluster", use_t=True)``),
R's sandwich 3.0-2 (``vcovCL(…, type = "HC1")``) and wildboottest 0.3.2 (``bootstrap_type="11"``,
every pattern of signs), all on the schools drawn here.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from worlds import draw

from matcher.evaluation.effect.doubly_robust import doubly_robust
from matcher.evaluation.effect.effect import estimate_from_se
from matcher.evaluation.effect.regression import wls
from matcher.evaluation.effect.wild_bootstrap import by_regression, wild_intervals
from matcher.evaluation.matching.units import Floats, Units


@dataclass(frozen=True, slots=True)
class Case:
    """``moved``: each school's change; ``joined``; ``covariates``: pupils, %FSM, South, West;
    ``trust``, ``authority``: numbers of its clusters; ``units``: the same for the product."""

    moved: Floats
    joined: Floats
    covariates: Floats
    trust: np.ndarray
    authority: np.ndarray
    units: Units


def case(world: str, effect: float, schools: int) -> Case:
    one = draw(world, 7, effect, schools=schools, treated=24)
    wide = one.panel.pivot(index="urn", columns="year_starting", values="progress")
    known = one.schools.set_index("urn").loc[wide.index]
    moved = wide[list(one.after)].mean(axis=1) - wide[list(one.before)].mean(axis=1)
    joined = known.index.isin(one.treated)
    words = {name: np.unique(known[name], return_inverse=True)[1] for name in ("trust", "la_code")}
    frame = known[["pupils", "fsm_pct", "region"]].reset_index(drop=True)
    frame = frame.assign(unit=list(known.index), treated=joined.astype(int))
    return Case(
        moved.to_numpy(),
        joined.astype(float),
        np.column_stack(
            [known["pupils"], known["fsm_pct"], known["region"] == "South",
             known["region"] == "West"]
        ).astype(float),
        words["trust"],
        words["la_code"],
        Units.of(frame, ["pupils", "fsm_pct", "region"]),
    )  # fmt: skip


def test_the_doubly_robust_effect_and_its_standard_error_are_drdids() -> None:
    one = case("low", 0.0, 160)
    found = doubly_robust(one.units, one.units.treated, one.moved[:, None])
    assert not found.by_regression
    assert found.effects[0] == pytest.approx(0.19284579877813562, abs=1e-8)
    own = found.influence[:, 0]
    assert own.sum() == pytest.approx(0.0, abs=1e-8)
    assert (own @ own) ** 0.5 == pytest.approx(0.16407487023984574, abs=1e-8)
    # drdid's influence function summed up within trusts.
    sums = np.bincount(one.trust, weights=own)
    assert (sums @ sums) ** 0.5 == pytest.approx(0.17618337622111452, abs=1e-8)


def test_clustered_intervals_are_those_of_statsmodels_and_sandwich() -> None:
    one = case("trust-shocks", 0.0, 160)
    x = (one.covariates - one.covariates.mean(axis=0)) / one.covariates.std(axis=0)
    design = np.column_stack([np.ones(len(x)), one.joined, x])
    at = np.arange(len(x))
    weights = np.where(one.joined == 1, 1.0, 0.2 + 0.3 * (at % 3))
    beta, covariance = wls(design, one.moved, weights, [one.trust])
    assert beta[1] == pytest.approx(-0.05842275090813234, abs=1e-9)
    clusters = len(set(one.trust))
    own = estimate_from_se(float(beta[1]), float(covariance[1, 1]) ** 0.5, clusters)
    assert own.se == pytest.approx(0.23214918802755238, abs=1e-9)
    assert own.df == 39
    assert (own.low, own.high) == pytest.approx((-0.5279888056253693, 0.4111433038091046), abs=1e-9)
    assert own.p == pytest.approx(0.8026250171509623, abs=1e-9)
    for second, se in ((at // 2, 0.23595205152617696), (one.authority, 0.2436130028501875)):
        _, covariance = wls(design, one.moved, weights, [one.trust, second])
        assert covariance[1, 1] ** 0.5 == pytest.approx(se, abs=1e-9)


def test_the_wild_bootstrap_is_what_every_pattern_of_signs_gives() -> None:
    """Each pattern fitted again by hand, under effects just in and just out of the interval."""
    one = case("authority-shocks", 0.4, 80)
    fsm = one.covariates[:, 1]
    design = np.column_stack([np.ones(80), one.joined, (fsm - fsm.mean()) / fsm.std(ddof=1)])
    bread = np.linalg.inv(design.T @ design)
    member = (one.authority == np.arange(8)[:, None]).astype(float)

    def t(outcome: Floats) -> float:
        beta = bread @ design.T @ outcome
        sums = member @ (design * (outcome - design @ beta)[:, None])
        return abs(beta[1]) / float((bread @ sums.T @ sums @ bread)[1, 1]) ** 0.5

    def p(effect: float) -> float:
        moved, rest = one.moved - effect * one.joined, design[:, [0, 2]]
        fitted = rest @ np.linalg.lstsq(rest, moved, rcond=None)[0]
        ways = itertools.product((-1.0, 1.0), repeat=8)
        again = [t(fitted + np.array(way)[one.authority] * (moved - fitted)) for way in ways]
        return float(np.mean(np.array(again) >= t(moved) * (1 - 1e-9)))

    found = wild_intervals(by_regression(design, one.moved, np.ones(80), one.authority))
    assert found.p == p(0.0) == 0.125  # and 0.125 by wildboottest
    for ends, error in ((found.outer, 0.05), (found.inner, 0.1)):
        for end, outward in zip(ends, (-1e-6, 1e-6), strict=True):
            assert p(end + outward) < error <= p(end - outward)
