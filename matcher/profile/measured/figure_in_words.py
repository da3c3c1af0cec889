"""A figure as evidence: what it is, how sure it is, where it lies among its kind, and the year
before.

"reading progress −2.9 (95 % limits −4.5 to −1.3), average 0.3, 2018/19, lower than 92 % of
14,900 mainstream schools (2017/18: −0.4, falling)"
"""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from matcher.core.schema import as_list
from matcher.profile.measured.rules import Indicator

# A change from year to year smaller than half the spread among schools is no trend: small
# schools move that much by chance. A choice.
TREND_SD = 0.5


class _Figure(NamedTuple):
    """A row of standard scores, and what the same school had the year before."""

    urn: str
    was: str
    column: str
    year: str
    like: str
    value: float
    low: float
    high: float
    pupils: float
    mean: float
    sd: float
    z: float
    of: int
    below: float
    above: float
    before: float
    before_year: str
    before_column: str


def figures_in_words(rule: Indicator, rows: pd.DataFrame) -> list[str]:
    """The evidence for each of ``rows``, as
    :func:`matcher.profile.measured.latest_figures.latest_figures` has chosen them."""
    columns = (as_list(rows[name]) for name in _Figure._fields)
    return [_in_words(rule, _Figure(*cells)) for cells in zip(*columns, strict=True)]


def _in_words(rule: Indicator, one: _Figure) -> str:
    # The number of a band means nothing to a reader, and 1 is the best.
    is_band = one.column in rule.bands
    down, up = ("better", "worse") if is_band else ("lower", "higher")
    where, share = (down, one.above) if one.z < 0 else (up, one.below)
    # Rounded down, and never "all": the figure is not to say more than it knows.
    percent = min(int(100 * share + 1e-9), 99)
    text = f"{rule.columns[one.column]} {_shown(one.value, one.column, rule)}"
    if not rule.is_exact(one.column):
        text += _rests_on(rule, one)
        text += f", average {_shown(_rounded(one.mean, one.sd), one.column, rule)}"
    text += f", {one.year or 'year not said'}"
    text += f", {where} than {percent} % of {one.of:,} {_kind_in_words(one.like)}"
    if not math.isnan(one.before):
        text += f" ({one.before_year}: {_year_before(rule, one, is_band=is_band)})"
    return text if one.urn == one.was else f"{text}, then URN {one.was}"


def _rests_on(rule: Indicator, one: _Figure) -> str:
    """How sure the figure is: its published limits, else the pupils it rests on, else nothing."""
    if not (math.isnan(one.low) or math.isnan(one.high)):
        low, high = (_shown(limit, one.column, rule) for limit in (one.low, one.high))
        return f" (95 % limits {low} to {high})"
    return "" if math.isnan(one.pupils) else f" ({one.pupils:,.10g} pupils)"


def _year_before(rule: Indicator, one: _Figure, *, is_band: bool) -> str:
    """The figure of the year before, and which way it has gone since; of another column with
    that column's words, for the two cannot be compared."""
    before = _shown(one.before, one.before_column, rule)
    if one.before_column != one.column:
        return f"{rule.columns[one.before_column]} {before}"
    change = (one.value - one.before) / one.sd
    if abs(change) < TREND_SD:
        return f"{before}, much the same"
    fallen, risen = ("better", "worse") if is_band else ("falling", "rising")
    return f"{before}, {risen if change > 0 else fallen}"


def _shown(value: float, column: str, rule: Indicator) -> str:
    """A figure as it was published: the word of a band, −2.1, 44 %."""
    for word, number in rule.bands.get(column, {}).items():
        if number == value:
            return word
    text = f"{value:,.10g}".replace("-", "−")
    return f"{text} {rule.unit_of(column)}".rstrip()


def _rounded(mean: float, sd: float) -> float:
    """A mean to a tenth of the first digit of the spread; never −0."""
    return round(mean, max(0, 1 - math.floor(math.log10(sd)))) + 0.0


def _kind_in_words(like: str) -> str:
    return {"college": "colleges", "alternative provision": like}.get(like, f"{like} schools")
