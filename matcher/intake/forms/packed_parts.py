"""The XML parts of a packed file, such as a document of Word, parsed within bounds: no entities,
no more bytes than a form may have."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from matcher.core.errors import FileError

Element = ElementTree.Element

MAX_UNPACKED = 50_000_000
_MOST_PARTS = 50  # of those beside the text that are looked over


def parsed_part(
    archive: zipfile.ZipFile, part: str, name: str, most: int = MAX_UNPACKED
) -> Element:
    """A part of an archive. Raises :class:`FileError` where it has more than ``most`` bytes or
    declares entities, ParseError or one of DAMAGED_ZIP where it is damaged."""
    if archive.getinfo(part).file_size > most:
        raise FileError("is far too large for a form", where=name)
    with archive.open(part) as stream:
        text = stream.read(most + 1)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
        raise FileError("the document is refused: it declares entities", where=name)
    return ElementTree.fromstring(text)  # noqa: S314 - no entity is left to expand


def parsed_parts(
    data: bytes, wanted: re.Pattern[str], name: str, most: int = MAX_UNPACKED
) -> Iterator[tuple[str, Element]]:
    """The parts whose names match ``wanted``, in the order of their names. Raises as
    :func:`parsed_part`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(part for part in archive.NameToInfo if wanted.fullmatch(part))
        for part in names[:_MOST_PARTS]:
            yield part, parsed_part(archive, part, name, most)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """The value of an attribute in whatever namespace, or in none; "" where there is none."""
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def child(element: Element, *path: str) -> Element | None:
    """The first element below one along a path of names."""
    found: Element | None = element
    for name in path:
        found = next((one for one in found or () if local(one) == name), None)
    return found


def is_on(element: Element | None) -> bool:
    """Whether a property such as ``strike`` is there and not switched off."""
    return element is not None and attribute(element, "val") not in ("0", "false", "none", "off")
