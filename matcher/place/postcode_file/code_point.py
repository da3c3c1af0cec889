"""The lines of Code-Point Open, which have no header: postcode, quality, easting, northing,
country, two codes of the NHS, county, district, ward; quality 90 means no position.

All 1.7 million lines are accounted for: what a line begins with and how many commas it has say
whether it is a row like all others, which are read as columns
(:mod:`matcher.place.postcode_file.code_point_columns`). The few that are not are parsed one by one.
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.core.cells import cells_of_line
from matcher.core.places.postcodes import normalise_postcode
from matcher.place.postcode_file.lines_read import LinesRead
from matcher.place.postcode_file.postcode_row import GSS, PostcodeRow, read_position

Number = TypeVar("Number", np.uint16, np.uint64)

_COMMAS = 8  # at least so many part the nine cells that are read
_USUAL_COMMAS = 9
_TOP = 10_000  # characters, of which a row is some eighty
HEAD = 8  # bytes after the opening quotation mark
NEWLINE, COMMA, QUOTE = b'\n,"'

# What a place of a form may hold; of the letters some places hold a few alone
# (matcher.core.places.postcodes names the source).
_MEMBERS = {
    "L": b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "9": b"0123456789",
    "I": b"ABDEFGHJLNPQRSTUWXYZ",  # of the inward code
    "T": b"ABCDEFGHJKPSTUW",  # third of an outward code
    "F": b"ABEHMNPRVWXY",  # fourth
    "?": bytes(range(256)),
}
# The first ten bytes after the quotation mark, for postcodes of six, seven and eight bytes.
FORMS = (
    *('L9 9II",??',),
    *('L9  9II",?', 'L99 9II",?', 'L9T 9II",?', 'LL9 9II",?', 'LL999II",?', 'LL9F9II",?'),
    *('LL99 9II",', 'LL9F 9II",'),
)


@cache
def _forms_of_pairs() -> tuple[NDArray[np.uint16], ...]:
    """For each of the five pairs of bytes, read as one number in the byte order of this
    machine: which forms it fits, as bits."""
    fits = np.zeros((HEAD + 2, 256), dtype=np.uint16)
    for number, form in enumerate(FORMS):
        for place, member in enumerate(form):
            fits[place, list(_MEMBERS.get(member, member.encode()))] |= 1 << number
    pairs = np.arange(65536, dtype=np.uint16).view(np.uint8).reshape(-1, 2)
    return tuple(
        fits[place][pairs[:, 0]] & fits[place + 1][pairs[:, 1]] for place in range(0, len(fits), 2)
    )


def is_code_point(line: str) -> bool:
    """Whether a line is one of Code-Point Open's."""
    cells = cells_of_line(line.strip())
    return len(cells) > _COMMAS and line[:1] == '"' and bool(normalise_postcode(cells[0]))


def code_point_row(line: str) -> PostcodeRow | None:
    """The postcode of a line, its position and its district; None for a line that is none."""
    cells = line.split(",", _COMMAS + 1)
    code = normalise_postcode(cells[0].strip(' "')) if len(cells) > _COMMAS else ""
    if not code:
        return None
    east, north = read_position(cells[1].strip(' "'), cells[2].strip(' "'), cells[3].strip(' "'))
    district = cells[_COMMAS].strip(' "\r')
    return PostcodeRow(code, east, north, district if GSS.fullmatch(district) else "", "", False)


class CodePointLines:
    """The lines of one file, counted in ``lines``. ``data`` are its bytes, with newlines alone,
    and ``buffer`` the same as numbers with some spaces at the end.

    ``starts`` are where the lines begin that are rows like all others; ``keys`` the eight bytes
    after their opening quotation marks, one number each; ``forms`` which of the forms these fit,
    as bits; ``commas`` where their nine commas stand, shape (n, 9). ``others`` are the rows that
    are written in another way, by where they begin.
    """

    def __init__(self, label: str, data: bytes, lines: LinesRead) -> None:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16", "replace")
            if any(map(is_code_point, text[:_TOP].splitlines())):  # else two stray bytes
                data = text.encode("latin-1", "replace")
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self.data = data
        self.buffer = np.frombuffer(data + b" " * (HEAD + 3), dtype=np.uint8)
        starts = np.concatenate(([0], np.flatnonzero(self.buffer == NEWLINE) + 1))
        starts = starts[starts < len(data)]
        keys = numbers_at(self.buffer, np.uint64, starts + 1)
        forms = _forms(self.buffer, starts, keys)
        commas = np.flatnonzero(self.buffer == COMMA)
        each = _counts(self.buffer, commas, starts, len(data))
        regular = (forms != 0) & (self.buffer[starts] == QUOTE) & (each == _USUAL_COMMAS)
        self.others: list[tuple[int, PostcodeRow]] = []
        count = int(np.count_nonzero(regular))
        lines.account.read += count
        lines.account.used += count
        if count < len(starts):
            for at in np.flatnonzero(~regular).tolist():
                self._count_other(label, at + 1, int(starts[at]), lines)
            commas = commas[np.repeat(regular, each)]
            starts, keys, forms = starts[regular], keys[regular], forms[regular]
        self.starts, self.keys, self.forms = starts, keys, forms
        self.commas = commas.reshape(-1, _USUAL_COMMAS)

    def _count_other(self, label: str, number: int, start: int, lines: LinesRead) -> None:
        line = self.line(start)
        row = code_point_row(line)
        if row is not None:
            self.others.append((start, row))
            lines.account.read += 1
            lines.account.used += 1
        elif not line.strip(' ,"\t'):
            lines.account.read += 1
            lines.account.blank += 1
        else:
            lines.reject(label, number, "this is no line of Code-Point Open", line)

    def line(self, start: int) -> str:
        """The line that begins at a byte."""
        end = self.data.find(b"\n", start)
        return self.data[start : end if end >= 0 else None].decode("latin-1")


def _counts(
    buffer: NDArray[np.uint8], commas: NDArray[np.intp], starts: NDArray[np.intp], end: int
) -> NDArray[np.intp]:
    """How many commas each line has."""
    if len(commas) == _USUAL_COMMAS * len(starts):
        # In bytes, where 256 is 0 again: sums that are all the usual number are right even so.
        counts = np.add.reduceat((buffer == COMMA).view(np.uint8), starts, dtype=np.uint8)
        if (counts == _USUAL_COMMAS).all():
            return counts.astype(np.intp)
    return np.diff(np.searchsorted(commas, np.append(starts, end)))


def _forms(
    buffer: NDArray[np.uint8], starts: NDArray[np.intp], keys: NDArray[np.uint64]
) -> NDArray[np.uint16]:
    """Which forms the ten bytes fit with which each line begins after a quotation mark: a whole
    postcode, a quotation mark and a comma. Of such a line with commas enough
    :func:`code_point_row` makes a row for certain."""
    if not len(starts):
        return np.zeros(0, dtype=np.uint16)
    *of_head, behind = _forms_of_pairs()
    pairs = keys.view(np.uint16).reshape(-1, 4)
    forms = behind.take(numbers_at(buffer, np.uint16, starts + HEAD + 1))
    for place, fits in enumerate(of_head):
        forms &= fits.take(pairs[:, place])
    return forms


def numbers_at(
    buffer: NDArray[np.uint8], kind: type[Number], places: NDArray[np.intp]
) -> NDArray[Number]:
    """The bytes from each place on as a number in the byte order of this machine: twice as fast
    to pick as rows of bytes are."""
    count = len(buffer) - np.dtype(kind).itemsize + 1
    every: NDArray[Number] = np.ndarray((count,), kind, buffer, strides=(1,))
    return every[places]
