"""The charts of the report: bars beside which a table has the figures.

They are as wide as a small screen allows (320 px less the margins), so that words keep their size
there, in a PDF and on a large screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.page import svg
from matcher.show.kit.text_format import whole_words

WIDE = 288.0  # px
_BAR, _ROW, _KEY = 14.0, 38.0, 20.0  # px: high; from bar to bar; of a line of the key
_TEXT = f' font-size="{svg.MAP_TEXT}"'
_LONGEST = 26  # signs of a label beside a figure


def stacked(
    name: str,
    title: str,
    words: str,
    rows: Sequence[tuple[str, str, Sequence[float]]],
    keys: Sequence[tuple[str, str]],
    *,
    told_above: bool = False,
) -> str:
    """Bars of parts that add up to 1: for each row its label, what stands to its right and its
    parts; ``keys``: the colour of each part and what it is, told below but where a chart above has
    the same. ``name``, ``title`` and ``words`` as :func:`matcher.core.page.svg.picture` has
    them."""
    marks: list[str] = []
    for at, (label, figure, parts) in enumerate(rows):
        top = at * _ROW
        marks += _label(label, figure, top)
        x = 0.0
        for (colour, _), part in zip(keys, parts, strict=True):
            marks += _bar(x, top + 20, part * WIDE, colour)
            x += part * WIDE
    below = len(rows) * _ROW + 4
    for colour, told in () if told_above else keys:
        marks.append(svg.square(6, below + 9, colour, side=11))
        marks.append(svg.text(18, below + 14, told, look=_TEXT))
        below += _KEY
    return _picture(name, title, words, marks, below)


def bars(name: str, title: str, words: str, rows: Sequence[tuple[str, str, float]]) -> str:
    """Bars from 0: for each row its label, its figure in words and its value (0 or more)."""
    most = max((value for *_, value in rows), default=0) or 1
    marks: list[str] = []
    for at, (label, figure, value) in enumerate(rows):
        marks += _label(label, figure, at * _ROW)
        marks.append(svg.line((0, at * _ROW + 27), (WIDE, at * _ROW + 27)))
        marks += _bar(0, at * _ROW + 20, WIDE * value / most, svg.DARK_BLUE)
    return _picture(name, title, words, marks, len(rows) * _ROW)


def _label(label: str, figure: str, top: float) -> list[str]:
    return [
        svg.text(0, top + 15, whole_words(label, _LONGEST), look=_TEXT),
        svg.text(WIDE, top + 15, figure, anchor="end", look=_TEXT),
    ]


def _bar(x: float, y: float, width: float, colour: str) -> list[str]:
    """A bar, white at its right end, so that two colours never touch."""
    if width <= 0:
        return []
    shown = max(width - 1, 0.5)
    return [
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{shown:.1f}" height="{_BAR:g}" fill="{colour}"/>'
    ]


def _picture(name: str, title: str, words: str, marks: Sequence[str], height: float) -> str:
    look = f'width="{WIDE:g}" height="{height:g}" viewBox="0 0 {WIDE:g} {height:g}"'
    return svg.picture(name, title, words, marks, look)
