"""What a cell says, and what a spreadsheet must not run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.cells import CONTROL, cells_of_line, clean, is_unknown, neutralise, restore


@given(st.text())
def test_what_is_neutralised_comes_back(text: str) -> None:
    assert restore(neutralise(text)) == text


@given(st.sampled_from("=+-@\t\r"), st.text())
def test_nothing_a_spreadsheet_would_run_is_left(first: str, rest: str) -> None:
    written = neutralise(first + rest)
    try:
        float(written.rstrip("%"))
    except ValueError:
        assert written[0] == "'"


@pytest.mark.parametrize("number", ["-5", "+4.25", "-1e5", "-.5", "12", "-3%"])
def test_numbers_stay_numbers(number: str) -> None:
    assert neutralise(number) == number


@pytest.mark.parametrize("text", ["'=1", "''=1", "'", "'tis", "=1+1", "@x", "-", "+", "", "'-5"])
def test_apostrophes_survive(text: str) -> None:
    assert restore(neutralise(text)) == text


@pytest.mark.parametrize("word", ["", "SUPP", "NE", "z", "x", " c ", "..", "Not applicable"])
def test_unknown_words(word: str) -> None:
    assert is_unknown(word)


@pytest.mark.parametrize("word", ["0", "0.0", "53%", "St None's"])
def test_zero_is_known(word: str) -> None:
    assert not is_unknown(word)


def test_control_characters_are_taken_out_and_said() -> None:
    assert clean(" a\x00b\x0b\n ") == ("ab", True)
    assert clean(" a\nb ") == ("a\nb", False)
    assert clean("a\uffffb\ufffe\ufdd0\U0010ffff") == ("ab", True)  # no characters
    assert clean("a\ufffd\uf8ff\U0001f600") == ("a\ufffd\uf8ff\U0001f600", False)


def test_no_control_character_is_printable() -> None:
    assert not any(one.isprintable() for one in map(chr, range(0x110000)) if CONTROL.match(one))


@pytest.mark.parametrize(
    ("line", "width", "expected"),
    [
        ("1,Oak,2", 3, ["1", "Oak", "2"]),
        ('"1","Oak, Elm",2', 3, ["1", "Oak, Elm", "2"]),
        ('1,"Oak ""Elm""",2', 3, ["1", 'Oak "Elm"', "2"]),
        ('1,"Oak,2', 3, ["1", "Oak", "2"]),  # a mark that none belongs with
        ('1,"Oak,2', 0, ["1", "Oak", "2"]),
        ('"1,Oak,2"', 3, ["1", "Oak", "2"]),  # marks that take in other cells
        ('"1,Oak,2"', 0, ["1,Oak,2"]),  # nothing says how many there should be
        ('"1,Oak,2"', 2, ["1,Oak,2"]),  # nor do they come out right without the marks
    ],
)
def test_the_cells_of_one_line_whatever_its_quotation_marks(
    line: str, width: int, expected: list[str]
) -> None:
    assert cells_of_line(line, width=width) == expected
    assert cells_of_line(line.replace(",", ";"), ";", width) == [
        cell.replace(",", ";") for cell in expected
    ]
