#!/usr/bin/env bash
# topojson 2.2 (Python): a topology has fewer points than the shapes it was made of.
#
# A long side is cut into short pieces (shapely.segmentize), so that it stays true when it is put into
# degrees. With prequantize=False, and no simplification asked for, one would expect these points to
# come back. Seen: every point on a straight line between its neighbours is gone, with shared_coords
# True and False alike: a box of 200 by 100 km in pieces of 50 km has 13 points before and 5 after.
#
# What to do about it: cut long sides after the topology is made, not before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check topojson==2.2 shapely==2.1.2 numpy==2.3.4
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import shapely
from topojson import Topology

print("topojson", version("topojson"), "shapely", version("shapely"))
box = shapely.segmentize(shapely.box(0, 0, 200_000, 100_000), 50_000)
before = len(box.exterior.coords)
for shared in (True, False):
    made = Topology([box], prequantize=False, shared_coords=shared)
    in_arcs = sum(len(arc) for arc in made.to_dict()["arcs"])
    shape = shapely.from_geojson(made.to_geojson()).geoms[0]
    shape = getattr(shape, "geoms", [shape])[0]
    after = len(shape.exterior.coords)
    print(f"shared_coords={shared}: {before} points before, {in_arcs} in the arcs, {after} in GeoJSON")
    assert (before, in_arcs, after) == (13, 5, 5)
PY
