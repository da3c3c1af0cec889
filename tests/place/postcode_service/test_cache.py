"""The cache of answers about postcodes: it saves work and never stands in the way."""

from __future__ import annotations

import datetime
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from matcher.place.postcode_service.cache import FILE, MAX_AGE_DAYS, Cache

HERE = {"state": "live", "easting": 522_000.0}
BASE = "https://example.org"


def _kept(folder: Path, code: str = "AL10 0AA", base: str = BASE) -> object:
    with Cache(folder, base) as cache:
        return cache.get([code]).get(code)


def test_what_is_put_is_there_for_the_next_run(tmp_path: Path) -> None:
    with Cache(tmp_path, BASE) as cache:
        cache.put({"AL10 0AA": HERE, "XX1 1AA": {"state": "unknown"}})
    assert _kept(tmp_path) == HERE
    assert _kept(tmp_path, "XX1 1AA") == {"state": "unknown"}
    assert _kept(tmp_path, "XX1 1AB") is None


def test_answers_of_two_services_do_not_mix(tmp_path: Path) -> None:
    with Cache(tmp_path, BASE) as cache:
        cache.put({"AL10 0AA": HERE})
    assert _kept(tmp_path, base="https://example.net") is None


def test_the_file_is_plain_sqlite_with_a_day_and_no_side_files(tmp_path: Path) -> None:
    with Cache(tmp_path, BASE) as cache:
        cache.put({"AL10 0AA": HERE})
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    db = sqlite3.connect(tmp_path / FILE)
    (row,) = db.execute("SELECT service, postcode, value, fetched FROM answers").fetchall()
    assert row == (
        BASE,
        "AL10 0AA",
        '{"easting": 522000.0, "state": "live"}',
        datetime.date.today().isoformat(),
    )
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    db.close()


@pytest.mark.parametrize(
    ("age", "fresh"), [(0, True), (MAX_AGE_DAYS, True), (MAX_AGE_DAYS + 1, False), (-1, False)]
)
def test_answers_grow_old(tmp_path: Path, age: int, fresh: bool) -> None:
    with Cache(tmp_path, BASE) as cache:
        cache.put({"AL10 0AA": HERE})
    day = (datetime.date.today() - datetime.timedelta(age)).isoformat()
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("UPDATE answers SET fetched = ?", (day,))
    db.close()
    assert (_kept(tmp_path) is not None) == fresh


def _half(path: Path) -> None:
    with Cache(path.parent, BASE) as cache:
        cache.put({f"AL{n} 0AA": HERE for n in range(1, 2_000)})
    data = bytearray(path.read_bytes())
    assert len(data) > 40_000
    data[4096:-4096] = os.urandom(len(data) - 8192)
    path.write_bytes(data)


def _cut(path: Path) -> None:
    _half(path)
    path.write_bytes(path.read_bytes()[:10_000])


def _other_table(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE answers (a TEXT)")
    db.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"no database at all" * 100),
        lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000),
        _half,
        _cut,
        _other_table,
    ],
    ids=["text", "head", "middle", "cut", "table"],
)
def test_a_broken_file_is_put_aside_and_begun_anew(tmp_path: Path, spoil) -> None:
    spoil(tmp_path / FILE)
    with Cache(tmp_path, BASE) as cache:
        assert cache.get(["AL10 0AA"]) == {}
        cache.put({"AL10 0AA": HERE})
    assert _kept(tmp_path) == HERE
    assert (tmp_path / f"{FILE}.broken").exists()


@pytest.mark.parametrize("value", ["[1]", "{", "1", "null", '"text"', "[" * 100_000])
def test_a_value_that_makes_no_sense_counts_as_none(tmp_path: Path, value: str) -> None:
    with Cache(tmp_path, BASE) as cache:
        cache.put({"AL10 0AA": HERE})
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("UPDATE answers SET value = ?", (value,))
    db.close()
    assert _kept(tmp_path) is None


def _nothing_kept(folder: Path | None) -> None:
    with Cache(folder, BASE) as cache:
        cache.put({"AL10 0AA": HERE})
        assert cache.get(["AL10 0AA"]) == {}


def test_without_a_folder_nothing_is_kept() -> None:
    _nothing_kept(None)


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    _nothing_kept(tmp_path / "file")
    _nothing_kept(tmp_path / "file" / "below")
    (tmp_path / FILE).mkdir()
    _nothing_kept(tmp_path)
    _nothing_kept(Path("/proc/nowhere"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_may_not_be_written_is_done_without(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        _nothing_kept(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_a_database_that_may_only_be_read_is_still_read(tmp_path: Path) -> None:
    with Cache(tmp_path, BASE) as cache:
        cache.put({"AL10 0AA": HERE})
        cache._db.execute("PRAGMA query_only = ON")  # as a read-only file is to root too
        cache.put({"AL10 0AB": HERE})
    assert _kept(tmp_path) == HERE
    assert _kept(tmp_path, "AL10 0AB") is None


def test_the_journal_of_who_begins_the_new_file_meanwhile_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, replace = tmp_path / FILE, Path.replace
    ends: list[object] = []
    path.write_bytes(b"no database at all" * 1000)

    def put_aside_and_begin(own: Path, aside: Path) -> Path:
        """Another process is the first in the new file, and has not yet ended its transaction."""
        moved = replace(own, aside)
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE other (one TEXT)")

        def end() -> None:
            try:
                ends.append(other.execute("COMMIT").fetchall())
            except sqlite3.Error as error:
                ends.append(error)

        threading.Timer(0.1, end).start()
        return moved

    monkeypatch.setattr(Path, "replace", put_aside_and_begin)
    with Cache(tmp_path, BASE) as cache:
        cache.put({"AL10 0AA": HERE})
    assert ends == [[]]
    assert _kept(tmp_path) == HERE


_WRITER = """
import sys
from pathlib import Path
from matcher.place.postcode_service.cache import Cache

folder, name = Path(sys.argv[1]), sys.argv[2]
with Cache(folder, "https://example.org") as cache:
    for n in range(200):
        cache.put({f"{name}-{n}": {"state": "live", "n": n}, "shared": {"n": n}})
        assert cache.get([f"{name}-{n}"]) == {f"{name}-{n}": {"state": "live", "n": n}}, n
"""


@pytest.mark.parametrize("broken", [False, True], ids=["new", "broken"])
def test_eight_processes_write_two_hundred_times_without_an_error(
    tmp_path: Path, broken: bool
) -> None:
    if broken:  # all eight find it so at once; none may lose what it writes afterwards
        (tmp_path / FILE).write_bytes(b"no database at all" * 1000)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, tmp_path, f"p{n}"],
            stderr=subprocess.PIPE,
        )
        for n in range(8)
    ]
    ends = [(writer.communicate()[1].decode(), writer.returncode) for writer in writers]
    assert ends == [("", 0)] * 8
    with Cache(tmp_path, BASE) as cache:
        keys = [f"p{p}-{n}" for p in range(8) for n in range(200)]
        assert len(cache.get(keys)) == 1600
