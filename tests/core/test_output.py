"""The door for outputs: nothing is written over that its own command did not write."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from matcher.core.errors import OutputError
from matcher.core.files import ledger
from matcher.core.files.dated_copy import keep_copy, keep_folder
from matcher.core.files.names import PARTNERSHIP_FILES, is_partnership_file, name_without_date
from matcher.core.files.output import write_output, write_outputs
from matcher.core.files.refusals import check_output

DATED = re.compile(r"out-\d{4}-\d\d-\d\d-\d{6}(-\d+)?\.csv")


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


def copies(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if DATED.fullmatch(path.name))


def test_what_a_command_wrote_it_replaces_and_the_earlier_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert write_output(out, b"one", command="groups").kept is None
    again = write_output(out, b"one", command="groups")
    assert again.as_it_was
    assert again.line().endswith("(as it was)")
    done = write_output(out, b"two", command="groups")
    assert done.kept == copies(tmp_path)[0]
    assert done.kept.name in done.line()
    write_output(out, b"three", command="groups")
    assert out.read_bytes() == b"three"
    assert {copy.read_bytes() for copy in copies(tmp_path)} == {b"one", b"two"}


@pytest.mark.parametrize("there", [b"somebody's", b"one and more", b"\n"])
def test_anything_else_is_refused_and_kept_where_somebody_insists(
    tmp_path: Path, there: bytes
) -> None:
    out = tmp_path / "out.csv"
    write_output(out, b"one", command="groups")
    out.write_bytes(there)
    with pytest.raises(OutputError, match="or it was changed since"):
        write_output(out, b"two", command="groups")
    assert out.read_bytes() == there
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert write_output(out, b"two", command="groups", force=True).kept == copies(tmp_path)[0]
    assert copies(tmp_path)[0].read_bytes() == there


def test_what_another_command_wrote_is_not_ours(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    write_output(out, b"one", command="groups")
    with pytest.raises(OutputError, match="did not write it"):
        write_output(out, b"two", command="diff")
    write_output(out, b"one", command="diff")  # the same: nothing is lost
    write_output(out, b"two", command="diff")


def test_an_empty_file_holds_nothing_to_lose(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.touch()  # as mktemp makes it
    assert write_output(out, b"one", command="groups").kept is None


def test_all_files_are_looked_at_before_one_is_written(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(b"theirs")
    files = {tmp_path / f"{name}.csv": b"new" for name in "abc"}
    with pytest.raises(OutputError, match="changed since"):
        write_outputs(files, command="mou write")
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]


@pytest.mark.parametrize("damage", [b"", b"\x00\xff", b"no fingerprint\n", None])
def test_a_ledger_that_is_lost_knows_nothing(tmp_path: Path, damage: bytes | None) -> None:
    out, kept = tmp_path / "out.csv", Path(os.environ["MATCHER_CACHE_DIR"]) / ledger.LEDGER
    write_output(out, b"one", command="groups")
    kept.unlink()
    if damage is not None:
        kept.write_bytes(damage)
    with pytest.raises(OutputError):
        write_output(out, b"two", command="groups")
    write_output(out, b"one", command="groups")  # the same bytes make it ours again
    write_output(out, b"two", command="groups")


def test_a_ledger_that_cannot_be_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "file" / "cache"))
    write_output(tmp_path / "out.csv", b"one", command="groups")
    with pytest.raises(OutputError):
        write_output(tmp_path / "out.csv", b"two", command="groups")


def test_the_ledger_is_bounded_and_holds_neither_names_nor_content(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger, "MOST", 10)
    kept = Path(os.environ["MATCHER_CACHE_DIR"]) / ledger.LEDGER
    for number in range(25):
        ledger.remember("groups", b"%d" % number)
    assert ledger.is_ours("groups", b"24")
    assert not ledger.is_ours("groups", b"0")
    text = kept.read_bytes()
    assert re.fullmatch(rb"[0-9a-f\n]+", text)
    kept.write_bytes(text + b"0123")  # a line that was torn by a kill
    ledger.remember("groups", b"after")
    assert ledger.is_ours("groups", b"after")
    assert ledger.clear_ledger(kept.parent) > 0
    assert not ledger.is_ours("groups", b"after")


def test_an_output_is_never_an_input(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_bytes(b"URN\n100001\n")
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "old.csv").write_bytes(b"figures")
    for out, inputs in ((source, [source]), (tables / ".." / "list.csv", [source]),
                        (tables / "old.csv", [tables])):  # fmt: skip
        with pytest.raises(OutputError, match="inputs are never overwritten"):
            write_output(out, b"new", command="check", inputs=inputs, force=True)
    os.link(source, tmp_path / "second.csv")
    with pytest.raises(OutputError, match="inputs are never"):
        write_output(tmp_path / "second.csv", b"new", command="check", inputs=[source], force=True)
    assert source.read_bytes() == b"URN\n100001\n"


@pytest.mark.parametrize("name", [*PARTNERSHIP_FILES, "VALUES.CSV", "Partnership.toml", "plan.csv.",
                                  "findings-governors.docx"])  # fmt: skip
def test_a_file_of_a_partnership_is_its_own_commands(tmp_path: Path, name: str) -> None:
    (tmp_path / "partnership.toml").write_bytes(b"")
    with pytest.raises(OutputError, match=r"is a record of the product|is what matcher"):
        check_output(tmp_path / name, command="monitor report")
    for own, command in PARTNERSHIP_FILES.items():
        if command:
            check_output(tmp_path / own, command=command)
    check_output(tmp_path / "progress.html", command="monitor report")
    check_output(tmp_path / "findings-governors.docx", command="findings write")


def test_a_second_name_of_a_record_is_known(tmp_path: Path) -> None:
    for name in ("partnership.toml", "values.csv"):
        (tmp_path / name).write_bytes(b"x")
    os.link(tmp_path / "values.csv", tmp_path / "other.csv")
    with pytest.raises(OutputError, match="is a record"):
        check_output(tmp_path / "other.csv", command="groups")


@pytest.mark.parametrize("name", ["run.json", "partnership.toml"])
def test_no_folder_is_made_to_look_like_one_of_ours(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="is a record"):
        write_output(tmp_path / name, b"{}", command="explain", force=True)


def test_a_run_stays_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(b"{}")
    with pytest.raises(OutputError, match="in the folder of a run"):
        write_output(tmp_path / "new.csv", b"", command="groups", force=True)


@pytest.mark.skipif(os.name == "nt", reason="making a link needs a right on Windows")
def test_a_link_stays_a_link_and_one_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    out, real = tmp_path / "out.csv", tmp_path / "far" / "out.csv"
    out.symlink_to(real)
    with pytest.raises(OutputError, match="leads nowhere"):
        write_output(out, b"one", command="groups", force=True)
    real.write_bytes(b"theirs")
    with pytest.raises(OutputError, match="changed since"):
        write_output(out, b"one", command="groups")
    write_output(out, b"one", command="groups", force=True)
    assert out.is_symlink()
    assert real.read_bytes() == b"one"
    assert copies(tmp_path / "far")[0].read_bytes() == b"theirs"
    (tmp_path / "far" / "partnership.toml").write_bytes(b"")
    (tmp_path / "in.csv").symlink_to(tmp_path / "far" / "values.csv")
    (tmp_path / "far" / "values.csv").write_bytes(b"values")
    with pytest.raises(OutputError, match="is a record"):
        write_output(tmp_path / "in.csv", b"", command="groups", force=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    said: list[bytes] = []
    reader = threading.Thread(target=lambda: said.append(pipe.read_bytes()))
    reader.start()
    write_output(pipe, b"one", command="groups")
    reader.join(timeout=10)
    assert said == [b"one"]
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_folder_that_is_not_there_is_not_made_unasked(tmp_path: Path) -> None:
    out = tmp_path / "absent" / "out.csv"
    with pytest.raises(OutputError, match="cannot be written"):
        write_output(out, b"one", command="groups")
    assert not out.parent.exists()
    write_outputs({out: b"one"}, command="mou write", make_folders=True)
    assert out.read_bytes() == b"one"
    with pytest.raises(OutputError, match="is a folder"):
        write_output(out.parent, b"one", command="groups", force=True)


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: write_output(out, b"%d" % n, command="groups"), range(8)))
    found = {copy.read_bytes() for copy in copies(tmp_path)} | {out.read_bytes()}
    assert found == {b"%d" % number for number in range(8)}
    assert len(list(tmp_path.iterdir())) == 8


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root"
)
def test_on_a_full_disk_the_old_file_stays_and_no_copy_is_left(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        write_output(disk / "out.csv", b"old", command="groups")
        with pytest.raises(OutputError, match="No space left"):
            write_output(disk / "out.csv", b"x" * 3_000_000, command="groups")
        assert (disk / "out.csv").read_bytes() == b"old"
        assert [entry.name for entry in disk.iterdir()] == ["out.csv"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_dated_names_are_never_taken_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"one")
    first, second = keep_copy(path), keep_copy(path)
    assert first != second
    monkeypatch.setattr(os, "link", _no_links)  # a drive on which a file has one name alone
    third = keep_copy(path)
    assert {copy.read_bytes() for copy in (first, second, third)} == {b"one"}
    assert {name_without_date(copy.name) for copy in (first, second, third)} == {"out.csv"}
    folders = [tmp_path / f".{number}" for number in range(2)]
    for folder in folders:
        folder.mkdir()
        (folder / "file").write_bytes(b"")
    kept = {keep_folder(folder, tmp_path / "run") for folder in folders}
    assert len(kept) == 2
    assert all((folder / "file").exists() for folder in kept)


def _no_links(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("mou-2026-11-28-221503.docx", True), ("values.csv", True), ("minutes.docx", False),
        ("findings-funders-2026-11-28-221503-2.html", True), ("mou-2026.docx", False),
        ("2026-11-28-221503.csv", False), ("notes-2026-11-28-221503.txt", False),
    ],
)  # fmt: skip
def test_copies_of_files_of_a_partnership_are_known_as_such(name: str, own: bool) -> None:
    assert is_partnership_file(name) == own
