"""The ground of a sketch map: coast, borders of local authorities, and the towns around.

It comes with the product (:mod:`matcher.show.map.data.geography`), so that a reader sees where a
mark is without asking any server. Lines are drawn, never measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from matcher.core.page import svg
from matcher.show.kit.sketch_map import GridView, TownMark
from matcher.show.map.data.geography import Boundary, read_boundaries, read_towns

if TYPE_CHECKING:
    import shapely

_SEA, _LAND, _BORDER = "#e9eff5", "#fff", svg.GRID
_TOWNS = 6  # at most, the largest first: more names than that hide the schools
_FINE = 0.4  # px: corners nearer than that to a straight line are left out
_EDGE = 3.0  # px: what is cut off is cut off outside the picture, and its cut not seen
_ALL = 0.999  # of the picture: land up to its rounded corners


def ground(view: GridView) -> list[str]:
    """The land within the picture, by authority; the sea where there is some."""
    import shapely

    west, south, east, north = view.extent(_EDGE)
    tree, pieces = _land()
    cut = shapely.clip_by_rect(
        [pieces[at] for at in sorted(tree.query(shapely.box(west, south, east, north)).tolist())],
        *(west, south, east, north),
    )
    drawn = [
        f'<path d="{"".join(path)}" fill="{_LAND}" stroke="{_BORDER}"/>'
        for piece in shapely.simplify(cut, _FINE / view.scale)
        if (path := list(_path(view, piece)))
    ]
    if shapely.area(cut).sum() < _ALL * (east - west) * (north - south):
        size = f'width="{view.width:.0f}" height="{view.height:.0f}"'
        drawn.insert(0, f'<rect x="0" y="0" {size} fill="{_SEA}"/>')
    return drawn


def towns(view: GridView) -> list[TownMark]:
    """The largest towns within the picture: name and place in px."""
    west, south, east, north = view.extent(0.0)
    found = [
        (town.name, *view.pixel(town.easting, town.northing))
        for town in read_towns()
        if west < town.easting < east and south < town.northing < north
    ]
    return found[:_TOWNS]


def _path(view: GridView, piece: shapely.Geometry) -> Iterator[str]:
    """The rings of a polygon, or of several, as SVG draws them, in px."""
    import shapely

    for part in shapely.get_parts(piece):
        if not isinstance(part, shapely.Polygon):
            continue  # a line or a point, where the picture only touches it
        for ring in (part.exterior, *part.interiors):
            corners = (view.pixel(x, y) for x, y in ring.coords[:-1])
            yield f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in corners)}Z"


@cache
def _land() -> tuple[shapely.STRtree, tuple[shapely.Polygon, ...]]:
    """Every piece of land of the boundaries (EPSG:27700), and where to look for it."""
    import shapely

    known = read_boundaries()
    pieces = tuple(piece for one in (known.around, *known.authorities) for piece in _pieces(one))
    return shapely.STRtree(pieces), pieces


def _pieces(one: Boundary) -> Iterator[shapely.Polygon]:
    import numpy as np
    import shapely

    lines = read_boundaries().lines
    for polygon in one.polygons:
        outer, *holes = (
            np.concatenate([lines[at] if at >= 0 else lines[~at][::-1] for at in ring])
            for ring in polygon
        )
        made = shapely.Polygon(outer, holes)
        yield made if made.is_valid else made.buffer(0)
