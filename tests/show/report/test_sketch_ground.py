"""The ground of the small map of a page: land and sea where they are, towns that stand free."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import shapely

from matcher.show.kit.sketch_ground import ground, towns
from matcher.show.kit.sketch_map import GridView
from matcher.show.map.data.geography import GEOGRAPHY_ATTRIBUTION
from matcher.show.report import seeker
from matcher.show.report.facts import Listed, ReportFacts, RunFacts
from matcher.show.report.sketch_map import sketch

RUN = RunFacts("1 November 2026", "40 km", 5, (), (), {"near": 1.0})
PAGE = ReportFacts(
    "seeker", "1", "One", "", "", "", None, (), (), True, True, False, False, "", 9, False,
    (), (), (), "", (), RUN,
)  # fmt: skip
HASTINGS, BEXHILL, LEEDS, MOOR = (582_000, 109_500), (574_500, 107_800), (430_000, 433_500), (
    432_000, 436_000)  # fmt: skip


def land(view: GridView, marks: list[str]) -> shapely.Geometry:
    """What is drawn as land, in px."""
    rings = [
        shapely.Polygon([tuple(map(float, at.split(","))) for at in ring.split()])
        for ring in re.findall(r"M([^MZ]*)Z", "".join(marks))
    ]
    return shapely.unary_union([ring.buffer(0) for ring in rings])


def test_the_sea_is_where_it_is_and_towns_are_named() -> None:
    view = GridView([HASTINGS, BEXHILL, (578_000, 116_000)], (460.0, 300.0))
    marks = ground(view)
    assert marks[0].startswith("<rect")
    shown = land(view, marks)
    assert shown.contains(shapely.Point(view.pixel(580_000, 112_500)))  # north of the town
    assert not shown.intersects(shapely.Point(view.pixel(581_000, 107_600)))  # in the Channel
    assert "Hastings" in [name for name, *_ in towns(view)]
    assert all(0 < x < view.width and 0 < y < view.height for _, x, y in towns(view))


def test_inland_there_is_no_sea_and_neighbours_leave_no_gap() -> None:
    view = GridView([LEEDS, MOOR], (460.0, 300.0))
    marks = ground(view)
    assert not marks[0].startswith("<rect")
    whole = shapely.box(0, 0, view.width, view.height)
    assert whole.difference(land(view, marks)).area < 0.001 * whole.area


def test_a_page_that_draws_the_ground_names_its_sources() -> None:
    near = Listed(1, "1", "School 1", "", "", (), (), point=BEXHILL)
    page = replace(PAGE, point=HASTINGS, listed=(near,))
    drawn = sketch(page)
    assert drawn is not None and ">Hastings<" in drawn.svg
    assert {*GEOGRAPHY_ATTRIBUTION} <= {*seeker.document(page, {}).sources}
    unplaced = replace(page, point=None)
    assert not {*GEOGRAPHY_ATTRIBUTION} & {*seeker.document(unplaced, {}).sources}


@pytest.mark.parametrize("far", [0.0, 1e6])
def test_schools_in_one_place_and_off_every_map_are_drawn(far: float) -> None:
    view = GridView([(LEEDS[0] + far, LEEDS[1])] * 2, (460.0, 300.0))
    assert all("nan" not in mark for mark in ground(view))
