"""The love plot: how far apart the groups were before matching and are after it, covariate by
covariate (Love 2004), with the same figures as a table."""

from __future__ import annotations

import math

from matcher.core.page import svg
from matcher.core.page.html_page import bullets, figures, paragraph, table
from matcher.evaluation.matching.balance import LIMIT, Balance
from matcher.evaluation.number_format import figure

_ROW, _TOP = 40, 20  # px: a row, and where its words stand in it
_LEAST = 0.25  # standard deviations that the plot shows at least


def love_plot(balance: Balance) -> str:
    """The plot: absolute standardised mean differences from 0; a ring is before, a square
    after matching. What cannot be drawn (infinite) stands at the edge."""
    rows = balance.table
    known = [
        abs(value) for name in ("smd_before", "smd_after") for value in rows[name]
        if math.isfinite(value)
    ]  # fmt: skip
    scale = svg.ticks(0.0, max([_LEAST, *known]) * 1.02)  # the greatest stands off the edge
    edge, bottom = scale[-1], _ROW * len(rows)
    marks = [*_axis(scale, bottom)]
    for at, (name, before, after) in enumerate(
        zip(rows["label"], rows["smd_before"], rows["smd_after"], strict=True)
    ):
        y = at * _ROW + _TOP
        marks += [
            svg.text(0, y, str(name), edge=5),
            svg.ring(_x(before, edge), y + 10, 5, svg.DARK_PINK),
            svg.square(_x(after, edge), y + 10, svg.DARK_BLUE),
        ]
    covariate, difference = balance.worst
    words = (
        f"The farthest apart after matching is {covariate}, by {figure(difference)}. The table "
        "below says the same."
    )
    title = "Standardised mean differences before and after matching"
    return svg.chart("love", title, words, marks, bottom + 26) + (
        "\n<p>Ring: before matching. Square: after. Dashed: the limit of "
        f"{LIMIT} standard deviations. Signs are left out here.</p>"
    )


def love_table(balance: Balance) -> str:
    """The balance table in HTML."""
    head = ("Covariate", "Partnership", "All others", "Matched", "SMD before", "SMD after",
            "VR before", "VR after")  # fmt: skip
    names = ("treated_mean", "before_mean", "after_mean", "smd_before", "smd_after",
             "vr_before", "vr_after")  # fmt: skip
    rows = [
        (str(record["label"]), *(figure(float(record[name])) for name in names))
        for record in balance.table.to_dict("records")
    ]
    caption = "Means, standardised mean differences (SMD) and variance ratios (VR)"
    return table(caption, head, rows, figures(*head[1:]))


def outside_list(balance: Balance) -> str:
    """The common-support check in HTML."""
    if not balance.outside:
        return "<p>Every school lies within the range of the comparison schools.</p>"
    items = [f"{name}: {', '.join(units)}" for name, units in balance.outside.items()]
    return paragraph("Beyond every comparison school:") + "\n" + bullets(items)


def _x(value: float, edge: float) -> str:
    return svg.percent(min(abs(value) / edge, 1.0) if not math.isnan(value) else 0.0)


def _axis(scale: list[float], bottom: int) -> list[str]:
    edge, marks = scale[-1], []
    for value in scale:
        x, anchor = _x(value, edge), {0.0: "start", edge: "end"}.get(value, "middle")
        marks += [
            svg.line((x, 0), (x, bottom), dashes="2 4"),
            svg.text(x, bottom + 18, svg.tick_label(value), anchor=anchor),
        ]
    limit = _x(LIMIT, edge)
    return [*marks, svg.line((limit, 0), (limit, bottom), svg.INK, dashes="6 4")]
