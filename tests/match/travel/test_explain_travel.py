"""A pair explained by minutes: how long its way is, and how short it would have to be."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from simulated_roads import AllTold, Roads
from strategies import random_england

from matcher.core.settings.combine import settings
from matcher.core.travel.times import Answered, Positions
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.match.explain.score_breakdown import explain_score
from matcher.match.explain.what_if import possible_changes


@dataclass
class Rebuilt(AllTold):
    """The same roads but for one pair, which takes other minutes."""

    pair: tuple[int, int] = (-1, -1)
    takes: float = math.nan

    def truth(self, seekers: Positions, partners: Positions) -> Answered:
        found = super().truth(seekers, partners)
        here = (seekers == self.pair[0]) & (partners == self.pair[1])
        return found._replace(minutes=np.where(here, self.takes, found.minutes))


CONFIG = settings(k=5, max_km=60, half_minutes=20, as_of="2026-11-01")


@pytest.mark.parametrize("seed", [3, 11])
def test_a_way_as_short_as_is_said_changes_the_place_as_is_said(seed: int) -> None:
    schools, profile = random_england(60, seed, known=0.6)
    roads = Rebuilt(schools, seed)
    ranking = FinishedRanking(schools, profile, CONFIG, travel=roads)
    tried = 0
    for seeker in roads.urn:
        i = ranking.index[seeker]
        if not ranking.arrays.is_seeker[i]:
            continue
        for j in ranking.ranked(i, by_seeker=True)[0][1:4].tolist():
            partner = roads.urn[j]
            why = explain_score(ranking, seeker, partner)
            if why.minutes_by != "routed":  # nobody builds that road
                continue
            told = [one for one in possible_changes(ranking, why) if one.what == "nearer"]
            for change in told:
                tried += 1
                assert math.isnan(change.km)
                assert change.minutes == int(change.minutes) < why.minutes
                for minutes, is_enough in ((change.minutes, True), (change.minutes + 2, False)):
                    built = Rebuilt(schools, seed, pair=(i, j), takes=minutes)
                    then = FinishedRanking(schools, profile, CONFIG, travel=built)
                    stands = then.rank_in_list(i, j, by_seeker=True)
                    assert why.in_seekers_list is not None
                    if is_enough:
                        assert stands.rank == change.rank < why.in_seekers_list.rank
                    elif minutes < why.minutes:
                        assert stands.rank == why.in_seekers_list.rank
    assert tried > 5


def test_the_way_of_a_pair_is_told_as_it_is_known() -> None:
    schools, profile = random_england(60, 5)
    roads = AllTold(schools, 5)
    ranking = FinishedRanking(schools, profile, CONFIG, travel=roads)
    kinds = set()
    for seeker in roads.urn[:25]:
        for partner in roads.urn[25:50]:
            i, j = ranking.index[seeker], ranking.index[partner]
            if not (ranking.arrays.is_seeker[i] and ranking.arrays.is_partner[j]):
                continue
            why = explain_score(ranking, seeker, partner)
            truth = roads.truth(np.array([i]), np.array([j]))
            known = float(truth.minutes[0])
            if roads.off[i] or roads.off[j] or math.isnan(known):
                assert why.minutes_by in ("estimate", "")
                kinds.add("estimate")
            else:
                assert (why.minutes, why.minutes_by) == (known, "routed")
                assert why.gate != "" or not math.isinf(known)
                kinds.add("no way" if math.isinf(known) else "routed")
    assert kinds == {"estimate", "no way", "routed"}


def test_a_pair_that_is_asked_for_now_is_scored_by_what_is_answered() -> None:
    schools, profile = random_england(60, 7)
    ranking = FinishedRanking(
        schools, profile, CONFIG, travel=Roads(schools, 7, silent=0.0, far_off=0.0)
    )
    tried = 0
    for seeker in [str(urn) for urn in schools["urn"]][:30]:
        for partner in [str(urn) for urn in schools["urn"]][30:]:
            why = explain_score(ranking, seeker, partner)
            if not why.gate:
                near = next(part for part in why.parts if part.term == "near")
                assert near.value == pytest.approx(2 ** (-why.minutes / CONFIG.half_minutes))
                assert why.score == pytest.approx(sum(part.points for part in why.parts))
                tried += 1
    assert tried > 20


def test_a_run_by_distance_has_no_way() -> None:
    schools, profile = random_england(30, 5)
    ranking = FinishedRanking(schools, profile, CONFIG)
    urns = [str(urn) for urn in schools["urn"]]
    why = explain_score(ranking, urns[0], urns[1])
    assert (math.isnan(why.minutes), math.isnan(why.least_minutes), why.minutes_by) == (
        True, True, "")  # fmt: skip
