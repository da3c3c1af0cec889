"""A returned form from its grids: whose it is, and the cells of every question.

Nothing but the words that stand in it finds the way: rows and columns may have been moved,
added or widened, the sheet and the file renamed. The header row of the answers is where "Yes",
"Not now" and "No" stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.core.errors import FileError
from matcher.core.questionnaire import (
    ANSWERS,
    FORM_LABEL,
    NOTED,
    OFFERS,
    QUESTION,
    REF,
    SCHOOL_LABEL,
    SIDES,
    URN_LABEL,
    WORDS,
    FormRow,
    Question,
    ReturnedForm,
)
from matcher.core.text.contacts import without_contacts
from matcher.intake.forms.form_files import FoundFile
from matcher.intake.forms.form_grids import Grid, grids, saved_at
from matcher.intake.forms.marks import Mark, Marks, outside
from matcher.intake.sheet import column_letters

_NO_FORM = "holds no form of ours: no row is headed Yes, Not now, No"
# A URN, or the key of a school that has none (:mod:`matcher.intake.stand_ins`).
_URN = re.compile(r"(?<!\w)(?:\d{5,6}|x[0-9a-f]{8})(?!\w)")
_NAME_STARTS = re.compile(r"(\d{5,6}|x[0-9a-f]{8})(?!\w)")
_COLUMNS = {" ".join(name.casefold().split()): name
            for name in (QUESTION, *ANSWERS, WORDS, NOTED, REF)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Header:
    at: int
    places: Mapping[str, int]  # column of ours → position

    def cell(self, row: Sequence[str], name: str) -> str:
        at = self.places.get(name, -1)
        return row[at] if 0 <= at < len(row) else ""


def read_form(
    found: FoundFile, questions: Mapping[str, Sequence[Question]]
) -> tuple[ReturnedForm | None, tuple[str, str]]:
    """The form that a file holds; else None, and why with what to do. ``questions`` are those
    of each side, by which a row is known whose reference was lost."""
    if found.fault:
        return None, (found.fault, found.hint)
    try:
        read = list(grids(found.data, found.name))
    except FileError as error:
        return None, (error.what, error.hint)
    saved = saved_at(found.data)
    forms = [
        _form(found.name, read, grid, header, questions, saved)
        for grid in read
        if (header := _header(grid)) is not None
    ]
    if not forms:
        return None, (_NO_FORM, "if it answers all the same, type that into a form")
    if len(forms) > 1:
        filled = [form for form in forms if _is_filled(form)]
        if len(filled) > 1:
            return None, ("holds several forms", "keep one form in a file")
        forms = filled or forms
    return forms[0], ("", "")


def _is_filled(form: ReturnedForm) -> bool:
    return any(cell.strip() for row in form.rows for cell in row.cells.values())


def _header(grid: Grid) -> _Header | None:
    for at, (_, row) in enumerate(grid.rows):
        places: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = _COLUMNS.get(" ".join(cell.casefold().split()).rstrip(":.*"))
            if name is not None:
                places.setdefault(name, column)
        if all(name in places for name in ANSWERS):
            return _Header(at, places)
    return None


def _form(
    file: str,
    every: Sequence[Grid],
    grid: Grid,
    header: _Header,
    questions: Mapping[str, Sequence[Question]],
    saved: str,
) -> ReturnedForm:
    above = [row for one in every if one is not grid and not one.has_letters for _, row in one.rows]
    above += [row for _, row in grid.rows[: header.at]]
    side = _beside(above, FORM_LABEL).casefold()
    if side not in SIDES:
        side = _side_by_words(grid, header, questions)
    asked = questions[side]
    urn = _URN.search(_beside(above, URN_LABEL))
    found = (*grid.marks, *_other_sheets(grid, every))
    marks = Marks(file, found, header.places, lambda row, at: _place(grid, row, at))
    rows = _rows(grid, header, asked, marks)
    remarks = tuple(marks.remarks())
    named = _NAME_STARTS.match(file.rpartition("/")[2])
    return ReturnedForm(
        file,
        grid.title,
        side,
        urn[0] if urn else "",
        without_contacts(_beside(above, SCHOOL_LABEL)),
        tuple(rows),
        saved,
        named[1] if named else "",
        remarks,
    )


def _other_sheets(grid: Grid, every: Sequence[Grid]) -> Iterator[Mark]:
    """The words on sheets of the workbook that are no form."""
    for one in every:
        if one is not grid and one.has_letters and _header(one) is None:
            words = " ".join(cell.strip() for _, row in one.rows for cell in row if cell.strip())
            if words:
                yield Mark("sheet", text=words, place=f"sheet {one.title}")


def _beside(rows: Iterable[Sequence[str]], label: str) -> str:
    """What stands to the right of a label, or behind it in its own cell."""
    for row in rows:
        for at, cell in enumerate(row):
            text = " ".join(cell.split())
            head, colon, tail = text.partition(":")
            if head.strip().casefold() != label.casefold():
                continue
            if colon and tail.strip():
                return tail.strip()
            rest = (" ".join(other.split()) for other in row[at + 1 :])
            return next(filter(None, rest), "")
    return ""


def _side_by_words(grid: Grid, header: _Header, questions: Mapping[str, Sequence[Question]]) -> str:
    """Which form it is by the words of its questions, where its label was lost."""
    said = {_words(header.cell(row, QUESTION)) for _, row in grid.rows[header.at + 1 :]}
    known = {side: sum(_words(one.text) in said for one in questions[side]) for side in SIDES}
    return max(SIDES, key=lambda side: (known[side], side == OFFERS))


def _rows(grid: Grid, header: _Header, asked: Sequence[Question], marks: Marks) -> list[FormRow]:
    by_ref = {_words(question.ref): question.ref for question in asked}
    by_words = {_words(question.text): question.ref for question in asked}
    headings = {_words(question.section) for question in asked} | {_words(QUESTION), ""}
    rows = []
    for number, row in grid.rows[header.at + 1 :]:
        question = " ".join(header.cell(row, QUESTION).split())
        ref = by_words.get(_words(question), "") or by_ref.get(_words(header.cell(row, REF)), "")
        raw = {name: header.cell(row, name) for name in (*ANSWERS, WORDS)}
        cells = marks.counted(number, raw, question)
        for column, text in outside(row, header.places):
            marks.see_text(number, column, text)
        marks.see_row(number, cells, ref, question)
        if not ref and not any(cell.strip() for cell in cells.values()):
            for name in (QUESTION, NOTED, REF):
                if _words(text := header.cell(row, name)) not in headings:
                    marks.see_text(number, header.places[name], text)
            continue  # a heading
        places = {name: _place(grid, number, header.places.get(name)) for name in cells}
        rows.append(FormRow(ref, question, cells, places))
    return rows


def _place(grid: Grid, number: int, column: int | None) -> str:
    if column is None or column < 0:
        return f"row {number}"
    if not grid.has_letters:
        return f"row {number}, column {column + 1}"
    return f"{column_letters(column)}{number}"


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())
