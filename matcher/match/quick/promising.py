"""The pairs that may be among the best k of their seeker, or of their partner.

Of the partners nearest to a group of seekers every pair is guessed, and so is known what it takes
to be in the list of each seeker; of every partner the same is known of the seekers that went by.
Of all others a pair is looked at only where it would be good enough if it were as near as the
nearest of its block.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from matcher.core.settings.config import Config
from matcher.match.arrays import Positions, SchoolArrays
from matcher.match.candidates import Block
from matcher.match.narrowing import NOT_KNOWN, OUT
from matcher.match.quick.contenders import Contenders, Guessed, Singles
from matcher.match.quick.guess import Brought, Guess
from matcher.match.terms import squared_apart
from matcher.match.weights import Weights


class Promising:
    """Tells pairs that may be listed from the others. ``of_partners``: those of partners' lists,
    a list for each group of phases."""

    def __init__(self, arrays: SchoolArrays, weights: Weights, config: Config) -> None:
        self._arrays, self._k = arrays, config.k
        self._guess = Guess(arrays, weights, config)
        partners = np.flatnonzero(arrays.is_partner)
        self._codes = np.unique(arrays.phase_group[arrays.is_seeker])
        # The list of each partner in the first of these groups; those of the next follow on.
        self._list = np.zeros(len(arrays.urn), dtype=np.int64)
        self._list[partners], self._lists = np.arange(len(partners)), len(partners)
        self.of_partners = Contenders(len(self._codes) * len(partners), self._k, self._guess.error)

    def learn(self, blocks: Iterable[Block]) -> None:
        """Learn of some blocks what it takes to be in the lists of their partners."""
        for block in blocks:
            group = _Group(self._arrays, block.seekers, self._codes, self._guess)
            guessed = self._guess.standings(block)[group.rows]
            lists = self._list[block.partners]
            for code, start, end in group.parts:
                self.of_partners.raise_floors(code * self._lists + lists, guessed[start:end])

    def of_seekers(self, blocks: Iterable[Block]) -> Guessed | None:
        """Of one group of seekers, in blocks of different partners, the pairs that may be in their
        lists; those of partners' lists are kept."""
        group: _Group | None = None
        pieces = 0
        for pieces, block in enumerate(blocks, start=1):  # noqa: B007
            if group is None:
                group = _Group(self._arrays, block.seekers, self._codes, self._guess)
                own = Contenders(len(block.seekers), self._k, self._guess.error)
            self._add(block, group, own)
        # Where all partners came at once the lists are settled by what they were told.
        return None if group is None else own.kept(settled=pieces == 1)

    def _add(self, block: Block, group: _Group, own: Contenders) -> None:
        if not block.passes.any():
            return
        guessed = self._guess.without_nearness(group.brought, block.partners)
        if block.levels.max(initial=NOT_KNOWN) > NOT_KNOWN:
            guessed += np.float32(2.0) * block.levels[group.rows]
        lists = self._list[block.partners]
        new = own.untold(np.arange(len(group.rows)))
        most = guessed
        if new:
            guessed += self._guess.nearness(block)[group.rows]
            guessed[block.levels[group.rows] == OUT] = -1.0
            own.raise_floors(np.arange(len(group.rows)), guessed.T)
        else:
            to_seekers, to_partners = self._guess.most_nearness(block)
            most = np.minimum.outer(to_seekers[group.rows], to_partners)
            most += guessed
        floors = self.of_partners.floors.reshape(-1, self._lists)[:, lists]
        may = most >= own.floors[:, None]
        for code, start, end in group.parts:
            may[start:end] |= most[start:end] >= floors[code]
        self._keep(block, group, own, np.flatnonzero(may), guessed, floors, whole=new)

    def _keep(
        self,
        block: Block,
        group: _Group,
        own: Contenders,
        at: Positions,
        guessed: Singles,
        floors: Singles,
        *,
        whole: bool,
    ) -> None:
        """Keep those that pass the gates of some pairs of a block, told by their places among
        ``guessed``. ``floors``: what a pair must stand at, by group of phases and partner;
        ``whole``: nearness is in the guess already."""
        place, column = np.divmod(at, len(block.partners))
        row, values = group.rows[place], guessed.ravel()[at]
        if block.minutes is None:
            away = squared_apart(self._arrays, block.seekers, block.partners, row, column)
        else:
            away = block.minutes[row, column]
        if not whole:
            values += self._guess.nearness_of(away)
        phases = group.phases[place]
        of_partner = values >= floors[phases, column]
        which = np.flatnonzero(of_partner | (values >= own.floors[place]))
        levels = block.levels[row[which], column[which]]
        passing = levels > OUT
        which, levels = which[passing], levels[passing]
        place, column = place[which], column[which]
        seekers, partners = block.seekers[row[which]], block.partners[column]
        found = Guessed(seekers, partners, away[which], levels, values[which])
        own.add(place, found)
        self.of_partners.add(phases[which] * self._lists + self._list[partners], found)


class _Group:
    """Seekers in the order of their groups of phases: their ``rows`` in a block, what they bring to
    a guess, the place of each one's code, and where each code begins and ends."""

    def __init__(
        self, arrays: SchoolArrays, seekers: Positions, codes: Positions, guess: Guess
    ) -> None:
        phases = np.searchsorted(codes, arrays.phase_group[seekers])
        self.rows = np.argsort(phases, kind="stable")
        self.phases = phases[self.rows]
        self.brought: Brought = guess.brought(seekers[self.rows])
        found, starts = np.unique(self.phases, return_index=True)
        ends = np.append(starts[1:], len(seekers))
        self.parts = list(zip(found.tolist(), starts.tolist(), ends.tolist(), strict=True))
