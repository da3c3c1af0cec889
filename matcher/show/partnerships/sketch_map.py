"""A sketch map of partnerships in SVG: schools as marks, a line between the two of each.

Equal scale in x and y, north up, no outlines; the table under it says the same. Each status
has a stroke of its own, told by its pattern as by its colour. Only figures and words of
ours enter the sketch, so no text needs escaping.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from matcher.show.kit.sketch_map import PARTNER, SQUARE, View, frame, numbers, square
from matcher.show.partnerships.facts import STATUS_WORDS, Entry, Point

# Of the palette of the Government Analysis Function: colour, width and dashes of each line.
_STROKES: Mapping[str, tuple[str, float, str]] = MappingProxyType(
    {
        "suggested": ("#767676", 1.5, "2 4"),
        "contacted": ("#12436D", 2.0, "8 4"),
        "agreed": ("#12436D", 2.0, ""),
        "running": ("#28784D", 4.5, ""),
        "ended": ("#767676", 2.0, "14 5 2 5"),
        "declined": ("#801650", 2.0, "1 6 6 6"),
    }
)
_SEEKER = "#12436D"
_RADIUS = 5.0  # px: of a seeker's circle
# px: numbers are set beside a mark of this radius; so set, they stand on the middle of a line.
_ON_LINE = -6.0
_SHARES, _ROOM = (1 / 2, 2 / 5, 3 / 5, 3 / 10, 7 / 10), 22.0  # how far along; px between two


def key(statuses: Sequence[str]) -> str:
    """What the marks mean, and the lines of these statuses, as items of a list."""
    marks = [
        f'<circle cx="13" cy="9" r="{_RADIUS}" fill="#fff" stroke="{_SEEKER}" '
        'stroke-width="2"/></svg>a seeker',
        f'<rect x="9" y="5" width="{SQUARE:g}" height="{SQUARE:g}" fill="{PARTNER}"/></svg>'
        "a partner",
        *(
            f'<line x1="0" y1="9" x2="44" y2="9"{_stroke(status)}/></svg>{words}'
            for status, words in STATUS_WORDS.items()
            if status in statuses
        ),
    ]
    return "".join(
        f'<li><svg width="{44 if "<line" in mark else 26}" height="18" aria-hidden="true">'
        f"{mark}</li>"
        for mark in marks
    )


def sketch(numbered: Sequence[tuple[int, Entry]]) -> str:
    """The sketch of partnerships, each with its number in the table; those of which a
    school is not placed are left out. "" where there is nothing to draw."""
    drawn = [
        (number, one, one.seeker_at, one.partner_at)
        for number, one in numbered
        if one.seeker_at is not None and one.partner_at is not None
    ]
    if not drawn:
        return ""
    seekers = {one.seeker_urn: at for _, one, at, _ in drawn}
    partners = {one.partner_urn: at for _, one, _, at in drawn}
    view = View([*seekers.values(), *partners.values()])
    squares = [view.at(*at) for at in partners.values()]
    circles = [view.at(*at) for at in seekers.values()]
    spots = _spots([(view.at(*one), view.at(*other)) for _, _, one, other in drawn])
    wanted = [(str(drawn[at][0]), *spot, _ON_LINE) for at, spot in enumerate(spots)]
    told = numbers(view, wanted, [*squares, *circles])
    marks = [
        *(_line(view.at(*one), view.at(*other), own.status) for _, own, one, other in drawn),
        *(_circle(x, y) for x, y in circles),
        *(square(x, y) for x, y in squares),
        *told,
    ]
    words = (
        f"Seekers as circles: {len(seekers):,}. Partners as squares: {len(partners):,}. A line "
        f"for each of {len(drawn):,} partnerships, its pattern by status. North is up. "
        "The table below says the same."
    )
    return frame(view, words, marks, crowded=len(told) < len(wanted))


def _stroke(status: str) -> str:
    colour, width, dashes = _STROKES[status]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f' stroke="{colour}" stroke-width="{width:g}"{dashed}'


def _spots(lines: Sequence[tuple[Point, Point]]) -> list[Point]:
    """Where on each line its number stands: the middle, or another place along it where
    the number of an earlier line stands near."""
    spots: list[Point] = []
    for one, other in lines:
        places = [_along(one, other, share) for share in _SHARES]
        free = (p for p in places if all(math.dist(p, spot) >= _ROOM for spot in spots))
        spots.append(next(free, places[0]))
    return spots


def _along(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _line(one: Point, other: Point, status: str) -> str:
    (x1, y1), (x2, y2) = one, other
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{_stroke(status)}/>'


def _circle(x: float, y: float) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS:g}" fill="#fff" stroke="{_SEEKER}" '
        'stroke-width="2"/>'
    )
