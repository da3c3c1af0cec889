"""Whether a target is reached is told without a baseline; what a figure rests on is said."""

from __future__ import annotations

import datetime

import pytest
from makers.monitoring import value

from matcher.partnership.findings.evidence_level import evidence_level
from matcher.partnership.monitor.gaps import CANNOT_TELL
from matcher.partnership.monitor.judgement import BEHIND, MISSED, REACHED, REACHED_LATE
from matcher.partnership.monitor.plan_reader import make_plan, read_indicators
from matcher.partnership.monitor.progress import Report, progress_report
from matcher.partnership.monitor.report import wording
from matcher.partnership.monitor.report.advice import adjustments
from matcher.partnership.monitor.report.charts import charts

START, DUE = datetime.date(2025, 10, 6), datetime.date(2026, 7, 31)
LATER = datetime.date(2026, 11, 30)
NO_BASELINE = "no baseline, for there is nothing to tell of before the start; follow-up at the end"


def report(
    target: str,
    *figures: tuple[str, float, int],
    indicator: str = "C4-N2",
    when: str = NO_BASELINE,
    day: datetime.date = LATER,
    group: str = "all",
) -> Report:
    row = {"indicator": indicator, "text": "Words", "target": target, "when": when,
           "follow_up_due": DUE.isoformat(), "group": group}  # fmt: skip
    values = [value(indicator, datetime.date.fromisoformat(on), group, figure, "%", people)
              for on, figure, people in figures]  # fmt: skip
    return progress_report(make_plan([row], read_indicators()), values, day=day, start=START)


FEBRUARY, JULY, AUGUST = ("2026-02-13", 73.2, 71), ("2026-07-30", 86.7, 60), ("2026-08-14", 90, 60)


@pytest.mark.parametrize(
    ("target", "figures", "day", "status", "why"),
    [
        ("85%", [FEBRUARY, JULY], LATER, REACHED, "the target is reached"),
        ("85%", [FEBRUARY], LATER, MISSED, "no figure is later than 13 February 2026"),
        ("85%", [FEBRUARY], DUE, CANNOT_TELL, "not reached yet; before the start there is nothing"),
        (
            "85%",
            [FEBRUARY, AUGUST],
            LATER,
            REACHED_LATE,
            "but after its day; the last figure until then",
        ),
        ("85%", [AUGUST], LATER, REACHED_LATE, "whether it was reached in time no figure tells"),
        ("95%", [AUGUST], LATER, MISSED, "no figure is known from until its day"),
        ("70%", [FEBRUARY, JULY], LATER, REACHED, "the target is reached"),
        ("80%", [JULY, ("2026-08-14", 70, 60)], LATER, BEHIND, "reached it in time, and it is re"),
        ("at most 80%", [JULY], LATER, MISSED, ""),  # the words go before the indicator
        ("no more than 90%", [JULY], LATER, REACHED, ""),
    ],
)
def test_without_a_baseline_a_target_is_reached_or_not(
    target: str,
    figures: list[tuple[str, float, int]],
    day: datetime.date,
    status: str,
    why: str,
) -> None:
    (one,) = progress = report(target, *figures, day=day).progress
    assert (one.baseline, len(progress)) == (None, 1)
    assert one.status == status and why in one.why


def test_which_way_is_better_the_words_tell_or_else_the_indicator() -> None:
    """Of absence less is wanted; of an indicator of one's own nobody knows unless it is said."""
    assert report("5%", JULY, indicator="E7-N2").progress[0].status == MISSED
    assert report("95%", JULY, indicator="E7-N2").progress[0].status == REACHED
    unsaid = report("85%", JULY, indicator="own")
    assert unsaid.progress[0].status == CANNOT_TELL
    assert "“at least” or “at most”" in adjustments(unsaid)[0]
    assert report("at least 85%", JULY, indicator="own").progress[0].status == REACHED
    held = ("2025-10-03", 60.0, 60), ("2026-07-30", 60.0, 60)
    assert report("60%", *held, indicator="own").progress[0].status == CANNOT_TELL
    assert report("at least 60%", *held, indicator="own").progress[0].status == REACHED
    fell = ("2025-10-03", 60.0, 60), ("2026-02-13", 58.0, 60)
    (down,) = report("at least 57%", *fell, indicator="own").progress
    assert down.status == REACHED and not down.moved > 0
    fallen = report("at least 59%", *fell, indicator="own", day=DUE).progress[0]
    assert (fallen.status, fallen.why) == (BEHIND, "it has moved away from the target")


def test_a_withheld_baseline_hides_the_way_and_not_what_is_reached() -> None:
    few = "2025-10-03", 20.0, 3
    assert report("85%", few, JULY).progress[0].status == REACHED
    one = report("95%", few, FEBRUARY, day=DUE).progress[0]
    assert one.status == CANNOT_TELL and one.why.endswith(
        "the baseline is withheld: too few people"
    )
    assert report("85%", few, JULY, indicator="own").progress[0].status == CANNOT_TELL


def test_nothing_is_asked_for_that_the_plan_says_there_is_not() -> None:
    early = report("85%", FEBRUARY, day=DUE)
    assert adjustments(early) == []
    (line,) = adjustments(report("85%", FEBRUARY))
    assert line.startswith("Words: not reached by 31 July 2026, 73.2% at the latest count; ")
    assert "If it was counted since, add that figure" in line
    assert "stand for the baseline" in adjustments(report("85%", FEBRUARY, day=DUE, when=""))[0]
    assert wording.target_counts(report("85%", FEBRUARY)).startswith(
        "Of 1 target 0 on track, 0 behind, 1 not reached, 0 cannot be told."
    )


def test_late_fallen_and_of_fewer_is_said() -> None:
    figures = ("2025-10-03", 46.0, 58), ("2026-02-13", 61.0, 52), ("2026-08-14", 58.0, 42)
    found = report("57%", *figures, indicator="C4-W1", when="")
    assert wording.table_row(found.progress[0])[5:] == (
        REACHED,
        "the target is reached, in time with 61% on 13 February 2026; the latest is from after its "
        "day; it rests on 42 people, the baseline on 58; down from 61% before",
    )
    assert any("1 is of fewer people" in line for line in evidence_level(found).reasons)
    unplanned = report("", *figures, indicator="C4-W1", when="")
    assert unplanned.progress[0].cautions == found.progress[0].cautions
    assert adjustments(unplanned)[0].endswith("the baseline on 58; down from 61% before.")
    steady = report("57%", figures[0], ("2026-02-13", 61.0, 58), indicator="C4-W1", when="")
    assert steady.progress[0].cautions == ()
    assert not any("fewer people" in line for line in evidence_level(steady).reasons)


def test_what_is_reached_late_is_not_counted_as_reached_and_nothing_is_asked_for() -> None:
    late = report("85%", AUGUST)
    assert wording.target_counts(late).startswith("Of 1 target 1 reached late, 0 on track,")
    assert adjustments(late) == []


@pytest.mark.parametrize(
    ("target", "figure", "status"),
    [("20 pupils", "23 of 30", REACHED), ("24 pupils", "23 of 30", MISSED),
     ("20 pupils", "c", CANNOT_TELL)],
)  # fmt: skip
def test_a_target_in_people_is_held_against_the_number_of_people_of_a_share(
    target: str, figure: str, status: str
) -> None:
    row = {"indicator": "X1-N4", "text": "Words", "target": target, "when": NO_BASELINE,
           "measure": "Pupils who took part ÷ pupils invited: number and share",
           "follow_up_due": DUE.isoformat(), "follow_up": figure}  # fmt: skip
    found = progress_report(make_plan([row], read_indicators()), [], day=LATER, start=START)
    (one,) = found.progress
    assert (one.status, found.faults) == (status, ())
    kept = [value("X1-N4", LATER, "all", 76.666667, "%", 30)]  # as "23 of 30" is kept
    added = progress_report(make_plan([row], read_indicators()), kept, day=LATER, start=START)
    assert added.faults == () and added.progress[0].latest.figure == "23"
    if one.latest:
        assert wording.shown_figure(one.latest) == "23 (30 people)"
        of_target = charts([one])
        # Groups are told as shares, which have an axis of their own.
        group = report("", JULY, indicator="X1-N4", group="fsm").progress[0]
        assert charts([one, group]) == [*of_target, [group]]


def test_a_target_whose_day_is_past_is_not_on_track_by_an_earlier_figure() -> None:
    figures = ("2025-10-03", 40.0, 60), ("2026-02-13", 70.0, 60)
    assert report("80%", *figures, day=DUE).progress[0].status == "on track"
    assert report("80%", *figures).progress[0].status == MISSED


@pytest.mark.parametrize(
    ("people", "caution"),
    [
        ((60, 60, 60, 60), ""),
        ((60, 60, 54, 60), ""),
        ((60, 60, 53, 60), "fewer people were counted than at first"),
        ((60, 31, 60, 29), "of so few people it may be chance"),
        ((31, 27, 28, 24), "fewer people were counted than at first, and of so few people it may"),
    ],
)
def test_a_gap_says_on_how_many_it_rests(people: tuple[int, ...], caution: str) -> None:
    days = ("2025-10-03", "2025-10-03", "2026-02-13", "2026-02-13")
    rows = zip(days, ("fsm", "not fsm") * 2, (9.8, 12.8, 13.0, 15.4), people, strict=True)
    values = [value("C4-N1", datetime.date.fromisoformat(on), group, figure, "score", of)
              for on, group, figure, of in rows]  # fmt: skip
    (gap,) = progress_report(make_plan([], read_indicators()), values, start=START).gaps
    assert gap.change == "narrows" and gap.people[1] == f"{people[2]} and {people[3]}"
    assert gap.caution.startswith(caution) and bool(gap.caution) == bool(caution)
    assert wording.gap_row(gap)[4].startswith("narrows; " if caution else "narrows")
