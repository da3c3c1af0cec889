"""A small map for a page: the school in the middle of its list, each of the list by its number."""

from __future__ import annotations

from matcher.core.page import svg
from matcher.show.kit.document.blocks import Picture
from matcher.show.kit.sketch_ground import ground, towns
from matcher.show.kit.sketch_map import GridView, sketch_svg
from matcher.show.map.data.geography import GEOGRAPHY_ATTRIBUTION
from matcher.show.report.facts import ReportFacts

_MOST = (800.0, 210.0)  # px: as wide as the text, and so low that the list is on the first sheet
_RING = 8.0  # px: radius of the school itself


def sketch(facts: ReportFacts) -> Picture | None:
    """The map; None where the school, or everybody in its list, is not placed."""
    placed = _placed(facts)
    if facts.point is None or not placed:
        return None
    view = GridView([facts.point, *(point for _, point in placed)], _MOST, narrowest=_MOST[0])
    x, y = view.pixel(*facts.point)
    others = [(words, *view.pixel(*point)) for words, point in placed]
    words = (
        f"A sketch map, north up: your own place as a ring, and {len(placed)} of your list as "
        "squares with their numbers, on the borders of local authorities and the towns around. "
        "The table below says how far each is."
    )
    drawn, _ = sketch_svg(
        view,
        words,
        lines=[svg.line((x, y), (left, top), svg.GREY) for _, left, top in others],
        circles=[svg.ring(x, y, _RING, svg.DARK_BLUE)],
        partners=[(left, top) for _, left, top in others],
        numbers=[(number, left, top, 5.0) for number, left, top in others],
        keep_clear=[(x, y)],
        ground=ground(view),
        towns=towns(view),
    )
    return Picture(drawn, words)


def key() -> str:
    """What the marks mean, in words."""
    return (
        "Ring: your own place. Squares: your list, by number. Grey: borders of local authorities, "
        "and towns. North is up."
    )


def sources(facts: ReportFacts) -> tuple[str, ...]:
    """What the page must carry: the lines of the run, and those of the ground where it is drawn."""
    drawn = facts.point is not None and _placed(facts)
    return (*facts.run.attribution, *(GEOGRAPHY_ATTRIBUTION if drawn else ()))


def _placed(facts: ReportFacts) -> list[tuple[str, tuple[float, float]]]:
    return [(str(one.rank), one.point) for one in facts.listed if one.point is not None]
