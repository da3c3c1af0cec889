"""Runs that are killed, run side by side or kept from the network still keep their promises."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from killed_commands import Killer

from matcher.core.errors import FileError
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.verify import verify

DEMO = [sys.executable, "-m", "matcher", "demo", "--out"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no fork")
def test_a_killed_run_is_complete_or_says_that_it_is_not(demo_run: Run, tmp_path: Path) -> None:
    rng, killed = random.Random(12), 0
    find = "matcher.jobs.matching.match.find"  # the pairs: nothing is written before
    with Killer("demo", "--out", tmp_path / "timed", inside=tmp_path, once=find) as killer:
        for number in range(12):
            folder = tmp_path / str(number)
            shutil.copytree(demo_run.folder, folder)
            words = ("demo", "--out", folder)
            # The last touches of the disk put the new run in the place of the old one.
            moment = 0.5 + 0.5 * rng.random()
            killed += killer.kill(*words, moment=moment, at_touch=bool(number % 2))
            if (folder / "run.json").exists():
                assert verify(folder)[:2] == (8, [])
            else:
                with pytest.raises(FileError, match="interrupted while it was being put in place"):
                    verify(folder)
            for made in demo_run.manifest["outputs"]:
                path = folder / made["name"]
                assert path.read_bytes() == (demo_run.folder / made["name"]).read_bytes()
    assert killed >= 6
    subprocess.run([*DEMO, folder], check=True, capture_output=True)
    assert verify(folder)[:2] == (8, [])
    assert not list(folder.glob(".matcher*"))


@pytest.mark.slow
def test_runs_side_by_side_in_one_folder_do_not_mix(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    runs = [
        subprocess.Popen([*DEMO, folder], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    ends = [(run.communicate()[1].decode(), run.returncode) for run in runs]
    assert any(code == 0 for _, code in ends)
    for said, code in ends:
        assert code == 0 or "is being changed by matcher match (process" in said, said
    assert verify(folder)[1] == []


@pytest.mark.skipif(
    not shutil.which("unshare") or not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="cutting the network off needs unshare and root",
)
def test_a_run_needs_no_network(demo_run: Run, tmp_path: Path) -> None:
    cut_off = ["unshare", "--net", *DEMO, str(tmp_path / "run")]
    done = subprocess.run(
        cut_off, capture_output=True, text=True, env={**os.environ, "PROJ_NETWORK": "ON"}
    )
    if "unshare" in done.stderr:
        pytest.skip("this machine does not let us cut the network off")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "run" / "map.html").read_bytes()
    assert page == (demo_run.folder / "map.html").read_bytes()


def test_the_workbook_carries_no_date_of_its_making(demo_run: Run) -> None:
    with zipfile.ZipFile(demo_run.folder / "matches.xlsx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        properties = archive.read("docProps/core.xml").decode()
    assert "2000-01-01T00:00:00Z" in properties
    assert time.strftime("%Y-%m") not in properties
