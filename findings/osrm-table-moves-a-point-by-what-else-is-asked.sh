#!/usr/bin/env bash
# OSRM 26.10.0 (osrm-bindings): where /table and /nearest put a point depends on the other points asked.
#
# One would expect that a place on a small island, five metres from a road there, starts from that road, and that
# a table with a place on the mainland says null: there is no way. Seen: it does so alone, but together with
# the other it is moved 11 km onto the mainland and gets minutes, with HTTP 200 and code Ok. A piece of the network
# of fewer than 1,000 edges counts as small and is left as soon as the table has a point of a larger piece (known:
# Project-OSRM/osrm-backend issues 5220 and 5834).
#
# What to do about it: send "radiuses", the metres within which a road may lie, for every point. The same
# table then says null; a point without any road so near refuses the request (NoSegment, with its number).
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
for python in python3.14 python3.13 python3.12 python3 "$HOME"/.pyenv/versions/3.1[2-9].*/bin/python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break
done
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check osrm-bindings==26.10.0
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
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
osrm() { "$folder/venv/bin/python" -m osrm "$@" >>log 2>&1; }
profile=$(echo "$folder"/venv/lib/python3*/site-packages/osrm/share/profiles/car.lua)
osrm extract -p "$profile" map.osm
osrm partition map.osrm
osrm customize map.osrm
"$folder"/venv/lib/python3*/site-packages/osrm/bin/osrm-routed --ip 127.0.0.1 --port 5987 --algorithm mld map.osrm >log 2>&1 &
server=$!
"$folder/venv/bin/python" - <<'PY'
import importlib.metadata
import json
import time
import urllib.request

ISLAND, OTHER, MAINLAND = "-1.499000,53.400050", "-1.485000,53.404550", "-1.440000,53.540000"


def table(*points, more=""):
    url = f"http://127.0.0.1:5987/table/v1/driving/{';'.join(points)}?annotations=duration{more}"
    for _ in range(100):
        try:
            return json.load(urllib.request.urlopen(url, timeout=5))
        except OSError:
            time.sleep(0.1)
    raise SystemExit("no answer")


print("osrm-bindings", importlib.metadata.version("osrm-bindings"))
alone, among = table(ISLAND, OTHER), table(ISLAND, MAINLAND)
print("with another place of the island:", alone["code"], alone["sources"][0]["distance"], "m")
print("with a place of the mainland:", among["code"], among["sources"][0]["distance"], "m,",
      among["durations"][0][1], "seconds")
within = table(ISLAND, MAINLAND, more="&radiuses=1000;1000")
print("the same with radiuses:", within["code"], within["sources"][0]["distance"], "m,", within["durations"][0][1])
assert alone["code"] == among["code"] == within["code"] == "Ok"
assert alone["sources"][0]["distance"] < 20 < 8000 < among["sources"][0]["distance"]
assert among["durations"][0][1] > 60
assert within["sources"][0]["distance"] < 20 and within["durations"][0][1] is None
PY
