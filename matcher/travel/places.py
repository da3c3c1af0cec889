"""Places rather than schools: what an engine is asked about, each once, in one order always.

A place is a point of the National Grid to the metre. Places are numbered along a curve that keeps
neighbours together (Morton 1966), so that those who stand next to one another are asked about
together, and the same schools give the same calls whatever the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.core import geo
from matcher.core.travel.times import Floats, Positions

_NORTHING_BITS = 21  # 1,300,000 m is below 2^21


@dataclass(frozen=True, slots=True)
class Places:
    """The places of schools.

    ``of``: the number of each school's place, -1 where it has none. Of each place: ``x``, ``y`` in
    metres (EPSG:27700), ``longitude``, ``latitude`` in degrees (EPSG:4326, six decimals: a tenth
    of a metre), and ``names``, a number that means the same metre in every run.
    """

    of: Positions
    x: Floats
    y: Floats
    longitude: Floats
    latitude: Floats
    names: Positions

    def __len__(self) -> int:
        return len(self.x)

    def metres(self, one: Positions, other: Positions) -> Floats:
        """The straight distance between places, metre by metre of the grid."""
        return np.hypot(self.x[one] - self.x[other], self.y[one] - self.y[other])


def places_of(x: Floats, y: Floats) -> Places:
    """The places of schools at these points (metres, EPSG:27700; NaN: nobody knows)."""
    known = geo.in_grid(x, y)
    east = np.where(known, np.rint(np.where(known, x, 0.0)), 0).astype(np.int64)
    north = np.where(known, np.rint(np.where(known, y, 0.0)), 0).astype(np.int64)
    names = (east << _NORTHING_BITS) | north
    unique = np.unique(names[known])
    east, north = unique >> _NORTHING_BITS, unique & ((1 << _NORTHING_BITS) - 1)
    order = np.argsort(_spread(east) | (_spread(north) << np.uint64(1)), kind="stable")
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    of = np.full(len(names), -1, dtype=np.int64)
    of[known] = number[np.searchsorted(unique, names[known])]
    x_m, y_m = east[order].astype(np.float64), north[order].astype(np.float64)
    longitude, latitude = geo.to_degrees(x_m, y_m)
    return Places(of, x_m, y_m, np.round(longitude, 6), np.round(latitude, 6), unique[order])


def _spread(value: Positions) -> NDArray[np.uint64]:
    """The bits of a number below 2^21 with a gap after each."""
    bits = value.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits
