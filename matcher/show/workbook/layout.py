"""A sheet cell by cell, as every kind of workbook has it: headings, values, heights of rows.

Titles stand in the first row, a line about the table in the second, the headings in the third.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.show.workbook.columns import Column
from matcher.show.workbook.sheets import Book, Link, Sheet

TOP = 2  # the row of the headings, from 0
FONT, FONT_SIZE = "Arial", 12  # points; sans serif, and as large as the checklist asks
COVER_WIDTH = 90  # characters
LONGEST_CELL = 32_767  # Excel's limit, and room enough for anybody
MOST_LINES = 25  # of a row; one of more fills a page
FILTERED = (
    "The heading row stays in place and has filters: View, Freeze Panes and Data, Filter turn "
    "them off. Blank: see the sheet Notes."
)
BRACKETS = "Words in square brackets say why a cell has no value."
_BESIDE_A_WORD = 2  # characters: the margins of a cell, and a wider font
NO_ROWS = "There are no rows."

Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class LaidColumn:
    """A column of a sheet: what it is, the values of its cells (None: nothing stands there),
    whether they are text, whether figures stand before it, which it would touch, and where each
    cell leads, if it does; ``width``: in characters, with room for the longest word of its heading
    and, as they have no place to break at, for its URNs."""

    name: str
    column: Column
    width: int
    is_text: bool
    after_figures: bool
    cells: Sequence[Cell]
    links: Sequence[Link | None]


@dataclass(frozen=True, slots=True)
class LaidSheet:
    """A sheet as it is written: what stands above the table (``told``), its columns, and how many
    lines of text each row has."""

    sheet: Sheet
    told: str
    columns: Sequence[LaidColumn]
    lines: Sequence[int]

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.sheet.frame)

    @property
    def heading_lines(self) -> int:
        """How many lines the highest heading has."""
        return max(_lines_of_words(one.column.heading, one.width) for one in self.columns)


def lay_out(sheet: Sheet, book: Book) -> LaidSheet:
    """The sheet cell by cell. In an accessible workbook a cell without a value has the reason in
    square brackets, but where people are to write."""
    says_why = not (book.working or sheet.is_filled_in)
    columns: list[LaidColumn] = []
    is_filled = False
    lines = np.ones(len(sheet.frame), dtype=int)
    for name, column in sheet.columns().items():
        values = sheet.frame[name]
        is_text = bool(pd.api.types.is_string_dtype(values.dtype))
        cells: list[Cell] = [
            None if value != value or value == "" else value
            for value in values.astype(object).tolist()
        ]
        if is_text:
            cells = [None if cell is None else str(cell)[:LONGEST_CELL] for cell in cells]
        if says_why and column.blank and None in cells:
            is_filled = True
            cells = [f"[{column.blank}]" if cell is None else cell for cell in cells]
        width = _wide_enough(name, column, cells)
        if is_text or is_filled:
            high = [_lines(cell, width) if isinstance(cell, str) else 1 for cell in cells]
            lines = np.maximum(lines, high)
        links = list(sheet.links.get(name, ())) or [None] * len(cells)
        after_figures = is_text and bool(columns) and not columns[-1].is_text
        columns.append(LaidColumn(name, column, width, is_text, after_figures, cells, links))
    told = _told(sheet, book, is_filled)
    return LaidSheet(sheet, told, columns, np.minimum(lines, MOST_LINES).tolist())


def cover_lines(text: str) -> int:
    """How many lines a line of the cover takes."""
    return _lines(text, COVER_WIDTH)


def _told(sheet: Sheet, book: Book, is_filled: bool) -> str:
    rows = len(sheet.frame)
    told = f"One table of {counted(rows, 'row')}." if rows else NO_ROWS
    more = [sheet.note]
    if book.working:
        more.append(FILTERED)
    elif is_filled:
        more.append(BRACKETS)
    return " ".join([told, *filter(None, more)])


def _wide_enough(name: str, column: Column, cells: Sequence[Cell]) -> int:
    """The width of a column: no word of its heading and no URN is broken, in a font that is wider
    than ours as well, where a system has not got that."""
    words = [len(word) for word in column.heading.split()]
    if name == "urn" or name.endswith("_urn"):
        words += [len(cell) for cell in cells if isinstance(cell, str)]
    return max(column.width, max(words) + _BESIDE_A_WORD)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column. Most letters are narrower than a digit, and words
    that wrap leave some of a line empty."""
    room = max(int(width * 1.05 - 1), 1)
    if "\n" not in text:
        return max(-(-len(text) // room), 1)
    return sum(max(-(-len(line) // room), 1) for line in text.split("\n"))


def _lines_of_words(text: str, width: int) -> int:
    """How many lines a heading takes, word by word; it is bold, and so a little wider."""
    count, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > width - 1:
            count, used = count + 1, len(word)
        else:
            used += len(word) + (1 if used else 0)
    return count
