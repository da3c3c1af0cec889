"""Workbooks inspected before they are opened: what kind, and whether they do harm.

A workbook of a few kilobytes can fill the memory of a machine, and one with values in A1
and XFD1048576 aborts the reader's whole process (calamine issue 693), which no ``except``
catches. So every part of a zipped workbook is first unpacked piece by piece and only
counted. What this cannot settle is read in a process of its own, see
:mod:`matcher.intake.open.child_process`.

Parts are UTF-8. Excel writes one kind otherwise: what stands in ``customXml`` (a query, a label)
is often UTF-16. No cell is in it, so it is turned into UTF-8 and looked over like the rest.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Literal

from matcher.core.errors import FileError
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.intake.open.files import OLE
from matcher.intake.open.sheet_extent import SheetExtent

MAX_PARTS = 2_000
MAX_UNPACKED = 500_000_000
MAX_RATIO = 200
RATIO_FROM = 1_000_000  # small parts may well be nothing but repetition
MAX_CELLS = 10_000_000  # 60,000 schools with 140 columns are 8.4 million
MAX_TEXT = 200_000_000  # bytes that shared strings may come to, written out cell by cell
AS_CSV = "open it in Excel, save the sheet as CSV UTF-8 and use that file"

_PIECE = 1 << 20
_ODS_WARNINGS = (b"table:formula", b"table:visibility", b'"error"', b"number-rows-spanned",
                 b'"percentage"', b"%</text:")  # fmt: skip
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BESIDE_CELLS = ("customxml/", "docprops/")  # what no reader takes cells, names or formats from
_STRING_END = re.compile(rb"</(?:[\w.-]+:)?si\s*>")

Kind = Literal["xlsx", "xlsb", "ods", "xls"]


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was seen of a workbook without opening it.

    ``is_bounded`` says that its cells may be read within our own process. ``parts_to_scan``
    names the parts (lower case) in which something is hidden, calculated, an error or, in an
    OpenDocument workbook, a percentage.
    """

    kind: Kind
    is_bounded: bool = False
    parts_to_scan: frozenset[str] = frozenset()


def inspect_workbook(data: bytes, name: str) -> Inspected:
    """Refuse a workbook that is locked, damaged, that would unpack to too much, whose XML
    declares entities or whose cells span too wide; in bounded time and memory.

    Raises :class:`FileError`.
    """
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise locked(name)
        return Inspected("xls")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _inspect(archive, name)
    except DAMAGED_ZIP as error:
        if isinstance(error, FileError):
            raise
        raise FileError(
            f"the workbook is damaged: {str(error)[:200]}", where=name, hint=AS_CSV
        ) from error


def locked(name: str) -> FileError:
    """The error for a workbook that asks for a password."""
    return FileError(
        "the workbook is locked by a password",
        where=name,
        hint="open it, take the password off (File, Info, Protect Workbook) and save it again",
    )


def too_much(what: str, name: str) -> FileError:
    """The error for a workbook that would fill the machine."""
    return FileError(
        f"the workbook is refused: {what}",
        where=name,
        hint="copy the list alone into a new workbook, or save the sheet as CSV UTF-8",
    )


def _inspect(archive: zipfile.ZipFile, name: str) -> Inspected:
    parts = archive.infolist()
    names = {part.filename.casefold() for part in parts}
    kind = _kind(names)
    if kind is None:
        raise FileError(
            "this is not an XLSX workbook, nor XLSB or ODS",
            where=name,
            hint="save it as XLSX or CSV UTF-8",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise locked(name)
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or len(names) < len(parts):
        raise too_much(f"it has {len(parts):,} parts, or two of one name", name)
    if total > MAX_UNPACKED:
        raise too_much(f"it would unpack to {total / 1e6:,.0f} MB", name)
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * part.compress_size:
            raise too_much(f"{part.filename} is packed more than {MAX_RATIO} times over", name)
    if kind == "ods" and "meta-inf/manifest.xml" in names:
        manifest = next(p for p in parts if p.filename.casefold() == "meta-inf/manifest.xml")
        with archive.open(manifest) as stream:
            if b"encryption-data" in stream.read(_PIECE):
                raise locked(name)
    seen = _PartScan(name)
    for part in parts:
        if part.filename.casefold().endswith((".xml", ".rels", ".vml")):
            seen.scan(archive, part)
    # A workbook of two kinds may be opened as the other; its parts are then not those seen.
    alone = len(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}) == 1
    bounded = kind == "xlsx" and alone and seen.is_bounded() and _sheets_are_xml(archive)
    return Inspected(kind, bounded, frozenset(seen.parts_to_scan))


def _kind(names: set[str]) -> Kind | None:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "ods" if {"content.xml", "mimetype"} <= names else None


def _sheets_are_xml(archive: zipfile.ZipFile) -> bool:
    """Whether every part that may be a sheet was scanned (one with macros has others)."""
    for part in archive.infolist():
        if part.filename.casefold() == "xl/_rels/workbook.xml.rels":
            with archive.open(part) as stream:
                relations = stream.read(_PIECE).lower()
            targets = re.findall(rb"target\s*=\s*([\"'][^\"']*[\"'])", relations)
            return part.file_size <= _PIECE and all(
                target[1:-1].endswith(b".xml") for target in targets
            )
    return False


class _PartScan:
    """What the parts of a workbook come to, added up part by part."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.parts_to_scan: set[str] = set()
        self._odd = False  # what its cells come to cannot be told by counting
        self._cells = 0
        self._extent = 0
        self._longest = 0  # bytes of a shared string

    def is_bounded(self) -> bool:
        """Whether the extent and the text of all sheets are known and bounded."""
        bounded = self._longest * self._cells <= MAX_TEXT and self._extent <= 3 * MAX_CELLS
        return bounded and not self._odd

    def scan(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        """Count a part. Raises :class:`FileError`."""
        title = part.filename.casefold()
        strings = title.endswith("sharedstrings.xml")
        since = 0
        extent: SheetExtent | None = None
        for text in self._whole_tags(archive, part):
            if extent is None and b"sheetData" in text:
                extent = SheetExtent()
                self._odd = self._odd or title.startswith(_BESIDE_CELLS)
            if extent is not None:
                extent.add(text)
            if extent.declares if extent is not None else b"<!" in text:
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise too_much(f"{part.filename} declares entities", self._name)
                self._odd = True  # a comment may hold anything
            if title == "content.xml" and any(word in text for word in _ODS_WARNINGS):
                self.parts_to_scan.add(title)
            if strings:
                since = self._measure(text, since)
        if extent is None:
            return
        if extent.width * extent.height > MAX_CELLS or extent.cells > 2 * MAX_CELLS:
            far = f"row {extent.height:,} and column {extent.width:,}"
            raise too_much(f"{part.filename} has cells as far as {far}", self._name)
        self._cells += extent.cells
        self._extent += extent.width * extent.height
        self._odd = self._odd or extent.odd
        if extent.has_warnings:
            self.parts_to_scan.add(title)

    def _whole_tags(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """The part in pieces none of which ends within a tag."""
        tail = b""
        with archive.open(part) as stream:
            for piece in self._as_utf_8(stream, part.filename):
                if b"\0" in piece:
                    raise too_much(f"{part.filename} is not UTF-8", self._name)
                text = tail + piece
                end = text.rfind(b"<")
                if end < 0 or len(text) > 4 * _PIECE:  # no tag is as long as that
                    self._odd = self._odd or end >= 0
                    end = len(text)
                yield text[:end]
                tail = text[end:]
        yield tail

    def _as_utf_8(self, stream: IO[bytes], title: str) -> Iterator[bytes]:
        """The pieces of a part, those of a part beside the cells also where it is UTF-16. A pair
        of bytes that means nothing is damage; what is UTF-32 has NUL in either."""
        piece = stream.read(_PIECE)
        utf_16 = piece.startswith(_UTF_16) and title.casefold().startswith(_BESIDE_CELLS)
        decoder = codecs.getincrementaldecoder("utf-16")() if utf_16 else None
        while piece:
            after = stream.read(_PIECE)
            yield decoder.decode(piece, not after).encode() if decoder else piece
            piece = after

    def _measure(self, text: bytes, since: int) -> int:
        """Bytes since the last end of a shared string."""
        ends = [found.end() for found in _STRING_END.finditer(text)]
        starts = [-since, *ends]
        lengths = [end - start for start, end in zip(starts, ends, strict=False)]
        since = len(text) - starts[-1]
        self._longest = max(self._longest, since, *lengths)
        return since
