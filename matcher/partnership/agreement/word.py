"""An agreement as a Word document: real headings, marked header rows, British English, and
every blank a content control that a click selects and typing fills.

The same agreement gives the same bytes: no day of making is written, and the archive is
packed anew with one fixed date.
"""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from matcher.core.zip_files import repack
from matcher.partnership.agreement.document import (
    DOCUMENT_MARK,
    LANGUAGE,
    Agreement,
    Blank,
    Block,
    Bullets,
    Line,
    Paragraph,
    Table,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph as WordParagraph

TAG = "mou:"  # the tag of each content control, before the id of its blank
BLANK_STYLE = "Blank"
_CELL_STYLE = "Table text"
_GAP_STYLE = "Gap after table"
_FONT = "Arial"
_DARK = "1F3864"
_SHADE = "DCE6F2"  # under _DARK: a contrast of 9 to 1
_SHORT = 15  # rows
_LONGEST = 64  # what Word allows in the title and the tag of a content control


def word(agreement: Agreement) -> bytes:
    """The agreement as the bytes of a .docx."""
    from docx import Document as new

    document = new()
    _properties(document, agreement)
    _styles(document)
    _page(document, agreement)
    document.add_paragraph(agreement.title, style="Title")
    document.add_paragraph(f"between {agreement.between}", style="Subtitle")
    numbers = iter(range(1, 1_000_000))
    for section in agreement.sections:
        document.add_heading(section.heading, section.level)
        last: WordParagraph | None = None
        for block in section.blocks:
            if last is not None and not isinstance(block, Paragraph):
                last.paragraph_format.keep_with_next = True
            last = _block(document, block, partial(next, numbers))
    made = io.BytesIO()
    document.save(made)
    return repack(made.getvalue())


def _block(document: Document, block: Block, number: partial[int]) -> WordParagraph | None:
    """Write ``block``; the paragraph, where it is one, for what follows may belong to it."""
    if isinstance(block, Paragraph):
        paragraph = document.add_paragraph()
        _fill(paragraph, block.line, number)
        return paragraph
    if isinstance(block, Bullets):
        for line in block.lines:
            _fill(document.add_paragraph(style="List Bullet"), line, number)
    else:
        _table(document, block, number)
    return None


def _fill(paragraph: WordParagraph, line: Line, number: partial[int]) -> None:
    for part in line:
        if isinstance(part, Blank):
            paragraph._p.append(_control(part, number()))
        else:
            paragraph.add_run(part)


def _control(blank: Blank, number: int) -> BaseOxmlElement:
    """A content control that shows its prompt until somebody types in it."""
    control = _element("w:sdt")
    properties = _element("w:sdtPr")
    properties.append(_element("w:alias", val=blank.prompt[:_LONGEST]))
    properties.append(_element("w:tag", val=f"{TAG}{blank.id}"[:_LONGEST]))
    properties.append(_element("w:id", val=str(number)))
    properties.append(_element("w:showingPlcHdr"))  # of no kind: LibreOffice shows the colour then
    run = _element("w:r")
    look = _element("w:rPr")
    look.append(_element("w:rStyle", val=BLANK_STYLE))
    look.append(_element("w:highlight", val="yellow"))
    text = _element("w:t")
    text.text = blank.text
    run.extend((look, text))
    content = _element("w:sdtContent")
    content.append(run)
    control.extend((properties, content))
    return control


def _table(document: Document, block: Table, number: partial[int]) -> None:
    from docx.shared import Emu

    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
    table = document.add_table(1 + len(block.rows), len(block.header), "Table Grid")
    table.autofit = False
    table_properties = table._tbl.tblPr
    table_properties.append(_element("w:tblCaption", val=block.title))
    # Screen readers announce the first row and the first column as headings.
    for look in table_properties.findall(_name("w:tblLook")):
        table_properties.remove(look)
    flags = {"firstRow": "1", "firstColumn": "1", "lastRow": "0", "lastColumn": "0"}
    look = _element("w:tblLook", val="00A0", noHBand="1", noVBand="1", **flags)
    table_properties.insert(
        list(table_properties).index(table_properties.find(_name("w:tblCaption"))), look
    )
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = Emu(int(width * share))
    # To name the style has python-docx look through all styles, in each cell.
    style = document.styles[_CELL_STYLE].style_id
    lines: list[tuple[Line, ...]] = [tuple((text,) for text in block.header), *block.rows]
    for at, (row, cells) in enumerate(zip(table.rows, lines, strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if at - 1 in block.by_hand:
            properties.append(_element("w:trHeight", val="680", hRule="atLeast"))
        if not at:
            properties.append(_element("w:tblHeader"))
        for place, (cell, line) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Emu(int(width * block.widths[place]))
            paragraph = cell.paragraphs[0]
            paragraph._p.style = style
            _fill(paragraph, line, number)
            # A short table stays on one page.
            paragraph.paragraph_format.keep_with_next = not at or (
                len(lines) <= _SHORT and at < len(lines) - 1
            )
            if not at:
                shade = _element("w:shd", val="clear", color="auto", fill=_SHADE)
                cell._tc.get_or_add_tcPr().append(shade)
            if not at or not place:
                for run in paragraph.runs:
                    run.bold = True
    document.add_paragraph(style=_GAP_STYLE)


def _properties(document: Document, agreement: Agreement) -> None:
    """Title, language and whose document it is; neither a day nor a person."""
    core = document.core_properties
    title = f"{agreement.title} between {agreement.between}"
    core.title = title[:255]  # what the format allows
    core.subject = "School partnership"
    core.keywords = DOCUMENT_MARK
    core.language = LANGUAGE
    core.author = core.comments = ""
    for name in ("created", "modified", "lastModifiedBy", "revision"):
        for found in [one for one in core._element if one.tag.rpartition("}")[2] == name]:
            core._element.remove(found)
    package = document.part.package
    for key in [k for k, link in package.rels.items() if link.reltype.endswith("/thumbnail")]:
        del package.rels[key]
    settings = document.settings.element
    for mode in settings.iter(_name("w:compatSetting")):
        # The template's mode, 14, has Word say "compatibility mode" and lay tables out as in 2010.
        if mode.get(_name("w:name")) == "compatibilityMode":
            mode.set(_name("w:val"), "15")
    for old in settings.findall(_name("w:themeFontLang")):
        old.set(_name("w:val"), LANGUAGE)


def _styles(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    styles = document.styles
    for lang in styles.element.iter(_name("w:lang")):
        lang.set(_name("w:val"), LANGUAGE)
    for own in (_CELL_STYLE, _GAP_STYLE):
        styles.add_style(own, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    looks = {  # points: size, before, after
        "Normal": (11, 0, 6),
        "Title": (22, 0, 4),
        "Subtitle": (13, 0, 12),
        "Heading 1": (15, 16, 6),
        "Heading 2": (12, 10, 4),
        "List Bullet": (11, 0, 3),
        _CELL_STYLE: (10, 2, 2),
        _GAP_STYLE: (4, 0, 0),
    }
    for name, (size, before, after) in looks.items():
        style: ParagraphStyle = styles[name]
        _font(style.element.get_or_add_rPr())
        style.font.size = Pt(size)
        style.font.italic = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        if name in ("Title", "Subtitle", "Heading 1", "Heading 2"):
            style.font.color.rgb = RGBColor.from_string(_DARK)
            style.font.bold = name != "Subtitle"
    for rule in styles["Title"].element.iter(_name("w:pBdr")):
        rule.getparent().remove(rule)
    styles.add_style(BLANK_STYLE, WD_STYLE_TYPE.CHARACTER)


def _font(look: BaseOxmlElement) -> None:
    """One plain font for every script; a theme's font would go before it."""
    for old in look.findall(_name("w:rFonts")):
        look.remove(old)
    look.insert(0, _element("w:rFonts", ascii=_FONT, hAnsi=_FONT, cs=_FONT))
    for old in look.findall(_name("w:spacing")):
        look.remove(old)


def _page(document: Document, agreement: Agreement) -> None:
    """A4, and a foot with the title and the number of the page."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    foot = section.footer.paragraphs[0]
    foot.style = _CELL_STYLE
    foot.add_run(f"{agreement.title}, page ")
    for field, between in (("PAGE", " of "), ("NUMPAGES", "")):
        simple = _element("w:fldSimple", instr=field)
        run, text = _element("w:r"), _element("w:t")
        text.text = "1"
        run.append(text)
        simple.append(run)
        foot._p.append(simple)
        if between:
            foot.add_run(between)


def _element(name: str, /, **attributes: str) -> BaseOxmlElement:
    from docx.oxml import OxmlElement

    made: BaseOxmlElement = OxmlElement(name)
    for key, value in attributes.items():
        made.set(_name(f"w:{key}"), value)
    return made


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)
