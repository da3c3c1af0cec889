"""The lines of Code-Point Open read as columns, 1.7 million in less than a second.

A line is told by its bytes (:mod:`matcher.place.postcode_file.code_point`), and what stands between
two of its commas is read for all lines at once: eight digits are one 64-bit number, which three
multiplications turn into what they say (D. Lemire, "Quickly parsing eight digits", 2018). A line in
which anything is not as in all others is parsed by itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.core import geo
from matcher.place.postcode_file.code_point import (
    FORMS,
    HEAD,
    QUOTE,
    CodePointLines,
    code_point_row,
    numbers_at,
)
from matcher.place.postcode_file.columns import (
    Codes,
    PostcodeColumns,
    columns_of_rows,
    joined,
    numbers_of,
    ordered,
)
from matcher.place.postcode_file.postcode_row import PostcodeRow

Words = NDArray[np.uint64]
Places = NDArray[np.intp]

_BYTES = 8
_MOST_DIGITS = 7  # of metres; all of Great Britain needs no more
_QUALITY, _EASTING, _NORTHING, _DISTRICT = 0, 1, 2, 7  # the comma before each
_NO_POSITION = int.from_bytes(b"90", "little")
_LETTERS = ord("A"), ord("Z")
_OF_A_DISTRICT = 8  # digits, after one letter
_SPACE = np.uint64(0x20 << 24)


def code_point_columns(file: CodePointLines, codes: Codes) -> PostcodeColumns:
    """The postcodes of a file in its order; ``codes`` learns the districts that are new to it."""
    commas, buffer = file.commas, file.buffer
    lengths = np.diff(commas, axis=1) - 1
    east, is_east = _figures(buffer, commas[:, _EASTING + 1], lengths[:, _EASTING])
    north, is_north = _figures(buffer, commas[:, _NORTHING + 1], lengths[:, _NORTHING])
    district, is_district = _districts(buffer, commas[:, _DISTRICT], lengths[:, _DISTRICT])
    sure = (lengths[:, _QUALITY] == 2) & is_east & is_north & is_district
    unlike = [(at, code_point_row(file.line(at))) for at in file.starts[~sure].tolist()]
    others = sorted([*file.others, *((at, row) for at, row in unlike if row is not None)])
    place = sure.nonzero()[0]
    quality = numbers_at(buffer, np.uint16, commas[:, _QUALITY] + 1)[place]
    east, north = east[place].astype(np.float64), north[place].astype(np.float64)
    lost = (quality.astype("<u2") == _NO_POSITION) | ~geo.in_grid(east, north)
    east[lost] = north[lost] = np.nan
    alike = PostcodeColumns(
        _keys(file.keys, file.forms)[place],
        east,
        north,
        _numbers_of_districts(district[place], codes),
        np.zeros(len(place), dtype=np.intp),
        np.zeros(len(place), dtype=bool),
    )
    return _with_others(alike, file.starts[place], others, codes) if others else alike


def _with_others(
    alike: PostcodeColumns, starts: Places, others: list[tuple[int, PostcodeRow]], codes: Codes
) -> PostcodeColumns:
    """All postcodes in the order of the file."""
    every = joined([alike, columns_of_rows((row for _, row in others), codes)])
    order = np.argsort(np.append(starts, [at for at, _ in others]), kind="stable")
    return ordered(every, order)


def _figures(
    buffer: NDArray[np.uint8], ends: Places, lengths: Places
) -> tuple[Words, NDArray[np.bool_]]:
    """The whole numbers of so many digits that end before ``ends``, and where they are such."""
    fits = (lengths >= 1) & (lengths <= _MOST_DIGITS)
    digits, are_digits = _digits(buffer, ends - _BYTES, _BYTES - np.where(fits, lengths, 1))
    return digits, fits & are_digits


def _digits(
    buffer: NDArray[np.uint8], places: Places, without: Places | int = 0
) -> tuple[Words, NDArray[np.bool_]]:
    """The number that the eight digits at each place are, the first ``without`` of them left
    aside, and whether these are digits."""
    # The digit at the lowest place is the lowest byte, whatever the machine.
    read = numbers_at(buffer, np.uint64, places).view("<u8").astype(np.uint64, copy=False)
    values = read ^ np.uint64(0x3030303030303030)
    bits = np.asarray(without, dtype=np.uint64) * np.uint64(8)
    values = (values >> bits) << bits
    above = values + np.uint64(0x7676767676767676)  # carries into the top bit from 10 on
    valid = ((values | above) & np.uint64(0x8080808080808080)) == 0
    values = (values * np.uint64(2561)) >> np.uint64(8)
    values = ((values & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> np.uint64(16)
    values = ((values & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> np.uint64(32)
    return values, valid


def _districts(
    buffer: NDArray[np.uint8], commas: Places, lengths: Places
) -> tuple[Words, NDArray[np.bool_]]:
    """The codes of districts after these commas as numbers, the letter first, and where they
    are a letter and eight digits in quotation marks."""
    letter = buffer[commas + 2]
    number, valid = _digits(buffer, commas + 3)
    valid &= (lengths == _OF_A_DISTRICT + 3) & (letter >= _LETTERS[0]) & (letter <= _LETTERS[1])
    valid &= (buffer[commas + 1] == QUOTE) & (buffer[commas + 11] == QUOTE)
    return letter.astype(np.uint64) * np.uint64(10**_OF_A_DISTRICT) + number, valid


def _numbers_of_districts(districts: Words, codes: Codes) -> Places:
    if not len(districts):
        return np.zeros(0, dtype=np.intp)
    # Neighbours share a district, so few have to be told apart.
    first = np.flatnonzero(np.append(True, districts[1:] != districts[:-1]))
    different, at = np.unique(districts[first], return_inverse=True)
    parts = (divmod(int(number), 10**_OF_A_DISTRICT) for number in different)
    names = [f"{chr(letter)}{number:0{_OF_A_DISTRICT}}" for letter, number in parts]
    numbers = numbers_of(names, codes.districts)[at]
    return np.repeat(numbers, np.diff(np.append(first, len(districts))))


def _keys(heads: Words, forms: NDArray[np.uint16]) -> Words:
    """The keys of postcodes (:func:`matcher.place.postcode_file.columns.keys_of`) of which the
    ``heads`` are the first eight bytes, written in these ``forms``."""
    # The first character is the highest byte, whatever the machine.
    first = heads.view(">u8").astype(np.uint64)
    keys = first.copy()
    for number, form in enumerate(FORMS):
        of_form = (forms >> number & 1).nonzero()[0]
        written = form[: form.index('"')]
        read = first[of_form] >> np.uint64(8 * (HEAD - len(written)))
        if "  " in written:  # one space of two
            at = 8 * (len(written) - written.index("  ") - 2)
            low = read & np.uint64((1 << at) - 1)
            read = ((read >> np.uint64(at + 8)) << np.uint64(at)) | low
            width = len(written) - 1
        elif " " not in written:  # a space before the last three
            low = read & np.uint64(0xFFFFFF)
            read = ((read >> np.uint64(24)) << np.uint64(32)) | _SPACE | low
            width = len(written) + 1
        else:
            width = len(written)
        keys[of_form] = read << np.uint64(8 * (HEAD - width))
    return keys
