"""A row of a file of postcodes, in whatever form the file is: a postcode, where it is, the
district and LSOA it lies in."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from matcher.core import geo

GSS = re.compile(r"[A-Z]\d{8}", re.ASCII)


class PostcodeRow(NamedTuple):
    """One postcode in its one-space form: metres (EPSG:27700, NaN where the file gives no
    position), codes ("" where not given) and whether it is in use no more."""

    postcode: str
    easting: float
    northing: float
    district_code: str
    lsoa_code: str
    terminated: bool


def read_position(quality: str, easting: str, northing: str) -> tuple[float, float]:
    """Metres, or NaN where the file gives no position."""
    try:
        east, north = float(easting), float(northing)
    except ValueError:
        return np.nan, np.nan
    inside = (
        geo.EASTING_M[0] < east < geo.EASTING_M[1] and geo.NORTHING_M[0] < north < geo.NORTHING_M[1]
    )
    return (east, north) if inside and quality != "90" else (np.nan, np.nan)
