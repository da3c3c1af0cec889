"""What a line of a postcode file says: a postcode, its position, its district and LSOA."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Set
from typing import NamedTuple

import numpy as np

from matcher.core import geo
from matcher.core.errors import FileError
from matcher.core.places.postcodes import normalise_postcode, outward_code
from matcher.place.postcode_file.source_files import HINT

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


class PostcodeRow(NamedTuple):
    """One postcode in its one-space form: metres (EPSG:27700, NaN where the file gives no
    position), codes ("" where not given) and whether it is in use no more."""

    postcode: str
    easting: float
    northing: float
    district_code: str
    lsoa_code: str
    terminated: bool


def read_rows(label: str, data: bytes) -> Iterator[PostcodeRow]:
    """Every postcode of a file, in its order. Raises :class:`FileError`."""
    return code_point_rows(data) if is_code_point(data) else headed_rows(label, data)


def is_code_point(data: bytes) -> bool:
    """Whether a file is one of Code-Point Open's, which have no header."""
    first = data[:1000].split(b"\n", 1)[0].decode("latin-1").strip()
    cells = next(csv.reader([first]), [])
    return bool(
        cells and normalise_postcode(cells[0]) and len(cells) >= 9 and first.startswith('"')
    )


def code_point_rows(data: bytes) -> Iterator[PostcodeRow]:
    """Every postcode of a file of Code-Point Open: see :func:`code_point_row`."""
    for line in data.decode("latin-1").split("\n"):
        row = code_point_row(line)
        if row is not None:
            yield row


def code_point_row(line: str) -> PostcodeRow | None:
    """Postcode, quality, easting, northing, country, two NHS codes, county, district, ward;
    quality 90 means no position. None for a line that is none."""
    cells = line.split(",", 9)
    code = normalise_postcode(cells[0].strip(' "')) if len(cells) >= 9 else ""
    if not code:
        return None
    east, north = read_position(cells[1].strip(' "'), cells[2].strip(' "'), cells[3].strip(' "'))
    return PostcodeRow(code, east, north, cells[8].strip(' "\r'), "", False)


def headed_rows(label: str, data: bytes, outcodes: Set[str] | None = None) -> Iterator[PostcodeRow]:
    """Every postcode of a file with a header, or those of some outward codes alone.

    Raises :class:`FileError` where the header names no postcode, easting and northing.
    """
    import pandas as pd

    text = io.BytesIO(data)
    header = next(csv.reader([text.readline().decode("utf-8-sig", "replace")]), [])
    columns = _columns(header)
    if not {"postcode", "easting", "northing"} <= set(columns):
        raise FileError("this is not a file of postcodes", where=label, hint=HINT)
    frame = pd.read_csv(
        text, names=header, usecols=sorted(set(columns.values())), dtype="str",
        keep_default_na=False, index_col=False, on_bad_lines="skip", encoding_errors="replace",
    )  # fmt: skip
    blank = [""] * len(frame)
    parts = [
        frame[columns[name]].to_numpy(dtype=object).tolist() if name in columns else blank
        for name in _HEADERS
    ]
    for written, easting, northing, grid, district, lsoa11, lsoa21, doterm in zip(
        *parts, strict=True
    ):
        code = normalise_postcode(written)
        if not code or (outcodes is not None and outward_code(code) not in outcodes):
            continue
        # Northern Ireland is on the Irish grid; indicator 9 means no position.
        lost = grid.strip() == "9" or code.startswith("BT")
        east, north = read_position("90" if lost else "", easting, northing)
        lsoa = lsoa11.strip() or lsoa21.strip()
        yield PostcodeRow(code, east, north, district.strip(), lsoa, bool(doterm.strip()))


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


def read_position(quality: str, easting: str, northing: str) -> tuple[float, float]:
    """Metres, or NaN where the file gives no position."""
    try:
        east, north = float(easting), float(northing)
    except ValueError:
        return np.nan, np.nan
    inside = (
        geo.EASTING_M[0] < east < geo.EASTING_M[1] and geo.NORTHING_M[0] < north < geo.NORTHING_M[1]
    )
    return (east, north) if inside and quality != "90" else (np.nan, np.nan)
