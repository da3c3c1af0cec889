"""The doubly robust estimate: by hand, and right where either of its models is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matcher.core.errors import SettingError
from matcher.evaluation.effect.clusters import BY_SET, Clusters
from matcher.evaluation.effect.doubly_robust import DoublyRobust, doubly_robust
from matcher.evaluation.matching.units import Units


def made(
    seed: int, count: int = 300, mine: int = 60, **more: list[str]
) -> tuple[Units, np.ndarray]:
    """Schools with a covariate x that goes with joining and with the change."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=count)
    joins = np.zeros(count, dtype=bool)
    joins[np.argsort(-(0.5 * x + rng.gumbel(size=count)))[:mine]] = True
    frame = pd.DataFrame(
        {"unit": [str(at) for at in range(count)], "treated": joins, "x": x} | more
    )
    change = 0.8 * x + rng.normal(size=count) + joins
    return Units.of(frame.astype({"treated": int}), ["x", *more]), change


def robust(units: Units, change: np.ndarray, *exact: str) -> DoublyRobust:
    return doubly_robust(units, units.treated, change[:, None], exact)


def test_it_is_the_formula_of_the_paper() -> None:
    """Written out from Sant'Anna and Zhao 2020, equations 2.4 to 2.6 and 3.1, with statsmodels'
    estimates of either model replaced by their own first-order conditions."""
    units, change = made(1)
    found = robust(units, change)
    own, x = units.treated, units.covariates["x"].to_numpy()
    design = np.column_stack([np.ones(len(x)), x])
    line = np.linalg.lstsq(design[~own], change[~own], rcond=None)[0]
    left = change - design @ line
    beta = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ beta))
        hessian = (design * (chance * (1 - chance))[:, None]).T @ design
        beta += np.linalg.solve(hessian, design.T @ (own - chance))
    odds = np.where(own, 0.0, chance / (1 - chance))
    expected = left[own].mean() - (odds @ left) / odds.sum()
    assert found.effects[0] == pytest.approx(expected, abs=1e-9)
    assert found.influence.sum() == pytest.approx(0.0, abs=1e-9)
    assert not found.by_regression and found.used.all()


def test_the_influence_is_what_each_school_adds() -> None:
    """A school counted a little more moves the estimate by its influence (the definition)."""
    units, change = made(2, 80, 20)
    found = robust(units, change)
    rows = [3, 11, 40, 77]
    times, step = 100, 1

    def repeated(at: int | None) -> float:
        order = np.repeat(np.arange(80), times)
        order = order if at is None else np.append(order, [at] * step)
        frame = units.covariates.iloc[order].reset_index(drop=True)
        more = Units(tuple(map(str, range(len(order)))), units.treated[order], frame)
        return float(robust(more, change[order]).effects[0])

    base = repeated(None)
    for at in rows:
        assert (repeated(at) - base) * times == pytest.approx(found.influence[at, 0], rel=0.02)


@pytest.mark.parametrize("of_the_change", [True, False])
def test_one_right_model_is_enough(of_the_change: bool) -> None:
    """The effect is 1. The change or joining goes with the square of x, which neither model
    knows; the other goes with x itself."""
    errors = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        x = rng.uniform(-1.7, 1.7, 1_000)
        chance = 1 / (1 + np.exp(2.0 - 0.7 * (x if of_the_change else x**2)))
        own = rng.random(1_000) < chance
        change = (x**2 if of_the_change else x) + rng.normal(size=1_000) + own
        frame = pd.DataFrame({"unit": [str(at) for at in range(1_000)], "treated": own * 1, "x": x})
        errors.append(robust(Units.of(frame, ["x"]), change).effects[0] - 1)
    assert abs(np.mean(errors)) < 3 * np.std(errors, ddof=1) / len(errors) ** 0.5


def test_its_interval_is_right_about_as_often_as_it_says() -> None:
    found = [robust(*made(seed)).estimate(0, BY_SET) for seed in range(100)]
    covered = sum(one.low <= 1.0 <= one.high for one in found)
    assert covered >= 88  # 95 expected; fewer by chance once in 300


def test_chances_shared_are_summed() -> None:
    units, change = made(3)
    found = robust(units, change)
    labels = np.arange(300) % 30
    sums = np.array([found.influence[labels == at, 0].sum() for at in range(30)])
    count = len(set(labels[units.treated].tolist()))
    own = found.estimate(0, Clusters("authority", count, 20.0, labels))
    assert own.se == pytest.approx((sums @ sums * count / (count - 1)) ** 0.5)
    assert own.df == 19.0 and own.sets == 60


def test_schools_of_a_category_that_no_treated_school_has_are_left_out() -> None:
    units, change = made(4, kind=["a", "b"] * 150)
    treated = units.treated & (units.covariates["kind"] == "a").to_numpy()
    found = doubly_robust(units, treated, change[:, None])
    assert found.used.sum() == ((units.covariates["kind"] == "a") & ~units.treated).sum() + (
        treated.sum()
    )
    assert not found.influence[~found.used].any()


def test_within_what_must_be_equal() -> None:
    """Blocks that move apart by themselves are no effect where schools are compared within."""
    phase = ["Primary"] * 150 + ["Secondary"] * 150
    units, change = made(5, phase=phase)
    moved = change + 5 * np.array([name == "Primary" for name in phase])
    assert robust(units, moved, "phase").effects[0] == pytest.approx(
        robust(units, change, "phase").effects[0]
    )


def test_where_there_is_no_propensity_the_regression_stands_alone() -> None:
    units, change = made(6)
    x = units.covariates["x"].to_numpy()
    apart = x > np.sort(x)[-40]
    frame = units.covariates
    found = robust(Units(units.unit, apart, frame), change)
    assert found.by_regression
    line = np.polyfit(x[~apart], change[~apart], 1)
    assert found.effects[0] == pytest.approx((change - np.polyval(line, x))[apart].mean())


def test_what_is_the_same_in_every_school_is_no_effect() -> None:
    units, _ = made(8)
    found = doubly_robust(units, units.treated, np.full((300, 1), 0.1) * [1, 3]).estimate(1, BY_SET)
    assert (found.effect, found.se, found.p) == (0.0, 0.0, 1.0)


def test_a_partnership_that_no_other_school_is_like_is_refused() -> None:
    units, change = made(9, kind=["a"] * 300)
    kinds = np.where(units.treated, "b", "a").astype(object)
    apart = Units(units.unit, units.treated, units.covariates.assign(kind=kinds))
    with pytest.raises(SettingError, match="like the partnership's in kind of school"):
        robust(apart, change)


def test_too_many_covariates_are_refused() -> None:
    units, change = made(7, 12, 6, kind=[str(at % 6) for at in range(12)])
    frame = units.covariates.assign(**{f"y{at}": np.arange(12.0) ** (at / 3) for at in range(1, 9)})
    with pytest.raises(SettingError, match="too few"):
        robust(Units(units.unit, units.treated, frame), change)
