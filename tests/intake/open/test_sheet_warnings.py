"""What a workbook says beside its values: hidden, merged, never calculated, an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lists_read import Desk
from workbooks import SHEET, alter

from matcher.intake.open.choose_sheet import fill_merged
from matcher.intake.open.sheet_extent import SheetExtent
from matcher.intake.sheet import column_letters


def alter_sheet(path: Path, change: Callable[[str], str]) -> Path:
    """The workbook with the text of its first sheet changed."""
    return alter(path, lambda n, d: change(d.decode()).encode() if n == SHEET else d)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as writer:
        sheet = writer.add_worksheet("A")
        sheet.write_row(0, 0, ["URN", "Name", "Needs"])
        for row in range(1, 8):
            sheet.write_row(row, 0, [100000 + row, f"School {row}", "physics"])
        other = writer.add_worksheet("B")
        other.write_row(0, 0, ["URN"])
        other.set_row(0, None, None, {"hidden": True})
    return path


def test_a_plain_sheet_has_nothing_to_say(desk: Desk, book: Path) -> None:
    desk.read(book)
    assert desk.log.counts() == {}


def test_hidden_and_filtered_rows_are_read_and_said(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "filtered.xlsx"
    with xlsxwriter.Workbook(path) as writer:
        sheet = writer.add_worksheet()
        sheet.write_row(0, 0, ["URN", "Name", "Phase"])
        for row in range(1, 30):
            sheet.write_row(row, 0, [100000 + row, "Ash", "Primary"])
        sheet.autofilter(0, 0, 29, 2)
        sheet.filter_column(2, "x == Secondary")
        for row in [*range(4, 6), 12, 40]:  # row 41 is blank: nothing was read of it
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_column(5, 9, None, None, {"hidden": True})  # nothing in them
    reading = desk.read(path)
    assert reading.accounts[0].used == 29
    (rows,) = desk.all("hidden_rows")
    assert rows.message == (
        "3 rows are hidden or filtered out in the workbook; they were read (rows 5, 6, 13)"
    )
    assert (rows.row, rows.severity, rows.sheet) == (5, "note", "Sheet1")
    assert "delete" in rows.hint
    (columns,) = desk.all("hidden_columns")
    assert "1 column is hidden" in columns.message
    assert "(column B)" in columns.message
    assert len(desk.log.problems) == 2


@pytest.mark.parametrize("hidden", ['hidden="1"', "hidden='true'", 'hidden = "1"'])
@pytest.mark.parametrize("before", [True, False])
def test_however_a_hidden_row_is_written(desk: Desk, book: Path, hidden: str, before: bool) -> None:
    row = f'<row {hidden} r="3"' if before else f'<row r="3" ht="5" {hidden}'
    alter_sheet(book, lambda text: text.replace('<row r="3"', row))
    desk.read(book)
    assert [problem.row for problem in desk.all("hidden_rows")] == [3]


def test_hidden_false_is_not_hidden(desk: Desk, book: Path) -> None:
    alter_sheet(book, lambda text: text.replace("<row ", '<row hidden="false" '))
    desk.read(book)
    assert desk.log.counts() == {}


def test_names_with_a_prefix(desk: Desk, book: Path) -> None:
    def prefixed(text: str) -> str:
        text = text.replace('<row r="3"', '<row r="3" hidden="1"')
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text)
        return text.replace("xmlns=", "xmlns:x=")

    alter_sheet(book, prefixed)
    reading = desk.read(book)
    assert reading.accounts[0].used == 7
    assert [problem.row for problem in desk.all("hidden_rows")] == [3]


def test_rows_and_cells_without_a_reference(desk: Desk, book: Path) -> None:
    def bare(text: str) -> str:
        text = re.sub(r' r="[A-Z]*\d+"', "", text)
        return text.replace("<v>100002</v>", "<f>1+1</f>")

    alter_sheet(book, bare)
    reading = desk.read(book)
    assert reading.records["name"].tolist() == [f"School {i}" for i in range(1, 8)]
    assert [(p.row, p.column) for p in desk.all("formula_without_value")] == [(3, "URN")]


def test_formulas_never_calculated_and_errors(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["URN", "Name", "Postcode", "Capacity"])
    sheet.append([100000, "Ash", '="B1"&" 1AA"', "#REF!"])
    sheet.append([100001, "Elm", "B1 1AB", "#N/A"])
    book.save(path)
    reading = desk.read(path)
    assert reading.records["urn"].tolist() == ["100000", "100001"]
    assert reading.records["postcode"].tolist() == ["", "B1 1AB"]
    (formula,) = desk.all("formula_without_value")
    assert (formula.row, formula.column, formula.severity) == (2, "Postcode", "warning")
    assert "let it calculate" in formula.hint
    assert [(p.row, p.column, p.value) for p in desk.all("error_cell")] == [
        (2, "Capacity", "#REF!"), (3, "Capacity", "#N/A"),
    ]  # fmt: skip


def test_faults_in_columns_that_are_not_read_are_nobodys_business(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "elsewhere.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["=1+1", "", ""])
    sheet.append(["URN", "Name", "Reviewed", "Headteacher"])
    sheet.append([100000, "Ash", "#N/A", '="x"'])
    book.save(path)
    desk.read(path)
    assert desk.log.counts() == {}


def test_calculated_formulas_are_no_problem(desk: Desk, book: Path) -> None:
    def calculated(text: str) -> str:
        # An empty text is a value; an error that was calculated is one all the same.
        text = text.replace("<v>100002</v>", "<f>100000+2</f><v>100002</v>", 1)
        text = re.sub(r'<c r="C4" t="s"><v>\d+</v>', '<c r="C4" t="str"><f>""</f><v></v>', text)
        text = re.sub(
            r'<c r="C5" t="s"><v>\d+</v>', "<c t='e' r='C5'><f>1/0</f><v>#DIV/0!</v>", text
        )
        rule = "<conditionalFormatting><cfRule><f>A1</f></cfRule></conditionalFormatting>"
        return text.replace("</sheetData>", f"</sheetData>{rule}")

    alter_sheet(book, calculated)
    reading = desk.read(book)
    assert reading.records["needs"].tolist()[2:5] == ["", "", "physics"]
    assert desk.log.counts() == {"error_cell": 1}
    assert [(p.row, p.column, p.value) for p in desk.all("error_cell")] == [(5, "Needs", "#DIV/0!")]


def test_many_errors_are_counted(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["URN", "Name", "Needs", "Postcode"])
    for row in range(300):
        sheet.append([100000 + row, "Ash", "=1+1", "#NAME?"])
    book.save(path)
    reading = desk.read(path)
    assert reading.accounts[0].used == 300
    for code in ("error_cell", "formula_without_value"):
        told = desk.all(code)
        assert [p.row for p in told if p.row] == list(range(2, 52))
        assert [p.message[:8] for p in told if not p.row] == ["250 more"]


def test_what_is_merged_over_rows_stands_in_every_row(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as writer:
        sheet = writer.add_worksheet()
        sheet.merge_range(0, 0, 1, 3, "Partnership schools")  # a title two rows high
        sheet.merge_range(2, 0, 3, 0, "URN")
        sheet.merge_range(2, 1, 2, 2, "School")
        sheet.write_row(3, 1, ["Name", "LA name"])
        for row in range(4, 8):
            sheet.write_row(row, 0, [100000 + row, f"School {row}"])
        sheet.merge_range(4, 2, 9, 2, "Hastings")  # goes on below the last school
    reading = desk.read(path)
    assert reading.records["urn"].tolist() == ["100004", "100005", "100006", "100007"]
    assert reading.records["la_name"].tolist() == ["Hastings"] * 4
    assert reading.accounts[0].rejected == 0
    (note,) = desk.all("merged_cells")
    assert note.message.startswith("2 merged ranges of cells")
    assert note.severity == "note"


def test_titles_merged_across_are_not_said(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "title.xlsx"
    with xlsxwriter.Workbook(path) as writer:
        sheet = writer.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "Partnership schools")
        sheet.write_row(1, 0, ["URN", "Name"])
        sheet.write_row(2, 0, [100000, "Ash"])
    desk.read(path)
    assert desk.log.counts() == {}


def test_giant_and_overlapping_merged_ranges_take_no_time(desk: Desk, book: Path) -> None:
    giant = "".join(
        f'<mergeCell ref="A1:XFD{1_048_576 - at}"/><mergeCell ref="B{900_000 + at}:B1048576"/>'
        for at in range(20_000)
    )
    alter_sheet(
        book,
        lambda text: text.replace("</sheetData>", f"</sheetData><mergeCells>{giant}</mergeCells>"),
    )
    reading = desk.read(book)
    assert reading.accounts[0].used == 7


def test_filling_down_visits_each_cell_once() -> None:
    rows = [["a", "x"], ["", "y"], ["", ""], ["b", "z"], ["", "w"], [], [""]]
    merged = [((0, 0), (4, 0)), ((0, 0), (10**6, 5)), ((3, 0), (4, 0)), ((50, 0), (60, 0))]
    assert fill_merged(rows, merged) == 1  # type: ignore[arg-type]
    assert [row[0] if row else None for row in rows] == ["a", "a", "", "b", "a", None, ""]


def test_a_sheet_whose_xml_breaks_off_is_read_as_far_as_it_can_be(desk: Desk, book: Path) -> None:
    # A control character that calamine lets pass.
    alter_sheet(book, lambda text: text.replace("<v>100006</v>", "<f>1\x02</f><v>100006</v>"))
    reading = desk.read(book)
    assert reading.accounts[0].used == 7
    (note,) = desk.log.problems
    assert (note.code, note.severity) == ("not_looked_over", "note")
    assert "below row 7" in note.message


def test_letters_of_columns() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


@pytest.mark.parametrize(
    ("text", "size", "odd"),
    [
        (b'<row r="3"><c r="C3"><v>1</v></c><c r="AB12" s="1"/></row>', (28, 12, 2), False),
        (b'<cols><col min="1"/></cols><sheetData/><conditionalFormatting/>', (0, 0, 0), False),
        (b"<c r='C3'/>", (3, 3, 1), True),
        (b'<c s="1" r="XFD1048576"/>', (16384, 1048576, 1), True),
        (b"<c><v>1</v></c>", (0, 0, 0), True),
        (b'<x:c r="B2"/>', (2, 2, 1), True),
        (b'<c r="A4000000000"/>', (1, 4000000000, 1), True),
        (b'<c r="AAAA1"/>', (18279, 1, 1), True),
        (b'<c r=""/>', (0, 0, 0), True),
        (b'<is><t>mail:contact</t></is><c r="B2"/>', (2, 2, 1), False),
    ],
)
def test_how_far_cells_reach(text: bytes, size: tuple[int, int, int], odd: bool) -> None:
    extent = SheetExtent()
    extent.add(text)
    assert (extent.width, extent.height, extent.cells) == size
    assert extent.odd is odd
