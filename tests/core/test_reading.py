"""Pipes, locks and names that stand where a file should: each is one message, and nothing waits."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from makers import monitoring
from program import invoke

from matcher.core.errors import FileError, OutputError
from matcher.core.files import dated_copy, ledger
from matcher.core.files.dated_copy import keep_copy
from matcher.core.files.lock import LOCK, held
from matcher.core.files.reading import NO_FILE, read_file, read_utf8
from matcher.partnership.folders import held_new_folder
from matcher.place.postcode_file.source_files import postcode_files, source_digest
from matcher.show.run.fingerprints import compare_inputs, fingerprints

needs_pipes = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
LONG = "a" * 300 + ".csv"


@pytest.fixture
def soon() -> Iterator[None]:
    """Whoever waits for a pipe is stopped, and the tests with it."""
    faulthandler.dump_traceback_later(90, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A partnership that runs, with a plan and values."""
    made = tmp_path / "p"
    made.mkdir()
    monitoring.write_folder(made, monitoring.running())
    return made


def test_a_text_is_read_as_it_is_typed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffTŷ\r\nŴyn\r".encode())
    assert read_utf8(tmp_path / "a.txt") == "Tŷ\nŴyn\n"
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "b.txt")


@needs_pipes
@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("partnership.toml", "monitor report"),
        ("partnership.toml", "plan make"),
        ("partnership.toml", "partnership status"),
        ("plan.csv", "plan make"),
        ("plan.csv", "monitor report"),
        ("questions.csv", "plan make"),
        ("questions.csv", "plan questions"),
        ("checklist.csv", "plan make"),
        ("data-plan.csv", "plan make"),
        ("plan.md", "plan make"),
        ("plan.xlsx", "plan make"),
        ("values.csv", "monitor report"),
        ("lessons.csv", "findings write --for governors"),
        ("evaluation.json", "findings write --for governors"),
        ("mou.md", "mou check"),
        ("mou.docx", "mou check"),
        ("mou.docx", "mou write"),
    ],
)
def test_a_record_that_is_a_pipe_is_refused(name: str, command: str, folder: Path) -> None:
    if command == "plan questions":
        assert invoke("plan", "make", folder).exit_code == 0
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    first, second, *more = command.split()
    done = invoke(first, second, folder, *more)
    assert done.exit_code == 1
    assert isinstance(done.exception, (FileError, OutputError)), done.output
    assert name in str(done.exception)
    assert NO_FILE.removeprefix("it ") in str(done.exception)
    assert (folder / name).is_fifo()


@needs_pipes
@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    "words",
    [("verify", ".", "--inputs"), ("verify", ".", "--sign"), ("verify", ".", "--signed-by"),
     ("mou", "check")],
)  # fmt: skip
def test_a_pipe_that_is_named_is_refused(words: tuple[str, ...], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "m.md")
    done = invoke(*words, tmp_path / "m.md")
    assert done.exit_code == 2
    assert "pipe or a device" in done.output


@needs_pipes
@pytest.mark.usefixtures("soon")
def test_pipes_in_folders_are_refused_or_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "ab.csv")
    with pytest.raises(FileError, match=NO_FILE):
        list(postcode_files(tmp_path, None))
    with pytest.raises(OSError, match=NO_FILE):
        source_digest(tmp_path)
    os.mkfifo(tmp_path / "partnership.toml")
    assert fingerprints([tmp_path]) == []
    with pytest.raises(FileError, match=NO_FILE):
        compare_inputs([], [tmp_path / "ab.csv"])
    monkeypatch.setattr(ledger, "cache_folder", lambda: tmp_path)
    os.mkfifo(tmp_path / ledger.LEDGER)
    ledger.remember("groups", b"x")
    assert not ledger.is_ours("groups", b"x")


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("URN,Name\n900001,Ash\n")
    for words in (
        ("profile", tmp_path / "list.csv", "--out", tmp_path / LONG),
        ("match", tmp_path / "list.csv", "--out", tmp_path / LONG),
        ("check", tmp_path / LONG),
        ("check", tmp_path / "list.csv", "--register", tmp_path / LONG),
        ("findings", "site", tmp_path, "--out", tmp_path / LONG),
    ):
        done = invoke(*words)
        hint = getattr(done.exception, "hint", "") + getattr(done.exception, "what", "")
        if os.name != "nt":  # there it is told as a path that is not found
            assert "the path is too long: choose a shorter" in " ".join(
                (done.output + hint).replace("│", " ").split()
            ), words
        assert done.exit_code in (1, 2)


@needs_pipes
@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_a_lock_that_is_none_is_named(kind: str, tmp_path: Path) -> None:
    lock = tmp_path / LOCK
    if kind == "folder":
        lock.mkdir()
    elif kind == "link":
        lock.symlink_to("nowhere")
    else:
        os.mkfifo(lock)
    with (
        pytest.raises(OutputError, match=r"holds a \.matcher\.lock") as caught,
        held(tmp_path, "x"),
    ):
        pass
    assert caught.value.hint.startswith("take .matcher.lock away")
    assert os.path.lexists(lock)


def test_a_copy_is_whole_where_a_file_has_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    def killed(name: Path, data: bytes) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a.csv").write_text("old")
    monkeypatch.setattr(dated_copy.os, "link", no_links)
    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(dated_copy, "write_bytes", killed)
        keep_copy(tmp_path / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert keep_copy(tmp_path / "a.csv").read_text() == "old"
    assert keep_copy(tmp_path / "a.csv").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_dash_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = invoke("findings", "site", tmp_path, "--out", "-")
    assert isinstance(done.exception, OutputError)
    assert done.exception.hint == "name a folder"
    with pytest.raises(OutputError, match="standard output"), held_new_folder(Path("-"), "x"):
        pass
    assert not list(tmp_path.iterdir())
