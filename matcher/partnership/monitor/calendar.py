"""Reminders as a calendar file (iCalendar, RFC 5545): reviews, days on which data is
collected, and the day after which the folder is to be deleted.

Nothing of it comes from the clock: the same record and plan give the same bytes, so a
calendar that is imported again moves its entries instead of doubling them.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.core.errors import SettingError
from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.targets import Target
from matcher.partnership.monitor.values.store import NO_DAY
from matcher.partnership.plan.content.due_dates import months_later, next_school_day
from matcher.partnership.record.partnership import Partnership

BASELINE, FOLLOW_UP, TARGET = "baseline", "follow-up", "target"  # what is collected on a day
REVIEW_MONTHS = 4  # months: once a term, of which a school year has three
_AT_MOST = 60  # reviews: twenty years of terms
_A_YEAR = 12  # months of reviews where the plan names no day
_YEARS = 3  # so long at most follow-ups are repeated
_REMIND = 7  # days before


@dataclass(frozen=True, slots=True, order=True)
class CalendarEntry:
    """A day to keep: ``kind`` is review, collect or delete; ``what`` is its title, ``why``
    what is to be done."""

    day: datetime.date
    kind: str
    what: str
    why: str = ""


def calendar_entries(
    partnership: Partnership, plan: Plan, every: int = REVIEW_MONTHS
) -> tuple[CalendarEntry, ...]:
    """The days of a partnership, in order.

    Reviews: each ``every`` months from the day on which it began (else was agreed),
    up to the last day of the plan (a year where it names none) and not after its end; none
    before it is agreed. Collection: the days of :func:`collection_days`, the
    indicators of a day together. Reviews and what is collected
    again fall on days on which schools may be open; the days of the plan stay as they are.
    Raises SettingError where ``every`` is no month at all.
    """
    if every < 1:
        raise SettingError("reviews need a month or more between them", where="--every")
    names = partnership.title
    ended = _date(partnership.dates.get("ended", ""))
    collect: dict[datetime.date, list[str]] = {}
    for target in plan.targets:
        for day, which in collection_days(target, _date(partnership.keep_until), ended):
            collect.setdefault(day, []).append(f"{plan.words(target.indicator)} ({which})")
    days = (day for one in plan.targets for day, _ in _named_days(one))
    named = max(days, default=None)
    found = [
        CalendarEntry(day, "collect", f"Collect data: {names}", "; ".join(dict.fromkeys(what)))
        for day, what in collect.items()
    ]
    found += [
        CalendarEntry(
            day,
            "review",
            f"Review of the partnership: {names}",
            "Look at progress, what to "
            "adjust, and what is open in the checklist: matcher monitor report",
        )
        for day in dict.fromkeys(_reviews(partnership, named, every))
    ]
    if keep_until := _date(partnership.keep_until):
        found.append(
            CalendarEntry(
                keep_until,
                "delete",
                f"Records to be deleted after today: {names}",
                "The day until which the records of the partnership are kept",
            )
        )
    return tuple(sorted(found))


def collection_days(
    target: Target, *ends: datetime.date | None
) -> tuple[tuple[datetime.date, str], ...]:
    """The days on which figures of a row of the plan are collected, in order, each with what is
    collected: its baseline, its follow-ups, and the figure of the day of its target where that is
    another day. Follow-ups of each term or year come again until the first of ``ends`` (None: not
    known), three years at most."""
    again = ((day, FOLLOW_UP) for day in _repeated_follow_ups(target, *ends))
    return tuple(sorted({*_named_days(target), *again}))


def to_icalendar(partnership: Partnership, entries: Sequence[CalendarEntry]) -> bytes:
    """The entries as an iCalendar file: days without hours, each with a reminder a week
    before, or earlier where schools are closed then. UIDs are made of the URNs, the kind and the
    day; DTSTAMP is the last day of the record."""
    from icalendar import Alarm, Calendar, Event

    stamp = datetime.datetime.combine(_stamp(partnership), datetime.time(), datetime.UTC)
    out = Calendar()
    out.add("prodid", "-//School partner matcher//Partnership reviews//EN")
    out.add("version", "2.0")
    for entry in entries:
        event = Event()
        key = "\n".join((*partnership.pair, entry.kind, entry.day.isoformat()))
        digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
        event.add("uid", f"{digest}@school-partner-matcher")
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + datetime.timedelta(days=1))
        event.add("summary", _line(entry.what))
        event.add("description", _line(entry.why))
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _line(entry.what))
        alarm.add("trigger", _reminder(entry.day))
        event.add_component(alarm)
        out.add_component(event)
    return bytes(out.to_ical())


def _reviews(
    partnership: Partnership, last: datetime.date | None, every: int
) -> Iterable[datetime.date]:
    start = partnership.start or _date(partnership.dates.get("agreed", ""))
    if start is None or partnership.status == "declined":
        return
    end = last if last is not None and last > start else _months_later(start, _A_YEAR)
    ended = _date(partnership.dates.get("ended", ""))
    for number in range(1, _AT_MOST + 1):
        day = _months_later(start, number * every)
        if day is None or (end is not None and day > end):
            return
        day = _school_day(day)
        if ended is not None and day > ended:
            return
        yield day


def _named_days(target: Target) -> Iterable[tuple[datetime.date, str]]:
    """The days that the plan itself names."""
    follow_up = target.follow_up or target.due
    days = ((target.start, BASELINE), (follow_up, FOLLOW_UP), (target.due, TARGET))
    for day, which in days:
        if day is not None and day != NO_DAY and (which != TARGET or day != follow_up):
            yield day, which


def _repeated_follow_ups(target: Target, *ends: datetime.date | None) -> Iterable[datetime.date]:
    """The days on which a follow-up of each term or year comes again after its first."""
    first = target.follow_up or target.due
    if first is None or not target.every:
        return
    for later in range(target.every, 12 * _YEARS + 1, target.every):
        day = _months_later(first, later)
        if day is None or any(end is not None and _school_day(day) > end for end in ends):
            return
        yield _school_day(day)


def _months_later(day: datetime.date, months: int) -> datetime.date | None:
    """As :func:`months_later`; None beyond the calendar."""
    try:
        return months_later(day, months)
    except ValueError:
        return None


def _school_day(day: datetime.date) -> datetime.date:
    """``day``, or the first after it on which schools may be open; itself at the end of the
    calendar."""
    try:
        return next_school_day(day)
    except OverflowError:
        return day


def _reminder(day: datetime.date) -> datetime.timedelta:
    """A week before a day, or the last day before that on which schools may be open."""
    back = datetime.timedelta(days=_REMIND)
    try:
        while next_school_day(day - back) != day - back:
            back += datetime.timedelta(days=1)
    except OverflowError:  # at either end of the calendar
        return datetime.timedelta(days=-_REMIND)
    return -back


def _stamp(partnership: Partnership) -> datetime.date:
    days = [found for text in partnership.dates.values() if (found := _date(text))]
    return max(days, default=datetime.date(2000, 1, 1))


def _date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _line(text: str) -> str:
    """Text on one line: no control character is left for a calendar to stumble over."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
