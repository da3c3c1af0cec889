"""The table FIGURES made from the figures of each file, later files laid over earlier ones."""

from __future__ import annotations

import itertools

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.tables import FIGURES, urn_key
from matcher.intake.performance.school_rows import FigureColumns
from matcher.intake.performance.table_forms import TABLES

_KEY = list(FIGURES.key)


def no_figures() -> pd.DataFrame:
    """FIGURES of no file at all."""
    return _frame({})


def make_figures(columns: FigureColumns, table: str, name: str) -> pd.DataFrame:
    """FIGURES of one file, which messages call ``name``, of a ``table`` such as "ks2"."""
    count = len(columns.urn)
    return _frame(
        {
            "urn": columns.urn,
            "table": list(itertools.repeat(table, count)),
            "year": columns.year,
            "like": columns.like,
            "column": columns.column,
            "value": columns.value,
            "pupils": columns.pupils,
            "low": columns.low,
            "high": columns.high,
            "list": list(itertools.repeat(name, count)),
        }
    )


def _frame(columns: dict[str, list[str] | list[float]]) -> pd.DataFrame:
    return pd.DataFrame(columns, columns=FIGURES.names).astype(FIGURES.dtypes())


def in_key_order(figures: pd.DataFrame) -> pd.DataFrame:
    """FIGURES in the order of its key."""
    order = {urn: at for at, urn in enumerate(sorted(figures["urn"].unique(), key=urn_key))}
    figures = figures.assign(_at=figures["urn"].map(order))
    return figures.sort_values(["_at", *_KEY[1:]], ignore_index=True).drop(columns="_at")


def without_contradictions(figures: pd.DataFrame, log: ProblemLog) -> pd.DataFrame:
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
            hint="download the table again; if it has a column that parts the pupils of a school, "
            "keep the rows of all pupils alone",
        )
    return figures[~twice]


def lay_over(earlier: pd.DataFrame, later: pd.DataFrame, log: ProblemLog) -> pd.DataFrame:
    """``earlier`` figures with those of a ``later`` file laid over it."""
    if earlier.empty:
        return later
    both = earlier.merge(later, on=_KEY, suffixes=("_before", "_after"))
    for (table, year), same in both.groupby(["table", "year"]):
        differ = int((same["value_before"] != same["value_after"]).sum())
        if not differ:
            continue
        log.add(
            "figures_differ",
            f"this file and one before it are both {TABLES[str(table)]}, "
            f"{year or 'year not said'}: of {len(same):,} figures in both {differ:,} differ; the "
            "later file counts",
            list=str(same["list_after"].iloc[0]),
            severity="note",
            hint="give each table and year once, the final one rather than the provisional",
        )
    joined = pd.concat([earlier, later], ignore_index=True)
    return joined.drop_duplicates(_KEY, keep="last", ignore_index=True)
