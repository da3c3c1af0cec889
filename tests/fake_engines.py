"""Routing engines on loopback that answer as OSRM and Valhalla do, and can misbehave.

``FakeEngine`` works out seconds from the straight distance: the way there is 1.3 times as long at
50 km/h, the way back a little longer. A point is moved as far as ``snap`` says; where that is
farther than allowed, to the ``nearest`` road, a piece of its own. What lies on different
``island`` has no way. A ``fault`` takes the place of the answer to a table: a function of the open
request that says whether it has answered; ``place_fault`` that of an answer about places, whose
``asked`` has them last. ``tables`` are those asked for.
"""

from __future__ import annotations

import contextlib
import json
import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Point = tuple[float, float]


def metres(one: Point, other: Point) -> float:
    """On a sphere, as flat as it is here."""
    x = math.radians(other[0] - one[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return 6_371_008.8 * math.hypot(x, math.radians(other[1] - one[1]))


def true_seconds(one: Point, other: Point) -> float:
    """Tenths; northwards takes a tenth longer than southwards."""
    slope = 1.1 if other[1] > one[1] else 1.0
    return round(metres(one, other) * 1.3 / (50 / 3.6) * slope, 1)


@dataclass
class FakeEngine:
    kind: str
    snap: Callable[[Point], float] = lambda point: 5.0
    nearest: Callable[[Point], float] | None = None
    island: Callable[[Point], int] = lambda point: 0
    cells: int = 10_000
    fault: Callable[[Request], bool] | None = None
    faults_about_places: bool = False
    place_fault: Callable[[Request], bool] | None = None
    spoil_places: Callable[[list[dict[str, Any]]], Any] | None = None  # of Valhalla
    version: Any = "3.9.1"
    spoil: Callable[[dict[str, Any]], Any] | None = None
    base: str = ""
    paths: list[str] = field(default_factory=list)
    tables: list[tuple[list[Point], list[Point]]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def travel(self) -> str:
        return f"{self.kind}={self.base}"

    @property
    def cells_asked(self) -> int:
        return sum(len(origins) * len(destinations) for origins, destinations in self.tables)

    def moved(self, point: Point, limit: float) -> float:
        """How far a table moves a point that may be moved so far."""
        far = self.snap(point)
        return far if far <= limit or self.nearest is None else self.nearest(point)

    def on(self, point: Point, limit: float) -> object:
        """The piece of road a point is moved to: one of its own, or its island's."""
        return self.island(point) if self.snap(point) <= limit else point

    def seconds(
        self, origins: list[Point], destinations: list[Point], limit: float
    ) -> list[list[float | None]]:
        return [
            [
                true_seconds(one, other) if self.on(one, limit) == self.on(other, limit) else None
                for other in destinations
            ]
            for one in origins
        ]


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def fake(self) -> FakeEngine:
        return self.server.fake  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        self.fake.paths.append(self.path)
        url = urlsplit(self.path)
        if self.fake.kind == "valhalla":
            return self.say(
                200, {"version": self.fake.version, "tileset_last_modified": 1_760_000_000}
            )
        service, _, _, text = url.path.strip("/").split("/", 3)
        points = [(float(x), float(y)) for x, y in (p.split(",") for p in text.split(";"))]
        if service == "nearest":
            far = (self.fake.nearest or self.fake.snap)(points[0])
            if math.isinf(far):
                return self.say(400, {"code": "NoSegment", "message": "for coordinate 0"})
            return self.say(200, {"code": "Ok", "waypoints": [{"distance": far}]})
        query = parse_qs(url.query)
        chosen = [
            [points[int(n)] for n in query[side][0].split(";")]
            for side in ("sources", "destinations")
        ]
        if "radiuses" not in query:  # OSRM is asked about places by a table too
            return self._table(*chosen, math.inf, about_places=True)
        limits = list(map(float, query["radiuses"][0].split(";")))
        for number, point in enumerate(points):
            if self.fake.moved(point, limits[number]) > limits[number]:
                return self.say(400, {"code": "NoSegment", "message": f"coordinate {number}"})
        return self._table(*chosen, limits[0])

    def do_POST(self) -> None:
        self.fake.paths.append(self.path)
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/locate":
            self.asked = ([], [(place["lon"], place["lat"]) for place in asked["locations"]])
            if self.fake.place_fault is not None and self.fake.place_fault(self):
                return None
            found = [self._located(place) for place in asked["locations"]]
            return self.say(200, self.fake.spoil_places(found) if self.fake.spoil_places else found)
        origins, destinations = (
            [(place["lon"], place["lat"]) for place in asked[side]]
            for side in ("sources", "targets")
        )
        return self._table(origins, destinations, asked["sources"][0]["search_cutoff"])

    def _located(self, place: dict[str, float]) -> dict[str, Any]:
        limit = place["search_cutoff"]
        far = self.fake.moved((place["lon"], place["lat"]), limit)
        if far > limit:
            return {"edges": None, "warnings": []}
        edge = {"correlated_lon": place["lon"], "correlated_lat": place["lat"] + far / 111_195}
        return {"edges": [edge], "nodes": []}

    def _table(
        self,
        origins: list[Point],
        destinations: list[Point],
        limit: float,
        about_places: bool = False,
    ) -> None:
        self.asked = (origins, destinations)
        if about_places and self.fake.place_fault is not None and self.fake.place_fault(self):
            return None
        applies = self.fake.faults_about_places or not about_places
        if applies and self.fake.fault is not None and self.fake.fault(self):
            return None
        if len(origins) * len(destinations) > self.fake.cells:
            if self.fake.kind == "osrm":
                return self.say(400, {"code": "TooBig", "message": "Too many table coordinates"})
            return self.say(400, {"error_code": 150, "error": "Exceeded max locations: 4"})
        islands = {self.fake.on(point, limit) for point in origins + destinations}
        if self.fake.kind == "valhalla" and len(islands) > 1 and -1 in islands:
            return self.say(400, {"error_code": 170, "error": "Locations are in unconnected"})
        if not about_places:
            self.fake.tables.append((origins, destinations))
        seconds = self.fake.seconds(origins, destinations, limit)
        if self.fake.kind == "osrm":
            body: Any = {
                "code": "Ok",
                "durations": seconds,
                "sources": [{"distance": self.fake.moved(p, limit)} for p in origins],
                "destinations": [{"distance": self.fake.moved(p, limit)} for p in destinations],
            }
        else:
            whole = [[None if s is None else round(s) for s in row] for row in seconds]
            body = {"sources_to_targets": {"durations": whole}, "units": "kilometers"}
        spoilt = self.fake.spoil is not None and not about_places
        return self.say(200, self.fake.spoil(body) if spoilt else body)  # type: ignore[misc]

    def say(self, status: int, body: Any, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to the terminal."""


@contextlib.contextmanager
def serving(fake: FakeEngine) -> Iterator[FakeEngine]:
    """The engine, running, at ``fake.base``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    server.daemon_threads = True
    server.fake = fake  # type: ignore[attr-defined]
    fake.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        fake.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
