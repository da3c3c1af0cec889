"""What became of every row: the sum that must come out, and what is wrong with a row or a
file, said so that a person can mend it.

A problem never stops a run. Every one names the list, the sheet and the row as the
person sees them in their spreadsheet (the first line of a file is row 1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from matcher.core.cells import without_controls
from matcher.core.figures.number_format import counted
from matcher.core.text.contacts import without_contacts

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["note", "warning", "rejected"]
_ROWS = re.compile(r"\brows? \d+(, \d+)*")  # as messages name them
_PARTS = re.compile(r"[;,|\n\r\u2022]")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to know about one cell, row or file.

    ``row`` is the row number in the file (1 is its first line), 0 for the whole file.
    ``code`` is stable and listed in docs/reference/problem-codes.md; ``value`` is the offending
    text, cut to 200 characters, e-mail addresses and telephone numbers replaced;
    ``hint`` says what to do about it.
    """

    list: str
    sheet: str
    row: int
    code: str
    column: str = ""
    value: str = ""
    severity: Severity = "warning"
    message: str = ""
    hint: str = ""


class Cell(NamedTuple):
    """Where a text stands: list, sheet and row, and the text."""

    list: str
    sheet: str
    row: int
    text: str


@dataclass(slots=True)
class ProblemLog:
    """The problems of one run, gathered by every room, and the accounts of the files that were
    read beside the lists.

    ``joined``: of schools that stand in several rows, by the list, sheet and row that stand for
    all of them and the column of ours, the cells that the column was joined from. What is found
    in the joined text is told of the cell that it came from.
    """

    problems: list[Problem] = field(default_factory=list)
    references: list[ReferenceAccount] = field(default_factory=list)
    joined: dict[tuple[str, str, int, str], tuple[Cell, ...]] = field(default_factory=dict)

    def add(
        self,
        code: str,
        message: str,
        *,
        list: str = "",
        sheet: str = "",
        row: int = 0,
        column: str = "",
        value: str = "",
        severity: Severity = "warning",
        hint: str = "",
    ) -> None:
        """Record one problem, its texts without characters that no file can hold, and what it
        quotes of a cell without telephone numbers and e-mail addresses."""
        if cells := self.joined.get((list, sheet, row, column)):
            list, sheet, row, _ = max(cells, key=lambda cell: _says(cell.text, value))
        value, message, hint = map(without_contacts, (value, message, hint))
        list, sheet, column, value, message, hint = (
            without_controls(text) for text in (list, sheet, column, value[:200], message, hint)
        )
        self.problems.append(
            Problem(list, sheet, row, code, column, value, severity, message, hint)
        )

    def use_headers(self, headers: Mapping[tuple[str, str], str]) -> None:
        """Call columns as the person does: ``headers`` gives the header as written for
        (list, column of ours)."""
        self.problems = [
            replace(p, column=headers.get((p.list, p.column), p.column)) if p.column else p
            for p in self.problems
        ]

    def reference_lines(self) -> list[str]:
        """The accounts of the files beside the lists of which a row was not used."""
        return [account.line() for account in self.references if account.rejected]

    def counts(self) -> dict[str, int]:
        """How many problems of each code, in the order of the codes."""
        counts: dict[str, int] = {}
        for problem in self.problems:
            counts[problem.code] = counts.get(problem.code, 0) + 1
        return dict(sorted(counts.items()))

    def frame(self) -> pd.DataFrame:
        """The PROBLEMS table, in the order list, sheet, code, column, value, message: where a
        row stood in its list only decides between two that say the same, so that the order
        of the rows of a list decides nothing else."""
        import pandas as pd

        names = [f.name for f in fields(Problem)]
        row = attrgetter(*names)  # astuple copies each text of each problem
        rows = [row(p) for p in sorted(self.problems, key=_by_content)]
        return pd.DataFrame(rows, columns=names).astype({"row": "int64"})


def _says(text: str, value: str) -> int:
    """How surely ``value`` was quoted from ``text``: 4 where it is a part of a list there, 3 where
    its words stand there, 2 where they begin there (what is long was cut), 1 where there is a
    text at all, else 0."""
    wanted, said = _words(value), _words(text)
    if not said.strip():
        return 0
    if wanted in map(_words, _PARTS.split(text)):
        return 4
    return 3 if wanted in said else 2 if wanted.rstrip() in said else 1


def _words(text: str) -> str:
    return " ".join(("", *re.findall(r"\w+", text.casefold()), ""))


def _by_content(problem: Problem) -> tuple[object, ...]:
    said = (problem.value, problem.severity, _ROWS.sub("", problem.message), problem.hint)
    return problem.list, problem.sheet, problem.code, problem.column, *said, problem


class RowAccount:
    """What became of the rows of a file: ``read`` (the header row apart) is ``used`` and
    ``rejected`` and ``blank`` and ``headings`` together, or a row was lost."""

    __slots__ = ()

    read: int
    used: int
    rejected: int
    blank: int
    headings: int

    @property
    def balances(self) -> bool:
        """Whether every row read is accounted for."""
        return self.read == self.used + self.rejected + self.blank + self.headings

    def sum(self) -> str:
        """The sum in words."""
        return (
            f"{counted(self.read, 'row')} read = {self.used:,} used + {self.rejected:,} rejected"
            f" + {self.blank:,} blank + {self.headings:,} headings"
        )


@dataclass(slots=True)
class ReferenceAccount(RowAccount):
    """What became of every row of a file that is read beside the lists, or of every postcode
    that a service was asked for: ``kind`` says what it holds ("postcodes", "links", "excluded",
    "existing", "decisions", "areas", "deprivation", "answers on postcodes")."""

    list: str
    kind: str
    sheet: str = ""
    read: int = 0
    used: int = 0
    rejected: int = 0
    blank: int = 0
    headings: int = 0

    def __post_init__(self) -> None:
        self.list = without_controls(self.list)

    def line(self) -> str:
        """The account in one sentence."""
        return f"{self.list} ({self.kind}): {self.sum()}"
