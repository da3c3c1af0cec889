"""Postcodes as columns: one array for each thing that a file says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.place.postcode_file.postcode_row import PostcodeRow

WIDTH = 8  # bytes of the longest postcode in its one-space form
Floats = NDArray[np.float64]


class PostcodeColumns(NamedTuple):
    """Postcodes in the order of their file, one entry each: their keys (:func:`keys_of`), metres
    (EPSG:27700, NaN where unknown), the numbers of their codes (:class:`Codes`), and whether they
    are in use no more."""

    keys: NDArray[np.uint64]
    easting: Floats
    northing: Floats
    district: NDArray[np.intp]
    lsoa: NDArray[np.intp]
    terminated: NDArray[np.bool_]


class Codes:
    """The codes of districts and of LSOAs that were met, each by a number; "" is 0."""

    def __init__(self) -> None:
        self.districts: dict[str, int] = {"": 0}
        self.lsoas: dict[str, int] = {"": 0}


def keys_of(codes: Sequence[str]) -> NDArray[np.uint64]:
    """Postcodes (one-space form) or outward codes as numbers in the same order; 0, which none
    has, for what cannot be one."""
    fit = [code if len(code) <= WIDTH and code.isascii() else "" for code in codes]
    return np.array(fit, dtype=f"S{WIDTH}").view(">u8").astype("<u8")


def columns_of_rows(rows: Iterable[PostcodeRow], codes: Codes) -> PostcodeColumns:
    """Rows as columns; ``codes`` learns what is new to it."""
    by_column = list(zip(*rows, strict=True)) or [()] * len(PostcodeRow._fields)
    postcodes, easting, northing, districts, lsoas, terminated = by_column
    return PostcodeColumns(
        keys_of(postcodes),
        np.array(easting, dtype=np.float64),
        np.array(northing, dtype=np.float64),
        numbers_of(districts, codes.districts),
        numbers_of(lsoas, codes.lsoas),
        np.array(terminated, dtype=bool),
    )


def numbers_of(names: Iterable[str], table: dict[str, int]) -> NDArray[np.intp]:
    """The numbers of names in ``table``, which gives each new one the next."""
    return np.array([table.setdefault(name, len(table)) for name in names], dtype=np.intp)


def joined(parts: Sequence[PostcodeColumns]) -> PostcodeColumns:
    """Columns below each other; there is one part at least."""
    return PostcodeColumns(*map(np.concatenate, zip(*parts, strict=True)))


def ordered(columns: PostcodeColumns, order: NDArray[np.intp]) -> PostcodeColumns:
    """Columns with their entries in another order."""
    keys, easting, northing, district, lsoa, terminated = columns
    return PostcodeColumns(
        keys[order],
        easting[order],
        northing[order],
        district[order],
        lsoa[order],
        terminated[order],
    )
