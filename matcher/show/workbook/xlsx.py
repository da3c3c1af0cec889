"""A workbook as XLSX. Text is written as text: nothing is ever a formula, and a link only where
one was asked for. The same content gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from matcher.show.kit import workbook as kit
from matcher.show.workbook.layout import (
    COVER_WIDTH,
    FONT,
    FONT_SIZE,
    TOP,
    LaidColumn,
    LaidSheet,
    cover_lines,
    lay_out,
)
from matcher.show.workbook.sheets import COVER, MORE_ROWS, Book, Choice, Link
from matcher.show.workbook.xlsx_rows import Rows

_LINE = 15.75  # points: the height of a line in the font
_TITLE_LINE = 19
_LONGEST_TITLE = 32  # of a message beside a cell, Excel's limit
_BAR = {"type": "data_bar", "bar_solid": True, "bar_color": "#9FC5E8",
        "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}  # fmt: skip


def xlsx_bytes(book: Book) -> bytes:
    """The workbook as the bytes of a file."""
    buffer = io.BytesIO()
    font = {"font_name": FONT, "font_size": FONT_SIZE}
    rows = Rows(_LINE)
    with kit.workbook(buffer, book.title, font=font, rows=rows) as made:
        heading = made.add_format(kit.HEADING)
        about = made.add_worksheet(COVER)
        kit.print_wide(about)
        about.set_column(0, 0, COVER_WIDTH)
        about.write_string(0, 0, book.title, heading)
        about.set_row(0, _TITLE_LINE)
        wrapped = made.add_format(kit.WRAPPED)
        for row, line in enumerate(book.cover, start=1):
            about.write_string(row, 0, line, wrapped)
            about.set_row(row, _LINE * cover_lines(line))
        for sheet in book.all_sheets():
            page = made.add_worksheet(sheet.name)
            page.write_string(0, 0, sheet.title, heading)
            page.set_row(0, _TITLE_LINE)
            laid = lay_out(sheet, book)
            _table(made, page, laid, working=book.working)
            if _are_written_afterwards(laid):
                rows.add(len(made.worksheets()), laid)
    return buffer.getvalue()


def _table(made: Any, page: Any, laid: LaidSheet, *, working: bool) -> None:
    kit.print_wide(page)
    page.repeat_rows(TOP)
    page.write_string(1, 0, laid.told, made.add_format())  # on one line, over the next columns
    looks = [_look(one) for one in laid.columns]
    head: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "bottom"}
    bold = [
        made.add_format(head | {key: look[key] for key in ("align", "indent") if key in look})
        for look in looks
    ]
    name = f"{laid.sheet.name.replace(' ', '_')}_table"
    headings = [one.column.heading for one in laid.columns]
    rows = 1 if _are_written_afterwards(laid) else laid.rows
    kit.add_table(page, name, TOP, rows, headings, bold, filters=working)
    page.set_row(TOP, _LINE * laid.heading_lines + 2)
    for at, (one, look) in enumerate(zip(laid.columns, looks, strict=True)):
        form = made.add_format(look)
        page.set_column(at, at, one.width, form)
        if _are_written_afterwards(laid):
            page.write_blank(TOP + 1, at, None, form)
        else:
            _cells(made, page, at, one, look)
        if working and one.column.is_share and laid.rows:
            kit.must(page.conditional_format(TOP + 1, at, TOP + laid.rows, at, _BAR), "bars")
        if one.name in laid.sheet.choices:
            _drop_down(page, laid, at, one, laid.sheet.choices[one.name])
    if not _are_written_afterwards(laid):
        for row, lines in enumerate(laid.lines, start=TOP + 1):
            page.set_row(row, _LINE * lines)
    if working:
        page.freeze_panes(TOP + 1, 0)
        page.set_footer("&L&A&RPage &P of &N")  # the checklist asks for none


def _are_written_afterwards(laid: LaidSheet) -> bool:
    """Whether the rows of a sheet are put in by :mod:`.xlsx_rows`: where there are any, and none of
    their cells is a link, which the writer has to know of."""
    return laid.rows > 0 and not laid.sheet.links


def _cells(made: Any, page: Any, at: int, one: LaidColumn, look: Mapping[str, Any]) -> None:
    linked = made.add_format({**look, "font_color": "#0B3D91", "underline": 1})
    cells = one.cells()
    links = one.links or [None] * len(cells)
    for row, (cell, link) in enumerate(zip(cells, links, strict=True), start=TOP + 1):
        if cell is None:
            continue
        if link is not None:
            kit.must(page.write_url(row, at, _address(link), linked, str(cell)), "link")
        elif isinstance(cell, str):
            page.write_string(row, at, cell)
        else:
            page.write_number(row, at, cell)


def _look(one: LaidColumn) -> dict[str, Any]:
    """How the cells of a column look: figures and their heading at the right."""
    look: dict[str, Any] = {**kit.WRAPPED, "align": "left" if one.is_text else "right"}
    look |= {"indent": 1} if one.after_figures else {}
    return look | ({"num_format": one.column.form} if one.column.form else {})


def _address(link: Link) -> str:
    if link.sheet:
        return f"internal:'{link.sheet}'!A1"
    return f"external:{link.file}" + (f"#{link.fragment}" if link.fragment else "")


def _drop_down(page: Any, laid: LaidSheet, at: int, one: LaidColumn, choice: Choice) -> None:
    """Offer the values of ``choice`` in a column, and in some rows below for more. Another word
    is not forbidden: what is not understood is told when the file is read."""
    title = one.column.heading[:_LONGEST_TITLE]
    rule = {
        "validate": "list",
        "source": list(choice.values),
        "ignore_blank": True,
        "input_title": title,
        "input_message": choice.message,
        "error_type": "information",
        "error_title": title,
        "error_message": "This is not on the list, and may not be understood.",
    }
    last = TOP + laid.rows + MORE_ROWS
    kit.must(page.data_validation(TOP + 1, at, last, at, rule), f"choices of {one.name}")
