"""How the figures of an evaluation are written."""

from __future__ import annotations

import math


def figure(value: float, decimals: int = 2) -> str:
    """A figure; blank where there is none, never "-0.00". The minus is the plain one: a
    terminal that cannot show another must not lose a sign."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    text = f"{value:.{decimals}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def signed(value: float) -> str:
    """A figure with its sign: "+0.52"; "unknown"; "+infinite" where nothing bounds it."""
    if math.isfinite(value):
        text = figure(value)
        return text if text.startswith("-") else f"+{text}"
    return "unknown" if math.isnan(value) else f"{'+' if value > 0 else '-'}infinite"


def p_value(p: float) -> str:
    """A p-value, which is never 0: "p = 0.031", "p < 0.001"; "p unknown"."""
    if math.isnan(p):
        return "p unknown"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def p_value_cell(p: float) -> str:
    """A p-value in a column that says what it is."""
    return p_value(p).removeprefix("p ").removeprefix("= ")


def interval(low: float, high: float) -> str:
    """An interval: "0.10 to 0.30"."""
    return f"{figure(low)} to {figure(high)}"


def signed_interval(low: float, high: float) -> str:
    """The interval of an effect: "+0.10 to +0.30"."""
    return f"{signed(low)} to {signed(high)}"
