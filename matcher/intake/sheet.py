"""A sheet as rows of text, and its rows above and below the header.

Opening a file gives a sheet; every kind of table (lists, performance tables, priorities)
is read from one. Row numbers are those of the file: its first line is row 1.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from matcher.core.problems import Problem

_COLUMN = re.compile("column ([A-Z]{1,3})")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
HEADER_WITHIN = 40  # a header is looked for among so many rows that are not blank

Row = tuple[int, list[str]]
LayoutType = TypeVar("LayoutType")
# The position of the header row among the rows given, and what its columns are.
FindHeader = Callable[[Sequence[Sequence[str]]], tuple[int, LayoutType] | None]


class Sheet(NamedTuple):
    """The rows of one sheet or file, top to bottom, before anything is recognised.

    ``list`` is what messages call the file; ``sheet`` the title of the sheet, "" in a text
    file; ``other_sheets`` the titles of the sheets that were not chosen. ``rows`` can be
    gone through once.
    """

    list: str
    sheet: str
    rows: Iterator[Row]
    encoding: str = ""
    delimiter: str = ""
    other_sheets: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The file, and the sheet where it has any, as an error names them."""
        return f"{self.list}, sheet {self.sheet}" if self.sheet else self.list


@dataclass(frozen=True, slots=True)
class Table(Generic[LayoutType]):
    """A sheet whose header row was found: ``layout`` says what its columns are, ``header_row``
    is its number; the rows ``above`` it, and those ``below``, to be gone through once."""

    sheet: Sheet
    layout: LayoutType
    header_row: int
    above: Sequence[Row]
    below: Iterator[Row]


def is_blank(row: Sequence[str]) -> bool:
    """Whether no cell of a row holds anything."""
    return not any(cell.strip() for cell in row)


def cells_at(places: Sequence[int]) -> Callable[[Sequence[str]], Hashable]:
    """Takes the cells at these places of a row, as one thing that can be looked up."""
    return itemgetter(*places) if places else lambda row: ()


def top_rows(rows: Iterable[Row]) -> list[Row]:
    """The first rows, down to the fortieth that is not blank."""
    top: list[Row] = []
    filled = 0
    for row in rows:
        top.append(row)
        filled += not is_blank(row[1])
        if filled == HEADER_WITHIN:
            break
    return top


def table_of(
    sheet: Sheet, top: Sequence[Row], find: FindHeader[LayoutType]
) -> Table[LayoutType] | None:
    """The table that a sheet holds, whose rows ``top`` (:func:`top_rows`) were taken from it
    already; None where ``find`` finds no header among them."""
    found = find([row for _, row in top])
    if found is None:
        return None
    at, layout = found
    below = itertools.chain(top[at + 1 :], sheet.rows)
    return Table(sheet, layout, top[at][0], top[:at], below)


def first_header(
    recognise: Callable[[Sequence[str]], LayoutType | None],
) -> FindHeader[LayoutType]:
    """Finds the first row that ``recognise`` takes for a header."""

    def find(rows: Sequence[Sequence[str]]) -> tuple[int, LayoutType] | None:
        for at, row in enumerate(rows):
            if (layout := recognise(row)) is not None:
                return at, layout
        return None

    return find


def column_letters(column: int) -> str:
    """A column from 0 as a spreadsheet names it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_position(text: str) -> int | None:
    """The column from 0 that "column D" names; None for any other text."""
    found = _COLUMN.fullmatch(text)
    if found is None:
        return None
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def name_columns(
    problems: Iterable[Problem], headers: Mapping[int, str], header_row: int
) -> list[Problem]:
    """The problems of a sheet with "column D" called by its header (``headers``, by position
    from 0), but for those in columns that are not read and those above the header row."""
    named = []
    for problem in problems:
        at = column_position(problem.column)
        if at is None:
            named.append(problem)
        elif at in headers and problem.row > header_row:
            named.append(replace(problem, column=headers[at]))
    return named
