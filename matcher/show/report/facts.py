"""What a page for one school tells: plain facts of a run, seen from the side of that school.

Of another school a page tells what it needs and offers in the words of the vocabulary, and what
that rests on in a word; the words and figures themselves stand on that school's own page alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matcher.core.figures.surety import is_known_met
from matcher.core.tables import BASIS, WIDER
from matcher.show.explain.met import either

SEEKER, PARTNER = "seeker", "partner"


@dataclass(frozen=True, slots=True)
class Known:
    """A thing that a school needs, or offers, in ``words``; to what ``degree`` (0 to 1) and how
    ``sure`` (0 to 1) its source is, which ``basis`` names in a phrase. ``asked``: whether the run
    asked about it, which a narrowed run does of some things alone. ``likely``: figures or a
    register suggest it, and nobody has said it."""

    words: str
    degree: float
    sure: float
    basis: str
    asked: bool = True
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """A need of one side that the other meets: the need in ``words`` with its ``activity``; ``by``
    the thing in words that meets it in part, "" where it is the thing itself, and ``also`` others
    that do so as well; ``rests_on``: a word of :data:`matcher.core.tables.BASES`; ``need_sure`` (0
    to 1) of a need that figures suggest, and ``offer_sure`` of the offer; ``served_by``: all that
    the other offers, in words, which would serve the need, be it less well; ``said_sure``: how sure
    it is of any other need that somebody has said it; ``degree``: how great the need is, and
    ``share``: how much of it would be met (0 to 1 each); the score counts their product."""

    words: str
    activity: str
    by: str
    rests_on: str
    need_sure: float = 1.0
    also: tuple[str, ...] = ()
    served_by: tuple[str, ...] = ()
    offer_sure: float = 1.0
    said_sure: float = 1.0
    degree: float = 1.0
    share: float = 1.0

    @property
    def both_sure(self) -> float:
        """How sure it is, 0 to 1, that both the need and the offer are there."""
        return self.need_sure * self.said_sure * self.offer_sure

    @property
    def things(self) -> tuple[str, ...]:
        """What is offered, in words: each of several would do."""
        return (self.by, *self.also) if self.by else (self.words,)

    @property
    def is_stated(self) -> bool:
        """Whether the offer is stated, of that which is needed. What a public register lists a
        school has; it has not offered it."""
        return self.rests_on == BASIS["stated"]

    @property
    def is_likely(self) -> bool:
        """Whether the need is only a likely one, which nobody has said."""
        return self.need_sure < 1

    @property
    def is_known_met(self) -> bool:
        """Whether the need is known to be met."""
        return is_known_met(self.rests_on, likely=self.is_likely)

    @property
    def is_wider(self) -> bool:
        """Whether what is offered is stated, and wider than the need, which it may not hold."""
        return self.rests_on == WIDER

    @property
    def offered(self) -> str:
        """The same as one phrase."""
        return either(self.things)


@dataclass(frozen=True, slots=True)
class Listed:
    """A school in the list of another. ``what`` it is and ``apart`` are phrases; ``gets``: what the
    school of the page would get, ``gives``: what it could give; ``silent``: what is said where
    nothing is known to be got, ``silent_back`` where nothing that would be given in return; and
    ``needs_known``: whether anything is of what it needs, and ``offers_known`` of what it offers.
    ``own_rank``: the place of the school of the page in this one's list, 0 for none, or in that of
    its phase (``own_of_phase``; ``of_phase``: of how many that it may meet, 0 where that is not
    told), and ``own_alone``: it may meet nobody else. ``known``: what of the pair is known and
    what is not, in words. ``alone``: by what alone the place is, where what schools need
    and offer is left out of the score; "" else. ``sureness``: in how many weightings
    it holds its place, in a few words. ``notes``: phrases about it. ``point``: metres (EPSG:27700),
    None where it is not placed. ``in_plan``: a plan puts the two together. ``full``: that
    it has no place left in a plan that gives the school of the page nobody, a phrase. ``has``: what
    a partner offers or may offer, the greatest first, where it is not known to give anything that
    the school needs. ``unknown``: the needs of the school of the page, those said first, of
    which nobody knows whether this one could meet them; ``asks``: the same of its own needs, those
    that are said, and the school of the page. ``offers_nothing``: it is said to, and ``no_places``:
    the list gives it none; ``too_small``: a plan supposes none for it; ``needs_nothing``: it is
    said to. ``entry``: the address of its entry in the public register, "" for none; ``score``: of
    the pair, NaN where it is not worked out."""

    rank: int
    urn: str
    name: str
    what: str
    apart: str
    gets: tuple[Exchange, ...] = ()
    gives: tuple[Exchange, ...] = ()
    silent: tuple[str, ...] = ()
    silent_back: str = ""
    needs_known: bool = True
    offers_known: bool = True
    own_rank: int = 0
    own_of_phase: bool = False
    of_phase: int = 0
    own_alone: bool = False
    known: str = ""
    alone: str = ""
    sureness: str = ""
    notes: tuple[str, ...] = ()
    point: tuple[float, float] | None = None
    in_plan: bool = False
    full: str = ""
    has: tuple[Exchange, ...] = ()
    unknown: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    offers_nothing: bool = False
    no_places: bool = False
    too_small: bool = False
    needs_nothing: bool = False
    entry: str = ""
    score: float = math.nan

    @property
    def may_be_asked(self) -> bool:
        """Whether to ask it for anything is of use: what it has said is an answer."""
        return not self.offers_nothing and not self.no_places


@dataclass(frozen=True, slots=True)
class Helped:
    """The schools in reach of a partner that have a need which it is known, or likely, to meet:
    ``many`` of them, of whom so many have ``told`` one, themselves or by their office. ``others``:
    the first few of those outside of its lists, ``rank`` 0, and ``more``, how many there are beside
    them; ``needed``: how many outside of its lists need each thing that it offers, by its words;
    ``unknown``: of how many in reach, in its lists or not, it is not known whether they do."""

    many: int
    told: int
    others: tuple[Listed, ...] = ()
    more: int = 0
    needed: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What every page of a run tells: ``day``, the day that it took for today, in words; the
    ``limit`` and ``k`` of its lists; ``dates``: that day and those of its data, in sentences;
    ``attribution``: the lines that whatever is made of it must carry. ``shares``: what each term of
    the score weighs, summing to 1. ``narrowed``: all that the run was narrowed to, and ``about``:
    the activities and subjects among it, in phrases, "" for nothing; ``of_pairs``: whether any of
    it is asked of pairs, so that those of which it is not known stay; ``narrows``: what of it keeps
    others out of the list of one of a side, "" nothing, all of it where that is not told.
    ``of_lists``: how many there are on a side (SEEKER, PARTNER) where the lists of the run name all
    of them and the register has others; 0 or missing where not. ``met_lists``: by side, the URNs of
    those that no list names and that were compared with the schools of the lists alone.
    ``left_out``: what pages for others than the office do not tell, a sentence; "" of the office's
    own."""

    day: str
    limit: str
    k: int
    dates: tuple[str, ...]
    attribution: tuple[str, ...]
    shares: Mapping[str, float]
    narrowed: str = ""
    about: str = ""
    of_pairs: bool = False
    narrows: Mapping[str, str] = field(default_factory=dict)
    of_lists: Mapping[str, int] = field(default_factory=dict)
    met_lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    left_out: str = ""

    @property
    def of_seekers(self) -> bool:
        """Whether it was narrowed by who seeks alone, so that the list of a seeker lacks nobody."""
        return not self.narrows.get(SEEKER, self.narrowed)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The page of one school on one ``side``, SEEKER or PARTNER. ``what`` it is and ``where`` (its
    priority area) are sentences; ``authority``: to sort by, "" not known. ``needs`` and ``offers``,
    the greatest first, needs that are said before guesses; ``needs_known`` and ``offers_known``:
    whether anything of them is; ``needs_said``: whether it, or its list, says anything of its
    needs; ``says_nothing_needed`` and ``says_nothing_offered``: it says so. ``why_none``: why it
    has no list, "" where it has one; ``in_reach``: how many of the other side it may meet.
    ``beyond``: its list is of the nearest beyond the limit. ``by_phase``: a partner's further
    lists, by phase, numbered on from ``listed``. ``asking``: what to ask a partner of which nothing
    is known. ``planned``: those that a plan gives it, each after a sentence that says so, with its
    place among all in reach as ``rank``; ``plan``: what else it decides, in sentences.
    ``looked_at``: of a school of which no need stands out, the figures that could have told of one,
    each after what it could be of; ``too_low``: those that weigh in the order and put a need too
    low to name. ``farther``: whom to ask farther down its list about needs that nobody in it may
    meet, in sentences; ``not_understood``: words of its list that were not, each with what to
    write. ``whole``: its list has all that belong there, not those alone in whose lists it stands;
    ``in_lists_of``: those in, or beside, whose lists it stands and who are in none of its own, the
    best first, without a number, and ``more_lists``, how many there are beside them."""

    side: str
    urn: str
    name: str
    what: str
    where: str
    authority: str
    point: tuple[float, float] | None
    needs: tuple[Known, ...]
    offers: tuple[Known, ...]
    needs_known: bool
    offers_known: bool
    says_nothing_needed: bool
    says_nothing_offered: bool
    why_none: str
    in_reach: int
    beyond: bool
    listed: tuple[Listed, ...]
    worth_asking: tuple[Listed, ...]
    by_phase: tuple[tuple[str, tuple[Listed, ...]], ...]
    asking: str
    plan: tuple[str, ...]
    run: RunFacts
    looked_at: tuple[str, ...] = ()
    too_low: tuple[str, ...] = ()
    farther: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    planned: tuple[tuple[str, Listed], ...] = ()
    needs_said: bool = True
    helped: Helped | None = None
    whole: bool = True
    in_lists_of: tuple[Listed, ...] = ()
    more_lists: int = 0

    @property
    def other(self) -> str:
        """The side of those in its list."""
        return PARTNER if self.side == SEEKER else SEEKER

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """Those that the page lists with a number and the public register has: each with
        the address of its entry."""
        by_phase = (one for _, of_phase in self.by_phase for one in of_phase)
        every = (*self.listed, *by_phase, *(one for _, one in self.planned))
        found = ((f"{one.name} ({one.urn})", one.entry) for one in every if one.entry)
        return tuple(dict.fromkeys(found))

    @property
    def met_lists_alone(self) -> bool:
        """Whether it was compared with the schools of the lists alone as no list names it."""
        return self.urn in self.run.met_lists.get(self.side, ())

    def is_met_by_lists_alone(self, urn: str) -> bool:
        """Whether one in its list, by URN, was compared with those of the lists alone, so that a
        number in the list of that one is among these."""
        return urn in self.run.met_lists.get(self.other, ())

    @property
    def of_lists(self) -> str:
        """What follows the noun of those in its list where the lists name all of them."""
        alone = self.run.of_lists.get(self.other) or self.met_lists_alone
        return " of the lists" if alone else ""

    @property
    def askable(self) -> tuple[Listed, ...]:
        """Those of the list whom to ask for something is of use (:func:`whom_to_ask`)."""
        return whom_to_ask(self.listed)


def whom_to_ask(some: Iterable[Listed]) -> tuple[Listed, ...]:
    """Those of ``some`` whom to ask for something is of use, last those for whom a plan supposes no
    place."""
    there = (one for one in some if one.may_be_asked)
    return tuple(sorted(there, key=lambda one: one.too_small))
