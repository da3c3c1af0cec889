"""A sketch map in SVG: groups as circles, partners as squares, a line to each best partner.

Equal scale in x and y, north up, no outlines: it shows who lies near whom, and the table
under it says the same. Nothing of a list enters it but figures, so no text needs escaping.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from matcher.show.groups.facts import Group, Help, Partner
from matcher.show.kit.sketch_map import PARTNER, SQUARE, View, frame, numbers, square

# Of the palette of the Government Analysis Function; shape tells what colour tells.
_GROUP, _LINE = "#12436D", "#767676"
_GREATEST, _LEAST = 24.0, 6.0  # px: radius of the largest and of the smallest circle

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
        f'width="10" height="10" fill="{PARTNER}"/></svg>a partner</li><li><svg width="26" '
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
        wanted = [(str(one.rank), one.partner, SQUARE / 2) for one in helps]
    else:
        joined = list({one.group.name: one for one in reversed(helps)}.values())
        wanted = [(str(n), group, radius[group.name]) for n, group in enumerate(groups, start=1)]
    told = numbers(
        view, [(text, *view.at(o.easting, o.northing), r) for text, o, r in wanted], squares
    )
    marks = [
        *(_line(one, view) for one in joined),
        *(_circle(group, radius[group.name], view) for group in painted),
        *(square(x, y) for x, y in squares),
        *told,
    ]
    words = (
        f"Groups as circles: {len(groups):,}, larger the more seekers they have. "
        f"Partners as squares: {len(partners):,}. Lines lead {lines}. "
        "North is up. The table below says the same."
    )
    return frame(view, words, marks, crowded=len(told) < len(wanted))


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
