"""Where a postcode is: Code-Point Open or the ONS Postcode Directory, read offline.

Code-Point Open (Ordnance Survey) is a zip or folder of one headless CSV per postcode
area; the ONS Postcode Directory is a CSV with a header. Only the wanted postcodes are
kept, and only the files of their areas are opened. Where a postcode is not in the file,
the mean position of the others of its outward code stands in for it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from matcher.core import geo
from matcher.core.errors import FileError
from matcher.core.schema import as_list
from matcher.place.postcode_files import HINT, files_in

# The forms A9, A99, AA9, AA99, A9A, AA9A with 9AA after them, and the letters that each
# place may hold (BS 7666; Royal Mail, Programmers' Guide to the Postcode Address File).
_POSTCODE = re.compile(
    r"([A-Z]{1,2}[0-9]{1,2}|[A-Z][0-9][A-HJKPSTUW]|[A-Z]{2}[0-9][ABEHMNPRVWXY])"
    r"([0-9][ABD-HJLNP-UW-Z]{2})|(GIR)(0AA)",
    re.ASCII | re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\W_]+")
_AREA = re.compile(r"[A-Z]{1,2}", re.ASCII)

# Names of the ONS Postcode Directory's columns, old (to 2024) and new (from 2025).
_HEADERS = {
    "postcode": r"pcds|pcd7|pcd8|pcd|postcode",
    "easting": r"oseast1m|east1m|easting",
    "northing": r"osnrth1m|north1m|northing",
    "grid": r"osgrdind|gridind",
    "district_code": r"oslaua|laua|lad\d\dcd|lad|district_code",
    "lsoa11": r"lsoa11|lsoa11cd",
    "lsoa21": r"lsoa21|lsoa21cd|lsoa_code",
    "doterm": r"doterm",
}
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


def normalise(text: str) -> str:
    """A UK postcode in its one-space form ("AL10 0AA"), "" for what is not a postcode.

    Spacing, case and punctuation do not matter; letters are never taken for digits.
    """
    found = _POSTCODE.fullmatch(_BETWEEN.sub("", text))
    return " ".join(part.upper() for part in found.groups() if part) if found else ""


def normalise_all(texts: pd.Series) -> pd.Series:
    """:func:`normalise` of every text, on the same index."""
    return pd.Series([normalise(text) for text in as_list(texts)], index=texts.index, dtype="str")


def load(source: Path, wanted: Iterable[str]) -> pd.DataFrame:
    """The wanted postcodes (one-space form) as far as ``source`` helps to place them.

    Indexed by postcode, sorted: easting, northing (metres, EPSG:27700, NaN where the file
    gives no position), district_code, lsoa_code (2011 before 2021, for the 2011 list of
    codes in an area is complete; "" where not given), terminated, known (whether the
    postcode itself is in the file), and, only for those without a position,
    outcode_easting, outcode_northing (mean of the placed postcodes of the outward code
    in the same file) and outcode_spread_m (their root mean square distance from it).
    A postcode whose outward code is not in the file either has no row.
    Raises :class:`FileError` for what is not a file of postcodes.
    """
    search = _Search({code for code in wanted if code})
    for label, data in files_in(Path(source), set(search.by_area)):
        search.read(label, data)
    return search.frame()


def nothing() -> pd.DataFrame:
    """What :func:`load` gives where nothing is wanted: its columns, no rows."""
    return _Search(set()).frame()


@dataclass
class _Search:
    """What is looked for, and what has been found of it."""

    wanted: set[str]
    found: dict[str, tuple[float, float, str, str, bool]] = field(default_factory=dict)
    outcodes: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    @cached_property
    def by_area(self) -> dict[str, set[str]]:
        areas: dict[str, set[str]] = {}
        for code in self.wanted:
            areas.setdefault(_area(code), set()).add(code)
        return areas

    def read(self, label: str, data: bytes) -> None:
        first = data[:1000].split(b"\n", 1)[0].decode("latin-1").strip()
        cells = next(csv.reader([first]), [])
        if cells and normalise(cells[0]) and len(cells) >= 9 and first.startswith('"'):
            self._read_code_point(data)
        else:
            self._read_headed(label, data)

    def _read_code_point(self, data: bytes) -> None:
        """Postcode, quality, easting, northing, country, two NHS codes, county, district,
        ward; quality 90 means no position. Lines are found by their first eight bytes, for
        parsing all 1.7 million takes ten times as long."""
        buffer = np.frombuffer(data + b" " * 9, dtype=np.uint8)
        starts = np.concatenate(([0], np.flatnonzero(buffer == 10) + 1))
        starts = starts[starts < len(data)]
        heads = np.lib.stride_tricks.sliding_window_view(buffer, 8)[starts + 1]
        keys = np.ascontiguousarray(heads).view(np.uint64).ravel()
        pairs = np.bincount(heads[:, 0].astype(np.intp) * 256 + heads[:, 1])
        here = {code for pair in np.flatnonzero(pairs) for code in self._of(int(pair))}
        spellings = b"".join(form for code in here for form in _spellings(code))
        sought = np.sort(np.frombuffer(spellings + b"\xff" * 8, dtype=np.uint64))
        for start in starts[sought[np.searchsorted(sought, keys)] == keys]:
            self._keep_code_point(_line(data, int(start)))
        for outcode in sorted(self._unplaced(here)):
            width = len(outcode)
            same = (heads[:, :width] == np.frombuffer(outcode.encode(), np.uint8)).all(axis=1)
            after = heads[:, width]
            # In the seven-character form a digit follows a four-character outward code.
            same &= (after == 32) | (after == 34 if width == 7 else (width == 4) & (after < 58))
            for start in starts[same]:
                # Postcode, quality and position take less than 40 bytes.
                cells = data[start : start + 40].decode("latin-1").split(",")
                east, north = _position(*cells[1:4]) if len(cells) > 3 else (np.nan, np.nan)
                if east == east:
                    self.outcodes.setdefault(outcode, []).append((east, north))

    def _of(self, pair: int) -> set[str]:
        """The wanted postcodes of the area that two bytes begin."""
        return self.by_area.get(_area(pair.to_bytes(2, "big").decode("latin-1")), set())

    def _keep_code_point(self, cells: list[str]) -> None:
        if len(cells) >= 9:
            self.found[normalise(cells[0])] = (*_position(*cells[1:4]), cells[8], "", False)

    def _unplaced(self, codes: set[str]) -> set[str]:
        lacking = (c for c in codes if c not in self.found or np.isnan(self.found[c][0]))
        return {code.split(" ")[0] for code in lacking}

    def _read_headed(self, label: str, data: bytes) -> None:
        text = io.BytesIO(data)
        header = next(csv.reader([text.readline().decode("utf-8-sig", "replace")]), [])
        columns = _columns(header)
        if not {"postcode", "easting", "northing"} <= set(columns):
            raise FileError("this is not a file of postcodes", where=label, hint=HINT)
        frame = pd.read_csv(
            text, names=header, usecols=sorted(set(columns.values())), dtype="str",
            keep_default_na=False, index_col=False, on_bad_lines="skip", encoding_errors="replace",
        )  # fmt: skip
        blank = pd.Series("", index=frame.index, dtype="str")
        part = {name: frame[columns[name]] if name in columns else blank for name in _HEADERS}
        codes = normalise_all(part["postcode"])
        outcode = codes.str.split(" ").str[0]
        near = outcode.isin({code.split(" ")[0] for code in self.wanted})
        rows = zip(*(column[near] for column in (codes, *part.values())), strict=True)
        placed: dict[str, list[tuple[float, float]]] = {}
        for code, _, easting, northing, grid, district, lsoa11, lsoa21, doterm in rows:
            # Northern Ireland is on the Irish grid; indicator 9 means no position.
            lost = grid.strip() == "9" or code.startswith("BT")
            east, north = _position("90" if lost else "", easting, northing)
            if code in self.wanted:
                lsoa = lsoa11.strip() or lsoa21.strip()
                self.found[code] = (east, north, district.strip(), lsoa, bool(doterm.strip()))
            if east == east:
                placed.setdefault(code.split(" ")[0], []).append((east, north))
        for name in self._unplaced(self.wanted) & set(placed):
            self.outcodes.setdefault(name, []).extend(placed[name])

    def frame(self) -> pd.DataFrame:
        lacking = self._unplaced(self.wanted)
        rows = {}
        for code in sorted(self.wanted):
            outcode = code.split(" ")[0]
            middle = (np.nan, np.nan, np.nan)
            found = self.found.get(code, (np.nan, np.nan, "", "", False))
            if outcode in lacking and outcode in self.outcodes and np.isnan(found[0]):
                middle = _middle(self.outcodes[outcode])
            if code in self.found or middle[0] == middle[0]:
                rows[code] = (*found, code in self.found, *middle)
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(_COLUMNS))
        frame.index = pd.Index(list(rows), dtype="str", name="postcode")
        return frame.astype(_COLUMNS)


def _area(code: str) -> str:
    found = _AREA.match(code)
    return found.group() if found else ""


def _columns(header: list[str]) -> dict[str, str]:
    """Which column of a headed file holds what; the first pattern that is there counts."""
    names = {name.strip().casefold(): name for name in header}
    columns = {}
    for meaning, patterns in _HEADERS.items():
        for pattern in patterns.split("|"):
            match = next((name for name in names if re.fullmatch(pattern, name)), None)
            if match is not None:
                columns[meaning] = names[match]
                break
    return columns


def _spellings(code: str) -> tuple[bytes, bytes]:
    """The first eight bytes after the opening quote, in the one-space form and in the
    seven-character form (both occur, by edition)."""
    outward, inward = code.split(" ")
    return f'{code}",'.encode()[:8], f'{outward:<4}{inward}"'.encode()


def _line(data: bytes, start: int) -> list[str]:
    end = data.find(b"\n", start)
    line = data[start : end if end >= 0 else len(data)]
    return [cell.strip(' "\r') for cell in line.decode("latin-1").split(",")]


def _position(quality: str, easting: str, northing: str) -> tuple[float, float]:
    """Metres, or NaN where the file gives no position."""
    try:
        east, north = float(easting), float(northing)
    except ValueError:
        return np.nan, np.nan
    inside = (
        geo.EASTING_M[0] < east < geo.EASTING_M[1] and geo.NORTHING_M[0] < north < geo.NORTHING_M[1]
    )
    return (east, north) if inside and quality != "90" else (np.nan, np.nan)


def _middle(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Mean of points in metres and their root mean square distance from it."""
    array = np.array(sorted(points))
    mean = array.mean(axis=0)
    spread = float(np.sqrt(((array - mean) ** 2).sum(axis=1).mean()))
    return float(mean[0]), float(mean[1]), spread
