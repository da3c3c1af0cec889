"""What would change the rank: each answer made true in the tables, and worked out again."""

from __future__ import annotations

import random
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from brute import Brute, tie
from shapely import Point
from strategies import profile_table, random_cover, random_england, schools_table

from matcher.core.figures.surety import SAID
from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.core.tables import PROFILE
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.match.explain.score_breakdown import PairExplanation, explain_score
from matcher.match.explain.what_if import MOST_TAGS, Change, _own_known, possible_changes

NAN = float("nan")
RUNS = {
    "stated": (0.6, 0.0, {}),
    "measured in part": (0.8, 0.4, {"weights": "near=1,gives=3,gains=3,opportunity=1"}),
    "all measured": (0.9, 1.0, {"max_km": 15}),
    "few known": (0.4, 0.5, {"half_km": 3}),
    "met through others": (0.7, 0.4, {}),
}


def cover_in(name: str) -> pd.DataFrame | None:
    return random_cover(41) if name == "met through others" else None


class Then(Brute):
    """A changed run with the weights and stand-ins of the run as it was."""

    def __init__(
        self, now: Brute, schools: gpd.GeoDataFrame, profile: pd.DataFrame, config: Config
    ) -> None:
        super().__init__(schools, profile, config)
        self.cover = now.cover
        self.means, self.overall, self.used = now.means, now.overall, now.used
        self.k = len(self.schools)

    def stands(self, seeker: str, partner: str) -> tuple[int, float]:
        """Rank and score of a partner in the seeker's list."""
        order = self.best(seeker, "seeker")
        return next((n, s) for n, (urn, s) in enumerate(order, 1) if urn == partner)


def with_strength(
    profile: pd.DataFrame, urn: str, tags: list[tuple[str, str]], strength: float
) -> pd.DataFrame:
    """PROFILE with these tags of one school said by it, whatever else it keeps to itself."""
    rows: list[dict[str, Any]] = profile.to_dict("records")
    for activity, subject in tags:
        key = {"urn": urn, "activity": activity, "subject": subject}
        row = next((r for r in rows if all(r[k] == v for k, v in key.items())), None)
        if row is None:
            row = {**key, "need": NAN, "strength": NAN, "evidence": "", "confidence": 1.0}
            rows.append(row)
        if row.get("source") == "measured" and row["strength"] > 0:
            row["recorded"] = row["strength"]
        if np.isnan(row["strength"]) or row["source"] == "measured":
            row["source"] = "partly"
        row["strength"] = strength
    made = pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())
    PROFILE.check(made)
    return made


def moved(schools: gpd.GeoDataFrame, seeker: str, partner: str, km: float) -> gpd.GeoDataFrame:
    """The partner so near the seeker, on the line between them."""
    at = schools.set_index("urn")["geometry"]
    here, there = at[seeker], at[partner]
    share = km * 1000 / here.distance(there)
    point = Point(here.x + (there.x - here.x) * share, here.y + (there.y - here.y) * share)
    found = schools.copy()
    found.loc[found["urn"] == partner, "geometry"] = point
    return found


def unknown(brute: Brute, needy: str, helper: str) -> list[tuple[str, str]]:
    """The needs of which nobody knows whether the helper covers them."""
    wants = brute.known["need"].get(needy, {})
    return [
        tag for tag, (degree, _) in wants.items() if degree and brute.meets(helper, tag) is None
    ]


@pytest.mark.parametrize("name", RUNS)
def test_each_change_comes_true(name: str) -> None:
    known, measured, options = RUNS[name]
    schools, profile = random_england(150, seed=41, known=known, measured=measured, size_km=40)
    config = settings(**options)
    cover = cover_in(name)
    asked = FinishedRanking(schools, profile, config, cover=cover)
    now = Brute(schools, profile, config, cover)
    now.prepare()
    pairs = [(i, j) for i in now.seekers for j in now.partners if now.may_meet(i, j)]
    seen: dict[str, int] = {}
    for i, j in random.Random(5).sample(pairs, 25):
        why = explain_score(asked, i, j)
        told = possible_changes(asked, why)
        assert_the_right_ones(now, told, i, j)
        for change in told:
            helper, needy = (j, i) if change.term == "gives" or change.what == "offer" else (i, j)
            tags = [(change.activity, change.subject)]
            if change.what == "nearer":
                then = Then(now, moved(schools, i, j, change.km), profile, config)
            elif change.what in ("offer", "return"):
                then = Then(now, schools, with_strength(profile, helper, tags, 1.0), config)
            else:
                strength = 1.0 if change.what == "known_best" else 0.0
                tags = unknown(now, needy, helper)
                assert tags
                then = Then(now, schools, with_strength(profile, helper, tags, strength), config)
            rank, score = then.stands(i, j)
            assert change.score == pytest.approx(score, abs=1e-9), (i, j, change)
            assert change.rank == rank, (i, j, change)
            seen[change.what] = seen.get(change.what, 0) + 1
    expected = {"offer", "return", "nearer", "known_best", "known_worst"}
    assert {what for what, many in seen.items() if many >= 5} == expected, seen


def assert_the_right_ones(now: Brute, told: list[Change], i: str, j: str) -> None:
    """The tags named are those that bring most; what is unknown is asked about."""
    for what, needy, helper, term in (("offer", i, j, "gives"), ("return", j, i, "gains")):
        named = [c for c in told if c.what == what]
        assert len(named) <= MOST_TAGS
        assert [c.score for c in named] == sorted((c.score for c in named), reverse=True)
        open_tags = unknown(now, needy, helper) if term in now.used else []
        asked = [c.what for c in told if c.term == term]
        assert asked == (["known_best", "known_worst"] if open_tags else [])
        # Each gain by brute force: nothing that is not named would bring more.
        own, claims = now.known["strength"][helper], now.claims[helper]
        before, gains = dict(own), {}
        for tag, (degree, _) in now.known["need"].get(needy, {}).items():
            if degree and term in now.used:
                without = now.filled(term, i, j)
                own[tag] = 1.0, 1.0
                shown = now.recorded[helper].get(tag, 0)
                old = round(100 * before[tag][0]) if tag in before else 0
                now.claims[helper] += max(0, 100 - shown) - max(0, old - shown)
                gains[tag] = now.filled(term, i, j) - without
                own.clear()
                own.update(before)
                now.claims[helper] = claims
        gains = {tag: gain for tag, gain in gains.items() if gain > 1e-9}
        best = sorted(gains.values(), reverse=True)[:MOST_TAGS]
        mine = [gains[c.activity, c.subject] for c in named]
        assert mine == pytest.approx(best)


def test_nearer_is_the_farthest_tenth_that_suffices() -> None:
    schools, profile = random_england(150, seed=43, known=0.7, size_km=40)
    config = settings()
    asked = FinishedRanking(schools, profile, config)
    now = Brute(schools, profile, config)
    now.prepare()
    seen = 0
    for i in now.seekers[:25]:
        for j in now.partners[:12]:
            why = explain_score(asked, i, j)
            for change in (c for c in possible_changes(asked, why) if c.what == "nearer"):
                assert why.in_seekers_list is not None
                assert change.rank < why.in_seekers_list.rank
                assert change.score >= why.score
                assert change.km == round(change.km, 1)
                farther = round(change.km + 0.1, 1)
                if farther < round(now.distance(i, j), 1):  # as far as it is shown, it is no change
                    then = Then(now, moved(schools, i, j, farther), profile, config)
                    assert then.stands(i, j)[0] == why.in_seekers_list.rank
                seen += 1
    assert seen > 50


def test_what_the_seeker_could_give_counts_for_its_other_partners_too() -> None:
    """Both partners lack the same: if the seeker had it, neither would pass the other."""
    here = {"kind": "independent", "role": "partner", "y": 400_000}
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 401_000, **here},
            {"urn": "3", "x": 402_000, **here},
        ]
    )
    rows = [("1", "L3", "", NAN, 1.0), ("2", "X1", "", 1.0, NAN), ("3", "X1", "", 1.0, NAN)]
    asked = FinishedRanking(schools, profile_table(rows), settings())
    why = explain_score(asked, "1", "3")
    assert why.in_seekers_list is not None
    assert why.in_seekers_list.rank == 2
    (change,) = (c for c in possible_changes(asked, why) if c.what == "return")
    assert (change.activity, change.rank) == ("X1", 2)
    assert change.score > why.score


@pytest.mark.parametrize("km", range(1, 12))
def test_equal_scores_are_passed_by_the_nearer(km: int) -> None:
    """The score is that of the one above already: a tenth nearer, and it stands above."""
    here = {"kind": "independent", "role": "partner"}
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 400_000, "y": 400_000 + km * 1000, **here},
            {"urn": "3", "x": 400_000 + km * 1000, "y": 400_000, **here},
        ]
    )
    asked = FinishedRanking(schools, profile_table(), settings())
    second = max(("2", "3"), key=lambda urn: tie("1", urn))
    why = explain_score(asked, "1", second)
    assert why.in_seekers_list is not None
    assert (why.in_seekers_list.rank, why.in_seekers_list.above) == (2, why.score)
    (change,) = possible_changes(asked, why)
    assert (change.what, change.km, change.rank) == ("nearer", round(km - 0.1, 1), 1)


def test_the_first_needs_not_be_nearer_and_a_gate_leaves_nothing_to_change() -> None:
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 403_000, "y": 404_000, "role": "partner"},
            {"urn": "3", "x": 403_000, "y": 404_000, "role": "partner", "status": "closed"},
        ]
    )
    asked = FinishedRanking(schools, profile_table(), settings())
    assert possible_changes(asked, explain_score(asked, "1", "2")) == []
    why: PairExplanation = explain_score(asked, "1", "3")
    assert why.gate == "closed"
    assert possible_changes(asked, why) == []


def test_a_pair_stays_in_the_list_of_a_run_that_asks_for_both_sides_to_gain() -> None:
    schools, profile = random_england(120, seed=47, known=0.9, measured=0.5, size_km=40)
    config = settings(reciprocal=True)
    asked = FinishedRanking(schools, profile, config)
    pairs = [(i, j) for i in asked.index for j in asked.index if not asked.gate(i, j)]
    assert len(pairs) > 50
    for pair in random.Random(2).sample(pairs, 40):
        why = explain_score(asked, *pair)
        assert why.in_seekers_list is not None
        for change in possible_changes(asked, why):
            # A strength more may let others in, who were kept apart: never out.
            assert change.rank >= 1
            if change.what in ("offer", "known_best", "nearer") and change.term != "gains":
                assert change.rank <= why.in_seekers_list.rank


def test_what_a_school_would_say_is_as_sure_as_what_it_says() -> None:
    """So that a pair would be known to fit what a run was narrowed to."""
    exchange = FinishedRanking(
        *random_england(40, seed=3, measured=1.0), settings()
    ).arrays.exchange
    tags = np.array([1])
    assert exchange.own.surety[:, 1].max() < SAID
    assert _own_known(exchange, 0, tags, 1).surety[0, tags].tolist() == [SAID]
