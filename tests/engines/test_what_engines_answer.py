"""What a real engine answers for the made-up town: the traps that the product has to see through.

Each holds for the versions of requirements/engines.txt. Where one no longer does, the product may
be made simpler.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import town
from road_engines import Floats, ask

pytestmark = pytest.mark.xdist_group("engines")

WEST, EAST, LARGE_ISLE, SMALL_ISLE, SEA, ISLE_PARTNER, HARBOUR, SAME_SITE = range(8)


def table(url: str, places: tuple[Floats, Floats], which: list[int], more: str = "") -> dict:  # type: ignore[type-arg]
    points = ";".join(f"{places[0][i]:.6f},{places[1][i]:.6f}" for i in which)
    return ask(f"{url}/table/v1/driving/{points}?annotations=duration{more}")  # type: ignore[no-any-return]


def matrix(
    url: str, places: tuple[Floats, Floats], which: list[int], **more: object
) -> list[list[float | None]]:
    points = [{"lon": float(places[0][i]), "lat": float(places[1][i])} | more for i in which]
    said = ask(f"{url}/sources_to_targets", {
        "sources": points, "targets": points, "costing": "auto", "verbose": False,
    })  # fmt: skip
    return said["sources_to_targets"]["durations"]  # type: ignore[no-any-return]


def test_the_estuary_is_three_kilometres_wide_and_forty_minutes_round(
    by_osrm: Floats, valhalla: str, places: tuple[Floats, Floats]
) -> None:
    west, east = town.schools()[:2]
    assert math.hypot(west.easting - east.easting, west.northing - east.northing) == 3_000
    assert 40 < by_osrm[WEST, EAST] < 48
    said = matrix(valhalla, places, [WEST, EAST])[0][1]
    assert said is not None
    assert 35 < said / 60 < 45


def test_osrm_answers_for_the_sea(osrm: str, places: tuple[Floats, Floats]) -> None:
    said = table(osrm, places, [WEST, SEA])
    assert said["code"] == "Ok"
    assert said["durations"][0][1] > 0
    assert said["destinations"][1]["distance"] > 8_000


def test_swapped_axes_are_a_good_answer_of_zeros(osrm: str, places: tuple[Floats, Floats]) -> None:
    said = table(osrm, places[::-1], [WEST, EAST, HARBOUR])
    assert said["code"] == "Ok"
    assert not np.array(said["durations"]).any()
    assert min(point["distance"] for point in said["sources"]) > 1e6


@pytest.mark.parametrize("island", [LARGE_ISLE, SMALL_ISLE])
def test_an_island_within_a_radius_of_its_own_roads_is_unreachable(
    osrm: str, valhalla: str, places: tuple[Floats, Floats], island: int
) -> None:
    within = table(osrm, places, [WEST, island], "&radiuses=1000;1000")
    assert within["durations"][0][1] is within["durations"][1][0] is None
    assert matrix(valhalla, places, [WEST, island], search_cutoff=1_000)[0][1] is None


def test_a_small_island_is_answered_from_the_mainland(
    osrm: str, valhalla: str, places: tuple[Floats, Floats]
) -> None:
    """Without a radius both move a point of a small piece of the network onto a larger piece,
    kilometres away, and OSRM only if the table has a point of a larger one."""
    alone = table(osrm, places, [SMALL_ISLE, SMALL_ISLE])
    assert alone["sources"][0]["distance"] < 20
    among = table(osrm, places, [SMALL_ISLE, WEST])
    assert among["sources"][0]["distance"] > 8_000
    assert among["durations"][0][1] > 0
    cell = matrix(valhalla, places, [SMALL_ISLE, WEST])[0][1]
    assert cell is not None
    assert cell > 0


def test_the_engines_differ_by_a_sixth(
    by_osrm: Floats, valhalla: str, places: tuple[Floats, Floats]
) -> None:
    """In either direction OSRM's minutes are the more, on the same streets."""
    land = [i for i in range(45) if i not in (LARGE_ISLE, SMALL_ISLE, SEA, ISLE_PARTNER)]
    theirs = np.array(matrix(valhalla, places, land), dtype=float) / 60
    ours = by_osrm[np.ix_(land, land)]
    apart = theirs > 1
    ratio = float(np.median(ours[apart] / theirs[apart]))
    print(f"OSRM's minutes ÷ Valhalla's: {ratio:.2f}")
    assert 1.1 < ratio < 1.3


def test_two_on_one_site_are_no_minutes_apart(
    by_osrm: Floats, valhalla: str, places: tuple[Floats, Floats]
) -> None:
    assert by_osrm[HARBOUR, SAME_SITE] == 0
    assert matrix(valhalla, places, [HARBOUR, SAME_SITE])[0][1] == 0


def test_the_profile_in_the_address_is_ignored(osrm: str, places: tuple[Floats, Floats]) -> None:
    by_car = table(osrm, places, [WEST, EAST])["durations"]
    points = ";".join(f"{places[0][i]:.6f},{places[1][i]:.6f}" for i in (WEST, EAST))
    assert ask(f"{osrm}/table/v1/on-foot/{points}?annotations=duration")["durations"] == by_car


def test_there_and_back_differ(by_osrm: Floats) -> None:
    """One-way streets."""
    both = np.isfinite(by_osrm) & np.isfinite(by_osrm.T)
    differ = np.abs(by_osrm[both] - by_osrm.T[both])
    assert (differ > 0.2).mean() > 0.5


def test_no_pair_is_quicker_than_the_bound(by_osrm: Floats, schools: list[town.School]) -> None:
    at = np.array([(one.easting, one.northing) for one in schools]) / 1000
    km = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    known = np.isfinite(by_osrm)
    assert (by_osrm[known] >= 60 * np.maximum(km[known] - 2.0, 0) / 140 - 1 / 60).all()
