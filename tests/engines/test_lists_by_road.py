"""Lists by travel time from a real engine are those that routing every pair would give."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import town
from brute import Brute
from fake_engines import FakeEngine, serving
from road_engines import Floats, ask

from matcher.core.geo import to_degrees
from matcher.core.settings.combine import settings
from matcher.jobs.matching.match import find
from matcher.jobs.matching.results import MatchResult
from matcher.jobs.stages.reading import Sources
from matcher.profile.cover import cover_table
from matcher.profile.vocabulary import load

pytestmark = pytest.mark.xdist_group("engines")

TOP_KMH = 140.0
SNAP_M = 1_000


class ByRoad(Brute):
    """Brute force with the minutes of every pair at hand, inf where there is no way."""

    def __init__(
        self, found: MatchResult, minutes: dict[tuple[str, str], float], snap_m: dict[str, float]
    ) -> None:
        super().__init__(
            found.schools, found.profile, found.config, cover_table(found.profile, load())
        )
        self.minutes, self.snap_m, self.asks_all = minutes, snap_m, False
        self.most_minutes, self.half_minutes = found.config.max_minutes, found.config.half_minutes

    def least(self, a: str, b: str) -> float:
        apart = self.distance(a, b) - (self.snap_m[a] + self.snap_m[b]) / 1000
        return max(0.0, 60 * max(apart, 0.0) / TOP_KMH - 1 / 60)

    def within_reach(self, i: str, j: str) -> bool:
        if self.asks_all and self.most_minutes:
            return self.least(i, j) <= self.most_minutes
        there = self.minutes[i, j]
        if math.isinf(there) and not self.asks_all:
            return False
        return there <= self.most_minutes if self.most_minutes else super().within_reach(i, j)

    def prepare(self) -> None:
        self.asks_all = True  # what stands in does not depend on who was asked
        super().prepare()
        self.asks_all = False

    def term(self, term: str, i: str, j: str) -> tuple[float, float, float]:
        if term != "near":
            return super().term(term, i, j)
        return 2.0 ** (-self.minutes[i, j] / self.half_minutes), 1.0, 1.0


def lists(found: MatchResult, side: str) -> dict[str, list[str]]:
    own, other, place = (
        ("seeker_urn", "partner_urn", "rank")
        if side == "seeker"
        else ("partner_urn", "seeker_urn", "partner_rank")
    )
    kept = found.matches[found.matches[place].notna() & (found.matches["beyond"] == 0)]
    lists: dict[str, list[str]] = {}
    for row in kept.sort_values([own, place]).to_dict("records"):
        lists.setdefault(row[own], []).append(row[other])
    return lists


def assert_lists_of(found: MatchResult, brute: ByRoad) -> None:
    brute.prepare()
    for side, members in (("seeker", brute.seekers), ("partner", brute.partners)):
        mine = lists(found, side)
        for urn in members:
            expected = [other for other, _ in brute.best(urn, side)]
            assert mine.get(urn, []) == expected, (side, urn)
    for row in found.matches.to_dict("records"):
        pair = row["seeker_urn"], row["partner_urn"]
        assert row["minutes"] == pytest.approx(brute.minutes[pair], abs=0.002), pair
        assert row["minutes_by"] == "routed"


def minutes_of(schools: list[town.School], each_way: Floats) -> dict[tuple[str, str], float]:
    mean = (each_way + each_way.T) / 2
    return {
        (one.urn, other.urn): round(float(mean[a, b]), 3)
        for a, one in enumerate(schools)
        for b, other in enumerate(schools)
    }


def listed(folder: Path, schools: list[town.School]) -> Path:
    return town.write_list(folder / "schools.csv", schools)


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def chosen(schools: list[town.School]) -> list[int]:
    """Fewer schools, as brute force is slow: the special ones but for the one in the sea, then
    seekers and partners in turn."""
    ordinary = range(len(town.SPECIAL), len(schools))
    seekers = [n for n in ordinary if schools[n].role == "seeker"][:44]
    partners = [n for n in ordinary if schools[n].role == "partner"][:18]
    special = [n for n, one in enumerate(town.SPECIAL) if one.name != "Lighthouse School"]
    return [*special, *seekers, *partners]


@pytest.fixture(scope="module")
def snap_m(
    osrm: str, schools: list[town.School], places: tuple[Floats, Floats]
) -> dict[str, float]:
    nearest = [
        ask(f"{osrm}/nearest/v1/car/{x:.6f},{y:.6f}")["waypoints"][0]["distance"]
        for x, y in zip(*places, strict=True)
    ]
    return dict(zip((one.urn for one in schools), nearest, strict=True))


@pytest.mark.parametrize(
    "given",
    [
        {"max_minutes": 60},
        {"max_minutes": 25, "weights": "nearest"},
        {"max_minutes": 60, "weights": "near=1", "k": 2},
        {"max_km": 15, "k": 4},
    ],
    ids=str,
)
def test_lists_by_osrm_equal_brute_force_over_all_pairs(
    osrm: str,
    by_osrm: Floats,
    schools: list[town.School],
    chosen: list[int],
    snap_m: dict[str, float],
    given: dict[str, Any],
    tmp_path: Path,
) -> None:
    these = [schools[number] for number in chosen]
    sources = Sources(lists=(listed(tmp_path, these),), travel=f"osrm={osrm}")
    found = find(sources, settings(**given))
    minutes = minutes_of(these, by_osrm[np.ix_(chosen, chosen)])
    assert_lists_of(found, ByRoad(found, minutes, snap_m))
    learned = found.ranking.travel
    assert learned is not None
    assert 0 < learned.routed + learned.unreachable <= learned.could_reach
    if given.get("weights") == "near=1":
        assert learned.routed + learned.unreachable < 0.85 * learned.could_reach


def test_lists_by_valhalla_equal_brute_force_over_its_recorded_matrix(
    valhalla: str, schools: list[town.School], chosen: list[int], tmp_path: Path
) -> None:
    """What Valhalla says of a pair depends on the table, so all its answers are taken from one
    table, written down, and a server answers from that."""
    these = [schools[number] for number in [*chosen[:35], *chosen[-14:]]]
    points = np.array([(one.easting, one.northing) for one in these], dtype=float)
    keys = [(round(x, 6), round(y, 6)) for x, y in zip(*to_degrees(*points.T), strict=True)]
    places = [{"lon": x, "lat": y, "search_cutoff": SNAP_M} for x, y in dict.fromkeys(keys)]
    told = ask(f"{valhalla}/sources_to_targets", {
        "sources": places, "targets": places, "costing": "auto", "verbose": False,
    })  # fmt: skip
    at = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    which = [at[key] for key in keys]
    whole = np.array(told["sources_to_targets"]["durations"], dtype=float)
    each_way = np.where(np.isnan(whole), np.inf, whole / 60)[np.ix_(which, which)]

    @dataclass
    class Recorded(FakeEngine):
        def seconds(self, origins, destinations, limit):  # type: ignore[no-untyped-def]
            rows = [[whole[at[one], at[other]] for other in destinations] for one in origins]
            return [[None if np.isnan(cell) else cell for cell in row] for row in rows]

    with serving(Recorded("valhalla", snap=lambda point: 5.0)) as recorded:
        sources = Sources(lists=(listed(tmp_path, these),), travel=recorded.travel)
        found = find(sources, settings(max_minutes=45, weights="nearest"))
    assert_lists_of(
        found, ByRoad(found, minutes_of(these, each_way), {one.urn: 5.0 for one in these})
    )


def test_twenty_shuffles_give_the_same_bytes(
    osrm: str, schools: list[town.School], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an engine asked anew each time; one school is in the sea."""
    these = [*schools[:28], *schools[-9:]]
    said = set()
    for seed in range(20):
        monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / f"cache {seed}"))
        random.Random(seed).shuffle(these)
        sources = Sources(lists=(listed(tmp_path, these),), travel=f"osrm={osrm}")
        found = find(sources, settings(max_minutes=60))
        assert found.ranking.travel is not None
        assert found.ranking.travel.estimated
        frames = (found.matches, found.ranking.travel.pairs)
        said.add("".join(frame.to_csv() for frame in frames))
    assert len(said) == 1
