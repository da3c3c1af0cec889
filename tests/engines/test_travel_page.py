"""docs/travel.md: its commands make a running engine of a real extract, and a run asks it."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import road_engines
from program import output_of, table

from matcher.core.geo import to_grid

pytestmark = [
    pytest.mark.real,
    pytest.mark.xdist_group("engines"),
    pytest.mark.skipif(os.name == "nt", reason="the page's commands for Linux and Mac"),
]

PORTS = {"osrm": "5000", "valhalla": "8002"}
# Corners of the streets around a university: longitude, latitude, and who is there.
SCHOOLS = (
    (-1.5508, 53.8059, "Hillgarth School", "seeker"),
    (-1.5611, 53.8047, "Clarengate School", "seeker"),
    (-1.5550, 53.8080, "Woodsley School", "seeker"),
    (-1.5496, 53.8060, "Sallowgate College", "partner"),
    (-1.5570, 53.8070, "Fentonmere College", "partner"),
)


def block(page: str, sign: str, engine: str) -> list[str]:
    """The lines of the block of the page with this sign."""
    found = re.search(rf"^```sh {sign}={engine}\n(.*?)^```", page, re.M | re.S)
    assert found, (sign, engine)
    return found[1].splitlines()


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "docs" / "travel.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, shared_data: Path) -> Path:
    """The reader's folder: an extract, and a list of schools."""
    extract = shared_data / "osm" / "leeds-extract.osm.pbf"
    if not extract.is_file():
        pytest.skip("the extract of Leeds is not here")
    (tmp_path / extract.name).write_bytes(extract.read_bytes())
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["URN", "Name", "Type", "Phase", "Easting", "Northing", "Role"])
    x, y = to_grid(*np.array([school[:2] for school in SCHOOLS], dtype=float).T)
    for number, (_, _, name, role) in enumerate(SCHOOLS):
        kind = "Other independent school" if role == "partner" else "Community school"
        phase = "Not applicable" if role == "partner" else "Secondary"
        sheet.append(
            [900_001 + number, name, kind, phase, round(x[number]), round(y[number]), role]
        )
    book.save(tmp_path / "schools.xlsx")
    return tmp_path


@contextmanager
def served(line: str, url: str, folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """The page's engine at work; it is ended with all that it started."""
    with (folder / "engine.log").open("wb") as log:
        process = subprocess.Popen(
            shlex.split(line), cwd=folder, env=environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            end = time.monotonic() + 30
            while not road_engines.answers(url):
                assert time.monotonic() < end, (folder / "engine.log").read_text()[-2000:]
                time.sleep(0.05)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.parametrize("engine", PORTS)
def test_from_an_extract_to_a_run(
    page: str, folder: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    road_engines.program(engine, {"osrm": "osrm-routed", "valhalla": "valhalla_service"}[engine])
    programs = road_engines.packages().parents[2] / "bin"
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    port = str(road_engines.free_port())

    def here(line: str) -> str:
        return line.replace(PORTS[engine], port)

    script = "\n".join(map(here, block(page, "engine", engine)))
    made = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, env=environment,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-2000:]
    (serve,) = block(page, "serve", engine)
    (match,) = set(re.findall(rf"^matcher (match .*--travel {engine}=.*)$", page, re.M)[:1])
    monkeypatch.chdir(folder)
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(folder / "cache"))
    with served(here(serve), f"http://127.0.0.1:{port}", folder, environment):
        output_of(*shlex.split(here(match)))
        if engine == "osrm":
            for line in block(page, "file", "make"):
                output_of(*shlex.split(here(line))[1:])
    if engine == "osrm":  # and without the engine
        for line in block(page, "file", "use"):
            output_of(*shlex.split(line)[1:])
        told = table(folder / "by-file" / "matches.csv")
        assert {row["minutes_by"] for row in told} <= {"file", "estimate"}
    rows = table(folder / "by-road" / "matches.csv")
    assert {(row["seeker_name"], row["partner_name"]) for row in rows} >= {
        ("Hillgarth School", "Sallowgate College")
    }
    assert {row["minutes_by"] for row in rows} <= {"routed", "estimate"}
    assert any(row["minutes_by"] == "routed" and 0 < float(row["minutes"]) < 10 for row in rows)


def test_the_packages_are_the_locked_ones(page: str, repository: Path) -> None:
    """What the page tells a reader to install is what is tried here."""
    locked = (repository / "requirements" / "engines.txt").read_text(encoding="utf-8")
    for engine in PORTS:
        *_, install = block(page, "setup", engine)
        assert re.search(rf"^{install.removeprefix('pip install ')}==", locked, re.M)
