"""What is told of many pairs at once is what is told of each."""

from __future__ import annotations

import numpy as np
import pytest
from strategies import random_england

from matcher.core.settings.combine import settings
from matcher.match.build_arrays import build_arrays
from matcher.match.gates import Exclusions
from matcher.match.quick.close_together import nearest_to_m, no_farther
from matcher.match.terms import squared_distance


@pytest.mark.parametrize("size_km", [1.0, 60.0, 900.0])
@pytest.mark.parametrize("to_m", [1.0, 0.01])
def test_who_is_within_the_limit_is_told_as_by_every_distance(size_km: float, to_m: float) -> None:
    schools, profile = random_england(300, seed=8, size_km=size_km)
    places = np.round(np.column_stack((schools.geometry.x, schools.geometry.y)) / to_m) * to_m
    schools = schools.set_geometry(
        type(schools.geometry).from_xy(*places.T, crs=schools.crs).set_axis(schools.index)
    )
    arrays = build_arrays(schools, profile, settings(), Exclusions())
    own, others = np.arange(0, 200), np.arange(100, 300)
    squared = squared_distance(arrays, own, others)
    # Limits on which pairs stand, and next to which they stand.
    for limit_m in (0.0, 1.0, *np.sqrt(np.sort(squared, axis=None)[[150, 9_000, 20_000, -1]])):
        for metres in (limit_m, np.nextafter(limit_m, 0.0), np.nextafter(limit_m, 1e9)):
            told = no_farther(arrays, own, others, float(metres))
            assert np.array_equal(told, squared <= float(metres) ** 2)
    assert (nearest_to_m(arrays, own, others) <= np.sqrt(squared.min(axis=1)) + 1e-6).all()
    assert no_farther(arrays, own[:0], others, 1.0).shape == (0, 200)
