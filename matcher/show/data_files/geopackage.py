"""The layers of a run as one GeoPackage that opens coloured.

GDAL writes the layers and what they say of themselves (gpkg_metadata). The colours stand in the
table ``layer_styles``, in which QGIS looks for them; other programs leave it alone. The dates that
a GeoPackage must carry are fixed, so that the same tables give the same bytes.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd

from matcher.show.data_files.styles import style_of
from matcher.show.data_files.typed import blank_is_null
from matcher.show.kit.attribution import Said

_DAY = "2000-01-01T00:00:00.000Z"
# The table as QGIS makes it (QgsOgrProvider, "save style in database").
_STYLES = """
CREATE TABLE layer_styles (
 id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
 f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
 styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
 owner TEXT(30), ui TEXT(30), update_time DATETIME)
"""


def geopackage(layers: dict[str, gpd.GeoDataFrame], said: Said) -> bytes:
    """A GeoPackage of the ``layers`` (EPSG:27700) by name."""
    os.environ.setdefault("OGR_CURRENT_DATE", _DAY)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "layers.gpkg"
        for name, layer in layers.items():
            blank_is_null(layer).to_file(
                path,
                layer=name,
                driver="GPKG",
                engine="pyogrio",
                layer_metadata=said.as_text(),
                layer_options={"IDENTIFIER": f"{said.title}: {name}", "SPATIAL_INDEX": "YES"},
            )
        with closing(sqlite3.connect(path)) as file, file:
            file.execute(_STYLES)
            file.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) "
                "VALUES ('layer_styles', 'attributes', 'layer_styles', ?)", (_DAY,)
            )  # fmt: skip
            for name, layer in layers.items():
                file.execute(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                    "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, "
                    "owner, ui, update_time) "
                    "VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', '', ?)",
                    (name, name, style_of(name, layer), _DAY),
                )
        return path.read_bytes()
