#!/usr/bin/env bash
# Valhalla 3.9.1 (pyvalhalla): /sources_to_targets starts from another road than /locate names first.
#
# One would expect that a place on a small island, where /locate finds a road five metres away, has no way to
# the mainland: null. Seen: the matrix gives it minutes, with HTTP 200 and no warning, from a road of the
# mainland 11 km away. Roads from which fewer than 50 others can be reached (minimum_reachability) are passed over
# for any that lead farther, however far (search_cutoff, 35 km); /locate lists both. So the distance that /locate
# gives is not how far the matrix has moved the point.
#
# What to do about it: send "search_cutoff" with every location, the metres within which a road may lie. The
# same matrix then says null; a point without any road so near refuses the request (code 170 or 171).
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
for python in python3.14 python3.13 python3.12 python3 "$HOME"/.pyenv/versions/3.1[2-9].*/bin/python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break
done
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyvalhalla==3.9.1
cd "$folder"
PATH="$folder/venv/bin:$PATH"
python - <<'PY'
# A mainland of 24 by 24 crossings and, 11 km to the south, an island of 4 by 4; 500 m apart.
nodes, ways = [], []
for south, size in ((53.50, 24), (53.40, 4)):
    at = {}
    for i in range(size):
        for j in range(size):
            at[i, j] = len(nodes) + 1
            nodes.append((south + j * 0.0045, -1.50 + i * 0.0075))
    ways += [[at[i, j] for j in range(size)] for i in range(size)]
    ways += [[at[i, j] for i in range(size)] for j in range(size)]
lines = ["<osm version='0.6'>"]
lines += [f"<node id='{n}' version='1' lat='{y:.6f}' lon='{x:.6f}'/>" for n, (y, x) in enumerate(nodes, 1)]
lines += [f"<way id='{n}' version='1'>" + "".join(f"<nd ref='{r}'/>" for r in way)
          + "<tag k='highway' v='residential'/></way>" for n, way in enumerate(ways, 1)]
open("map.osm", "w").write("\n".join([*lines, "</osm>"]))
PY
valhalla_build_config --mjolnir-tile-dir tiles --httpd-service-listen tcp://127.0.0.1:8987 --output valhalla.json >log 2>&1
python -m valhalla valhalla_build_tiles -c valhalla.json map.osm >>log 2>&1
"$folder"/venv/lib/python3*/site-packages/valhalla/bin/valhalla_service valhalla.json 1 >>log 2>&1 &
server=$!
python - <<'PY'
import importlib.metadata
import json
import time
import urllib.request


def ask(what, payload):
    request = urllib.request.Request(f"http://127.0.0.1:8987/{what}", json.dumps(payload).encode(),
                                     {"Content-Type": "application/json"})
    for _ in range(100):
        try:
            return json.load(urllib.request.urlopen(request, timeout=5))
        except OSError:
            time.sleep(0.1)
    raise SystemExit("no answer")


def matrix(**more):
    places = [{"lon": -1.499, "lat": 53.40005} | more, {"lon": -1.44, "lat": 53.54} | more]
    said = ask("sources_to_targets",
               {"sources": places, "targets": places, "costing": "auto", "verbose": False})
    return said["sources_to_targets"]["durations"][0][1], said.get("warnings")


print("pyvalhalla", importlib.metadata.version("pyvalhalla"))
(located,) = ask("locate", {"locations": [{"lon": -1.499, "lat": 53.40005}], "costing": "auto", "verbose": True})
metres = [round(edge["distance"], 1) for edge in located["edges"]]
print("locate:", metres, "m")
moved, within = matrix(), matrix(search_cutoff=1000)
print("matrix:", moved[0], "seconds, warnings:", moved[1])
print("matrix with search_cutoff:", within[0])
assert metres[0] < 20 < 8000 < metres[-1]
assert moved[0] > 60 and not moved[1]
assert within[0] is None
PY
