"""The copy of a list with its problems beside their cells."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import HOSTILE

from matcher.core.problems import Problem
from matcher.show.forms.checked_copy import RESULT, ListAsRead, checked_copy, is_unedited

ROWS = [
    (1, ["Schools of the north"]),
    (3, ["URN", "Name", "Head", "Needs 1", "Needs 2"]),
    (4, ["100000", "Ash", "A Person", "T3 physics", "kindness"]),
    (6, ["", "", "", "", ""]),
    (7, ["012", "Elm, School", "", "1.50", "2"]),
]
PLACES = {"URN": (0,), "urn": (0,), "Name": (1,), "Needs 1; Needs 2": (3, 4), "Head": (2,)}
WRITTEN = ListAsRead("list.csv", "", ROWS, 3, PLACES, frozenset({2}))
PROBLEMS = [
    Problem("list.csv", "", 4, "unknown_tag", "Needs 1; Needs 2", "kindness", "warning", "what?"),
    Problem("list.csv", "", 4, "odd", "urn", "100000", "note", "noted", "do nothing"),
    Problem("list.csv", "", 7, "bad", "Nowhere", "", "rejected", "not used", "mend it"),
    Problem("list.csv", "", 7, "letters", "Name", "", "warning", "by letter"),
    Problem("list.csv", "", 0, "whole", "", "", "note", "all of it"),
    Problem("other.csv", "", 4, "elsewhere", "URN", "", "warning", "not ours"),
]


def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def copy(written: ListAsRead = WRITTEN, problems: list[Problem] = PROBLEMS) -> bytes:
    return checked_copy(written, problems, title="Checked: list.csv", summary=["3 rows read"])


def test_every_cell_stands_where_it_stood() -> None:
    sheet = book(copy())["List"]
    assert sheet["A1"].value == "Schools of the north"
    assert [cell.value for cell in sheet[3]] == [
        "URN",
        "Name",
        "Head",
        "Needs 1",
        "Needs 2",
        RESULT,
    ]
    assert [cell.value for cell in sheet[4]][:5] == [100000, "Ash", None, "T3 physics", "kindness"]
    # What a spreadsheet would change stays text.
    assert [cell.value for cell in sheet[7]][:5] == ["012", "Elm, School", None, "1.50", 2]


def test_each_problem_stands_beside_its_cell() -> None:
    sheet = book(copy())["List"]
    assert "Please mend: what?" in sheet["E4"].comment.text
    assert sheet["D4"].comment is None
    assert "For information: noted (do nothing)" in sheet["A4"].comment.text
    assert "by letter" in sheet["B7"].comment.text
    assert sheet["F4"].value == "Please mend: what?\nFor information: noted (do nothing)"
    assert sheet["F7"].value == "Row not used: not used (mend it)\nPlease mend: by letter"
    fills = {cell: sheet[cell].fill.start_color.rgb for cell in ("E4", "A4", "B7", "B4")}
    assert len(set(fills.values())) == 3  # a warning, a note, and none
    assert fills["E4"] == fills["B7"]


def test_the_table_of_problems_leads_to_the_cells() -> None:
    sheet = book(copy())["Problems"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[0], row[1], row[5]) for row in rows] == [
        ("F7", "Row not used", "bad"),
        ("E4", "Please mend", "unknown_tag"),
        ("B7", "Please mend", "letters"),
        (None, "For information", "whole"),
        ("A4", "For information", "odd"),
    ]
    assert sheet["A5"].hyperlink.location == "'List'!E4"
    assert "elsewhere" not in {row[5] for row in rows}


def test_the_same_bytes_and_only_what_nobody_saved_is_ours_to_overwrite(tmp_path: Path) -> None:
    data = copy()
    assert data == copy(problems=PROBLEMS[::-1])
    path = tmp_path / "list-checked.xlsx"
    path.write_bytes(data)
    assert is_unedited(path)
    again = openpyxl.load_workbook(path)
    again.save(path)
    assert not is_unedited(path)
    path.write_bytes(b"PK\x03\x04")
    assert not is_unedited(path)
    assert not is_unedited(tmp_path / "absent.xlsx")


@pytest.mark.parametrize("title", ["", "Summary", "problems", "a/b[c]:*?", "x" * 40, "'quoted'"])
def test_any_name_of_a_sheet(title: str) -> None:
    made = book(copy(ListAsRead("list.csv", title, ROWS, 3, PLACES)))
    assert len(made.sheetnames) == 3
    assert made.worksheets[1]["B4"].value == "Ash"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    rows = [(1, ["URN", text]), (2, ["100000", text])]
    problem = Problem("list.csv", "", 2, "code", "URN", text[:200], "warning", text, text)
    data = copy(ListAsRead("list.csv", text, rows, 1, {"URN": (0,)}), [problem])
    made = book(data)
    for sheet in made.worksheets:
        assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), max_size=5), max_size=5), st.integers(0, 6))
def test_any_rows_make_a_workbook(cells: list[list[str]], header: int) -> None:
    clean = [[text.encode("utf-8", "ignore").decode() for text in row] for row in cells]
    rows = list(enumerate(clean, start=1))
    made = book(copy(ListAsRead("list.csv", "", rows, header), []))
    assert made.sheetnames == ["Summary", "List", "Problems"]
