"""The authorities of England and Wales and what they are called: one place that knows.

Names of today and of old, of councils, of the register and of offices, three-digit and ONS
codes, with the regions they are in; the districts of counties; former and metropolitan
counties as sets of today's authorities. The facts and their sources stand in
``data/reference/authorities``.

A name that means two places is not taken: both are named. A name that is nobody's is not
guessed: the nearest are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, NamedTuple

from matcher.core.installation import reference_rows
from matcher.core.places.spelling import LONGEST, authority_words, region_words, words

Level = Literal["authority", "area", "district", "region"]
LEVELS: tuple[Level, ...] = ("authority", "area", "district", "region")
# Where a name of a column of authorities is looked for, the likeliest first. A metropolitan
# county may have the name of a region, and then neither is meant for certain.
_OF_AUTHORITIES: tuple[tuple[Level, ...], ...] = (("authority",), ("area", "region"), ("district",))
LIKE_ENOUGH = 75.0  # of 100 (rapidfuzz's ratio): below it a suggestion puzzles more than it helps
AT_MOST = 3

_CODE = re.compile(r"([0-9]{3})(?:\.0+)?")
_CODE_AND_NAME = re.compile(r"\W*([0-9]{3})\W+(\D+)|(\D+?)\W+([0-9]{3})\W*")


class Authority(NamedTuple):
    """A local authority: its three digits in the register, the register's name, the council's
    own, and the region of the Department (``rsc_region``: the one of the regional schools
    commissioners to 2022, "" where it is not known)."""

    code: str
    name: str
    council: str
    region: str
    rsc_region: str


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What a name means: the authorities in it by code, or, of a county, the districts by
    ONS code. ``name`` is what it is called."""

    level: Level
    name: str
    authorities: tuple[str, ...]
    districts: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The place told from others of its name: "the region West Midlands"."""
        if self.level == "district":
            return f"{self.name} (a district of {load().authorities[self.authorities[0]].name})"
        return f"{self.name} ({self.level})" if self.level == "region" else self.name


class Gazetteer:
    """Every place by what it may be called; :func:`load` gives the one there is."""

    def __init__(self, authorities: Iterable[Mapping[str, str]], areas: Iterable[Mapping[str, str]],
                 districts: Iterable[Mapping[str, str]],
                 regions: Iterable[Mapping[str, str]]) -> None:  # fmt: skip
        self.authorities: dict[str, Authority] = {}
        self._named: list[tuple[Place, tuple[str, ...]]] = []
        for row in authorities:
            one = Authority(
                row["code"], row["name"], row["council"], row["region"], row["rsc_region"]
            )
            self.authorities[one.code] = one
            place = Place("authority", one.name, (one.code,))
            self._add(place, one.code, one.name, one.council,
                      *_parts(row["ons_codes"]), *_parts(row["other_names"]))  # fmt: skip
        for row in areas:
            place = Place("area", row["name"], _parts(row["authorities"]))
            self._add(place, row["name"], *_parts(row["codes"]), *_parts(row["other_names"]))
        for row in districts:
            place = Place("district", row["name"], (row["authority"],), (row["code"],))
            self._add(place, row["name"], row["code"], *_parts(row["other_names"]))
        self.regions: dict[str, tuple[str, ...]] = {}
        self._region_names: dict[str, str] = {}
        for row in regions:
            name, column = row["name"], "rsc_region" if row["what"] == "RSC region" else "region"
            inside = tuple(c for c, a in self.authorities.items() if getattr(a, column) == name)
            if name not in self.regions:
                self.regions[name] = inside
                self._add(Place("region", name, inside), name, f"{name} region",
                          *_parts(row["other_names"]))  # fmt: skip
            for text in (name, *_parts(row["other_names"])):
                self._region_names.setdefault(region_words(text), name)

    def _add(self, place: Place, *names: str) -> None:
        self._named.append((place, names))

    @cached_property
    def _exact(self) -> dict[str, set[Place]]:
        """Every place by its words; made when a name is first asked for, as no code needs it."""
        return self._by_name(words)

    @cached_property
    def _short(self) -> dict[str, set[Place]]:
        return self._by_name(authority_words)

    def _by_name(self, form: Callable[[str], str]) -> dict[str, set[Place]]:
        found: dict[str, set[Place]] = {}
        for place, names in self._named:
            for name in names:
                if said := form(name):
                    found.setdefault(said, set()).add(place)
        return found

    def places(self, text: str) -> tuple[Place, ...]:
        """Every place that ``text`` may mean, of any level: none, one, or several."""
        text = text.strip()
        if code := _CODE.fullmatch(text):
            return tuple(sorted(self._exact.get(code[1], ())))
        if both := _CODE_AND_NAME.fullmatch(text[:LONGEST]):
            named = self.places(both[2] or both[3])
            coded = self.places(both[1] or both[4])
            if named and coded and not set(named) & set(coded):
                return tuple(sorted({*named, *coded}))  # one of them is wrong
            return coded or named
        for index, form in ((self._exact, words), (self._short, authority_words)):
            if found := index.get(form(text), set()):
                return tuple(sorted(found))
        before, comma, after = text.partition(",")
        return self.places(f"{after} {before}") if comma and "," not in after else ()

    def authority(self, text: str) -> tuple[Place, ...]:
        """What ``text`` may mean where an authority is asked for: one, a former county, or,
        failing these, a district."""
        found = self.places(text)
        for levels in _OF_AUTHORITIES:
            if hits := tuple(place for place in found if place.level in levels):
                return () if all(hit.level == "region" for hit in hits) else hits
        return ()

    def codes(self, la_code: str, la_name: str) -> tuple[str, ...]:
        """The authorities of today that a school's code, or else its authority's name, says;
        none where neither does for certain."""
        if la_code in self.authorities:
            return (la_code,)
        for text in (la_code, la_name):
            if text and len(found := self.authority(text)) == 1:
                return found[0].authorities
        return ()

    def district(self, code: str) -> str:
        """The name of the district of an ONS code: one of a county, or an authority that has
        none; "" for a code that is not known, as of a district that is no more."""
        found = self.places(code)
        return found[0].name if len(found) == 1 else ""

    @cached_property
    def words_of_names(self) -> frozenset[str]:
        """Every word of the names of places, in small letters."""
        names = (name for _, own in self._named for name in own)
        return frozenset(word for name in (*names, *self.regions) for word in words(name).split())

    def region_named(self, text: str) -> str:
        """The region as the Department or the commissioners called it, "" for no region."""
        return self._region_names.get(region_words(text), "")

    def near(self, text: str, *also: str, levels: Collection[Level] = ("authority", "area")) -> str:
        """A hint for a name that is nobody's or several places': which one, or what may have
        been meant among the places of these levels and the names ``also``; "" for nothing."""
        if len(found := self.places(text)) > 1:
            return "which one: " + " or ".join(place.label for place in found[:AT_MOST]) + "?"
        if found and found[0].level not in levels:
            return f"{found[0].name} is a {found[0].level}"
        from rapidfuzz import fuzz, process

        names = {
            short: place.name
            for short, hits in sorted(self._short.items())
            for place in sorted(hits)
            if place.level in levels and not any(c.isdigit() for c in short)
        }
        names |= {short: name for name in also if (short := authority_words(name))}
        hits = process.extract(
            authority_words(text) or words(text), list(names), scorer=fuzz.ratio,
            score_cutoff=LIKE_ENOUGH, limit=None,
        )  # fmt: skip
        ranked = sorted(hits, key=lambda hit: (-hit[1], names[hit[0]]))
        best = list(dict.fromkeys(names[short] for short, _, _ in ranked))[:AT_MOST]
        return "did you mean " + " or ".join(best) + "?" if best else ""


@cache
def load() -> Gazetteer:
    """The gazetteer that comes with the product. Raises :class:`FileError` where the
    installation lacks it."""
    return Gazetteer(
        *(
            reference_rows("authorities", f"{table}.csv")
            for table in ("authorities", "areas", "districts", "regions")
        )
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()
