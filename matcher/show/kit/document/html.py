"""A document as a page of HTML that stands alone, in the look of every page of the product."""

from __future__ import annotations

from matcher.core.page import html_page
from matcher.show.kit.document.blocks import Block, Bullets, Document, Heading, Paragraph, Table

_COLUMNS_OF_A_PHONE = 3  # a table of more is one of cards there


def html(document: Document, *, one_sheet: bool = False) -> str:
    """The page, the same bytes for the same document. ``one_sheet``: it is printed small, so that
    what fills a screen or two fits on one sheet of A4."""
    return html_page.page(
        document.title,
        [html_page.lead(line) for line in document.lead],
        [*_contents(document), *(block_html(block) for block in document.blocks)],
        html_page.sources(document.sources) if document.sources else [],
        one_sheet=one_sheet,
    )


def _contents(document: Document) -> list[str]:
    entries = [(part.anchor, part.words) for part in document.parts()]
    return [html_page.contents("Contents", entries)] if entries else []


def block_html(block: Block) -> str:
    """One block."""
    if isinstance(block, Heading):
        return html_page.heading(block.words, block.level, block.anchor)
    if isinstance(block, Paragraph):
        return (
            html_page.lead(block.words, apart=True)
            if block.apart
            else html_page.paragraph(block.words, block.links)
        )
    if isinstance(block, Bullets):
        return html_page.bullets(block.lines)
    if isinstance(block, Table):
        return html_page.table(
            block.caption,
            block.head,
            block.rows,
            html_page.figures(*sorted(block.figures)),
            cards=len(block.head) > _COLUMNS_OF_A_PHONE,
        )
    return f'<div class="picture">\n{block.svg}\n</div>'
