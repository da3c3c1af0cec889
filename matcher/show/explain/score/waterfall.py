"""The score of a pair as a picture: a waterfall.

The table under the picture says the same, so the picture is an extra.
"""

from __future__ import annotations

from matcher.core.page import svg
from matcher.show.explain.facts import ExplainedPair
from matcher.show.explain.score.rows import score_points
from matcher.show.explain.travel import is_estimated, term_words
from matcher.show.kit.text_format import three_decimals

_KNOWN, _TOTAL, _UNKNOWN = svg.DARK_BLUE, svg.DARK_PINK, "url(#hatch)"
_ROW, _BAR, _WORDS = 54, 22, 20  # px: a row, its bar, and where its words stand above it


def waterfall(pair: ExplainedPair) -> str:
    """The score as a waterfall: each term's points start where the last ended; hatched is
    what stands in for the unknown. Lengths are in per cent of the width, so that words keep
    their size on a small screen."""
    points = score_points(pair)
    last = len(points)
    marks, start = [_HATCH, *_axis(_ROW * (last + 1))], 0.0
    for row, (part, own) in enumerate(zip(pair.parts, points, strict=True)):
        # Of what the term adds, the share that stands in for what is not known.
        guessed = (
            min(part.weight * (1.0 - part.known) * part.stand_in, own) if part.known < 1 else 0
        )
        if part.term == "near" and is_estimated(pair):
            guessed = own
        marks += [
            _step(row, start + own),
            *_words(row, term_words(part.term, pair), f"+{three_decimals(own)}"),
            _box(row, start, own - guessed, _KNOWN),
            _box(row, start + own - guessed, guessed, _UNKNOWN),
        ]
        start += own
    marks += [
        *_words(last, "score", three_decimals(pair.score)),
        _box(last, 0.0, float(three_decimals(pair.score)), _TOTAL),
    ]
    terms = "; ".join(
        f"{term_words(part.term, pair)} {three_decimals(own)}"
        for part, own in zip(pair.parts, points, strict=True)
    )
    words = f"{terms}; score {three_decimals(pair.score)}. The table below says the same."
    drawn = svg.chart(
        "fall", "Waterfall of the score", words, list(filter(None, marks)), _ROW * (last + 1) + 26
    )
    if not any(f'"{_UNKNOWN}"' in mark for mark in marks):
        return drawn
    guess = "the average of pairs of these kinds, for want of anything known"
    if is_estimated(pair):
        guess += ", and a nearness whose minutes are an estimate"
    return f"{drawn}\n<p>Hatched: {guess}.</p>"


# Told by its pattern too, so that no meaning hangs on colour.
_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    f'<rect width="3" height="6" fill="{_KNOWN}"/></pattern></defs>'
)


def _box(row: int, start: float, length: float, fill_with: str) -> str:
    if length <= 0:
        return ""
    y = row * _ROW + _WORDS + 6
    edge = _KNOWN if fill_with == _UNKNOWN else fill_with
    return (
        f'<rect x="{svg.percent(start)}" y="{y}" width="{svg.percent(length)}" height="{_BAR}" '
        f'fill="{fill_with}" stroke="{edge}"/>'
    )


def _step(row: int, end: float) -> str:
    """The line from where a term ends to where the next one starts."""
    x, y = svg.percent(end), row * _ROW + _WORDS + 6
    return svg.line((x, y), (x, y + _ROW), svg.INK)


def _words(row: int, words: str, figure: str) -> tuple[str, str]:
    y = row * _ROW + _WORDS
    return svg.text(0, y, words, edge=5), svg.text("100%", y, figure, anchor="end", edge=5)


def _axis(bottom: int) -> list[str]:
    marks = []
    for value in svg.ticks(0.0, 1.0, most=6):
        x, anchor = svg.percent(value), {0.0: "start", 1.0: "end"}.get(value, "middle")
        marks += [
            svg.line((x, 0), (x, bottom), dashes="2 4"),
            svg.text(x, bottom + 18, svg.tick_label(value), anchor=anchor),
        ]
    return marks
