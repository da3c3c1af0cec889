"""Coordinates are turned in one way, whatever PROJ finds on the machine or may ask for."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from matcher.core import geo

ALPHA = (530_000.0, 180_000.0)
SCHOOLS = """URN,Name,Type,Easting,Northing,Needs,Strengths
900001,Alpha School,Other independent school,530000,180000,,T3 physics; C2 Latin
900002,Beta School,Community school,530000,180000,T3 physics,
900003,Gamma School,Community school,531000,181000,C2 Latin,
"""


def _record(name: str, value: float | str) -> bytes:
    forms = {int: "<i4x", float: "<d"}
    packed = value.ljust(8).encode() if isinstance(value, str) else struct.pack(
        forms[type(value)], value
    )  # fmt: skip
    return name.ljust(8).encode() + packed


def grid_of_a_user() -> bytes:
    """A grid that moves everything by 36 seconds, in the form NTv2 (Natural Resources Canada)."""
    south, north, east, west, step = 49 * 3600.0, 62 * 3600.0, -3 * 3600.0, 9 * 3600.0, 3600.0
    nodes = int((north - south) / step + 1) * int((west - east) / step + 1)
    records: list[tuple[str, float | str]] = [
        ("NUM_OREC", 11), ("NUM_SREC", 11), ("NUM_FILE", 1), ("GS_TYPE", "SECONDS"),
        ("VERSION", "TEST"), ("SYSTEM_F", "OSGB36"), ("SYSTEM_T", "ETRS89"),
        ("MAJOR_F", 6377563.396), ("MINOR_F", 6356256.909),
        ("MAJOR_T", 6378137.0), ("MINOR_T", 6356752.314),
        ("SUB_NAME", "TEST"), ("PARENT", "NONE"), ("CREATED", "20260101"),
        ("UPDATED", "20260101"), ("S_LAT", south), ("N_LAT", north), ("E_LONG", east),
        ("W_LONG", west), ("LAT_INC", step), ("LONG_INC", step), ("GS_COUNT", nodes),
    ]  # fmt: skip
    head = b"".join(_record(*one) for one in records)
    return head + struct.pack("<4f", 36, 36, 0, 0) * nodes + _record("END", "")


@pytest.fixture(scope="module")
def other_machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which PROJ has a grid of its own and asks a server that is not there."""
    folder = tmp_path_factory.mktemp("proj")
    (folder / "OSTN15_NTv2_OSGBtoETRS.gsb").write_bytes(grid_of_a_user())
    return {
        "PROJ_USER_WRITABLE_DIRECTORY": str(folder),
        "PROJ_NETWORK": "ON",
        "PROJ_NETWORK_ENDPOINT": "http://127.0.0.1:9",
    }


def printed(script: str, more: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **more}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def test_a_grid_on_the_machine_changes_nothing(other_machine: dict[str, str]) -> None:
    by_itself = (
        "import pyproj; pyproj.network.set_network_enabled(False);"
        "t = pyproj.Transformer.from_crs(27700, 4326, always_xy=True);"
        "print(t.transform(5.3e5, 1.8e5))"
    )
    assert printed(by_itself, other_machine) != printed(by_itself, {})  # so the grid is a grid
    ours = (
        "from matcher.core.geo import *; print(to_degrees([5.3e5], [1.8e5]), to_grid([-1], [52]))"
    )
    assert printed(ours, other_machine) == printed(ours, {})


def test_a_run_is_the_same_byte_for_byte(tmp_path: Path, other_machine: dict[str, str]) -> None:
    (tmp_path / "schools.csv").write_text(SCHOOLS)
    west = shapely.box(529e3, 179e3, 530.5e3, 181e3)
    areas = gpd.GeoDataFrame({"name": ["West"]}, geometry=[west], crs=27700)
    areas.to_crs(3857).to_file(tmp_path / "areas.gpkg")
    forms = ["geojson", "gpkg", *(["parquet"] if find_spec("pyarrow") else [])]
    for name, more in (("here", {}), ("there", other_machine)):
        subprocess.run(
            [sys.executable, "-m", "matcher", "match", "schools.csv", "--areas", "areas.gpkg",
             *(word for form in forms for word in ("--format", form)), "--out", name],
            env={**os.environ, **more}, cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip
    files = sorted(path.name for path in (tmp_path / "here").iterdir() if path.name != "run.json")
    assert {"schools.geojson", "matches.gpkg", "map.html"} <= set(files)
    for file in files:
        here, there = ((tmp_path / name / file).read_bytes() for name in ("here", "there"))
        assert here == there, file
    (first, *_) = json.loads((tmp_path / "here" / "schools.geojson").read_text())["features"]
    x, y = geo.to_degrees(np.array([ALPHA[0]]), np.array([ALPHA[1]]))
    assert first["geometry"]["coordinates"] == [round(float(x[0]), 6), round(float(y[0]), 6)]


@pytest.mark.filterwarnings("ignore:Best transformation")  # it has no grid: that is the point
@given(st.floats(80_000, 650_000), st.floats(10_000, 1_215_000))
def test_the_pipeline_is_the_transformation_of_the_registry(east: float, north: float) -> None:
    """EPSG:1314, which PROJ itself takes in Great Britain where it has no grid."""
    (known,) = (
        one for one in pyproj.transformer.TransformerGroup(27700, 4326, always_xy=True).transformers
        if "OSGB36 to WGS 84 (6)" in one.description
    )  # fmt: skip
    x, y = geo.to_degrees(np.array([east]), np.array([north]))
    assert (x[0], y[0]) == pytest.approx(known.transform(east, north), abs=1e-11)


@pytest.mark.parametrize("crs", ["EPSG:27700", "EPSG:7405", "EPSG:4277", "EPSG:4326", "EPSG:4258",
                                 "EPSG:3857", "EPSG:32630", "EPSG:3035", "OGC:CRS84"])  # fmt: skip
def test_polygons_of_every_system_land_on_the_grid(crs: str) -> None:
    box = shapely.box(529e3, 179e3, 531e3, 181e3)
    here = gpd.GeoDataFrame({"name": ["a"]}, geometry=[box], crs=27700)
    back = geo.reproject(here.to_crs(crs))
    assert back.crs == here.crs
    assert shapely.hausdorff_distance(back.geometry.iloc[0], box) < 0.01
