#!/usr/bin/env bash
# libpysal 4.14.1: coplanar="jitter" moves every point by a whole unit of its coordinates.
#
# Schools that share a site have the same position, and Graph.build_knn then offers to "jitter" the points.
# Its help speaks of the smallest movement that makes positions unique, so one would expect a hair's
# breadth. Seen: each point, of one site or alone, moves by 1: a metre on the National Grid, but a whole
# degree, about 100 km, where the table is in longitude and latitude. The "nearest" of most schools
# are then others than without a jitter, and nothing is said. (The radius is added to sine and
# cosine where it should be multiplied; the default coplanar="raise" refuses, and "clique" ends in
# an error of pandas 3.1.1 here.)
#
# What to do about it: turn degrees into metres first, or find neighbours with a tree that knows
# equal positions (SciPy's cKDTree, scikit-learn's NearestNeighbors).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check libpysal==4.14.1 geopandas==1.2.0 pandas==3.1.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import geopandas
import numpy as np
from libpysal.graph import Graph
from scipy.spatial import cKDTree

print("libpysal", version("libpysal"))
# A street of 40 schools, 700 m apart, and two more on the site of the first.
longitude = np.r_[-1.80 + 0.0105 * np.arange(40), -1.80, -1.80]
latitude = np.full(42, 53.8)
schools = geopandas.GeoSeries.from_xy(longitude, latitude, crs="EPSG:4326")
true = cKDTree(np.c_[longitude, latitude]).query(np.c_[longitude, latitude], k=6)[1]
right = {i: {int(j) for j in row if j != i} for i, row in enumerate(true)}
alone = range(5, 35)  # those whose five nearest are not the shared site
shares = []
for _ in range(20):
    found = Graph.build_knn(schools, k=4, coplanar="jitter").neighbors
    shares.append(sum({int(j) for j in found[i]} <= right[i] for i in alone) / len(alone))
print("schools in the middle of the street whose 4 nearest are among the 5 truly nearest: "
      f"{100 * np.mean(shares):.0f} % of them, by 20 runs")

metres = geopandas.GeoSeries.from_xy(700.0 * np.r_[np.arange(40), 0, 0], np.zeros(42), crs="EPSG:27700")
found = Graph.build_knn(metres, k=4, coplanar="jitter").neighbors
good = all({int(j) for j in found[i]} <= right[i] for i in alone)
print("the same street in metres:", "all right" if good else "wrong")
if np.mean(shares) > 0.2 or not good:
    raise SystemExit("this has changed")
print("as described")
PY
