"""What a workbook holds, whichever kind of file it becomes: a cover, contents, one table a sheet,
and notes on every column.

It follows the checklist for accessible spreadsheets of the Government Analysis Function. A
*working* workbook departs from it on request: filters, a frozen header, bars and links, and cells
without a value stay blank so that figures sort; each of its sheets says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from matcher.show.workbook.columns import COLUMNS, IN_FILES, Column

ACCESSIBLE, WORKING = "accessible", "working"
STYLES = (ACCESSIBLE, WORKING)
COVER, CONTENTS, NOTES = "About", "Contents", "Notes"
MORE_ROWS = 200  # to be filled in below the last row of a sheet with drop-downs


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down: the ``values`` it offers, and what is said beside it (at most 255
    characters)."""

    values: tuple[str, ...]
    message: str


class Link(NamedTuple):
    """Where a cell leads: ``sheet`` of the same workbook, or else ``file`` beside it, with the
    ``fragment`` of its address ("" for none)."""

    sheet: str = ""
    file: str = ""
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its ``title``, its table (``frame``: columns of
    :mod:`matcher.show.workbook.columns`, unknown as NaN or ""), a sentence for the line above the
    table (``note``), the drop-downs of columns to be filled in, and where the cells of a column
    lead, a link or None for each row."""

    name: str
    title: str
    frame: pd.DataFrame
    note: str = ""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    links: Mapping[str, Sequence[Link | None]] = field(default_factory=dict)

    @property
    def is_filled_in(self) -> bool:
        """Whether people write in it."""
        return bool(self.choices)

    def columns(self) -> dict[str, Column]:
        """Its columns by name: those without a value in any row are left out, as long as there
        are rows and nobody is to fill them in."""
        return {
            name: COLUMNS[name]
            for name in map(str, self.frame.columns)
            if self.is_filled_in or not len(self.frame) or has_values(self.frame[name])
        }


class Book(NamedTuple):
    """A workbook: its ``title``, the lines of its cover, its sheets, and whether it is a working
    one."""

    title: str
    cover: Sequence[str]
    sheets: Sequence[Sheet]
    working: bool = False

    def all_sheets(self) -> list[Sheet]:
        """The sheets in their order, but for the cover: contents, notes, and those given."""
        listed = [*self.sheets, _notes(self.sheets)]
        return [_contents(listed), *listed]


def has_values(values: pd.Series) -> bool:
    """Whether any row has something in this column."""
    return bool((values.notna() & (values != "")).any())


def _contents(sheets: Sequence[Sheet]) -> Sheet:
    frame = pd.DataFrame(
        {
            "book_sheet": [one.name for one in sheets],
            "book_about": [one.title for one in sheets],
            "book_rows": [len(one.frame) for one in sheets],
        }
    ).astype({"book_sheet": "str", "book_about": "str"})
    links = {"book_sheet": [Link(sheet=one.name) for one in sheets]}
    return Sheet(CONTENTS, "What is in this workbook", frame, links=links)


def _notes(sheets: Sequence[Sheet]) -> Sheet:
    """What each column of each sheet says; a column that is left out is told too."""
    rows = []
    for sheet in sheets:
        shown = sheet.columns()
        for name in map(str, sheet.frame.columns):
            column = COLUMNS[name]
            said = column.meaning
            if name not in shown:
                said += " No row has a value, so the column is left out."
            file = IN_FILES.get(name, name)
            rows.append((sheet.name, column.heading, said, column.blank, file))
    names = ["book_sheet", "book_heading", "book_meaning", "book_blank", "book_file"]
    frame = pd.DataFrame(rows, columns=names).astype("str")
    return Sheet(NOTES, "What the columns of each sheet say", frame)
