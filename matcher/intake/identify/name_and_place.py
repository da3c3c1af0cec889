"""Which school of the register a row means that has no URN, from its name and place.

Candidates are the schools at the same postcode or near it, else in the same town or
authority, else everywhere. A score takes the likeness of the names and subtracts for
what differs; what is accepted depends on how well the place is known and on the distance
to the second best. The limits were chosen on half of 21,000 names and postcodes of
2018/19 and measured on the other half: see ``benchmarks/naming.py`` and
docs/explanation/measured-results.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from matcher.core.schema import as_list
from matcher.intake import cell_values
from matcher.intake.identify import name_likeness
from matcher.intake.identify.candidates.candidates import (
    Candidates,
    Description,
    Level,
    Nearby,
    Point,
)
from matcher.intake.identify.candidates.place_index import PlaceIndex, place_words
from matcher.intake.identify.name_likeness import SchoolName, WordRarity, parse_name

# The grid position (EPSG:27700, metres) of each postcode that is known.
PostcodePositions = Callable[[list[str]], Mapping[str, Point]]

# Score and lead over the second best that a candidate needs, by how its place is known.
_ACCEPTED: Mapping[Level, tuple[float, float]] = {
    "postcode": (0.60, 0.01),
    "near": (0.92, 0.03),
    "outcode": (0.92, 0.03),
    "town": (0.95, 0.03),
    "within": (0.95, 0.03),
    "perhaps": (0.98, 0.05),
    "unknown": (0.98, 0.05),
}
_OUTCODE_PENALTY = 0.03
# A name in which so many letters differ from the other's, at the same place.
_SLIP = {0: 1.0, 1: 0.97, 2: 0.94}
_SLIP_FROM = 12  # letters
_PER_KM, _TRAITS, _LETTERS = 0.03, 0.04, 0.10
_STYLE = 0.05  # a town has its High School, Grammar School and College
# Where nothing of the place is certain a name must be one that few schools could have:
# natural logarithm of (names in the register ÷ names with its words), summed.
_RARE_ENOUGH = 9.0
SHOWN = 0.5  # candidates from this score on are shown to the person
_SHOWN_AT_MOST = 5
_TOO_LITTLE = SHOWN - 0.001  # scores are rounded
_STAGE_OF_PHASE = {
    "nursery": "nursery", "primary": "primary", "middle deemed primary": "middle",
    "middle deemed secondary": "middle", "secondary": "secondary", "16 plus": "sixth",
    "sixth form": "sixth", "junior": "junior", "infant": "infant",
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A school of the register that a row may mean; ``score`` 0 to 1; ``where`` is its
    authority (else its town) and postcode, as far as they are known."""

    score: float
    urn: str
    name: str
    level: Level
    where: str = ""

    @property
    def words(self) -> str:
        """The candidate for a person: "102472 Cavendish Primary School, Ealing W4 3EW (1.00)"."""
        place = f", {self.where}" if self.where else ""
        return f"{self.urn} {self.name}{place} ({self.score:.2f})"


class NameMatch(NamedTuple):
    """The school a row means (None: nobody for certain) and whom it may mean: those of exactly
    its name first, then the best. ``namesakes``: how many more there have exactly its name.
    ``only``: of a row that says nothing of its place, the only school of
    exactly its name."""

    chosen: Candidate | None
    candidates: tuple[Candidate, ...]
    namesakes: int = 0
    only: Candidate | None = None


class SchoolFinder:
    """The schools of a register, ready to be found by name.

    ``register``: clean records (:func:`matcher.intake.clean.clean_records.clean_records`),
    closed schools left out by the caller; ``positions`` may be None. ``within`` is a place in
    which rows are that say nothing of theirs (:meth:`PlaceIndex.named`, which raises
    :class:`SettingError`).
    """

    def __init__(
        self,
        register: pd.DataFrame,
        positions: PostcodePositions | None = None,
        within: str = "",
    ) -> None:
        self._lookup = positions
        self._urns: list[str] = as_list(register["urn"])
        self._written: list[str] = as_list(register["name"])
        self._names = [
            _with_phase(parse_name(name), phase)
            for name, phase in zip(self._written, as_list(register["phase"]), strict=True)
        ]
        self._rarity = WordRarity.of(self._names)
        self._places = PlaceIndex(register)
        self._candidates = Candidates(self._places, self._names)
        self.within = ""
        self._of_list: set[int] | None = None
        if within:
            self.within, self._of_list = self._places.named(within)

    def find(self, rows: Sequence[Description]) -> list[NameMatch]:
        """For each row, the school it means and the candidates. Rows that say the same are
        looked for once."""
        distinct = dict.fromkeys(rows)
        positions: Mapping[str, Point] = {}
        if self._lookup is not None:
            positions = self._lookup(sorted({row.postcode for row in distinct if row.postcode}))
        bare = {row for row in distinct if self._of_list is not None and not self.says_where(row)}
        found = self._find((row for row in distinct if row not in bare), positions)
        # In the place of the list where the row says none; where nobody there is like it, a town
        # that is not known may lie elsewhere.
        found |= self._find(bare, positions, self._of_list)
        elsewhere = [row for row in bare if row.town and not found[row].candidates]
        found |= self._find(elsewhere, positions)
        return [found[row] for row in rows]

    def _find(
        self,
        rows: Iterable[Description],
        positions: Mapping[str, Point],
        within: set[int] | None = None,
    ) -> dict[Description, NameMatch]:
        names = {row: _with_phase(parse_name(row.name), row.phase) for row in rows}
        found = {row: NameMatch(None, ()) for row, name in names.items() if not name.words}
        named = {row: name for row, name in names.items() if name.words}
        for row, near in self._candidates.of(named, positions, within):
            found[row] = self._choose(row, named[row], near)
        return found

    def _choose(self, row: Description, name: SchoolName, near: Iterable[Nearby]) -> NameMatch:
        without = _without_place(name, row)  # "St Paul's, Hastings"
        scored = []
        for one in near:
            score = self._score(name, one)
            if without:
                score = max(score, self._score(without, one))
            if score > 0:
                i = one.at
                where = self._places.where(i)
                scored.append(
                    Candidate(round(score, 4), self._urns[i], self._written[i], one.level, where)
                )
        scored.sort(key=lambda c: (-c.score, c.urn))
        if not scored:
            return NameMatch(None, ())
        exact = [c for c in scored if parse_name(c.name).plain == name.plain]
        others = [c for c in scored if c.score >= SHOWN and c not in exact]
        shown = tuple([*exact, *others][:_SHOWN_AT_MOST])
        best = scored[0]
        lead = best.score - scored[1].score if len(scored) > 1 else 1.0
        least, apart = _ACCEPTED[best.level]
        sure = best.score >= least and lead >= apart
        only = None
        if best.level in ("perhaps", "unknown"):
            rare = sum(map(self._rarity.weight, name.words)) >= _RARE_ENOUGH
            # A name alone is never enough: its only bearer may be a namesake of a school
            # that has closed.
            says_where = bool(row.town or row.la_name or row.la_code)
            only = exact[0] if len(exact) == 1 and not says_where else None
            sure = sure and rare and says_where
        more = max(0, len(exact) - _SHOWN_AT_MOST)
        return NameMatch(best if sure else None, shown, more, only)

    def says_where(self, row: Description) -> bool:
        """Whether a row says anything of where its school is that can be looked up."""
        return bool(row.postcode or row.la_code or row.la_name) or self._places.is_known(row.town)

    def likeness(self, name: str, urn_name: str) -> float:
        """How alike two names are, 0 to 1, by the words of this register."""
        return name_likeness.likeness(parse_name(name), parse_name(urn_name), self._rarity)

    def _score(self, name: SchoolName, one: Nearby) -> float:
        """How alike a school's name and place are; 0 where too little for anybody to be told."""
        theirs, level = self._names[one.at], one.level
        if name_likeness.conflict(name, theirs):
            return 0.0
        like = name_likeness.likeness(name, theirs, self._rarity)
        if level in ("postcode", "near") and like < _SLIP[1]:
            # A slip may hide a word we know ("Junioor", "Plains FarmA cademy").
            slips = OSA.distance(name.plain, theirs.plain, score_cutoff=2)
            if slips <= 2 and len(theirs.plain) >= _SLIP_FROM:
                like = _SLIP[slips]
        if like < _TOO_LITTLE:  # all that follows is subtracted
            return 0.0
        traits = name.traits | theirs.traits
        unlike = 1 - len(name.traits & theirs.traits) / len(traits) if traits else 0.0
        letters = (fuzz.ratio(name.plain, theirs.plain) + _sorted(name, theirs)) / 200
        style = _STYLE if level != "postcode" and name.style != theirs.style else 0.0
        return (
            like
            - _TRAITS * unlike
            - _LETTERS * (1 - letters)
            - style
            - (_OUTCODE_PENALTY if level == "outcode" else 0.0)
            - _PER_KM * one.km
        )


def _sorted(one: SchoolName, other: SchoolName) -> float:
    return fuzz.token_sort_ratio(one.plain, other.plain)


@lru_cache(maxsize=1_000)
def _stage(phase: str) -> str | None:
    return _STAGE_OF_PHASE.get(cell_values.plain(phase))


def _with_phase(name: SchoolName, phase: str) -> SchoolName:
    """A name that does not say its stage takes the one of its phase."""
    stage = _stage(phase)
    if stage is None or name.of("stage"):
        return name
    return replace(name, traits=name.traits | {f"stage:{stage}"})


def _without_place(name: SchoolName, row: Description) -> SchoolName | None:
    """The name without its town or authority, where other words are left."""
    place = {*place_words(row.town).split(), *place_words(row.la_name).split()}
    words = tuple(word for word in name.words if word not in place)
    return replace(name, words=words) if words and words != name.words else None
