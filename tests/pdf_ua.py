"""A PDF held against PDF/UA-1 (ISO 14289-1), point by point, as far as its objects tell."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

_SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"F", b"f*", b"S", b"s", b"B", b"B*",
                      b"b", b"b*", b"sh", b"EI"})  # fmt: skip


def reader(data: bytes) -> Any:
    import pypdf

    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """All that stands in it, its white space made single."""
    return " ".join(" ".join(page.extract_text() for page in reader(data).pages).split())


def elements(data: bytes) -> list[tuple[str, str]]:
    """The tags in the order of reading, each with what it tells in place of what it shows."""
    root = reader(data).trailer["/Root"].get("/StructTreeRoot", {})
    return list(_below(root.get("/K")))


def _below(node: Any) -> Iterator[tuple[str, str]]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _below(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]).removeprefix("/"), str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _below(node["/K"])


def faults(data: bytes) -> list[str]:
    """What stands against it; the clauses are those of ISO 14289-1."""
    file = reader(data)
    root = file.trailer["/Root"]
    tags = elements(data)
    kinds = [kind for kind, _ in tags]
    levels = [int(kind[1]) for kind in kinds if re.fullmatch(r"H[1-6]", kind)]
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8") if "/Metadata" in root else ""
    checks = {
        "5: it says that it is PDF/UA-1": re.search(r"pdfuaid:part[>=\"' ]*1", xmp),
        "7.1: it is marked as tagged": _is(root.get("/MarkInfo", {}).get("/Marked")),
        "7.1: its suspects are none": not _is(root.get("/MarkInfo", {}).get("/Suspects")),
        "7.1: it has a tree of tags": "/StructTreeRoot" in root,
        "7.1: its title is told in its metadata": "dc:title" in xmp and file.metadata.title,
        "7.1: its title is shown": _is(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        "7.2: its language is told": str(root.get("/Lang")).startswith("en"),
        "7.3: each picture is told in words": all(alt for kind, alt in tags if kind == "Figure"),
        "7.4: it begins with its first heading": levels[:1] == [1],
        "7.4: no level of headings is left out": all(
            deeper <= level + 1 for level, deeper in itertools.pairwise(levels)
        ),
        "7.5: each table has marked headings": kinds.count("Table") <= kinds.count("TH"),
        "7.5: each table has its caption, marked": kinds.count("Table") == kinds.count("Caption"),
        "7.18: tabs go by the tags": all(
            page.get("/Tabs") == "/S" for page in file.pages if "/Annots" in page
        ),
        "7.21: its types are in it": all(_is_embedded(font) for font in _fonts(file)),
        "7.21: their letters are told": all("/ToUnicode" in font for font in _fonts(file)),
        "7.1: all that is shown is tagged, or told to be no content": all(
            _all_marked(page, file) for page in file.pages
        ),
    }
    return [what for what, holds in checks.items() if not holds]


def _is(value: Any) -> bool:
    """Whether a value of the file is true; pypdf's own object is never false."""
    return str(value).casefold() == "true"


def _fonts(file: Any) -> Iterator[Any]:
    def of(resources: Any) -> Iterator[Any]:
        for font in resources.get("/Font", {}).values():
            yield font.get_object()
        for other in resources.get("/XObject", {}).values():
            inner = other.get_object().get("/Resources")
            if inner is not None:
                yield from of(inner.get_object())

    for page in file.pages:
        yield from of(page["/Resources"].get_object())


def _is_embedded(font: Any) -> bool:
    inner = [one.get_object() for one in font.get("/DescendantFonts", [])] or [font]
    return all(
        {"/FontFile", "/FontFile2", "/FontFile3"} & one.get("/FontDescriptor", {}).keys()
        for one in inner
    )


def _all_marked(page: Any, file: Any) -> bool:
    """Whether every operator that shows something stands in marked content."""
    from pypdf.generic import ContentStream

    depth = 0
    for _, operator in ContentStream(page.get_contents(), file).operations:
        if operator in (b"BDC", b"BMC"):
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif operator in _SHOWING and depth < 1:
            return False
    return depth == 0
