"""The tables of a document of Word (.docx) or of LibreOffice (.odt), and the sheets of a workbook
of LibreOffice (.ods), as numbered rows of text.

What was deleted while changes were tracked, is struck out, hidden or in a text box is no text of
a cell, what was inserted is. Of a box to tick the character stands for it, also where it is one of
the font Wingdings. What stands there by other means than words comes with each table
(:mod:`matcher.intake.forms.document_marks`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from matcher.core.errors import FileError
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.intake.forms.document_marks import (
    BOXES,
    GONE,
    NOTES,
    PICTURES,
    Looks,
    after_the_form,
    cell_marks,
    left_comments,
    looks,
)
from matcher.intake.forms.marks import Mark
from matcher.intake.forms.packed_parts import (
    MAX_UNPACKED,
    Element,
    attribute,
    local,
    parsed_part,
)
from matcher.intake.sheet import Row

_GONE = GONE | BOXES | NOTES | PICTURES
_TABLES = ("tbl", "table")
_UNSEEN = ("collapse", "filter")
_FORM_ROWS = 5  # a table of fewer is no form
_MOST_TABLES = 20  # what is around a table is looked over for so many
_MOST_REPEATED = 30  # cells that one cell may stand for
_MOST_ROWS = 2_000  # rows that one row may stand for
_OPEN = (b"opendocument.text", b"opendocument.spreadsheet")


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """A table: the title of its sheet in a workbook, else "", its rows, and its marks."""

    title: str
    rows: list[Row]
    marks: tuple[Mark, ...] = ()


def document_part(data: bytes) -> str:
    """Which part of a packed file holds the text of a document; "" where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names:
                return "word/document.xml"
            if {"mimetype", "content.xml"} <= names:
                kind = archive.read("mimetype")[:80] if _small(archive, "mimetype") else b""
                return "content.xml" if any(one in kind for one in _OPEN) else ""
    except DAMAGED_ZIP:
        pass
    return ""


def document_tables(data: bytes, name: str, part: str) -> list[DocumentTable]:
    """Every table of a document, those within cells of others too. First the paragraphs of a
    document as a table of one column. Raises :class:`FileError` where it is damaged, or unpacks to
    too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(one.flag_bits & 1 for one in archive.infolist()) or _is_encrypted(archive):
                raise FileError("the document is locked by a password", where=name,
                                hint="save it without a password")  # fmt: skip
            root = parsed_part(archive, part, name)
        is_workbook = root.find("{*}body/{*}spreadsheet") is not None
        return list(_tables(root, is_workbook, looks(data, root, name)))
    except FileError:
        raise
    except (*DAMAGED_ZIP, ElementTree.ParseError) as error:
        raise FileError(
            f"the document is damaged ({type(error).__name__})",
            where=name,
            hint="open it in Word and save it again as .docx",
        ) from None


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    """Whether a file of LibreOffice says that its parts are encrypted."""
    manifest = "META-INF/manifest.xml"
    return (
        manifest in archive.NameToInfo
        and _small(archive, manifest)
        and b"encryption-data" in archive.read(manifest)
    )


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return archive.getinfo(name).file_size < MAX_UNPACKED


def _tables(root: Element, is_workbook: bool, looks: Looks) -> Iterator[DocumentTable]:
    if not is_workbook:
        lines = ("".join(_text(one, looks)).strip() for one in _below(root, {"p", "h"}))
        yield DocumentTable("", [(number, [line]) for number, line in enumerate(lines, start=1)])
    found = [(table, *_table(table, looks)) for table in root.iter() if local(table) in _TABLES]
    around = [*looks.marks, *left_comments(looks.comments)]
    blocks = [] if is_workbook else list(_below(root, {"p", "h", *_TABLES}))
    for at, (table, rows, marks) in enumerate(found):
        title = (attribute(table, "name") or "sheet") if is_workbook else ""
        if len(rows) < _FORM_ROWS or at >= _MOST_TABLES:
            yield DocumentTable(title, rows, tuple(marks))
            continue
        outside = after_the_form([(one, one is table) for one in blocks], looks)
        yield DocumentTable(title, rows, (*marks, *around, *outside))


def _table(table: Element, looks: Looks) -> tuple[list[Row], list[Mark]]:
    rows: list[Row] = []
    marks: list[Mark] = []
    at = 0
    for column in _below(table, {"table-column"}):
        repeated = min(_repeated(column, "number-columns-repeated"), _MOST_REPEATED)
        if attribute(column, "visibility") in _UNSEEN:
            marks += [Mark("hidden", 0, at + more) for more in range(repeated)]
        at += repeated
    number = 1
    for row in _below(table, {"tr", "table-row"}):
        cells: list[str] = []
        for cell in _below(row, {"tc", "table-cell", "covered-table-cell"}):
            marks += cell_marks(cell, number, len(cells), looks)
            lines = "".join(_text(cell, looks)).split("\n")
            text = "\n".join(line for line in lines if line.strip())
            cells += [text.strip(), *[""] * (min(_span(cell), _MOST_REPEATED) - 1)]
        if attribute(row, "visibility") in _UNSEEN:
            marks.append(Mark("hidden", number))
        if any(cells):
            rows.append((number, cells))
        number += min(_repeated(row, "number-rows-repeated"), _MOST_ROWS)
    return rows, marks


def _below(element: Element, names: set[str]) -> Iterator[Element]:
    """The nearest elements of these names below one, such as the rows of a table: not those of
    a table within it."""
    for child in element:
        name = local(child)
        if name in names:
            yield child
        elif name not in _GONE and name not in _TABLES:
            yield from _below(child, names)


def _text(element: Element, looks: Looks) -> Iterator[str]:
    name = local(element)
    if name in _GONE or looks.why_gone(element):
        return
    is_writer = element.tag.startswith("{urn:oasis") if isinstance(element.tag, str) else False
    if (name == "t" or is_writer) and element.text:
        yield element.text
    elif name == "sym":
        yield _symbol(element)
    elif name in ("tab", "br", "cr", "s", "line-break") and not len(element):
        yield "\n" if name in ("br", "cr", "line-break") else " "
    for child in element:
        yield from _text(child, looks)
        if is_writer and child.tail:
            yield child.tail
    if name in ("p", "h"):
        yield "\n"


def _symbol(element: Element) -> str:
    try:
        return chr(int(attribute(element, "char"), 16))
    except (ValueError, OverflowError):
        return ""


def _span(cell: Element) -> int:
    """Over how many columns a cell goes."""
    for element in cell.iter():
        if local(element) == "gridSpan":
            value = next(iter(element.attrib.values()), "1")
            return int(value) if value.isdigit() else 1
        if local(element) == "p":
            break
    return _repeated(cell, "number-columns-repeated")


def _repeated(element: Element, name: str) -> int:
    value = attribute(element, name)
    return int(value) if value.isdigit() else 1
