"""Text of a cell: what counts as unknown, what is cleaned away, what a spreadsheet may run;
how a day is written for people, which cells a line has, and what in it reaches somebody. And a
pattern for text that most lists have no use for.

A spreadsheet evaluates a CSV cell that starts with = + - @ TAB or CR (CWE-1236, OWASP
ASVS 5.0 1.2.10). :func:`neutralise` puts an apostrophe before such text and
:func:`restore` takes it off again, so a file of ours read back is what it was.
"""

from __future__ import annotations

import csv
import datetime
import re
from typing import Any, cast


class _LatePattern:
    """A regular expression that is made when something is first asked of it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # Asked only for what the object lacks: kept, it is found at once from then on.
        found = getattr(re.compile(*self._given), name)
        self.__dict__[name] = found
        return found


def late_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, made when it is first used. For a long pattern that few lists
    need: to make all of ours took as long at every start as an empty Python."""
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))


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
# A cell that says one of these is known to need, or to offer, nothing.
NOTHING = frozenset(
    {"none", "nothing", "no needs", "no strengths", "nothing needed", "nothing to offer"}
)
# C0 controls but tab, newline and carriage return; DEL; lone surrogates; and the 66 code points
# that are no characters (Unicode 16.0, 23.7): no XML holds U+FFFE or U+FFFF, no type has any.
CONTROL = late_pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(at | 0xFFFE)}{chr(at | 0xFFFF)}" for at in range(0, 0x110000, 0x10000))
    + "]"
)

# A part of an address is at most 64 characters, and a name of a host 253 (RFC 5321, 4.5.3.1).
_MAIL = re.compile(r"[^\s@<>,;:()\[\]\"]{1,64}@[^\s@<>,;:()\[\]\"]{1,253}\.[a-z]{2,63}", re.I)
# National numbers of the United Kingdom: nine or ten digits behind 0 or +44, and the one that is
# shorter. No figure with a decimal point, and no day.
_GAP = r"(?:[ \u00a0\u202f()\u2010-\u2013-]|(?<=\d{3})\.)*"
_TELEPHONE = re.compile(
    r"(?<!\w)(?<!\d[.,-])(?!\d\d[ -]\d\d[ -]\d{4}\b)"
    rf"(?:0800[ -]?1111|(?:\(?(?:\+|00)44{_GAP}(?:0{_GAP})?|\(?0[ )]*)[1235789]"
    rf"(?:{_GAP}\d){{8,9}})(?!\d|[:.]\d)"
)
ADDRESS = "[address]"
NUMBER = "[number]"


def is_unknown(text: str) -> bool:
    """Whether a cell that should hold a figure or a code says that it is not known.

    Never ask this of a name: a school may be called "None".
    """
    return text.strip().casefold() in UNKNOWN_WORDS


def says_nothing(text: str) -> bool:
    """Whether a cell of needs or strengths says that there is nothing, in one word or two."""
    return " ".join(text.casefold().split()).rstrip(".!") in NOTHING


def has_mail(text: str) -> bool:
    """Whether a text holds an e-mail address."""
    return "@" in text and _MAIL.search(text) is not None


def has_telephone(text: str) -> bool:
    """Whether a text holds a telephone number of the United Kingdom."""
    return _TELEPHONE.search(text) is not None


def without_contacts(text: str, address: str = ADDRESS, number: str = NUMBER) -> str:
    """``text`` with e-mail addresses and telephone numbers replaced: as it may be quoted."""
    if "@" in text:
        text = _MAIL.sub(address, text)
    if "0" in text or "+44" in text:  # one of them begins every number
        text = _TELEPHONE.sub(number, text)
    return text


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
