"""Needs from one year's figures on public data: they last, and chance gives few of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from lasting_needs import (
    AT_LEAST,
    AT_MOST,
    CHECKED_ON,
    CHOSEN_ON,
    PANEL,
    Lasting,
    hampshire,
    lasting,
    read_panel,
    rule_of,
    shuffled,
)
from performance_tables import figures


@pytest.fixture(scope="module")
def panel(shared_data: Path) -> pd.DataFrame:
    return read_panel(shared_data)


def total(parts: list[Lasting]) -> Lasting:
    return sum(parts[1:], parts[0])


@pytest.mark.real
@pytest.mark.parametrize("years", [CHOSEN_ON, CHECKED_ON], ids=["chosen on", "checked on"])
@pytest.mark.parametrize("name", AT_MOST)
def test_needs_last_on_the_years_they_were_chosen_on_and_on_another(
    panel: pd.DataFrame, name: str, years: tuple[int, ...]
) -> None:
    found = total([lasting(panel, rule_of(name), year) for year in years])
    assert found.share_flagged >= AT_LEAST
    assert found.share_other <= AT_MOST[name]
    assert found.followed > 0.9 * found.flagged


@pytest.mark.real
def test_writing_gives_no_need_and_strengths_last(panel: pd.DataFrame) -> None:
    years = (*CHOSEN_ON, *CHECKED_ON)
    assert total([lasting(panel, rule_of("ks2-writing"), year) for year in years]).flagged == 0
    for name in PANEL:
        found = total([lasting(panel, rule_of(name), year, "strength") for year in years])
        assert found.share_other <= AT_MOST.get(name, 0.20)


@pytest.mark.real
def test_by_published_limits_few_needs_are_false_and_small_schools_have_no_more(
    shared_data: Path,
) -> None:
    found = hampshire(shared_data)
    assert len(found) > 2_500
    assert found.loc[found["need"], "false"].mean() <= 0.10
    for name, rows in found.groupby("rule"):
        if (rows["pupils"] < 25).sum() >= 30:
            few, many = (rows.loc[at, "need"] for at in (rows["pupils"] < 25, rows["pupils"] > 60))
            assert few.mean() <= many.mean(), name


def test_shuffling_deals_out_the_same_figures_among_the_same_kind() -> None:
    rows = [(str(i), "ks2", "2018/19", "mainstream" if i % 3 else "special", "READPROG",
             float(i), 30.0 + i, i - 1.0, i + 1.0) for i in range(60)]  # fmt: skip
    made = figures(rows)
    dealt = shuffled(made)
    assert not dealt["value"].equals(made.sort_values(["like", "urn"])["value"])
    for like, before in made.groupby("like"):
        after = dealt[dealt["like"] == like]
        assert sorted(after["value"]) == sorted(before["value"])
        assert set(after["urn"]) == set(before["urn"])
        assert (after["pupils"] == after["value"] + 30).all()
        assert (after["low"] == after["value"] - 1).all()
