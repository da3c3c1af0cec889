"""The tables of a document of Word (.docx) or of LibreOffice (.odt), and the sheets of a workbook
of LibreOffice (.ods), as numbered rows of text.

What was deleted while changes were tracked is no text, what was inserted is. Of a box to tick
the character stands for it, also where it is one of the font Wingdings.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from matcher.core.errors import FileError
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.intake.sheet import Row

MAX_UNPACKED = 50_000_000
_GONE = frozenset({"del", "moveFrom", "Fallback", "tracked-changes", "annotation", "note"})
_MOST_REPEATED = 30  # cells that one cell may stand for
_MOST_ROWS = 2_000  # rows that one row may stand for
_OPEN = (b"opendocument.text", b"opendocument.spreadsheet")


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


def document_tables(data: bytes, name: str, part: str) -> list[tuple[str, list[Row]]]:
    """Every table of a document, those within cells of others too; with the title of its sheet
    in a workbook, else "". First the paragraphs of a document as a table of one column. Raises
    :class:`FileError` where it is damaged, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(one.flag_bits & 1 for one in archive.infolist()) or _is_encrypted(archive):
                raise FileError("the document is locked by a password", where=name,
                                hint="save it without a password")  # fmt: skip
            if archive.getinfo(part).file_size > MAX_UNPACKED:
                raise FileError("is far too large for a form", where=name)
            with archive.open(part) as stream:
                text = stream.read(MAX_UNPACKED + 1)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
            raise FileError("the document is refused: it declares entities", where=name)
        root = ElementTree.fromstring(text)  # noqa: S314 - no entity is left to expand
        is_workbook = root.find("{*}body/{*}spreadsheet") is not None
        return list(_tables(root, is_workbook))
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


def _tables(root: ElementTree.Element, is_workbook: bool) -> Iterator[tuple[str, list[Row]]]:
    if not is_workbook:
        lines = ("".join(_text(one)).strip() for one in _below(root, {"p", "h"}))
        yield "", [(number, [line]) for number, line in enumerate(lines, start=1)]
    for table in root.iter():
        if _local(table) not in ("tbl", "table"):
            continue
        rows: list[Row] = []
        number = 1
        for row in _below(table, {"tr", "table-row"}):
            cells = list(_cells(row))
            if any(cells):
                rows.append((number, cells))
            number += min(_repeated(row, "number-rows-repeated"), _MOST_ROWS)
        yield (_attribute(table, "name") or "sheet") if is_workbook else "", rows


def _cells(row: ElementTree.Element) -> Iterator[str]:
    for cell in _below(row, {"tc", "table-cell", "covered-table-cell"}):
        text = "\n".join(line for line in "".join(_text(cell)).split("\n") if line.strip())
        yield text.strip()
        for _ in range(min(_span(cell), _MOST_REPEATED) - 1):
            yield ""


def _below(element: ElementTree.Element, names: set[str]) -> Iterator[ElementTree.Element]:
    """The nearest elements of these names below one, such as the rows of a table: not those of
    a table within it."""
    for child in element:
        name = _local(child)
        if name in names:
            yield child
        elif name not in _GONE and name not in ("tbl", "table"):
            yield from _below(child, names)


def _text(element: ElementTree.Element) -> Iterator[str]:
    name = _local(element)
    if name in _GONE:
        return
    is_writer = element.tag.startswith("{urn:oasis") if isinstance(element.tag, str) else False
    if (name == "t" or is_writer) and element.text:
        yield element.text
    elif name == "sym":
        yield _symbol(element)
    elif name in ("tab", "br", "cr", "s", "line-break") and not len(element):
        yield "\n" if name in ("br", "cr", "line-break") else " "
    for child in element:
        yield from _text(child)
        if is_writer and child.tail:
            yield child.tail
    if name in ("p", "h"):
        yield "\n"


def _symbol(element: ElementTree.Element) -> str:
    try:
        return chr(int(_attribute(element, "char"), 16))
    except (ValueError, OverflowError):
        return ""


def _span(cell: ElementTree.Element) -> int:
    """Over how many columns a cell goes."""
    for element in cell.iter():
        if _local(element) == "gridSpan":
            value = next(iter(element.attrib.values()), "1")
            return int(value) if value.isdigit() else 1
        if _local(element) == "p":
            break
    return _repeated(cell, "number-columns-repeated")


def _repeated(element: ElementTree.Element, name: str) -> int:
    value = _attribute(element, name)
    return int(value) if value.isdigit() else 1


def _attribute(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.endswith("}" + name)), "")


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
