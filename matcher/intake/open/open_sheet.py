"""A file opened: the rows of a text file, or of one sheet of a workbook, as text."""

from __future__ import annotations

import sys
from pathlib import Path

from matcher.core.errors import FileError
from matcher.core.files.reading import open_file
from matcher.core.problems import ProblemLog
from matcher.intake.headers.mapping import UNMAPPED, ColumnMapping
from matcher.intake.open.delimited import MAX_BYTES, open_delimited
from matcher.intake.open.files import WORKBOOK_STARTS, split_sheet
from matcher.intake.sheet import Sheet

# What is no list, by its first bytes.
_NO_LIST = {
    b"%PDF": ("a PDF", "ask for the list as a spreadsheet"),
    b"\x1f\x8b": ("a gzip archive", "unpack it first"),
}


def open_sheet(
    path: Path | None,
    name: str,
    log: ProblemLog,
    mapping: ColumnMapping = UNMAPPED,
    *,
    rows_per_school: int = 1,
) -> Sheet:
    """The rows of a file (None: standard input) as text, before any header is looked for.
    "schools.xlsx#North" is the sheet North of a workbook. ``mapping`` is what a person says of
    its columns, by which delimiter and sheet are chosen as well; ``rows_per_school`` how many
    times as long as a list of every school a text file may be.

    Raises :class:`FileError`.
    """
    sheet = None
    if path is not None:
        path, sheet = split_sheet(path)
    data = _read_bytes(path, name)
    if data.startswith(WORKBOOK_STARTS):
        from matcher.intake.open.workbook import open_workbook

        return open_workbook(data, name, log, sheet, mapping)
    if sheet is not None:
        raise FileError(
            f"only a workbook has sheets, so none is called {sheet}",
            where=name,
            hint="name the file alone",
        )
    return open_delimited(data, name, log, mapping, rows_per_school=rows_per_school)


def _read_bytes(path: Path | None, name: str) -> bytes:
    """What a file holds; never more than a list can come to."""
    if path is None and sys.stdin is None:
        raise FileError(
            "standard input is closed", where=name, hint="name a file, or pipe a CSV in"
        )
    try:
        if path is None:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open_file(path) as stream:
                data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise FileError(
            "there is no such file", where=str(path), hint="check the name and the folder"
        ) from None
    except OSError as error:
        raise FileError(
            f"the file cannot be read: {error.strerror}",
            where=name,
            hint="close it elsewhere and check that you may read it",
        ) from error
    if len(data) > MAX_BYTES:
        raise FileError(f"the file is larger than {MAX_BYTES // 10**6} MB", where=name)
    if not data.strip():
        raise FileError("the file is empty", where=name)
    for magic, (what, hint) in _NO_LIST.items():
        if data.startswith(magic):
            raise FileError(f"this is {what}", where=name, hint=hint)
    return data
