"""The rows of one performance table: which school, which year, which figures.

A cell is a number ("53%" 53, "£45,421" 45421), a word that its column's rule gives a
number, or unknown: a word for unknown is never a number, whatever a rule says, and a number
that no school can have (999) is none either.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from matcher.core import cells
from matcher.core.calendar.school_years import first_school_year
from matcher.core.problems import ProblemLog
from matcher.intake import cell_values
from matcher.intake.accounts import TableAccount
from matcher.intake.cell_values import dfe_number
from matcher.intake.performance.column_names import Place
from matcher.intake.performance.compared_with import compared_with, says_what_schools_are
from matcher.intake.performance.known_schools import KnownSchools
from matcher.intake.performance.table_faults import TableFaults
from matcher.intake.performance.table_forms import YEAR_COLUMN, TableLayout
from matcher.intake.performance.wanted_columns import FoundColumn, WantedColumn, find_columns
from matcher.intake.performance.whole_school import Groups
from matcher.intake.sheet import Table
from matcher.intake.sizes.size_reader import SizeReader

_UNKNOWN = float("nan")
_SHARES_FROM = 3  # fewer figures of 1 or less may well be percentages
_SCHOOLS = ("1", "2")  # RECTYPE of mainstream and special schools; all else are totals
_LEVELS = ("", "school", "institution", "provider")  # GEOGRAPHIC_LEVEL of one school


@dataclass(slots=True)
class FigureColumns:
    """The figures of a file, column by column of FIGURES (but table and list)."""

    urn: list[str] = field(default_factory=list)
    year: list[str] = field(default_factory=list)
    like: list[str] = field(default_factory=list)
    column: list[str] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    pupils: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)


def read_rows(
    table: Table[TableLayout],
    year: str,
    wants: Iterable[WantedColumn],
    known: Callable[[], KnownSchools],
    account: TableAccount,
    log: ProblemLog,
    sizes: SizeReader,
) -> FigureColumns:
    """The figures of a table; ``year`` counts where a row does not say its own. ``known`` is
    asked only where the table has no URN of a school or does not say what it is. ``sizes`` takes
    in whom each school teaches.

    ``account`` counts every row, and every wanted cell without a number. Rows of totals (of
    an authority, of England) and of groups of pupils are headings. What is wrong with a row
    goes to ``log``.
    """
    layout = table.layout
    account.count_above(table.above)
    columns = find_columns(layout, wants)
    asks = not says_what_schools_are(layout)
    schools = known() if asks or layout.urn < 0 else KnownSchools()
    groups = Groups(layout)
    figures = FigureColumns()
    faults = TableFaults(table.sheet, log)
    years: set[str] = set()
    cells_read: dict[str, float | None] = {}
    width = len(layout.header)
    for number, row in account.count(table.below):
        given = len(row)
        if given < width:
            row = row + [""] * (width - given)
        outcome, urn = _outcome(row, layout, groups, schools)
        if outcome == "used" and given > width and any(cell.strip() for cell in row[width:]):
            outcome = "long"
        if outcome == "blank":
            account.blank += 1
        elif outcome in ("headings", "part"):
            account.headings += 1
            account.groups += outcome == "part"
        elif outcome == "no_urn_known":
            account.rejected += 1
            faults.unknown_numbers.append((number, layout.cell_at(row, layout.dfe_number)))
        elif outcome != "used":
            account.rejected += 1
            faults.report_rejected(outcome, number, layout.cell_at(row, layout.urn))
        else:
            account.used += 1
            if given < width:
                faults.short.append(number)
            words = schools.words.get(urn, "")
            if asks and not words:
                faults.of_no_type.add(urn)
            when = first_school_year(layout.cell(row, YEAR_COLUMN)) or year
            years.add(when)
            sizes.add(urn, when, row)
            like = compared_with(layout, row, words)
            for column in columns:
                if not _is_row_of(row, column.place):
                    continue
                value = _value(row, column, number, cells_read, account)
                if value is None:
                    continue
                pupils = _at(row, column.pupils, cells_read)
                figures.urn.append(urn)
                figures.year.append(when)
                figures.like.append(like)
                figures.column.append(column.name)
                figures.value.append(value)
                figures.pupils.append(_UNKNOWN if pupils is None or pupils < 0 else pupils)
                low, high = _limits(row, column, value, cells_read)
                figures.low.append(low)
                figures.high.append(high)
    account.years = tuple(sorted(years)) or (year,)
    account.reasons = dict(sorted(account.reasons.items()))
    faults.report(columns, account.used)
    _shares_to_percent(columns, figures, faults)
    return figures


def _outcome(
    row: Sequence[str], layout: TableLayout, groups: Groups, schools: KnownSchools
) -> tuple[str, str]:
    """What becomes of a row, and its URN where it is used."""
    text = cells.restore(layout.cell_at(row, layout.urn))
    record = layout.cell(row, "RECTYPE")
    level = layout.cell(row, "GEOGRAPHIC_LEVEL").casefold()
    if (record and record not in _SCHOOLS) or level not in _LEVELS:
        return "headings", ""
    if groups.is_part(row):
        return "part", ""
    urn, how = cell_values.urn(text)
    if how in ("", "mended", "several"):
        return "used", urn
    if not any(cell.strip() for cell in row):
        return "blank", ""
    if not urn and (number := dfe_number(layout.cell_at(row, layout.dfe_number))):
        urn = schools.urn_of.get(number, "")
        return ("used", urn) if urn else ("no_urn_known", "")
    # "NAT" stands for England in some tables, "URN" in a header that is repeated.
    if (not text and not record) or re.fullmatch(r"[A-Za-z_ ]+", text):
        return "headings", ""
    return "no_urn", ""


def _is_row_of(row: Sequence[str], place: Place) -> bool:
    """Whether the figure of a place stands in this row of the school."""
    if place.split_at < 0:
        return True
    said = " ".join(row[place.split_at].split()).casefold()
    return said.replace("mathematics", "maths") == place.split


def _number(text: str, read: dict[str, float | None]) -> float | None:
    """The number a cell holds, None where it is not known or no number."""
    if text not in read:
        number = cell_values.measured(cells.restore(text.strip()))
        read[text] = number if number is not None and math.isfinite(number) else None
    return read[text]


def _at(row: Sequence[str], place: Place | None, read: dict[str, float | None]) -> float | None:
    """The number at a place, a number of pupils as their share (%) where the figure is one."""
    if place is None:
        return None
    number = _number(row[place.at], read)
    if place.of < 0 or number is None:
        return number
    whole = _number(row[place.of], read)
    # To the tenth, as the tables print shares.
    return round(100 * number / whole, 1) if whole and 0 <= number <= whole else None


def _value(
    row: Sequence[str],
    column: FoundColumn,
    number: int,
    read: dict[str, float | None],
    account: TableAccount,
) -> float | None:
    """The figure of a column in a row, None where it is not known; ``account`` counts why."""
    value = _at(row, column.place, read)
    if value is not None and column.can_be(value):
        return value
    if value is not None:
        account.unknown += 1
        account.reasons["impossible"] = account.reasons.get("impossible", 0) + 1
        column.first_impossible = column.first_impossible or number
        column.impossible[value] = column.impossible.get(value, 0) + 1
        return None
    text = row[column.place.at]
    word, is_unknown = text.strip().casefold(), cells.is_unknown(text)
    if not is_unknown and word in column.words:
        return column.words[word]
    account.unknown += 1
    if is_unknown:
        account.reasons[word] = account.reasons.get(word, 0) + 1
    elif column.place.of < 0:
        if not column.unread:
            column.first_unread = number
        column.unread[word] = column.unread.get(word, 0) + 1
    return None


def _limits(
    row: Sequence[str],
    column: FoundColumn,
    value: float,
    read: dict[str, float | None],
) -> tuple[float, float]:
    """The confidence limits of a figure; not known where either is not, where no figure can be
    so, or where the figure does not lie between them: then they are of something else."""
    if column.limits is None:
        return _UNKNOWN, _UNKNOWN
    low, high = (_at(row, place, read) for place in column.limits)
    if low is None or high is None or not low <= value <= high:
        return _UNKNOWN, _UNKNOWN
    if not column.can_be_limits(low, high):
        return _UNKNOWN, _UNKNOWN
    return low, high


def _shares_to_percent(
    columns: Sequence[FoundColumn], read: FigureColumns, faults: TableFaults
) -> None:
    """A workbook may hold 53 % as 0.53: a percentage column of nothing above 1 is such."""
    for column in columns:
        if not column.percent:
            continue
        at = [i for i, name in enumerate(read.column) if name == column.name]
        figures = [read.value[i] for i in at]
        if (
            len(at) < _SHARES_FROM
            or max(map(abs, figures)) > 1
            or not any(0 < f < 1 for f in figures)
        ):
            continue
        for i in at:
            for numbers in (read.value, read.low, read.high):
                numbers[i] = round(100 * numbers[i], 6)
        faults.note_shares(column)
