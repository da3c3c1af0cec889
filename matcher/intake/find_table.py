"""The sheet of a workbook, or the text file, that holds a table of one kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, NamedTuple

from matcher.core import cells
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.open.files import split_sheet
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.sheet import LayoutType, Table, first_header, table_of, top_rows

_SHEETS_TRIED = 20
_HIDDEN = " (hidden)"  # as other sheets are titled


class FoundTable(NamedTuple, Generic[LayoutType]):
    """The table in a file, and the problems of the sheet itself, which are complete when its rows
    have been read."""

    table: Table[LayoutType]
    problems: ProblemLog


def find_table(
    path: Path,
    recognise: Callable[[Sequence[str]], LayoutType | None],
    what: str,
    hint: str,
    *,
    sheet: str = "",
    rows_per_school: int = 1,
) -> FoundTable[LayoutType]:
    """Of a workbook the sheet that reads like a list or, where that has no header that
    ``recognise`` takes, the first in view that has one (of twenty, one called ``sheet`` before
    the others); other such sheets are reported. ``what`` the table holds ("priorities");
    ``rows_per_school`` is as in :func:`open_sheet`.

    Raises :class:`FileError` where there is none, with ``hint``.
    """
    name = cells.clean(path.name)[0] or "unnamed"
    found, others = _try_sheet(path, name, recognise, rows_per_school)
    if split_sheet(path)[1] is not None:
        others = ()
    unread: list[str] = []
    in_view = [one for one in others if not one.endswith(_HIDDEN)]
    for other in sorted(in_view, key=lambda one: one != sheet)[:_SHEETS_TRIED]:
        another, _ = _try_sheet(Path(f"{path}#{other}"), name, recognise)
        if found is None:
            found = another
        elif another is not None and any(any(row) for _, row in another.table.below):
            unread.append(other)
    if found is None:
        raise FileError(f"no header row of {what} was found", where=name, hint=hint)
    # What looks like a list of schools is not what was looked for.
    found.problems.problems = [p for p in found.problems.problems if p.code != "other_lists"]
    for other in unread:
        found.problems.add(
            "other_lists",
            f"sheet {other} holds {what} too and was not read",
            list=name,
            sheet=found.table.sheet.sheet,
            hint=f"to read it, name it after the file: {name}#{other}",
        )
    return found


def _try_sheet(
    path: Path,
    name: str,
    recognise: Callable[[Sequence[str]], LayoutType | None],
    rows_per_school: int = 1,
) -> tuple[FoundTable[LayoutType] | None, tuple[str, ...]]:
    """A sheet with such a table, None where it has none; and the titles of the others."""
    problems = ProblemLog()
    sheet = open_sheet(path, name, problems, rows_per_school=rows_per_school)
    table = table_of(sheet, top_rows(sheet.rows), first_header(recognise))
    found = None if table is None else FoundTable(table, problems)
    return found, sheet.other_sheets
