"""A file of answers of a service, kept on this computer so that nothing is asked twice.

A small SQLite file in a folder of the caller's (a local one, never a shared drive). It only ever
saves work: what cannot be read is put aside and begun anew, what cannot be written is done
without. Writers take the lock at once (BEGIN IMMEDIATE) and wait for one another; WAL is left
alone, for it fails on network drives. Which table is in it, and what a row means, is the matter
of whoever keeps the answers.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

_WAIT_S = 30.0
# What SQLite says of a file that is damaged, is no database, or holds another table.
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})


@dataclass(frozen=True, slots=True)
class Form:
    """The file and its one table ``answers``: the columns as SQL declares them, and their names,
    which an older file with another table lacks."""

    file: str
    columns: str
    names: str


class KeptAnswers:
    """The open file. Use it as a context manager; it never raises.

    ``folder`` None, or one that cannot be written, gives one that keeps nothing.
    """

    def __init__(self, folder: Path | None, form: Form) -> None:
        self._db = _open(folder, form) if folder is not None else None

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

    def rows(self, query: str, wanted: Sequence[Any]) -> list[Any]:
        """What a query gives; nothing, from then on, where the file cannot be read."""
        if self._db is None:
            return []
        try:
            return self._db.execute(query, wanted).fetchall()
        except sqlite3.Error:
            self.close()
            return []

    def write(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Keep these rows, all of them or none; where the disk is full, say, go on without."""
        if self._db is None or not rows:
            return
        try:
            with _writing(self._db):
                self._db.executemany(statement, rows)
        except sqlite3.Error:
            self.close()


def clear_answers(folder: Path, form: Form) -> int:
    """Take away every answer kept in ``folder``; bytes freed."""
    freed = 0
    for path in folder.glob(f"{form.file}*"):
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            path.unlink()
            freed += size
    return freed


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


def _open(folder: Path, form: Form) -> sqlite3.Connection | None:
    """The database in ``folder``, made if need be; None where that cannot be done."""
    path = folder / form.file
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return _connect(path, form)
        except sqlite3.DatabaseError as error:
            if not _is_broken(error):
                return None
        # One process at a time puts a broken file aside, having looked once more: another
        # may just have begun a new one.
        with FileLock(folder / f"{form.file}.lock", timeout=_WAIT_S):
            try:
                return _connect(path, form)
            except sqlite3.DatabaseError as error:
                if not _is_broken(error):
                    return None
            # The journal goes first: once the file is away, one of that name belongs to whoever has
            # begun the new file, and SQLite fails where its journal has gone.
            (folder / f"{form.file}-journal").unlink(missing_ok=True)
            path.replace(folder / f"{form.file}.broken")
            return _connect(path, form)
    except (OSError, Timeout, sqlite3.Error, ValueError):
        return None


def _connect(path: Path, form: Form) -> sqlite3.Connection:
    """A connection to a database that was looked through. Raises sqlite3.Error."""
    db = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    try:
        (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError("database disk image is malformed")
        if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'answers'").fetchone():
            with _writing(db):
                db.execute(f"CREATE TABLE IF NOT EXISTS answers ({form.columns}) WITHOUT ROWID")
        db.execute(f"SELECT {form.names} FROM answers LIMIT 0")  # noqa: S608
        return db
    except BaseException:
        db.close()
        raise


def _is_broken(error: sqlite3.Error) -> bool:
    # An error of our own making (the verdict above) carries no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return (code & 0xFF) in _BROKEN
