"""fairness.csv: how fair a plan is, a row for each group of its seekers."""

from __future__ import annotations

import pandas as pd

from matcher.core.schema import Column, Table
from matcher.show.allocation.facts import FEW, Fairness

FAIRNESS = Table(
    "FAIRNESS",
    ("by", "group"),
    (
        Column("by", meaning="what tells the groups apart: all, priority area, phase, rural or "
               "urban, free school meals (bands of the share of pupils eligible for them), kind of "
               "school, deprivation of its small area (--deprivation), area: each priority area; "
               "local authority: each, or where most seekers are of one, district, or first half "
               "of the postcode",
               nullable=False),
        Column("group", meaning="which of them", nullable=False),
        Column("seekers", "integer", "schools of the group that look for partners", low=1),
        Column("served", "integer", "those with at least one partner", low=0),
        Column("already", "integer", "of these, those that have one already, beside the plan",
               low=0),
        Column("coverage", "number", "served as a share of seekers", nullable=False, low=0, high=1),
        Column("pairs", "integer", "pairs of the plan with one of them", low=0),
        Column("mean_score", "number", "mean score of these pairs; blank: there is none",
               low=0, high=1),
        Column("median_km", "number", "median distance of these pairs in a straight line; blank: "
               "there is none", "km", low=0),
        Column("few", meaning=f"yes: fewer than {FEW} seekers, so that one school more or less "
               "changes these figures much", allowed=("yes",)),
        Column("median_minutes", "number", "median travel time of these pairs; blank: the run has "
               "none", "min", low=0),
    ),
)  # fmt: skip


def fairness_table(found: Fairness) -> pd.DataFrame:
    """FAIRNESS: the groups in their order, figures to six decimals."""
    rows = [
        (one.by, one.name, one.seekers, one.served, one.already, round(one.coverage, 6), one.pairs,
         round(one.mean_score, 6), round(one.median_km, 6), "yes" if one.few else "",
         round(one.median_minutes, 6))
        for one in found.groups
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=FAIRNESS.names).astype(FAIRNESS.dtypes())
    FAIRNESS.check(frame)
    return frame
