"""The sheet of a workbook, or the text file, that holds priorities."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matcher.core import cells
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.open.files import split_sheet
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.priorities.priority_headers import PriorityLayout, recognise_priorities
from matcher.intake.sheet import Table, first_header, table_of, top_rows

_SHEETS_TRIED = 20
_HIDDEN = " (hidden)"  # as other sheets are titled


@dataclass(frozen=True, slots=True)
class PrioritiesSheet:
    """The table of priorities in a file, and the problems of the sheet itself, which are
    complete when its rows have been read."""

    table: Table[PriorityLayout]
    problems: ProblemLog


def find_sheet(path: Path) -> PrioritiesSheet:
    """Of a workbook the sheet that reads like a list or, where that has no header of
    priorities, the first in view that has one (of twenty); other such sheets are reported.

    Raises :class:`FileError` where there is none.
    """
    name = cells.clean(path.name)[0] or "unnamed"
    found, others = _try_sheet(path, name)
    if split_sheet(path)[1] is not None:
        others = ()
    unread: list[str] = []
    for other in [one for one in others if not one.endswith(_HIDDEN)][:_SHEETS_TRIED]:
        another, _ = _try_sheet(Path(f"{path}#{other}"), name)
        if found is None:
            found = another
        elif another is not None and any(any(row) for _, row in another.table.below):
            unread.append(other)
    if found is None:
        raise FileError(
            "no header row of priorities was found",
            where=name,
            hint="give it columns level, name and priority; matcher template --priorities "
            "writes an empty list",
        )
    # What looks like a list of schools is not what was looked for.
    found.problems.problems = [p for p in found.problems.problems if p.code != "other_lists"]
    for other in unread:
        found.problems.add(
            "other_lists",
            f"sheet {other} holds priorities too and was not read",
            list=name,
            sheet=found.table.sheet.sheet,
            hint=f"to read it, name it after the file: {name}#{other}",
        )
    return found


def _try_sheet(path: Path, name: str) -> tuple[PrioritiesSheet | None, tuple[str, ...]]:
    """A sheet of priorities, None where it is none; and the titles of the others."""
    problems = ProblemLog()
    sheet = open_sheet(path, name, problems)
    table = table_of(sheet, top_rows(sheet.rows), first_header(recognise_priorities))
    found = None if table is None else PrioritiesSheet(table, problems)
    return found, sheet.other_sheets
