"""What an explanation says of each need: met, not met, or not to be told."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from matcher.core.tables import PROFILE
from matcher.show.explain.facts import School, Tag
from matcher.show.explain.needs import met_sign, need_line, needs_lines, tag_basis
from matcher.show.explain.sides import sides

HELPER = School("2", "Alder School", "independent", "", "", "", "", "", math.nan, False)


def tag(strength: float, source: str, sure: float = 1.0) -> Tag:
    said = "A-level value added −0.11" if source == "measured" else "X1"
    return Tag("X1", "", "university", 0.6, "stated", "X1", strength, source, said, sure)


@pytest.mark.parametrize(
    ("has", "sign", "said", "never"),
    [
        # A figure that does not stand out cannot say what a school does not offer.
        (
            (0.0, "measured", 0.15), "?",
            "Alder School may offer it; no offer stands out in published figures "
            "(15% sure): “A-level value added −0.11”", "does not offer",
        ),
        ((0.0, "measured", 0.7), "?", "(70% sure)", "does not offer"),
        (
            (0.4, "measured", 0.7), "~",
            "Alder School may offer it, as published figures suggest", "no offer stands out",
        ),
        ((0.4, "inferred"), "~", "may offer it, as what a public register lists suggests", "has"),
        ((0.4, "published"), "~", "Alder School has it, as a public register lists; ask", "may"),
        ((0.4, "wording"), "~", "School seems to offer it, by words of the list", "offers it ("),
        ((0.4, "stated"), "+", "Alder School offers it", "public"),
        ((0.0, "stated"), "−", "Alder School does not offer it", "published figures"),
        ((0.0, "wording"), "−", "Alder School does not offer it", "published figures"),
        ((math.nan, ""), "?", "not known whether Alder School can give it", "offers"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_need(has: Any, sign: str, said: str, never: str) -> None:
    one = tag(*has)
    assert met_sign(one) == sign
    assert said in need_line(one, HELPER)
    assert never not in need_line(one, HELPER)


def test_an_answer_is_told_as_the_schools_own() -> None:
    assert tag_basis("partly", "form: T3 physics") == "stated in its form: “T3 physics”"
    assert tag_basis("stated", "form: no; before: C1") == "stated in its form: “no; before: C1”"
    assert (
        tag_basis("wording", "form: T3") == "in words of the list: “form: T3”"
    )  # a note's own words


def test_a_need_met_in_part_says_by_what_how_far_and_why() -> None:
    part = Tag(
        "T3", "science", "science teaching", 1.0, "stated", "T3 science", 0.5, "stated",
        "T3 physics", 1.0, "physics teaching", 0.5, "half of", "physics is one of three sciences",
    )  # fmt: skip
    assert need_line(part, HELPER) == (
        "science teaching (in full, stated in a list: “T3 science”): Alder School offers physics "
        "teaching (how great: 50%, stated in a list: “T3 physics”; physics teaching covers half of "
        "this need, as physics is one of three sciences)"
    )


def test_other_tags_that_would_do_are_named_beside_the_one_that_counts() -> None:
    part = Tag(
        "T3", "science", "science", 1.0, "stated", "", 0.5, "stated", "", 1.0, "biology", 0.5,
        "half of", "biology is one of three sciences", ("chemistry", "physics"),
    )  # fmt: skip
    assert need_line(part, HELPER) == (
        "science (in full, stated in a list): Alder School offers biology, chemistry or physics "
        "(how great: 50%, stated in a list; biology covers half of this need, as biology is one of "
        "three sciences, and so does chemistry or physics)"
    )


def test_needs_that_figures_put_too_low_to_name_are_told_apart_and_not_counted() -> None:
    def need(words: str, degree: float, source: str) -> Tag:
        return Tag("T2", words, words, degree, source, "a figure", math.nan, "", "")

    one = need("maths", 0.8, "measured"), need("lesson plans", 0.02, "measured")
    first, maths, low, _ = needs_lines(HELPER, HELPER, one)
    assert first == "What Alder School needs (0 of 1 met)"
    assert maths.startswith("  ? maths (how great: 80%, ")
    assert low.endswith("so it only counts a little in the score: lesson plans (how great: 2%)")
    # Alone it weighs as much as a great one, as the score goes by the share that is covered.
    alone = low.replace("so it only counts a little in the score", "but no other need is known, so "
                        "that part of the score rests on such needs alone")  # fmt: skip
    assert needs_lines(HELPER, HELPER, one[1:])[:2] == [
        "What Alder School needs: no need stands out", alone,
    ]  # fmt: skip
    stated = [need("lesson plans", 0.02, "stated")]  # what a school states is never too low
    assert needs_lines(HELPER, HELPER, stated)[0] == "What Alder School needs (0 of 1 met)"


def test_an_offer_too_low_to_name_is_not_told_as_meeting_a_need() -> None:
    low, plain = tag(0.04, "measured"), tag(0.04, "stated")
    assert (low.met, met_sign(low)) == (False, "?")
    assert (plain.met, met_sign(plain)) == (True, "+")
    likely = replace(plain, need_source="measured", need=0.8)  # of a guess nothing is known
    assert (likely.met, met_sign(likely)) == (True, "~")
    assert needs_lines(HELPER, HELPER, [low, plain])[0].endswith("(1 of 2 met)")


@pytest.mark.parametrize("source", ["inferred", "measured"])
def test_needs_that_only_follow_from_something_are_likely(source: str) -> None:
    rows = [("1", "T3", "physics", 0.5, math.nan, source, "", 0.4, math.nan)]
    profile = pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())
    (side,) = sides(profile, "need", lambda activity, subject: subject).values()
    assert side.figures and side.sure == {"physics": 0.4}
    stated = pd.concat([profile, profile.assign(subject="Latin", source="stated")])
    assert not sides(stated, "need", lambda activity, subject: subject)["1"].figures
