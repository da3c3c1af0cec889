"""The ground of a sketch map: coast, borders of local authorities, and the towns around.

It comes with the product (:mod:`matcher.show.map.data.geography`), so that a reader sees where a
mark is without asking any server. Lines are drawn, never measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.page import svg
from matcher.show.kit.sketch_map import GridView, TownMark
from matcher.show.map.data.geography import Boundary, read_boundaries, read_towns

if TYPE_CHECKING:
    import shapely
    from numpy.typing import NDArray

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
    here = np.sort(tree.query(shapely.box(west, south, east, north)))
    cut = shapely.clip_by_rect(pieces[here], *(west, south, east, north))
    drawn = [
        f'<path d="{path}" fill="{_LAND}" stroke="{_BORDER}"/>'
        for path in _paths(view, shapely.simplify(cut, _FINE / view.scale))
        if path
    ]
    if shapely.area(cut).sum() < _ALL * (east - west) * (north - south):
        size = f'width="{view.width:.0f}" height="{view.height:.0f}"'
        drawn.insert(0, f'<rect x="0" y="0" {size} fill="{_SEA}"/>')
    return drawn


def towns(view: GridView) -> list[TownMark]:
    """The largest towns within the picture: name and place in px."""
    west, south, east, north = view.extent(0.0)
    x, y = _town_points()
    within = np.flatnonzero((west < x) & (x < east) & (south < y) & (y < north))[:_TOWNS]
    found = map(read_towns().__getitem__, within.tolist())
    return [(town.name, *view.pixel(town.easting, town.northing)) for town in found]


@cache
def _town_points() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Easting and northing (EPSG:27700, metres) of each town."""
    east, north = zip(*((town.easting, town.northing) for town in read_towns()), strict=True)
    return np.array(east), np.array(north)


def _paths(view: GridView, pieces: NDArray[np.object_]) -> list[str]:
    """The rings of each piece, a polygon or several, as SVG draws them, in px; "" of a line or a
    point, where the picture only touches it. Taken apart all at once: a page has ten pieces with
    hundreds of corners, and a folder thousands of pages."""
    import shapely

    parts, piece = shapely.get_parts(pieces, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    x, y = view.pixel(*shapely.get_coordinates(rings).T)
    paths = [""] * len(pieces)
    start = 0
    for of, many in zip(
        piece[part].tolist(), shapely.get_num_coordinates(rings).tolist(), strict=True
    ):
        last = start + many - 1  # the first corner again
        corners = zip(x[start:last].tolist(), y[start:last].tolist(), strict=True)
        paths[of] += f"M{' '.join([f'{x:.1f},{y:.1f}' for x, y in corners])}Z"
        start += many
    return paths


@cache
def _land() -> tuple[shapely.STRtree, NDArray[np.object_]]:
    """Every piece of land of the boundaries (EPSG:27700), and where to look for it."""
    import shapely

    known = read_boundaries()
    found = [piece for one in (known.around, *known.authorities) for piece in _pieces(one)]
    pieces = np.array(found, dtype=object)
    return shapely.STRtree(pieces), pieces


def _pieces(one: Boundary) -> Iterator[shapely.Polygon]:
    import shapely

    lines = read_boundaries().lines
    for polygon in one.polygons:
        outer, *holes = (
            np.concatenate([lines[at] if at >= 0 else lines[~at][::-1] for at in ring])
            for ring in polygon
        )
        made = shapely.Polygon(outer, holes)
        yield made if made.is_valid else made.buffer(0)
