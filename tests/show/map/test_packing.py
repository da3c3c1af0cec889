"""A map writes figures as sentences and lists do."""

from __future__ import annotations

import numpy as np

from matcher.core.figures.number_format import half_up
from matcher.show.map.data.packing import tenths_of_km


def test_a_tie_of_a_distance_goes_the_way_it_goes_in_the_lists() -> None:
    ties = np.arange(0.05, 100.0, 0.1)
    distances = np.concatenate((ties, ties - 1e-12, ties - 1e-6))
    shown = [f"{tenths / 10:.1f}" for tenths in tenths_of_km(distances).tolist()]
    assert shown == [half_up(km, 1) for km in distances.tolist()]
