"""What a cell says, and what a spreadsheet must not run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.cells import clean, is_unknown, neutralise, restore


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
