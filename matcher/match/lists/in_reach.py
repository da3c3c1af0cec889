"""Whom a school may meet: how many partners are in reach of a seeker, how many seekers of a
partner, and what keeps the nearest apart where that is nobody.

The lists keep the best few of each school. Whether there is much to choose from is told by all
pairs that pass the gates; they are counted here by the very blocks and gates that the lists are
made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.core.settings.config import Config
from matcher.match.arrays import Bools, Positions, SchoolArrays
from matcher.match.candidates import candidate_blocks, gated_block
from matcher.match.explain.finished_ranking import BOTH_FROM_REGISTER, NOT_ROUTED
from matcher.match.gates import NARROWING_GATES, Exclusions, PairGates
from matcher.match.reach import reach
from matcher.match.terms import squared_distance

_BLOCK = 256  # seekers at a time: 256 × 2,000 partners are few megabytes


@dataclass(frozen=True, slots=True)
class InReach:
    """Of each school, by its position, how many it may meet: ``partners`` as a seeker,
    ``seekers`` as a partner; 0 where it does not take part on that side."""

    partners: NDArray[np.int64]
    seekers: NDArray[np.int64]


def count_in_reach(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, among: Bools | None = None
) -> InReach:
    """How many each school may meet; of seekers a partner's count is of those ``among`` them where
    that is given. Of a run with travel times only the pairs count of which the time is known."""
    many = len(arrays.urn)
    found = InReach(np.zeros(many, np.int64), np.zeros(many, np.int64))
    for block in candidate_blocks(arrays, config, PairGates(arrays, config, exclusions)):
        passes = block.passes
        found.partners[block.seekers] += passes.sum(axis=1)
        asking = passes if among is None else passes[among[block.seekers]]
        found.seekers[block.partners] += asking.sum(axis=0)
    return found


def seekers_in_reach(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, partner: int
) -> Positions:
    """The seekers whom a partner may meet, by position, as :func:`count_in_reach` counts them."""
    seekers, own = np.flatnonzero(arrays.is_seeker), np.array([partner])
    squared = squared_distance(arrays, seekers, own)
    reached = reach(arrays, config, seekers, own, squared)
    gates = PairGates(arrays, config, exclusions)
    return seekers[gated_block(arrays, gates, seekers, own, squared, reached).passes.ravel()]


class Sides:
    """Who was ranked, by URN: the seekers and the partners, and those of each that may meet one of
    the other side, whatever the run was narrowed to. As :class:`matcher.match.rank.Ranking` has
    them, of a run that is finished; who may meet whom is worked out when it is asked for."""

    def __init__(self, arrays: SchoolArrays, config: Config, exclusions: Exclusions) -> None:
        self._arrays, self._config, self._exclusions = arrays, config, exclusions

    @cached_property
    def seeking(self) -> frozenset[str]:
        """The seekers."""
        return self._urns(self._arrays.is_seeker)

    @cached_property
    def giving(self) -> frozenset[str]:
        """The partners."""
        return self._urns(self._arrays.is_partner)

    @cached_property
    def seekers_in_reach(self) -> frozenset[str]:
        """The seekers that may meet a partner."""
        return self._urns(self._arrays.is_seeker & self._gates.meets_somebody)

    @cached_property
    def partners_in_reach(self) -> frozenset[str]:
        """The partners that may meet a seeker."""
        return self._urns(self._arrays.is_partner & self._gates.meets_a_seeker)

    @cached_property
    def _gates(self) -> PairGates:
        gates = PairGates(self._arrays, self._config, self._exclusions)
        for _ in candidate_blocks(self._arrays, self._config, gates):
            pass  # the gates note who meets whom
        return gates

    def _urns(self, which: Bools) -> frozenset[str]:
        return frozenset(self._arrays.urn[which].tolist())


def gates_in_reach(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, seekers: Positions
) -> list[Mapping[str, int]]:
    """For each of these seekers, ascending, how many partners near enough to meet each gate keeps
    from it, the first gate that does (:data:`matcher.match.gates.PAIR_GATES` and what stands in
    the way before any gate); {} where no partner is near enough. The seeker itself is not
    counted."""
    partners = np.flatnonzero(arrays.is_partner)
    return [
        _counted(row)
        for codes in _stops(arrays, config, exclusions, seekers, partners)
        for row in codes
    ]


def would_meet_with_a_need(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, seekers: Positions
) -> set[str]:
    """The URNs of those of these seekers, ascending, who may meet nobody, that are said to need
    nothing, and are kept from partners as the run asks that a need be met."""
    own = seekers[arrays.everything.needs.says_none(seekers)]
    if not (len(own) and (config.must_give or config.reciprocal)):
        return set()
    stopped = gates_in_reach(arrays, config, exclusions, own)
    return {
        urn
        for urn, codes in zip(arrays.urn[own].tolist(), stopped, strict=True)
        if not codes.keys().isdisjoint(NARROWING_GATES)
    }


def gates_of_partner(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, partner: int
) -> Mapping[str, int]:
    """The same seen from the partner of this position: how many seekers near enough to meet each
    gate keeps from it."""
    seekers = np.flatnonzero(arrays.is_seeker)
    own = np.array([partner])
    stops = _stops(arrays, config, exclusions, seekers, own)
    return _counted(np.concatenate([np.array([], dtype=str), *(codes[:, 0] for codes in stops)]))


def _stops(
    arrays: SchoolArrays,
    config: Config,
    exclusions: Exclusions,
    seekers: Positions,
    partners: Positions,
) -> Iterator[NDArray[np.str_]]:
    """The code of what keeps each pair apart, "" where nothing does or the two are not near enough
    to meet: seekers × partners, a block of seekers at a time."""
    gates = PairGates(arrays, config, exclusions)
    for start in range(0, len(seekers), _BLOCK):
        own = seekers[start : start + _BLOCK]
        squared = squared_distance(arrays, own, partners)
        reached = reach(arrays, config, own, partners, squared)
        codes = gates.first_stops(own, partners)
        if reached.minutes is not None:
            codes[np.isinf(reached.minutes)] = "unreachable"
        nobody_asks = ~arrays.listed[own][:, None] & ~arrays.listed[partners][None, :]
        codes[(codes == "") & nobody_asks] = BOTH_FROM_REGISTER
        if reached.known is not None:
            codes[(codes == "") & ~reached.known] = NOT_ROUTED
        codes[~reached.near | (codes == "same")] = ""
        yield codes.astype(str)


def _counted(codes: NDArray[np.str_]) -> Mapping[str, int]:
    names, counts = np.unique(codes, return_counts=True)
    return {str(n): int(c) for n, c in zip(names, counts, strict=True) if n}
