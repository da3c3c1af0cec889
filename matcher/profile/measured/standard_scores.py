"""Like with like: where a school's figure lies among those of schools of its kind.

A figure is compared only with the figures of the same table, year and column, and of
schools of the same kind (``like`` of FIGURES). Its standard score is

    z = (figure - mean) / standard deviation

over all of them that are known (population standard deviation), which makes columns of
any unit comparable. Fewer than :data:`FEWEST_SCHOOLS` of them, or all the same, is no standard.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import urn_key

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


def numbered(
    rows: pd.DataFrame, columns: Sequence[str]
) -> tuple[npt.NDArray[np.int64], list[tuple[str, ...]]]:
    """A whole number for each row, from 0, equal where these columns of text are and in their
    order, and the texts that each number stands for.

    Comparing one number takes a tenth of the time of comparing four texts, and everything here is
    compared many times.
    """
    numbers = np.zeros(len(rows), dtype=np.int64)
    for column in columns:
        codes, texts = pd.factorize(rows[column].to_numpy(dtype=object))
        place = np.argsort(np.argsort(np.asarray(texts, dtype=object)))
        # Numbered anew each time, so that they never grow beyond the rows.
        numbers, _ = pd.factorize(numbers * max(len(texts), 1) + place[codes], sort=True)
    first = ~pd.Series(numbers).duplicated().to_numpy()
    told = zip(*(as_list(rows.loc[first, column]) for column in columns), strict=True)
    return numbers, [texts for _, texts in sorted(zip(numbers[first].tolist(), told, strict=True))]


def number_of_urn(urns: pd.Series) -> npt.NDArray[np.int64]:
    """A whole number for each URN, from 0, in the order that URNs are sorted by."""
    codes, texts = pd.factorize(urns.to_numpy(dtype=object))
    keys = [urn_key(text) for text in texts]
    place = np.empty(len(texts), dtype=np.int64)
    place[sorted(range(len(texts)), key=keys.__getitem__)] = np.arange(len(texts))
    return place[codes]


def _in_order(figures: pd.DataFrame) -> pd.DataFrame:
    """``figures`` by urn (numbers by number), table, year and column."""
    rest, _ = numbered(figures, ["table", "year", "column"])
    order = np.lexsort((rest, number_of_urn(figures["urn"])))
    return figures.take(order).reset_index(drop=True)
