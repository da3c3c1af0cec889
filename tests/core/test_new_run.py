"""A run is swapped for the earlier one whole or not at all, whatever happens on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matcher.core.errors import OutputError
from matcher.core.files import new_run
from matcher.core.files.new_run import READY, finish_swap
from matcher.core.files.run_folder import check_folder, free_folder, run_folder

Files = dict[str, bytes]
OLD = {"matches.csv": b"old", "map.html": b"old", "pool.csv": b"old"}
NEW = {"matches.csv": b"new", "map.html": b"new", "matches.gpkg": b"new"}


def write_run(folder: Path, files: Files, **record: Any) -> Path | None:
    with run_folder(folder) as new:
        for name, data in files.items():
            new.write(name, data)
        return new.put_in_place({"outputs": [{"name": name} for name in files], **record})


def content(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "run.json"}


def test_a_run_takes_the_place_of_the_earlier_and_that_is_kept_whole(tmp_path: Path) -> None:
    folder = tmp_path / "autumn"
    assert write_run(folder, OLD, of="old") is None
    (folder / "notes.txt").write_bytes(b"theirs")
    (folder / "run.json.sig").write_bytes(b"signed")
    kept = write_run(folder, NEW, of="new")
    assert kept is not None
    assert content(folder) == NEW | {"notes.txt": b"theirs"}
    assert json.loads((folder / "run.json").read_bytes())["of"] == "new"
    assert kept.name.startswith("autumn-2")
    assert kept.parent == tmp_path
    assert content(kept) == OLD | {"run.json.sig": b"signed"}
    assert json.loads((kept / "run.json").read_bytes())["of"] == "old"


def test_the_same_outputs_leave_no_copy(tmp_path: Path) -> None:
    folder = tmp_path / "autumn"
    write_run(folder, OLD, day="Monday")
    assert write_run(folder, OLD, day="Tuesday") is None
    assert json.loads((folder / "run.json").read_bytes())["day"] == "Tuesday"
    (folder / "map.html").write_bytes(b"written in")
    kept = write_run(folder, OLD, day="Tuesday")
    assert kept is not None
    assert (kept / "map.html").read_bytes() == b"written in"
    (folder / "run.json.sig").write_bytes(b"signed")
    assert write_run(folder, OLD, day="Tuesday") is None
    assert (folder / "run.json.sig").exists()


def test_files_of_somebody_else_are_kept_where_a_run_has_their_names(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "matches.csv").write_bytes(b"theirs")
    kept = write_run(tmp_path / "own", NEW)
    assert kept is not None
    assert content(kept) == {"matches.csv": b"theirs"}
    (tmp_path / "odd" / "map.html").mkdir(parents=True)
    with pytest.raises(OutputError, match="is a folder"):
        write_run(tmp_path / "odd", NEW)
    assert [entry.name for entry in (tmp_path / "odd").iterdir()] == ["map.html"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_run_that_fails_while_it_is_made_leaves_nothing(
    tmp_path: Path, error: BaseException
) -> None:
    for folder in (tmp_path / "autumn", tmp_path / "a" / "b"):
        if folder.name == "autumn":
            write_run(folder, OLD)
        before = content(folder) if folder.exists() else None
        with pytest.raises((OSError, KeyboardInterrupt)), run_folder(folder) as new:
            new.write("matches.csv", b"new")
            raise error
        assert (content(folder) if folder.exists() else None) == before
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("error", [PermissionError(13, "open in Excel"), KeyboardInterrupt()])
def test_a_failure_at_any_step_of_the_swap_puts_the_earlier_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException
) -> None:
    folder = tmp_path / "autumn"
    write_run(folder, OLD, of="old")
    steps = 0
    replace, unlink = Path.replace, Path.unlink

    def step(path: Path, act: Any, *rest: Any, **named: Any) -> Any:
        nonlocal steps
        ours = path.parent == folder or path.parent.parent.name == READY
        if ours and (folder / READY).exists():
            steps += 1
            if steps == at + 1:
                raise error
        return act(path, *rest, **named)

    monkeypatch.setattr(Path, "replace", lambda path, to: step(path, replace, to))
    monkeypatch.setattr(Path, "unlink", lambda path, **named: step(path, unlink, **named))
    with pytest.raises((OutputError, KeyboardInterrupt)):
        write_run(folder, NEW, of="new")
    monkeypatch.undo()
    assert steps > at
    assert content(folder) == OLD
    assert json.loads((folder / "run.json").read_bytes())["of"] == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["autumn"]


@pytest.mark.parametrize("moved", [0, 1, 3])
@pytest.mark.parametrize("recorded", [False, True])
def test_what_a_kill_left_half_in_place_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int, recorded: bool
) -> None:
    folder = tmp_path / "autumn"
    write_run(folder, OLD, of="old")
    with monkeypatch.context() as patch, run_folder(folder) as new:
        patch.setattr(new_run, "finish_swap", lambda *_, **__: None)  # killed just before
        for name, data in NEW.items():
            new.write(name, data)
        new.put_in_place({"outputs": [{"name": name} for name in NEW], "of": "new"})
    (folder / "run.json").unlink()
    waiting = folder / READY / "new"
    for name in sorted(NEW)[: 3 if recorded else moved]:
        (waiting / name).replace(folder / name)
    if recorded:
        (folder / "pool.csv").unlink()
        (waiting / "run.json").replace(folder / "run.json")
    check_folder(folder)
    with run_folder(folder):
        pass
    assert content(folder) == NEW
    assert json.loads((folder / "run.json").read_bytes())["of"] == "new"
    (kept,) = (entry for entry in tmp_path.iterdir() if entry.name != "autumn")
    assert content(kept) == OLD
    assert finish_swap(folder) is None


def test_a_folder_above_that_may_not_be_written_in_keeps_the_copy_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "autumn"
    write_run(folder, OLD)
    rename = Path.rename

    def refused(path: Path, to: Path) -> Path:
        if to.parent == tmp_path:
            raise PermissionError(13, "Permission denied")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refused)
    kept = write_run(folder, NEW)
    assert kept is not None
    assert kept.parent == folder
    assert content(kept) == OLD


def test_an_earlier_run_that_cannot_be_moved_is_in_the_way_and_never_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "autumn"
    write_run(folder, OLD)
    rename = Path.rename

    def refused(path: Path, to: Path) -> Path:
        if to.name.startswith("autumn-"):
            raise PermissionError(13, "Permission denied")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refused)
    kept = write_run(folder, NEW)
    assert kept is not None
    with pytest.raises(OutputError, match="could not be moved"):
        write_run(folder, OLD)
    assert content(kept) == OLD
    monkeypatch.undo()
    write_run(folder, OLD)
    assert OLD in [content(entry) for entry in tmp_path.iterdir() if entry != folder]


def test_a_run_may_go_into_this_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    write_run(Path(), OLD)
    kept = write_run(Path(), NEW)
    assert content(tmp_path / "desk") == NEW
    assert kept is not None
    assert kept.name.startswith("desk-2")
    assert free_folder(Path()).name == "desk-2"


def test_a_plan_is_sent_beside_a_run_by_a_name_as_a_shell_takes_it(tmp_path: Path) -> None:
    folder = tmp_path / "this autumn"
    write_run(folder, OLD)
    with pytest.raises(OutputError, match="the folder holds") as refusal:
        check_folder(folder, manifest="plan.json")
    assert refusal.value.hint == f'give --out "{folder}-plan"'


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_first_run_that_was_killed_does_not_block_the_next(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from matcher.core.files.run_folder import run_folder\n"
        "with run_folder(Path(sys.argv[1])) as new:\n"
        "    new.write('matches.csv', b'half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    folder = tmp_path / "autumn"
    done = subprocess.run([sys.executable, "-c", code, str(folder)])
    assert done.returncode == -signal.SIGKILL
    assert any(folder.iterdir())
    check_folder(folder)
    write_run(folder, NEW)
    assert content(folder) == NEW
    assert [entry.name for entry in tmp_path.iterdir()] == ["autumn"]


def test_a_full_disk_is_said_of_the_file_and_not_of_the_hidden_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OutputError("cannot be written", where=str(path), hint="the disk is full")

    monkeypatch.setattr(new_run, "write_bytes", full)
    with pytest.raises(OutputError) as said, run_folder(tmp_path / "run") as new:
        new.write("map.html", b"")
    assert said.value.where == str(tmp_path / "run" / "map.html")


@pytest.mark.parametrize("name", ["", "../matches.csv", "a/b.csv", "run.json"])
def test_a_file_of_a_run_lies_in_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="no name"), run_folder(tmp_path / "run") as new:
        new.write(name, b"")
