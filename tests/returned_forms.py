"""Forms as schools send them back: the product's own, filled in by hand in many ways."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from matcher.core.questionnaire import OFFERS, AskedSchool
from matcher.jobs.lists.asking import write_forms
from matcher.jobs.lists.collect import Collected

# Reference of a question → what a person writes in which column: "Yes", "Not now", "No", "Which".
Filled = Mapping[str, Mapping[str, Any]]
COLUMN = {"Question": 0, "Yes": 1, "Not now": 2, "No": 3, "Which": 4, "Ref": 6}
NAMES = ("Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Holly", "Larch", "Maple", "Oak")
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")


def schools(count: int) -> list[AskedSchool]:
    """Fictional schools, URNs from 900501 on."""
    return [
        AskedSchool(str(900501 + at), f"{NAMES[at % len(NAMES)]}combe School {at + 1}",
                    {"T3": "Our list says: physics"})
        for at in range(count)
    ]  # fmt: skip


def send(folder: Path, count: int, form: str = "xlsx", side: str = OFFERS) -> dict[str, Path]:
    """Write forms for so many schools; the form of each URN."""
    asked = schools(count)
    write_forms(asked, side, folder, form=form)
    return {one.urn: next(folder.glob(f"{one.urn}-*")) for one in asked}


def answers(yes: Any, not_now: Any = None, no: Any = None) -> dict[str, dict[str, Any]]:
    """The same answers, with this for a tick under each heading."""
    return {
        "C1": {"Yes": yes},
        "L1": {"No": yes if no is None else no},
        "T3": {"Yes": yes, "Which": "physics, maths"},
        "C3 sports hall": {"Yes": yes},
        "X1": {"Not now": yes if not_now is None else not_now},
        "HOW MANY": {"Which": "2"},
        "CONTACT": {"Yes": yes},
    }


# What these answers come to in the table.
OFFERED = {"C1", "L1=0", "T3 physics", "T3 maths", "C3 sports hall", "X1=0"}


def fill(
    source: Path,
    target: Path,
    filled: Filled,
    change: Callable[[openpyxl.Workbook], None] | None = None,
    saved: str = "",
) -> Path:
    """A form of a workbook with cells filled in, then changed as a person would, saved at a
    time (ISO)."""
    book = openpyxl.load_workbook(source)
    sheet = book.active
    assert sheet is not None
    rows = {sheet.cell(row, 7).value: row for row in range(1, sheet.max_row + 1)}
    for ref, cells in filled.items():
        for column, value in cells.items():
            sheet.cell(rows[ref], COLUMN[column] + 1).value = value
    if change is not None:
        change(book)
    made = io.BytesIO()
    book.save(made)
    target.write_bytes(with_day(made.getvalue(), saved) if saved else made.getvalue())
    return target


def with_day(data: bytes, saved: str) -> bytes:
    """A workbook or document that says it was saved then."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _SAVED.sub(rb"\g<1>" + saved.encode() + rb"\2", part)
            new.writestr(name, part)
    return made.getvalue()


def fill_word(source: Path, target: Path, filled: Filled, *, boxes: bool) -> Path:
    """The same of a document: its boxes ticked, or the text typed in their place."""
    document = docx.Document(str(source))
    rows = [row for table in document.tables for row in table.rows]
    cells = {row.cells[-1].text: row.cells for row in rows}
    for ref, wanted in filled.items():
        for column, value in wanted.items():
            cell = cells[ref][COLUMN[column]]
            texts = [one for one in cell._tc.iter() if one.tag.endswith("}t")]
            if boxes and texts:
                texts[0].text = "\u2612"
            else:
                cell.paragraphs[0].add_run(str(value))
    document.save(str(target))
    return target


def as_csv(source: Path, target: Path, delimiter: str = ",", encoding: str = "utf-8-sig") -> Path:
    """The first sheet of a workbook as a spreadsheet saves it as text."""
    sheet = openpyxl.load_workbook(source).active
    assert sheet is not None
    lines = []
    for row in sheet.iter_rows(values_only=True):
        cells = ["" if one is None else str(one).replace('"', '""') for one in row]
        lines.append(delimiter.join(f'"{one}"' if delimiter in one or "\n" in one else one
                                    for one in cells))  # fmt: skip
    target.write_bytes("\r\n".join(lines).encode(encoding, "replace"))
    return target


def offers(found: Collected) -> dict[str, set[str]]:
    """What the table of answers has each school offer."""
    table = found.table()
    return {
        row.URN: set(filter(None, row.Offers.split("; "))) for row in table.itertuples(index=False)
    }


def listed(found: Collected, file: str) -> list[str]:
    """What is listed of a file, without the notes: the place and the words."""
    return [f"{one.place} {one.text}".strip() for one in sorted(found.remarks)
            if one.file == file and not one.note]  # fmt: skip


# Fills cells of forms in LibreOffice itself: a line for each, parted by tabs: the form, the
# target, its filter, and "B12=x" for each cell.
_MACRO = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Fill(jobs As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim how(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  n = FreeFile()
  Open jobs For Input As #n
  Do While Not EOF(n)
    Line Input #n, text
    part = Split(text, Chr(9))
    doc = StarDesktop.loadComponentFromURL(part(0), "_blank", 0, hidden())
    For i = 3 To UBound(part)
      pair = Split(part(i), "=", 2)
      If doc.supportsService("com.sun.star.text.TextDocument") Then
        doc.TextTables.getByIndex(0).getCellByName(pair(0)).String = pair(1)
      Else
        place = Split(pair(0), "!")
        sheet = doc.Sheets.getByIndex(0)
        If UBound(place) = 1 Then sheet = doc.Sheets.getByName(place(0))
        sheet.getCellRangeByName(place(UBound(place))).FormulaLocal = pair(1)
      End If
    Next
    how(0).Name = "FilterName" : how(0).Value = part(2)
    doc.storeToURL(part(1), how())
    doc.close(True)
  Loop
  Close #n
End Sub
</script:module>
"""
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97",
    ".csv": "Text - txt - csv (StarCalc)",
    ".docx": "MS Word 2007 XML", ".odt": "writer8", ".doc": "MS Word 97",
}  # fmt: skip
OfficeJob = tuple[Path, Path, Filled]


def fill_in_office(folder: Path, jobs: Sequence[OfficeJob]) -> None:
    """Have LibreOffice open each form, write its cells, if any, and save it as the suffix of
    the target says; ``folder`` is for its profile. The test is skipped where it is absent."""
    typed = [
        (source, target, dict(_places(source, filled)) if filled else {})
        for source, target, filled in jobs
    ]
    type_in_office(folder, typed)


def type_in_office(folder: Path, jobs: Sequence[tuple[Path, Path, dict[str, Any]]]) -> None:
    """As :func:`fill_in_office`, the cells by their places: "B12", or "Sheet!B12"."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    profile, listed_jobs = folder / "profile", folder / "jobs.txt"
    lines = []
    for source, target, typed in jobs:
        cells = [f"{place}={value}" for place, value in typed.items()]
        lines.append("\t".join([source.as_uri(), target.as_uri(), FILTERS[target.suffix], *cells]))
    listed_jobs.write_text("\n".join(lines) + "\n", encoding="utf-8")
    start = [found, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    # The first start sets the profile up anew, over whatever is there.
    for more in ("--terminate_after_init", f'macro:///Standard.Module1.Fill("{listed_jobs}")'):
        subprocess.run([*start, more], check=True, capture_output=True, timeout=180)
        basic = profile / "user" / "basic" / "Standard" / "Module1.xba"
        basic.parent.mkdir(parents=True, exist_ok=True)
        basic.write_text(_MACRO, encoding="utf-8")


def _places(source: Path, filled: Filled) -> Iterator[tuple[str, Any]]:
    """Where in a form what is to be written goes."""
    if source.suffix == ".docx":
        (table,) = docx.Document(str(source)).tables
        refs = [row.cells[-1].text for row in table.rows]
    else:
        sheet = openpyxl.load_workbook(source).worksheets[0]
        refs = [str(sheet.cell(row, 7).value) for row in range(1, sheet.max_row + 1)]
    for ref, cells in filled.items():
        for column, value in cells.items():
            yield f"{'ABCDEFG'[COLUMN[column]]}{refs.index(ref) + 1}", value
