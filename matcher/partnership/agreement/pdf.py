"""An agreement as a PDF, for those who only read it: title, language, and a bookmark for each
heading.

Its type comes with the product and has every Latin letter (:mod:`matcher.core.page.font`); where
a letter is shown by another, the last line of the PDF says so. The Word document has them all.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from matcher.core.page.font import BOLD, NOTE, REGULAR, Letters, register_font
from matcher.partnership.agreement.document import (
    DOCUMENT_MARK,
    LANGUAGE,
    Agreement,
    Blank,
    Block,
    Bullets,
    Line,
    Paragraph,
)

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped,unused-ignore]

_YELLOW = "#FFF2B3"
_DARK = "#1F3864"
_SHADE = "#DCE6F2"
_MARGIN = 62  # points, about 22 mm
_NOTE = NOTE.format(other="Word document")


def pdf(agreement: Agreement) -> bytes:
    """The agreement as the bytes of a PDF, A4."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped,unused-ignore]

    safe = _Letters(register_font())
    styles = _styles()
    width = A4[0] - 2 * (_MARGIN + 6)  # a frame of reportlab pads its text by 6 points
    story: list[Any] = [
        _paragraph(safe(agreement.title), styles["title"]),
        _paragraph(safe(f"between {agreement.between}"), styles["subtitle"]),
    ]
    for number, section in enumerate(agreement.sections, 1):
        heading = _paragraph(safe(section.heading), styles[f"heading{section.level}"])
        heading.entry = (f"heading-{number}", safe.plain(section.heading), section.level - 1)
        story.append(heading)
        for block in section.blocks:
            story += _block(block, styles, width, safe)
    if safe.missing:
        story.append(_paragraph(_NOTE, styles["text"]))
    return _build_pdf(story, agreement)


class _Letters(Letters):
    """Text made ready for a paragraph of reportlab, which reads marks in it."""

    def __call__(self, text: str) -> str:
        return escape(self.plain(text))


def _block(block: Block, styles: dict[str, Any], width: float, safe: _Letters) -> list[Any]:
    if isinstance(block, Paragraph):
        return [_paragraph(_text(block.line, safe), styles["text"])]
    if isinstance(block, Bullets):
        return [_paragraph(_text(line, safe), styles["bullet"], "•") for line in block.lines]
    from reportlab.lib.colors import HexColor  # type: ignore[import-untyped,unused-ignore]
    from reportlab.platypus import Spacer, Table  # type: ignore[import-untyped,unused-ignore]

    rows = [[_paragraph(f"<b>{safe(text)}</b>", styles["cell"]) for text in block.header]]
    for row in block.rows:
        first, *rest = (_text(cell, safe) for cell in row)
        texts = (f"<b>{first}</b>", *rest)
        rows.append([_paragraph(text, styles["cell"]) for text in texts])
    heights = [None, *(34 if at in block.by_hand else None for at in range(len(block.rows)))]
    widths = [width * share for share in block.widths]
    tall = max(cell.wrap(w - 12, 0)[1] for cell, w in zip(rows[0], widths, strict=True))
    table = Table(
        rows,
        widths,
        heights,
        repeatRows=int(tall < _MARGIN * 3),  # a header as tall as a page can only be split
        splitInRow=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#404040")),
            ("BACKGROUND", (0, 0), (-1, 0), HexColor(_SHADE)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ],
    )
    return [table, Spacer(1, 8)]


def _text(line: Line, safe: _Letters) -> str:
    return "".join(
        f'<font backColor="{_YELLOW}">{safe(part.text)}</font>'
        if isinstance(part, Blank)
        else safe(part)
        for part in line
    )


def _paragraph(text: str, style: ParagraphStyle, bullet: str | None = None) -> Any:
    from reportlab.platypus import Paragraph as Made

    return Made(text, style, bulletText=bullet)


def _styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    def style(name: str, size: float, before: float, after: float, **more: Any) -> Any:
        return ParagraphStyle(
            name,
            fontName=REGULAR,
            bulletFontName=REGULAR,
            fontSize=size,
            leading=size * 1.35,
            spaceBefore=before,
            spaceAfter=after,
            **more,
        )

    bold = {"fontName": BOLD, "textColor": _DARK, "keepWithNext": 1}
    made = {
        "text": style("text", 9.5, 0, 5),
        "bullet": style("bullet", 9.5, 0, 3, leftIndent=14, bulletIndent=3),
        "cell": style("cell", 8.5, 0, 0),
        "subtitle": style("subtitle", 11, 0, 10, textColor=_DARK),
        "title": style("title", 19, 0, 4),
        "heading1": style("heading1", 13, 12, 5),
        "heading2": style("heading2", 10.5, 8, 3),
    }
    for name in ("title", "heading1", "heading2"):
        for key, value in bold.items():
            setattr(made[name], key, value)
    return made


def _build_pdf(story: list[Any], agreement: Agreement) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    class Bookmarked(SimpleDocTemplate):  # type: ignore[misc,unused-ignore]
        """Bookmarks every heading as it comes to stand on a page."""

        def afterFlowable(self, flowable: Any) -> None:
            """Called by reportlab after each part of the story."""
            entry = getattr(flowable, "entry", None)
            if entry:
                key, title, level = entry
                self.canv.bookmarkPage(key)
                self.canv.addOutlineEntry(title, key, level)

    def foot(canvas: Any, _: Any) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawString(_MARGIN + 6, 34, f"{agreement.title}, page {canvas.getPageNumber()}")

    made = io.BytesIO()
    document = Bookmarked(
        made,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=56,
        bottomMargin=56,
        title=f"{agreement.title} between {agreement.between}",
        subject="School partnership",
        keywords=DOCUMENT_MARK,
        author="",
        lang=LANGUAGE,
        displayDocTitle=True,
        invariant=1,
    )
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return made.getvalue()
