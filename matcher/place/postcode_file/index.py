"""A file of postcodes as arrays sorted by postcode, to be searched without being read.

Opening it maps the arrays into memory, a search is a bisection, and the postcodes of one
outward code lie side by side. Only NumPy is needed, so a process that looks up a few
thousand postcodes is done before pandas would have started. ``index.json`` marks the
folder, says what it was made from, and is written last.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.core.errors import FileError, OutputError
from matcher.core.files.reading import read_file
from matcher.core.problems import ReferenceAccount
from matcher.place.postcode_file.columns import Codes, PostcodeColumns, joined, keys_of
from matcher.place.postcode_file.lines_read import FATES, KIND, LinesRead

MARKER = "index.json"
FORMAT = 1  # raise it whenever the arrays change their meaning
_PLACED, _TERMINATED = 1, 2  # bits of flags.npy
_ROWS = ("keys", "easting", "northing", "district", "lsoa", "flags")
_TABLES = ("districts", "lsoas")
_PULL_AGAIN = "pull it again: matcher data pull postcodes"


class IndexedPostcodes(NamedTuple):
    """What is known of some postcodes, in their order: whether each is in the file, metres
    (EPSG:27700, NaN where unknown), codes ("" where unknown), whether it is terminated.
    ``apart_m``: how far apart in metres the file puts a postcode that it has twice, else 0."""

    known: NDArray[np.bool_]
    easting: NDArray[np.float64]
    northing: NDArray[np.float64]
    district_code: NDArray[np.object_]
    lsoa_code: NDArray[np.object_]
    terminated: NDArray[np.bool_]
    apart_m: NDArray[np.float64]


class Index(NamedTuple):
    """An open index. ``about`` is what ``index.json`` says; ``arrays`` are mapped, one entry
    a postcode but for the tables ``districts`` and ``lsoas``."""

    where: str
    about: dict[str, Any]
    arrays: dict[str, NDArray[Any]]

    def look_up(self, codes: Sequence[str]) -> IndexedPostcodes:
        """What is known of ``codes`` (one-space form). Raises :class:`FileError`."""
        sought = keys_of(codes)
        keys = self.arrays["keys"]
        # Of a postcode that the file has twice the later counts.
        at = np.searchsorted(keys, sought, side="right") - 1
        known = (at >= 0) & (keys[at] == sought)
        flags = np.where(known, self.arrays["flags"][at], 0)
        easting, northing = self._positions(at, known)
        one_up = np.maximum(at - 1, 0)
        twice = known & (at > 0) & (keys[one_up] == sought)
        before = self._positions(one_up, twice)
        return IndexedPostcodes(
            known,
            easting,
            northing,
            self._codes("districts", "district", at, known),
            self._codes("lsoas", "lsoa", at, known),
            (flags & _TERMINATED) > 0,
            np.nan_to_num(np.hypot(easting - before[0], northing - before[1])),
        )

    def _positions(
        self, at: NDArray[np.intp], known: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Easting and northing of these places, NaN where not ``known`` or without a position."""
        placed = known & ((self.arrays["flags"][at] & _PLACED) > 0)
        east, north = (
            np.where(placed, self.arrays[axis][at], np.nan) for axis in ("easting", "northing")
        )
        return east, north

    def points_of_outcode(self, outcode: str) -> NDArray[np.float64]:
        """Positions in metres, shape (n, 2), of the placed postcodes of an outward code."""
        low, high = np.searchsorted(self.arrays["keys"], keys_of([f"{outcode} ", f"{outcode}!"]))
        placed = (self.arrays["flags"][low:high] & _PLACED) > 0
        both = (self.arrays[axis][low:high][placed] for axis in ("easting", "northing"))
        return np.column_stack([axis.astype(np.float64) for axis in both])

    def account(self) -> ReferenceAccount | None:
        """What became of the lines of the files it was made from; None where it does not say."""
        rows = self.about.get("rows")
        if not isinstance(rows, dict) or not all(isinstance(rows.get(n), int) for n in FATES):
            return None
        return ReferenceAccount(
            str(self.about.get("source", "")), KIND, **{name: rows[name] for name in FATES}
        )

    def _codes(
        self, table: str, column: str, at: NDArray[np.intp], known: NDArray[np.bool_]
    ) -> NDArray[np.object_]:
        names = self.arrays[table].astype(object)
        numbers = np.where(known, self.arrays[column][at], 0)
        if numbers.size and numbers.max() >= len(names):
            raise FileError("the index of postcodes is damaged", where=self.where, hint=_PULL_AGAIN)
        found: NDArray[np.object_] = np.where(known, names[numbers], "")
        return found


def is_index(folder: Path) -> bool:
    """Whether ``folder`` is an index, or what is left of one."""
    return (folder / MARKER).is_file() or (folder / "keys.npy").is_file()


def open_index(folder: Path) -> Index:
    """Map an index into memory; every size is checked, the contents are not, for that would
    be to read them. Raises :class:`FileError`."""
    about = _about(folder)
    arrays: dict[str, NDArray[Any]] = {}
    try:
        for name in (*_ROWS, *_TABLES):
            file = folder / f"{name}.npy"
            if file.stat().st_size != about["bytes"][file.name]:
                raise ValueError(f"{file.name} has not the size it was written with")
            arrays[name] = np.load(file, mmap_mode="r", allow_pickle=False)
        count = int(about["postcodes"])
        if not count or any(arrays[name].shape != (count,) for name in _ROWS):
            raise ValueError("its arrays are not of one length")
        if not all(arrays[name].size for name in _TABLES):
            raise ValueError("a table of codes is empty")
    except Exception as error:  # NumPy raises a dozen kinds for a damaged array, TokenError too
        raise FileError(
            f"the index of postcodes is damaged: {error}", where=str(folder), hint=_PULL_AGAIN
        ) from error
    return Index(str(folder), about, arrays)


def _about(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads(read_file(folder / MARKER))
        made = about["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileError(
            "the index of postcodes is damaged or was never finished",
            where=str(folder),
            hint=_PULL_AGAIN,
        ) from error
    if made != FORMAT:
        raise FileError(
            "the index of postcodes was made by another version",
            where=str(folder),
            hint=_PULL_AGAIN,
        )
    found: dict[str, Any] = about
    return found


def build_index(source: Path, target: Path, *, data: IO[bytes] | None = None) -> dict[str, Any]:
    """Make an index of a file of postcodes in the new folder ``target``, all of it or
    nothing, and return what ``index.json`` says of it.

    ``source`` is whatever :func:`matcher.place.postcode_file.lookup.look_up_postcodes` reads;
    ``data`` is a zip that is open already and has that name. Raises :class:`FileError` and
    :class:`OutputError`.
    """
    from matcher.place.postcode_file.row_formats import read_columns
    from matcher.place.postcode_file.source_files import (
        HINT,
        date_of_postcodes,
        postcode_files,
        source_digest,
    )

    lines, codes = LinesRead(source.name), Codes()
    parts = [
        read_columns(label, content, lines, codes)
        for label, content in postcode_files(source, None, data=data)
    ]
    if not sum(len(part.keys) for part in parts):
        raise FileError("there are no postcodes in it", where=str(source), hint=HINT)
    about = {
        "source": source.name,
        "source_sha256": source_digest(source, data=data),
        "date": date_of_postcodes(source, data=data),
        "rows": {name: getattr(lines.account, name) for name in FATES},
    }
    return write_index(target, index_arrays(parts, codes), about)


def write_index(
    target: Path, arrays: dict[str, NDArray[Any]], about: dict[str, Any]
) -> dict[str, Any]:
    """Write the arrays of an index into the new folder ``target``, all or nothing, and return
    what ``index.json`` says of them, ``about`` among it. Raises :class:`OutputError`."""
    about = {
        "format": FORMAT,
        **about,
        "postcodes": len(arrays["keys"]),
        "placed": int(np.count_nonzero(arrays["flags"] & _PLACED)),
    }
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=target.parent, prefix=".matcher-", suffix=".part"))
        try:
            _write(part, arrays, about)
            if target.exists():
                raise OutputError("is there already", where=str(target))
            part.chmod(0o755)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"the index of postcodes cannot be written: {error.strerror or error}",
            where=str(target),
            hint="free some space, or choose another folder",
        ) from error
    return about


def index_arrays(parts: Sequence[PostcodeColumns], codes: Codes) -> dict[str, NDArray[Any]]:
    """The arrays of an index of postcodes, one part at least, sorted by key; equal keys stay in
    the order of the files."""
    every = joined(parts)
    order: NDArray[np.intp] | slice = slice(None)
    if (every.keys[1:] < every.keys[:-1]).any():  # files of postcodes are sorted, as a rule
        order = np.argsort(every.keys, kind="stable")
    flags = (_PLACED * ~np.isnan(every.easting) + _TERMINATED * every.terminated).astype(np.uint8)
    east, north = np.nan_to_num(every.easting), np.nan_to_num(every.northing)
    columns = (every.keys, east, north, every.district, every.lsoa, flags)
    arrays = {name: _narrow(array[order]) for name, array in zip(_ROWS, columns, strict=True)}
    for name, table in (("districts", codes.districts), ("lsoas", codes.lsoas)):
        arrays[name] = np.array(list(table))
    return arrays


def _narrow(array: NDArray[Any]) -> NDArray[Any]:
    """Whole metres as 32 bits, numbers of codes as few bits as they need."""
    if array.dtype == np.float64:
        whole = array.astype(np.int32)
        return whole if (whole == array).all() else array
    if array.dtype == np.intp:
        return array.astype(np.min_scalar_type(int(array.max())))
    return array


def _write(folder: Path, arrays: dict[str, NDArray[Any]], about: dict[str, Any]) -> None:
    sizes = {}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        with path.open("wb") as handle:
            np.save(handle, array, allow_pickle=False)
            handle.flush()
            os.fsync(handle.fileno())
        sizes[path.name] = path.stat().st_size
    with (folder / MARKER).open("w", encoding="utf-8") as handle:
        json.dump(about | {"bytes": sizes}, handle, ensure_ascii=False, indent=2)
        handle.flush()
        os.fsync(handle.fileno())
