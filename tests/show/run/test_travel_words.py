"""What a run says of its travel times, and where its lists show them."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.show.kit.reach import FREE_FLOW, Reach
from matcher.show.run.travel_words import gave_up_lines, travel_lines

ENGINE: dict[str, Any] = {
    "engine": "osrm", "address": "http://127.0.0.1:5000", "version": "26.10.0",
    "data": "2026-10-01", "profile": "driving", "modes": ["car"], "file": {}, "pairs_routed": 1234,
    "pairs_estimated": 56, "pairs_unreachable": 7, "no_answer": 6, "places_off_network": 1,
    "could_reach": 9000, "speed_bound_kmh": 140.0, "breaches": 0, "speeds": {},
}  # fmt: skip
FILE = {
    **ENGINE, **dict.fromkeys(("engine", "address", "version", "data", "profile"), ""),
    "modes": ["bus"], "no_answer": 56, "places_off_network": 0,
    "file": {"name": "minutes.csv", "sources": [], "dates": ["2026-11-01", "2026-11-30"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("record", "reach", "lines"),
    [
        ({}, Reach(40.0), []),
        (
            ENGINE, Reach(40.0, by="by car", is_routed=True, note=FREE_FLOW),
            ["Travel times by car: osrm 26.10.0, roads of 1 October 2026",
             "Pairs with travel times: 1,234 routed, 56 estimated (6 for want of an answer), 7 "
             "without a way, 1 school too far from any road", FREE_FLOW],
        ),
        (
            {**ENGINE, "data": "", "version": "", "breaches": 3, "speed_bound_kmh": 151.2,
             "gave_up": "the service answered 500", "places_unanswered": 2},
            Reach(40.0),
            ["Travel times: osrm, roads of a day that is not known",
             "Pairs with travel times: 1,234 routed, 56 estimated (6 for want of an answer), 7 "
             "without a way, 1 school too far from any road",
             "Faster than thought possible: 3 answers; the greatest speed was raised to 151 km/h "
             "and the search run again"],
        ),
        (
            FILE, Reach(40.0, by="by bus"),
            ["Travel times by bus: from minutes.csv, 1 November 2026 to 30 November 2026",
             "Pairs with travel times: 1,234 in the file, 56 estimated, 7 without a way"],
        ),
        (
            {**FILE, "file": {**FILE["file"], "sources": ["a  planner", "b", "c", "d"]}},
            Reach(40.0, by="by bus"),
            ["Travel times by bus: from minutes.csv (a planner, b, c and 1 more), 1 November 2026 "
             "to 30 November 2026",
             "Pairs with travel times: 1,234 in the file, 56 estimated, 7 without a way"],
        ),
    ],
)  # fmt: skip
def test_a_summary_tells_who_told_the_times_and_of_how_many(
    record: dict[str, Any], reach: Reach, lines: list[str]
) -> None:
    assert travel_lines(record, reach) == lines
    assert [" ".join(line.split()[:3]) for line in gave_up_lines(record)] == (
        ["The engine was", "The engine said"] if "gave_up" in record else []
    )
