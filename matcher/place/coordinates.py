"""The coordinates a list gives: read, and refused where they cannot be a school's place.

Nothing is put right in silence: coordinates that look swapped or in the wrong unit are
refused with a hint, and the school is placed by its postcode.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.core import geo
from matcher.core.cells import UNKNOWN_WORDS
from matcher.core.schema import as_list

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# Swapped easting and northing may still lie in Great Britain. They count as swapped where
# the own postcode is near the swapped point and far from the point as given, in metres.
SWAPPED_NEAR_M = 5_000.0
SWAPPED_FAR_M = 20_000.0

_MESSAGES = {
    "bad_coordinates": ("are not two numbers", "give both as plain numbers, or leave both blank"),
    "wrong_units": (
        "are in the wrong columns: {}",
        "put metres under easting and northing, degrees under longitude and latitude",
    ),
    "swapped_axes": ("are swapped", "exchange the two columns"),
    "outside_gb": (
        "lie outside Great Britain",
        "give easting and northing on the British National Grid (EPSG:27700), or longitude"
        " and latitude (EPSG:4326)",
    ),
}


@dataclass(frozen=True)
class Coordinates:
    """Coordinates read from two columns of text.

    ``x`` and ``y`` are metres (EPSG:27700), NaN where unknown or refused; ``zero`` marks
    the rows that say (0, 0), which the register writes for "not known"; ``refused`` gives
    for each code of problem the rows it befell.
    """

    columns: tuple[str, str]
    x: Floats
    y: Floats
    zero: Flags
    refused: dict[str, Flags]

    def message(self, code: str) -> tuple[str, str]:
        """Message and hint of a problem of that code."""
        metres = self.columns[0] == "easting"
        unit = "these are degrees, not metres" if metres else "these are metres, not degrees"
        what, hint = _MESSAGES[code]
        return f"{' and '.join(self.columns)} {what.format(unit)}", hint


def read_grid(easting: pd.Series, northing: pd.Series) -> Coordinates:
    """Read easting and northing, text in metres (EPSG:27700)."""
    x, y, zero, bad = _numbers(easting, northing)
    known = np.isfinite(x) & np.isfinite(y)
    degrees = known & (np.abs(x) <= 180) & (np.abs(y) <= 180)
    outside = known & ~degrees & ~geo.in_grid(x, y)
    swapped = outside & geo.in_grid(y, x)
    refused = {
        "bad_coordinates": bad,
        "wrong_units": degrees,
        "swapped_axes": swapped,
        "outside_gb": outside & ~swapped,
    }
    lost = degrees | outside
    columns = ("easting", "northing")
    return Coordinates(columns, np.where(lost, np.nan, x), np.where(lost, np.nan, y), zero, refused)


def read_degrees(longitude: pd.Series, latitude: pd.Series) -> Coordinates:
    """Read longitude and latitude, text in degrees (EPSG:4326), into metres (EPSG:27700)."""
    x, y, zero, bad = _numbers(longitude, latitude)
    known = np.isfinite(x) & np.isfinite(y)
    inside = known & _inside_degrees(x, y)
    swapped = known & ~inside & _inside_degrees(y, x)
    metres = known & ~inside & ((np.abs(x) > 180) | (np.abs(y) > 180))
    refused = {
        "bad_coordinates": bad,
        "wrong_units": metres,
        "swapped_axes": swapped,
        "outside_gb": known & ~inside & ~swapped & ~metres,
    }
    east = np.full(len(x), np.nan)
    north = np.full(len(x), np.nan)
    if inside.any():
        east[inside], north[inside] = geo.to_grid(x[inside], y[inside])
    return Coordinates(("longitude", "latitude"), east, north, zero, refused)


def refuse_swapped(given: Coordinates, east: Floats, north: Floats) -> Coordinates:
    """``given`` with those refused that are near the given places (metres) of their own
    postcodes only once easting and northing change places."""
    as_given = np.hypot(given.x - east, given.y - north)
    exchanged = np.hypot(given.y - east, given.x - north)
    swapped = (as_given > SWAPPED_FAR_M) & (exchanged < SWAPPED_NEAR_M)
    return Coordinates(
        given.columns,
        np.where(swapped, np.nan, given.x),
        np.where(swapped, np.nan, given.y),
        given.zero,
        given.refused | {"swapped_axes": given.refused["swapped_axes"] | swapped},
    )


def _numbers(first: pd.Series, second: pd.Series) -> tuple[Floats, Floats, Flags, Flags]:
    """Two columns as numbers, which rows are (0, 0), and which are no pair of numbers;
    NaN in the rows of either sort and in those where both are blank."""
    (x, x_blank), (y, y_blank) = _number(first), _number(second)
    blank = x_blank & y_blank
    bad = ~blank & ~(np.isfinite(x) & np.isfinite(y))
    zero = (x == 0) & (y == 0)
    lost = blank | bad | zero
    return np.where(lost, np.nan, x), np.where(lost, np.nan, y), zero, bad


def _number(column: pd.Series) -> tuple[Floats, Flags]:
    texts = [text.strip() for text in as_list(column)]
    if not any(texts):
        return np.full(len(texts), np.nan), np.ones(len(texts), dtype=bool)
    text = pd.Series(texts, dtype="str")
    number = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
    blank = np.zeros(len(texts), dtype=bool)
    for at in np.flatnonzero(np.isnan(number)).tolist():  # no word for "not known" is a number
        blank[at] = texts[at].casefold() in UNKNOWN_WORDS
    return number, blank


def _inside_degrees(x: Floats, y: Floats) -> Flags:
    low_x, high_x = geo.LONGITUDE_DEG
    low_y, high_y = geo.LATITUDE_DEG
    return (x > low_x) & (x < high_x) & (y > low_y) & (y < high_y)
