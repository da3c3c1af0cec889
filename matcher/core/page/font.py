"""The type of our PDFs: Noto Sans, which comes with the product, so that every machine makes the
same bytes and a name keeps its letters.

It has every letter of the Latin script, and the Greek and Cyrillic ones (data/README.md). Of any
other letter the one it is built on is shown, or else its number in Unicode, and the reader is told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from pathlib import Path

from matcher.core.installation import resource

FAMILY = "Noto Sans"
REGULAR, BOLD = "NotoSans-Regular", "NotoSans-Bold"  # both the names and the files without .ttf
NOTE = (
    "Letters that the type of this PDF does not have are shown by the letter they are built on, "
    "or by their number in Unicode; the {other} has them."
)


def font_folder() -> Path:
    """The folder of the two files."""
    return resource("data", "reference", "font")


def register_font() -> Container[int]:
    """Make the type known to reportlab; the code points that it has, regular and bold alike."""
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped,unused-ignore]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped,unused-ignore]

    for name in (REGULAR, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(font_folder() / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, REGULAR, BOLD, REGULAR, BOLD)
    found: Container[int] = pdfmetrics.getFont(REGULAR).face.charToGlyph
    return found


class Letters:
    """Text in letters that a type has; ``missing`` tells whether any had to be shown by another."""

    def __init__(self, glyphs: Container[int]) -> None:
        """``glyphs``: the code points that the type has."""
        self.glyphs = glyphs
        self.missing = False

    def plain(self, text: str) -> str:
        """The text, composed (NFC), each letter that the type lacks shown by another."""
        return "".join(map(self._shown, unicodedata.normalize("NFC", text)))

    def _shown(self, letter: str) -> str:
        if ord(letter) in self.glyphs:
            return letter
        self.missing = True
        built_on = unicodedata.normalize("NFKD", letter)
        base = "".join(one for one in built_on if not unicodedata.combining(one))
        if base and all(ord(one) in self.glyphs for one in base):
            return base
        return f"[U+{ord(letter):04X}]"
