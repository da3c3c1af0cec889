"""Published tables to FIGURES: which table, which year, which rows, which cells are numbers."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pandas as pd
import performance_tables as made
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from performance_tables import Want

from matcher.core.calendar.school_years import first_school_year
from matcher.core.cells import UNKNOWN_WORDS
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.core.tables import FIGURES
from matcher.intake.performance.reader import Performance, read_performance, year_of
from matcher.intake.performance.table_forms import TABLES, recognise_table

READ = Want("ks2", "READPROG", ("TELIG",))
HEADER = ["RECTYPE", "URN", "SCHNAME", "TELNUM", "TELIG", "READPROG"]


def read(
    *paths: Path, wants: tuple[Want, ...] = (READ,)
) -> tuple[Performance, ProblemLog]:  # fmt: skip
    log = ProblemLog()
    found = read_performance(paths, log, wants)
    FIGURES.check(found.figures)
    assert all(account.balances for account in found.accounts)
    return found, log


def values(found: Performance) -> dict[tuple[str, str], float]:
    return {(row.urn, row.column): row.value for row in found.figures.itertuples()}


@pytest.mark.parametrize(
    ("header", "table"),
    [
        (["URN", "READPROG", "PSENELK", "PNUMEAL"], "ks2"),
        (["URN", "P8MEA", "TPUP"], "ks4"),
        (["school_urn", "p8_banding", "t_pupils"], "ks4"),
        (["URN", "VA_INS_ALEV"], "ks5"),
        (["URN", "COHORT", "OVERALL_DESTPER"], "destinations"),
        (["URN", "NOR", "PNUMFSMEVER"], "census"),
        (["LA Number", "URN", "Pupil:     Teacher Ratio"], "workforce"),
    ],
)
def test_a_table_is_known_by_its_header(header: list[str], table: str) -> None:
    layout = recognise_table(header)
    assert layout is not None
    assert layout.table == table


@pytest.mark.parametrize("header", [["URN", "Name", "Postcode"], ["READPROG", "SCHNAME"], []])
def test_other_headers_are_no_table(header: list[str]) -> None:
    assert recognise_table(header) is None


def test_a_file_that_is_no_table_says_which_are_known(tmp_path: Path) -> None:
    path = made.save(tmp_path, "schools.csv", [["URN", "Name"], ["100000", "Alder School"]])
    with pytest.raises(FileError) as error:
        read(path)
    assert error.value.where == "schools.csv"
    assert all(words in error.value.hint for words in TABLES.values())


def test_bom_short_rows_and_totals(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["1", "100001", "Alder", "020 7946 0000", "30", "-1.2"],
        ["2", "100002", "Birch School", "", "12"],  # shorter than the header
        ["3", " ", "Hampshire", "", "500", "0.4"],
        ["5", "", "England", "", "600", "0.5"],
        ["1", "100003", "Cedar", "", "15", "0"],
        [],
    ]
    found, log = read(made.save(tmp_path, "2017-2018_850_ks2final.csv", rows, bom=True))
    (account,) = found.accounts
    assert (account.read, account.used, account.headings, account.blank) == (6, 3, 2, 1)
    assert (account.table, account.years, account.unknown) == ("ks2", ("2017/18",), 1)
    assert values(found) == {("100001", "READPROG"): -1.2, ("100003", "READPROG"): 0.0}
    assert list(found.figures["pupils"]) == [30, 15]
    assert [(p.code, p.row, p.severity) for p in log.problems] == [("ragged_short", 3, "note")]
    assert "6 rows read = 3 used + 0 rejected + 1 blank + 2 headings" in account.line()


@pytest.mark.parametrize("word", [*sorted(UNKNOWN_WORDS), " ", "SUPP", "SP", "DNS"])
def test_no_word_for_unknown_ever_becomes_a_number(tmp_path: Path, word: str) -> None:
    rows = [HEADER, ["1", "100001", "Alder", "", word, word], ["1", "100002", "B", "", word, "1"]]
    path = made.save(tmp_path, "ks2.csv", rows)
    # Not even where a rule is wrong enough to give it one.
    careless = Want("ks2", "READPROG", ("TELIG",), {word: 0.0} if word not in ("SP", "DNS") else {})
    found, _ = read(path, wants=(careless,))
    assert values(found) == {("100002", "READPROG"): 1.0}
    assert math.isnan(found.figures["pupils"].iloc[0])


def test_a_word_that_is_no_figure_is_told_once_a_column(tmp_path: Path) -> None:
    rows = [HEADER, *(["1", f"10000{i}", "A", "", "20", "SP"] for i in range(5))]
    found, log = read(made.save(tmp_path, "ks2.csv", rows))
    assert len(found.figures) == 0
    assert [(p.code, p.column, p.value) for p in log.problems] == [
        ("not_a_number", "READPROG", "sp")
    ]
    assert "5 cells" in log.problems[0].message


@pytest.mark.parametrize(
    ("cell", "number"),
    [("53%", 53), ("£45,421", 45421), ("2,100", 2100), ("-2.1", -2.1), ("0", 0), (" 7 ", 7)],
)
def test_how_numbers_are_written(tmp_path: Path, cell: str, number: float) -> None:
    rows = [[*HEADER, "FIGURE"], ["1", "100001", "Alder", "", "", "", cell]]
    found, _ = read(made.save(tmp_path, "ks2.csv", rows), wants=(Want("ks2", "FIGURE"),))
    assert list(found.figures["value"]) == [number]


@pytest.mark.parametrize("cell", ["9" * 400, "1e9", "0x1F", "1_000", "INF", "٣", "2019-01-01"])
def test_what_is_no_published_figure_is_unknown(tmp_path: Path, cell: str) -> None:
    rows = [HEADER, ["1", "100001", "Alder", "", "", cell]]
    found, _ = read(made.save(tmp_path, "ks2.csv", rows))
    assert len(found.figures) == 0


def test_bands_take_their_numbers_from_the_rule(tmp_path: Path) -> None:
    bands = {"Well below average": 5, "Average": 3}
    rows = [
        ["time_period", "geographic_level", "school_urn", "school_name", "t_pupils", "p8_banding"],
        ["202324", "School", "100001", "Alder", "180", "Well below average"],
        ["202223", "School", "100002", "Birch", "90", " AVERAGE "],
        ["202324", "School", "100003", "Cedar", "c", "z"],
        ["202324", "Local authority", "", "", "9000", "Average"],
    ]
    path = made.save(tmp_path, "ks4.csv", rows)
    found, log = read(path, wants=(Want("ks4", "P8_BANDING", ("T_PUPILS",), bands),))
    assert values(found) == {("100001", "P8_BANDING"): 5, ("100002", "P8_BANDING"): 3}
    assert list(found.figures["year"]) == ["2023/24", "2022/23"]
    assert found.accounts[0].years == ("2022/23", "2023/24")
    assert found.accounts[0].headings == 1
    assert [p.code for p in log.problems] == ["type_not_said"]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2016-2017_850_ks2final.csv", "2016/17"),
        ("ks4-schools-2023-24-national.csv", "2023/24"),
        ("201819", "2018/19"),
        ("ks5_2018_19.xlsx", "2018/19"),
        ("20182019 ks4", "2018/19"),
        ("england_ks4provisional.csv", ""),
        ("register-2025-05-24.csv", ""),
        ("2011-12-03 ks2.csv", ""),
        ("850_2000_ks2.csv", ""),
        ("2018-2020", ""),
    ],
)
def test_the_school_year_in_a_name(text: str, year: str) -> None:
    assert first_school_year(text) == year


def test_a_folder_that_is_a_year_says_the_year(tmp_path: Path) -> None:
    assert year_of(tmp_path / "2018-2019" / "england_census.csv", "england_census.csv") == "2018/19"
    assert year_of(tmp_path / "office 2018-19" / "census.csv", "census.csv") == ""
    assert year_of(tmp_path / "2018-2019" / "2016-17_ks2.csv", "2016-17_ks2.csv") == "2016/17"
    assert year_of(None, "-") == ""


def test_with_whom_a_row_is_compared(tmp_path: Path) -> None:
    def likes(name: str, column: str, header: list[str], rows: list[list[str]]) -> list[str]:
        full = [["URN", *header, column], *([f"1000{i:02}", *r, "1"] for i, r in enumerate(rows))]
        table = "census" if column == "PNUMFSMEVER" else "ks4" if column == "P8MEA" else "workforce"
        found, _ = read(made.save(tmp_path, name, full), wants=(Want(table, column),))
        return list(found.figures["like"])

    codes = [["1", "ACC"], ["2", "CYS"], ["1", "IND"], ["2", "INDSPEC"], ["1", "FESI"], ["1", "SS"]]
    assert likes("a.csv", "P8MEA", ["RECTYPE", "NFTYPE"], codes) == [
        "mainstream", "special", "independent", "special", "college", "technical",
    ]  # fmt: skip
    groups = [
        ["Converter academies"], ["Independent special schools"], ["Independent schools"],
        ["University technical colleges (UTCs)"], ["FE 14-16 colleges"], ["Studio schools"],
        ["Free schools - special school"], ["CTCs"],
    ]  # fmt: skip
    assert likes("b.csv", "P8MEA", ["establishment_type_group"], groups) == [
        "mainstream", "special", "independent", "technical", "college", "technical", "special",
        "mainstream",
    ]  # fmt: skip
    types = [["State-funded primary"], ["State-funded secondary"], ["Independent school"],
             ["Pupil referral unit"], ["State-funded special school"],
             ["State-funded nursery"]]  # fmt: skip
    assert likes("c.csv", "PNUMFSMEVER", ["SCHOOLTYPE"], types) == [
        "primary mainstream", "secondary mainstream", "independent", "alternative provision",
        "special", "nursery mainstream",
    ]  # fmt: skip
    phases = [["Primary"], ["All through"], ["Middle deemed secondary"]]
    assert likes("d.csv", "PUPIL: TEACHER RATIO", ["School Phase"], phases) == [
        "primary mainstream", "all-through mainstream", "secondary mainstream",
    ]  # fmt: skip


def test_of_two_files_of_a_year_the_later_counts_and_the_difference_is_told(tmp_path: Path) -> None:
    first = made.save(
        tmp_path, "2018-19 provisional ks2.csv",
        [HEADER, ["1", "100001", "", "", "30", "1.0"], ["1", "100002", "", "", "30", "2.0"],
         ["1", "100003", "", "", "30", "3.0"]],
    )  # fmt: skip
    second = made.save(
        tmp_path, "2018-19 final ks2.csv",
        [HEADER, ["1", "100001", "", "", "31", "1.5"], ["1", "100002", "", "", "30", "2.0"],
         ["1", "100003", "", "", "30", "SUPP"]],
    )  # fmt: skip
    older = made.save(tmp_path, "2017-18 ks2.csv", [HEADER, ["1", "100001", "", "", "9", "7"]])
    found, log = read(first, older, second)
    kept = found.figures
    assert list(zip(kept["urn"], kept["year"], kept["value"], kept["pupils"], strict=True)) == [
        ("100001", "2017/18", 7.0, 9.0),
        ("100001", "2018/19", 1.5, 31.0),
        ("100002", "2018/19", 2.0, 30.0),
        ("100003", "2018/19", 3.0, 30.0),  # what only the earlier file knows stays
    ]
    (told,) = log.problems
    assert (told.code, told.list, told.severity) == ("figures_differ", second.name, "note")
    assert "of 2 figures in both 1 differ" in told.message
    assert values(read(second, first)[0])[("100001", "READPROG")] == 1.0


def test_rows_of_no_school_are_rejected_not_lost(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["1", "100001", "Alder", "", "30", "1.0", "one field too many"],
        ["1", "", "Birch", "", "30", "1.0"],
        ["1", "12", "Cedar", "", "30", "1.0"],
        ["", "URN", "", "", "", ""],
        ["1", "100004.0", "Elm", "", "30", "4", "", ""],  # empty fields beyond do no harm
    ]
    found, log = read(made.save(tmp_path, "ks2.csv", rows))
    (account,) = found.accounts
    assert (account.read, account.used, account.rejected, account.headings) == (5, 1, 3, 1)
    assert values(found) == {("100004", "READPROG"): 4.0}
    assert [(p.code, p.row, p.severity) for p in log.problems] == [
        ("ragged_long", 2, "rejected"),
        ("no_urn_or_name", 3, "rejected"),
        ("no_urn_or_name", 4, "rejected"),
    ]


def test_urns_are_read_as_in_a_list(tmp_path: Path) -> None:
    cells = ["10001", "100001", "'100002", "100003 (was 999/4000)", "URN 100004", "100,005", "12"]
    rows = [HEADER, *(["1", cell, "A", "", "30", "1"] for cell in cells)]
    found, _ = read(made.save(tmp_path, "ks2.csv", rows))
    assert list(found.figures["urn"]) == ["10001", *(f"10000{n}" for n in range(1, 6))]
    assert found.accounts[0].rejected == 1


def test_a_school_that_contradicts_itself_is_not_believed(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["1", "100001", "A", "", "30", "1"],
        ["1", "100001", "A", "", "30", "2"],
        ["1", "100002", "B", "", "30", "3"],
        ["1", "100002", "B", "", "30", "3"],
    ]
    found, log = read(made.save(tmp_path, "ks2.csv", rows))
    assert values(found) == {("100002", "READPROG"): 3.0}
    assert [(p.code, p.value) for p in log.problems] == [("repeated_urn", "100001")]


def test_names_and_telephones_are_not_read_whoever_wants_them(tmp_path: Path) -> None:
    header = [*HEADER, "HEADTEACHER", "PCODE", "full_address"]
    rows = [header, ["1", "100001", "CANARY-PERSON", "02079460000", "9", "1", "5", "6", "7"]]
    everything = tuple(Want("ks2", name, (name,)) for name in header)
    found, log = read(made.save(tmp_path, "ks2.csv", rows), wants=everything)
    assert set(found.figures["column"]) == {"READPROG", "TELIG", "RECTYPE", "URN"}
    assert "CANARY" not in found.figures.to_csv() + str(log.problems)
    assert "2079460000" not in found.figures.to_csv() + str(log.problems)


def test_a_workbook_gives_the_same_figures_and_shares_become_percentages(tmp_path: Path) -> None:
    header = ["RECTYPE", "URN", "READPROG", "PTREAD_EXP", "TELIG"]
    shares = [0.53, 0.6, 1.0, 0.075]
    rows = [["1", f"10000{i}", -0.5 * i, share, 20 + i] for i, share in enumerate(shares)]
    path = tmp_path / "2018-19 ks2.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("KS2")
        sheet.write_row(0, 0, ["Key stage 2 results"])
        for number, row in enumerate([header, *rows], start=2):
            sheet.write_row(number, 0, row)
    said = [[*row[:3], f"{round(100 * row[3], 1)}%", row[4]] for row in rows]
    other = made.save(tmp_path, "2018-19 ks2.csv", [header, *said])
    wants = (READ, Want("ks2", "PTREAD_EXP", ("TELIG",), percent=True))
    book_found, log = read(path, wants=wants)
    csv_found, _ = read(other, wants=wants)
    pd.testing.assert_frame_equal(
        book_found.figures.drop(columns="list"), csv_found.figures.drop(columns="list")
    )
    assert [p.code for p in log.problems] == ["shares_read_as_percent"]
    account = book_found.accounts[0]
    assert (account.used, account.headings) == (4, 1)  # the title
    assert account.read == account.used + account.headings + account.blank


CELLS = st.sampled_from(["1", "-0.5", "53%", "2,100", "SUPP", "", " ", "x", "NE", "what?", "0"])
URNS = st.sampled_from(["100001", "100002", "100003", "100004.0", "", " ", "NAT", "12", "URN"])
ROWS = st.lists(st.tuples(st.sampled_from(["1", "2", "4", ""]), URNS, CELLS, CELLS), max_size=12)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.randoms())
def test_every_row_is_accounted_for_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], shuffle: random.Random
) -> None:
    folder = tmp_path_factory.getbasetemp()
    header = ["RECTYPE", "URN", "READPROG", "MATPROG"]
    wants = (Want("ks2", "READPROG", ("MATPROG",)), Want("ks2", "MATPROG"))
    found, _ = read(made.save(folder, "ks2.csv", [header, *rows]), wants=wants)
    (account,) = found.accounts
    assert account.read == len(rows)
    # An independent reading: a school's figure is that of its rows where they agree.
    numbers = {"1": 1.0, "-0.5": -0.5, "53%": 53.0, "2,100": 2100.0, "0": 0.0}
    told: dict[tuple[str, str], set[tuple[object, ...]]] = {}
    for record, urn, reading, maths in rows:
        if record == "4" or urn not in ("100001", "100002", "100003", "100004.0"):
            continue
        like = "special" if record == "2" else "mainstream"
        for column, cell, pupils in (("READPROG", reading, maths), ("MATPROG", maths, "")):
            if abs(numbers.get(cell, 999)) <= 25:  # no school's progress is more
                rest = numbers.get(pupils, -1.0) if column == "READPROG" else -1.0
                told.setdefault((urn[:6], column), set()).add((like, numbers[cell], max(rest, -1)))
    # Fewer pupils than none is nothing said.
    agreed = {
        key: next(iter(one))[1]
        for key, one in told.items()
        if len({(a, b, -1 if c < 0 else c) for a, b, c in one}) == 1
    }
    assert values(found) == agreed
    again = list(rows)
    shuffle.shuffle(again)
    other, _ = read(made.save(folder, "ks2.csv", [header, *again]), wants=wants)
    pd.testing.assert_frame_equal(found.figures, other.figures)


@pytest.mark.parametrize("seed", range(120))
def test_a_spoilt_table_is_read_or_refused_but_never_half(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rows = [HEADER, *([rng.choice("1234"), str(100000 + i), "A", "", "3", "0.5"] for i in range(9))]
    data = bytearray(made.text(rows).encode())
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data))
        spoil = rng.choice([b'"', b"\r\n", b",", b"\0", b"\xff", b"9" * 400, b"", b'"""', b"\t"])
        data[at : at + rng.randint(0, 6)] = spoil
    path = tmp_path / "2018-19_ks2.csv"
    path.write_bytes(bytes(data))
    try:
        found, _ = read(path)
    except FileError:
        return
    assert found.figures["value"].map(math.isfinite).all()


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [
        ("READPROG", "READPROG_LOWER", "READPROG_UPPER"),
        ("P8MEA", "P8CILOW", "P8CIUPP"),
        ("P8MEAENG", "P8MEAENG_CILOW", "P8MEAENG_CIUPP"),
        ("SCIVAMEA_PTQ_EE", "SCIVALOW_PTQ_EE", "SCIVAUPP_PTQ_EE"),
        ("VA_INS_ALEV", "LCI_INS_ALEV", "UCI_INS_ALEV"),
    ],
)
def test_confidence_limits_come_with_their_figure(
    column: str, low: str, high: str, tmp_path: Path
) -> None:
    rows = [
        ["RECTYPE", "URN", column, low, high, "P8MEA", "READPROG", "VA_INS_ALEV"],
        ["1", "100001", "-1.2", "-3", "0.6"],
        ["1", "100002", "-1.2", "SUPP", "0.6"],  # one of them alone is no interval
        ["1", "100003", "-1.2", "0.1", "0.6"],  # the figure is outside: limits of another
        ["1", "100004", "NE", "-3", "0.6"],
    ]
    layout = recognise_table(rows[0])
    assert layout is not None
    path = made.save(tmp_path, "table.csv", rows)
    found, _ = read(path, wants=(Want(layout.table, column),))
    limits = {row.urn: (row.low, row.high) for row in found.figures.itertuples()}
    assert limits.pop("100001") == (-3.0, 0.6)
    assert list(limits) == ["100002", "100003"]
    assert all(math.isnan(one) for pair in limits.values() for one in pair)


def test_a_table_without_limits_has_none(tmp_path: Path) -> None:
    path = made.save(tmp_path, "ks2.csv", [HEADER, ["1", "100001", "Alder", "", "30", "-1.2"]])
    figures = read(path)[0].figures
    assert figures["low"].isna().all()
    assert figures["high"].isna().all()


def test_a_column_without_a_header_is_no_figure(tmp_path: Path) -> None:
    rows = [["URN", "SCHOOLTYPE", "NOR", "PNUMFSM", "PNUMEAL", "", ""],
            ["100001", "State-funded primary", "210", "21.5", "3.2", "9", "9"]]  # fmt: skip
    wants = [Want("census", name, ("NOR",)) for name in ("PNUMFSM", "PSENELK", "PNUMEAL")]
    read = read_performance(
        [made.save(tmp_path, "2018-2019_england_census.csv", rows)], ProblemLog(), wants
    )
    assert read.figures[["column", "value"]].to_numpy().tolist() == [
        ["PNUMEAL", 3.2],
        ["PNUMFSM", 21.5],
    ]


@pytest.mark.parametrize(
    ("table", "column", "other", "right", "impossible"),
    [
        ("ks4", "P8MEA", "", "-3.6", "999"),
        ("ks4", "P8MEA", "", "2.4", "-12"),
        ("ks4", "ATT8SCR", "", "90", "90.1"),
        ("ks2", "READPROG", "", "-22.7", "-99"),
        ("ks2", "PTREAD_EXP", "READPROG", "100", "101%"),
        ("ks5", "TALLPPE_ALEV_1618", "", "60", "999.9"),
        ("destinations", "EDUCATIONPER", "OVERALL_DESTPER", "0", "-1"),
        ("workforce", "PUPIL: TEACHER RATIO", "", "49.5", "9999"),
        ("ks5", "VA_INS_ALEV", "", "-1.66", "-999"),
    ],
)
def test_a_figure_that_no_school_can_have_is_not_known(
    tmp_path: Path, table: str, column: str, other: str, right: str, impossible: str
) -> None:
    header = ["URN", column, *([other] if other else [])]
    rows = [header, *([f"1001{at:02}", right, *["1"] * bool(other)] for at in range(3))]
    rows.append(["100199", impossible, *["1"] * bool(other)])
    found, log = read(made.save(tmp_path, "2018-2019_x.csv", rows), wants=(Want(table, column),))
    assert len(values(found)) == 3
    assert found.accounts[0].unknown == 1
    assert found.accounts[0].reasons == {"impossible": 1}
    (problem,) = [one for one in log.problems if one.code == "impossible_figure"]
    assert "this column has 1 figure that no school can have" in problem.message
    assert (problem.row, problem.column) == (5, column)


def test_an_impossible_limit_is_no_limit(tmp_path: Path) -> None:
    rows = [["URN", "P8MEA", "P8CILOW", "P8CIUPP"], ["100101", "0.1", "-0.2", "999"],
            ["100102", "-3.2", "-6.4", "0.1"]]  # fmt: skip
    found, _ = read(made.save(tmp_path, "2018-2019_x.csv", rows), wants=(Want("ks4", "P8MEA"),))
    assert [math.isnan(low) for low in found.figures["low"]] == [True, False]


def test_a_band_is_not_bound_as_its_figure_is(tmp_path: Path) -> None:
    rows = [["URN", "P8MEA", "P8MEACOV"], ["100101", "0.1", "97"]]
    path = made.save(tmp_path, "2018-2019_x.csv", rows)
    found, _ = read(path, wants=(Want("ks4", "P8MEACOV"),))
    assert list(found.figures["value"]) == [97]
