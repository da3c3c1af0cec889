"""A layer as GeoJSON (RFC 7946), written by us: longitude and latitude in degrees (WGS 84), six
decimals (a decimetre), no crs member, rings of polygons counter-clockwise.

Coordinates are turned by :mod:`matcher.core.geo` and by no library that would choose a way of its
own. Whose data it is stands beside the features, as foreign members (RFC 7946, 6.1).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.polygon import orient

from matcher.core.geo import in_degrees
from matcher.show.data_files.typed import plain_values

DECIMALS = 6


def geojson(name: str, layer: gpd.GeoDataFrame, said: Mapping[str, str | list[str]]) -> bytes:
    """A FeatureCollection of ``layer`` (EPSG:27700), with its ``name`` and what is ``said`` of it
    (audience, licence, attribution) beside it. A property that is unknown is null."""
    degrees = in_degrees(layer).geometry.to_numpy()
    shapes = shapely.transform(degrees, lambda points: np.round(points, DECIMALS))
    names = [column for column in layer.columns if column != layer.geometry.name]
    rows = zip(*(plain_values(layer[column]) for column in names), strict=True)
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "geometry": _geometry(shape),
                "properties": dict(zip(names, row, strict=True)),
            },
            ensure_ascii=False,
            allow_nan=False,
        )
        for shape, row in zip(shapes, rows, strict=True)
    ]
    head = json.dumps({"type": "FeatureCollection", "name": name, **said}, ensure_ascii=False)
    text = f'{head[:-1]}, "features": [\n' + ",\n".join(lines) + "\n]}\n"
    # A list may hold half a character, which UTF-8 cannot.
    return text.encode("utf-8", "replace")


def _geometry(shape: Any) -> dict[str, Any]:
    if shape.geom_type == "MultiPolygon":
        shape = shapely.MultiPolygon([orient(part) for part in shape.geoms])
    made: dict[str, Any] = shapely.geometry.mapping(shape)
    return made
