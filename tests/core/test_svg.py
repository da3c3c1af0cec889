"""The kit of every picture: round ticks, lengths, and text that is nothing but text."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import HOSTILE

from matcher.core.page import svg

FIGURES = st.floats(-1e6, 1e6).map(lambda value: round(value, 6))


def is_round(step: float) -> bool:
    """Whether ``step`` is 1, 2, 2.5 or 5 times a power of ten."""
    part = step / 10.0 ** math.floor(math.log10(step) + 1e-9)
    return any(math.isclose(part, one, rel_tol=1e-6) for one in (1, 2, 2.5, 5))


@given(FIGURES, FIGURES, st.integers(3, 8))
def test_ticks_are_round_evenly_spaced_and_hold_every_figure(
    one: float, other: float, most: int
) -> None:
    low, high = sorted((one, other))
    found = svg.ticks(low, high, most)
    assert 2 <= len(found) <= most
    slack = 1e-5 * max(1.0, found[1] - found[0])
    assert found[0] <= low + slack
    assert high - slack <= found[-1]
    steps = [b - a for a, b in itertools.pairwise(found)]
    assume(max(map(abs, found)) < 1e4 * steps[0])  # else the difference has no digits left
    assert all(map(is_round, steps))
    assert max(steps) == pytest.approx(min(steps))


@pytest.mark.parametrize(
    ("low", "high", "most", "wanted"),
    [
        (0.0, 1.0, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0.0, 0.3, 5, [0, 0.1, 0.2, 0.3]),
        (102.84, 105.23, 5, [102, 103, 104, 105, 106]),
        (-3.0, 4.0, 5, [-4, -2, 0, 2, 4]),
        (0.0, 0.0, 5, [0, 0.25]),
        (7.0, 7.0, 5, [7, 7.2]),
    ],
)
def test_ticks(low: float, high: float, most: int, wanted: list[float]) -> None:
    assert svg.ticks(low, high, most) == pytest.approx(wanted)


@given(st.floats(1e-6, 1e9))
def test_the_bar_of_a_map_is_round_and_no_longer_than_there_is_room(most: float) -> None:
    found = svg.round_below(most)
    assert is_round(found)
    assert most / 2 - 1e-9 * most <= found <= most


def test_figures_of_an_axis_are_written_short() -> None:
    values = (0.0, 2.5, -1.0, 1_000.0, 0.025, 1_250_000.0)
    assert [*map(svg.tick_label, values)] == ["0", "2.5", "-1", "1,000", "0.025", "1,250,000"]


@pytest.mark.parametrize("words", HOSTILE)
def test_text_is_text(words: str) -> None:
    whole = "".join(
        (
            svg.chart("one", words, words, [svg.text(0, 1, words)], 10),
            svg.legend([(18, svg.square(9, 9, svg.INK), words)]),
        )
    )
    assert "<script" not in whole
    assert "<img" not in whole
    assert whole.count("<text") == whole.count("<title") == whole.count("<desc") == 1


def test_marks_stand_where_they_are_told() -> None:
    assert 'x1="0" y1="2.5" x2="50.00%" y2="3"' in svg.line((0, 2.5), (svg.percent(0.5), 3.0))
    assert 'x="9" y="9"' in svg.square(9, 9, svg.INK)
    assert 'transform="translate(-4 -4)"' in svg.square(9, 9, svg.INK)
    assert "fill-opacity" not in svg.ring(1, 2, 3, svg.INK)


def test_words_are_dark_enough() -> None:
    def brightness(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    assert (1 + 0.05) / (brightness(svg.INK) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3
