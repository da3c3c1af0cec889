"""What was measured until a partnership began is a baseline and no progress of it."""

from __future__ import annotations

import datetime

import pytest
from makers.monitoring import running, value

from matcher.partnership.monitor.calendar import calendar_entries
from matcher.partnership.monitor.gaps import CANNOT_TELL
from matcher.partnership.monitor.indicators import Indicator, Plan
from matcher.partnership.monitor.judgement import BEHIND, ON_TRACK
from matcher.partnership.monitor.plan_reader import make_plan
from matcher.partnership.monitor.progress import progress_report
from matcher.partnership.monitor.report.advice import adjustments
from matcher.partnership.monitor.report.wording import gap_row
from matcher.partnership.monitor.targets import Target
from matcher.partnership.monitor.values.store import NO_DAY, Value
from matcher.partnership.plan.progress import plan_progress
from matcher.partnership.record.status_transitions import with_status

START, DUE = datetime.date(2026, 9, 7), datetime.date(2027, 7, 31)
LATER = datetime.date(2026, 10, 7)
PLAN = Plan({"A": Indicator("A", "Words")}, (Target("A", "all", 40.0, DUE),))


def at(day: str, figure: float, group: str = "all", pupils: int = 50) -> Value:
    return value("A", datetime.date.fromisoformat(day), group, figure, "score", pupils)


@pytest.mark.parametrize(
    ("values", "baseline", "latest", "status", "why"),
    [
        # Risen before it began: today "on track", 75 % of the way in a quarter of the time.
        ([("2026-03-02", 10), ("2026-07-06", 35)], 35, None, CANNOT_TELL, "after the baseline"),
        ([("2026-03-02", 10), ("2026-09-07", 35)], 35, None, CANNOT_TELL, "after the baseline"),
        ([("2026-03-02", 10), ("2026-07-06", 35), ("2026-12-01", 36)], 35, 36, BEHIND, "20%"),
        ([("2026-03-02", 10), ("2026-07-06", 35), ("2026-12-01", 37)], 35, 37, ON_TRACK, "40%"),
        # Nothing until then: what was measured later is no baseline.
        ([("2026-12-01", 30)], None, 30, CANNOT_TELL, "no baseline"),
        ([("2026-10-01", 10), ("2026-12-01", 30)], None, 30, CANNOT_TELL, "no baseline"),
    ],
)
def test_progress_is_counted_from_the_start(
    values: list[tuple[str, float]],
    baseline: float | None,
    latest: float | None,
    status: str,
    why: str,
) -> None:
    (one,) = progress_report(PLAN, [at(*each) for each in values], start=START).progress
    assert (one.baseline.value if one.baseline else None) == baseline
    assert (one.latest.value if one.latest else None) == latest
    assert one.status == status and why in one.why
    assert len(one.series) == len(values)  # all are shown


def test_the_straight_line_begins_no_sooner_than_the_partnership() -> None:
    """Half a year from the baseline to the start asks for no progress."""
    values = [at("2026-03-02", 20), at("2027-02-17", 30)]
    (from_start,) = progress_report(PLAN, values, start=START).progress
    (from_baseline,) = progress_report(PLAN, values).progress
    assert from_start.expected == pytest.approx(30, abs=0.1) and from_start.status == ON_TRACK
    assert from_baseline.status == BEHIND


def test_a_baseline_without_a_day_counts_on_the_day_on_which_it_was_due() -> None:
    plan = Plan(
        {"A": Indicator("A", "Words")},
        (Target("A", "all", 40.0, DUE, start=datetime.date(2026, 8, 24)),),
        (Value("A", NO_DAY, "all", 20.0, "score", 50, dated=False),),
    )
    values = [at("2026-03-02", 10), at("2026-12-01", 25)]
    (one,) = progress_report(plan, values, start=START).progress
    assert one.baseline is not None and one.baseline.value == 20


def test_what_the_plan_itself_calls_the_baseline_is_it_whenever_it_was_measured() -> None:
    row = {"indicator": "A", "text": "Words", "target": "40 points", "follow_up_due": str(DUE),
           "baseline": "20 points (50 pupils), 2026-09-21"}  # fmt: skip
    later = [at("2026-12-01", 25)]
    (none,) = (report := progress_report(PLAN, later, start=START)).progress
    assert none.baseline is None and "into the plan as the baseline" in adjustments(report)[0]
    (one,) = progress_report(make_plan([row], {}), later, start=START).progress
    assert one.baseline is not None and one.baseline.value == 20
    assert one.latest is not None and one.latest.value == 25


def test_a_baseline_that_is_withheld_gives_way_to_one_that_is_not() -> None:
    values = [at("2026-03-02", 10), at("2026-07-06", 12, pupils=3), at("2026-12-01", 25)]
    (one,) = progress_report(PLAN, values, start=START).progress
    assert one.baseline is not None and one.baseline.value == 10


def test_a_gap_that_closed_before_is_no_gap_that_narrows() -> None:
    values = [at(day, figure, group)
              for day, own, peers in (("2026-03-02", 10, 30), ("2026-07-06", 20, 30))
              for group, figure in (("fsm", own), ("not fsm", peers))]  # fmt: skip
    (told,) = progress_report(PLAN, values).gaps
    (gap,) = progress_report(PLAN, values, start=START).gaps
    assert (told.change, gap.change, gap.first) == ("narrows", CANNOT_TELL, 10)
    later = [*values, at("2026-12-01", 15, "fsm"), at("2026-12-01", 30, "not fsm")]
    (gap,) = progress_report(PLAN, later, start=START).gaps
    assert (gap.change, gap.first, gap.last) == ("widens", 10, 15)
    assert gap_row(gap)[2] == "10 (50 and 50 people), 6 July 2026"


def test_a_gap_that_nobody_measured_before_the_start_says_so() -> None:
    values = [at(day, figure, group)
              for day, own, peers in (("2026-12-01", 10, 30), ("2027-03-01", 20, 30))
              for group, figure in (("fsm", own), ("not fsm", peers))]  # fmt: skip
    (gap,) = progress_report(PLAN, values, start=START).gaps
    assert gap_row(gap)[2] == (
        "20 (50 and 50 people), 1 December 2026; none is known from before the start"
    )
    (gap,) = progress_report(PLAN, values).gaps  # nobody says when it began
    assert gap_row(gap)[2] == "20 (50 and 50 people), 1 December 2026"


def test_no_advice_rests_on_what_was_before() -> None:
    plan = Plan({"A": Indicator("A", "Words")})
    values = [at("2026-03-02", 10), at("2026-07-06", 35)]
    assert any("from 10" in line for line in adjustments(progress_report(plan, values)))
    assert not adjustments(progress_report(plan, values, start=START))


def test_no_follow_up_is_done_before_the_start() -> None:
    row = dict.fromkeys(
        ("key", "use", "indicator", "text", "receiver", "by", "kind", "baseline", "follow_up",
         "baseline_due", "follow_up_due"), "",
    ) | {"part": "indicator", "indicator": "A"}  # fmt: skip
    days = {"A": [datetime.date(2026, 3, 2), datetime.date(2026, 7, 6)]}

    def done(due: str, start: datetime.date | None, *more: datetime.date) -> tuple[int, int]:
        told = plan_progress(
            "A and B", DUE, {}, [row | {"follow_up_due": due}], [], [],
            {"A": [*days["A"], *more]}, start,
        )  # fmt: skip
        return told.parts[2].done, told.parts[3].done

    assert done("", None) == (1, 1) and done("", START) == (1, 0)
    assert done("2026-08-01", None) == (1, 1) and done("2026-08-01", START) == (1, 0)
    assert done("", START, datetime.date(2026, 12, 1)) == (1, 1)


def test_the_start_is_that_of_the_activities_where_somebody_said_so() -> None:
    asked = running(starts="2026-01-12")
    assert running().start == datetime.date(2025, 9, 1)
    assert asked.start == datetime.date(2026, 1, 12)
    reviews = [one.day for one in calendar_entries(asked, Plan({})) if one.kind == "review"]
    assert reviews[0] == datetime.date(2026, 5, 12)
    ended = with_status(asked, "ended", datetime.date(2026, 7, 1))
    assert ended.start == asked.start
    again = with_status(ended, "contacted", datetime.date(2026, 9, 1))
    assert again.start is None


@pytest.mark.parametrize(
    ("days", "baseline", "latest"),
    [
        (("2026-09-30",), 10.0, None),  # by the day on which the plan has it
        (("2026-09-30", "2026-10-05"), 10.0, 20.0),
        (("2026-10-08",), None, 10.0),
        (("2026-07-01", "2026-09-30"), 10.0, 20.0),  # before the start there is one
    ],
)
def test_of_an_activity_without_anything_before_it_the_baseline_is_due_later(
    days: tuple[str, ...], baseline: float | None, latest: float | None
) -> None:
    plan = Plan({"A": Indicator("A", "Words")}, (Target("A", "all", 40.0, DUE, LATER),))
    values = [at(day, 10.0 * (place + 1)) for place, day in enumerate(days)]
    (found,) = progress_report(plan, values, day=datetime.date(2027, 1, 1), start=START).progress
    assert (found.baseline.value if found.baseline else None) == baseline
    assert (found.latest.value if found.latest else None) == latest
