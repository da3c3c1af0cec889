"""The rows of one performance table: which school, which year, which figures.

A cell is a number ("53%" 53, "£45,421" 45421), a word that its column's rule gives a
number, or unknown: a word for unknown is never a number, whatever a rule says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from matcher.core import cells
from matcher.core.problems import ProblemLog
from matcher.intake import cell_values
from matcher.intake.accounts import TableAccount
from matcher.intake.performance.table_forms import YEAR_COLUMN, TableLayout, year_in
from matcher.intake.performance.wanted_columns import FoundColumn, WantedColumn, find_columns
from matcher.intake.sheet import Sheet, Table

_SHARES_FROM = 3  # fewer figures of 1 or less may well be percentages
_UNKNOWN = float("nan")
_SCHOOLS = ("1", "2")  # RECTYPE of mainstream and special schools; all else are totals


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
    account: TableAccount,
    log: ProblemLog,
) -> FigureColumns:
    """The figures of a table; ``year`` counts where a row does not say its own.

    ``account`` counts every row, and every wanted cell without a number. Rows of totals (of
    an authority, of England) are headings. What is wrong with a row goes to ``log``.
    """
    layout, sheet = table.layout, table.sheet
    account.count_above(table.above)
    columns = find_columns(layout, wants)
    figures = FigureColumns()
    short: list[int] = []
    known: dict[str, float | None] = {}
    width = len(layout.header)
    for number, row in account.count(table.below):
        given = len(row)
        if given < width:
            row = row + [""] * (width - given)
        outcome, urn = _outcome(row, layout)
        if outcome == "used" and given > width and any(cell.strip() for cell in row[width:]):
            outcome = "long"
        if outcome == "blank":
            account.blank += 1
        elif outcome == "headings":
            account.headings += 1
        elif outcome != "used":
            account.rejected += 1
            _report_rejected(outcome, number, row[layout.urn], sheet, log)
        else:
            account.used += 1
            if given < width:
                short.append(number)
            when = year_in(layout.cell(row, YEAR_COLUMN)) or year
            like = layout.like(row)
            for column in columns:
                value = _value(row[column.at], column, number, known)
                if value is None:
                    account.unknown += 1
                    continue
                pupils = _number(row[column.pupils_at], known) if column.pupils_at >= 0 else None
                figures.urn.append(urn)
                figures.year.append(when)
                figures.like.append(like)
                figures.column.append(column.name)
                figures.value.append(value)
                figures.pupils.append(_UNKNOWN if pupils is None or pupils < 0 else pupils)
                low, high = _limits(row, column.limits_at, value, known)
                figures.low.append(low)
                figures.high.append(high)
    account.years = tuple(sorted(set(figures.year))) or (year,)
    _report_faults(columns, short, sheet, log)
    _shares_to_percent(columns, figures, sheet, log)
    return figures


def _outcome(row: Sequence[str], layout: TableLayout) -> tuple[str, str]:
    """What becomes of a row, and its URN where it is used."""
    text = cells.restore(row[layout.urn].strip())
    record = layout.cell(row, "RECTYPE")
    level = layout.cell(row, "GEOGRAPHIC_LEVEL").casefold()
    if (record and record not in _SCHOOLS) or level not in ("", "school"):
        return "headings", ""
    urn, how = cell_values.urn(text)
    if how in ("", "mended"):
        return "used", urn
    if not any(cell.strip() for cell in row):
        return "blank", ""
    # "NAT" stands for England in some tables, "URN" in a header that is repeated.
    if (not text and not record) or re.fullmatch(r"[A-Za-z_ ]+", text):
        return "headings", ""
    return "no_urn", ""


def _number(text: str, known: dict[str, float | None]) -> float | None:
    """The number a cell holds, None where it is not known or no number."""
    if text not in known:
        number = cell_values.figure(cells.restore(text.strip()))
        known[text] = number if number is not None and math.isfinite(number) else None
    return known[text]


def _value(
    text: str, column: FoundColumn, row: int, known: dict[str, float | None]
) -> float | None:  # fmt: skip
    number = _number(text, known)
    if number is not None or cells.is_unknown(text):
        return number
    word = text.strip().casefold()
    if word in column.words:
        return column.words[word]
    if not column.unread:
        column.first_unread = row
    column.unread[word] = column.unread.get(word, 0) + 1
    return None


def _limits(
    row: Sequence[str], at: tuple[int, int], value: float, known: dict[str, float | None]
) -> tuple[float, float]:
    """The confidence limits of a figure; not known where either is not, or where the figure
    does not lie between them: then they are of something else."""
    if min(at) < 0:
        return _UNKNOWN, _UNKNOWN
    low, high = (_number(row[place], known) for place in at)
    if low is None or high is None or not low <= value <= high:
        return _UNKNOWN, _UNKNOWN
    return low, high


def _report_rejected(outcome: str, row: int, text: str, sheet: Sheet, log: ProblemLog) -> None:
    long = outcome == "long"
    log.add(
        "ragged_long" if long else "no_urn_or_name",
        "the row has more fields than the header, so its figures may be in the wrong columns; it "
        "was not used"
        if long
        else "the row is of no school that can be told: it has no URN of six digits",
        list=sheet.list,
        sheet=sheet.sheet,
        row=row,
        column="" if long else "URN",
        value="" if long else text,
        severity="rejected",
        hint="download the table again, and do not save it from a spreadsheet",
    )


def _report_faults(
    columns: Sequence[FoundColumn], short: list[int], sheet: Sheet, log: ProblemLog
) -> None:
    """One note for each kind of fault, not for each row: these tables repeat themselves."""
    if short:
        log.add(
            "ragged_short",
            f"{len(short):,} rows have fewer fields than the header; the rest counts as blank",
            list=sheet.list,
            sheet=sheet.sheet,
            row=short[0],
            severity="note",
            hint="tables of an authority often come so; nothing need be done",
        )
    for column in columns:
        if column.unread:
            log.add(
                "not_a_number",
                f"{sum(column.unread.values()):,} cells of this column hold a word that is no "
                "figure; they count as not known",
                list=sheet.list,
                sheet=sheet.sheet,
                row=column.first_unread,
                column=column.name,
                value=min(column.unread),
                severity="note",
                hint="if the word is a band, give it a number in the rules (words)",
            )


def _shares_to_percent(
    columns: Sequence[FoundColumn], read: FigureColumns, sheet: Sheet, log: ProblemLog
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
        log.add(
            "shares_read_as_percent",
            "no figure of this column is above 1; they were read as shares of 1",
            list=sheet.list,
            sheet=sheet.sheet,
            column=column.name,
            severity="note",
            hint="write percentages, such as 21.7",
        )
