"""matches.xlsx: the lists of a run as a workbook that reads well, by eye and by screen reader.

Follows the Analysis Function's checklist for accessible spreadsheets: a cover sheet, one
marked-up table a sheet, the title in A1, no merged cells, no blank rows, no colour as the
only sign, no frozen panes or filters. Text is written as text: nothing is ever a formula
or a link. The same run gives the same bytes.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
import xlsxwriter

# A fixed date of making: the bytes then depend on the content alone.
MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
LONGEST_CELL = 32_767  # Excel's limit
_COVER_WIDTH = 100  # characters
# How figures are shown; the cell holds the whole figure.
_FORM = {
    **dict.fromkeys(("score", "near", "opportunity", "gives", "gains", "evidence"), "0.000"),
    **dict.fromkeys(("distance_km", "area_km"), "0.0"),
}
_WIDE = {"reasons": 70, "evidence": 60, "message": 60, "hint": 50, "shared": 40, "name": 38}


def workbook_bytes(
    sheets: Sequence[tuple[str, str, pd.DataFrame]], *, title: str, cover: Sequence[str]
) -> bytes:
    """A workbook: a cover with ``title`` and the lines of ``cover``, then for each of
    ``sheets`` (sheet name, title, frame) one table. Unknown is a blank cell."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": MADE, "language": "en-GB"})
        heading = book.add_format({"bold": True, "font_size": 14})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        about = book.add_worksheet("About")
        about.set_column(0, 0, _COVER_WIDTH, wrap)
        about.write_string(0, 0, title, heading)
        for row, line in enumerate(cover, start=1):
            about.write_string(row, 0, line)
            # Not every program makes a row as high as its text when it opens a workbook.
            about.set_row(row, 15 * (1 + len(line) // (_COVER_WIDTH - 5)))
        for number, (name, caption, frame) in enumerate(sheets, start=1):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, caption, heading)
            _table(book, sheet, frame, f"table_{number}")
    return buffer.getvalue()


def _table(book: Any, sheet: Any, frame: pd.DataFrame, name: str) -> None:
    top = 2
    sheet.set_landscape()
    sheet.repeat_rows(top)
    bold = book.add_format({"bold": True, "bottom": 1})
    rows, columns = frame.shape
    sheet.write_string(1, 0, f"{rows:,} rows. Blank means not known. This sheet holds one table.")
    sheet.add_table(
        top,
        0,
        top + max(rows, 1),
        columns - 1,
        {
            "name": name,
            "autofilter": False,
            "style": "Table Style Light 1",
            "columns": [{"header": str(header), "header_format": bold} for header in frame.columns],
        },
    )
    for column, header in enumerate(frame.columns):
        form = book.add_format({"num_format": _FORM[header]}) if header in _FORM else None
        values = frame[header]
        is_text = pd.api.types.is_string_dtype(values.dtype)
        sheet.set_column(column, column, _width(str(header), is_text=is_text), form)
        if is_text:
            for row, text in enumerate(values.astype(object).tolist(), start=top + 1):
                if text:
                    sheet.write_string(row, column, text[:LONGEST_CELL])
        else:
            for row, value in enumerate(values.tolist(), start=top + 1):
                if value == value:
                    sheet.write_number(row, column, value)


def _width(header: str, *, is_text: bool) -> int:
    wide = next((width for part, width in _WIDE.items() if header.endswith(part)), 0)
    return (wide if is_text else 0) or max(len(header) + 2, 11)
