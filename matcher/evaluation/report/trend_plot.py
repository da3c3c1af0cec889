"""The picture of trends: both groups year by year, before and after, and the same as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from matcher.core.figures.number_format import NumberFormat
from matcher.core.page import svg
from matcher.core.page.html_page import figures, table
from matcher.evaluation.comparison import YearMeans

_TREATED, _OTHERS = svg.DARK_BLUE, svg.DARK_PINK
_HEIGHT, _TOP, _BOTTOM = 260, 24, 30  # px
_YEARS = 4  # that are named below the picture, at most
_LEFT, _WIDE = 0.14, 0.78  # of the width: where the first year stands, and all of them


def trend_plot(
    years: Sequence[YearMeans],
    outcome: str,
    numbers: NumberFormat,
    begins: str = "the partnership",
) -> str:
    """Two lines: the partnership (solid, rings) and its comparison (dashed, squares); an
    upright line parts the years before from those after, where ``begins``, ours, begins.
    ``numbers``: how the means are written."""
    values = [value for year in years for value in (year.treated, year.comparison)]
    # Levels with their figures, or nobody could say how large a difference is.
    levels = svg.ticks(min(values), max(values))
    low, high = levels[0], levels[-1]

    def x(at: float) -> str:
        return svg.percent(_LEFT + _WIDE * at / max(len(years) - 1, 1))

    def y(value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / (high - low)

    # As many years as a narrow screen has room for, the last always among them.
    step = math.ceil(max(len(years) - 1, 1) / (_YEARS - 1))
    marks = [
        svg.text(x(at), _HEIGHT - 6, years[at].label, anchor="middle")
        for at in range(len(years) - 1, -1, -step)
    ]
    for level in levels:
        marks += [
            svg.line((0, y(level)), ("100%", y(level))),
            svg.text(0, y(level) - 3, svg.tick_label(level), edge=5),
        ]
    first_after = next((at for at, year in enumerate(years) if year.after), None)
    if first_after:
        border = x(first_after - 0.5)
        marks.append(svg.line((border, 0), (border, _HEIGHT - _BOTTOM), svg.INK, dashes="2 4"))
    for name, colour, dashes in (("comparison", _OTHERS, "6 4"), ("treated", _TREATED, "")):
        means = [float(getattr(year, name)) for year in years]
        marks += [
            svg.line((x(at), y(one)), (x(at + 1), y(other)), colour, 2, dashes)
            for at, (one, other) in enumerate(pairwise(means))
        ]
        marks += [
            svg.ring(x(at), y(value), 5, colour)
            if name == "treated"
            else svg.square(x(at), y(value), colour)
            for at, value in enumerate(means)
        ]
    figures_by_year = "; ".join(
        f"{year.label}: {numbers.figure(year.treated)} and {numbers.figure(year.comparison)}"
        for year in years
    )
    words = f"Partnership and comparison: {figures_by_year}. The table below says the same."
    return svg.chart("trend", f"Mean {outcome}, year by year", words, marks, _HEIGHT) + (
        "\n<p>Solid line and rings: the partnership. Dashed line and squares: its comparison "
        f"schools. Dotted: where {begins} begins.</p>"
    )


def trend_table(years: Sequence[YearMeans], outcome: str, numbers: NumberFormat) -> str:
    """The same figures in HTML."""
    rows = [
        (year.label, "after" if year.after else "before", numbers.figure(year.treated),
         numbers.figure(year.comparison), numbers.figure(year.treated - year.comparison))
        for year in years
    ]  # fmt: skip
    head = ("Year", "When", "Partnership", "Comparison", "Gap")
    return table(f"Mean {outcome} by year", head, rows, figures(*head[2:]), cards=True)
