"""Like with like: where a school's figure lies among those of schools of its kind.

A figure is compared only with the figures of the same table, year and column, and of
schools of the same kind (``like`` of FIGURES). Its standard score is

    z = (figure - mean) / standard deviation

over all of them that are known (population standard deviation), which makes columns of
any unit comparable. Fewer than :data:`FEWEST_SCHOOLS` of them, or all the same, is no standard.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from matcher.core.figures.row_numbers import number_of_urn, numbered

# Below it a mean and a spread say more about which schools happen to be in the file than
# about schools: the usual rule of thumb of statistics, and a choice.
FEWEST_SCHOOLS = 30

# Compared are figures that have these in common.
SAME = ["table", "year", "like", "column"]


def standard_scores(figures: pd.DataFrame) -> pd.DataFrame:
    """The rows of FIGURES that have a standard, in the order of urn, table, year and
    column, with further columns.

    ``same``: a whole number for the figures that are compared with each other, from 0 in the
    order of :data:`SAME`; ``z``: standard score; ``mean`` and ``sd``, in the figure's unit;
    ``of``: how many such schools have a figure; ``below``, ``above``: shares of the others (0-1)
    whose figure is lower and higher. The order of the rows given does not matter.
    """
    ordered = _in_order(figures)
    of_same, _ = numbered(ordered, SAME)
    same = ordered["value"].groupby(of_same)
    count = same.transform("count")
    mean = same.transform("mean")
    spread: pd.Series = np.sqrt((ordered["value"] - mean).pow(2).groupby(of_same).transform("mean"))
    # Of equal figures the mean may be off by a last bit, and the spread then not nought; of
    # figures that hardly differ the squares may vanish.
    differ = (same.transform("max") > same.transform("min")) & (spread > 0)
    is_standard = (count >= FEWEST_SCHOOLS) & differ
    least, most = same.rank(method="min"), same.rank(method="max")
    return ordered.assign(
        same=of_same,
        z=(ordered["value"] - mean) / spread.where(is_standard),
        mean=mean,
        sd=spread,
        of=count.astype("int64"),
        below=(least - 1) / (count - 1).clip(lower=1),
        above=(count - most) / (count - 1).clip(lower=1),
    )[is_standard].reset_index(drop=True)


def _in_order(figures: pd.DataFrame) -> pd.DataFrame:
    """``figures`` by urn (numbers by number), table, year and column."""
    rest, _ = numbered(figures, ["table", "year", "column"])
    order = np.lexsort((rest, number_of_urn(figures["urn"])))
    return figures.take(order).reset_index(drop=True)
