"""What one school needs and offers, line by line: a degree of 0 is neither."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from matcher.show.explain.facts import ExplainedSchool, School
from matcher.show.explain.text import partner_sentences, profile_lines

NAN = math.nan


def row(words: str, need: float, strength: float, source: str = "measured") -> dict[str, Any]:
    return {
        "activity": "C2", "words": words, "need": need, "strength": strength, "source": source,
        "evidence": "", "confidence": 1.0,
    }  # fmt: skip


def test_needs_come_first_and_a_degree_of_0_is_no_need() -> None:
    rows = (
        row("facilities", 0.0, 0.0),
        row("classes", 0.0, NAN, "stated"),
        row("coaching", NAN, 0.5),
        row("art", 0.09, 0.0),
        row("music", 0.09, NAN, "stated"),
        row("RE", 0.05, 0.2),
        row("physics", 0.4, 0.0),
        row("Latin", 0.0, 0.7),
    )
    lines = profile_lines(cast("ExplainedSchool", SimpleNamespace(profile=rows)))
    assert lines == [
        "music: need, how great: 9% (stated in a list)",
        "physics: need, how great: 40% (published figures)",
        "coaching: strength, how great: 50% (published figures)",
        "RE: slight need, how great: 5%, so it only counts a little in the score, strength, how "
        "great: 20% (published figures)",
        "Latin: strength, how great: 70% (published figures)",
        "art: slight need, how great: 9%, so it only counts a little in the score (published "
        "figures)",
        "facilities: no particular need and no strength (published figures)",
        "classes: no need (stated in a list)",
    ]
    (alone,) = profile_lines(cast("ExplainedSchool", SimpleNamespace(profile=rows[3:4])))
    assert "but no other need is known, so that part of the score rests on such needs" in alone


def test_of_a_partner_it_is_told_that_it_offers_nothing_or_has_no_places() -> None:
    one = School("2", "Alder School", "independent", "", "", "", "", "", math.nan, False)
    assert partner_sentences(one) == []
    shut = replace(one, offers_nothing=True, no_places=True)
    assert partner_sentences(shut) == [
        "Offers: Alder School is said to offer nothing",
        "Places: the list gives Alder School none",
    ]
