"""hubs.html: the hubs of a plan on a sketch map and as a table, in a page that stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from matcher.core.page import svg
from matcher.core.page.html_page import bullets, figures, lead, sources, table
from matcher.core.page.html_page import page as standalone
from matcher.show.kit.sketch_map import PARTNER, SQUARE, GridView, sketch_map

_TITLE = "Hubs"
_SEEKER, _RADIUS = svg.DARK_BLUE, 5.0  # of a seeker's circle, px
_LINE = (svg.GREY, 1.5, "")

Point = tuple[float, float]


def hubs_page(
    members: pd.DataFrame,
    points: Mapping[str, Point],
    summary: Sequence[str],
    attribution: Sequence[str],
) -> str:
    """The page, the same bytes for the same hubs. ``members``: HUB_MEMBERS; ``points``: of every
    school by URN (EPSG:27700, metres); ``summary``: lines about all of them."""
    body = [bullets(summary[1:])] if len(summary) > 1 else []
    if len(members):
        body += [_map(members, points), "<h2>The hubs</h2>", _table(members)]
    return standalone(_TITLE, [lead(summary[0])], body, sources(attribution))


def _map(members: pd.DataFrame, points: Mapping[str, Point]) -> str:
    rows = [
        (int(hub), points[str(partner)], points[str(seeker)])
        for hub, partner, seeker in zip(
            members["hub"], members["partner_urn"], members["seeker_urn"], strict=True
        )
    ]
    partners = {hub: at for hub, at, _ in rows}
    view = GridView([*partners.values(), *(at for _, _, at in rows)])
    squares = {hub: view.pixel(*at) for hub, at in partners.items()}
    circles = [view.pixel(*at) for _, _, at in rows]
    drawn = sketch_map(
        view,
        f"Partners of {len(partners)} hubs as squares with the number of the hub, their "
        f"{len(rows)} schools as circles, a line from each to its partner. North is up. The table "
        "below says the same.",
        lines=[svg.line(view.pixel(*one), view.pixel(*other), *_LINE) for _, one, other in rows],
        circles=[svg.ring(x, y, _RADIUS, _SEEKER) for x, y in circles],
        partners=list(squares.values()),
        numbers=[(str(hub), *at, SQUARE / 2) for hub, at in squares.items()],
        keep_clear=circles,
    )
    told = svg.legend(
        [
            (18, svg.ring(9, 9, _RADIUS, _SEEKER), "a school of a hub"),
            (18, svg.square(9, 9, PARTNER, side=SQUARE), "its partner"),
        ]
    )
    return (
        f"<h2>Sketch map</h2>{told}"
        '<div class="scroll sketch" tabindex="0" role="group" aria-label="Sketch map">'
        f"{drawn}</div>"
    )


def _table(members: pd.DataFrame) -> str:
    head = ("No.", "Hub", "Widest, km", "School", "From its partner, km", "Needs met")
    rows = [
        (
            str(row.hub),
            str(row.hub_name),
            f"{row.widest_km:.1f}",
            f"{row.seeker_name} ({row.seeker_urn})",
            f"{row.distance_km:.1f}",
            f"{row.needs_met:.2f}",
        )
        for row in members.itertuples()
    ]
    classes = figures("No.", "Widest, km", "From its partner, km", "Needs met")
    return table("Each hub with its number on the map, school by school", head, rows, classes)
