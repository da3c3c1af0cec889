"""A server on loopback that answers as postcodes.io is documented to, and can misbehave.

``FakeService`` answers from the table it is given: the real rows of the ONS Postcode
Directory where they are at hand (``real_table``), else a few made-up ones (``TABLE``). A
``fault`` takes the place of the answer: a function of the open request that says whether
it has answered. Every request is written down in ``asked``.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd

SAMPLE = Path("postcodes") / "onspd-sample-postcodesio_seed_postcode_2025-09.csv"
LIMIT = 100


@dataclass(frozen=True)
class Row:
    """One postcode of the directory; metres None where it has no position."""

    postcode: str
    easting: int | None
    northing: int | None
    longitude: float | None
    latitude: float | None
    district: str = "E07000241"
    lsoa: str = "E01023914"
    ended: str = ""  # year and month, as 199606


def made_up(area: str, count: int) -> list[Row]:
    """So many live postcodes of one outward code, a hundred metres apart."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return [
        Row(
            f"{area} {n // 400 % 10}{letters[n // 20 % 20]}{letters[n % 20]}",
            500_000 + 100 * n, 200_000, -0.55, 51.69,
        )
        for n in range(count)
    ]  # fmt: skip


TABLE = {
    row.postcode: row
    for row in (
        Row("AL10 0AA", 522_000, 208_000, -0.233811, 51.757409),
        Row("AL10 0AB", 522_600, 208_800, -0.22484, 51.764467, lsoa=""),
        Row("AL10 0ZZ", 522_300, 208_400, -0.229326, 51.760938, ended="201906"),
        Row("BT1 1AA", 333_900, 374_300, -5.9301, 54.5993, "N09000003", ""),
        Row("JE2 4WD", None, None, None, None, "L99999999", "L99999999"),
    )
}


def real_table(shared_data: Path) -> dict[str, Row]:
    """The rows of the sample of the ONS Postcode Directory."""
    raw = pd.read_csv(shared_data / SAMPLE, dtype="str", keep_default_na=False)
    table = {}
    for at in raw.to_dict("records"):
        placed = at["osgrdind"] != "9"
        table[at["pcds"]] = Row(
            at["pcds"],
            int(at["oseast1m"]) if placed else None,
            int(at["osnrth1m"]) if placed else None,
            float(at["long"]) if placed else None,
            float(at["lat"]) if placed else None,
            at["oslaua"],
            at["lsoa21"],
            at["doterm"],
        )
    return table


Fault = Callable[["Request"], bool]


@dataclass
class FakeService:
    """The server: where it is, what it knows, what it was asked."""

    table: dict[str, Row] = field(default_factory=lambda: dict(TABLE))
    fault: Fault | None = None
    eastings_of_ended: bool = False  # as the service does it since 2025
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    base: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    def posts(self) -> list[list[str]]:
        """The postcodes of each bulk call."""
        return [payload["postcodes"] for verb, _, payload in self.asked if verb == "POST"]

    def gets(self) -> list[str]:
        """The paths of the single calls."""
        return [path for verb, path, _ in self.asked if verb == "GET"]

    def answer(self, verb: str, path: str, payload: Any) -> tuple[int, Any]:
        """Status and JSON, as the documentation has them."""
        if (verb, path) == ("POST", "/postcodes"):
            return self._bulk(payload)
        parts = path.split("/")
        if verb == "GET" and len(parts) == 3 and parts[1] == "terminated_postcodes":
            row = self.table.get(parts[2])
            if row is None or not row.ended:
                return 404, {"status": 404, "error": "Terminated postcode not found"}
            return 200, {"status": 200, "result": self._ended(row)}
        if verb == "GET" and len(parts) == 3 and parts[1] == "outcodes":
            return self._outcode(parts[2])
        return 404, {"status": 404, "error": "Resource not found"}

    def _bulk(self, payload: Any) -> tuple[int, Any]:
        codes = payload.get("postcodes") if isinstance(payload, dict) else None
        if not isinstance(codes, list):
            return 400, {"status": 400, "error": "Invalid JSON submitted."}
        if len(codes) > LIMIT:
            return 400, {"status": 400, "error": "Too many postcodes submitted."}
        return 200, {
            "status": 200,
            "result": [{"query": code, "result": self.live(code)} for code in codes],
        }

    def live(self, code: str) -> dict[str, Any] | None:
        """The member ``result`` for one postcode of a bulk call."""
        row = self.table.get(code)
        if row is None or row.ended:
            return None
        return {
            "postcode": row.postcode,
            "quality": 9 if row.easting is None else 1,
            "eastings": row.easting,
            "northings": row.northing,
            "country": "Northern Ireland" if code.startswith("BT") else "England",
            "longitude": row.longitude,
            "latitude": row.latitude,
            "admin_district": "Somewhere",
            "outcode": code.split(" ")[0],
            "codes": {"admin_district": row.district, "lsoa": row.lsoa or None, "msoa": None},
        }

    def _ended(self, row: Row) -> dict[str, Any]:
        result = {
            "postcode": row.postcode,
            "year_terminated": int(row.ended[:4]),
            "month_terminated": int(row.ended[4:]),
            "longitude": row.longitude,
            "latitude": row.latitude,
        }
        if self.eastings_of_ended:
            result |= {"eastings": row.easting, "northings": row.northing}
        return result

    def _outcode(self, name: str) -> tuple[int, Any]:
        live = [r for r in self.table.values() if r.postcode.split(" ")[0] == name and not r.ended]
        if not live:
            return 404, {"status": 404, "error": "Outcode not found"}
        placed = [r for r in live if r.easting is not None]
        # The service rounds the mean of nothing to 0.
        east = round(sum(r.easting or 0 for r in placed) / max(len(placed), 1))
        north = round(sum(r.northing or 0 for r in placed) / max(len(placed), 1))
        return 200, {
            "status": 200,
            "result": {"outcode": name, "eastings": east, "northings": north},
        }


class Request(BaseHTTPRequestHandler):
    """One request; ``fake`` is the service, ``raw`` what was posted."""

    fake: FakeService
    raw: bytes = b""
    payload: Any = None

    def do_POST(self) -> None:
        self.raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._serve("POST", json.loads(self.raw))

    def do_GET(self) -> None:
        self._serve("GET", None)

    def _serve(self, verb: str, payload: Any) -> None:
        self.payload = payload
        self.fake.asked.append((verb, unquote(self.path), payload))
        with contextlib.suppress(OSError):  # whoever asked has gone
            if self.fake.fault is None or not self.fake.fault(self):
                status, body = self.fake.answer(verb, unquote(self.path), payload)
                self.say(status, json.dumps(body).encode())

    def say(self, status: int, body: bytes, **headers: str) -> None:
        """A whole answer; of headers, _ stands for -."""
        self.send_response(status)
        kinds = {"Content_Type": "application/json", "Content_Length": str(len(body))}
        for name, value in (kinds | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@contextlib.contextmanager
def serving(fake: FakeService) -> Iterator[FakeService]:
    """Run the server on a free port of loopback; ``fake.base`` is its address."""
    handler = type("Handler", (Request,), {"fake": fake})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        fake.base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            fake.closing.set()
            server.shutdown()
            thread.join()
