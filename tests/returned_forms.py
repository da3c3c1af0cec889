"""Forms as schools send them back: the product's own, filled in by hand in many ways."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from matcher.core.questionnaire import OFFERS, AskedSchool
from matcher.jobs.lists.asking import write_forms

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


def office() -> str:
    """LibreOffice, else the test is skipped."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


def run_office(profile: Path, *arguments: str | Path) -> None:
    """LibreOffice without a window, with a profile of its own."""
    subprocess.run(
        [office(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
         *map(str, arguments)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
