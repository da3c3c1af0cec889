"""Who in reach may meet a need of a school, in its list or not, and whom something keeps from it.

A list has the best few by the whole score, in which nearness and priority areas count too. So a
partner that is known, or likely, to meet a need may stand farther down.

Pupils' ages keep schools apart, whatever they need. A place can be lent at any age: so it is asked
who is kept apart by them alone and has such a place nearer than everybody whom the school may meet.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.settings.config import ANYONE, HUBS
from matcher.core.tables import SIXTH_FORM, SPECIAL
from matcher.jobs.report.who import supposed_none

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.arrays import Bools
    from matcher.match.explain.finished_ranking import FinishedRanking
    from matcher.match.groups.block_sums import NamedTags

Tag = tuple[str, str]  # activity and subject
Met = tuple[str, float, list[Tag]]  # a partner, how far away (km), and which needs it may meet
_BY_AGE = ("phase", "exam_years")  # gates


class FartherDown:
    """The partners of a run that are known or likely to meet a need, as reasons name it
    (:mod:`matcher.core.figures.surety`)."""

    def __init__(self, run: ReopenedRun, ranking: FinishedRanking | None = None) -> None:
        """``ranking``: of other partners than those of the run, where any are asked about."""
        self.run, self.ranking = run, ranking or run.ranking
        from matcher.match.groups.block_sums import NamedTags

        self.named: NamedTags = NamedTags.of(self.ranking.arrays)

    @cached_property
    def who_only_seek(self) -> FartherDown:
        """The same of the state-funded schools that only seek and would be partners by a wider
        policy (``givers``). Nobody asked for their travel times: who is near enough is told in a
        straight line (:attr:`only_seek_within`)."""
        from matcher.match.build_arrays import could_give, in_order
        from matcher.match.narrowing import schools_fit

        ordered, arrays = in_order(self.run.tables.school_columns), self.ranking.arrays
        gives = could_give(ordered, self.run.config) & (arrays.gate == "")
        gives &= schools_fit(ordered, self.run.config)[1].possible
        others = replace(arrays, is_partner=gives, travel=None)
        return FartherDown(self.run, self.ranking.with_arrays(others))

    @property
    def only_seek_within(self) -> str:
        """How near those who only seek are, in words: of a limit in minutes no time says it."""
        from matcher.match.reach import straight_km
        from matcher.show.kit.text_format import limit_words

        config = self.run.config
        if not config.max_minutes:
            return f"within {limit_words(config.max_km, config.miles)}"
        km = limit_words(math.ceil(straight_km(config)), config.miles)
        return f"within {km} in a straight line (nobody asked for their travel times)"

    def of(self, urn: str, tags: Iterable[Tag] = ()) -> Iterator[Met]:
        """The partners whom this seeker may meet and that may meet one of its needs, of ``tags``
        (activity, subject) alone where any are given, how far away each is in km, and which needs
        these are: in the order of its list."""
        ranking = self.ranking
        arrays, own = ranking.arrays, ranking.index[urn]
        needs = self._needs(urn, tags)
        if not needs.any():
            return
        others, standings, squared = ranking.list_of(own, by_seeker=True)
        ties = arrays.tie_order(np.array([own]), others)
        for at in np.lexsort((ties, squared, -standings)).tolist():
            meets = np.flatnonzero(needs & self.named.strengths[others[at]])
            if len(meets):
                km = float(np.sqrt(squared[at])) / 1000.0
                yield str(arrays.urn[others[at]]), km, [arrays.tags[tag] for tag in meets.tolist()]

    def offering(self, partners: Collection[str]) -> dict[Tag, int]:
        """How many of these partners may meet each need."""
        arrays = self.ranking.arrays
        at = [self.ranking.index[urn] for urn in partners]
        counts = self.named.strengths[at].sum(axis=0).tolist()
        return dict(zip(arrays.tags, counts, strict=True))

    def near(self, urn: str) -> list[str]:
        """The partners whom this seeker may meet of which any strength is known."""
        arrays = self.ranking.arrays
        others = self.ranking.list_of(self.ranking.index[urn], by_seeker=True)[0]
        has = arrays.everything.own.degree[others].any(axis=1)
        return [str(one) for one in arrays.urn[others[has]]]

    def kept_apart(self, urn: str) -> list[Met]:
        """The partners that pupils' ages alone keep apart from this seeker and that may meet its
        need for a place nearer than everybody whom it may meet: for each need the nearest, how far
        away it is in km, and which needs these are."""
        from matcher.match.reach import straight_km
        from matcher.profile.vocabulary import FACILITIES

        ranking = self.run.ranking
        arrays, own = ranking.arrays, ranking.index[urn]
        lent = np.array([activity == FACILITIES for activity, _ in arrays.tags], dtype=bool)
        needs = np.flatnonzero(lent & self.named.needs[own])
        if not len(needs):
            return []
        found: dict[str, tuple[float, list[Tag]]] = {}
        others, _, squared = ranking.list_of(own, by_seeker=True)
        apart = np.hypot(arrays.x - arrays.x[own], arrays.y - arrays.y[own]) / 1000.0
        for need in needs.tolist():
            has = self.named.strengths[:, need]
            nearest = np.sqrt(squared[has[others]].min(initial=np.inf)) / 1000.0
            limit = min(nearest, straight_km(self.run.config))
            near = np.flatnonzero(has & arrays.is_partner & (apart < limit))
            for at in near[np.lexsort((arrays.urn[near].astype(str), apart[near]))].tolist():
                other = str(arrays.urn[at])
                if has_places(self.run, other) and self._is_by_age_alone(urn, other):
                    found.setdefault(other, (float(apart[at]), []))[1].append(arrays.tags[need])
                    break
        return sorted(((one, *told) for one, told in found.items()), key=lambda one: one[1])

    def _is_by_age_alone(self, seeker: str, partner: str) -> bool:
        """Whether pupils' ages keep two apart, and nothing would if these were not known. Of those
        that they keep apart nobody asked for a travel time."""
        from matcher.match.explain.finished_ranking import NOT_ROUTED

        return self.run.ranking.gate(seeker, partner) in _BY_AGE and self._ageless.gate(
            seeker, partner
        ) in ("", NOT_ROUTED)

    @cached_property
    def _ageless(self) -> FinishedRanking:
        """The ranking as it were if the ages of nobody's pupils were known: unknown ages pass."""
        ranking = self.run.ranking
        arrays, unknown = ranking.arrays, np.full(len(ranking.arrays.urn), np.nan)
        return ranking.with_arrays(
            replace(
                arrays,
                age_low=unknown,
                age_high=unknown,
                age_span=np.zeros(len(unknown), dtype=np.int64),
                spans=np.full((1, 2), np.nan),
            )
        )

    def needed(self, urn: str, tags: Iterable[Tag]) -> list[Tag]:
        """Those of ``tags`` that this seeker needs, as reasons name it, the greatest first."""
        arrays, own = self.run.ranking.arrays, self.run.ranking.index[urn]
        degree = arrays.needs.degree[own]
        there = np.flatnonzero(self._needs(urn, tags)).tolist()
        return [arrays.tags[at] for at in sorted(there, key=lambda at: -degree[at])]

    def _needs(self, urn: str, tags: Iterable[Tag]) -> Bools:
        """Which tags this seeker needs, of ``tags`` alone where any are given."""
        needs: Bools = self.named.needs[self.run.ranking.index[urn]].copy()
        asked = {*tags}
        if asked:
            needs &= np.array([tag in asked for tag in self.run.ranking.arrays.tags], dtype=bool)
        return needs


def with_places(run: ReopenedRun, found: Iterable[Met]) -> list[Met]:
    """Those of ``found``, partners first of each, to whom the list does not give no places; last of
    them those for whom a plan supposes none (:func:`is_too_small_for`)."""
    there = [one for one in found if has_places(run, one[0])]
    return sorted(there, key=lambda one: is_too_small_for(run, one[0]))


def has_places(run: ReopenedRun, partner: str) -> bool:
    """Whether the list does not say of a partner that it has no places."""
    return bool(run.school_rows.one("capacity", partner) != 0)


def is_too_small_for(run: ReopenedRun, partner: str) -> bool:
    """Whether a plan supposes that a partner has no place, because of its size."""
    rows = run.school_rows
    return supposed_none({name: rows.one(name, partner) for name in ("kind", "pupils", "capacity")})


def givers_for(partners: FartherDown, there: Iterable[Met]) -> str:
    """The policy that lets all of these schools give."""
    rows = partners.run.school_rows
    are_hubs = all(rows.one("may_give", urn) in (SPECIAL, SIXTH_FORM) for urn, *_ in there)
    return HUBS if are_hubs else ANYONE
