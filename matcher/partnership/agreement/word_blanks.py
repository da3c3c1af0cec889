"""What in an agreement of Word is still to be filled in: its content controls and the text
outside of them. Tracked deletions do not count as text, tracked insertions do.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import FileError
from matcher.partnership.agreement.document import (
    DOCUMENT_MARK,
    AgreementState,
    OpenBlank,
    blank_prompts,
    place_in_table,
)
from matcher.partnership.agreement.non_answers import date_prompt, find_non_answers
from matcher.partnership.agreement.word import TAG

if TYPE_CHECKING:
    from docx.document import Document

MOST_UNPACKED = 100_000_000
# Text that is there and not there: deleted while changes were tracked, moved away, or the
# second form of a drawing.
_GONE = frozenset({"del", "moveFrom", "Fallback"})


def read_word_blanks(data: bytes, path: Path) -> tuple[bool, AgreementState]:
    """Whether a Word document is one of ours, and its headings and open blanks. Raises
    :class:`FileError`, which names ``path``, where it cannot be read."""
    from docx import Document as opened

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MOST_UNPACKED:
            raise FileError("is far too large for an agreement", where=str(path))
        document = opened(io.BytesIO(data))
        ours = DOCUMENT_MARK in (document.core_properties.keywords or "")
        walk = _WordWalk(document)
        walk.visit(document.element.body)
    except FileError:
        raise
    except Exception as error:  # the libraries below raise a dozen kinds of their own
        raise FileError(
            f"cannot be read as a Word document ({type(error).__name__})",
            where=str(path),
            hint="open it in Word and save it again as .docx",
        ) from None
    return ours or walk.controls > 0, AgreementState(tuple(walk.headings), tuple(walk.found))


class _WordWalk:
    """A walk through the body of a Word document that gathers what is open."""

    def __init__(self, document: Document) -> None:
        self.found: list[OpenBlank] = []
        self.headings: list[str] = []
        self.controls = 0
        self._section = ""
        self._place = self._asks = ""
        self._styles = {
            style.style_id
            for style in document.styles
            if (style.name or "").casefold().startswith("heading")
        }

    def visit(self, element: Any) -> None:
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
                self.visit(child)

    def _paragraph(self, paragraph: Any) -> None:
        style = paragraph.find("./{*}pPr/{*}pStyle")
        if style is not None and _value(style) in self._styles:
            self._section = " ".join(_text(paragraph).split())
            self.headings.append(self._section)
        # Text outside of our controls first: a mark may be parted over several runs.
        text = _text(paragraph, without_controls=True)
        self._note(blank_prompts(text) or find_non_answers(text, self._asks))
        self.visit(paragraph)

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
                self._place = place_in_table(first, column, at)
                self._asks = date_prompt(first, column) if at and row is not rows[0] else ""
                self.visit(cell)
        self._place = self._asks = ""

    def _control(self, control: Any) -> None:
        text = _text(control)
        marks = blank_prompts(text)
        alias = control.find("./{*}sdtPr/{*}alias")
        prompt = _value(alias) if alias is not None else ""
        if marks:
            self._note([marks[0] or prompt])
        elif (not text.strip() and not _replaced(control)) or _placeholder(control):
            self._note([prompt])
        else:
            self._note(
                [", ".join(filter(None, (prompt, one))) for one in find_non_answers(text, prompt)]
            )

    def _note(self, asked: list[str]) -> None:
        self.found += [OpenBlank(self._section, self._place, prompt) for prompt in asked]


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
