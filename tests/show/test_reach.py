"""How far apart two schools are in words, in kilometres and in minutes."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from matcher.core.settings.combine import settings
from matcher.show.kit.in_area import area_phrase
from matcher.show.kit.reach import FREE_FLOW, UNTOLD, Reach, way_of

CAR = Reach(40.0, max_minutes=60.0, by="by car", is_routed=True)


@pytest.mark.parametrize(
    ("minutes", "rests_on", "words"),
    [
        (math.nan, "", ""), (math.inf, "routed", "no way by car"),
        (0.0, "routed", "under a minute by car"), (0.4, "routed", "under a minute by car"),
        (0.6, "routed", "1 minute by car"), (25.4, "routed", "25 minutes by car"),
        (1234.0, "routed", "1,234 minutes by car"),
        (41.0, "estimate", "41 minutes by car (estimate)"), (41.0, "file", "41 minutes by car"),
    ],
)  # fmt: skip
def test_minutes_in_words(minutes: float, rests_on: str, words: str) -> None:
    assert CAR.minutes(minutes, rests_on) == words
    apart = CAR.apart(3.04, minutes, rests_on)
    assert apart == ("3.0 km apart" + (f", {words}" if words else ""))


@pytest.mark.parametrize(
    ("modes", "way"),
    [
        (("car",), "by car"), (("Driving", "car"), "by car"), (("bus",), "by bus"),
        (("public_transport",), "by public transport"), (("foot",), "on foot"),
        ((), ""), (("car", "bus"), ""), (("{{ 6007 * 7001 }}",), ""), (("<b>car</b>",), ""),
    ],
)  # fmt: skip
def test_a_way_is_told_in_our_own_words_or_not_at_all(modes: tuple[str, ...], way: str) -> None:
    assert way_of(modes) == way


def test_the_limit_is_in_minutes_where_they_take_its_place() -> None:
    config = settings(max_km=24, max_minutes=45)
    assert Reach.of(settings(max_km=24)).limit == "24 km"
    assert Reach.of(settings(max_km=24, miles=True)).limit == "24 km (14.9 miles)"
    assert Reach.of(config).limit == "45 minutes"
    routed = Reach.of(config, {"engine": "osrm", "modes": ["car"]})
    assert (routed.limit, routed.note) == ("45 minutes by car", FREE_FLOW)
    assert Reach.of(config, {"modes": ["car"]}).note == ""  # a file may know the traffic
    assert Reach.of(config, {"engine": "osrm", "modes": ["foot"]}).note == ""


@pytest.mark.parametrize(
    ("sources", "modes", "note"),
    [
        (["osrm 26.10.0"], ["car"], f"{FREE_FLOW} (they come from osrm 26.10.0)"),
        (["ours", "Valhalla, ours"], ["car"], f"{FREE_FLOW} (they come from Valhalla, ours)"),
        (["our route planner"], ["car"], ""), ([], ["car"], UNTOLD), ([], ["bus"], ""),
        (["osrm 26.10.0"], ["bus"], ""),
        (["osrmosis {{ 6007 * 7001 }}"], ["car"], ""),
    ],
)  # fmt: skip
def test_a_file_that_comes_from_an_engine_is_told_as_one(
    sources: list[str], modes: list[str], note: str
) -> None:
    record = {"engine": "", "modes": modes, "file": {"name": "minutes.csv", "sources": sources}}
    assert Reach.of(settings(), record).note == note
    assert not Reach.of(settings(), record).is_routed


def test_what_is_farther_than_the_limit() -> None:
    pairs = pd.DataFrame(
        {
            "distance_km": [3.0, 300.0, 300.0, 40.1, 40.0],
            "minutes": [61.0, 60.0, math.nan, 0.0, 9.0],
        }
    )  # not known is not far
    assert CAR.are_farther(pairs).tolist() == [True, False, False, False, False]
    assert Reach(40.0).are_farther(pairs).tolist() == [False, True, True, True, False]


def test_by_an_engines_times_what_is_counted_may_be_in_reach() -> None:
    """It was asked about few of the pairs, and the others count unless they are too far."""
    assert CAR.within == "that may be in reach within 60 minutes by car"
    assert Reach(40.0).within == "within 40 km"
    assert Reach(40.0, max_minutes=60.0, by="by bus").within == "within 60 minutes by bus"


def test_at_the_farthest_that_counts_as_near_a_school_is_near() -> None:
    near = "{} from the Hastings area".format
    for km, told in (
        (24.0, near("24 km")),
        (24.001, ""),
        (0.4, near("under 1 km")),
        (math.nan, ""),
    ):
        assert area_phrase("", "Hastings", km, "area", 8.0, miles=False) == told
    both = area_phrase("", "Hastings", 12.3, "area", 8.0, miles=True)
    assert both == near("12 km (8 miles)")
