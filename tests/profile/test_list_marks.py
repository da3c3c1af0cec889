"""The marks of a list typed into one cell are no words: each thing reads as it does without."""

from __future__ import annotations

import pytest

from matcher.profile.list_marks import without_list_marks
from matcher.profile.tag_grammar import TagGrammar
from matcher.profile.vocabulary import load

GRAMMAR = TagGrammar(load())
MARKS = ["1) ", "1. ", "1.", "(1) ", "12) ", "a) ", "a. ", "A. ", "(b) ", "ii) ", "iv. ", "i. ",
         "- ", "-", "\u2013 ", "* ", "\u2022 ", "\u25cf", "\uf0b7 ", "o ", "o\t", "1: ",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_before_a_thing_changes_nothing_of_it(mark: str) -> None:
    (piece,) = (one for one in GRAMMAR.read(f"{mark}swimming pool"))
    assert (piece.words, piece.tags) == ("swimming pool", (("C3", "pool"),))
    (none,) = GRAMMAR.read(f"{mark}none")
    assert none.tags == (("none", ""),)


@pytest.mark.parametrize(
    "cell",
    ["1) pool 2) minibus 3) sports hall", "1. pool, 2. minibus; 3. sports hall",
     "a) pool b) minibus c) sports hall", "(i) pool (ii) minibus (iii) sports hall",
     "\u2022 pool \u2022 minibus \u2022 sports hall", "- pool\n- minibus\n- sports hall",
     "1. pool\n2. minibus\n\n3. sports hall", "A. pool B. minibus C. sports hall",
     "A. Pool\nB. Minibus\nC. Sports hall", "1)pool 2)minibus, 3)sports hall",
     "(a)pool,(b)minibus (c)sports hall", "1.pool 2.minibus 3.sports hall"],
)  # fmt: skip
def test_each_thing_of_a_numbered_list_is_one(cell: str) -> None:
    tags = [tag for piece in GRAMMAR.read(cell) for tag in piece.tags]
    assert tags == [("C3", "pool"), ("C3", "minibus"), ("C3", "sports hall")]
    assert not any(piece.fault for piece in GRAMMAR.read(cell) if piece.words)


@pytest.mark.parametrize(
    "text",
    ["A level physics", "E. A. L.", "I. T. support", "2 minibuses", "0.5", "-0.5", "1:1 tuition",
     "c. 20 pupils", "3G pitch", "T3 physics = 0.5", "Latin (2 classes) and (1) hall", "-", "1)",
     "Years 5) and 6) swim", "e.g. a hall", "we need (a) a pool (b) a hall",
     "J. Smith teaches", "A. Smith has a B.Sc. in physics", "1.5 pools"],
)  # fmt: skip
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert without_list_marks(text) == text


def test_a_row_of_marks_is_followed_to_its_end() -> None:
    for marks in (
        ("1.", "2.", "3.", "4."),
        ("(i)", "(ii)", "(iii)", "(iv)"),
        ("a)", "b)", "c)", "d)"),
    ):
        cell = " ".join(f"{mark} {thing}" for mark, thing in zip(marks, "pqrs", strict=True))
        assert without_list_marks(cell) == "p\nq\nr\ns"
