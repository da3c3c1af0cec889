"""The love plot: how far apart the groups were before matching and are after it, covariate by
covariate (Love 2004), as SVG of our own, with the same figures as a table."""

from __future__ import annotations

import html
import math

from matcher.core.html_page import bullets, figures, paragraph, table
from matcher.evaluation.matching.balance import LIMIT, Balance
from matcher.evaluation.report.numbers import figure

# Of the palette of the Government Analysis Function; before and after differ in shape too,
# so that no meaning hangs on colour.
_BEFORE, _AFTER, _INK = "#801650", "#12436D", "#1a1a1a"
_ROW, _TOP = 40, 20  # px: a row, and where its words stand in it


def love_plot(balance: Balance) -> str:
    """The plot: absolute standardised mean differences from 0; a ring is before, a square
    after matching. Lengths are in per cent of the width, so that words keep their size on a
    small screen. What cannot be drawn (infinite) stands at the edge."""
    rows = balance.table
    known = [
        abs(value) for name in ("smd_before", "smd_after") for value in rows[name]
        if math.isfinite(value)
    ]  # fmt: skip
    edge = max([0.25, *known]) * 1.05
    marks = [_scale(_ROW * len(rows), edge)]
    for at, (name, before, after) in enumerate(
        zip(rows["label"], rows["smd_before"], rows["smd_after"], strict=True)
    ):
        y = at * _ROW + _TOP + 10
        words = f'y="{at * _ROW + _TOP}" fill="{_INK}" stroke="#fff" stroke-width="5"'
        marks.append(f'<text x="0" {words} paint-order="stroke">{html.escape(str(name))}</text>')
        x = _x(before, edge)
        marks.append(
            f'<circle cx="{x}" cy="{y}" r="5" fill="#fff" stroke="{_BEFORE}" stroke-width="2"/>'
        )
        x = _x(after, edge)
        marks.append(
            f'<rect x="{x}" y="{y - 4}" width="8" height="8" fill="{_AFTER}" '
            'transform="translate(-4 0)"/>'
        )
    worst = balance.worst
    told = f"The farthest apart after matching is {worst[0]}, by {figure(worst[1])}"
    return (
        '<svg class="chart" role="img" aria-labelledby="love-title love-text" width="100%" '
        f'height="{_ROW * len(rows) + 26}">\n'
        '<title id="love-title">Standardised mean differences before and after matching</title>\n'
        f'<desc id="love-text">{html.escape(told)}. The table below says the same.</desc>\n'
        + "\n".join(marks)
        + "\n</svg>\n<p>Ring: before matching. Square: after. Dashed: the limit of "
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
    share = min(abs(value) / edge, 1.0) if not math.isnan(value) else 0.0
    return f"{share:.2%}"


def _scale(bottom: int, edge: float) -> str:
    step = 0.1 if edge <= 0.6 else 0.5 if edge <= 3 else math.ceil(edge / 5)
    count = int(edge / step)
    lines = [
        f'<text x="{_x(at * step, edge)}" y="{bottom + 18}" fill="{_INK}" '
        f'text-anchor="{"start" if at == 0 else "middle"}">{at * step:g}</text>'
        f'<line x1="{_x(at * step, edge)}" x2="{_x(at * step, edge)}" y1="0" y2="{bottom}" '
        'stroke="#c0c0c0" stroke-dasharray="2 4"/>'
        for at in range(count + 1)
    ]
    limit = _x(LIMIT, edge)
    lines.append(
        f'<line x1="{limit}" x2="{limit}" y1="0" y2="{bottom}" stroke="{_INK}" '
        'stroke-dasharray="6 4"/>'
    )
    return "\n".join(lines)
