"""Where a postcode is: Code-Point Open or the ONS Postcode Directory, read offline.

Code-Point Open (Ordnance Survey) is a zip or folder of one headless CSV per postcode
area; the ONS Postcode Directory is a CSV with a header; an index is either of them made
ready (:mod:`matcher.place.postcode_file.index`). Only the wanted postcodes are kept, and only
the files of their areas are opened. Where a postcode is not in the file, the mean position
of the others of its outward code stands in for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.core.places.postcodes import is_code, is_whole, outward_code, read_postcodes
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.place.postcode_file.code_point import CodePointLines, code_point_row
from matcher.place.postcode_file.index import IndexedPostcodes, is_index, open_index
from matcher.place.postcode_file.lines_read import LinesRead
from matcher.place.postcode_file.postcode_row import PostcodeRow, read_position
from matcher.place.postcode_file.row_formats import has_header, headed_rows
from matcher.place.postcode_file.source_files import postcode_files

_AREA = re.compile(r"[A-Z]{1,2}", re.ASCII)
_SAME_PLACE_M = 1000.0  # a postcode is a few streets wide
_COLUMNS = {
    "easting": "float64",
    "northing": "float64",
    "district_code": "str",
    "lsoa_code": "str",
    "terminated": "bool",
    "known": "bool",
    "outcode_easting": "float64",
    "outcode_northing": "float64",
    "outcode_spread_m": "float64",
}


def postcodes_to_look_up(texts: pd.Series) -> pd.Series:
    """The postcode that each text says (the first of several), the outward code where it
    says no more, "" where it says none; on the same index."""
    read = {text: read_postcodes(text) for text in dict.fromkeys(as_list(texts))}
    code = {text: cell.codes[0] if cell.codes else cell.outcode for text, cell in read.items()}
    return texts.map(code).astype("str")


def look_up_postcodes(
    source: Path, wanted: Iterable[str], log: ProblemLog | None = None
) -> pd.DataFrame:
    """The wanted postcodes (one-space form), or outward codes alone, as far as ``source``
    helps to place them.

    Indexed by postcode, sorted: easting, northing (metres, EPSG:27700, NaN where the file
    gives no position), district_code, lsoa_code (2011 before 2021, for the 2011 list of
    codes in an area is complete; "" where not given), terminated, known (whether the
    postcode itself is in the file), and, only for those without a position,
    outcode_easting, outcode_northing (mean of the placed postcodes of the outward code
    in the same file) and outcode_spread_m (their root mean square distance from it).
    A postcode whose outward code is not in the file either has no row.
    ``log`` gets the account of the lines of the files that were opened (of an index, of those
    it was made from) and hears of lines that are none (unread_postcode_line).
    Raises :class:`FileError` for what is not a file of postcodes.
    """
    source, codes = Path(source), set(filter(is_code, wanted))
    if is_index(source):
        return _from_index(source, sorted(codes), log)
    search = _Search(codes)
    lines = LinesRead(source.name, log)
    for label, data in postcode_files(source, set(search.by_area)):
        search.read(label, data, lines)
    lines.close()
    return search.frame(source.name, log)


def empty_lookup() -> pd.DataFrame:
    """What :func:`look_up_postcodes` gives where nothing is wanted: its columns, no rows."""
    return _Search(set()).frame()


def _from_index(folder: Path, codes: list[str], log: ProblemLog | None) -> pd.DataFrame:
    index = open_index(folder)
    if log is not None and (account := index.account()) is not None:
        log.references.append(account)
    found = index.look_up(codes)
    lacking = {outward_code(codes[at]) for at in np.flatnonzero(np.isnan(found.easting)).tolist()}
    near = {outcode: index.points_of_outcode(outcode) for outcode in sorted(lacking)}
    _tell_of_two_places(codes, found, str(index.about.get("source", "")), log)
    return _frame(codes, found, near)


def _frame(
    codes: Sequence[str], found: IndexedPostcodes, near: Mapping[str, NDArray[np.float64]]
) -> pd.DataFrame:
    """The frame of :func:`look_up_postcodes`; ``near`` holds the placed points of each outward
    code of which a postcode lacks its position."""
    middles = {outcode: _middle(points) for outcode, points in near.items() if len(points)}
    middle = np.full((len(codes), 3), np.nan)
    for at in np.flatnonzero(np.isnan(found.easting)).tolist():
        middle[at] = middles.get(outward_code(codes[at]), np.nan)
    columns = (
        *(found.easting, found.northing, found.district_code, found.lsoa_code),
        *(found.terminated, found.known, *middle.T),
    )
    index = pd.Index(list(codes), dtype="str", name="postcode")
    frame = pd.DataFrame(
        {
            name: pd.Series(column, index=index, dtype=kind)
            for (name, kind), column in zip(_COLUMNS.items(), columns, strict=True)
        },
        index=index,
    )
    placed: pd.DataFrame = frame.loc[found.known | ~np.isnan(middle[:, 0])]
    return placed


@dataclass
class _Search:
    """What is looked for, and what has been found of it."""

    wanted: set[str]
    found: dict[str, PostcodeRow] = field(default_factory=dict)
    outcodes: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    apart_m: dict[str, float] = field(default_factory=dict)

    @cached_property
    def by_area(self) -> dict[str, set[str]]:
        areas: dict[str, set[str]] = {}
        for code in self.wanted:
            areas.setdefault(_area(code), set()).add(code)
        return areas

    def read(self, label: str, data: bytes, lines: LinesRead) -> None:
        if has_header(data):
            self._read_headed(label, data, lines)
        else:
            self._read_code_point(label, data, lines)

    def _read_code_point(self, label: str, data: bytes, lines: LinesRead) -> None:
        """Lines are found by their first eight bytes, for parsing all 1.7 million takes ten
        times as long."""
        file = CodePointLines(label, data, lines)
        starts, keys, heads = file.starts, file.keys, file.heads
        pairs = np.bincount(heads[:, 0].astype(np.intp) * 256 + heads[:, 1])
        here = {code for pair in np.flatnonzero(pairs) for code in self._of(int(pair))}
        here |= {row.postcode for _, row in file.others} & self.wanted
        spellings = b"".join(form for code in here if is_whole(code) for form in _spellings(code))
        sought = np.frombuffer(spellings + b"\xff" * 8, dtype=np.uint64)
        at = starts[_places_of(sought, keys)].tolist()
        at += [start for start, row in file.others if row.postcode in here]
        for start in sorted(at):
            row = code_point_row(file.line(start))
            if row is not None:
                self._keep(row)
        for outcode in sorted(self._unplaced(here)):
            width = len(outcode)
            same = (heads[:, :width] == np.frombuffer(outcode.encode(), np.uint8)).all(axis=1)
            after = heads[:, width]
            # In the seven-character form a digit follows a four-character outward code.
            same &= (after == 32) | ((width == 4) & (after < 58))
            points = self.outcodes.setdefault(outcode, [])
            for start in starts[same]:
                # Postcode, quality and position take less than 40 bytes.
                cells = file.data[start : start + 40].decode("latin-1").split(",")
                points.append(read_position(*cells[1:4]) if len(cells) > 3 else (np.nan, np.nan))
            points += [row[1:3] for _, row in file.others if outward_code(row.postcode) == outcode]
            self.outcodes[outcode] = [point for point in points if point[0] == point[0]]

    def _keep(self, row: PostcodeRow) -> None:
        """Of a postcode that the file has twice the later counts."""
        before = self.found.get(row.postcode)
        if before is not None:
            apart = np.hypot(row.easting - before.easting, row.northing - before.northing)
            self.apart_m[row.postcode] = float(np.nan_to_num(apart))
        self.found[row.postcode] = row

    def _of(self, pair: int) -> set[str]:
        """The wanted postcodes of the area that two bytes begin."""
        return self.by_area.get(_area(pair.to_bytes(2, "big").decode("latin-1")), set())

    def _unplaced(self, codes: set[str]) -> set[str]:
        lacking = (c for c in codes if c not in self.found or np.isnan(self.found[c].easting))
        return {outward_code(code) for code in lacking}

    def _read_headed(self, label: str, data: bytes, lines: LinesRead) -> None:
        placed: dict[str, list[tuple[float, float]]] = {}
        outcodes = {outward_code(code) for code in self.wanted}
        for row in headed_rows(label, data, lines, outcodes):
            if row.postcode in self.wanted:
                self._keep(row)
            if row.easting == row.easting:
                point = (row.easting, row.northing)
                placed.setdefault(outward_code(row.postcode), []).append(point)
        for name in self._unplaced(self.wanted) & set(placed):
            self.outcodes.setdefault(name, []).extend(placed[name])

    def frame(self, source: str = "", log: ProblemLog | None = None) -> pd.DataFrame:
        codes = sorted(self.wanted)
        none = PostcodeRow("", np.nan, np.nan, "", "", False)
        rows = [self.found.get(code, none) for code in codes]
        columns = list(zip(*rows, strict=True)) or [()] * len(none)
        found = IndexedPostcodes(
            np.array([code in self.found for code in codes], dtype=bool),
            np.array(columns[1], dtype=float),
            np.array(columns[2], dtype=float),
            np.array(columns[3], dtype=object),
            np.array(columns[4], dtype=object),
            np.array(columns[5], dtype=bool),
            np.array([self.apart_m.get(code, 0.0) for code in codes], dtype=float),
        )
        near = {outcode: np.array(points) for outcode, points in self.outcodes.items()}
        _tell_of_two_places(codes, found, source, log)
        return _frame(codes, found, near)


def _tell_of_two_places(
    codes: Sequence[str], found: IndexedPostcodes, source: str, log: ProblemLog | None
) -> None:
    """Say of which of the postcodes asked for the file has two places far apart."""
    if log is None:
        return
    for at in np.flatnonzero(found.apart_m > _SAME_PLACE_M).tolist():
        log.add(
            "postcode_twice",
            f"{codes[at]} stands twice in the file, {found.apart_m[at] / 1000:,.1f} km apart; the "
            "later line counts",
            list=source,
            value=codes[at],
            severity="warning",
            hint="correct the file, or give the place of the schools there in your list",
        )


def _area(code: str) -> str:
    found = _AREA.match(code)
    return found.group() if found else ""


def _spellings(code: str) -> tuple[bytes, bytes]:
    """The first eight bytes after the opening quote, in the one-space form and in the
    seven-character form (both occur, by edition)."""
    outward, _, inward = code.partition(" ")
    return f'{code}",'.encode()[:8], f'{outward:<4}{inward}"'.encode()


def _places_of(sought: NDArray[np.uint64], keys: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Where ``keys`` are among those ``sought``, in their order. Few are, so most are put aside
    by a hash of 16 bits (by multiplication: Knuth, The Art of Computer Programming 3, 6.4)."""
    possible = np.zeros(1 << 16, dtype=bool)
    possible[_hash(sought)] = True
    near = np.flatnonzero(possible[_hash(keys)])
    return near[np.isin(keys[near], sought)]


def _hash(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (keys * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(48)


def _middle(points: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean of points in metres, shape (n, 2), and their root mean square distance from it;
    the order of the points does not matter."""
    array = points[np.lexsort((points[:, 1], points[:, 0]))]
    mean = array.mean(axis=0)
    spread = float(np.sqrt(((array - mean) ** 2).sum(axis=1).mean()))
    return float(mean[0]), float(mean[1]), spread
