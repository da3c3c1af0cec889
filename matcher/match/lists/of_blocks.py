"""The lists of some blocks of seekers, and how the lists of all blocks are made of them.

What a block brings depends on the schools and on the block alone, and everything here is the same
however the blocks are divided: the best k of each school are the best k of what each part kept, and
the rest is counted. So the parts may be worked out anywhere, as plain arrays and counts, and are
put together in the order of their blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Bools, Positions, SchoolArrays
from matcher.match.candidates import candidate_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.lists.partner_lists import PartnerLists
from matcher.match.lists.top_k import RankedPairs, TopK
from matcher.match.lists.worth_asking import WorthAsking
from matcher.match.narrowing import NarrowingTally
from matcher.match.score import block_standings
from matcher.match.stand_ins import Weights
from matcher.match.travel.found import TravelTally


@dataclass(frozen=True, slots=True)
class PartialLists:
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
    """The lists of some of :func:`matcher.match.candidates.seeker_blocks`, one after the other.
    ``told`` is called after each with how many seekers it had."""
    gates = PairGates(arrays, config, exclusions)
    by_seeker = TopK(arrays, config.k)
    by_partner = PartnerLists(arrays, config.k)
    asked = WorthAsking(arrays, weights, config)
    alone, narrowing, travel = [], NarrowingTally(), TravelTally()
    for block in candidate_blocks(arrays, config, gates, of=blocks):
        scores = block_standings(arrays, block, weights, config)
        by_seeker.add_block(block, scores)
        by_partner.add_block(block, scores)
        asked.add_block(block, scores)
        narrowing.add_pairs(block.levels)
        if block.unasked is not None:
            narrowing.add_pairs(block.unasked)
            travel.add_block(block)
        alone.append(block.without_partner)
        told(len(block.seekers))
    return PartialLists(
        by_seeker=by_seeker.best(),
        by_partner=by_partner.best(),
        worth_asking=asked.best(),
        without_partner=_joined(alone),
        pairs_stopped=gates.pairs_stopped,
        meets_somebody=gates.meets_somebody,
        meets_a_seeker=gates.meets_a_seeker,
        narrowing=narrowing,
        travel=travel,
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
