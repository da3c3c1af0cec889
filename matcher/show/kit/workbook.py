"""What workbooks share: how they are opened, their tables, and the height of their rows.

They follow the Analysis Function's checklist for accessible spreadsheets: marked-up tables, the
title in A1, no merged cells, no colour as the only sign, no hidden sheets, no frozen panes or
filters. Text is written as text: nothing is ever a formula or a link. The same content gives
the same bytes.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import xlsxwriter

from matcher.core.errors import ContractError
from matcher.core.page.workbook_parts import accessible

# A fixed date of making: the bytes then depend on the content alone.
MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
LONGEST_CELL = 32_767  # Excel's limit
A4 = 9  # Excel's number of the size of paper
HEADING_SIZE = 14  # points
HEADING = {"bold": True, "font_size": HEADING_SIZE}
WRAPPED = {"text_wrap": True, "valign": "top"}
MOST_LINES = 25  # of a row; one of more fills a page
_MARGIN = 0.4  # inches, at the left and the right of a sheet printed across
_LINE = 15  # points: the height of a row of one line


class RowsAfterwards(Protocol):
    """Rows that are put into a workbook after it has been written."""

    def begin(self, read: Callable[[str], bytes]) -> None:
        """Take over what was written, which ``read`` gives part by part."""

    def change(self, name: str, part: bytes) -> Iterator[bytes] | None:
        """A part with the rows in it, None where it stays as it is."""


@contextmanager
def workbook(
    buffer: io.BytesIO,
    title: str,
    category: str = "",
    *,
    font: Mapping[str, Any] | None = None,
    rows: RowsAfterwards | None = None,
) -> Iterator[Any]:
    """A workbook of xlsxwriter that is written to the empty ``buffer`` at the end, its language and
    its headings marked up; ``category`` is kept in the properties of the file, "" for none;
    ``font``: the name and size of the font, else the writer's own; ``rows`` are put in at the
    end."""
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    if font is not None:
        options["default_format_properties"] = dict(font)
    properties = {"title": title, "created": MADE}
    if category:
        properties["category"] = category
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties(properties)
        yield book
    if rows is None:
        accessible(made.getvalue(), HEADING_SIZE, into=buffer)
        return
    with zipfile.ZipFile(made) as written:
        rows.begin(written.read)
    accessible(made.getvalue(), HEADING_SIZE, rows.change, into=buffer)


def add_table(
    sheet: Any,
    name: str,
    top: int,
    rows: int,
    headers: Sequence[str],
    header_format: Any = None,
    *,
    filters: bool = False,
) -> None:
    """Mark up a table of ``rows`` rows (at least one) under its headers in row ``top`` (from 0);
    ``header_format``: one for all, or a list with one for each; ``filters``: with a button on each
    header. Raises :class:`ContractError` where the writer would leave the table out: it says so by
    a number alone."""
    own = header_format if isinstance(header_format, list) else [header_format] * len(headers)
    columns = [
        {"header": header, "header_format": look} for header, look in zip(headers, own, strict=True)
    ]
    style = {"name": name, "autofilter": filters, "style": "Table Style Light 1",
             "columns": columns}  # fmt: skip
    must(sheet.add_table(top, 0, top + max(rows, 1), len(headers) - 1, style), f"table {name}")


def must(code: int | None, what: str) -> None:
    """Raise :class:`ContractError` where the writer says by a number that it wrote nothing."""
    if code:
        raise ContractError(f"a workbook would lack its {what} (xlsxwriter: {code})")


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
