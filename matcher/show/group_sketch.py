"""A sketch map in SVG: groups as circles, partners as squares, a line to each best partner.

Equal scale in x and y, north up, no outlines: it shows who lies near whom, and the table
under it says the same. Nothing of a list enters it but figures, so no text needs escaping.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from matcher.show.groups import Group, Help, Partner

# Of the palette of the Government Analysis Function; shape tells what colour tells.
_GROUP, _PARTNER, _LINE, _INK = "#12436D", "#801650", "#767676", "#1a1a1a"
_WIDTH, _HEIGHT, _MARGIN = 700, 760, 34  # px: the most that the sketch takes up, its edge
_NARROWEST = 240.0  # px: the scale bar and its words must have room
_GREATEST, _LEAST = 24.0, 6.0  # px: radius of the largest and of the smallest circle
_SQUARE, _FIGURE = 9.0, 13  # px: side of a square, height of a number
_SPREAD_M = 1000.0  # what is shown where everything lies at one place

CROWDED = "Where marks crowd, numbers are left out; the table has all of them."

# What a line leads to, of many groups, of one group, and where one partner was asked for.
TO_BEST = "from a group to its best partner"
TO_RANKED = "from the group to its partners, numbered by their rank"
TO_ASKED = "from a group to the partner"


def key(lines: str) -> str:
    """What the shapes mean, as items of a list; ``lines``: what the lines do."""
    return (
        f'<li><svg width="18" height="18" aria-hidden="true"><circle cx="9" cy="9" r="7" '
        f'fill="#fff" stroke="{_GROUP}" stroke-width="2"/></svg>a group; the larger, the more '
        'seekers</li><li><svg width="18" height="18" aria-hidden="true"><rect x="4" y="4" '
        f'width="10" height="10" fill="{_PARTNER}"/></svg>a partner</li><li><svg width="26" '
        f'height="18" aria-hidden="true"><line x1="0" y1="9" x2="26" y2="9" stroke="{_LINE}" '
        f'stroke-width="2"/></svg>{lines}</li>'
    )


def sketch(groups: Sequence[Group], helps: Sequence[Help], lines: str) -> str:
    """The sketch: ``groups`` in the order of their numbers from 1; ``helps``, those drawn,
    each group's best first; ``lines``: what they do, one of the three above. With
    :data:`TO_RANKED` there is one group, with lines to all of its partners. "" where there is
    nothing to draw."""
    if not groups:
        return ""
    partners = {one.partner.urn: one.partner for one in helps}
    ends: list[Group | Partner] = [*groups, *partners.values()]
    view = View([(one.easting, one.northing) for one in ends])
    most = max(group.seekers for group in groups)
    radius = {group.name: _radius(group.seekers, most) for group in groups}
    # The largest first, so that none hides a smaller one.
    painted = sorted(groups, key=lambda group: -group.seekers)
    squares = [view.at(one.easting, one.northing) for one in partners.values()]
    wanted: list[tuple[str, Group | Partner, float]]
    if lines == TO_RANKED:
        joined = list(helps)
        wanted = [(str(one.rank), one.partner, _SQUARE / 2) for one in helps]
    else:
        joined = list({one.group.name: one for one in reversed(helps)}.values())
        wanted = [(str(n), group, radius[group.name]) for n, group in enumerate(groups, start=1)]
    told = numbers(
        view, [(text, *view.at(o.easting, o.northing), r) for text, o, r in wanted], squares
    )
    marks = [
        *(_line(one, view) for one in joined),
        *(_circle(group, radius[group.name], view) for group in painted),
        *(_square(x, y) for x, y in squares),
        *told,
        scale(view),
    ]
    words = (
        f"Groups as circles: {len(groups):,}, larger the more seekers they have. "
        f"Partners as squares: {len(partners):,}. Lines lead {lines}. "
        "North is up. The table below says the same."
    )
    note = "" if len(told) == len(wanted) else f"\n<p>{CROWDED}</p>"
    return (
        f'<svg role="img" aria-labelledby="sketch-title sketch-text" '
        f'viewBox="0 0 {view.width:.0f} {view.height:.0f}" width="{view.width:.0f}" '
        f'height="{view.height:.0f}">\n<title id="sketch-title">Sketch map</title>\n'
        f'<desc id="sketch-text">{words}</desc>\n' + "\n".join(marks) + f"\n</svg>{note}"
    )


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


def _radius(seekers: int, most: int) -> float:
    """Area as the number of seekers, but none too small to be seen."""
    return max(_LEAST, _GREATEST * math.sqrt(seekers / most))


def _line(one: Help, view: View) -> str:
    (x1, y1), (x2, y2) = (view.at(end.easting, end.northing) for end in (one.group, one.partner))
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{_LINE}" '
        'stroke-width="1.5"/>'
    )


def _circle(group: Group, radius: float, view: View) -> str:
    x, y = view.at(group.easting, group.northing)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#fff" fill-opacity="0.75" '
        f'stroke="{_GROUP}" stroke-width="2"/>'
    )


def _square(x: float, y: float) -> str:
    corner = f'x="{x - _SQUARE / 2:.1f}" y="{y - _SQUARE / 2:.1f}"'
    return (
        f'<rect {corner} width="{_SQUARE:g}" height="{_SQUARE:g}" fill="{_PARTNER}" '
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
    taken = [(x - _SQUARE / 2, y - _SQUARE / 2, x + _SQUARE / 2, y + _SQUARE / 2)
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


def scale(view: View) -> str:
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
