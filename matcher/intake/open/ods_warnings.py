"""The warnings of a sheet of an OpenDocument workbook, its merged ranges among them.

Such a workbook writes neighbours that are alike once, with a number; the scan counts with
those numbers and keeps nothing of their size. Its prefixes are those that every writer
uses.
"""

from __future__ import annotations

import re

from matcher.intake.open.percent_formats import SHARE, PercentCells, times_as_shown
from matcher.intake.open.sheet_warnings import SheetWarnings
from matcher.intake.open.xlsx_warnings import Attributes

CONTENT = "content.xml"
_FAR = 1 << 21  # beyond the last row of any spreadsheet
_MERGED = 100_000
_UNSEEN = {"collapse", "filter"}
_CELLS = {"table:table-cell", "table:covered-table-cell"}
_SIGNED = re.compile(r"[+-]?[0-9][0-9.,\s]*%")
_TYPES = ("office:value-type", "calcext:value-type")


class OdsScan:
    """Finds the warnings of the sheet with a title, and writes out its ``percents``."""

    def __init__(self, title: str, percents: PercentCells) -> None:
        self.warnings = SheetWarnings()
        self._percents = percents
        self.row = -1
        self._title = title
        self._active = False
        self._columns = 0  # columns declared so far
        self._column = 0  # of the next cell
        self._rows = 1  # how many rows the last one stands for
        # Column, columns that it stands for, formula, error, the number that it holds.
        self._cell: tuple[int, int, bool, bool, str] | None = None
        self._paragraph = self._calculated = False
        self._value = ""

    def start(self, tag: str, given: Attributes) -> None:
        """Take in the start of an element."""
        if tag == "table:table":
            self.finish()
            # A title is given once; a table within a cell has another or none.
            self._active = given.get("table:name") == self._title and self.row < 0
        if not self._active:
            return
        self._paragraph = tag == "text:p"
        self._calculated = self._calculated or self._paragraph
        if tag in _CELLS:
            self.finish()
            self._start_cell(given)
        elif tag == "table:table-row":
            self.finish()
            self.row = min(self.row + self._rows, _FAR)
            self._rows = _number(given.get("table:number-rows-repeated"))
            self._column = 0
            if given.get("table:visibility") in _UNSEEN:
                self.warnings.hide(self.warnings.hidden_rows, self.row, self.row + self._rows - 1)
        elif tag == "table:table-column":
            number = _number(given.get("table:number-columns-repeated"))
            if given.get("table:visibility") in _UNSEEN:
                last = min(self._columns + number, _FAR) - 1
                self.warnings.hide(self.warnings.hidden_columns, self._columns, last)
            self._columns = min(self._columns + number, _FAR)

    def text(self, text: str) -> None:
        """Take in text: the words of an error, a figure as it is shown."""
        if self._cell is not None and self._paragraph:
            self._value = (self._value + text)[:100]

    def finish(self) -> None:
        """Settle the cell that has just ended."""
        if self._cell is not None:
            column, columns, formula, error, number = self._cell
            if error:
                self.warnings.error(self.row, column, self._value)
            elif formula and not self._calculated:
                self.warnings.formula(self.row, column)
            elif number and _SIGNED.fullmatch(shown := self._value.strip()):
                times = times_as_shown(number, shown)
                self._percents.write(self.row, column, times, self._rows, columns)
        self._cell = None
        self._calculated = False
        self._value = ""

    def _start_cell(self, given: Attributes) -> None:
        column, columns = self._column, _number(given.get("table:number-columns-repeated"))
        self._column += columns
        if not given:
            return
        # An empty text that was calculated is an empty paragraph.
        error = given.get("calcext:value-type") == "error"
        formula = "table:formula" in given and not any(key in given for key in _TYPES)
        kind = given.get("office:value-type")
        if kind == "percentage":
            self._percents.write(self.row, column, SHARE, self._rows, columns)
        number = given.get("office:value", "") if kind == "float" else ""
        if error or formula or number:
            self._cell = (column, columns, formula, error, number)
        down = _number(given.get("table:number-rows-spanned"))
        if down > 1 and len(self.warnings.merged) < _MERGED:
            across = _number(given.get("table:number-columns-spanned"))
            last = (self.row + down - 1, column + across - 1)
            self.warnings.merged.append(((self.row, column), last))


def _number(text: str | None) -> int:
    return max(1, min(int(text[:8]), _FAR)) if text and text.isdecimal() else 1
