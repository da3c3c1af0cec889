"""The files of postcodes in a zip, a folder or by themselves: only those that are needed."""

from __future__ import annotations

import contextlib
import hashlib
import re
import zipfile
from collections.abc import Collection, Iterator, Set
from pathlib import Path, PurePosixPath
from typing import IO

from matcher.core.errors import FileError
from matcher.core.files.reading import open_file, read_file
from matcher.core.zip_files import DAMAGED_ZIP

_AREA = re.compile(r"[A-Z]{1,2}", re.ASCII)

# Refuse a zip that would fill the memory: what is read of it, and how far it was pressed
# together. The real Code-Point Open of 2025 holds 161 MB, at most twelvefold.
MAX_ENTRIES = 10_000
MAX_BYTES = 500_000_000
MAX_RATIO = 200

HINT = (
    "give a Code-Point Open zip or folder, an ONS Postcode Directory CSV, or a CSV with a header"
    " row and the columns Postcode, Easting, Northing"
)


# The day that Code-Point Open says it is of, and days and months in the names of files
# (codepo_gb-2025-11.zip, ONSPD_FEB_2025_UK.csv).
_METADATA = "metadata.txt"
_COPYRIGHT = re.compile(rb"COPYRIGHT DATE:\s*(20\d\d)(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(20\d\d)[-_]?(0[1-9]|1[0-2])(?:[-_]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_WORDS = re.compile(r"(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*[-_ ](20\d\d)", re.I)
_MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"


def postcode_files(
    source: Path, areas: Set[str] | None, *, data: IO[bytes] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the CSV files in ``source`` that may hold postcodes of ``areas``.

    ``source`` is a zip, a folder or one file; ``areas`` are postcode areas such as "AL",
    None for all. ``data`` is a zip that is open already, called ``source``.
    Raises :class:`FileError` for what cannot be read, or would fill the memory.
    """
    if data is None and not source.exists():
        raise FileError("there is no such file or folder", where=str(source), hint=HINT)
    try:
        if data is not None:
            yield from _zipped(data, areas, source)
        elif source.is_dir():
            named = {str(path): path for path in source.rglob("*.csv")}
            chosen = chosen_files(named, areas, source)
            yield from ((name, read_file(named[name])) for name in chosen)
        elif source.suffix.casefold() == ".zip":
            with open_file(source) as handle:
                yield from _zipped(handle, areas, source)
        elif source.stat().st_size > MAX_BYTES:
            raise FileError(
                "this is too large to read at once",
                where=str(source),
                hint="give the folder multi_csv of the ONS Postcode Directory, or Code-Point Open",
            )
        else:
            yield str(source), read_file(source)
    except DAMAGED_ZIP as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"cannot be read: {error}", where=str(source), hint=HINT) from error


def source_digest(source: Path, *, data: IO[bytes] | None = None) -> str:
    """The SHA-256 of a file; of a folder that of the names and contents of its CSV files."""
    whole = hashlib.sha256()
    if source.is_dir() and data is None:
        for path in sorted(source.rglob("*.csv")):
            inside = hashlib.sha256(read_file(path)).hexdigest()
            whole.update(f"{path.relative_to(source).as_posix()} {inside}\n".encode())
        return whole.hexdigest()
    with contextlib.ExitStack() as stack:
        handle = data or stack.enter_context(open_file(source))
        handle.seek(0)
        return hashlib.file_digest(handle, "sha256").hexdigest()  # type: ignore[arg-type]


def date_of_postcodes(source: Path, *, data: IO[bytes] | None = None) -> str:
    """The day or month the postcodes are of (2025-10-20, 2025-11), "" where nothing says."""
    with contextlib.suppress(*DAMAGED_ZIP), contextlib.ExitStack() as stack:
        if data is not None or source.suffix.casefold() == ".zip":
            handle = data or stack.enter_context(open_file(source))
            with zipfile.ZipFile(handle) as archive:
                for entry in archive.infolist():
                    if PurePosixPath(entry.filename).name.casefold() == _METADATA:
                        with archive.open(entry) as part:
                            found = _COPYRIGHT.search(part.read(4096))
                        if found:
                            return b"-".join(found.groups()).decode()
        elif source.is_dir():
            for path in sorted(source.rglob(_METADATA)):
                if found := _COPYRIGHT.search(read_file(path)[:4096]):
                    return b"-".join(found.groups()).decode()
    if named := _NUMBERS.search(source.name):
        return "-".join(filter(None, named.groups()))
    if named := _WORDS.search(source.name):
        return f"{named[2]}-{_MONTHS.index(named[1].upper()) // 3 + 1:02}"
    return ""


def _zipped(handle: IO[bytes], areas: Set[str] | None, source: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(handle) as archive:
        entries = archive.infolist()
        by_name = {entry.filename: entry for entry in entries}
        chosen = [by_name[name] for name in chosen_files(by_name, areas, source)]
        ratio = max((e.file_size / max(e.compress_size, 1) for e in chosen), default=0.0)
        if (
            len(entries) > MAX_ENTRIES
            or sum(e.file_size for e in chosen) > MAX_BYTES
            or ratio > MAX_RATIO
        ):
            raise FileError(
                "the zip would unpack to more than is safe to read",
                where=str(source),
                hint="unpack it yourself and give the folder, if you trust it",
            )
        for entry in chosen:
            yield f"{source}/{entry.filename}", archive.read(entry)


def chosen_files(files: Collection[str], areas: Set[str] | None, source: Path) -> list[str]:
    """The CSV files of the areas where files are named by area (al.csv, ONSPD_…_AL.csv), else
    all of them; those that describe the data are left out. Raises :class:`FileError` where
    there is none in ``source``."""
    csvs = [name for name in files if name.casefold().endswith(".csv")]
    named = {name: PurePosixPath(name).stem.upper().rpartition("_")[2] for name in csvs}
    by_area = {name for name, area in named.items() if _AREA.fullmatch(area)}
    data = {name for name in csvs if "doc" not in {p.casefold() for p in Path(name).parts}}
    if not data:
        raise FileError("there are no postcodes in it", where=str(source), hint=HINT)
    chosen = by_area or data
    if by_area and areas is not None:
        chosen = {name for name in by_area if named[name] in areas}
    return sorted(chosen)
