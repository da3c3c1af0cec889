"""What is made from a plan shows no figure that the monitoring report withholds."""

from __future__ import annotations

import datetime

import pytest

from matcher.partnership.monitor.plan_reader import make_plan
from matcher.partnership.monitor.progress import progress_report
from matcher.partnership.monitor.report import text
from matcher.partnership.monitor.shown_cells import NOT_SHOWN, marks_note, shown_rows
from matcher.partnership.monitor.suppression.few_people import few_people
from matcher.partnership.monitor.values.store import Value

START = datetime.date(2025, 9, 1)
SHARE, MEAN = "Pupils who go on ÷ all: share", "Questionnaire, 1 to 5: mean"


def row(group: str = "all", measure: str = SHARE, **cells: str) -> dict[str, str]:
    return {"key": f"I {group}", "part": "indicator", "indicator": "I", "text": "Goes on",
            "group": group, "measure": measure, "target": "90%", **cells}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("75% (4 pupils)", "c"),
        ("75% (40 pupils)", "75% (40 pupils)"),
        ("75% (40 pupils), 14/09/2025", "75% (40 pupils), 14/09/2025"),
        ("97.5% (40 pupils)", "c"),
        ("75%", "x"),
        ("three quarters of 4 pupils", NOT_SHOWN),
        ("", ""),
        ("not yet", "not yet"),
    ],
)
@pytest.mark.parametrize("name", ["baseline", "follow_up"])
def test_a_figure_is_shown_as_in_the_report(name: str, typed: str, shown: str) -> None:
    (found,) = shown_rows([row(**{name: typed})], ())
    assert found[name] == shown
    assert bool(marks_note([found])) == (shown in ("c", "x", NOT_SHOWN))


def test_what_would_give_a_small_number_away_is_withheld_too() -> None:
    kept = [Value("J", START, "all", 3.0, "score", 40)]
    rows = [row("not fsm", baseline="75% (36 pupils), 01/09/2025")]
    assert shown_rows(rows, ())[0]["baseline"] == rows[0]["baseline"]
    assert shown_rows(rows, kept)[0]["baseline"] == "c"


def test_a_baseline_that_gave_way_to_the_same_figure_kept_is_shown_as_that_is() -> None:
    typed = [row(baseline="75% (40 pupils)")]
    kept = [Value("I", START, "all", 75.0, "%", 40)]
    assert shown_rows(typed, kept)[0]["baseline"] == "75% (40 pupils)"
    few = [Value("I", START, "all", 75.0, "%", 4)]
    assert shown_rows([row(baseline="75% (4 pupils)")], few)[0]["baseline"] == "c"
    # Another figure was kept for the day: that one counts, and this one is not told.
    other = [Value("I", START, "all", 70.0, "%", 40)]
    on_day = [row(baseline="75% (40 pupils), 01/09/2025")]
    assert shown_rows(on_day, other)[0]["baseline"] == NOT_SHOWN


def test_rows_that_are_not_used_show_no_figure() -> None:
    found = shown_rows(
        [row(use="no", baseline="75% (4 pupils)"), {"part": "logic", "text": "x"}], ()
    )
    assert found[0]["baseline"] == NOT_SHOWN
    assert found[1] == {"part": "logic", "text": "x"}


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("75%", "75%"),
        ("4 pupils", "4 pupils"),
        ("75% (4 pupils)", NOT_SHOWN),
        ("at least 75% by July 2026",) * 2,
    ],
)
def test_a_target_is_shown_but_not_that_a_group_is_small(target: str, shown: str) -> None:
    measure = "Number of pupils" if target == "4 pupils" else SHARE
    (found,) = shown_rows([row(measure=measure, target=target)], ())
    assert found["target"] == shown


@pytest.mark.parametrize("name", ["baseline", "follow_up", "target"])
@pytest.mark.parametrize(
    "typed", ["two of three pupils", "4 pupils of whom 3 came", "both of them"]
)
@pytest.mark.parametrize("kind", ["quantitative", "qualitative"])
def test_no_line_of_a_report_tells_of_few_in_words(name: str, typed: str, kind: str) -> None:
    plan = make_plan([row(kind=kind, **{name: typed})], {})
    assert plan.faults
    lines = "\n".join(text.lines(progress_report(plan, ())))
    assert typed not in lines
    assert f"{name} of I" in lines or name == "target"
    (found,) = shown_rows([row(kind=kind, **{name: typed})], ())
    assert found[name] == NOT_SHOWN


@pytest.mark.parametrize(
    ("text_", "few"),
    [
        ("two of three pupils were shy", "two of three pupils"),
        ("Six of eight came", "six of eight"),
        ("five of them came, 21 of 42", ""),
        ("three of eight came", "three of eight"),
        ("all but two came back", "all but two"),
        ("both of them liked it", "both of them"),
        ("two of them liked it", "two of them"),
        ("two of the schools", ""),
        ("1 of 10 lessons", ""),
        ("one of the best terms", ""),
        ("75% (4 pupils)", "4 pupils"),
        ("4 of 4.5 points", ""),
        ("no one of them", ""),
    ],
)
def test_few_people_in_words(text_: str, few: str) -> None:
    assert few_people(text_).casefold() == few.casefold()
