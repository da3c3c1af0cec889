"""Workbooks: what Excel writes is read, what could fill a machine is refused."""

from __future__ import annotations

import codecs
import datetime
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from workbooks import SHEET, alter

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.lists import read_records
from matcher.intake.open import workbook_safety


def save(path: Path, sheets: dict[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> Path:
    with xlsxwriter.Workbook(path) as book:
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.datetime):
                        sheet.write_datetime(at, column, value, date)
                    elif isinstance(value, str):
                        sheet.write_string(at, column, value)
                    elif value is not None:
                        sheet.write(at, column, value)
            if name in hidden:
                sheet.hide()
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return save(tmp_path / "list.xlsx", {"A": [["URN", "Name"], [100000, "Ash"]]})


def test_title_rows_several_sheets_and_kinds_of_cell(tmp_path: Path) -> None:
    path = save(
        tmp_path / "office.xlsx",
        {
            "Notes": [["How to use this workbook"], ["School", "means"]],
            "Schools 2024": [
                ["Partnership schools"],
                [],
                ["URN", "School name", "Capacity", "Open to contact?", "FSM %", "Needs"],
                [100000, "NA", 2, True, 21.7, datetime.datetime(2024, 9, 1)],
                [100001.0, "0012", 0, False, "SUPP", "T3 physics"],
                [],
                ["Total", None, 2],
            ],
            "Old": [["URN", "Name"], [100009, "Gone"]],
            "Lookups": [["x"]],
        },
        hidden=("Lookups",),
    )
    log = ProblemLog()
    reading = read_records([path], log)
    records, account = reading.records, reading.accounts[0]
    assert records["urn"].tolist() == ["100000", "100001"]
    assert records["name"].tolist() == ["NA", "0012"]
    assert records["open_to_contact"].tolist() == ["Yes", "No"]
    assert records["capacity"].tolist() == ["2", "0"]
    assert records["fsm_pct"].tolist() == ["21.7", "SUPP"]
    assert records["needs"].tolist() == ["2024-09-01", "T3 physics"]
    assert records["row"].tolist() == [4, 5]
    assert (account.sheet, account.encoding) == ("Schools 2024", "")
    assert account.other_sheets == ("Notes", "Old", "Lookups (hidden)")
    assert (account.read, account.used, account.blank, account.headings) == (6, 2, 2, 2)
    assert "Lookups (hidden)" in account.line()


def test_a_sheet_that_starts_further_in_keeps_its_row_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [[], [], [], [None, "URN", "Name"], [None, 100000, "Ash"]]
    reading = read_records([save(tmp_path / "in.xlsx", {"S": rows})], ProblemLog())
    assert reading.records["row"].tolist() == [5]
    assert reading.accounts[0].blank == 3


def test_merged_headers_and_formulas_without_a_value(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Identity", None, "Place"])
    sheet.merge_cells("A1:B1")
    sheet.append(["URN", "Name", "Postcode"])
    sheet.append([100000, "Ash", '="B1"&" 1AA"'])
    book.save(path)
    reading = read_records([path], ProblemLog())
    assert reading.records.loc[0, ["urn", "name", "postcode"]].tolist() == ["100000", "Ash", ""]
    assert reading.accounts[0].headings == 1


def test_a_hidden_sheet_that_is_read_is_said(tmp_path: Path) -> None:
    path = save(
        tmp_path / "h.xlsx", {"Cover": [["Hello"]], "Data": [["URN"], [100000]]}, hidden=("Data",)
    )
    log = ProblemLog()
    assert read_records([path], log).accounts[0].sheet == "Data"
    assert log.counts() == {"hidden_sheet": 1}


def test_a_workbook_is_known_by_its_first_bytes(plain: Path) -> None:
    path = plain.rename(plain.with_suffix(".csv"))
    assert read_records([path], ProblemLog()).records["urn"].tolist() == ["100000"]


def test_text_that_looks_like_our_own_escape_is_left_alone(tmp_path: Path) -> None:
    path = save(tmp_path / "e.xlsx", {"S": [["URN", "Name"], [100000, "'=1+1"]]})
    assert read_records([path], ProblemLog()).records["name"].tolist() == ["'=1+1"]


def test_a_real_size_passes_the_guard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[object]] = [["URN", *[f"c{i}" for i in range(20)]]]
    rows += [[100000 + i, *range(20)] for i in range(2_000)]
    path = save(tmp_path / "big.xlsx", {"S": rows})
    assert len(read_records([path], ProblemLog()).records) == 2_000
    # The bound is on the extent: just under it passes, just over it does not.
    monkeypatch.setattr(workbook_safety, "MAX_CELLS", 2_001 * 21)
    workbook_safety.inspect_workbook(path.read_bytes(), "big.xlsx")
    monkeypatch.setattr(workbook_safety, "MAX_CELLS", 2_001 * 21 - 1)
    with pytest.raises(FileError, match="row 2,001 and column 21"):
        workbook_safety.inspect_workbook(path.read_bytes(), "big.xlsx")


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("last", ["XFD700", "A701", "xfd700"])
def test_cells_at_the_far_corner_are_refused_before_they_are_read(
    plain: Path, quote: str, last: str
) -> None:
    cell = f'<row r="9"><c r = {quote}{last}{quote}><v>1</v></c></row></sheetData>'.encode()
    wide = b'<row r="8"><c r="XFD8"><v>1</v></c></row>'
    alter(plain, lambda n, d: d.replace(b"</sheetData>", wide + cell) if n == SHEET else d)
    assert plain.stat().st_size < 10_000
    with pytest.raises(FileError, match="row 70") as caught:
        read_records([plain], ProblemLog())
    assert "new workbook" in caught.value.hint


def test_a_boastful_dimension_alone_does_no_harm(plain: Path) -> None:
    alter(plain, lambda n, d: d.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert b"XFD" in zipfile.ZipFile(plain).read(SHEET)
    assert read_records([plain], ProblemLog()).records["urn"].tolist() == ["100000"]


def test_a_zip_bomb_is_refused_in_bounded_memory(plain: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    alter(plain, lambda n, d: d, **{"xl/media/zeros.bin": b"\0" * 60_000_000})
    with pytest.raises(FileError, match="packed more than 200 times"):
        read_records([plain], ProblemLog())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_too_many_parts_and_parts_of_one_name(plain: Path) -> None:
    alter(plain, lambda n, d: d, **{f"xl/media/{i}.bin": b"" for i in range(2_000)})
    with pytest.raises(FileError, match="parts"):
        read_records([plain], ProblemLog())
    save(plain, {"A": [["URN"], [100000]]})
    with pytest.warns(UserWarning, match="Duplicate"):
        alter(plain, lambda n, d: d, **{SHEET: b"<x/>"})
    with pytest.raises(FileError, match="two of one name"):
        read_records([plain], ProblemLog())


def test_entities_in_utf16_are_refused(plain: Path) -> None:
    alter(plain, lambda n, d: d.decode().encode("utf-16") if n == SHEET else d)
    with pytest.raises(FileError, match="not UTF-8"):
        read_records([plain], ProblemLog())


LONG = random.Random(14).randbytes(600_000).hex()  # some 2 MB of UTF-16 that pack fourfold
CUSTOM = '<?xml version="1.0" encoding="UTF-16" standalone="no"?><q xmlns="x">{}</q>'
MARKED = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def custom_part(path: Path, data: bytes, part: str = "customXml/item1.xml") -> Path:
    """The workbook with a part beside its cells, as Excel keeps a query or a label."""
    return alter(path, lambda n, d: d, **{part: data})


@pytest.mark.parametrize("codec", MARKED)
@pytest.mark.parametrize("part", ["customXml/item1.xml", "docProps/custom2.xml"])
def test_a_part_beside_the_cells_may_be_utf_16(plain: Path, codec: str, part: str) -> None:
    custom_part(
        plain, MARKED[codec] + CUSTOM.format("Café 中 \U0001f600" + LONG).encode(codec), part
    )
    assert read_records([plain], ProblemLog()).records["urn"].tolist() == ["100000"]
    assert workbook_safety.inspect_workbook(plain.read_bytes(), "list.xlsx").is_bounded


@pytest.mark.parametrize("codec", MARKED)
@pytest.mark.parametrize("filling", [60, 524_280, 1_000_000])  # the second lies across two pieces
@pytest.mark.parametrize("declared", ["<!DOCTYPE q>", '<!ENTITY a "b">'])
def test_what_declares_entities_is_refused_in_utf_16_too(
    plain: Path, codec: str, filling: int, declared: str
) -> None:
    written = CUSTOM.format(LONG)[:filling] + declared
    custom_part(plain, MARKED[codec] + written.encode(codec))
    with pytest.raises(FileError, match="declares entities"):
        read_records([plain], ProblemLog())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (CUSTOM.encode("utf-16-le"), "not UTF-8"),  # without its mark
        (CUSTOM.encode("utf-32"), "not UTF-8"),
        (codecs.BOM_UTF16_LE + CUSTOM.encode("utf-16-le")[:-1], "damaged"),
        (codecs.BOM_UTF16_LE + b"<\0\0\xdc>\0", "damaged"),  # half a pair
    ],
)
def test_other_encodings_of_such_a_part_are_refused(plain: Path, data: bytes, message: str) -> None:
    custom_part(plain, data)
    with pytest.raises(FileError, match=message):
        read_records([plain], ProblemLog())


def test_cells_in_a_part_beside_the_cells_are_read_in_a_process_of_their_own(plain: Path) -> None:
    """A relation may lead the reader there: what it holds cannot be told by counting."""
    cells = CUSTOM.format('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    custom_part(plain, codecs.BOM_UTF16_LE + cells.encode("utf-16-le"))
    assert not workbook_safety.inspect_workbook(plain.read_bytes(), "list.xlsx").is_bounded
    assert read_records([plain], ProblemLog()).records["urn"].tolist() == ["100000"]


@pytest.mark.real
def test_the_department_s_workbook_with_a_query_is_read(shared_data: Path) -> None:
    path = shared_data / "offers" / "2022-2023_england_ks4underlying_1.xlsx"
    read = read_records([path], ProblemLog())
    assert read.accounts[0].sheet == "Institution_Details"
    assert (read.accounts[0].read, read.accounts[0].used) == (4_751, 4_751)
    assert read.records["urn"].iloc[0] == "100001"


def test_other_archives_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(FileError, match="not an XLSX"):
        read_records([path], ProblemLog())


def test_every_damage_is_a_file_error_or_is_read(plain: Path) -> None:
    whole = plain.read_bytes()
    refused = 0
    for at in range(0, len(whole), 23):
        for spoilt in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]):
            plain.write_bytes(spoilt)
            try:
                reading = read_records([plain], ProblemLog())
            except FileError as error:
                assert error.where
                refused += 1
            else:
                assert all(account.balances for account in reading.accounts)
    assert refused > 100
