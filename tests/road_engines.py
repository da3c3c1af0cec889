"""Real routing engines for tests: where they are, their data made, a server started and stopped.

They live in an environment of their own, as their packages ask for Python 3.12 or newer:
``start.py test`` makes it in .venv/engines, or the variable MATCHER_ENGINES names the folder of
one that has the packages of requirements/engines.txt. Tests skip where there is none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

REPOSITORY = Path(__file__).resolve().parent.parent
Floats = NDArray[np.float64]


def packages() -> Path:
    """The folder of the installed packages of the engines; skips where there is none."""
    place = Path(os.environ.get("MATCHER_ENGINES") or REPOSITORY / ".venv" / "engines")
    found = [*place.glob("lib/python*/site-packages"), *place.glob("Lib/site-packages")]
    if not found:
        pytest.skip("no routing engines here (start.py test installs them, or MATCHER_ENGINES)")
    return found[0]


def program(package: str, name: str) -> Path:
    """An executable of ``osrm`` or ``valhalla``; skips where its package is not installed."""
    path = packages() / package / "bin" / (name + (".exe" if os.name == "nt" else ""))
    if not path.is_file():
        pytest.skip(f"{name} is not installed beside the other routing engine")
    return path


def run(*command: str | Path, cwd: Path) -> None:
    """One step of making an engine's data; what it said stands in the assertion."""
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, timeout=120)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])


@contextlib.contextmanager
def made_once(streets: Path, engine: str) -> Iterator[Path | None]:
    """A folder for the data that ``engine`` makes of ``streets``, kept between runs of the tests
    under the fingerprint of both; None within: it is there already, nothing to make. The folder is
    what :func:`kept` says."""
    folder = kept(streets, engine)
    if folder.is_dir():
        yield None
        return
    making = Path(tempfile.mkdtemp(prefix=f"{folder.name}-"))
    try:
        shutil.copy(streets, making / streets.name)
        yield making
        with contextlib.suppress(OSError):  # another run was quicker
            making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def kept(streets: Path, engine: str) -> Path:
    """Where the data of an engine stay that were made of these streets."""
    versions = sorted(path.name for path in packages().glob("*.dist-info"))
    told = json.dumps([versions, engine]).encode() + streets.read_bytes()
    own = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    name = f"matcher-roads{own}-{engine}-{hashlib.sha256(told).hexdigest()[:16]}"
    return Path(tempfile.gettempdir()) / name


def osrm_data(streets: Path) -> Path:
    """The network of OSRM for these streets, by car; the path that ``osrm-routed`` is given.

    Partitioned and customised rather than contracted: a town of straight streets takes a second so,
    and half a minute else."""
    with made_once(streets, "osrm") as folder:
        if folder is not None:
            profile = packages() / "osrm" / "share" / "profiles" / "car.lua"
            roads = f"roads{''.join(streets.suffixes)}"
            (folder / streets.name).rename(folder / roads)
            run(program("osrm", "osrm-extract"), "-p", profile, roads, cwd=folder)
            run(program("osrm", "osrm-partition"), "roads.osrm", cwd=folder)
            run(program("osrm", "osrm-customize"), "roads.osrm", cwd=folder)
    return kept(streets, "osrm") / "roads.osrm"


def valhalla_data(streets: Path) -> Path:
    """The tiles of Valhalla for these streets; their folder."""
    with made_once(streets, "valhalla") as folder:
        if folder is not None:
            config = folder / "config.json"
            config.write_text(json.dumps(valhalla_config(folder / "tiles", 0)), encoding="utf-8")
            run(program("valhalla", "valhalla_build_tiles"), "-c", config, streets.name, cwd=folder)
            config.unlink()
    return kept(streets, "valhalla") / "tiles"


def valhalla_config(tiles: Path, port: int) -> dict[str, Any]:
    """The settings of Valhalla as its own tool writes them, for these tiles and this port."""
    tool = packages() / "valhalla" / "valhalla_build_config.py"
    python = next(packages().parents[2].glob("bin/python"), None) or "python"
    written = subprocess.run(
        [str(python), str(tool), "--mjolnir-tile-dir", str(tiles), "--mjolnir-concurrency", "2",
         "--httpd-service-listen", f"tcp://127.0.0.1:{port}"],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    return json.loads(written.stdout)  # type: ignore[no-any-return]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def serving(command: Sequence[str | Path], url: str, log: Path) -> Iterator[str]:
    """``url`` while the command serves it; the process is ended afterwards."""
    with log.open("wb") as out:
        process = subprocess.Popen([*map(str, command)], stdout=out, stderr=out, cwd=log.parent)
        try:
            end = time.monotonic() + 30
            while not answers(url):
                assert process.poll() is None, log.read_text(errors="replace")[-2000:]
                assert time.monotonic() < end, "the engine does not answer"
                time.sleep(0.05)
            yield url
        finally:
            process.kill()
            process.wait()


def answers(url: str) -> bool:
    """Whether anybody answers at an address, with whatever."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextlib.contextmanager
def osrm(streets: Path, log: Path, *more: str) -> Iterator[str]:
    """The address of a running ``osrm-routed``, on this machine alone."""
    port = free_port()
    command = [program("osrm", "osrm-routed"), "--ip", "127.0.0.1", "--port", str(port),
               "--algorithm", "mld", "--threads", "2", *more, osrm_data(streets)]  # fmt: skip
    with serving(command, f"http://127.0.0.1:{port}", log) as url:
        yield url


@contextlib.contextmanager
def valhalla(streets: Path, log: Path) -> Iterator[str]:
    """The address of a running ``valhalla_service``, on this machine alone."""
    port = free_port()
    config = log.with_suffix(".json")
    config.write_text(json.dumps(valhalla_config(valhalla_data(streets), port)), encoding="utf-8")
    command = [program("valhalla", "valhalla_service"), config, "1"]
    with serving(command, f"http://127.0.0.1:{port}", log) as url:
        yield url


def ask(url: str, payload: object = None) -> Any:
    """What an engine answers, as data; of a refusal too."""
    data = None if payload is None else json.dumps(payload).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        return json.load(refused)


def osrm_minutes(url: str, lon: Floats, lat: Floats, within_m: int, block: int = 50) -> Floats:
    """Minutes from each place to each, asked of OSRM directly: inf where there is no way, NaN of a
    place without a road within so many metres. Nothing of the product has a part in it."""
    places = [f"{x:.6f},{y:.6f}" for x, y in zip(lon, lat, strict=True)]
    near = []
    for number, place in enumerate(places):
        (found_road,) = ask(f"{url}/nearest/v1/car/{place}")["waypoints"]
        if found_road["distance"] <= within_m:
            near.append(number)
    found = np.full((len(places), len(places)), np.nan)
    for a in range(0, len(near), block):
        for b in range(0, len(near), block):
            rows, columns = near[a : a + block], near[b : b + block]
            these = ";".join(places[i] for i in [*rows, *columns])
            radii = ";".join([str(within_m)] * (len(rows) + len(columns)))
            said = ask(
                f"{url}/table/v1/car/{these}?annotations=duration&radiuses={radii}"
                f"&sources={';'.join(map(str, range(len(rows))))}"
                f"&destinations={';'.join(str(len(rows) + i) for i in range(len(columns)))}"
            )
            cells = np.array(said["durations"], dtype=float) / 60.0  # null becomes NaN
            found[np.ix_(rows, columns)] = np.where(np.isnan(cells), np.inf, cells)
    return found
