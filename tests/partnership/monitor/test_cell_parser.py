"""Figures as people type them into a cell: a table of what each says."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.partnership.monitor.targets import plain_target
from matcher.partnership.monitor.values import days, units
from matcher.partnership.monitor.values.cell_parser import (
    Figure,
    RejectedCell,
    read_figure,
    unit_in_cell,
)

PERCENT, PEOPLE, SCORE = "%", "people", "score"
NOTHING = ""
SHARE = (PERCENT, PERCENT)
NUMBER = (PEOPLE, PEOPLE)
MEAN = (SCORE, SCORE)
BOTH = (NOTHING, SCORE)  # mean and share
UNTOLD = (NOTHING, NOTHING)
MEETINGS = ("meetings", "meetings")
HELD = ("% of meetings", "% of meetings")
DAY = datetime.date(2026, 9, 14)

SAID = [
    (SHARE, "21 of 42", Figure(50, PERCENT, 42)),
    (SHARE, "21 out of 42", Figure(50, PERCENT, 42)),
    (SHARE, "12/48", Figure(25, PERCENT, 48)),
    (SHARE, "21 of 42 pupils", Figure(50, PERCENT, 42)),
    (SHARE, "3 of 5", Figure(60, PERCENT, 5)),
    (SHARE, "0 of 42", Figure(0, PERCENT, 42)),
    (SHARE, "40% of 52", Figure(40, PERCENT, 52)),
    (SHARE, "40% (52 pupils)", Figure(40, PERCENT, 52)),
    (SHARE, "40 per cent of 1,052 young people", Figure(40, PERCENT, 1052)),
    (SHARE, "66% (42)", Figure(66, PERCENT, 42)),
    (SHARE, "66 (n = 42)", Figure(66, PERCENT, 42)),
    (SHARE, "40% of pupils", Figure(40, PERCENT)),
    (SHARE, "64% (42 pupils), 14/09/2026", Figure(64, PERCENT, 42, day=DAY)),
    (SHARE, "64% of 42 on 14 September 2026", Figure(64, PERCENT, 42, day=DAY)),
    (SHARE, "64% on 2026-09-14 (42 pupils)", Figure(64, PERCENT, 42, day=DAY)),
    (SHARE, "21/42 14/09/26", Figure(50, PERCENT, 42, day=DAY)),
    (SHARE, "76% by 14 Sep 2026", Figure(76, PERCENT, day=DAY)),
    (SHARE, "20% (30 lessons)", Figure(20, "% of lessons", None, 30)),
    (SHARE, "6 of 30 lessons", Figure(20, "% of lessons", None, 30)),
    (SHARE, "20% of all lessons", Figure(20, "% of lessons")),
    (SHARE, "91.5% of 3,800 sessions (42 pupils)", Figure(91.5, "% of sessions", 42, 3800)),
    (NUMBER, "31 of 42 pupils", Figure(31, PEOPLE, 42)),
    (NUMBER, "31/42", Figure(31, PEOPLE, 42)),
    (NUMBER, "14 pupils (42 pupils)", Figure(14, PEOPLE, 42)),
    (MEAN, "3 of 5", Figure(3, SCORE)),
    (MEAN, "2.9/5", Figure(2.9, SCORE)),
    (MEAN, "2.2 of 5 (42 pupils)", Figure(2.2, SCORE, 42)),
    (MEAN, "4.6 grade points (180 pupils)", Figure(4.6, SCORE, 180)),
    (MEAN, "1.9 points, 24 pupils", Figure(1.9, SCORE, 24)),
    (MEAN, "1.9 points, 24 pupils, 14/09/2026", Figure(1.9, SCORE, 24, day=DAY)),
    (UNTOLD, "mean 1.9 (24 pupils)", Figure(1.9, SCORE, 24)),
    (UNTOLD, "Average of 1.9; n = 24", Figure(1.9, SCORE, 24)),
    (NUMBER, "1,200 pupils", Figure(1200, PEOPLE)),
    (SHARE, "66%, 42 pupils", Figure(66, PERCENT, 42)),
    (HELD, "7 of 8", Figure(87.5, "% of meetings", None, 8)),
    (HELD, "7 of 8 meetings planned", Figure(87.5, "% of meetings planned", None, 8)),
    (HELD, "87.5%", Figure(87.5, "% of meetings")),
    (HELD, "21 of 42 pupils", Figure(50, PERCENT, 42)),
    (HELD, "50% (42 pupils)", Figure(50, PERCENT, 42)),
    (MEAN, "3.1, 14/09/2026", Figure(3.1, SCORE, day=DAY)),
    (BOTH, "31 of 42", Figure(73.809524, PERCENT, 42)),
    (BOTH, "3 of 5 pupils", Figure(60, PERCENT, 5)),
    (BOTH, "2.2 of 5 (42 pupils)", Figure(2.2, SCORE, 42)),
    (BOTH, "3 (42 pupils)", Figure(3, SCORE, 42)),
    (BOTH, "64% (42 pupils)", Figure(64, PERCENT, 42)),
    (UNTOLD, "31 of 42", Figure(73.809524, PERCENT, 42)),
    (UNTOLD, "12 boys", Figure(12, "boys")),
    (MEETINGS, "6 of 8", Figure(6, "meetings")),
    (MEETINGS, "6 meetings of 8", Figure(6, "meetings")),
    (("% of lessons", "% of lessons"), "6 of 30", Figure(20, "% of lessons", None, 30)),
]


@pytest.mark.parametrize(("indicator", "text", "wanted"), SAID)
def test_what_a_cell_says(indicator: tuple[str, str], text: str, wanted: Figure) -> None:
    found = read_figure(text, *indicator)
    assert (found.value, found.unit, found.pupils, found.of, found.day) == (
        wanted.value, wanted.unit, wanted.pupils, wanted.of, wanted.day,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "text", "code", "hint"),
    [
        (BOTH, "3 of 5", "ambiguous", "write 3 points (42 pupils), or 60% (5 pupils)"),
        (BOTH, "2.9/5", "ambiguous", "write 2.9 points (42 pupils), or 58% (42 pupils)"),
        (BOTH, "2.5 of 42", "ambiguous", "write 2.5 points (42 pupils)"),
        (UNTOLD, "1/10", "ambiguous", "write 1 point (42 pupils), or 10% (10 pupils)"),
        (UNTOLD, "2.2 of 5 (42 pupils)", "ambiguous", "2.2 points (42 pupils)"),
        (SHARE, "2.9/5", "not_whole", "58%"),
        (SHARE, "43 of 42", "out_of_range", "write 66% (42 pupils)"),
        (SHARE, "0 of 0", "out_of_range", ""),
        (SHARE, "21 of 42 (40 pupils)", "pupils", "one of them"),
        (SHARE, "3 of 5 (42 pupils)", "pupils", ""),
        (SHARE, "3.2 points", "unit", "write 66% (42 pupils)"),
        (SHARE, "101%", "out_of_range", ""),
        (SHARE, "approx 85%", "not_a_number", "write 66% (42 pupils)"),
        (SHARE, "14/09/2026", "not_a_number", ""),
        (SHARE, "(42 pupils)", "not_a_number", ""),
        (SHARE, "76% by 31/02/2027", "not_a_number", ""),
        (MEAN, "31 of 42 pupils", "unit", "write 3.2 points (42 pupils)"),
        (MEAN, "6 of 5", "out_of_range", "points"),
        (NUMBER, "6 of 8 meetings", "unit", "write 14 pupils"),
        (NUMBER, "2.5", "not_whole", "pupils"),
        (MEETINGS, "31 of 42 pupils", "unit", "write 12 meetings"),
        (BOTH, "many", "not_a_number", "3.2 points (42 pupils) or 66% (42 pupils)"),
        (UNTOLD, "many", "not_a_number", "12 hours"),
    ],
)
def test_what_is_refused_says_what_to_write(
    indicator: tuple[str, str], text: str, code: str, hint: str
) -> None:
    with pytest.raises(RejectedCell) as why:
        read_figure(text, *indicator)
    assert why.value.code == code
    assert hint in why.value.hint
    assert why.value.hint


def test_x_of_few_is_a_share_where_the_indicator_tells_of_no_mean() -> None:
    assert read_figure("5 of 10", "", "", share=True) == Figure(50, PERCENT, 10, has_unit=True)
    with pytest.raises(RejectedCell):
        read_figure("2.5 of 10", "", "", share=True)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("at least 95% by July 2025", "95% by 31/07/2025"),
        ("not less than 87%", "87%"),
        ("≥ 2.3 points", "2.3 points"),
        ("At most 5%", "5%"),
        ("no more than 5% by the end of Feb 2028", "5% by 29/02/2028"),
        ("95% by Easter 2025", "95% by Easter 2025"),
        ("half of them", "half of them"),
        ("at least half", "at least half"),
    ],
)
def test_what_a_target_says_plainly(text: str, plain: str) -> None:
    assert plain_target(text) == plain


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        ("Meetings held ÷ meetings planned: share", "% of meetings"),
        ("Coaching meetings held ÷ all meetings planned: share; pairs", "% of meetings"),
        ("Sessions held ÷ sessions planned: share", "% of sessions planned"),
        ("Meetings attended ÷ meetings held: share", PERCENT),
        ("Sessions attended ÷ sessions possible: share", PERCENT),
        ("Pupils of each school who came ÷ pupils of the school: share", PERCENT),
        ("Sixth formers in lessons ÷ sixth formers: share", PERCENT),
        ("Pupils in sessions ÷ sessions: share", PERCENT),
    ],
)
def test_a_share_of_what_is_counted(measure: str, unit: str) -> None:
    assert units.unit_of_measure(measure) == unit
    assert units.read_unit(unit) == unit
    assert units.needs_people(unit, "all") == (unit == PERCENT)


@pytest.mark.parametrize(
    ("measure", "scale"),
    [
        ("answers counted 1 to 5: mean", (1, 5)), ("faces counted 1 to 3, best: 3", (1, 3)),
        ("mean of 5 points", (1, 5)), ("scale of 0-10, mean", (0, 10)), ("mean", None),
        ("pupils aged 11 to 16: mean", None), ("in 2024 to 2026", None),
    ],
)  # fmt: skip
def test_scales(measure: str, scale: tuple[int, int] | None) -> None:
    assert units.scale_of_measure(measure) == scale


def test_how_many_people_may_be_told_beside_the_cell() -> None:
    assert read_figure("3 of 5", NOTHING, SCORE, 42) == Figure(3, SCORE, 42, has_unit=True)
    assert read_figure("21 of 42", *SHARE, 42).pupils == 42
    with pytest.raises(RejectedCell):
        read_figure("21 of 42", *SHARE, 40)
    assert math.isnan(read_figure("SUPP", *SHARE, 40).value)


def test_the_hints_are_figures_themselves() -> None:
    for unit, text in ((PERCENT, "66% (42 pupils)"), (SCORE, "3.2 points (42 pupils)"),
                       (PEOPLE, "14 pupils"), ("meetings", "12 meetings")):  # fmt: skip
        assert unit_in_cell(text) == unit
        assert read_figure(text, unit, unit).unit == unit


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("grade points", SCORE), ("Score", SCORE), ("scaled score", SCORE), ("points", SCORE),
        ("mean", SCORE), ("pupils with a top grade", "pupils with a top grade"), ("%", PERCENT),
        ("% of lessons", "% of lessons"), ("per cent of Session", "% of sessions"),
        ("% of pupils", PERCENT), ("% of boys", PERCENT), ("% pupils", PERCENT), ("Staff", PEOPLE),
        ("meetings", "meetings"),
    ],
)  # fmt: skip
def test_units(word: str, unit: str) -> None:
    assert units.read_unit(word) == unit


@pytest.mark.parametrize(
    "text",
    ["20 Nov 2026", "20 November 2026", "20th November 2026", "20/11/26", "20/11/2026",
     "20.11.2026", "20-11-26", "20-Nov-26", "2026-11-20", "46346"],
)  # fmt: skip
def test_days(text: str) -> None:
    assert days.read_day(text) == datetime.date(2026, 11, 20)


@pytest.mark.parametrize("text", ["2025/26", "2025-26", "2025-2026", "2025/2026", "202526"])
def test_a_school_year_is_its_last_day(text: str) -> None:
    assert days.read_day(text) == datetime.date(2026, 8, 31)
    if not text.isdigit():  # six digits within a text may be anything
        assert days.find_days(f"by the end of {text}, at the latest") == [
            datetime.date(2026, 8, 31)
        ]


def test_a_figure_of_a_school_year() -> None:
    for text in ("66% (2025/26)", "66%, 2025-26", "66% by 2025-2026"):
        found = read_figure(text, *SHARE)
        assert (found.value, found.day) == (66, datetime.date(2026, 8, 31))


def test_what_is_no_day() -> None:
    for text in ("20/20/2026", "20 foo 2026", "20 ma 2026", "11/2026", "20/11-26", "1/1/89000"):
        assert days.read_day(text) is None
    assert days.find_days("by 3 May 2027, at the latest on 04/06/27") == [
        datetime.date(2027, 5, 3), datetime.date(2027, 6, 4)
    ]  # fmt: skip


numbers = st.integers(0, 60).map(str)
words = st.sampled_from(
    ["%", " of ", "/", "(", ")", " pupils", " lessons", " points", " ", "c", "3.5", "14/09/2026"]
)


@settings(deadline=None)
@given(
    st.lists(numbers | words | st.text(max_size=3), max_size=8).map("".join),
    st.sampled_from([SHARE, NUMBER, MEAN, BOTH, UNTOLD, MEETINGS]),
)
def test_every_cell_is_read_or_refused_and_never_taken_for_another_unit(
    text: str, indicator: tuple[str, str]
) -> None:
    try:
        found = read_figure(text, *indicator)
    except RejectedCell as why:
        assert why.message
        return
    unit = units.base_unit(found.unit)
    assert indicator[0] in ("", unit)
    assert unit != PERCENT or math.isnan(found.value) or 0 <= found.value <= 100
    most = math.inf if found.pupils is None else found.pupils
    assert unit != PEOPLE or math.isnan(found.value) or found.value <= most


def test_a_long_cell_is_no_figure() -> None:
    assert read_figure("5" + " " * 1900 + "%", *SHARE).value == 5
    for text in ("5" + " of" * 600, "9" * 200, "(" * 600 + "5" + ")" * 600):
        assert unit_in_cell(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [("average 3.2 hours", "hours"), ("average 3.2", "score"), ("mean of 3.2 lessons", "lessons"),
     ("average of 12 pupils", "people"), ("average 3.2 points", "score"), ("average 64%", "%")],
)  # fmt: skip
def test_an_average_keeps_the_unit_that_it_has(text: str, unit: str) -> None:
    assert read_figure(text, "", "").unit == unit
