"""Progress against the plan: the rule against one worked out by hand, gaps, advice, charts."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from monitored import DUE, MIDDLE, START, running, some_plan, some_values, value
from strategies import HOSTILE

from matcher.partnership.monitor import charts, words
from matcher.partnership.monitor.guard import guarded
from matcher.partnership.monitor.indicators import NO_DAY, Indicator, Plan, Target
from matcher.partnership.monitor.progress import BEHIND, CANNOT_TELL, ON_TRACK, Report, report
from matcher.partnership.monitor.report_page import report_page
from matcher.partnership.monitor.values import Value

A_DAY = datetime.timedelta(days=1)


def told(
    *figures: float, target: float = 40.0, due: datetime.date | None = DUE, unit: str = "score",
    pupils: int | None = 50, first: datetime.date = START
) -> tuple[str, str]:  # fmt: skip
    """The status of one indicator with these figures at equal steps from start to due."""
    step = (DUE - START) / 4
    values = [
        Value("A", first if at == 0 else START + at * step, "all", figure, unit, pupils)
        for at, figure in enumerate(figures)
    ]
    plan = Plan({"A": Indicator("A", "Words")}, (Target("A", "all", target, due),))
    (one,) = report(plan, values).progress
    return one.status, one.why


@pytest.mark.parametrize(
    ("figures", "status", "why"),
    [
        ((20, 25), ON_TRACK, "25% of the way is covered in 25% of the time"),
        ((20, 24.9), BEHIND, "24% of the way"),
        ((20, 30, 35), ON_TRACK, "75% of the way is covered in 50%"),
        ((20, 30, 29.9), BEHIND, ""),
        ((20, 40), ON_TRACK, "the target is reached"),
        ((20, 45), ON_TRACK, "the target is reached"),
        ((20, 19), BEHIND, "moved away"),
        ((20, 20), BEHIND, "0% of the way"),
        ((40, 40), CANNOT_TELL, "the target is the baseline"),
        ((20,), CANNOT_TELL, "no figure after the baseline"),
        ((math.nan, 30), CANNOT_TELL, "the baseline is not known"),
        ((20, math.nan), CANNOT_TELL, "the latest figure is not known"),
        ((60, 55), ON_TRACK, ""),  # less is wanted
        ((60, 56), BEHIND, ""),
        ((20, 39, 39, 39, 39, 39, 39), BEHIND, "95% of the way is covered in 100% of the time"),
    ],
)
def test_the_rule(figures: tuple[float, ...], status: str, why: str) -> None:
    found = told(*figures)
    assert found[0] == status
    assert why in found[1]


def test_what_cannot_be_told_says_why() -> None:
    assert told(20, 25, due=None) == (CANNOT_TELL, "the target has no day")
    assert told(20, 41, due=None)[0] == ON_TRACK
    assert told(20, 19, due=None)[0] == BEHIND
    assert told(20, 25, first=NO_DAY) == (CANNOT_TELL, "the baseline has no day")
    assert "too few" in told(20, 25, pupils=4)[1]
    assert "how many pupils" in told(20, 25, pupils=None)[1]
    assert told(20, 25, target=math.nan)[1] == "the plan sets no target"
    assert told()[1] == "there is no baseline and no figure"


@settings(deadline=None)
@given(
    st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.integers(1, 800),
    st.integers(1, 800),
)  # fmt: skip
def test_the_rule_by_brute_force(
    first: float, last: float, target: float, passed: int, whole: int
) -> None:
    values = [value("A", START, "all", first, "score", 50),
              value("A", START + passed * A_DAY, "all", last, "score", 50)]  # fmt: skip
    plan = Plan({}, (Target("A", "all", target, START + whole * A_DAY),))
    (one,) = report(plan, values).progress
    if target == first:
        assert one.status == CANNOT_TELL
        return
    # A point on the straight line of the plan, seen from the side of the target.
    line = first + (target - first) * min(passed / whole, 1)
    short = (line - last) if target > first else (last - line)
    if abs(short) > 1e-6 * max(abs(target - first), 1e-9) + 1e-9:
        assert (one.status == BEHIND) == (short > 0)


def test_behind_since_the_first_figure_of_the_unbroken_run() -> None:
    days = [START + n * 30 * A_DAY for n in range(6)]
    figures = [20, 20, 30, 24, math.nan, 22]
    values = [value("A", day, "all", figure, "score", 50)
              for day, figure in zip(days, figures, strict=True)]  # fmt: skip
    (one,) = report(Plan({}, (Target("A", "all", 40, DUE),)), values).progress
    assert (one.status, one.since) == (BEHIND, days[3])


def whole() -> Report:
    return report(some_plan(), some_values())


def test_a_report_by_indicator_group_and_date() -> None:
    found = whole()
    assert [(one.indicator, one.group, one.status) for one in found.progress] == [
        ("A", "all", BEHIND),
        ("A", "fsm", CANNOT_TELL),
        ("A", "not fsm", CANNOT_TELL),
        ("B", "all", ON_TRACK),
        ("B", "fsm", CANNOT_TELL),
    ]
    (gap,) = found.gaps
    assert (gap.group, gap.first, round(gap.last, 2), gap.change) == ("fsm", 0, 2.86, "widens")
    assert found.withheld == 1
    assert words.counts(found) == "Of 2 targets 1 on track, 1 behind, 0 cannot be told."
    assert report(some_plan(), some_values()[::-1]) == found or str(
        report(some_plan(), some_values()[::-1])
    ) == str(found)


def test_what_to_adjust_names_the_indicator_the_group_and_since_when() -> None:
    first, second, *_ = words.adjust(whole())
    assert first.startswith("Pupils who choose physics, all pupils: behind since 1 March 2026, 22%")
    assert "where 30% was due" in first or "was due" in first
    assert "gap between pupils eligible for free school meals and their peers" in second
    assert "from 0 percentage points to 2.9 percentage points since 1 September 2025" in second


def test_a_change_without_a_target_asks_for_one() -> None:
    values = [
        Value("A", START + at * A_DAY, group, figure, "score", 50)
        for group in ("all", "fsm")
        for at, figure in enumerate((3.1, 2.8))
    ]
    found = report(Plan({"A": Indicator("A", "Interest")}), values)
    (line,) = words.adjust(found)
    assert line.startswith("Interest, all pupils: from 3.1 (1 September 2025) to 2.8 (2 September")
    assert "sets no target" in line
    same = [replace(one, value=3.1) for one in values]
    assert words.adjust(report(Plan({"A": Indicator("A", "Interest")}), same)) == []


def test_a_figure_of_the_plan_that_does_not_say_what_it_rests_on_gives_way() -> None:
    """Else a baseline typed as 2.9 would hide the one that was measured."""
    typed = Value("A", START - A_DAY, "all", 2.9, "score")
    target = Target("A", "all", 3.3, DUE)
    plan_ = Plan({"A": Indicator("A", "Interest")}, (target,), (typed,))
    kept = [Value("A", START + at * A_DAY, "all", 3 + at, "score", 50) for at in range(2)]
    (one,) = report(plan_, kept).progress
    assert [point.value for point in one.series] == [3, 4]
    (alone,) = report(plan_, ()).progress
    assert [point.mark for point in alone.series] == ["x"]
    (based,) = report(replace(plan_, typed=(replace(typed, pupils=40),)), kept).progress
    assert [point.value for point in based.series] == [2.9, 3, 4]


@pytest.mark.parametrize(
    ("own", "peers", "change"),
    [
        ((10, 15), (20, 20), "narrows"),
        ((10, 10), (20, 25), "widens"),
        ((10, 12), (20, 22), "stays"),
        ((20, 30), (10, 10), "widens"),  # the group is ahead
        ((10, 26), (20, 20), "narrows"),  # and has overtaken them
    ],
)
def test_gaps(own: tuple[float, float], peers: tuple[float, float], change: str) -> None:
    values = [
        value("A", day, group, figure, "score", 40)
        for group, figures in (("fsm", own), ("not fsm", peers))
        for day, figure in zip((START, MIDDLE), figures, strict=True)
    ]
    (gap,) = report(Plan({}), values).gaps
    assert gap.change == change
    (unknown,) = report(Plan({}), values[1:]).gaps
    assert unknown.change == CANNOT_TELL


def test_no_output_tells_what_is_withheld() -> None:
    found = whole()
    outputs = [*words.lines(found), str(words.as_dict(found)), report_page(running(), found)]
    assert "2.25" not in "\n".join(outputs)
    assert "c, 1 March 2026" in "\n".join(outputs)


def test_rows_of_the_plan_without_target_and_figure_are_counted_only() -> None:
    found = report(Plan({}, (Target("A", "all", math.nan, None),)), [])
    assert (found.progress, found.idle) == ((), 1)
    assert "1 indicator of the plan has neither" in words.counts(found)


def test_a_chart_breaks_where_a_figure_is_withheld_and_says_all_in_words() -> None:
    days = [START + n * 60 * A_DAY for n in range(4)]
    pupils = [50, 50, 3, 50]
    values = [value("A", day, "all", 3 + n / 10, "score", base)
              for n, (day, base) in enumerate(zip(days, pupils, strict=True))]  # fmt: skip
    ((drawn),) = charts.charts(report(some_plan(), values).progress)
    svg = charts.chart(drawn, "one")
    picture = svg.split("</svg>\n<ul")[0]
    assert picture.count("<path") == 3
    assert picture.count('stroke-width="2.5"') == 1  # of three steps only the first
    assert "; " not in re.findall(r"<desc[^>]*>(.*?)</desc>", svg)[0]
    assert "c 30 December 2025" in svg
    assert [row[2] for row in charts.rows(drawn)] == ["3", "3.1", "c", "3.3"]


def test_at_most_four_groups_to_a_chart_and_every_one_is_drawn() -> None:
    groups = ["all", "fsm", "not fsm", *(f"year {n}" for n in range(7, 14))]
    values = [value("A", day, group, 50, "hours", 500 if group == "all" else 60)
              for day in (START, MIDDLE) for group in groups]  # fmt: skip
    values = [replace(one, pupils=None) for one in values]
    found = charts.charts(report(Plan({}), values).progress)
    assert all(len(drawn) <= 4 for drawn in found)
    assert {one.group for drawn in found for one in drawn} == set(groups)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    plan = Plan({"A": Indicator("A", text)}, (Target("A", "all", 40, DUE),))
    values = [value("A", day, group, 30, "%", 100) for day in (START, MIDDLE)
              for group in ("all", text.casefold())]  # fmt: skip
    page = report_page(running(), report(plan, values))
    assert "<script" not in page
    assert "<img" not in page
    assert page == report_page(running(), report(plan, values[::-1]))


def test_the_marks_are_the_guards() -> None:
    found = whole()
    shown = {(one.indicator, one.group, one.date): one for one in guarded(some_values())}
    for one in found.progress:
        for point in one.series:
            assert str(point) == str(shown[one.indicator, one.group, point.date])
