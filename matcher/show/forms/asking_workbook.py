"""A form that asks one school, as a workbook of one sheet.

Cells for answers are text: a program that is given "2-3" must not make a day of it. They offer
an x in a list and take anything else as well.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from matcher.core.questionnaire import ANSWERS, CAPACITY, COLUMNS, OWN_WORDS, Question
from matcher.show.forms.asking_form import AskingForm
from matcher.show.kit import workbook as kit

SHEET = "Form"
_WIDTHS = (46, 6, 9, 6, 34, 38, 13)  # characters, of each of COLUMNS
_GREY = "#595959"
_TALL = 4  # lines of the cell for a school's own words


def asking_workbook(form: AskingForm) -> bytes:
    """The form as a workbook; the same form gives the same bytes."""
    buffer = io.BytesIO()
    with kit.workbook(buffer, f"{form.title} {form.school.name}"[:250]) as book:
        thin = {"border": 1, "border_color": "#808080"}
        styles = {
            "heading": book.add_format(kit.HEADING),
            "line": book.add_format({"text_wrap": False}),
            "bold": book.add_format({"bold": True}),
            "value": book.add_format({"num_format": "@", "align": "left"}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top",
                                     "bg_color": "#DDE6ED", **thin}),
            "section": book.add_format({"bold": True, "bg_color": "#F2F2F2"}),
            "question": book.add_format({**kit.WRAPPED, **thin}),
            "tick": book.add_format({"num_format": "@", "align": "center", "valign": "top",
                                     **thin}),
            "none": book.add_format({"bg_color": "#D9D9D9", "num_format": "@", **thin}),
            "words": book.add_format({**kit.WRAPPED, "num_format": "@", **thin}),
            "noted": book.add_format({**kit.WRAPPED, "italic": True, **thin}),
            "ref": book.add_format({"font_color": _GREY, "font_size": 8, "valign": "top"}),
        }  # fmt: skip
        sheet = book.add_worksheet(SHEET)
        _page(sheet)
        top = _head(sheet, styles, form)
        _rows(sheet, styles, form, top)
    return buffer.getvalue()


def _page(sheet: Any) -> None:
    sheet.set_paper(kit.A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)


def _head(sheet: Any, styles: dict[str, Any], form: AskingForm) -> int:
    """Write what stands above the table; the row that is next."""
    sheet.write_string(0, 0, form.title, styles["heading"])
    row = 1
    for label, value in form.labels:
        sheet.write_string(row, 0, label, styles["bold"])
        sheet.write_string(row, 1, value, styles["value"])
        row += 1
    for line in form.lines:
        sheet.write_string(row, 0, line, styles["line"])
        row += 1
    return row + 1


def _rows(sheet: Any, styles: dict[str, Any], form: AskingForm, top: int) -> None:
    for at, head in enumerate(COLUMNS):
        sheet.write_string(top, at, head, styles["head"])
    kit.set_height(sheet, top, 2)
    sheet.repeat_rows(top)
    row = top + 1
    for section, questions in form.sections():
        sheet.write_string(row, 0, section, styles["section"])
        for at in range(1, len(COLUMNS)):
            sheet.write_blank(row, at, None, styles["section"])
        row += 1
        for question in questions:
            _row(sheet, styles, row, question, form.school.noted.get(question.ref, ""))
            row += 1
    sheet.data_validation(top + 1, 1, row - 1, len(ANSWERS), {
        "validate": "list", "source": ["x"], "ignore_blank": True, "error_type": "information",
        "error_title": "An x is enough",
        "error_message": "Put an x under one of the three, or leave the row blank.",
    })  # fmt: skip


def _row(sheet: Any, styles: dict[str, Any], row: int, question: Question, noted: str) -> None:
    texts = (question.text, "", "", "", "", noted)
    ticks = question.ref not in (OWN_WORDS, CAPACITY)
    sheet.write_string(row, 0, question.text, styles["question"])
    for at in range(1, 1 + len(ANSWERS)):
        sheet.write_blank(row, at, None, styles["tick" if ticks else "none"])
    sheet.write_blank(row, 4, None, styles["words"])
    sheet.write_string(row, 5, noted, styles["noted"])
    sheet.write_string(row, 6, question.ref, styles["ref"])
    lines = _TALL if question.ref == OWN_WORDS else _lines(texts)
    kit.set_height(sheet, row, lines)


def _lines(texts: Sequence[str]) -> int:
    """How high the row has to be; words that wrap leave some of the width empty."""
    return max(
        1 + max(len(text) - 1, 0) // (width - 4)
        for text, width in zip(texts, _WIDTHS, strict=False)
    )
