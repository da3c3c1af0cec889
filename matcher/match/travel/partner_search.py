"""The true lists of the partners, of each group of phases, with few pairs asked.

The lists of the seekers are settled first, so that much is known of every partner. A second pass
over the blocks gathers what is open and may still enter the list of a partner; the rest is done in
rounds on that one table, twice as many of each list in each round.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matcher.core.settings.config import Config
from matcher.core.tie_order import Hashes
from matcher.core.travel.times import Bools, Floats, Positions
from matcher.match.arrays import SchoolArrays
from matcher.match.lists.top_k import best_first, places, stands_above
from matcher.match.narrowing import Levels
from matcher.match.travel.further import ask_further
from matcher.match.travel.open_block import OpenBlock, true_standings
from matcher.match.travel.pair_times import PairTimes
from matcher.match.weights import Weights

# Pairs are put in their lists so many at a time.
_LOT = 200_000


class Listed(NamedTuple):
    """Pairs in, or on the way to, the list of a partner: the number of the list, and what decides
    the order in it (:func:`matcher.match.lists.top_k.best_first`)."""

    number: Positions
    standing: Floats
    squared_m: Floats
    tie: Hashes

    def of(self, which: Bools | Positions) -> Listed:
        """Some of the pairs."""
        number, standing, squared_m, tie = self
        return Listed(number[which], standing[which], squared_m[which], tie[which])


class Open(NamedTuple):
    """Pairs that nobody has asked about: who they are, and what they stand at once their minutes
    are known (:func:`matcher.match.travel.open_block.true_standings`)."""

    seekers: Positions
    partners: Positions
    levels: Levels
    by_route: Bools
    filled: Floats  # terms × pairs

    def of(self, which: Bools | Positions) -> Open:
        """Some of the pairs."""
        seekers, partners, levels, by_route, filled = self
        return Open(seekers[which], partners[which], levels[which], by_route[which],
                    filled[:, which])  # fmt: skip


class PartnerSearch:
    """The best k of every partner among the seekers of each group of phases, as far as they are
    known, and what is open and may still be among them."""

    def __init__(self, arrays: SchoolArrays, weights: Weights, config: Config) -> None:
        self.arrays, self.weights, self.config = arrays, weights, config
        # A list of each partner for each group, and one of all, which alone those can enter whose
        # phase is not known: all others that stand in it are in that of their group.
        self._groups = int(arrays.phase_group.max(initial=-1)) + 2
        lists = self._groups * len(arrays.urn)
        self._best: list[Listed] = []
        self._last = Listed(np.arange(lists), np.full(lists, -1.0), np.full(lists, np.inf),
                            np.full(lists, np.iinfo(np.uint64).max))  # fmt: skip
        self._open: list[tuple[Listed, Open]] = []

    def add_known(self, found: OpenBlock) -> None:
        """Take in what is known of a block whose seekers are settled."""
        known = (found.standings >= 0) & ~found.is_open
        self._keep(self._listed(found, *np.nonzero(known)))
        if sum(len(one.number) for one in self._best[1:]) > _LOT:
            self.cut()

    def add_open(self, found: OpenBlock) -> None:
        """Take in what is open in a block and may enter the list of a partner; the lists are
        cut."""
        group = self.arrays.phase_group[found.block.seekers] + 1
        first = found.block.partners * self._groups
        last = np.empty_like(found.standings)
        for code in np.unique(group).tolist():
            last[group == code] = self._last.standing[first + code]
        row, column = np.nonzero(found.is_open & (found.standings >= last))
        listed = self._listed(found, row, column)
        may = self._may_enter(listed)
        row, column = row[may], column[may]
        by_route = np.zeros(len(row), dtype=bool)
        if found.by_route is not None:
            by_route = found.by_route[row, column]
        cells = found.cells(row, column)
        filled = np.array([cells[term] for term in self.weights.shares])
        seekers, partners = found.block.seekers[row], found.block.partners[column]
        pairs = Open(seekers, partners, found.levels[row, column], by_route, filled)
        self._open.append((listed.of(may), pairs))

    def settle(self, times: PairTimes) -> None:
        """Ask until the best k of every list are known."""
        if not self._open:
            return
        lists, those = zip(*self._open, strict=True)
        listed = Listed(*(np.concatenate(part) for part in zip(*lists, strict=True)))
        pairs = Open(*(np.concatenate(part, axis=-1) for part in zip(*those, strict=True)))
        self._open, many = [], self.config.k
        turn = False
        order = np.arange(len(listed.number))
        while True:
            # Those that can enter no more go before the rest is put in order: they are most of all.
            order = order[self._may_enter(listed.of(order))]
            if not len(order):
                return
            order = order[best_first(*listed.of(order))]
            ask = places(listed.number[order]) <= many
            now = order[ask]
            asked = pairs.of(now)
            filled = dict(zip(self.weights.shares, asked.filled, strict=True))
            found, known = ask_further(times, asked.seekers, asked.partners)
            standings = true_standings(
                found.minutes, asked.by_route, filled, asked.levels, self.weights, self.config
            )
            reached = standings >= 0
            told = listed.of(now)._replace(standing=standings)
            self._keep(told.of(reached & known))
            self.cut()
            turn = not turn
            listed.standing[now] = standings
            order = np.concatenate((order[~ask], now[reached & ~known]))
            many *= 1 if turn else 2

    def _listed(self, found: OpenBlock, row: Positions, column: Positions) -> Listed:
        seekers, partners = found.block.seekers[row], found.block.partners[column]
        number = partners * self._groups + self.arrays.phase_group[seekers] + 1
        tie = self.arrays.tie_order(seekers, partners)
        standings, squared = found.standings[row, column], found.block.squared_m[row, column]
        return Listed(number, standings, squared, tie)

    def _keep(self, known: Listed) -> None:
        """Put pairs in the list of their group and in that of all."""
        of_group = known.number % self._groups
        self._best.append(known.of(of_group > 0))
        self._best.append(known._replace(number=known.number - of_group))

    def _may_enter(self, listed: Listed) -> Bools:
        """Which pairs would stand above the last of a list as far as it is known."""
        return stands_above(listed[1:], self._last.of(listed.number)[1:])

    def cut(self) -> None:
        """Keep the best k of each list, and the last of those that are full."""
        if not self._best:
            return
        best = Listed(*(np.concatenate(part) for part in zip(*self._best, strict=True)))
        best = best.of(best_first(*best))
        place = places(best.number)
        self._best = [best.of(place <= self.config.k)]
        full = best.of(place == self.config.k)
        for part, values in zip(self._last[1:], full[1:], strict=True):
            part[full.number] = values
