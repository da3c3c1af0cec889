"""A key for a school without a URN, made of its name and of where it is.

A name alone tells no school from another: 57 schools share one. So the key holds the place as
well as it is known, from whatever column it comes: two rows that say different places are two
schools, and one school has the same key in every list and run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from matcher.core.cells import is_unknown
from matcher.core.places import gazetteer
from matcher.core.places.postcodes import (
    is_whole,
    postcodes_of_address,
    read_postcodes,
    without_postcodes,
)
from matcher.intake.cell_values import known_text, plain

# The columns that a key is made of.
MADE_OF = ("name", "postcode", "address", "town", "la_code", "la_name",
           "easting", "northing", "longitude", "latitude")  # fmt: skip


def stand_in(cells: Mapping[str, str]) -> str:
    """The key of a row, from its ``cells`` as written (:data:`MADE_OF`; what is left out is not
    known): "x" and eight hexadecimal digits of BLAKE2b over the name and the place.

    Spelling of a postcode and of an authority, case and spaces do not count. Kept as it is: people
    refer to these keys in their lists of pairs.
    """
    name = cells.get("name", "")
    words = f"{plain(name) or name.strip()}\n{_place(cells)}"
    return "x" + hashlib.blake2b(words.encode("utf-8"), digest_size=4).hexdigest()


def _place(cells: Mapping[str, str]) -> str:
    """The postcode that is read, of several the first; else the coordinates; else what is known
    of outward code, authority and town; else the address."""
    written, town = cells.get("postcode", ""), known_text(cells.get("town", ""))
    address = ", ".join(filter(None, (cells.get("address", ""), town)))
    read = read_postcodes(written)
    for code in (*read.codes, *postcodes_of_address(address)):
        if is_whole(code):
            return code.replace(" ", "")
    # What is no postcode still tells two rows apart.
    half = read.outcode or ("" if is_unknown(written) else "".join(written.split()).upper())
    half = half or next(iter(postcodes_of_address(address)), "")
    coordinates = " ".join(cells.get(name, "") for name in MADE_OF[-4:]).strip()
    if coordinates and not half:
        return coordinates
    place = filter(None, (half, _authority(cells), plain(without_postcodes(town))))
    return "|".join(place) or plain(address)


def _authority(cells: Mapping[str, str]) -> str:
    """The authority by its code of today, or else in the row's own words."""
    code, name = (known_text(cells.get(column, "")) for column in ("la_code", "la_name"))
    return " ".join(gazetteer.load().codes(code, name)) or plain(name) or code
