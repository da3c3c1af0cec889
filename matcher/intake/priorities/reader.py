"""Priorities of a commissioner's office or an opportunity area: what is wanted, and where.

A table of one priority a row: a place (a region, an authority, a trust, a priority area or a
school), tags of needs, perhaps a phase, perhaps the dates between which it holds. What a tag
means and which schools a place has is not asked here but in the profile. Open → columns →
rows → table.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from matcher.core.problems import ProblemLog
from matcher.intake.accounts import PrioritiesAccount
from matcher.intake.find_table import find_table
from matcher.intake.priorities.priority_headers import recognise_priorities
from matcher.intake.priorities.priority_rows import Priority, read_rows
from matcher.intake.sheet import name_columns

_HINT = (
    "give it columns level, name and priority; matcher template --priorities writes an empty list"
)


@dataclass(frozen=True, slots=True)
class ReadPriorities:
    """The priorities in force, in the order of the file, and the account of its rows."""

    priorities: tuple[Priority, ...]
    account: PrioritiesAccount


def read_priorities(path: Path, log: ProblemLog, *, today: datetime.date) -> ReadPriorities:
    """Read a file of priorities: any kind that a list may be, the header within its first
    forty rows; of a workbook the sheet that :func:`find_table` takes.

    ``from`` and ``until`` are the first and the last day on which a priority holds; one that
    does not hold on ``today`` is left out with a note. A row that names no place or two, or no
    priority, is rejected. Raises :class:`FileError` for what is no file of priorities.
    """
    found = find_table(path, recognise_priorities, "priorities", _HINT)
    table, layout = found.table, found.table.layout
    account = PrioritiesAccount.opened(table.sheet)
    account.columns, account.ignored, account.people = (
        layout.columns(), layout.ignored, layout.people,
    )  # fmt: skip
    priorities = read_rows(table, account, log, today)
    headers = {at: layout.printable(column) for column, at in layout.at.items()}
    log.problems += name_columns(found.problems.problems, headers, table.header_row)
    return ReadPriorities(tuple(priorities), account)
