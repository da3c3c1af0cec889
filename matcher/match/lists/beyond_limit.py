"""Whom a school is shown that has nobody within the limit: its nearest few beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Positions, SchoolArrays
from matcher.match.candidates import Block
from matcher.match.gates import Exclusions, PairGates
from matcher.match.lists.top_k import RankedPairs, TopK, joined, list_table
from matcher.match.narrowing import OUT
from matcher.match.score import block_standings
from matcher.match.terms import squared_distance
from matcher.match.weights import Weights

if TYPE_CHECKING:
    import pandas as pd


def nearest_beyond_limit(
    arrays: SchoolArrays,
    without_partner: Positions,
    weights: Weights,
    config: Config,
    exclusions: Exclusions,
) -> pd.DataFrame:
    """For seekers with nobody within the limit, their nearest few beyond it, ranked."""
    import pandas as pd

    if not len(without_partner):
        return pd.DataFrame()
    best = pairs_beyond_limit(arrays, without_partner, weights, config, exclusions)
    far = list_table(best, "rank", by_seeker=True)
    return far.assign(partner_rank=np.nan, phase_rank=np.nan, worth_asking=np.nan, beyond=1)


def pairs_beyond_limit(
    arrays: SchoolArrays,
    without_partner: Positions,
    weights: Weights,
    config: Config,
    exclusions: Exclusions,
) -> RankedPairs:
    """The same pairs plain, the best of each seeker first."""
    lists = []
    for block in blocks_beyond_limit(arrays, without_partner, config, exclusions):
        best = TopK(arrays, config.beyond)  # all of them, however short other lists are
        best.add_block(block, block_standings(arrays, block, weights, config))
        lists.append(best.best())
    return joined(lists)


def blocks_beyond_limit(
    arrays: SchoolArrays, without_partner: Positions, config: Config, exclusions: Exclusions
) -> Iterator[Block]:
    """Each of these seekers with its nearest few in a straight line, whatever they score. Where
    travel times were asked for, those of them that are known to have no way are left out; of those
    that nobody asked about the minutes are the least possible."""
    partners = np.flatnonzero(arrays.is_partner)
    gates = PairGates(arrays, config, exclusions)
    for seeker in without_partner:
        own = np.array([seeker])
        squared = squared_distance(arrays, own, partners)
        everybody = np.ones_like(squared, dtype=bool)
        levels = gates.levels(own, partners, gates.may_meet(own, partners, everybody))
        passes = levels[0] > OUT
        ties = arrays.tie_order(own, partners)
        nearest = np.lexsort((ties, np.where(passes, squared[0], np.inf)))[: config.beyond]
        nearest = np.sort(nearest[passes[nearest]])
        block = Block(own, partners[nearest], squared[:, nearest], levels[:, nearest], own)
        yield block if arrays.travel is None else _timed(arrays, block)


def _timed(arrays: SchoolArrays, block: Block) -> Block:
    """A block with its minutes, and nobody in it to whom there is no way."""
    if arrays.travel is None:
        return block
    squared = block.squared_m
    minutes, estimated, known = arrays.travel.of_block(block.seekers, block.partners, squared)
    unasked = np.where(known, OUT, block.levels).astype(np.int8)
    levels = np.where(known & np.isfinite(minutes), block.levels, OUT).astype(np.int8)
    times = minutes, estimated, unasked
    return Block(block.seekers, block.partners, squared, levels, block.seekers, *times)
