"""The plan as a page and as a workbook: whole, readable, and nothing in them runs."""

from __future__ import annotations

import datetime
import io
import re

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.plans import both_ways, exchange, hostile_names, partnership
from openpyxl.workbook import Workbook

from matcher.core.cells import clean
from matcher.partnership.plan.content.checklist import checklist_rows
from matcher.partnership.plan.content.data_plan import data_plan_rows
from matcher.partnership.plan.content.indicators import plan_rows
from matcher.partnership.plan.content.placeholders import one_line
from matcher.partnership.plan.content.question_bank import question_rows, select_questions
from matcher.partnership.plan.files import markdown, workbook
from matcher.partnership.plan.files.editable_csv import Row
from matcher.partnership.plan.files.question_forms import question_forms
from matcher.partnership.plan.files.workbook_sheets import plan_workbook
from matcher.partnership.record.partnership import Partnership

Rows = tuple[list[Row], list[Row], list[Row], list[Row]]


def rows_of(made: Partnership) -> Rows:
    plan, asked = plan_rows(made), question_rows(made)
    return plan, asked, checklist_rows(), data_plan_rows(made, plan, asked)


def unescaped(text: str) -> str:
    """What a reader of Markdown sees."""
    text = re.sub(
        r"&#(\d+);", lambda m: chr(int(m[1])), re.sub(r"\\([*_{}\[\]#+!~$@\\])", r"\1", text)
    )
    return text


def test_the_page_has_everything() -> None:
    made = partnership(exchange("C2", "Latin"), exchange("L3", back=True))
    plan, asked, checklist, data = rows_of(made)
    checklist[0]["answer"] = "Agreed | with *stars*\nand lines"
    text = markdown.plan_markdown(made, plan, asked, checklist, data)
    seen = unescaped(text)
    for row in plan:
        assert one_line(row["text"]) in seen
    for row in (*asked, *checklist, *data):
        assert one_line(row["question"]) in seen
    assert "Agreed | with *stars* and lines" in seen
    assert "## C2 Latin (C2): Birchdale School gives, Ashmead Primary School gains" in seen
    assert "The column status may say: done" in seen
    assert "New Schools Network" not in text
    tables = re.findall(r"(?:^\|.*\n)+", text, re.M)
    for table in tables:
        widths = {len(re.findall(r"\|", line)) for line in table.splitlines()}
        assert len(widths) == 1  # no cell breaks its table


def test_page_and_workbook_say_where_a_follow_up_is_not_the_only_one() -> None:
    made = partnership(exchange("C2", "Latin"), exchange("L3", back=True))
    _, asked, checklist, data = rows_of(made)
    plan = plan_rows(made, datetime.date(2026, 9, 1))
    text = markdown.plan_markdown(made, plan, asked, checklist, data)
    sheet = openpyxl.load_workbook(io.BytesIO(plan_workbook(made, plan, asked, checklist, data)))[
        "Figures"
    ]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    for said in ("2027-01-06 and at the end of each term", "2027-09-01 and each year after"):
        assert f"| {said} |" in text
        assert said in cells


def test_routes_are_told_to_those_who_prepare_one() -> None:
    made = partnership(exchange("R2"))
    text = markdown.plan_markdown(made, *rows_of(made))
    assert "New Schools Network" in text
    assert "maths school" not in text.casefold()
    cover = openpyxl.load_workbook(io.BytesIO(plan_workbook(made, *rows_of(made))))["About"]
    assert any("New Schools Network" in str(row[0].value) for row in cover.iter_rows())


def test_a_row_left_out_or_of_ones_own() -> None:
    made = partnership(exchange("L3"))
    plan, asked, checklist, data = rows_of(made)
    plan[0] |= {"use": "no", "text": "Left out"}
    own = dict.fromkeys(plan[0], "") | {"text": "My own line", "stage": "a stage of mine"}
    text = markdown.plan_markdown(made, [*plan, own], asked, checklist, data)
    assert "Left out" not in text
    assert "My own line" in text
    assert "a stage of mine" in text


def test_a_page_that_was_changed_is_found_out() -> None:
    made = partnership(exchange("L3"))
    text = markdown.plan_markdown(made, *rows_of(made))
    assert markdown.is_unchanged(text)
    assert markdown.is_unchanged(text.replace("\n", "\r\n"))
    assert not markdown.is_unchanged(text.replace("Blank", "blank"))
    assert not markdown.is_unchanged(text + "\nMy note\n")
    assert not markdown.is_unchanged("")


def test_a_form_to_hand_out_is_for_one_group_one_age_and_one_time() -> None:
    made = partnership(exchange("C2", "Latin"))
    rows = select_questions(question_rows(made), "pupils")
    text = question_forms(rows, "primary", "after")
    own = [
        row
        for row in select_questions(rows, age="primary", when="after")
        if row["school"].startswith("Ash")
    ]
    before_only = [row for row in rows if row["when"] == "before"]
    assert text.count("# Questions for pupils of") == 2  # pupils of both are asked
    first = text.split("\n---\n")[0]
    top, *said = first.splitlines()
    assert top == (
        "<!-- For pupils (primary) of Ashmead Primary School, to answer after the activity. -->"
    )
    seen = unescaped("\n".join(said))
    assert all(row["question"] in seen for row in own)
    assert seen.count("☹ No / 😐 Not sure / ☺ Yes") == sum("sad" in r["answers"] for r in own) > 0
    assert "____" in seen
    for remark in ("primary;", "before", "after the", "face:", "Strongly"):
        assert remark not in seen
    assert not any(row["question"] in unescaped(text) for row in before_only)
    assert question_forms([]) == "No questions.\n"


def test_every_question_is_on_the_forms_of_its_times_and_ages() -> None:
    rows = question_rows(partnership(exchange("X1"), exchange("C2", "Latin", back=True)))
    text = unescaped(question_forms(rows))
    for row in rows:
        aged = len(row["ages"].split(", ")) if row["who"] == "pupils" else 1
        timed = 2 if row["when"] == "before and after" else 1
        assert text.count(f". {row['question']}\n") >= aged * timed, row["question"]
    mine = dict.fromkeys(rows[0], "") | {"who": "parents", "question": "What do you hope for?"}
    assert question_forms([mine]).count("What do you hope for?") == 2


@settings(max_examples=200, deadline=None)
@given(hostile_names)
def test_no_name_means_anything_to_markdown(name: str) -> None:
    text = markdown.escape_markdown(name)
    assert "\n" not in text
    assert not re.search(r"(?<!\\)[*_\[\]{}#~$]", re.sub(r"&#\d+;", "", text).replace("\\\\", ""))
    assert not re.search(r"[<>|`]|&(?!#\d+;)", text)
    assert unescaped(text) == " ".join(clean(name)[0].split())


@pytest.fixture(scope="module")
def made() -> Partnership:
    return partnership(
        *both_ways().exchanges, names=("=1+1", "<b>{{6007*7001}}</b> & https://example.test/x")
    )


@pytest.fixture(scope="module")
def data(made: Partnership) -> bytes:
    return plan_workbook(made, *rows_of(made))


@pytest.fixture(scope="module")
def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_sheets(opened: Workbook, made: Partnership) -> None:
    assert opened.sheetnames == [
        "About", "Plan", "Indicators", "Figures", "Questions pupils", "Questions staff",
        "Questions leads", "Checklist", "Data plan",
    ]  # fmt: skip
    plan, asked, checklist, own = rows_of(made)
    count = {sheet.title: sheet.max_row - 3 for sheet in opened if sheet.title != "About"}
    assert count["Plan"] + count["Indicators"] == len(plan)
    assert count["Figures"] == count["Indicators"]
    assert sum(n for name, n in count.items() if name.startswith("Questions")) == len(asked)
    assert (count["Checklist"], count["Data plan"]) == (len(checklist), len(own))
    held = {cell.value for row in opened["Plan"].iter_rows() for cell in row}
    assert {"=1+1", "<b>{{6007*7001}}</b> & https://example.test/x"} <= held


def test_nothing_in_it_is_a_formula_or_a_link(opened: Workbook) -> None:
    for sheet in opened:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)


def test_the_rules_of_an_accessible_workbook(opened: Workbook) -> None:
    assert opened.properties.title
    for sheet in opened:
        assert sheet["A1"].value
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.sheet_state == "visible"
        if sheet.title != "About":
            assert len(sheet.tables) == 1
            assert all(any(cell.value for cell in row) for row in sheet.iter_rows(min_row=3))


def test_every_sheet_prints_one_page_wide(opened: Workbook) -> None:
    for sheet in opened:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # One page wide is what is meant where nothing is written.
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == 0  # as long as it takes
        widths = [
            sheet.column_dimensions[cell.column_letter].width for cell in next(sheet.iter_rows())
        ]
        assert sum(widths) < 240  # more would be too small to read on A4
        if sheet.title != "About":
            assert sheet.print_title_rows == "$3:$3"
            assert sheet["A4"].alignment.wrap_text


def test_the_same_rows_give_the_same_bytes(data: bytes, made: Partnership) -> None:
    assert plan_workbook(made, *rows_of(made)) == data


def test_a_workbook_that_was_saved_again_is_found_out(data: bytes, opened: Workbook) -> None:
    assert workbook.is_unchanged(data)
    again = io.BytesIO()
    opened.save(again)
    assert not workbook.is_unchanged(again.getvalue())
    assert not workbook.is_unchanged(b"no workbook")
    assert not workbook.is_unchanged(data[:-100])


def test_rows_of_a_persons_own_have_their_sheet(made: Partnership) -> None:
    plan, asked, checklist, own = rows_of(made)
    mine = dict.fromkeys(asked[0], "") | {"who": "parents", "question": "What do you hope for?"}
    opened = openpyxl.load_workbook(
        io.BytesIO(plan_workbook(made, plan, [*asked, mine], checklist, own))
    )
    assert opened["Questions others"]["C4"].value == "What do you hope for?"


@settings(max_examples=10, deadline=None)
@given(st.lists(hostile_names, min_size=100, max_size=100))
def test_a_thousand_hostile_names_arrive_in_the_workbook(names: list[str]) -> None:
    rows = [{"name": one_line(name)} for name in names]
    made = workbook.workbook("names", [], [workbook.Sheet("Names", "Names", ("name",), rows)])
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Names"]
    held = [sheet.cell(4 + at, 1).value or "" for at in range(len(names))]
    assert held == [one_line(name) for name in names]
    assert workbook.is_unchanged(made)


def test_a_damaged_workbook_is_a_changed_one(data: bytes) -> None:
    """Damage is met when the archive is opened or, as late, when a sheet is unpacked: never an
    error."""
    header = data.index(b"xl/worksheets/sheet3.xml")
    contents = header + len(b"xl/worksheets/sheet3.xml")
    for at in (header, *range(contents, contents + 40)):
        damaged = bytearray(data)
        damaged[at] ^= 0xFF
        assert not workbook.is_unchanged(bytes(damaged)), at
    for end in range(0, len(data), len(data) // 100):
        assert not workbook.is_unchanged(data[:end])
