"""Performance tables, one file or many, to FIGURES: open → table form → rows → figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from matcher.core.calendar.school_years import first_school_year
from matcher.core.errors import FileError
from matcher.core.figures.row_numbers import numbered
from matcher.core.problems import ProblemLog
from matcher.core.tables import FIGURES
from matcher.intake.accounts import TableAccount
from matcher.intake.headers.people import headers_about_people
from matcher.intake.open.files import split_sheet
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.performance.figures import (
    FiguresRead,
    in_key_order,
    lay_over,
    without_contradictions,
)
from matcher.intake.performance.known_schools import KnownSchools
from matcher.intake.performance.not_published import report_never_made
from matcher.intake.performance.school_rows import read_rows
from matcher.intake.performance.table_files import TableFile, list_tables, report_skipped
from matcher.intake.performance.table_forms import TABLES, TableLayout, find_table
from matcher.intake.performance.wanted_columns import WantedColumn
from matcher.intake.sheet import Table
from matcher.intake.sizes.exam_years import ListedAt16
from matcher.intake.sizes.school_sizes import one_size_each, one_size_of_each
from matcher.intake.sizes.size_reader import SizeReader

# Times as long as a list may be: a school has a row for each group of pupils, subject and year.
_ROWS_PER_SCHOOL = 10


@dataclass(frozen=True, slots=True)
class Performance:
    """FIGURES, sorted by its key (URNs that are numbers by number), the accounts of the files in
    the order given, whom the schools teach (SIZES), and whom tables of pupils of 16 list."""

    figures: pd.DataFrame
    accounts: tuple[TableAccount, ...]
    sizes: pd.DataFrame
    listed_at_16: frozenset[ListedAt16] = frozenset()


def read_performance(
    paths: Sequence[Path | str],
    log: ProblemLog,
    wanted: Iterable[WantedColumn],
    known: Callable[[], KnownSchools] = KnownSchools,
    which_register: Callable[[Path | None, str], str] = lambda path, name: "",
) -> Performance:
    """Read the ``wanted`` columns of performance tables: files of any kind that lists may
    be, folders of them, or "-".

    The order of the files matters where two are of the same table and year: the figure of
    the later file counts, and a note (``figures_differ``) says how many differed; a
    figure that only the earlier one knows stays. The order of rows never matters: of a
    school that stands twice in one file with different figures, neither counts. ``known``
    is asked where a table has no URNs, or does not say what its schools are; ``which_register``
    which register of offers a file that is no such table is of, by its path and name.

    What is no table in a folder is named (``not_a_table``) and passed over. Raises
    :class:`FileError` for a file that was named and cannot be read or is no known table, and
    for a folder without any table.
    """
    wants = list(wanted)
    figures: FiguresRead = {}
    accounts: list[TableAccount] = []
    sizes: list[pd.DataFrame] = []
    listed_at_16: set[ListedAt16] = set()
    for file in list_tables(paths, log):
        table = _open(file, log, which_register)
        if table is None:
            continue
        account = TableAccount(table.sheet.list, table.sheet.sheet, table.layout.table)
        account.people = headers_about_people(table.layout.header)
        year = year_of(file.path and split_sheet(file.path)[0], file.name)
        reader = SizeReader(table.layout, file.name, listed_at_16)
        read = read_rows(table, year, wants, known, account, log, reader)
        sizes += reader.sizes()
        own = without_contradictions(read, log)
        account.figures = len(own)
        accounts.append(account)
        report_never_made(
            account.table,
            account.years,
            {want.column for want in wants if want.table == account.table},
            {(of, column) for of, column in numbered(read, ["year", "column"])[1]},
            file.name,
            log,
        )
        lay_over(figures, own, log)
    if not accounts:
        raise FileError(
            "none of these files is a performance table",
            where=", ".join(map(str, paths)),
            hint=f"known are the Department's tables of {', '.join(TABLES.values())}",
        )
    joined = in_key_order(figures)
    FIGURES.check(joined)
    of_schools = one_size_of_each(pd.concat(sizes)) if sizes else one_size_each(())
    return Performance(joined, tuple(accounts), of_schools, frozenset(listed_at_16))


def _open(
    file: TableFile, log: ProblemLog, which_register: Callable[[Path | None, str], str]
) -> Table[TableLayout] | None:
    """The table that a file holds; None where it holds none and nobody named it."""
    own = ProblemLog()
    try:
        table = find_table(open_sheet(file.path, file.name, own, rows_per_school=_ROWS_PER_SCHOOL))
    except FileError as caught:
        error = caught
        if register := which_register(file.path, file.name):
            error = FileError(
                f"this says what institutions have ({register}), it is no performance table",
                where=file.name,
                hint="give it with --offers",
            )
        if not file.in_folder:
            raise error from None
        report_skipped(file.name, error, log)
        return None
    log.problems += own.problems
    return table


def year_of(path: Path | None, name: str) -> str:
    """The school year in a file's name, or else in the name of its folder where that is
    nothing but a year, as the downloads unpack ("2018-2019/england_census.csv")."""
    if found := first_school_year(name):
        return found
    folder = path.resolve().parent.name if path is not None else ""
    return first_school_year(folder) if re.fullmatch(r"[\d_ -]+", folder) else ""
