"""matches.xlsx: the lists of a run as a workbook that reads well, by eye and by screen reader.

A cover sheet, then one table a sheet, without blank rows; for the rest the rules of
:mod:`matcher.show.kit.workbook` hold. The same run gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from matcher.core.tables import NOT_KNOWN
from matcher.show.kit import workbook as kit
from matcher.show.kit.workbook import LONGEST_CELL

_COVER_WIDTH = 100  # characters
_PRINTED_WIDTH, _NARROWEST = 165, 16  # characters: of all columns that are printed, of a long text
_BLANK = "Blank means not known."
_TOP = 2  # the row of the headers, from 0
_MORE_ROWS = 200  # with drop-downs below the last row of a sheet to be filled in
# How figures are shown; the cell holds the whole figure.
_FORM = {
    **dict.fromkeys(
        (
            "mean_score",
            "more_place_score",
            "coverage",
            "score",
            "near",
            "opportunity",
            "gives",
            "gains",
            "evidence",
        ),
        "0.000",
    ),
    **dict.fromkeys(("distance_km", "area_km", "median_km", "free_place_km"), "0.0"),
    **dict.fromkeys(("minutes", "minutes_there", "minutes_back"), "0"),
    **dict.fromkeys(("needs_met", "needs"), "0.00"),
    # Text: a day that somebody types stays as it was typed, wherever the office is.
    "day": "@",
}
# A row whose partner is to be asked what it offers is in italics; one with a figure in
# worth_asking is on grey as well, so that nobody takes it for a match.
_PLAIN, _ITALICS, _GREY = range(3)
_TO_ASK = {"italic": True}
_NO_MATCH = {**_TO_ASK, "bg_color": "#EEEEEE"}
_MARKS: tuple[dict[str, Any], ...] = ({}, _TO_ASK, _NO_MATCH)
_WIDE = {
    "reasons": 70,
    "evidence": 60,
    "message": 60,
    "hint": 50,
    "shared": 40,
    "basis": 40,
    "name": 38,
    "what_helps": 70,
    "one_more_place": 34,
    "capacity_from": 34,
    "group": 24,
    "by": 16,
    "note": 40,
    "why": 16,
    "not_met": 40,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down: the ``values`` it offers, and what is said beside it (at most 255
    characters)."""

    values: tuple[str, ...]
    message: str


def workbook_bytes(
    sheets: Sequence[tuple[str, str, pd.DataFrame]],
    *,
    title: str,
    cover: Sequence[str],
    choices: Mapping[str, Mapping[str, Choice]] | None = None,
    blanks: Mapping[str, str] | None = None,
    printed: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """A workbook: a cover with ``title`` and the lines of ``cover``, then for each of
    ``sheets`` (sheet name, title, frame) one table. Unknown is a blank cell. ``choices``: of
    sheets to be filled in the drop-downs of their columns; ``blanks``: of sheets where a blank
    cell means something else, what it means, in a sentence; ``printed``: of sheets too wide for a
    sheet of paper the columns to print, which come first, those without a value left out; their
    long texts go over several lines."""
    buffer = io.BytesIO()
    with kit.workbook(buffer, title) as book:
        heading = book.add_format(kit.HEADING)
        wrap = book.add_format(kit.WRAPPED)
        about = book.add_worksheet("About")
        kit.print_wide(about)  # across: not every program makes one wide column smaller
        about.set_column(0, 0, _COVER_WIDTH, wrap)
        about.write_string(0, 0, title, heading)
        for row, line in enumerate(cover, start=1):
            about.write_string(row, 0, line)
            kit.set_height(about, row, 1 + len(line) // (_COVER_WIDTH - 5))
        for number, (name, caption, frame) in enumerate(sheets, start=1):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, caption, heading)
            blank = (blanks or {}).get(name, _BLANK)
            _table(book, sheet, frame, f"table_{number}", blank, (printed or {}).get(name, ()))
            for column, choice in (choices or {}).get(name, {}).items():
                _drop_down(sheet, frame, column, choice)
    return buffer.getvalue()


def _table(
    book: Any, sheet: Any, given: pd.DataFrame, name: str, blank: str, printed: Sequence[str]
) -> None:
    top = _TOP
    kit.print_wide(sheet)
    sheet.repeat_rows(top)
    wanted = [header for header in printed if header in given and _is_filled(given[header])]
    frame = given[[*wanted, *(header for header in given.columns if header not in wanted)]]
    rows, headers = len(frame), list(map(str, frame.columns))
    told = f"{rows:,} rows. {blank} This sheet holds one table."
    sheet.write_string(1, 0, told, book.add_format())  # on one line, whatever its column does
    if wanted:
        sheet.print_area(0, 0, top + max(rows, 1), len(wanted) - 1)
    texts = [pd.api.types.is_string_dtype(frame[header].dtype) for header in headers]
    looks: list[dict[str, Any]] = [
        _look(header, is_text, after_number=at > 0 and is_text and not texts[at - 1],
              wraps=bool(wanted))
        for at, (header, is_text) in enumerate(zip(headers, texts, strict=True))
    ]  # fmt: skip
    aligned = [{key: look[key] for key in ("align", "indent") if key in look} for look in looks]
    bold = [book.add_format(look | {"bold": True, "bottom": 1}) for look in aligned]
    kit.add_table(sheet, name, top, rows, headers, bold)
    widths = _widths(headers, texts, len(wanted))
    marks = _marks(frame)
    lines = np.ones(rows, dtype=int)
    for column, (header, is_text) in enumerate(zip(headers, texts, strict=True)):
        form, *marked = [book.add_format(looks[column] | mark) for mark in _MARKS]
        values = frame[header]
        width = widths[column]
        sheet.set_column(column, column, width, form)
        write = sheet.write_string if is_text else sheet.write_number
        cells = values.astype(object).tolist() if is_text else values.tolist()
        if is_text and wanted:
            lines = np.maximum(lines, [-(-len(cell) // (width - 2)) for cell in cells])
        for row, (value, mark) in enumerate(zip(cells, marks, strict=True), start=top + 1):
            if value == value and value != "":
                own = [marked[mark - 1]] if mark else []
                write(row, column, value[:LONGEST_CELL] if is_text else value, *own)
            elif mark == _GREY:
                sheet.write_blank(row, column, None, marked[mark - 1])
    for row, many in enumerate(lines.tolist(), start=top + 1):
        if many > 1:
            kit.set_height(sheet, row, min(many, kit.MOST_LINES))


def _is_filled(values: pd.Series) -> bool:
    return bool((values.notna() & (values.astype(str) != "")).any()) or not len(values)


def _look(header: str, is_text: bool, *, after_number: bool, wraps: bool) -> dict[str, Any]:
    """How the cells of a column look. A number stands at the right, and its header with it; text
    beside it would touch it."""
    look: dict[str, Any] = {"num_format": _FORM[header]} if header in _FORM else {}
    look |= {} if is_text else {"align": "right"}
    look |= {"align": "left", "indent": 1} if after_number else {}
    return look | ({"valign": "top", "text_wrap": is_text} if wraps else {})


def _drop_down(sheet: Any, frame: pd.DataFrame, column: str, choice: Choice) -> None:
    """Offer the values of ``choice`` in a column, and in some rows below for more. Another word
    is not forbidden: what is not understood is told when the file is read."""
    at = list(frame.columns).index(column)
    sheet.data_validation(
        _TOP + 1,
        at,
        _TOP + len(frame) + _MORE_ROWS,
        at,
        {
            "validate": "list",
            "source": list(choice.values),
            "ignore_blank": True,
            "input_title": column,
            "input_message": choice.message,
            "error_type": "information",
            "error_title": column,
            "error_message": "This is not on the list, and may not be understood.",
        },
    )


def _marks(frame: pd.DataFrame) -> list[int]:
    """How each row is marked: not at all, in italics, or in italics on grey."""
    if not {"worth_asking", "basis"} <= set(frame.columns):
        return [_PLAIN] * len(frame)
    to_ask = frame["basis"].str.startswith(f"{NOT_KNOWN} | ")
    marks = np.select([frame["worth_asking"].notna(), to_ask], [_GREY, _ITALICS], _PLAIN)
    found: list[int] = marks.tolist()
    return found


def _widths(headers: Sequence[str], texts: Sequence[bool], printed: int) -> list[int]:
    """The width of each column in characters. Of those ``printed`` (the first; 0: not chosen) the
    long texts are narrow enough for a sheet of paper, as they go over several lines."""
    wide = [
        next((width for part, width in _WIDE.items() if header.endswith(part)), 0) if is_text else 0
        for header, is_text in zip(headers, texts, strict=True)
    ]
    least = 8 if printed else 11
    widths = [long or max(len(header) + 2, least)
              for header, long in zip(headers, wide, strict=True)]  # fmt: skip
    long_ones, others = sum(wide[:printed]), sum(widths[:printed]) - sum(wide[:printed])
    share = min((_PRINTED_WIDTH - others) / long_ones, 1.0) if long_ones else 1.0
    return [
        max(int(long * share), min(long, _NARROWEST)) if long and at < printed else width
        for at, (long, width) in enumerate(zip(wide, widths, strict=True))
    ]
