"""Outlines as rings of whole steps of a degree, each point after the first as a difference."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from matcher.core.geo import to_degrees
from matcher.show.map.data.packing import WordIndex
from matcher.show.map.data.schools import DEGREE_STEPS

# Outlines are drawn, never measured: 30 m is under a pixel until street level.
OUTLINE_TOLERANCE_M = 30.0


def outline_rings(outlines: gpd.GeoDataFrame | None, areas: WordIndex) -> list[dict[str, Any]]:
    """The ``outlines`` (area, geometry in EPSG:27700) as rings in degrees.

    ``areas`` numbers their names.
    """
    if outlines is None:
        return []
    found = []
    for area, shape in sorted(
        zip(outlines["area"], outlines.geometry, strict=True),
        key=lambda pair: (pair[0], shapely.to_wkb(pair[1])),
    ):
        if shape is None or shape.is_empty:
            continue
        rings = [_ring(ring) for part in _polygons(shape) for ring in _edges(part)]
        found.append({"area": int(areas([area])[0]), "rings": rings})
    return found


def _polygons(shape: Any) -> list[Any]:
    simple = shapely.simplify(shape, OUTLINE_TOLERANCE_M, preserve_topology=True)
    return [part for part in shapely.get_parts(simple) if part.geom_type == "Polygon"]


def _edges(polygon: Any) -> list[Any]:
    return [polygon.exterior, *polygon.interiors]


def _ring(ring: Any) -> list[int]:
    """Longitude, latitude, longitude … in steps of 0.00001 degree, each after the first
    pair as the difference from the one before."""
    easting, northing = shapely.get_coordinates(ring).T
    degrees = np.column_stack(to_degrees(easting, northing))
    steps = np.rint(degrees * DEGREE_STEPS).astype(np.int64)
    return np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist()
