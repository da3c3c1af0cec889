"""Figures of an outcome have as many decimals as the range that is told of it can bear."""

from __future__ import annotations

import math

import pytest

from matcher.core.figures.number_format import NumberFormat, counted, number_format


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (-0.0024, 0.0063, "-0.0024 to +0.0063"),  # shares
        (0.012, 0.034, "+0.012 to +0.034"),
        (-0.31, 0.48, "-0.31 to +0.48"),  # points and percentages: as ever
        (-1.0, 8.999, "-1.00 to +9.00"),
        (-12.34, 5.06, "-12.3 to +5.1"),
        (-718.4, 1886.2, "-718 to +1,886"),  # thousands
        (1_234_567.0, 2_345_678.0, "+1,234,567 to +2,345,678"),
        (0.004, 0.9, "+0.004 to +0.900"),  # an end that is not 0 is not written as 0
        (-0.9, -0.004, "-0.900 to -0.004"),
        (1e-9, 0.9, "0.00 to +0.90"),  # but for rounding
        (0.0, 0.5, "0.00 to +0.50"),
        (0.3, 0.3 + 1e-15, "+0.30 to +0.30"),  # no range
        (0.0, 0.0, "0.00 to 0.00"),
        (-math.inf, 0.004, "-infinite to 0.00"),
        (math.nan, 5000.0, "unknown to +5,000.00"),
    ],
)
def test_decimals_follow_the_range(low: float, high: float, written: str) -> None:
    assert number_format(low, high).signed_interval(low, high) == written


def test_what_is_written() -> None:
    two, none = NumberFormat(), NumberFormat(0)
    assert two.figure(-0.004) == "0.00" and none.figure(-0.4) == "0"
    assert two.signed(-0.004) == two.signed(0.004) == "0.00" and none.signed(-0.4) == "0"
    assert none.signed(0.6) == "+1" and two.signed(-12345.678) == "-12,345.68"
    assert two.figure(math.nan) == "" and two.figure(-math.inf) == "-infinite"
    assert two.signed(math.inf) == "+infinite" and two.signed(math.nan) == "unknown"
    assert two.interval(0.1, 1234.5) == "0.10 to 1,234.50"


@pytest.mark.parametrize("scale", [10.0**power for power in range(-9, 10)])
def test_a_range_has_two_digits_whatever_the_unit(scale: float) -> None:
    low, high = -1.37 * scale, 4.12 * scale
    written = number_format(low, high)
    for end in (low, high):
        told = float(written.signed(end).replace(",", ""))
        assert told == pytest.approx(end, rel=0.05) or scale > 1000
        assert math.copysign(1, told) == math.copysign(1, end) and told


def test_one_is_told_as_one() -> None:
    assert [counted(many, "row") for many in (0, 1, 2, 1200)] == [
        "0 rows", "1 row", "2 rows", "1,200 rows",
    ]  # fmt: skip
    assert [counted(many, "row has", "rows have") for many in (1.0, 3)] == [
        "1 row has",
        "3 rows have",
    ]
