"""The page of few schools: each of them among the schools like it, as a picture and a table."""

from __future__ import annotations

import html
from collections.abc import Sequence

from matcher.core.figures.in_words import figure_name
from matcher.core.page import svg
from matcher.core.page.html_page import (
    bullets,
    figures,
    heading,
    paragraph,
    sentences,
    table,
)
from matcher.evaluation.few.few_schools import FewSchools
from matcher.evaluation.few.report import how, left_out_lines
from matcher.evaluation.few.words import Named
from matcher.evaluation.number_format import p_value_cell
from matcher.evaluation.report import summary
from matcher.evaluation.verdict import Verdict

_LINE, _MARKS, _MARK = 20, 26, 9  # px: a line of words, the marks below, half a mark
_LEFT, _WIDE = 0.02, 0.96  # of the width: where the axis begins, and how long it is


def page_body(
    about: FewSchools, verdict: Verdict, details: Sequence[str] = (), named: Named = str
) -> list[str]:
    """The body of the page in HTML; ``details`` are further parts of it that stand last."""
    return [
        heading(summary.SURE),
        place_plot(about, named),
        place_table(about, named),
        bullets(sentences(verdict.reasons)),
        heading(summary.MIND),
        bullets(verdict.cautions),
        heading(summary.RESTS),
        bullets(sentences((how(about),))),
        heading("Schools that took no part", 3),
        bullets(tuple(left_out_lines(about, named)) or ("none",)),
        heading(summary.EVIDENCE),
        paragraph(f"{verdict.nesta_line()}."),
        "<p>What would raise it:</p>",
        bullets(sentences(verdict.next_steps)),
        heading(summary.DETAILS),
        *details,
    ]


def place_plot(about: FewSchools, named: Named = str) -> str:
    """A row for each school: how far it (square) and the schools like it (strokes) ended from
    what was expected of them."""
    gaps = [float(gap) for one in about.placed for gap in one.gaps]
    levels = svg.ticks(min(gaps), max(gaps))
    low, high = levels[0], levels[-1]

    def x(gap: float) -> str:
        return svg.percent(_LEFT + _WIDE * (gap - low) / (high - low))

    marks, y = [], 0
    for one in about.placed:
        for words in svg.wrapped(named(one.unit)):
            y += _LINE
            marks.append(svg.text(0, y, words, edge=5))
        marks += [
            svg.line((x(gap), y + 14 - _MARK), (x(gap), y + 14 + _MARK), svg.DARK_PINK, 1)
            for gap in sorted(map(float, one.gaps[1:]))
        ]
        marks.append(svg.square(x(float(one.gaps[0])), y + 14, svg.DARK_BLUE))
        y += _MARKS
    axis = []
    for level in levels:
        axis += [
            svg.line((x(level), 0), (x(level), y), dashes="" if level == 0 else "2 4"),
            svg.text(x(level), y + 18, svg.tick_label(level), anchor="middle"),
        ]
    own = figure_name(about.outcome).unit
    unit = f"; in {html.escape(own)}" if own else ""
    said = "; ".join(
        f"{named(one.unit)}: {about.numbers.signed(one.placement.gap)}" for one in about.placed
    )
    title = f"{figure_name(about.outcome).words}: how far each ended from what was expected"
    told = f"{said}. The table below says the same."
    return svg.chart("place", title, told, [*axis, *marks], y + 26) + (
        "\n<p>Square: the school. Strokes: the schools most like it. 0 is what was expected of "
        f"each{unit}.</p>"
    )


def place_table(about: FewSchools, named: Named = str) -> str:
    """The same figures in HTML, and those of all schools together."""
    head = ("School", "Change", "Expected", "Usual", "Like schools", "Rose by more", "As far off",
            "p")  # fmt: skip
    numbers = about.numbers
    rows = [
        (
            named(one.unit),
            numbers.signed(one.placement.change),
            numbers.signed(one.placement.expected),
            numbers.signed_interval(*one.placement.usual),
            f"{one.placement.like}",
            f"{one.placement.more}",
            f"{one.placement.as_far}",
            p_value_cell(one.placement.p),
        )
        for one in about.placed
    ]
    if about.together:
        mean = about.together
        rows.append(
            ("All of them, in the mean", numbers.signed(mean.change),
             numbers.signed(mean.expected), numbers.signed_interval(*mean.usual),
             f"{mean.draws:,} groups", "", f"{mean.as_far:,}", p_value_cell(mean.p))
        )  # fmt: skip
    own = figure_name(about.outcome)
    caption = f"Change of {own.words}, in {own.unit or 'its own units'}"
    return table(caption, head, rows, figures(*head[1:]))
