"""What schools share beyond the guide, found in sentences by its words."""

from __future__ import annotations

import pytest

from matcher.profile.stated import FreeText
from matcher.profile.vocabulary import load
from matcher.profile.wording.enrichment import CONFIDENCE, enrichment_words, with_enrichment
from matcher.profile.wording.reader import read_texts


def said(text: str, column: str = "notes") -> set[str]:
    (found,) = read_texts([FreeText("1", column, text, "", "", 2)], load())
    return {f"{tag.side} {tag.activity} {tag.subject}".strip() for tag in found.tags}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Our debating society is open to pupils from any school nearby", "strength E3"),
        ("We would love a partner for a debating club", "need E3"),
        ("We run Saturday masterclasses in physics and have room for twenty more",
         "strength E1 physics"),
        ("We are looking for older pupils to read with our Year 3", "need E2"),
        ("Our orchestra welcomes string players from other schools", "strength E4"),
        ("We have nobody to play fixtures against", "need E5"),
        ("Duke of Edinburgh: we lack leaders for bronze", "need E6"),
        ("Our counsellors can offer mindfulness sessions to other schools", "strength E7"),
        ("Struggling to find work experience for Year 10", "need E8"),
        ("Happy to swap staff for a week with a state primary", "strength E9"),
    ],
)  # fmt: skip
def test_words_of_ours_are_read(text: str, tag: str) -> None:
    assert said(text) == {tag}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        # Where the model is sure of an activity of the guide, it stays.
        ("Tents and kit for D of E on free loan", "strength C3"),
        ("We can second a deputy head for two terms", "strength L2"),
        ("We can give interview practice for Oxbridge candidates", "strength X1"),
        ("We need a physics teacher", "need T3 physics"),
    ],
)
def test_what_the_guide_has_stays(text: str, tag: str) -> None:
    assert said(text) == {tag}


def test_to_send_children_is_not_about_special_needs() -> None:
    text = "Any primary is welcome to send children to our joint concert"
    assert said(text) == {"strength E4"}
    assert said("We need training in SEND for our staff") == {"need T2 SEND"}


@pytest.mark.parametrize(
    "text",
    ["The debating club closed in July", "No need of masterclasses",
     "Our choir sang at the cathedral last year"],
)  # fmt: skip
def test_what_claims_nothing_gives_no_tag(text: str) -> None:
    assert said(text) == set()


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("We offer our sports hall.", {"strength C3 sports hall"}),
        ("We lend our minibus", {"strength C3 minibus"}),
        ("Can share our pool and theatre", {"strength C3 pool", "strength C3 theatre"}),
        ("Would lend the use of a science lab on Fridays", {"strength C3 science labs"}),
        ("Use of our pool on Fridays is possible", {"strength C3 pool"}),
        ("No sports hall of our own", {"need C3 sports hall"}),
        ("Our Memorial Hall can be lent on Fridays", {"strength C3"}),
        ("Memorial Hall can be lent on Fridays", {"strength C3"}),
        ("We can offer Memorial Hall on Fridays", {"strength C3"}),
        ("You may use the Wren Theatre", {"strength C3 theatre"}),
        ("We use the same bus as Trinity Hall used in June", set()),
        ("We need a pool, days to be agreed", {"need C3 pool"}),
    ],
)
def test_an_offer_of_a_place_is_one_however_short(text: str, tags: set[str]) -> None:
    assert said(text) == tags


def test_the_words_are_of_ours_and_take_the_place_of_the_guides() -> None:
    ours = {one.id for one in load().activities if one.whose == "ours"}
    guide = {one.id for one in load().activities} - ours
    found = enrichment_words()
    assert {word.activity for word in found.values()} == ours
    assert {activity for word in found.values() for activity in word.over} <= guide
    assert all(word == word.casefold().strip() for word in found)


def test_the_surest_stands_first() -> None:
    import numpy as np

    names, sure = ("T3", "C2", "X1"), np.array([0.1, 0.8, 0.3])
    assert with_enrichment("a debating club", names, sure) == [
        ("E3", CONFIDENCE), ("X1", 0.3), ("T3", 0.1),
    ]  # fmt: skip
    assert [name for name, _ in with_enrichment("a Latin club", names, sure)] == ["C2", "X1", "T3"]
    # Sure of what the words do not stand for: they are beside the point.
    sure = np.array([0.9, 0.3, 0.1])
    assert next(iter(with_enrichment("a debating club", names, sure)))[0] == "T3"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("masterclasses for Year 6", "strength E1"),
        ("STEM days for Year 8", "strength E1"),
        ("Saturday school for Year 10", "strength E1"),
        ("masterclasses for Oxbridge applicants", "strength X1"),
    ],
)
def test_a_masterclass_for_a_year_group_is_no_help_with_an_application(text: str, tag: str) -> None:
    assert said(text, "strengths") == {tag}


def test_a_place_is_one_thing_to_lend_whatever_is_taught_in_it() -> None:
    assert said("a proper lab for science", "needs") == {"need C3 science labs"}
    assert said("pool for swimming and PE", "strengths") == {"strength C3 pool"}


@pytest.mark.parametrize(
    ("text", "lent"),
    [
        ("theatre and drama studio", {"theatre", "drama"}),
        ("We can lend our astroturf, 4 tennis courts", {"pitch", "other sports facilities"}),
    ],
)
def test_a_place_of_a_subject_beside_one_with_a_word_of_its_own_is_lent_too(
    text: str, lent: set[str]
) -> None:
    assert said(text, "strengths") == {f"strength C3 {place}" for place in lent}


def test_lectures_for_a_year_group_are_masterclasses() -> None:
    assert "strength E1" in said("We could give evening lectures for Year 12", "strengths")


@pytest.mark.parametrize("marks", [("1.", "2."), ("1)", "2)"), ("a.", "b.")])
def test_numbered_sentences_on_one_line_keep_their_sides(marks: tuple[str, str]) -> None:
    one, two = marks
    for first, second, tags in (
        ("They lack a physics teacher.", "Their sports hall is empty on Fridays.",
         {"need T3 physics", "strength C3 sports hall"}),
        ("No physics teacher since June.", "Latin is strong and could be shared.",
         {"need T3 physics", "strength T3 Latin"}),
        ("They have no pool.", "Their hall is free on Mondays.", {"need C3 pool", "strength C3"}),
    ):  # fmt: skip
        assert said(f"{one} {first} {two} {second}") == tags


def test_careers_are_heard_beside_an_interview_and_a_year_11_is_no_applicant() -> None:
    assert said("Year 11 need interview practice and careers talks") == {"need E8"}
    assert said("Year 11 need interview practice", "needs") == {"need E8"}
    assert said("interview practice for medicine", "needs") == {"need X1"}


@pytest.mark.parametrize(
    "text",
    ["access to a hydrotherapy pool", "a sensory room", "planetarium", "We need an ice rink",
     "climbing wall"],
)  # fmt: skip
@pytest.mark.parametrize("column", ["needs", "strengths", "notes"])
def test_a_place_that_no_tag_stands_for_is_no_need_of_any_facility(text: str, column: str) -> None:
    assert said(text, column) == set()


def test_beside_a_place_that_no_tag_stands_for_the_others_are_read() -> None:
    assert said("pool and climbing wall", "strengths") == {"strength C3 pool"}
    assert said("We can lend our hydrotherapy pool and our hall", "strengths") == {"strength C3"}
