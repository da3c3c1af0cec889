"""A finished ranking, to be asked about: gates, and every place in every list.

Everything is worked out anew from the tables that were ranked, with the code that ranked
them, so that what is explained is what was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from matcher.core.columns.columns import AnyTable, columns_of
from matcher.core.settings.config import Config
from matcher.core.travel.times import TravelTimes
from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.build_arrays import arrays_in_order, in_order
from matcher.match.candidates import Block, gated_block
from matcher.match.gates import NO_PART, WITHOUT_ROLE, Exclusions, PairGates, without_role
from matcher.match.lists.beyond_limit import pairs_beyond_limit
from matcher.match.lists.top_k import RankedPairs, best_first, places
from matcher.match.lists.worth_asking import WorthAsking
from matcher.match.narrowing import OUT, fit_words, is_narrowed, level_of, schools_fit, standing
from matcher.match.reach import reach
from matcher.match.score import score
from matcher.match.stand_ins import weigh_terms
from matcher.match.terms import Term, near_pairwise, squared_distance, terms_pairwise
from matcher.match.travel.asking import ask_all, with_travel
from matcher.match.travel.bound import TOP_KMH
from matcher.match.weights import Weights

# What keeps a pair apart before any gate: who takes part, and on which side.
NO_SEEKER, NO_PARTNER = "not_a_seeker", "not_a_partner"
FILTERED, BOTH_FROM_REGISTER, NOT_ROUTED = "filtered", "nobody_asked", "not_routed"
ROLE_GATES: Mapping[str, str] = MappingProxyType(
    {
        FILTERED: "not among those this run was narrowed to",
        **WITHOUT_ROLE,
        NO_SEEKER: "the seeker does not seek in this run, by its role or the run's settings",
        NO_PARTNER: "the partner is no partner in this run, by its role, by who may give "
        "(--givers) or by the run's settings",
        BOTH_FROM_REGISTER: "known only from the register: no list asks about either",
        NOT_ROUTED: "its travel time was not asked for, or one way alone: even at the greatest "
        "speed that the run reckoned with (140 km/h, if no answer was quicker) it could stand in "
        "no list",
    }
)


@dataclass(frozen=True, slots=True)
class ListRank:
    """A place in a ranked list: ``rank`` among ``of`` who pass the gates; the standing
    (:func:`matcher.match.narrowing.standing`) of whoever is just above, None for the first."""

    rank: int
    of: int
    above: float | None


class FinishedRanking:
    """The ranking of a finished run, ready for questions about its pairs and schools.

    ``schools`` is SCHOOLS of everybody who took part, as
    :func:`matcher.match.build_arrays.build_arrays` takes it, ``profile`` their PROFILE, narrowed to
    what the run asks about, and ``whole`` all of it (None: the same); with ``config``,
    ``exclusions`` and ``cover`` as they were. ``travel``: the travel times that the run has on
    record, None where it asked for none, with its ``speeds`` and its greatest speed,
    ``bound_kmh``; ``weights``: those of the run, None where they are to be found again. Raises what
    :func:`matcher.match.rank.rank_pairs` does.
    """

    def __init__(
        self,
        schools: AnyTable,
        profile: AnyTable,
        config: Config,
        exclusions: Exclusions | None = None,
        whole: AnyTable | None = None,
        cover: AnyTable | None = None,
        travel: TravelTimes | None = None,
        speeds: Mapping[str, float] | None = None,
        bound_kmh: float = TOP_KMH,
        weights: Weights | None = None,
    ) -> None:
        self.profile_columns, self.config, self.cover = columns_of(profile), config, cover
        self.exclusions = exclusions or Exclusions()
        ordered = in_order(schools)
        self.arrays: SchoolArrays = arrays_in_order(
            ordered, profile, config, self.exclusions, whole, cover
        )
        if travel is not None:
            self.arrays = with_travel(
                self.arrays, travel, config, self.exclusions, speeds, bound_kmh
            )
        self._gates = PairGates(self.arrays, config, self.exclusions)
        # The list last asked for on either side: a pair is asked about several times over.
        self._last: dict[bool, tuple[int, tuple[Positions, Floats, Floats]]] = {}
        if weights is None:
            from threadpoolctl import threadpool_limits

            with threadpool_limits(limits=1, user_api="blas"):
                weights = weigh_terms(self.arrays, config, self.exclusions)
        self.weights: Weights = weights.with_unknown_tables()
        self.index: Mapping[str, int] = self.arrays.index
        # By its role alone a school seeks, or offers; and the run was not narrowed past it.
        self._has_role = tuple(
            ordered.texts("role").is_in((side, "both")) for side in ("seeker", "partner")
        )
        self._without_role = without_role(ordered, config)
        self._may_fit = tuple(side.possible for side in schools_fit(ordered, config))

    def with_arrays(self, changed: SchoolArrays) -> FinishedRanking:
        """The same ranking over other arrays of the same schools; weights and stand-ins as
        they are."""
        changed_ranking = copy(self)
        changed_ranking.arrays = changed
        changed_ranking._gates = PairGates(changed, self.config, self.exclusions)
        changed_ranking._last = {}
        return changed_ranking

    def claims(self, urn: str) -> float:
        """What a school says it offers beyond the record, in offers in full."""
        claims = self.arrays.exchange.own.claims
        return 0.0 if claims is None else int(claims[self.index[urn]]) / 100.0

    def gate(self, seeker: str, partner: str) -> str:
        """The code of the first thing that keeps a pair apart, "" where nothing does:
        gates of the schools, who takes part on which side, gates of the pair."""
        f, i, j = self.arrays, self.index[seeker], self.index[partner]
        for school in (i, j):
            if f.gate[school]:
                return str(f.gate[school])
        if i == j:
            return "same"
        for side, school, takes_part, code in (
            (0, i, f.is_seeker[i], NO_SEEKER),
            (1, j, f.is_partner[j], NO_PARTNER),
        ):
            if not takes_part:
                narrowed_out = FILTERED if self._filtered(school, side) else ""
                return self.school_gate(school) or narrowed_out or code
        one, other = np.array([i]), np.array([j])
        squared = squared_distance(f, one, other)
        reached = reach(f, self.config, one, other, squared)
        if not reached.near[0, 0]:
            return "beyond"
        if reached.minutes is not None and np.isinf(reached.minutes[0, 0]):
            return "unreachable"
        if stopped := str(self._gates.first_stops(one, other)[0, 0]):
            return stopped
        if not (f.listed[i] or f.listed[j]):
            return BOTH_FROM_REGISTER
        if reached.known is None or reached.known[0, 0]:
            return ""
        return self.gate(seeker, partner) if self._learned(one, other) else NOT_ROUTED

    def school_gate(self, at: int) -> str:
        """The code of what keeps the school of this position out of every list, "" where
        nothing does."""
        if self.arrays.gate[at]:
            return str(self.arrays.gate[at])
        if self.arrays.is_seeker[at] or self.arrays.is_partner[at]:
            return ""
        filtered = self._filtered(at, 0) or self._filtered(at, 1)
        return FILTERED if filtered else str(self._without_role[at]) or NO_PART

    def _filtered(self, at: int, side: int) -> bool:
        """Whether what the run was narrowed to keeps a school from seeking (0), or offering
        (1)."""
        return bool(self._has_role[side][at] and not self._may_fit[side][at])

    def beyond(self, i: int) -> RankedPairs:
        """What the seeker of this position is shown beyond the limit because nobody is
        within it, the best first; nothing of any other school."""
        f = self.arrays
        is_alone = f.is_seeker[i] and f.listed[i] and not len(self.list_of(i, by_seeker=True)[0])
        seekers = np.array([i] if is_alone else [], dtype=np.int64)
        return pairs_beyond_limit(f, seekers, self.weights, self.config, self.exclusions)

    def rank_beyond(self, i: int, j: int) -> int:
        """The rank of a pair among those shown beyond the limit, 0 where it is not."""
        shown = self.beyond(i)
        return int(places(shown[0])[shown[1] == j].sum())

    def worth_asking(self, i: int) -> RankedPairs:
        """The partners worth asking of the seeker of this position, the best first."""
        partners, standings, squared = self.list_of(i, by_seeker=True)
        one_row = standings[None, :]
        levels = level_of(one_row).astype(np.int8)
        block = Block(np.array([i]), partners, squared[None, :], levels, np.array([], np.int64))
        if self.arrays.travel is not None:
            times = self.arrays.travel.of_pairs(np.full(len(partners), i), partners)
            rows = times.minutes[None, :], times.estimated[None, :]
            block = replace(block, minutes=rows[0], estimated=rows[1])
        asked = WorthAsking(self.arrays, self.weights, self.config)
        if len(partners):
            asked.add_block(block, one_row)
        return asked.best()

    def rank_in_phase(self, i: int, j: int) -> ListRank | None:
        """Where the pair of these positions stands in the list of its partner among seekers of
        the same group of phases (:data:`matcher.core.phase_groups.PHASE_GROUPS`); None where the
        seeker's phase is not known."""
        group = self.arrays.phase_group
        if group[i] < 0:
            return None
        own = self.ranked(j, by_seeker=False)[0]
        alike = own[group[own] == group[i]]
        return ListRank(int(np.flatnonzero(alike == i)[0]) + 1, len(alike), None)

    def ranked(self, own: int, *, by_seeker: bool) -> tuple[Positions, Floats, Floats]:
        """The list of a school (:meth:`list_of`), the best first."""
        others, standings, squared = self.list_of(own, by_seeker=by_seeker)
        order = self.best_first(own, others, standings, squared, by_seeker=by_seeker)
        return others[order], standings[order], squared[order]

    def rank_in_list(self, i: int, j: int, *, by_seeker: bool) -> ListRank:
        """Where the pair of these positions stands in the list of its seeker, or partner."""
        others, standings, _ = self.ranked(i if by_seeker else j, by_seeker=by_seeker)
        at = int(np.flatnonzero(others == (j if by_seeker else i))[0])
        above = float(standings[at - 1]) if at else None
        return ListRank(at + 1, len(others), above)

    def best_first(
        self, own: int, others: Positions, standings: Floats, squared: Floats, *, by_seeker: bool
    ) -> Positions:
        """The order of a list (:meth:`list_of`): standing, distance, tie order."""
        mine = np.array([own])
        ends = (mine, others) if by_seeker else (others, mine)
        ties = self.arrays.tie_order(*ends)
        return best_first(np.zeros(len(others), dtype=np.int64), standings, squared, ties)

    def list_of(self, own: int, *, by_seeker: bool) -> tuple[Positions, Floats, Floats]:
        """Everybody on the other side who passes the gates with this school: positions,
        standings (:func:`matcher.match.narrowing.standing`) and squared metres."""
        if by_seeker not in self._last or self._last[by_seeker][0] != own:
            self._last[by_seeker] = own, self._list_of(own, by_seeker=by_seeker)
        return self._last[by_seeker][1]

    def _list_of(self, own: int, *, by_seeker: bool) -> tuple[Positions, Floats, Floats]:
        """The same, worked out."""
        f = self.arrays
        mine = np.array([own])
        others = np.flatnonzero(f.is_partner if by_seeker else f.is_seeker)
        ends = (mine, others) if by_seeker else (others, mine)
        squared = squared_distance(f, *ends)
        reached = reach(f, self.config, ends[0], ends[1], squared)
        block = gated_block(f, self._gates, ends[0], ends[1], squared, reached)
        if block.unasked is not None:
            unasked = others[block.unasked.ravel() > OUT]
            pairs = np.full(len(unasked), own)
            if self._learned(*((pairs, unasked) if by_seeker else (unasked, pairs))):
                return self._list_of(own, by_seeker=by_seeker)
        levels = block.levels.ravel()
        passes = levels > OUT
        there, squared = others[passes], squared.ravel()[passes]
        pairs = np.full(len(there), own)
        one, other = (pairs, there) if by_seeker else (there, pairs)
        scores = self.scores(self.terms(one, other, squared), one, other)
        return there, standing(scores, levels[passes]), squared

    def fit(self, i: int, j: int) -> str:
        """Whether a pair in its lists is known to fit what the run was narrowed to, in a word
        of :data:`matcher.core.tables.FITS`, or "" (:func:`matcher.match.narrowing.fit_words`)."""
        if not is_narrowed(self.config):
            return ""
        others, standings, _ = self.list_of(i, by_seeker=True)
        return fit_words(self.config)[int(level_of(standings[others == j])[0])]

    def terms(self, one: Positions, other: Positions, squared: Floats) -> dict[str, Term]:
        """The terms of single pairs (seekers, partners, squared metres)."""
        nearness = near_pairwise(self.arrays, one, other, squared, self.config)
        return terms_pairwise(self.arrays, one, other, nearness)

    def ask_all(self) -> None:
        """Learn the travel time of every pair that no gate stops, as far as anybody will tell."""
        ask_all(self.arrays, self.config, self.exclusions)
        self._last.clear()

    def _learned(self, seekers: Positions, partners: Positions) -> bool:
        """Whether more is known of these pairs than was, as somebody could be asked."""
        times = self.arrays.travel
        if times is None:
            return False
        ask = times.may_answer(seekers, partners)
        times.ask(seekers[ask], partners[ask])
        self._last.clear()
        return bool(ask.any())

    def scores(self, values: dict[str, Term], one: Positions, other: Positions) -> Floats:
        """The scores of single pairs from their terms."""
        kinds = self.arrays.kind[one], self.arrays.kind[other]
        return score(values, self.weights, kinds, one.shape)
