"""An explanation as it is shown: plain facts about a pair, or a school, of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.core.figures.number_format import counted
from matcher.core.figures.surety import is_small
from matcher.core.travel.times import ROUTED
from matcher.show.explain.met import either
from matcher.show.kit.reach import Reach


@dataclass(frozen=True, slots=True)
class School:
    """A school as an explanation names it; ``trust`` as SCHOOLS has it ("" not known); ``area_km``
    NaN where it is not placed; ``needs_nothing``: it says so, rather than no need of it being
    known; ``needs_known``: whether anything is known of its needs; ``pupils`` on roll, None where
    that is not known. ``claims``: what it says it offers beyond what public sources show, in whole
    offers, of which ``full_claims`` count together. ``offers_nothing``: it is said to;
    ``no_places``: its list gives it none; ``contact``: on which condition it may be contacted."""

    urn: str
    name: str
    kind: str
    phase: str
    la_name: str
    trust: str
    area: str
    area_near: str
    area_km: float
    needs_nothing: bool
    needs_known: bool = False
    pupils: float | None = None
    claims: float = 0.0
    full_claims: int = 0
    offers_nothing: bool = False
    no_places: bool = False
    contact: str = ""

    @property
    def claim_sentences(self) -> list[str]:
        """How what it says it offers counts, where that is more than counts in full."""
        if self.claims <= self.full_claims:
            return []
        return [
            f"{self.name} says it offers as much as {self.claims:g} things in full beyond what "
            "registers and figures show; no school can serve everything, so that part of each "
            f"counts {self.full_claims / self.claims:.0%} ({self.full_claims} count in full)"
        ]


@dataclass(frozen=True, slots=True)
class Part:
    """What one term brings to the score: ``points`` = ``weight`` · ``value``. ``known``:
    how much of the value rests on something known, the rest being ``stand_in``; ``sure``:
    the same, each tag counted as far as its source is sure; ``named``: of the needs that a
    school is taken to have at least, the share that this one names."""

    term: str
    weight: float
    value: float
    points: float
    known: float
    sure: float
    stand_in: float
    named: float = 1.0


@dataclass(frozen=True, slots=True)
class Tag:
    """A need of one side and what the other has of it, with what either rests on. NaN:
    not known. ``strength_sure``: 0-1, how sure its source is. ``through``: the other tag, in
    words, by which the other side meets it in part, ``cover`` of it, 0 to 1, in words
    ``cover_words`` ("half of"), ``because`` of this; "" where it is the tag itself, or nothing
    known; ``also``: others by which it would, too; ``wider``: it is stated, and may not hold it."""

    activity: str
    subject: str
    words: str
    need: float
    need_source: str
    need_evidence: str
    strength: float
    strength_source: str
    strength_evidence: str
    strength_sure: float = 1.0
    through: str = ""
    cover: float = 1.0
    cover_words: str = ""
    because: str = ""
    also: tuple[str, ...] = ()
    wider: bool = False

    @property
    def all_through(self) -> str:
        """The other tags, each of which would do."""
        return either((self.through, *self.also)) if self.through else ""

    @property
    def is_unremarkable(self) -> bool:
        """Whether published figures of the other side do not stand out: they are no strength,
        and cannot say what a school does not offer."""
        return is_small(self.strength, self.strength_source)

    @property
    def met(self) -> bool:
        """Whether the other side has any of it, as far as is known; as lists have it."""
        return self.strength > 0 and not self.is_unremarkable


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change the score, and the rank it would then have
    (:class:`matcher.match.explain.what_if.Change`); ``words`` is the tag in words. ``minutes`` is
    told in place of ``km`` where nearness counts by travel time."""

    what: str
    score: float
    rank: int
    activity: str
    subject: str
    term: str
    km: float
    words: str
    minutes: float = math.nan


@dataclass(frozen=True, slots=True)
class OffRoad:
    """A school too far from any road for its minutes to be asked for: how far the nearest is, in
    metres (infinity: there is none)."""

    name: str
    metres: float


@dataclass(frozen=True, slots=True)
class ExplainedPair:
    """A pair explained. ``gate``: the code of what keeps it apart, "" where nothing does;
    ``fit``: whether it is known to fit what the run was narrowed to (``asked``, of
    which ``asked_of_pairs`` is what two schools fit together), "" where that says nothing, as
    nothing is asked of pairs, or a gate stops the pair. rank and partner_rank with the length of
    each list, 0 where a gate stops it. ``beyond``: the rank of a pair shown although it is
    beyond the limit, else 0. ``phase_rank`` of ``of_phase``: the seeker's place in the partner's
    list among those of its ``phase_group``, 0 where that is not known. ``worth_asking``: its place
    among the partners worth asking of the seeker, else 0; ``question``: what to ask a partner of
    which nothing is known, there or in the list. ``miles``:
    distances are told in both. ``sureness``: in how many weightings it holds its places, in a
    sentence, "" where nobody asked. ``minutes``: the mean of there and back (infinity: there is no
    way; NaN: not known), resting on ``minutes_by``; ``least_minutes``: where nobody asked, what
    they come to at least; ``max_minutes``: the limit that takes the place
    of ``max_km``, 0 where none does; ``travel_by``: how they travel, in words, and
    ``travel_note``: what their times leave out; ``told_by``: who tells the minutes, or did not
    ("routed" an engine, "file"); ``off_road``: those of the two that are too far from any road;
    ``road_m``: of the seeker and of the partner the metres to the nearest road, NaN where nobody
    knows; ``of_lists``: how many seekers and partners there are where all are of the lists, 0 where
    not; ``alone``: by side, where no list names the one on it, with how many of the other side,
    those of the lists alone, it was compared; ``left_out``: the terms that weigh nothing in this
    run as nothing is known of them;
    ``fewest_needs``: so many needs, as great as its greatest, every school is taken to have."""

    seeker: School
    partner: School
    gate: str
    gate_words: str
    fit: str
    asked: str
    asked_of_pairs: str
    beyond: int
    distance_km: float
    max_km: float
    miles: bool
    score: float
    evidence: float
    parts: tuple[Part, ...]
    rank: int
    of_partners: int
    partner_rank: int
    of_seekers: int
    phase_group: str
    phase_rank: int
    of_phase: int
    worth_asking: int
    question: str
    seekers_needs: tuple[Tag, ...]
    partners_needs: tuple[Tag, ...]
    changes: tuple[Change, ...]
    area_title: str
    sureness: str = ""
    minutes: float = math.nan
    minutes_there: float = math.nan
    minutes_back: float = math.nan
    minutes_by: str = ""
    least_minutes: float = math.nan
    max_minutes: float = 0.0
    travel_by: str = ""
    travel_note: str = ""
    off_road: tuple[OffRoad, ...] = ()
    told_by: str = ""
    road_m: tuple[float, float] = (math.nan, math.nan)
    of_lists: Mapping[str, int] = field(default_factory=dict)
    alone: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    fewest_needs: int = 0

    @property
    def compared(self) -> list[str]:
        """Of whom a place in a list is, where the lists alone were compared."""
        return [
            *(
                f"Only {counted(many, side)} of the lists {'was' if many == 1 else 'were'} compared"
                for side, many in self.of_lists.items()
                if many
            ),
            *(compared_alone(f"the {side}", {side: many}) for side, many in self.alone.items()),
        ]

    @property
    def changes_title(self) -> str:
        """What ``changes`` are of: of the partner's place, or of the score alone."""
        if self.changes and all(change.rank == self.rank for change in self.changes):
            return "What would raise the score"
        return "What would change the partner's place"

    @property
    def reach(self) -> Reach:
        """How far apart the run lets a pair be."""
        told = self.travel_by, self.told_by == ROUTED, self.travel_note
        return Reach(self.max_km, self.miles, self.max_minutes, *told)


def compared_alone(who: str, alone: Mapping[str, int]) -> str:
    """With whom a school that no list names was compared, by its side; "" of any other."""
    others = {"seeker": "partner", "partner": "seeker"}
    told = " and the ".join(
        f"one {others[side]}" if many == 1 else counted(many, others[side])
        for side, many in alone.items()
    )
    return (
        f"No list names {who}, so it was compared with the {told} of the lists alone"
        if told
        else ""
    )


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a school's list. ``sureness``: in how many weightings it holds there, in a few
    words, "" where nobody asked. ``travel``: how long the way takes, in words, "" where that is
    not known."""

    rank: int
    urn: str
    name: str
    score: float
    distance_km: float
    sureness: str = ""
    travel: str = ""


@dataclass(frozen=True, slots=True)
class PhaseList:
    """The best of a partner's list within one group of phases, and of how many."""

    phase_group: str
    seekers: tuple[ListEntry, ...]
    of_seekers: int


@dataclass(frozen=True, slots=True)
class ExplainedSchool:
    """One school explained: the rows of PROFILE about it (with ``words``), and its lists
    with their lengths. ``gate`` says why it has none, "" where it takes part.
    ``worth_asking``: the partners of which nothing is known that might be in its list if they
    offered what it needs; ``to_ask``: the URNs of those in its list, by their nearness, of which
    nothing is known; with the ``question`` to ask both.
    ``alone``: as of a pair (:class:`ExplainedPair`).
    Partners with nobody among ``of_partners`` are the nearest few beyond the limit."""

    school: School
    gate: str
    gate_words: str
    profile: tuple[dict[str, Any], ...]
    partners: tuple[ListEntry, ...]
    of_partners: int
    seekers: tuple[ListEntry, ...]
    of_seekers: int
    seekers_by_phase: tuple[PhaseList, ...]
    worth_asking: tuple[ListEntry, ...]
    to_ask: tuple[str, ...]
    question: str
    nobody: Mapping[str, str]
    area_title: str
    miles: bool
    alone: Mapping[str, int] = field(default_factory=dict)
