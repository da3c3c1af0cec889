"""A CSV file that the product makes and people write in, and that may be made again.

Some columns are **ours**: made from the record and the reference tables. The others are
**theirs**: answers, days, figures, notes. ``made`` is a digest of our columns as we wrote
them, so that a row whose digest still fits is known to be untouched. When the file is made
again, their columns are always kept; our columns are written anew in untouched rows, while
a row in which a person changed our words stays exactly as that person left it. Rows and
columns that a person added stay, at the end. A row that is no longer needed goes only if
nobody wrote in it.

Spreadsheets save CSV with semicolons, in Windows-1252 or with days as 01/09/2026: all are
read. Nothing is cut short or tidied, unlike in tables that are only read.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.core.calendar.school_years import last_day
from matcher.core.cells import neutralise, restore
from matcher.core.errors import FileError
from matcher.core.figures.number_format import counted
from matcher.core.files.reading import read_file

MADE = "made"
MAX_BYTES = 20_000_000  # a thousand times the longest plan
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """A file: its name, the column that says which row is which, the columns in order,
    which of them are theirs, which hold days, and which earlier versions did not make."""

    file: str
    key: str
    columns: tuple[str, ...]
    theirs: tuple[str, ...]
    days: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @property
    def ours(self) -> tuple[str, ...]:
        """The columns that we make."""
        return tuple(name for name in self.columns if name not in self.theirs)


@dataclass(frozen=True, slots=True)
class CsvContent:
    """What a file holds: its rows, with every column, and the columns that people added."""

    rows: tuple[Row, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedCsv:
    """A file made again: what it is to hold, and how many rows ``kept`` the words of a
    person, were ``added`` by one, or are ``dropped`` because they are no longer needed."""

    content: CsvContent
    kept: int
    added: int
    dropped: int


def read_day(text: str) -> datetime.date | None:
    """A day written 2026-09-01 or 01/09/2026, or the last of a school year written 2026/27;
    None where it is none."""
    text = text.strip()
    if year_over := last_day(text):
        return year_over
    british = _BRITISH.match(text)
    try:
        if british:
            day, month, year = map(int, british.groups())
            return datetime.date(year, month, day)
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def read_csv(path: Path, form: CsvLayout) -> CsvContent:
    """What the file at ``path`` holds; nothing where there is none. Raises
    :class:`FileError` where it cannot be read whole, for then it must not be written over.
    """
    try:
        data = read_file(path)
    except FileNotFoundError:
        return CsvContent()
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(path)) from None
    if len(data) > MAX_BYTES:
        raise FileError(f"is larger than {MAX_BYTES // 10**6} MB", where=str(path))
    return parse_csv(_decoded(data, path), str(path), form)


def parse_csv(text: str, where: str, form: CsvLayout) -> CsvContent:
    """:func:`read_csv` of text already at hand; ``where`` names it in an error."""
    header, lines = _lines(text, where, form)
    added = tuple(name for name in header if name not in (*form.columns, MADE))
    rows = []
    for line, cells in lines:
        if any(cell for cell in cells[len(header) :]):
            raise FileError(
                f"has {counted(len(cells), 'cell')} where {len(header)} belong",
                where=f"{where}, line {line}",
                hint="a cell with a comma in it needs quotes; nothing was written",
            )
        if any(cells):
            cells = [*cells, *[""] * (len(header) - len(cells))]
            row = dict.fromkeys((*form.columns, MADE), "")
            rows.append(row | dict(zip(header, map(restore, cells), strict=False)))
    return CsvContent(tuple(rows), added)


def _lines(text: str, where: str, form: CsvLayout) -> tuple[list[str], list[tuple[int, list[str]]]]:
    for delimiter in ",;\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            header = [restore(name.strip()) for name in next(reader, [])]
            while header and not header[-1]:
                header.pop()
            if form.key not in header:
                continue
            if len(set(header)) < len(header) or "" in header:
                raise FileError("has a column twice, or one without a name", where=where)
            return header, [(reader.line_num, cells) for cells in reader]
        except csv.Error as error:
            raise FileError(
                f"is no CSV: {error}",
                where=f"{where}, line {reader.line_num}",
                hint="mend it, or delete it and have it made again; nothing was written",
            ) from None
    raise FileError(
        f"has no column {form.key}",
        where=where,
        hint="its first row must name its columns; delete it to have it made again",
    )


def merge_rows(form: CsvLayout, made: Sequence[Row], old: CsvContent) -> MergedCsv:
    """What the file is to hold: the rows ``made`` now, with what people wrote in the
    ``old`` one."""
    first: dict[str, int] = {}
    for at, row in enumerate(old.rows):
        first.setdefault(row[form.key].strip(), at)
    rows, matched, kept = [], set(), 0
    for new in made:
        at = first.get(new[form.key], -1)
        blank = dict.fromkeys((*form.theirs, *old.added), "")
        row = {**blank, **new}
        if at >= 0:
            matched.add(at)
            row = dict(old.rows[at])
            if is_unchanged_row(form, row):
                # Days once known are not lost because the plan is made again without a start.
                dated = any(new.get(name) for name in form.days)
                days = {} if dated else {name: row[name] for name in form.days}
                row |= {name: new.get(name, "") for name in form.ours} | days
            else:
                kept += 1
                rows.append(row)
                continue
        rows.append({**row, MADE: row_digest(form, row)})
    rest = [row for at, row in enumerate(old.rows) if at not in matched]
    stay = [
        row
        for row in rest
        if not is_unchanged_row(form, row) or _is_written_in(form, row, old.added)
    ]
    content = CsvContent(tuple(rows + stay), old.added)
    return MergedCsv(content, kept, len(stay), len(rest) - len(stay))


def row_digest(form: CsvLayout, row: Row) -> str:
    """A digest of our columns of a row, the same after a spreadsheet has saved it."""
    cells = [
        _normalised(row.get(name, ""), name in form.days)
        for name in form.ours
        # A blank one is as good as none: what an earlier version made has kept its digest.
        if name not in form.later or row.get(name)
    ]
    return hashlib.sha256(repr(cells).encode("utf-8", "replace")).hexdigest()[:12]


def is_unchanged_row(form: CsvLayout, row: Row) -> bool:
    """Whether our columns of a row are as we wrote them."""
    return row[MADE].strip() == row_digest(form, row)


def csv_bytes(form: CsvLayout, content: CsvContent) -> bytes:
    """The file: UTF-8 with a BOM and CRLF, as Excel opens it, formulas neutralised."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    columns = (*form.columns, *content.added, MADE)
    writer.writerow(map(neutralise, columns))
    for row in content.rows:
        writer.writerow([neutralise(row.get(name, "")) for name in columns])
    return text.getvalue().encode("utf-8-sig")


def _is_written_in(form: CsvLayout, row: Row, added: Sequence[str]) -> bool:
    return any(row.get(name, "").strip() for name in (*form.theirs, *added))


def _normalised(cell: str, is_day: bool) -> str:
    day = read_day(cell) if is_day else None
    return day.isoformat() if day else " ".join(cell.split())


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise FileError(
            "is neither UTF-8 nor Windows-1252", where=str(path), hint="save it as CSV UTF-8"
        ) from None
