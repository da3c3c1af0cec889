"""What worked and what did not: the file ``lessons.csv`` that people keep in the folder of a
partnership. Its header and its answers are read by their words, as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.core.cells import is_unknown
from matcher.core.errors import FileError
from matcher.partnership.csv_files import csv_bytes, read_rows

LESSONS = "lessons.csv"
COLUMNS = ("what", "worked", "why", "would do again")
WORKED = {"yes": "Worked", "partly": "Worked in part", "no": "Did not work"}
# A header is known by one of these words, the first row that fits: "Why did it work?" is why,
# "What would you do again?" is would do again.
_HEADS = {
    "would do again": {"again", "repeat"},
    "why": {"why", "reason", "reasons", "because"},
    "worked": {"work", "worked", "works", "success", "successful"},
    "what": {"what", "activity", "activities", "lesson", "lessons"},
}
_MEANT = {
    "yes": {"yes", "y", "true", "worked", "it worked", "it did", "worked well", "very well",
            "well", "fully", "completely", "yes fully", "yes very"},
    "partly": {"partly", "partially", "part", "in part", "mostly", "mainly", "largely", "somewhat",
               "some", "sometimes", "a bit", "a little", "mixed", "yes and no",
               "to some extent", "to a degree", "worked in part", "partly yes"},
    "no": {"no", "n", "false", "did not work", "didnt work", "it did not", "it didnt", "not",
           "not really", "not at all", "failed", "never"},
}  # fmt: skip
_ANSWERS = {answer: meant for meant, answers in _MEANT.items() for answer in answers}
_ODD = 3  # answers or columns that are named in a note; of more, how many there are


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was done, whether it ``worked`` (yes, partly, no; "": nobody says), why, and
    whether it would be done ``again`` in the words of who wrote it."""

    what: str
    worked: str
    why: str
    again: str

    def sentence(self) -> str:
        """The lesson in one line."""
        head = WORKED.get(self.worked, "Not said whether it worked")
        why = f" Why: {_with_full_stop(self.why)}" if self.why else ""
        again = f" Would do it again: {_with_full_stop(self.again)}" if self.again else ""
        return f"{head}: {_with_full_stop(self.what)}{why}{again}"


@dataclass(frozen=True, slots=True)
class Lessons:
    """The lessons of a file, those that worked first, else in its order; ``notes``: what of
    the file was not used or not understood, as sentences."""

    lessons: tuple[Lesson, ...] = ()
    notes: tuple[str, ...] = ()


def read_lessons(folder: Path) -> Lessons:
    """The lessons in ``folder``; none where there is no such file, in whatever case its name is
    written. Raises FileError where no column says what was done."""
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return Lessons()
    found = [name for name in names if name.casefold() == LESSONS]
    if not found:
        return Lessons()
    name = LESSONS if LESSONS in found else found[0]
    read = parse_lessons(read_rows(folder / name), str(folder / name))
    others = [f"{one} is not read: {name} is" for one in found if one != name]
    return Lessons(read.lessons, (*others, *(f"{name}: {note}" for note in read.notes)))


def parse_lessons(rows: Sequence[Mapping[str, str]], where: str = LESSONS) -> Lessons:
    """Lessons from rows by the names of their columns ("row" is the line of the file). A row
    that says nothing of what was done is noted. Raises FileError; ``where`` names the file."""
    if not rows:
        return Lessons()
    heads = {column: _column(column) for column in rows[0] if column != "row"}
    column = {meant: name for name, meant in reversed(heads.items()) if meant}
    if "what" not in column:
        raise FileError(
            "has no column that says what was done",
            where=where,
            hint=f"its first row names the columns: {', '.join(COLUMNS)}",
        )
    unused = [name for name in heads if name and name not in column.values()]
    notes = [f"not used: {_quoted_names('column', unused)}"] if unused else []
    found, unclear = [], []
    for row in rows:
        cells = {meant: row.get(name, "") for meant, name in column.items()}
        answer = cells.get("worked", "")
        worked = _ANSWERS.get(_words_alone(answer), "")
        if not cells["what"]:
            notes.append(f"row {row.get('row', '?')} is left out: it does not say what was done")
            continue
        if not worked and _words_alone(answer) and not is_unknown(answer):
            unclear.append(answer)
        again = cells.get("would do again", "")
        found.append(Lesson(cells["what"], worked, cells.get("why", ""), again))
    if unclear:
        notes.append(
            f"not understood: {_quoted_names('answer', list(dict.fromkeys(unclear)))}; "
            "write yes, partly or no under worked"
        )
    order = ["yes", "partly", "no", ""]
    return Lessons(
        tuple(sorted(found, key=lambda lesson: order.index(lesson.worked))), tuple(notes)
    )


def empty_lessons() -> bytes:
    """An empty ``lessons.csv`` to fill in."""
    return csv_bytes([COLUMNS])


def _column(header: str) -> str:
    """The column of :data:`COLUMNS` that a header means; "" for none."""
    words = set(_words_alone(header).split())
    return next((meant for meant, known in _HEADS.items() if words & known), "")


def _words_alone(text: str) -> str:
    """The words of a text: case, punctuation and spaces do not count."""
    return " ".join(re.findall(r"\w+", re.sub(r"['’]", "", text).casefold()))


def _quoted_names(kind: str, texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _ODD} more" if len(texts) > _ODD else ""
    plural = kind if len(texts) == 1 else f"{kind}s"
    return f"the {plural} {', '.join(f'“{text[:40]}”' for text in texts[:_ODD])}{more}"


def _with_full_stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
