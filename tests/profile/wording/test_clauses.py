"""A cell is cut where its sentence turns, and a list where each thing is one of its own."""

from __future__ import annotations

import pytest

from matcher.profile.stated import FreeText
from matcher.profile.vocabulary import load
from matcher.profile.wording.clauses import clauses
from matcher.profile.wording.list_parts import is_bare, parts
from matcher.profile.wording.reader import read_texts

TURNS = [
    ("We have two physicists to spare, need phonics", "need phonics"),
    ("We can lend our sports hall and need physics teachers", "need physics teachers"),
    ("Happy to share our Latinist, short of maths teachers", "short of maths teachers"),
    ("We offer maths teaching and need physics teaching", "need physics teaching"),
    ("Need maths teachers and can lend our minibus", "can lend our minibus"),
    ("Fully staffed in maths - looking for a chemist", "looking for a chemist"),
    ("We have a pool, want Latin", "want Latin"),
]
ONE = [
    "Staff want and need phonics training",
    "We offer Latin to schools that have no linguist and need one",
    "We need a school to share a physicist and offer Latin",
    "If a school had a pool to lend and could offer lessons",
]
LISTS = [
    ("STEM labs + Latin", ["STEM labs", "Latin"]),
    ("swimming pool & Latin", ["swimming pool", "Latin"]),
    (
        "Would offer Latin and Mandarin, physics labs on Fridays, mock interviews",
        ["Would offer Latin, Mandarin", "physics labs on Fridays", "mock interviews"],
    ),
    ("Latin, science labs and mock interviews", ["Latin", "science labs", "mock interviews"]),
    ("physics, chemistry and biology labs", ["physics, chemistry, biology labs"]),
    ("art and music rooms", ["art, music rooms"]),
    ("Mandarin and a sports hall", ["Mandarin", "a sports hall"]),
    ("maths, physics and Latin teachers, and a kiln", ["maths, physics, Latin teachers", "a kiln"]),
]


@pytest.mark.parametrize(("text", "last"), TURNS)
def test_a_verb_of_the_other_side_begins_a_clause(text: str, last: str) -> None:
    found = clauses(text)
    assert len(found) == 2
    assert found[1] == last


@pytest.mark.parametrize("text", ONE)
def test_a_clause_that_does_not_turn_stays_whole(text: str) -> None:
    assert clauses(text) == [text]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_a_list_is_parted_where_each_thing_is_its_own(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_subjects_alone_are_told_from_what_is_said_of_them() -> None:
    assert all(map(is_bare, ["Latin", "Would offer Latin, Mandarin", "KS3 French"]))
    assert not any(map(is_bare, ["Latin club", "a kiln", "phonics", "short of Latin"]))


@pytest.mark.parametrize("column", ["strengths", "notes"])
def test_a_list_of_offers_gives_each_its_own_tag(column: str) -> None:
    text = "Would offer Latin and Mandarin, physics labs on Fridays, mock interviews for Oxbridge"
    (found,) = read_texts([FreeText("1", column, text, "", "", 2)], load())
    tags = {(tag.side, tag.activity, tag.subject) for tag in found.tags}
    # The labs are those of a science as well.
    assert tags - {("strength", "C3", "science")} == {
        ("strength", "C3", "physics"),
        ("strength", "X1", ""),
    }
    listed = {(tag.activity, tag.subject) for tag in found.suggestions}
    assert {("C2", "Latin"), ("T3", "Latin"), ("C2", "Mandarin"), ("T3", "Mandarin")} == listed


def test_what_is_spared_and_what_is_wanted_are_on_two_sides() -> None:
    text = "We have two physics teachers to spare, need phonics"
    (found,) = read_texts([FreeText("1", "notes", text, "", "", 2)], load())
    tags = {(tag.side, tag.activity, tag.subject) for tag in found.tags}
    assert tags == {("strength", "T3", "physics"), ("need", "T2", "phonics")}


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("gov. body needs members", 1),
        ("Help for depts. e.g. modern languages, esp. in Y9", 1),
        ("Need a hall for approx. 60 pupils", 1),
        ("Short of govs. and a clerk. our pool is free", 2),
        ("Coaching for heads of dept. We can lend our pool", 2),
    ],
)
def test_a_full_stop_after_a_word_cut_short_ends_no_clause(text: str, many: int) -> None:
    assert len(clauses(text)) == many
