"""Which sheet of a workbook is the list, and its cells: each value as a person types it.

Works on bytes that :mod:`matcher.intake.open.workbook_safety` has looked over, or in a process
of its own (:mod:`matcher.intake.open.child_process`), where it may fail as it likes. So it
imports nothing that is slow to start.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import python_calamine as calamine

from matcher.intake.headers.find_header import find_header_row
from matcher.intake.headers.mapping import UNMAPPED, ColumnMapping

Value = (
    int | float | str | bool | datetime.time | datetime.date | datetime.datetime
    | datetime.timedelta
)  # fmt: skip
Range = tuple[tuple[int, int], tuple[int, int]]

_TOP = 200  # rows among which a header is looked for
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:\.\d+)?S\Z")


@dataclass(slots=True)
class SheetCells:
    """The sheets of a workbook and the cells of the one that was chosen.

    ``sheets`` gives each sheet's title and whether it is hidden, ``at`` the position of
    the chosen one, -1 where there is none. ``alike`` are other sheets in view that look
    like lists too. ``rows`` are those from the top of the sheet on, ``merged`` the first
    and last cell of each merged range, as (row, column) from 0. ``percents_read``: cells
    formatted as per cent are written out as such already.
    """

    sheets: list[tuple[str, bool]]
    at: int = -1
    alike: list[str] = field(default_factory=list)
    rows: list[list[Value]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    percents_read: bool = False

    @property
    def title(self) -> str:
        """The title of the chosen sheet."""
        return self.sheets[self.at][0]


def read_cells(data: bytes, wanted: str | None, mapping: ColumnMapping = UNMAPPED) -> SheetCells:
    """Choose a sheet and read it: the one named ``wanted``, whatever its case, else the
    one whose header row is understood best, with the columns that a person maps by hand; the
    first in view where several are alike.

    Raises whatever calamine raises, some fifteen kinds.
    """
    book, cells, sheet = choose_sheet(data, wanted, mapping)
    if sheet is not None:
        cells.rows = sheet.to_python(skip_empty_area=False) if sheet.end is not None else []
    book.close()
    return cells


def choose_sheet(
    data: bytes, wanted: str | None, mapping: ColumnMapping = UNMAPPED
) -> tuple[calamine.CalamineWorkbook, SheetCells, calamine.CalamineSheet | None]:
    """The open workbook, its cells but for the rows, and the sheet to take them from."""
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    cells = SheetCells([
        (sheet.name, sheet.visible != calamine.SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ])  # fmt: skip
    best, chosen = (-1, False), None
    scores: list[tuple[int, bool]] = []  # columns understood, and whether rows follow
    for at, (title, hidden) in enumerate(cells.sheets):
        if wanted is not None and title.strip().casefold() != wanted.strip().casefold():
            continue
        sheet = book.get_sheet_by_name(title)
        top = []
        if wanted is None and sheet.end is not None:
            top = list(text_rows(sheet.to_python(skip_empty_area=False, nrows=_TOP)))
        found = find_header_row(top, mapping)
        score = found[1].score if found else 0
        scores.append((score, found is not None and any(any(row) for row in top[found[0] + 1 :])))
        if (score, not hidden) > best:
            best, chosen, cells.at = (score, not hidden), sheet, at
    if wanted is None and best[0] > 0:
        cells.alike = [
            title
            for at, (title, hidden) in enumerate(cells.sheets)
            if at != cells.at and not hidden and scores[at][0] > 1 and scores[at][1]
        ]
    if chosen is not None:
        cells.merged = list(chosen.merged_cell_ranges or ())
    return book, cells, chosen


def fill_merged(rows: list[list[Value]], merged: Sequence[Range]) -> int:
    """Write what a range merged over several rows says into its first column in every row
    that holds anything; gives how many ranges were written out.

    Each cell is visited once however many ranges cover it.
    """
    ranges = 0
    column_at, done = -1, 0
    for (top, left), (bottom, _) in sorted(merged, key=lambda r: (r[0][1], r[0][0], r[1][0])):
        if left != column_at:
            column_at, done = left, 0
        if bottom <= top or top >= len(rows) or left >= len(rows[top]) or rows[top][left] == "":
            continue
        last = min(bottom, len(rows) - 1)
        filled = False
        for at in range(max(top + 1, done), last + 1):
            row = rows[at]
            # A row that is blank but for this is no school; a title two rows high is one.
            if left < len(row) and row[left] == "" and row.count("") < len(row):
                row[left] = rows[top][left]
                filled = True
        done = max(done, last + 1)
        ranges += filled
    return ranges


def text_rows(rows: Iterable[Sequence[Value]]) -> Iterator[list[str]]:
    """Rows of values as rows of text; one without any value as an empty list."""
    for row in rows:
        # Formatting may stretch a sheet down to its millionth row.
        blank = not row or (row[0] == "" and row.count("") == len(row))
        yield [] if blank else [v if type(v) is str else cell_text(v) for v in row]


def cell_text(value: Value) -> str:
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


def duration_text(value: str) -> str:
    """A length of time as OpenDocument writes it, in the words used for other workbooks."""
    if found := _DURATION.match(value):
        hours, minutes, seconds = map(int, found.groups())
        return str(datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds))
    return value
