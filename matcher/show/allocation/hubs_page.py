"""hubs.html: the hubs of a plan on a sketch map and school by school, in a page that stands
alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from matcher.core.figures.number_format import counted, half_up
from matcher.core.page import svg
from matcher.core.page.html_page import bullets, figures, heading, lead, paragraph, sources, table
from matcher.core.page.html_page import page as standalone
from matcher.core.schema import as_list
from matcher.show.allocation.text import one_level
from matcher.show.explain.phrases.exchange import told_of_exchange
from matcher.show.explain.phrases.readers import reasons_in_third_person
from matcher.show.kit.sketch_map import CROWDED, PARTNER, SQUARE, GridView, sketch_map

_TITLE = "Hubs"
ASK_TITLE = "Partners to ask"
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
_MET = "Needs met or likely to be"
_COUNTED = (
    f"“{_MET}” and “Needs known or likely” add up how great the needs of a school are: one that "
    "a school states in full is 1, one that figures suggest is less, and one that the partner "
    "meets in part counts as far as it does. “Why” tells apart what is only likely to be met."
)
_NOTHING_MET = "nothing is known to be met, and only distance speaks for this hub"
_LINE = (svg.GREY, 1.5, "")
_OF_ONE = (460.0, 420.0)  # px: the most that the sketch of one hub takes up
_HEAD = ("Mark", "School", "Away, km", _MET, "Needs known or likely", "Why", "Not met")
_CLASSES = {
    **figures("Mark", "Away, km", _MET, "Needs known or likely"),
    "School": "name",
    "Why": "said",
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
        ordered = members.sort_values(["hub", "distance_km"], kind="stable")
        hubs = [_Hub(rows, points) for _, rows in ordered.groupby("hub")]
        apart = len(hubs) > 1 and _crowd(hubs)
        body += [_map(hubs, letters=not apart), heading("The hubs")]
        body += [paragraph(_COUNTED), paragraph(_KEEP)]
        for hub in hubs:
            body += _of_hub(hub, with_sketch=apart)
            body.append(paragraph(f"To keep this hub: {keep[hub.number]}"))
    if ask:
        body += [heading(ASK_TITLE), paragraph(_ASK), bullets(ask)]
    return standalone(_TITLE, [lead(summary[0])], body, sources(attribution))


class _Hub:
    """A hub as it is drawn: its rows of HUB_MEMBERS, the nearest first, and where they are."""

    def __init__(self, rows: pd.DataFrame, points: Mapping[str, Point]) -> None:
        self.number, self.rows = int(rows["hub"].iloc[0]), rows
        self.partner = points[str(rows["partner_urn"].iloc[0])]
        self.seekers = [points[str(urn)] for urn in rows["seeker_urn"]]

    @property
    def points(self) -> list[Point]:
        """Of everybody in it."""
        return [self.partner, *self.seekers]


def _mark(row: int) -> str:
    """The letters of a row of a hub's table, from 0: a to z, then aa, ab and so on."""
    first, last = divmod(row, 26)
    return (_mark(first - 1) if first else "") + chr(ord("a") + last)


def _map(hubs: Sequence[_Hub], *, letters: bool) -> str:
    """The hubs together; with the ``letters`` of their schools where there is room for all."""
    school = "a school, with its hub and its row in the table" if letters else (
        "a school of the hub with that number; each hub is drawn by itself below, with letters"
    )  # fmt: skip
    told = svg.legend(
        [
            (18, svg.square(9, 9, PARTNER, side=SQUARE), "a partner, with the number of its hub"),
            (18, svg.ring(9, 9, _RADIUS, _SEEKER), school),
        ]
    )
    return f"{heading('Sketch map')}{told}{_framed(_sketch(hubs, letters=letters), 'Sketch map')}"


def _crowd(hubs: Sequence[_Hub]) -> bool:
    """Whether on one sketch of all hubs marks would lie on each other, or letters be left out."""
    view = GridView([at for hub in hubs for at in hub.points])
    pixels = np.array([view.pixel(*at) for hub in hubs for at in hub.points])
    gaps = np.hypot(*(pixels[:, None] - pixels[None, :]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    return bool(gaps.min() < 2 * _RADIUS) or CROWDED in _sketch(hubs, letters=True)


def _framed(drawn: str, about: str) -> str:
    return (
        f'<div class="scroll sketch" tabindex="0" role="group" aria-label="{about}">{drawn}</div>'
    )


def _sketch(hubs: Sequence[_Hub], *, letters: bool, most: Point | None = None) -> str:
    """A sketch of hubs; of one alone the schools have letters and no number."""
    every = [at for hub in hubs for at in hub.points]
    view = GridView(every, most) if most else GridView(every)
    one = len(hubs) == 1
    squares = [view.pixel(*hub.partner) for hub in hubs]
    circles = [view.pixel(*at) for hub in hubs for at in hub.seekers]
    marks = [
        ("" if one and letters else str(hub.number)) + (_mark(row) if letters else "")
        for hub in hubs for row in range(len(hub.seekers))
    ]  # fmt: skip
    what = "the letter of its row in the table" if letters else "the number of its hub"
    return sketch_map(
        view,
        f"{counted(len(hubs), 'partner')} of hubs as squares, {counted(len(circles), 'school')} as "
        f"circles, each with {what} and a line to its partner. North is up. The tables below say "
        "the same.",
        lines=[
            svg.line(view.pixel(*at), view.pixel(*hub.partner), *_LINE)
            for hub in hubs for at in hub.seekers
        ],
        circles=[svg.ring(x, y, _RADIUS, _SEEKER) for x, y in circles],
        partners=squares,
        numbers=[
            *((str(hub.number), *at, SQUARE / 2) for hub, at in zip(hubs, squares, strict=True)),
            *((mark, *at, _RADIUS) for mark, at in zip(marks, circles, strict=True)),
        ],
        keep_clear=circles,
        name=f"hub-{hubs[0].number}" if most else "sketch",
    )  # fmt: skip


def _of_hub(one: _Hub, *, with_sketch: bool) -> Iterator[str]:
    """A hub with its partner, what it comes to, its sketch, and its schools, the nearest first."""
    hub, number = one.rows, one.number
    first = hub.iloc[0]
    yield heading(f"{number}. {first['hub_name']} ({first['partner_urn']})", 3)
    met, known = hub["needs_met"].sum(), hub["needs"].sum()
    said = [any(told_of_exchange(phrase) == "gives" for phrase in why.split("; "))
            for why in as_list(hub["reasons"])]  # fmt: skip
    known_to = sum(said)
    may = int((hub["needs_met"] > 0).sum()) - known_to
    of_whom = [
        f"{counted(many, 'school')} {'has' if many == 1 else 'have'} a need that {is_met}"
        for is_met, many in (("is known to be met", known_to), ("may be met", may))
        if many
    ]
    yield paragraph(
        f"{counted(len(hub), 'school')}, {half_up(first['widest_km'], 1)} km from one member to "
        f"another at most. Of their needs {met:.2f} are met or likely to be, of {known:.2f} that "
        f"are known or likely: {', and '.join(of_whom) or _NOTHING_MET}."
    )
    if with_sketch:
        yield _framed(_sketch([one], letters=True, most=_OF_ONE), f"Sketch map of hub {number}")
    told = reasons_in_third_person(as_list(hub["reasons"]))
    rows = [
        (
            _mark(at),
            f"{row.seeker_name} ({row.seeker_urn})",
            half_up(float(str(row.distance_km)), 1),
            f"{row.needs_met:.2f}",
            f"{needs:.2f}" if needs >= 0 else "not known",
            why,
            str(row.not_met),
        )
        for at, (row, needs, why) in enumerate(
            zip(hub.itertuples(), hub["needs"], told, strict=True)
        )
    ]
    yield table(
        f"Schools of hub {number}, the nearest to its partner first",
        _HEAD,
        rows,
        _CLASSES,
        cards=True,
    )
