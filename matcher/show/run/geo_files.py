"""Geographic files on request: GeoJSON, GeoPackage, GeoParquet.

Two layers, schools (points) and matches (lines from seeker to partner). GeoJSON is RFC
7946: longitude and latitude in degrees, seven decimals, no crs member. The other two keep
the National Grid (EPSG:27700, metres). The same tables give the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from matcher.core import geo
from matcher.core.errors import SettingError
from matcher.show.run.table import match_list, school_list

FORMATS = ("geojson", "gpkg", "parquet")


def check_formats(wanted: Iterable[str]) -> None:
    """Raise :class:`SettingError` where one of the formats needs a package that is not
    installed."""
    if "parquet" in wanted and find_spec("pyarrow") is None:
        raise SettingError(
            "parquet needs the package pyarrow",
            where="--format",
            hint='install "school-partner-matcher[parquet]"',
        )


def geo_files(schools: gpd.GeoDataFrame, matches: pd.DataFrame, wanted: str) -> dict[str, bytes]:
    """The files of one format, by name (:func:`check_formats`)."""
    layers = {"schools": _points(schools), "matches": _lines(schools, matches)}
    # A GeoPackage carries the date it was made; a fixed one keeps the bytes the same.
    os.environ.setdefault("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z")
    with TemporaryDirectory() as folder:
        made = {}
        if wanted == "gpkg":
            path = Path(folder) / "matches.gpkg"
            for name, layer in layers.items():
                layer.to_file(path, layer=name, driver="GPKG")
            return {path.name: path.read_bytes()}
        for name, layer in layers.items():
            path = Path(folder) / f"{name}.{wanted}"
            if wanted == "geojson":
                # In degrees already, or GDAL would turn it with a PROJ of its own.
                geo.in_degrees(layer).to_file(path, driver="GeoJSON", RFC7946="YES")
            else:
                layer.to_parquet(path)
            made[path.name] = path.read_bytes()
        return made


def _points(schools: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    placed = schools[schools.geometry.notna()]
    return gpd.GeoDataFrame(school_list(placed), geometry=placed.geometry.to_numpy(), crs=geo.GRID)


def _lines(schools: gpd.GeoDataFrame, matches: pd.DataFrame) -> gpd.GeoDataFrame:
    point = schools.set_index("urn").geometry
    ends = [
        shapely.get_coordinates(point.reindex(matches[side]).to_numpy())
        for side in ("seeker_urn", "partner_urn")
    ]
    lines = shapely.linestrings(np.stack(ends, axis=1))
    return gpd.GeoDataFrame(match_list(matches, schools), geometry=lines, crs=geo.GRID)
