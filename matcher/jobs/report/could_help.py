"""Which schools in reach have a need that a partner is known, or likely, to meet.

The mirror of :mod:`matcher.jobs.report.farther_down`: a partner's lists have the best few by the
whole score, so schools with a need that it may meet stand outside of them. Who counts is decided
as ``matcher groups`` decides it: the same pairs pass the gates, and the same needs and offers are
named (:func:`matcher.core.figures.surety`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.tables import ONLY_LIKELY

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.arrays import Bools, Positions
    from matcher.match.groups.block_sums import NamedTags

Tag = tuple[str, str]  # activity and subject


@dataclass(frozen=True, slots=True)
class CouldHelp:
    """The schools that a partner may be able to help: ``many`` of them, with how many of these have
    ``told`` such a need, themselves or by their office. ``others``: those outside of its lists,
    URN and km, the first to be named first."""

    many: int
    told: int
    others: tuple[tuple[str, float], ...]


class NeedsInReach:
    """The needs of a run that are named (``named``), to be asked by partner."""

    def __init__(self, run: ReopenedRun, named: NamedTags) -> None:
        self.run, self.named = run, named

    @cached_property
    def _told(self) -> Bools:
        """Schools × tags: the needs that a school, or its office for it, has told; all others are
        only likely."""
        ranking = self.run.ranking
        tags = ranking.arrays.tags
        tag_at = {tag: at for at, tag in enumerate(tags)}
        rows = ranking.profile_columns
        rows = rows.take((rows.figures("need") > 0) & ~rows.texts("source").is_in(ONLY_LIKELY))
        told = np.zeros_like(self.named.needs)
        for urn, activity, subject in rows.rows("urn", "activity", "subject"):
            if (activity, subject) in tag_at and urn in ranking.index:
                told[ranking.index[urn], tag_at[activity, subject]] = True
        return told

    @cached_property
    def _needy(self) -> Positions:
        """The seekers with a need that is named."""
        return np.flatnonzero(self.named.needs.any(axis=1) & self.run.ranking.arrays.is_seeker)

    def of_each(
        self, partners: Iterable[str], rows: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> dict[str, CouldHelp]:
        """What each of the partners that has a list may do; ``rows``: the pairs of each."""
        places, found = ("partner_rank", "phase_rank"), {}
        for urn in partners:
            listed = [
                str(row["seeker_urn"])
                for row in rows.get(urn, ())
                if not all(math.isnan(row[place]) for place in places)
            ]
            if listed:
                found[urn] = self.of(urn, listed)
        return found

    def of(self, urn: str, listed: Collection[str]) -> CouldHelp:
        """What a partner may do for the schools that it may meet, ``listed`` being those of its
        lists. Told needs come before likely ones, then the nearer, which the page shows; ties are
        settled as in lists (:mod:`matcher.core.tie_order`)."""
        ranking = self.run.ranking
        arrays, own = ranking.arrays, ranking.index[urn]
        tags = np.flatnonzero(self.named.strengths[own])
        # Only those with such a need are asked about: to score all in reach takes far longer.
        able = self._needy[self.named.needs[np.ix_(self._needy, tags)].any(axis=1)]
        is_seeker = np.zeros_like(arrays.is_seeker)
        is_seeker[able] = True
        asked = ranking.with_arrays(replace(arrays, is_seeker=is_seeker))
        there, _, squared = asked.list_of(own, by_seeker=False)
        told = self.named.needs[np.ix_(there, tags)] & self._told[np.ix_(there, tags)]
        is_told: Bools = np.logical_or.reduce(told, axis=1)
        inside = np.array([ranking.index[one] for one in listed], dtype=np.int64)
        outside: Bools = ~np.isin(there, inside)
        order = np.lexsort((arrays.tie_order(there, np.array([own])), squared, ~is_told))
        return CouldHelp(
            len(there),
            int(is_told.sum()),
            tuple(
                (str(arrays.urn[there[at]]), float(np.sqrt(squared[at])) / 1000.0)
                for at in order.tolist()
                if outside[at]
            ),
        )

    def needing(
        self, urn: str, others: Collection[str], offered: Callable[[Tag], Iterable[str]]
    ) -> dict[str, int]:
        """How many of ``others`` need each thing that a partner offers, be it that another of its
        things meets the need better. ``offered``: all things of its own that would meet a need."""
        ranking = self.run.ranking
        places = np.array([ranking.index[one] for one in others], dtype=np.int64)
        tags = np.flatnonzero(self.named.strengths[ranking.index[urn]])
        tags = tags[self.named.needs[np.ix_(places, tags)].any(axis=0)]
        by_thing: dict[str, list[int]] = {}
        for tag in tags.tolist():
            for thing in offered(ranking.arrays.tags[tag]):
                by_thing.setdefault(thing, []).append(tag)
        needs = self.named.needs
        return {
            thing: int(needs[np.ix_(places, np.array(own))].any(axis=1).sum())
            for thing, own in by_thing.items()
        }

    def unknown(self, urn: str) -> dict[Tag, int]:
        """Of how many seekers in reach of a partner it is not known whether they need each of the
        things that it offers."""
        from matcher.match.lists.in_reach import seekers_in_reach

        ranking = self.run.ranking
        arrays, own = ranking.arrays, ranking.index[urn]
        tags = np.flatnonzero(arrays.exchange.own.named(slice(own, own + 1)))
        there = seekers_in_reach(arrays, self.run.config, ranking.exclusions, own)
        is_open = (arrays.needs.tag_known(there)[:, tags] == 0).sum(axis=0)
        return {arrays.tags[tag]: int(many) for tag, many in zip(tags, is_open, strict=True)}
