"""How much of a figure is the school, and how much is which few pupils it happened to have.

A figure of 20 pupils swings from year to year although nothing at the school changes. Its
*reliability* is the share of the spread among schools of its kind that is not such chance,

    reliability = between / (between + chance)

(Kelley 1927; Efron and Morris 1975, "Data analysis using Stein's estimator"). ``chance`` is the
variance of the one figure, ``between`` that of the schools' true values: the mean of
(figure - mean)² - chance over the schools of which chance is known, at least 0 (DerSimonian
and Laird 1986, their moment estimator with equal weights). A standard score times the
reliability is the best guess of the school's true one.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from matcher.core.schema import as_list
from matcher.profile.measured.standard_scores import FEWEST_SCHOOLS

# A 95 % interval reaches so many standard errors to either side (normal distribution).
LIMIT_ERRORS = 1.96

# Where nothing tells the chance of a figure, this is its reliability if it rests on as many
# pupils as usual. By the published intervals of Hampshire it is 0.78 to 0.84 for progress in
# primary schools and 0.90 to 0.92 for Progress 8 and value added in secondary schools.
USUAL_RELIABILITY = 0.85


def with_reliability(
    standard: pd.DataFrame, percentages: Collection[tuple[str, str]]
) -> pd.DataFrame:
    """Standard scores with two more columns, ``chance`` (a variance, in the figure's unit
    squared; NaN: not known) and ``reliability`` (0-1). ``standard`` is what
    :func:`matcher.profile.measured.standard_scores.standard_scores` gives.

    The chance of a figure is, of these the first that is known: that of its published
    interval, ((high - low) / 3.92)²; for a percentage (``percentages``: table and column) of n
    pupils the binomial mean · (100 - mean) / n. Where neither is, or where fewer than
    :data:`~matcher.profile.measured.standard_scores.FEWEST_SCHOOLS` of its kind have one,
    the reliability is :data:`USUAL_RELIABILITY`, and for n pupils where the median of its kind is m

        n / (n + m · (1 / USUAL_RELIABILITY - 1))

    which is the same formula with a chance that falls with n.
    """
    pupils = standard["pupils"].where(standard["pupils"] > 0)
    published = ((standard["high"] - standard["low"]) / (2 * LIMIT_ERRORS)) ** 2
    mean = standard["mean"].clip(0, 100)
    binomial = (mean * (100 - mean) / pupils).where(_is_one_of(standard, percentages))
    chance = published.fillna(binomial)
    same = standard["same"].to_numpy()
    excess = ((standard["value"] - standard["mean"]) ** 2 - chance).groupby(same)
    between = excess.transform("mean").clip(lower=0)
    between = between.where(excess.transform("count") >= FEWEST_SCHOOLS)
    # A figure without chance is all school, even where nothing is left between schools.
    known = (between / (between + chance)).where(chance > 0, 1.0).where(chance.notna())
    half = pupils.groupby(same).transform("median") * (1 / USUAL_RELIABILITY - 1)
    usual = (pupils / (pupils + half)).fillna(USUAL_RELIABILITY)
    return standard.assign(chance=chance, reliability=known.fillna(usual))


def shrunk_scores(standard: pd.DataFrame) -> pd.Series:
    """Standard scores drawn towards the average by their reliability; 0 where the published
    interval includes the average, for the figure then does not tell on which side it lies."""
    includes = (standard["low"] <= standard["mean"]) & (standard["mean"] <= standard["high"])
    return (standard["z"] * standard["reliability"]).mask(includes, 0.0)


def _is_one_of(standard: pd.DataFrame, columns: Collection[tuple[str, str]]) -> pd.Series:
    first = standard.drop_duplicates("same")
    names = zip(as_list(first["table"]), as_list(first["column"]), strict=True)
    return standard["same"].isin(first["same"][[name in columns for name in names]])
