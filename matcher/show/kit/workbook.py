"""What workbooks share: how they are opened, their tables, and the height of their rows.

They follow the Analysis Function's checklist for accessible spreadsheets: marked-up tables, the
title in A1, no merged cells, no colour as the only sign, no hidden sheets, no frozen panes or
filters. Text is written as text: nothing is ever a formula or a link. The same content gives
the same bytes.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import xlsxwriter

# A fixed date of making: the bytes then depend on the content alone.
MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
LONGEST_CELL = 32_767  # Excel's limit
A4 = 9  # Excel's number of the size of paper
HEADING = {"bold": True, "font_size": 14}
WRAPPED = {"text_wrap": True, "valign": "top"}
MOST_LINES = 25  # of a row; one of more fills a page
_MARGIN = 0.4  # inches, at the left and the right of a sheet printed across
_LINE = 15  # points: the height of a row of one line


@contextmanager
def workbook(buffer: io.BytesIO, title: str, category: str = "") -> Iterator[Any]:
    """A workbook of xlsxwriter that is written to ``buffer`` at the end; ``category`` is kept in
    the properties of the file, "" for none."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    properties = {"title": title, "created": MADE, "language": "en-GB"}
    if category:
        properties["category"] = category
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(properties)
        yield book


def add_table(
    sheet: Any, name: str, top: int, rows: int, headers: Sequence[str], header_format: Any = None
) -> None:
    """Mark up a table of ``rows`` rows (at least one) under its headers in row ``top`` (from 0);
    ``header_format``: one for all, or a list with one for each."""
    own = header_format if isinstance(header_format, list) else [header_format] * len(headers)
    columns = [
        {"header": header, "header_format": look} for header, look in zip(headers, own, strict=True)
    ]
    style = {"name": name, "autofilter": False, "style": "Table Style Light 1", "columns": columns}
    sheet.add_table(top, 0, top + max(rows, 1), len(headers) - 1, style)


def print_wide(sheet: Any) -> None:
    """Print a sheet on A4 across, all its columns on one page and on as many pages as its rows
    need."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=_MARGIN, right=_MARGIN)
    sheet.fit_to_pages(1, 0)


def set_height(sheet: Any, row: int, lines: int) -> None:
    """Make a row (from 0) as high as so many lines: not every program does when it opens a
    workbook."""
    sheet.set_row(row, _LINE * lines)


def fit_height(sheet: Any, row: int, text: str, width: int) -> None:
    """Make a row (from 0) as high as ``text`` in a column of ``width`` characters, up to 25
    lines; words that wrap leave some of the width empty."""
    lines = sum(1 + len(line) // (width - 8) for line in text.split("\n"))
    set_height(sheet, row, min(lines, MOST_LINES))
