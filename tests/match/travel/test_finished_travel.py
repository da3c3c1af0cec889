"""A finished run with travel times, asked again from what it wrote down; and runs by a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from simulated_roads import AllTold, Roads
from strategies import random_england, schools_table

from matcher.core.errors import FileError
from matcher.core.settings.combine import settings
from matcher.core.travel.table import TimesTable
from matcher.core.travel.times import FROM_FILE, ROUTED, Answered, Bools, Floats, Positions
from matcher.match.explain.finished_ranking import NOT_ROUTED, FinishedRanking
from matcher.match.explain.score_breakdown import explain_score
from matcher.match.lists.permitted_pairs import first_gates, permitted_pairs
from matcher.match.rank import rank_pairs

NOBODY = np.array([], dtype=np.int64)


@dataclass
class Record(Roads):
    """What a run wrote down of its travel times."""

    pairs: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __post_init__(self) -> None:
        super().__post_init__()
        at = {urn: place for place, urn in enumerate(self.urn)}
        self.rows = {
            (at[row["seeker_urn"]], at[row["partner_urn"]]): (
                row["minutes"],
                row["minutes_there"],
                row["minutes_back"],
                row["minutes_by"] == "estimate",
            )
            for row in self.pairs.to_dict("records")
            if row["minutes_by"]
        }
        self.half = {
            (at[row["seeker_urn"]], at[row["partner_urn"]]): row["minutes_there"]
            for row in self.pairs.to_dict("records")
            if not row["minutes_by"]
        }

    def known_pairs(self) -> tuple[Positions, Positions]:
        both = np.array(sorted(self.rows), dtype=np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def known_one_way(self) -> tuple[Positions, Positions, Floats]:
        both = np.array(sorted(self.half), dtype=np.int64).reshape(-1, 2)
        there = np.array([self.half[one, other] for one, other in both.tolist()])
        return both[:, 0], both[:, 1], there

    def asked(self, seekers: Positions, partners: Positions) -> Bools:
        return np.zeros(len(seekers), dtype=bool)

    def minutes(self, seekers: Positions, partners: Positions) -> Answered:
        unknown = (np.nan, np.nan, np.nan, False)
        rows = [
            self.rows.get(pair, unknown)
            for pair in zip(seekers.tolist(), partners.tolist(), strict=True)
        ]
        minutes, there, back, estimated = np.array(rows, dtype=float).reshape(-1, 4).T
        return Answered(minutes, there, back, estimated > 0)


@pytest.mark.parametrize("seed", [4, 9])
def test_what_was_written_down_gives_the_same_lists_again(seed: int) -> None:
    """Every place is where it was; of any other pair it is said why it stands nowhere, or that it
    could stand in no list whatever its minutes."""
    schools, profile = random_england(150, seed, known=0.8, size_km=60)
    config = settings(k=2, max_minutes=60, weights="near=3,gives=1", as_of="2026-11-01")
    roads = Roads(schools, seed=seed, islands=0.2)
    ranking = rank_pairs(schools, profile, config, travel=roads)
    assert ranking.travel is not None
    record = Record(schools, seed=seed, islands=0.2, pairs=ranking.travel.pairs)
    again = FinishedRanking(
        schools,
        profile,
        config,
        travel=record,
        speeds=ranking.travel.speeds,
        bound_kmh=ranking.travel.bound_kmh,
    )
    for row in ranking.matches[ranking.matches["beyond"] == 0][:40].to_dict("records"):
        i, j = again.index[row["seeker_urn"]], again.index[row["partner_urn"]]
        why = explain_score(again, row["seeker_urn"], row["partner_urn"])
        assert (why.gate, why.score) == ("", row["score"])
        assert why.evidence == row["evidence"]
        for name, by_seeker in (("rank", True), ("partner_rank", False)):
            if not np.isnan(row[name]):
                assert again.rank_in_list(i, j, by_seeker=by_seeker).rank == row[name]
    arrays = again.arrays
    not_routed = 0
    for i in np.flatnonzero(arrays.is_seeker)[:12].tolist():
        ranked = again.ranked(i, by_seeker=True)[1]
        for j in np.flatnonzero(arrays.is_partner).tolist():
            pair = arrays.urn[i], arrays.urn[j]
            gate = again.gate(*pair)
            own = np.array([i]), np.array([j])
            assert first_gates(arrays, config, again.exclusions, *own) == [gate]
            told = roads.truth(*own).minutes[0]
            off = bool(roads.off[i] or roads.off[j])
            assert gate != "unreachable" or np.isinf(told)
            if gate == NOT_ROUTED:
                not_routed += 1
                best = explain_score(again, *pair).score
                assert len(ranked) >= config.k and best <= ranked[config.k - 1]
            elif gate == "" and not off:
                assert not np.isinf(told)
    assert not_routed
    pairs = permitted_pairs(arrays, config, again.exclusions, again.weights)
    assert pairs.left_out > not_routed


@pytest.mark.parametrize("seed", [1, 2])
def test_with_estimates_for_all_it_did_not_ask_about_a_run_has_the_same_lists(seed: int) -> None:
    """Across water a pair takes far longer than its distance says: one that was asked about the
    way there alone is not estimated to be near."""
    schools, profile = random_england(120, seed, known=0.8, size_km=30)
    config = settings(k=2, max_minutes=60, weights="near=3,gives=1", as_of="2026-11-01")
    ranking = rank_pairs(schools, profile, config, travel=Roads(schools, seed=seed, across=0.3))
    told = ranking.travel
    assert told is not None
    record = Record(schools, seed=seed, pairs=told.pairs)
    assert len(record.half) > 20
    seekers, partners = record.known_pairs()
    known = record.minutes(seekers, partners)
    table = TimesTable(
        len(schools), seekers, partners, known, by=ROUTED, snap_m=record.snap_m(),
        one_way=record.known_one_way(),
    )  # fmt: skip
    again = FinishedRanking(
        schools, profile, config, travel=table.as_file(), speeds=told.speeds,
        bound_kmh=told.bound_kmh,
    )  # fmt: skip
    matches = ranking.matches[ranking.matches["beyond"] == 0]
    for urn, rows in matches[matches["rank"].notna()].groupby("seeker_urn"):
        mine = again.ranked(again.index[str(urn)], by_seeker=True)[0][: config.k]
        assert again.arrays.urn[mine].tolist() == rows.sort_values("rank")["partner_urn"].tolist()


@pytest.mark.parametrize("quick", [0.0, 0.02])
def test_whoever_can_be_asked_is_asked_about_what_a_run_left_out(quick: float) -> None:
    """Those too that come into reach by an answer which raises the greatest speed."""
    schools, profile = random_england(60, 4, known=0.8, size_km=60)
    config = settings(k=3, max_minutes=8, as_of="2026-11-01")
    roads: dict[str, Any] = {"seed": 4, "kmh": 110.0, "quick": quick}
    every = FinishedRanking(schools, profile, config, travel=AllTold(schools, **roads))
    asking = FinishedRanking(schools, profile, config, travel=Roads(schools, **roads))
    every.ask_all()
    asking.ask_all()
    found = [permitted_pairs(r.arrays, config, r.exclusions, r.weights) for r in (every, asking)]
    assert found[0].left_out == found[1].left_out == 0
    assert np.array_equal(found[0].standings, found[1].standings)
    one_by_one = FinishedRanking(schools, profile, config, travel=Roads(schools, **roads))
    for i in np.flatnonzero(every.arrays.is_seeker)[:5].tolist():
        for mine, theirs in zip(
            one_by_one.ranked(i, by_seeker=True), every.ranked(i, by_seeker=True), strict=True
        ):
            assert np.array_equal(mine, theirs)


def three_schools() -> gpd.GeoDataFrame:
    near = {"kind": "independent", "role": "partner", "y": 400_000}
    return schools_table(
        [
            {"urn": "100001", "x": 400_000, "y": 400_000},
            {"urn": "100002", "x": 403_000, **near},
            {"urn": "100003", "x": 460_000, **near},
            {"urn": "100004", "x": 401_000, **near},
        ]
    )


def of_file(rows: dict[tuple[int, int], float]) -> Record:
    record = Record(three_schools(), by=FROM_FILE, is_bounded=False)
    record.rows = {pair: (minutes, np.nan, np.nan, False) for pair, minutes in rows.items()}
    return record


def test_a_file_is_believed_and_what_it_does_not_tell_is_estimated() -> None:
    """60 km in 20 minutes is within 30; 3 km without a way are not; a routed 0 is 0; a pair
    that the file lacks takes the speed of the others and is no evidence."""
    schools, profile = three_schools(), random_england(2, 1)[1].iloc[:0]
    config = settings(weights="near=1", max_minutes=30)
    file = of_file({(0, 1): np.inf, (0, 2): 20.0})
    ranking = rank_pairs(schools, profile, config, travel=file)
    rows = ranking.matches.set_index("partner_urn")
    assert list(rows.index) == ["100004", "100003"]
    assert rows["minutes_by"].tolist() == ["estimate", "file"]
    # 180 km/h by the only known pair, and no estimate is quicker than 140.
    assert rows["minutes"].tolist() == [round(60 / 140, 3), 20.0]
    assert rows["evidence"].tolist() == [0.0, 1.0]
    assert rows["near"].tolist() == pytest.approx([2 ** (-0.429 / 15), 2 ** (-20 / 15)])
    assert ranking.pairs_stopped["unreachable"] == 1
    found = ranking.travel
    assert found is not None
    assert (found.routed, found.unreachable, found.estimated) == (1, 1, 1)
    assert np.isnan(found.bound_kmh)
    nearest = rank_pairs(schools, profile, config, travel=of_file({(0, 1): 0.0, (0, 2): 1.0}))
    assert nearest.matches["minutes"].tolist()[0] == 0.0
    assert nearest.matches["near"].tolist()[0] == 1.0


def test_without_any_time_there_is_nothing_to_estimate_by() -> None:
    schools, profile = three_schools(), random_england(2, 1)[1].iloc[:0]
    with pytest.raises(FileError, match="no pair has one"):
        rank_pairs(schools, profile, settings(), travel=of_file({}))


def test_nobody_within_reach_is_shown_the_nearest_with_their_minutes() -> None:
    """Those to whom there is no way are not."""
    schools, profile = three_schools(), random_england(2, 1)[1].iloc[:0]
    file = of_file({(0, 1): 50.0, (0, 2): 70.0, (0, 3): np.inf})
    matches = rank_pairs(schools, profile, settings(max_minutes=30), travel=file).matches
    assert matches["beyond"].tolist() == [1, 1]
    assert matches["minutes"].tolist() == [50.0, 70.0]


def test_a_run_that_estimated_nothing_still_answers_about_a_school_off_the_network() -> None:
    rows = [
        {"urn": "100001", "x": 400_000, "y": 400_000},
        {"urn": "100002", "x": 403_000, "y": 400_000, "kind": "independent", "role": "partner"},
        {"urn": "100003", "x": 600_000, "y": 400_000, "kind": "independent", "role": "partner"},
    ]
    schools, profile = schools_table(rows), random_england(2, 1)[1].iloc[:0]
    roads = Roads(schools, far_off=0.0, islands=0.0, silent=0.0)
    roads._snap[:] = [0.0, 0.0, np.inf]
    config = settings(max_minutes=30, as_of="2026-11-01")
    ranking = rank_pairs(schools, profile, config, travel=roads)
    assert ranking.travel is not None
    assert (dict(ranking.travel.speeds), ranking.travel.off_network) == ({}, ("100003",))
    record = Record(schools, pairs=ranking.travel.pairs)
    record._snap[:] = roads.snap_m()
    again = FinishedRanking(schools, profile, config, travel=record, speeds=ranking.travel.speeds)
    assert [again.gate("100001", urn) for urn in ("100002", "100003")] == ["", "beyond"]
