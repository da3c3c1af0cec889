"""The table FIGURES made from the figures of each file, later files laid over earlier ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.figures.row_numbers import number_of_urn, numbered
from matcher.core.problems import ProblemLog
from matcher.core.tables import FIGURES, urn_key
from matcher.intake.performance.table_forms import TABLES

_KEY = list(FIGURES.key)
# The figures read so far, by table and school year: only those of one table and year can meet.
FiguresRead = dict[tuple[str, str], pd.DataFrame]


def in_key_order(figures: FiguresRead) -> pd.DataFrame:
    """FIGURES of all that was read, in the order of its key."""
    if not figures:
        return pd.DataFrame(columns=FIGURES.names).astype(FIGURES.dtypes())
    joined = pd.concat(figures.values(), ignore_index=True)
    rest, _ = numbered(joined, _KEY[1:])
    order = np.lexsort((rest, number_of_urn(joined["urn"])))
    return joined.take(order).reset_index(drop=True)


def without_contradictions(figures: pd.DataFrame, log: ProblemLog) -> pd.DataFrame:
    """The figures of one file, each once; none where a school stands in it twice and the
    figures contradict each other, because nothing says which is right."""
    if not figures.duplicated(_KEY).any():
        return figures
    figures = figures.drop_duplicates([name for name in FIGURES.names if name != "list"])
    twice = figures.duplicated(_KEY, keep=False)
    if twice.any():
        schools = figures.loc[twice, "urn"].nunique()
        log.add(
            "repeated_urn",
            f"{counted(schools, 'school stands', 'schools stand')} here more than once with "
            "different figures; none of those figures was used",
            list=str(figures["list"].iloc[0]),
            column="URN",
            value=min(figures.loc[twice, "urn"], key=urn_key),
            hint="download the table again; if it has a column that parts the pupils of a school, "
            "keep the rows of all pupils alone",
        )
    return figures[~twice]


def lay_over(figures: FiguresRead, later: pd.DataFrame, log: ProblemLog) -> None:
    """Lay those of a ``later`` file over the ``figures`` of the files before it."""
    for (table, year), own in later.groupby(["table", "year"]):
        key = (str(table), str(year))
        if key not in figures:
            figures[key] = own
            continue
        same = figures[key].merge(own, on=_KEY, suffixes=("_before", "_after"))
        if differ := int((same["value_before"] != same["value_after"]).sum()):
            log.add(
                "figures_differ",
                f"this file and one before it are both {TABLES[key[0]]}, "
                f"{year or 'year not said'}: of {len(same):,} figures in both {differ:,} differ; "
                "the later file counts",
                list=str(same["list_after"].iloc[0]),
                severity="note",
                hint="give each table and year once, the final one rather than the provisional",
            )
        both = pd.concat([figures[key], own], ignore_index=True)
        figures[key] = both.drop_duplicates(_KEY, keep="last", ignore_index=True)
