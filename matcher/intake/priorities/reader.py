"""Priorities of a commissioner's office or an opportunity area: what is wanted, and where.

A table of one priority a row: a place (a region, an authority, a trust, a priority area or a
school), tags of needs, perhaps a phase, perhaps the dates between which it holds. What a tag
means and which schools a place has is not asked here but in the profile.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from pathlib import Path

from matcher.core import cells
from matcher.core.accounts import Counted
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.open.delimited import Row, Sheet
from matcher.intake.open.files import parted
from matcher.intake.open.marks import column_at
from matcher.intake.priorities.rows import Layout, Priority, Rows, recognise
from matcher.intake.read import HEADER_WITHIN, open_sheet

_SHEETS_TRIED = 20
_HIDDEN = " (hidden)"  # as other sheets are titled


@dataclass(frozen=True, slots=True)
class PrioritiesAccount(Counted):
    """What became of every row of a file of priorities.

    ``read`` counts the rows but the header row; ``headings`` are title rows above it and
    headers repeated below; ``not_in_force`` of those used have ended or not begun, and are
    left out. ``columns`` gives the header as written for each column of ours, ``ignored`` the
    headers not used, but for columns about people.
    """

    list: str
    sheet: str
    read: int
    used: int
    rejected: int
    blank: int
    headings: int
    not_in_force: int
    encoding: str = ""
    delimiter: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()

    def line(self) -> str:
        """The account in one sentence."""
        sheet = f"sheet {self.sheet}" if self.sheet else ""
        how = ", ".join(filter(None, (self.encoding, self.delimiter, sheet)))
        text = f"{self.list} ({how}): {self.sum()}"
        if self.not_in_force:
            text += f"; {self.not_in_force:,} of those used not in force"
        return text


@dataclass(frozen=True, slots=True)
class ReadPriorities:
    """The priorities in force, in the order of the file, and the account of its rows."""

    priorities: tuple[Priority, ...]
    account: PrioritiesAccount


def read_priorities(path: Path, log: ProblemLog, *, today: datetime.date) -> ReadPriorities:
    """Read a file of priorities: any kind that a list may be, the header within its first
    forty rows; of a workbook the sheet that reads like a list or, where that has no such
    header, the first in view that has one (of twenty); other such sheets are told of.

    ``from`` and ``until`` are the first and the last day on which a priority holds; one that
    does not hold on ``today`` is left out with a note. A row that names no place or two, or no
    priority, is rejected. Raises :class:`FileError` for what is no file of priorities.
    """
    opened = _opened(path)
    sheet, layout = opened.sheet, opened.layout
    done = Rows(layout, sheet, log, today)
    for _, row in opened.above:
        done.above(row)
    for number, row in sheet.rows:
        done.below(number, row)
    _tell(opened.heard, layout, log)
    account = PrioritiesAccount(
        list=sheet.list,
        sheet=sheet.sheet,
        read=done.used + done.rejected + done.blank + done.headings,
        used=done.used,
        rejected=done.rejected,
        blank=done.blank,
        headings=done.headings,
        not_in_force=done.used - len(done.priorities),
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        columns={column: layout.shown(column) for column in layout.at},
        ignored=layout.ignored,
        other_sheets=sheet.other_sheets,
    )
    return ReadPriorities(tuple(done.priorities), account)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A sheet, its rows above the header, the header, and the log that hears of that sheet's
    own faults while its rows are read."""

    sheet: Sheet
    above: list[Row]
    layout: Layout
    heard: ProblemLog


def _opened(path: Path) -> _Opened:
    name = cells.clean(path.name)[0] or "unnamed"
    found, others = _sheet(path, name)
    if parted(path)[1] is not None:
        others = ()
    unread: list[str] = []
    for other in [one for one in others if not one.endswith(_HIDDEN)][:_SHEETS_TRIED]:
        another, _ = _sheet(Path(f"{path}#{other}"), name)
        if found is None:
            found = another
        elif another is not None and any(any(row) for _, row in another.sheet.rows):
            unread.append(other)
    if found is None:
        raise FileError(
            "no header row of priorities was found",
            where=name,
            hint="give it columns level, name and priority; matcher template --priorities "
            "writes an empty list",
        )
    # What looks like a list of schools is not what was looked for.
    found.heard.problems = [p for p in found.heard.problems if p.code != "other_lists"]
    for other in unread:
        found.heard.add(
            "other_lists",
            f"sheet {other} holds priorities too and was not read",
            list=name,
            sheet=found.sheet.sheet,
            hint=f"to read it, name it after the file: {name}#{other}",
        )
    return found


def _sheet(path: Path, name: str) -> tuple[_Opened | None, tuple[str, ...]]:
    """A sheet of priorities, None where it is none; and the titles of the others."""
    heard = ProblemLog()
    sheet = open_sheet(path, name, heard)
    above: list[Row] = []
    filled = 0
    for number, row in sheet.rows:
        if layout := recognise(number, row):
            return _Opened(sheet, above, layout, heard), sheet.other_sheets
        above.append((number, row))
        filled += any(cell.strip() for cell in row)
        if filled == HEADER_WITHIN:
            break
    return None, sheet.other_sheets


def _tell(heard: ProblemLog, layout: Layout, log: ProblemLog) -> None:
    """Hand on what was heard of the sheet; of single cells only in columns of ours, which are
    called by their header."""
    ours = {at: layout.shown(column) for column, at in layout.at.items()}
    for problem in heard.problems:
        at = column_at(problem.column)
        if at is None:
            log.problems.append(problem)
        elif at in ours and problem.row > layout.row:
            log.problems.append(replace(problem, column=ours[at]))
