"""Which schools of the register a row without URN may mean: those at its postcode or near it,
else those like its name in its town or authority, else those like its name everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from matcher.intake.identify.candidates.likely_names import LikelyNames
from matcher.intake.identify.candidates.place_index import PlaceIndex
from matcher.intake.identify.name_likeness import SchoolName

Level = Literal["postcode", "near", "outcode", "town", "within", "perhaps", "unknown"]
Point = tuple[float, float]


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


class Nearby(NamedTuple):
    """A school that a row may mean, by its position in the register; how its place agrees, and
    kilometres where they count."""

    at: int
    level: Level
    km: float = 0.0


class Candidates:
    """The schools of a register by their place, and by their names where they are many."""

    def __init__(self, places: PlaceIndex, names: Sequence[SchoolName]) -> None:
        self._places = places
        self._everybody = range(len(names))
        self._names = LikelyNames(name.words for name in names)

    def of(
        self,
        rows: Mapping[Description, SchoolName],
        positions: Mapping[str, Point],
        within: set[int] | None,
    ) -> Iterator[tuple[Description, list[Nearby]]]:
        """Each of the ``rows``, in any order, with its candidates; ``rows`` gives the name that
        each says. ``positions``: the grid position (EPSG:27700, metres) of postcodes that are
        known; ``within``: the schools among which rows are that say nothing of their place.

        Rows of one place are answered together, because what is made ready for a place costs
        more than one answer.
        """
        placed: dict[str, list[Description]] = defaultdict(list)
        others: dict[tuple[str, ...], list[Description]] = defaultdict(list)
        for row in rows:
            if row.postcode in positions:
                placed[row.postcode].append(row)
            else:
                others[(row.town, row.la_code, row.la_name, row.postcode and "postcode")].append(
                    row
                )
        for postcode, own in placed.items():
            near = self._near(postcode, positions[postcode])
            yield from ((row, near) for row in own)
        for own in others.values():
            yield from self._in_place(own, rows, within)

    def _near(self, postcode: str, point: Point) -> list[Nearby]:
        met = self._at_postcode(postcode)
        for i, metres in self._places.near(point):
            met.setdefault(i, Nearby(i, "near", metres / 1000))
        return list(met.values())

    def _at_postcode(self, postcode: str) -> dict[int, Nearby]:
        here = self._places.at_postcode(postcode) if postcode else ()
        return {i: Nearby(i, "postcode") for i in here}

    def _in_place(
        self,
        own: Iterable[Description],
        names: Mapping[Description, SchoolName],
        within: set[int] | None,
    ) -> Iterator[tuple[Description, list[Nearby]]]:
        """The candidates of rows of one place, whose postcodes are not known or not given."""
        by_words: dict[tuple[str, ...], list[Description]] = defaultdict(list)
        for row in own:
            by_words[names[row].words].append(row)
        level, inside = self._inside(row, within)
        for words, likely in self._names.likely(by_words, inside):
            for row in by_words[words]:
                met = self._at_postcode(row.postcode)
                for i in self._places.in_outcode(row.postcode) if row.postcode else ():
                    met.setdefault(i, Nearby(i, "outcode"))
                for i in likely:
                    met.setdefault(i, Nearby(i, level))
                yield row, list(met.values())

    def _inside(self, row: Description, within: set[int] | None) -> tuple[Level, Sequence[int]]:
        """The schools where a row says that it is, by position, and how sure that is."""
        if within is not None:
            return "within", sorted(within)
        level: Level = "town"
        inside = self._places.inside(row.town, row.la_code, row.la_name)
        if not inside:
            # The post town of Manchester is larger than the authority, and others smaller: where
            # the register has towns it would be there.
            level = "perhaps" if self._places.has_towns else "town"
            inside = self._places.inside("", "", row.town)
        if not inside and not row.postcode:
            return "unknown", self._everybody
        return level, sorted(inside)
