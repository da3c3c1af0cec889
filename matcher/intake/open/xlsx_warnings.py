"""The warnings of a sheet found in the XML of an XLSX workbook, piece by piece.

Expat, fed with what has passed inspection (no DOCTYPE, a bounded size); memory does not
grow with the sheet. Names are taken without their prefix: some writers put ``x:`` before
each.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Protocol
from xml.parsers import expat

from matcher.intake.open.sheet_warnings import SheetWarnings

Attributes = dict[str, str]

_PIECE = 1 << 20
_TRUE = {"1", "true"}
_NUMBERS = (None, "n")
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")
_STRETCHES = 1_000  # of hidden columns; Excel writes one for neighbours


class Scan(Protocol):
    """What takes in a sheet tag by tag; ``row`` is the one it stands in, from 0."""

    warnings: SheetWarnings
    row: int

    def start(self, tag: str, given: Attributes) -> None:
        """Take in the start of an element."""

    def text(self, text: str) -> None:
        """Take in text."""

    def finish(self) -> None:
        """Take in the end."""


def scan_part(data: bytes, part: str, scan: Scan) -> SheetWarnings:
    """The warnings that ``scan`` finds in a part of a zipped workbook (any case). Where the
    part is missing or breaks off, they say how far it was read."""
    try:
        whole = parse_part(data, part, scan.start, scan.text)
    except expat.ExpatError:  # what calamine could read all the same
        whole = False
    if whole:
        scan.finish()
    else:
        scan.warnings.read_to = scan.row + 1
    return scan.warnings


def parse_part(
    data: bytes,
    part: str,
    start: Callable[[str, Attributes], None],
    text: Callable[[str], None] | None = None,
) -> bool:
    """Parse a part of a zipped workbook; whether it is there. Raises ExpatError."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.casefold(): name for name in archive.namelist()}
        if part.casefold() not in names:
            return False
        # Whatever encoding a part claims to have: inspection lets through UTF-8 alone.
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.CharacterDataHandler = text
        with archive.open(names[part.casefold()]) as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
        parser.Parse(b"", True)
    return True


def sheet_part(data: bytes, title: str) -> str:
    """The part that holds a sheet of an XLSX workbook, in lower case; "" if not found."""
    relation = ""
    targets: dict[str, str] = {}

    def sheet(tag: str, given: Attributes) -> None:
        nonlocal relation
        if bare_tag(tag) == "sheet" and given.get("name") == title and not relation:
            relation = next((given[key] for key in given if key.endswith(":id")), "")

    def target(tag: str, given: Attributes) -> None:
        if bare_tag(tag) == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    try:
        parse_part(data, "xl/workbook.xml", sheet)
        parse_part(data, "xl/_rels/workbook.xml.rels", target)
    except expat.ExpatError:
        return ""
    path = targets.get(relation, "")
    return posixpath.normpath(posixpath.join("/xl", path)).lstrip("/").casefold() if path else ""


class XlsxScan:
    """Finds the warnings of a sheet of an XLSX workbook, and tells ``found`` of its numbers in
    one of ``styles``: row and column from 0, and what ``styles`` says of that style."""

    def __init__(
        self,
        styles: Mapping[str, int] | None = None,
        found: Callable[[int, int, int], None] | None = None,
    ) -> None:
        self.warnings = SheetWarnings()
        self._styles = styles or {}
        self._found = found
        self.row = -1
        self._tag = ""
        self._place = ""  # the last cell's reference, and how many came after without one
        self._after = 0
        self._formula = self._error = self._cell_of_text = False
        self._value = ""

    def start(self, tag: str, given: Attributes) -> None:
        """Take in the start of an element."""
        if ":" in tag:
            tag = bare_tag(tag)
        if tag == "c":
            self.finish()
            place = given.get("r")
            if place:
                self._place, self._after = place, 0
            else:
                self._after += 1
            kind = given.get("t")
            self._error = kind == "e"
            self._cell_of_text = kind == "str"
            if self._found and kind in _NUMBERS and given.get("s") in self._styles:
                self._found(*self._at(), self._styles[given["s"]])
        elif tag == "f":
            # Rules and validations below the cells have formulas as well.
            self._formula = self._tag == "c"
        elif tag == "row":
            self.finish()
            number = given.get("r", "")
            self.row = int(number[:9]) - 1 if number.isdecimal() else self.row + 1
            self._place, self._after = "", 0
            if given.get("hidden") in _TRUE:
                self.warnings.hide(self.warnings.hidden_rows, self.row, self.row)
        elif tag == "col" and given.get("hidden") in _TRUE:
            first, last = _number(given.get("min")), _number(given.get("max"))
            if len(self.warnings.hidden_columns) < _STRETCHES:
                self.warnings.hide(self.warnings.hidden_columns, first - 1, last - 1)
        self._tag = tag

    def text(self, text: str) -> None:
        """Take in text: the value of a cell that is looked at."""
        if (self._formula or self._error) and self._tag in ("v", "t"):
            self._value = (self._value + text)[:100]

    def finish(self) -> None:
        """Settle the cell that has just ended."""
        if self._error and self._value.strip():
            self.warnings.error(*self._at(), self._value)
        # A formula may well give an empty text: the cell is then one of text.
        elif self._formula and not self._value.strip() and not self._cell_of_text:
            self.warnings.formula(*self._at())
        self._formula = self._error = False
        self._value = ""

    def _at(self) -> tuple[int, int]:
        if found := _PLACE.match(self._place):
            column = 0
            for letter in found[1].upper():
                column = column * 26 + ord(letter) - 64
            return int(found[2]) - 1, column - 1 + self._after
        return self.row, max(self._after - 1, 0)


def _number(text: str | None) -> int:
    return int(text[:7]) if text and text.isdecimal() else 1


def bare_tag(tag: str) -> str:
    """The name of an element without its prefix."""
    return tag.rpartition(":")[2]
