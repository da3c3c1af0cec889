"""Answers about postcodes, kept on this computer so that nothing is asked twice.

A small SQLite file in a folder of the caller's (a local one, never a shared drive). It
only ever saves work: what cannot be read is put aside and begun anew, what cannot be
written is done without. Writers take the lock at once (BEGIN IMMEDIATE) and wait for one
another; WAL is left alone, for it fails on network drives.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

FILE = "postcodes.sqlite3"
# The ONS renews its directory of postcodes each quarter.
MAX_AGE_DAYS = 92

_WAIT_S = 30.0
_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers (service TEXT NOT NULL, postcode TEXT NOT NULL,"
    " value TEXT NOT NULL, fetched TEXT NOT NULL, PRIMARY KEY (service, postcode)) WITHOUT ROWID"
)
_FIELDS = "SELECT service, postcode, value, fetched FROM answers LIMIT 0"
# What SQLite says of a file that is damaged, is no database, or holds another table.
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})


class Cache:
    """The answers of one service. Use it as a context manager; it never raises.

    ``folder`` None, or one that cannot be written, gives a cache that keeps nothing.
    ``service`` is the address that was asked: answers of two services never mix.
    """

    def __init__(self, folder: Path | None, service: str) -> None:
        self.service = service
        self._db = _open(folder) if folder is not None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def get(self, postcodes: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What is known of these postcodes; those without a fresh answer are left out."""
        if self._db is None:
            return {}
        today = datetime.date.today()
        oldest = (today - datetime.timedelta(MAX_AGE_DAYS)).isoformat()
        found: dict[str, dict[str, Any]] = {}
        query = (
            "SELECT value FROM answers"
            " WHERE service = ? AND postcode = ? AND fetched BETWEEN ? AND ?"
        )
        try:
            for code in postcodes:
                wanted = (self.service, code, oldest, today.isoformat())
                row = self._db.execute(query, wanted).fetchone()
                value = _value(row[0]) if row else None
                if value is not None:
                    found[code] = value
        except sqlite3.Error:
            self.close()
        return found

    def put(self, answers: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep these answers, all of them or none, before anything else is asked."""
        if self._db is None or not answers:
            return
        today = datetime.date.today().isoformat()
        rows = [
            (self.service, code, json.dumps(value, allow_nan=False, sort_keys=True), today)
            for code, value in sorted(answers.items())
        ]
        try:
            with _writing(self._db):
                self._db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error:
            self.close()  # the disk is full, say: go on without


@contextlib.contextmanager
def _writing(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction that takes the lock at its start. Raises sqlite3.Error."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def _open(folder: Path) -> sqlite3.Connection | None:
    """The database in ``folder``, made if need be; None where that cannot be done."""
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return _connect(path)
        except sqlite3.DatabaseError as error:
            if not _is_broken(error):
                return None
        # One process at a time puts a broken file aside, having looked once more: another
        # may just have begun a new one.
        with FileLock(folder / f"{FILE}.lock", timeout=_WAIT_S):
            try:
                return _connect(path)
            except sqlite3.DatabaseError as error:
                if not _is_broken(error):
                    return None
            path.replace(folder / f"{FILE}.broken")
            (folder / f"{FILE}-journal").unlink(missing_ok=True)
            return _connect(path)
    except (OSError, Timeout, sqlite3.Error, ValueError):
        return None


def _connect(path: Path) -> sqlite3.Connection:
    """A connection to a database that was looked through. Raises sqlite3.Error."""
    db = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    try:
        (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError("database disk image is malformed")
        if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'answers'").fetchone():
            with _writing(db):
                db.execute(_TABLE)
        db.execute(_FIELDS)
        return db
    except BaseException:
        db.close()
        raise


def _is_broken(error: sqlite3.Error) -> bool:
    # An error of our own making (the verdict above) carries no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return (code & 0xFF) in _BROKEN


def _value(text: object) -> dict[str, Any] | None:
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def clear_cache(folder: Path) -> int:
    """Take away every answer kept in ``folder``; bytes freed."""
    freed = 0
    for path in folder.glob(f"{FILE}*"):
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            path.unlink()
            freed += size
    return freed
