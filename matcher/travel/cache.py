"""What an engine has answered, kept on this computer so that nothing is asked twice.

A row is one place and the seconds from there that one call was answered with, with a checksum: a
run that was killed goes on where it stopped, and what a disk has spoilt counts as not known.
"""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.core.services.kept import Form, KeptAnswers, clear_answers
from matcher.core.travel.times import Positions

FILE = "travel.sqlite3"
# So long an answer counts: where the engine's data has a day, which is part of the key, a quarter;
# else nobody can tell whether the roads are the same, and it serves a run that was interrupted.
MAX_AGE_DAYS = 92
MAX_AGE_UNDATED_DAYS = 1

# The name of the other place, and the seconds to it; inf: no way.
ANSWERED = np.dtype([("place", "<i8"), ("seconds", "<f8")])
Known = NDArray[np.void]

_FORM = Form(
    FILE,
    "service TEXT NOT NULL, place INTEGER NOT NULL, part INTEGER NOT NULL, value BLOB NOT NULL,"
    " fetched TEXT NOT NULL, PRIMARY KEY (service, place, part)",
    "service, place, part, value, fetched",
)
_GET = (
    "SELECT place, value FROM answers WHERE service = ? AND fetched BETWEEN ? AND ?"
    " AND place IN ({}) ORDER BY place, part"
)
_AT_ONCE = 500  # SQLite takes 999 values in a query, whatever its age
_PUT = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)"


class Cache(KeptAnswers):
    """The answers of engines by key and place; see :class:`KeptAnswers`, which never raises.

    A key is a text that names everything an answer depends on.
    """

    def __init__(self, folder: Path | None, dated: bool) -> None:
        super().__init__(folder, _FORM)
        # A row is written at each call and guarded by its checksum: it must outlive the process,
        # not a failure of the power.
        self.rows("PRAGMA synchronous = OFF", ())
        self._days = MAX_AGE_DAYS if dated else MAX_AGE_UNDATED_DAYS

    def get(self, key: str, place: int) -> Known:
        """What is known from a place, of every other place once."""
        _, known = self.get_all(key, [place])
        _, first = np.unique(known["place"], return_index=True)
        return known[first]

    def get_all(self, key: str, places: Sequence[int]) -> tuple[Positions, Known]:
        """What is known from these places, by their order as numbers: the place of each answer, and
        the answer. One that was given twice stands twice, the one that counts first."""
        today = datetime.date.today()
        between = ((today - datetime.timedelta(self._days)).isoformat(), today.isoformat())
        start = zlib.crc32(f"{key}|".encode())
        named, parts = [], []
        for at in range(0, len(places), _AT_ONCE):
            some = places[at : at + _AT_ONCE]
            query = _GET.format(",".join("?" * len(some)))
            for place, value in self.rows(query, (key, *between, *some)):
                if data := _read(start, place, value):
                    named.append(place)
                    parts.append(data)
        many = np.array([len(data) for data in parts], dtype=np.int64) // ANSWERED.itemsize
        origins = np.repeat(np.array(named, dtype=np.int64), many)
        return origins, np.frombuffer(b"".join(parts), ANSWERED)

    def put(self, key: str, answers: dict[int, Known]) -> None:
        """Keep what was answered from each of these places, in the order of the other places; all
        of it or nothing."""
        today = datetime.date.today().isoformat()
        start, rows = zlib.crc32(f"{key}|".encode()), []
        for place, known in sorted(answers.items()):
            if not len(known):
                continue
            data = known.tobytes()
            part = zlib.crc32(known["place"].tobytes())
            rows.append((key, place, part, _sum(start, place, data) + data, today))
        self.write(_PUT, rows)


def clear_cache(folder: Path) -> int:
    """Take away every answer kept in ``folder``; bytes freed."""
    return clear_answers(folder, _FORM)


def _sum(start: int, place: int, data: bytes) -> bytes:
    """The checksum of an answer from a place; ``start``: that of its key."""
    return zlib.crc32(data, zlib.crc32(b"%d|" % place, start)).to_bytes(4, "little")


def _read(start: int, place: int, value: object) -> bytes:
    """A row's answers; none where it is not what was written."""
    if not isinstance(value, bytes):
        return b""
    data = value[4:]
    if _sum(start, place, data) != value[:4] or len(data) % ANSWERED.itemsize:
        return b""
    return data
