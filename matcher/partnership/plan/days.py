"""On which days baselines and follow-ups fall.

Figures that others publish have their own days. What is collected from pupils and staff is
collected while a school is open: not on a Saturday or Sunday, in August, or from 24 December
to 2 January. These alone are certain: the other days of term are set by each authority, trust
or school.
"""

from __future__ import annotations

import calendar
import datetime

# What is collected before the start is collected in the last two weeks before it, so that
# nothing else has happened since.
_BEFORE = datetime.timedelta(days=14)
_DAY = datetime.timedelta(days=1)


def due(start: datetime.date | None, months: int, *, published: bool) -> str:
    """The ISO day of figures ``months`` from the start; "" where the start is not known or
    the day is beyond the calendar.

    Published figures: the same day of the month, or its last. Collected ones: two weeks
    before the start, or so many months after it, moved on to a day on which schools may be
    open, but never beyond the start itself.
    """
    if start is None:
        return ""
    try:
        if published:
            return _months_on(start, months).isoformat()
        if months < 0:
            return min(open_day(start - _BEFORE), start).isoformat()
        return open_day(_months_on(start, months)).isoformat()
    except (ValueError, OverflowError):
        return ""


def open_day(day: datetime.date) -> datetime.date:
    """``day``, or the first after it on which schools may be open."""
    while _closed(day):
        day += _DAY
    return day


def _closed(day: datetime.date) -> bool:
    date = (day.month, day.day)
    return day.weekday() > 4 or day.month == 8 or date >= (12, 24) or date <= (1, 2)


def _months_on(start: datetime.date, months: int) -> datetime.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(start.day, last))
