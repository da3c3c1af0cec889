"""Inputs made to fill a machine are refused, or read, within bounded time and memory.

Each is read in a process of its own, so that an abort would be seen and memory is its own;
it is forked from one in which the program is loaded.
"""

from __future__ import annotations

import json
import random
import shutil
import string
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from workbooks import SHEET, alter, old_workbook

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.lists import read_records
from matcher.intake.open import child_process, delimited
from matcher.intake.open.child_process import read_in_child_process
from matcher.intake.open.workbook_safety import inspect_workbook

STRINGS = "xl/sharedStrings.xml"
SECONDS = 10  # of processor time, imports among them: others may share the machine
MEGABYTES = 1_000
Measured = Callable[[Path], dict[str, Any]]

_READ = """
import json, os, resource, sys
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.lists import read_records

def read(path):
    log, answer = ProblemLog(), {}
    try:
        reading = read_records([path], log)
        answer["used"] = reading.accounts[0].used
        answer["longest"] = max((len(t) for t in reading.records["needs"]), default=0)
    except FileError as error:
        answer["error"] = str(error)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    answer["seconds"] = sum(who.ru_utime + who.ru_stime for who in used)
    answer["codes"] = log.counts()
    unit = 1e6 if sys.platform == "darwin" else 1e3
    answer["megabytes"] = max(who.ru_maxrss for who in used) / unit
    print(json.dumps(answer), end=" ", flush=True)

read(sys.argv[1])  # once, to load all that reading needs
print(flush=True)
for line in sys.stdin:
    process = os.fork()
    if not process:
        read(line.rstrip())
        os._exit(0)
    print("" if os.waitpid(process, 0)[1] == 0 else "aborted", flush=True)
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    """Reads a file in a process of its own, within the bounds, and says what came of it."""
    pytest.importorskip("resource")
    small = tmp_path_factory.mktemp("small") / "list.csv"
    small.write_text("URN,Name,Needs\n100000,Ash,physics\n")
    reader = subprocess.Popen(
        [sys.executable, "-c", _READ, small],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert reader.stdin
    assert reader.stdout
    given, said = reader.stdin, reader.stdout
    assert json.loads(said.readline())["used"] == 1

    def measure(path: Path) -> dict[str, Any]:
        given.write(f"{path}\n")
        given.flush()
        answer: dict[str, Any] = json.loads(said.readline())  # or "aborted"
        assert answer["seconds"] < SECONDS
        assert answer["megabytes"] < MEGABYTES
        return answer

    yield measure
    reader.communicate()


def book(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A small list whose parts are changed."""
    with xlsxwriter.Workbook(path) as writer:
        sheet = writer.add_worksheet("A")
        sheet.write_row(0, 0, ["URN", "Name", "Needs"])
        sheet.write_row(1, 0, [100000, "Ash", "physics"])
    return alter(path, change)


def with_rows(path: Path, rows: str) -> Path:
    end = rows.encode() + b"</sheetData>"
    return book(path, lambda n, d: d.replace(b"</sheetData>", end) if n == SHEET else d)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="72000"><c r="EJ72000"><v>1</v></c></row>',
        '<row r="10000001"><c r="A10000001"><v>1</v></c></row>',
        '<row r="10000001"><c><v>1</v></c></row>',
        # No cell says where it stands.
        '<row r="690"><c><v>1</v></c></row><row r="700">' + "<c><v>1</v></c>" * 16384 + "</row>",
        '<row r="72000"><x:c r="EJ72000"><v>1</v></x:c></row>',
        # References that nothing stands at must not make up for it.
        '<row r="9"><!-- r="A1" r="A2" r="A3" --></row><row r="10000001"><c><v>1</v></c></row>',
    ],
    ids=["corner", "far row", "far row, bare", "bare", "prefix", "comment"],
)
def test_sparse_giants_are_refused(measured: Measured, tmp_path: Path, rows: str) -> None:
    answer = measured(with_rows(tmp_path / "sparse.xlsx", rows))
    assert "refused" in answer["error"] or "cannot be read" in answer["error"]


@pytest.mark.parametrize("cell", ["EJ71000", "I1048576"])
def test_a_sheet_as_large_as_may_be_is_read(measured: Measured, tmp_path: Path, cell: str) -> None:
    row = cell.lstrip(string.ascii_letters)
    path = with_rows(tmp_path / "wide.xlsx", f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>')
    assert measured(path)["used"] == 1


def test_one_long_text_in_many_cells_is_refused(measured: Measured, tmp_path: Path) -> None:
    text = "".join(random.Random(1).choices(string.ascii_letters, k=1_000_000)).encode()
    rows = b"".join(
        b'<row r="%d"><c r="B%d" t="s"><v>0</v></c></row>' % (at, at) for at in range(3, 50_003)
    )

    def change(name: str, data: bytes) -> bytes:
        if name == STRINGS:
            return data.replace(b"<si><t>", b"<si><t>" + text, 1)
        return data.replace(b"</sheetData>", rows + b"</sheetData>") if name == SHEET else data

    assert "refused" in measured(book(tmp_path / "long.xlsx", change))["error"]


def test_a_sheet_hidden_from_the_scan_is_not_read_within_the_process(tmp_path: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"sheet1.xml", b"sheet1.dat") if name.endswith(".rels") else data

    path = book(tmp_path / "dat.xlsx", change)
    assert not inspect_workbook(path.read_bytes(), "dat.xlsx").is_bounded
    plain = book(tmp_path / "plain.xlsx", lambda name, data: data)
    assert inspect_workbook(plain.read_bytes(), "plain.xlsx").is_bounded


def test_a_large_cell_of_a_workbook_is_cut(measured: Measured, tmp_path: Path) -> None:
    letters = random.Random(1).choices(string.ascii_letters + " ", k=1_000_000)
    text = b"<si><t>" + "".join(letters).strip().encode()
    path = book(
        tmp_path / "cell.xlsx",
        lambda n, d: d.replace(b"<si><t>physics", text) if n == STRINGS else d,
    )
    answer = measured(path)
    assert (answer["used"], answer["longest"]) == (1, 32_767)
    assert answer["codes"] == {"long_cell": 1}


def test_a_large_cell_of_a_text_file_is_cut(measured: Measured, tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_text('URN,Name,Needs\n100000,Ash,"' + "physics, " * 120_000 + '"\n')
    answer = measured(path)
    assert (answer["used"], answer["longest"]) == (1, 32_767)


ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="A">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
ONE = 'office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'


def ods(path: Path, rows: str, *, whole: str = ODS) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", whole.format(rows))
    return path


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/>'
        "</table:table-row>"
        '<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
        f"<table:table-cell {ONE}</table:table-row>",
        '<table:table-row table:number-rows-repeated="1048576">'
        f'<table:table-cell table:number-columns-repeated="16384" {ONE}</table:table-row>',
        f'<table:table-row table:number-rows-repeated="9000"><table:table-cell '
        f'table:number-columns-repeated="11000" {ONE}</table:table-row>',
    ],
    ids=["corner", "repeated", "just under calamine's own bound"],
)
def test_giants_of_opendocument_are_refused(measured: Measured, tmp_path: Path, rows: str) -> None:
    assert "error" in measured(ods(tmp_path / "sparse.ods", rows))


def test_bombs_and_entities_of_opendocument_are_refused(measured: Measured, tmp_path: Path) -> None:
    bomb = ods(tmp_path / "bomb.ods", "<table:table-row/>" * 5_000_000)
    assert "packed more than" in measured(bomb)["error"]
    entities = ODS.replace("?>", '?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///nowhere/at/all">]>', 1)
    answer = measured(ods(tmp_path / "xxe.ods", "<table:table-row/>", whole=entities))
    assert "declares entities" in answer["error"]


def test_an_old_workbook_of_many_giants_is_refused(measured: Measured, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    giants = openpyxl.Workbook()
    for at in range(12):
        sheet = giants.active if at == 0 else giants.create_sheet(f"S{at}")
        sheet["A1"], sheet["IV65536"] = "URN", 1
    giants.save(tmp_path / "giants.xlsx")
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xls", "--outdir", str(tmp_path), str(tmp_path / "giants.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "giants.xls").stat().st_size < 50_000
    assert "memory" in measured(tmp_path / "giants.xls")["error"]


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_two_million_rows_are_refused(measured: Measured, tmp_path: Path, end: str) -> None:
    path = tmp_path / "rows.csv"
    with path.open("wb") as file:
        file.write(f"URN,Name{end}".encode())
        for _ in range(20):
            file.write(f"100000,Ash{end}".encode() * 100_000)
    assert "more than 1,500,000 lines" in measured(path)["error"]


@pytest.mark.parametrize("piece", [b"a b c", b"a,b,c"], ids=["words", "commas"])
def test_a_hundred_megabytes_in_one_line_are_refused(
    measured: Measured, tmp_path: Path, piece: bytes
) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b'URN,Name\n100000,"')
        for _ in range(100):
            file.write(piece * 200_000)
    answer = measured(path)
    assert "the file holds" in answer["error"]
    assert answer["megabytes"] < 400  # the text is not made: it would take as much again
    path.unlink()


def test_a_hundred_thousand_columns_are_refused(measured: Measured, tmp_path: Path) -> None:
    path = tmp_path / "columns.csv"
    many = ",".join(f"c{at}" for at in range(100_000))
    path.write_text(f"URN,Name,{many}\n100000,Ash,{many}\n")
    assert "more than 4,000 columns" in measured(path)["error"]


def test_commas_within_quotation_marks_are_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "quoted.csv"
    path.write_text('URN,Name,Needs\n100000,Ash,"' + "physics," * 5_000 + '"\n')
    assert read_records([path], ProblemLog()).records["urn"].tolist() == ["100000"]


def test_the_bounds_of_text_files_are_exact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("URN,Name\n100000,Ash\n100001,Elm\n")
    longest = len("100000,Ash\n")
    for bound, enough in (("MAX_LINES", 3), ("MAX_FIELDS", 3), ("MAX_LINE", longest)):
        monkeypatch.setattr(delimited, bound, enough)
        assert len(read_records([path], ProblemLog()).records) == 2
        monkeypatch.setattr(delimited, bound, enough - 1)
        with pytest.raises(FileError, match="the file holds"):
            read_records([path], ProblemLog())
        monkeypatch.undo()


def test_a_quotation_mark_in_every_row_costs_no_more_than_the_rows(
    measured: Measured, tmp_path: Path
) -> None:
    path = tmp_path / "quotes.csv"
    rows = "".join(f'{100000 + i},Ash 12",Leeds,"\n' for i in range(20_000))
    path.write_text("URN,Name,LA,Postcode\n" + rows, encoding="utf-8")
    assert measured(path)["used"] == 20_000


def test_an_old_workbook_is_read_where_the_system_sets_no_limit_on_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where there is no module ``resource``: the clock alone holds there."""
    (tmp_path / "lacking").mkdir()
    (tmp_path / "lacking" / "resource.py").write_text(
        "import os; open(os.environ['ASKED'], 'wb').close()\nraise ImportError\n", encoding="utf-8"
    )
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    monkeypatch.syspath_prepend(str(tmp_path / "lacking"))
    assert read_in_child_process(old_workbook(), "old.xls", None).rows
    assert (tmp_path / "asked").exists()
    monkeypatch.setattr(child_process, "SECONDS", 0.001)
    with pytest.raises(FileError, match="was not read within"):
        read_in_child_process(old_workbook(), "old.xls", None)
