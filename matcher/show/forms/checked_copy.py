"""A list as it was sent, with every problem beside its cell.

The copy keeps each row and column where it stood, so that a person can mend in either
file; the copy is itself a list that can be read. Columns about people are left empty.
Colour is never the only sign: a last column says in words what is wrong with each row,
and a sheet lists every problem.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from matcher.core.problems import Problem
from matcher.core.text.contacts import without_contacts
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.show.kit import workbook as kit
from matcher.show.kit.workbook import LONGEST_CELL, MADE

RESULT = "CHECK RESULT"
_PEOPLE = "About people"  # in place of a title over columns that are not copied
_GRAVITY = ("rejected", "warning", "note")
_WORDS = {"rejected": "Row not used", "warning": "Please mend", "note": "For information"}
# Light fills on which black text keeps a contrast of at least 12 to 1; borders tell them
# apart in greyscale.
_LOOKS = {
    "rejected": {"bg_color": "#F4C7C3", "border": 2},
    "warning": {"bg_color": "#FCE8B2", "border": 1},
    "note": {"bg_color": "#DCE9F7", "border": 4},
}
_RESULT_WIDTH = 80  # characters
_MOST_NOTES = 2_000  # comments on cells; the last column has the words in any case
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,14}[1-9])?\Z")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
_CORE = "docProps/core.xml"


@dataclass(frozen=True, slots=True)
class ListAsRead:
    """A list as it was written: ``rows`` (row number from 1, cells), ``header_row``,
    ``places`` (positions from 0 of each header as shown and each column of ours),
    ``left_out`` (positions that must not be copied), ``title_row`` (titles over groups of
    columns; 0 where there is none)."""

    list: str
    sheet: str
    rows: Sequence[tuple[int, Sequence[str]]]
    header_row: int
    places: Mapping[str, Sequence[int]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    title_row: int = 0

    @property
    def width(self) -> int:
        """Columns up to the last with a header, at least one; the results of an earlier
        check are not among them."""
        # A header may have two rows, of which the upper one may reach further.
        headers = [cells for number, cells in self.rows if 0 <= self.header_row - number <= 1]
        return max(
            (
                i + 1
                for cells in headers
                for i, text in enumerate(cells)
                if text.strip() not in ("", RESULT)
            ),
            default=1,
        )

    def position(self, column: str, value: str, texts: Sequence[str]) -> int | None:
        """The position of a problem's column: its header, or a column of ours. Of several
        columns that feed one, the one whose cell among ``texts`` holds the value."""
        if column in self.places:
            cells = {i: without_contacts(texts[i]) for i in self.places[column] if i < len(texts)}
            holding = [i for i, text in cells.items() if value in text]
            return holding[0] if value and holding else self.places[column][0]
        return None


def checked_copy(
    written: ListAsRead, problems: Sequence[Problem], *, title: str, summary: Sequence[str]
) -> bytes:
    """The workbook: a summary, the list with its problems, and the problems as a table.
    The same input gives the same bytes."""
    buffer = io.BytesIO()
    ours = [p for p in problems if p.list == written.list]
    with kit.workbook(buffer, title, RESULT) as book:
        looks = {
            name: book.add_format({**look, "text_wrap": True, "valign": "top"})
            for name, look in _LOOKS.items()
        }
        name = _sheet_name(written.sheet or "List")
        _summary(book, looks, title, summary, ours)
        cells = _list(book, name, looks, written, ours)
        _problems(book, name, ours, cells)
        book.worksheets()[0].activate()
    return buffer.getvalue()


def is_unedited(path: Path) -> bool:
    """Whether ``path`` is a copy of ours that nobody has saved since: a spreadsheet
    program writes the day into it when it saves."""
    try:
        with zipfile.ZipFile(path) as archive:
            core = archive.read(_CORE).decode("utf-8", "replace")
    except DAMAGED_ZIP:
        return False
    stamp = f"{MADE:%Y-%m-%dT%H:%M:%SZ}"
    return f"<cp:category>{RESULT}</cp:category>" in core and core.count(stamp) == 2


Cell = tuple[int, int]


def _list(
    book: Any, name: str, looks: Mapping[str, Any], written: ListAsRead, problems: Sequence[Problem]
) -> dict[Problem, Cell]:
    """The list itself; gives the cell of each problem that has one."""
    sheet = book.add_worksheet(name)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    wrap = book.add_format(kit.WRAPPED)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    last = written.width
    by_row: dict[int, list[Problem]] = defaultdict(list)
    marked: dict[Cell, list[Problem]] = defaultdict(list)
    cells: dict[Problem, Cell] = {}
    rows = dict(written.rows)
    for problem in sorted(problems, key=_gravity):
        if problem.row:
            texts = rows.get(problem.row, ())
            at = written.position(problem.column, problem.value, texts) if problem.column else None
            cells[problem] = (problem.row - 1, last if at is None or at >= last else at)
            by_row[problem.row].append(problem)
            marked[cells[problem]].append(problem)
    for number, texts in written.rows:
        is_header = number == written.header_row
        for column in range(last):
            text = texts[column] if column < len(texts) else ""
            here = marked.get((number - 1, column))
            plain = bold if is_header else wrap if number > written.header_row else None
            form = looks[here[0].severity] if here else plain
            if column in written.left_out and not is_header:
                # Without its title the name of a contact would pass for that of the school.
                text = _PEOPLE if text and number == written.title_row else ""
            if text or here:
                _write(sheet, number - 1, column, text[:LONGEST_CELL], form)
        if number in by_row:
            words = "\n".join(f"{_WORDS[p.severity]}: {_problem_text(p)}" for p in by_row[number])
            _write(sheet, number - 1, last, words[:LONGEST_CELL], wrap)
            kit.fit_height(sheet, number - 1, words, _RESULT_WIDTH)
    if written.header_row:
        _write(sheet, written.header_row - 1, last, RESULT, bold)
        kit.set_height(sheet, written.header_row - 1, 2)
    _comments(sheet, marked, last)
    for column, size in enumerate(_widths(written)):
        sheet.set_column(column, column, size)
    sheet.set_column(last, last, _RESULT_WIDTH)
    _on_paper(sheet)
    return cells


def _widths(written: ListAsRead) -> list[int]:
    """As wide as most of the first hundred texts, within reason."""
    top = [row for number, row in written.rows if number >= written.header_row][:100]
    found = []
    for column in range(written.width):
        sizes = sorted(len(row[column]) for row in top if column < len(row)) or [0]
        found.append(min(max(sizes[-1 - len(sizes) // 10] + 2, 9), 32))
    return found


def _on_paper(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(kit.A4)
    sheet.fit_to_pages(1, 0)


def _comments(sheet: Any, marked: Mapping[Cell, Sequence[Problem]], last: int) -> None:
    beside = sorted((cell, here) for cell, here in marked.items() if cell[1] != last)
    for (row, column), here in beside[:_MOST_NOTES]:
        text = "\n".join(f"{_WORDS[p.severity]}: {_problem_text(p)}" for p in here)
        sheet.write_comment(
            row, column, text[:1_000], {"author": "check", "x_scale": 2.5, "y_scale": 1.2}
        )


def _problems(
    book: Any, name: str, problems: Sequence[Problem], cells: Mapping[Problem, Cell]
) -> None:
    sheet = book.add_worksheet(_unlike("Problems", name))
    heading = book.add_format(kit.HEADING)
    wrap = book.add_format(kit.WRAPPED)
    sheet.write_string(0, 0, "Every problem, the gravest first", heading)
    sheet.write_string(1, 0, "Go to a cell by its link. A blank cell means the whole file.")
    headers = ("Cell", "How grave", "What is wrong", "What to do", "What it says now", "Code")
    ordered = sorted(problems, key=lambda p: (_gravity(p), p.row, p.column, p.code, p.value))
    kit.add_table(sheet, "problems", 2, len(ordered), headers)
    link = book.add_format({"font_color": "#12436D", "underline": 1, "valign": "top"})
    for at, problem in enumerate(ordered, start=3):
        if problem in cells and at < 60_000:  # a workbook holds 65,530 links
            cell = xl_rowcol_to_cell(*cells[problem])
            quoted = name.replace("'", "''")
            sheet.write_url(at, 0, f"internal:'{quoted}'!{cell}", link, cell)
        texts = (_WORDS[problem.severity], problem.message, problem.hint, problem.value,
                 problem.code)  # fmt: skip
        longest = max(problem.message, problem.hint, key=len)
        kit.fit_height(sheet, at, longest, 55)
        for column, text in enumerate(texts, start=1):
            sheet.write_string(at, column, text[:LONGEST_CELL], wrap)
    for column, size in enumerate((8, 15, 60, 50, 30, 20)):
        sheet.set_column(column, column, size)
    _on_paper(sheet)


def _summary(
    book: Any,
    looks: Mapping[str, Any],
    title: str,
    summary: Sequence[str],
    problems: Sequence[Problem],
) -> None:
    sheet = book.add_worksheet("Summary")
    wrap = book.add_format(kit.WRAPPED)
    sheet.set_column(0, 0, 20, wrap)
    sheet.set_column(1, 1, 90, wrap)
    sheet.write_string(0, 0, title, book.add_format(kit.HEADING))
    row = 2
    for severity in _GRAVITY:
        count = sum(p.severity == severity for p in problems)
        sheet.write_string(row, 0, _WORDS[severity], looks[severity])
        sheet.write_string(row, 1, f"{count:,} {_MEANING[severity]}")
        row += 1
    row += 1
    for line in summary:
        sheet.write_string(row, 1, line[:LONGEST_CELL], wrap)
        kit.fit_height(sheet, row, line, 90)
        row += 1
    _on_paper(sheet)


_MEANING = {
    "rejected": "rows that could not be used",
    "warning": "things to mend, or the school is matched worse or not at all",
    "note": "things we did or noticed; nothing needs doing if they are right",
}


def _problem_text(problem: Problem) -> str:
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.message}{hint}"


def _gravity(problem: Problem) -> int:
    return _GRAVITY.index(problem.severity)


def _write(sheet: Any, row: int, column: int, text: str, form: Any) -> None:
    if _NUMBER.match(text):
        sheet.write_number(row, column, float(text), form)
    elif text:
        sheet.write_string(row, column, text, form)
    elif form is not None:
        sheet.write_blank(row, column, None, form)


def _sheet_name(name: str) -> str:
    return _unlike(_SHEET_NAME.sub("_", name)[:31] or "List", "Summary")


def _unlike(name: str, other: str) -> str:
    """``name``, or another where ``other`` is the same but for case, as Excel sees sheets."""
    return name if name.casefold() != other.casefold() else f"{name[:29]} 2"
