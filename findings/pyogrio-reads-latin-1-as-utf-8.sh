#!/usr/bin/env bash
# pyogrio 0.13.0 (GDAL 3.12.4): read_dataframe(encoding="iso-8859-1") decodes a shapefile as UTF-8.
#
# One would expect the bytes to be read in the encoding that is asked for, or an error for a name
# that is not known. Seen: "cp1252", "cp850" and "iso8859-15" do what they say; "iso-8859-1",
# "latin-1" and "mac-roman" read UTF-8, and bytes of Latin-1 end in a UnicodeDecodeError.
#
# What to do about it: ask for cp1252, which has every letter of Latin-1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyogrio==0.13.0 geopandas==1.1.3
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

print("pyogrio", pyogrio.__version__, "GDAL", pyogrio.__gdal_version__)
frame = gpd.GeoDataFrame({"name": ["Caf#"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
frame.to_file("a.shp", engine="pyogrio")
Path("a.cpg").unlink()
table = Path("a.dbf")
table.write_bytes(table.read_bytes().replace(b"Caf#", b"Caf\xe9"))


def read(encoding: str) -> str:
    try:
        return str(pyogrio.read_dataframe("a.shp", encoding=encoding)["name"][0])
    except UnicodeDecodeError as error:
        return type(error).__name__


seen = {name: read(name) for name in ("cp1252", "iso8859-15", "iso-8859-1", "latin-1", "mac-roman")}
print(seen)
assert seen["cp1252"] == seen["iso8859-15"] == "Caf\u00e9"
assert seen["iso-8859-1"] == seen["latin-1"] == seen["mac-roman"] == "UnicodeDecodeError"
PY
