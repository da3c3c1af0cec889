"""A panel of published figures from whatever a person has: one file that is a panel, or the
Department for Education's own tables of several years, laid together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import FileError, SettingError
from matcher.core.problems import ProblemLog
from matcher.core.tables import urn_key

if TYPE_CHECKING:
    import pandas as pd

    from matcher.intake.accounts import TableAccount


@dataclass(frozen=True, slots=True)
class _Want:
    """A ``WantedColumn`` of a table (:mod:`matcher.intake.performance.wanted_columns`)."""

    table: str
    column: str
    pupils: tuple[str, ...] = ()
    words: Mapping[str, float] = field(default_factory=dict)
    percent: bool = False


def read_panel_or_tables(
    paths: Sequence[Path], columns: Collection[str], register: Path, log: ProblemLog
) -> tuple[pd.DataFrame, list[str]]:
    """A row for each ``urn`` and ``year_starting``, figures in the other columns, NaN where
    not known; and the account of every file.

    ``paths``: panels (:func:`matcher.jobs.evaluation.own_panels.read_own_panels`), or performance
    tables and folders of them (:func:`matcher.intake.performance.reader.read_performance`), of
    which the ``columns`` are taken, in any case of letters. A table of which nothing says the year
    is passed over in a folder, and said; named outright it raises :class:`FileError`. Raises
    :class:`SettingError` where two kinds of table have a column, or none has any.
    """
    from matcher.jobs.evaluation.own_panels import read_own_panels

    return read_own_panels(paths, log) or _read_tables(paths, columns, register, log)


def _read_tables(
    paths: Sequence[Path], columns: Collection[str], register: Path, log: ProblemLog
) -> tuple[pd.DataFrame, list[str]]:
    from matcher.intake.offers.reader import which_register
    from matcher.intake.performance.reader import read_performance
    from matcher.intake.performance.table_forms import TABLES
    from matcher.jobs.stages.reading import known_schools

    wants = [_Want(table, column.upper()) for column in columns for table in TABLES]
    read = read_performance(paths, log, wants, known_schools((), register), which_register)
    found = _dated(read.figures, paths, log)
    for column, own in found.groupby("column")["table"]:
        if own.nunique() > 1:
            kinds = " and ".join(sorted(TABLES[table] for table in set(own)))
            raise SettingError(f"{column} stands in the tables of {kinds}", where="--panel",
                               hint="give the tables of one of them")  # fmt: skip
    if found.empty:
        raise SettingError(
            f"no table has a figure {' or '.join(column.upper() for column in columns)}",
            where="--outcome, --covariates",
            hint=_instead(columns, read.accounts, log),
        )
    found = found.assign(
        year_starting=found["year"].str[:4].astype("int64"), column=found["column"].str.lower()
    )
    wide = found.pivot(index=["urn", "year_starting"], columns="column", values="value")
    wide = wide.reset_index().rename_axis(columns=None)
    wide = wide.sort_values(
        ["urn", "year_starting"],
        key=lambda own: own.map(urn_key) if own.name == "urn" else own,
        ignore_index=True,
    )
    return wide.astype({"urn": str}), [account.line() for account in read.accounts]


def _dated(figures: pd.DataFrame, paths: Sequence[Path], log: ProblemLog) -> pd.DataFrame:
    """The figures of which the school year is known. Of a folder a table without one is named
    and passed over; raises :class:`FileError` where it was named itself, or is all there is."""
    from matcher.intake.performance.table_files import list_tables

    nobody_named = {one.name for one in list_tables(paths, ProblemLog()) if one.in_folder}
    undated = figures["year"] == ""
    for name in sorted(set(figures.loc[undated, "list"])):
        what = "nothing says of which school year it is"
        hint = "name the file like 2018-2019_england_ks2final.csv"
        if name not in nobody_named or undated.all():
            raise FileError(what, where=name, hint=hint)
        log.add("table_without_year", f"{what}, so it was passed over", list=name, hint=hint)
    return figures[~undated]


def _instead(columns: Collection[str], accounts: Sequence[TableAccount], log: ProblemLog) -> str:
    """What to write instead of columns that no table has a figure of, and why it has none."""
    from matcher.intake.performance.column_names import like_names, rows_of
    from matcher.intake.performance.not_published import report_never_made
    from matcher.intake.performance.table_forms import TABLES

    never = [problem.message for problem in log.problems if problem.code == "never_made"]
    if never:
        return "; ".join(dict.fromkeys(never))
    for table in sorted({account.table for account in accounts}):
        for column in columns:
            if names := rows_of(table).get(column.upper()):
                return f"it stands there for each subject or cohort: write {' or '.join(names)}"
    like, also = list[str](), ProblemLog()
    for account in accounts:
        own = [name for column in columns for name in like_names(account.table, column)]
        like += own
        report_never_made(account.table, account.years, own, set(), account.list, also)
    if not {column.upper() for column in columns}.isdisjoint(like):
        # The name is right, and none of these tables has a number there.
        kinds = " and ".join(sorted({TABLES[account.table] for account in accounts}))
        return f"the name is right, but these tables ({kinds}) have no figure of it: give others"
    if like:
        why = [problem.message for problem in also.problems]
        return "; ".join(dict.fromkeys([f"did you mean {' or '.join(dict.fromkeys(like))}?", *why]))
    return "write it as the tables do, such as READPROG (key stage 2) or P8MEA (4)"
