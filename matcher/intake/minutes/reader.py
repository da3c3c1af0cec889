"""A file of minutes: how long it takes from one school to another, worked out elsewhere.

A row for each pair, with the minutes of a journey as the mean of there and back. A blank says that
they are not known, the word "unreachable" that there is no way. minutes.csv of a run is such a
file. No other column is read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from matcher.core import cells
from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog, ReferenceAccount, Severity
from matcher.core.tables import urn_key
from matcher.core.travel.times import LONGEST
from matcher.intake import cell_values
from matcher.intake.find_table import find_table
from matcher.intake.headers.pair_columns import PairLayout, pair_layout
from matcher.intake.headers.wording import printable
from matcher.intake.minutes.durations import UNREACHABLE, duration, mean_of
from matcher.intake.minutes.one_each import both_ways, one_for_each_pair
from matcher.intake.sheet import Row, Table, is_blank, name_columns

# The columns of a file of minutes, as a run writes it.
COLUMNS = ("seeker_urn", "partner_urn", "minutes", "minutes_there", "minutes_back", "minutes_by",
           "mode", "source", "date")  # fmt: skip
_ENDS, _TIMES, _TEXTS = COLUMNS[:2], COLUMNS[2:5], COLUMNS[5:]
# What each may be called besides, as lower-case words.
_ALSO = {
    "seeker_urn": ("seeker", "urn of the seeker", "from urn", "from"),
    "partner_urn": ("partner", "urn of the partner", "to urn", "to"),
    "minutes": ("travel minutes", "travel time", "travel time minutes", "time minutes", "mins"),
    "minutes_there": ("there", "there minutes"),
    "minutes_back": ("back", "back minutes"),
    "minutes_by": ("by",),
    "mode": ("mode of travel", "travel mode", "transport"),
    "source": ("worked out by", "engine"),
    "date": ("day", "as of"),
}
_COLUMN = {name.replace("_", " "): name for name in COLUMNS} | {
    text: name for name, texts in _ALSO.items() for text in texts
}
_HINT = "give it columns seeker_urn, partner_urn and minutes, as minutes.csv of a run has them"
_ROWS_PER_SCHOOL = 4  # times the longest list: a national file has over three million pairs


@dataclass(slots=True)
class MinutesAccount(ReferenceAccount):
    """What became of every row of a file of minutes; ``not_ours``: rows that name a school which is
    not in the run."""

    not_ours: int = 0

    @property
    def balances(self) -> bool:
        """Whether every row read is accounted for."""
        decided = self.used + self.not_ours + self.rejected
        return self.read == decided + self.blank + self.headings

    def sum(self) -> str:
        """The sum in words."""
        return (
            f"{counted(self.read, 'row')} read = {self.used:,} used + "
            f"{self.not_ours:,} of schools not here + {self.rejected:,} rejected + {self.blank:,} "
            f"blank + {self.headings:,} headings"
        )


@dataclass(frozen=True, slots=True)
class MinutesTable:
    """The minutes in a file, a row for each pair of schools of the run, by ``urns`` in order.

    ``pairs``: seeker and partner (positions in ``urns``), seeker_urn, partner_urn; minutes,
    minutes_there and minutes_back (NaN: not known, infinity: there is no way); minutes_by, mode,
    source and date as the file has them ("" where it says nothing; mode in small letters, date in
    ISO form); turned: whether the file knows the pair only the other way round; row: of the file.
    """

    urns: tuple[str, ...]
    pairs: pd.DataFrame
    account: MinutesAccount

    def named(self, column: str) -> tuple[str, ...]:
        """What the file says in mode, source or date, each once, in order."""
        return tuple(sorted(set(self.pairs[column]) - {""}))


def read_minutes(path: Path, known_urns: Iterable[str], log: ProblemLog) -> MinutesTable:
    """The minutes in ``path`` of pairs of schools that are known: any kind of file that a list may
    be. ``log`` gets the account of the rows.

    Rows about other schools are counted and left. Of several rows about a pair that give different
    minutes the latest day counts; where no day tells, the longest. A pair that stands, or is
    known, only the other way round is turned. Raises :class:`FileError` for what is no file of
    minutes.
    """
    found = find_table(path, _recognise, "minutes", _HINT, rows_per_school=_ROWS_PER_SCHOOL)
    table, layout = found.table, found.table.layout
    reader = _Reader(table, known_urns, log)
    account = reader.account
    account.read = len(table.above)
    account.blank = sum(is_blank(row) for _, row in table.above)
    account.headings = account.read - account.blank
    for row in table.below:
        reader.read(row)
    headers = {at: layout.name(name) for name, at in layout.at.items()}
    log.problems += name_columns(found.problems.problems, headers, table.header_row)
    for at, name in layout.twice.items():
        said = f"the column {layout.name(name)} before it is the same; that one was used"
        where = printable(layout.header[at])
        reader.tell(table.header_row, "duplicate_header", where, said, "leave one column of each")
    log.references.append(account)
    rows = one_for_each_pair(reader.frame(), reader.contradict)
    left = account.rejected + account.not_ours + account.blank + account.headings
    account.used = account.read - left
    if account.not_ours and not account.used:
        hint = "check the URNs, and that the file is about these schools"
        reader.tell(0, "minutes_of_nobody", "", "no row is about two schools of this run", hint)
    return MinutesTable(tuple(reader.urns), both_ways(rows, reader.urns), account)


def _recognise(row: Sequence[str]) -> PairLayout | None:
    found = pair_layout(row, _COLUMN)
    at = found.at.keys()
    has_times = "minutes" in at or at >= {"minutes_there", "minutes_back"}
    return found if has_times and at >= {*_ENDS} else None


class _Unread(Exception):
    """Why a row is not used: the column, what is wrong there, what to do."""

    def __init__(self, column: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.column, self.message, self.hint = column, message, hint


class _Reader:
    """Reads the rows below the header one by one into columns of numbers, for there may be
    millions; a text is kept once."""

    def __init__(self, table: Table[PairLayout], known: Iterable[str], log: ProblemLog) -> None:
        self.layout, self.sheet, self.log = table.layout, table.sheet, log
        self.urns = sorted(set(known), key=urn_key)
        self.account = MinutesAccount(table.sheet.list, "minutes", table.sheet.sheet)
        self._positions = {urn: place for place, urn in enumerate(self.urns)}
        self._header = self._cell(list(self.layout.header), "seeker_urn")
        # What was read of a cell before: the same few stand in millions of rows.
        self._urns: dict[str, str] = {urn: urn for urn in self.urns}
        self._days: dict[str, str] = {"": ""}
        self._texts: dict[str, int] = {"": 0}
        self._columns: dict[str, array[Any]] = {
            **{name: array("q") for name in ("row", "seeker", "partner")},
            **{name: array("d") for name in _TIMES},
            **{name: array("q") for name in _TEXTS},
        }

    def read(self, row: Row) -> None:
        """Count a row, and keep what it says of two schools that are known."""
        number, values = row
        self.account.read += 1
        if is_blank(values):
            self.account.blank += 1
        elif self._cell(values, "seeker_urn") == self._header and [
            text.strip() for text in values
        ] == [text.strip() for text in self.layout.header]:
            self.account.headings += 1
        else:
            try:
                self._keep(number, values)
            except _Unread as why:
                said = f"{why.message}; the row was not used"
                value = self._cell(values, why.column)
                self.reject(number, "unread_minutes", why.column, said, why.hint, value)

    def frame(self) -> pd.DataFrame:
        """What was kept: row, seeker, partner and the columns of times and texts."""
        rows = pd.DataFrame({name: np.array(kept) for name, kept in self._columns.items()})
        texts = np.array(list(self._texts), dtype=object)
        return rows.assign(**{name: texts[rows[name].to_numpy()] for name in _TEXTS})

    def contradict(self, number: int, minutes: float, other: int) -> None:
        """Reject a row whose minutes another row about its pair contradicts."""
        said = f"row {other} says otherwise about the same pair and goes first"
        hint = "keep one row for each pair, or give each its date: the latest counts"
        value = UNREACHABLE if minutes == np.inf else f"{minutes:g}"
        self.reject(number, "contradicting_minutes", "minutes", said, hint, value)

    def reject(
        self, number: int, code: str, column: str, message: str, hint: str, value: str
    ) -> None:
        """Count a row as rejected, and tell why."""
        self.account.rejected += 1
        self.tell(number, code, self.layout.name(column), message, hint, value, "rejected")

    def tell(
        self,
        number: int,
        code: str,
        column: str,
        message: str,
        hint: str,
        value: str = "",
        severity: Severity = "warning",
    ) -> None:
        """Add a problem of a row (0: of the file)."""
        where = {"list": self.sheet.list, "sheet": self.sheet.sheet, "column": column}
        self.log.add(code, message, row=number, value=value, severity=severity, hint=hint, **where)

    def _keep(self, number: int, values: list[str]) -> None:
        width = len(self.layout.header)
        if len(values) > width and any(text.strip() for text in values[width:]):
            hint = "quote text that holds the delimiter"
            raise _Unread("minutes", "the row has more fields than the header", hint)
        seeker, partner = (self._urn(values, name) for name in _ENDS)
        if seeker == partner:
            raise _Unread("partner_urn", "both are one school", "write the URNs of two schools")
        given, there, back = (self._time(values, name) for name in _TIMES)
        minutes = mean_of(given, there, back)
        if minutes is None:
            hint = "leave the minutes blank, or correct them"
            raise _Unread("minutes", "this is not the mean of there and back", hint)
        if seeker not in self._positions or partner not in self._positions:
            self.account.not_ours += 1
            return
        texts = [self._cell(values, name) for name in _TEXTS]
        by, mode, source, day = texts
        texts = [by, " ".join(mode.casefold().split()), source, self._day(number, day)]
        kept = [number, self._positions[seeker], self._positions[partner], minutes, there, back]
        kept += [self._texts.setdefault(text, len(self._texts)) for text in texts]
        for column, value in zip(self._columns.values(), kept, strict=True):
            column.append(value)

    def _cell(self, values: list[str], name: str) -> str:
        at = self.layout.at.get(name, len(values))
        if at >= len(values) or not values[at]:
            return ""
        text = values[at]
        return text if text.isalnum() else cells.clean(cells.restore(text))[0]

    def _urn(self, values: list[str], name: str) -> str:
        text = self._cell(values, name)
        if text not in self._urns:
            urn, how = cell_values.urn(text)
            if not urn or how == "several":
                raise _Unread(name, "this is no URN, or several", "write the URN alone")
            self._urns[text] = urn
        return self._urns[text]

    def _time(self, values: list[str], name: str) -> float:
        if name not in self.layout.at:
            return np.nan
        minutes = duration(self._cell(values, name))
        if minutes is None:
            hint = f"write minutes, such as 25, or 0:25; {UNREACHABLE} where there is no way"
            raise _Unread(name, "this is no travel time", hint)
        if LONGEST < minutes < np.inf:
            hint = "write minutes, not seconds; nothing where they are not known"
            raise _Unread(name, "this is longer than a day", hint)
        return minutes

    def _day(self, number: int, text: str) -> str:
        if text in self._days:
            return self._days[text]
        day = cell_values.date(text)
        if day is None:
            hint, said = "write it like 31/08/2026 or 2026-08-31", "the day counts as not known"
            where = self.layout.name("date")
            self.tell(number, "not_a_date", where, f"no date; {said}", hint, text)
            return ""
        return self._days.setdefault(text, day.isoformat())
