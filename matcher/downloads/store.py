"""The copies of public data on this machine, each replaced whole or not at all.

``<store>/<dataset>/record.json`` names the folder beside it that holds the data. A pull
makes a new folder and then writes the record, in one rename: until that moment, and where
it fails or is killed, the old data stand. The folder before is kept until the next pull,
for a run that has begun may still read from it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from matcher.core.errors import FileError, MatcherError, OutputError
from matcher.core.files.atomic import sha256, write_bytes
from matcher.core.files.lock import LOCK, MARK, held
from matcher.core.files.reading import read_file

RECORD = "record.json"
FORMAT = 1
_PULLING = ".pull-"
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_TRIES = 50  # a clear takes a folder away once, so a few would do
# Windows takes away no file that a command at work has mapped or open.
_IN_USE = "wait until no other matcher command is at work, and see that you may write there"
_CURE = "free some space, or name another folder in MATCHER_DATA_DIR"


@dataclass(frozen=True, slots=True)
class StoredPart:
    """One part that is kept: its download (address, day YYYY-MM-DD or "", SHA-256, bytes)
    and what was made of it (file or folder name, rows)."""

    part: str
    file: str
    address: str
    day: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a dataset. ``fetched`` is a day; ``made_by`` the version of this
    product; ``contents`` the SHA-256 of every file in ``folder``."""

    dataset: str
    publisher: str
    licence: str
    attribution: tuple[str, ...]
    fetched: str
    made_by: str
    folder: str
    parts: tuple[StoredPart, ...]
    contents: dict[str, str]

    @property
    def day(self) -> str:
        """The day of the data: that of its first part."""
        return self.parts[0].day

    def same_data(self, other: Record) -> bool:
        """Whether both keep the same bytes of the same downloads."""
        return (self.parts, self.contents) == (other.parts, other.contents)


class Store(NamedTuple):
    """The folder of pulled data; it need not exist."""

    folder: Path

    def record(self, dataset: str) -> Record | None:
        """What is kept of a dataset, None for nothing. Raises :class:`FileError` where the
        record is damaged, of another version, or names what is not there."""
        path = self.folder / dataset / RECORD
        try:
            read = json.loads(read_file(path))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _damaged(dataset, path, "the record of the pulled data is damaged") from error
        try:
            if read.pop("format") != FORMAT:
                raise _damaged(dataset, path, "the pulled data are of another version")
            record = _record(read)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _damaged(dataset, path, "the record of the pulled data is damaged") from error
        for stored in record.parts:
            if not self.path(record, stored.part).exists():
                raise _damaged(dataset, self.path(record, stored.part), "the pulled data are gone")
        return record

    def path(self, record: Record, part: str) -> Path:
        """Where a part is kept."""
        (file,) = (stored.file for stored in record.parts if stored.part == part)
        return self.folder / record.dataset / record.folder / file

    def faults(self, record: Record) -> list[str]:
        """The files that are not as they were written; every byte is read."""
        home = self.folder / record.dataset / record.folder
        found = contents(home)
        return sorted(name for name in record.contents if found.get(name) != record.contents[name])

    def size(self, record: Record) -> int:
        """Bytes that are kept of a dataset."""
        home = self.folder / record.dataset / record.folder
        return sum(path.stat().st_size for path in home.rglob("*") if path.is_file())

    @contextlib.contextmanager
    def pulling(self, dataset: str) -> Iterator[Path]:
        """An empty folder for the new data of a dataset, which nobody else pulls or clears
        meanwhile; what a killed pull left, and data that are no longer current, go first.

        Raises :class:`OutputError`.
        """
        home = self.folder / dataset
        with _writing(home), _held(home, "data pull"):
            self._remove_left_over(dataset)
            part = Path(tempfile.mkdtemp(dir=home, prefix=_PULLING))
            try:
                yield part
            finally:
                shutil.rmtree(part, ignore_errors=True)

    def make_current(self, part: Path, record: Record) -> Record:
        """Make the folder that :meth:`pulling` gave the current data of its dataset."""
        home = self.folder / record.dataset
        day = re.sub(r"[^0-9-]", "", record.day) or "undated"
        name = f"{day}-{part.name.removeprefix(_PULLING)}"
        part.chmod(0o755)
        part.rename(home / name)
        current_record = Record(**{**_fields(record), "folder": name})
        self.write_record(current_record)
        return current_record

    def write_record(self, record: Record) -> None:
        """Write the record of a dataset, in one step."""
        text = json.dumps({"format": FORMAT} | asdict(record), ensure_ascii=False, indent=2)
        write_bytes(self.folder / record.dataset / RECORD, (text + "\n").encode())

    def clear(self, dataset: str) -> int:
        """Take away all that is kept of a dataset: how many bytes that frees. Raises
        :class:`OutputError`."""
        home = self.folder / dataset
        if not home.is_dir():
            return 0
        with _writing(home), _held(home, "data clear"):
            size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
            # The record first: what is half taken away is not there.
            (home / RECORD).unlink(missing_ok=True)
            for entry in home.iterdir():
                if entry.name not in (LOCK, MARK):
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        with contextlib.suppress(OSError):  # another has begun to pull
            home.rmdir()
        return size

    def _remove_left_over(self, dataset: str) -> None:
        try:
            record = self.record(dataset)
        except FileError:
            record = None
        current = {LOCK, MARK, RECORD} | ({record.folder} if record else set())
        for entry in (self.folder / dataset).iterdir():
            if entry.name not in current:
                if entry.is_dir():
                    shutil.rmtree(entry, ignore_errors=True)
                else:
                    entry.unlink(missing_ok=True)


def contents(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def age_days(day: str, today: dt.date) -> int | None:
    """How old data of a day (YYYY-MM-DD, or a month) are; None where the day is unknown."""
    try:
        return (today - dt.date.fromisoformat(day if len(day) > 7 else f"{day}-01")).days
    except ValueError:
        return None


def _fields(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in Record.__slots__}


def _record(read: dict[str, Any]) -> Record:
    texts = ("dataset", "publisher", "licence", "fetched", "made_by", "folder")
    parts = tuple(StoredPart(**part) for part in read["parts"])
    if not parts or not all(isinstance(read[name], str) for name in texts):
        raise ValueError("a field is not text")
    # The names become paths: nothing may lead out of the store.
    for name in (read["dataset"], read["folder"], *(stored.file.split(".")[0] for stored in parts)):
        if not _FOLDER.fullmatch(name):
            raise ValueError(name)
    return Record(**read | {"parts": parts, "attribution": tuple(read["attribution"])})


def _damaged(dataset: str, path: Path, what: str) -> FileError:
    return FileError(what, where=str(path), hint=f"matcher data pull {dataset}")


@contextlib.contextmanager
def _held(home: Path, command: str) -> Iterator[None]:
    """Hold the folder of a dataset, which is made where there is none, and again where a clear
    takes it away before it is held."""
    with contextlib.ExitStack() as stack:
        for tries_left in reversed(range(_TRIES)):
            home.mkdir(parents=True, exist_ok=True)
            try:
                stack.enter_context(held(home, command))
                break
            except OutputError as error:
                if not tries_left or not isinstance(error.__cause__, FileNotFoundError):
                    raise
        yield


@contextlib.contextmanager
def _writing(home: Path) -> Iterator[None]:
    """Errors of the disk as errors of ours."""
    try:
        yield
    except OutputError as error:
        if isinstance(error.__cause__, OSError):  # a file of ours: there is no --out here
            raise OutputError(error.what, where=error.where, hint=_CURE) from error
        raise
    except OSError as error:
        if isinstance(error, MatcherError):
            raise
        raise OutputError(
            f"the pulled data cannot be written: {error.strerror or error}",
            where=str(home),
            hint=_IN_USE if isinstance(error, PermissionError) else _CURE,
        ) from error
