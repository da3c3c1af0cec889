"""The rows of one performance table: which school, which year, which figures.

A cell is a number ("53%" 53, "£45,421" 45421), a word that its column's rule gives a
number, or unknown: a word for unknown is never a number, whatever a rule says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from matcher.core import cells
from matcher.core.problems import ProblemLog
from matcher.intake.clean import values
from matcher.intake.open.delimited import Row, Sheet
from matcher.intake.performance.table_forms import YEAR_COLUMN, Layout, may_be_read, normal
from matcher.intake.performance.years import year_in

_SHARES_FROM = 3  # fewer figures of 1 or less may well be percentages
_SCHOOLS = ("1", "2")  # RECTYPE of mainstream and special schools; all else are totals


class Want(Protocol):
    """One column that somebody wants of one table (``layout.TABLES``)."""

    @property
    def table(self) -> str:
        """The table, such as "ks2"."""

    @property
    def column(self) -> str:
        """The column, in capitals."""

    @property
    def pupils(self) -> Sequence[str]:
        """Columns that say how many pupils the figure rests on; the first present counts."""

    @property
    def words(self) -> Mapping[str, float]:
        """Numbers for words, such as bands; case does not count."""

    @property
    def percent(self) -> bool:
        """Whether it is a percentage, which a spreadsheet may hand on as a share of 1."""


@dataclass(slots=True)
class _Column:
    """A wanted column that the table has, and what was read of it."""

    name: str
    at: int
    pupils_at: int  # -1: the table does not say
    words: dict[str, float]
    percent: bool
    unread: dict[str, int] = field(default_factory=dict)  # words that mean nothing here
    first_unread: int = 0


@dataclass(slots=True)
class Gathered:
    """The figures of a file, column by column of FIGURES (but table and list), and how many
    rows met each fate; ``unknown`` counts the wanted cells without a number."""

    urn: list[str] = field(default_factory=list)
    year: list[str] = field(default_factory=list)
    like: list[str] = field(default_factory=list)
    column: list[str] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    pupils: list[float] = field(default_factory=list)
    used: int = 0
    rejected: int = 0
    blank: int = 0
    headings: int = 0
    unknown: int = 0


def gather(
    rows: Iterable[Row], layout: Layout, year: str, wants: Iterable[Want], sheet: Sheet,
    log: ProblemLog,
) -> Gathered:  # fmt: skip
    """Read the ``rows`` below the header; ``year`` counts where a row does not say its own.

    Rows of totals (of an authority, of England) are headings. What is wrong with a row
    goes to ``log``.
    """
    columns = _columns(layout, wants)
    done = Gathered()
    short: list[int] = []
    known: dict[str, float | None] = {}
    width = len(layout.header)
    for number, row in rows:
        given = len(row)
        if given < width:
            row = row + [""] * (width - given)
        fate, urn = _fate(row, layout)
        if fate == "used" and given > width and any(cell.strip() for cell in row[width:]):
            fate = "long"
        if fate == "blank":
            done.blank += 1
        elif fate == "headings":
            done.headings += 1
        elif fate != "used":
            done.rejected += 1
            _reject(fate, number, row[layout.urn], sheet, log)
        else:
            done.used += 1
            if given < width:
                short.append(number)
            when = year_in(layout.cell(row, YEAR_COLUMN)) or year
            like = layout.like(row)
            for column in columns:
                value = _value(row[column.at], column, number, known)
                if value is None:
                    done.unknown += 1
                    continue
                pupils = _number(row[column.pupils_at], known) if column.pupils_at >= 0 else None
                done.urn.append(urn)
                done.year.append(when)
                done.like.append(like)
                done.column.append(column.name)
                done.value.append(value)
                done.pupils.append(float("nan") if pupils is None or pupils < 0 else pupils)
    _notes(columns, short, sheet, log)
    _shares(columns, done, sheet, log)
    return done


def _columns(layout: Layout, wants: Iterable[Want]) -> list[_Column]:
    """Of what is wanted, what the table has; each column once, in order of their names."""
    found: dict[str, _Column] = {}
    for want in wants:
        name = normal(want.column)
        at = layout.at.get(name, -1)
        if want.table != layout.table or at < 0 or not may_be_read(name):
            continue
        one = found.setdefault(name, _Column(name, at, -1, {}, False))
        one.words |= {word.strip().casefold(): number for word, number in want.words.items()}
        one.percent = one.percent or want.percent
        for column in map(normal, want.pupils):
            if one.pupils_at < 0 and may_be_read(column):
                one.pupils_at = layout.at.get(column, -1)
    return [found[name] for name in sorted(found)]


def _fate(row: Sequence[str], layout: Layout) -> tuple[str, str]:
    """What becomes of a row, and its URN where it is used."""
    text = cells.restore(row[layout.urn].strip())
    record = layout.cell(row, "RECTYPE")
    level = layout.cell(row, "GEOGRAPHIC_LEVEL").casefold()
    if (record and record not in _SCHOOLS) or level not in ("", "school"):
        return "headings", ""
    urn, how = values.urn(text)
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
        number = values.figure(cells.restore(text.strip()))
        known[text] = number if number is not None and math.isfinite(number) else None
    return known[text]


def _value(
    text: str, column: _Column, row: int, known: dict[str, float | None]
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


def _reject(fate: str, row: int, text: str, sheet: Sheet, log: ProblemLog) -> None:
    long = fate == "long"
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


def _notes(columns: Sequence[_Column], short: list[int], sheet: Sheet, log: ProblemLog) -> None:
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


def _shares(columns: Sequence[_Column], done: Gathered, sheet: Sheet, log: ProblemLog) -> None:
    """A workbook may hold 53 % as 0.53: a percentage column of nothing above 1 is such."""
    for column in columns:
        if not column.percent:
            continue
        at = [i for i, name in enumerate(done.column) if name == column.name]
        figures = [done.value[i] for i in at]
        if (
            len(at) < _SHARES_FROM
            or max(map(abs, figures)) > 1
            or not any(0 < f < 1 for f in figures)
        ):
            continue
        for i in at:
            done.value[i] = round(100 * done.value[i], 6)
        log.add(
            "shares_read_as_percent",
            "no figure of this column is above 1; they were read as shares of 1",
            list=sheet.list,
            sheet=sheet.sheet,
            column=column.name,
            severity="note",
            hint="write percentages, such as 21.7",
        )
