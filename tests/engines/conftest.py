"""A made-up town with a real OSRM and a real Valhalla that know its streets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import road_engines
import town
from road_engines import Floats

from matcher.core.geo import to_degrees

SNAP_M = 1_000  # the setting travel_snap_m


@pytest.fixture(scope="session")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.osm"
    assert town.streets(path) >= 20_000
    return path


@pytest.fixture(scope="session")
def osrm(streets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with road_engines.osrm(streets, tmp_path_factory.mktemp("osrm") / "log") as url:
        yield url


@pytest.fixture(scope="session")
def valhalla(streets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with road_engines.valhalla(streets, tmp_path_factory.mktemp("valhalla") / "log") as url:
        yield url


@pytest.fixture(scope="session")
def schools() -> list[town.School]:
    return town.schools()


@pytest.fixture(scope="session")
def places(schools: list[town.School]) -> tuple[Floats, Floats]:
    """Longitude and latitude of the schools."""
    points = np.array([(one.easting, one.northing) for one in schools], dtype=float)
    return to_degrees(points[:, 0], points[:, 1])


@pytest.fixture(scope="session")
def by_osrm(osrm: str, places: tuple[Floats, Floats]) -> Floats:
    """Minutes from each school to each, as OSRM says without the product."""
    return road_engines.osrm_minutes(osrm, *places, within_m=SNAP_M)
