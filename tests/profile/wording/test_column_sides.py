"""A column tips what is neutral; it never turns round what points the other way."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.core.problems import ProblemLog
from matcher.profile.stated import FreeText
from matcher.profile.tag_faults import unknown_tag
from matcher.profile.vocabulary import load
from matcher.profile.wording.column_sides import stated_side, verdict
from matcher.profile.wording.possible_tags import TextTags
from matcher.profile.wording.reader import read_texts, wording_profile

LACKS = [
    "Crying out for physics teachers", "Down two maths teachers", "Two maths teachers down",
    "We cannot recruit chemistry teachers", "Recruiting physics teachers is impossible",
    "Physics teachers are leaving", "but short of physics teachers",
    "Long-term sickness in MFL", "Labs condemned", "Head of maths on maternity leave",
    "Physics taught by non-specialists", "Few physics teachers", "No physics teachers",
    "Maths vacancies", "Understaffed in computing", "Chemistry teacher has resigned",
    "Sports hall closed", "Our theatre leaks", "Need a music teacher", "Only one maths teacher",
]  # fmt: skip
NEUTRAL_STRENGTHS = [
    "A few physics teachers", "help with phonics", "phonics training", "science labs",
    "Spare places on our phonics training, free of charge", "Latin club open to others",
    "Sports hall on Fridays without charge", "Plenty of maths teachers",
]  # fmt: skip
OFFERS = [
    ("can offer Latin teaching", "T3 Latin"), ("Offer: Latin teaching", "T3 Latin"),
    ("Happy to share our music teacher", "T3 music"),
    ("You would be welcome to use our labs", "C3 science labs"),
    ("Two physics teachers to spare", "T3 physics"),
    ("Our theatre is available to other schools", "C3 theatre"),
    ("Willing to lend our minibus", "C3 minibus"), ("Surplus of music teachers", "T3 music"),
]  # fmt: skip
ENOUGH = [
    "We have three physics teachers", "Overstaffed in maths", "Plenty of maths teachers",
    "Enough maths teachers", "Sufficient chemistry staff", "We have plenty of music rooms",
    "Well staffed in science", "Shortage of physics teachers nationally is no problem here",
]  # fmt: skip
NEEDS = [
    "Not enough maths teachers", "We do not have enough maths teachers",
    "Someone to share a physics teacher", "We have no physics teachers",
]  # fmt: skip


def read(text: str, column: str) -> TextTags:
    (found,) = read_texts([FreeText("1", column, text, "", "", 2)], load())
    return found


@pytest.mark.parametrize("text", LACKS)
def test_a_lack_is_no_strength_and_is_listed_with_both_sides(text: str) -> None:
    found = read(text, "strengths")
    assert not [tag for tag in found.tags if tag.side == "strength"]
    assert {tag.side for tag in (*found.tags, *found.suggestions)} >= {"need"}


@pytest.mark.parametrize("text", NEUTRAL_STRENGTHS)
def test_what_is_neutral_is_what_the_column_says(text: str) -> None:
    assert {tag.side for tag in read(text, "strengths").tags} == {"strength"}


@pytest.mark.parametrize(("text", "tag"), OFFERS)
def test_an_offer_among_needs_is_an_offer(text: str, tag: str) -> None:
    found = {f"{one.side} {one.activity} {one.subject}".strip() for one in read(text, "needs").tags}
    assert f"strength {tag}" in found
    assert not [one for one in found if one.startswith("need")]


@pytest.mark.parametrize("text", ENOUGH)
def test_who_has_enough_needs_nothing(text: str) -> None:
    assert read(text, "needs").tags == ()


@pytest.mark.parametrize("text", NEEDS)
def test_a_denied_plenty_is_a_need(text: str) -> None:
    assert {tag.side for tag in read(text, "needs").tags} == {"need"}


def test_whoever_wrote_it_is_asked_which_side_is_meant() -> None:
    log = ProblemLog()
    piece = FreeText("1", "strengths", "Few physics teachers", "a.csv", "", 2, unknown_tag([]))
    assert wording_profile([piece], load(), log).empty
    (problem,) = log.problems
    assert problem.code == "unsure_words"
    assert '"T3 physics" as a need or "T3 physics" as a strength' in problem.hint


def test_notes_stand_in_no_column() -> None:
    assert verdict("Few physics teachers", "notes", np.array([1.0, 0, 0, 0])).name == "AGREE"


@pytest.mark.parametrize("word", ["not ", "never ", "no longer "])
def test_who_is_served_already_needs_nothing_and_who_is_not_does(word: str) -> None:
    chances = np.array([0.3, 0.3, 0.2, 0.2])
    for served in ("well supported for phonics", "fully covered in physics"):
        assert verdict(f"We are {served}", "needs", chances).name == "UNCLEAR"
        assert verdict(f"We are {word}{served}", "needs", chances).name == "AGREE"


@pytest.mark.parametrize(
    ("clause", "side"),
    [
        ("wants debating club", "need"),
        ("Year 11 need interview practice", "need"),
        ("would share its 3G pitch in return", "strength"),
        ("lends the minibus", "strength"),
        ("debating club on Tuesdays", ""),
        ("needs a hall and would lend a pool", ""),
    ],
)
def test_the_side_that_words_state_is_told_apart_from_none(clause: str, side: str) -> None:
    assert stated_side(clause) == side
