"""values.csv as people leave it: what they added stays, in its place, whatever is added."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.monitoring import write_folder

from matcher.jobs.partnership.monitor import add
from matcher.partnership.monitor.plan_reader import make_plan, read_plan
from matcher.partnership.monitor.values.file import COLUMNS, write_values
from matcher.partnership.monitor.values.reader import (
    StoredValues,
    read_stored_values,
    read_values_file,
)
from matcher.partnership.monitor.values.store import Value

TODAY = datetime.date(2026, 11, 27)
TYPED = (
    "Indicator,Measured by,Date,Group,Value,Unit,Pupils,Note,=HYPERLINK(\"x\"),Office\r\n"
    "A,the lead,2026-03-01,all,120,hours,42,as agreed,\"two\nlines\",'=1+1\r\n"
    "A,,2026-02-01,all,100,hours,41,,,@odd\r\n"
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    row = {"part": "indicator", "indicator": "A", "text": "Hours", "measure": "", "key": "A"}
    made = write_folder(tmp_path, values=[], plan=[row])
    (made / "values.csv").write_bytes(TYPED.encode())
    return made


def rows_of(folder: Path) -> list[list[str]]:
    text = (folder / "values.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def add_values(folder: Path, *rows: str) -> None:
    file = folder.parent / "new.csv"
    file.write_text("\n".join(["indicator,date,value,unit,pupils", *rows]) + "\n")
    add(folder, file, TODAY)


def test_columns_of_people_stay_in_their_place(folder: Path) -> None:
    add_values(folder, "A,2026-03-01,130,hours,42", "A,2026-04-01,140,hours,43")
    header, *rows = rows_of(folder)
    assert header == ["Indicator", "Measured by", "Date", "Group", "Value", "Unit", "Pupils",
                      "Note", "'=HYPERLINK(\"x\")", "Office", "things"]  # fmt: skip
    assert rows == [
        ["A", "", "2026-02-01", "all", "100", "hours", "41", "", "", "'@odd", ""],
        ["A", "the lead", "2026-03-01", "all", "130", "hours", "42", "", "two\nlines", "'=1+1",
         ""],
        ["A", "", "2026-04-01", "all", "140", "hours", "43", "", "", "", ""],
    ]  # fmt: skip
    before = (folder / "values.csv").read_bytes()
    add_values(folder, "A,2026-04-01,140,hours,43")
    assert (folder / "values.csv").read_bytes() == before


def test_what_stands_in_two_rows_of_one_value_is_kept_in_one(folder: Path) -> None:
    with (folder / "values.csv").open("a", newline="") as file:
        file.write("A,the deputy,2026-03-01,all,125,hours,42,,,\r\n")
    add_values(folder, "A,2026-05-01,1,hours,43")
    (row,) = (row for row in rows_of(folder) if row[2] == "2026-03-01")
    assert (row[1], row[4]) == ("the lead; the deputy", "125")


def test_a_cell_that_says_the_same_stays_as_it_was_typed(folder: Path) -> None:
    long = "word " * 900 + "end"
    text = (folder / "values.csv").read_text().replace("as agreed", long)
    (folder / "values.csv").write_text(text)
    add_values(folder, "A,2026-05-01,1,hours,43")
    assert rows_of(folder)[2][7] == long


def test_a_second_column_of_one_name_stays(folder: Path) -> None:
    text = "indicator,date,value,note,pupils,note\nA,2026-03-01,3 points,first,40,second\n"
    (folder / "values.csv").write_text(text)
    assert [value.note for value in read_stored_values(folder, read_plan(folder))] == ["second"]
    add_values(folder, "A,2026-05-01,1,points,43")
    assert rows_of(folder)[1][:7] == ["A", "2026-03-01", "3", "first", "40", "second", "all"]


def test_a_header_below_blank_lines_is_found(folder: Path) -> None:
    (folder / "values.csv").write_text("\n;;\nindicator;date;value\nA;2026-03-01;3 points\n")
    (value,) = read_stored_values(folder, read_plan(folder))
    assert value.value == 3


CELLS = st.text("=+-@'\"\r\n,;\té x", max_size=6)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=4), CELLS.filter(str.strip))
def test_any_text_in_a_column_of_theirs_comes_back_and_runs_nowhere(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]], name: str
) -> None:
    folder = tmp_path_factory.mktemp("values")
    values = [
        Value("A", datetime.date(2026, 1, 1 + at), "all", 1.0, "points", 40)
        for at in range(len(cells))
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["mine", *COLUMNS, name])
    for value, (one, other) in zip(values, cells, strict=True):
        row = [value.indicator, value.date.isoformat(), "all", "1", "points", "40", "", ""]
        writer.writerow([one, *row, other])
    (folder / "values.csv").write_bytes(text.getvalue().encode())
    once = read_values_file(folder, make_plan([], {}))
    (folder / "values.csv").write_bytes(write_values(once.values, once.own))
    for row in rows_of(folder):
        assert not any(cell[:1] in tuple("=@\t\r") and cell for cell in row)
    again = read_values_file(folder, make_plan([], {}))
    assert (again.values, again.own.header) == (once.values, once.own.header)

    def theirs(stored: StoredValues) -> list[tuple[str, ...]]:
        return [(row[0], row[-1]) for row in stored.own.cells.values()]

    assert theirs(again) == theirs(once)
