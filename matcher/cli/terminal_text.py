"""Text as a terminal may have it: nothing in it steers the terminal, and what a code page
cannot show becomes the nearest that it can.

Names come from lists and records of other people. A character that moves the cursor, starts
an escape sequence or turns the direction of writing would let a name say something else than
it says: each shows as U+FFFD instead. Windows still has consoles and pipes of 256 characters
(cp1252, cp850). What is not among them is told in letters: Tŷ as Ty, a minus as a hyphen.

A table and the names that Unicode gives to letters do for what schools and this product
write. A package that turns every script into letters (anyascii) would bring a table of
300 kB for scripts that no list of schools in Great Britain has shown.
"""

from __future__ import annotations

import functools
import re
from typing import TextIO

NEAREST = "matcher.nearest"
NEAREST_IN_DATA = "matcher.nearest-in-data"

# C0 but tab and newline, DEL, C1; the overrides and isolates of direction, and its marks.
_STEERING = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_LATIN = r"LATIN (SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .+)?\Z"
_GREEK = r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)\Z"
_OF_A_KIND = {"Pd": "-", "Zs": " ", "Pi": '"', "Pf": '"', "Cf": "", "Mn": "", "Me": ""}
_IN_LETTERS = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "‹": "'", "›": "'", "´": "'", "„": '"', "′": "'",
    "″": '"', "…": "...", "−": "-", "⁻": "-", "⁄": "/", "×": "x", "÷": "/", "·": "-", "•": "*",
    "→": "->", "←": "<-", "↔": "<->", "≤": "<=", "≥": ">=", "≈": "~", "√": "root ", "∞": "inf",
    "±": "+/-", "£": "GBP ", "€": "EUR ", "¢": "c", "§": "section ", "©": "(c)", "°": " degrees",
    "†": "+", "‡": "++", "✓": "yes", "✔": "yes", "☑": "yes", "✅": "yes", "🗹": "yes", "✗": "no",
    "✘": "no", "☒": "no", "❌": "no", "✕": "x", "✖": "x", "☺": ":-)", "😐": ":-|", "☹": ":-(",
    "ß": "ss", "ẞ": "SS", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ȷ": "j",
}  # fmt: skip
# What would end a cell, a text or a tag where nobody meant it to end.
_MEANT_IN_DATA = frozenset('",;\t\n\\<>&')


def printable(text: str) -> str:
    """``text`` with every character that steers a terminal shown as U+FFFD; tabs and
    newlines stay, and CRLF is a newline."""
    return re.sub(_STEERING, "\ufffd", text.replace("\r\n", "\n"))


def wrapped(text: str, stream: TextIO) -> str:
    """``text`` as ``stream`` shows it: on a terminal no line is longer than that is wide, and no
    word is cut unless it alone is longer. What follows in a next line stands two columns further
    in, so that it is seen to belong to the line above. A pipe or a file gets whole lines."""
    if not stream.isatty():
        return text
    import shutil
    import textwrap

    width = max(shutil.get_terminal_size().columns, 20)
    lines = []
    for line in text.split("\n"):
        indent = " " * min(len(line) - len(line.lstrip()) + 2, width // 2)
        parts = textwrap.wrap(
            line, width, subsequent_indent=indent, drop_whitespace=True, expand_tabs=True,
            replace_whitespace=False, break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        lines += parts or [""]
    return "\n".join(lines)


def in_letters(character: str) -> str:
    """The nearest to one character in ASCII, "?" where nothing is near."""
    if character.isascii():
        return character
    if character in _IN_LETTERS:
        return _IN_LETTERS[character]
    import unicodedata

    parts = unicodedata.normalize("NFKD", character)
    if parts != character:
        return "".join(map(in_letters, parts))
    name = unicodedata.name(character, "")
    if letter := re.match(_LATIN, name) or re.match(_GREEK, name):
        small = letter[2].casefold()
        return small if letter[1] == "SMALL" else small.capitalize()
    return _OF_A_KIND.get(unicodedata.category(character), "?")


def _nearest(error: UnicodeError, never: frozenset[str]) -> tuple[str | bytes, int]:
    """A handler of errors of encoding, which has an answer to everything."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = ""
    for character in error.object[error.start : error.end]:
        near = in_letters(character)
        letters += "?" if never & set(near) else near
    return letters, error.end


def register_handlers() -> None:
    """Make the handlers of errors of encoding known by their names: ``NEAREST`` for what
    people read; ``NEAREST_IN_DATA`` never gives what has a meaning in CSV, JSON or HTML."""
    import codecs

    codecs.register_error(NEAREST, functools.partial(_nearest, never=frozenset()))
    codecs.register_error(NEAREST_IN_DATA, functools.partial(_nearest, never=_MEANT_IN_DATA))
