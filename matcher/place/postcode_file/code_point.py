"""The lines of Code-Point Open, which have no header: postcode, quality, easting, northing,
country, two codes of the NHS, county, district, ward; quality 90 means no position.

All 1.7 million lines are accounted for, though only those asked for are parsed: what a line
begins with and how many commas it has say whether it is a row like all others. The few that
are not are parsed one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matcher.core.cells import cells_of_line
from matcher.core.places.postcodes import normalise_postcode
from matcher.place.postcode_file.lines_read import LinesRead
from matcher.place.postcode_file.postcode_row import GSS, PostcodeRow, read_position

_COMMAS = 8  # at least so many part the nine cells that are read
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
}
# The first eight bytes after the quotation mark, for postcodes of six, seven and eight bytes.
_FORMS = (
    *('L9 9II",',),
    *('L9  9II"', 'L99 9II"', 'L9T 9II"', 'LL9 9II"', 'LL999II"', 'LL9F9II"'),
    *("LL99 9II", "LL9F 9II"),
)
_ALL, _OF_SEVEN, _OF_EIGHT = np.array([0b111111111, 0b001111110, 0b110000000], dtype=np.uint16)
# Which forms a byte after the head fits: one of seven ends there, one of eight has its mark.
_AFTER_HEAD = np.full(256, _ALL ^ _OF_SEVEN ^ _OF_EIGHT, dtype=np.uint16)
_AFTER_HEAD[COMMA] |= _OF_SEVEN
_AFTER_HEAD[QUOTE] |= _OF_EIGHT


@cache
def _forms_of_pairs() -> tuple[NDArray[np.uint16], ...]:
    """For each of the four pairs of bytes of a head, read as one number in the byte order of
    this machine: which forms it fits, as bits."""
    fits = np.zeros((_HEAD, 256), dtype=np.uint16)
    for number, form in enumerate(_FORMS):
        for place, member in enumerate(form):
            fits[place, list(_MEMBERS.get(member, member.encode()))] |= 1 << number
    pairs = np.arange(65536, dtype=np.uint16).view(np.uint8).reshape(-1, 2)
    return tuple(
        fits[place][pairs[:, 0]] & fits[place + 1][pairs[:, 1]] for place in range(0, _HEAD, 2)
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
    ``starts`` are where the lines begin that
    are rows like all others, ``heads`` the eight bytes after their opening quotation marks,
    shape (n, 8); ``others`` the rows that are written in another way, by where they begin."""

    def __init__(self, label: str, data: bytes, lines: LinesRead) -> None:
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self.data = data
        buffer = np.frombuffer(data + b" " * (_HEAD + 3), dtype=np.uint8)
        starts = np.concatenate(([0], np.flatnonzero(buffer == NEWLINE) + 1))
        starts = starts[starts < len(data)]
        heads = np.lib.stride_tricks.sliding_window_view(buffer, _HEAD)[starts + 1]
        regular = _is_regular(buffer, starts, heads)
        self.others: list[tuple[int, PostcodeRow]] = []
        count = int(np.count_nonzero(regular))
        lines.account.read += count
        lines.account.used += count
        if count < len(starts):
            for at in np.flatnonzero(~regular).tolist():
                self._count_other(label, at + 1, int(starts[at]), lines)
            starts, heads = starts[regular], heads[regular]
        self.starts, self.heads = starts, heads

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
    buffer: NDArray[np.uint8], starts: NDArray[np.intp], heads: NDArray[np.uint8]
) -> NDArray[np.bool_]:
    """Which lines begin with a whole postcode in quotation marks and a comma and have commas
    enough: of these :func:`code_point_row` makes a row for certain."""
    if not len(starts):
        return np.zeros(0, dtype=bool)
    pairs = heads.view(np.uint16)
    forms = np.full(len(starts), 0xFFFF, dtype=np.uint16)
    for place, fits in enumerate(_forms_of_pairs()):
        forms &= fits[pairs[:, place]]
    forms &= _AFTER_HEAD[buffer[starts + _HEAD + 1]]
    forms &= np.where(buffer[starts + _HEAD + 2] == COMMA, _ALL, _ALL ^ _OF_EIGHT)
    # More than 255 commas begin again at 0: such a line is parsed, which does no harm.
    commas = np.add.reduceat(buffer == COMMA, starts, dtype=np.uint8)
    found: NDArray[np.bool_] = (forms != 0) & (buffer[starts] == QUOTE) & (commas >= _COMMAS)
    return found
