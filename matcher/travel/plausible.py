"""Whether seconds can be seconds: the speed in a straight line that they would mean.

Minutes or milliseconds in the place of seconds, and zeros for every pair, are answers of the right
shape. What no car can do is no answer; where much of a table is like that, none of it is.
Files of minutes are judged in :mod:`matcher.jobs.travel.units`, by other speeds: they may tell of
trains and of walking, and a slow one is only told of.
"""

from __future__ import annotations

import numpy as np

from matcher.core.travel.times import LONGEST, Bools, Floats

# Twice what the fastest roads allow; the ranking's own bound is far below.
FASTEST_KMH = 300.0
# A tenth of walking (5 km/h): a few pairs across a loch may take as long, a table does not.
SLOW_KMH = 0.5
# No pair at all is as slow: a kilometre in twenty hours, next door in four.
SLOWEST_KMH = 0.05

_FAR_ENOUGH_M = 200.0
_TOLERANCE_S = 1.0  # engines round to whole seconds
_MANY = 3


def impossible(seconds: Floats, metres: Floats, snapped_m: Floats) -> Bools:
    """Which answers cannot be true. ``metres``: straight; ``snapped_m``: how far both ends
    together were moved, which a way may be shorter by. Each is judged alone, so what a table of one
    cell says in milliseconds is none either."""
    slow = _slow(seconds, np.maximum(metres, _FAR_ENOUGH_M), SLOWEST_KMH)
    long = np.isfinite(seconds) & (seconds > LONGEST * 60.0)
    return _fast(seconds, metres, snapped_m) | slow | long


def are_seconds(seconds: Floats, metres: Floats, snapped_m: Floats) -> bool:
    """Whether a table can be in seconds: not where most of it, three cells or more, is too fast
    for a car or slower than a tenth of walking."""
    judged = int((np.isfinite(seconds) & (metres >= _FAR_ENOUGH_M)).sum())
    off = _fast(seconds, metres, snapped_m) | _slow(seconds, metres, SLOW_KMH)
    count = int(off.sum())
    return count < _MANY or count * 2 <= judged


def _fast(seconds: Floats, metres: Floats, snapped_m: Floats) -> Bools:
    return np.isfinite(seconds) & (
        metres - snapped_m > (seconds + _TOLERANCE_S) * FASTEST_KMH / 3.6
    )


def _slow(seconds: Floats, metres: Floats, kmh: float) -> Bools:
    return np.isfinite(seconds) & (metres >= _FAR_ENOUGH_M) & (metres < seconds * kmh / 3.6)
