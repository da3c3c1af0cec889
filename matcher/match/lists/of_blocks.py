"""The lists of some blocks of seekers, and how the lists of all blocks are made of them.

What a block brings depends on the schools and on the block alone, and everything here is the same
however the blocks are divided: the best k of each school are the best k of what each part kept, and
the rest is counted. So the parts may be worked out anywhere, as plain arrays and counts, and are
put together in the order of their blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Bools, Positions, SchoolArrays
from matcher.match.candidates import Block, Reachable
from matcher.match.gates import Exclusions, PairGates
from matcher.match.lists.partner_lists import PartnerLists
from matcher.match.lists.top_k import RankedPairs, TopK, joined, taken
from matcher.match.lists.worth_asking import WorthAsking
from matcher.match.narrowing import NarrowingTally, is_narrowed
from matcher.match.quick.contenders import Guessed
from matcher.match.quick.nearest_first import groups_of_seekers, nearest_seekers, pieces
from matcher.match.quick.promising import Promising
from matcher.match.score import standings_of
from matcher.match.terms import near, near_in_time, squared_pairwise
from matcher.match.travel.found import TravelTally
from matcher.match.weights import Weights

# So many pairs are gathered before they are scored: one call for them all is quicker than many.
_AT_ONCE = 30_000
# A whole block that waits until its pairs are scored takes memory too. It counts as one gathered
# pair for each hundred that it compares, so that about three million wait at most.
_ONE_IN = 100


class PartialLists(NamedTuple):
    """What some blocks of seekers bring to a ranking.

    ``by_seeker``, ``worth_asking``: the best of every seeker; ``by_partner``: of every partner, by
    group of phases. ``without_partner``: the seekers that may meet nobody, in the order of the
    blocks. ``pairs_stopped``: how many pairs each gate stopped; ``meets_somebody``,
    ``meets_a_seeker``: as of :class:`matcher.match.gates.PairGates`; ``narrowing``, ``travel``:
    their pairs, counted.
    """

    by_seeker: RankedPairs
    by_partner: Mapping[int, RankedPairs]
    worth_asking: RankedPairs
    without_partner: Positions
    pairs_stopped: Mapping[str, int]
    meets_somebody: Bools
    meets_a_seeker: Bools
    narrowing: NarrowingTally
    travel: TravelTally


def lists_of_blocks(
    arrays: SchoolArrays,
    weights: Weights,
    config: Config,
    exclusions: Exclusions,
    blocks: Sequence[Positions],
    told: Callable[[int], None] = lambda seekers: None,
) -> PartialLists:
    """The lists of the seekers of some of :func:`matcher.match.candidates.seeker_blocks`. ``told``
    is called after each group of them with how many it had."""
    lists = _Lists(arrays, weights, config)
    gates = PairGates(arrays, config, exclusions)
    reachable = Reachable(arrays, config, gates)
    groups = groups_of_seekers(arrays, blocks)
    # Of pairs that are compared once more: counted once.
    uncounted = Reachable(arrays, config, PairGates(arrays, config, exclusions))
    lists.promising.learn(nearest_seekers(arrays, uncounted, groups))
    for seekers in groups:
        lists.add_group(pieces(reachable, seekers, distances=lists.asked.anybody))
        told(len(seekers))
    return lists.partial(gates)


class _Lists:
    """The lists while groups of seekers go by. Few pairs are scored, those of many groups at once:
    one by one they are too few to be worth the calls."""

    def __init__(self, arrays: SchoolArrays, weights: Weights, config: Config) -> None:
        self.arrays, self.weights, self.config = arrays, weights, config
        self.by_seeker = TopK(arrays, config.k)
        self.asked = WorthAsking(arrays, weights, config)
        self.alone: list[Positions] = []
        self.narrowing, self.travel = NarrowingTally(), TravelTally()
        self._narrowed = is_narrowed(config)
        self.promising = Promising(arrays, weights, config)
        self._of_seekers: list[Guessed] = []
        self._waiting: list[Block] = []
        self._many = 0

    def add_group(self, blocks: Iterator[Block]) -> None:
        """Take in what some seekers bring, in blocks of different partners."""
        alone: list[Positions] = []
        found = self.promising.of_seekers(self._counted(blocks, alone))
        if found is not None:
            self._of_seekers.append(found)
            self._many += len(found.seekers)
        self.alone.append(reduce(np.intersect1d, alone))
        if self._many > _AT_ONCE:
            self._score()

    def _counted(self, blocks: Iterator[Block], alone: list[Positions]) -> Iterator[Block]:
        """Blocks as they go by, and of each who may meet nobody of it; what is counted of pairs is
        counted, and those wait of whom some are worth asking."""
        for block in blocks:
            if self._narrowed:
                self.narrowing.add_pairs(block.levels)
            if block.unasked is not None:
                self.narrowing.add_pairs(block.unasked)
                self.travel.add_block(block)
            if self.asked.may_ask(block):
                self._waiting.append(block)
                self._many += block.levels.size // _ONE_IN
            alone.append(block.without_partner)
            yield block

    def _score(self) -> None:
        listed = self.by_seeker.add_pairs(joined(list(self._scored(self._of_seekers))))
        for block in self._waiting:
            own = np.flatnonzero(np.isin(listed[0], block.seekers, kind="table"))
            self.asked.add_listed(block, taken(listed, own))
        self._of_seekers, self._waiting, self._many = [], [], 0

    def _scored(self, parts: Sequence[Guessed]) -> Iterator[RankedPairs]:
        """Pairs as they are listed, some at a time."""
        if not parts:
            return
        pairs = Guessed(*map(np.concatenate, zip(*parts, strict=True)))
        for start in range(0, len(pairs.seekers), _AT_ONCE):
            i, j, away, levels, _ = pairs.those(slice(start, start + _AT_ONCE))
            if self.arrays.travel is None:
                squared, nearness = away, near(away, self.config.half_km)
            else:
                squared = squared_pairwise(self.arrays, i, j)
                nearness = near_in_time(away, self.config.half_minutes)
            found = standings_of(self.arrays, i, j, nearness, levels, self.weights, self.config)
            yield i, j, found, squared, self.arrays.tie_order(i, j)

    def partial(self, gates: PairGates) -> PartialLists:
        """What all of them bring; ``gates``: those they went through."""
        self._score()
        by_partner = PartnerLists(self.arrays, self.config.k)
        found = self.promising.of_partners.kept()
        for pairs in self._scored([] if found is None else [found]):
            by_partner.add_pairs(pairs)
        return PartialLists(
            by_seeker=self.by_seeker.best(),
            by_partner=by_partner.best(),
            worth_asking=self.asked.best(),
            without_partner=_joined(self.alone),
            pairs_stopped=gates.pairs_stopped,
            meets_somebody=gates.meets_somebody,
            meets_a_seeker=gates.meets_a_seeker,
            narrowing=self.narrowing,
            travel=self.travel,
        )


def put_together(
    arrays: SchoolArrays, weights: Weights, config: Config, parts: Sequence[PartialLists]
) -> PartialLists:
    """The lists of all blocks from those of their parts, in the order of the blocks."""
    if len(parts) == 1:
        return parts[0]
    by_seeker = TopK(arrays, config.k)
    by_partner = PartnerLists(arrays, config.k)
    asked = WorthAsking(arrays, weights, config)
    gates = PairGates(arrays, config, Exclusions())
    narrowing, travel = NarrowingTally(), TravelTally()
    for part in parts:
        by_seeker.add_best(part.by_seeker)
        by_partner.add_best(part.by_partner)
        asked.add_best(part.worth_asking)
        narrowing.add_counts(part.narrowing)
        travel.add_counts(part.travel)
        for code, count in part.pairs_stopped.items():
            gates.pairs_stopped[code] += count
        gates.meets_somebody |= part.meets_somebody
        gates.meets_a_seeker |= part.meets_a_seeker
    return PartialLists(
        by_seeker=by_seeker.best(),
        by_partner=by_partner.best(),
        worth_asking=asked.best(),
        without_partner=_joined([part.without_partner for part in parts]),
        pairs_stopped=gates.pairs_stopped,
        meets_somebody=gates.meets_somebody,
        meets_a_seeker=gates.meets_a_seeker,
        narrowing=narrowing,
        travel=travel,
    )


def _joined(parts: Sequence[Positions]) -> Positions:
    return np.concatenate(parts) if parts else np.array([], dtype=np.int64)
