"""Places by what an office calls them: which schools are in a region, an authority, a trust, a
priority area, or are the school with a URN.

Spelling is lenient where it cannot mislead; where a name may mean two places, neither is
taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from matcher.core.places import gazetteer
from matcher.core.places.spelling import authority_words, region_words
from matcher.core.schema import as_list
from matcher.core.tables import NO_TRUST
from matcher.profile.vocabulary import key

# Likeness out of 100 (rapidfuzz's ratio) below which a suggestion puzzles more than it helps.
LIKE_ENOUGH = 60.0
AT_MOST = 3
LONGEST = 200  # characters compared and said: what is longer is no name

_CODE = re.compile(r"([0-9]{3})(?:\.0+)?")
_COLUMN = {"region": "region", "trust": "trust", "area": "area", "school": "urn"}
_COMPASS = re.compile(r"(north|south|east|west)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """The schools of a place by position, and the place as most of them have it. Where there
    is none, ``hint`` says what may have been meant."""

    schools: NDArray[np.intp]
    label: str
    hint: str = ""


class Places:
    """The places of one table of schools: columns urn, la_code, la_name, region, trust, area,
    and district_code where it has one.

    A *region* is its name but for case, punctuation, "the", "of", "England" and "region": "the
    North West", "Yorkshire & Humber". An *authority* is its three digits or its name: as written
    in the table, else as the gazetteer has it (:mod:`matcher.core.places.gazetteer`: councils'
    own names, short and old ones, former counties, districts of counties), else without such
    words as "County Council" or "City of"; a name of two is not taken. A *trust* is its name but
    for case and spacing, an *area* its name but for case and punctuation, a *school* its URN.
    """

    def __init__(self, schools: pd.DataFrame) -> None:
        self._names = {level: as_list(schools[name]) for level, name in _COLUMN.items()}
        self._names["trust"] = ["" if one == NO_TRUST else one for one in self._names["trust"]]
        self._names["authority"] = as_list(schools["la_name"])
        self._codes: list[str] = as_list(schools["la_code"])
        self._by_name: dict[tuple[str, str], FoundPlace] = {}
        self._groups: dict[str, dict[str, NDArray[np.intp]]] = {
            level: _grouped(self._names[level], form) for level, form in _FORMS.items()
        }
        self._by_code = _grouped(self._codes, str)
        self._lenient = _grouped(self._names["authority"], authority_words)
        self._groups["authority"] = _grouped(self._names["authority"], key)
        self._by_authority = self._authorities_of_today()
        districts = schools.get("district_code")
        self._by_district = {} if districts is None else _grouped(as_list(districts), str)

    def _authorities_of_today(self) -> dict[str, NDArray[np.intp]]:
        """The positions of the schools by the authorities that the gazetteer says they are in."""
        codes = gazetteer.load().codes
        in_words: dict[tuple[str, str], tuple[str, ...]] = {}
        groups: dict[str, list[int]] = {}
        for at, pair in enumerate(zip(self._codes, self._names["authority"], strict=True)):
            if pair not in in_words:
                in_words[pair] = codes(*pair)
            if len(in_words[pair]) == 1:
                groups.setdefault(in_words[pair][0], []).append(at)
        return {code: np.array(places, dtype=np.intp) for code, places in groups.items()}

    def find(self, level: str, name: str) -> FoundPlace:
        """The schools of the place that ``name`` means at a ``level`` (region, authority, trust,
        area or school)."""
        name = name.strip()
        if (level, name) not in self._by_name:
            self._by_name[level, name] = self._search(level, name)
        return self._by_name[level, name]

    def _search(self, level: str, name: str) -> FoundPlace:
        label, several = "", list[str]()
        if level == "authority":
            at, label, several = self._authority(name)
        else:
            at = self._groups[level].get(_FORMS[level](name), _NOBODY)
        if len(at):
            names = Counter(self._names[level][i] for i in at if self._names[level][i])
            most_written = min(names, key=lambda one: (-names[one], one), default=name)
            return FoundPlace(at, label or " ".join(most_written.split())[:LONGEST])
        return FoundPlace(_NOBODY, name, self._hint(level, name, several))

    def _authority(self, name: str) -> tuple[NDArray[np.intp], str, list[str]]:
        """The schools of an authority, and what it is called where that is not its name in the
        table; no schools, and the names, where it may be one of several."""
        if (code := _CODE.fullmatch(name)) and code[1] in self._by_code:
            return self._by_code[code[1]], "", []
        exact = self._groups["authority"].get(key(name), _NOBODY)
        if len(exact):
            return self._with_codes(exact), "", []
        meant = gazetteer.load().authority(name)
        if len(meant) > 1:
            return _NOBODY, "", [place.label for place in meant]
        for place in meant:
            at = _joined(
                [self._by_district.get(one, _NOBODY) for one in place.districts]
                or [self._by_authority.get(one, _NOBODY) for one in place.authorities]
            )
            if len(at):
                return at, "" if place.level == "authority" else place.label, []
        place_names = self._names["authority"]
        loose = self._lenient.get(authority_words(name), _NOBODY)
        codes = {self._codes[at] for at in loose} - {""}
        names = {key(place_names[at]): place_names[at] for at in reversed(loose.tolist())}
        if len(codes) > 1 or (not codes and len(names) > 1):
            return _NOBODY, "", sorted(names.values())
        return self._with_codes(loose), "", []

    def _with_codes(self, at: NDArray[np.intp]) -> NDArray[np.intp]:
        """The schools ``at`` and those with the code of one of them, however they are named."""
        codes = sorted({self._codes[i] for i in at} - {""})
        return _joined([at, *(self._by_code[code] for code in codes)])

    def _hint(self, level: str, name: str, several: list[str]) -> str:
        if several:
            return "which one: " + " or ".join(f'"{one}"' for one in several[:AT_MOST]) + "?"
        if level == "school":
            return "check the URN; the school stands in no list, nor in the register given"
        if level == "authority" and (known := gazetteer.load().authority(name)):
            return f"no school of this run is in {known[0].label}; check the lists and the register"
        names = sorted({str(one) for one in self._names[level]} - {""})
        shapes = {one: key(one[:LONGEST]) for one in names}
        hits = process.extract(
            key(name[:LONGEST]), shapes, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH, limit=None
        )
        best = [one for _, _, one in sorted(hits, key=lambda hit: (-hit[1], hit[2]))[:AT_MOST]]
        if best:
            return "did you mean " + " or ".join(f'"{one}"' for one in best) + "?"
        if level == "authority" and (hint := gazetteer.load().near(name)):
            return hint
        if not names:
            return f"no list or register of this run says in which {level} its schools are"
        return f"check the name; it is no {level} of a school of this run"


def place_in_words(level: str, label: str) -> str:
    """A place in a sentence: "the North West", "the region London", "the authority Kent"."""
    if level == "region":
        label = re.sub(r"(?i)^the\s+", "", label)
        return f"the {label}" if _COMPASS.match(label) else f"the region {label}"
    return f"the {level} {label}"


_NOBODY: NDArray[np.intp] = np.empty(0, dtype=np.intp)


def _joined(groups: Iterable[NDArray[np.intp]]) -> NDArray[np.intp]:
    return np.unique(np.concatenate([_NOBODY, *groups]))


def _trust(text: str) -> str:
    return " ".join(text.casefold().split())


_FORMS: dict[str, Callable[[str], str]] = {
    "region": region_words,
    "trust": _trust,
    "area": key,
    "school": str,
}


def _grouped(texts: Iterable[str], form: Callable[[str], str]) -> dict[str, NDArray[np.intp]]:
    """The positions of the texts by their form; a text whose form is blank is in no group."""
    forms: dict[str, str] = {}
    groups: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if text not in forms:
            forms[text] = form(text)
        if forms[text]:
            groups.setdefault(forms[text], []).append(at)
    return {name: np.array(places, dtype=np.intp) for name, places in groups.items()}
