"""The schools of a map: who and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np

from matcher.core.geo import to_degrees
from matcher.core.phase_groups import phase_groups
from matcher.core.places.postcodes import normalise_postcode, outward_code, read_postcodes
from matcher.core.places.spelling import district_beside
from matcher.core.schema import as_list
from matcher.core.tables import KINDS, LOCATED_BY, ROLES
from matcher.show.map.data.packing import (
    FixedIndex,
    WordIndex,
    in_words,
    numbers_of,
    pack_integers,
)

DEGREE_STEPS = 100_000
# Columns of words, by their names on the map.
_WORDED = (("la_name", "la"), ("phase", "phase"), ("trust", "trust"), ("region", "region"))


def school_columns(schools: gpd.GeoDataFrame, areas: WordIndex) -> dict[str, Any]:
    """The columns of SCHOOLS, in the order of its rows; ``areas`` numbers the priority areas."""
    longitude, latitude = to_degrees(
        schools.geometry.x.to_numpy(float), schools.geometry.y.to_numpy(float)
    )
    columns: dict[str, Any] = {
        "urn": as_list(schools["urn"]),
        "name": as_list(schools["name"]),
        # Moved to be positive, so that -1 stays free for "not placed".
        "lon": pack_integers((longitude + 180) * DEGREE_STEPS),
        "lat": pack_integers((latitude + 90) * DEGREE_STEPS),
        "kind": pack_integers(FixedIndex(KINDS)(as_list(schools["kind"]))),
        "role": pack_integers(FixedIndex(ROLES)(as_list(schools["role"]))),
        "locatedBy": pack_integers(FixedIndex(LOCATED_BY)(as_list(schools["located_by"]))),
        "precisionM": pack_integers(numbers_of(schools, "precision_m")),
        "area": pack_integers(areas(as_list(schools["area"]))),
        "areaNear": pack_integers(areas(as_list(schools["area_near"]))),
        "areaKm10": pack_integers(numbers_of(schools, "area_km", 10)),
        "pupils": pack_integers(numbers_of(schools, "pupils")),
        "listed": pack_integers(numbers_of(schools, "listed")),
        "phaseGroup": pack_integers(phase_groups(schools)),
        **postcode_columns(as_list(schools["postcode"])),
        **in_words("district", _districts(schools)),
        **in_words("stopped", _stopped(schools)),
        **in_words("contact", as_list(schools["contact_condition"])),
    }
    for column, name in _WORDED:
        words = WordIndex("")
        columns[name] = pack_integers(words(as_list(schools[column])))
        columns[name + "Words"] = words.words
    return columns


def _districts(schools: gpd.GeoDataFrame) -> list[str]:
    """The district of each school, "" where it is its authority."""
    pairs = zip(as_list(schools["district_name"]), as_list(schools["la_name"]), strict=True)
    beside = cache(district_beside)
    return [beside(*pair) for pair in pairs]


def _stopped(schools: gpd.GeoDataFrame) -> list[str]:
    """Why each school is in no pair, "" where SCHOOLS does not say; that it has no place the map
    knows by itself."""
    found = {"closed": "it is closed", "proposed": "it is not open yet"}
    asked = {
        "no": "it is not open to contact",
        "unclear": "it is not clear whether it is open to contact",
    }
    return [
        found.get(status) or asked.get(contact, "")
        for status, contact in zip(
            as_list(schools["status"]), as_list(schools["open_to_contact"]), strict=True
        )
    ]


def postcode_columns(postcodes: Sequence[str]) -> dict[str, Any]:
    """Postcodes as their outward codes, words kept once, and the rest as a whole number: the
    figure and the two letters to the base 26, -1 where it is not known.

    Four bytes a school, where the text would take eleven. What is no postcode is left out.
    """
    outward, inward = [], []
    for postcode in postcodes:
        whole = normalise_postcode(postcode)
        outward.append(outward_code(whole) if whole else read_postcodes(postcode).outcode)
        inward.append(_inward(whole[-3:]))
    return {
        **in_words("outcode", outward),
        "inward": pack_integers(np.array(inward, dtype=np.int64)),
    }


@cache  # there are some 4,000
def _inward(code: str) -> int:
    if not code:
        return -1
    figure, first, second = int(code[0]), ord(code[1]) - ord("A"), ord(code[2]) - ord("A")
    return (figure * 26 + first) * 26 + second
