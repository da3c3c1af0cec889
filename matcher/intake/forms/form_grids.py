"""A returned file of any kind as grids of text: the sheets of a workbook, the tables of a
document, the lines of a CSV file; and when its program last saved it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.intake.forms.document_tables import document_part, document_tables
from matcher.intake.forms.marks import Mark
from matcher.intake.forms.workbook_marks import workbook_marks
from matcher.intake.open.choose_sheet import read_cells
from matcher.intake.open.delimited import decode
from matcher.intake.open.files import OLE, WORKBOOK_STARTS
from matcher.intake.open.workbook import open_workbook
from matcher.intake.open.workbook_safety import inspect_workbook
from matcher.intake.open.xlsx_warnings import sheet_part
from matcher.intake.sheet import Row, Sheet

# What is no form by its first bytes, and what to do.
_OTHER = {
    b"%PDF": ("is a PDF", "type its answers into the form, or ask for the form itself"),
    b"\xff\xd8\xff": ("is a picture", "type its answers into the form"),
    b"\x89PNG": ("is a picture", "type its answers into the form"),
    b"\x1f\x8b": ("is a gzip archive", "unpack it into the folder"),
    b"Rar!": ("is an archive (RAR)", "unpack it into the folder"),
    b"7z\xbc\xaf": ("is an archive (7z)", "unpack it into the folder"),
    b"{\\rtf": ("is a document in RTF", "open it in Word and save it as .docx"),
}
_SAVED = re.compile(rb"<(?:dcterms:modified|dc:date)[^>]*>([0-9T:.Z+-]{10,40})<")
_MOST_ROWS = 5_000
_MOST_SHEETS = 12
_LARGEST_PART = 1_000_000
_LARGEST_TEXT = 2_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of text: the title of its sheet ("" in other files), its numbered rows, whether
    its columns have letters, as those of a spreadsheet have, and the marks that are no words."""

    title: str
    rows: list[Row]
    has_letters: bool = True
    marks: tuple[Mark, ...] = ()


def grids(data: bytes, name: str) -> Iterator[Grid]:
    """The grids of a file, the likeliest first. Raises :class:`FileError` for what cannot be
    read, or is no kind of file that a form comes back as."""
    for start, (what, hint) in _OTHER.items():
        if data.startswith(start):
            raise FileError(what, where=name, hint=hint)
    if part := document_part(data):
        for table in document_tables(data, name, part):
            yield Grid(table.title, table.rows[:_MOST_ROWS], bool(table.title), table.marks)
    elif data.startswith(OLE) and "WordDocument".encode("utf-16-le") in data:
        raise FileError("is a document of an old Word (.doc)", where=name,
                        hint="open it and save it as .docx")  # fmt: skip
    elif data.startswith(WORKBOOK_STARTS):
        yield from _sheets(data, name)
    else:
        yield _delimited(data, name)


def saved_at(data: bytes) -> str:
    """When a workbook or a document says that it was last saved, as it writes it; "" where it
    does not say, and for a form as the product wrote it, whose day is a fixed one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in ("docProps/core.xml", "meta.xml"):
                if part in archive.NameToInfo:
                    if archive.getinfo(part).file_size > _LARGEST_PART:
                        return ""
                    found = _SAVED.search(archive.read(part))
                    saved = found[1].decode("ascii") if found else ""
                    return "" if saved.startswith(("1980", "2000")) else saved
    except DAMAGED_ZIP:
        pass
    return ""


def _sheets(data: bytes, name: str) -> Iterator[Grid]:
    """The sheet that the reader of lists would take, then the others."""
    first = open_workbook(data, name, ProblemLog())
    yield _grid(data, name, first)
    for title in first.other_sheets[:_MOST_SHEETS]:
        other = open_workbook(data, name, ProblemLog(), title.removesuffix(" (hidden)"))
        yield _grid(data, name, other)


def _grid(data: bytes, name: str, sheet: Sheet) -> Grid:
    rows = [row for row, _ in zip(sheet.rows, range(_MOST_ROWS), strict=False)]
    if inspect_workbook(data, name).is_bounded:
        # A list says "Yes" for TRUE. Here FALSE is a box that nobody ticked, and no "no".
        raw = read_cells(data, sheet.sheet).rows
        for (_, cells), values in zip(rows, raw, strict=False):
            for at, value in enumerate(values):
                if isinstance(value, bool):
                    cells[at] = str(value).upper()
    part = "" if data.startswith(OLE) else sheet_part(data, sheet.sheet)
    return Grid(sheet.sheet, rows, marks=tuple(workbook_marks(data, part, name)))


def _delimited(data: bytes, name: str) -> Grid:
    """A text file, by the delimiter that gives most rows of several cells."""
    if len(data) > _LARGEST_TEXT:
        raise FileError("is far too large for a form", where=name)
    text, _ = decode(data, name, ProblemLog())
    best: list[list[str]] = []
    for delimiter in ",;\t|":
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        if sum(len(row) > 3 for row in rows) > sum(len(row) > 3 for row in best) or not best:
            best = rows
    return Grid("", list(enumerate(best[:_MOST_ROWS], start=1)))
