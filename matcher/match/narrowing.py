"""What a run is narrowed to: which schools and pairs fit it, and whether that is known.

Unknown never keeps anybody out. A pair that is known not to fit has no place; every other one
has a level: 3 where all that was asked is known to hold, 2 where registers, figures or words of a
list suggest it, 1 where part of it is known or suggested, 0 where nobody knows. The lists are
ordered by level first and by score within it, so that what is not known stands below what
fits. What a school needs and offers is what reasons name (:mod:`matcher.core.figures.surety`): a
figure that is too low to name makes no pair fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.core.columns.columns import AnyTable, Columns, columns_of
from matcher.core.figures.surety import SAID
from matcher.core.places.membership import in_authorities, in_no_authority, in_no_region, in_regions
from matcher.core.places.spelling import words
from matcher.core.settings.config import Config
from matcher.core.tables import FITS
from matcher.match.arrays import Bools, Exchange, Floats, Positions, SchoolArrays, TagDegrees
from matcher.match.terms import SCORE_DECIMALS

Levels = NDArray[np.int8]
OUT, NOT_KNOWN, IN_PART, LIKELY, KNOWN = -1, 0, 1, 2, 3
# What each level is called in MATCHES, which names the surest first.
WORDS = dict(zip((KNOWN, LIKELY, IN_PART, NOT_KNOWN), FITS, strict=True))

# Usual ages of the phases, where a register gives no ages of its own (statutory ages of
# GIAS; middle schools as most of them are).
PHASE_AGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "nursery": (2, 5),
        "primary": (4, 11),
        "middle deemed primary": (8, 12),
        "middle deemed secondary": (9, 13),
        "secondary": (11, 16),
        "16 plus": (16, 19),
        "all-through": (4, 18),
    }
)
_AGES_OF = {words(phase): ages for phase, ages in PHASE_AGES.items()}


class SchoolFit(NamedTuple):
    """Whether each school may be among those asked for, and whether it is known to be."""

    possible: Bools
    known: Bools


def is_narrowed(config: Config) -> bool:
    """Whether a run asks for some seekers, partners or pairs only."""
    asks_of_schools = config.phases or config.regions or config.authorities or config.kinds
    return bool(asks_of_schools) or asks_of_pairs(config)


def asks_of_pairs(config: Config) -> bool:
    """Whether a run asks what the two sides could give each other."""
    return bool(config.activities or config.subjects or config.reciprocal or config.must_give)


def fit_words(config: Config) -> Mapping[int, str]:
    """What MATCHES says of a pair of each level. "" says nothing: where nothing is asked of
    pairs, that both schools are of those asked for says nothing of what they could do together."""
    if not is_narrowed(config):
        return dict.fromkeys(WORDS, "")
    return WORDS if asks_of_pairs(config) else {**WORDS, KNOWN: ""}


def schools_fit(schools: AnyTable, config: Config) -> tuple[SchoolFit, SchoolFit]:
    """Who may seek and who may offer where a run is narrowed to some phases, regions
    and authorities (of seekers) and kinds (of partners). Case does not count.

    A school without a phase is kept out only by its ages; one whose kind nobody gave (a list
    gave it its part, and the register does not know it) counts as not known too.
    """
    own = columns_of(schools)
    seek, offer = _everybody(len(own)), _everybody(len(own))
    if config.phases:
        seek = _both(seek, _of_phase(own, {words(text) for text in config.phases}))
    if config.regions:
        asked = in_regions(own, config.regions)
        seek = _both(seek, SchoolFit(asked | in_no_region(own, config.regions), asked))
    if config.authorities:
        asked = in_authorities(own, config.authorities)
        seek = _both(seek, SchoolFit(asked | in_no_authority(own), asked))
    if config.kinds:
        kind = own.texts("kind")
        asked = kind.is_in(config.kinds)
        unsaid = kind.is_text("other") & own.texts("register_name").is_text("")
        offer = _both(offer, SchoolFit(asked | unsaid, asked))
    return seek, offer


def inside(schools: AnyTable, config: Config) -> Bools:
    """Which of SCHOOLS are, or may be, of the regions, authorities and phases that a run was
    narrowed to; whoever does not seek by its place alone. All of them in a run narrowed to none."""
    own = columns_of(schools)
    as_seeker, _ = schools_fit(own, config)
    of_places, _ = schools_fit(own, replace(config, phases=()))
    seeks = own.texts("role").is_in(("seeker", "both"))
    within: Bools = np.where(seeks, as_seeker.possible, of_places.possible)
    return within


def _everybody(many: int) -> SchoolFit:
    return SchoolFit(np.ones(many, dtype=bool), np.ones(many, dtype=bool))


def _both(one: SchoolFit, other: SchoolFit) -> SchoolFit:
    return SchoolFit(one.possible & other.possible, one.known & other.known)


def _of_phase(schools: Columns, wanted: set[str]) -> SchoolFit:
    """Who is of a phase; where that is blank its ages may say that it is not."""
    phase = schools.texts("phase")
    asked = phase.each(lambda text: words(text) in wanted, bool)
    may_be = np.zeros(len(schools), dtype=bool)
    low, high = (schools.figures(name) for name in ("age_low", "age_high"))
    for one in wanted:
        youngest, oldest = _AGES_OF.get(one, (np.nan, np.nan))
        # A year in common is where one phase ends and the next begins.
        may_be |= ~((high <= youngest) | (low >= oldest))
    unsaid = phase.each(lambda text: not words(text), bool)
    return SchoolFit(asked | (unsaid & may_be), asked)


def pair_levels(
    s: SchoolArrays,
    seekers: Positions,
    partners: Positions,
    config: Config,
    *,
    if_offered: bool = False,
) -> Iterator[tuple[str, Levels]]:
    """For each thing that is asked of pairs the gate's code and the levels; seekers ×
    partners. ``if_offered``: as they would be if every partner offered what the seekers need."""
    if not asks_of_pairs(config):
        return
    given = _as_needed(s.exchange, seekers, partners) if if_offered else None
    if config.activities or config.subjects:
        yield "unrelated", np.maximum(*_both_ways(s.exchange, seekers, partners, given))
    if config.reciprocal:
        # Whatever the run is about, what is given in return may be anything.
        yield "one_sided", _all_of(_both_ways(s.everything, seekers, partners, given))
    if config.must_give:
        met = _covers_something(s.exchange, seekers, partners) if given is None else given
        nothing = s.everything.needs.says_none(seekers)[:, None]
        yield "needs_nothing", np.where(nothing, met, np.maximum(met, NOT_KNOWN))
        yield "gives_nothing", met


def _both_ways(
    one: Exchange, seekers: Positions, partners: Positions, given: Levels | None
) -> list[Levels]:
    """How sure it is that the seekers gain of the partners (``given``: it is taken for that),
    and the partners of the seekers."""
    gets = _helps(one, seekers, partners) if given is None else given
    return [gets, _helps(one, partners, seekers).T]


def combined(
    levels: list[Levels], s: SchoolArrays, seekers: Positions, partners: Positions
) -> Levels:
    """The level of each pair: what is asked of pairs, and of both schools by themselves."""
    known = s.seeker_fits[seekers][:, None] & s.partner_fits[partners][None, :]
    if not levels:
        return np.where(known, KNOWN, NOT_KNOWN).astype(np.int8)
    pair = _all_of(levels)
    return np.where(known, pair, np.minimum(pair, IN_PART)).astype(np.int8)


def _all_of(levels: list[Levels]) -> Levels:
    """The level of several things that are all asked."""
    lowest, highest = np.minimum.reduce(levels), np.maximum.reduce(levels)
    in_part = np.where(highest > NOT_KNOWN, IN_PART, NOT_KNOWN)
    return np.where((lowest == OUT) | (lowest >= LIKELY), lowest, in_part).astype(np.int8)


def _as_needed(s: Exchange, needy: Positions, helpers: Positions) -> Levels:
    """How sure it would be that the needy get something, if every helper said that it offers it: as
    sure as that they need it. Needy × helpers."""
    level = np.where(s.needs.named(needy, SAID).any(axis=1), KNOWN, LIKELY)
    return np.repeat(level[:, None], len(helpers), axis=1).astype(np.int8)


def _helps(s: Exchange, needy: Positions, helpers: Positions) -> Levels:
    """How sure it is that the needy get anything at all of the helpers; needy × helpers."""
    needs, has = _side(s.needs, needy), _side(s.strengths, helpers)
    level = np.where(needs.may @ has.may.T > 0, NOT_KNOWN, OUT)
    level[(needs.named @ has.may.T > 0) | (needs.may @ has.named.T > 0)] = IN_PART
    return _where_met(level, needs, has)


def _covers_something(s: Exchange, needy: Positions, helpers: Positions) -> Levels:
    """How sure it is that the helpers cover any need that the needy are known to have; of those
    of whom no need is known, nobody knows. Needy × helpers."""
    needs, has = _side(s.needs, needy), _side(s.strengths, helpers)
    none_named = needs.named.sum(axis=1, keepdims=True) == 0
    wanted = np.where(none_named, needs.may, needs.named)
    level = np.where(wanted @ has.may.T > 0, NOT_KNOWN, OUT)
    return _where_met(level, needs, has)


class _Side(NamedTuple):
    """1 for each tag that a school says it has, that reasons name of it, and that it may have;
    schools × tags. The last column stands for every tag that nobody names: of those a school has
    none only where what it states is the whole of it."""

    said: Floats
    named: Floats
    may: Floats


def _side(side: TagDegrees, schools: Positions) -> _Side:
    none = np.zeros(len(schools), dtype=bool)
    parts = (
        (side.named(schools, SAID), none),
        (side.named(schools), none),
        (side.may_have(schools), ~side.whole[schools]),
    )
    return _Side(*(np.column_stack(part).astype(float) for part in parts))


def _where_met(level: NDArray[np.integer], needs: _Side, has: _Side) -> Levels:
    """The levels, with those of pairs in which a need that reasons name is met."""
    level[needs.named @ has.named.T > 0] = LIKELY
    level[needs.said @ has.said.T > 0] = KNOWN
    return level.astype(np.int8)


def standing(scores: Floats, levels: Levels) -> Floats:
    """What lists are ordered by: the level first, then the score (0 to 1); below 0 for a
    pair that has no place."""
    raised = scores + 2.0 * levels if levels.max(initial=NOT_KNOWN) > NOT_KNOWN else scores
    return np.where(levels == OUT, -1.0, raised)


def score_of(standings: Floats) -> Floats:
    """The score in a standing."""
    score: Floats = np.round(standings - 2.0 * level_of(standings), SCORE_DECIMALS)
    return score


def level_of(standings: Floats) -> Floats:
    """The level in a standing; a score is never 2."""
    return np.floor(standings / 2.0)


@dataclass(slots=True)
class NarrowingTally:
    """How much is known of what a run was narrowed to, counted while it is ranked.

    ``pairs``: those within the limit that no gate stops, by word of :data:`FITS`.
    ``needs``, ``strengths``: of the seekers, and of the partners, that may meet somebody, how
    many are known to need, or offer, any of it, of how many that is suggested, of how many it is
    not known, and how many are known not to.
    """

    pairs: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FITS, 0))
    needs: dict[str, int] = field(default_factory=dict)
    strengths: dict[str, int] = field(default_factory=dict)

    def add_pairs(self, levels: Levels) -> None:
        """Count in the pairs of one block."""
        for level, word in WORDS.items():
            self.pairs[word] += int(np.count_nonzero(levels == level))

    def add_counts(self, other: NarrowingTally) -> None:
        """Count in the pairs of other blocks."""
        for word, count in other.pairs.items():
            self.pairs[word] += count

    def add_schools(self, s: SchoolArrays, meets: Bools) -> None:
        """Count the two sides: those that ``meets`` says may meet somebody."""
        for counts, side, own in (
            (self.needs, s.needs, np.flatnonzero(s.is_seeker & meets)),
            (self.strengths, s.strengths, np.flatnonzero(s.is_partner & meets)),
        ):
            said, named, may = (part.any(axis=1) for part in _side(side, own))
            counts["known"] = int(np.count_nonzero(said))
            counts["likely"] = int(np.count_nonzero(named & ~said))
            counts["not known"] = int(np.count_nonzero(may & ~named))
            counts["none"] = int(np.count_nonzero(~may))
