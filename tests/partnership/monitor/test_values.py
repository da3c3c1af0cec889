"""Monitoring values in: what a row may say, and an account of every row."""

from __future__ import annotations

import datetime
import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.monitoring import some_values, write_folder

from matcher.core.cells import UNKNOWN_WORDS
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.partnership.monitor.indicators import Indicator, Plan
from matcher.partnership.monitor.plan_reader import make_plan, read_indicators, read_plan
from matcher.partnership.monitor.suppression.suppression import suppress
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.file import write_values
from matcher.partnership.monitor.values.reader import (
    ReadValues,
    has_header,
    read_stored_values,
    read_values,
)
from matcher.partnership.monitor.values.store import NO_DAY, Value, merge_values

HEAD = ["Indicator", "Date", "Group", "Value", "Pupils", "Note"]
PLAN = make_plan(
    [
        {"indicator": "share", "text": "Who choose physics", "measure": "pupils ÷ all: share"},
        {"indicator": "people", "text": "Who applied", "measure": "number of pupils who apply"},
        {"indicator": "mean", "text": "Interest", "measure": "questionnaire: mean"},
        {"indicator": "free", "text": "Own", "measure": ""},
        {"indicator": "twice", "key": "twice-1", "text": "Way out", "measure": ""},
        {"indicator": "twice", "key": "twice-2", "text": "Way back", "measure": ""},
    ],
    {},
)


DAY, TODAY = datetime.date(2026, 3, 1), datetime.date(2026, 11, 27)


def read(*rows: list[str], head: list[str] = HEAD) -> tuple[ReadValues, ProblemLog]:
    log = ProblemLog()
    numbered = enumerate([head, *rows], start=1)
    return read_values(numbered, PLAN, log, "v.csv", today=TODAY), log


def one(*cells: str) -> Value:
    found, log = read(list(cells))
    assert [p for p in log.problems if p.severity == "rejected"] == []
    (value,) = found.values
    return value


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (("share", "01/03/2026", "", "53%", "40"), Value("share", DAY, "all", 53, "%", 40)),
        (("share", "2026-03-01", "FSM", "53", "40"), Value("share", DAY, "fsm", 53, "%", 40)),
        (("SHARE", "1/3/2026", "non-FSM", "0", "1,200"),
         Value("share", DAY, "not fsm", 0, "%", 1200)),
        (("who applied", "01.03.2026", "all pupils", "14 pupils", ""),
         Value("people", DAY, "all", 14, "people", None)),
        (("mean", "46082", "Ethnicity:  Asian", "3.4", "40.0"),
         Value("mean", DAY, "ethnicity: asian", 3.4, "score", 40)),
        (("free", "01-03-2026", "without SEN", "£1,200.50", "n/a"),
         Value("free", DAY, "not sen", 1200.5, "£", None)),
        (("free", "2026-03-01 00:00:00", "Year 7", "12 hours", "", "a note"),
         Value("free", DAY, "year 7", 12, "hours", None, "a note")),
        (("share", "1 Mar 2026", "", "21 of 42", ""), Value("share", DAY, "all", 50, "%", 42)),
        (("share", "", "", "21 of 42, 01/03/26", ""), Value("share", DAY, "all", 50, "%", 42)),
        (("people", "01/03/26", "", "31 of 42 pupils", ""),
         Value("people", DAY, "all", 31, "people", 42)),
        (("mean", "01/03/26", "", "2.2 of 5 (42 pupils)", ""),
         Value("mean", DAY, "all", 2.2, "score", 42)),
        (("free", "01/03/26", "", "4.6 grade points", "180"),
         Value("free", DAY, "all", 4.6, "score", 180)),
        (("share", "01/03/26", "", "20% (30 lessons)", ""),
         Value("share", DAY, "all", 20, "% of lessons", None, of=30)),
        (("twice-2", "01/03/2026", "", "-3", ""), Value("twice-2", DAY, "all", -3, "", None)),
        (("Way back", "01/03/2026", "", "'-3", ""), Value("twice-2", DAY, "all", -3, "", None)),
    ],
)  # fmt: skip
def test_what_a_row_says(cells: tuple[str, ...], wanted: Value) -> None:
    assert one(*cells) == wanted


@pytest.mark.parametrize("word", sorted(UNKNOWN_WORDS))
def test_words_for_unknown_are_unknown_and_never_0(word: str) -> None:
    for said in (word, word.upper()):
        value = one("share", "01/03/2026", "all", said, said)
        assert math.isnan(value.value)
        assert value.pupils is None


@pytest.mark.parametrize(
    ("cells", "code", "hint"),
    [
        (("shore", "01/03/2026", "", "5%"), "unknown_indicator", "did you mean share?"),
        (
            ("twice", "01/03/2026", "", "5"),
            "unknown_indicator",
            "twice-1 (Way out); twice-2 (Way back)",
        ),
        (("", "01/03/2026", "", "5"), "unknown_indicator", ""),
        (("share", "03/31/2026", "", "5%"), "unread_date", "01/09/2026"),
        (("share", "31/02/2026", "", "5%"), "unread_date", ""),
        (("share", "", "", "5%"), "unread_date", ""),
        (("share", "01/03/1926", "", "5%"), "unread_date", ""),
        (("share", "01/03/2026", "", "many"), "not_a_number", "66% (42 pupils)"),
        (("mean", "01/03/2026", "", "about 3"), "not_a_number", "3.2 points (42 pupils)"),
        (("free", "01/03/2026", "", "3 of 5"), "ambiguous", "60% (5 pupils)"),
        (("share", "01/03/2026", "", "21 of 42", "40"), "pupils", ""),
        (("share", "01/03/2026", "", "21 of 42, 02/03/2026"), "two_days", ""),
        (("share", "28/11/2026", "", "5%"), "future", "measured"),
        (("share", "01/03/2026", "", "5 5"), "not_a_number", ""),
        (("share", "01/03/2026", "", "1e9"), "not_a_number", ""),
        (("share", "01/03/2026", "", "101%"), "out_of_range", ""),
        (("share", "01/03/2026", "", "-1%"), "out_of_range", ""),
        (("share", "01/03/2026", "", "£5"), "unit", ""),
        (("mean", "01/03/2026", "", "50%"), "unit", ""),
        (("people", "01/03/2026", "", "1.5"), "not_whole", ""),
        (("people", "01/03/2026", "", "9", "8"), "out_of_range", ""),
        (("share", "01/03/2026", "", "5%", "2.5"), "not_whole", ""),
        (("share", "01/03/2026", "", "5%", "-2"), "not_whole", ""),
    ],
)
def test_what_is_wrong_is_rejected_with_its_row_and_what_to_do(
    cells: tuple[str, ...], code: str, hint: str
) -> None:
    found, log = read(["share", "02/03/2026", "", "5%"], list(cells))
    (problem,) = log.problems
    assert (problem.row, problem.code, problem.severity) == (3, code, "rejected")
    assert hint in problem.hint
    assert (found.account.used, found.account.rejected) == (1, 1)


def test_of_two_rows_for_the_same_the_later_wins_and_one_that_says_nothing_does_not() -> None:
    found, log = read(
        ["share", "01/03/2026", "", "5%"],
        ["share", "2026-03-01", "all", "6%"],
        ["share", "2026-03-01", "all", ""],
    )
    assert [value.value for value in found.values] == [6]
    assert [(p.row, p.code, p.severity) for p in log.problems] == [
        (3, "repeated_value", "note"),
        (4, "repeated_value", "note"),
    ]
    assert (found.account.used, found.account.repeated) == (3, 2)


def test_a_whole_number_without_a_unit_is_told_of() -> None:
    found, log = read(["free", "01/03/2026", "", "3"], ["free", "02/03/2026", "", "3.5"],
                      ["free", "03/03/2026", "", "3 pupils"])  # fmt: skip
    assert found.account.used == 3
    assert [(p.row, p.code, p.severity) for p in log.problems] == [(2, "no_unit", "note")]


def test_no_other_row_says_whether_a_bare_percentage_is_a_share_of_1() -> None:
    for others in ([], [["share", "03/03/2026", "", "53"]], [["share", "03/03/2026", "", "0"]]):
        found, log = read(
            ["share", "01/03/2026", "", "0.53"], ["share", "02/03/2026", "", "1"], *others
        )
        assert [(p.row, p.code, p.severity, p.hint) for p in log.problems] == [
            (2, "share", "rejected", "write 53%, or 0.53% if it is that"),
            (3, "share", "rejected", "write 100%, or 1% if it is that"),
        ]
        assert found.account.used == len(others)
    signed, log = read(["share", "01/03/2026", "", "0.5%"], ["share", "02/03/2026", "", "53"])
    assert [value.value for value in signed.values] == [0.5, 53]
    assert log.problems == []


def test_the_account_of_a_file_with_titles_blanks_and_a_repeated_header() -> None:
    log = ProblemLog()
    rows = [["Spring"], [], [*HEAD, "Teacher"], ["share", "01/03/2026", "", "5%"], ["", " "], HEAD,
            ["nonsense"]]  # fmt: skip
    found = read_values(enumerate(rows, start=1), PLAN, log, "v.csv").account
    assert found.balances
    assert (found.read, found.used, found.rejected, found.blank, found.headings) == (6, 1, 1, 2, 2)
    assert found.ignored == ("Teacher",)
    assert has_header(enumerate(rows, start=1))
    assert not has_header(enumerate(rows[:2] * 99 + rows[2:], start=1))
    with pytest.raises(FileError, match="no header"):
        read_values([(1, ["name", "date"])], PLAN, log, "v.csv")


cells = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["share", "people", "01/03/2026", "02/03/2026", "53%", "0.5", "12", "SUPP"]),
)


@settings(deadline=None)
@given(st.lists(st.lists(cells, max_size=7), max_size=12))
def test_every_row_is_accounted_for_and_nothing_fails(rows: list[list[str]]) -> None:
    found, log = read(*rows)
    account = found.account
    assert account.balances
    assert account.read == len(rows)
    assert account.rejected == sum(p.severity == "rejected" for p in log.problems)
    assert len({value.key for value in found.values}) == len(found.values)
    for value in found.values:
        assert value.unit != "%" or math.isnan(value.value) or 0 <= value.value <= 100


any_units = st.sampled_from(["", "%", "people", "score", "hours", "£", "% of lessons"])
any_values = st.lists(
    st.builds(
        lambda id_, day, group, number, unit, pupils, note: Value(
            id_, day, group, float(number), unit, pupils, note
        ),
        st.sampled_from(["a", "b"]), st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)),
        st.sampled_from(["all", "fsm", "not fsm", "year 7"]),
        st.one_of(st.just(math.nan), st.integers(0, 50)), any_units,
        st.one_of(st.none(), st.integers(50, 999)),
        st.text("=+@'\"\n,;é x", max_size=8).map(str.strip),
    ),
    unique_by=lambda value: value.key,
)  # fmt: skip


@settings(deadline=None)
@given(any_values)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory,
                                      values: list[Value]) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("values")
    (folder / "values.csv").write_bytes(write_values(values))
    back = read_stored_values(folder, make_plan([], {}))
    assert write_values(back) == write_values(values[::-1])
    assert len(back) == len(values)


@settings(deadline=None)
@given(any_values, any_values)
def test_later_values_take_the_place_of_earlier_ones(
    before: list[Value], after: list[Value]
) -> None:
    found, gone = merge_values(before, after)
    wanted = {value.key: value for value in before}
    for value in after:
        if value.key not in wanted or not value.is_empty:
            wanted[value.key] = value
    assert {value.key: repr(value) for value in found} == {k: repr(v) for k, v in wanted.items()}
    assert len(gone) == sum(repr(wanted[v.key]) != repr(v) for v in before)
    assert merge_values(found, after)[1] == ()


def test_a_kept_file_that_somebody_broke_is_not_passed_over(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, values=some_values())
    path = folder / "values.csv"
    path.write_bytes(path.read_bytes().replace(b"2025-09-01", b"last autumn", 1))
    with pytest.raises(FileError, match="row 2: this is no day"):
        read_stored_values(folder, read_plan(folder))


def test_values_kept_are_read_whatever_the_plan_says_now(tmp_path: Path) -> None:
    """Else a unit mended in the plan would lock the folder."""
    row = {"part": "indicator", "indicator": "A", "text": "Marks", "measure": "", "key": "A"}
    kept = [Value("A", DAY, "all", 120, "hours", 42), Value("A", TODAY, "all", 3, "")]
    folder = write_folder(tmp_path, values=kept, plan=[{**row, "target": "60%"}])
    plan_ = read_plan(folder)
    assert [(v.value, v.unit) for v in read_stored_values(folder, plan_)] == [
        (120, "hours"),
        (3, "%"),
    ]
    assert plan_.unit("A") == "%"
    assert plan_.faults == ()


def planned(*rows: dict[str, str], kind: str = "quantitative") -> Plan:
    """A plan of these rows; what they do not say is of an indicator "a", a share."""
    row = {"part": "indicator", "indicator": "a", "text": "A", "measure": "share", "kind": kind}
    return make_plan([{**row, **one} for one in rows], {})


def test_the_plan_gives_baselines_targets_and_days() -> None:
    found = planned(
        {"part": "logic", "indicator": "", "text": "hours"},
        {"use": "no", "indicator": "gone", "target": "9"},
        {"baseline": "21 of 42", "target": "60%", "baseline_due": "2025-09-01",
         "follow_up_due": "2026-07-01", "follow_up": "55% (50 pupils)"},
        {"indicator": "b", "measure": "", "baseline": "12", "target": "soon", "follow_up": "3"},
        {"group": "FSM", "target": "50%", "when": "in spring and on 01/06/2026"},
        {"group": "year 7", "target": "76% by 31/07/2027", "follow_up_due": "2026-07-01",
         "baseline": "64% (42 pupils), 14/09/2026", "follow_up": "70% of 40 on 3 May 2027"},
    )  # fmt: skip
    assert sorted(found.indicators) == ["a", "b"]
    assert [(one.indicator, one.group, one.due) for one in found.targets] == [
        ("a", "all", datetime.date(2026, 7, 1)),
        ("b", "all", None),
        ("a", "fsm", datetime.date(2026, 6, 1)),
        ("a", "year 7", datetime.date(2027, 7, 31)),
    ]
    assert {(v.indicator, v.date, v.dated, v.value, v.pupils) for v in found.cell_values} == {
        ("a", NO_DAY, False, 50, 42),
        ("a", datetime.date(2026, 7, 1), False, 55, 50),
        ("a", datetime.date(2026, 9, 14), True, 64, 42),
        ("a", datetime.date(2027, 5, 3), True, 70, 40),
        ("b", NO_DAY, False, 12, None),
        ("b", datetime.date.max, False, 3, None),
    }
    first, *rest = found.faults
    assert first == (
        "target of b is not used (soon): this is no figure; write 66%, 3.2 points, 14 pupils or "
        "12 hours, with a day behind it, such as by 31/07/2027"
    )
    assert [one.split(" does not say how many people")[0] for one in rest] == [
        "baseline of b", "follow_up of b"
    ]  # fmt: skip
    assert rest[0].endswith(
        "such as 66% (42 pupils), 3.2 points (42 pupils), 14 pupils or 12 hours"
    )


def test_an_exchange_is_left_out_where_every_row_of_it_says_no() -> None:
    keys = (("a-11", "no"), ("b-11", ""), ("c-11", "no"), ("a-22", "no"), ("b-22", "n"))
    for turned in (keys, keys[::-1]):
        assert planned(*({"key": key, "use": use} for key, use in turned)).unused_marks == {"22"}


def test_what_people_say_is_told_in_words_but_a_target_is_a_figure() -> None:
    row = {"baseline": "some were shy", "follow_up": "6 were shy", "target": "more fun"}
    found = planned({**row, "measure": "questionnaire: mean"}, kind="qualitative")
    assert found.faults == (
        "target of a is not used (more fun): this is no figure; write 3.2 points or 3.2 points by "
        "31/07/2027",
        "follow_up of a is not used: this is in were shy, its indicator in points; write 3.2 "
        "points (42 pupils), or words without a number",
    )
    assert found.in_words == {("a", "all"): ("some were shy", "")}
    assert planned({"baseline": "some were shy"}).in_words == {}
    assert planned({"baseline": "not yet", "follow_up": "SUPP"}, kind="qualitative").in_words == {}
    (fault,) = planned(
        {"measure": "mean and share", "baseline": "3 of 5"}, kind="qualitative"
    ).faults
    assert fault == (
        "baseline of a is not used: this may be points on a scale or a share of people; write "
        "3.2 points (42 pupils) or 66% (42 pupils), or words without a number"
    )


def test_targets_with_a_bound_or_a_month_are_read_and_others_are_named() -> None:
    found = planned({"target": "at least 95% by July 2025", "when": "follow-up each term"})
    (target,) = found.targets
    assert (target.target, target.due) == (95, datetime.date(2025, 7, 31))
    assert (target.unread, target.every) == (False, 4)
    for text in ("half of them", "95% by Easter 2025"):
        found = planned({"target": text})
        assert found.targets[0].unread
        assert found.faults == (
            f"target of a is not used ({text}): this is no figure; write 66% or 66% by 31/07/2027",
        )


def test_x_of_few_in_a_number_and_share_is_read() -> None:
    found = planned({"baseline": "5 of 10", "measure": "number and share"})
    assert [(one.value, one.unit, one.pupils) for one in found.cell_values] == [(50, "%", 10)]
    assert found.faults == ()


def test_shares_of_1_in_the_plan_are_asked_about_and_not_used() -> None:
    found = planned({"baseline": "0.34 (42 pupils)", "target": "0.4", "follow_up": "1 (42)"})
    said = "a percentage without its sign may be a share of 1"
    assert found.faults == (
        f"target of a is not used (0.4): {said}; write 40%, or 0.4% if it is that",
        f"baseline of a is not used: {said}; write 66% (42 pupils)",
        f"follow_up of a is not used: {said}; write 66% (42 pupils)",
    )
    assert found.cell_values == ()
    assert math.isnan(found.targets[0].target)
    assert planned({"baseline": "0.34% (400 pupils)", "target": "0"}).faults == ()


@pytest.mark.parametrize(
    ("measure", "cells", "unit"),
    [
        ("share", ("6 meetings", "8 meetings", ""), "meetings"),
        ("mean", ("27 pupils", "", ""), "people"),
        ("", ("2.9 (42)", "4", "3.1 points (42)"), "score"),
        ("", ("4.6 grade points (180 pupils)", "5", ""), "score"),
        ("mean and share", ("64% (42 pupils)", "70", ""), "%"),
        ("share", ("20% (30 lessons)", "40", ""), "%"),
        ("share", ("", "", ""), "%"),
    ],
)
def test_a_unit_that_somebody_typed_goes_before_that_of_the_measure(
    measure: str, cells: tuple[str, str, str], unit: str
) -> None:
    names = ("baseline", "target", "follow_up")
    row = {"measure": "", **dict(zip(names, cells, strict=True))}
    known = {"a": Indicator("a", "A", measure, unit=units.unit_of_measure(measure))}
    found = make_plan([{"part": "indicator", "indicator": "a", **row}], known)
    assert found.unit("a") == unit
    assert {units.base_unit(v.unit) for v in found.cell_values} <= {unit}
    assert {target.unit for target in found.targets} <= {unit}
    assert [fault for fault in found.faults if "is not used" in fault] == []
    later = planned({"measure": "number and share", "baseline": "9 of 42 pupils", "target": "14"})
    assert ["write 14%, 14 pupils or 14 points" in one for one in later.faults] == [True]


@settings(deadline=None)
@given(
    st.sampled_from(["of", "/", "points of", "% of", "(", "pupils, about", "ca", "% and"]),
    st.sampled_from(["share", "mean", "mean and share", "number of pupils", ""]),
)
def test_what_is_to_be_mended_tells_nothing_of_the_figure(between: str, measure: str) -> None:
    """The report shows it to others, and it may be of one pupil."""
    row = {"baseline": f"7007 {between} 8008", "follow_up": "0.9009"}
    found = planned({**row, "measure": measure})
    assert not re.search("[789]00", "".join(found.faults))


def test_a_mean_needs_no_unit_where_the_measure_tells_of_one() -> None:
    """ "3" of a questionnaire is no number of people."""
    plan_ = read_plan(Path("nowhere"))
    rows = ["C2-W1,13/12/2024,3,42", "C2-W1,14/12/2024,64%,42", "C2-N2,13/12/2024,7,42"]
    log = ProblemLog()
    table = [(n, line.split(",")) for n, line in enumerate(["id,date,value,n", *rows], 1)]
    values = read_values(table, plan_, log, "list").values
    assert [(v.value, v.unit) for v in values] == [(7, ""), (3, "score"), (64, "%")]
    assert [(problem.row, problem.code) for problem in log.problems] == [(4, "no_unit")]
    shown = suppress(values)
    assert [one.figure for one in shown] == ["7", "3", "64%"]


def test_the_products_own_indicators_are_known_by_id() -> None:
    known = read_indicators()
    assert {id_.split("-")[0] for id_ in known} >= {"T1", "T3", "C2", "L1", "X3", "R3"}
    assert all(one.words and "{" not in one.words + one.measure for one in known.values())


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        ("pupils ÷ all: share", "%"),
        ("Percentage of pupils who apply", "%"),
        ("number of pupils who apply", "people"),
        ("number of lessons", ""),
        ("number and share of pupils", ""),
        ("mean of 5 points", "score"),
        ("Attainment or progress in physics", ""),
    ],
)
def test_units_in_the_words_of_a_measure(measure: str, unit: str) -> None:
    assert units.unit_of_measure(measure) == unit


@pytest.mark.parametrize("titles", [39, 40, 41])
def test_a_header_below_forty_title_rows_is_found_and_none_below_more(titles: int) -> None:
    rows = [["A title"]] * titles + [[""]] * 5 + [HEAD, ["share", "01/03/2026", "", "53%", "40"]]
    numbered = list(enumerate(rows, start=1))
    assert has_header(numbered) == (titles <= 40)
    if titles > 40:
        with pytest.raises(FileError):
            read_values(numbered, PLAN, ProblemLog(), "v.csv")
        return
    account = read_values(numbered, PLAN, ProblemLog(), "v.csv").account
    assert (account.used, account.headings, account.blank) == (1, titles, 5)


@pytest.mark.parametrize(
    ("baseline", "unit"),
    [("64% (42 pupils)", "%"), ("12 hours", "hours"), ("14 pupils", "people"), ("6 were shy", ""),
     ("shy", "")],
)  # fmt: skip
def test_an_indicator_told_in_words_has_the_unit_of_the_figures_in_its_cells(
    baseline: str, unit: str
) -> None:
    row = {"indicator": "own", "text": "Own", "kind": "qualitative", "baseline": baseline}
    assert make_plan([row], {}).indicators["own"].unit == unit
