"""An empty list to fill in, as a workbook that our own reader takes as it is.

The list has a sheet of its own: its header row comes first, without a title above it, so that
any program reads it; the other sheets explain. Drop-downs never forbid other words, for
free text is understood too: what is not is a problem that is reported when the list is read.
Otherwise the rules of :mod:`matcher.show.kit.workbook` hold.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.show.kit import workbook as kit

ROWS = 500  # rows with drop-downs; a list may go on below
_GUIDE = "How to fill this in"
_LISTS = "Lists"
_LONGEST_MESSAGE = 255  # Excel's limit for an input message

# Of each activity: code, name, group, and whether a subject may follow.
Activities = Sequence[tuple[str, str, str, bool]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: header, width in characters, what to write, two made-up examples,
    and which of the choices of its :class:`Form` it offers."""

    header: str
    width: int
    guide: str
    examples: tuple[str, str]
    offers: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """An empty list: its sheet and the lines that explain it, its columns, the headers of the
    two examples, and the choices: what a column ``offers``, their header and width."""

    title: str
    sheet: str
    heading: str
    introduction: tuple[str, ...]
    columns: tuple[Column, ...]
    examples: tuple[str, str]
    offers: tuple[tuple[str, str, int], ...]
    frozen_columns: int  # repeated on every printed page
    pages_wide: int


def form_bytes(
    form: Form,
    choices: Mapping[str, Sequence[str]],
    activities: Activities,
) -> bytes:
    """A workbook with an empty list: ``choices`` are what its drop-downs offer, ``activities``
    the table that explains the codes."""
    buffer = io.BytesIO()
    with kit.workbook(buffer, form.title) as book:
        styles = {
            "line": book.add_format(),
            "heading": book.add_format(kit.HEADING),
            "bold": book.add_format({"bold": True, "bottom": 1}),
            # Not wrapped: not every program makes a row higher when its text grows.
            "entry": book.add_format({"align": "left"}),
            "cell": book.add_format({"text_wrap": True, "align": "left", "valign": "top"}),
        }
        sheets = [book.add_worksheet(name) for name in (_GUIDE, form.sheet, "Activities", _LISTS)]
        for sheet in sheets:
            sheet.set_paper(kit.A4)
        _guide(sheets[0], styles, form)
        places = _lists(sheets[3], styles, form, choices)
        _entries(sheets[1], styles, form, places)
        _activities(sheets[2], styles, activities)
    return buffer.getvalue()


def _guide(sheet: Any, styles: Mapping[str, Any], form: Form) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    widths = (18, 82, 28, 28)
    sheet.write_string(0, 0, form.heading, styles["heading"])
    for row, line in enumerate(form.introduction, start=1):
        sheet.write_string(row, 0, line, styles["line"])
    rows = [(c.header, c.guide, *(example or "(blank)" for example in c.examples))
            for c in form.columns]  # fmt: skip
    top = len(form.introduction) + 1
    header = ("Column", "What to write", *form.examples)
    _table(sheet, styles, "guide", top, header, rows, widths)


def _entries(sheet: Any, styles: Mapping[str, Any], form: Form, places: Mapping[str, str]) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(form.pages_wide, 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, form.frozen_columns - 1)
    header, widths = [c.header for c in form.columns], [c.width for c in form.columns]
    _table(sheet, styles, form.sheet.casefold(), 0, header, [], widths, empty=ROWS)
    for at, column in enumerate(form.columns):
        rule: dict[str, Any] = {
            "input_title": column.header,
            "input_message": column.guide[:_LONGEST_MESSAGE],
            "ignore_blank": True,
            "error_type": "warning",
            "error_title": column.header,
        }
        if column.offers:
            rule |= {
                "validate": "list",
                "source": places[column.offers],
                "error_type": "information",
                "error_message": "This is not on the list. It may be right all the same: "
                "matcher check says whether it is understood.",
            }
        elif column.header == "URN":
            rule |= {
                "validate": "integer",
                "criteria": "between",
                "minimum": 10_000,
                "maximum": 999_999,
                "error_message": "A URN is a number of five or six digits.",
            }
        elif column.header == "Capacity":
            rule |= {
                "validate": "integer",
                "criteria": ">=",
                "value": 0,
                "error_message": "Capacity is a whole number.",
            }
        else:
            rule |= {"validate": "any"}
        sheet.data_validation(1, at, ROWS, at, rule)


def _activities(sheet: Any, styles: Mapping[str, Any], activities: Activities) -> None:
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, "Activities and routes, and their codes", styles["heading"])
    sheet.write_string(
        1,
        0,
        "Write the code, and a subject where one may follow: L3, T3 physics, C2 Latin.",
        styles["line"],
    )
    rows = [(code, name, group, "yes" if subject else "no")
            for code, name, group, subject in activities]  # fmt: skip
    header = ("Code", "What it is", "Group", "A subject may follow")
    _table(sheet, styles, "activities", 2, header, rows, (8, 76, 14, 22))


def _lists(
    sheet: Any, styles: Mapping[str, Any], form: Form, choices: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Write every choice, a column for each list; the ranges that hold them."""
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.write_string(0, 0, "The choices that the drop-down lists offer", styles["heading"])
    sheet.write_string(1, 0, "Blank cells below the last choice of a column are meant to be so.")
    places = {}
    for at, (offers, header, width) in enumerate(form.offers):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, header, styles["bold"])
        values = choices[offers]
        for row, value in enumerate(values, start=3):
            sheet.write_string(row, at, value)
        letter = "ABCD"[at]
        places[offers] = f"={_LISTS}!${letter}$4:${letter}${3 + len(values)}"
    return places


def _table(
    sheet: Any,
    styles: Mapping[str, Any],
    name: str,
    top: int,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    *,
    empty: int = 0,
) -> None:
    """A marked-up table of ``rows``, or of so many ``empty`` ones."""
    kit.add_table(sheet, name, top, len(rows) or empty, header, styles["bold"])
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, styles["cell" if rows else "entry"])
    for row, texts in enumerate(rows, start=top + 1):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, styles["cell"])
        lines = max(-(-len(text) // (width - 2)) for text, width in zip(texts, widths, strict=True))
        kit.set_height(sheet, row, max(lines, 1))
