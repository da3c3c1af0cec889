"""Which provider of courses is which institution of the lists and the register.

By the UKPRN, where the lists or the register have it. Else by name and place together: the words
that tell providers apart are the same and a place where it teaches is within 5 km, or those of one
name are all in the other ("Brunel University", "Brunel University London") and it is within
250 m. Else by name alone, wherever it teaches: all words are the same, "university" too, and
nobody else is called so, here or there. A provider without a name is called as its places are.
Only what is one to one counts. The distances are this product's own choice, held against all 128
universities and 231 colleges of the register (docs/explanation/measured-results.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import eq

import numpy as np

from matcher.core.installation import reference_rows
from matcher.core.schema import as_list
from matcher.intake.offers.dataset import Institutions

KINDS = ("university", "college")
SAME_NAME_M = 5_000.0
PART_OF_NAME_M = 250.0

# Words that tell no provider from another, and those that tell kinds of them apart.
_EVERYBODYS = frozenset({"the", "of", "and", "at", "for", "limited", "ltd", "upon", "a"})
_UNIVERSITY = frozenset({"university"})
_OF_A_KIND = frozenset({"college", "colleges", "school", "sixth", "form", "academy", "institute"})
_CAPITAL = frozenset({"london"})

Point = tuple[float, float]


@dataclass(slots=True)
class Provider:
    """A provider of courses: its names, the places where it teaches (EPSG:27700, metres) and their
    names, and by which of its own names it goes."""

    names: set[str] = field(default_factory=set)
    points: list[Point] = field(default_factory=list)
    sites: set[str] = field(default_factory=set)
    title: str = ""

    @property
    def name(self) -> str:
        """The name by which it goes, else the longest of those of its places."""
        return self.title or max(sorted(self.sites), key=len, default="")


def join_providers(providers: Mapping[str, Provider], institutions: Institutions) -> dict[str, str]:
    """The URN for each UKPRN of ``providers`` that is an institution here."""
    joined = _by_number(providers, institutions)
    schools = institutions.schools
    here = schools[
        schools["kind"].isin(KINDS)
        & ~schools["urn"].isin(list(joined.values()))
        & schools.geometry.notna()
    ]
    others = [
        (all_words(row["name"]), all_words(row["other"]))
        for row in reference_rows("offers", "other-names.csv")
    ]
    names = {
        urn: _also_called(name, others)
        for urn, name in zip(as_list(here["urn"]), as_list(here["name"]), strict=True)
    }
    points = dict(zip(as_list(here["urn"]), zip(here.geometry.x, here.geometry.y, strict=True),
                      strict=True))  # fmt: skip
    having: dict[str, list[str]] = defaultdict(list)
    for urn, ours in names.items():
        for word in frozenset().union(*ours):
            having[word].append(urn)
    for within, alike in ((SAME_NAME_M, _same), (PART_OF_NAME_M, _part), (np.inf, eq)):
        alone = within == np.inf
        pairs = []
        taken = set(joined.values())
        for ukprn, provider in providers.items():
            if not alone and (ukprn in joined or not provider.points):
                continue
            called = provider.names or (provider.sites if alone else ())
            theirs = {all_words(name) for name in called} - {frozenset()}
            places = np.array(provider.points)
            # Names that are alike have a word in common: only theirs are compared.
            near = {urn for name in theirs for word in name for urn in having[word]}
            for urn in near if alone else near - taken:
                if not any(alike(a, b) for a in names[urn] for b in theirs):
                    continue
                if alone or np.hypot(*(places - points[urn]).T).min() <= within:
                    pairs.append((ukprn, urn))
        found = _one_to_one(pairs)
        joined |= {u: urn for u, urn in found.items() if u not in joined and urn not in taken}
    return joined


def all_words(name: str) -> frozenset[str]:
    """The words of a name that tell somebody apart: "The University of Bath" is "university" and
    "bath"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "").replace("&", " and ")).split()
    return frozenset(words) - _EVERYBODYS


def key_words(name: str) -> frozenset[str]:
    """The words of a name that tell a provider apart: "The University of Bath" is "bath"."""
    return all_words(name) - _UNIVERSITY


def _also_called(
    name: str, others: Sequence[tuple[frozenset[str], frozenset[str]]]
) -> tuple[frozenset[str], ...]:
    """The words of a name, and those of what the institution is called today or was before, from
    the ``others`` that are known."""
    own = all_words(name)
    return tuple(filter(None, (own, *(other for one, other in others if one == own))))


def _same(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(key := ours - _UNIVERSITY) and key == theirs - _UNIVERSITY


def _part(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether all words of one name are in the other, and what the other has besides does not
    make it an institution of another kind."""
    less, more = sorted((ours - _UNIVERSITY, theirs - _UNIVERSITY), key=len)
    return bool(less - _CAPITAL) and less <= more and not (more - less) & _OF_A_KIND


def _by_number(providers: Mapping[str, Provider], institutions: Institutions) -> dict[str, str]:
    schools = institutions.schools
    kinds = dict(zip(as_list(schools["urn"]), as_list(schools["kind"]), strict=True))
    found: dict[str, set[str]] = defaultdict(set)
    for urn, ukprn in institutions.ukprns().items():
        if ukprn in providers and kinds.get(urn) in KINDS:
            found[ukprn].add(urn)
    return {ukprn: min(urns) for ukprn, urns in found.items() if len(urns) == 1}


def _one_to_one(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    def often(of: Iterable[str]) -> set[str]:
        seen: set[str] = set()
        return {one for one in of if one in seen or seen.add(one)}  # type: ignore[func-returns-value]

    several = often(pair[0] for pair in pairs) | often(pair[1] for pair in pairs)
    return {ukprn: urn for ukprn, urn in pairs if not {ukprn, urn} & several}
