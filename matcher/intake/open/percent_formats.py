"""Percentages as a person sees them: the number 0.64 in a cell formatted as per cent is 64%.

A spreadsheet keeps the number and shows the percentage. Whoever reads the number alone takes
100 % for 1 and 120 % for 1.2, and has to guess from the other rows. The format says it: each
such cell is written out with its sign, to six decimals, so "64%" means the same wherever it
was typed. A sign that the format only puts behind the number (``0"%"``) is written too, and
multiplies nothing.

Format codes: ECMA-376 part 1, 18.8.30 and 18.8.31; the codes 9 and 10 are built in.
"""

from __future__ import annotations

import contextlib
import io
import math
import re
import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from matcher.intake.open.choose_sheet import Value
from matcher.intake.open.xlsx_warnings import Attributes, bare_tag, parse_part

SHARE, SIGN = 100, 1  # times the number in the cell is what is shown before the sign
STYLES = "xl/styles.xml"

_BUILT_IN = {"9": "0%", "10": "0.00%"}
_INSIDE = {"numFmt", "xf", "alignment", "protection", "extLst", "ext"}
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]', re.S)
_LITERAL_SIGN = re.compile(r'"[^"%]*%[^"]*"|\\%')
_PIECE = 1 << 20
_LONGEST = 24  # bytes of an attribute that may lie across two pieces


def times_of_format(code: str) -> int | None:
    """What the number in a cell of this format is multiplied by before a % sign is shown
    behind it: :data:`SHARE`, :data:`SIGN`, or None where no such sign is shown."""
    if "%" not in code:
        return None
    if "%" in _LITERAL.sub("", code):
        return SHARE
    return SIGN if _LITERAL_SIGN.search(code) else None


def times_as_shown(number: str, shown: str) -> int:
    """The same of a number that a cell shows as ``shown``, "7%" of 0.07, whatever it rounds."""
    try:
        figure, seen = float(number), float(re.sub(r"[^0-9.-]", "", shown))
    except ValueError:
        return SIGN
    return SHARE if abs(seen - SHARE * figure) < abs(seen - figure) else SIGN


def as_seen(value: Value, times: int) -> Value:
    """A number (or its text) as its format shows it: 0.645 "64.5%"; any other value as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    try:
        shown = round(float(value) * times, 6) + 0.0  # no -0
    except ValueError:
        return value
    return f"{shown:.6f}".rstrip("0").rstrip(".") + "%" if math.isfinite(shown) else value


class PercentCells:
    """The rows of a sheet, in which the cells formatted as per cent are written out."""

    def __init__(self, rows: list[list[Value]]) -> None:
        self._rows = rows

    def write(self, row: int, column: int, times: int, down: int = 1, across: int = 1) -> None:
        """Write out the cells from (``row``, ``column``) on, ``down`` rows of ``across``
        columns, all from 0."""
        for cells in self._rows[row : row + down]:
            for at in range(column, min(column + across, len(cells))):
                cells[at] = as_seen(cells[at], times)


def percent_styles(data: bytes) -> dict[str, int]:
    """The styles of an XLSX workbook whose cells are shown as per cent, by the number that a
    cell names, and by what they are multiplied."""
    codes = dict(_BUILT_IN)
    styles: dict[str, int] = {}
    section, number = "", 0

    def take(tag: str, given: Attributes) -> None:
        nonlocal section, number
        tag = bare_tag(tag)
        if tag not in _INSIDE:
            section = tag
        elif tag == "numFmt" and section == "numFmts":
            codes[given.get("numFmtId", "")] = given.get("formatCode", "")
        elif tag == "xf" and section == "cellXfs":
            times = times_of_format(codes.get(given.get("numFmtId", ""), ""))
            if times is not None:
                styles[str(number)] = times
            number += 1

    try:
        parse_part(data, STYLES, take)
    except expat.ExpatError:  # what calamine could read all the same
        return {}
    return styles


def has_cells_of(data: bytes, part: str, styles: Mapping[str, int]) -> bool:
    """Whether a sheet of an XLSX workbook has cells of one of the styles; quicker than to
    go through its cells, most of which are of none."""
    wanted = b"|".join(style.encode("ascii") for style in styles)
    cell = re.compile(rb"""\ss\s*=\s*["'](?:""" + wanted + rb""")["']""")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = next((one for one in archive.namelist() if one.casefold() == part), "")
        if not styles or not name:
            return False
        tail = b""
        with archive.open(name) as stream:
            while piece := stream.read(_PIECE):
                if cell.search(tail + piece):
                    return True
                tail = piece[-_LONGEST:]
    return False


def xls_percents(data: bytes, title: str) -> dict[int, dict[int, int]] | None:
    """The numbers of a sheet of an .xls that are shown as per cent: by row and column from 0,
    and by what they are multiplied; None where its formats cannot be read.

    calamine gives no formats, so xlrd reads the workbook once more; not its cells where no
    style is one of per cent. For a process that may fail as it likes.
    """
    import xlrd

    try:
        with contextlib.redirect_stdout(io.StringIO()) as notes:  # our own output is JSON
            book = xlrd.open_workbook(
                file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True,
                logfile=notes,
            )  # fmt: skip
            styles = {
                style.xf_index: times
                for style in book.xf_list
                if not style.is_style
                and (times := times_of_format(book.format_map[style.format_key].format_str))
            }
            found: dict[int, dict[int, int]] = {}
            if not styles:
                return found
            sheet = book.sheet_by_name(title)
            for row in range(sheet.nrows):
                for column, kind in enumerate(sheet.row_types(row)):
                    times = styles.get(sheet.cell_xf_index(row, column))
                    if kind == xlrd.XL_CELL_NUMBER and times is not None:
                        found.setdefault(row, {})[column] = times
    except Exception:  # whatever xlrd makes of a workbook that calamine could read
        return None
    return found
