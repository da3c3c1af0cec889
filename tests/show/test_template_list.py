"""The empty list as a workbook: its form, its drop-downs, and that nothing in it is run."""

from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from strategies import HOSTILE

from matcher.show.forms.template_schools import COLUMNS, ROWS, SHEET, Choices, template_bytes

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "https://example.test/x", "{=1}")
CHOICES = Choices(
    roles=("seeker", "none"),
    types=("Academy", "University"),
    contact=("yes", "no"),
    tags=("none", "L3 coaching", *FORMULAS, *(text for text in HOSTILE if "\n" not in text)),
    activities=(("L3", "Coaching", "leadership", False), ("T3", "=Teachers", "teaching", True)),
)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_bytes(CHOICES)))


def test_the_sheets_and_their_headers(book: Workbook) -> None:
    assert book.sheetnames == ["How to fill this in", SHEET, "Activities", "Lists"]
    assert [cell.value for cell in book[SHEET][1]] == [column.header for column in COLUMNS]
    assert [column.header for column in COLUMNS][:5] == [
        "URN", "School name", "Postcode", "Role", "Type of school",
    ]  # fmt: skip
    assert book[SHEET].max_row in (1, ROWS + 1)
    assert all(row[0] is None for row in book[SHEET].iter_rows(min_row=2, values_only=True))


def test_every_column_is_explained(book: Workbook) -> None:
    rows = list(book["How to fill this in"].iter_rows(values_only=True))
    explained = {row[0]: row[1] for row in rows if row[1]}
    assert set(explained) == {"Column", *(column.header for column in COLUMNS)}
    words = " ".join(str(row[0]) for row in rows)
    assert "A blank cell means not known" in words
    assert "Nothing about people is wanted" in words


def test_a_drop_down_offers_exactly_its_choices_and_forbids_nothing(book: Workbook) -> None:
    rules = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): rule
        for rule in book[SHEET].data_validations.dataValidation
    }
    assert len(rules) == len(COLUMNS)
    for cell, column in zip(book[SHEET][1], COLUMNS, strict=True):
        rule = rules[cell.column_letter]
        assert str(rule.sqref) == f"{cell.column_letter}2:{cell.column_letter}{ROWS + 1}"
        assert rule.errorStyle in ("warning", "information")
        assert rule.prompt == column.guide
        assert len(rule.prompt) <= 255
        assert len(rule.promptTitle) <= 32
        if column.offers:
            assert rule.type == "list"
            sheet, _, cells = rule.formula1.partition("!")
            held = [row[0].value for row in book[sheet][cells.replace("$", "")]]
            assert held == list(getattr(CHOICES, column.offers))


def test_nothing_is_a_formula_or_a_link(book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    held = {cell.value for cell in book["Lists"]["D"]}
    assert set(CHOICES.tags) <= held


def test_the_rules_of_an_accessible_workbook(book: Workbook) -> None:
    assert book.properties.title
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet["A1"].value
        for table in sheet.tables.values():
            assert table.headerRowCount != 0
            assert table.autoFilter is None
    assert [len(sheet.tables) for sheet in book] == [1, 1, 1, 0]


def test_the_same_bytes_at_another_time() -> None:
    first = template_bytes(CHOICES)
    time.sleep(2.1)  # the times in a zip go by two seconds
    assert template_bytes(CHOICES) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
