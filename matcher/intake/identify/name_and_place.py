"""Which school of the register a row means that has no URN, from its name and place.

Candidates are the schools at the same postcode or near it, else in the same town or
authority, else everywhere. A score takes the likeness of the names and subtracts for
what differs; what is accepted depends on how well the place is known and on the distance
to the second best. The limits were chosen on half of 21,000 names and postcodes of
2018/19 and measured on the other half: see ``benchmarks/naming.py`` and
docs/explanation/measured-results.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from matcher.core.schema import as_list
from matcher.intake import cell_values
from matcher.intake.identify import name_likeness
from matcher.intake.identify.name_likeness import SchoolName, WordRarity, parse_name
from matcher.intake.identify.place_index import PlaceIndex, place_words

# The grid position (EPSG:27700, metres) of each postcode that is known.
PostcodePositions = Callable[[list[str]], Mapping[str, tuple[float, float]]]
Level = Literal["postcode", "near", "outcode", "town", "within", "perhaps", "unknown"]

_MANY = 40  # candidates above which only the likeliest by letters are looked at closely
_KEEP = 15
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
_STAGE_OF_PHASE = {
    "nursery": "nursery", "primary": "primary", "middle deemed primary": "middle",
    "middle deemed secondary": "middle", "secondary": "secondary", "16 plus": "sixth",
    "sixth form": "sixth", "junior": "junior", "infant": "infant",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Description:
    """What a row says of a school: its name, and what it has of postcode (AA9 9AA form),
    town, authority (code or name) and phase; "" for what it does not say."""

    name: str
    postcode: str = ""
    town: str = ""
    la_code: str = ""
    la_name: str = ""
    phase: str = ""


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


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The school a row means (None: nobody for certain) and whom it may mean: those of exactly
    its name first, then the best. ``namesakes``: how many more there have exactly its name."""

    chosen: Candidate | None
    candidates: tuple[Candidate, ...]
    namesakes: int = 0


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
        self._joined = [" ".join(name.words) for name in self._names]
        self._rarity = WordRarity.of(self._names)
        self._by_joined: dict[str, list[int]] = defaultdict(list)
        for at, joined in enumerate(self._joined):
            self._by_joined[joined].append(at)
        self._places = PlaceIndex(register)
        self.within = ""
        self._of_list: set[int] | None = None
        if within:
            self.within, self._of_list = self._places.named(within)

    def find(self, rows: Sequence[Description]) -> list[NameMatch]:
        """For each row, the school it means and the candidates."""
        positions: Mapping[str, tuple[float, float]] = {}
        if self._lookup is not None:
            positions = self._lookup(sorted({row.postcode for row in rows if row.postcode}))
        return [self._find_in_list(row, positions.get(row.postcode)) for row in rows]

    def _find_in_list(self, row: Description, at: tuple[float, float] | None) -> NameMatch:
        """In the place of the list where the row says none; where nobody there is like it, a town
        that is not known may lie elsewhere."""
        if self._of_list is None or self.says_where(row):
            return self._find(row, at)
        answer = self._find(row, at, self._of_list)
        return answer if answer.candidates or not row.town else self._find(row, at)

    def _find(
        self, row: Description, at: tuple[float, float] | None, within: set[int] | None = None
    ) -> NameMatch:
        name = _with_phase(parse_name(row.name), row.phase)
        if not name.words:
            return NameMatch(None, ())
        forms = [name]
        if without := _without_place(name, row):  # "St Paul's, Hastings"
            forms.append(without)
        scored = []
        for i, level, km in self._near(row, name, at, within):
            score = max(self._score(form, i, level, km) for form in forms)
            if score > 0:
                scored.append(
                    Candidate(
                        round(score, 4),
                        self._urns[i],
                        self._written[i],
                        level,
                        self._places.where(i),
                    )
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
        if best.level in ("perhaps", "unknown"):
            rare = sum(map(self._rarity.weight, name.words)) >= _RARE_ENOUGH
            # A name alone is never enough: its only bearer may be a namesake of a school
            # that has closed.
            sure = sure and rare and bool(row.town or row.la_name or row.la_code)
        return NameMatch(best if sure else None, shown, max(0, len(exact) - _SHOWN_AT_MOST))

    def says_where(self, row: Description) -> bool:
        """Whether a row says anything of where its school is that can be looked up."""
        return bool(row.postcode or row.la_code or row.la_name) or self._places.is_known(row.town)

    def likeness(self, name: str, urn_name: str) -> float:
        """How alike two names are, 0 to 1, by the words of this register."""
        return name_likeness.likeness(parse_name(name), parse_name(urn_name), self._rarity)

    def _score(self, name: SchoolName, i: int, level: Level, km: float) -> float:
        theirs = self._names[i]
        if name_likeness.conflict(name, theirs):
            return 0.0
        like = name_likeness.likeness(name, theirs, self._rarity)
        if level in ("postcode", "near") and like < _SLIP[1]:
            # A slip may hide a word we know ("Junioor", "Plains FarmA cademy").
            slips = OSA.distance(name.plain, theirs.plain, score_cutoff=2)
            if slips <= 2 and len(theirs.plain) >= _SLIP_FROM:
                like = _SLIP[slips]
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
            - _PER_KM * km
        )

    def _near(
        self,
        row: Description,
        name: SchoolName,
        at: tuple[float, float] | None,
        within: set[int] | None,
    ) -> Iterable[tuple[int, Level, float]]:
        """The candidates with how their place agrees and kilometres where they count."""
        places = self._places
        met: dict[int, tuple[Level, float]] = {}
        for i in places.at_postcode(row.postcode) if row.postcode else ():
            met[i] = ("postcode", 0.0)
        if at is not None:
            for i, metres in places.near(at):
                met.setdefault(i, ("near", metres / 1000))
            return ((i, level, km) for i, (level, km) in met.items())
        for i in places.in_outcode(row.postcode) if row.postcode else ():
            met.setdefault(i, ("outcode", 0.0))
        level: Level = "town"
        inside = places.inside(row.town, row.la_code, row.la_name)
        if within is not None:
            level, inside = "within", within
        elif not inside:
            # The post town of Manchester is larger than the authority, and others smaller: where
            # the register has towns it would be there.
            level = "perhaps" if places.has_towns else "town"
            inside = places.inside("", "", row.town)
        if not inside and not row.postcode and level != "within":
            level, inside = "unknown", set(range(len(self._names)))
        for i in self._likely(name, sorted(inside)):
            met.setdefault(i, (level, 0.0))
        return ((i, level, km) for i, (level, km) in met.items())

    def _likely(self, name: SchoolName, among: list[int]) -> list[int]:
        """Those of the same words, and the likeliest others by letters. By the words of one
        within the other ("Park" in a hundred names) many are alike; the whole then decides."""
        if len(among) <= _MANY:
            return among
        joined = " ".join(name.words)
        found = process.extract(
            joined,
            {i: self._joined[i] for i in among},
            scorer=fuzz.token_set_ratio,
            limit=None,
            score_cutoff=60,
        )
        last = found[:_KEEP][-1][1] if found else 0.0
        ranked = sorted(
            (-score, -fuzz.token_sort_ratio(joined, text), i)
            for text, score, i in found
            if score >= last
        )
        same = self._by_joined.get(joined, [])
        inside = set(among) if same else set()
        return sorted({i for _, _, i in ranked[:_KEEP]} | (inside & set(same)))


def _sorted(one: SchoolName, other: SchoolName) -> float:
    return fuzz.token_sort_ratio(one.plain, other.plain)


def _with_phase(name: SchoolName, phase: str) -> SchoolName:
    """A name that does not say its stage takes the one of its phase."""
    stage = _STAGE_OF_PHASE.get(cell_values.plain(phase))
    if stage is None or name.of("stage"):
        return name
    return replace(name, traits=name.traits | {f"stage:{stage}"})


def _without_place(name: SchoolName, row: Description) -> SchoolName | None:
    """The name without its town or authority, where other words are left."""
    place = {*place_words(row.town).split(), *place_words(row.la_name).split()}
    words = tuple(word for word in name.words if word not in place)
    return replace(name, words=words) if words and words != name.words else None
