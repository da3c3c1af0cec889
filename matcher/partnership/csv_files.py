"""The small CSV files of a partnership's folder: read back after people's edits, and written.

A spreadsheet may have saved such a file with a semicolon, in Windows-1252 or with columns in
another order, so they are read by the names in the header.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.core.cells import clean, neutralise, restore
from matcher.core.errors import FileError
from matcher.core.files.reading import read_file

MAX_BYTES = 20_000_000  # a thousand times the longest plan
_LONGEST = 2_000  # characters of a cell that are kept
# What XML 1.0, and so a Word document, cannot hold besides what core.cells.clean takes out.
_NO_XML = str.maketrans("", "", "\ufffe\uffff")


def clean_cell(text: str) -> str:
    """A cell as plain text: no control characters, no outer white space, at most 2,000
    characters."""
    return plain_text(text)[:_LONGEST].rstrip() if text else ""  # most cells of a plan are blank


def plain_text(text: str) -> str:
    """A text without control characters and outer white space, and without what XML 1.0, and so
    a workbook or a Word document, cannot hold."""
    return text.strip() if text.isprintable() else clean(text.translate(_NO_XML))[0]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file cell by cell, as it stands there: the header, and the rows that are not blank,
    each with the line it began on and as many cells as the header."""

    header: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()

    def names(self) -> list[str]:
        """The columns by the names that code knows them by: tidy, in lower case."""
        return [restore(clean_cell(cell)).casefold() for cell in self.header]


def read_table(path: Path) -> CsvTable:
    """The CSV file at ``path``; its header is the first row that is not blank. Fields beyond it
    are joined to the last column. Raises :class:`FileError` where it cannot be read."""
    try:
        data = read_file(path)
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(path)) from None
    if len(data) > MAX_BYTES:
        raise FileError(f"is larger than {MAX_BYTES // 10**6} MB", where=str(path))
    return _parsed(_decoded(data), str(path))


def _parsed(text: str, where: str) -> CsvTable:
    text = text.replace("\0", "")
    top = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=top.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[tuple[int, tuple[str, ...]]] = []
    try:
        header = next((cells for cells in reader if any(map(clean_cell, cells))), [])
        line = reader.line_num
        for cells in reader:
            row, line = line + 1, reader.line_num
            if len(cells) > len(header):
                at = len(header) - 1
                cells = [*cells[:at], delimiter.join(cells[at:])]
            if any(map(clean_cell, cells)):
                found.append((row, (*cells, *[""] * (len(header) - len(cells)))))
    except csv.Error as error:
        raise FileError(f"is no CSV: {error}", where=f"{where}, line {reader.line_num}") from None
    return CsvTable(tuple(header), tuple(found))


def read_rows(path: Path, needed: Sequence[str] = ()) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of its header (lower case), blank rows left out,
    every cell tidy and as it was before it was neutralised; "row" holds the line it began on.

    Raises :class:`FileError` where the file cannot be read or lacks a column of ``needed``.
    """
    return rows_by_name(read_table(path), str(path), needed)


def rows_by_name(table: CsvTable, where: str, needed: Sequence[str] = ()) -> list[dict[str, str]]:
    """:func:`read_rows` of a table that was read; ``where`` names it in an error."""
    header = table.names()
    missing = [name for name in needed if name not in header]
    if missing:
        raise FileError(
            f"has no column {', '.join(missing)}",
            where=where,
            hint="its first row must name its columns",
        )
    return [
        {**dict(zip(header, [restore(clean_cell(cell)) if cell else "" for cell in cells],
                    strict=True)),
         "row": str(row)}
        for row, cells in table.rows
    ]  # fmt: skip


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows of cells, the header first, as a CSV file that Excel opens: UTF-8 with a BOM, CRLF,
    formulas neutralised."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(map(neutralise, row) for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
