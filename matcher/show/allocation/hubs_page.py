"""hubs.html: the hubs of a plan on a sketch map and school by school, in a page that stands
alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from matcher.core.page import svg
from matcher.core.page.html_page import bullets, figures, heading, lead, paragraph, sources, table
from matcher.core.page.html_page import page as standalone
from matcher.show.allocation.text import one_level
from matcher.show.kit.sketch_map import PARTNER, SQUARE, GridView, sketch_map
from matcher.show.kit.text_format import counted

_TITLE = "Hubs"
_SEEKER, _RADIUS = svg.DARK_BLUE, 5.0  # of a seeker's circle, px
_KEEP = (
    "Hubs and pairs are two proposals for the same places. To keep a hub and share out what is "
    "left, plan again without --hubs, with the options that stand under it; those of several hubs "
    "go together."
)
_ASK = (
    "Schools enough are near each of them, and nothing that is known says that it could not help. "
    "The first has most schools near it."
)
_LINE = (svg.GREY, 1.5, "")
_CLASSES = {
    **figures("Away, km", "Needs met", "Known"),
    "School": "name",
    "Why": "said",
    "Not met": "said",
}

Point = tuple[float, float]


def hubs_page(
    members: pd.DataFrame,
    points: Mapping[str, Point],
    summary: Sequence[str],
    attribution: Sequence[str],
    *,
    keep: Mapping[int, str],
    ask: Sequence[str],
) -> str:
    """The page, the same bytes for the same hubs. ``members``: HUB_MEMBERS; ``points``: of every
    school by URN (EPSG:27700, metres); ``summary``: lines about all of them, the first as the
    lead; ``keep``: of each hub the options of a plan beside it; ``ask``: the partners that might
    have a hub if more were known of them."""
    body = [bullets(one_level(summary[1:]))] if len(summary) > 1 else []
    if len(members):
        body += [_map(members, points), heading("The hubs"), paragraph(_KEEP)]
        body += _hubs(members, keep)
    if ask:
        body += [heading("Partners to ask"), paragraph(_ASK), bullets(ask)]
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
        f"Partners of {len(partners)} hubs as squares, their {len(rows)} schools as circles, each "
        "with the number of the hub and a line from each school to its partner. North is up. The "
        "tables below say the same.",
        lines=[svg.line(view.pixel(*one), view.pixel(*other), *_LINE) for _, one, other in rows],
        circles=[svg.ring(x, y, _RADIUS, _SEEKER) for x, y in circles],
        partners=list(squares.values()),
        numbers=[
            *((str(hub), *at, SQUARE / 2) for hub, at in squares.items()),
            *((str(hub), *at, _RADIUS) for (hub, *_), at in zip(rows, circles, strict=True)),
        ],
        keep_clear=circles,
    )
    told = svg.legend(
        [
            (18, svg.square(9, 9, PARTNER, side=SQUARE), "a partner"),
            (18, svg.ring(9, 9, _RADIUS, _SEEKER), "a school of the hub with that number"),
        ]
    )
    return (
        f"{heading('Sketch map')}{told}"
        '<div class="scroll sketch" tabindex="0" role="group" aria-label="Sketch map">'
        f"{drawn}</div>"
    )


def _hubs(members: pd.DataFrame, keep: Mapping[int, str]) -> Iterator[str]:
    """Each hub with its partner, what it comes to, and its schools, the nearest first."""
    head = ("School", "Away, km", "Needs met", "Known", "Why", "Not met")  # fmt: skip
    for number, hub in members.sort_values(["hub", "distance_km"], kind="stable").groupby("hub"):
        first = hub.iloc[0]
        yield heading(f"{number}. {first['hub_name']} ({first['partner_urn']})", 3)
        met, known = hub["needs_met"].sum(), hub["needs"].sum()
        helped = int((hub["needs_met"] > 0).sum())
        yield paragraph(
            f"{counted(len(hub), 'school')}, {first['widest_km']:.1f} km from one member to "
            f"another at most. Of their needs {met:.2f} are met, of {known:.2f} that are known: "
            + (
                f"something of {counted(helped, 'school')}."
                if helped
                else "nothing is known to be met, and only distance speaks for this hub."
            )
        )
        rows = [
            (
                f"{row.seeker_name} ({row.seeker_urn})",
                f"{row.distance_km:.1f}",
                f"{row.needs_met:.2f}",
                f"{needs:.2f}" if needs >= 0 else "not known",
                str(row.reasons),
                str(row.not_met),
            )
            for row, needs in zip(hub.itertuples(), hub["needs"], strict=True)
        ]
        yield table(
            f"Schools of hub {number}, the nearest to its partner first", head, rows, _CLASSES
        )
        yield paragraph(f"To keep this hub: {keep[int(str(number))]}")
