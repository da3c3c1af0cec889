"""What stands in for a travel time that nobody knows: this run's own speed over such a distance.

A place too far from any road, and a pair without an answer, take the straight distance at the
median speed of the run's other pairs in the same band of distance. A median of a fixed sample, so
that it depends neither on what happened to be asked nor on a few odd answers. No estimate is
quicker than the greatest speed allows (:mod:`matcher.match.travel.bound`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matcher.core.errors import FileError, ServiceError
from matcher.core.travel.times import DECIMALS, SPEED_BANDS, Bools, Floats, Positions
from matcher.match.travel.bound import TOP_KMH

# A median of fewer says little: such a band takes that of the nearest band that has as many, the
# shorter distance first.
FEWEST_KNOWN = 20
# So many pairs of a band are asked for the sake of the speed.
SAMPLE = 200
_SLOWEST_KMH = 0.001


def band_of(km: Floats) -> Positions:
    """The place of the band (:data:`SPEED_BANDS`) of each distance in straight kilometres."""
    ends = np.array(list(SPEED_BANDS.values()))
    return np.minimum(np.searchsorted(ends, km, side="right"), len(ends) - 1)


def has_speed(km: Floats, minutes: Floats) -> Bools:
    """Which pairs have a speed: those that take a time, and do not lie on one spot."""
    moving: Bools = np.isfinite(minutes) & (minutes > 0) & (km > 0)
    return moving


def median_speeds(km: Floats, minutes: Floats) -> dict[str, float]:
    """km/h in a straight line by band, from the pairs that have a speed; empty where none has."""
    moving = has_speed(km, minutes)
    km, minutes = km[moving], minutes[moving]
    if not len(km):
        return {}
    kmh, band = 60.0 * km / minutes, band_of(km)
    count = np.bincount(band, minlength=len(SPEED_BANDS))
    full = np.flatnonzero(count >= FEWEST_KNOWN)
    found = {}
    for place, name in enumerate(SPEED_BANDS):
        own = kmh
        if len(full):
            own = kmh[band == full[np.lexsort((full, np.abs(full - place)))[0]]]
        median = round(float(np.median(own)), DECIMALS)
        found[name] = min(max(median, _SLOWEST_KMH), TOP_KMH)
    return found


def nothing_known(is_file: bool) -> FileError | ServiceError:
    """The error where no pair has a time by which others could be estimated."""
    what = "travel times are missing, and no pair has one by which they could be estimated"
    if is_file:
        return FileError(
            f"{what}: the file tells no time between two schools of this run",
            where="--travel",
            hint="give a file with the URNs of these schools",
        )
    return ServiceError(
        f"{what}: the engine knows no way between any two schools of this run",
        where="--travel",
        hint="give it a map of the area where the schools are",
    )


def estimated_minutes(km: Floats, speeds: Mapping[str, float]) -> Floats:
    """The minutes that pairs so far apart would take at these speeds."""
    kmh = np.array([speeds[name] for name in SPEED_BANDS])
    minutes: Floats = np.round(60.0 * km / kmh[band_of(km)], DECIMALS)
    return minutes
