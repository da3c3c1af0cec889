"""A document for Word, to be written on in: real headings, tables whose heads come again on each
page, British English, pictures told in words.

Tables are written as XML of the format itself: cell by cell through the library they take long.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from matcher.core.cells import without_controls
from matcher.show.kit.document.blocks import Bullets, Document, Heading, Paragraph, Picture, Table
from matcher.show.kit.document.pdf import pngs
from matcher.show.kit.word_file import new_document, saved

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WIDTH = 9411  # twentieths of a point: A4 less the margins of 22 mm
_SHADE = "DDE6ED"
_FIGURE = 800  # twentieths of a point: a column of figures


def word_files(documents: Iterable[Document]) -> Iterator[bytes]:
    """The bytes of a .docx for each document, the same for the same document. Raises
    :class:`SettingError` where the package that draws pictures is not installed."""
    every = tuple(documents)
    drawn = pngs(one for document in every for one in document.blocks if isinstance(one, Picture))
    for document in every:
        yield _word(document, drawn)


def _word(document: Document, drawn: Iterator[bytes]) -> bytes:
    """One document; ``drawn``: its pictures, and then those of later ones."""
    made = new_document(document.title)
    made.add_paragraph(_plain(document.title), style="Title")
    for line in document.lead:
        made.add_paragraph(_plain(line))
    for block in document.blocks:
        if isinstance(block, Heading):
            made.add_heading(_plain(block.words), block.level - 1)
        elif isinstance(block, Paragraph):
            made.add_paragraph().add_run(_plain(block.whole)).bold = block.apart or None
        elif isinstance(block, Bullets):
            _add_bullets(made, block.lines)
        elif isinstance(block, Table):
            _add_table(made, block)
        else:
            _add_picture(made, block, next(drawn))
    if document.sources:
        made.add_heading("Sources", 1)
        _add_bullets(made, document.sources)
    return saved(made)


def _add_bullets(made: WordDocument, lines: Iterable[str]) -> None:
    from docx.shared import Pt

    for line in lines:
        paragraph = made.add_paragraph(_plain(line), style="List Bullet")
        paragraph.paragraph_format.space_after = Pt(3)


def _add_picture(made: WordDocument, picture: Picture, png: bytes) -> None:
    from docx.shared import Twips

    shape: Any = made.add_picture(io.BytesIO(png), width=Twips(int(_WIDTH * picture.width)))
    shape._inline.docPr.set("descr", _plain(picture.words))


def _add_table(made: WordDocument, table: Table) -> None:
    from docx.oxml import parse_xml

    caption = made.add_paragraph()
    caption.add_run(_plain(table.caption)).bold = True
    caption.paragraph_format.keep_with_next = True
    body = made.element.body
    body.insert(len(body) - 1, parse_xml("".join(_table(table))))  # before the section's properties
    made.add_paragraph()


def _table(table: Table) -> Iterator[str]:
    widths = _widths(table)
    yield f'<w:tbl xmlns:w="{_W}"><w:tblPr><w:tblStyle w:val="TableGrid"/>'
    yield f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    yield '<w:tblLook w:val="0020" w:firstRow="1"/>'
    caption = escape(_plain(table.caption), {'"': "&quot;"})
    yield f'<w:tblCaption w:val="{caption}"/></w:tblPr><w:tblGrid>'
    yield from (f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    yield from (_cell(words, width, head=True)
                for words, width in zip(table.head, widths, strict=True))  # fmt: skip
    yield "</w:tr>"
    for row in table.rows:
        yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        yield from (_cell(words, width) for words, width in zip(row, widths, strict=True))
        yield "</w:tr>"
    yield "</w:tbl>"


def _widths(table: Table) -> list[int]:
    """The widths of the columns, in twentieths of a point."""
    if table.widths:
        return [int(_WIDTH * share) for share in table.widths]
    figures = sum(title in table.figures for title in table.head)
    left = _WIDTH - figures * _FIGURE
    each = left // max(len(table.head) - figures, 1)
    return [_FIGURE if title in table.figures else each for title in table.head]


def _cell(words: str, width: int, *, head: bool = False) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>' if head else ""
    bold = "<w:b/>" if head else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        '<w:p><w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr>'
        f'<w:r><w:rPr>{bold}<w:sz w:val="18"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(_plain(words))}</w:t></w:r></w:p></w:tc>'
    )


def _plain(words: str) -> str:
    return " ".join(without_controls(words).split())
