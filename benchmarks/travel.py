"""Lists by travel time on the national register: how much is asked, and what it costs.

    python benchmarks/travel.py pairs    pairs asked there and back, and pairs' worth of ways asked
                                         (a pair has two), ÷ pairs that could lie within 60 minutes;
                                         with --region "North East" of one region alone
    python benchmarks/travel.py run      the whole command by a server, and once more from what is
                                         kept; its own time ÷ an engine's
    python benchmarks/travel.py without --before FOLDER    no --travel ÷ another checkout's

No engine here knows the roads of England, so times are made up: in a straight line about 30 km/h
over 5 km, 45 over 20 and 53 over 60, a third up or down for each pair, up to a tenth between there
and back. What an engine would take is reckoned at the 9,000 pairs a second that Valhalla was seen
to answer, there and back together.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "shared" / "data"
REGISTER = DATA / "gias" / "register-2025-05-24.csv"
PAIRS_A_SECOND = 9_000
MINUTES = 60
ROUNDS = 9
Floats = NDArray[np.float64]


def seconds(one: Floats, other: Floats) -> Floats:
    """Made-up seconds between points (longitude, latitude) that broadcast against each other."""
    x = np.radians(other[..., 0] - one[..., 0]) * np.cos(np.radians(53.0))
    km = 6371.0 * np.hypot(x, np.radians(other[..., 1] - one[..., 1]))
    keys = [np.rint(1e6 * point).astype(np.int64).astype(np.uint64) for point in (one, other)]
    mixed = [
        key[..., 0] * np.uint64(0x9E3779B97F4A7C15) ^ key[..., 1] * np.uint64(0xC2B2AE3D27D4EB4F)
        for key in keys
    ]
    both = (mixed[0] ^ mixed[1]) * np.uint64(0x94D049BB133111EB)
    way = (mixed[0] - mixed[1]) * np.uint64(0xBF58476D1CE4E5B9)
    varies = 0.67 + 0.66 * (both >> np.uint64(40)).astype(float) / 2.0**24
    varies *= 1.0 + 0.1 * (way >> np.uint64(40)).astype(float) / 2.0**24
    kmh = 26.0 + 44.0 * (1.0 - np.exp(-km / 15.0))
    return np.round(60.0 * np.minimum(km, 1.0) + 3600.0 * 1.3 * km / kmh * varies, 1)


class MadeUpTimes:
    """Those times as a ranking asks for them; what was asked is counted."""

    by = "routed"
    is_bounded = True

    def __init__(self, x: Floats, y: Floats) -> None:
        from matcher.core.geo import to_degrees

        self.at = np.column_stack(to_degrees(x, y))
        self.count, self.took = 0, 0.0

    def snap_m(self, of: object = None) -> Floats:
        return np.full(len(self.at), 20.0)

    def minutes(self, seekers: NDArray[np.int64], partners: NDArray[np.int64]) -> object:
        from matcher.core.travel.times import Answered

        start = time.process_time()
        one, other = self.at[seekers], self.at[partners]
        there, back = seconds(one, other), seconds(other, one)
        self.count += len(seekers)
        self.took += time.process_time() - start
        return Answered.both_ways(there / 60.0, back / 60.0)

    def there(self, seekers: NDArray[np.int64], partners: NDArray[np.int64]) -> Floats:
        start = time.process_time()
        there = seconds(self.at[seekers], self.at[partners])
        self.took += time.process_time() - start
        return np.round(there / 60.0, 3)

    def asked(self, seekers: NDArray[np.int64], partners: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.ones(len(seekers), dtype=bool)

    def known_pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        none = np.zeros(0, dtype=np.int64)
        return none, none

    def known_one_way(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        return *self.known_pairs(), np.zeros(0)


def pairs(region: str) -> None:
    from england import england
    from national import _stated

    from matcher.core.settings.combine import settings
    from matcher.match.build_arrays import urn_order
    from matcher.match.rank import rank_pairs
    from matcher.profile.cover import cover_table
    from matcher.profile.vocabulary import load

    country = england(DATA, settings(max_minutes=MINUTES))
    schools = country.by_policy("guide")
    if region:
        schools = schools[schools["region"] == region].reset_index(drop=True)
    points = schools.geometry.iloc[urn_order(schools["urn"].tolist())]
    known = country.profiling.whole
    known = known[known["urn"].isin(schools["urn"])].reset_index(drop=True)
    ways = {
        "needs as published tables and public registers tell them": (known, {}),
        "made-up needs and offers of every school": (_stated(schools), {}),
        "nearness alone": (known, {"weights": "near=1"}),
    }
    for name, (profile, given) in ways.items():
        times = MadeUpTimes(points.x.to_numpy(), points.y.to_numpy())
        config = settings(k=5, max_minutes=MINUTES, **given)
        cover = cover_table(known, load()) if profile is known else None
        start = time.process_time()
        found = rank_pairs(schools, profile, config, cover=cover, travel=times).travel
        took = time.process_time() - start - times.took
        assert found is not None
        asked = found.ways_asked / 2
        engine = asked / PAIRS_A_SECOND
        print(f"{name}: {found.could_reach:,} pairs could lie within {MINUTES} minutes, "
              f"{times.count:,} asked there and back: {times.count / found.could_reach:.3f}; "
              f"{found.ways_asked:,} ways: {asked / found.could_reach:.3f}; {took:.0f} CPU s "
              f"÷ {engine:.0f} s of an engine: {took / engine:.2f}", flush=True)  # fmt: skip


class _Osrm(BaseHTTPRequestHandler):
    """Just enough of OSRM: /nearest and /table."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        points = np.array(re.findall(r"(-?\d+\.\d+),(-?\d+\.\d+)", self.path), dtype=float)
        body: dict[str, object] = {"code": "Ok", "waypoints": [{"distance": 20.0}]}
        if "/table/" in self.path:
            chosen = [
                points[np.array(found.split(";"), dtype=int)]
                for side in ("sources", "destinations")
                for found in re.findall(rf"[?&]{side}=([\d;]+)", self.path)
            ]
            table = seconds(chosen[0][:, None], chosen[1][None])
            body = {"code": "Ok", "durations": table.tolist()} | {
                side: [{"distance": 20.0}] * len(those)
                for side, those in zip(("sources", "destinations"), chosen, strict=True)
            }
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to the terminal."""


def serve() -> None:
    """Answer until standard input ends; the port is the first line printed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Osrm)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


@contextmanager
def served() -> Iterator[str]:
    command = [sys.executable, str(Path(__file__).resolve()), "serve"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield f"osrm=http://127.0.0.1:{process.stdout.readline().strip()}"
        process.communicate()


def matched(folder: Path, register: Path, *more: str, code: Path = HERE.parent) -> float:
    """CPU seconds of ``matcher match`` on a register."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "matcher", "match", str(register), "-k", "5", "--out", str(folder),
         *more],
        check=True, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(code), "MATCHER_CACHE_DIR": str(folder.parent / "c")},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(register: Path) -> None:
    with tempfile.TemporaryDirectory() as name, served() as travel:
        folder = Path(name)
        more = ("--travel", travel, "--max-minutes", str(MINUTES), "--travel-data", "2026-11-01")
        plain = matched(folder / "plain", register)
        ours = matched(folder / "first", register, *more)
        again = matched(folder / "second", register, *more)
        told = json.loads((folder / "first" / "run.json").read_text(encoding="utf-8"))["travel"]
        engine = told["ways_asked"] / 2 / PAIRS_A_SECOND
        print(f"{told['pairs_routed']:,} pairs routed of {told['could_reach']:,} that could reach, "
              f"{told['ways_asked']:,} ways asked")  # fmt: skip
        print(f"own CPU {ours - plain:.0f} s more than without ÷ {engine:.0f} s of an engine: "
              f"{(ours - plain) / engine:.2f}")  # fmt: skip
        print(f"second run ÷ first with an engine, CPU: {again / (ours + engine):.2f} "
              f"({again:.0f} s, {ours + engine:.0f} s)")  # fmt: skip
        same = [(folder / one / "matches.csv").read_bytes() for one in ("first", "second")]
        print("the same bytes" if same[0] == same[1] else "OTHER BYTES")


def without(before: Path, register: Path) -> None:
    times: dict[Path, list[float]] = {HERE.parent: [], before: []}
    with tempfile.TemporaryDirectory() as name:
        for number in range(ROUNDS):
            for code, took in times.items():
                folder = Path(name) / f"{number}-{len(took)}-{code.name}"
                took.append(matched(folder, register, code=code))
    ratios = [a / b for a, b in zip(*times.values(), strict=True)]
    print(f"without --travel ÷ before: {statistics.median(ratios):.3f} "
          f"({statistics.median(times[HERE.parent]):.1f} CPU s)")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("pairs", "run", "without", "serve"))
    parser.add_argument("--before", type=Path, help="another checkout")
    parser.add_argument("--register", type=Path, default=REGISTER, help="of run and without")
    parser.add_argument("--region", default="", help='of pairs: one alone, as "North East"')
    given = parser.parse_args()
    if given.what == "without":
        without(given.before.resolve(), given.register)
    elif given.what == "run":
        run(given.register)
    elif given.what == "pairs":
        pairs(given.region)
    else:
        serve()
