"""A paper of findings as Markdown, as a page of HTML, and as a Word document."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

from matcher.core.page import html_page
from matcher.core.zip_files import repack
from matcher.partnership.csv_files import clean_cell
from matcher.partnership.findings.facts import Paper, Table

_MARKED = re.compile(r"([\\`*_{}\[\]#|<>~&])")
_LEADING = re.compile(
    r"^([-+=]|\d+(?=[.)](?:\s|\Z)))"
)  # would make a list, or a heading of the line above
_FIXED = datetime.datetime(2000, 1, 1)


def markdown(paper: Paper) -> str:
    """The paper as Markdown (CommonMark, with tables as GitHub has them)."""
    lines = [f"# {_escape(paper.title)}", "", _escape(paper.lead)]
    for one in paper.sections:
        lines += ["", f"## {_escape(one.heading)}"]
        for paragraph in one.paragraphs:
            lines += ["", _escape(paragraph)]
        if one.items:
            lines += ["", *(f"- {_escape(item)}" for item in one.items)]
        if one.table:
            lines += ["", f"{_escape(one.table.caption)}:", "", *_md_table(one.table)]
    return "\n".join(lines) + "\n"


def html_body(paper: Paper) -> list[str]:
    """The sections of a paper as HTML."""
    body = []
    for one in paper.sections:
        body.append(html_page.heading(one.heading))
        body += map(html_page.paragraph, one.paragraphs)
        if one.items:
            body.append(html_page.bullets(one.items))
        if one.table:
            body.append(html_page.table(one.table.caption, one.table.head, one.table.rows))
    return body


def html(paper: Paper, footer: list[str]) -> str:
    """The paper as a page that stands alone; ``footer`` is HTML."""
    return html_page.page(paper.title, [html_page.lead(paper.lead)], html_body(paper), footer)


def word_document(paper: Paper) -> bytes:
    """The paper as a Word document: real headings, header rows that are marked and repeated,
    language and title set, dates fixed, so that the same paper has the same bytes."""
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    document = Document()
    for section in document.sections:  # A4: the library's own sheet is US Letter
        section.page_width, section.page_height = Mm(210), Mm(297)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for name in ("Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Arial", RGBColor(0x12, 0x43, 0x6D)
        # The theme's font would win over the name.
        fonts = style.element.rPr.rFonts
        for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[attribute]
    about = document.core_properties
    about.title, about.language = clean_cell(paper.title)[:255], "en-GB"
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = _FIXED
    about.revision = 1
    document.add_heading(clean_cell(paper.title), level=1)
    document.add_paragraph(clean_cell(paper.lead))
    for one in paper.sections:
        document.add_heading(clean_cell(one.heading), level=2)
        for paragraph in one.paragraphs:
            document.add_paragraph(clean_cell(paragraph))
        for item in one.items:
            document.add_paragraph(clean_cell(item), style="List Bullet")
        if one.table:
            _word_table(document, one.table)
    out = io.BytesIO()
    document.save(out)
    return repack(out.getvalue())


def _word_table(document: Any, table: Table) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    caption = document.add_paragraph(clean_cell(table.caption))
    caption.paragraph_format.keep_with_next = True
    caption.runs[0].bold = True
    made = document.add_table(rows=1, cols=len(table.head), style="Table Grid")
    for cell, text in zip(made.rows[0].cells, table.head, strict=True):
        cell.paragraphs[0].add_run(clean_cell(text)).bold = True
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(header)
    for row in table.rows:
        added = made.add_row()
        whole = OxmlElement("w:cantSplit")
        added._tr.get_or_add_trPr().append(whole)
        for cell, text in zip(added.cells, row, strict=True):
            cell.paragraphs[0].add_run(clean_cell(text))


def _escape(text: str) -> str:
    """Text on one line in which nothing is a mark of Markdown or an element of HTML."""
    plain = " ".join(clean_cell(text).split())
    return _LEADING.sub(_escape_leading, _MARKED.sub(r"\\\1", plain))


def _escape_leading(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _md_table(table: Table) -> list[str]:
    rows = [table.head, tuple("---" for _ in table.head), *table.rows]
    return [
        "| " + " | ".join(cell if at == 1 else _escape(cell) for cell in row) + " |"
        for at, row in enumerate(rows)
    ]
