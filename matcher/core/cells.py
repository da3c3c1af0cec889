"""Text of a cell: what counts as unknown, what is cleaned away, what a spreadsheet may run; how a
day is written for people, and which cells a line has.

A spreadsheet evaluates a CSV cell that starts with = + - @ TAB or CR (CWE-1236, OWASP
ASVS 5.0 1.2.10). :func:`neutralise` puts an apostrophe before such text and
:func:`restore` takes it off again, so a file of ours read back is what it was.
"""

from __future__ import annotations

import csv
import datetime
import re

from matcher.core.text.late_pattern import late_pattern

# Words for "not known" in the registers and tables of the Department for Education;
# none of them is ever a number, and none of them is 0.
UNKNOWN_WORDS = frozenset(
    {
        "", "..", ":", "~", "c", "k", "low", "lowcov", "n/a", "na", "ne", "new", "none",
        "not applicable", "not collected", "not available", "not recorded", "does not apply",
        "np", "null", "nan", "supp", "u", "unknown", "x", "z", "-", "999999999",
    }
)  # fmt: skip

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?\Z")
# "edubasealldata20250524.csv", as the Department names it, and "register-2025-05-24.csv".
_DAY_IN_NAME = late_pattern(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
# A cell that says one of these is known to need, or to offer, nothing.
NOTHING = frozenset(
    {"none", "nil", "nothing", "no needs", "no strengths", "nothing needed", "nothing to offer"}
)
# C0 controls but tab, newline and carriage return; DEL; lone surrogates; and the 66 code points
# that are no characters (Unicode 16.0, 23.7): no XML holds U+FFFE or U+FFFF, no type has any.
CONTROL = late_pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(at | 0xFFFE)}{chr(at | 0xFFFF)}" for at in range(0, 0x110000, 0x10000))
    + "]"
)


def is_unknown(text: str) -> bool:
    """Whether a cell that should hold a figure or a code says that it is not known.

    Never ask this of a name: a school may be called "None".
    """
    return text.strip().casefold() in UNKNOWN_WORDS


def says_nothing(text: str) -> bool:
    """Whether a cell of needs or strengths says that there is nothing, in one word or two."""
    return " ".join(text.casefold().split()).rstrip(".!") in NOTHING


def clean(text: str) -> tuple[str, bool]:
    """``text`` without control characters and outer white space, and whether any
    control character was taken out."""
    without = without_controls(text)
    return without.strip(), without != text


def without_controls(text: str) -> str:
    """``text`` without control characters and halves of characters: what no file of text holds,
    such as a byte of a file's name that is no UTF-8."""
    # Most texts are printable, which is soon seen.
    return text if text.isprintable() else CONTROL.sub("", text)


def neutralise(text: str) -> str:
    """``text`` so that no spreadsheet runs it as a formula; numbers stay as they are."""
    if _RISKY.match(text) and not _NUMBER.match(text):
        return "'" + text
    return text


def restore(text: str) -> str:
    """The inverse of :func:`neutralise`."""
    return text[1:] if text[:1] == "'" and _ESCAPED.match(text) else text


def in_words(day: str | datetime.date) -> str:
    """A day, given as itself or in ISO form, for texts that people read: 1 September 2026.
    Files hold it as 2026-09-01."""
    date = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    return f"{date.day} {date:%B} {date.year}"


def day_in_name(name: str) -> datetime.date | None:
    """The day in a file's name, as publishers write it there; None: none, or no day that there is
    (31 February)."""
    found = _DAY_IN_NAME.search(name)
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def cells_of_line(line: str, delimiter: str = ",", width: int = 0) -> list[str]:
    """The cells of one line. Where a quotation mark stands that none belongs with, or takes in
    other cells so that they are not ``width`` (0: any), every mark at the ends of a cell is
    taken off instead."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        cells = []
    if not cells or (width and len(cells) != width):
        plain = [cell.strip().strip('"') for cell in line.split(delimiter)]
        if not cells or len(plain) == width:
            return plain
    return cells
