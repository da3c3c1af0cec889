"""What people mark in a form by other means than words in its cells is no answer, and is listed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from returned_forms import as_csv, fill, fill_in_office, listed, offers, send

from matcher.jobs.lists.collect import collect

YELLOW = PatternFill("solid", fgColor="FFFF00")


def line(sheet: Any, ref: str) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 7).value == ref)


def coloured(book: Any) -> None:
    book.active.cell(line(book.active, "L1"), 2).fill = YELLOW


def formula(book: Any) -> None:
    book.active.cell(line(book.active, "L1"), 2).value = '=IF(1=1,"x","")'


def hidden_row(book: Any) -> None:
    book.active.cell(line(book.active, "L1"), 2).value = "x"
    book.active.row_dimensions[line(book.active, "L1")].hidden = True


def hidden_column(book: Any) -> None:
    book.active.cell(line(book.active, "L1"), 4).value = "x"
    book.active.column_dimensions["D"].hidden = True


def struck(book: Any) -> None:
    cell = book.active.cell(line(book.active, "L1"), 2)
    cell.value, cell.font = "yes", Font(strike=True)


def comment(book: Any) -> None:
    note = Comment("Jo Example:\nyes, from 2027, ask Mrs Example", "Jo Example")
    book.active.cell(line(book.active, "L1"), 2).comment = note


def beside(book: Any) -> None:
    book.active.cell(line(book.active, "L1"), 10).value = "we could do governors"


def below(book: Any) -> None:
    book.active.cell(book.active.max_row + 3, 1).value = "we also have a pool"


def hidden_sheet(book: Any) -> None:
    more = book.create_sheet("More")
    more["A1"], more.sheet_state = "we have a pool", "hidden"


WAYS: list[tuple[Callable[[Any], None], str]] = [
    (coloured, "FFFF00"), (formula, "=IF(1=1"), (hidden_row, "x"), (hidden_column, "x"),
    (struck, "yes"), (comment, "yes, from 2027, ask [name]"), (beside, "we could do governors"),
    (below, "we also have a pool"), (hidden_sheet, "sheet More we have a pool"),
]  # fmt: skip


def test_marks_in_a_workbook_are_listed_and_never_counted(tmp_path: Path) -> None:
    forms = send(tmp_path / "sent", len(WAYS))
    back = tmp_path / "back"
    back.mkdir()
    for (change, _), (urn, source) in zip(WAYS, forms.items(), strict=True):
        fill(source, back / f"{urn}.xlsx", {"C1": {"Yes": "x"}}, change)
    found = collect(back)
    assert offers(found) == {urn: {"C1"} for urn in forms}
    for (change, said), urn in zip(WAYS, forms, strict=True):
        (one,) = listed(found, f"{urn}.xlsx")
        assert said in one, change.__name__
    assert "Jo Example" not in found.account().to_csv()


def test_a_mark_alone_is_no_blank_form(tmp_path: Path) -> None:
    ((_, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    fill(source, back / "form.xlsx", {}, coloured)
    (form,) = collect(back).forms
    assert form.outcome == "not understood"


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_a_form_as_it_was_sent_has_no_marks(tmp_path: Path, form: str) -> None:
    ((_, source),) = send(tmp_path / "sent", 1, form).items()
    found = collect(source.parent)
    assert found.remarks == []
    assert {one.outcome for one in found.forms} == {"empty", "passed over"}


def test_a_colour_beside_an_answer_is_an_ornament(tmp_path: Path) -> None:
    ((urn, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    fill(source, back / "form.xlsx", {"L1": {"Yes": "x"}}, coloured)
    found = collect(back)
    assert (offers(found), found.to_check) == ({urn: {"L1"}}, 0)


def test_colours_everywhere_are_counted_and_the_first_are_listed(tmp_path: Path) -> None:
    ((_, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()

    def paint(book: openpyxl.Workbook) -> None:
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                cell.fill = YELLOW

    fill(source, back / "form.xlsx", {"C1": {"Yes": "x"}}, paint)
    said = listed(collect(back), "form.xlsx")
    assert len(said) == 21
    assert sum(one.startswith("and ") and one.endswith(" more") for one in said) == 1


def test_text_beside_the_table_of_a_text_file_is_listed(tmp_path: Path) -> None:
    ((urn, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    path = fill(source, tmp_path / "form.xlsx", {"C1": {"Yes": "x"}}, beside)
    as_csv(path, back / "form.csv")
    found = collect(back)
    assert offers(found) == {urn: {"C1"}}
    assert "we could do governors" in listed(found, "form.csv")[0]


def spoil_word(path: Path, way: str) -> None:
    """A document marked by hand in this way, in the row of governors."""
    document = docx.Document(str(path))
    cells = {row.cells[-1].text: row.cells for t in document.tables for row in t.rows}["L1"]
    answer, question = cells[1].paragraphs[0], cells[0].paragraphs[0]
    if way in ("strike", "double_strike", "hidden"):
        setattr(answer.add_run("yes").font, way, True)
    elif way == "highlight":
        question.runs[0].font.highlight_color = 7
    elif way == "comment":
        document.add_comment(question.runs, text="yes, from 2027", author="Jo Example")
    elif way == "below":
        document.add_paragraph("We could also lend a pool")
    document.save(str(path))
    if way == "box":
        box = ('<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
               "<w:txbxContent><w:p><w:r><w:t>yes please</w:t></w:r></w:p></w:txbxContent>"
               "</v:textbox></v:shape></w:pict></w:r>")  # fmt: skip
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        body = parts["word/document.xml"].decode()
        at = body.index("</w:p>", body.index("Governors: "))
        parts["word/document.xml"] = (body[:at] + box + body[at:]).encode()
        with zipfile.ZipFile(path, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)


WORD = {
    "strike": "yes", "double_strike": "yes", "hidden": "yes", "highlight": "Governors",
    "comment": "yes, from 2027", "box": "yes please", "below": "below the table We could also",
}  # fmt: skip


def answered(source: Path, target: Path, way: str) -> Path:
    document = docx.Document(str(source))
    rows = {row.cells[-1].text: row.cells for t in document.tables for row in t.rows}
    rows["C1"][1].paragraphs[0].add_run("x")
    document.save(str(target))
    spoil_word(target, way)
    return target


def test_marks_in_a_document_are_listed_and_never_counted(tmp_path: Path) -> None:
    forms = send(tmp_path / "sent", len(WORD), "docx")
    back = tmp_path / "back"
    back.mkdir()
    for way, (urn, source) in zip(WORD, forms.items(), strict=True):
        answered(source, back / f"{urn}.docx", way)
    found = collect(back)
    assert offers(found) == {urn: {"C1"} for urn in forms}
    for (way, said), urn in zip(WORD.items(), forms, strict=True):
        (one,) = listed(found, f"{urn}.docx")
        assert said in one, way
    assert "Jo Example" not in found.account().to_csv()


def test_marks_saved_by_libreoffice_are_listed_too(tmp_path: Path) -> None:
    sheets = send(tmp_path / "sheets", len(WAYS))
    words = send(tmp_path / "words", len(WORD), "docx")
    back, by_hand = tmp_path / "back", tmp_path / "by hand"
    back.mkdir()
    by_hand.mkdir()
    jobs, expected = [], {}
    # A formula is worked out by LibreOffice: it has its result then.
    for (change, said), (urn, source) in zip(WAYS, sheets.items(), strict=True):
        if change is not formula:
            path = fill(source, by_hand / f"{urn}.xlsx", {"C1": {"Yes": "x"}}, change)
            for suffix in (".ods", ".xlsx"):
                jobs.append((path, back / f"{change.__name__}{suffix}", {}))
                expected[f"{change.__name__}{suffix}"] = said
    for (way, said), source in zip(WORD.items(), words.values(), strict=True):
        path = answered(source, by_hand / f"{way}.docx", way)
        for suffix in (".odt", ".docx"):
            jobs.append((path, back / f"{way}{suffix}", {}))
            expected[f"{way}{suffix}"] = said
    fill_in_office(tmp_path, jobs)
    found = collect(back)
    assert all(tags == {"C1"} for tags in offers(found).values())
    told = {file: " | ".join(listed(found, file)) for file in expected}
    assert [file for file, said in expected.items() if said not in told[file]] == []
    assert "Jo Example" not in found.account().to_csv()
