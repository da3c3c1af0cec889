"""Whether the minutes of a file can be minutes: whether its rows can be read, and the speeds in a
straight line that they would mean.

Seconds in the place of minutes, hours, or the part of a day by which a spreadsheet counts time, are
numbers like any other, and every list would be wrong by them. Engines are taken to tell of cars,
and are judged in :mod:`matcher.travel.plausible`, by other speeds: what is slow there is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.core.errors import FileError
from matcher.core.problems import Problem, ProblemLog
from matcher.core.travel.times import LONGEST
from matcher.intake.minutes.durations import duration

if TYPE_CHECKING:
    import geopandas as gpd

    from matcher.intake.minutes.reader import MinutesTable

# Faster in a straight line is nobody, by train neither: hours for minutes are above 1,000 km/h.
_FASTEST_KMH = 400.0
# Slower than most of a county is nobody, on foot neither: seconds for minutes are 0.3 to 1.2 km/h.
_SLOWEST_KMH = 1.5
_FAR_ENOUGH_KM = 1.0  # what is nearer says little of a speed
_FEWEST = 5  # rows or pairs that are judged; of fewer nothing follows


def check_units(table: MinutesTable, schools: gpd.GeoDataFrame, log: ProblemLog) -> None:
    """Tell in ``log`` where more than half of the pairs of a file would be slower than anybody
    walks; :mod:`matcher.jobs.travel.doubtful` judges single ones. Raises :class:`FileError` where
    more than half would be faster than any train, or more than half of the rows cannot be read.
    ``log`` has what was found in reading. ``schools``: SCHOOLS of the run."""
    account = table.account
    unread = [
        one for one in log.problems if one.code == "unread_minutes" and one.list == account.list
    ]
    _refuse_unread(table, unread)
    by_urn = schools.set_index("urn").geometry.reindex(list(table.urns))
    x, y = by_urn.x.to_numpy(float), by_urn.y.to_numpy(float)
    pairs = table.pairs[~table.pairs["turned"]]
    one, other = (pairs[name].to_numpy(np.int64) for name in ("seeker", "partner"))
    km, minutes = np.hypot(x[one] - x[other], y[one] - y[other]) / 1000.0, pairs["minutes"]
    judged = (km >= _FAR_ENOUGH_KM) & np.isfinite(minutes.to_numpy(float))
    hours = minutes.to_numpy(float)[judged] / 60.0
    fast = int((km[judged] > hours * _FASTEST_KMH).sum())
    slow = int((km[judged] < hours * _SLOWEST_KMH).sum())
    many = int(judged.sum())
    if many >= _FEWEST and 2 * fast > many:
        raise FileError(
            f"these are not minutes: {fast:,} of {many:,} pairs would be faster than "
            f"{_FASTEST_KMH:g} km/h in a straight line",
            where=account.list,
            hint="write minutes, not hours and not the part of a day",
        )
    # A time that is refused as longer than a day is slow as well, wherever it leads.
    too_long = sum(
        LONGEST < (duration(one.value) or 0.0) < np.inf
        for one in unread
        if one.column.startswith("minutes")
    )
    slow, many = slow + too_long, many + too_long
    if many >= _FEWEST and 2 * slow > many:
        log.add(
            "slow_minutes",
            f"{slow:,} of {many:,} pairs are slower than {_SLOWEST_KMH:g} km/h in a "
            "straight line, or longer than a day: these may be seconds",
            hint="if they are, divide them by 60",
            list=account.list,
            sheet=account.sheet,
        )


def _refuse_unread(table: MinutesTable, unread: list[Problem]) -> None:
    """Raise :class:`FileError` where more than half of the rows of a file cannot be read: what is
    left of it would pass for all that it says."""
    account = table.account
    many = account.read - account.blank - account.headings
    if many < _FEWEST or 2 * len(unread) <= many:
        return
    first = min(unread, key=lambda one: one.row)
    said = first.message.removesuffix("; the row was not used")
    raise FileError(
        f"{len(unread):,} of {many:,} rows cannot be read, first row {first.row}: {said} "
        f"({first.column}: {first.value[:40]!r})",
        where=account.list,
        hint=first.hint,
    )
