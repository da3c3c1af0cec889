"""Runs narrowed by what is known in part: equal to a plain account of every pair."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from brute import Brute, tie
from strategies import profile_table, random_england, schools_table

from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.match.explain.score_breakdown import explain_score
from matcher.match.explain.what_if import possible_changes
from matcher.match.rank import rank_pairs

WORDS = {3: "known", 2: "likely", 1: "in part", 0: "not known"}
UNNAMED = ("", "")


class NarrowedBrute(Brute):
    """Every pair with its level, as the page on the score describes it."""

    def __init__(self, schools: Any, profile: Any, config: Config) -> None:
        super().__init__(schools, profile, config)
        self.config = config
        self.tags = {
            (row["activity"], row["subject"])
            for row in profile.to_dict("records")
            if row["activity"] != "none"
        }
        # A figure that does not stand out cannot say what a school does not offer.
        self.silent = {
            (row["urn"], (row["activity"], row["subject"]))
            for row in profile.to_dict("records")
            if row["source"] == "measured" and row["strength"] == 0
        }

        # A figure below a tenth is not named; what figures or registers say is not said.
        rows = profile.to_dict("records")
        self.source = {
            (row["urn"], (row["activity"], row["subject"])): row["source"] for row in rows
        }

    def state(self, side: str, urn: str, tag: tuple[str, str]) -> int:
        """3: it is said that it has it; 2: that is suggested; 0: not known; -1: has it not."""
        own = self.known[side].get(urn, {})
        if side == "strength" and own.get(tag, (1,))[0] == 0 and (urn, tag) in self.silent:
            return -1 if urn in self.rest[side] else 0
        if tag in own:
            source, degree = self.source[urn, tag], own[tag][0]
            if source == "measured" and 0 < degree < 0.1:
                return 0
            said = source == "stated" or (side, source) == ("need", "wording")
            return -1 if degree == 0 else 3 if said else 2
        return -1 if urn in self.rest[side] else 0

    def helped(self, needy: str, helper: str) -> int:
        best = -1
        for tag in [*self.tags, UNNAMED]:
            states = self.state("need", needy, tag), self.state("strength", helper, tag)
            if min(states) >= 0:
                best = max(best, min(states) or int(max(states) > 0))
        return best

    def level(self, i: str, j: str) -> int:
        there, back = self.helped(i, j), self.helped(j, i)
        asked = []
        if self.config.subjects:
            asked.append(max(there, back))
        if self.config.reciprocal:
            asked.append(self.all_of([there, back]))
        if self.config.must_give:
            asked.append(self.covers(i, j))
        pair = self.all_of(asked)
        if self.config.phases and not self.schools[i]["phase"]:
            pair = min(pair, 1 if asked else 0)
        return pair

    def covers(self, needy: str, helper: str) -> int:
        """How sure it is that a need that is known is covered."""
        needs = {tag: self.state("need", needy, tag) for tag in [*self.tags, UNNAMED]}
        known = {tag for tag, state in needs.items() if state >= 2}
        best = -1
        for tag in known or {tag for tag, state in needs.items() if state >= 0}:
            state = self.state("strength", helper, tag)
            best = max(best, min(needs[tag], state) if known and state >= 2 else min(state, 0))
        return best

    def standing(self, i: str, j: str) -> tuple[int, float]:
        return self.level(i, j), super().standing(i, j)[1]

    def standing_if_offered(self, i: str, j: str) -> tuple[int, float]:
        back = self.helped(j, i)
        given = 3 if any(self.state("need", i, tag) == 3 for tag in self.tags) else 2
        asked = [max(given, back)] * bool(self.config.subjects) + [given] * self.config.must_give
        asked += [self.all_of([given, back])] * self.config.reciprocal
        pair = self.all_of(asked)
        if self.config.phases and not self.schools[i]["phase"]:
            pair = min(pair, 1 if asked else 0)
        return pair, super().standing_if_offered(i, j)[1]

    @staticmethod
    def all_of(levels: list[int]) -> int:
        if not levels or min(levels) >= 2:
            return min(levels, default=3)
        return -1 if min(levels) < 0 else int(max(levels) > 0)

    def takes_part(self, urn: str, side: str) -> bool:
        phases = getattr(self, "phases", ())
        right = side != "seeker" or not phases or self.schools[urn]["phase"].lower() in phases
        return super().takes_part(urn, side) and right

    def may_meet(self, a: str, b: str) -> bool:
        return super().may_meet(a, b) and self.level(a, b) >= 0

    def best(self, urn: str, side: str) -> list[tuple[str, float]]:
        found = []
        for other in self.partners if side == "seeker" else self.seekers:
            i, j = (urn, other) if side == "seeker" else (other, urn)
            if self.may_meet(i, j):
                level, score = self.level(i, j), round(self.score(i, j), 10)
                found.append((-level, -score, self.squared(i, j), tie(i, j), other))
        return [(other, -score) for _, score, _, _, other in sorted(found)[: self.k]]


@pytest.mark.parametrize(
    ("asked", "known", "measured"),
    [
        ({"subjects": ("physics",)}, 0.6, 0.0),
        ({"subjects": ("physics",)}, 0.8, 0.6),
        ({"reciprocal": True}, 0.6, 0.3),
        ({"subjects": ("physics",), "reciprocal": True}, 0.7, 0.4),
        ({"subjects": ("physics",), "phases": ("primary", "secondary", "16 plus")}, 0.7, 0.2),
        ({"must_give": True}, 0.5, 0.0),
        ({"must_give": True, "reciprocal": True}, 0.6, 0.4),
        ({"must_give": True, "phases": ("primary", "secondary", "16 plus")}, 0.7, 0.5),
    ],
)
def test_lists_and_levels_are_those_of_every_pair_looked_at(
    asked: dict[str, Any], known: float, measured: float
) -> None:
    schools, profile = random_england(140, seed=17, known=known, measured=measured)
    if "subjects" in asked:
        profile = profile[profile["subject"] == "physics"].reset_index(drop=True)
    config = settings(k=7, max_km=40, **asked)
    ranking = rank_pairs(schools, profile, config)
    brute = NarrowedBrute(schools, profile, config)
    brute.prepare()
    mine: dict[tuple[str, str], list[tuple[float, str, float]]] = {}
    for row in ranking.matches[ranking.matches["beyond"] == 0].to_dict("records"):
        assert row["fit"] == WORDS[brute.level(row["seeker_urn"], row["partner_urn"])]
        for side, other, place in (
            ("seeker", "partner", "rank"),
            ("partner", "seeker", "partner_rank"),
        ):
            if not math.isnan(row[place]):
                own = mine.setdefault((side, row[f"{side}_urn"]), [])
                own.append((row[place], row[f"{other}_urn"], row["score"]))
    for side, members in (("seeker", brute.seekers), ("partner", brute.partners)):
        for urn in members:
            got = sorted(mine.get((side, urn), []))
            expected = brute.best(urn, side)
            assert [other for _, other, _ in got] == [other for other, _ in expected]
            assert np.allclose([s for *_, s in got], [s for _, s in expected], atol=1e-9, rtol=0)
    levels = [
        brute.level(i, j) for i in brute.seekers for j in brute.partners if brute.may_meet(i, j)
    ]
    tally = ranking.narrowing
    assert tally is not None
    assert tally.pairs == {word: levels.count(level) for level, word in WORDS.items()}
    # Every level is there, or nothing was tested; that something is given is never known in part.
    alone = list(asked) == ["must_give"]
    assert len(set(levels)) == 2 + (measured > 0) + (not alone)
    worth = ranking.matches[ranking.matches["worth_asking"].notna()]
    told_of = worth.sort_values("worth_asking").groupby("seeker_urn")["partner_urn"].apply(list)
    assert told_of.to_dict() == {
        urn: found for urn in brute.seekers if (found := brute.worth_asking(urn))
    }

    # What explains the run stands by what it wrote, whatever the level.
    told = FinishedRanking(schools, profile, config)
    for row in ranking.matches[ranking.matches["beyond"] == 0].head(60).to_dict("records"):
        why = explain_score(told, row["seeker_urn"], row["partner_urn"])
        assert (why.fit, why.score) == (row["fit"], pytest.approx(row["score"], abs=1e-10))
        assert why.in_seekers_list is not None
        if not math.isnan(row["rank"]):
            assert why.in_seekers_list.rank == row["rank"]
        for change in possible_changes(told, why):
            assert 0 <= change.score <= 1


PAIR = [
    {"urn": "1", "x": 400_000, "y": 400_000, "phase": "Primary"},
    {"urn": "2", "x": 401_000, "y": 400_000, "role": "partner", "kind": "independent"},
    {"urn": "3", "x": 400_100, "y": 400_000, "role": "partner", "kind": "independent"},
]
NAN = math.nan


def fits(profile: pd.DataFrame, schools: list[dict[str, Any]] = PAIR, **asked: Any) -> list[str]:
    """Who the first school is matched with, best first, and whether that fits."""
    found = rank_pairs(schools_table(schools), profile, settings(**asked)).matches
    return [f"{row.partner_urn} {row.fit}" for row in found.itertuples() if row.rank >= 1]


def test_who_is_known_to_offer_it_stands_above_who_is_nearer_and_says_nothing() -> None:
    physics = {"subjects": ("physics",)}
    need, offer = ("1", "T3", "physics", 1.0, NAN), ("2", "T3", "physics", NAN, 1.0)
    assert fits(profile_table([]), **physics) == ["3 not known", "2 not known"]
    assert fits(profile_table([offer]), **physics) == ["2 in part", "3 not known"]
    assert fits(profile_table([need]), **physics) == ["3 in part", "2 in part"]
    assert fits(profile_table([need, offer]), **physics) == ["2 known", "3 in part"]
    # Said outright by both sides, it is known, and keeps the pair out.
    no = [("3", "none", "", 0.0, 0.0), ("1", "none", "", NAN, 0.0)]
    assert fits(profile_table([need, offer, *no]), **physics) == ["2 known"]


def test_a_figure_that_does_not_stand_out_cannot_say_what_is_not_offered() -> None:
    both = profile_table([("1", "T3", "physics", 1.0, NAN), ("2", "T3", "physics", NAN, 1.0),
                          ("1", "none", "", NAN, 0.0)])  # fmt: skip
    nothing = [("3", "T3", "physics", 0.0, 0.0)]
    figure = profile_table(nothing, source="measured", confidence=0.5)
    told = pd.concat([both, figure], ignore_index=True)
    assert fits(told, subjects=("physics",)) == ["2 known", "3 in part"]
    stated = pd.concat([both, profile_table(nothing)], ignore_index=True)
    assert fits(stated, subjects=("physics",)) == ["2 known"]


def test_both_sides_gain_is_known_in_part_where_one_side_has_said_nothing() -> None:
    both = [("1", "L3", "", 1.0, NAN), ("1", "T3", "physics", NAN, 1.0),
            ("2", "L3", "", NAN, 1.0), ("2", "T3", "physics", 1.0, NAN)]  # fmt: skip
    assert fits(profile_table(both), reciprocal=True) == ["2 known", "3 in part"]
    assert fits(profile_table([]), reciprocal=True) == ["3 not known", "2 not known"]
    nothing_back = [*both[:3], ("2", "none", "", 0.0, NAN)]
    assert fits(profile_table(nothing_back), reciprocal=True) == ["3 in part"]


def test_a_blank_phase_region_or_kind_is_not_known_and_ages_may_tell() -> None:
    def one(**facts: Any) -> list[dict[str, Any]]:
        return [{**PAIR[0], **facts}, *PAIR[1:]]

    primary = {"phases": ("primary",)}
    assert fits(profile_table([]), one(), **primary) == ["3 ", "2 "]  # nothing is asked of pairs
    blank = one(phase="")
    assert fits(profile_table([]), blank, **primary) == ["3 not known", "2 not known"]
    assert fits(profile_table([]), one(phase="", age_low=4, age_high=18), **primary)
    assert fits(profile_table([]), one(phase="", age_low=11, age_high=16), **primary) == []
    assert fits(profile_table([]), one(phase="Secondary"), **primary) == []
    region = {"regions": ("South East",)}
    assert fits(profile_table([]), one(region=""), **region) == ["3 not known", "2 not known"]
    assert fits(profile_table([]), one(region="London"), **region) == []
    unsaid = [PAIR[0], PAIR[1], {**PAIR[2], "kind": "other"}]
    kinds = {"kinds": ("independent",)}
    assert fits(profile_table([]), unsaid, **kinds) == ["2 ", "3 not known"]
    in_the_register = [*unsaid[:2], {**unsaid[2], "register_name": "Offshore School"}]
    assert fits(profile_table([]), in_the_register, **kinds) == ["2 "]


def test_what_is_given_in_return_may_be_anything_whatever_the_run_is_about() -> None:
    whole = profile_table(
        [
            ("1", "T3", "physics", 1.0, NAN),
            ("1", "L3", "", NAN, 1.0),
            ("2", "T3", "physics", NAN, 1.0),
            ("2", "L3", "", 1.0, NAN),
            ("3", "T3", "physics", NAN, 1.0),
            ("3", "none", "", 0.0, NAN),
        ]
    )
    physics = whole[whole["activity"] != "L3"].reset_index(drop=True)
    asked = settings(subjects=("physics",), reciprocal=True)
    schools = schools_table(PAIR)
    found = rank_pairs(schools, physics, asked, whole=whole)
    assert list(found.matches["partner_urn"]) == ["2"]
    assert list(found.matches["fit"]) == ["known"]
    assert found.pairs_stopped["one_sided"] == 1
    told = FinishedRanking(schools, physics, asked, whole=whole)
    assert (told.gate("1", "2"), told.gate("1", "3")) == ("", "one_sided")
