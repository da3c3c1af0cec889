"""Which figure of a school counts for an indicator, and for how much.

Of several years the later counts, and the one before it is told as a trend. Figures that
rest on very few pupils are left out, the others shrunk by how reliable they are. The figures
of a school that has closed are those of the school that took its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.core.schema import as_list
from matcher.profile.measured.figure_in_words import figures_in_words
from matcher.profile.measured.reliability import shrunk_scores
from matcher.profile.measured.rules import Indicator, Numbers

Flags = npt.NDArray[np.bool_]

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
    ``was`` keeps the URN of the table, and ``school`` is the place of the school in ``schools``.

    A figure of the school's own goes before one of a school whose place it took; where
    several closed schools have led to it and each has a figure of the same table, year
    and column, none is taken, for no one of them is the school of today.
    """
    place = {urn: at for at, urn in enumerate(as_list(schools["urn"]))}
    # A school has ten figures and more: each is looked up once.
    codes, urns = pd.factorize(standard["urn"].to_numpy(dtype=object))
    today = [successor.get(urn, urn) for urn in urns]
    school = np.array([place.get(urn, -1) for urn in today], dtype=np.int64)[codes]
    now = pd.Series(np.array(today, dtype=object)[codes], standard.index, dtype="str")
    moved = standard.assign(urn=now, was=standard["urn"], school=school)[school >= 0]
    # Only of a school that took another's place can there be two figures of one thing.
    shared = moved["urn"].isin([now for was, now in successor.items() if was != now])
    if not shared.any():
        return moved
    key = ["urn", "table", "year", "column"]
    double = moved[shared]
    own = double["urn"] == double["was"]
    has_own = own.groupby([double[name] for name in key]).transform("any")
    counting = double[own | ~has_own]
    counting = counting[~counting.duplicated(key, keep=False)]
    return moved[~shared | moved.index.isin(counting.index)]


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
    rule: Indicator, standard: pd.DataFrame, kinds: pd.DataFrame, roll: Numbers, newest: str
) -> pd.DataFrame:
    """The figure that counts for each school, as columns urn, better (standard
    deviations towards the better side, shrunk by its reliability unless it is exact), text
    and confidence.

    ``standard`` is what :func:`figures_of_open_schools` gives, ``kinds`` its first row of
    each value of ``same``, ``roll`` the pupils on roll in the order of its schools (NaN: not
    known), ``newest`` the latest school year of any figure.
    """
    # Rows are chosen by their places: each choice of whole rows would copy twenty columns.
    at = np.flatnonzero(_is_of_rule(rule, standard, kinds))
    pupils, school = standard["pupils"].to_numpy()[at], standard["school"].to_numpy()[at]
    large = roll[school] >= rule.smallest_roll  # NaN is not
    enough = np.where(np.isnan(pupils), large, pupils >= rule.smallest)
    at, school = at[enough], school[enough]
    # Within a year the first column of the rule, then the latest year; a year that is not
    # said is older than any that is.
    column, year = (standard[name].to_numpy(dtype=object)[at] for name in ("column", "year"))
    place = _of_each(column, list(rule.columns).index)
    order = np.lexsort((place, _of_each(year, sorted(set(year)).index), school))
    at, school, year = at[order], school[order], year[order]
    first = _differs(school) | _differs(year)
    at, school = at[first], school[first]
    last = np.flatnonzero(_differs(school[::-1])[::-1])
    latest = standard.take(at[last]).reset_index(drop=True)
    before_value, before_year, before_column = (
        standard[name].to_numpy()[at[last - 1]] for name in ("value", "year", "column")
    )
    follows = (school[last - 1] == school[last]) & (last > 0) & (before_year != "")
    latest = latest.assign(
        before=np.where(follows, before_value, np.nan),
        before_year=before_year,
        before_column=before_column,
    )
    column, year = (latest[name].to_numpy(dtype=object) for name in ("column", "year"))
    age = _of_each(year, lambda one: _confidence_lost_to_age(one, newest))
    inherited = (latest["urn"] != latest["was"]).to_numpy()
    confidence = pd.Series(rule.confidence - age - LESS_INHERITED * inherited, latest.index)
    score = latest["z"].where(_of_each(column, rule.is_exact), shrunk_scores(latest))
    return pd.DataFrame(
        {
            "urn": latest["urn"],
            "better": score.where(_of_each(column, rule.high_is_good), -score),
            "text": pd.Series(figures_in_words(rule, latest), latest.index, dtype="str"),
            "confidence": confidence.clip(lower=min(LEAST_CONFIDENCE, rule.confidence)).round(2),
        }
    )


def _is_of_rule(rule: Indicator, standard: pd.DataFrame, kinds: pd.DataFrame) -> Flags:
    """Which rows of ``standard`` a rule speaks of."""
    asked = (
        (kinds["table"] == rule.table)
        & kinds["column"].isin(list(rule.columns))
        & kinds["like"].isin(list(rule.among))
    )
    is_asked = np.zeros(kinds["same"].max() + 1 if len(kinds) else 0, dtype=bool)
    is_asked[kinds.loc[asked, "same"]] = True
    of_rule: Flags = is_asked[standard["same"].to_numpy()]
    return of_rule


def _of_each(texts: npt.NDArray[np.object_], rule: Callable[[str], float]) -> npt.NDArray[Any]:
    """What a rule says of each text, asked once for those that are the same."""
    codes, unique = pd.factorize(texts)
    return np.array([rule(text) for text in unique])[codes]


def _differs(values: npt.NDArray[Any]) -> Flags:
    """Which values are not the one before."""
    differs: Flags = np.append(True, values[1:] != values[:-1])[: len(values)]
    return differs


def _confidence_lost_to_age(year: str, newest: str) -> float:
    """How much less sure a figure of ``year`` is where there are figures of ``newest``."""
    return LESS_A_YEAR * (int(newest[:4]) - int(year[:4])) if year else LESS_UNDATED
