"""Whether the minutes of a file can be minutes: the speeds in a straight line that they would mean.

Seconds in the place of minutes, hours, or the part of a day by which a spreadsheet counts time, are
numbers like any other, and every list would be wrong by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog

if TYPE_CHECKING:
    import geopandas as gpd

    from matcher.intake.minutes.reader import MinutesTable

# Faster in a straight line is nobody, by train neither: hours for minutes are above 1,000 km/h.
_FASTEST_KMH = 400.0
# Slower than most of a county is nobody, on foot neither: seconds for minutes are 0.3 to 1.2 km/h.
_SLOWEST_KMH = 1.5
_FAR_ENOUGH_KM = 1.0  # what is nearer says little of a speed
_FEWEST = 5  # pairs that are judged; of fewer nothing follows


def check_units(table: MinutesTable, schools: gpd.GeoDataFrame, log: ProblemLog) -> None:
    """Tell in ``log`` where more than half of the pairs of a file would be slower than anybody
    walks. Raises :class:`FileError` where more than half would be faster than any train.
    ``schools``: SCHOOLS of the run."""
    by_urn = schools.set_index("urn").geometry.reindex(list(table.urns))
    x, y = by_urn.x.to_numpy(float), by_urn.y.to_numpy(float)
    pairs = table.pairs[~table.pairs["turned"]]
    one, other = (pairs[name].to_numpy(np.int64) for name in ("seeker", "partner"))
    km, minutes = np.hypot(x[one] - x[other], y[one] - y[other]) / 1000.0, pairs["minutes"]
    judged = (km >= _FAR_ENOUGH_KM) & np.isfinite(minutes.to_numpy(float))
    hours = minutes.to_numpy(float)[judged] / 60.0
    fast, slow = km[judged] > hours * _FASTEST_KMH, km[judged] < hours * _SLOWEST_KMH
    many = int(judged.sum())
    if many < _FEWEST:
        return
    name = table.account.list
    if 2 * int(fast.sum()) > many:
        raise FileError(
            f"these are not minutes: {int(fast.sum()):,} of {many:,} pairs would be faster than "
            f"{_FASTEST_KMH:g} km/h in a straight line",
            where=name,
            hint="write minutes, not hours and not the part of a day",
        )
    if 2 * int(slow.sum()) > many:
        log.add(
            "slow_minutes",
            f"{int(slow.sum()):,} of {many:,} pairs are slower than {_SLOWEST_KMH:g} km/h in a "
            "straight line: these may be seconds",
            list=name,
            sheet=table.account.sheet,
            hint="if they are, divide them by 60",
        )
