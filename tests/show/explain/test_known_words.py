"""What is said of how far a pair is known, and of what the parts of its score rest on."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from strategies import profile_table

from matcher.show.explain.facts import Part, Tag
from matcher.show.explain.score.known import IN_PART, KNOWN, known_sentence, state
from matcher.show.explain.score.named import known_columns
from matcher.show.explain.score.rows import notes, value_basis

NEAR = Part("near", 0.375, 0.5, 0.1875, 1.0, 1.0, 0.0)
COVERED = "how far the seeker's needs are covered"
REST = "the average of pairs of these kinds, 0.018, stands in"
MET = Tag("T3", "physics", "physics", 0.4, "measured", "", 1.0, "stated", "")
AREA = Part("opportunity", 0.25, 1.0, 0.25, 1.0, 1.0, 0.0)


def gives(known: float, sure: float, named: float = 1.0) -> Part:
    return Part("gives", 0.375, 0.1, 0.0375, known, sure, 0.018, named)


def pair(*parts: Part, left_out: tuple[str, ...] = (), nothing: bool = False, **more: Any) -> Any:
    seeker = SimpleNamespace(name="Elm School", needs_nothing=nothing, offers_nothing=False)
    partner = SimpleNamespace(name="Fir College", needs_nothing=False, offers_nothing=False)
    more = {"seekers_needs": (), "partners_needs": ()} | more
    way = {"minutes": math.nan, "minutes_by": "", "least_minutes": math.nan} | more
    return SimpleNamespace(seeker=seeker, partner=partner, parts=parts, left_out=left_out,
                           fewest_needs=3, **way)  # fmt: skip


def test_the_same_is_said_of_a_pair_whatever_a_run_leaves_out_of_its_score() -> None:
    """A term of which nothing is known of anybody is no better known than one of which something
    is of others."""
    here = pair(NEAR, AREA, gives(0, 0), Part("gains", 0.2, 0.1, 0.02, 0, 0, 0.1))
    for known in (here, pair(NEAR, AREA, gives(0, 0), left_out=("gains",)),
                  pair(NEAR, AREA, left_out=("gives", "gains"))):  # fmt: skip
        assert known_sentence(known) == (
            "Known: how near they are, priority area; not known: how far the seeker's needs are "
            "covered, how far the partner's needs are covered"
        )


@pytest.mark.parametrize(
    ("about", "told"),
    [
        (pair(NEAR, gives(1.0, 1.0)), f"Known: how near they are, {COVERED}"),
        (pair(NEAR, gives(1.0, 0.3), seekers_needs=(MET,)),
         f"Known: how near they are; in part or not for sure: {COVERED}"),
        (pair(NEAR, minutes=20.0, minutes_by="estimate"),
         "In part or not for sure: how near they are"),
        # It says that it needs nothing: that is known, also where the run leaves it out.
        (pair(NEAR, gives(1, 1), nothing=True), f"Known: how near they are, {COVERED}"),
        (pair(NEAR, nothing=True, left_out=("gives",)), f"Known: how near they are, {COVERED}"),
        (pair(NEAR, Part("gives", 0.0, 0.1, 0.0, 0, 0, 0.1)), "Known: how near they are"),
    ],
)  # fmt: skip
def test_what_is_known_stands_apart_from_what_is_not(about: Any, told: str) -> None:
    assert known_sentence(about) == told


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (gives(1.0, 1.0), "known"),
        (gives(1.0, 0.3), "rests on what is said or suggested of these two, 30% sure"),
        (gives(0.25, 0.25), f"25% is known; for the other 75% {REST}"),
        (gives(0.25, 0.05),
         "25% rests on what is said or suggested of these two, 20% sure; for the other 75% "
         f"{REST}"),
        (gives(0.0, 0.0), f"not known, so {REST}"),
    ],
)  # fmt: skip
def test_a_value_rests_on_what_is_known_of_two_schools_or_on_an_average(
    part: Part, told: str
) -> None:
    assert value_basis(part, pair(part)) == told


def test_needs_that_a_school_is_taken_to_have_and_terms_left_out_are_told_below() -> None:
    assert notes(pair(NEAR, gives(0.3, 0.1, 0.56), left_out=("gains",))) == [
        "Every school is taken to have at least 3 needs as great as its greatest. Those known of "
        "Elm School come to 56% of that; of the rest nothing is known",
        "Not counted, as nothing is known of it in this run: partner's needs covered",
    ]
    assert notes(pair(NEAR, gives(1.0, 1.0))) == notes(pair(NEAR, gives(0, 0, 0.5))) == []


def test_nothing_is_known_where_only_what_is_too_low_to_name_is() -> None:
    """A need of 0.07 counts in the score; the one that is told is not known to be covered."""
    named = Tag("T3", "physics", "physics", 0.4, "measured", "", math.nan, "", "")
    low = replace(named, subject="maths", need=0.07, strength=1.0, strength_source="stated")
    for needs, told in (((named, low), "not known"), ((low,), "in part or not for sure"),
                        ((), "not known"),
                        ((named, replace(low, need=0.1)), "in part or not for sure")):  # fmt: skip
        about = pair(NEAR, gives(0.2, 0.1), seekers_needs=needs)
        assert known_sentence(about) == f"Known: how near they are; {told}: {COVERED}"


def test_what_is_all_but_sure_counts_as_known() -> None:
    assert [state(1.0, sure) for sure in (0.96, 0.97, 1.0)] == [IN_PART, KNOWN, KNOWN]


def test_lists_and_maps_go_by_the_needs_that_are_named_as_an_explanation_does() -> None:
    """What is known of needs too low to name alone, or of offers too low, is nothing known."""
    low, named = ("T3", "maths", 0.07), ("T3", "physics", 0.4)
    for needs, offers, source, known in (
        ((named, low), [("maths", 1.0)], "published", False),
        # Of a school without another the score goes by these alone.
        ((low,), [("maths", 1.0)], "published", True),
        ((low,), [("maths", 0.05)], "measured", False),
        ((named, low), [("physics", 0.0)], "stated", True),
        ((named, low), [("physics", 0.05)], "measured", False),
        ((named, low), [("physics", 0.5)], "measured", True),
        # Who states what it offers does not have the rest.
        ((named, low), [("art", 1.0)], "stated", True),
        # Nor does who states that it offers nothing, also where no need is known.
        ((low,), [("art", 0.0)], "stated", True),
        ((), [("art", 0.0)], "stated", True),
    ):
        wants = profile_table([("1", *need, math.nan) for need in needs], source="measured")
        has = profile_table([("2", "T3", of, math.nan, much) for of, much in offers], source=source)
        matches = pd.DataFrame({"seeker_urn": ["1"], "partner_urn": ["2"], "evidence": [0.5],
                                "gives_known": [0.2], "gains_known": [0.0]})  # fmt: skip
        told = known_columns(matches, pd.concat([wants, has], ignore_index=True), None,
                             lambda _, subject: subject, {"near": 0.4, "gives": 0.6})  # fmt: skip
        assert told["gives_known"].tolist() == [0.2 if known else 0.0], (needs, offers)
        assert told["evidence"].tolist() == [0.5 if known else 0.38]
