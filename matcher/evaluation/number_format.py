"""How the figures of an evaluation are written.

What is in the outcome's own units has the decimals of its range
(:mod:`matcher.core.figures.number_format`); what is in standard deviations has two.
"""

from __future__ import annotations

import math

from matcher.core.figures.number_format import NumberFormat, number_format
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.effect.estimates import Range, Ranges


def outcome_format(range_: Range, effect: Estimate) -> NumberFormat:
    """How effects and means of the outcome are written: by the range that is told, or, where an
    end of it is not known, by two standard errors around the effect."""
    if math.isfinite(range_.low) and math.isfinite(range_.high):
        return number_format(range_.low, range_.high)
    return number_format(effect.effect - 2 * effect.se, effect.effect + 2 * effect.se)


def one_range(ranges: Ranges, numbers: NumberFormat) -> bool:
    """Whether the range told and the one if like schools would have moved alike are the same, as
    they are written."""
    told, alike = ranges.told, ranges.if_alike
    return numbers.interval(told.low, told.high) == numbers.interval(alike.low, alike.high)


def p_value(p: float) -> str:
    """A p-value, which is never 0: "p = 0.031", "p < 0.001"; "p unknown"."""
    if math.isnan(p):
        return "p unknown"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def p_value_cell(p: float) -> str:
    """A p-value in a column that says what it is."""
    return p_value(p).removeprefix("p ").removeprefix("= ")
