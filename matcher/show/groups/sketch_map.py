"""A sketch map of groups: groups as circles, partners as squares, a line to each best
partner."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matcher.core.page import svg
from matcher.show.groups.facts import Group, GroupMatch, Partner
from matcher.show.kit.sketch_ground import ground, towns
from matcher.show.kit.sketch_map import PARTNER, SQUARE, GridView, sketch_map

_GROUP, _LINE = svg.DARK_BLUE, svg.GREY
_GREATEST, _LEAST = 24.0, 6.0  # px: radius of the largest and of the smallest circle

# What a line leads to, of many groups, of one group, and where one partner was asked for.
TO_BEST = "from a group to its best partner"
TO_RANKED = "from the group to its partners, numbered by their rank"
TO_ASKED = "from a group to the partner"


def legend(lines: str) -> str:
    """What the shapes mean, in HTML; ``lines``: what the lines do."""
    return svg.legend(
        [
            (18, svg.ring(9, 9, 7, _GROUP), "a group; the larger, the more seekers"),
            (18, svg.square(9, 9, PARTNER, side=SQUARE), "a partner"),
            (26, svg.line((0, 9), (26, 9), _LINE, 2), lines),
            (26, svg.line((0, 9), (26, 9), svg.GRID, 2), "coast and local authorities"),
        ]
    )


def groups_sketch_map(groups: Sequence[Group], matches: Sequence[GroupMatch], lines: str) -> str:
    """The sketch: ``groups`` in the order of their numbers from 1; ``matches``, those drawn,
    each group's best first; ``lines``: what they do, one of the three above. With
    :data:`TO_RANKED` there is one group, with lines to all of its partners. "" where there is
    nothing to draw."""
    if not groups:
        return ""
    partners = {one.partner.urn: one.partner for one in matches}
    ends: list[Group | Partner] = [*groups, *partners.values()]
    view = GridView([(one.easting, one.northing) for one in ends])
    most = max(group.seekers for group in groups)
    radius = {group.name: _radius(group.seekers, most) for group in groups}
    # The largest first, so that none hides a smaller one.
    painted = sorted(groups, key=lambda group: -group.seekers)
    squares = [view.pixel(one.easting, one.northing) for one in partners.values()]
    wanted: list[tuple[str, Group | Partner, float]]
    if lines == TO_RANKED:
        joined = list(matches)
        wanted = [(str(one.rank), one.partner, SQUARE / 2) for one in matches]
    else:
        joined = list({one.group.name: one for one in reversed(matches)}.values())
        wanted = [(str(n), group, radius[group.name]) for n, group in enumerate(groups, start=1)]
    words = (
        f"Groups as circles: {len(groups):,}, larger the more seekers they have. "
        f"Partners as squares: {len(partners):,}. Lines lead {lines}. "
        "They lie on the borders of local authorities and the largest towns. North is up. The "
        "table below says the same."
    )
    return sketch_map(
        view,
        words,
        lines=[_line(one, view) for one in joined],
        circles=[_circle(group, radius[group.name], view) for group in painted],
        partners=squares,
        numbers=[(text, *view.pixel(o.easting, o.northing), r) for text, o, r in wanted],
        ground=ground(view),
        towns=towns(view),
    )


def _radius(seekers: int, most: int) -> float:
    """Area as the number of seekers, but none too small to be seen."""
    return max(_LEAST, _GREATEST * math.sqrt(seekers / most))


def _line(one: GroupMatch, view: GridView) -> str:
    start, end = (view.pixel(at.easting, at.northing) for at in (one.group, one.partner))
    return svg.line(start, end, _LINE, 1.5)


def _circle(group: Group, radius: float, view: GridView) -> str:
    x, y = view.pixel(group.easting, group.northing)
    return svg.ring(x, y, radius, _GROUP, opacity=0.75)
