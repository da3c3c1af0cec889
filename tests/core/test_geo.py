"""The grid: distances, transformations and bounds."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pyproj
import pytest

from matcher.core.geo import in_grid, network_enabled, to_degrees, to_grid


def test_plane_distances_agree_with_the_geodesic_within_a_thousandth() -> None:
    rng = np.random.default_rng(27700)
    x = rng.uniform(150_000, 650_000, (2, 1000))
    y = rng.uniform(20_000, 650_000, (2, 1000))
    longitude, latitude = to_degrees(x.ravel(), y.ravel())
    ends = [part.reshape(2, 1000) for part in (longitude, latitude)]
    true = pyproj.Geod(ellps="WGS84").inv(ends[0][0], ends[1][0], ends[0][1], ends[1][1])[2]
    plane = np.hypot(x[0] - x[1], y[0] - y[1])
    assert np.abs(plane / true - 1).max() < 0.001


def test_there_and_back_is_the_same_place() -> None:
    rng = np.random.default_rng(4326)
    x, y = rng.uniform(100_000, 650_000, 500), rng.uniform(10_000, 650_000, 500)
    back = to_grid(*to_degrees(x, y))
    assert np.hypot(back[0] - x, back[1] - y).max() < 0.01


def test_the_worked_example_of_the_ordnance_survey_within_five_metres() -> None:
    """Caister water tower: 52.658008 N, 1.716074 E is E 651409.8, N 313177.4 by OSTN15."""
    x, y = to_grid(np.array([1.716074]), np.array([52.658008]))
    assert np.hypot(x[0] - 651_409.8, y[0] - 313_177.4) < 5


@pytest.mark.parametrize("nowhere", [(np.nan, 51.0), (0.0, np.inf), (np.inf, 51.0)])
def test_what_cannot_be_placed_is_unknown(nowhere: tuple[float, float]) -> None:
    x, y = to_grid(np.array([nowhere[0]]), np.array([nowhere[1]]))
    assert np.isnan(x[0])
    assert np.isnan(y[0])


def test_great_britain_has_bounds() -> None:
    x = np.array([530_000.0, 0.0, -5.0, 530_000.0, np.nan, 181_000.0])
    y = np.array([180_000.0, 0.0, 180_000.0, 1_400_000.0, 1.0, 532_000.0])
    assert in_grid(x, y).tolist() == [True, False, False, False, False, True]


def test_the_network_stays_off_whatever_the_environment_says() -> None:
    script = (
        "import numpy as np; from matcher.core.geo import *; "
        "print(to_grid(np.array([-1.5]), np.array([52.4])), network_enabled())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PROJ_NETWORK": value},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for value in ("ON", "OFF")
    }
    assert len(said) == 1
    assert "False" in said.pop()
    assert not network_enabled()
