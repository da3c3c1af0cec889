"""The publishers' downloads of public registers, cut down to what is read here before they are
kept: of a ZIP the files that are parts of the register, of each the columns and rows that its part
asks for, and nothing about a person.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from matcher.core import cells
from matcher.core.errors import FileError
from matcher.core.figures.number_format import counted
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.intake.headers.people import is_personal
from matcher.intake.headers.wording import printable
from matcher.intake.offers.dataset import Part, day_in
from matcher.intake.offers.known import DATASETS, recognise_part

# Refuse what would fill the disk: files of a ZIP, bytes of one of them, and how far it was pressed
# together. Active Places comes to 25 files, the entries at GCSE to 225 MB.
MAX_FILES = 10_000
MAX_BYTES = 1_000_000_000
MAX_RATIO = 200
_VERSION = re.compile(rb"Data Version:\s*(20\d\d-\d\d-\d\d)", re.I)
_ENCODINGS = ("utf-8-sig", "cp1252")
_AGAIN = "download it again"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many rows were kept, the day that the download says it is of ("" where it says none), and
    what a person should know."""

    rows: int
    day: str = ""
    notes: tuple[str, ...] = ()


def keep_zip(source: IO[bytes], name: str, target: Path, register: str) -> Kept:
    """Write the parts of a ``register`` (the name of a dataset) that a ZIP holds to the folder
    ``target``. Raises :class:`FileError` for one that holds none, is damaged or too large."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _keep_files(archive, name, target, register)
    except DAMAGED_ZIP as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"the ZIP cannot be read: {error}", where=name, hint=_AGAIN) from error


def keep_csv(source: IO[bytes], name: str, target: Path, register: str) -> Kept:
    """Write a part of a ``register`` that is a CSV to the file ``target``. Raises
    :class:`FileError` for what is none."""

    @contextmanager
    def rewound() -> Iterator[IO[bytes]]:
        source.seek(0)
        yield source

    kept = _keep_file(rewound, name, target, register)
    if kept is None:
        raise FileError(f"this is no file of {register}", where=name, hint=_AGAIN)
    return Kept(kept[0], notes=kept[1])


def _keep_files(archive: zipfile.ZipFile, name: str, target: Path, register: str) -> Kept:
    entries = [one for one in archive.infolist() if not one.is_dir()]
    if len(entries) > MAX_FILES:
        raise FileError(f"the ZIP holds more than {MAX_FILES:,} files", where=name, hint=_AGAIN)
    (repeats,) = (one.repeats for one in DATASETS if one.name == register)
    target.mkdir()
    rows, day = 0, ""
    notes: list[str] = []
    taken: list[Path] = []
    for entry in sorted(entries, key=lambda one: one.filename):
        path = PurePosixPath(entry.filename)
        if path.suffix.casefold() == ".txt" and entry.file_size < 100_000:
            found = _VERSION.search(archive.read(entry))
            day = found[1].decode() if found else day
        if path.suffix.casefold() != ".csv" or path.stem.casefold() in repeats:
            continue
        if entry.file_size > min(MAX_BYTES, MAX_RATIO * (entry.compress_size + 1_000)):
            raise FileError(f"{path.name} in it is too large", where=name, hint=_AGAIN)
        stem = re.sub(r"[^A-Za-z0-9_-]", "-", path.stem)[:60] or "part"
        file = target / f"{stem}.csv"
        if file.exists():  # the same name in another folder of the ZIP
            file = target / f"{stem}-{len(taken)}.csv"
        taken.append(file)
        kept = _keep_file(lambda one=entry: archive.open(one), path.name, file, register)  # type: ignore[misc]
        if kept is not None:
            rows += kept[0]
            notes += kept[1]
    if not rows:
        raise FileError(f"the ZIP holds no file of {register}", where=name, hint=_AGAIN)
    named = (day_in(one.filename) for one in entries)
    return Kept(rows, day or day_in(name) or next(filter(None, named), ""), tuple(notes))


def _keep_file(
    opened: Callable[[], AbstractContextManager[IO[bytes]]], name: str, target: Path, register: str
) -> tuple[int, tuple[str, ...]] | None:
    """Write what is read of a file: its rows and what a person should know; None where it is no
    part of the register."""
    for encoding in _ENCODINGS:
        with opened() as stream:
            text = io.TextIOWrapper(stream, encoding, newline="")
            try:
                return _keep_rows(csv.reader(text), name, target, register)
            except UnicodeDecodeError:
                continue  # to the next encoding, from the start
            except csv.Error as error:
                raise FileError(f"it cannot be read: {error}", where=name, hint=_AGAIN) from None
            finally:
                text.detach()
    raise FileError("it is text in no encoding that is known", where=name, hint=_AGAIN)


def _keep_rows(
    rows: Iterator[list[str]], name: str, target: Path, register: str
) -> tuple[int, tuple[str, ...]] | None:
    header = next(rows, [])
    found = recognise_part(header)
    if found is None or found[0].name != register:
        return None
    _, part, columns = found
    places = _places(part, header, columns)
    kept = too_long = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(printable(header[at]) for at in places)
        for row in rows:
            if len(row) > len(header):
                too_long += 1
                continue
            full = [*row, *[""] * (len(header) - len(row))]
            if not any(full) or (
                part.keeps and not part.keeps(dict(zip(columns, full, strict=True)))
            ):
                continue
            kept += 1
            writer.writerow(
                cells.neutralise(cells.restore(cells.clean(full[at])[0])) for at in places
            )
    note = f"{name}: {counted(too_long, 'row has', 'rows have')} more fields than the header and "
    note += "is not kept" if too_long == 1 else "are not kept"
    return kept, (note,) if too_long else ()


def _places(part: Part, header: Sequence[str], columns: Sequence[str]) -> list[int]:
    """Which columns are kept: those that the part reads, or all where it does not say; none about
    a person."""
    return [
        at
        for at, column in enumerate(columns)
        if column and (column in part.reads or not part.reads) and not is_personal(header[at])
    ]
