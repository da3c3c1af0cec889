#!/usr/bin/env bash
# pyogrio 0.13.0 and geopandas 1.2.0: a column of dates is text in a GeoPackage, and a date in GeoJSON.
#
# GeoPackage has a type for dates; GeoJSON has none. One would expect datetime.date values to be dates in the
# first. Seen: the GeoPackage has a column of text, so that QGIS sorts and filters it as words, and geopandas
# reads text back; from the GeoJSON of the same table, where all is text, dates are read. The same call
# with use_arrow=True (which needs pyarrow) writes a date. Whole numbers and booleans with a gap stay what they are
# in the file, but geopandas reads both back as floats.
#
# What to do about it: write through Arrow, or turn the columns to datetime64 and live with a time of day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check geopandas==1.2.0 pyogrio==0.13.0 shapely==2.1.2 pandas==3.1.1 numpy==2.3.4 pyarrow==26.0.1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from datetime import date
from importlib.metadata import version

import geopandas as gpd
import pandas as pd
import pyogrio
from shapely import Point

print("pyogrio", version("pyogrio"), "geopandas", version("geopandas"))
table = gpd.GeoDataFrame(
    {
        "opened": [date(2024, 9, 1), None],
        "pupils": pd.array([120, None], dtype="Int64"),
        "boarders": pd.array([True, None], dtype="boolean"),
    },
    geometry=[Point(1, 2), Point(3, 4)],
    crs=27700,
)
seen = {}
for name, options in (("plain.gpkg", {}), ("plain.geojson", {}), ("arrow.gpkg", {"use_arrow": True})):
    table.to_file(name, **options)
    info = pyogrio.read_info(name)
    seen[name] = dict(zip(info["fields"], info["ogr_types"]))
    print(name, seen[name], {column: str(kind) for column, kind in gpd.read_file(name).dtypes.items()})
assert [seen[name]["opened"] for name in seen] == ["OFTString", "OFTDate", "OFTDate"]
back = gpd.read_file("plain.gpkg")
assert str(back["pupils"].dtype) == str(back["boarders"].dtype) == "float64"
assert isinstance(back["opened"][0], str)
PY
