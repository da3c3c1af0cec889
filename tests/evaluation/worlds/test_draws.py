"""The worlds of tests/worlds.py are what they say: who joins, what moves results, what is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from worlds import FIRST_AFTER, WORLDS, Draw, draw


def results(one: Draw) -> pd.DataFrame:
    """Schools × years."""
    return one.panel.pivot(index="urn", columns="year_starting", values="progress")


def gap(one: Draw) -> pd.Series:
    """How far those who joined stand above the others, each year."""
    figures, joined = results(one), results(one).index.isin(one.treated)
    return figures[joined].mean() - figures[~joined].mean()


@pytest.mark.parametrize("name", list(WORLDS))
def test_a_draw_depends_on_the_seed_and_an_effect_is_all_that_it_adds(name: str) -> None:
    none, same, some, other = (draw(name, 1), draw(name, 1), draw(name, 1, 0.5), draw(name, 2))
    pd.testing.assert_frame_equal(none.panel, same.panel)
    pd.testing.assert_frame_equal(none.schools, some.schools)
    assert none.treated == some.treated != other.treated
    added = results(some) - results(none)
    joined = added.index.isin(none.treated)
    assert (
        np.nanmax(np.abs(added.to_numpy() - np.outer(joined, added.columns >= FIRST_AFTER) / 2))
        < 1e-9
    )
    assert len(none.treated) == 40 and len(none.schools) == 500
    assert len(none.before) == (1 if name == "dip-1" else 3) and none.after == (2018, 2019)


def test_sizes_and_years_are_as_asked() -> None:
    one = draw("random", 3, schools=120, treated=12, before=5, after=1)
    assert (one.before, one.after) == ((2013, 2014, 2015, 2016, 2017), (2018,))
    assert len(one.treated) == 12 and len(one.panel) == 120 * 6


def test_noise_is_one_a_year_in_every_world_of_random_joining() -> None:
    for name in ("random", "heavy-tails", "ar1", "small-schools", "missing-years"):
        figures = results(draw(name, 5, schools=8_000, treated=40, before=10, after=10))
        far = figures[FIRST_AFTER + 9] - figures[FIRST_AFTER - 10]
        assert far.var() == pytest.approx(2, rel=0.15), name
        assert figures.isna().to_numpy().mean() == pytest.approx(
            0.03 if name == "missing-years" else 0, abs=0.002
        )


def test_who_joins_is_who_the_world_says() -> None:
    low, poor = draw("low", 1, schools=5_000, treated=400), draw("new-test", 1, schools=5_000)
    assert gap(low).mean() < -0.3
    fsm = poor.schools.set_index("urn")["fsm_pct"]
    assert fsm[poor.treated].mean() > fsm.mean() + 4
    schools = draw("trust-shocks", 1).schools.set_index("urn")
    joined = schools["trust"][draw("trust-shocks", 1).treated]
    whole = schools["trust"].value_counts()
    parts = joined.value_counts()
    assert (parts == whole[parts.index]).sum() >= len(parts) - 1  # the last is cut to size
    of = draw("authority-shocks", 1).schools.set_index("urn")["la_code"]
    assert (of[draw("authority-shocks", 1).treated].value_counts() == 4).all()


def test_what_moves_results_is_what_the_world_says() -> None:
    many = {"schools": 20_000, "treated": 4_000}
    trend = gap(draw("trends", 1, **many))
    assert np.diff(trend).mean() == pytest.approx(0.15, abs=0.02)
    dip = gap(draw("dip-3", 1, **many))
    assert dip[2017] - dip.drop(2017).mean() == pytest.approx(-0.5, abs=0.06)
    one = draw("unsettled", 1, **many)
    far = results(one)[2019] - results(one)[2015]
    joined = far.index.isin(one.treated)
    assert far[joined].std() / far[~joined].std() == pytest.approx(1.5, abs=0.05)
    for name, column, sd in (("trust-shocks", "trust", 0.5), ("authority-shocks", "la_code", 0.3)):
        one = draw(name, 1, **many)
        far = (results(one)[2019] - results(one)[2015]).rename("far").reset_index()
        sets = far.merge(one.schools, on="urn").groupby(column)["far"].agg(["mean", "var", "count"])
        sets = sets[sets["count"] > 1]
        between = sets["mean"].var() - (sets["var"] / sets["count"]).mean()
        assert between == pytest.approx(2 * sd**2, rel=0.15), name


def test_low_schools_fall_behind_by_a_share_of_their_level() -> None:
    """What is left of a level is its covariance with the years before."""
    one = draw("widening", 1, schools=20_000)
    figures = results(one)
    others = figures[~figures.index.isin(one.treated)]
    table = one.schools.set_index("urn").loc[others.index]
    known = np.column_stack(
        [np.ones(len(table)), table["fsm_pct"], pd.get_dummies(table["region"])]
    )
    left = others - known @ np.linalg.lstsq(known, others.to_numpy(), rcond=None)[0]
    after = np.cov(left[2017], left[2018])[0, 1]
    assert after / np.cov(left[2016], left[2017])[0, 1] == pytest.approx(1.3, abs=0.05)
    assert gap(one)[2015] < -0.8


def test_neighbours_join_and_share_shocks_across_their_border() -> None:
    one = draw("neighbours", 1, schools=20_000)
    table = one.schools.set_index("urn")
    joined = sorted({int(code) - 800 for code in table["la_code"][one.treated]})
    assert len(joined) == 10 and (max(joined) - min(joined) == 9 or max(joined) == 1_999)
    far = results(one)[2019] - results(one)[2015]
    of = far.groupby(table["la_code"].astype(int)).mean().sort_index()
    beside = np.cov(of[:-1], of[1:])[0, 1] / 2  # two years' shocks; what a school has is its own
    assert beside == pytest.approx(0.8 * 0.5**2, rel=0.2)
