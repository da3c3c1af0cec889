"""Whose school a sports site is: by its name where it has one, else by how near it is.

A site stands at a point that several facilities share; a school's point is where its register
puts it. Of the sites that schools, colleges and universities manage themselves half are within
16 m of one, 85 % within 150 m. What is nearest is no proof: beside a secondary school is often a
primary or a special school, and a town's baths may be next door. So a site goes to the one school
whose name agrees, or to the one that alone is near, or to nobody. ``benchmarks/offers.py``
measures both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from matcher.core.schema import as_list
from matcher.intake.identify.name_likeness import (
    SchoolName,
    WordRarity,
    conflict,
    likeness,
    parse_name,
)

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

NEAR_M = 150.0  # no site is a school's beyond this unless its name says so
RIVAL_M = 75.0  # a school that is farther than the nearest by less than this is a rival
# What is at the very place of a school is its own, though the site has the name of a school that is
# gone, or is larger than a primary or special school would build.
AT_M = 50.0
# The same name as far off as this is a school's own field; farther it is a namesake's.
FIELD_M = 1_000.0
CAMPUS_M = 5_000.0  # the same of a university, whose name no other place of learning has
# Where only the schools of a list are known, a neighbour that is not on it may be the owner.
LISTS_ALONE_M = 25.0
_WHOLE_COUNTRY = 10_000  # so many schools are a register, whoever gave them
_AGREES = 0.9  # the likeness from which a site's name is that of a school
_PLACES_OF_LEARNING = {
    "school", "schools", "college", "colleges", "academy", "academies", "university", "grammar",
    "campus", "institute", "seminary", "primary", "secondary", "high", "preparatory", "prep",
    "junior", "infant",
}  # fmt: skip
_SPORT = re.compile(
    r"\b(?:sports?|leisure|fitness|swimming|playing|and|&|hall|centre|complex|grounds?|fields?|pools?|"
    r"pitch(?:es)?|gym|gymnasium|club|arena|pavilion|facilit(?:y|ies))\b",
    re.I,
)
_MAIN_PHASES = ("secondary", "all-through", "16 plus", "middle deemed secondary")

How = Literal["name", "distance"]


@dataclass(frozen=True, slots=True)
class Site:
    """A place of sport: its point (EPSG:27700, metres); its ``name``, "" where unknown; ``kinds``
    of institution that may own it, empty where nothing says; ``large``: it has what only a
    secondary school, a college or a university builds."""

    id: str
    easting: float
    northing: float
    name: str = ""
    kinds: frozenset[str] = frozenset()
    large: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose school a site is, how far off (metres), and what says so. ``named``: the site is called
    a school, so that whatever is there is the school's, whoever manages it."""

    urn: str
    metres: float
    how: How
    named: bool = False


class SchoolsAtSites:
    """The schools of a run by their points, asked which of them owns a site.

    ``schools`` is SCHOOLS: those open, placed by more than the first half of a
    postcode. Where it holds the lists
    alone, the reach of a site without a name is :data:`LISTS_ALONE_M`.
    """

    def __init__(self, schools: gpd.GeoDataFrame) -> None:
        placed = schools.geometry.notna() & (schools["located_by"] != "outcode")
        here = schools[placed & ~schools["status"].isin(["closed", "proposed"])]
        self._urns: list[str] = as_list(here["urn"])
        self._kinds: list[str] = as_list(here["kind"])
        phases = here["phase"].str.casefold()
        main = here["kind"].isin(["independent", "university", "college"])
        self._main: list[bool] = as_list(main | phases.isin(_MAIN_PHASES))
        self._names: list[str] = as_list(here["name"])
        self._points = shapely.get_coordinates(here.geometry.to_numpy())
        self._tree = shapely.STRtree(shapely.points(self._points))
        whole = len(schools) >= _WHOLE_COUNTRY or bool((schools["listed"] == 0).any())
        self.reach_m = NEAR_M if whole else LISTS_ALONE_M
        self._same_words: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._rarity = WordRarity.of(())

    def owners(self, sites: Sequence[Site]) -> dict[str, Owner]:
        """The owner of each site that has one, by the site's id."""
        if not sites or not self._urns:
            return {}
        points = np.array([(site.easting, site.northing) for site in sites])
        found: dict[str, Owner] = {}
        for at, near in self._near(points):
            site = sites[at]
            candidates = [(m, i) for m, i in near if not site.kinds or self._kinds[i] in site.kinds]
            owner = self._by_name(site, candidates) if site.name else None
            owner = owner or self._by_distance(site, candidates)
            if owner is not None:
                found[site.id] = owner
        return found

    def _near(self, points: NDArray[np.float64]) -> Iterator[tuple[int, list[tuple[float, int]]]]:
        """For each point the schools that may matter, each with its metres, nearest first."""
        which, school = self._tree.query(
            shapely.points(points), predicate="dwithin", distance=NEAR_M + RIVAL_M
        )
        metres = np.hypot(*(points[which] - self._points[school]).T)
        near: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for at, one, distance in zip(which.tolist(), school.tolist(), metres.tolist(), strict=True):
            near[at].append((distance, one))
        for at in range(len(points)):
            # The URN decides between schools at one point, never the order of rows.
            yield at, sorted(near[at], key=lambda one: (one[0], self._urns[one[1]]))

    def _by_name(self, site: Site, candidates: list[tuple[float, int]]) -> Owner | None:
        """The one school near by whose name agrees, else the one of the same name whose field it
        may be."""
        names = _names_of(site.name)
        self._learn_names()
        named = _is_place_of_learning(names[0])
        agreeing = [
            (-alike, metres, self._urns[one])
            for metres, one in candidates
            # A town's sports centre has the name of its primary school too.
            if metres <= NEAR_M and (named or self._main[one] or not site.large)
            and (alike := self._alike(names, one)) >= _AGREES
        ]  # fmt: skip
        if not agreeing and named:
            agreeing = list(self._of_same_name(site, names))
        agreeing.sort()
        if not agreeing:
            return None
        alike, metres, urn = agreeing[0]
        rivals = [one for one in agreeing[1:] if one[0] == alike and one[1] < metres + RIVAL_M]
        return None if rivals else Owner(urn, metres, "name", named)

    def _of_same_name(
        self, site: Site, names: Sequence[SchoolName]
    ) -> Iterator[tuple[float, float, str]]:
        """The schools farther off whose name is told by the same words."""
        same = {one for name in names for one in self._same_words.get(name.words, ())}
        for one in same:
            metres = float(np.hypot(*(self._points[one] - (site.easting, site.northing))))
            reach = CAMPUS_M if self._kinds[one] == "university" else FIELD_M
            allowed = not site.kinds or self._kinds[one] in site.kinds
            if metres <= reach and allowed and self._alike(names, one) >= _AGREES:
                yield -1.0, metres, self._urns[one]

    def _by_distance(self, site: Site, candidates: list[tuple[float, int]]) -> Owner | None:
        """The one school that is near while no rival is; beside minor ones the one main school,
        where the site is ``large``."""
        called = site.name and _is_place_of_learning(parse_name(site.name))
        reach = min(self.reach_m, AT_M) if called else self.reach_m
        if not candidates or candidates[0][0] > reach:
            return None
        near = [(m, i) for m, i in candidates if m < candidates[0][0] + RIVAL_M]
        if len(near) > 1:
            near = [(m, i) for m, i in near if self._main[i]] if site.large else []
        if len(near) != 1 or near[0][0] > reach:
            return None
        metres, one = near[0]
        if site.large and not self._main[one] and metres > AT_M:
            return None
        return Owner(self._urns[one], metres, "distance")

    def _alike(self, names: Sequence[SchoolName], one: int) -> float:
        school = parse_name(self._names[one])
        return max(
            0.0 if conflict(name, school) else likeness(name, school, self._rarity)
            for name in names
        )

    def _learn_names(self) -> None:
        """The schools by the words of their names, when the first site has a name."""
        if not self._same_words:
            parsed = [parse_name(name) for name in self._names]
            self._rarity = WordRarity.of(parsed)
            for one, name in enumerate(parsed):
                self._same_words[name.words].append(one)


def _names_of(text: str) -> list[SchoolName]:
    """A site's name whole; without what stands in brackets ("… (UPPER SCHOOL)"); and that of a
    school without the words for what is there ("… SPORTS HALL")."""
    short = text.partition("(")[0].strip()
    forms = [text, short]
    if _is_place_of_learning(parse_name(text)):
        forms.append(_SPORT.sub(" ", short).strip())
    return [parse_name(one) for one in dict.fromkeys(forms) if one]


def _is_place_of_learning(name: SchoolName) -> bool:
    return not _PLACES_OF_LEARNING.isdisjoint(name.plain.split())
