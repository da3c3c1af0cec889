"""What people mark in a form by other means than words in its cells: a colour, a comment, words
struck out or beside the table. None of it is an answer, and all of it is listed for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.core.questionnaire import ANSWERS, CAPACITY, OWN_WORDS, WORDS, FormRemark

Kind = Literal[
    "struck", "hidden", "coloured", "highlighted", "comment", "box", "picture", "formula", "text",
    "sheet", "unseen",
]  # fmt: skip
_LOOK = "look at it yourself, and put what it says into the table"
_WHY: dict[Kind, str] = {
    "struck": "is struck out: not counted",
    "hidden": "is hidden: not counted",
    "coloured": "is the colour of a cell in a row without an answer, and a colour is none",
    "highlighted": "is highlighted, which is no answer",
    "comment": "is a comment: not read as an answer",
    "box": "stands in a text box: not read as an answer",
    "picture": "a shape or a picture lies there: not read as an answer",
    "formula": "is a formula whose result the file does not hold",
    "text": "stands where the form has no cell for it: not read as an answer",
    "sheet": "stands on another sheet: not read as an answer",
    "unseen": "colours, comments and hidden rows of this file could not be looked for",
}
_NOT_HERE = "D9D9D9"  # the product's own colour for cells without a box
_MOST = 20  # of a kind that are listed one by one


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: its row (as numbered, 0 for none in the table), its column (from 0, -1 for all of
    the row; with row 0 all of the column), the words or the colour, and where it is, for one
    outside the table."""

    kind: Kind
    row: int = 0
    column: int = -1
    text: str = ""
    place: str = ""


UNSEEN = Mark("unseen")


class Marks:
    """The marks of a form, and what of its cells does not count because of them. ``place`` says
    where a row and a column are, ``columns`` where each column of ours stands."""

    def __init__(
        self,
        file: str,
        marks: Iterable[Mark],
        columns: Mapping[str, int],
        place: Callable[[int, int], str],
    ) -> None:
        self._file = file
        self._columns = columns
        self._place = place
        self._gone: dict[tuple[int, int], Mark] = {}
        self._by_row: dict[int, list[Mark]] = {}
        self._elsewhere: list[Mark] = []
        self._found: list[tuple[Kind, FormRemark]] = []
        for mark in dict.fromkeys(marks):
            if mark.kind in ("struck", "hidden") and not mark.text:
                self._gone[mark.row, mark.column] = mark
            elif mark.row:
                self._by_row.setdefault(mark.row, []).append(mark)
            else:
                self._elsewhere.append(mark)

    def counted(self, row: int, cells: Mapping[str, str], question: str) -> dict[str, str]:
        """The cells of a row that count; those that are struck out or hidden are blank and are
        listed."""
        kept = dict(cells)
        for name, text in cells.items():
            column = self._columns.get(name, -2)
            gone = next((mark for at in ((row, column), (row, -1), (0, column))
                         if (mark := self._gone.get(at))), None)  # fmt: skip
            if gone is not None and text.strip():
                kept[name] = ""
                self._list(gone.kind, row, column, text, question)
        return kept

    def see_row(self, row: int, cells: Mapping[str, str], ref: str, question: str) -> None:
        """List the marks of a row, whose counted cells are ``cells``."""
        is_answered = any(cell.strip() for cell in cells.values())
        answers = {self._columns.get(name, -2) for name in (*ANSWERS, WORDS)}
        seen: set[Kind] = set()
        for mark in self._by_row.pop(row, ()):
            if mark.kind in ("coloured", "highlighted"):
                is_ours = mark.text == _NOT_HERE and ref in (OWN_WORDS, CAPACITY)
                is_words = mark.kind == "highlighted" and mark.column not in answers
                if not ref or is_ours or mark.kind in seen or (is_answered and not is_words):
                    continue
                seen.add(mark.kind)
            self._list(mark.kind, row, mark.column, mark.text, question)
        question_at = self._columns.get("Question", -2)
        if (gone := self._gone.get((row, question_at))) and question and gone.kind == "struck":
            self._list("struck", row, question_at, question, question)

    def see_text(self, row: int, column: int, text: str) -> None:
        """List words that stand where the form has no cell for them."""
        self._list("text", row, column, text, "")

    def remarks(self) -> Iterator[FormRemark]:
        """Everything that is listed; of a kind that is everywhere the first alone, and how many
        there are. To be called once the rows were seen."""
        for row in self._by_row.values():
            for mark in row:  # above the table, where an office may colour as it likes
                if mark.kind in ("comment", "box", "formula"):
                    self._list(mark.kind, mark.row, mark.column, mark.text, "")
        for mark in self._elsewhere:
            self._add(mark.kind, mark.place, "", mark.text)
        shown: Counter[Kind] = Counter()
        for kind, remark in self._found:
            shown[kind] += 1
            if shown[kind] <= _MOST:
                yield remark
        for kind, number in shown.items():
            if number > _MOST:
                yield FormRemark(self._file, "", "", f"and {number - _MOST:,} more", _WHY[kind],
                                 _LOOK)  # fmt: skip

    def _list(self, kind: Kind, row: int, column: int, text: str, question: str) -> None:
        self._add(kind, self._place(row, column), question, text)

    def _add(self, kind: Kind, place: str, question: str, text: str) -> None:
        said = " ".join(text.split())
        remark = FormRemark(self._file, place, question, said, _WHY[kind], _LOOK, kind == "unseen")
        self._found.append((kind, remark))


def outside(row: Sequence[str], columns: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """The cells of a row beyond the columns of ours that say something of their own: a merged
    cell repeats in each what stands in its first."""
    # The questions stand before the first answer, also where their heading was reworded.
    ours = {at for at in (*columns.values(), columns[ANSWERS[0]] - 1) if 0 <= at < len(row)}
    said = {row[at].strip() for at in ours}
    for at, cell in enumerate(row):
        if at not in ours and cell.strip() and cell.strip() not in said:
            said.add(cell.strip())
            yield at, cell
