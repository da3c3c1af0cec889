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
from matcher.match.stand_ins import Weights
from matcher.match.terms import squared_pairwise

# Far more than the rounding of a sum of guesses.
_ROUNDED = 1e-5


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
        lists = self._list[block.partners]
        guessed = self._guess.without_nearness(group.brought, block.partners)
        if block.levels.max(initial=NOT_KNOWN) > NOT_KNOWN:
            guessed += np.float32(2.0) * block.levels[group.rows]
        new = own.untold(np.arange(len(group.rows)))
        parts = [(code * self._lists + lists, start, end) for code, start, end in group.parts]
        fresh = [end - start > self._k and self.of_partners.untold(those)
                 for those, start, end in parts]  # fmt: skip
        whole = bool(new or any(fresh))
        if whole:
            guessed += self._guess.nearness(block)[group.rows]
            guessed[block.levels[group.rows] == OUT] = -1.0
            most = 0.0
            if new:
                own.raise_floors(np.arange(len(group.rows)), guessed)
            for (those, start, end), is_fresh in zip(parts, fresh, strict=True):
                if is_fresh:
                    self.of_partners.raise_floors(those, guessed[start:end].T)
        else:
            most = self._guess.most_nearness(block) + _ROUNDED
        may = np.empty(guessed.shape, dtype=bool)
        for those, start, end in parts:
            floors = self.of_partners.floors[those] - np.float32(most)
            np.greater_equal(guessed[start:end], floors, out=may[start:end])
        may |= guessed >= (own.floors - np.float32(most))[:, None]
        self._keep(block, group, own, np.flatnonzero(may), guessed, whole=whole)

    def _keep(
        self,
        block: Block,
        group: _Group,
        own: Contenders,
        at: Positions,
        guessed: Singles,
        *,
        whole: bool,
    ) -> None:
        """Keep those that pass the gates of some pairs of a block, told by their places among
        ``guessed``. ``whole``: nearness is in the guess already."""
        place, column = np.divmod(at, len(block.partners))
        levels = block.levels[group.rows[place], column]
        passing = np.flatnonzero(levels > OUT)
        place, column, levels = place[passing], column[passing], levels[passing]
        row, values = group.rows[place], guessed.ravel()[at[passing]]
        seekers, partners = block.seekers[row], block.partners[column]
        if block.minutes is None:
            away = squared_pairwise(self._arrays, seekers, partners)
        else:
            away = block.minutes[row, column]
        if not whole:
            values = values + self._guess.nearness_of(away)
        found = Guessed(seekers, partners, away, levels, values)
        own.add(place, found)
        self.of_partners.add(group.phases[place] * self._lists + self._list[partners], found)


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
