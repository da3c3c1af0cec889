"""What stands in a sheet of an XLSX workbook by other means than words: coloured, struck out or
hidden cells, formulas without a result, comments, text boxes and pictures."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from matcher.core.errors import FileError
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.intake.forms.document_marks import note_text, text_of
from matcher.intake.forms.marks import UNSEEN, Mark
from matcher.intake.forms.packed_parts import (
    Element,
    attribute,
    child,
    is_on,
    local,
    parsed_parts,
)
from matcher.intake.sheet import column_letters

_LARGEST = 10_000_000
_TABLES = re.compile(r"xl/(?:styles|sharedStrings)\.xml")
_COMMENTS = re.compile(r"xl/(?:worksheets/)?comments/?[\w-]*\.xml")
_DRAWINGS = re.compile(r"xl/drawings/[\w-]+\.xml")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NO_COLOUR = {"FFFFFF", "indexed 9", "indexed 64", "indexed 65", "theme 0", ""}
_MOST_COLUMNS = 50  # of a stretch of hidden ones


def workbook_marks(data: bytes, part: str, name: str) -> Iterator[Mark]:
    """The marks of the sheet in a part of the workbook (any case), and of all that is fastened to
    sheets; :data:`UNSEEN` among them where it is no XLSX workbook, or too large or damaged to be
    looked over."""
    try:
        yield from _marks(data, part, name)
    except (FileError, *DAMAGED_ZIP, ElementTree.ParseError, zipfile.LargeZipFile):
        yield UNSEEN


def _marks(data: bytes, part: str, name: str) -> Iterator[Mark]:
    if not part:
        yield UNSEEN
        return
    tables = dict(parsed_parts(data, _TABLES, name, _LARGEST))
    styles = _Styles(tables.get("xl/styles.xml"))
    strings = tables.get("xl/sharedStrings.xml")
    struck = {at for at, one in enumerate(strings if strings is not None else ())
              if _has_struck_run(one)}  # fmt: skip
    wanted = re.compile(re.escape(part), re.IGNORECASE)
    for _, sheet in parsed_parts(data, wanted, name, _LARGEST):
        yield from _sheet_marks(sheet, styles, struck)
    for _, comments in parsed_parts(data, _COMMENTS, name, _LARGEST):
        yield from _comments(comments)
    for _, drawing in parsed_parts(data, _DRAWINGS, name, _LARGEST):
        for anchor in drawing:
            yield from _drawn(anchor)


class _Styles:
    """Which formats of cells are struck out, and which are coloured."""

    def __init__(self, root: Element | None) -> None:
        self.struck: set[str] = set()
        self.colours: dict[str, str] = {}
        if root is None:
            return
        fonts = [is_on(child(font, "strike")) for font in child(root, "fonts") or ()]
        fills = [_colour(fill) for fill in child(root, "fills") or ()]
        for at, form in enumerate(child(root, "cellXfs") or ()):
            font, fill = attribute(form, "fontId"), attribute(form, "fillId")
            if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
                self.struck.add(str(at))
            if fill.isdecimal() and int(fill) < len(fills) and fills[int(fill)]:
                self.colours[str(at)] = fills[int(fill)]


def _colour(fill: Element) -> str:
    pattern = child(fill, "patternFill")
    if pattern is None:
        return "gradient" if child(fill, "gradientFill") is not None else ""
    if attribute(pattern, "patternType") in ("", "none", "gray125"):
        return ""
    colour = child(pattern, "fgColor")
    if colour is None:
        return ""
    said = next((f"{kind} {value}" for kind in ("theme", "indexed")
                 if (value := attribute(colour, kind))), "")  # fmt: skip
    said = attribute(colour, "rgb")[-6:].upper() or said
    return "" if said in _NO_COLOUR else said


def _has_struck_run(string: Element) -> bool:
    return any(is_on(child(run, "rPr", "strike")) for run in string if local(run) == "r")


def _sheet_marks(sheet: Element, styles: _Styles, struck: set[int]) -> Iterator[Mark]:
    for stretch in child(sheet, "cols") or ():
        if attribute(stretch, "hidden") in ("1", "true"):
            first, last = int(attribute(stretch, "min")), int(attribute(stretch, "max"))
            for at in range(first - 1, min(last, first + _MOST_COLUMNS)):
                yield Mark("hidden", 0, at)
    at = 0
    for row in child(sheet, "sheetData") or ():
        at, column = int(attribute(row, "r") or at + 1), -1  # some writers leave numbers out
        if attribute(row, "hidden") in ("1", "true"):
            yield Mark("hidden", at)
        for cell in row:
            column = _place(attribute(cell, "r"))[1] if attribute(cell, "r") else column + 1
            style = attribute(cell, "s")
            if style in styles.colours:
                yield Mark("coloured", at, column, styles.colours[style])
            if style in styles.struck or _is_struck(cell, struck):
                yield Mark("struck", at, column)
            formula, value = child(cell, "f"), child(cell, "v")
            has_value = value is not None and (value.text or "").strip()
            if formula is not None and not has_value and attribute(cell, "t") != "str":
                yield Mark("formula", at, column, f"={formula.text or ''}")


def _is_struck(cell: Element, struck: set[int]) -> bool:
    """Whether a part of the text of a cell is struck out, shared with others or its own."""
    inline = child(cell, "is")
    if inline is not None:
        return _has_struck_run(inline)
    value = child(cell, "v")
    shared = (value.text or "") if value is not None and attribute(cell, "t") == "s" else ""
    return shared.isdecimal() and int(shared) in struck


def _place(reference: str) -> tuple[int, int]:
    found = _CELL.fullmatch(reference)
    if found is None:
        return 0, -1
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1


def _comments(root: Element) -> Iterator[Mark]:
    """The comments of a sheet."""
    for comment in child(root, "commentList") or ():
        text = child(comment, "text")
        said = note_text(text) if text is not None else ""
        at, column = _place(attribute(comment, "ref"))
        yield Mark("comment", at, column, said)


def _drawn(anchor: Element) -> Iterator[Mark]:
    corner = child(anchor, "from")
    row, column = (child(corner, name) if corner is not None else None for name in ("row", "col"))
    place = ""
    if row is not None and column is not None and (row.text or "").isdecimal():
        place = f"{column_letters(int(column.text or 0))}{int(row.text or 0) + 1}"
    bodies = [text for one in anchor.iter() if local(one) == "txBody" and (text := text_of(one))]
    yield from (Mark("box", text=text, place=place) for text in bodies)
    if not bodies and any(local(one) in ("sp", "pic", "cxnSp") for one in anchor.iter()):
        yield Mark("picture", place=place)
