"""The lines of Code-Point Open, which have no header: postcode, quality, easting, northing,
country, two codes of the NHS, county, district, ward; quality 90 means no position.

All 1.7 million lines are accounted for, though only those asked for are parsed: what a line
begins with and how many commas it has say whether it is a row like all others. The few that
are not are parsed one by one.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
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
_TOP = 10_000  # characters, of which a row is some eighty
_HEAD = 8  # bytes after the opening quotation mark
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
_FORMS = (
    *('L9 9II",??',),
    *('L9  9II",?', 'L99 9II",?', 'L9T 9II",?', 'LL9 9II",?', 'LL999II",?', 'LL9F9II",?'),
    *('LL99 9II",', 'LL9F 9II",'),
)


@cache
def _forms_of_pairs() -> tuple[NDArray[np.uint16], ...]:
    """For each of the five pairs of bytes, read as one number in the byte order of this
    machine: which forms it fits, as bits."""
    fits = np.zeros((_HEAD + 2, 256), dtype=np.uint16)
    for number, form in enumerate(_FORMS):
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
    """The lines of one file, counted in ``lines``. ``data`` are its bytes, with newlines alone;
    ``starts`` are where the lines begin that are rows like all others, ``heads`` the eight bytes
    after their opening quotation marks, shape (n, 8), which are one number each as ``keys``;
    ``others`` the rows that are written in another way, by where they begin."""

    def __init__(self, label: str, data: bytes, lines: LinesRead) -> None:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16", "replace")
            if any(map(is_code_point, text[:_TOP].splitlines())):  # else two stray bytes
                data = text.encode("latin-1", "replace")
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self.data = data
        buffer = np.frombuffer(data + b" " * (_HEAD + 3), dtype=np.uint8)
        starts = np.concatenate(([0], np.flatnonzero(buffer == NEWLINE) + 1))
        starts = starts[starts < len(data)]
        keys = _numbers_at(buffer, np.uint64, starts + 1)
        regular = _is_regular(buffer, starts, keys)
        self.others: list[tuple[int, PostcodeRow]] = []
        count = int(np.count_nonzero(regular))
        lines.account.read += count
        lines.account.used += count
        if count < len(starts):
            for at in np.flatnonzero(~regular).tolist():
                self._count_other(label, at + 1, int(starts[at]), lines)
            starts, keys = starts[regular], keys[regular]
        self.starts, self.keys = starts, keys
        self.heads = keys.view(np.uint8).reshape(-1, _HEAD)

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

    def rows(self) -> Iterator[PostcodeRow]:
        """Every postcode, in the order of the file."""
        if not self.others:
            text = self.data.decode("latin-1").split("\n")
            yield from filter(None, map(code_point_row, text))
            return
        regular = ((int(at), code_point_row(self.line(int(at)))) for at in self.starts)
        for _, row in sorted([*regular, *self.others], key=lambda found: found[0]):
            if row is not None:
                yield row


def _is_regular(
    buffer: NDArray[np.uint8], starts: NDArray[np.intp], keys: NDArray[np.uint64]
) -> NDArray[np.bool_]:
    """Which lines begin with a whole postcode in quotation marks and a comma and have commas
    enough: of these :func:`code_point_row` makes a row for certain."""
    if not len(starts):
        return np.zeros(0, dtype=bool)
    *of_head, behind = _forms_of_pairs()
    pairs = keys.view(np.uint16).reshape(-1, 4)
    forms = behind.take(_numbers_at(buffer, np.uint16, starts + _HEAD + 1))
    for place, fits in enumerate(of_head):
        forms &= fits.take(pairs[:, place])
    # More than 255 commas begin again at 0: such a line is parsed, which does no harm.
    commas = np.add.reduceat((buffer == COMMA).view(np.uint8), starts, dtype=np.uint8)
    found: NDArray[np.bool_] = (forms != 0) & (buffer[starts] == QUOTE) & (commas >= _COMMAS)
    return found


def _numbers_at(
    buffer: NDArray[np.uint8], kind: type[Number], places: NDArray[np.intp]
) -> NDArray[Number]:
    """The bytes from each place on as a number: twice as fast to pick as rows of bytes are."""
    count = len(buffer) - np.dtype(kind).itemsize + 1
    every: NDArray[Number] = np.ndarray((count,), kind, buffer, strides=(1,))
    return every[places]
