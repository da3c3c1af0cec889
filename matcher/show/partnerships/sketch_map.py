"""A sketch map of partnerships: schools as marks, a line between the two of each. Each status
has a line of its own, which its pattern tells as well as its colour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from matcher.core.figures.number_format import counted
from matcher.core.page import svg
from matcher.show.kit.sketch_map import PARTNER, SQUARE, GridView, sketch_map
from matcher.show.partnerships.facts import Entry, Point
from matcher.show.partnerships.text import STATUS_WORDS

# Colour, width and dashes of the line of each status.
_STROKES: Mapping[str, tuple[str, float, str]] = MappingProxyType(
    {
        "suggested": (svg.GREY, 1.5, "2 4"),
        "contacted": (svg.DARK_BLUE, 2.0, "8 4"),
        "agreed": (svg.DARK_BLUE, 2.0, ""),
        "running": (svg.GREEN, 4.5, ""),
        "ended": (svg.GREY, 2.0, "14 5 2 5"),
        "declined": (svg.DARK_PINK, 2.0, "1 6 6 6"),
    }
)
_SEEKER = svg.DARK_BLUE
_RADIUS = 5.0  # px: of a seeker's circle
# px: numbers are set beside a mark of this radius; so set, they stand on the middle of a line.
_ON_LINE = -6.0
_SHARES, _ROOM = (1 / 2, 2 / 5, 3 / 5, 3 / 10, 7 / 10), 22.0  # how far along; px between two


def legend(statuses: Sequence[str]) -> str:
    """What the marks mean, and the lines of these statuses, in HTML."""
    return svg.legend(
        [
            (18, svg.ring(9, 9, _RADIUS, _SEEKER), "a seeker"),
            (18, svg.square(9, 9, PARTNER, side=SQUARE), "a partner"),
            *(
                (44, svg.line((0, 9), (44, 9), *_STROKES[status]), words)
                for status, words in STATUS_WORDS.items()
                if status in statuses
            ),
        ]
    )


def partnerships_sketch_map(numbered: Sequence[tuple[int, Entry]]) -> str:
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
    view = GridView([*seekers.values(), *partners.values()])
    squares = [view.pixel(*at) for at in partners.values()]
    circles = [view.pixel(*at) for at in seekers.values()]
    spots = _number_places([(view.pixel(*one), view.pixel(*other)) for _, _, one, other in drawn])
    wanted = [(str(drawn[at][0]), *spot, _ON_LINE) for at, spot in enumerate(spots)]
    words = (
        f"Seekers as circles: {len(seekers):,}. Partners as squares: {len(partners):,}. A line "
        f"for each of {counted(len(drawn), 'partnership')}, its pattern by status. North is up. "
        "The table below says the same."
    )
    return sketch_map(
        view,
        words,
        lines=[
            svg.line(view.pixel(*one), view.pixel(*other), *_STROKES[own.status])
            for _, own, one, other in drawn
        ],
        circles=[svg.ring(x, y, _RADIUS, _SEEKER) for x, y in circles],
        partners=squares,
        numbers=wanted,
        keep_clear=circles,
    )


def _number_places(lines: Sequence[tuple[Point, Point]]) -> list[Point]:
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
