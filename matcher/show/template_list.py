"""An empty list for an office to fill in: a workbook that our own reader takes as it is.

The sheet Schools is the list: its header row comes first, without a title above it, so that
any program reads it; the other sheets explain. Drop-downs never forbid other words, for
free text is understood too: what is not is a problem that ``matcher check`` names. Otherwise
the rules of :mod:`matcher.show.workbook` hold: no merged cells, no colour as the only sign,
no hidden sheets, frozen panes or filters, text as text, the same bytes every time.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from matcher.show.workbook import MADE

SHEET = "Schools"
ROWS = 500  # rows with drop-downs; a list may go on below
_GUIDE = "How to fill this in"
_LISTS = "Lists"
_TITLE = "A list of schools to match"
_LONGEST_MESSAGE = 255  # Excel's limit for an input message
_A4 = 9


@dataclass(frozen=True, slots=True)
class Choices:
    """What the drop-downs offer, each in its order, and the table of activities (code,
    name, group, and whether a subject may follow)."""

    roles: tuple[str, ...]
    types: tuple[str, ...]
    contact: tuple[str, ...]
    tags: tuple[str, ...]
    activities: tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the list: header, width in characters, what to write, two examples of
    schools that do not exist, and which of :class:`Choices` it offers."""

    header: str
    width: int
    guide: str
    examples: tuple[str, str]
    offers: str = ""


COLUMNS = (
    _Column("URN", 9, "The school's unique reference number, six digits. It is the surest way to "
            "say which school is meant; get-information-schools.service.gov.uk gives it. Leave "
            "it blank for a place that has none and fill in the name and postcode.",
            ("900901", "")),
    _Column("School name", 42, "The name of the school, college or university.",
            ("Example Primary School", "Example Hall")),
    _Column("Postcode", 11, "The postcode of the main site. It places the school where the "
            "register does not.", ("ZZ99 1AA", "ZZ99 2BB")),
    _Column("Role", 10, "seeker: looks for a partner. partner: offers to be one. both: either. "
            "none: takes no part. Blank: the type of school decides (state-funded schools seek, "
            "independent schools and universities are partners, colleges are both).",
            ("seeker", "partner"), "roles"),
    _Column("Type of school", 30, "What kind of school it is. Independent special schools take "
            "part only where Role says so.", ("Academy", "Independent school"), "types"),
    _Column("Needs 1", 32, "What the school would like help with: choose from the list, or write "
            "a code and a subject, such as T3 physics. A degree from 0 to 1 may follow: T3 "
            "physics=0.5. Choose none, and leave Needs 2 and 3 blank, where it needs nothing.",
            ("T3 physics", ""), "tags"),
    _Column("Needs 2", 32, "Another need, in the same way.", ("C3 music=0.5", ""), "tags"),
    _Column("Needs 3", 32, "One more need, in the same way. A cell may hold several, parted by "
            "semicolons.", ("", ""), "tags"),
    _Column("Strengths 1", 32, "What the school can offer others: choose from the list, or write "
            "a code and a subject, such as C2 Latin. Choose none, and leave Strengths 2 and 3 "
            "blank, where it offers nothing.", ("L3 coaching and mentoring", "T3 physics"), "tags"),
    _Column("Strengths 2", 32, "Another strength, in the same way.", ("", "C3 music"), "tags"),
    _Column("Strengths 3", 32, "One more strength, in the same way. A cell may hold several, "
            "parted by semicolons.", ("", ""), "tags"),
    _Column("Open to contact", 16, "yes or no: may the school be approached? A school that says "
            "no is left out.", ("yes", "yes"), "contact"),
    _Column("Capacity", 10, "How many partnerships the school can take on, a whole number.",
            ("1", "3")),
    _Column("Notes", 30, "Anything else in a sentence or two. What the words tell of needs and "
            "strengths is used; please write nothing about people here.",
            ("Two physics posts unfilled; theatre to share", "")),
)  # fmt: skip

# Each fits the page in one line.
_INTRODUCTION = (
    "One school a row on the sheet Schools. Fill in what you know; a URN, or a name and a "
    "postcode, is enough to begin with.",
    "A blank cell means not known. It never counts as nothing, and never against a school.",
    "Nothing about people is wanted: no names of heads or contacts, no telephone numbers, no "
    "e-mail addresses.",
    "A column about people is not read, even if you add one.",
    "The drop-down lists help, but other words are allowed: Excel asks, and you may go on.",
    f"The drop-down lists end at row {ROWS + 1}; the list of schools may go on below.",
    "Columns may be added, left out or put in another order. Keep the headers in row 1.",
    "When done, run matcher check with the name of this file: it says what to mend, row by row.",
    "The sheet Activities says what the codes mean; the sheet Lists holds every choice.",
    "The two schools in the table below are made up.",
)


def template_bytes(choices: Choices) -> bytes:
    """The workbook: how to fill it in, the empty list, the activities, the choices."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": _TITLE, "created": MADE, "language": "en-GB"})
        styles = {
            "line": book.add_format(),
            "heading": book.add_format({"bold": True, "font_size": 14}),
            "bold": book.add_format({"bold": True, "bottom": 1}),
            # Not wrapped: not every program makes a row higher when its text grows.
            "entry": book.add_format({"align": "left"}),
            "cell": book.add_format({"text_wrap": True, "align": "left", "valign": "top"}),
        }
        sheets = [book.add_worksheet(name) for name in (_GUIDE, SHEET, "Activities", _LISTS)]
        for sheet in sheets:
            sheet.set_paper(_A4)
        _guide(sheets[0], styles)
        places = _lists(sheets[3], styles, choices)
        _schools(sheets[1], styles, places)
        _activities(sheets[2], styles, choices)
    return buffer.getvalue()


def _guide(sheet: Any, styles: Mapping[str, Any]) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    widths = (18, 82, 28, 28)
    sheet.write_string(0, 0, "How to fill in the list of schools", styles["heading"])
    for row, line in enumerate(_INTRODUCTION, start=1):
        sheet.write_string(row, 0, line, styles["line"])
    rows = [(c.header, c.guide, *(example or "(blank)" for example in c.examples))
            for c in COLUMNS]  # fmt: skip
    top = len(_INTRODUCTION) + 1
    header = ("Column", "What to write", "Example: a seeker", "Example: a partner")
    _table(sheet, styles, "guide", top, header, rows, widths)


def _schools(sheet: Any, styles: Mapping[str, Any], places: Mapping[str, str]) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(2, 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)
    _table(sheet, styles, "schools", 0, [c.header for c in COLUMNS], [], [c.width for c in COLUMNS],
           empty=ROWS)  # fmt: skip
    for at, column in enumerate(COLUMNS):
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
                "minimum": 100_000,
                "maximum": 999_999,
                "error_message": "A URN is a number of six digits.",
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


def _activities(sheet: Any, styles: Mapping[str, Any], choices: Choices) -> None:
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, "Activities and routes, and their codes", styles["heading"])
    sheet.write_string(
        1,
        0,
        "Write the code, and a subject where one may follow: L3, T3 physics, C2 Latin.",
        styles["line"],
    )
    rows = [(code, name, group, "yes" if subject else "no")
            for code, name, group, subject in choices.activities]  # fmt: skip
    header = ("Code", "What it is", "Group", "A subject may follow")
    _table(sheet, styles, "activities", 2, header, rows, (8, 76, 14, 22))


def _lists(sheet: Any, styles: Mapping[str, Any], choices: Choices) -> dict[str, str]:
    """Write every choice, a column for each list; the ranges that hold them."""
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.write_string(0, 0, "The choices that the drop-down lists offer", styles["heading"])
    sheet.write_string(1, 0, "Blank cells below the last choice of a column are meant to be so.")
    places = {}
    for at, (offers, header, width) in enumerate(
        (("roles", "Role", 10), ("types", "Type of school", 32), ("contact", "Open to contact", 16),
         ("tags", "Needs and strengths", 64))
    ):  # fmt: skip
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, header, styles["bold"])
        values: Sequence[str] = getattr(choices, offers)
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
    sheet.add_table(
        top,
        0,
        top + (len(rows) or empty),
        len(header) - 1,
        {
            "name": name,
            "autofilter": False,
            "style": "Table Style Light 1",
            "columns": [{"header": text, "header_format": styles["bold"]} for text in header],
        },
    )
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, styles["cell" if rows else "entry"])
    for row, texts in enumerate(rows, start=top + 1):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, styles["cell"])
        # Not every program makes a row as high as its text when it opens a workbook.
        lines = max(-(-len(text) // (width - 2)) for text, width in zip(texts, widths, strict=True))
        sheet.set_row(row, 15 * max(lines, 1))
