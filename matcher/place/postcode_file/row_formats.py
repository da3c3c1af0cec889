"""What a line of a postcode file says: a postcode, its position, its district and LSOA."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.core import geo
from matcher.core.errors import FileError
from matcher.core.places.postcodes import normalise_postcode, outward_code
from matcher.place.postcode_file.source_files import HINT

if TYPE_CHECKING:
    import pandas as pd

# What files of postcodes call a column, as words in lower case, best first: the ONS Postcode
# Directory and the National Statistics Postcode Lookup, old (to 2024) and new; the files of
# doogal.co.uk; Open Postcode Geo; Code-Point Open with its documented header; councils'.
_HEADERS = {
    "postcode": r"pcds|pcd7|pcd8|pcd|pcd2|postcode|post code|postcode unit",
    "easting": r"oseast1m|east1m|eastings?|grid reference easting",
    "northing": r"osnrth1m|north1m|northings?|grid reference northing",
    "quality": r"osgrdind|gridind|positional quality indicator|positional quality|quality",
    "district_code": r"oslaua|laua|lad\d\dcd|ladcd|lad \d+ code|lad code|lad|admin district code"
    r"|district code|local authority district code|local authority code|la code",
    "lsoa11": r"lsoa11|lsoa11cd|lsoa11 code|lsoa 2011 code|lsoa code 2011",
    "lsoa21": r"lsoa21|lsoa21cd|lsoa21 code|lsoa 2021 code|lsoa code 2021|lsoa code|lsoacd|lsoa"
    r"|lower layer super output area code|lower super output area code",
    "ended": r"doterm|terminated|date of termination|date terminated|termination date",
    "in_use": r"in use|status|live|active",
}
_NO_POSITION = {"9", "90"}  # of the ONS and of Ordnance Survey
_ENDED = {"no", "n", "false", "0", "terminated", "inactive", "dead"}  # in a column of those in use
_NOT_ENDED = {"no", "n", "false", "0", r"\n", "null"}  # in a column of those that have ended
_GSS = re.compile(r"[A-Z]\d{8}", re.ASCII)
_LSOA = re.compile(r"[A-Z]\d{8}|95\w{6}", re.ASCII)  # Northern Ireland's of 2001 and 2011
_NO_WORD = re.compile(r"[\W_]+")
_WIDEST = 1_000  # columns; the ONS Postcode Directory has some fifty
_DELIMITERS = ",;\t|"


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
    cells = _cells(first)
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
    district = cells[8].strip(' "\r')
    return PostcodeRow(code, east, north, district if _GSS.fullmatch(district) else "", "", False)


def headed_rows(label: str, data: bytes, outcodes: Set[str] | None = None) -> Iterator[PostcodeRow]:
    """Every postcode of a file with a header, or those of some outward codes alone.

    Raises :class:`FileError` where the header names no postcode, easting and northing.
    """
    text = io.BytesIO(data if b"\n" in data else data.replace(b"\r", b"\n"))
    first = text.readline().decode("utf-8-sig", "replace")
    delimiter = max(_DELIMITERS, key=first.count)
    header = _cells(first, delimiter)
    columns = _columns(header[:_WIDEST])
    if len(header) > _WIDEST or not {"postcode", "easting", "northing"} <= set(columns):
        raise FileError("this is not a file of postcodes", where=label, hint=HINT)
    frame = _frame(text, delimiter, len(header), sorted(set(columns.values())), label)
    blank = [""] * len(frame)
    parts = [
        frame[columns[name]].str.strip().to_numpy(dtype=object).tolist()
        if name in columns
        else blank
        for name in _HEADERS
    ]
    for written, easting, northing, quality, district, lsoa11, lsoa21, ended, in_use in zip(
        *parts, strict=True
    ):
        code = normalise_postcode(written)
        if not code or (outcodes is not None and outward_code(code) not in outcodes):
            continue
        # Northern Ireland is on the Irish grid.
        lost = quality in _NO_POSITION or code.startswith("BT")
        east, north = read_position("90" if lost else "", easting, northing)
        yield PostcodeRow(
            code,
            east,
            north,
            district if _GSS.fullmatch(district) else "",
            next((lsoa for lsoa in (lsoa11, lsoa21) if _LSOA.fullmatch(lsoa)), ""),
            in_use.casefold() in _ENDED or ended.casefold() not in _NOT_ENDED | {""},
        )


def _cells(line: str, delimiter: str = ",") -> list[str]:
    """The cells of one line, none where it is no line of such cells."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _frame(
    text: io.BytesIO, delimiter: str, width: int, columns: list[int], label: str
) -> pd.DataFrame:
    """The cells of some columns by their position. Raises :class:`FileError`."""
    import pandas as pd

    try:
        return pd.read_csv(
            text, sep=delimiter, names=range(width), usecols=columns, dtype="str",
            keep_default_na=False, index_col=False, on_bad_lines="skip",
            encoding_errors="replace",
        )  # fmt: skip
    except pd.errors.EmptyDataError:
        return pd.DataFrame(columns=columns, dtype="str")
    except ValueError:  # every row may have fewer fields than the header
        text.seek(0)
        lines = io.TextIOWrapper(text, encoding="utf-8", errors="replace", newline="")
    try:
        rows = [row + [""] * (width - len(row)) for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error as error:
        raise FileError(f"cannot be read: {error}", where=label, hint=HINT) from error
    return pd.DataFrame([[row[at] for at in columns] for row in rows[1:]], columns=columns)


def _columns(header: list[str]) -> dict[str, int]:
    """At which place of a headed file each thing stands; the first pattern that is there
    counts, and of columns that are called the same the first."""
    names = [_NO_WORD.sub(" ", name).strip().casefold() for name in header]
    columns = {}
    for meaning, patterns in _HEADERS.items():
        for pattern in patterns.split("|"):
            found = next((at for at, name in enumerate(names) if re.fullmatch(pattern, name)), None)
            if found is not None:
                columns[meaning] = found
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
