"""In which encoding the names of areas are written: shapefiles, GeoJSON and files of codes.

A shapefile often lost the .cpg beside it, or was saved by a program that wrote one of another
encoding. GDAL then takes UTF-8 for Latin-1, and "Château" becomes "ChÃ¢teau". So the bytes are
asked first: text that is not plain ASCII and is UTF-8 throughout was hardly meant as anything
else. Only then counts what the file says of itself, and Windows-1252 where it says nothing.

The form of a .dbf: dBASE level 5, as the ESRI Shapefile Technical Description (1998) uses it.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator

from matcher.core.problems import ProblemLog

UTF_8 = "utf-8"
OFFICE = "cp1252"  # what Windows programs write in Britain

# The language driver in byte 29 of a .dbf; where it is none of these it says nothing.
_DRIVERS = {0x01: "cp437", 0x02: "cp850", 0x03: OFFICE, 0x57: OFFICE, 0x58: OFFICE}
# Under a name that GDAL does not know, pyogrio reads UTF-8.
_KNOWN_TO_GDAL = re.compile(r"utf-8|cp(125\d|437|850|852|86\d)|iso8859-\d+")
_HEADER, _FIELD = 32, 32  # bytes


def decode_text(data: bytes) -> tuple[str, str]:
    """Text and its encoding: by its byte order mark, else UTF-8, else Windows-1252."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    try:
        return data.decode("utf-8-sig"), UTF_8
    except UnicodeDecodeError:
        return data.decode(OFFICE, errors="replace"), OFFICE


def dbf_encoding(dbf: bytes, cpg: str = "") -> str:
    """The encoding of the text in a .dbf, as Python names it; "" where it is all ASCII.
    ``cpg`` is what the .cpg beside it says."""
    texts = [one for one in _texts(dbf) if not one[0].isascii()]
    if not texts:
        return ""
    declared = _named(cpg) or _DRIVERS.get(dbf[29], "")
    for encoding in (UTF_8, declared, OFFICE):
        if encoding and all(_reads(*one, encoding) for one in texts):
            return encoding
    return OFFICE


def report_encoding(encoding: str, list: str, log: ProblemLog) -> None:
    """Tell ``log`` how the names of a file were read, "" where nothing could be otherwise."""
    if encoding:
        log.add(
            "areas_encoding",
            f"the names of the areas were read as {encoding}",
            list=list,
            value=encoding,
            severity="note",
            hint="look at their accented letters; save the file as UTF-8 if they are wrong",
        )


def _texts(dbf: bytes) -> Iterator[tuple[bytes, bool]]:
    """The cells of a .dbf that hold text, without the blanks that fill them up, and whether
    there are none, so that the last letter may have been cut off."""
    if len(dbf) < _HEADER:
        return
    count, header, length = struct.unpack_from("<IHH", dbf, 4)
    places = []
    at = 1  # a record begins with its mark of deletion
    for field in range(_HEADER, min(header, len(dbf)) - _FIELD + 1, _FIELD):
        if dbf[field] == 0x0D:
            break
        kind, width = dbf[field + 11 : field + 12], dbf[field + 16]
        if kind == b"C":
            places.append((at, at + width))
        at += width
    for record in range(header, min(header + count * length, len(dbf)), max(length, 1)):
        for start, end in places:
            text = dbf[record + start : record + end].rstrip(b" \0")
            yield text, len(text) == end - start


def _reads(text: bytes, is_full: bool, encoding: str) -> bool:
    """Whether a cell is of the encoding."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(text, final=not is_full)
    except UnicodeDecodeError:
        return False
    return True


def _named(cpg: str) -> str:
    """What a .cpg says ("UTF-8", "1252", "ISO 88591", "ANSI 1252") as Python names it."""
    said = cpg.strip("\ufeff \r\n\t\0").casefold()
    digits = re.sub(r"\D", "", said)
    if digits.startswith("8859"):
        digits = f"iso8859-{digits[4:]}"
    for name in (said, digits, f"cp{digits}"):
        try:
            found = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        # Windows-1252 has all letters of Latin-1, which pyogrio reads as UTF-8 all the same.
        found = OFFICE if found in ("iso8859-1", "ascii") else found
        return found if _KNOWN_TO_GDAL.fullmatch(found) else ""
    return ""
