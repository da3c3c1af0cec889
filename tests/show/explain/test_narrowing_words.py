"""What a summary and a reason say of a narrowed run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from strategies import random_england

from matcher.core.settings.combine import settings
from matcher.core.tables import SOURCES
from matcher.match.rank import rank_pairs
from matcher.match.strengths.claims import counted_profile
from matcher.show.explain.narrowing import (
    fit_phrase,
    fit_sentence,
    narrowed_to,
    narrowing_lines,
    tags_asked,
)
from matcher.show.explain.phrases.exchange import told_of_exchange
from matcher.show.explain.reasons import reasons
from matcher.show.kit.reach import Reach

FEW = {"known": 0, "not known": 6, "none": 2}


def said(
    asked: dict[str, Any],
    known: int = 0,
    likely: int = 0,
    in_part: int = 0,
    unknown: int = 0,
    needs: dict[str, int] = FEW,
    strengths: dict[str, int] = FEW,
    out: int = 0,
) -> str:
    pairs = {"known": known, "likely": likely, "in part": in_part, "not known": unknown}
    config = settings(max_km=24, **asked)
    return "\n".join(narrowing_lines(config, Reach.of(config), pairs, needs, strengths, out))


def test_of_how_many_it_is_not_known_and_what_would_help() -> None:
    text = said({"subjects": ("physics",)}, unknown=30)
    assert "0 known to fit, 0 in part, 30 not known; 0 known not to, and left out" in text
    assert (
        "No partner within 24 km is known to offer physics, and of 6 that is not known; "
        "no seeker is known to need physics, and of 6 that is not known" in text
    )
    assert "--performance would tell" in text
    assert "Nothing is left" not in text


def test_nothing_more_is_said_where_pairs_fit() -> None:
    assert len(said({"subjects": ("physics",)}, known=1, unknown=5).splitlines()) == 1
    text = said({"must_give": True}, likely=3, unknown=5)
    assert len(text.splitlines()) == 1
    assert "Narrowed to: pairs in which the partner gives something. Pairs" in text
    assert (
        "0 known to fit, 3 may fit as registers, figures or words of a list suggest, 0 in part"
        in text
    )


@pytest.mark.parametrize(
    ("asked", "option"),
    [({"subjects": ("physics",)}, "--subject"), ({"activities": ("L3",)}, "--activity"),
     ({"reciprocal": True}, "--reciprocal"), ({"kinds": ("university",)}, "--kind"),
     ({"phases": ("primary",), "regions": ("London",)}, "--phase or --region")],
)  # fmt: skip
def test_where_nothing_is_left_it_is_said_why(asked: dict[str, Any], option: str) -> None:
    none = {"known": 0, "not known": 0, "none": 4}
    text = said(asked, needs=none, strengths=none, out=16)
    assert (
        f"Nothing is left: every pair that could meet is known not to fit. Leave out {option}"
        in text
    )
    assert "would tell" not in text  # everything is known
    text = said(asked, needs={}, strengths={})
    assert "Nothing is left: no seeker and partner that fit could meet within the limit" in text


def test_a_pair_says_whether_it_fits() -> None:
    config = settings(activities=("T3",), subjects=("physics", "maths"), reciprocal=True,
                      kinds=("university",), phases=("primary",), regions=("London",))  # fmt: skip
    asked = narrowed_to(config)
    assert tags_asked(config) == "T3, of physics or maths"
    assert asked == (
        "T3, of physics or maths, pairs in which both sides gain, seekers of phase primary, "
        "seekers in London, partners that are universities"
    )
    assert ";" not in asked  # a reason's phrases are parted by it
    assert narrowed_to(settings()) == fit_phrase("", "") == fit_phrase("known", asked) == ""
    assert (
        fit_phrase("not known", "physics") == "not known whether it fits what was asked (physics)"
    )
    assert fit_sentence("in part", "physics", "").endswith(
        "it stands below those that are known to"
    )
    assert fit_sentence("known", asked, "physics") == (
        "It is known to fit what this run was narrowed to: physics"
    )
    assert fit_sentence("likely", asked, "physics") == (
        "It may fit what this run was narrowed to, as registers, figures or words of a list "
        "suggest: physics; it stands below those that are known to"
    )
    # Whoever is in a list is what was asked for: to say so would tell nothing.
    assert fit_sentence("known", "seekers of York", "") == fit_sentence("", "", "") == ""


def test_a_pair_fits_as_surely_as_its_reasons_tell() -> None:
    """With ``--must-give``: known where a need that somebody states meets what somebody states;
    likely where either is suggested; and never by a figure that no reason names."""
    schools, profile = random_england(90, seed=5, known=0.7)
    chance = np.random.default_rng(5)
    profile["source"] = chance.choice(SOURCES, len(profile))
    for side in ("need", "strength"):
        small = (profile[side] * 0.1).clip(lower=0.01)
        profile[side] = profile[side].where(chance.random(len(profile)) < 0.6, small)
    profile["confidence"] = 0.4
    config = settings(k=9, max_km=60, must_give=True)
    matches = rank_pairs(schools, profile, config).matches
    told = reasons(
        matches, schools, counted_profile(profile, config.full_claims),
        words=lambda activity, subject: f"{activity} {subject}".strip(),
        area_title="opportunity area", half_area_km=10.0, reach=Reach.of(config),
    )  # fmt: skip
    seen = set()
    for fit, sentence in zip(matches["fit"], told, strict=True):
        exchange = {told_of_exchange(phrase) for phrase in sentence.split("; ")}
        surest = next((one for one in ("gives", "likely") if one in exchange), "")
        assert {"known": "gives", "likely": "likely"}.get(fit, "") == surest, sentence
        seen.add(fit)
    assert seen == {"known", "likely", "not known"}
