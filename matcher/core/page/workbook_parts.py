"""What a workbook (XLSX) needs for a screen reader and its writer leaves out: the language of
the document, and titles that are marked up as headings.

The parts are those of ECMA-376 (Office Open XML), part 1: ``docProps/core.xml`` of 15.2.12.1 takes
``dc:language``; a built-in style of ``xl/styles.xml`` is named by its number, 18.8.7.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

from matcher.core.errors import ContractError
from matcher.core.zip_files import Content, repack

LANGUAGE = "en-GB"
HEADING_STYLE = "Heading 1"
# Of making the file small: the usual 6 takes nearly twice as long and saves one part in fifty.
_LEVEL = 5
_HEADING_NUMBER = 16  # of the built-in style "Heading 1"
_CORE, _STYLES = "docProps/core.xml", "xl/styles.xml"
_END_OF_CORE = "</cp:coreProperties>"
_FONTS = re.compile(r"<fonts.*?</fonts>", re.S)
_FONT = re.compile(r"<font>.*?</font>|<font/>", re.S)
_STYLE_FORMATS = re.compile(r'<cellStyleXfs count="(\d+)">(.*?)</cellStyleXfs>', re.S)
_CELL_FORMATS = re.compile(r"<cellXfs .*?</cellXfs>", re.S)
_STYLE_NAMES = re.compile(r'<cellStyles count="(\d+)">(.*?)</cellStyles>', re.S)


def accessible(
    data: bytes,
    heading_size: int,
    more: Callable[[str, bytes], Iterator[bytes] | None] = lambda name, part: None,
    into: io.BytesIO | None = None,
) -> bytes:
    """The workbook ``data`` as xlsxwriter made it, with its language, and with every cell whose
    font is bold and of ``heading_size`` points marked up as a heading. The same bytes for the same
    content. ``more`` may give any other part anew; ``into``: an empty buffer that is to hold the
    bytes. Raises :class:`ContractError` where a part is not as it was expected."""

    def change(name: str, part: bytes) -> Content:
        if name == _CORE:
            return _with_language(part.decode("utf-8")).encode("utf-8")
        if name == _STYLES:
            return _with_headings(part.decode("utf-8"), heading_size).encode("utf-8")
        anew = more(name, part)
        return part if anew is None else anew

    return repack(data, change, _LEVEL, into)


def _with_language(core: str) -> str:
    if _END_OF_CORE not in core or "<dc:language>" in core:
        raise ContractError(f"{_CORE} of a workbook is not as it was expected")
    return core.replace(_END_OF_CORE, f"<dc:language>{LANGUAGE}</dc:language>{_END_OF_CORE}")


def _with_headings(styles: str, size: int) -> str:
    """The styles with "Heading 1", which looks as the cells in its font do and is theirs."""
    own, formats, names = _FONTS.search(styles), _STYLE_FORMATS.search(styles), _STYLE_NAMES.search(
        styles
    )  # fmt: skip
    if own is None or formats is None or names is None:
        raise ContractError(f"{_STYLES} of a workbook is not as it was expected")
    fonts = [
        at
        for at, font in enumerate(_FONT.findall(own[0]))
        if "<b/>" in font and f'<sz val="{size}"/>' in font
    ]
    if not fonts:
        return styles
    new = int(formats[1])  # the number of the style that is added
    look = f'<xf numFmtId="0" fontId="{fonts[0]}" fillId="0" borderId="0" applyFont="1"/>'
    name = f'<cellStyle name="{HEADING_STYLE}" xfId="{new}" builtinId="{_HEADING_NUMBER}"/>'

    def mark(found: re.Match[str]) -> str:
        text = found[0]
        for font in fonts:
            text = re.sub(rf'(fontId="{font}" [^>]*?)xfId="0"', rf'\1xfId="{new}"', text)
        return text

    styles = _CELL_FORMATS.sub(mark, styles)
    styles = styles.replace(
        formats[0], f'<cellStyleXfs count="{new + 1}">{formats[2]}{look}</cellStyleXfs>'
    )
    return styles.replace(
        names[0], f'<cellStyles count="{int(names[1]) + 1}">{names[2]}{name}</cellStyles>'
    )
