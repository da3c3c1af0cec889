"""The data files that a run writes on request: which formats there are, and its layers for
geographic programs: schools (points), matches (lines from seeker to partner) and the priority areas
(polygons), all on the National Grid (EPSG:27700, metres).

The same tables give the same bytes, whatever the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from matcher.core import geo
from matcher.core.errors import SettingError
from matcher.show.data_files.typed import May, typed
from matcher.show.kit.attribution import Said
from matcher.show.run.table import match_list, school_list

SCHOOLS, MATCHES, AREAS = "schools", "matches", "areas"
STAR = "star"
FORMATS = ("geojson", "gpkg", "parquet", STAR)


def check_formats(wanted: Iterable[str]) -> None:
    """Raise :class:`SettingError` where one of the formats needs a package that is not
    installed."""
    if "parquet" in wanted and not has_parquet():
        raise SettingError(
            "parquet needs the package pyarrow",
            where="--format",
            hint='install "school-partner-matcher[parquet]"',
        )


def has_parquet() -> bool:
    """Whether Parquet can be written: its package is an extra."""
    return find_spec("pyarrow") is not None


def geo_files(
    schools: gpd.GeoDataFrame,
    matches: pd.DataFrame,
    outlines: gpd.GeoDataFrame | None,
    wanted: str,
    said: Said,
    allowed: May = lambda table, frame: frame,
) -> dict[str, bytes]:
    """The files of one geographic format, by name (:func:`check_formats`); ``allowed``: the columns
    of a table that the readers may have."""
    found = layers(schools, matches, outlines, allowed)
    if wanted == "gpkg":
        from matcher.show.data_files.geopackage import geopackage

        return {"matches.gpkg": geopackage(found, said)}
    if wanted == "geojson":
        from matcher.show.data_files.geojson import geojson

        return {f"{name}.geojson": geojson(name, one, said.as_dict())
                for name, one in found.items()}  # fmt: skip
    from matcher.show.data_files.parquet import geoparquet

    return {f"{name}.parquet": geoparquet(layer, said) for name, layer in found.items()}


def layers(
    schools: gpd.GeoDataFrame,
    matches: pd.DataFrame,
    outlines: gpd.GeoDataFrame | None,
    allowed: May = lambda table, frame: frame,
) -> dict[str, gpd.GeoDataFrame]:
    """The layers by name, with the columns of schools.csv and matches.csv (areas: ``area``, its
    name). A school without a place is in none; a layer without a row is left out."""
    found = {
        SCHOOLS: _points(schools, allowed),
        MATCHES: _lines(schools, matches, allowed),
        AREAS: _areas(outlines),
    }
    return {name: layer for name, layer in found.items() if len(layer)}


def _points(schools: gpd.GeoDataFrame, allowed: May) -> gpd.GeoDataFrame:
    placed = schools[schools.geometry.notna()]
    points = placed.geometry.to_numpy()
    table = typed(allowed(SCHOOLS, school_list(placed)))
    return gpd.GeoDataFrame(table, geometry=points, crs=geo.GRID)


def _lines(schools: gpd.GeoDataFrame, matches: pd.DataFrame, allowed: May) -> gpd.GeoDataFrame:
    point = schools.set_index("urn").geometry
    ends = [
        shapely.get_coordinates(point.reindex(matches[side]).to_numpy())
        for side in ("seeker_urn", "partner_urn")
    ]
    lines = shapely.linestrings(np.stack(ends, axis=1))
    table = typed(allowed(MATCHES, match_list(matches, schools)))
    return gpd.GeoDataFrame(table, geometry=lines, crs=geo.GRID)


def _areas(outlines: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """The outlines by name, each as a multipolygon, so that all have one type."""
    if outlines is None or not len(outlines):
        return gpd.GeoDataFrame({"area": []}, geometry=[], crs=geo.GRID)
    parts = [
        (str(area), [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"])
        for area, shape in zip(outlines["area"], outlines.geometry, strict=True)
        if shape is not None and not shape.is_empty
    ]
    shapes = [(area, shapely.multipolygons(polygons)) for area, polygons in parts if polygons]
    shapes.sort(key=lambda one: (one[0], shapely.to_wkb(one[1])))
    names = pd.Series([area for area, _ in shapes], dtype="str")
    return gpd.GeoDataFrame({"area": names}, geometry=[one for _, one in shapes], crs=geo.GRID)
