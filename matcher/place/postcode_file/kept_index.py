"""Indexes that make themselves: a zip of Code-Point Open that most of a country is looked up in is
kept as one, so that it is read once.

An index goes by the SHA-256 of its zip, which is worked out anew each time: a zip that changed,
however its size and time look, is another zip. What is answered, and what is said of the lines,
is what the zip itself gives; so only a zip without a line to complain of is kept. Nothing is
lost where a person takes an index away, and nothing is wrong where none can be written.
"""

from __future__ import annotations

import contextlib
import shutil
import zipfile
from collections.abc import Set
from pathlib import Path, PurePosixPath

import numpy as np

from matcher.core.errors import FileError, OutputError
from matcher.core.files.atomic import sha256
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.place.postcode_file.columns import Codes, PostcodeColumns, keys_of
from matcher.place.postcode_file.index import Index, index_arrays, open_index, write_index
from matcher.place.postcode_file.lines_read import FATES, LinesRead
from matcher.place.postcode_file.row_formats import has_header, read_columns
from matcher.place.postcode_file.source_files import chosen_files, date_of_postcodes, postcode_files

FOLDER = "postcode-indexes"
_MOST = 0.5  # of a zip, from which on it gets an index
_FEW = 2  # files that are read as soon as the hash of their zip is worked out
_KEPT = 2  # indexes of 35 MB: of the zip of this quarter, and of the one before


def kept_index(source: Path, areas: Set[str], keep_in: Path, lines: LinesRead) -> Index | None:
    """The index of the zip ``source`` in the folder ``keep_in``, made where there is none;
    ``lines`` gets the account of the files of ``areas``.

    None where ``source`` is better read itself: it is no zip of Code-Point Open, a line of it is
    at fault, or few of its files are wanted. Raises nothing of its own.
    """
    if source.suffix.casefold() != ".zip":
        return None
    try:
        with zipfile.ZipFile(source) as archive:
            sizes = {one.filename: one.file_size for one in archive.infolist()}
        wanted, every = (chosen_files(sizes, chosen, source) for chosen in (set(areas), None))
        is_most = sum(map(sizes.__getitem__, wanted)) >= _MOST * sum(map(sizes.__getitem__, every))
        if not is_most and (len(wanted) <= _FEW or not (keep_in / FOLDER).is_dir()):
            return None
        digest = sha256(source)
        home = keep_in / FOLDER / digest[:32]
        index = _open(home, digest) or (_make(source, digest, home) if is_most else None)
        if index is not None:
            for name in wanted:
                for fate in FATES:
                    count = getattr(lines.account, fate) + index.about["files"][name][fate]
                    setattr(lines.account, fate, count)
    except (*DAMAGED_ZIP, OSError, KeyError, TypeError):  # reading the zip itself says what it is
        return None
    return index


def bytes_of_indexes(keep_in: Path) -> int:
    """How large the indexes are that made themselves in ``keep_in``."""
    return sum(path.stat().st_size for path in (keep_in / FOLDER).rglob("*") if path.is_file())


def clear_indexes(keep_in: Path) -> int:
    """Take away every index that made itself in ``keep_in``; bytes freed. Raises
    :class:`OutputError`."""
    folder = keep_in / FOLDER
    if not folder.is_dir():
        return 0
    try:
        size = bytes_of_indexes(keep_in)
        shutil.rmtree(folder)
    except OSError as error:
        raise OutputError(
            f"the indexes of postcodes cannot be taken away: {error.strerror or error}",
            where=str(folder),
            hint="wait until no other matcher command is at work, and see that you may write there",
        ) from error
    return size


def _open(home: Path, digest: str) -> Index | None:
    """The index in ``home``; None where there is none, or what is left of one."""
    if not home.is_dir():
        return None
    with contextlib.suppress(FileError):
        index = open_index(home)
        if index.about.get("source_sha256") == digest:
            return index
    shutil.rmtree(home, ignore_errors=True)
    return None


def _make(source: Path, digest: str, home: Path) -> Index | None:
    """The index of a zip, written where that can be done; None where the zip is not plain."""
    codes = Codes()
    parts: list[PostcodeColumns] = []
    files: dict[str, dict[str, int]] = {}
    for label, data in postcode_files(source, None):
        own = LinesRead(source.name)
        if has_header(data):
            return None
        part = read_columns(label, data, own, codes)
        name = label.removeprefix(f"{source}/")
        if own.account.rejected or not _is_of_its_area(part, name):
            return None
        parts.append(part)
        files[name] = {fate: getattr(own.account, fate) for fate in FATES}
    arrays = index_arrays(parts, codes)
    about = {
        "source": source.name,
        "source_sha256": digest,
        "date": date_of_postcodes(source),
        "files": files,
    }
    with contextlib.suppress(OutputError, OSError):
        _make_room(home.parent)
        about = write_index(home, arrays, about)
    return Index(str(home), about, arrays)


def _is_of_its_area(part: PostcodeColumns, name: str) -> bool:
    """Whether all postcodes of a file are of the area it is named after, if it is, so that it is
    read whenever one of them is wanted."""
    area = PurePosixPath(name).stem.upper().rpartition("_")[2]
    if not (area.isascii() and area.isalpha() and len(area) <= 2):
        return True
    ends = (
        [f"{area}0", f"{area}:"] if len(area) == 1 else [area, f"{area[0]}{chr(ord(area[1]) + 1)}"]
    )
    low, high = keys_of(ends)
    return bool(np.all((part.keys >= low) & (part.keys < high)))


def _make_room(folder: Path) -> None:
    """Take away the oldest indexes, and what killed processes left of one."""
    if folder.is_dir():
        by_age = sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in by_age[_KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
