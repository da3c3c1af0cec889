"""How reliable a figure is: by hand, by its properties, and in worlds with and without
differences between schools."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from performance_tables import figures

from matcher.profile.measured.needs_from_figures import measured_profile
from matcher.profile.measured.reliability import (
    USUAL_RELIABILITY,
    shrunk_scores,
    with_reliability,
)
from matcher.profile.measured.rules import Gives, Indicator, Rules, load_rules
from matcher.profile.measured.standard_scores import standard_scores

Row = tuple[object, ...]
NOWHERE = math.nan, math.nan


def row(
    urn: int, value: float, pupils: float = 30.0, limits: tuple[float, float] = NOWHERE, *,
    table: str = "ks2", column: str = "READPROG",
) -> Row:  # fmt: skip
    return (str(urn), table, "2018/19", "mainstream", column, value, pupils, *limits)


def reliable(rows: list[Row], *percentages: tuple[str, str]) -> pd.DataFrame:
    found = with_reliability(standard_scores(figures(rows)), percentages)
    return found.assign(shrunk=shrunk_scores(found)).set_index("urn")


# 40 schools whose mean is 0 and whose standard deviation is 2.
LEVEL = [-2.0, 2.0] * 20


def test_by_hand_from_published_limits() -> None:
    # Limits 1.96 to either side: a chance of 1, so that 4 - 1 = 3 of the spread is schools'.
    rows = [row(i, v, limits=(v - 1.96, v + 1.96)) for i, v in enumerate(LEVEL, 1000)]
    found = reliable(rows)
    assert found["chance"].to_numpy() == pytest.approx(1.0)
    assert found["reliability"].to_numpy() == pytest.approx(0.75)
    assert found["shrunk"].to_numpy() == pytest.approx(np.array([-0.75, 0.75] * 20))


def test_by_hand_from_a_percentage() -> None:
    # A mean of 50 %: a chance of 50 · 50 / 25 = 100 for 25 pupils and 25 for 100 pupils, in the
    # mean 62.5; the spread is 20² = 400, so that 337.5 of it are schools'.
    rows = [
        row(i, 50 + 10 * v, pupils, column="PTREAD_EXP")
        for i, (v, pupils) in enumerate(zip(LEVEL, [25.0, 25.0, 100.0, 100.0] * 10, strict=True))
    ]
    found = reliable(rows, ("ks2", "PTREAD_EXP"))
    assert found["chance"].iloc[:4].to_list() == pytest.approx([100, 100, 25, 25])
    expected = [337.5 / 437.5, 337.5 / 362.5]
    assert found["reliability"].iloc[[0, 2]].to_list() == pytest.approx(expected)
    # The same column of another table is no percentage.
    assert reliable(rows, ("ks4", "PTREAD_EXP"))["chance"].isna().all()


def test_by_hand_where_nothing_tells_the_chance() -> None:
    rows = [row(i, v, 40.0) for i, v in enumerate(LEVEL, 1000)]
    rows += [row(1, -2.0, 10.0), row(2, 2.0, math.nan), row(3, 2.0, 0.0), row(4, -2.0, 160.0)]
    found = reliable(rows)["reliability"]
    assert found["1000"] == pytest.approx(USUAL_RELIABILITY)  # as many pupils as usual
    assert found["2"] == found["3"] == USUAL_RELIABILITY  # on how many is not known
    assert found["1"] == pytest.approx(10 / (10 + 40 * 0.15 / 0.85))
    assert found["4"] == pytest.approx(160 / (160 + 40 * 0.15 / 0.85))


def test_limits_of_a_few_schools_do_not_tell_the_spread_of_all() -> None:
    rows = [row(i, v) for i, v in enumerate(LEVEL, 1000)]
    rows += [row(i, 2.0, limits=(0.5, 3.5)) for i in range(29)]
    assert reliable(rows)["reliability"].to_numpy() == pytest.approx(USUAL_RELIABILITY)
    rows.append(row(29, 2.0, limits=(0.5, 3.5)))
    known = reliable(rows)["reliability"]
    assert known["5"] != USUAL_RELIABILITY
    assert known["1000"] == pytest.approx(USUAL_RELIABILITY)


def test_limits_wider_than_the_spread_leave_nothing() -> None:
    rows = [row(i, v, limits=(v - 9, v + 9)) for i, v in enumerate(LEVEL, 1000)]
    found = reliable(rows)
    assert (found["reliability"] == 0).all()
    assert (found["shrunk"] == 0).all()


def test_limits_that_meet_leave_no_chance() -> None:
    rows = [row(i, v, limits=(v, v)) for i, v in enumerate(LEVEL, 1000)]
    assert (reliable(rows)["reliability"] == 1).all()


def test_an_interval_over_the_average_counts_as_the_average() -> None:
    rows = [row(i, v, limits=(v - 0.1, v + 0.1)) for i, v in enumerate(LEVEL, 1000)]
    rows += [row(1, -6.0, limits=(-12.5, 0.5)), row(2, 6.0, limits=(5.0, 7.0))]
    found = reliable(rows)["shrunk"]
    assert (found["1"], found["2"] > 2) == (0, True)
    profile = measured_profile(
        figures(rows),
        pd.DataFrame({"urn": ["1", "2"], "kind": "state", "pupils": 300.0}),
        Rules((_at_once(),), ()),
    )
    assert profile["need"].to_list() == [0, 0]
    assert profile["strength"].to_list()[0] == 0
    assert profile["strength"].to_list()[1] > 0
    assert profile["evidence"][0].startswith(
        "reading progress −6 (95 % limits −12.5 to 0.5), average 0, 2018/19, lower than "
    )


def _at_once() -> Indicator:
    """A rule by which the least is a need or a strength."""
    return Indicator(
        id="reading", table="ks2", columns={"READPROG": "reading progress"}, good="high",
        among=("mainstream",), why="w",
        gives=(Gives("need", "T2", "literacy", 0.0, 2.0, 0.8),
               Gives("strength", "T2", "literacy", 0.0, 2.0, 0.8)),
    )  # fmt: skip


def test_counts_and_bands_are_not_shrunk() -> None:
    """What a school has is no sample; for a band the interval has been asked already."""
    roll = Indicator(
        id="size", table="ks4", columns={"TPUP": "pupils", "BAND": "band"}, good="high",
        among=("mainstream",), gives=(Gives("strength", "C4", "", 0.0, 2.0, 0.5),), why="w",
        exact=True, bands={"BAND": {"good": 1.0}},
    )  # fmt: skip
    band = replace(roll, exact=False, columns={"BAND": "band"})
    shrunk = replace(roll, exact=False)
    made = [row(i, v, table="ks4", column="TPUP") for i, v in enumerate(LEVEL)]
    made += [row(i, v, table="ks4", column="BAND") for i, v in enumerate(LEVEL)]
    schools = pd.DataFrame({"urn": ["0", "1"], "kind": "state", "pupils": 300.0})
    found = {}
    for name, rule in (("roll", roll), ("band", band), ("shrunk", shrunk)):
        profile = measured_profile(figures(made), schools, Rules((rule,), ()))
        found[name] = profile["strength"].max()
    assert found == {"roll": 0.25, "band": 0.25, "shrunk": 0.21}  # 0.5 · 1 / 2, and · 0.85


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.floats(-9, 9), st.floats(1, 400), st.one_of(st.none(), st.floats(0.01, 9))
        ),
        min_size=30, max_size=60,
    ).filter(lambda made: max(v for v, _, _ in made) > min(v for v, _, _ in made))
)  # fmt: skip
def test_shrinking_never_turns_a_figure_round_and_never_blows_it_up(
    made: list[tuple[float, float, float | None]],
) -> None:
    rows = [
        row(i, v, pupils, NOWHERE if half is None else (v - half, v + half))
        for i, (v, pupils, half) in enumerate(made)
    ]
    found = reliable(rows)
    assert found["reliability"].between(0, 1).all()
    assert (found["shrunk"] * found["z"] >= 0).all()
    assert (found["shrunk"].abs() <= found["z"].abs() + 1e-12).all()


@pytest.mark.parametrize("percent", [True, False])
def test_more_pupils_are_more_reliable(percent: bool) -> None:
    rows = [row(i, 50 + 8 * v, 10.0 + i) for i, v in enumerate(LEVEL)]
    found = reliable(rows, *([("ks2", "READPROG")] if percent else []))
    order = found.sort_values("pupils")["reliability"].to_numpy()
    assert (np.diff(order) > 0).all()


def _world(seed: int, differences: float, wide: bool) -> tuple[pd.DataFrame, pd.Series, np.ndarray]:
    """FIGURES of 4,000 made-up primary schools of 16 to 120 pupils, the pupils and the true
    values; a pupil's progress has a standard deviation of 6."""
    rng = np.random.default_rng(seed)
    pupils = rng.integers(16, 121, 4_000)
    true = differences * rng.normal(size=len(pupils))
    error = 6 / np.sqrt(pupils)
    value = true + error * rng.normal(size=len(pupils))
    half = 1.96 * error if wide else np.full(len(pupils), np.nan)
    rows = [row(100_000 + i, v, float(n), (v - h, v + h))
            for i, (v, n, h) in enumerate(zip(value, pupils, half, strict=True))]  # fmt: skip
    return figures(rows), pd.Series(pupils), true


def _flagged(made: pd.DataFrame) -> pd.Series:
    reading = next(one for one in load_rules().indicators if one.id == "ks2-reading")
    schools = pd.DataFrame({"urn": made["urn"], "kind": "state", "pupils": 300.0})
    profile = measured_profile(made, schools, Rules((reading,), ()))
    return made["urn"].isin(profile.loc[profile["need"] > 0, "urn"])


@pytest.mark.parametrize("seed", range(3))
def test_where_schools_do_not_differ_nobody_has_a_need(seed: int) -> None:
    made, pupils, _ = _world(seed, differences=0.0, wide=True)
    flagged = _flagged(made)
    assert flagged.mean() < 0.005
    assert flagged[pupils < 25].mean() <= flagged[pupils > 60].mean() + 0.005
    # By its standard score alone every eighth would have one, and of the small every fourth.
    z = standard_scores(made)["z"].to_numpy()
    assert (z < -1.1)[pupils < 25].mean() > 0.2


@pytest.mark.parametrize("wide", [True, False])
def test_small_schools_have_a_need_no_more_often_than_large_ones(wide: bool) -> None:
    made, pupils, true = _world(7, differences=2.0, wide=wide)
    flagged = _flagged(made)
    assert flagged.mean() > 0.05
    assert flagged[pupils < 25].mean() <= flagged[pupils > 60].mean()
    assert (true[flagged] > 0).mean() < 0.02


def test_the_order_of_rows_does_not_matter() -> None:
    made, _, _ = _world(3, differences=2.0, wide=True)
    once = with_reliability(standard_scores(made), ())
    again = with_reliability(standard_scores(made.sample(frac=1, random_state=1)), ())
    pd.testing.assert_frame_equal(once, again)
