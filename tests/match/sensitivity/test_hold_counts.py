"""How sure a list is equals as many full runs, place by place, whatever a run was told."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from strategies import profile_table, random_cover, random_england

from matcher.cli.matching.sensitivity import sensitivity
from matcher.core.errors import SettingError
from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.match.build_arrays import build_arrays
from matcher.match.gates import Exclusions
from matcher.match.rank import rank_pairs
from matcher.match.sensitivity.draws import (
    CONCENTRATION,
    DRAWS,
    SEED,
    Draw,
    drawn,
    one_at_a_time,
)
from matcher.match.sensitivity.hold_counts import HeldLists, held_lists
from matcher.match.stand_ins import stand_in_sums

NONE = Exclusions()


def england(count: int, seed: int, **known: Any) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Schools of which a part is known, some of which need and offer routes."""
    schools, profile = random_england(count, seed, **known)
    rng = np.random.default_rng(seed)
    speaks = schools["urn"][schools["urn"].isin(profile["urn"]) & (rng.random(count) < 0.6)]
    routes = [
        (urn, str(rng.choice(["R1", "R3"])), "", *(round(float(x), 2) for x in rng.random(2)))
        for urn in speaks
    ]
    return schools, pd.concat([profile, profile_table(routes)], ignore_index=True)


def lists(
    schools: gpd.GeoDataFrame,
    profile: pd.DataFrame,
    config: Config,
    draws: list[Draw],
    cover: pd.DataFrame | None = None,
) -> tuple[list[str], tuple[HeldLists, ...]]:
    arrays = build_arrays(schools, profile, config, NONE, None, cover)
    sums = stand_in_sums(arrays, config, NONE)
    return list(arrays.urn), held_lists(arrays, sums, config, NONE, draws)[:4]


def by_place(urns: list[str], held: HeldLists, places: np.ndarray) -> dict[tuple[str, str], int]:
    pairs = zip(held.seeker.tolist(), held.partner.tolist(), places.tolist(), strict=True)
    return {(urns[i], urns[j]): place for i, j, place in pairs if place}


def run_again(
    schools: gpd.GeoDataFrame, profile: pd.DataFrame, config: Config, cover: pd.DataFrame | None
) -> tuple[dict[tuple[str, str], int], ...]:
    """The places of every pair of a run: in the seeker's list, in the partner's, in that of its
    phase, and worth asking."""
    matches = rank_pairs(schools, profile, config, cover=cover).matches
    pairs = list(zip(matches["seeker_urn"], matches["partner_urn"], strict=True))
    found = []
    for name in ("rank", "partner_rank", "phase_rank", "worth_asking"):
        known = matches[name].notna().tolist()
        places = matches[name].fillna(0).astype(int).tolist()
        found.append(
            {pair: place for pair, place, has in zip(pairs, places, known, strict=True) if has}
        )
    return tuple(found)


def assert_equal_to_runs(
    schools: gpd.GeoDataFrame,
    profile: pd.DataFrame,
    config: Config,
    draws: list[Draw],
    cover: pd.DataFrame | None = None,
) -> tuple[HeldLists, ...]:
    urns, sides = lists(schools, profile, config, draws, cover)
    of_run = run_again(schools, profile, config, cover)
    for held, expected in zip(sides, of_run, strict=True):
        assert by_place(urns, held, held.place) == expected
    for at, draw in enumerate(draws):
        again = run_again(schools, profile, draw.config(config), cover)
        for held, expected, before in zip(sides, again, of_run, strict=True):
            stay = {pair: place for pair, place in expected.items() if pair in before}
            assert by_place(urns, held, held.held[:, at]) == stay, draw
    return sides


@pytest.mark.parametrize(
    ("many", "given", "known"),
    [
        (50, {"k": 5}, {"known": 0.7, "measured": 0.3}),
        (9, {"weights": "near=3,gives=4,gains=0,opportunity=2", "k": 3}, {"known": 0.9}),
        (9, {"weights": "near=0,gives=1,gains=1,opportunity=1", "k": 4}, {"known": 0.6}),
    ],
)
def test_fifty_draws_are_fifty_runs(
    many: int, given: dict[str, Any], known: dict[str, float]
) -> None:
    schools, profile = england(80, seed=5, size_km=40, **known)
    config = settings(max_km=25, **given)
    draws = drawn(config, many, seed=3)
    seekers, _, phases, asked = assert_equal_to_runs(
        schools, profile, config, draws, random_cover(5)
    )
    some = (seekers, phases, asked) if many == 50 else (seekers, phases)
    for side in some:
        assert 0.2 < float(np.mean(side.held > 0)) < 0.999  # some hold, some do not


@pytest.mark.parametrize(
    "given",
    [
        {"must_give": True},
        {"reciprocal": True, "beyond": 4},
        {"activities": ("T3",), "subjects": ("physics",)},
        {"phases": ("Secondary",), "worth_asking": 0},
        {"max_km": 2.0, "beyond": 7, "k": 3},  # most have nobody within the limit
        {"routes_km": 0.0, "between": "all"},
        {"weights": "near=1"},
        {"weights": "near=1,gives=0.0001,gains=0,opportunity=0"},  # some draws leave gives at 0
    ],
)
def test_whatever_a_run_was_narrowed_to(given: dict[str, Any]) -> None:
    schools, profile = england(90, seed=9, known=0.6, measured=0.4, size_km=50)
    config = settings(**{"max_km": 20.0, "k": 4, **given})
    draws = [
        *drawn(config, 3, seed=8, concentration=10),
        *one_at_a_time(config, config.shares())[-3:],
    ]
    assert_equal_to_runs(schools, profile, config, draws)


def test_pairs_that_are_beaten_may_be_let_go_at_any_block(monkeypatch: pytest.MonkeyPatch) -> None:
    schools, profile = england(160, seed=12, known=0.8, size_km=120)
    config = settings(k=3, max_km=60)
    draws = drawn(config, 3)
    before = lists(schools, profile, config, draws)[1][1]
    monkeypatch.setattr("matcher.match.lists.partner_lists._AT_ONCE", 2)
    after = assert_equal_to_runs(schools, profile, config, draws)[1]
    assert np.array_equal(before.held, after.held) and np.array_equal(before.place, after.place)


def test_where_nothing_is_known_but_distance_and_area() -> None:
    schools, profile = random_england(90, seed=4, known=0.0)
    config = settings(k=3, max_km=40)
    assert_equal_to_runs(schools, profile, config, drawn(config, 6))


def test_a_term_that_has_no_weight_gets_none_and_all_add_up() -> None:
    config = settings(weights="near=3,gives=1,gains=0,opportunity=0")
    draws = drawn(config, 300, seed=2)
    assert {draw.weights["gains"] for draw in draws} == {0.0}
    assert {draw.half for draw in draws} == {5.0, 10.0, 20.0}
    near = np.array([draw.weights["near"] for draw in draws])
    assert all(abs(sum(draw.weights.values()) - 1) < 3e-4 for draw in draws)
    assert abs(near.mean() - 0.75) < 0.02
    assert near.std() == pytest.approx((0.75 * 0.25 / 51) ** 0.5, rel=0.15)


def test_the_command_draws_as_the_page_says() -> None:
    defaults = {option.name: option.default for option in sensitivity.params}
    assert (defaults["draws"], defaults["seed"], defaults["concentration"]) == (
        DRAWS, SEED, CONCENTRATION,
    )  # fmt: skip


def test_the_same_seed_draws_the_same_and_another_others() -> None:
    config = settings()
    assert drawn(config, 20, seed=7) == drawn(config, 20, seed=7)
    assert drawn(config, 20, seed=7) != drawn(config, 20, seed=8)
    assert drawn(config, 20, seed=7)[:9] == drawn(config, 9, seed=7)  # more draws only add


def test_each_setting_by_itself() -> None:
    config = settings(half_km=3)
    draws = one_at_a_time(config, {"near": 0.5, "gives": 0.5})
    assert [(draw.setting, draw.times) for draw in draws] == [
        *(("near", 0.5), ("near", 2.0), ("gives", 0.5), ("gives", 2.0)),
        *(("half_km", 0.5), ("half_km", 2.0)),
    ]
    assert draws[1].weights == {**config.weights, "near": 0.6}
    assert [draw.half for draw in draws] == [3, 3, 3, 3, 1.5, 6]
    assert [draw.setting for draw in one_at_a_time(config, {"near": 1.0})] == ["half_km"] * 2


@pytest.mark.parametrize(
    ("draws", "seed", "concentration"),
    [(0, 1, 50), (1001, 1, 50), (5, -1, 50), (5, 1, 0), (5, 1, float("nan"))],
)
def test_what_cannot_be_drawn_is_refused(draws: int, seed: int, concentration: float) -> None:
    with pytest.raises(SettingError):
        drawn(settings(), draws, seed, concentration)


def test_what_is_kept_is_told_by_draw() -> None:
    held = HeldLists(
        seeker=np.array([0, 0, 1, 1]),
        partner=np.array([5, 6, 5, 7]),
        place=np.array([1, 2, 2, 1]),
        held=np.array([[1, 2], [2, 1], [0, 1], [1, 2]], dtype=np.int16),
    )
    assert held.kept.tolist() == [0.75, 1.0]
    assert held.first_kept.tolist() == [1.0, 0.0]
    assert held.whole_kept(held.seeker).tolist() == [0.5, 1.0]
    assert np.isnan(held.of(np.zeros(4, dtype=bool)).kept).all()
