"""A block of pairs of which few have been asked about: what each stands at, at the best.

A pair of which nobody knows the minutes counts with the least that is possible: no answer can lift
it above that. Whatever is among the best by these standings and is *open* is asked; once nothing
open is left there, the best are the true ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from matcher.core.settings.config import Config
from matcher.core.travel.times import Bools, Floats, Positions
from matcher.match.arrays import SchoolArrays
from matcher.match.candidates import Block
from matcher.match.narrowing import OUT, Levels, standing
from matcher.match.reach import route_pairs
from matcher.match.score import block_terms, weighted_sum
from matcher.match.terms import near_in_time
from matcher.match.travel.further import ask_further
from matcher.match.travel.known import PairMinutes
from matcher.match.travel.pair_times import PairTimes
from matcher.match.weights import Weights


class OpenBlock:
    """A block while its pairs are asked about.

    ``block``: with the levels of all pairs that may be in reach. ``is_open``: which of them nobody
    has asked about. ``standings``: what each pair stands at, below 0 where it is out; at the best
    where it is open. Shape seekers × partners.
    """

    def __init__(
        self,
        arrays: SchoolArrays,
        times: PairTimes,
        block: Block,
        unasked: Levels,
        weights: Weights,
        config: Config,
    ) -> None:
        self.arrays, self.times, self.weights, self.config = arrays, times, weights, config
        self.is_open: Bools = unasked > OUT
        self.levels: Levels = np.maximum(block.levels, unasked)
        self.block = replace(block, levels=self.levels)
        self.filled = block_terms(arrays, block, weights, config)
        scores = weighted_sum(self.filled, weights.shares, block.squared_m.shape)
        self.standings = standing(scores, self.levels)
        self.by_route = (
            route_pairs(arrays, config, block.seekers, block.partners, block.squared_m)
            if config.max_minutes
            else None
        )

    def take(self, row: Positions, column: Positions, found: PairMinutes, known: Bools) -> None:
        """Count what was answered about open pairs, by their place in the block; see
        :func:`matcher.match.travel.further.ask_further`."""
        if self.block.minutes is not None and self.block.estimated is not None:
            self.block.minutes[row, column] = found.minutes
            self.block.estimated[row, column] = found.estimated
        by_route = None if self.by_route is None else self.by_route[row, column]
        self.standings[row, column] = true_standings(
            found.minutes,
            by_route,
            self.cells(row, column),
            self.levels[row, column],
            self.weights,
            self.config,
        )
        self.is_open[row, column] = ~known & (self.standings[row, column] >= 0)

    def cells(self, row: Positions, column: Positions) -> dict[str, Floats]:
        """The terms in use of single pairs, as a weight multiplies them."""
        shape = self.standings.shape
        return {
            term: np.broadcast_to(values, shape)[row, column]
            for term, values in self.filled.items()
        }


def ask_at_once(asks: Sequence[tuple[OpenBlock, Positions, Positions]]) -> None:
    """Ask about open pairs of some blocks, rows and columns of each, and count what is answered."""
    if not asks:
        return
    seekers = np.concatenate([found.block.seekers[row] for found, row, _ in asks])
    partners = np.concatenate([found.block.partners[column] for found, _, column in asks])
    answered, known = ask_further(asks[0][0].times, seekers, partners)
    start = 0
    for found, row, column in asks:
        own = slice(start, start := start + len(row))
        found.take(row, column, answered.of(own), known[own])


def true_standings(
    minutes: Floats,
    by_route: Bools | None,
    filled: Mapping[str, Floats],
    levels: Levels,
    weights: Weights,
    config: Config,
) -> Floats:
    """What pairs stand at once their minutes are known, below 0 where they are out of reach.
    ``by_route``: who may meet however long it takes; ``filled``: the terms in use, nearness aside.
    """
    filled = {**filled, "near": near_in_time(minutes, config.half_minutes)}
    found = standing(weighted_sum(filled, weights.shares, minutes.shape), levels)
    out = np.isinf(minutes)
    if config.max_minutes and by_route is not None:
        out |= (minutes > config.max_minutes) & ~by_route
    return np.where(out, -1.0, found)
