"""Whose data a result rests on: the lines that maps and files must carry, and what a data file says
of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

_OGL = "licensed under the Open Government Licence v3.0"
ROADS = (
    "Travel times contain information from OpenStreetMap, © OpenStreetMap contributors, made "
    "available under the Open Database License (ODbL) 1.0"
)
LICENCE = (
    "Public data in this file is under the licences that its attribution names. What came from "
    "lists of your own is for you to license."
)
# Where the register of schools shows each, by its URN.
ENTRIES = "https://www.get-information-schools.service.gov.uk/Establishments/Establishment/Details/"
FICTIONAL = "Fictional schools for demonstration: none of them exists"


def attribution(
    *,
    register: bool,
    postcodes: Path | None,
    areas: bool,
    service: bool = False,
    performance: bool = False,
    offers: Iterable[str] = (),
    deprivation: bool = False,
    roads: bool = False,
    fictional: bool = False,
) -> list[str]:
    """The lines that maps and files must carry for the public data they used.

    ``register``: of schools. ``postcodes``: the file that placed them, and ``service``: whether
    one on the network did. ``areas``: outlines of priority areas. ``performance``: published
    tables of results, census and workforce. ``offers``: the lines of the public registers of what
    institutions have, which their readers know. ``deprivation``: indices by small area.
    ``fictional``: a sample, of which it is said that no school of it exists, and whose register
    and postcodes are nobody's data. ``roads``: travel times of OSRM or Valhalla, whose maps are of
    OpenStreetMap.

    Wording: Open Government Licence v3.0 default line; ONS Postcode Directory user guide
    for the Ordnance Survey, Royal Mail and National Statistics lines, which a service
    of postcodes hands on; ODbL 1.0, section 4.3, for OpenStreetMap. The year is the one in the
    postcode file's name.
    """
    lines = [FICTIONAL] if fictional else []
    if register and not fictional:
        lines.append(
            "Contains public sector information: Department for Education, Get Information "
            f"about Schools, {_OGL}"
        )
    if performance:
        lines.append(
            "Contains public sector information: Department for Education, school and college "
            f"performance tables, school census and school workforce census, {_OGL}"
        )
    lines += [line for line in offers if line not in lines]
    placed = postcodes is not None or service
    if placed and not fictional:
        found = re.search(r"(?:19|20)\d\d", postcodes.name if postcodes else "")
        year = f" {found.group()}" if found else ""
        lines += [
            f"Contains OS data © Crown copyright and database right{year}",
            f"Contains Royal Mail data © Royal Mail copyright and database right{year}",
        ]
    if areas or (placed and not fictional):
        lines.append(f"Source: Office for National Statistics {_OGL}")
    if deprivation:
        lines.append(
            "Contains public sector information: Ministry of Housing, Communities and Local "
            f"Government, English indices of deprivation, {_OGL}"
        )
    if roads:
        lines.append(ROADS)
    return lines


class Said(NamedTuple):
    """The ``title`` of the run, for whom the file is (``audience``) and whose data it holds
    (``attribution``, a line for each source)."""

    title: str
    audience: str
    attribution: Sequence[str]

    def as_dict(self) -> dict[str, str | list[str]]:
        """By key, as GeoJSON and the metadata of tables take it."""
        return {
            "title": self.title,
            "audience": self.audience,
            "license": LICENCE,
            "attribution": list(self.attribution),
        }

    def as_text(self) -> dict[str, str]:
        """The same, each as one text: the attribution parted by line ends."""
        return {**self.as_dict(), "attribution": "\n".join(self.attribution)}  # type: ignore[dict-item]
