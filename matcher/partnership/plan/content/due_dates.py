"""On which days baselines and follow-ups fall.

Figures that others publish are of school years and come out long after them. Of the year that
begins in September Y, as of 2025: key stage 2 by school in December Y+1, GCSEs and A levels
provisional in October and November Y+1, final in January or February Y+2; the school workforce
census of November Y in June Y+1; where those went who left at 16 to 18 in summer Y+1, in the
autumn of Y+2. So their follow-ups are counted from the September of the first full school year.

What is collected from pupils and staff is collected while a school is open: not on a Saturday
or Sunday, in August, or from 24 December to 5 January, for in most years term begins on
6 January or after. The other days of term are set by each authority, trust or school.
"""

from __future__ import annotations

import calendar
import datetime

# What is collected before the start is collected in the last two weeks before it, so that
# nothing else has happened since.
_BEFORE = datetime.timedelta(days=14)
_DAY = datetime.timedelta(days=1)
_SEPTEMBER = 9


def due_date(
    start: datetime.date | None,
    months: int | None,
    *,
    published: bool,
    yearly: bool = False,
    agreed: datetime.date | None = None,
) -> str:
    """The ISO day of figures ``months`` from the start; "" where the start is not known,
    ``months`` is None, or the day is beyond the calendar.

    Published figures: the same day of the month, or its last. Collected ones: two weeks
    before the start, or so many months after it, moved on to a day on which schools may be
    open, but never beyond the start itself. ``yearly``, of school years: months after the
    start are counted from 1 September of the first full school year; the year is full for
    what begins in its autumn term. What is due before the start is due no sooner than the day on
    which the partnership was ``agreed`` (None: not known), if that is at the latest a month after
    the start: nobody is late with what nobody could know of. A later record was made long after.
    """
    if start is None or months is None:
        return ""
    try:
        if yearly and months > 0:
            start = datetime.date(start.year, _SEPTEMBER, 1)
        if months < 0:
            due = months_later(start, months) if published else start - _BEFORE
            if agreed is not None and due < agreed <= months_later(start, 1):
                due, start = agreed, max(start, agreed)
            return (due if published else min(next_school_day(due), start)).isoformat()
        due = months_later(start, months)
        return (due if published else next_school_day(due)).isoformat()
    except (ValueError, OverflowError):
        return ""


def next_school_day(day: datetime.date) -> datetime.date:
    """``day``, or the first after it on which schools may be open."""
    while _closed(day):
        day += _DAY
    return day


def _closed(day: datetime.date) -> bool:
    date = (day.month, day.day)
    return day.weekday() > 4 or day.month == 8 or date >= (12, 24) or date <= (1, 5)


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, the last of that month where it has no such day.
    Raises ValueError beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise ValueError("is beyond the calendar")
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
