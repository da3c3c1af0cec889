"""In how many rankings by other settings a pair keeps its place: equal to as many runs.

Neither gates nor what stands in for the unknown depends on the weights, and the half distance
changes nearness alone. So the pairs are searched once; of each block the terms are worked out once
and weighed once for each set of settings. What is added, rounded and ordered is what a run adds,
rounds and orders, in the same order: the lists are those that a run of its own would give.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.core.settings.config import Config
from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.candidates import Block, candidate_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.lists.beyond_limit import blocks_beyond_limit
from matcher.match.lists.partner_lists import PartnerLists
from matcher.match.lists.top_k import TopK
from matcher.match.lists.worth_asking import WorthAsking
from matcher.match.narrowing import standing
from matcher.match.score import block_terms, weighted_sum
from matcher.match.sensitivity.draws import Draw
from matcher.match.stand_ins import StandInSums
from matcher.match.weights import Weights

SHARE_DECIMALS = 6
_OF_PARTNERS = ("partner_rank", "phase_rank")


class Held(NamedTuple):
    """The lists of the seekers, those of who has nobody within the limit (``alone``) beyond it
    included; the lists of the partners, over all and within each group of ``phases``; and whom
    seekers might ask."""

    seekers: HeldLists
    partners: HeldLists
    phases: HeldLists
    asked: HeldLists
    alone: Positions


@dataclass(frozen=True, slots=True)
class HeldLists:
    """The lists of one side in a run, and what other settings leave of them.

    ``seeker``, ``partner``, ``place``: the pairs, by position, and their place in the list of the
    school on this side. ``held``: pairs × draws, the place that a pair has under those settings, 0
    where it is not in the list.
    """

    seeker: Positions
    partner: Positions
    place: Positions
    held: NDArray[np.int16]

    def of(self, which: NDArray[np.bool_]) -> HeldLists:
        """Some of the pairs."""
        return HeldLists(
            self.seeker[which], self.partner[which], self.place[which], self.held[which]
        )

    def shares(
        self, seeker: Positions, partner: Positions, draws: int
    ) -> tuple[Positions, Floats, Floats]:
        """Of each of these pairs its place, 0 where it is in no list of the run, and in which
        share of the first so many draws it is in the list, and first in it; NaN where in none."""
        place = dict(zip(zip(self.seeker.tolist(), self.partner.tolist(), strict=True),
                         range(len(self.place)), strict=True))  # fmt: skip
        pairs = zip(seeker.tolist(), partner.tolist(), strict=True)
        at = np.array([place.get(pair, -1) for pair in pairs], dtype=np.int64)
        here, drawn = at >= 0, self.held[at[at >= 0], :draws]
        places = np.zeros(len(at), dtype=np.int64)
        places[here] = self.place[at[here]]
        found = [np.full(len(at), np.nan), np.full(len(at), np.nan)]
        for share, kept in zip(found, (drawn > 0, drawn == 1), strict=True):
            share[here] = np.round(kept.mean(axis=1), SHARE_DECIMALS)
        return places, found[0], found[1]

    @property
    def kept(self) -> Floats:
        """The share of the places of the lists that each draw leaves to who has them, in
        whatever order; NaN where there is no list."""
        return _mean(self.held > 0)

    @property
    def first_kept(self) -> Floats:
        """The share of the lists whose first stays first."""
        return _mean(self.held[self.place == 1] == 1)

    def whole_kept(self, by: Positions) -> Floats:
        """The share of whole lists that keep all whom they have; ``by``: whose list each pair
        is in."""
        own, number = np.unique(by, return_inverse=True)
        lost = np.zeros((len(own), self.held.shape[1]), dtype=bool)
        np.logical_or.at(lost, number, self.held == 0)
        return _mean(~lost)


def held_lists(
    arrays: SchoolArrays,
    sums: StandInSums,
    config: Config,
    exclusions: Exclusions,
    draws: Sequence[Draw],
) -> Held:
    """The lists of a run, each held against the same lists by other settings.

    ``sums``: what stands in for the unknown, as of the run
    (:func:`matcher.match.stand_ins.stand_in_sums`). Raises :class:`SettingError` where nothing is
    known of any term that has a weight.
    """
    weights = [sums.weights(config.shares())]
    weights += [sums.weights(draw.config(config).shares()) for draw in draws]
    configs = [config, *(draw.config(config) for draw in draws)]
    seekers = [_Found() for _ in weights]
    partners = [PartnerLists(arrays, config.k) for _ in weights]
    asked = [WorthAsking(arrays, *by) for by in zip(weights, configs, strict=True)]
    alone: list[Positions] = []
    with threadpool_limits(limits=1, user_api="blas"):
        for block, is_beyond in _blocks(arrays, config, exclusions):
            alone += [block.seekers] if is_beyond else []
            parts = partners[0].parts(block)
            offered = None
            for at, standings in enumerate(_standings(arrays, block, weights, configs)):
                own = TopK(arrays, config.beyond if is_beyond else config.k)
                own.add_block(block, standings)
                seekers[at].add(own)
                if is_beyond:
                    continue
                partners[at].add_parts(block, parts, standings)
                offered = asked[0].offered(block, standings) if at == 0 else offered
                if offered is not None:
                    asked[at].take(block, standings, offered)
    of_partners = [_in_lists(found.ranked_pairs(), _OF_PARTNERS) for found in partners]
    overall, by_phase = zip(*of_partners, strict=True)
    worth = [_in_lists(found.ranked_pairs(), ("worth_asking",))[0] for found in asked]
    many = len(arrays.urn)
    return Held(
        _held([found.pairs() for found in seekers], many),
        _held(overall, many),
        _held(by_phase, many),
        _held(worth, many),
        np.concatenate(alone) if alone else np.array([], dtype=np.int64),
    )


def _in_lists(
    pairs: pd.DataFrame, names: Sequence[str]
) -> list[tuple[Positions, Positions, Positions]]:
    """Of each of these lists the pairs that have a place in it, and the place."""
    return [
        (here["i"].to_numpy(np.int64), here["j"].to_numpy(np.int64), here[name].to_numpy(np.int64))
        for name in names
        for here in [pairs[pairs[name].notna()]]
    ]


class _Found:
    """The best of every seeker, block by block: a block holds all whom its seekers may meet."""

    def __init__(self) -> None:
        self._parts: list[tuple[NDArray[Any], ...]] = []

    def add(self, best: TopK) -> None:
        i, j, place = best.best_pairs()
        self._parts.append((i.astype(np.int32), j.astype(np.int32), place.astype(np.int16)))

    def pairs(self) -> tuple[Positions, Positions, Positions]:
        if not self._parts:
            none = np.array([], dtype=np.int64)
            return none, none, none
        i, j, place = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        return i.astype(np.int64), j.astype(np.int64), place.astype(np.int64)


def _blocks(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions
) -> Iterator[tuple[Block, bool]]:
    """Every block of a run, and whether it is of those beyond the limit."""
    alone = []
    for block in candidate_blocks(arrays, config, PairGates(arrays, config, exclusions)):
        alone.append(block.without_partner)
        yield block, False
    nobody = np.sort(np.concatenate(alone)) if alone else np.array([], dtype=np.int64)
    nobody = nobody[arrays.listed[nobody]]
    for block in blocks_beyond_limit(arrays, nobody, config, exclusions):
        yield block, True


def _standings(
    arrays: SchoolArrays, block: Block, weights: Sequence[Weights], configs: Sequence[Config]
) -> Iterator[Floats]:
    """What the pairs of a block are ordered by under each of the settings, those of the run
    first: no other has a term that it lacks."""
    shape = block.squared_m.shape
    filled = block_terms(arrays, block, weights[0], configs[0])
    halves = [(by.half_km, by.half_minutes) for by in configs]
    near = {half: block.near(by) for half, by in dict(zip(halves, configs, strict=True)).items()}
    for one, half in zip(weights, halves, strict=True):
        total = weighted_sum({**filled, "near": near[half]}, one.shares, shape)
        yield standing(total, block.levels)


def _held(lists: Sequence[tuple[Positions, Positions, Positions]], schools: int) -> HeldLists:
    """The first of these lists held against each of the others."""
    seeker, partner, place = lists[0]
    order = np.lexsort((partner, seeker))
    seeker, partner, place = seeker[order], partner[order], place[order]
    codes = seeker * schools + partner
    held = np.zeros((len(codes), len(lists) - 1), dtype=np.int16)
    for draw, (i, j, there) in enumerate(lists[1:]):
        at = np.searchsorted(codes, i * schools + j)
        at = np.minimum(at, max(len(codes) - 1, 0))
        same = codes[at] == i * schools + j if len(codes) else np.zeros(len(i), dtype=bool)
        held[at[same], draw] = there[same]
    return HeldLists(seeker, partner, place, held)


def _mean(kept: NDArray[np.bool_]) -> Floats:
    if not len(kept):
        return np.full(kept.shape[1], np.nan)
    share: Floats = kept.mean(axis=0)
    return share
