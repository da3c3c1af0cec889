"""Files are written whole or not at all, whatever happens."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import pytest

from matcher.core.errors import OutputError
from matcher.core.files.atomic import write_atomic, write_bytes, write_files
from matcher.core.files.run_folder import check_folder, run_folder

WRITER = """
import sys
from pathlib import Path
from matcher.core.files.atomic import write_bytes
path = Path(sys.argv[1])
print("ready", flush=True)
for number in range(100_000):
    write_bytes(path, str(number % 10).encode() * 2_000_000)
"""


def test_a_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "out.bin"
    write_bytes(path, b"0" * 2_000_000)
    rng = random.Random(4)
    for _ in range(25):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.02 + rng.random() * 0.1)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        data = path.read_bytes()
        assert len(data) == 2_000_000
        assert data == data[:1] * len(data)
    stale = [entry for entry in tmp_path.iterdir() if entry.name != "out.bin"]
    with run_folder(tmp_path):
        pass
    if os.name != "nt":  # there one as young may still be at work
        assert not [entry for entry in stale if entry.exists()]


def test_a_failing_writer_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    write_bytes(path, b"old")

    def fail(handle: object) -> None:
        handle.write(b"half")  # type: ignore[attr-defined]
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        write_atomic(path, fail)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root"
)
def test_a_full_disk_is_said_and_the_old_file_stays(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        path = disk / "out.bin"
        write_bytes(path, b"old")
        with pytest.raises(OutputError, match="disk is full"):
            write_bytes(path, b"x" * 3_000_000)
        # The last piece waits in a buffer: closing the file fails once more.
        with pytest.raises(OutputError, match="disk is full"):
            write_atomic(path, lambda file: [file.write(b"x" * 5_000) for _ in range(600)])
        assert path.read_bytes() == b"old"
        assert [entry.name for entry in disk.iterdir()] == ["out.bin"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "budget.xlsx").write_text("theirs")
    with pytest.raises(OutputError, match="no earlier run of ours"):
        check_folder(tmp_path)
    check_folder(tmp_path, force=True)
    (tmp_path / "run.json").write_text("{}")
    check_folder(tmp_path)
    (tmp_path / "partnership.toml").write_text("")
    with pytest.raises(OutputError, match="is the folder of a partnership"):
        check_folder(tmp_path, force=True)


def test_inputs_are_never_written_over(tmp_path: Path) -> None:
    source = tmp_path / "schools.csv"
    source.write_text("URN\n1\n")
    with pytest.raises(OutputError, match="holds the input"):
        check_folder(tmp_path, inputs=(source,), force=True)


def test_one_run_at_a_time_in_a_folder(tmp_path: Path) -> None:
    def another() -> None:
        with (
            pytest.raises(OutputError, match=r"is being changed by matcher match \(process"),
            run_folder(tmp_path / "run"),
        ):
            pass

    with run_folder(tmp_path / "run"), ThreadPoolExecutor() as pool:
        pool.submit(another).result()
    with run_folder(tmp_path / "run") as new:
        assert new.folder.is_dir()
    assert not new.folder.exists()  # nothing was written into it


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file itself")
def test_the_part_of_a_living_process_stays_and_that_of_a_dead_one_goes(tmp_path: Path) -> None:
    def slow(handle: IO[bytes]) -> None:
        handle.write(b"new")
        dead.write_bytes(b"half")
        write_bytes(tmp_path / "other.txt", b"other")  # as another process would

    dead = tmp_path / ".matcher-dead.part"
    write_atomic(tmp_path / "out.txt", slow)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["other.txt", "out.txt"]


def test_many_files_are_written_where_a_killed_command_left_its_own_unfinished(
    tmp_path: Path,
) -> None:
    """The folder in which it had gathered them goes; what has a name like it stays."""
    left, theirs = (tmp_path / f".matcher-{name}.part" for name in ("0123456789ab", "notes"))
    for folder in (left, theirs):
        folder.mkdir()
        (folder / "half.html").write_bytes(b"half")
    write_files(tmp_path, {"a.html": b"a", "b.html": b"b"})
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.html", "b.html", theirs.name}
    assert (theirs / "half.html").is_file()


def test_many_writers_in_one_folder_do_not_take_each_others_parts(tmp_path: Path) -> None:
    def write(number: int) -> None:
        for _ in range(50):
            write_bytes(tmp_path / f"{number}.txt", b"x" * number)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    assert [(tmp_path / f"{number}.txt").stat().st_size for number in range(6)] == [*range(6)]
    assert len(list(tmp_path.iterdir())) == 6


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file")
    with pytest.raises(OutputError, match="is a file"):
        check_folder(tmp_path / "run")
    with pytest.raises(OutputError), run_folder(tmp_path / "run"):
        pass


@pytest.mark.skipif(os.name == "nt", reason="files have no such modes there")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_file_may_be_read_and_written_as_the_person_lets_new_files_be(
    tmp_path: Path, mask: int, mode: int
) -> None:
    """Never run, and never more open than the umask allows; replaced ones likewise. The umask
    of the process is as before."""
    before = os.umask(mask)
    try:
        for _ in range(2):
            write_bytes(tmp_path / "out.csv", b"1")
            assert (tmp_path / "out.csv").stat().st_mode & 0o7777 == mode
    finally:
        assert os.umask(before) == mask
