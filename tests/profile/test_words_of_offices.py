"""Words that offices write for places, training and coaching, and what is unread."""

from __future__ import annotations

import pytest

from matcher.profile.stated import FreeText
from matcher.profile.tag_grammar import TagGrammar
from matcher.profile.vocabulary import load
from matcher.profile.wording.reader import read_texts


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("Theatre", [("C3", "theatre")]),
        ("theatres", [("C3", "theatre")]),
        ("Studio theatre", [("C3", "theatre")]),
        ("T3 theatre studies", [("T3", "drama")]),
        ("TA training", [("T2", "")]),
        ("LSA training", [("T2", "")]),
        ("training for TAs", [("T2", "")]),
        ("ECT training", [("T2", "")]),
    ],
)
def test_places_and_training_are_tags(cell: str, tags: list[tuple[str, str]]) -> None:
    assert [tag for piece in TagGrammar(load()).read(cell) for tag in piece.tags] == tags


@pytest.mark.parametrize("cell", ["rugby coach", "football coaching", "swim coach"])
def test_coaching_in_a_sport_is_not_coaching_of_leaders(cell: str) -> None:
    (piece,) = TagGrammar(load()).read(cell)
    assert piece.fault
    assert piece.fault.hint == 'did you mean "E5 sport together" or "T3 PE" or "C2 PE"?'


@pytest.mark.parametrize("cell", ["parking", "new roof", "forest school", "website"])
def test_what_no_activity_covers_gets_no_random_subject(cell: str) -> None:
    (piece,) = TagGrammar(load()).read(cell)
    assert piece.fault
    assert "no activity is like it" in piece.fault.hint
    assert "physics" not in piece.fault.hint


@pytest.mark.parametrize(
    "cell",
    ["Offer: Latin teaching, maths teaching", "No physics teachers, maths teaching",
     "can share: music teachers, Latin classes"],
)  # fmt: skip
def test_a_list_that_says_its_side_is_read_as_a_whole(cell: str) -> None:
    (piece,) = TagGrammar(load()).read(cell)
    assert piece.is_free_text
    assert piece.words == cell


def test_coaching_in_a_sport_is_not_coaching_of_leaders_in_sentences() -> None:
    (found,) = read_texts([FreeText("1", "needs", "sports coaching", "", "", 2)], load())
    assert "L3" not in {tag.activity for tag in (*found.tags, *found.suggestions)}
