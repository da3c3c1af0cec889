"""The picture of trends: both groups year by year, before and after, and the same as a table."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matcher.core.html_page import figures, table
from matcher.evaluation.report.numbers import figure

_TREATED, _OTHERS, _INK = "#12436D", "#801650", "#1a1a1a"
_HEIGHT, _TOP, _BOTTOM = 260, 16, 30  # px
_LEVELS = 3  # lines across, with their figures


@dataclass(frozen=True, slots=True)
class Year:
    """The mean outcome of one year (``year`` 2015 is 2015/16) in either group."""

    year: int
    treated: float
    comparison: float
    after: bool

    @property
    def label(self) -> str:
        """The school year as people write it."""
        return f"{self.year}/{(self.year + 1) % 100:02d}"


def trend_plot(years: Sequence[Year], outcome: str) -> str:
    """Two lines: the partnership (solid, rings) and its comparison (dashed, squares); an
    upright line parts the years before from those after."""
    values = [value for year in years for value in (year.treated, year.comparison)]
    low, high = min(values), max(values)
    reach = (high - low) or 1.0

    def x(at: float) -> str:
        return f"{12 + 80 * at / max(len(years) - 1, 1):.2f}%"

    def y(value: float) -> str:
        return f"{_TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / reach:.1f}"

    marks = [
        f'<text x="{x(at)}" y="{_HEIGHT - 6}" text-anchor="middle" fill="{_INK}">'
        f"{year.label}</text>"
        for at, year in enumerate(years)
    ]
    # A few levels with their figures, or nobody could say how large a difference is.
    for at in range(_LEVELS):
        level = low + (high - low) * at / (_LEVELS - 1)
        marks.append(
            f'<line x1="0" x2="100%" y1="{y(level)}" y2="{y(level)}" stroke="#c0c0c0"/>'
            f'<text x="0" y="{float(y(level)) - 3:.1f}" fill="{_INK}">{figure(level)}</text>'
        )
    first_after = next((at for at, year in enumerate(years) if year.after), None)
    if first_after:
        border = x(first_after - 0.5)
        marks.append(
            f'<line x1="{border}" x2="{border}" y1="0" y2="{_HEIGHT - _BOTTOM}" '
            f'stroke="{_INK}" stroke-dasharray="2 4"/>'
        )
    for name, ink, dash in (("comparison", _OTHERS, "6 4"), ("treated", _TREATED, "none")):
        line = [float(getattr(year, name)) for year in years]
        marks += [
            f'<line x1="{x(at)}" y1="{y(one)}" x2="{x(at + 1)}" y2="{y(other)}" stroke="{ink}" '
            f'stroke-width="2" stroke-dasharray="{dash}"/>'
            for at, (one, other) in enumerate(pairwise(line))
        ]
        marks += [_point(name, x(at), y(value), ink) for at, value in enumerate(line)]
    told = "; ".join(
        f"{year.label}: {figure(year.treated)} and {figure(year.comparison)}" for year in years
    )
    return (
        '<svg class="chart" role="img" aria-labelledby="trend-title trend-text" width="100%" '
        f'height="{_HEIGHT}">\n'
        f'<title id="trend-title">{html.escape(outcome)}, year by year</title>\n'
        f'<desc id="trend-text">Partnership and comparison: {html.escape(told)}. The table below '
        "says the same.</desc>\n" + "\n".join(marks) + "\n</svg>\n"
        "<p>Solid line and rings: the partnership. Dashed line and squares: its comparison "
        "schools. Dotted: where the partnership begins.</p>"
    )


def _point(name: str, x: str, y: str, ink: str) -> str:
    if name == "treated":
        return f'<circle cx="{x}" cy="{y}" r="5" fill="#fff" stroke="{ink}" stroke-width="2"/>'
    return f'<rect x="{x}" y="{y}" width="8" height="8" fill="{ink}" transform="translate(-4 -4)"/>'


def trend_table(years: Sequence[Year], outcome: str) -> str:
    """The same figures in HTML."""
    rows = [
        (year.label, "after" if year.after else "before", figure(year.treated),
         figure(year.comparison), figure(year.treated - year.comparison))
        for year in years
    ]  # fmt: skip
    head = ("Year", "When", "Partnership", "Comparison", "Gap")
    return table(f"Mean {outcome} by year", head, rows, figures(*head[2:]))
