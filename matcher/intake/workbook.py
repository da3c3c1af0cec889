"""Excel workbooks: looked over before they are opened, then read as text.

A workbook of a few kilobytes can fill the memory of a machine, and one with values in A1
and XFD1048576 aborts the reader's whole process (calamine issue 693), which no ``except``
catches. So every part is first unpacked piece by piece and only counted.
"""

from __future__ import annotations

import datetime
import io
import re
import string
import zipfile
import zlib
from collections.abc import Iterator

import python_calamine as calamine

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake import headers
from matcher.intake.delimited import Row, Sheet

MAX_PARTS = 2_000
MAX_UNPACKED = 500_000_000
MAX_RATIO = 200
RATIO_FROM = 1_000_000  # small parts may well be nothing but repetition
MAX_CELLS = 10_000_000  # 60,000 schools with 140 columns are 8.4 million
_PIECE = 1 << 20
_LONGEST_REF = 64
_TOP = 200  # rows among which a header is looked for

_REFERENCE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{0,3}[0-9]{1,7})["']""")
_DIGITS = string.digits.encode()
_LETTERS = string.ascii_letters.encode()
_AS_CSV = "open it in Excel, save the sheet as CSV UTF-8 and use that file"

Value = (
    int | float | str | bool | datetime.time | datetime.date | datetime.datetime
    | datetime.timedelta
)  # fmt: skip


def open_workbook(data: bytes, name: str, log: ProblemLog) -> Sheet:
    """The rows of the sheet whose header row is understood best; the first such sheet
    where several are alike. Raises :class:`FileError` for whatever cannot be read."""
    guard(data, name)
    try:
        return _open(data, name, log)
    except FileError:
        raise
    except Exception as error:  # calamine raises some fifteen kinds for damaged files
        raise FileError(
            f"the workbook cannot be read: {str(error)[:200]}", where=name, hint=_AS_CSV
        ) from error


def guard(data: bytes, name: str) -> None:
    """Refuse a workbook that is damaged, that would unpack to too much, whose XML
    declares entities or whose cells span too wide; in bounded time and memory.

    Raises :class:`FileError`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _guard(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
            ValueError, OverflowError, OSError) as error:  # fmt: skip
        if isinstance(error, FileError):
            raise
        raise FileError(
            f"the workbook is damaged or locked: {str(error)[:200]}", where=name, hint=_AS_CSV
        ) from error


def _guard(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if "xl/workbook.xml" not in names:
        raise FileError(
            "this is not an XLSX workbook", where=name, hint="save it as XLSX or CSV UTF-8"
        )
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or len(set(names)) < len(names):
        raise _too_much(f"it has {len(parts):,} parts, or two of one name", name)
    if total > MAX_UNPACKED:
        raise _too_much(f"it would unpack to {total / 1e6:,.0f} MB", name)
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * part.compress_size:
            raise _too_much(f"{part.filename} is packed more than {MAX_RATIO} times over", name)
    for part in parts:
        if part.filename.casefold().endswith((".xml", ".rels", ".vml")):
            _scan(archive, part, name)


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    tail = b""
    is_sheet = False
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            text = tail + piece
            if b"\0" in text or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise _too_much(f"{part.filename} declares entities or is not UTF-8", name)
            is_sheet = is_sheet or b"sheetData" in text
            if is_sheet:
                # Letters and digits are parted for all cells at once: a national
                # register has eight million.
                found = b" ".join(_REFERENCE.findall(text))
                columns.update(found.translate(None, _DIGITS).split())
                rows.update(found.translate(None, _LETTERS).split())
            tail = text[-_LONGEST_REF:]
    width = max((_column_number(column) for column in columns), default=0)
    height = max((int(row) for row in rows), default=0)
    if width * height > MAX_CELLS:
        raise _too_much(
            f"{part.filename} has cells as far as row {height:,} and column {width:,}", name
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_much(what: str, name: str) -> FileError:
    return FileError(
        f"the workbook is refused: {what}",
        where=name,
        hint="copy the list alone into a new workbook, or save the sheet as CSV UTF-8",
    )


def _open(data: bytes, name: str, log: ProblemLog) -> Sheet:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    hidden = {
        sheet.name: sheet.visible != calamine.SheetVisibleEnum.Visible
        for sheet in book.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
    }
    best, chosen = -1, None
    for title in hidden:
        sheet = book.get_sheet_by_name(title)
        top = [row for _, row in _texts(sheet.to_python(skip_empty_area=False, nrows=_TOP))]
        found = headers.find(top)
        score = found[1].score if found else 0
        if score > best:
            best, chosen = score, sheet
    if chosen is None:
        raise FileError("the workbook has no sheet of cells", where=name, hint=_AS_CSV)
    if hidden[chosen.name]:
        log.add(
            "hidden_sheet",
            "the sheet that was read is hidden in the workbook",
            list=name,
            sheet=chosen.name,
            severity="note",
        )
    others = tuple(
        title + (" (hidden)" if unseen else "")
        for title, unseen in hidden.items()
        if title != chosen.name
    )
    rows = _texts(chosen.to_python(skip_empty_area=False))
    return Sheet(name, chosen.name, rows, other_sheets=others)


def _texts(rows: list[list[Value]]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        yield number, [value if isinstance(value, str) else _text(value) for value in row]


def _text(value: Value) -> str:
    """A cell's value as a person would type it: 100000, 21.7, Yes, 2024-09-01."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
