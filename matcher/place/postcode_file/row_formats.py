"""A file of postcodes, whichever it is: Code-Point Open, or one with a header.

The header is looked for below titles and blank lines; a row is a line.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator, Sequence, Set

from matcher.core.cells import cells_of_line
from matcher.core.errors import FileError
from matcher.core.files.line_ends import with_line_feeds
from matcher.core.places.postcodes import normalise_postcode, outward_code
from matcher.place.postcode_file.code_point import CodePointLines, is_code_point
from matcher.place.postcode_file.code_point_columns import code_point_columns
from matcher.place.postcode_file.columns import Codes, PostcodeColumns, columns_of_rows
from matcher.place.postcode_file.lines_read import LinesRead
from matcher.place.postcode_file.postcode_row import GSS, PostcodeRow, read_position
from matcher.place.postcode_file.source_files import HINT

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
_LSOA = re.compile(r"[A-Z]\d{8}|95\w{6}", re.ASCII)  # Northern Ireland's of 2001 and 2011
_NO_WORD = re.compile(r"[\W_]+")
_WIDEST = 1_000  # columns; the ONS Postcode Directory has some fifty
_DELIMITERS = ",;\t|"
_NEEDED = {"postcode", "easting", "northing"}
_LINE_BYTES = 400  # of Code-Point Open; a line has some eighty
_TOP_BYTES = 100_000  # a header of a thousand columns is shorter
_HEADER_WITHIN = 40  # lines among which the header is, or the first of Code-Point Open


def read_columns(
    label: str, data: bytes, lines: LinesRead, codes: Codes, outcodes: Set[str] | None = None
) -> PostcodeColumns:
    """Every postcode of a file, in its order, or of a file with a header those of some outward
    codes alone; each line is counted in ``lines``. Raises :class:`FileError`."""
    if has_header(data):
        return columns_of_rows(headed_rows(label, data, lines, outcodes), codes)
    return code_point_columns(CodePointLines(label, data, lines), codes)


def has_header(data: bytes) -> bool:
    """Whether a file is anything but Code-Point Open, which has no header: any line of the
    first may be spoilt."""
    first = data[:_LINE_BYTES].partition(b"\n")[0]
    if first.isascii() and is_code_point(first.decode("ascii")):
        return False  # as a rule: all lines need not be decoded to see that
    top = _top(data)
    if is_code_point(top[0]):
        return False
    return _find_header(top) is not None or not any(map(is_code_point, top))


def headed_rows(
    label: str, data: bytes, lines: LinesRead, outcodes: Set[str] | None = None
) -> Iterator[PostcodeRow]:
    """Every postcode of a file with a header, or those of some outward codes alone; each line
    is counted in ``lines``.

    Raises :class:`FileError` where the header names no postcode, easting and northing.
    """
    found = _find_header(_top(data))
    if found is None:
        raise FileError("this is not a file of postcodes", where=label, hint=HINT)
    at, delimiter, header = found
    width, columns = len(header), _columns(header)
    places = [columns.get(name, -1) for name in _HEADERS]
    account, numbered = lines.account, enumerate(_text(data).removesuffix("\n").split("\n"), 1)
    for _, line in itertools.islice(numbered, at):
        account.read += 1
        account.headings += bool(line.strip())
        account.blank += not line.strip()
    _, top = next(numbered)
    for number, line in numbered:
        cells = cells_of_line(line, delimiter, width)
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        code = normalise_postcode(cells[columns["postcode"]].strip())
        if not code or (len(cells) > width and any(map(str.strip, cells[width:]))):
            _count_other(label, number, line, top, cells, width, lines)
            continue
        account.read += 1
        account.used += 1
        if outcodes is not None and outward_code(code) not in outcodes:
            continue
        _, easting, northing, quality, district, lsoa11, lsoa21, ended, in_use = (
            cells[place].strip() if place >= 0 else "" for place in places
        )
        # Northern Ireland is on the Irish grid.
        lost = quality in _NO_POSITION or code.startswith("BT")
        east, north = read_position("90" if lost else "", easting, northing)
        yield PostcodeRow(
            code,
            east,
            north,
            district if GSS.fullmatch(district) else "",
            next((lsoa for lsoa in (lsoa11, lsoa21) if _LSOA.fullmatch(lsoa)), ""),
            in_use.casefold() in _ENDED or ended.casefold() not in _NOT_ENDED | {""},
        )


def _count_other(
    label: str,
    number: int,
    line: str,
    header: str,
    cells: Sequence[str],
    width: int,
    lines: LinesRead,
) -> None:
    """Count a line that gives no postcode."""
    if not any(map(str.strip, cells)):
        lines.account.read += 1
        lines.account.blank += 1
    elif line.strip() == header.strip():
        lines.account.read += 1
        lines.account.headings += 1
    elif len(cells) > width:
        lines.reject(label, number, "more cells than the header has", line)
    else:
        lines.reject(label, number, "there is no postcode in it", line)


def _text(data: bytes) -> str:
    """The text of a file, its lines ended by newlines alone."""
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return with_line_feeds(data.decode("utf-16" if is_utf16 else "utf-8", "replace"))


def _top(data: bytes) -> list[str]:
    """The first lines of a file."""
    text = _text(data[:_TOP_BYTES])
    return text.split("\n", _HEADER_WITHIN)[:_HEADER_WITHIN]


def _find_header(top: Sequence[str]) -> tuple[int, str, list[str]] | None:
    """The position of the header row, what parts its cells, and these."""
    for at, line in enumerate(top):
        delimiter = max(_DELIMITERS, key=line.count)
        if line.count(delimiter) < _WIDEST:
            header = cells_of_line(line, delimiter)
            for cells in (header, [cell.strip(' "') for cell in line.split(delimiter)]):
                if set(_columns(cells)) >= _NEEDED:
                    return at, delimiter, cells
    return None


def _columns(header: Sequence[str]) -> dict[str, int]:
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
