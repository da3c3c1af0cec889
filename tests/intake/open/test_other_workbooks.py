"""The kinds of workbook beside XLSX: .xls, .xlsb, .ods, and which sheet of them."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.lists import read_records
from matcher.intake.open import child_process
from matcher.intake.open.files import list_files, split_sheet
from matcher.intake.open.open_sheet import open_sheet

NAMES = (
    "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in [
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
        ]
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods(path: Path, tables: str, manifest: str = "") -> Path:
    """The least that an OpenDocument workbook can be."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED
        )
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{NAMES}><office:body>'
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def cell(text: str, more: str = "") -> str:
    return value("string", "", more, text)


def value(kind: str, given: str, more: str = "", text: str = "x") -> str:
    start = f'<table:table-cell office:value-type="{kind}" {given}{more}>'
    return f"{start}<text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def table(name: str, *rows: str) -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def test_an_opendocument_workbook(tmp_path: Path) -> None:
    seen = ["URN", "Name", "Needs", "Capacity", "Open to contact?", "FSM %", "LA name", "Postcode"]
    path = ods(
        tmp_path / "list.ods",
        table("Cover", row(cell("Schools"))) + table(
            "List",
            '<table:table-column table:number-columns-repeated="2"/>'
            '<table:table-column table:visibility="collapse"/>',
            row(*map(cell, seen)),
            row(
                value("float", 'office:value="100000"'), cell("St Mary<text:s/>&amp; St John"),
                value("date", 'office:date-value="2024-09-01"'),
                value("float", 'office:value="210"'),
                value("boolean", 'office:boolean-value="true"'),
                value("percentage", 'office:value="0.217"'),
                cell("Hastings", ' table:number-rows-spanned="3"'),
                '<table:table-cell table:formula="of:=1"/>',
            ),
            row(
                value("float", 'office:value="100001"'), cell("Elm"),
                value("date", 'office:date-value="2024-09-01T09:30:00"'),
                '<table:table-cell office:value-type="string" office:string-value="" '
                'calcext:value-type="error" table:formula="of:=NA()"><text:p>#N/A</text:p>'
                "</table:table-cell>",
                value("boolean", 'office:boolean-value="false"'),
                value("time", 'office:time-value="PT30H00M00S"'),
                "<table:covered-table-cell/>",
                '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>',
                more=' table:visibility="filter"',
            ),
            row('<table:table-cell table:number-columns-repeated="16384"/>',
                more=' table:number-rows-repeated="1048573"'),
        ),
    )  # fmt: skip
    log = ProblemLog()
    rows = [cells for _, cells in open_sheet(path, "list.ods", log).rows]
    assert rows[1:3] == [
        ["100000", "St Mary & St John", "2024-09-01", "210", "Yes", "21.7%", "Hastings", ""],
        ["100001", "Elm", "2024-09-01 09:30:00", "", "No", "1 day, 6:00:00", "Hastings", ""],
    ]
    assert {(p.code, p.row, p.column, p.value) for p in log.problems} == {
        ("hidden_rows", 3, "", ""), ("hidden_columns", 0, "", ""), ("merged_cells", 0, "", ""),
        ("formula_without_value", 2, "column H", ""), ("error_cell", 3, "column D", "#N/A"),
    }  # fmt: skip
    account = read_records([path], ProblemLog()).accounts[0]
    assert (account.used, account.sheet, account.other_sheets) == (2, "List", ("Cover",))


def save_kinds(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Schools"
    sheet.append(["URN", "Name", "Opened", "At", "Open to contact?", "Capacity", "Lasts", "FSM %"])
    for urn in (100000, 100001):
        sheet.append([
            urn, "Café 学校", datetime.date(2024, 9, 1), datetime.time(9, 30), True, 1234.5,
            datetime.timedelta(hours=30), 0.217,
        ])  # fmt: skip
    sheet["H2"].number_format = "0.0%"
    sheet["C3"] = datetime.datetime(2024, 9, 1, 9, 30)
    hidden = book.create_sheet("Old")
    hidden.append(["URN", "Name", "Opened", "At", "Open to contact?", "Capacity"])
    hidden.append([1])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_same_text_from_every_kind(tmp_path: Path, kind: str) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = save_kinds(tmp_path / "kinds.xlsx")
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", kind, "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheets = [open_sheet(p, p.name, ProblemLog()) for p in (path, path.with_suffix(f".{kind}"))]
    expected, found = ([cells for _, cells in sheet.rows] for sheet in sheets)
    assert expected[1] == [
        "100000", "Café 学校", "2024-09-01", "09:30:00", "Yes", "1234.5", "1 day, 6:00:00", "21.7%",
    ]  # fmt: skip
    if kind == "ods":  # LibreOffice itself makes numbers of truths that have no format
        found = [["Yes" if i == 4 and c == "1" else c for i, c in enumerate(r)] for r in found]
    assert found == expected
    assert [sheet.other_sheets for sheet in sheets] == [("Old (hidden)",)] * 2
    log = ProblemLog()
    assert read_records([path.with_suffix(f".{kind}")], log).accounts[0].used == 2
    assert log.counts() == ({"not_looked_over": 1} if kind == "xls" else {})


def test_a_workbook_with_a_password_is_said_to_be_locked(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    with pytest.raises(FileError, match="locked by a password") as caught:
        read_records([path], ProblemLog())
    assert caught.value.hint
    shut = ods(tmp_path / "locked.ods", "", "<manifest:encryption-data/>")
    with pytest.raises(FileError, match="locked by a password"):
        read_records([shut], ProblemLog())


@pytest.mark.parametrize("length", [8, 512, 700, 5000])
def test_what_only_begins_like_an_old_workbook(tmp_path: Path, length: int) -> None:
    path = tmp_path / "broken.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(FileError) as caught:
        read_records([path], ProblemLog())
    assert caught.value.where == "broken.xls"


def two_lists(path: Path) -> Path:
    book = openpyxl.Workbook()
    north = book.active
    north.title = "North"
    north.append(["URN", "Name"])
    north.append([100000, "Ash"])
    for title in ("South #2", "Empty"):
        book.create_sheet(title).append(["URN", "Name"])
    book["South #2"].append([100001, "Elm"])
    book.save(path)
    return path


def test_another_list_in_the_workbook_is_said_and_can_be_read(tmp_path: Path) -> None:
    path = two_lists(tmp_path / "two.xlsx")
    log = ProblemLog()
    assert read_records([path], log).records["name"].tolist() == ["Ash"]
    (problem,) = log.problems
    assert (problem.code, problem.severity) == ("other_lists", "warning")
    assert "two.xlsx#South #2" in problem.hint
    log = ProblemLog()
    both = read_records([f"{path}#north", f"{path}#SOUTH #2"], log)
    assert both.records["name"].tolist() == ["Ash", "Elm"]
    assert [account.list for account in both.accounts] == ["two.xlsx#north", "two.xlsx#SOUTH #2"]
    assert [account.sheet for account in both.accounts] == ["North", "South #2"]
    assert log.counts() == {}
    with pytest.raises(FileError, match="no sheet West") as caught:
        read_records([f"{path}#West"], ProblemLog())
    assert "North, South #2, Empty" in caught.value.hint


def test_a_sheet_of_another_kind_of_workbook(tmp_path: Path) -> None:
    tables = [table(t, row(cell("URN"), cell("Name")), row(cell(u), cell(t)))
              for t, u in (("A", "100000"), ("B", "100001"))]  # fmt: skip
    path = ods(tmp_path / "two.ods", "".join(tables))
    log = ProblemLog()
    assert read_records([path], log).records["name"].tolist() == ["A"]
    assert log.counts() == {"other_lists": 1}
    assert read_records([f"{path}#b"], ProblemLog()).records["name"].tolist() == ["B"]
    with pytest.raises(FileError, match="no sheet C"):
        read_records([f"{path}#C"], ProblemLog())


def test_a_sheet_in_view_goes_before_a_hidden_one_that_is_alike(tmp_path: Path) -> None:
    path = two_lists(tmp_path / "two.xlsx")
    book = openpyxl.load_workbook(path)
    book["North"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    reading = read_records([path], ProblemLog())
    assert reading.accounts[0].sheet == "South #2"


def test_only_workbooks_have_sheets(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("URN\n100000\n")
    with pytest.raises(FileError, match="only a workbook has sheets"):
        read_records([f"{path}#A"], ProblemLog())
    odd = tmp_path / "list.csv#A"
    odd.write_text("URN\n100001\n")
    assert split_sheet(odd) == (odd, None)
    assert read_records([odd], ProblemLog()).records["urn"].tolist() == ["100001"]
    with pytest.raises(FileError, match="no such file"):
        read_records([tmp_path / "none.xlsx#A"], ProblemLog())


def test_what_a_folder_holds(tmp_path: Path) -> None:
    for name in ("a.xls", "b.ODS", "c.xlsb", "d.xlsm", "e.xlsx", "~$e.xlsx", "e-checked.xlsx",
                 "F-Checked.xlsx", "g.pdf"):  # fmt: skip
        (tmp_path / name).write_bytes(b"x")
    assert [name for _, name in list_files([tmp_path])] == [
        "a.xls",
        "b.ODS",
        "c.xlsb",
        "d.xlsm",
        "e.xlsx",
    ]


def test_a_file_beside_the_lists_passes_for_no_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    path = ods(Path("list.ods"), table("A", row(cell("URN")), row(cell("100000"))))
    assert read_records([path], ProblemLog()).records["urn"].tolist() == ["100000"]


def test_a_reader_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "SECONDS", 0.001)
    path = ods(tmp_path / "list.ods", table("A", row(cell("URN")), row(cell("100000"))))
    with pytest.raises(FileError, match="not read within"):
        read_records([path], ProblemLog())


def test_every_damage_to_an_ods_is_a_file_error_or_is_read(tmp_path: Path) -> None:
    path = ods(tmp_path / "list.ods", table("A", row(cell("URN")), row(cell("100000"))))
    whole = path.read_bytes()
    refused = 0
    for at in range(0, len(whole), 41):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            read_records([path], ProblemLog())
        except FileError:
            refused += 1
    assert refused > 5
    assert zipfile.is_zipfile(io.BytesIO(whole))


@pytest.mark.parametrize(
    ("text", "read"),
    [("a.<text:tab/>b", "a.\tb"), ("a.<text:line-break/>b", "a.\nb"), ("a<text:s/>b", "a b"),
     ('a<text:tab text:tab-ref="2"/>b', "a\tb"), ("a<text:tab></text:tab>b", "a\tb"),
     ('<text:span text:style-name="T1">a<text:tab/></text:span>b', "a\tb"),
     ('a<text:s text:c="2"/>b', "a  b"), ("a</text:p><text:p>b", "a\nb"), ("a\tb", "a\tb")],
)  # fmt: skip
def test_white_space_in_a_cell_stays_white_space(tmp_path: Path, text: str, read: str) -> None:
    table = f'<table:table table:name="S">{row(cell("URN"), cell("Notes"))}' + (
        f"{row(cell('100000'), cell(text))}</table:table>"
    )
    path = ods(tmp_path / "list.ods", table)
    assert list(open_sheet(path, path.name, ProblemLog()).rows)[1][1] == ["100000", read]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_white_space_in_a_cell_of_other_kinds(tmp_path: Path, kind: str) -> None:
    text = "We share.\tWe ask.\nMore  of it."
    path = tmp_path / f"list.{kind}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.append(["URN", "Notes"])
        book.active.append([100000, text])
        book.save(path)
    else:
        path.write_bytes(f'URN,Notes\n100000,"{text}"\n'.encode())
    assert list(open_sheet(path, path.name, ProblemLog()).rows)[1][1] == ["100000", text]
