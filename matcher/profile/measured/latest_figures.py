"""Which figure of a school counts for an indicator, and for how much.

Of several years the later counts, and the one before it is told as a trend. Figures that
rest on very few pupils are left out, the others shrunk by how reliable they are. The figures
of a school that has closed are those of the school that took its place.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from matcher.core.schema import as_list
from matcher.profile.measured.figure_in_words import figures_in_words
from matcher.profile.measured.reliability import shrunk_scores
from matcher.profile.measured.rules import Indicator

# How much less sure a figure is for each school year that it is older than the newest of
# the run: by so much, roughly, does its correlation with later years fall (reading
# progress 0.50 after one year and 0.31 after three, Progress 8 0.80 and 0.66; tables of
# 2015/16 to 2018/19). The rest are choices: where nothing says the year, where it is of a
# school that has since closed, and the least there is.
LESS_A_YEAR = 0.07
LESS_UNDATED = 0.1
LESS_INHERITED = 0.1
LEAST_CONFIDENCE = 0.1


def figures_of_open_schools(
    standard: pd.DataFrame, schools: pd.DataFrame, successor: Mapping[str, str]
) -> pd.DataFrame:
    """The rows of ``standard`` that belong to one of the ``schools``, under its URN; column
    ``was`` keeps the URN of the table.

    A figure of the school's own goes before one of a school whose place it took; where
    several closed schools have led to it and each has a figure of the same table, year
    and column, none is taken, for no one of them is the school of today.
    """
    urns = standard["urn"]
    today = urns.map(lambda urn: successor.get(urn, urn)).astype("str")
    moved = standard.assign(urn=today, was=urns)[today.isin(schools["urn"]).to_numpy()]
    key = ["urn", "table", "year", "column"]
    moved = moved.assign(own=moved["urn"] == moved["was"])
    has_own = moved.groupby(key)["own"].transform("any")
    moved = moved[moved["own"] | ~has_own]
    return moved[~moved.duplicated(key, keep=False)]


def pupils_on_roll(standard: pd.DataFrame, schools: pd.DataFrame) -> pd.Series:
    """Pupils on roll by URN: what LISTED says, else the census of the latest year; NaN where
    neither does, and for the 0 that registers hold for a school that has not been counted.
    ``standard`` is what :func:`figures_of_open_schools` gives."""
    census = standard[standard["table"] == "census"].sort_values(["year", "column"])
    counted = census.dropna(subset="pupils").drop_duplicates("urn", keep="last")
    from_census = schools["urn"].map(counted.set_index("urn")["pupils"]).astype("float64")
    listed = schools["pupils"].astype("float64") if "pupils" in schools else from_census
    return listed.where(listed > 0).fillna(from_census).set_axis(as_list(schools["urn"]))


def latest_figures(
    rule: Indicator, standard: pd.DataFrame, roll: pd.Series, newest: str
) -> pd.DataFrame:
    """The figure that counts for each school, as columns urn, better (standard
    deviations towards the better side, shrunk by its reliability unless it is exact), text
    and confidence.

    ``standard`` is what :func:`figures_of_open_schools` gives, ``roll`` the pupils on roll by
    URN (NaN: not known), ``newest`` the latest school year of any figure.
    """
    of_rule = (
        (standard["table"] == rule.table)
        & standard["column"].isin(list(rule.columns))
        & standard["like"].isin(list(rule.among))
    )
    mine = standard[of_rule]
    enough = mine["pupils"].where(mine["pupils"].notna(), np.inf) >= rule.smallest
    large = mine["urn"].map(roll) >= rule.smallest_roll  # NaN is not
    mine = mine[enough & (mine["pupils"].notna() | large)]
    places = {column: at for at, column in enumerate(rule.columns)}
    mine = mine.assign(_place=mine["column"].map(places))
    # Within a year the first column of the rule, then the latest year; a year that is not
    # said is older than any that is.
    mine = mine.sort_values(["urn", "year", "_place"], ignore_index=True)
    mine = mine.drop_duplicates(["urn", "year"], keep="first", ignore_index=True)
    before = mine.shift(1)
    follows = (before["urn"] == mine["urn"]) & (before["year"] != "")
    mine = mine.assign(
        before=before["value"].where(follows),
        before_year=before["year"].fillna(""),
        before_column=before["column"].fillna(""),
    )
    mine = mine.drop_duplicates("urn", keep="last", ignore_index=True)
    age = mine["year"].map(lambda year: _confidence_lost_to_age(year, newest)).astype("float64")
    confidence = rule.confidence - age - LESS_INHERITED * (mine["urn"] != mine["was"])
    high = mine["column"].map(rule.high_is_good).astype("bool")
    exact = mine["column"].map(rule.is_exact).astype("bool")
    score = mine["z"].where(exact, shrunk_scores(mine))
    return pd.DataFrame(
        {
            "urn": mine["urn"],
            "better": score.where(high, -score),
            "text": pd.Series(figures_in_words(rule, mine), mine.index, dtype="str"),
            "confidence": confidence.clip(lower=min(LEAST_CONFIDENCE, rule.confidence)).round(2),
        }
    )


def _confidence_lost_to_age(year: str, newest: str) -> float:
    """How much less sure a figure of ``year`` is where there are figures of ``newest``."""
    return LESS_A_YEAR * (int(newest[:4]) - int(year[:4])) if year else LESS_UNDATED
