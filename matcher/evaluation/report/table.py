"""The matched schools of an evaluation as a table for files."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from matcher.evaluation.comparison import Comparison
from matcher.evaluation.effect.effect import matched_sets

# What a name of a column may not hold, for it can come from a column of somebody's file.
_UNSAFE = re.compile(r"[^\w.%-]+")


def schools_table(about: Comparison, names: Mapping[str, str]) -> pd.DataFrame:
    """One row for each school in each set, by set and then k.

    ``set``: the number of the set, from 1. ``role``: partnership or comparison. ``urn`` and
    ``name``: of the school. ``k``: 1 the first match of its set; ``distance``: from the
    partnership's school, in what was matched by
    (:class:`matcher.evaluation.matching.nearest_neighbours.MatchResult`); both NaN for the
    partnership's own. ``weight``: of the school in its set, those of either role add up to 1. Then
    the covariates, and the outcome of each year that is not among them, in its own unit, as
    "outcome_2015" for 2015/16."""
    data = matched_sets(about.units, about.matched)
    pairs = about.matched.pairs
    heads = int(data.treated.sum())
    urns = [about.units.unit[at] for at in data.unit]
    share = np.where(data.treated == 1, 1.0, 1.0 / np.bincount(data.number[heads:])[data.number])
    # Pairs stand in the order of the sets, and so do the rows of their controls.
    frame = pd.DataFrame(
        {
            "set": data.number + 1,
            "role": ["partnership" if one else "comparison" for one in data.treated],
            "urn": urns,
            "name": [names.get(urn, "") for urn in urns],
            "k": [math.nan] * heads + pairs["k"].to_list(),
            "distance": [math.nan] * heads + pairs["distance"].to_list(),
            "weight": share,
        }
    )
    like = about.units.covariates.iloc[data.unit].reset_index(drop=True)
    years = about.outcomes.iloc[data.unit].reset_index(drop=True)
    years.columns = pd.Index([f"{about.outcome}_{year}" for year in years.columns])
    years = years[[name for name in years.columns if name not in like.columns]]
    whole = pd.concat([frame, like, years], axis=1)
    whole.columns = pd.Index([safe_header(str(name)) for name in whole.columns])
    return whole.sort_values(["set", "k"], na_position="first", kind="stable", ignore_index=True)


def safe_header(name: str) -> str:
    """A header without what a spreadsheet would reckon with: it can be a column's name in
    somebody's file, and a header is a cell too."""
    return _UNSAFE.sub("_", name).lstrip("=+-@")
