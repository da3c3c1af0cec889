"""Reminders: which days, and a file that a calendar reads and reads again alike."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.monitoring import DUE, START, letters, running, some_plan
from makers.partnerships import partnerships, plain

from matcher.core.errors import SettingError
from matcher.partnership.monitor.calendar import calendar_entries, collection_days, to_icalendar
from matcher.partnership.monitor.indicators import Indicator, Plan
from matcher.partnership.monitor.plan_reader import cell_values
from matcher.partnership.monitor.targets import Target, read_target
from matcher.partnership.monitor.values.cell_parser import Figure
from matcher.partnership.plan.content.due_dates import months_later, next_school_day


def test_reviews_collection_and_the_end_of_keeping() -> None:
    found = [(one.day.isoformat(), one.kind) for one in calendar_entries(running(), some_plan())]
    assert found == [
        ("2025-09-01", "collect"),
        (next_school_day(datetime.date(2026, 1, 1)).isoformat(), "review"),
        ("2026-05-01", "review"),
        (DUE.isoformat(), "collect"),
        ("2029-08-31", "delete"),
    ]
    (first, *_) = calendar_entries(running(), some_plan())
    assert first.why == ("Pupils who choose physics (baseline); Interest in physics (baseline)")


def test_no_reviews_before_it_is_agreed_or_after_it_has_ended() -> None:
    none = plain("1", "2", "contacted")
    assert calendar_entries(none, Plan({})) == ()
    ended = running(dates={"running": "2025-09-01", "ended": "2026-02-01"})
    kinds = [
        one.day.isoformat() for one in calendar_entries(ended, Plan({})) if one.kind == "review"
    ]
    assert kinds == [next_school_day(datetime.date(2026, 1, 1)).isoformat()]
    agreed = running(dates={"agreed": "2025-09-01"}, keep_until="")
    assert len(calendar_entries(agreed, Plan({}), 6)) == 2
    with pytest.raises(SettingError):
        calendar_entries(agreed, Plan({}), 0)


def test_reviews_and_reminders_fall_on_days_on_which_schools_may_be_open() -> None:
    icalendar = pytest.importorskip("icalendar")
    begun = running(dates={"running": "2025-05-02"}, keep_until="")
    found = calendar_entries(begun, some_plan(), 1)
    reviews = [one.day for one in found if one.kind == "review"]
    assert len(reviews) == len(set(reviews)) > 10
    assert all(next_school_day(day) == day for day in reviews)
    for event in icalendar.Calendar.from_ical(to_icalendar(begun, found)).walk("VEVENT"):
        (alarm,) = event.walk("VALARM")
        day = event.decoded("dtstart") + alarm.decoded("trigger")
        assert next_school_day(day) == day
        assert (event.decoded("dtstart") - day).days >= 7


@pytest.mark.parametrize(
    ("every", "keep", "days"),
    [
        (0, "2029-08-31", ["2026-07-01"]),
        (12, "2029-08-31", ["2026-07-01", "2027-07-01", "2028-07-03", "2029-07-02"]),
        (12, "2028-06-30", ["2026-07-01", "2027-07-01"]),
        (4, "2027-06-30", ["2026-07-01", "2026-11-02", "2027-03-01"]),
    ],
)
def test_follow_ups_of_each_term_or_year_come_again(every: int, keep: str, days: list[str]) -> None:
    target = Target("A", "all", 40, datetime.date(2026, 7, 1), every=every)
    found = calendar_entries(running(keep_until=keep), Plan({}, (target,)))
    assert [one.day.isoformat() for one in found if one.kind == "collect"] == days


def test_the_day_of_a_target_is_one_more_than_those_of_its_follow_ups() -> None:
    row = {"follow_up_due": "2027-03-30", "baseline_due": "2026-11-30", "when": "then each year"}
    target = read_target(row, "A", Figure(3.5, "score", day=datetime.date(2027, 7, 31)))
    found = collection_days(target, None, datetime.date(2028, 4, 1))
    assert [(day.isoformat(), what) for day, what in found] == [
        ("2026-11-30", "baseline"), ("2027-03-30", "follow-up"), ("2027-07-31", "target"),
        ("2028-03-30", "follow-up"),
    ]  # fmt: skip
    made = calendar_entries(running(keep_until="2028-04-01"), Plan({}, (target,)))
    assert [one.day for one in made if one.kind == "collect"] == [day for day, _ in found]
    (typed,) = cell_values(Indicator("A", "A"), target, {"follow_up": Figure(3.1, "score")})
    assert typed[1].date == datetime.date(2027, 3, 30)  # not that of the target


def test_the_file_is_a_calendar_and_the_same_each_time() -> None:
    icalendar = pytest.importorskip("icalendar")
    found = calendar_entries(running(), some_plan())
    data = to_icalendar(running(), found)
    assert data == to_icalendar(running(), calendar_entries(running(), some_plan()))
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [one.day for one in found]
    assert len({str(event["uid"]) for event in events}) == len(found)
    assert {event.decoded("dtstamp").date() for event in events} == {START}
    assert all(event.walk("VALARM") for event in events)


@settings(deadline=None)
@given(partnerships(), st.integers(1, 30))
def test_any_record_gives_a_calendar_that_is_read_back(made: object, every: int) -> None:
    icalendar = pytest.importorskip("icalendar")
    found = calendar_entries(made, some_plan(), every)  # type: ignore[arg-type]
    data = to_icalendar(made, found)  # type: ignore[arg-type]
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    told = [letters(str(event["summary"])) for event in events]
    assert told == [letters(one.what) for one in found]
    assert len(events) == len(found)
    assert len({str(event["uid"]) for event in events}) == len(found)


@settings(deadline=None)
@given(st.dates(), st.integers(0, 2000))
def test_months_are_counted_as_people_do(day: datetime.date, count: int) -> None:
    months = day.year * 12 + day.month - 1 + count
    if months // 12 > datetime.MAXYEAR:
        with pytest.raises(ValueError, match="beyond the calendar"):
            months_later(day, count)
        return
    found = months_later(day, count)
    assert found.year * 12 + found.month - 1 == months
    # The same day, or else the last one of a month that is too short for it.
    assert found.day == day.day or (
        found.day < day.day and (found + datetime.timedelta(days=1)).day == 1
    )
    assert months_later(datetime.date(2024, 2, 29), 12) == datetime.date(2025, 2, 28)
