"""Schools as arrays: everything that gates and score read, in one canonical order.

Schools stand in the order of their URN, so that whatever is summed is summed in the same
order however the list was shuffled. Degrees of need and strength are kept in whole
hundredths: sums of their products are then exact in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.core.figures.surety import SUGGESTED, Sureties
from matcher.core.tie_order import Hashes, NameHashes, pair_hashes
from matcher.match.travel.pair_times import PairTimes

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TagDegrees:
    """Needs, or strengths, of all schools.

    ``degree``: n × tags, whole hundredths, 0 where there is none or it is unknown.
    ``known``: whether anything is known of the school on this side. ``known_by_tag``: n × tags,
    1 where that tag is known; None where whatever is known of a school is all of it.
    ``confidence``: n × tags, how sure the source is, 0 where the tag is unknown.
    ``whole``: whether what is known of the school is all of it, tags that nobody names included.
    ``surety``: n × tags, how sure each is (:func:`matcher.core.figures.surety.sureties`); a need
    that is met through another tag is as sure as that, or, where that one only may meet it,
    SUGGESTED at most.
    ``silent``: n × tags, where a 0 rests on published figures, which count in the score but
    cannot say what a school does not offer; None: nowhere.
    ``through``: n × tags, the tag of its own by which a school meets each need; None: the same.
    Of strengths: ``recorded``: n × tags, whole hundredths, how much of them public sources show;
    ``claims``: what the school says it offers beyond that, its degrees added up, whole hundredths,
    tags that the run was narrowed past included.
    """

    degree: Floats
    known: Bools
    known_by_tag: Floats | None
    confidence: Floats
    whole: Bools
    surety: Sureties
    silent: Bools | None = None
    through: Positions | None = None
    recorded: Floats | None = None
    claims: Positions | None = None

    def of_school(self, at: int) -> TagDegrees:
        """A copy of the rows of one school, what None stands for spelt out where it may change."""
        return TagDegrees(*self._rows(np.array([at])))

    def with_school(self, at: int, one: TagDegrees) -> TagDegrees:
        """A copy with the rows of one school in place of those of this position. What stays as it
        is is shared: a matrix of the whole country takes longer to copy than to ask."""
        parts = self._rows(None)
        for place, (rows, row) in enumerate(zip(parts, one._rows(None), strict=True)):
            if rows is not None and row is not None and not np.array_equal(rows[at], row[0]):
                parts[place] = rows.copy()
                parts[place][at] = row[0]
        return TagDegrees(*parts)

    def _rows(self, schools: Positions | None) -> list[Any]:
        """All fields in their order, of these schools (copied) or of all (as they are), what None
        stands for spelt out where it may change."""
        many, tags = (len(self.known) if schools is None else len(schools)), self.degree.shape[1]
        fields = (self.degree, self.known, self.known_by_tag, self.confidence, self.whole,
                  self.surety, self.silent, self.through, self.recorded, self.claims)  # fmt: skip
        rows = [one if one is None or schools is None else one[schools] for one in fields]
        if rows[2] is None:
            rows[2] = self.tag_known(np.arange(many) if schools is None else schools)
        if rows[7] is None:
            rows[7] = np.tile(np.arange(tags), (many, 1))
        return rows

    def may_have(self, schools: Positions) -> Bools:
        """Whether each of these schools may have each tag: what it has, and what nothing says
        it has not."""
        may: Bools = (self.degree[schools] > 0) | (self.tag_known(schools) == 0)
        return may if self.silent is None else may | self.silent[schools]

    def says_none(self, schools: Positions) -> Bools:
        """Whether each of these schools is said to have none of any tag: what is known of it is
        all of it, and there is nothing."""
        found: Bools = self.whole[schools]
        those = np.flatnonzero(found)
        found[those] = ~self.degree[schools[those]].any(axis=1)
        return found

    def named(self, schools: Positions | slice, surety: int = SUGGESTED) -> Bools:
        """Whether these schools have each tag so that reasons name it, as surely as that."""
        named: Bools = (self.degree[schools] > 0) & (self.surety[schools] >= surety)
        return named

    def tag_known(self, schools: Positions) -> Floats:
        """1 for each tag that is known of these schools, else 0."""
        if self.known_by_tag is not None:
            return self.known_by_tag[schools]
        return np.repeat(self.known[schools][:, None], self.degree.shape[1], axis=1).astype(float)

    def tag_confidence(self, schools: Positions) -> Floats:
        """How sure the sources are of each tag of these schools, 0 where it is unknown."""
        return self.confidence[schools]


class Cover(NamedTuple):
    """How far tags meet needs for others: the tag ``offered[n]`` meets ``degree[n]`` (whole
    hundredths) of a need for ``needed[n]``, or, where that is not ``known[n]``, may; places in the
    list of tags, no tag with itself."""

    offered: Positions
    needed: Positions
    degree: Floats
    known: Bools


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the schools need and offer, over the tags that anybody names.

    ``need_total``: what the needs of each school count as together, whole hundredths, those that
    it does not name included (:mod:`matcher.match.terms`); ``need_sum``: those that it names.
    ``own``: what the schools offer tag by
    tag; ``strengths``: how far that meets a need for each tag, by ``cover``, no more than
    ``full_claims`` of what a school claims beyond the record counting in full.
    """

    tags: list[tuple[str, str]]
    needs: TagDegrees
    need_total: Floats
    need_sum: Floats
    own: TagDegrees
    strengths: TagDegrees
    cover: Cover
    full_claims: int

    def met_through(self, school: int, tag: int) -> tuple[tuple[str, str] | None, float]:
        """The other tag by which a school meets a need for this one, and how much of it that tag
        can meet, 0 to 1; None and 1 where it is the tag itself."""
        through = self.strengths.through
        offered = tag if through is None else int(through[school, tag])
        if offered == tag:
            return None, 1.0
        row = (self.cover.offered == offered) & (self.cover.needed == tag)
        return self.tags[offered], float(self.cover.degree[row][0]) / 100.0


@dataclass(frozen=True, slots=True)
class SchoolArrays:
    """Arrays over all schools, n long, in the order of the URN.

    ``tie``: a hash of each URN (:mod:`matcher.core.tie_order`). ``x``, ``y``: metres,
    EPSG:27700. ``age_span``: of which row of ``spans`` (youngest, oldest age, NaN where unknown)
    each school is. ``exchange``: needs and strengths of what the run was
    narrowed to; ``everything``: of any tag, for whether both sides gain.
    ``opportunity``: the term, NaN where unknown. ``kind``, ``trust``: codes, trust -1
    where there is none or it is not known. ``is_seeker``, ``is_partner``: takes part on that side
    and passes the school gates; ``seeker_fits``, ``partner_fits``: is known to be among those that
    the run was narrowed to. ``offers_known``: of whom anything is known that it offers, or that it
    does not, whatever the run was narrowed to. ``phase_group``: -1 where it is not known
    (:func:`matcher.core.phase_groups.phase_groups`). ``travel``: the travel times of the run, None
    where nobody asked for any.
    """

    urn: NDArray[np.object_]
    tie: NameHashes
    x: Floats
    y: Floats
    kind: NDArray[np.intp]
    trust: NDArray[np.intp]
    age_low: Floats
    age_high: Floats
    age_span: Positions
    spans: Floats
    opportunity: Floats
    exchange: Exchange
    everything: Exchange
    offers_known: Bools
    phase_group: Positions
    listed: Bools
    gate: NDArray[np.object_]
    is_seeker: Bools
    is_partner: Bools
    seeker_fits: Bools
    partner_fits: Bools
    travel: PairTimes | None = None

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The tags of the exchange that is scored."""
        return self.exchange.tags

    @property
    def needs(self) -> TagDegrees:
        """What the schools need of these tags."""
        return self.exchange.needs

    @property
    def need_total(self) -> Floats:
        """What the needs of each school count as together."""
        return self.exchange.need_total

    @property
    def strengths(self) -> TagDegrees:
        """What the schools offer of these tags."""
        return self.exchange.strengths

    def tie_order(self, seekers: Positions, partners: Positions) -> Hashes:
        """What settles ties of single pairs, the lowest first: seekers[n] with partners[n], or
        whatever broadcasts."""
        return pair_hashes(self.tie[seekers], self.tie[partners])

    @property
    def index(self) -> dict[str, int]:
        """The position of each URN."""
        return {urn: position for position, urn in enumerate(self.urn)}
