"""Hubs, and what more a plan could meet, go by what reasons name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from strategies import cover_frame, profile_table, schools_table

from matcher.allocate.problem import Problem
from matcher.core.columns.columns import columns_of
from matcher.core.settings.combine import settings
from matcher.jobs.allocation.hubs.members import _likely
from matcher.jobs.allocation.hubs.needs_met import named
from matcher.jobs.allocation.shown.could_meet import could_meet, must_give_line
from matcher.jobs.matching.reopen import ReopenedRun
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.show.run.read_back import RunTables
from matcher.show.run.table import school_list

L1, L3 = ("L1", ""), ("L3", "")
NAN = float("nan")
Rows = Sequence[tuple[str, str, str, float, float]]


def reopened(stated: Rows, measured: Rows, cover: pd.DataFrame) -> ReopenedRun:
    """A run of some seekers and one partner, of which this is known."""
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 300_000},
            {"urn": "2", "x": 401_000, "y": 300_000, "role": "partner", "kind": "independent"},
            {"urn": "3", "x": 400_000, "y": 301_000},
            {"urn": "4", "x": 400_000, "y": 302_000},
        ]
    )
    parts = (profile_table(stated), profile_table(measured, source="measured", confidence=0.7))
    profile = pd.concat(parts, ignore_index=True)
    config = settings()
    ranking = FinishedRanking(schools, profile, config, cover=cover)
    kept = RunTables(Path(), {}, columns_of(school_list(schools)), columns_of(profile))
    return ReopenedRun(kept, config, ranking)


NO_PAIRS = pd.DataFrame({"seeker_urn": [], "shared": []}, dtype="str")


def plan_of(run: ReopenedRun, pinned: Sequence[int] = ()) -> Any:
    """What a plan asks of it: the partner has two places, and people gave it these seekers."""
    none, one = np.zeros(3, np.int64), np.ones(3, np.int64)
    problem = Problem(
        np.array(["1", "3", "4"]), np.array(["2"]), np.arange(3, dtype=np.int32),
        np.zeros(3, np.int32), one, none, one, none[:1], 2 * one[:1],
        np.zeros(3, bool), np.array(pinned, np.int64),
    )  # fmt: skip
    at = run.ranking.index
    seekers = np.array([at[urn] for urn in problem.seekers])
    return SimpleNamespace(run=run, problem=problem, seekers=seekers, partners=np.array([at["2"]]))


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
    assert could_meet(plan_of(run), NO_PAIRS) == (met > 0)


def test_a_place_that_people_gave_away_could_serve_nobody_else() -> None:
    needs = [(urn, *L1, 1.0, NAN) for urn in ("1", "3", "4")]
    run = reopened([*needs, ("2", *L1, NAN, 1.0)], [], cover_frame([(*L3, *L1, 0.5)]))
    given = pd.DataFrame({"seeker_urn": ["4"], "shared": ["L1 | "]})
    assert could_meet(plan_of(run), NO_PAIRS) == 2
    assert could_meet(plan_of(run), given) == 1
    assert could_meet(plan_of(run, pinned=(2,)), given) == 1
    assert could_meet(plan_of(run, pinned=(1, 2)), given) == 0


def test_whoever_asked_for_pairs_that_meet_a_need_is_not_told_to() -> None:
    assert must_give_line(1, settings()).startswith("Up to 1 more seeker could")
    assert must_give_line(1, settings(must_give=True)) == ""
    assert must_give_line(1, settings(reciprocal=True)) == ""


def test_a_figure_that_tells_of_no_need_makes_none_a_likely_one() -> None:
    measured = [("1", *L1, 0.0, NAN), ("1", *L3, 0.3, NAN)]
    run = reopened([("3", *L1, 1.0, NAN)], measured, cover_frame([]))
    assert _likely(plan_of(run)) == {("1", *L3)}
