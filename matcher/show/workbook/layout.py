"""A sheet cell by cell, as every kind of workbook has it: headings, values, heights of rows.

Titles stand in the first row, a line about the table in the second, the headings in the third.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
_NO_CODES, _NO_FIGURES = np.empty(0, dtype=np.int32), np.empty(0)


@dataclass(frozen=True, slots=True)
class LaidColumn:
    """A column of a sheet: what it is, whether its cells are text, whether figures stand before it,
    which it would touch, and where each cell leads, if any does; ``width``: in characters, with
    room for the longest word of its heading and, as they have no place to break at, for its URNs.

    Cells are made when they are asked for: those of the whole country, 3.5 million, would take
    more memory than all else of a run. Of text ``codes`` has which of the ``texts`` stands in each
    row (None: nothing does), of figures ``figures`` has them, NaN where ``blank`` stands."""

    name: str
    column: Column
    width: int
    is_text: bool
    after_figures: bool
    texts: Sequence[str | None]
    codes: NDArray[np.int32]
    figures: NDArray[Any]
    blank: str | None
    links: Sequence[Link | None]

    def cells(self, first: int = 0, last: int | None = None) -> list[Cell]:
        """The values of these cells; None where nothing stands."""
        if self.is_text:
            return [self.texts[code] for code in self.codes[first:last].tolist()]
        return [
            self.blank if value != value or value == "" else value
            for value in self.figures[first:last].tolist()
        ]


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
        word = f"[{column.blank}]" if says_why and column.blank else None
        texts, codes = _texts(values, word) if is_text else ([], _NO_CODES)
        figures = _NO_FIGURES if is_text else values.to_numpy()
        nothing = values.isna().to_numpy() | (figures == "") if word and not is_text else _NO_CODES
        has_words = word in texts or bool(nothing.any())
        is_filled |= word is not None and has_words
        width = _wide_enough(name, column, [*texts, word if has_words else None])
        if is_text:
            high = np.array([_lines(text, width) if text else 1 for text in texts], dtype=int)
            lines = np.maximum(lines, high[codes])
        elif word and has_words:
            lines = np.maximum(lines, np.where(nothing, _lines(word, width), 1))
        links = list(sheet.links.get(name, ()))
        after_figures = is_text and bool(columns) and not columns[-1].is_text
        columns.append(
            LaidColumn(
                name, column, width, is_text, after_figures, texts, codes, figures, word, links
            )
        )
    told = _told(sheet, book, is_filled)
    return LaidSheet(sheet, told, columns, np.minimum(lines, MOST_LINES).tolist())


def _texts(values: pd.Series, blank: str | None) -> tuple[list[str | None], NDArray[np.int32]]:
    """The different texts of a column as cells have them, ``blank`` where there is none, and which
    of them each row has."""
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    texts = [
        blank if text != text or text == "" else str(text)[:LONGEST_CELL]
        for text in distinct.astype(object).tolist()
    ]
    return texts, codes.astype(np.int32)  # a sheet has 1,048,576 rows


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
