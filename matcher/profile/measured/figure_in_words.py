"""A figure as evidence: what it is, how sure it is, where it lies among its kind, and the year
before.

"reading progress −2.9 (95 % limits −4.5 to −1.3), average 0.3, 2018/19, lower than 92 % of
14,900 mainstream schools (2017/18: −0.4, falling)"
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.profile.measured.rules import Indicator

# A change from year to year smaller than half the spread among schools is no trend: small
# schools move that much by chance. A choice.
TREND_SD = 0.5


def figures_in_words(rule: Indicator, rows: pd.DataFrame) -> list[str]:
    """The evidence for each of ``rows``, as
    :func:`matcher.profile.measured.latest_figures.latest_figures` has chosen them.

    What many rows have in common is put into words once: a figure to the tenth occurs hundreds
    of times, and an average is that of thousands of schools.
    """
    shown = {column: _Shown(rule, column) for column in rule.columns}
    first = rows.drop_duplicates("same")
    about = {
        same: _About.figures(rule, shown[column], column, *rest)
        for same, column, *rest in _lists(
            first, "same", "column", "mean", "sd", "year", "of", "like"
        )
    }
    is_low = rows["z"] < 0
    # Rounded down, and never "all": the figure is not to say more than it knows.
    share = rows["above"].where(is_low, rows["below"])
    percent = np.minimum((100 * share + 1e-9).astype("int64"), 99)
    told = rows.assign(is_low=is_low, percent=percent)
    texts = []
    for same, value, low, high, pupils, lower, below in _lists(
        told, "same", "value", "low", "high", "pupils", "is_low", "percent"
    ):
        one = about[same]
        rests_on = "" if one.is_exact else _rests_on(low, high, pupils, one.shown)
        where = one.lower if lower else one.higher
        among = f"{where} than {below} % of {one.schools}"
        if one.is_band:  # many are in the same: "average, worse than 34 %" would puzzle
            among = f"with {below} % of {one.schools} in a {'worse' if lower else 'better'} band"
        texts.append(f"{one.shown.name} {one.shown[value]}{rests_on}{one.average}, {among}")
    change = (rows["value"] - rows["before"]) / rows["sd"]
    later = rows.assign(change=change, at=np.arange(len(rows)))[change.notna()]
    for at, same, before, by, year, column in _lists(
        later, "at", "same", "before", "change", "before_year", "before_column"
    ):
        texts[at] += f" ({year}: {_year_before(before, shown[column], by, about[same])})"
    moved = np.flatnonzero(rows["urn"] != rows["was"])
    for at, urn in zip(moved.tolist(), as_list(rows["was"].iloc[moved]), strict=True):
        texts[at] += f", then URN {urn}"
    return texts


def _lists(rows: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The cells of these columns, row by row."""
    return zip(*(as_list(rows[name]) for name in columns), strict=True)


class _Shown(dict[float, str]):
    """The figures of a column as they were published (the word of a band, −2.1, 44 %), each put
    into words when it is first asked for; ``name``: the words for the column."""

    def __init__(self, rule: Indicator, column: str) -> None:
        super().__init__()
        self.name = rule.columns[column]
        self._unit = rule.unit_of(column)
        for word, number in rule.bands.get(column, {}).items():
            self.setdefault(number, word)

    def __missing__(self, value: float) -> str:
        text = f"{value:,.10g}".replace("-", "−")
        text = f"{text} {self._unit}".rstrip()
        if value:  # 0 and −0 are equal, and not written alike
            self[value] = text
        return text


class _About(NamedTuple):
    """What figures of one table, year and column, of schools of one kind, have in common:
    the ``average`` and the year, of what schools they are, and the words for lower and higher."""

    shown: _Shown
    is_exact: bool
    is_band: bool
    average: str
    schools: str
    lower: str
    higher: str
    falling: str
    rising: str

    @classmethod
    def figures(
        cls, rule: Indicator, shown: _Shown, column: str, mean: float, sd: float, year: str,
        of: int, like: str,
    ) -> _About:  # fmt: skip
        # The number of a band means nothing to a reader, and 1 is the best.
        is_band, is_exact = column in rule.bands, rule.is_exact(column)
        average = "" if is_exact else f", average {shown[_rounded(mean, sd)]}"
        return cls(
            shown,
            is_exact,
            is_band,
            f"{average}, {year or 'year not said'}",
            f"{of:,} {_kind_in_words(like)}",
            *(("better", "worse", "better", "worse") if is_band
              else ("lower", "higher", "falling", "rising")),
        )  # fmt: skip


def _rests_on(low: float, high: float, pupils: float, shown: _Shown) -> str:
    """How sure the figure is: its published limits, else the pupils it rests on, else nothing."""
    if low == low and high == high:  # not NaN
        return f" (95 % limits {shown[low]} to {shown[high]})"
    return f" ({counted(pupils, 'pupil')})" if pupils == pupils else ""


def _year_before(before: float, shown: _Shown, change: float, about: _About) -> str:
    """The figure of the year before, and which way it has gone since; of another column with
    that column's words, for the two cannot be compared."""
    if shown is not about.shown:
        return f"{shown.name} {shown[before]}"
    if abs(change) < TREND_SD:
        return f"{shown[before]}, much the same"
    return f"{shown[before]}, {about.rising if change > 0 else about.falling}"


def _rounded(mean: float, sd: float) -> float:
    """A mean to a tenth of the first digit of the spread; never −0."""
    return round(mean, max(0, 1 - math.floor(math.log10(sd)))) + 0.0


def _kind_in_words(like: str) -> str:
    return {"college": "colleges", "alternative provision": like}.get(like, f"{like} schools")
