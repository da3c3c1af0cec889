"""What an explanation says of the way between two schools: never one thing for another."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from matcher.show.explain.facts import OffRoad
from matcher.show.explain.score.rows import score_title
from matcher.show.explain.travel import alone, near_basis, term_words, travel_sentences
from matcher.show.kit.reach import FREE_FLOW, Reach

CAR = Reach(40.0, max_minutes=60.0, by="by car", is_routed=True, note=FREE_FLOW)


def pair(minutes: float, by: str, **more: Any) -> Any:
    known = {
        "minutes_there": math.nan, "minutes_back": math.nan, "least_minutes": math.nan,
        "distance_km": 3.0, "off_road": (), "miles": False, "reach": CAR,
             "told_by": "routed",
        "road_m": (5.0, 99.0), "seeker": SimpleNamespace(name="Fen School"),
        "partner": SimpleNamespace(name="Hill College"),
    }  # fmt: skip
    return SimpleNamespace(minutes=minutes, minutes_by=by, **{**known, **more})


def test_a_score_that_leaves_out_what_is_exchanged_says_what_it_goes_by() -> None:
    assert alone(("near", "opportunity"), by_time=False) == "by distance and priority area alone"
    assert alone(("near",), by_time=True) == "by travel time alone"
    assert alone(("near", "opportunity", "gains"), by_time=False) == ""


@pytest.mark.parametrize(
    ("about", "said", "basis"),
    [
        (pair(math.nan, ""), [], "known"),
        (
            pair(41.0, "routed", minutes_there=40.2, minutes_back=41.8),
            ["Way: 41 minutes by car, the mean of 40 there and 42 back, as a routing engine found "
             "it; 3.0 km in a straight line", FREE_FLOW],
            "known",
        ),
        (
            pair(0.0, "routed"),
            ["Way: under a minute by car, as a routing engine found it; 3.0 km in a straight line",
             FREE_FLOW],
            "known",
        ),
        (
            pair(12.0, "file", reach=Reach(40.0, by="by bus")),
            ["Way: 12 minutes by bus, as the file of minutes has it; 3.0 km in a straight line"],
            "known",
        ),
        (
            pair(12.0, "estimate"),
            ["Way: 12 minutes by car, an estimate by the speed of this run's other pairs, as the "
             "engine gave no answer; 3.0 km in a straight line", FREE_FLOW],
            "an estimate, which counts as nothing known",
        ),
        (
            pair(12.0, "estimate",
                 off_road=(OffRoad("Elm School", math.inf), OffRoad("Ash School", 2345.5))),
            ["Way: 12 minutes by car, an estimate by the speed of this run's other pairs, as the "
             "engine knows no road near Elm School and Ash School is 2,346 m from the nearest road "
             "that the engine knows; 3.0 km in a straight line", FREE_FLOW],
            "an estimate, which counts as nothing known",
        ),
        (
            pair(12.0, "estimate", reach=Reach(40.0), told_by="file"),
            ["Way: 12 minutes, an estimate by the speed of this run's other pairs, as the file of "
             "minutes does not tell it otherwise; 3.0 km in a straight line"],
            "an estimate, which counts as nothing known",
        ),
        (
            pair(math.inf, "routed", distance_km=5.0),
            ["Way: there is none, as a routing engine found it"],
            "known",
        ),
        (
            pair(math.inf, "routed", distance_km=0.4),
            ["Way: there is none, as a routing engine found it",
             "The two are only 0.4 km apart in a straight line: the engine's map may be cut there; "
             "a larger extract would tell"],
            "known",
        ),
        (
            pair(math.inf, "file", distance_km=0.4),
            ["Way: there is none, as the file of minutes has it"],
            "known",
        ),
        (
            pair(0.3, "routed", minutes_there=0.2, minutes_back=0.4, road_m=(558.4, 101.0)),
            ["Way: under a minute by car, as a routing engine found it; 3.0 km in a straight line",
             "The nearest road is 558 m from Fen School; that way is not in the time",
             "The nearest road is 101 m from Hill College; that way is not in the time", FREE_FLOW],
            "known",
        ),
        (
            pair(1.4, "routed", minutes_there=0.4, minutes_back=2.4),
            ["Way: 1 minute by car, the mean of under 1 there and 2 back, as a routing engine "
             "found it; 3.0 km in a straight line", FREE_FLOW],
            "known",
        ),
        (
            pair(math.nan, "", least_minutes=35.2),
            ["Way: not asked for; at the greatest speed of the run it takes at least 35 minutes "
             "by car"],
            "at the least time that is possible",
        ),
        (
            pair(40.0, "estimate", minutes_there=40.0),
            ["Way: 40 minutes by car, an estimate: one way alone is known, and the other is taken "
             "to be as long; 3.0 km in a straight line", "Car times are without traffic"],
            "an estimate, which counts as nothing known",
        ),
        (
            pair(math.nan, "", least_minutes=20.6, minutes_there=40.0),
            ["Way: 40 minutes by car there; the way back was not asked for, as the mean of the two "
             "is at least 21 minutes by car at the greatest speed of the run"],
            "at the least time that is possible",
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_a_way(about: Any, said: list[str], basis: str) -> None:
    assert travel_sentences(about) == said
    assert near_basis(about) == basis


def test_a_way_that_was_not_asked_for_gives_the_most_that_a_score_could_be() -> None:
    apart = pair(math.nan, "", gate="not_routed", beyond=0)
    assert score_title(apart).startswith("What the score would be")
    apart = pair(math.nan, "", gate="not_routed", beyond=0, least_minutes=8.0)
    assert score_title(apart).startswith("The most that the score would be")


def test_nearness_is_called_by_its_minutes_where_it_counts_by_them() -> None:
    assert term_words("near", pair(41.0, "routed")) == "how near they are, 41 minutes by car"
    assert term_words("near", pair(math.nan, "")) == "how near they are"
    assert term_words("near", pair(math.inf, "routed")) == "how near they are"
    assert term_words("gives", pair(41.0, "routed")) == "seeker's needs covered"
