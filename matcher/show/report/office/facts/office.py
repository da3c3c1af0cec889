"""What a report of coverage tells, as plain data; what may be seen of it by whom is decided where
it is shown.

Figures of small groups are here too: schools are no persons, and the lists of a run name each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matcher.core.figures.surety import WORDING
from matcher.core.schema import as_list
from matcher.core.tables import BASIS, WIDER, urn_key
from matcher.show.report.office.facts.coverage import (
    HALF,
    IN_NO_LIST,
    LIKELY,
    NEEDY,
    NO_NEED,
    NOBODY,
    NOT_MATCHED,
    STATES,
    UNKNOWN_NEED,
    UNSAID,
)
from matcher.show.report.office.facts.groups import Rate

if TYPE_CHECKING:
    from matcher.core.settings.config import Config
    from matcher.show.kit.reach import Reach
    from matcher.show.report.office.facts.groups import GroupCoverage, Split
    from matcher.show.report.office.facts.needs import Left, NeedMet
    from matcher.show.report.office.facts.partners import Load, OnlySeeks

KM_BANDS = (5.0, 10.0, 20.0, 40.0)
MINUTE_BANDS = (15.0, 30.0, 45.0, 60.0)
ABOUT_NEEDS = (*NEEDY, NO_NEED, NOT_MATCHED, UNSAID, UNKNOWN_NEED)
# Of a school and those in its list; of partners' lists the same is said the other way round.
OWN_LISTS: Mapping[str, str] = MappingProxyType(
    {
        "one": "partner in its list",
        "several": "partners in its list",
        "of_each": "partner in their list",
        "of_all": "partners in their lists",
        "first": "the first of its list",
        "nearest": "the nearest of its list",
    }
)
LISTS_OF_PARTNERS: Mapping[str, str] = MappingProxyType(
    {
        "one": "partner with it in its list",
        "several": "partners with it in their lists",
        "of_each": "partner with them in its list",
        "of_all": "partners with them in their lists",
        "first": "the best, by score, of those with it in their lists",
        "nearest": "the nearest of those",
    }
)
# What an offer that is not stated rests on: words of BASES, and how one of them and many are told.
_SOURCES = (
    ((WIDER,), "a wider offer", "wider offers"),
    ((BASIS["published"], BASIS["inferred"]), "a public register", "registers"),
    ((BASIS["measured"],), "its figures", "figures"),
    ((BASIS["wording"],), "words of a list", "words of a list"),
)
# How the needs are told of on which the state of a school rests, by whether it has stated any.
_NEEDS: Mapping[bool | None, Mapping[str, str]] = MappingProxyType(
    {
        None: {"needs": "needs, or is likely to need", "known": "known or likely"},
        True: {"needs": "has said that it needs", "known": "stated"},
        False: {"needs": "is likely to need", "known": "likely"},
    }
)
OF_THOSE = " (of what this run was narrowed to)"
SEVERITIES = ("rejected", "warning", "note")  # the gravest first


@dataclass(frozen=True, slots=True)
class Alone:
    """A school with nobody: who it is, how many partners within the limit each gate keeps from it,
    in words, and the nearest beyond the limit whom it may meet ("" and NaN: not known).
    ``lacks_a_time``: only a straight line says that all of those are near, as to some there is no
    way, or no time that was asked for."""

    urn: str
    name: str
    la: str
    kept_apart: tuple[tuple[str, int], ...]
    nearest: str = ""
    nearest_km: float = float("nan")
    lacks_a_time: bool = False


@dataclass(frozen=True, slots=True)
class NoPart:
    """Schools of the lists that took no part: why, in words, what would help, and who they are
    (URN, name, authority, kind, and the part they were to take), by authority and name."""

    why: str
    cure: str
    schools: tuple[tuple[str, str, str, str, str], ...]
    by_setting: bool = False  # as the run was asked: nobody has to do anything


@dataclass(frozen=True, slots=True)
class Known:
    """Of how many of whom a thing is known, why it counts, and the ways to get it: what to do,
    and the command that does it ("" where it is done by hand); ``in_words``: of how many of these
    words of a list alone say it, as understood."""

    what: str
    known: int
    of: int
    whom: str
    counts: str
    ways: tuple[tuple[str, str], ...]
    in_words: int = 0


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """Problems of one code and severity: how many, where (list, sheet and row of the first few),
    an example, and what to do."""

    code: str
    severity: str
    many: int
    where: tuple[str, ...]
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """Everything that the report of an office says of a run.

    ``name``: of the run's folder, as commands take it; ``record``: run.json; ``coverage``:
    COVERAGE; ``listed``: whether it is about schools of the office's lists, else about those that
    the register supplied for its partners; ``load``: None where no school has a list of its own;
    ``needs_of``: the needs of each school in words, those without a need left out;
    ``half_sure_of``: those of them that are only likely and at least half sure; ``met_of``: those
    that a partner in its list meets or may meet; ``unmet_of``: of the schools in a
    list the others, those that are stated first; ``narrowed``: what the run was narrowed
    to, in words ("" to nothing), ``places`` the authorities and regions among it, and ``drop`` the
    options of the command that narrow what two schools do together; ``of_register``: how many more
    seekers took part, which the register supplied for the partners of the lists; ``outside``: how
    many schools of the lists, and ``problems_outside`` how many problems of schools, are outside
    of what it was narrowed to;
    ``left``: what could be done about needs that are not met; ``only_seek``: the schools with a
    strength to be named that only seek, those nearest to a school told of first;
    ``heed``: by URN what to heed before one rings or visits a school, in words;
    ``dates``: the day and the dates of the data, a line each;
    ``attribution``: with that of the files given to the report.
    """

    name: str
    record: Mapping[str, Any]
    config: Config
    reach: Reach
    coverage: pd.DataFrame
    listed: bool
    everybody: GroupCoverage
    splits: tuple[Split, ...]
    alone: tuple[Alone, ...]
    no_part: tuple[NoPart, ...]
    load: Load | None
    needs: tuple[NeedMet, ...]
    needs_of: Mapping[str, tuple[str, ...]]
    half_sure_of: Mapping[str, tuple[str, ...]]
    met_of: Mapping[str, tuple[str, ...]]
    unmet_of: Mapping[str, tuple[str, ...]]
    known: tuple[Known, ...]
    left: Left
    only_seek: tuple[OnlySeeks, ...]
    problems: tuple[ProblemKind, ...]
    attribution: tuple[str, ...]
    dates: tuple[str, ...]
    heed: Mapping[str, str] = field(default_factory=dict)
    narrowed: str = ""
    places: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    outside: int = 0
    of_register: int = 0
    problems_outside: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def seekers(self) -> int:
        """How many schools the report is about."""
        return len(self.coverage)

    def states(self) -> dict[str, int]:
        """How many schools are in each state (:data:`STATES`), in their order, none left out."""
        counts = self.coverage["state"].value_counts()
        return {state: int(counts.get(state, 0)) for state in STATES}

    @property
    def in_a_list(self) -> int:
        """How many schools are in a list: all with somebody within the limit, but where the
        register supplied the schools: of these a partner's list names its best alone."""
        return int((~self.coverage["state"].isin(IN_NO_LIST)).sum())

    @property
    def needy(self) -> int:
        """Of how many schools, in a list or not, a need is known or likely."""
        return int((self.coverage["need_by"] != "").sum())

    def told(self, state: str, *, stated: bool | None = None) -> str:
        """A state in words; of a run that asks about some needs only, it tells of those.
        ``stated``: whether the one school that is told of has stated needs, None of several."""
        asks = self.config.activities or self.config.subjects
        sources = [one for one, _ in self.rests_on()]
        either = " or ".join(filter(None, (", ".join(sources[:-1]), *sources[-1:])))
        # Where a list's words are the source, they may be the answer of somebody who was asked.
        said = self.offers_in_words or any(WIDER in one for one in sources)
        asked = "" if said else "; the partner has not been asked"
        terms = {
            "sources": f"{either}{asked}",
            "of_stated": " (of a school that has stated needs: any stated one; that a likely one "
            "may be met does not count)" * (stated is None and self.some_state),
            "one_stated": " (of a school that has stated needs: a stated one)"
            * (stated is None and self.some_state),
            **_NEEDS[stated],
        }
        told = STATES[state].format_map({**self.of_lists, **terms})
        return f"{told}{OF_THOSE if asks and state in ABOUT_NEEDS else ''}"

    @property
    def of_lists(self) -> Mapping[str, str]:
        """How the list of a school is spoken of: its own, or those of the partners that name it."""
        return OWN_LISTS if self.listed else LISTS_OF_PARTNERS

    def rests_on(self, *, no_words: bool = False) -> list[tuple[str, str]]:
        """On what it rests that needs may be met where no partner says so itself: how one source
        of each kind is told of, and many. ``no_words``: of schools alone for which no words of a
        list say it."""
        of_each = [one.split("; ") for one in as_list(self.coverage["rests_on"])]
        bases = {
            part for one in of_each if not (no_words and BASIS[WORDING] in one) for part in one
        }
        return [(one, many) for words, one, many in _SOURCES if bases.intersection(words)]

    @property
    def offers_in_words(self) -> bool:
        """Whether words of a list are among these sources."""
        return self.met_in_words > 0

    @property
    def met_in_words(self) -> int:
        """Of how many schools words of a list say that a need is met, and no partner in tags."""
        return int(self.coverage["rests_on"].str.contains(BASIS[WORDING], regex=False).sum())

    @property
    def some_state(self) -> bool:
        """Whether a need is stated of any school with somebody in its list."""
        own = self.coverage[self.coverage["state"].isin(NEEDY)]
        return bool((own["stated"] > 0).any())

    def by_figures(self) -> Rate:
        """Of the schools with somebody in their list and a need, those for which published figures
        alone suggest one."""
        own = self.coverage[self.coverage["state"].isin(NEEDY)]
        return Rate(int((own["need_by"] == LIKELY).sum()), len(own))

    def half_sure(self) -> int:
        """Of the schools of :meth:`by_figures` whose needs are only likely, how many have one that
        is at least half sure."""
        own = self.coverage[self.coverage["state"].isin(NEEDY)]
        return int(((own["need_by"] == LIKELY) & (own["need_sure"] >= HALF)).sum())


def within(values: pd.Series, bands: tuple[float, ...]) -> list[int]:
    """How many of the known ``values`` are at most each of ``bands``."""
    known = values.dropna().to_numpy()
    return [int(np.count_nonzero(known <= band)) for band in bands]


def quantiles(values: pd.Series) -> tuple[float, float, float]:
    """The quarter, the half and the three quarters of the known ``values``, NaN of none
    (linear between two, as numpy has it)."""
    known = values.dropna().to_numpy()
    if not len(known):
        return (float("nan"),) * 3
    low, middle, high = np.quantile(known, [0.25, 0.5, 0.75])
    return float(low), float(middle), float(high)


def without_anybody(coverage: pd.DataFrame) -> list[tuple[str, str, str]]:
    """URN, name and authority of the schools with nobody, by authority, name and URN."""
    rows = coverage[coverage["state"] == NOBODY]
    named = zip(*(as_list(rows[name]) for name in ("urn", "name", "la")), strict=True)
    return sorted(named, key=lambda one: (one[2], one[1], urn_key(one[0])))
