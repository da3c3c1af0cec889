"""Balance by hand, and what an exchange may and may not do."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import AFTER, BEFORE, COVARIATES, simulate

from matcher.evaluation.matching import exchange as exchanging
from matcher.evaluation.matching.balance import balance, covariate_spreads
from matcher.evaluation.matching.candidates import Candidates
from matcher.evaluation.matching.exchange import exchange
from matcher.evaluation.matching.nearest_neighbours import match, match_result
from matcher.evaluation.matching.units import Units, from_panel


def units_of(seed: int, schools: int = 120, treated: int = 12) -> Units:
    panel, table, mine = simulate(seed, 0.0, schools, treated)
    return from_panel(panel, table, mine, COVARIATES, BEFORE)


def test_by_hand() -> None:
    frame = pd.DataFrame(
        {
            "unit": ["t1", "t2", "c1", "c2", "c3"],
            "treated": [1, 1, 0, 0, 0],
            "x": [1.0, 3.0, 1.0, 4.0, 7.0],
            "flag": [0.0, 1.0, 0.0, 0.0, 1.0],
        }
    )
    units = Units.of(frame, ["x", "flag"])
    matched = match_result(units, [(0, 2, 1, 0.0), (1, 3, 1, 0.0)], "by hand", False, None, {})
    table = balance(units, matched).table.set_index("covariate")
    sd = math.sqrt(2.0)  # of 1 and 3
    assert table.loc["x", "smd_before"] == pytest.approx((2 - 4) / sd)
    assert table.loc["x", "smd_after"] == pytest.approx((2 - 2.5) / sd)
    assert table.loc["x", "vr_before"] == pytest.approx(2 / 9)
    assert table.loc["x", "vr_after"] == pytest.approx(2 / 4.5)
    assert table.loc["flag", "smd_before"] == pytest.approx((0.5 - 1 / 3) / 0.5)
    assert math.isnan(table.loc["flag", "vr_before"])


def test_common_support_names_who_is_beyond() -> None:
    frame = pd.DataFrame(
        {
            "unit": ["t1", "t2", "c1", "c2"],
            "treated": [1, 1, 0, 0],
            "x": [5.0, 99.0, 1.0, 9.0],
            "kind": ["a", "b", "a", "a"],
        }
    )
    units = Units.of(frame, ["x", "kind"])
    found = balance(units, match(units, replace=True))
    assert found.outside["x"] == ("t2",)
    assert found.outside["kind of school: b"] == ("t2",)


def test_a_share_of_all_is_no_variance() -> None:
    """31 times 1/31 is a hair off 1: the spread is that of both sides, not of the hair."""
    count = 31
    frame = pd.DataFrame(
        {
            "unit": [f"u{at}" for at in range(3 * count)],
            "treated": [1] * count + [0] * 2 * count,
            "kind": ["a"] * count + ["a", "b"] * count,
        }
    )
    units = Units.of(frame, ["kind"])
    expected = math.sqrt((0.0 + 0.25) / 2)
    assert covariate_spreads(units) == pytest.approx([expected, expected])


def test_a_level_that_no_treated_has_is_measured_by_both_sides() -> None:
    frame = pd.DataFrame(
        {
            "unit": list("abcdef"),
            "treated": [1, 1, 0, 0, 0, 0],
            "kind": ["x", "x", "x", "x", "x", "y"],
            "n": [1.0, 2.0, 1.0, 2.0, 3.0, 4.0],
        }
    )
    units = Units.of(frame, ["kind", "n"])
    spread = dict(zip(units.design().names, covariate_spreads(units), strict=True))
    assert spread["kindy"] == pytest.approx(math.sqrt((0 + 0.25 * 0.75) / 2))
    assert np.isfinite(balance(units, match(units)).table["smd_before"]).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 5_000), ratio=st.integers(1, 3), replace=st.booleans())
def test_an_exchange_betters_balance_and_keeps_every_rule(
    seed: int, ratio: int, replace: bool
) -> None:
    units = units_of(seed)
    options = {"exact": ("region",), "caliper": 3.0}
    plain = match(units, ratio=ratio, replace=replace, **options)
    known = Candidates(units, **options)
    mended = exchange(units, plain, known)
    assert mended.pairs[["treated", "k"]].equals(plain.pairs[["treated", "k"]])
    assert not mended.pairs.duplicated(["treated", "control"]).any()
    assert replace or mended.pairs["control"].is_unique
    region = dict(zip(units.unit, units.covariates["region"], strict=True))
    assert (mended.pairs["treated"].map(region) == mended.pairs["control"].map(region)).all()
    assert (mended.pairs["distance"] <= 3.0).all()
    apart = [balance(units, one).table["smd_after"].to_numpy() for one in (plain, mended)]
    if (plain.pairs["k"].groupby(plain.pairs["treated"]).max() == ratio).all():
        assert (apart[1] ** 2).sum() <= (apart[0] ** 2).sum() + 1e-9
    changed = (mended.pairs["control"] != plain.pairs["control"]).any()
    assert ("exchange" in mended.how) == changed
    assert not changed or np.abs(apart[0]).max() >= 0.05


def test_distances_of_exchanged_pairs_are_theirs() -> None:
    """Matched again with nothing to choose from, each pair is as far as it says."""
    units = units_of(7)
    mended = exchange(units, match(units), Candidates(units))
    assert "exchange" in mended.how
    every = match(units, replace=True, ratio=int((~units.treated).sum())).pairs
    known = every.set_index(["treated", "control"])["distance"]
    for pair in mended.pairs.itertuples():
        assert pair.distance == pytest.approx(known[pair.treated, pair.control], abs=1e-9)


def test_the_comparison_group_is_balanced_on_simulated_panels() -> None:
    for seed in range(10):
        panel, table, mine = simulate(seed, 0.0)
        units = from_panel(panel, table, mine, COVARIATES, BEFORE)
        assert not balance(units, match(units, ratio=3)).table.empty
        assert balance(units, exchange(units, match(units, ratio=3), Candidates(units))).reached
    assert max(BEFORE) < min(AFTER)


def test_what_is_balanced_already_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units for which an exchange could still help, so that it is the limit that holds it back."""
    units = units_of(670)
    plain = match(units)
    worst = np.abs(balance(units, plain).table["smd_after"].to_numpy()).max()
    assert 0.04 < worst < exchanging.TARGET
    assert exchange(units, plain, Candidates(units)) is plain
    monkeypatch.setattr(exchanging, "TARGET", 0.0)
    assert exchange(units, plain, Candidates(units)) is not plain
