"""What a run says where an engine's map may not fit its schools, or few travel times are known."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from matcher.core.problems import Problem, ProblemLog
from matcher.core.settings.combine import settings
from matcher.core.travel.table import TimesTable
from matcher.core.travel.times import ROUTED, Answered, TravelFound
from matcher.jobs.travel.doubts import note_doubts
from matcher.jobs.travel.given import Engine, Travel
from matcher.show.run.travel_words import few_known

URNS = tuple(str(900_001 + place) for place in range(8))
# Of the schools in a line, the metres east of the first.
EAST = np.array([0, 400, 4_999, 5_000, 20_000, 30_000, 40_000, 50_000], dtype=float)


def noted(pairs: list[tuple[int, int, float]], **more: Any) -> dict[str, list[Problem]]:
    """The problems of a run by an engine that gave these pairs of schools these minutes."""
    schools = gpd.GeoDataFrame(
        {"urn": URNS, "name": [f"School {urn}" for urn in URNS], "list": "schools.csv",
         "sheet": "", "row": range(2, 10)},
        geometry=gpd.points_from_xy(430_000 + EAST, np.full(8, 280_000.0)), crs="EPSG:27700",
    )  # fmt: skip
    one, other, minutes = (np.array(part) for part in zip(*pairs, strict=True))
    table = pd.DataFrame(
        {"seeker_urn": [URNS[at] for at in one], "partner_urn": [URNS[at] for at in other],
         "minutes": minutes.astype(float)}
    )  # fmt: skip
    told = {"ways_asked": 0, "routed": 500, "estimated": 0, "unreachable": 0, "no_answer": 0,
            "off_network": (), "could_reach": 0, "bound_kmh": 140.0, "breaches": 0,
            "speeds": {}}  # fmt: skip
    found = TravelFound(pairs=table, **{**told, **more})
    nobody = np.zeros(0, dtype=np.int64)
    nothing = Answered(*(np.zeros(0) for _ in range(3)))
    metres = np.where(np.isin(URNS, found.off_network), 3_000.0, 5.0)
    times = TimesTable(len(URNS), nobody, nobody, nothing, by=ROUTED, snap_m=metres)
    log = ProblemLog()
    travel = Travel(times, URNS, Engine("osrm", "http://127.0.0.1:5000", "", "", "driving"))
    note_doubts(travel, found, schools, settings(), log)
    by_code: dict[str, list[Problem]] = {}
    for problem in log.problems:
        by_code.setdefault(problem.code, []).append(problem)
    return by_code


def test_no_way_next_door_is_told_once_with_the_nearest_two() -> None:
    problems = noted([(0, 2, math.inf), (0, 1, math.inf), (0, 3, math.inf), (1, 2, 4.0)])
    (row,) = problems["near_without_way"]
    assert "2 pairs less than 5 km apart" in row.message
    assert f"URN {URNS[0]} and {URNS[1]}, are 0.4 km apart" in row.message
    assert "larger extract" in row.hint
    assert noted([(0, 3, math.inf), (0, 1, 1.0)]) == {}


@pytest.mark.parametrize(("many", "rows"), [(5, 5), (6, 1)])
def test_schools_without_a_road_are_named_while_they_are_few(many: int, rows: int) -> None:
    off = noted([(0, 1, 1.0)], off_network=URNS[:many])["off_network"]
    assert len(off) == rows
    assert rows > 1 or off[0].message.startswith("6 of 8 schools lie outside")


@pytest.mark.parametrize(
    ("known", "estimated", "said"),
    [
        (3, 47, "47 estimates by the speed of 3 pairs alone"),
        (19, 1, "1 estimate by the speed of 19 pairs alone"),
        (20, 20, ""),
        (3, 0, ""),
        (40, 41, "41 travel times are estimates, and 40 are known"),
    ],
)
def test_estimates_that_rest_on_little_are_told(known: int, estimated: int, said: str) -> None:
    assert few_known(known, estimated).startswith(said)
    assert bool(few_known(known, estimated)) == bool(said)
    problems = noted([(0, 1, 1.0)], routed=known, estimated=estimated)
    assert set(problems) == ({"few_known_times"} if said else set())
