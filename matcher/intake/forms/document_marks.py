"""What stands in a document of Word or of LibreOffice, or in a workbook of LibreOffice, by other
means than words: struck out, hidden, coloured, commented, in a box or a picture."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from matcher.core.errors import FileError
from matcher.core.zip_files import DAMAGED_ZIP
from matcher.intake.forms.marks import UNSEEN, Mark
from matcher.intake.forms.packed_parts import (
    Element,
    attribute,
    child,
    is_on,
    local,
    parsed_parts,
)

GONE = frozenset({"del", "moveFrom", "Fallback", "tracked-changes"})
# What is no text of the cell or paragraph that it is fastened to.
BOXES = frozenset({"txbxContent", "text-box"})
NOTES = frozenset({"annotation", "note"})
PICTURES = frozenset({"drawing", "pict", "frame", "custom-shape", "ellipse", "polyline", "path"})
_BESIDE = re.compile(r"word/(?:comments|footnotes|endnotes)\.xml")
_SIGNED = frozenset({"creator", "date", "creator-initials", "date-string"})
_NAME_WORDS = 4
_PLAIN = ("", "auto", "none", "transparent", "FFFFFF", "white")


@dataclass(slots=True)
class Looks:
    """How the styles of a document look, by their names: ``gone`` says why their text is none
    ("struck", "hidden"), ``cells`` and ``words`` their colours; and its ``comments`` by number."""

    gone: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def why_gone(self, element: Element) -> str:
        """Why the text of an element is none, "struck" or "hidden"; "" where it counts."""
        if local(element) != "r":
            return self.gone.get(attribute(element, "style-name"), "") if self.gone else ""
        look = child(element, "rPr")
        if look is None:
            return ""
        on = {local(one) for one in look if is_on(one)}
        return "struck" if on & {"strike", "dstrike"} else "hidden" if "vanish" in on else ""


def looks(data: bytes, root: Element, name: str) -> Looks:
    """The styles that a document of LibreOffice declares, and the comments of one of Word."""
    found = Looks()
    for style in root.iter():
        if local(style) != "style":
            continue
        own = attribute(style, "name")
        for one in style:
            colour = _colour(attribute(one, "background-color"))
            if local(one) == "text-properties":
                lines = [attribute(one, f"text-line-through-{kind}") for kind in ("style", "type")]
                if any(line not in ("", "none") for line in lines):
                    found.gone[own] = "struck"
                elif attribute(one, "display") == "none":
                    found.gone[own] = "hidden"
                if colour:
                    found.words[own] = colour
            elif local(one) == "table-cell-properties" and colour:
                found.cells[own] = colour
    try:
        for part, beside in parsed_parts(data, _BESIDE, name):
            for note in beside:
                text = note_text(note)
                if part.endswith("comments.xml"):
                    found.comments[attribute(note, "id")] = text
                elif text:
                    found.marks.append(Mark("comment", text=text, place="a note at its foot"))
    except (FileError, *DAMAGED_ZIP, ElementTree.ParseError, zipfile.LargeZipFile):
        found.marks.append(UNSEEN)
    return found


def cell_marks(cell: Element, row: int, column: int, looks: Looks) -> Iterator[Mark]:
    """The marks in a cell of a table."""
    shading = child(cell, "tcPr", "shd")
    colour = _colour(attribute(shading, "fill")) if shading is not None else ""
    if colour := colour or looks.cells.get(attribute(cell, "style-name"), ""):
        yield Mark("coloured", row, column, colour)
    if attribute(cell, "formula") and not attribute(cell, "value-type"):
        yield Mark("formula", row, column, attribute(cell, "formula"))
    for mark in marks_within(cell, looks):
        yield Mark(mark.kind, row, column, mark.text)


def marks_within(element: Element, looks: Looks) -> Iterator[Mark]:
    """The marks in an element, which have no place yet."""
    for one in _walk(element):
        name = local(one)
        if why := looks.why_gone(one):
            if text := text_of(one):
                yield Mark("struck" if why == "struck" else "hidden", text=text)
        elif name in BOXES or name in NOTES:
            if text := note_text(one):
                yield Mark("box" if name in BOXES else "comment", text=text)
        elif name == "commentReference":
            if text := looks.comments.pop(attribute(one, "id"), ""):
                yield Mark("comment", text=text)
        elif name in PICTURES and not any(local(below) in BOXES for below in one.iter()):
            text = text_of(one)
            yield Mark("box" if text else "picture", text=text)
        elif (colour := _highlight(one, looks)) and (text := text_of(one)):
            yield Mark("highlighted", text=f"{text} ({colour})")


def _walk(element: Element) -> Iterator[Element]:
    """An element and those below it; nothing of what was deleted, of boxes and of notes."""
    yield element
    for one in element:
        name = local(one)
        if name in BOXES or name in NOTES:
            yield one
        elif name not in GONE:
            yield from _walk(one)


def _highlight(element: Element, looks: Looks) -> str:
    if local(element) != "r":
        if local(element) in ("p", "h", "span"):
            return looks.words.get(attribute(element, "style-name"), "")
        return ""
    pen, shading = child(element, "rPr", "highlight"), child(element, "rPr", "shd")
    if pen is not None and is_on(pen):
        return _colour(attribute(pen, "val"))
    return _colour(attribute(shading, "fill")) if shading is not None else ""


def text_of(element: Element) -> str:
    """All words in an element, in one line, without who signed them and when."""
    return " ".join("".join(_texts(element)).split())


def note_text(note: Element) -> str:
    """The words of a comment, without the line of a name that a program begins it with."""
    first, end, rest = "".join(_texts(note)).lstrip().partition("\n")
    is_name = bool(end) and first.rstrip().endswith(":") and len(first.split()) <= _NAME_WORDS
    return " ".join((rest if is_name else f"{first} {rest}").split())


def _texts(element: Element) -> Iterator[str]:
    if local(element) in GONE or local(element) in _SIGNED:
        return
    yield element.text or ""
    for one in element:
        yield from _texts(one)
        yield one.tail or ""
    if local(element) in ("p", "h", "br", "tab"):
        yield "\n"


def _colour(value: str) -> str:
    return "" if value in _PLAIN or value.upper() == "#FFFFFF" else value.lstrip("#").upper()


def after_the_form(blocks: Sequence[tuple[Element, bool]], looks: Looks) -> Iterator[Mark]:
    """What stands in a document outside its form: ``blocks`` are its paragraphs and tables in
    their order, each with whether it is the form. Words before it may be the office's own."""
    is_after = False
    for block, is_form in blocks:
        if is_form:
            is_after = True
            continue
        if is_after and (text := text_of(block)):
            yield Mark("text", text=text, place="below the table")
        else:
            for mark in marks_within(block, looks):
                if mark.kind in ("box", "comment"):
                    yield Mark(mark.kind, text=mark.text, place="above the table")


def left_comments(comments: Mapping[str, str]) -> Iterator[Mark]:
    """The comments that are fastened to no cell."""
    yield from (Mark("comment", text=text) for text in comments.values() if text)
