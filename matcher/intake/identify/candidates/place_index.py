"""Where the schools of a register are, ready to be asked: who is at a postcode, near a point,
in a town, an authority, a district or a region."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

import pandas as pd

from matcher.core.errors import SettingError
from matcher.core.places import gazetteer
from matcher.core.places.gazetteer import Place
from matcher.core.places.postcodes import outward_code
from matcher.core.places.spelling import words
from matcher.core.schema import as_list
from matcher.intake import cell_values

_CELL_M = 3_000.0
NEAR_M = 3_000.0  # a school that moved or whose postcode was recoded is hardly farther
# Schools with one post town farther apart than this are in two towns of one name.
_WIDEST_TOWN_M = 40_000.0
_EVERYWHERE = frozenset(
    {"england", "all england", "all of england", "uk", "the uk", "united kingdom",
     "great britain", "britain", "england and wales"}
)  # fmt: skip

_PARTS = re.compile(r";|\s(?:and|&)\s")  # between places, where all of a text is none

_Point = tuple[float, float]


class PlaceIndex:
    """The positions of schools in ``register`` (clean records) by their place."""

    def __init__(self, register: pd.DataFrame) -> None:
        self._postcodes: list[str] = as_list(register["postcode"])
        self._towns: list[str] = as_list(register["town"])
        self.has_towns = any(self._towns)
        self._authorities: list[str] = as_list(register["la_name"])
        self._points = [
            _point(e, n)
            for e, n in zip(
                as_list(register["easting"]), as_list(register["northing"]), strict=True
            )
        ]
        self._by: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_cell: dict[tuple[int, int], list[int]] = defaultdict(list)
        codes, districts = as_list(register["la_code"]), as_list(register["district_code"])
        for at, (code, district) in enumerate(zip(codes, districts, strict=True)):
            for key in self._keys(at, code, district):
                self._by[key].append(at)
            if point := self._points[at]:
                self._by_cell[_cell(*point)].append(at)

    def _keys(self, at: int, la_code: str, district: str) -> Iterator[tuple[str, str]]:
        if postcode := self._postcodes[at]:
            yield "postcode", postcode
            yield "outcode", outward_code(postcode)
        if self._towns[at]:
            yield "town", place_words(self._towns[at])
        if district:
            yield "district", district
        authorities = gazetteer.load().codes(la_code, self._authorities[at])
        for code in authorities or filter(None, (la_code,)):
            yield "authority", code
        if self._authorities[at] and not authorities:  # of no authority that we know
            yield "authority", place_words(self._authorities[at])

    def where(self, at: int) -> str:
        """A school's place for a person: its authority (else its town) and postcode."""
        town, authority, postcode = self._towns[at], self._authorities[at], self._postcodes[at]
        if town and authority and not postcode and town != authority:
            return f"{town}, {authority}"
        return " ".join(filter(None, (authority or town, postcode)))

    def at_postcode(self, postcode: str) -> list[int]:
        """The schools at a postcode (AA9 9AA form)."""
        return self._by.get(("postcode", postcode), [])

    def in_outcode(self, postcode: str) -> list[int]:
        """The schools whose postcode has the same outward code."""
        return self._by.get(("outcode", outward_code(postcode)), [])

    def near(self, point: _Point) -> Iterator[tuple[int, float]]:
        """The schools within :data:`NEAR_M` of a point (EPSG:27700), each with its metres."""
        x, y = _cell(*point)
        for cell in ((x + a, y + b) for a in (-1, 0, 1) for b in (-1, 0, 1)):
            for at in self._by_cell.get(cell, ()):
                metres = math.dist(point, self._points[at] or (math.inf, math.inf))
                if metres <= NEAR_M:
                    yield at, metres

    def inside(self, town: str, la_code: str = "", la_name: str = "") -> set[int]:
        """The schools in a town or in an authority, by code or by any of its names."""
        found = set(self._by.get(("town", place_words(town)), ())) if town else set[int]()
        return found | self._in_authority(la_code, la_name)

    def is_known(self, town: str) -> bool:
        """Whether a town is one of the register's, or has the name of one authority, district or
        former county."""
        return bool(place_words(town)) and (
            ("town", place_words(town)) in self._by or len(gazetteer.load().authority(town)) == 1
        )

    def _in_authority(self, la_code: str, la_name: str) -> set[int]:
        known = gazetteer.load()
        if la_code and (la_code in known.authorities or ("authority", la_code) in self._by):
            return set(self._by.get(("authority", la_code), ()))
        for text in filter(None, (la_code, la_name)):
            if len(meant := known.authority(text)) == 1:
                return self._of_place(meant[0])
        return set(self._by.get(("authority", place_words(la_name)), ())) if la_name else set()

    def _of_place(self, place: Place) -> set[int]:
        """The schools of a place; of a district those of its county where the register does
        not say which district a school is in."""
        districts = [("district", code) for code in place.districts]
        if any(key in self._by for key in districts):
            return self._of(districts)
        return self._of(("authority", code) for code in place.authorities)

    def _of(self, keys: Iterable[tuple[str, str]]) -> set[int]:
        return {at for key in keys for at in self._by.get(key, ())}

    def named(self, text: str) -> tuple[str, set[int]]:
        """The place that a person named, and its schools: an authority, a district, a former or
        metropolitan county or a region, else a town of the register ("Newport, Shropshire");
        or several ("Leicester; Leicestershire").

        Raises :class:`SettingError`, with the nearest names, where it is nobody's name or that
        of several places.
        """
        known = gazetteer.load()
        meant = known.places(text)
        if not meant and words(text) in _EVERYWHERE:
            raise SettingError(
                f"{text!r} is everywhere and says of no school where it is",
                where="--within",
                hint="leave it out, or name a smaller place",
            )
        if len(meant) == 1:
            inside = self._of_place(meant[0])
            self._refuse_namesake(text, meant[0], inside)
            return meant[0].name, inside
        town, _, authority = text.partition(",")
        found = set() if meant else set(self._by.get(("town", place_words(town)), ()))
        if authority:
            found &= self._in_authority("", authority.strip())
        names = sorted({self._authorities[at] for at in found} - {""})
        if found and not (len(names) > 1 and self._are_far_apart(found)):
            return text.strip(), found
        if found:
            several = " or ".join(f'"{town.strip()}, {name}"' for name in names)
            raise SettingError(f"there is more than one {town.strip()}", where="--within",
                               hint=f"which one: {several}?")  # fmt: skip
        if not meant and len(parts := [*filter(None, map(str.strip, _PARTS.split(text)))]) > 1:
            several_places = [self.named(one) for one in parts]
            together = {at for _, schools in several_places for at in schools}
            return " and ".join(name for name, _ in several_places), together
        raise SettingError(
            f"{text!r} may be more than one place" if meant else f"no place is called {text!r}",
            where="--within",
            hint=known.near(text, *self._towns, levels=gazetteer.LEVELS)
            or "give an authority, a district, a county"
            + (", a region or a town" if self.has_towns else " or a region: the register that is "
               "used has no column of towns, so no town is known"),
        )  # fmt: skip

    def _refuse_namesake(self, text: str, place: Place, inside: set[int]) -> None:
        """Raise :class:`SettingError` where a town elsewhere has the name that was given."""
        here = [point for at in inside if (point := self._points[at])]
        elsewhere = {
            self._authorities[at]
            for at in self._by.get(("town", cell_values.plain(text)), ())
            if at not in inside
            and (point := self._points[at])
            and all(math.dist(point, other) > _WIDEST_TOWN_M for other in here)
        }
        if elsewhere - {""}:
            known = gazetteer.load().authorities
            own = known[place.authorities[0]].council if place.level == "authority" else place.label
            others = (f"{text.strip()}, {name}" for name in sorted(elsewhere - {""}))
            raise SettingError(
                f"{text!r} may be more than one place",
                where="--within",
                hint="which one: " + " or ".join(f'"{one}"' for one in (own, *others)) + "?",
            )

    def _are_far_apart(self, schools: set[int]) -> bool:
        points = [point for at in schools if (point := self._points[at])]
        return bool(points) and (
            math.dist(*zip(*((min(axis), max(axis)) for axis in zip(*points, strict=True)),
                           strict=True)) > _WIDEST_TOWN_M
        )  # fmt: skip


@lru_cache(maxsize=20_000)  # the towns and authorities of a register, and a list's
def place_words(text: str) -> str:
    """A town's or an authority's name in plain words."""
    words = cell_values.plain(text).removesuffix(" city council").removesuffix(" county council")
    return words.removesuffix(" council").removesuffix(" city").removesuffix(" borough")


def _point(easting: str, northing: str) -> _Point | None:
    if easting.isdecimal() and northing.isdecimal():  # nearly all
        e, n = float(easting), float(northing)
    else:
        e, n = cell_values.figure(easting) or 0.0, cell_values.figure(northing) or 0.0
    # Digits without end make an infinite figure.
    return (e, n) if 0 < e < math.inf and 0 < n < math.inf else None


def _cell(x: float, y: float) -> tuple[int, int]:
    return int(x // _CELL_M), int(y // _CELL_M)
