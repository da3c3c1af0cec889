"""Progress against the plan: the rule against one worked out by hand, gaps, advice, charts."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.monitoring import DUE, MIDDLE, START, running, some_plan, some_values, value
from strategies import HOSTILE

from matcher.core.cells import in_words
from matcher.partnership.monitor.gaps import CANNOT_TELL
from matcher.partnership.monitor.indicators import Indicator, Plan
from matcher.partnership.monitor.judgement import BEHIND, MISSED, ON_TRACK, REACHED
from matcher.partnership.monitor.progress import Report, progress_report
from matcher.partnership.monitor.report import charts, wording
from matcher.partnership.monitor.report import text as report_text
from matcher.partnership.monitor.report.advice import adjustments
from matcher.partnership.monitor.report.page import page
from matcher.partnership.monitor.suppression.suppression import suppress
from matcher.partnership.monitor.targets import Target
from matcher.partnership.monitor.values.store import NO_DAY, Value

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
    (one,) = progress_report(plan, values).progress
    return one.status, one.why


@pytest.mark.parametrize(
    ("figures", "status", "why"),
    [
        ((20, 25), ON_TRACK, "25% of the way is covered in 25% of the time"),
        ((20, 24.9), BEHIND, "24% of the way"),
        ((20, 30, 35), ON_TRACK, "75% of the way is covered in 50%"),
        ((20, 30, 29.9), BEHIND, ""),
        ((20, 40), REACHED, "the target is reached"),
        ((20, 45), REACHED, "the target is reached"),
        ((20, 19), BEHIND, "moved away"),
        ((20, 20), BEHIND, "0% of the way"),
        ((40, 40), CANNOT_TELL, "the target is the baseline"),
        ((20,), CANNOT_TELL, "no figure after the baseline"),
        ((math.nan, 30), CANNOT_TELL, "the baseline is not known"),
        ((20, math.nan), CANNOT_TELL, "the latest figure is not known"),
        ((60, 55), ON_TRACK, ""),  # less is wanted
        ((60, 56), BEHIND, ""),
        ((20, 39, 39, 39, 39, 39, 39), MISSED, "95% of the way is covered; the last figure until"),
    ],
)
def test_the_rule(figures: tuple[float, ...], status: str, why: str) -> None:
    found = told(*figures)
    assert found[0] == status
    assert why in found[1]


def test_nobody_is_behind_by_less_than_is_shown() -> None:
    assert told(20, 24.96, unit="%")[0] == ON_TRACK
    assert told(20, 24.9, unit="%")[0] == BEHIND
    assert told(20, 24.956)[0] == ON_TRACK
    assert told(20, 24.95)[0] == BEHIND
    assert told(60, 55.04, unit="%")[0] == ON_TRACK
    assert told(20, 39.96, unit="%") == (REACHED, "the target is reached")


def test_words_are_shown_as_words_and_a_target_not_understood_as_such() -> None:
    key = ("A", "all")
    unread = Target("A", "all", math.nan, None, unread=True)
    text = f"=shy <script>{'x' * 300}"
    plan_ = Plan({"A": Indicator("A", "Talks")}, (unread,), in_words={key: (text, "bolder")})
    found = progress_report(plan_, ())
    (one,) = found.progress
    assert one.why == "its target is not understood"
    assert wording.target_counts(found) == "1 target of the plan is not understood."
    _, _, first, last, target, *_ = wording.table_row(one)
    assert first.startswith("in words: =shy <script>")
    assert len(first) == len("in words: ") + 200
    assert (last, target) == ("in words: bolder", "not understood")
    assert any("in words: bolder → not understood" in line for line in report_text.lines(found))
    html = page(running(), found)
    assert "<script>x" not in html
    assert "in words: bolder" in html
    kept = [value("A", START, "all", 30, "%", 40)]
    (one,) = progress_report(plan_, kept).progress
    assert wording.table_row(one)[2].startswith("30% (40 people), 1 September 2025; in words: =shy")
    (one,) = progress_report(replace(plan_, targets=(Target("A", "all", 3, DUE),)), ()).progress
    assert one.why == "it is told in words"


def test_what_cannot_be_told_says_why() -> None:
    assert told(20, 25, due=None) == (CANNOT_TELL, "the target has no day")
    assert told(20, 41, due=None)[0] == REACHED
    assert told(20, 19, due=None)[0] == BEHIND
    assert told(20, 25, first=NO_DAY) == (CANNOT_TELL, "the baseline has no day")
    assert "too few" in told(20, 25, pupils=4)[1]
    assert "how many people" in told(20, 25, pupils=None)[1]
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
    (one,) = progress_report(plan, values).progress
    if target == first:
        assert one.status == CANNOT_TELL
        return
    # A point on the straight line of the plan, seen from the side of the target.
    line = first + (target - first) * min(passed / whole, 1)
    short = (line - last) if target > first else (last - line)
    if round(target, 2) == round(first, 2):
        assert one.status == CANNOT_TELL
    elif abs(short) > 0.0101:  # what can be seen of scores
        assert (one.status in (BEHIND, MISSED)) == (short > 0)


def test_behind_since_the_first_figure_of_the_unbroken_run() -> None:
    days = [START + n * 30 * A_DAY for n in range(6)]
    figures = [20, 20, 30, 24, math.nan, 22]
    values = [value("A", day, "all", figure, "score", 50)
              for day, figure in zip(days, figures, strict=True)]  # fmt: skip
    (one,) = progress_report(Plan({}, (Target("A", "all", 40, DUE),)), values).progress
    assert (one.status, one.since) == (BEHIND, days[3])


def whole() -> Report:
    return progress_report(some_plan(), some_values())


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
    assert wording.target_counts(found) == "Of 2 targets 1 on track, 1 behind, 0 cannot be told."
    assert progress_report(some_plan(), some_values()[::-1]) == found or str(
        progress_report(some_plan(), some_values()[::-1])
    ) == str(found)


def test_what_to_adjust_names_the_indicator_the_group_and_since_when() -> None:
    first, second, *_ = adjustments(whole())
    assert first.startswith("Pupils who choose physics: behind since 1 March 2026, 22%")
    assert "where 30% was due" in first or "was due" in first
    assert "gap between pupils eligible for free school meals and their peers" in second
    assert "from 0 percentage points to 2.9 percentage points since 1 September 2025" in second


def test_a_change_without_a_target_asks_for_one() -> None:
    values = [
        Value("A", START + at * A_DAY, group, figure, "score", 50)
        for group in ("all", "fsm")
        for at, figure in enumerate((3.1, 2.8))
    ]
    found = progress_report(Plan({"A": Indicator("A", "Interest")}), values)
    (line,) = adjustments(found)
    assert line.startswith("Interest: from 3.1 (1 September 2025) to 2.8 (2 September")
    assert "sets no target" in line
    same = [replace(one, value=3.1) for one in values]
    assert adjustments(progress_report(Plan({"A": Indicator("A", "Interest")}), same)) == []


def test_a_figure_of_the_plan_that_does_not_say_what_it_rests_on_gives_way() -> None:
    """Else a baseline typed as 2.9 would hide the one that was measured."""
    typed = Value("A", START - A_DAY, "all", 2.9, "score")
    target = Target("A", "all", 3.3, DUE)
    plan_ = Plan({"A": Indicator("A", "Interest")}, (target,), (typed,))
    kept = [Value("A", START + at * A_DAY, "all", 3 + at, "score", 50) for at in range(2)]
    (one,) = progress_report(plan_, kept).progress
    assert [point.value for point in one.series] == [3, 4]
    (alone,) = progress_report(plan_, ()).progress
    assert [point.mark for point in alone.series] == ["x"]
    (based,) = progress_report(
        replace(plan_, cell_values=(replace(typed, pupils=40),)), kept
    ).progress
    assert [point.value for point in based.series] == [2.9, 3, 4]


def typed(figure: float, date: datetime.date = NO_DAY, unit: str = "%") -> Value:
    """A figure of the plan of which nobody typed the day."""
    return Value("A", date, "all", figure, unit, 42, dated=False)


def aim(target: float, due: datetime.date | None = DUE, *figures: Value,
        start: datetime.date | None = START) -> Plan:  # fmt: skip
    return Plan(
        {"A": Indicator("A", "Interest", unit="%", default_unit="%")},
        (Target("A", "all", target, due, start, unit="%"),),
        figures,
    )


def test_a_baseline_without_a_day_comes_first_and_is_shown_without_one() -> None:
    early = value("A", START - 60 * A_DAY, "all", 30, "%", 40)
    late = value("A", START + 60 * A_DAY, "all", 35, "%", 40)
    (one,) = progress_report(aim(60, DUE, typed(20)), [late, early], day=DUE).progress
    assert [point.value for point in one.series] == [20, 30, 35]
    assert [point.day for point in one.series] == [None, early.date, late.date]
    assert wording.shown_figure(one.baseline) == "20% (42 people)"
    # It stands on the day of the first figure, which is before the day on which it was due.
    passed = (late.date - early.date).days / (DUE - early.date).days
    assert one.expected == pytest.approx(20 + passed * 40)
    (one,) = progress_report(aim(60, DUE, typed(20)), [late], day=DUE).progress
    assert one.expected == pytest.approx(20 + 60 / (DUE - START).days * 40)
    (one,) = progress_report(aim(60, DUE, typed(20), start=None), [late], day=DUE).progress
    assert (one.status, one.why) == (CANNOT_TELL, "the baseline has no day")


def test_a_baseline_that_is_kept_too_is_one_measurement() -> None:
    kept = [value("A", START + n * A_DAY, "all", figure, "%", 42)
            for n, figure in ((3, 20.04), (90, 35))]  # fmt: skip
    (one,) = progress_report(aim(60, DUE, typed(20)), kept, day=DUE).progress
    assert [point.value for point in one.series] == [20.04, 35]
    for other in (typed(21), replace(typed(20), pupils=41), replace(typed(20), unit="score")):
        (one,) = progress_report(aim(60, DUE, other), kept, day=DUE).progress
        assert len(one.series) == 3
    # A later figure that is again as low as the baseline is another measurement.
    (one,) = progress_report(aim(60, DUE, typed(35)), kept, day=DUE).progress
    assert [point.value for point in one.series] == [35, 20.04, 35]


def test_a_follow_up_without_a_day_counts_when_due_at_the_latest_today() -> None:
    plan_ = aim(60, DUE, typed(20), typed(30, DUE))
    kept = [value("A", MIDDLE, "all", 40, "%", 40)]
    early = progress_report(plan_, kept, day=MIDDLE + A_DAY).progress[0]
    assert [point.value for point in early.series] == [20, 40, 30]
    assert early.status == BEHIND
    assert early.since is None
    assert wording.shown_figure(early.latest) == "30% (42 people)"
    (line,) = adjustments(progress_report(plan_, kept, day=MIDDLE + A_DAY))
    assert line.startswith("Interest: behind, 30% at the latest count")
    before = progress_report(plan_, kept, day=MIDDLE - A_DAY)
    assert [point.value for point in before.progress[0].series] == [20, 30]
    assert before.later == 1
    assert wording.target_counts(before).endswith(
        "1 figure is dated after 28 February 2026: not counted."
    )
    after = progress_report(
        plan_, [*kept, value("A", DUE + A_DAY, "all", 50, "%", 40)], day=DUE + A_DAY
    )
    assert [point.value for point in after.progress[0].series] == [20, 40, 30, 50]
    assert "9999" not in "\n".join(
        report_text.lines(progress_report(aim(60, None, typed(30, datetime.date.max)), kept))
    )


def test_units_that_differ_are_named_and_what_was_kept_is_to_be_mended() -> None:
    points = [value("A", START, "all", 3, "score", 40), value("A", MIDDLE, "all", 3.5, "score", 40)]
    found = progress_report(aim(60), points)
    assert found.progress[0].why == "its target is in %, its figures in points"
    (fault,) = found.faults
    assert fault.startswith("2 values kept are in points, and the plan says % for A: write")
    mixed = progress_report(aim(60), [points[0], value("A", MIDDLE, "all", 50, "%", 40)])
    assert mixed.progress[0].why == "its figures have different units: points and %"
    lessons = [value("A", START, "all", 20, "% of lessons", None),
               value("A", MIDDLE, "all", 50, "%", 40)]  # fmt: skip
    assert progress_report(aim(50), lessons).faults == ()
    assert progress_report(aim(50), lessons).progress[0].status == REACHED


def test_figures_of_a_code_that_several_rows_share_now_are_named() -> None:
    shared = {"A-1": Indicator("A-1", "Way out"), "A-2": Indicator("A-2", "Way back")}
    plan_ = Plan(shared, ids_by_name={"a": ("A-1", "A-2")})
    values = [value("A", START, "all", 2, "score", 40), value("B", START, "all", 2, "score", 40)]
    (fault,) = progress_report(plan_, values).faults
    assert fault == (
        "1 value of values.csv goes by A, which 2 rows of the plan share now: write the key of one "
        "there: A-1 (Way out); A-2 (Way back)"
    )


def test_means_that_are_not_on_the_scale_of_their_measure_are_named() -> None:
    plan_ = Plan({"A": Indicator("A", "Interest", unit="score", scale=(1, 3))})
    values = [value("A", START, "all", 2.5, "score", 40), value("A", MIDDLE, "all", 7, "score", 40)]
    (fault,) = progress_report(plan_, values).faults
    assert fault.startswith("1 figure is not on the scale that the plan says for A: mend")
    assert progress_report(plan_, values[:1]).faults == ()


def test_advice_in_order_and_one_line_for_all_that_waits() -> None:
    rows = {"few": 4, "late": 22, "later": 21, **{f"wait{n}": 20 for n in range(8)}}
    targets = [
        Target(id_, "all", 40, DUE + n * A_DAY, START) for n, id_ in enumerate((*rows, "none"))
    ]
    values = [value(id_, START, "all", 20, "score", 4 if id_ == "few" else 40) for id_ in rows]
    values += [value(id_, MIDDLE, "all", rows[id_], "score", 40) for id_ in ("later", "late")]
    plan_ = Plan({id_: Indicator(id_, id_) for id_ in (*rows, "none")}, tuple(targets))
    lines = adjustments(progress_report(plan_, values, day=DUE + 5 * A_DAY))
    assert [line.split(":")[0].split(" have ")[0] for line in lines] == [
        "later", "late", "few", "8 targets", "1 target has neither a baseline nor a figure yet; "
        "the next is due on 10 September 2026. Collect the baselines, late rather than never, and "
        "say that they are late.",
    ]  # fmt: skip
    assert lines[2].endswith(
        "Add up several years, or schools that do the same, and report them together, or tell of "
        "it in words."
    )
    share = [value("A", START, "all", 20, "%", 40), value("A", MIDDLE, "all", 80, "%", 10)]
    (line,) = adjustments(progress_report(aim(85), share))
    assert "enough people must have it, and enough not. Or measure a mean" in line
    assert lines[3] == (
        "8 targets have no figure after the baseline yet; 2 were due before 4 September 2026; the "
        "next is due on 4 September 2026. Collect them on the days of the plan."
    )


@pytest.mark.parametrize(
    ("target", "start", "says"),
    [
        # Of the plan's own days, the follow-up comes before that of the target.
        (Target("A", "all", 40, DUE, START, follow_up=MIDDLE), START, "a figure yet; the first "
         "baseline is due on 1 September 2025. Collect them on the days of the plan."),
        (Target("A", "all", 40, DUE, nothing_before=True, follow_up=MIDDLE), START, "no figure "
         f"yet; the next is due on {in_words(MIDDLE)}. Collect them on the days of the plan."),
        (Target("A", "all", 40, DUE), None, "Collect the baselines before the partnership "
         "begins."),
        (Target("A", "all", 40, DUE, START - A_DAY), START, "say that they are late."),
    ],
)  # fmt: skip
def test_no_baseline_is_late_that_is_not_due(
    target: Target, start: datetime.date | None, says: str
) -> None:
    plan_ = Plan({"A": Indicator("A", "A")}, (target,))
    (line,) = adjustments(progress_report(plan_, [], day=START, start=start))
    assert line.endswith(says)


@pytest.mark.parametrize(
    ("values", "unit", "ends"),
    [
        ([98, 103], "score", (95, 105)),
        ([2.9, 3.4], "score", (2.5, 3.5)),
        ([3], "score", (3, 3.02)),
        ([31, 40], "people", (30, 40)),
        ([5], "people", (5, 7)),
        ([-3, 4], "hours", (-5, 5)),
        ([12, 1900], "£", (0, 2000)),
        ([12, 14], "%", (0, 100)),
    ],
)
def test_the_axis_is_as_near_as_the_data_allow(
    values: list[float], unit: str, ends: tuple[float, float]
) -> None:
    assert charts.scale(values, unit) == pytest.approx(ends)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5), st.sampled_from(["score", "people", ""])
)
def test_the_axis_holds_every_figure(values: list[float], unit: str) -> None:
    low, high = charts.scale(values, unit)
    slack = 1e-6 * max(1, *map(abs, values))
    assert low - slack <= min(values) <= max(values) <= high + slack
    assert low < high


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
    (gap,) = progress_report(Plan({}), values).gaps
    assert gap.change == change
    (unknown,) = progress_report(Plan({}), values[1:]).gaps
    assert unknown.change == CANNOT_TELL


@pytest.mark.parametrize(
    ("figures", "gap", "note"),
    [
        # 36 of 64 less 11 of 25 leaves 25 of 39.
        ({"all": (56, 64), "fsm": (44, 25)}, 100 * 25 / 39 - 44, ""),
        ({"all": (56, 64), "fsm": (44, 25), "not fsm": (64, 39)}, 20, ""),
        # 12% of 400 are 47 to 49: no number of the others is sure.
        ({"all": (12, 400), "fsm": (44, 25)}, None, "add figures of the group “not free school"),
        ({"fsm": (44, 25)}, None, "add figures of the group “not free school meals” for the same"),
        ({"not fsm": (44, 25)}, None, "add figures of the group “free school meals” for the same"),
        # Three of the others have it not: neither they nor a gap are told.
        ({"all": (80, 30), "fsm": (78.571429, 14)}, None, "withheld or not known"),
        ({"all": (56, 64), "girls": (44, 25)}, None, ""),
    ],
)
def test_a_gap_without_peers_is_worked_out_from_all_or_says_what_is_missing(
    figures: dict[str, tuple[float, int]], gap: float | None, note: str
) -> None:
    values = [value("A", START, group, own, "%", of) for group, (own, of) in figures.items()]
    report = progress_report(Plan({}), values)
    assert [one.first for one in report.gaps] == ([] if gap is None else [pytest.approx(gap)])
    assert [one.from_all for one in report.gaps] == ([] if gap is None else [len(figures) == 2])
    assert len(wording.no_gap_notes(report)) == bool(note)
    assert note in "".join(wording.no_gap_notes(report)) + page(running(), report)


@settings(max_examples=60, deadline=None)
@given(*(st.integers(0, 40) for _ in range(4)))
def test_peers_that_are_worked_out_are_not_few(own: int, none: int, others: int, not_: int) -> None:
    counts = {"fsm": (own, own + none), "all": (own + others, own + none + others + not_)}
    values = [
        value("A", START, group, 100 * some / of, "%", of)
        for group, (some, of) in counts.items()
        if of
    ]
    for gap in progress_report(Plan({}), values).gaps:
        assert 0 not in (own + none, others + not_)
        assert not {own, none, others, not_} & {1, 2, 3, 4}
        assert gap.first == pytest.approx(
            100 * (others / (others + not_) - own / (own + none)), abs=1e-5
        )


def test_no_output_tells_what_is_withheld() -> None:
    found = whole()
    outputs = [*report_text.lines(found), str(report_text.as_dict(found)), page(running(), found)]
    assert "2.25" not in "\n".join(outputs)
    assert "c, 1 March 2026" in "\n".join(outputs)


def test_rows_of_the_plan_without_target_and_figure_are_counted_only() -> None:
    found = progress_report(Plan({}, (Target("A", "all", math.nan, None),)), [])
    assert (found.progress, found.idle) == ((), 1)
    assert "1 indicator of the plan has neither" in wording.target_counts(found)


def test_a_chart_breaks_where_a_figure_is_withheld_and_says_all_in_words() -> None:
    days = [START + n * 60 * A_DAY for n in range(4)]
    pupils = [50, 50, 3, 50]
    values = [value("A", day, "all", 3 + n / 10, "score", base)
              for n, (day, base) in enumerate(zip(days, pupils, strict=True))]  # fmt: skip
    ((drawn),) = charts.charts(progress_report(some_plan(), values).progress)
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
    found = charts.charts(progress_report(Plan({}), values).progress)
    assert all(len(drawn) <= 4 for drawn in found)
    assert {one.group for drawn in found for one in drawn} == set(groups)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    plan = Plan({"A": Indicator("A", text)}, (Target("A", "all", 40, DUE),))
    values = [value("A", day, group, 30, "%", 100) for day in (START, MIDDLE)
              for group in ("all", text.casefold())]  # fmt: skip
    html = page(running(), progress_report(plan, values))
    assert "<script" not in html
    assert "<img" not in html
    assert html == page(running(), progress_report(plan, values[::-1]))


def test_the_marks_are_the_guards() -> None:
    found = whole()
    shown = {(one.indicator, one.group, one.date): one for one in suppress(some_values())}
    for one in found.progress:
        for point in one.series:
            assert str(point) == str(shown[one.indicator, one.group, point.date])
