"""Ties favour nobody: not the schools that were registered first, not the first rows.

``TIED_PARTNERSHIPS=60`` and ``ROW_SHUFFLES=40`` run as many as the measured results tell of, and
``pytest -s`` prints what they come to.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from panels import AFTER, BEFORE, COVARIATES, simulate

from matcher.evaluation.effect.effect import difference, mean_change
from matcher.evaluation.evaluation import compare
from matcher.evaluation.matching.balance import covariate_spreads
from matcher.evaluation.matching.candidates import Candidates
from matcher.evaluation.matching.exchange import TARGET, exchange
from matcher.evaluation.matching.nearest_neighbours import MatchResult, match
from matcher.evaluation.matching.prepare import Options, match_units, units_with_outcomes
from matcher.evaluation.matching.tie_effects import effect_range, other_orders, tie_cautions
from matcher.evaluation.matching.units import Floats, Units, from_panel
from matcher.evaluation.report.facts import as_dict


def on_a_line(*places: float, treated: int = 1, more: str = "") -> Units:
    """Units at ``places``, the first of them treated; ``more`` goes before each name."""
    frame = pd.DataFrame(
        {
            "unit": [f"{more}{at}" for at in range(len(places))],
            "treated": [1] * treated + [0] * (len(places) - treated),
            "x": places,
        }
    )
    return Units.of(frame, ["x"])


def coarse(seed: int, schools: int = 200, treated: int = 20) -> tuple[pd.DataFrame, ...]:
    """A panel in whole numbers, so that many schools stand at one place."""
    panel, table, mine = simulate(seed, 0.0, schools, treated)
    return panel.assign(progress=panel["progress"].round()), table, mine


def test_equally_near_controls_are_taken_as_often() -> None:
    """Ten at one place for 600 treated units to choose from: whoever stands first is not
    favoured. (Chance alone gives a count beyond 37 to 85 once in a thousand.)"""
    units = on_a_line(*[0.0] * 610, 5.0, treated=600)
    known = Candidates(units)
    taken = Counter(int(known.ranked(t, 0)[0][0]) for t in range(600))
    assert len(taken) == 10
    assert min(taken.values()) > 36 and max(taken.values()) < 86


@pytest.mark.parametrize(
    ("places", "ratio", "tied"),
    [
        ((0.0, 0.0, 0.0, 0.0, 3.0), 1, {"0": 3}),
        ((0.0, 0.0, 0.0, 0.0, 3.0), 3, {}),  # all three serve
        ((0.0, 0.0, 0.0, 0.0, 3.0), 4, {}),
        ((0.0, 0.0, 1.0, -1.0, 3.0), 2, {"0": 2}),  # at the edge of the ratio
        ((0.0, 0.0, 1.0, -1.0, 3.0), 1, {}),
    ],
)
def test_who_is_tied(places: tuple[float, ...], ratio: int, tied: dict[str, int]) -> None:
    assert match(on_a_line(*places), ratio=ratio).tied == tied


def test_what_another_takes_first_was_a_choice() -> None:
    """Two schools, each with the same two at distance 0: both had a choice, or one had."""
    matched = match(on_a_line(0.0, 0.0, 0.0, 0.0, 9.0, treated=2))
    assert len(matched.tied) == 1 and set(matched.tied.values()) == {2}


def test_the_order_of_rows_changes_nothing_where_all_are_tied() -> None:
    panel, schools, mine = coarse(3)
    told = set()
    for seed in range(int(os.environ.get("ROW_SHUFFLES", "5"))):
        rng = np.random.default_rng(seed)
        options = Options(("progress", "phase"), exact=("phase",), ratio=2)
        found = compare(
            panel.sample(frac=1, random_state=seed), schools.sample(frac=1, random_state=seed),
            list(rng.permutation(mine)), "progress", BEFORE[1:], AFTER, options,
        )  # fmt: skip
        assert len(found.matched.tied) > 10
        told.add(json.dumps(as_dict(found) | {"pairs": found.matched.pairs.to_dict("list")}))
    assert len(told) == 1


def test_other_orders_are_other_matches_as_near() -> None:
    panel, schools, mine = coarse(5)
    options = Options(("progress",), exchange=False)
    units, years = units_with_outcomes(panel, schools, mine, "progress", BEFORE[1:], AFTER, options)
    matched = match_units(units, options)
    others = list(other_orders(units, matched, options, 5))
    assert len({tuple(one.pairs["control"]) for one in [matched, *others]}) == 6
    for one in others:
        assert one.pairs["distance"].sum() == pytest.approx(matched.pairs["distance"].sum())
        assert one.how == matched.how

    def effect(one: MatchResult) -> float:
        return difference(units, one, mean_change(years, BEFORE[1:], AFTER)).effect

    reach = effect_range(units, matched, options, effect)
    assert reach is not None and reach[0] < effect(matched) < reach[1]
    (first, second) = tie_cautions(units, matched, options)
    assert first.startswith(f"For {len(matched.tied)} of 20 schools more comparison schools")
    assert "single figure, progress in 2016/17" in second
    theirs = Options(("progress",), like_matchit=True, ratio=1)
    first = match_units(units, theirs)
    assert not list(other_orders(units, first, theirs)) and "in the order of the data" in first.how
    assert "registered first" in tie_cautions(units, first, theirs)[0]


def test_without_ties_there_is_nothing_to_say() -> None:
    panel, schools, mine = simulate(5, 0.0, 200, 20)
    units = from_panel(panel, schools, mine, COVARIATES, BEFORE)
    options = Options(COVARIATES)
    matched = match_units(units, options)
    assert not matched.tied and not list(other_orders(units, matched, options))
    assert effect_range(units, matched, options, lambda _: 0.0) is None
    assert tie_cautions(units, matched, options) == []


def gap_of(values: Floats, sets: dict[int, list[int]]) -> Floats:
    apart = [values[t] - values[own].mean(axis=0) for t, own in sets.items()]
    return np.asarray(np.mean(apart, axis=0))


@pytest.mark.parametrize("replace", [False, True])
def test_exchanges_are_those_of_a_plain_search(replace: bool) -> None:
    """One exchange after the other, each pair and candidate tried in turn."""
    for seed in (670, 671, 672):
        panel, table, mine = simulate(seed, 0.0, 120, 12)
        units = from_panel(panel, table, mine, COVARIATES, BEFORE)
        known = Candidates(units)
        plain = match(units, ratio=2, replace=replace)
        mended = exchange(units, plain, known, nearest=15)
        at = {urn: place for place, urn in enumerate(units.unit)}
        sets: dict[int, list[int]] = {}
        for pair in plain.pairs.itertuples():
            sets.setdefault(at[pair.treated], []).append(at[pair.control])
        spread = covariate_spreads(units)
        values = units.design().values[:, spread > 0] / spread[spread > 0]

        count = 0
        while np.abs(gap := gap_of(values, sets)).max() >= TARGET:
            best = (gap @ gap - 1e-9, -1, -1, -1)
            for t, own in sets.items():
                taken = own if replace else list(chain(*sets.values()))
                for k, c in enumerate(list(own)):
                    for other in known.ranked(t, 0, 15)[0][:15].tolist():
                        if other not in taken:
                            own[k] = other
                            gap = gap_of(values, sets)
                            best = min(best, (gap @ gap, t, k, other))
                            own[k] = c
            if best[1] < 0:
                break
            sets[best[1]][best[2]] = best[3]
            count += 1
        assert count
        found = mended.pairs.groupby("treated")["control"].agg(set).to_dict()
        assert found == {units.unit[t]: {units.unit[c] for c in own} for t, own in sets.items()}


@pytest.mark.real
def test_comparison_schools_of_real_ones_stand_where_these_do(shared_data: Path) -> None:
    """Random primaries matched on one year's figure alone: by URN nine in ten of their
    comparison schools were in London, and the mean effect -0.26."""
    panel = pd.read_csv(
        shared_data / "performance" / "school-year-panel-2015-2018.csv.gz",
        usecols=["urn", "year_starting", "reading_progress"], dtype={"urn": str},
    )  # fmt: skip
    panel = panel[panel["year_starting"].isin([2016, 2017])].dropna()
    panel = panel.drop_duplicates(["urn", "year_starting"])
    register = pd.read_csv(
        shared_data / "gias" / "register-2025-05-24.csv", dtype=str, encoding="cp1252",
        usecols=["URN", "LA (code)", "PhaseOfEducation (name)"],
    )  # fmt: skip
    with (shared_data / "gias" / "la-regions.csv").open(encoding="utf-8") as stream:
        regions = {row["la_code"]: row["dfe_region"] for row in csv.DictReader(stream)}
    schools = pd.DataFrame({"urn": register["URN"], "region": register["LA (code)"].map(regions)})
    whole = panel["urn"].value_counts()
    primary = register["PhaseOfEducation (name)"] == "Primary"
    schools = schools[primary & schools["urn"].isin(whole[whole == 2].index)].dropna()
    region = schools.set_index("urn")["region"]
    effects, places = [], []
    for seed in range(int(os.environ.get("TIED_PARTNERSHIPS", "6"))):
        mine = list(schools["urn"].sample(50, random_state=seed))
        options = Options(("reading_progress",))
        units, years = units_with_outcomes(
            panel, schools, mine, "reading_progress", (2016,), (2017,), options
        )
        matched = match_units(units, options)
        assert len(matched.tied) >= 45
        effects.append(difference(units, matched, mean_change(years, (2016,), (2017,))).effect)
        places += list(matched.pairs["control"].map(region))
    share, error = (np.array(places) == "London").mean(), np.std(effects, ddof=1)
    # Of few draws the spread is that of sixty, 0.34.
    error = max(error, 0.34) / len(effects) ** 0.5
    all_of_them = (region == "London").mean()
    print(f"\n{len(effects)} partnerships: effect {np.mean(effects):+.3f} ± {error:.3f}; "
          f"comparison schools in London {share:.1%}, of all {all_of_them:.1%}")  # fmt: skip
    assert share == pytest.approx(all_of_them, abs=0.05)
    assert abs(np.mean(effects)) < 3 * error
