"""What a summary and a reason say of a narrowed run."""

from __future__ import annotations

from typing import Any

import pytest

from matcher.core.settings.combine import settings
from matcher.show.explain.narrowing import (
    fit_phrase,
    fit_sentence,
    narrowed_to,
    narrowing_lines,
    tags_asked,
)
from matcher.show.kit.reach import Reach

FEW = {"known": 0, "not known": 6, "none": 2}


def said(
    asked: dict[str, Any],
    known: int = 0,
    in_part: int = 0,
    unknown: int = 0,
    needs: dict[str, int] = FEW,
    strengths: dict[str, int] = FEW,
    out: int = 0,
) -> str:
    pairs = {"known": known, "in part": in_part, "not known": unknown}
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
        "T3, of physics or maths, both sides gain, seekers of phase primary, seekers in London, "
        "partners that are universities"
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
    # Whoever is in a list is what was asked for: to say so would tell nothing.
    assert fit_sentence("known", "seekers of York", "") == fit_sentence("", "", "") == ""
