"""Reminders: which days, and a file that a calendar reads and reads again alike."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from monitored import DUE, START, letters, running, some_plan
from partnerships_made import partnerships, plain

from matcher.core.errors import SettingError
from matcher.partnership.monitor.calendar import after, entries, ics
from matcher.partnership.monitor.indicators import Plan


def test_reviews_collection_and_the_end_of_keeping() -> None:
    found = [(one.day.isoformat(), one.kind) for one in entries(running(), some_plan())]
    assert found == [
        ("2025-09-01", "collect"),
        ("2026-01-01", "review"),
        ("2026-05-01", "review"),
        (DUE.isoformat(), "collect"),
        ("2029-08-31", "delete"),
    ]
    (first, *_) = entries(running(), some_plan())
    assert first.why == ("Pupils who choose physics (baseline); Interest in physics (baseline)")


def test_no_reviews_before_it_is_agreed_or_after_it_has_ended() -> None:
    none = plain("1", "2", "contacted")
    assert entries(none, Plan({})) == ()
    ended = running(dates={"running": "2025-09-01", "ended": "2026-02-01"})
    kinds = [one.day.isoformat() for one in entries(ended, Plan({})) if one.kind == "review"]
    assert kinds == ["2026-01-01"]
    agreed = running(dates={"agreed": "2025-09-01"}, keep_until="")
    assert len(entries(agreed, Plan({}), 6)) == 2
    with pytest.raises(SettingError):
        entries(agreed, Plan({}), 0)


def test_the_file_is_a_calendar_and_the_same_each_time() -> None:
    icalendar = pytest.importorskip("icalendar")
    found = entries(running(), some_plan())
    data = ics(running(), found)
    assert data == ics(running(), entries(running(), some_plan()))
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [one.day for one in found]
    assert len({str(event["uid"]) for event in events}) == len(found)
    assert {event.decoded("dtstamp").date() for event in events} == {START}
    assert all(event.walk("VALARM") for event in events)


@settings(deadline=None)
@given(partnerships(), st.integers(1, 30))
def test_any_record_gives_a_calendar_that_is_read_back(made: object, every: int) -> None:
    icalendar = pytest.importorskip("icalendar")
    found = entries(made, some_plan(), every)  # type: ignore[arg-type]
    data = ics(made, found)  # type: ignore[arg-type]
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    told = [letters(str(event["summary"])) for event in events]
    assert told == [letters(one.what) for one in found]
    assert len(events) == len(found)
    assert len({str(event["uid"]) for event in events}) == len(found)


@settings(deadline=None)
@given(st.dates(), st.integers(0, 500))
def test_months_later(day: datetime.date, count: int) -> None:
    found = after(day, count)
    months = day.year * 12 + day.month - 1 + count
    if found is None:
        assert months // 12 > 9999
        return
    assert found.year * 12 + found.month - 1 == months
    # The same day, or else the last one of a month that is too short for it.
    assert found.day == day.day or (
        found.day < day.day and (found + datetime.timedelta(days=1)).day == 1
    )
