"""What would be otherwise: ``--what-if`` read, and what it changes of a plan's problem.

capacity:URN=5, capacity:URN=+2, capacity:URN=-1   the partner has other places
closed:URN        the school closes: nobody works with it, and who did has that place free again
without:URN       the school takes no part in the plan; what it does already goes on
area:NAME         only seekers of this priority area, local authority or region
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from matcher.core.allocation.settings import MOST_PLACES
from matcher.core.errors import SettingError
from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun

_CAPACITY = re.compile(r"(?P<school>.+?)\s*=\s*(?P<sign>[+-]?)(?P<number>[0-9]{1,9})\Z", re.DOTALL)
_FORMS = "write capacity:URN=+2, closed:URN, without:URN or area:NAME"
_PLACES = ("area", "la_name", "region")
_MOST = 5  # names that are told


@dataclass(frozen=True, slots=True)
class Changes:
    """What is otherwise. ``capacity``: of partners a sign ("", "+", "-") and a number; ``closed``,
    ``without``: URNs; ``seekers``: the only ones, None: all. ``given``: the same as typed;
    ``words``: the same as people say it, schools by their names."""

    capacity: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    seekers: frozenset[str] | None = None
    given: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def absent(self) -> frozenset[str]:
        """The schools that get nobody."""
        return self.closed | self.without

    def places(self, urn: str, now: int) -> int:
        """The places of a partner that has so many now. Raises :class:`SettingError` where they
        come to fewer than none, or to more than anybody may have."""
        sign, number = self.capacity.get(urn, ("+", 0))
        changed = {"": number, "+": now + number, "-": now - number}[sign]
        if not 0 <= changed <= MOST_PLACES:
            raise SettingError(
                f"{urn} has {counted(now, 'place')}, so it cannot have {number:,} fewer"
                if changed < 0
                else f"{urn} would have {changed:,} places, and nobody may have more than "
                f"{MOST_PLACES:,}",
                where="--what-if",
                hint=f"write capacity:{urn}= and how many places it would have",
            )
        return changed


def read_changes(run: ReopenedRun, given: Iterable[str]) -> Changes:
    """The changes of ``--what-if``. A school may be named as for explain. Raises
    :class:`SettingError` for one that is none or that is about nobody of the run."""
    from matcher.jobs.matching.find_school import find_school

    typed = tuple(given)
    columns = (as_list(run.tables.flat[name]) for name in ("urn", "name"))
    names = {urn: name or urn for urn, name in zip(*columns, strict=True)}
    words: list[str] = []
    capacity: dict[str, tuple[str, int]] = {}
    closed, without, seekers = set(), set(), None
    for text in typed:
        kind, colon, rest = (part.strip() for part in text.partition(":"))
        kind = kind.casefold()
        if not colon or not rest:
            raise SettingError(f"{text!r} is no change", where="--what-if", hint=_FORMS)
        if kind == "capacity":
            found = _CAPACITY.fullmatch(rest)
            if not found:
                raise SettingError(
                    f"{text!r} gives no whole number", where="--what-if", hint=_FORMS
                )
            urn = find_school(run, found["school"])
            if not run.ranking.arrays.is_partner[run.ranking.index[urn]]:
                raise SettingError(
                    f"{urn} is no partner in this run, so it has no places",
                    where="--what-if",
                    hint="name a partner: places.csv of a plan lists them",
                )
            if urn in capacity:
                raise SettingError(f"{urn} has two capacities", where="--what-if",
                                   hint="give one")  # fmt: skip
            capacity[urn] = found["sign"], int(found["number"])
            words.append(_places_words(names[urn], *capacity[urn]))
        elif kind == "closed":
            urn = find_school(run, rest)
            closed.add(urn)
            words.append(f"{names[urn]} closed")
        elif kind == "without":
            urn = find_school(run, rest)
            without.add(urn)
            words.append(f"{names[urn]} took no part")
        elif kind == "area":
            here = _in_area(run, rest)
            seekers = here if seekers is None else seekers | here
            words.append(f"the plan were for seekers of {rest} only")
        else:
            raise SettingError(f"{text!r} is no change", where="--what-if", hint=_FORMS)
    _refuse_two_of_one(capacity, closed, without)
    return Changes(capacity, frozenset(closed), frozenset(without), seekers, typed,
                   tuple(words))  # fmt: skip


def _refuse_two_of_one(capacity: Iterable[str], closed: set[str], without: set[str]) -> None:
    """Raise :class:`SettingError` for a school of which two changes say different things: who is
    not there has no places, and who closes does not go on with what it does."""
    said = (({*capacity}, "has other places"), (closed, "closes"), (without, "takes no part"))
    for (one, first), (other, second) in combinations(said, 2):
        if both := sorted(one & other):
            raise SettingError(
                f"{both[0]} {first} and {second}", where="--what-if", hint="give one of the two"
            )


def _places_words(name: str, sign: str, number: int) -> str:
    """Other places of a partner, as people say it."""
    more = {"": "", "+": "more ", "-": "fewer "}[sign]
    return f"{name} had {number:,} {more}place{'' if number == 1 else 's'}"


def _in_area(run: ReopenedRun, name: str) -> frozenset[str]:
    """The schools of a priority area, a local authority or a region, whichever has that name."""
    schools = run.tables.flat
    urns, arrays = as_list(schools["urn"]), run.ranking.arrays
    seeks = {urn for urn, one in zip(arrays.urn, arrays.is_seeker, strict=True) if one}
    names = set()
    for column in _PLACES:
        cells = as_list(schools[column])
        here = {
            urn
            for urn, cell in zip(urns, cells, strict=True)
            if cell and cell.casefold() == name.casefold() and urn in seeks
        }
        if here:
            return frozenset(here)
        names |= {cell for urn, cell in zip(urns, cells, strict=True) if cell and urn in seeks}
    raise SettingError(
        f"no seeker of this run is in an area, authority or region called {name!r}",
        where="--what-if",
        hint=_near(name, names),
    )


def _near(name: str, names: set[str]) -> str:
    from rapidfuzz import process

    found = process.extract(name, sorted(names), limit=_MOST, score_cutoff=60)
    told = ", ".join(near for near, _, _ in found) or ", ".join(sorted(names)[:_MOST])
    return f"there is {told}" if told else "no seeker of this run is in any"
