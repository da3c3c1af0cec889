"""The picture of several estimates of one effect, side by side: for each a dot and its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.core.figures.number_format import NumberFormat
from matcher.core.page import svg
from matcher.core.page.html_page import paragraph

_ROW, _LINE, _AXIS = 22, 20, 26  # px: an interval, a line of words, the axis below
_TICKS = 7  # at most, those beyond the ends among them
_EDGE = 0.06  # of the axis: nearer to its end a number stands beside its tick, not across it
_LEFT, _WIDE = 0.02, 0.96  # of the width: where the least value stands, and all of them


@dataclass(frozen=True, slots=True)
class PlottedInterval:
    """A row of the picture: what it is, its ends, and the estimate; None where there is no single
    one, as of a range over several. ``dashed``: it counts in the wider of two ranges alone."""

    words: str
    low: float
    high: float
    estimate: float | None = None
    dashed: bool = False


def interval_plot(
    rows: Sequence[PlottedInterval], title: str, unit: str, numbers: NumberFormat
) -> str:
    """Rows below each other on one axis; the upright line is no difference. A ring is an
    estimate and the line its interval; a thick line without a ring is a range. What is not
    finite reaches the edge. ``numbers``: how the figures are written."""
    ends = [
        end for row in rows for end in (row.low, row.high, row.estimate)
        if end is not None and math.isfinite(end)
    ]  # fmt: skip
    # The axis ends where the intervals do; a round number beyond them would leave it half empty.
    low_end, high_end = min([0.0, *ends]), max([0.0, *ends])
    ticks = svg.ticks(low_end, high_end, _TICKS)
    scale = [value for value in ticks if low_end <= value <= high_end]
    if len(scale) < 2:
        scale, low_end, high_end = ticks, ticks[0], ticks[-1]

    def share(value: float) -> float:
        # A bound that nobody knows is no bound.
        return (min(max(value, low_end), high_end) - low_end) / (high_end - low_end)

    def x(value: float) -> str:
        return svg.percent(_LEFT + _WIDE * share(value))

    marks, grid, y = [], [], 0
    for row in rows:
        words = svg.wrapped(row.words)
        marks += [
            svg.text(0, y + _LINE * (at + 1) - 4, own, edge=5) for at, own in enumerate(words)
        ]
        y += _LINE * len(words)
        # Behind the interval alone: no line runs through the words.
        grid += [
            svg.line((x(value), y), (x(value), y + _ROW), *((svg.INK, 1.5) if not value else ()))
            for value in scale
        ]
        y += _ROW // 2
        low = -math.inf if math.isnan(row.low) else row.low
        high = math.inf if math.isnan(row.high) else row.high
        width, dashes = (6.0, "") if row.estimate is None else (2.0, "6 4" if row.dashed else "")
        marks.append(svg.line((x(low), y), (x(high), y), svg.DARK_BLUE, width, dashes))
        if row.estimate is not None and math.isfinite(row.estimate):
            marks.append(svg.ring(x(row.estimate), y, 5, svg.DARK_BLUE))
        y += _ROW // 2
    axis = []
    for value in scale:
        at = share(value)
        anchor = "start" if at < _EDGE else "end" if at > 1 - _EDGE else "middle"
        axis.append(svg.text(x(value), y + 18, svg.tick_label(value), anchor=anchor))
    said = "; ".join(
        f"{row.words}: {'' if row.estimate is None else f'{numbers.signed(row.estimate)}, '}"
        f"{numbers.signed_interval(row.low, row.high)}"
        for row in rows
    )
    drawn = svg.chart("estimates", title, f"{said}. The table below says the same.",
                      [*grid, *axis, *marks], y + _AXIS)  # fmt: skip
    return f"{drawn}\n{paragraph(_key(rows, unit))}"


def _key(rows: Sequence[PlottedInterval], unit: str) -> str:
    """What the marks mean; the unit can be the name of a column in somebody's file."""
    parts = ["Ring: the estimate. Line: its 95 % interval."]
    if any(row.dashed for row in rows):
        parts.append("Dashed: in the wider range alone.")
    if any(row.estimate is None for row in rows):
        parts.append(
            "Thick: a range over several, its ends at 90 to 95 %, so that lines may run past it."
        )
    parts.append(f"The dark upright is no difference{f', in {unit}' if unit else ''}.")
    return " ".join(parts)
