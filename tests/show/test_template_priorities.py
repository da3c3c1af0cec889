"""The empty list of priorities as a workbook: its form, and that nothing in it is run."""

from __future__ import annotations

import io
import time

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from strategies import HOSTILE

from matcher.show.forms.template_priorities import (
    COLUMNS,
    SHEET,
    PriorityChoices,
    template_priorities_bytes,
)
from matcher.show.forms.template_workbook import ROWS

CHOICES = PriorityChoices(
    levels=("region", "school"),
    tags=("L3 coaching", "=1+1", "{=1}", *(text for text in HOSTILE if "\n" not in text)),
    phases=("Primary", "Secondary"),
    activities=(("L3", "Coaching", "leadership", False), ("T3", "=Teachers", "teaching", True)),
)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_priorities_bytes(CHOICES)))


def test_the_sheets_and_their_headers(book: Workbook) -> None:
    assert book.sheetnames == ["How to fill this in", SHEET, "Activities", "Lists"]
    header = [cell.value for cell in book[SHEET][1]]
    assert header == ["Level", "Name", "Priority", "Phase", "From", "Until"]
    assert all(row[0] is None for row in book[SHEET].iter_rows(min_row=2, values_only=True))
    rows = list(book["How to fill this in"].iter_rows(values_only=True))
    assert {row[0] for row in rows if row[1]} == {"Column", *header}


def test_a_drop_down_offers_exactly_its_choices_and_forbids_nothing(book: Workbook) -> None:
    rules = {str(r.sqref)[0]: r for r in book[SHEET].data_validations.dataValidation}
    for cell, column in zip(book[SHEET][1], COLUMNS, strict=True):
        rule = rules[cell.column_letter]
        assert str(rule.sqref) == f"{cell.column_letter}2:{cell.column_letter}{ROWS + 1}"
        assert rule.errorStyle in ("warning", "information")
        assert rule.prompt == column.guide
        if column.offers:
            sheet, _, cells = rule.formula1.partition("!")
            held = [row[0].value for row in book[sheet][cells.replace("$", "")]]
            assert held == list(getattr(CHOICES, column.offers))
    assert [column.header for column in COLUMNS if column.offers] == ["Level", "Priority", "Phase"]


def test_nothing_is_a_formula_and_nothing_is_hidden(book: Workbook) -> None:
    assert book.properties.title
    for sheet in book:
        assert (sheet.sheet_state, sheet.freeze_panes) == ("visible", None)
        assert not sheet.merged_cells.ranges
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)


def test_the_same_bytes_at_another_time() -> None:
    first = template_priorities_bytes(CHOICES)
    time.sleep(2.1)  # the times in a zip go by two seconds
    assert template_priorities_bytes(CHOICES) == first
