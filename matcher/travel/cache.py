"""What an engine has answered, kept on this computer so that nothing is asked twice.

A row is one table as it was answered, with a checksum: a run that was killed goes on where it
stopped, and what a disk has spoilt counts as not known.
"""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np

from matcher.core.services.kept import Form, KeptAnswers, clear_answers
from matcher.core.travel.times import Floats, Positions

FILE = "travel.sqlite3"
# So long an answer counts: where the engine's data has a day, which is part of the key, a quarter;
# else nobody can tell whether the roads are the same, and it serves a run that was interrupted.
MAX_AGE_DAYS = 92
MAX_AGE_UNDATED_DAYS = 1

_FORM = Form(
    FILE,
    "service TEXT NOT NULL, part INTEGER NOT NULL, lowest INTEGER NOT NULL,"
    " highest INTEGER NOT NULL, value BLOB NOT NULL, fetched TEXT NOT NULL,"
    " PRIMARY KEY (service, part)",
    "service, part, lowest, highest, value, fetched",
)
_AT_ONCE = 200  # tables of at most 80 kB, or a few more where a server takes larger ones
_GET = "SELECT value FROM answers WHERE service = ? AND fetched BETWEEN ? AND ? AND part = ?"
_GET_ALL = (
    "SELECT part, value FROM answers WHERE service = ? AND fetched BETWEEN ? AND ? AND part > ?"
    " AND highest >= ? AND lowest <= ? ORDER BY part LIMIT ?"
)
_PUT = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)"
_FIRST = -(2**63)


class KeptTable(NamedTuple):
    """The names of the places from which and to which, and the seconds: inf no way, NaN no answer.
    Shape origins × destinations."""

    origins: Positions
    destinations: Positions
    seconds: Floats


class Cache(KeptAnswers):
    """The tables of engines by key; see :class:`KeptAnswers`, which never raises.

    A key is a text that names everything an answer depends on. Names of places are numbers.
    """

    def __init__(self, folder: Path | None, dated: bool) -> None:
        super().__init__(folder, _FORM)
        # A row is written at each call and guarded by its checksum: it must outlive the process,
        # not a failure of the power.
        self.rows("PRAGMA synchronous = OFF", ())
        self._days = MAX_AGE_DAYS if dated else MAX_AGE_UNDATED_DAYS

    def get(self, key: str, origins: Positions, destinations: Positions) -> Floats | None:
        """The seconds of the very table from these places to these; None where it is not kept."""
        for (value,) in self.rows(_GET, (key, *self._between(), _part(origins, destinations))):
            kept = _read(key, value)
            if kept and all(
                np.array_equal(*sides)
                for sides in zip(kept[:2], (origins, destinations), strict=True)
            ):
                return kept.seconds
        return None

    def tables(self, key: str, lowest: int, highest: int) -> Iterator[KeptTable]:
        """The tables kept that may hold an origin whose name lies between these two, always in the
        same order."""
        last = _FIRST
        while True:
            wanted = (key, *self._between(), last, lowest, highest, _AT_ONCE)
            rows = self.rows(_GET_ALL, wanted)
            for _, value in rows:
                if kept := _read(key, value):
                    yield kept
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1][0]

    def put(self, key: str, kept: KeptTable) -> None:
        """Keep a table, all of it or nothing."""
        origins, destinations = kept.origins, kept.destinations
        if not kept.seconds.size:
            return
        today = datetime.date.today().isoformat()
        ends = int(origins.min()), int(origins.max())
        parts = (np.array([len(origins)], "<i8"), origins, destinations, kept.seconds)
        data = b"".join(part.tobytes() for part in parts)
        part = _part(origins, destinations)
        self.write(_PUT, [(key, part, *ends, _sum(key, data) + data, today)])

    def _between(self) -> tuple[str, str]:
        """The days between which an answer was given that counts."""
        today = datetime.date.today()
        return (today - datetime.timedelta(self._days)).isoformat(), today.isoformat()


def clear_cache(folder: Path) -> int:
    """Take away every answer kept in ``folder``; bytes freed."""
    return clear_answers(folder, _FORM)


def _part(origins: Positions, destinations: Positions) -> int:
    """A number of the two sides of a table, which hardly two tables share."""
    named = blake2b(b"|".join((origins.tobytes(), destinations.tobytes())), digest_size=8)
    return int.from_bytes(named.digest(), "little", signed=True)


def _sum(key: str, data: bytes) -> bytes:
    """The checksum of a table that belongs to this key."""
    return zlib.crc32(data, zlib.crc32(f"{key}|".encode())).to_bytes(4, "little")


def _read(key: str, value: object) -> KeptTable | None:
    """The table of a row; None where it is not what was written."""
    if not isinstance(value, bytes) or len(value) < 12 or (len(value) - 4) % 8:
        return None
    data = value[4:]
    if _sum(key, data) != value[:4]:
        return None
    numbers, seconds = np.frombuffer(data, "<i8"), np.frombuffer(data, "<f8")
    # n origins and m destinations: 1 + n + m + n·m numbers.
    count = int(numbers[0])
    to, left = divmod(len(numbers) - 1 - count, count + 1) if count > 0 else (0, 1)
    if left or to < 1:
        return None
    end = 1 + count + to
    table = seconds[end:].reshape(count, to)
    return KeptTable(numbers[1 : 1 + count], numbers[1 + count : end], table)
