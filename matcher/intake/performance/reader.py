"""Performance tables, one file or many, to FIGURES: open → table form → rows → figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.tables import FIGURES
from matcher.intake.accounts import TableAccount
from matcher.intake.open.files import list_files, split_sheet
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.performance.figures import (
    in_key_order,
    lay_over,
    make_figures,
    no_figures,
    without_contradictions,
)
from matcher.intake.performance.school_rows import read_rows
from matcher.intake.performance.table_forms import find_table, year_of
from matcher.intake.performance.wanted_columns import WantedColumn


@dataclass(frozen=True, slots=True)
class Performance:
    """FIGURES, sorted by its key (URNs that are numbers by number), and the accounts of
    the files in the order given."""

    figures: pd.DataFrame
    accounts: tuple[TableAccount, ...]


def read_performance(
    paths: Sequence[Path | str], log: ProblemLog, wanted: Iterable[WantedColumn]
) -> Performance:
    """Read the ``wanted`` columns of performance tables: files of any kind that lists may
    be, folders of them, or "-".

    The order of the files matters where two are of the same table and year: the figure of
    the later file counts, and a note (``figures_differ``) says how many differed; a
    figure that only the earlier one knows stays. The order of rows never matters: of a
    school that stands twice in one file with different figures, neither counts.

    Raises :class:`FileError` for a file that cannot be read or is no known table.
    """
    wants = list(wanted)
    figures = no_figures()
    accounts: list[TableAccount] = []
    for path, name in list_files(paths):
        sheet = open_sheet(path, name, log)
        table = find_table(sheet)
        account = TableAccount(sheet.list, sheet.sheet, table.layout.table)
        year = year_of(path and split_sheet(path)[0], name)
        columns = read_rows(table, year, wants, account, log)
        own = without_contradictions(make_figures(columns, account.table, name), log)
        account.figures = len(own)
        accounts.append(account)
        figures = lay_over(figures, own, log)
    figures = in_key_order(figures)
    FIGURES.check(figures)
    return Performance(figures, tuple(accounts))
