"""The empty lists, of schools and of priorities, as workbooks: their form, their drop-downs, and
that nothing in them is run."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from strategies import HOSTILE

from matcher.show.forms import template_priorities, template_schools
from matcher.show.forms.template_workbook import ROWS, Column

FORMULAS = ("=1+1", "+made|'up'!A0", "@SUM(A1)", "https://example.test/x", "{=1}")
TAGS = ("L3 coaching", *FORMULAS, *(text for text in HOSTILE if "\n" not in text))
ACTIVITIES = (("L3", "Coaching", "leadership", False), ("T3", "=Teachers", "teaching", True))


@dataclass(frozen=True)
class Template:
    """A template: its choices, how it is made, its sheet, columns, their headers and those with
    a drop-down, what it says of a blank cell, and the column of the sheet Lists with the tags."""

    choices: template_schools.Choices | template_priorities.PriorityChoices
    make: Callable[..., bytes]
    sheet: str
    columns: tuple[Column, ...]
    headers: tuple[str, ...]
    offering: tuple[str, ...]
    of_blank: str
    tags_at: str


TEMPLATES = {
    "schools": Template(
        template_schools.Choices(
            ("seeker", "none"), ("Academy", "University"), ("yes", "no"), ("none", *TAGS),
            ACTIVITIES,
        ),
        template_schools.template_bytes,
        template_schools.SHEET,
        template_schools.COLUMNS,
        ("URN", "School name", "Postcode", "Role", "Type of school", "Needs 1", "Needs 2",
         "Needs 3", "Strengths 1", "Strengths 2", "Strengths 3", "Open to contact", "Capacity",
         "Notes"),
        ("Role", "Type of school", "Needs 1", "Needs 2", "Needs 3", "Strengths 1", "Strengths 2",
         "Strengths 3", "Open to contact"),
        "A blank cell means not known", "D",
    ),
    "priorities": Template(
        template_priorities.PriorityChoices(
            ("region", "school"), TAGS, ("Primary", "Secondary"), ACTIVITIES
        ),
        template_priorities.template_priorities_bytes,
        template_priorities.SHEET,
        template_priorities.COLUMNS,
        ("Level", "Name", "Priority", "Phase", "From", "Until"),
        ("Level", "Priority", "Phase"),
        "A blank cell in Phase, From or Until sets no limit", "B",
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=TEMPLATES)
def template(request: pytest.FixtureRequest) -> Template:
    return TEMPLATES[request.param]


@pytest.fixture(scope="module")
def book(template: Template) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(template.make(template.choices)))


def test_the_sheets_and_their_headers(book: Workbook, template: Template) -> None:
    assert book.sheetnames == ["How to fill this in", template.sheet, "Activities", "Lists"]
    sheet = book[template.sheet]
    assert tuple(cell.value for cell in sheet[1]) == template.headers
    assert tuple(column.header for column in template.columns) == template.headers
    assert sheet.print_title_rows == "$1:$1"  # on every page that is printed
    assert sheet.print_title_cols.startswith("$A:")
    assert sheet.max_row in (1, ROWS + 1)
    assert all(row[0] is None for row in sheet.iter_rows(min_row=2, values_only=True))


def test_every_column_is_explained(book: Workbook, template: Template) -> None:
    rows = list(book["How to fill this in"].iter_rows(values_only=True))
    explained = {row[0]: row[1] for row in rows if row[1]}
    assert set(explained) == {"Column", *template.headers}
    words = " ".join(str(row[0]) for row in rows)
    assert template.of_blank in words
    assert "Nothing about people is wanted" in words


def test_a_drop_down_offers_exactly_its_choices_and_forbids_nothing(
    book: Workbook, template: Template
) -> None:
    rules = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): rule
        for rule in book[template.sheet].data_validations.dataValidation
    }
    assert len(rules) == len(template.columns)
    for cell, column in zip(book[template.sheet][1], template.columns, strict=True):
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
            assert held == list(getattr(template.choices, column.offers))
    assert tuple(one.header for one in template.columns if one.offers) == template.offering


def test_nothing_is_a_formula_or_a_link(book: Workbook, template: Template) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    held = {cell.value for cell in book["Lists"][template.tags_at]}
    assert set(template.choices.tags) <= held


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
    first = {name: one.make(one.choices) for name, one in TEMPLATES.items()}
    time.sleep(2.1)  # the times in a zip go by two seconds
    for name, one in TEMPLATES.items():
        assert one.make(one.choices) == first[name]
        with zipfile.ZipFile(io.BytesIO(first[name])) as archive:
            assert archive.testzip() is None
