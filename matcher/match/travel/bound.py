"""How long a pair takes at least: a straight line at a speed that no road allows.

minutes ≥ 60 · max(0, d − s − t) / v − 1/60

with d the straight kilometres between two schools, s and t those from each school to its nearest
road (an engine routes between roads), v the greatest speed and a second of tolerance, as engines
round to seconds. With v = 140 km/h the lists of two engines were exact on every extract tried; a
pair that is quicker all the same makes the speed rise.
"""

from __future__ import annotations

import numpy as np

from matcher.core.travel.times import DECIMALS, Floats

TOP_KMH = 140.0
TOLERANCE_MINUTES = 1.0 / 60.0
# What a broken bound rises above the speed that broke it: others may be a little quicker still.
_MARGIN = 1.1


def least_minutes(road_km: Floats, kmh: float) -> Floats:
    """The least minutes of pairs; ``road_km``: straight kilometres between their roads."""
    minutes: Floats = np.maximum(60.0 * road_km / kmh - TOLERANCE_MINUTES, 0.0)
    return minutes


def least_mean(there: Floats, least_back: Floats) -> Floats:
    """The least mean of there and back where the way there is known. Rounded as the mean is
    (:meth:`matcher.core.travel.times.Answered.both_ways`), so that it is never above it."""
    mean: Floats = np.round((there + least_back) / 2.0, DECIMALS)
    return mean


def farthest_km(minutes: float, kmh: float) -> float:
    """How far apart two roads are at most between which one gets in so many minutes."""
    return (minutes + TOLERANCE_MINUTES) * kmh / 60.0


def risen_bound(road_km: Floats, minutes: Floats, kmh: float) -> tuple[float, int]:
    """The greatest speed once these answers are known, and how many of them were quicker than
    ``kmh`` allows."""
    broken = minutes < least_minutes(road_km, kmh)
    if not broken.any():
        return kmh, 0
    needed = 60.0 * road_km[broken] / (minutes[broken] + TOLERANCE_MINUTES)
    return max(kmh, round(float(needed.max()) * _MARGIN, 3)), int(np.count_nonzero(broken))
