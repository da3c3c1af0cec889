"""What sketch maps share: the view from the grid to the picture, numbers set where there is
room, the scale bar, and the frame. SVG of our own; nothing of a list enters but figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

# Of the palette of the Government Analysis Function.
PARTNER, _INK = "#801650", "#1a1a1a"
_WIDTH, _HEIGHT, _MARGIN = 700, 760, 34  # px: the most that the sketch takes up, its edge
_NARROWEST = 240.0  # px: the scale bar and its words must have room
SQUARE, _FIGURE = 9.0, 13  # px: side of a partner's square, height of a number
_SPREAD_M = 1000.0  # what is shown where everything lies at one place

CROWDED = "Where marks crowd, numbers are left out; the table has all of them."


class View:
    """From metres on the grid to pixels: one scale for both axes, north up."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        x, y = zip(*points, strict=True)
        self.west, self.north = min(x), max(y)
        wide, high = max(x) - self.west, self.north - min(y)
        if max(wide, high) <= 0:
            wide = _SPREAD_M
        # px in a metre
        self.scale = min(
            *(
                (most - 2 * _MARGIN) / extent
                for most, extent in ((_WIDTH, wide), (_HEIGHT, high))
                if extent > 0
            ),
            math.inf,
        )
        self.width = max(wide * self.scale + 2 * _MARGIN, _NARROWEST)
        self.left = (self.width - wide * self.scale) / 2
        self.height = high * self.scale + 3 * _MARGIN  # the scale bar stands below

    def at(self, easting: float, northing: float) -> tuple[float, float]:
        """Where a point of the grid (EPSG:27700, metres) stands in the picture, in px."""
        return (
            self.left + (easting - self.west) * self.scale,
            _MARGIN + (self.north - northing) * self.scale,
        )


def square(x: float, y: float) -> str:
    """A partner, its middle at (x, y) in px."""
    corner = f'x="{x - SQUARE / 2:.1f}" y="{y - SQUARE / 2:.1f}"'
    return (
        f'<rect {corner} width="{SQUARE:g}" height="{SQUARE:g}" fill="{PARTNER}" '
        'stroke="#fff" stroke-width="1"/>'
    )


def numbers(
    view: View,
    wanted: Sequence[tuple[str, float, float, float]],
    squares: Sequence[tuple[float, float]],
) -> list[str]:
    """Each number (text, x, y, radius) beside its mark, the first first, where it stands
    inside the sketch, on no square and on no other number; one without such a place is
    left out."""
    taken = [(x - SQUARE / 2, y - SQUARE / 2, x + SQUARE / 2, y + SQUARE / 2)
             for x, y in squares]  # fmt: skip
    marks = []
    for text, x, y, radius in wanted:
        wide, high = len(text) * _FIGURE * 0.62, float(_FIGURE)
        for left, top in (
            (x + radius + 2, y - high / 2),
            (x - radius - 2 - wide, y - high / 2),
            (x - wide / 2, y - radius - 2 - high),
            (x - wide / 2, y + radius + 2),
        ):
            box = (left, top, left + wide, top + high)
            inside = left >= 0 and top >= 0 and left + wide <= view.width
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                marks.append(
                    f'<text x="{left:.1f}" y="{top + high * 0.84:.1f}" font-size="{_FIGURE}" '
                    f'font-weight="600" fill="{_INK}" stroke="#fff" stroke-width="3" '
                    f'paint-order="stroke">{text}</text>'
                )
                break
    return marks


_Box = tuple[float, float, float, float]  # left, top, right, bottom


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale(view: View) -> str:
    """A bar of a round number of kilometres, at most a third of the width."""
    most_km = view.width / 3 / view.scale / 1000
    power = 10.0 ** math.floor(math.log10(most_km))
    km = max((step * power for step in (2, 5) if step * power <= most_km), default=power)
    length, y = km * 1000 * view.scale, view.height - _MARGIN * 0.6
    return (
        f'<path d="M{_MARGIN} {y - 5:.1f}v5h{length:.1f}v-5" fill="none" stroke="{_INK}" '
        f'stroke-width="1.5"/><text x="{_MARGIN + length + 8:.1f}" y="{y + 3:.1f}" '
        f'font-size="{_FIGURE}" fill="{_INK}">{km:g} km</text>'
    )


def frame(view: View, words: str, marks: Sequence[str], *, crowded: bool) -> str:
    """The picture of ``marks`` with its scale bar; ``words`` of ours tell it to those who
    cannot see it; ``crowded``: whether a number was left out."""
    note = f"\n<p>{CROWDED}</p>" if crowded else ""
    return (
        f'<svg role="img" aria-labelledby="sketch-title sketch-text" '
        f'viewBox="0 0 {view.width:.0f} {view.height:.0f}" width="{view.width:.0f}" '
        f'height="{view.height:.0f}">\n<title id="sketch-title">Sketch map</title>\n'
        f'<desc id="sketch-text">{words}</desc>\n'
        + "\n".join([*marks, _scale(view)])
        + f"\n</svg>{note}"
    )
