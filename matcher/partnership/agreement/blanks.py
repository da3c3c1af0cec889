"""What in an agreement is still to be filled in, read back from the document as it is now.

A blank is open while its text stands there, or while its content control is empty or shows
the program's own placeholder; so is what only puts the answer off, and what names no date
where one is asked for. Tracked deletions do not count as text, tracked insertions do. A
document is one of ours if its properties say so, or it has a content control or a blank of
ours: so one is known even after a program that drops either.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import FileError
from matcher.partnership.agreement.document import OURS, prompts
from matcher.partnership.agreement.markdown import COMMENT
from matcher.partnership.agreement.non_answers import asked, unsettled
from matcher.partnership.agreement.word import TAG

if TYPE_CHECKING:
    from docx.document import Document

MOST_BYTES = 20_000_000  # an agreement is a few hundred kB; more is refused before it is read
MOST_UNPACKED = 100_000_000

_NOT_OURS = "is not an agreement that matcher mou wrote"
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CELL_ENDS = re.compile(r"(?<!\\)\|")
_OBJECTIVE = re.compile(r"\((O(?:1[0-3]|[1-9]))\)\s*\Z")
_BULLET = re.compile(r"[-*+](?:\s+|\Z)")
_RULE = re.compile(r"\|?[\s:|-]+\|[\s:|-]*")
# Text that is there and not there: deleted while changes were tracked, moved away, or the
# second form of a drawing.
_GONE = frozenset({"del", "moveFrom", "Fallback"})


@dataclass(frozen=True, slots=True)
class Open:
    """A blank still open: the heading it stands under, where in a table ("row, column"; ""
    outside of tables), and what it asks for."""

    section: str
    place: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Looked:
    """An agreement looked through: its headings and the blanks still open, in its order."""

    headings: tuple[str, ...]
    open: tuple[Open, ...]

    @property
    def settled(self) -> tuple[str, ...]:
        """The objectives, O1 to O13, that it has a heading for and no blank under it."""
        left = {one.section for one in self.open}
        named = [_OBJECTIVE.search(heading) for heading in self.headings if heading not in left]
        return tuple(found[1] for found in named if found)


def looked_through(path: Path) -> Looked:
    """The .docx or .md at ``path``, looked through.

    Raises :class:`FileError` where it cannot be read or is not one of our agreements.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError("is far too large for an agreement", where=str(path))
        data = path.read_bytes()
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    kind = path.suffix.casefold()
    if kind == ".docx":
        ours, found = _in_word(data, path)
    elif kind in (".md", ".markdown"):
        ours, found = _in_markdown(data, path)
    else:
        raise FileError(
            "is neither a Word document (.docx) nor Markdown (.md)",
            where=str(path),
            hint="a PDF is not filled in: check the document it was made with",
        )
    if not ours and not found.open:
        hint = "matcher mou write makes one; save a .doc or .odt as .docx first"
        raise FileError(_NOT_OURS, where=str(path), hint=hint)
    return found


def _in_word(data: bytes, path: Path) -> tuple[bool, Looked]:
    from docx import Document as opened

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MOST_UNPACKED:
            raise FileError("is far too large for an agreement", where=str(path))
        document = opened(io.BytesIO(data))
        ours = OURS in (document.core_properties.keywords or "")
        walk = _Walk(document)
        walk.through(document.element.body)
    except FileError:
        raise
    except Exception as error:  # the libraries below raise a dozen kinds of their own
        raise FileError(
            f"cannot be read as a Word document ({type(error).__name__})",
            where=str(path),
            hint="open it in Word and save it again as .docx",
        ) from None
    return ours or walk.controls > 0, Looked(tuple(walk.headings), tuple(walk.found))


class _Walk:
    """A walk through the body of a Word document that gathers what is open."""

    def __init__(self, document: Document) -> None:
        self.found: list[Open] = []
        self.headings: list[str] = []
        self.controls = 0
        self._section = ""
        self._place = self._asks = ""
        self._styles = {
            style.style_id
            for style in document.styles
            if (style.name or "").casefold().startswith("heading")
        }

    def through(self, element: Any) -> None:
        """Visit ``element`` and all below it, in the document's order."""
        for child in element:
            name = _local(child)
            if name in _GONE:
                continue
            if name == "sdt" and _tag(child).startswith(TAG):
                self.controls += 1
                self._control(child)
            elif name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            else:
                self.through(child)

    def _paragraph(self, paragraph: Any) -> None:
        style = paragraph.find("./{*}pPr/{*}pStyle")
        if style is not None and _value(style) in self._styles:
            self._section = " ".join(_text(paragraph).split())
            self.headings.append(self._section)
        # Text outside of our controls first: a mark may be parted over several runs.
        text = _text(paragraph, without_controls=True)
        self._note(prompts(text) or unsettled(text, self._asks))
        self.through(paragraph)

    def _table(self, table: Any) -> None:
        # Rows and cells may stand in content controls; those of inner tables come by themselves.
        rows = [
            [cell for cell in row.iter("{*}tc") if next(cell.iterancestors("{*}tr")) is row]
            for row in table.iter("{*}tr")
            if next(row.iterancestors("{*}tbl")) is table and row.find("./{*}trPr/{*}del") is None
        ]
        header = [_text(cell).strip() for cell in rows[0]] if rows else []
        for row in rows:
            first = _text(row[0]).strip() if row else ""
            for at, cell in enumerate(row):
                column = header[at] if at < len(header) else ""
                self._place = _place(first, column, at)
                self._asks = asked(first, column) if at and row is not rows[0] else ""
                self.through(cell)
        self._place = self._asks = ""

    def _control(self, control: Any) -> None:
        text = _text(control)
        marks = prompts(text)
        alias = control.find("./{*}sdtPr/{*}alias")
        prompt = _value(alias) if alias is not None else ""
        if marks:
            self._note([marks[0] or prompt])
        elif (not text.strip() and not _replaced(control)) or _placeholder(control):
            self._note([prompt])
        else:
            self._note([", ".join(filter(None, (prompt, one))) for one in unsettled(text, prompt)])

    def _note(self, asked: list[str]) -> None:
        self.found += [Open(self._section, self._place, prompt) for prompt in asked]


def _text(element: Any, *, without_controls: bool = False) -> str:
    """The text below ``element`` as it would read with all changes accepted."""
    out = []
    for child in element:
        name = _local(child)
        if name in _GONE or (without_controls and name == "sdt" and _tag(child).startswith(TAG)):
            continue
        if name == "t":
            out.append(child.text or "")
        elif name in ("tab", "br", "cr", "noBreakHyphen"):
            out.append(" ")
        else:
            out.append(_text(child, without_controls=without_controls))
            if name == "p":
                out.append(" ")
    return "".join(out)


def _replaced(control: Any) -> bool:
    """Whether the text of an empty control was deleted as a tracked change and something
    was typed beside it."""
    beside = control.getnext()
    return (
        any(_local(one) == "del" for one in control.iter())
        and beside is not None
        and _local(beside) == "ins"
        and bool(_text(beside).strip())
    )


def _placeholder(control: Any) -> bool:
    """Whether a control shows the program's own placeholder, as Word does, in the language
    of its user, once a control has been emptied."""
    runs = [run for run in control.iter() if _local(run) == "r"]
    styles = [run.find("./{*}rPr/{*}rStyle") for run in runs]
    return (
        control.find("./{*}sdtPr/{*}showingPlcHdr") is not None
        and bool(runs)
        and all(style is not None and _value(style) == "PlaceholderText" for style in styles)
    )


def _tag(control: Any) -> str:
    tag = control.find("./{*}sdtPr/{*}tag")
    return _value(tag) if tag is not None else ""


def _value(element: Any) -> str:
    return next((str(v) for key, v in element.attrib.items() if key.endswith("}val")), "")


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _place(row: str, column: str, at: int) -> str:
    parts = (row, column) if at else (column,)
    return ", ".join(filter(None, (" ".join(part.split()) for part in parts)))


def _in_markdown(data: bytes, path: Path) -> tuple[bool, Looked]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError("is not UTF-8 text", where=str(path), hint="save it as UTF-8") from None
    return COMMENT in text, in_markdown(text)


def in_markdown(text: str) -> Looked:
    """An agreement in Markdown, looked through."""
    headings = [_heading(line) for line in text.splitlines() if line.strip().startswith("#")]
    return Looked(tuple(headings), tuple(_lines(text)))


def _lines(text: str) -> Iterator[Open]:
    section, header = "", list[str]()
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("#"):
            section, header = _heading(line), []
            continue
        if not bare.startswith("|"):
            header = []
            bare = _BULLET.sub("", _plain(line))
            yield from map(partial(Open, section, ""), prompts(bare) or unsettled(bare))
            continue
        cells = [_plain(cell) for cell in _CELL_ENDS.split(bare.strip("|"))]
        if _RULE.fullmatch(bare):
            continue
        is_head, header = not header, header or cells
        for at, cell in enumerate(cells):
            column = header[at] if at < len(header) else ""
            asks = asked(cells[0], column) if at and not is_head else ""
            where = partial(Open, section, _place(cells[0], column, at))
            yield from map(where, prompts(cell) or unsettled(cell, asks))


def _heading(line: str) -> str:
    return _plain(line.strip().strip("#"))


def _plain(text: str) -> str:
    """A line of Markdown without its stars and backslashes: some programs put one before the
    brackets of a blank."""
    return _ESCAPE.sub(r"\1", text.replace("**", "")).strip()
