"""What a cluster costs and brings: the ranking here ÷ by workers in processes of their own.

    python benchmarks/cluster.py                                24,000 seekers, 2,630 partners
    python benchmarks/cluster.py --seekers 96000 --partners 10500
    python benchmarks/cluster.py --networks    as root on Linux: each worker in a network namespace
                                               of its own, so that all it gets goes over a network

Prints the CPU of all processes together (this one, the scheduler, the workers) and the wall, each ÷
that of the ranking in this process, and what is sent. Workers are started and have ranked once
before. It stops where one bit of the two rankings differs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psutil

from matcher.cluster.dask_cluster import DaskCluster, dask_cluster
from matcher.core.settings.combine import settings
from matcher.core.tables import PROFILE, SCHOOLS
from matcher.match.rank import rank_pairs

TAGS, NEEDS, OFFERS = 40, 3, 4
NET = "10.77.19"
REPOSITORY = Path(__file__).resolve().parent.parent


def england(seekers: int, partners: int) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """SCHOOLS and PROFILE of a made-up England: schools in 400 towns of very different sizes, each
    with three needs and four strengths of 40 tags; of one partner in four nothing is known."""
    rng = np.random.default_rng(5)
    many = seekers + partners
    towns = rng.uniform((150_000, 50_000), (620_000, 600_000), (400, 2))
    size = rng.pareto(1.2, 400) + 0.3
    place = towns[rng.choice(400, many, p=size / size.sum())] + rng.normal(0, 9_000, (many, 2))
    kinds = {"text": "", "number": np.nan, "integer": 1}
    schools = pd.DataFrame({one.name: kinds[one.kind] for one in SCHOOLS.columns
                            if one.kind != "point"}, index=range(many))  # fmt: skip
    schools = schools.astype({one.name: "str" for one in SCHOOLS.columns if one.kind == "text"})
    is_seeker = np.arange(many) < seekers
    schools["urn"] = pd.Series(np.arange(many) + 1_000_000).astype("str")
    schools["role"] = pd.Series(np.where(is_seeker, "seeker", "partner")).astype("str")
    schools["kind"] = pd.Series(np.where(is_seeker, "state", "independent")).astype("str")
    schools["list"] = schools["name"] = pd.Series(["made up"] * many).astype("str")
    schools["area_km"] = rng.exponential(20, many)
    points = gpd.points_from_xy(*np.round(place).T)
    speaks = np.flatnonzero(is_seeker | (rng.random(many) < 0.75))
    tag = rng.random((len(speaks), TAGS)).argpartition(7, axis=1)[:, : NEEDS + OFFERS].ravel()
    degree = rng.integers(20, 101, len(tag)) / 100
    needed = np.tile(np.arange(NEEDS + OFFERS) < NEEDS, len(speaks))
    profile = pd.DataFrame(
        {
            "urn": schools["urn"].to_numpy()[speaks.repeat(NEEDS + OFFERS)],
            "activity": np.array([f"T{n % 4 + 1}" for n in range(TAGS)])[tag],
            "subject": np.array([f"subject {n}" for n in range(TAGS)])[tag],
            "need": np.where(needed, degree, np.nan),
            "strength": np.where(needed, np.nan, degree),
            "source": "stated",
            "evidence": "",
            "confidence": 1.0,
            "recorded": np.nan,
        }
    ).reindex(columns=PROFILE.names)
    return gpd.GeoDataFrame(schools, geometry=points, crs="EPSG:27700"), profile.astype(
        PROFILE.dtypes()
    )


@contextmanager
def network(name: str, number: int) -> Iterator[list[str]]:
    """A network namespace on a bridge of this machine, and the words that start a command there."""
    ip = ("ip", "-n", name)
    for words in (
        ("ip", "netns", "add", name),
        ("ip", "link", "add", f"v{number}", "type", "veth", "peer", "name", "eth0", "netns", name),
        ("ip", "link", "set", f"v{number}", "master", "matcher-bridge", "up"),
        (*ip, "addr", "add", f"{NET}.{number + 2}/24", "dev", "eth0"),
        (*ip, "link", "set", "eth0", "up"),
        (*ip, "link", "set", "lo", "up"),
    ):
        subprocess.run(words, check=True)
    try:
        yield ["ip", "netns", "exec", name]
    finally:
        subprocess.run(("ip", "netns", "del", name), check=True)


@contextmanager
def bridge() -> Iterator[str]:
    """The bridge that the namespaces hang on, and our own address there."""
    one = "matcher-bridge"
    subprocess.run(("ip", "link", "add", one, "type", "bridge"), check=True)
    try:
        subprocess.run(("ip", "addr", "add", f"{NET}.1/24", "dev", one), check=True)
        subprocess.run(("ip", "link", "set", one, "up"), check=True)
        yield f"{NET}.1"
    finally:
        subprocess.run(("ip", "link", "del", one), check=True)


@contextmanager
def machines(workers: int, networks: bool) -> Iterator[tuple[str, list[psutil.Process]]]:
    """The address of a scheduler with so many workers, and their processes."""
    started: list[subprocess.Popen[bytes]] = []
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        host = stack.enter_context(bridge()) if networks else "127.0.0.1"
        address = f"tcp://{host}:8797"
        own = [stack.enter_context(network(f"matcher-{n}", n)) if networks else []
               for n in range(workers)]  # fmt: skip

        def start(*words: str) -> None:
            environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
            started.append(subprocess.Popen(words, env=environment, cwd=folder,
                                            stderr=subprocess.DEVNULL))  # fmt: skip

        dask = (sys.executable, "-m", "dask")
        try:
            start(*dask, "scheduler", "--host", host, "--port", "8797", "--no-dashboard")
            for number, words in enumerate(own):
                start(*words, *dask, "worker", address, "--nthreads", "1", "--no-nanny",
                      "--no-dashboard", "--local-directory", f"{folder}/{number}")  # fmt: skip
            yield address, [psutil.Process(one.pid) for one in started]
        finally:
            for one in started:
                one.kill()
            for one in started:
                one.wait()


def cpu(processes: list[psutil.Process]) -> float:
    """CPU seconds of these processes and this one so far."""
    every = [*processes, psutil.Process()]
    return sum(sum(one.cpu_times()[:2]) for one in every)


class Counted(DaskCluster):
    """A cluster that counts the bytes that are sent and come back."""

    sent = back = 0

    def send(self, data: bytes) -> Any:
        self.sent += len(data)
        return super().send(data)

    def work(self, *arguments: Any) -> list[bytes]:
        found = super().work(*arguments)
        self.back += sum(map(len, found))
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seekers", type=int, default=24_000)
    parser.add_argument("--partners", type=int, default=2_630)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--networks", action="store_true")
    asked = parser.parse_args()
    schools, profile = england(asked.seekers, asked.partners)
    config = settings(max_km=50)
    warm = england(500, 100)
    with (
        machines(asked.workers, asked.networks) as (address, processes),
        dask_cluster(address) as cluster,
    ):
        cluster._client.wait_for_workers(asked.workers, timeout=120)
        rank_pairs(*warm, config, cluster=cluster)
        found: dict[str, list[tuple[float, float]]] = {"here": [], "there": []}
        for _ in range(asked.rounds):
            lists = {}
            for where, rows in found.items():
                counted = Counted(cluster._client, address, 60)
                wall, used = time.perf_counter(), cpu(processes)
                ranking = rank_pairs(schools, profile, config,
                                     cluster=counted if where == "there" else None)  # fmt: skip
                rows.append((cpu(processes) - used, time.perf_counter() - wall))
                lists[where] = ranking.matches
            pd.testing.assert_frame_equal(lists["here"], lists["there"], check_exact=True)
    for place, name in enumerate(("CPU of all processes", "wall")):
        here, there = ([row[place] for row in found[where]] for where in ("here", "there"))
        ratio = statistics.median(b / a for a, b in zip(here, there, strict=True))
        print(f"{name}: here {statistics.median(here):.2f} s, on the cluster "
              f"{statistics.median(there):.2f} s, ratio {ratio:.2f}")  # fmt: skip
    print(f"sent {counted.sent / 1e6:.1f} MB, came back {counted.back / 1e6:.1f} MB; identical")


if __name__ == "__main__":
    main()
