"""What documents of Word share: how an empty one looks, and how it is saved."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from matcher.core.cells import without_controls
from matcher.core.zip_files import repack

if TYPE_CHECKING:
    from docx.document import Document

FONT = "Arial"
_SIZES = {"Normal": 10, "Title": 18, "Heading 1": 12, "Heading 2": 10}  # points; +1 where portrait


@cache
def _template() -> bytes:
    """The library's empty document: opened anew for each form."""
    from docx import Document as new

    made = io.BytesIO()
    new().save(made)
    return made.getvalue()


def new_document(title: str, *, landscape: bool = False) -> Document:
    """An empty document of Word: A4, British English, one plain type; neither a day nor a person is
    in it. ``title`` goes into its properties."""
    from docx import Document as new
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    document = new(io.BytesIO(_template()))
    core = document.core_properties
    core.title, core.language = without_controls(title)[:255], "en-GB"
    core.author = core.comments = ""
    for name in ("created", "modified", "lastModifiedBy", "revision"):
        for found in [one for one in core._element if one.tag.rpartition("}")[2] == name]:
            core._element.remove(found)
    section = document.sections[0]
    size = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = size
    if landscape:
        section.orientation = 1  # type: ignore[assignment]
    section.left_margin = section.right_margin = Mm(14 if landscape else 22)
    section.top_margin = section.bottom_margin = Mm(14 if landscape else 20)
    styles = document.styles
    for lang in styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-GB")
    for name, points in _SIZES.items():
        style = styles[name]
        look = style.element.get_or_add_rPr()
        for old in look.findall(qn("w:rFonts")):
            look.remove(old)
        style.font.name = FONT
        style.font.size = Pt(points if landscape else points + 1)
        style.paragraph_format.space_after = Pt(4 if landscape else 8)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1F, 0x38, 0x64)
    for rule in list(styles["Title"].element.iter(qn("w:pBdr"))):
        rule.getparent().remove(rule)
    return document


def saved(document: Document) -> bytes:
    """Its bytes, the same for the same content."""
    made = io.BytesIO()
    document.save(made)
    return repack(made.getvalue())
