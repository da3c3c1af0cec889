"""The ground of the maps: neighbours meet, everything is there, and it stays small."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from matcher.core.geo import to_degrees
from matcher.core.installation import reference_rows
from matcher.show.map.data.geography import (
    PACKED,
    geography_columns,
    read_boundaries,
    read_towns,
)
from matcher.show.map.data.packing import pack_integers

BUDGET = 400_000  # bytes that the ground may add to a page


@pytest.fixture(scope="module")
def drawn(repository: Path) -> gpd.GeoDataFrame:
    """The authorities as GDAL reads them, so that what is checked is what stands in the file."""
    path = repository / "data" / "reference" / "geography" / "boundaries.json"
    return gpd.read_file(path, layer="authorities").set_crs("EPSG:27700", allow_override=True)


def test_neighbours_share_their_border_and_nothing_else(drawn: gpd.GeoDataFrame) -> None:
    shapes = drawn.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    # No gap but inlets of the sea, which authorities end at (Breydon Water, Poole Harbour).
    joined = shapely.coverage_union_all(shapes)
    holes = [shapely.Polygon(ring) for part in joined.geoms for ring in part.interiors]
    assert sum(map(shapely.area, holes)) < 20e6
    assert 229_000e6 < shapely.area(joined) < 231_000e6  # Great Britain, in square metres
    moved = shapely.transform(shapes[:2], lambda corners: corners + 10)
    assert not shapely.coverage_is_valid(np.array([*moved, *shapes[2:]]))


def test_every_authority_is_there_under_its_name(drawn: gpd.GeoDataFrame) -> None:
    names = {row["code"]: row["name"] for row in reference_rows("authorities", "authorities.csv")}
    assert dict(zip(drawn["code"], drawn["name"], strict=True)) == names | {"S": "Scotland"}
    for shape, boundary in zip(drawn.geometry, read_boundaries().authorities, strict=True):
        east, north, radius = boundary.label
        assert shape.contains(shapely.Point(east, north).buffer(radius - 300)), boundary.name


def test_towns_lie_in_the_authority_they_name(drawn: gpd.GeoDataFrame) -> None:
    towns = read_towns()
    assert [town.name for town in towns[:2]] == ["London", "Birmingham"]
    assert len(towns) > 3000
    shapes = drawn.set_index("code").geometry
    apart = [
        shapes[town.authority].distance(shapely.Point(town.easting, town.northing))
        for town in towns
        if town.authority
    ]
    assert max(apart) < 3000  # piers and islets lie off the coast as it is drawn
    assert np.mean(np.array(apart) > 0) < 0.02


def test_the_page_is_told_the_same_and_within_its_budget(repository: Path) -> None:
    folder = repository / "data" / "reference" / "geography"
    pack = runpy.run_path(str(folder / "pack.py"))
    columns = geography_columns()
    assert pack["text_of"](pack["packed"]()) == (folder / PACKED).read_text(encoding="utf-8")
    assert len(json.dumps(columns, ensure_ascii=False).encode()) < BUDGET
    # Told as differences of steps, the lines come back to within a step of where they are.
    told = columns["lines"]
    assert (told["east"]["bits"], told["north"]["bits"]) == (16, 16)
    lines = read_boundaries().lines
    easting, northing = np.concatenate(lines).T.astype(float)
    steps = np.rint(np.column_stack(to_degrees(easting, northing)) * pack["STEPS"])
    ends = np.cumsum([len(line) for line in lines])
    inside = np.setdiff1d(np.arange(1, len(steps)), ends[:-1])
    for column, side in ((0, "east"), (1, "north")):
        differences = np.diff(steps[:, column], prepend=0)[inside]
        assert told[side] == pack_integers(differences + pack["DIFFERENCE"])


def test_schools_of_the_register_lie_in_their_authority(
    drawn: gpd.GeoDataFrame, repository: Path
) -> None:
    """The districts of 2017 joined are the authorities that schools are in today."""
    register = repository.parent / "shared" / "data" / "gias" / "register-2025-05-24.csv"
    if not register.is_file():
        pytest.skip("no register beside the checkout")
    columns = ["LA (code)", "Easting", "Northing"]
    schools = pd.read_csv(register, encoding="cp1252", usecols=columns, dtype="str")
    schools[columns[1:]] = schools[columns[1:]].apply(pd.to_numeric)
    placed = schools[(schools["Easting"] > 0) & schools["LA (code)"].isin(drawn["code"])]
    points = shapely.points(placed["Easting"], placed["Northing"])
    at, found = shapely.STRtree(drawn.geometry.to_numpy()).query(points, predicate="within")
    right = placed["LA (code)"].to_numpy()[at] == drawn["code"].to_numpy()[found]
    assert len(placed) > 26_000
    assert right.sum() / len(placed) > 0.99
