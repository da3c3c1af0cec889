"""One command at a time in a folder, between real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from matcher.core.errors import OutputError
from matcher.core.files import lock
from matcher.core.files.lock import LOCK, held

HOLDER = """
import sys, time
from pathlib import Path
from matcher.core.files.lock import held
with held(Path(sys.argv[1]), "plan make"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""
COUNTER = """
import os, sys
from pathlib import Path
from matcher.core.files.lock import held
folder, count = Path(sys.argv[1]), Path(sys.argv[1], "count.txt")
for _ in range(int(sys.argv[2])):
    with held(folder, "monitor add"):
        before = int(count.read_text())
        count.write_text(str(before + 1))
"""
needs_kill = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


def _holder(folder: Path, seconds: float) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-c", HOLDER, str(folder), str(seconds)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_whoever_waits_in_vain_learns_who_holds_the_folder(tmp_path: Path) -> None:
    holder = _holder(tmp_path, 30)
    try:
        with pytest.raises(OutputError) as raised, held(tmp_path, "monitor add", wait=0.2):
            pass
    finally:
        holder.kill()
        holder.communicate()
    assert f"matcher plan make (process {holder.pid} on " in raised.value.what
    assert "Nothing was written" in raised.value.what
    with held(tmp_path, "monitor add", wait=5):
        pass
    assert not list(tmp_path.iterdir())


def test_a_second_waits_until_the_first_is_done(tmp_path: Path) -> None:
    with _holder(tmp_path, 0.5) as first:
        with held(tmp_path, "monitor add"):
            assert first.wait(5) == 0
        assert not list(tmp_path.iterdir())


def test_no_count_is_lost_where_many_count_at_once(tmp_path: Path) -> None:
    (tmp_path / "count.txt").write_text("0")
    arguments = [sys.executable, "-c", COUNTER, str(tmp_path), "100"]
    runs = [subprocess.Popen(arguments) for _ in range(6)]
    assert [run.wait() for run in runs] == [0] * 6
    assert (tmp_path / "count.txt").read_text() == "600"
    assert [entry.name for entry in tmp_path.iterdir()] == ["count.txt"]


@needs_kill
def test_a_kill_leaves_no_folder_locked(tmp_path: Path) -> None:
    holder = _holder(tmp_path, 30)
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert (tmp_path / LOCK).exists()
    start = time.monotonic()
    with held(tmp_path, "status"):
        assert time.monotonic() - start < 10
        note = json.loads((tmp_path / LOCK).read_bytes())
        assert note["process"] == os.getpid()
    assert not list(tmp_path.iterdir())


def test_a_job_may_hold_what_it_holds(tmp_path: Path) -> None:
    with held(tmp_path, "plan make"):
        with held(tmp_path / "..", "plan make"), held(tmp_path, "mou write", wait=0):
            pass
        assert (tmp_path / LOCK).exists()
    assert not list(tmp_path.iterdir())


def test_two_threads_take_turns(tmp_path: Path) -> None:
    said: list[str] = []

    def second() -> None:
        try:
            with held(tmp_path, "status", wait=0.1):
                said.append("held")
        except OutputError as error:
            said.append(error.what)

    with held(tmp_path, "plan make"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert f"process {os.getpid()} on" in said[0]


@pytest.mark.parametrize(
    "note",
    [b"", b" 5", b" {}", b" [", b"\xff\xff", b' {"command": "\\u001b[31m", "since": "x"}'],
)
def test_a_strange_note_names_nobody(note: bytes, tmp_path: Path) -> None:
    with held(tmp_path, "plan make"):
        if os.name != "nt":
            (tmp_path / LOCK).write_bytes(note)
        said: list[str] = []

        def second() -> None:
            with pytest.raises(OutputError) as raised, held(tmp_path, "status", wait=0):
                pass
            said.append(raised.value.what)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert said[0].startswith("is being changed by ")
    assert "\x1b" not in said[0]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be changed"), held(tmp_path / "none", "status"):
        pass


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs.txt").write_text("theirs")
    (tmp_path / LOCK).symlink_to(tmp_path / "theirs.txt")
    with pytest.raises(OutputError), held(tmp_path, "status", wait=0):
        pass
    assert (tmp_path / "theirs.txt").read_text() == "theirs"


def test_whose_note_a_lock_holds_is_known(tmp_path: Path) -> None:
    path = tmp_path / LOCK
    path.write_bytes(b" an old note")
    reading = os.open(path, os.O_RDONLY)
    writing = os.open(path, os.O_RDWR)
    try:
        assert not lock._may_be_written(reading)
        assert path.read_bytes() == b" an old note"
        assert lock._may_be_written(writing)
        assert path.read_bytes() == b""
    finally:
        os.close(reading)
        os.close(writing)
