"""The rows of the tables of a workbook as XLSX has them (ECMA-376, part 1, 18.3.1.73 and 18.4.9).

xlsxwriter keeps every cell of a workbook in memory until the end, and every cell of a table once
more: 4 million cells of the national run were 1.3 GB and most of the time; its mode of constant
memory has no tables. So it writes all but the rows: of these it is given one, without values, from
which the numbers of the styles are read, and a table of one row. All the rows are put in that row's
place, and their number into the sheet and the table, while the archive is packed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np

from matcher.core.errors import ContractError
from matcher.show.workbook.layout import TOP, LaidColumn, LaidSheet

_AT_ONCE = 2_000  # rows
_STRINGS = "xl/sharedStrings.xml"
_COUNTS = re.compile(r' count="(\d+)" uniqueCount="(\d+)"')
_DIMENSION = re.compile(rf'(?<=<dimension ref="A1:)([A-Z]+){TOP + 2}(?="/>)')
_STYLE = re.compile(r'<c r="([A-Z]+)\d+"( s="\d+")?/>')
# Text that would be read as a character's number, and characters that no XML has.
_LIKE_AN_ESCAPE = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class Rows:
    """The rows of the sheets of one workbook, and the texts that they share."""

    def __init__(self, line: float) -> None:
        self._line = line  # points: the height of a line
        self._sheets: dict[str, LaidSheet] = {}
        self._tables: dict[str, LaidSheet] = {}
        self._texts: dict[str, int] = {}
        self._told = 0  # cells of text
        self._first = 0  # texts of the writer's own

    def add(self, number: int, laid: LaidSheet) -> None:
        """Write the rows of this sheet, the ``number``-th of the workbook: all sheets but the
        first have a table."""
        self._sheets[f"xl/worksheets/sheet{number}.xml"] = laid
        self._tables[f"xl/tables/table{number - 1}.xml"] = laid  # the cover has none

    def begin(self, read: Callable[[str], bytes]) -> None:
        """Take over what the writer wrote, which ``read`` gives part by part."""
        self._first = int(_counts(read(_STRINGS))[2])

    def change(self, name: str, part: bytes) -> Iterator[bytes] | None:
        """A part with the rows in their place, None where it stays as it is."""
        if name in self._sheets:
            return self._sheet(self._sheets.pop(name), part.decode("utf-8"))
        if name in self._tables:
            return _whole_table(self._tables.pop(name), part.decode("utf-8"))
        return self._shared(part) if name == _STRINGS and self._texts else None

    def _sheet(self, laid: LaidSheet, part: str) -> Iterator[bytes]:
        start, end = part.rfind("<row "), part.rfind("</sheetData>")
        styles = _STYLE.findall(part, start, end)
        if not 0 <= start < end or len(styles) != len(laid.columns):
            raise ContractError(f"the sheet {laid.sheet.name} is not as its writer was to write it")
        top, one = _DIMENSION.subn(rf"\g<1>{TOP + 1 + laid.rows}", part[:start], 1)
        if not one:
            raise ContractError(f"the sheet {laid.sheet.name} does not say how large it is")
        yield top.encode()
        for first in range(0, laid.rows, _AT_ONCE):
            yield "".join(self._rows(laid, styles, first)).encode()
        yield part[end:].encode()

    def _rows(self, laid: LaidSheet, styles: list[tuple[str, str]], first: int) -> Iterator[str]:
        lines = laid.lines[first : first + _AT_ONCE]
        numbers = [str(TOP + 2 + first + at) for at in range(len(lines))]
        heights = {high: f'" ht="{high * self._line:.16g}" customHeight="1">' for high in {*lines}}
        starts = [
            f'<row r="{number}{heights[high]}' for number, high in zip(numbers, lines, strict=True)
        ]
        columns = [
            self._cells(one, letters, style, numbers, first)
            for one, (letters, style) in zip(laid.columns, styles, strict=True)
        ]
        for cells in zip(starts, *columns, strict=True):
            yield "".join(cells)
            yield "</row>"

    def _cells(
        self, one: LaidColumn, letters: str, style: str, numbers: list[str], first: int
    ) -> list[str]:
        """The cells of a column in the rows of these numbers; "" for no cell."""
        start, last = f'<c r="{letters}', first + len(numbers)
        if one.is_text:
            # Most texts of a column stand in many rows: what follows the row's number is made once.
            used, places = np.unique(one.codes[first:last], return_inverse=True)
            ends = [self._text(one.texts[code], style) for code in used.tolist()]
            places = places.tolist()
            self._told += sum(map(bool, map(ends.__getitem__, places)))
            return [
                f"{start}{number}{ends[place]}" if ends[place] else ""
                for number, place in zip(numbers, places, strict=True)
            ]
        cells = []
        for number, cell in zip(numbers, one.cells(first, last), strict=True):
            if cell is None:
                cells.append("")
            elif isinstance(cell, str):
                self._told += 1
                cells.append(f"{start}{number}{self._text(cell, style)}")
            else:
                # As many digits as Excel keeps, and as the writer writes.
                cells.append(f'{start}{number}"{style}><v>{cell:.16G}</v></c>')
        return cells

    def _text(self, text: str | None, style: str) -> str:
        """What follows the number of its row in a cell of text, "" for none."""
        if text is None:
            return ""
        number = self._first + self._texts.setdefault(text, len(self._texts))
        return f'"{style} t="s"><v>{number}</v></c>'

    def _shared(self, part: bytes) -> Iterator[bytes]:
        counts, text = _counts(part), part.decode("utf-8")
        told, unique = int(counts[1]) + self._told, self._first + len(self._texts)
        text = text.replace(counts[0], f' count="{told}" uniqueCount="{unique}"', 1)
        end = text.rfind("</sst>")
        yield text[:end].encode()
        texts = list(self._texts)
        for first in range(0, len(texts), _AT_ONCE):
            yield "".join(map(_shared_text, texts[first : first + _AT_ONCE])).encode()
        yield text[end:].encode()


def _whole_table(laid: LaidSheet, part: str) -> Iterator[bytes]:
    short = re.compile(rf'(?<= ref="A{TOP + 1}:)([A-Z]+){TOP + 2}(?=")')
    if not short.search(part):
        raise ContractError(f"the table of {laid.sheet.name} is not as its writer was to write it")
    yield short.sub(rf"\g<1>{TOP + 1 + laid.rows}", part).encode()


def _counts(part: bytes) -> re.Match[str]:
    found = _COUNTS.search(part[:1_000].decode("utf-8", "replace"))
    if found is None:
        raise ContractError(f"{_STRINGS} of a workbook is not as it was expected")
    return found


def _shared_text(text: str) -> str:
    text = _LIKE_AN_ESCAPE.sub(r"_x005F\1", text)
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    keep = ' xml:space="preserve"' if text != text.strip() else ""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<si><t{keep}>{text}</t></si>"
