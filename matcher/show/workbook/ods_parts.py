"""The parts of an OpenDocument spreadsheet that stand around its tables: styles, paper, language,
properties (OASIS OpenDocument 1.3, part 3). Everything is a fixed text or is escaped here."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from matcher.core.page.workbook_parts import HEADING_STYLE, LANGUAGE
from matcher.show.workbook.layout import FONT, FONT_SIZE

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
HEADING = "Heading1"
_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"), ("meta", "meta"), ("manifest", "manifest"),
        ("fo", "xsl-fo-compatible"), ("of", "of"),
    )
)  # fmt: skip
_NAMESPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
_NAMESPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORM = re.compile(r"(#,##)?0(\.(0+))?( %)?\Z")
_PAGE = (
    '<style:page-layout style:name="Across"><style:page-layout-properties fo:page-width="29.7cm" '
    'fo:page-height="21cm" style:print-orientation="landscape" fo:margin-left="1cm" '
    'fo:margin-right="1cm" fo:margin-top="1.5cm" fo:margin-bottom="1.5cm" style:scale-to-X="1" '
    'style:scale-to-Y="0"/></style:page-layout>'
)
_MASTER = (
    '<style:master-page style:name="Default" style:page-layout-name="Across"><style:header '
    'style:display="false"/><style:footer style:display="false"/></style:master-page>'
)


def document(kind: str, inside: str) -> bytes:
    """One part: ``office:document-`` of a ``kind``, with what stands ``inside``."""
    name = f"office:document-{kind}"
    text = f'{_DECLARATION}<{name} {_NAMESPACES} office:version="1.3">{inside}</{name}>'
    return text.encode("utf-8")


def styles() -> bytes:
    """The styles of the document: its font and its language, headings, and A4 across."""
    language, country = LANGUAGE.split("-")
    font = f'fo:font-size="{FONT_SIZE}pt" fo:font-family={quoteattr(FONT)}'
    return document(
        "styles",
        f'<office:styles><style:default-style style:family="table-cell"><style:text-properties '
        f'{font} fo:language="{language}" fo:country="{country}"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"/>'
        f'<style:style style:name="{HEADING}" style:display-name="{HEADING_STYLE}" '
        'style:family="table-cell" style:parent-style-name="Default"><style:text-properties '
        'fo:font-weight="bold" fo:font-size="14pt"/></style:style></office:styles>'
        f"<office:automatic-styles>{_PAGE}</office:automatic-styles>"
        f"<office:master-styles>{_MASTER}</office:master-styles>",
    )


def meta(title: str) -> bytes:
    """The properties of the document; ``title`` is escaped text."""
    return document(
        "meta",
        f"<office:meta><dc:title>{title}</dc:title><dc:language>{LANGUAGE}</dc:language>"
        "</office:meta>",
    )


def manifest() -> bytes:
    """Which parts the file has."""
    entries = [("/", MIMETYPE), *((name, "text/xml") for name in
               ("content.xml", "styles.xml", "meta.xml"))]  # fmt: skip
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in entries
    )
    text = f'{_DECLARATION}<manifest:manifest {_NAMESPACES} manifest:version="1.3">{listed}'
    return f"{text}</manifest:manifest>".encode()


def number_style(name: str, form: str) -> str:
    """The style of figures in a number format of Excel's that :mod:`columns` uses; text for "@".
    ValueError for another."""
    if form == "@":
        return f'<number:text-style style:name="{name}"><number:text-content/></number:text-style>'
    found = _FORM.match(form)
    if found is None:
        raise ValueError(f"no number format of ours: {form}")
    grouped, decimals, per_cent = found[1], len(found[3] or ""), found[4]
    kind = "percentage" if per_cent else "number"
    grouping = ' number:grouping="true"' if grouped else ""
    end = "<number:text> %</number:text>" if per_cent else ""
    return (
        f'<number:{kind}-style style:name="{name}"><number:number number:min-integer-digits="1" '
        f'number:decimal-places="{decimals}" number:min-decimal-places="{decimals}"{grouping}/>'
        f"{end}</number:{kind}-style>"
    )


def cell_style(
    name: str, *, is_text: bool, indented: bool, data_style: str = "", bold: bool = False
) -> str:
    """The style of the cells of a column: they wrap, text at the left and figures at the right."""
    data = f' style:data-style-name="{data_style}"' if data_style else ""
    margin = ' fo:margin-left="0.25cm"' if indented else ""
    weight = '<style:text-properties fo:font-weight="bold"/>' if bold else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell" '
        f'style:parent-style-name="Default"{data}><style:table-cell-properties '
        'fo:wrap-option="wrap" style:vertical-align="top"/><style:paragraph-properties '
        f'fo:text-align="{"start" if is_text else "end"}"{margin}/>{weight}</style:style>'
    )
