"""The true lists of a run by travel time, with few pairs asked.

No pair is quicker than the greatest speed allows, so no pair can stand higher than with the minutes
of that bound. Pairs are asked in the order of what they may stand at, and the asking ends where
nothing open can enter a list: every list is the one that asking about all pairs would give. The
ranking itself is then made as ever, of the pairs that are known.

Every answer is held against the bound. One that is quicker raises the speed, and the search is run
again with it; whatever was answered stays known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from matcher.core.settings.config import Config
from matcher.core.travel.times import Positions
from matcher.match.arrays import SchoolArrays
from matcher.match.candidates import candidate_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.lists.beyond_limit import blocks_beyond_limit
from matcher.match.lists.worth_asking import WorthAsking
from matcher.match.narrowing import OUT
from matcher.match.travel.asking import may_meet
from matcher.match.travel.bound import TOP_KMH
from matcher.match.travel.open_block import OpenBlock
from matcher.match.travel.pair_times import PairTimes
from matcher.match.travel.partner_search import PartnerSearch
from matcher.match.travel.seeker_search import alone_in, settle_seekers
from matcher.match.weights import Weights

Progress = Callable[[str, float], None]
# Blocks of so many pairs are asked about at once: about 60 bytes a pair are kept meanwhile.
_AT_ONCE = 2_000_000


def search(
    arrays: SchoolArrays,
    times: PairTimes,
    weights: Weights,
    config: Config,
    exclusions: Exclusions,
    progress: Progress = lambda stage, share: None,
) -> int:
    """Ask until every list is settled; how many pairs may lie within the limit by the bound, no
    gate stopping them. ``times``: those of ``arrays``."""
    bound = 0.0
    while times.bound_kmh > bound:
        bound = times.bound_kmh
        if bound > TOP_KMH:
            times.look_up(may_meet(arrays, config, exclusions, bound))
        _search_once(arrays, times, weights, config, exclusions, progress)
    return _could_reach(arrays, times, config, exclusions)


def _could_reach(
    arrays: SchoolArrays, times: PairTimes, config: Config, exclusions: Exclusions
) -> int:
    """Counted as if nobody had been asked: what is known to be too far could have been near."""
    unasked = replace(arrays, travel=times.as_unasked())
    blocks = candidate_blocks(unasked, config, PairGates(unasked, config, exclusions))
    return sum(int(np.count_nonzero(b.unasked > OUT)) for b in blocks if b.unasked is not None)


def _search_once(
    arrays: SchoolArrays,
    times: PairTimes,
    weights: Weights,
    config: Config,
    exclusions: Exclusions,
    progress: Progress,
) -> None:
    partners = PartnerSearch(arrays, weights, config)
    asked = WorthAsking(arrays, weights, config)
    alone, done = [], 0
    total = max(int(np.count_nonzero(arrays.is_seeker)), 1)
    for some in _together(_open_blocks(arrays, times, weights, config, exclusions)):
        settle_seekers(some, asked)
        for found in some:
            alone.append(alone_in(found, exclusions))
            partners.add_known(found)
            done += len(found.block.seekers)
        progress(f"travel: {done:,} of {total:,} seekers", done / total)
    partners.cut()
    for found in _open_blocks(arrays, times, weights, config, exclusions):
        partners.add_open(found)
    partners.settle(times)
    if alone:
        _ask_beyond(arrays, times, np.sort(np.concatenate(alone)), config, exclusions)


def _open_blocks(
    arrays: SchoolArrays,
    times: PairTimes,
    weights: Weights,
    config: Config,
    exclusions: Exclusions,
) -> Iterator[OpenBlock]:
    for block in candidate_blocks(arrays, config, PairGates(arrays, config, exclusions)):
        if block.unasked is not None:
            yield OpenBlock(arrays, times, block, block.unasked, weights, config)


def _together(blocks: Iterable[OpenBlock]) -> Iterator[list[OpenBlock]]:
    """The blocks in turn, as many at once as may be kept."""
    some: list[OpenBlock] = []
    for found in blocks:
        some.append(found)
        if sum(one.standings.size for one in some) >= _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _ask_beyond(
    arrays: SchoolArrays,
    times: PairTimes,
    alone: Positions,
    config: Config,
    exclusions: Exclusions,
) -> None:
    """Ask about the nearest few of those who may meet nobody."""
    alone = alone[arrays.listed[alone]]
    seekers, partners = [], []
    for block in blocks_beyond_limit(arrays, alone, config, exclusions):
        seekers.append(np.repeat(block.seekers, len(block.partners)))
        partners.append(block.partners)
    if seekers:
        times.ask(np.concatenate(seekers), np.concatenate(partners))
