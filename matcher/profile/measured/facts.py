"""Needs and strengths from what a school is or has: boarding, a sixth form, its size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.profile.degrees import degrees_between
from matcher.profile.measured.rule_parser import FLAGS
from matcher.profile.measured.rules import TAG_ROWS, Fact, tag_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Columns that may say from which published table a number was taken, by its column.
_FROM = {"pupils": "pupils_from", "age_low": "ages_from", "age_high": "ages_from"}


def needs_from_facts(
    facts: tuple[Fact, ...],
    schools: pd.DataFrame,
    figures: pd.DataFrame,
    successor: Mapping[str, str],
    first: int,
) -> pd.DataFrame:
    """What the ``facts`` give the ``schools`` (LISTED), as the table of
    :func:`matcher.profile.measured.rules.tag_rows`; rules count from ``first``.

    A column that ``schools`` does not have is unknown for all of them; so is a cell that
    is blank or NaN, and it gives no row. ``figures`` is FIGURES, for what the tables call
    a school: of today, or the one whose place it took.
    """
    seen = figures[["urn", "like"]].drop_duplicates()
    today = seen["urn"].map(lambda urn: successor.get(urn, urn)).astype("str")
    called = {like: set(today[seen["like"] == like]) for like in seen["like"].unique()}
    made = []
    for order, fact in enumerate(facts, start=first):
        applies = schools["kind"].isin(list(fact.kinds))
        applies &= ~schools["urn"].isin(list(called.get(fact.unless_like, ())))
        if fact.phases:
            phase = schools["phase"] if "phase" in schools else pd.Series("", schools.index)
            applies &= phase.isin(list(fact.phases))
        those = schools[applies]
        value, text = _values(fact, those, called)
        known = value.notna()
        value, text, those = value[known], text[known], those[known]
        few = _roll(those) < fact.smallest_roll
        for one in fact.gives:
            degree = degrees_between(
                value.to_numpy(dtype=np.float64), one.start, one.full, one.most
            )
            # That it gives nothing is so of a school of any size.
            kept = ~(few & (degree > 0))
            made.append(
                tag_rows(those["urn"][kept], one, degree[kept], order, text[kept], fact.confidence)
            )
    return pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=TAG_ROWS)


def _roll(schools: pd.DataFrame) -> NDArray[np.float64]:
    """The pupils of each school; NaN where that is not known."""
    if "pupils" not in schools:
        return np.full(len(schools), np.nan)
    return schools["pupils"].to_numpy(dtype=np.float64)


def _values(
    fact: Fact, those: pd.DataFrame, called: Mapping[str, set[str]]
) -> tuple[pd.Series, pd.Series]:
    """The number that the degree rises with (1 where it is so, 0 where not, NaN unknown) and the
    evidence, for each of ``those`` schools."""
    if fact.like:
        # A table that does not name a school says nothing about it.
        yes = those["urn"].isin(list(called.get(fact.like, ())))
        return yes.where(yes).astype("float64"), pd.Series(fact.says, those.index, dtype="str")
    if fact.column not in those:
        return pd.Series(np.nan, those.index), pd.Series("", those.index, dtype="str")
    cells = those[fact.column]
    if fact.column in FLAGS:
        other = "no" if fact.answer == "yes" else "yes"
        value = cells.map({fact.answer: 1.0, other: 0.0}).astype("float64")
        return value, (fact.says + ": " + cells).astype("str")
    value = cells.astype("float64")
    said = value.map(lambda number: f"{fact.says} {number:,.10g}").astype("str")
    whence = _FROM.get(fact.column, "")
    if whence in those:
        said += those[whence].map(lambda table: f", {table}" if table else "").astype("str")
    return value, said.astype("str")
