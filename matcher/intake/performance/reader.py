"""Performance tables, one file or many, to FIGURES, with an account of every row."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from matcher.core.accounts import Counted
from matcher.core.problems import ProblemLog
from matcher.core.tables import FIGURES, urn_key
from matcher.intake.open.files import files, parted
from matcher.intake.performance.rows import Want, gather
from matcher.intake.performance.table_forms import HEADER_WITHIN, TABLES, recognise, unknown_table
from matcher.intake.performance.years import year_of
from matcher.intake.read import open_sheet

_KEY = list(FIGURES.key)


@dataclass(frozen=True, slots=True)
class TableAccount(Counted):
    """What became of every row of one performance table.

    ``read`` counts the rows but the header row; ``headings`` are those above it and the
    totals of authorities and of England. ``years`` are the school years found ("" where
    nothing says which), ``figures`` the numbers taken, ``unknown`` the wanted cells that
    hold none.
    """

    list: str
    sheet: str
    table: str
    years: tuple[str, ...]
    read: int
    used: int
    rejected: int
    blank: int
    headings: int
    figures: int
    unknown: int

    def line(self) -> str:
        """The account in one sentence."""
        years = ", ".join(year or "year not said" for year in self.years)
        what = ", ".join(filter(None, (TABLES[self.table][0], years)))
        return (
            f"{self.list} ({what}): {self.sum()}; "
            f"{self.figures:,} figures, {self.unknown:,} not known"
        )


@dataclass(frozen=True, slots=True)
class Performance:
    """FIGURES, sorted by its key (URNs that are numbers by number), and the accounts of
    the files in the order given."""

    figures: pd.DataFrame
    accounts: tuple[TableAccount, ...]


def read_performance(
    paths: Sequence[Path | str], log: ProblemLog, wanted: Iterable[Want]
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
    standing = _frame({})
    accounts: list[TableAccount] = []
    for path, name in files(paths):
        figures, account = _read_one(path, name, wants, log)
        accounts.append(account)
        standing = _over(standing, figures, log)
    standing = _sorted(standing)
    FIGURES.check(standing)
    return Performance(standing, tuple(accounts))


def _read_one(
    path: Path | None, name: str, wants: Sequence[Want], log: ProblemLog
) -> tuple[pd.DataFrame, TableAccount]:
    sheet = open_sheet(path, name, log)
    above = blank_above = filled = 0
    layout = None
    for _, row in sheet.rows:
        if not any(cell.strip() for cell in row):
            blank_above += 1
            continue
        layout = recognise(row)
        filled += 1
        if layout is not None or filled == HEADER_WITHIN:
            break
        above += 1
    if layout is None:
        raise unknown_table(name)
    year = year_of(parted(path)[0] if path is not None else None, name)
    done = gather(sheet.rows, layout, year, wants, sheet, log)
    figures = _frame(
        {
            "urn": done.urn,
            "table": list(itertools.repeat(layout.table, len(done.urn))),
            "year": done.year,
            "like": done.like,
            "column": done.column,
            "value": done.value,
            "pupils": done.pupils,
            "list": list(itertools.repeat(name, len(done.urn))),
        }
    )
    figures = _agreed(figures, log)
    account = TableAccount(
        list=name,
        sheet=sheet.sheet,
        table=layout.table,
        years=tuple(sorted(set(done.year))) or (year,),
        read=done.used + done.rejected + done.blank + done.headings + above + blank_above,
        used=done.used,
        rejected=done.rejected,
        blank=done.blank + blank_above,
        headings=done.headings + above,
        figures=len(figures),
        unknown=done.unknown,
    )
    return figures, account


def _frame(columns: dict[str, list[str] | list[float]]) -> pd.DataFrame:
    return pd.DataFrame(columns, columns=FIGURES.names).astype(FIGURES.dtypes())


def _sorted(figures: pd.DataFrame) -> pd.DataFrame:
    """FIGURES in the order of its key."""
    order = {urn: at for at, urn in enumerate(sorted(figures["urn"].unique(), key=urn_key))}
    figures = figures.assign(_at=figures["urn"].map(order))
    return figures.sort_values(["_at", *_KEY[1:]], ignore_index=True).drop(columns="_at")


def _agreed(figures: pd.DataFrame, log: ProblemLog) -> pd.DataFrame:
    """The figures of one file, each once; none where a school stands in it twice and the
    figures contradict each other, because nothing says which is right."""
    figures = figures.drop_duplicates([name for name in FIGURES.names if name != "list"])
    twice = figures.duplicated(_KEY, keep=False)
    if twice.any():
        schools = figures.loc[twice, "urn"].nunique()
        log.add(
            "repeated_urn",
            f"{schools:,} schools stand here more than once with different figures; none of those "
            "figures was used",
            list=str(figures["list"].iloc[0]),
            column="URN",
            value=min(figures.loc[twice, "urn"], key=urn_key),
            hint="download the table again",
        )
    return figures[~twice]


def _over(standing: pd.DataFrame, later: pd.DataFrame, log: ProblemLog) -> pd.DataFrame:
    """``standing`` with the figures of a ``later`` file laid over it."""
    if standing.empty:
        return later
    both = standing.merge(later, on=_KEY, suffixes=("_before", "_after"))
    for (table, year), same in both.groupby(["table", "year"]):
        differ = int((same["value_before"] != same["value_after"]).sum())
        log.add(
            "figures_differ",
            f"this file and one before it are both {TABLES[str(table)][0]}, "
            f"{year or 'year not said'}: of {len(same):,} figures in both {differ:,} differ; the "
            "later file counts",
            list=str(same["list_after"].iloc[0]),
            severity="note",
            hint="give each table and year once, the final one rather than the provisional",
        )
    joined = pd.concat([standing, later], ignore_index=True)
    return joined.drop_duplicates(_KEY, keep="last", ignore_index=True)
