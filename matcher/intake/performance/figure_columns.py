"""The figures of the rows of schools, column by column.

A cell is a number ("53%" 53, "£45,421" 45421), a word that its column's rule gives a
number, or unknown: a word for unknown is never a number, whatever a rule says, and a number
that no school can have (999) is none either.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.core import cells
from matcher.core.tables import FIGURES
from matcher.intake import cell_values
from matcher.intake.accounts import TableAccount
from matcher.intake.performance.column_names import Place
from matcher.intake.performance.table_faults import TableFaults
from matcher.intake.performance.wanted_columns import FoundColumn

Numbers = npt.NDArray[np.float64]

_SHARES_FROM = 3  # fewer figures of 1 or less may well be percentages


class SchoolRows(NamedTuple):
    """Rows of whole schools, column by column: their number in the file, their cells, whose they
    are, of which year, and with whom the school is compared."""

    number: tuple[int, ...]
    row: tuple[Sequence[str], ...]
    urn: tuple[str, ...]
    year: tuple[str, ...]
    like: tuple[str, ...]


class Figures(NamedTuple):
    """Figures of one column: the row that each stands in, what it is, the pupils that it rests
    on, and its confidence limits; NaN: not known."""

    row: npt.NDArray[np.int64]
    value: Numbers
    pupils: Numbers
    low: Numbers
    high: Numbers


class FigureReader:
    """Reads the figures of a file, block by block; ``account`` counts what is not known."""

    def __init__(self, columns: Sequence[FoundColumn], account: TableAccount) -> None:
        self._columns = columns
        self._account = account
        self._numbers = _NumbersRead()
        self._rows = 0
        self._of_rows: dict[str, list[str]] = {"urn": [], "year": [], "like": []}
        self._found: list[list[Figures]] = [[] for _ in columns]

    def add(self, block: SchoolRows) -> None:
        """Take in the figures of some rows."""
        for column, found in zip(self._columns, self._found, strict=True):
            at = _rows_of(block, column.place)
            rows, numbers = [block.row[i] for i in at], [block.number[i] for i in at]
            value = self._figures(column, rows, numbers)
            is_known = ~np.isnan(value)
            rows = list(compress(rows, is_known.tolist()))
            places, value = np.array(at, dtype=np.int64)[is_known], value[is_known]
            pupils = self._at(rows, column.pupils)
            low, high = self._limits(column, value, rows)
            pupils[pupils < 0] = np.nan
            found.append(Figures(self._rows + places, value, pupils, low, high))
        self._rows += len(block.urn)
        for all_of_it, more in zip(self._of_rows.values(), block[2:], strict=True):
            all_of_it += more

    def frame(self, table: str, name: str, faults: TableFaults) -> pd.DataFrame:
        """FIGURES of all that was taken in, of a ``table`` such as "ks2" in the file that messages
        call ``name``. A workbook may hold 53 % as 0.53: a percentage column of nothing above 1
        is such, and ``faults`` notes it."""
        columns: list[Figures] = []
        for column, found in zip(self._columns, self._found, strict=True):
            one = Figures._make(map(np.concatenate, zip(*found, strict=True))) if found else _NONE
            if column.percent and _are_shares(one.value):
                value, low, high = map(_to_percent, (one.value, one.low, one.high))
                one = one._replace(value=value, low=low, high=high)
                faults.note_shares(column)
            columns.append(one)
        every = Figures._make(map(np.concatenate, zip(_NONE, *columns, strict=True)))
        names = np.array([column.name for column in self._columns], dtype=object)
        of_rows = {
            what: np.array(texts, dtype=object)[every.row] for what, texts in self._of_rows.items()
        }
        figures = {
            **of_rows, "table": table, "list": name,
            "column": names.repeat([len(one.row) for one in columns]),
            "value": every.value, "pupils": every.pupils, "low": every.low, "high": every.high,
        }  # fmt: skip
        return pd.DataFrame(figures, columns=FIGURES.names).astype(FIGURES.dtypes())

    def _figures(
        self, column: FoundColumn, rows: Sequence[Sequence[str]], numbers: Sequence[int]
    ) -> Numbers:
        """The figures of a column in some rows, NaN where they are not known; the account counts
        why. ``numbers`` are those of the rows in the file."""
        value = self._at(rows, column.place)
        is_number = ~np.isnan(value)
        cannot_be = is_number & ~column.can_be(value)
        if cannot_be.any():
            count = int(cannot_be.sum())
            self._count("impossible", count)
            column.first_impossible = column.first_impossible or numbers[int(cannot_be.argmax())]
            for figure, times in Counter(value[cannot_be].tolist()).items():
                column.impossible[figure] = column.impossible.get(figure, 0) + times
            value[cannot_be] = np.nan
        if not is_number.all():
            self._read_words(column, value, np.flatnonzero(~is_number).tolist(), rows, numbers)
        return value

    def _read_words(
        self, column: FoundColumn, value: Numbers, at: Sequence[int],
        rows: Sequence[Sequence[str]], numbers: Sequence[int],
    ) -> None:  # fmt: skip
        """Read the cells ``at`` these places that are no numbers: into ``value`` where the rule
        of the column gives their word one, else into the account."""
        texts = [rows[i][column.place.at] for i in at]
        unread: set[str] = set()
        for text, count in Counter(texts).items():
            word, is_unknown = text.strip().casefold(), cells.is_unknown(text)
            if not is_unknown and word in column.words:
                value[[i for i, one in zip(at, texts, strict=True) if one == text]] = column.words[
                    word
                ]
            elif is_unknown:
                self._count(word, count)
            else:
                self._account.unknown += count
                if column.place.of < 0:
                    unread.add(text)
                    column.unread[word] = column.unread.get(word, 0) + count
        if unread and not column.first_unread:
            first = next(i for i, text in zip(at, texts, strict=True) if text in unread)
            column.first_unread = numbers[first]

    def _count(self, reason: str, count: int) -> None:
        self._account.unknown += count
        self._account.reasons[reason] = self._account.reasons.get(reason, 0) + count

    def _at(self, rows: Sequence[Sequence[str]], place: Place | None) -> Numbers:
        """The numbers at a place, of pupils as their share (%) where the figure is one."""
        if place is None:
            return np.full(len(rows), np.nan)
        parts = list(map(self._numbers.__getitem__, map(itemgetter(place.at), rows)))
        if place.of >= 0:
            wholes = map(self._numbers.__getitem__, map(itemgetter(place.of), rows))
            # To the tenth, as the tables print shares.
            parts = [
                round(100 * part / whole, 1) if whole and 0 <= part <= whole else math.nan
                for part, whole in zip(parts, wholes, strict=True)
            ]
        return np.array(parts, dtype=np.float64)

    def _limits(
        self, column: FoundColumn, value: Numbers, rows: Sequence[Sequence[str]]
    ) -> tuple[Numbers, Numbers]:
        """The confidence limits of figures; not known where either is not, where no figure can be
        so, or where the figure does not lie between them: then they are of something else."""
        if column.limits is None:
            return np.full(len(rows), np.nan), np.full(len(rows), np.nan)
        low, high = (self._at(rows, place) for place in column.limits)
        is_known = (low <= value) & (value <= high) & column.can_be_limits(low, high)
        return np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)


_NONE = Figures(np.empty(0, dtype=np.int64), *(np.empty(0) for _ in range(4)))


class _NumbersRead(dict[str, float]):
    """The number that a cell holds, NaN where it is not known or no number, each read once."""

    def __missing__(self, text: str) -> float:
        number = cell_values.measured(cells.restore(text.strip()))
        if number is None or not math.isfinite(number):
            number = math.nan
        self[text] = number
        return number


def _rows_of(block: SchoolRows, place: Place) -> Sequence[int]:
    """Which rows of a block the figures of a place stand in: all, or of each school one."""
    if place.split_at < 0:
        return range(len(block.row))
    said = [row[place.split_at] for row in block.row]
    of_it = {text for text in set(said) if _split(text) == place.split}
    return [i for i, text in enumerate(said) if text in of_it]


def _split(text: str) -> str:
    return " ".join(text.split()).casefold().replace("mathematics", "maths")


def _are_shares(value: Numbers) -> bool:
    return (
        len(value) >= _SHARES_FROM
        and bool(np.abs(value).max() <= 1)
        and bool(((value > 0) & (value < 1)).any())
    )


def _to_percent(values: Numbers) -> Numbers:
    # The round of plain Python goes by the digits as written, that of arrays does not.
    return np.array([round(100 * one, 6) for one in values.tolist()], dtype=np.float64)
