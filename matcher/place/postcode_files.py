"""The files of postcodes in a zip, a folder or by themselves: only those that are needed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TypeVar

from matcher.core.errors import FileError

_AREA = re.compile(r"[A-Z]{1,2}", re.ASCII)
_File = TypeVar("_File", Path, zipfile.ZipInfo)

# Refuse a zip that would fill the memory: what is read of it, and how far it was pressed
# together. The real Code-Point Open of 2025 holds 161 MB, at most twelvefold.
MAX_ENTRIES = 10_000
MAX_BYTES = 500_000_000
MAX_RATIO = 200

HINT = (
    "give a Code-Point Open zip or folder, an ONS Postcode Directory CSV, or a CSV with the"
    " columns postcode, easting, northing"
)


def files_in(source: Path, areas: set[str]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the CSV files in ``source`` that may hold postcodes of ``areas``.

    ``source`` is a zip, a folder or one file; ``areas`` are postcode areas such as "AL".
    Raises :class:`FileError` for what cannot be read, or would fill the memory.
    """
    if not source.exists():
        raise FileError("there is no such file or folder", where=str(source), hint=HINT)
    try:
        if source.is_dir():
            chosen = _choose({str(path): path for path in source.rglob("*.csv")}, areas, source)
            yield from ((str(path), path.read_bytes()) for path in chosen)
        elif source.suffix.casefold() == ".zip":
            yield from _zipped(source, areas)
        elif source.stat().st_size > MAX_BYTES:
            raise FileError(
                "this is too large to read at once",
                where=str(source),
                hint="give the folder multi_csv of the ONS Postcode Directory, or Code-Point Open",
            )
        else:
            yield str(source), source.read_bytes()
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"cannot be read: {error}", where=str(source), hint=HINT) from error


def _zipped(source: Path, areas: set[str]) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(source) as archive:
        entries = archive.infolist()
        csvs = {e.filename: e for e in entries if e.filename.casefold().endswith(".csv")}
        chosen = _choose(csvs, areas, source)
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


def _choose(files: dict[str, _File], areas: set[str], source: Path) -> list[_File]:
    """The files of the areas where files are named by area (al.csv, ONSPD_…_AL.csv), else
    all of them; those that describe the data are left out."""
    named = {name: PurePosixPath(name).stem.upper().rpartition("_")[2] for name in files}
    by_area = {name for name, area in named.items() if _AREA.fullmatch(area)}
    data = {name for name in files if "doc" not in {p.casefold() for p in Path(name).parts}}
    if not data:
        raise FileError("there are no postcodes in it", where=str(source), hint=HINT)
    chosen = {name for name in by_area if named[name] in areas} if by_area else data
    return [files[name] for name in sorted(chosen)]
