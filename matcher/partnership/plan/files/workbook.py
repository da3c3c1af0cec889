"""``plan.xlsx``: the plan as a workbook for people, to read and to print.

By the rules of the Analysis Function's checklist for accessible spreadsheets: a cover sheet,
one marked-up table a sheet with its title in A1, no merged cells, no blank rows, no colour as
the only sign, no frozen panes. Text is written as text; the same rows give the same bytes.
What people write belongs in the CSV files: a workbook that was changed is found out
(:func:`is_unchanged`), so that nobody's words are written over.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matcher.core.page.workbook_parts import accessible
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.partnership.csv_files import plain_text
from matcher.partnership.plan.files.editable_csv import Row

# A fixed date of making: the bytes then depend on the content alone.
_MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_LONGEST_CELL = 32_767  # Excel's limit
_MARK = "Made by matcher plan"
_COVER = 110  # characters
# The widths of columns, in characters: a sheet of any plan is one A4 page wide and can be read.
_WIDE = {
    **dict.fromkeys(("question", "help"), 46),
    **{"text": 36, "measure": 40, "answer": 36, "answers": 34, "note": 24},
    **{"when": 26, "groups": 26, "school": 20, "giver": 20, "receiver": 20, "by": 18},
    **{"use": 6, "number": 8, "activity": 8},
}
_NARROW = 12
_A4 = 9
_HEADING_SIZE = 14  # points
_MARGIN = 0.4  # inches


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its title, its columns and their rows."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]


def workbook(title: str, cover: Sequence[str], sheets: Sequence[Sheet]) -> bytes:
    """The workbook: a cover of ``title`` and lines, then the ``sheets``."""
    return _book(title, cover, sheets, _digest(_book(title, cover, sheets, "")))


def is_unchanged(data: bytes) -> bool:
    """Whether a workbook is as :func:`workbook` made it. A program that saves it writes its
    parts anew, so that a saved one always counts as changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            properties = book.read("docProps/custom.xml")
        return _MARK.encode() in properties and _digest(data).encode() in properties
    except DAMAGED_ZIP:
        return False


def _digest(data: bytes) -> str:
    """A digest of what the sheets hold."""
    found = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for part in sorted(book.namelist()):
            if part.startswith("xl/worksheets/") or part == "xl/sharedStrings.xml":
                found.update(book.read(part))
    return found.hexdigest()


def _book(title: str, cover: Sequence[str], sheets: Sequence[Sheet], mark: str) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": _cell_text(title)[:250], "created": _MADE})
        if mark:
            book.set_custom_property(_MARK, mark)
        styles = {
            "heading": book.add_format({"bold": True, "font_size": _HEADING_SIZE}),
            "line": book.add_format(),
            "bold": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "cell": book.add_format({"text_wrap": True, "valign": "top", "align": "left"}),
        }
        about = book.add_worksheet("About")
        _set_print_layout(about)
        about.set_column(0, 0, _COVER, styles["cell"])
        about.write_string(0, 0, _cell_text(title), styles["heading"])
        for row, line in enumerate(cover, start=1):
            about.write_string(row, 0, _cell_text(line), styles["cell"])
            about.set_row(row, 15 * (1 + len(line) // (_COVER - 5)))
        for number, sheet in enumerate(sheets, start=1):
            _table(book.add_worksheet(sheet.name), sheet, styles, number)
    return accessible(buffer.getvalue(), _HEADING_SIZE)


def _set_print_layout(page: Any) -> None:
    """A4 on its side, as many pages long as it takes and one wide."""
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=_MARGIN, right=_MARGIN)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&RPage &P of &N")


def _table(page: Any, sheet: Sheet, styles: dict[str, Any], number: int) -> None:
    top = 2
    _set_print_layout(page)
    page.repeat_rows(top)
    page.set_row(top, 18)
    counted = "row" if len(sheet.rows) == 1 else "rows"
    page.write_string(0, 0, _cell_text(sheet.title), styles["heading"])
    page.write_string(
        1,
        0,
        f"{len(sheet.rows):,} {counted}. Blank means not known. This sheet holds one table.",
        styles["line"],
    )
    heads = [column.replace("_", " ") for column in sheet.columns]
    page.add_table(
        top,
        0,
        top + max(len(sheet.rows), 1),
        len(heads) - 1,
        {
            "name": f"table_{number}",
            "autofilter": False,
            "style": "Table Style Light 1",
            "columns": [{"header": head, "header_format": styles["bold"]} for head in heads],
        },
    )
    widths = [_WIDE.get(column, _NARROW) for column in sheet.columns]
    for at, width in enumerate(widths):
        page.set_column(at, at, width, styles["cell"])
    for line, row in enumerate(sheet.rows, start=top + 1):
        texts = [_cell_text(row[column])[:_LONGEST_CELL] for column in sheet.columns]
        for at, text in enumerate(texts):
            if text:
                page.write_string(line, at, text, styles["cell"])
        # Not every program makes a row as high as its text when it opens a workbook.
        high = max(
            sum(1 + len(part) // (width - 2) for part in text.split("\n"))
            for text, width in zip(texts, widths, strict=True)
        )
        page.set_row(line, min(15 * high, 400))


def _cell_text(text: str) -> str:
    """Text as a cell can hold it."""
    return plain_text(text)
