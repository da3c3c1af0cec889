"""A workbook as ODS, the form of spreadsheet that government publishes in.

We write it ourselves: the one library that has wheels needs minutes for a table that takes a
second here, and stamps the day into what it writes. Figures are numbers, text is text (nothing is
ever a formula), and the same content gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from matcher.core.zip_files import packed
from matcher.show.workbook import ods_parts as parts
from matcher.show.workbook.layout import (
    COVER_WIDTH,
    FONT_SIZE,
    TOP,
    Cell,
    LaidColumn,
    LaidSheet,
    cover_lines,
    lay_out,
)
from matcher.show.workbook.sheets import COVER, MORE_ROWS, Book, Link

_CM_A_CHARACTER = FONT_SIZE * 0.556 / 72 * 2.54  # a digit of Arial is 0.556 of its size wide
_CM_A_LINE = FONT_SIZE * 1.3 / 72 * 2.54
_SPACES = re.compile(r" {2,}|^ ")
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def ods_bytes(book: Book) -> bytes:
    """The workbook as the bytes of a file."""
    return packed(
        {
            "mimetype": parts.MIMETYPE.encode(),
            "content.xml": _content(book),
            "styles.xml": parts.styles(),
            "meta.xml": parts.meta(escape(_text(book.title))),
            "META-INF/manifest.xml": parts.manifest(),
        },
        stored=("mimetype",),
    )


def _content(book: Book) -> bytes:
    made = _Document()
    tables = [made.cover(book)]
    tables += [made.table(lay_out(sheet, book), working=book.working)
               for sheet in book.all_sheets()]  # fmt: skip
    rules = "".join(made.rules)
    inside = (
        f"<office:automatic-styles>{''.join(made.styles.values())}</office:automatic-styles>"
        "<office:body><office:spreadsheet>"
        f"{f'<table:content-validations>{rules}</table:content-validations>' if rules else ''}"
        f"{''.join(tables)}<table:database-ranges>{''.join(made.ranges)}</table:database-ranges>"
        "</office:spreadsheet></office:body>"
    )
    return parts.document("content", inside)


class _Document:
    """The tables, and what they need beside them: ``styles`` by name, ``rules`` of columns with
    drop-downs, and ``ranges``, which mark up each table."""

    def __init__(self) -> None:
        self.styles: dict[str, str] = {
            "sheet": '<style:style style:name="sheet" style:family="table" '
            'style:master-page-name="Default"/>'
        }
        self.rules: list[str] = []
        self.ranges: list[str] = []

    def cover(self, book: Book) -> str:
        style = self._cell()
        rows = [_row(self._height(1), [_cell(book.title, parts.HEADING)])]
        rows += [_row(self._height(cover_lines(line)), [_cell(line, style)]) for line in book.cover]
        return _table(COVER, self._width(COVER_WIDTH), "".join(rows))

    def table(self, laid: LaidSheet, *, working: bool) -> str:
        columns = laid.columns
        name = laid.sheet.name
        widths = "".join(self._width(one.width) for one in columns)
        top = _row(self._height(1), [_cell(laid.sheet.title, parts.HEADING)])
        top += _row(self._height(1), [_cell(laid.told, "Default")])
        bold = [self._cell(one, bold=True) for one in columns]
        heads = [_cell(one.column.heading, style)
                 for one, style in zip(columns, bold, strict=True)]  # fmt: skip
        top += (
            f"<table:table-header-rows>{_row(self._height(laid.heading_lines), heads)}"
            "</table:table-header-rows>"
        )
        looks = [self._cell(one) for one in columns]
        rules = [self._rule(laid, one) for one in columns]
        body = "".join(self._body(laid, looks, rules))
        if any(rules):
            blank = "".join(_blank(look, rule) for look, rule in zip(looks, rules, strict=True))
            body += f'<table:table-row table:number-rows-repeated="{MORE_ROWS}">{blank}'
            body += "</table:table-row>"
        last = f"{_letters(len(columns) - 1)}{TOP + 1 + max(laid.rows, 1)}"
        self.ranges.append(
            f"<table:database-range table:name={quoteattr(name.replace(' ', '_') + '_table')} "
            f"table:target-range-address=\"'{name}'.A{TOP + 1}:'{name}'.{last}\" "
            f'table:display-filter-buttons="{str(working).lower()}" '
            'table:contains-header="true"/>'
        )
        return _table(name, widths, top + body)

    def _body(self, laid: LaidSheet, looks: list[str], rules: list[str]) -> Iterator[str]:
        columns = [
            _filled(one, look, rule)
            for one, look, rule in zip(laid.columns, looks, rules, strict=True)
        ]
        for lines, *cells in zip(laid.lines, *columns, strict=True):
            yield _row(self._height(lines), cells)

    def _width(self, characters: int) -> str:
        name = f"w{characters}"
        self.styles[name] = (
            f'<style:style style:name="{name}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="'
            f'{characters * _CM_A_CHARACTER:.3f}cm"/></style:style>'
        )
        return f'<table:table-column table:style-name="{name}"/>'

    def _height(self, lines: int) -> str:
        name = f"h{lines}"
        self.styles[name] = (
            f'<style:style style:name="{name}" style:family="table-row">'
            f'<style:table-row-properties style:row-height="{lines * _CM_A_LINE:.3f}cm" '
            'style:use-optimal-row-height="true"/>'
            "</style:style>"
        )
        return name

    def _cell(self, one: LaidColumn | None = None, *, bold: bool = False) -> str:
        """The name of the style of the cells of a column, or of the cover."""
        is_text, indented = one is None or one.is_text, one is not None and one.after_figures
        form = "" if one is None or bold else one.column.form
        kind = ("b" if bold else "c") + ("t" if is_text else "n") + ("i" if indented else "")
        name = kind + "".join(f"{ord(c):x}" for c in form)
        if form:
            self.styles[f"d{name}"] = parts.number_style(f"d{name}", form)
        self.styles[name] = parts.cell_style(
            name,
            is_text=is_text,
            indented=indented,
            data_style=f"d{name}" if form else "",
            bold=bold,
        )
        return name

    def _rule(self, laid: LaidSheet, one: LaidColumn) -> str:
        """The name of the rule of a column with a drop-down, "" for none."""
        choice = laid.sheet.choices.get(one.name)
        if choice is None:
            return ""
        name = f"rule{len(self.rules) + 1}"
        offered = ";".join(f'"{value}"' for value in choice.values)
        title = quoteattr(one.column.heading)
        self.rules.append(
            f"<table:content-validation table:name={quoteattr(name)} "
            f"table:condition={quoteattr(f'of:cell-content-is-in-list({offered})')} "
            'table:allow-empty-cell="true" table:display-list="unsorted">'
            f'<table:help-message table:title={title} table:display="true">'
            f"<text:p>{escape(choice.message)}</text:p></table:help-message>"
            f'<table:error-message table:title={title} table:message-type="information" '
            'table:display="true"><text:p>This is not on the list, and may not be understood.'
            "</text:p></table:error-message></table:content-validation>"
        )
        return name


def _filled(one: LaidColumn, look: str, rule: str) -> Iterator[str]:
    cells = one.cells()
    for cell, link in zip(cells, one.links or [None] * len(cells), strict=True):
        yield _blank(look, rule) if cell is None else _cell(cell, look, rule, link)


def _table(name: str, columns: str, rows: str) -> str:
    return (
        f'<table:table table:name={quoteattr(name)} table:style-name="sheet">{columns}{rows}'
        "</table:table>"
    )


def _row(style: str, cells: list[str]) -> str:
    return f'<table:table-row table:style-name="{style}">{"".join(cells)}</table:table-row>'


def _blank(style: str, rule: str) -> str:
    named = f' table:content-validation-name="{rule}"' if rule else ""
    return f'<table:table-cell table:style-name="{style}"{named}/>'


def _cell(value: Cell, style: str, rule: str = "", link: Link | None = None) -> str:
    named = f' table:content-validation-name="{rule}"' if rule else ""
    opened = f'<table:table-cell table:style-name="{style}"{named} office:value-type='
    if not isinstance(value, str):
        return f'{opened}"float" office:value="{value!r}"/>'
    paragraphs = []
    for line in _text(value).split("\n"):
        inside = _SPACES.sub(
            lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line)
        ).replace("\t", "<text:tab/>")
        if link is not None:
            inside = f'<text:a xlink:type="simple" xlink:href={quoteattr(_href(link))}>{inside}'
            inside += "</text:a>"
        paragraphs.append(f"<text:p>{inside}</text:p>")
    return f'{opened}"string">{"".join(paragraphs)}</table:table-cell>'


def _text(value: str) -> str:
    return _NO_XML.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _href(link: Link) -> str:
    """An address; that of a file begins in the folder of the workbook, which is itself a folder
    to an OpenDocument file (part 2, 3.3: the parts of its archive)."""
    if link.sheet:
        return f"#'{link.sheet}'.A1"
    return f"../{link.file}" + (f"#{link.fragment}" if link.fragment else "")


def _letters(at: int) -> str:
    """The letters of a column, from 0."""
    return chr(65 + at) if at < 26 else f"{chr(64 + at // 26)}{chr(65 + at % 26)}"
