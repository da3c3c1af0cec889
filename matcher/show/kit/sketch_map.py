"""What sketch maps share: the view from the grid to the picture, numbers set where there is
room, the scale bar, and the frame. Nothing of a list enters but figures.

Equal scale in x and y, north up: a sketch map shows who lies near whom, and the table under it
says the same. What lies under the marks is :mod:`matcher.show.kit.sketch_ground`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from matcher.core.page import svg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PARTNER = svg.DARK_PINK
_WIDTH, _HEIGHT, _MARGIN = 700, 760, 34  # px: the most that the sketch takes up, its edge
_NARROWEST = 240.0  # px: the scale bar and its words must have room
SQUARE = 9.0  # px: side of a partner's square
_LETTER = svg.MAP_TEXT * 0.62  # px: width of a figure
_SPREAD_M = 1000.0  # what is shown where everything lies at one place

_DOT = 2.0  # px: radius of a town
_NUMBER = f' font-size="{svg.MAP_TEXT}" font-weight="600"'
_TOWN = f' font-size="{svg.MAP_TEXT - 1}"'

CROWDED = "Where marks crowd, numbers are left out; the table has all of them."

_Ways = TypeVar("_Ways", float, "NDArray[np.float64]")
Point = tuple[float, float]
_Box = tuple[float, float, float, float]  # left, top, right, bottom
TownMark = tuple[str, float, float]  # its name, and where it is in px


class GridView:
    """From metres on the grid (EPSG:27700) to pixels: one scale for both axes, north up."""

    def __init__(
        self,
        points: Sequence[Point],
        most: Point = (_WIDTH, _HEIGHT),
        narrowest: float = _NARROWEST,
    ) -> None:
        """``most``: px, how wide and how high the picture may be; ``narrowest``: how wide it is at
        least, with more ground on both sides where the points need less."""
        x, y = zip(*points, strict=True)
        self.west, self.north = min(x), max(y)
        wide, high = max(x) - self.west, self.north - min(y)
        if max(wide, high) <= 0:
            wide = _SPREAD_M
        # px in a metre
        self.scale = min(
            *(
                (room - 2 * _MARGIN) / extent
                for room, extent in zip(most, (wide, high), strict=True)
                if extent > 0
            ),
            math.inf,
        )
        self.width = max(wide * self.scale + 2 * _MARGIN, narrowest)
        self.left = (self.width - wide * self.scale) / 2
        self.height = high * self.scale + 3 * _MARGIN  # the scale bar stands below

    def pixel(self, easting: _Ways, northing: _Ways) -> tuple[_Ways, _Ways]:
        """Where a point of the grid (EPSG:27700, metres), or each of several, stands in the
        picture, in px."""
        return (
            self.left + (easting - self.west) * self.scale,
            _MARGIN + (self.north - northing) * self.scale,
        )

    def extent(self, more: float) -> tuple[float, float, float, float]:
        """West, south, east and north (EPSG:27700, metres) of the picture and ``more`` px around
        it."""
        west = self.west - (self.left + more) / self.scale
        north = self.north + (_MARGIN + more) / self.scale
        wide, high = ((side + 2 * more) / self.scale for side in (self.width, self.height))
        return west, north - high, west + wide, north


def partner_square(x: float, y: float) -> str:
    """A partner, its middle at (x, y) in px."""
    return svg.square(x, y, PARTNER, side=SQUARE, look=' stroke="#fff"')


def sketch_map(
    view: GridView,
    words: str,
    *,
    lines: Sequence[str],
    circles: Sequence[str],
    partners: Sequence[Point],
    numbers: Sequence[tuple[str, float, float, float]],
    keep_clear: Sequence[Point] = (),
    name: str = "sketch",
    ground: Sequence[str] = (),
    towns: Sequence[TownMark] = (),
) -> str:
    """The picture: ``lines``, then ``circles``, then a square for each of ``partners`` (px),
    then ``numbers`` (:func:`place_numbers`), which stand on no partner and on none of
    ``keep_clear``; and the scale bar. ``name``: of its own on the page. ``words`` of ours tell it
    to those who cannot see it. ``ground``: what lies under all; ``towns``: named where there is
    room left."""
    drawn, is_crowded = sketch_svg(
        view, words, lines=lines, circles=circles, partners=partners, numbers=numbers,
        keep_clear=keep_clear, name=name, ground=ground, towns=towns,
    )  # fmt: skip
    return drawn + (f"\n<p>{CROWDED}</p>" if is_crowded else "")


def sketch_svg(
    view: GridView,
    words: str,
    *,
    lines: Sequence[str],
    circles: Sequence[str],
    partners: Sequence[Point],
    numbers: Sequence[tuple[str, float, float, float]],
    keep_clear: Sequence[Point] = (),
    name: str = "sketch",
    ground: Sequence[str] = (),
    towns: Sequence[TownMark] = (),
) -> tuple[str, bool]:
    """The same (:func:`sketch_map`) as a picture alone, and whether numbers were left out."""
    occupied = _squares([*partners, *keep_clear])
    placed = _set(view, numbers, occupied, _NUMBER)
    occupied.append((0.0, view.height - _MARGIN, view.width, view.height))  # the scale bar
    occupied += [(x - size, y - size, x + size, y + size) for _, x, y, size in numbers]
    dots, names = [], []
    for town, x, y in towns:
        if named := _set(view, [(town, x, y, _DOT)], occupied, _TOWN):
            dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{svg.GREY}"/>')
            names += named
    squares = [partner_square(*at) for at in partners]
    marks = [*ground, *lines, *dots, *names, *circles, *squares, *placed, _scale_bar(view)]
    size = f'width="{view.width:.0f}" height="{view.height:.0f}"'
    look = f'viewBox="0 0 {view.width:.0f} {view.height:.0f}" {size}'
    return svg.picture(name, "Sketch map", words, marks, look), len(placed) < len(numbers)


def place_numbers(
    view: GridView,
    wanted: Sequence[tuple[str, float, float, float]],
    squares: Sequence[Point],
) -> list[str]:
    """Each number (text, x, y, radius) beside its mark, the first first, where it stands
    inside the sketch, on no square and on no other number; one without such a place is
    left out."""
    return _set(view, wanted, _squares(squares), _NUMBER)


def _squares(points: Sequence[Point]) -> list[_Box]:
    return [(x - SQUARE / 2, y - SQUARE / 2, x + SQUARE / 2, y + SQUARE / 2) for x, y in points]


def _set(
    view: GridView,
    wanted: Sequence[tuple[str, float, float, float]],
    occupied: list[_Box],
    look: str,
) -> list[str]:
    """The same beside what is ``occupied``, which takes in what finds a place."""
    marks = []
    for text, x, y, radius in wanted:
        wide, high = len(text) * _LETTER, float(svg.MAP_TEXT)
        for left, top in (
            (x + radius + 2, y - high / 2),
            (x - radius - 2 - wide, y - high / 2),
            (x - wide / 2, y - radius - 2 - high),
            (x - wide / 2, y + radius + 2),
        ):
            box = (left, top, left + wide, top + high)
            inside = left >= 0 and top >= 0 and left + wide <= view.width
            if inside and not any(_overlap(box, other) for other in occupied):
                occupied.append(box)
                marks.append(svg.text(left, top + high * 0.84, text, edge=3, look=look))
                break
    return marks


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale_bar(view: GridView) -> str:
    """A bar of a round number of kilometres, at most a third of the width."""
    km = svg.round_below(view.width / 3 / view.scale / 1000)
    length, y = km * 1000 * view.scale, view.height - _MARGIN * 0.6
    bar = (
        f'<path d="M{_MARGIN} {y - 5:.1f}v5h{length:.1f}v-5" fill="none" stroke="{svg.INK}" '
        'stroke-width="1.5"/>'
    )
    look = f' font-size="{svg.MAP_TEXT}"'
    return bar + svg.text(_MARGIN + length + 8, y + 3, f"{km:g} km", look=look)
