"""Few pairs are asked how long they take, and every list is the one that asking about all gives."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from simulated_roads import AllTold, Roads
from strategies import random_cover, random_england
from travel_brute import TravelBrute

from matcher.core.errors import ServiceError, SettingError
from matcher.core.settings.combine import settings
from matcher.match import candidates
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.match.lists import top_k
from matcher.match.lists.permitted_pairs import permitted_pairs
from matcher.match.quick import nearest_first
from matcher.match.rank import Ranking, rank_pairs
from matcher.match.travel import seeker_search
from matcher.match.travel.bound import TOP_KMH
from matcher.match.travel.speeds import estimated_minutes

# So many random runs; another number tries more (docs/explanation/measured-results.md).
INSTANCES = int(os.environ.get("TRAVEL_EACH", "24"))


def random_run(seed: int) -> tuple[gpd.GeoDataFrame, pd.DataFrame, dict[str, Any], dict[str, Any]]:
    """SCHOOLS, PROFILE, what rank_pairs takes besides and what the roads are like."""
    rng = np.random.default_rng(seed)
    schools, profile = random_england(
        int(rng.integers(2, 140)),
        seed,
        known=float(rng.random()),
        size_km=float(rng.choice([20, 60, 150])),
        measured=float(rng.choice([0, 0.3])),
    )
    if rng.random() < 0.5:
        schools["listed"] = rng.integers(0, 2, len(schools))
    if rng.random() < 0.3:  # routes, which reach farther
        profile["activity"] = profile["activity"].replace("X1", "R1")
    options: dict[str, Any] = {
        "k": int(rng.integers(1, 8)),
        "weights": {
            "near": int(rng.integers(0, 4)),
            "opportunity": int(rng.integers(0, 3)),
            "gives": int(rng.integers(0, 5)),
            "gains": int(rng.integers(1, 3)),
        },
        "half_minutes": float(rng.choice([5, 15])),
    }
    if rng.random() < 0.6:
        options["max_minutes"] = float(rng.choice([5, 20, 45, 90]))
    else:
        options["max_km"] = float(rng.choice([5, 20, 60]))
    for name, value, share in (
        ("between", "all", 0.3),
        ("must_give", True, 0.3),
        ("reciprocal", True, 0.2),
        ("phases", ("Primary",), 0.2),
        ("from_register", "both", 0.2),
        ("worth_asking", 5, 0.3),
        ("routes_km", 20, 0.3),
    ):
        if rng.random() < share:
            options[name] = value
    roads = {
        "seed": seed,
        "kmh": float(rng.choice([40, 60, 110])),
        "islands": float(rng.choice([0, 0.1, 0.5])),
        "one_way": float(rng.choice([0, 0.1])),
        "silent": float(rng.choice([0, 0.05])),
        "far_off": float(rng.choice([0, 0.05, 0.3])),
        "across": float(rng.choice([0, 0.3])),
        "mute": float(rng.choice([0, 0.3])),
    }
    more = {"config": settings(**options), "cover": random_cover(seed) if seed % 3 == 0 else None}
    return schools, profile, more, roads


def outcome(schools: gpd.GeoDataFrame, roads: Roads, **more: Any) -> Ranking | str:
    """The ranking, or why there is none."""
    try:
        return rank_pairs(schools, travel=roads, **more)
    except (ServiceError, SettingError) as error:
        return str(error)


@pytest.mark.parametrize("seed", range(INSTANCES))
def test_lists_are_those_of_asking_about_every_pair(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes, in one piece and in many; that nothing is asked twice the roads see to
    themselves. What was asked one way alone tells that way, and counts for nothing else."""
    if seed % 2:  # small runs have the groups and pieces of large ones
        monkeypatch.setattr(nearest_first, "_SEEKERS", 5)
        monkeypatch.setattr(nearest_first, "_PARTNERS", 3)
        monkeypatch.setattr(candidates, "_TOGETHER", 2)
    schools, profile, more, roads = random_run(seed)
    few = Roads(schools, **roads)
    found = outcome(schools, few, profile=profile, **more)
    true = outcome(schools, AllTold(schools, **roads), profile=profile, **more)
    if isinstance(found, str) or isinstance(true, str):
        assert found == true
        return
    assert found.matches.to_csv() == true.matches.to_csv()
    assert found.without_partner == true.without_partner
    assert found.travel is not None
    assert found.travel.speeds == (true.travel.speeds if found.travel.speeds else {})  # type: ignore[union-attr]
    assert found.travel.ways_asked == few.ways
    pairs = found.travel.pairs
    half = pairs[pairs["minutes_by"] == ""]
    assert half[["minutes", "minutes_back"]].isna().all(axis=None)
    at = {urn: place for place, urn in enumerate(few.urn)}
    i, j = (half[one].map(at).to_numpy(np.int64) for one in ("seeker_urn", "partner_urn"))
    assert (few.truth(i, j).there == half["minutes_there"]).all()
    assert not {*zip(i.tolist(), j.tolist(), strict=True)} & few.asked_of
    assert len(few.asked_of) <= len(pairs) - len(half)


@pytest.mark.parametrize("few", [1, 4, 10, 25])
def test_the_same_are_asked_however_few_are_looked_at(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round looks at the best few of each seeker, and at all where those do not suffice; long
    lists are put in order by one key first. Neither changes whom a run asks, or what it says."""
    schools, profile = random_england(140, few, known=0.6, size_km=60)
    config = settings(k=3, max_minutes=45, weights="near=2,gives=4,gains=1", worth_asking=0)
    whole = Roads(schools, seed=few, islands=0.1, silent=0.05)
    found = rank_pairs(schools, profile, config, travel=whole)
    monkeypatch.setattr(seeker_search, "_FEW", few)
    monkeypatch.setattr(top_k, "_MANY", 1)
    part = Roads(schools, seed=few, islands=0.1, silent=0.05)
    same = rank_pairs(schools, profile, config, travel=part)
    assert found.matches.to_csv() == same.matches.to_csv()
    assert found.travel is not None
    assert same.travel is not None
    assert found.travel.pairs.to_csv() == same.travel.pairs.to_csv()
    assert (whole.ways, whole.asked_of) == (part.ways, part.asked_of)


def listed(matches: pd.DataFrame, own: str, other: str, place: str) -> dict[str, list[str]]:
    """Each list by its owner, in its order."""
    kept = matches[matches[place].notna() & (matches["beyond"] == 0)].sort_values([own, place])
    return {str(urn): rows[other].tolist() for urn, rows in kept.groupby(own)}


@pytest.mark.parametrize("max_minutes", [0, 25, 60])
@pytest.mark.parametrize("seed", [1, 2])
def test_lists_equal_brute_force_over_all_pairs(seed: int, max_minutes: int) -> None:
    schools, profile = random_england(70, seed, known=0.7, size_km=60, measured=0.2)
    config = settings(k=3, max_km=30, max_minutes=max_minutes, weights="near=3,gives=4,gains=1")
    roads = Roads(schools, seed=seed, islands=0.2, far_off=0.1, silent=0.05)
    cover = random_cover(seed)
    ranking = rank_pairs(schools, profile, config, travel=roads, cover=cover)
    brute = TravelBrute(schools, profile, config, roads, cover)
    brute.prepare()
    matches = ranking.matches
    for side, own, other, place in (
        ("seeker", "seeker_urn", "partner_urn", "rank"),
        ("partner", "partner_urn", "seeker_urn", "partner_rank"),
    ):
        members = brute.seekers if side == "seeker" else brute.partners
        true = {urn: [u for u, _ in best] for urn in members if (best := brute.best(urn, side))}
        assert listed(matches, own, other, place) == true
    asked = listed(matches, "seeker_urn", "partner_urn", "worth_asking")
    assert asked == {u: found for u in brute.seekers if (found := brute.worth_asking(u))}
    for partner, rows in matches[matches["phase_rank"].notna()].groupby("partner_urn"):
        by_phase: dict[str, list[str]] = {}
        for seeker in rows.sort_values("phase_rank")["seeker_urn"]:
            by_phase.setdefault(brute.phase_group(seeker), []).append(seeker)
        assert by_phase == brute.best_in_phases(str(partner))
    for row in matches.to_dict("records"):
        i, j = row["seeker_urn"], row["partner_urn"]
        minutes, is_estimate = brute.minutes(i, j)
        assert row["minutes"] == pytest.approx(minutes, abs=1e-9)
        assert row["minutes_by"] == ("estimate" if is_estimate else "routed")
        assert row["evidence"] == pytest.approx(brute.evidence(i, j), abs=1e-9)
        assert row["score"] == pytest.approx(brute.score(i, j), abs=1e-9)
    assert set(ranking.without_partner) == {
        urn for urn in brute.seekers if not brute.best(urn, "seeker")
    }
    told = set(matches.loc[matches["beyond"] == 1, "seeker_urn"])
    assert told <= set(ranking.without_partner)
    assert ranking.travel is not None
    assert set(ranking.travel.off_network) == brute.off & {*brute.seekers, *brute.partners}


@pytest.mark.parametrize("seed", range(4))
def test_a_road_quicker_than_the_bound_raises_it(seed: int) -> None:
    """The record says so, nothing is asked twice, and the lists are true by the raised bound."""
    schools, profile, more, roads = random_run(1000 + seed)
    roads |= {"quick": 0.2, "kmh": 110.0, "islands": 0.0}
    few = Roads(schools, **roads)
    found = outcome(schools, few, profile=profile, **more)
    true = outcome(schools, AllTold(schools, **roads), profile=profile, **more)
    if isinstance(found, str) or isinstance(true, str):
        assert found == true
        return
    assert found.travel is not None
    assert (found.travel.breaches > 0) == (found.travel.bound_kmh > TOP_KMH)
    assert found.matches.to_csv() == true.matches.to_csv()


def test_the_order_of_the_rows_changes_nothing() -> None:
    schools, profile = random_england(45, 5, known=0.6, size_km=40)
    config = settings(k=3, max_minutes=60)
    once = rank_pairs(schools, profile, config, travel=Roads(schools, seed=5))
    rng = np.random.default_rng(0)
    for _ in range(20):
        shuffled = schools.iloc[rng.permutation(len(schools))].reset_index(drop=True)
        other = profile.iloc[rng.permutation(len(profile))].reset_index(drop=True)
        again = rank_pairs(shuffled, other, config, travel=Roads(shuffled, seed=5))
        assert again.matches.to_csv() == once.matches.to_csv()
        assert again.travel is not None and once.travel is not None
        assert again.travel.pairs.to_csv() == once.travel.pairs.to_csv()


def test_few_pairs_are_asked() -> None:
    """With needs known a small part of those that could lie within the limit."""
    schools, profile = random_england(700, 8, known=1.0, size_km=200)
    roads = Roads(schools, seed=8, islands=0.0, far_off=0.0, silent=0.0)
    config = settings(k=3, max_minutes=60, weights="near=1,gives=4,gains=2")
    found = rank_pairs(schools, profile, config, travel=roads).travel
    assert found is not None
    assert len(roads.asked_of) <= len(found.pairs)  # who seeks and offers is met both ways round
    whole = found.pairs[found.pairs["minutes_by"] != ""]
    assert len(whole) < 0.2 * found.could_reach
    assert found.ways_asked == roads.ways < 0.7 * found.could_reach


def test_pairs_nobody_asked_about_count_in_what_is_told_of_the_narrowing() -> None:
    """Where every pair within the limit has a way, as many as without travel times."""
    schools, profile = random_england(45, 5, known=0.6, size_km=40)
    config = settings(k=1, max_km=20, reciprocal=True, half_minutes=15)
    roads = Roads(schools, seed=5, islands=0.0, far_off=0.0, silent=0.0)
    found = rank_pairs(schools, profile, config, travel=roads)
    plain = rank_pairs(schools, profile, config)
    assert found.narrowing is not None and plain.narrowing is not None
    assert found.narrowing.pairs == plain.narrowing.pairs
    assert len(roads.asked_of) < sum(plain.narrowing.pairs.values())


def in_one_block(schools: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same schools drawn together in one cell of the grid by which blocks are cut."""
    west, south, east, north = schools.total_bounds
    scale = 19_700.0 / max(east - west, north - south)
    drawn = schools.geometry.affine_transform(
        [scale, 0, 0, scale, 500_100.0 - west * scale, 180_100.0 - south * scale]
    )
    return schools.set_geometry(drawn)


def test_a_run_of_one_block_asks_no_more_than_its_lists_need() -> None:
    """What the seekers' lists told counts before the partners' are asked about."""
    schools, profile = random_england(300, 2, known=0.8, size_km=60)
    schools = in_one_block(schools)
    roads = Roads(schools, seed=2, islands=0.0, far_off=0.0, silent=0.0)
    config = settings(k=3, max_minutes=60, weights="near=1,gives=4,gains=2")
    found = rank_pairs(schools, profile, config, travel=roads).travel
    assert found is not None
    assert len(roads.asked_of) < 0.6 * found.could_reach


@pytest.mark.parametrize("quick", [0.0, 0.02])
def test_pairs_that_could_reach_are_counted_whatever_was_answered(quick: float) -> None:
    """Those that are known to be too far too, and all that a raised speed brings into reach."""
    schools, profile = random_england(120, 1, known=0.8, size_km=60)
    roads = Roads(schools, seed=1, kmh=110.0, quick=quick)
    config = settings(k=3, max_minutes=8, weights="near=1")
    found = rank_pairs(schools, profile, config, travel=roads).travel
    assert found is not None and (found.breaches > 0) == (quick > 0)
    everybody = FinishedRanking(schools, profile, replace(config, max_minutes=0, max_km=500.0))
    pairs = permitted_pairs(
        everybody.arrays, everybody.config, everybody.exclusions, everybody.weights
    )
    i, j = pairs.seekers, pairs.partners
    km, snap = np.sqrt(pairs.squared_m) / 1000.0, np.nan_to_num(roads.snap_m(), nan=1000.0) / 1000.0
    with np.errstate(invalid="ignore"):
        road_km = np.maximum(km - snap[i] - snap[j], 0.0)
    off = roads.off[i] | roads.off[j]
    within = 60.0 * road_km / found.bound_kmh - 1.0 / 60.0 <= 8.0
    if found.speeds:
        within[off] = estimated_minutes(km[off], found.speeds) <= 8.0
    assert found.could_reach == np.count_nonzero(within)


def test_a_list_that_nobody_sees_is_not_asked_about() -> None:
    """Schools of unknown phase stand in the list of all alone, not in one of their own."""
    schools, profile = random_england(200, 3, known=0.5, size_km=60)
    schools["age_low"], schools["age_high"] = 5.0, 18.0
    asked = []
    for other in ("", "Secondary"):
        phases = np.where(np.arange(len(schools)) % 5 > 0, "Primary", other)
        run = schools.assign(phase=pd.Series(phases, dtype="str", index=schools.index))
        roads = Roads(run, seed=3, islands=0.0, far_off=0.0, silent=0.0)
        rank_pairs(run, profile, settings(k=3, max_minutes=60, weights="near=1"), travel=roads)
        asked.append(len(roads.asked_of))
    assert asked[0] < 0.95 * asked[1]


@pytest.mark.parametrize("equal", [0.0, 0.5, 1.0])
def test_long_lists_are_in_the_order_of_all_four_keys(equal: float) -> None:
    """Standings that are the same, or so close that one key does not tell them apart."""
    rng = np.random.default_rng(7)
    many = 20_000
    own = rng.integers(0, 300, many)
    standing = np.where(rng.random(many) < equal, 0.5, 2.0 * rng.random(many))
    standing += rng.integers(0, 3, many) * 2.0**-52
    squared, tie = (
        rng.integers(0, 3, many).astype(float),
        rng.integers(0, 2, many).astype(np.uint64),
    )
    order = top_k.best_first(own, standing, squared, tie)
    rows = zip((-standing).tolist(), squared.tolist(), tie.tolist(), range(many), strict=True)
    keys = list(zip(own.tolist(), rows, strict=True))
    assert order.tolist() == sorted(range(many), key=keys.__getitem__)
