"""Hubs meet what reasons name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from strategies import cover_frame, profile_table, schools_table

from matcher.core.columns.columns import columns_of
from matcher.core.settings.combine import settings
from matcher.jobs.allocation.hubs.needs_met import named
from matcher.jobs.matching.reopen import ReopenedRun
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.show.run.read_back import RunTables
from matcher.show.run.table import school_list

L1, L3 = ("L1", ""), ("L3", "")
NAN = float("nan")
Rows = Sequence[tuple[str, str, str, float, float]]


def reopened(stated: Rows, measured: Rows, cover: pd.DataFrame) -> ReopenedRun:
    """A run of one seeker and one partner, of which this is known."""
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 300_000},
            {"urn": "2", "x": 401_000, "y": 300_000, "role": "partner", "kind": "independent"},
        ]
    )
    parts = (profile_table(stated), profile_table(measured, source="measured", confidence=0.7))
    profile = pd.concat(parts, ignore_index=True)
    config = settings()
    ranking = FinishedRanking(schools, profile, config, cover=cover)
    kept = RunTables(Path(), {}, columns_of(school_list(schools)), columns_of(profile))
    return ReopenedRun(kept, config, ranking)


@pytest.mark.parametrize(
    ("stated", "measured", "met"),
    [
        ([("1", *L1, 1.0, NAN), ("2", *L1, NAN, 1.0)], [], 100),
        # Figures of under a tenth, of the need or of what would meet it, have no words.
        ([("1", *L1, 1.0, NAN)], [("2", *L1, NAN, 0.09)], 0),
        ([("1", *L1, 1.0, NAN)], [("2", *L1, NAN, 0.1)], 10),
        ([("2", *L1, NAN, 1.0)], [("1", *L1, 0.09, NAN)], 0),
        # What somebody states has words, however small.
        ([("1", *L1, 1.0, NAN), ("2", *L1, NAN, 0.09)], [], 9),
        # A tag that meets another in part: what it rests on counts.
        ([("1", *L1, 1.0, NAN), ("2", *L3, NAN, 0.1)], [], 5),
        ([("1", *L1, 1.0, NAN)], [("2", *L3, NAN, 0.09)], 0),
        ([("1", *L1, 1.0, NAN), ("2", *L3, NAN, 0.4)], [("2", *L1, NAN, 0.09)], 20),
    ],
)  # fmt: skip
def test_what_no_reason_names_meets_nothing(stated: Rows, measured: Rows, met: int) -> None:
    run = reopened(stated, measured, cover_frame([(*L3, *L1, 0.5)]))
    assert named(run).met(np.array([0]), np.array([1])).tolist() == [met]
