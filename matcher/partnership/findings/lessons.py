"""What worked and what did not: the file ``lessons.csv`` that people keep in the folder of a
partnership."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.partnership.rows import csv_of, read_rows

LESSONS = "lessons.csv"
COLUMNS = ("what", "worked", "why", "would do again")
WORKED = {"yes": "Worked", "partly": "Worked in part", "no": "Did not work"}
_MEANT = {
    "yes": "yes", "y": "yes", "worked": "yes", "true": "yes",
    "partly": "partly", "in part": "partly", "partially": "partly", "part": "partly",
    "no": "no", "n": "no", "did not work": "no", "false": "no",
}  # fmt: skip


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
        head = WORKED.get(self.worked, "Not known whether it worked")
        why = f" Why: {_stop(self.why)}" if self.why else ""
        again = f" Would do it again: {_stop(self.again)}" if self.again else ""
        return f"{head}: {_stop(self.what)}{why}{again}"


def read_lessons(folder: Path) -> tuple[Lesson, ...]:
    """The lessons in ``folder``, those that worked first, else in the order of the file; none
    where there is no such file. Raises FileError where it has no column "what"."""
    path = folder / LESSONS
    if not path.is_file():
        return ()
    return lessons(read_rows(path, ("what",)))


def lessons(rows: Sequence[Mapping[str, str]]) -> tuple[Lesson, ...]:
    """Lessons from rows; a row that says nothing of what was done is passed over."""
    found = [
        Lesson(
            row["what"],
            _MEANT.get(row.get("worked", "").casefold().strip(" ."), ""),
            row.get("why", ""),
            row.get("would do again") or row.get("again", ""),
        )
        for row in rows
        if row["what"]
    ]
    order = ["yes", "partly", "no", ""]
    return tuple(sorted(found, key=lambda lesson: order.index(lesson.worked)))


def empty() -> bytes:
    """An empty ``lessons.csv`` to fill in."""
    return csv_of(COLUMNS, ())


def _stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
