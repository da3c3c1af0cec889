"""What every picture shares: colours, sizes, round ticks, marks, the frame and the legend.

Charts and sketch maps are SVG of our own, made of lines and constants. Text of a list or a
record enters a picture only through :func:`text`, :func:`chart`, :func:`picture` and
:func:`legend`, which escape it. A length is a number of pixels, or a text such as "25.00%"
(:func:`percent`) of the picture's width, so that words keep their size on a small screen.
"""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Length: TypeAlias = float | str

# The palette of the Government Analysis Function ("Data visualisation: colours in charts"),
# which allows four at most in one chart. Shape, dashes or words tell what colour tells.
DARK_BLUE, DARK_PINK, TURQUOISE, ORANGE = "#12436D", "#801650", "#28A197", "#F46A25"
GREEN, GREY = "#28784D", "#767676"
INK, GRID = "#1a1a1a", "#c0c0c0"  # of words (17 to 1 on white), and of the lines behind
LINE = 36  # signs of the page's size that fit a screen 320 px wide
MAP_TEXT = 13  # px: numbers on a sketch map; the words of a chart have the page's size, 16

_ROUND = (1.0, 2.0, 2.5, 5.0)
_MARK = 8.0  # px: the side of a square
# Edged in white, so that no line runs through the letters.
_EDGE = ' stroke="#fff" stroke-width="{}" paint-order="stroke"'


def round_steps(least: float) -> Iterator[float]:
    """The round numbers (1, 2, 2.5 and 5 times a power of ten) from ``least`` > 0 up."""
    power = math.floor(math.log10(least))
    while True:
        for part in _ROUND:
            # Divided rather than multiplied below 1: 3 / 10 is nearer to 0.3 than 3 * 0.1.
            step = part * 10.0**power if power >= 0 else part / 10.0**-power
            if step >= least * (1 - 1e-9):
                yield step
        power += 1


def round_below(most: float) -> float:
    """The largest round number that is at most ``most`` > 0."""
    found = 0.0
    for step in round_steps(most / 10):
        if step > most:
            break
        found = step
    return found


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Evenly spaced round numbers, the first at or below ``low`` and the last at or above
    ``high``: from two to ``most`` of them (at least 3), as close as that allows."""
    extent = (high - low) or abs(high) / 10 or 1.0

    def ends(step: float) -> tuple[int, int]:
        first = math.floor(round(low / step, 6))
        return first, max(math.ceil(round(high / step, 6)), first + 1)

    steps = ((step, *ends(step)) for step in round_steps(extent / (most - 1)))
    step, first, last = next(found for found in steps if found[2] - found[1] < most)
    return [round(at * step, 12) for at in range(first, last + 1)]


def tick_label(value: float) -> str:
    """A tick as it is written: "2.5", "1,000"."""
    whole, _, part = f"{value:,.12f}".partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def percent(share: float) -> str:
    """A share of the width, 0 to 1, as a length."""
    return f"{share:.2%}"


def text(
    x: Length, y: float, words: str, *, anchor: str = "start", edge: int = 0, look: str = ""
) -> str:
    """Words, escaped, that start (or have their ``middle`` or ``end``) at (x, y). ``edge``:
    px of white around the letters. ``look``: further attributes, ours."""
    edged = _EDGE.format(edge) if edge else ""
    anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{_length(x)}" y="{_length(y)}" fill="{INK}"{anchored}{edged}{look}>'
        f"{html.escape(words)}</text>"
    )


def wrapped(words: str, most: int = LINE) -> list[str]:
    """Words in lines of at most ``most`` signs, for a picture wraps none by itself."""
    return textwrap.wrap(words, most) or [""]


def line(
    start: tuple[Length, Length],
    end: tuple[Length, Length],
    colour: str = GRID,
    width: float = 1.0,
    dashes: str = "",
) -> str:
    """A straight line; ``dashes`` as SVG has them, "" for none."""
    (x1, y1), (x2, y2) = (tuple(map(_length, point)) for point in (start, end))
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def ring(x: Length, y: float, radius: float, colour: str, *, opacity: float = 1.0) -> str:
    """A circle filled with white, which lets through what lies behind where ``opacity`` < 1."""
    through = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return (
        f'<circle cx="{_length(x)}" cy="{_length(y)}" r="{_length(radius)}" fill="#fff"{through} '
        f'stroke="{colour}" stroke-width="2"/>'
    )


def square(x: Length, y: float, colour: str, *, side: float = _MARK, look: str = "") -> str:
    """A filled square with its middle at (x, y). ``look``: further attributes, ours."""
    return (
        f'<rect x="{_length(x)}" y="{_length(y)}" width="{side:g}" height="{side:g}" '
        f'fill="{colour}" transform="translate({-side / 2:g} {-side / 2:g})"{look}/>'
    )


def picture(name: str, title: str, words: str, marks: Sequence[str], look: str) -> str:
    """The picture of ``marks``. ``title`` and ``words`` tell it to those who cannot see it;
    ``name`` is the start of its ids, different for each picture of a page; ``look``: its
    attributes, ours."""
    return (
        f'<svg role="img" aria-labelledby="{name}-title {name}-text" {look}>\n'
        f'<title id="{name}-title">{html.escape(title)}</title>\n'
        f'<desc id="{name}-text">{html.escape(words)}</desc>\n' + "\n".join(marks) + "\n</svg>"
    )


def chart(name: str, title: str, words: str, marks: Sequence[str], height: float) -> str:
    """A picture as wide as the page allows and ``height`` px high."""
    return picture(name, title, words, marks, f'class="chart" width="100%" height="{height:g}"')


def legend(items: Sequence[tuple[int, str, str]]) -> str:
    """What marks mean, as a list in HTML: for each the width of its sample in px, the marks of
    the sample (18 px high), and words, escaped."""
    rows = (
        f'<li><svg width="{width}" height="18" aria-hidden="true">{marks}</svg>'
        f"<bdi>{html.escape(words)}</bdi></li>"
        for width, marks, words in items
    )
    return '<ul class="key">\n' + "\n".join(rows) + "\n</ul>"


def _length(value: Length) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.1f}".removesuffix(".0")
