"""The rows of one performance table: which are of a school, of which one, and of which year.

The tables of today have a row for each school and group of pupils: boys, the disadvantaged, an
average of three years. A row is of the whole school where every column of groups says so. A
table that has such a column by a name not known here repeats its schools with other figures,
and of those none is used (``repeated_urn``): nothing is guessed.

Rows are taken in blocks, and what decides is asked once of cells that are the same: a table says
the same of thousands of schools.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import islice

import pandas as pd

from matcher.core import cells
from matcher.core.calendar.school_years import first_school_year
from matcher.core.problems import ProblemLog
from matcher.intake import cell_values
from matcher.intake.accounts import TableAccount
from matcher.intake.cell_values import dfe_number
from matcher.intake.performance.compared_with import Comparisons, says_what_schools_are
from matcher.intake.performance.figure_columns import FigureReader, SchoolRows
from matcher.intake.performance.known_schools import KnownSchools
from matcher.intake.performance.table_faults import TableFaults
from matcher.intake.performance.table_forms import YEAR_COLUMN, TableLayout
from matcher.intake.performance.wanted_columns import WantedColumn, find_columns
from matcher.intake.sheet import Table, cells_at
from matcher.intake.sizes.size_reader import SizeReader

_AT_ONCE = 5_000  # rows; more of them in memory at one time make nothing quicker
_SCHOOLS = ("1", "2")  # RECTYPE of mainstream and special schools; all else are totals
_LEVELS = ("", "school", "institution", "provider")  # GEOGRAPHIC_LEVEL of one school
_GROUPS = re.compile(
    r"BREAKDOWN(_TOPIC)?|SEX|GENDER|DISADVANTAGE(D|_STATUS)?|FIRST_LANGUAGE|PRIOR_ATTAINMENT|"
    r"MOBILITY(_STATUS)?|FSM_STATUS|FREE_SCHOOL_MEALS|ETHNICITY(_MAJOR|_MINOR)?|"
    r"SEN_(STATUS|PROVISION|PRIMARY_NEED|DESCRIPTION)|MONTH_OF_BIRTH|NC_?YEAR|YEAR_GROUP|"
    r"CHARACTERISTIC(_\w+)?|(PUPIL|STUDENT)_CHARACTERISTIC"
)
_WHOLE = re.compile(
    r"|total|all|all (state[- ]funded )?(pupils|students|schools)|all (sexes|genders)|"
    r"state[- ]funded( total)?|both( sexes)?|boys and girls|not applicable|n/a|z"
)
# A term, a month or a week of a school year; "autumn and spring term" is what is published
# of a year that has not ended, "six half terms" of one that has.
_PERIOD = "TIME_IDENTIFIER"
_PART_OF_A_YEAR = re.compile(
    r"(autumn|spring|summer) term|week \d+|january|february|march|april|may|june|july|august|"
    r"september|october|november|december"
)


def read_rows(
    table: Table[TableLayout],
    year: str,
    wants: Iterable[WantedColumn],
    known: Callable[[], KnownSchools],
    account: TableAccount,
    log: ProblemLog,
    sizes: SizeReader,
) -> pd.DataFrame:
    """FIGURES of a table; ``year`` counts where a row does not say its own. ``known`` is
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
    outcomes = _Outcomes(layout, schools)
    faults = TableFaults(table.sheet, log)
    figures = FigureReader(columns, account)
    likes = Comparisons(layout)
    years: dict[str, str] = {}
    year_at = layout.at.get(YEAR_COLUMN, -1)
    width = len(layout.header)
    rows = account.count(table.below)
    while block := list(islice(rows, _AT_ONCE)):
        used = []
        for number, row in block:
            given = len(row)
            if given < width:
                row = row + [""] * (width - given)
            outcome, urn = outcomes.of(row)
            if outcome == "used" and given > width and any(cell.strip() for cell in row[width:]):
                outcome = "long"
            if outcome == "used":
                if given < width:
                    faults.short.append(number)
                words = schools.words.get(urn, "")
                if asks and not words:
                    faults.of_no_type.add(urn)
                said = row[year_at] if year_at >= 0 else ""
                when = years.get(said)
                if when is None:
                    when = years[said] = first_school_year(said) or year
                used.append((number, row, urn, when, likes.of(row, words)))
            elif outcome == "blank":
                account.blank += 1
            elif outcome in ("headings", "part"):
                account.headings += 1
                account.groups += outcome == "part"
            elif outcome == "no_urn_known":
                account.rejected += 1
                faults.unknown_numbers.append((number, layout.cell_at(row, layout.dfe_number)))
            else:
                account.rejected += 1
                faults.report_rejected(outcome, number, layout.cell_at(row, layout.urn))
        account.used += len(used)
        if used:
            of_schools = SchoolRows._make(zip(*used, strict=True))
            figures.add(of_schools)
            sizes.add(of_schools)
    account.years = tuple(sorted(set(years.values()))) or (year,)
    account.reasons = dict(sorted(account.reasons.items()))
    faults.report(columns, account.used)
    return figures.frame(layout.table, account.list, faults)


class _Outcomes:
    """What becomes of the rows of a table."""

    def __init__(self, layout: TableLayout, schools: KnownSchools) -> None:
        self._layout = layout
        self._schools = schools
        self._groups = _Groups(layout)
        at = [layout.at[name] for name in ("RECTYPE", "GEOGRAPHIC_LEVEL") if name in layout.at]
        self._told_by = cells_at([*at, *self._groups.places])
        self._no_school: dict[Hashable, str] = {}
        self._urns: dict[str, str] = {}

    def of(self, row: Sequence[str]) -> tuple[str, str]:
        """What becomes of a row, and its URN where it is used."""
        told = self._told_by(row)
        outcome = self._no_school.get(told)
        if outcome is None:
            outcome = self._no_school[told] = self._if_no_school(row)
        if outcome:
            return outcome, ""
        cell = row[self._layout.urn] if self._layout.urn >= 0 else ""
        urn = self._urns.get(cell)
        if urn is None:
            urn, how = cell_values.urn(cells.restore(cell.strip()))
            urn = self._urns[cell] = urn if how in ("", "mended", "several") else ""
        return ("used", urn) if urn else self._without_urn(row)

    def _if_no_school(self, row: Sequence[str]) -> str:
        """What a row is that is not of a whole school, "" for one that is."""
        record = self._layout.cell(row, "RECTYPE")
        level = self._layout.cell(row, "GEOGRAPHIC_LEVEL").casefold()
        if (record and record not in _SCHOOLS) or level not in _LEVELS:
            return "headings"
        return "part" if self._groups.is_part(row) else ""

    def _without_urn(self, row: Sequence[str]) -> tuple[str, str]:
        layout = self._layout
        if not any(cell.strip() for cell in row):
            return "blank", ""
        text = cells.restore(layout.cell_at(row, layout.urn))
        if not cell_values.urn(text)[0] and (
            number := dfe_number(layout.cell_at(row, layout.dfe_number))
        ):
            urn = self._schools.urn_of.get(number, "")
            return ("used", urn) if urn else ("no_urn_known", "")
        # "NAT" stands for England in some tables, "URN" in a header that is repeated.
        if (not text and not layout.cell(row, "RECTYPE")) or re.fullmatch(r"[A-Za-z_ ]+", text):
            return "headings", ""
        return "no_urn", ""


class _Groups:
    """The columns of a table that say which pupils a row is of."""

    def __init__(self, layout: TableLayout) -> None:
        # Of the other tables GENDER is that of the school, and every row is a whole school.
        at = layout.at if layout.is_of_statistics else {}
        self._at = [place for name, place in at.items() if _GROUPS.fullmatch(name)]
        self._period = at.get(_PERIOD, -1)
        self.places = [*self._at, *([self._period] if self._period >= 0 else [])]

    def is_part(self, row: Sequence[str]) -> bool:
        """Whether a row is of some pupils of a school, or of a part of a year. Rows whose cells
        at the ``places`` are the same are so alike."""
        if self._period >= 0 and _PART_OF_A_YEAR.fullmatch(row[self._period].strip().casefold()):
            return True
        return not all(_WHOLE.fullmatch(row[at].strip().casefold()) for at in self._at)
