"""The travel times that are known so far, pair by pair.

Answers come in small lots, many thousands of them in a large run, and are looked up by block. They
are kept in sorted runs, each at least twice as long as the next, so that adding costs no more than
sorting all of them a few times.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matcher.core.travel.times import Bools, Floats, Positions


class PairMinutes(NamedTuple):
    """Of single pairs, in minutes: the mean of there and back (inf: no way), each way (NaN: not
    known), and whether the mean is an estimate."""

    minutes: Floats
    there: Floats
    back: Floats
    estimated: Bools

    @classmethod
    def one_way(cls, there: Floats) -> PairMinutes:
        """Of pairs of which the way there alone is known."""
        unknown = np.full(len(there), np.nan)
        return cls(unknown, there, unknown.copy(), np.zeros(len(there), dtype=bool))

    def of(self, which: Bools | Positions | slice) -> PairMinutes:
        """Some of the pairs."""
        minutes, there, back, estimated = self
        return PairMinutes(minutes[which], there[which], back[which], estimated[which])

    def turned(self) -> PairMinutes:
        """The same pairs the other way round."""
        return self._replace(there=self.back, back=self.there)


class KnownTimes:
    """What is known of the pairs of ``many`` schools, by positions."""

    def __init__(self, many: int) -> None:
        self._many = many
        self._runs: list[tuple[Positions, PairMinutes]] = []
        # Who is the seeker, and who the partner, of any pair: of most pairs the other way round
        # that alone tells that they are not known.
        self._seeks, self._offers = np.zeros(many, dtype=bool), np.zeros(many, dtype=bool)

    def add(self, seekers: Positions, partners: Positions, times: PairMinutes) -> None:
        """Learn of pairs; of a pair that is known already the new time counts."""
        if not len(seekers):
            return
        self._seeks[seekers] = self._offers[partners] = True
        self._runs.append(_sorted(seekers * self._many + partners, times))
        while len(self._runs) > 1 and 2 * len(self._runs[-1][0]) > len(self._runs[-2][0]):
            self._merge_last()

    def all(self) -> tuple[Positions, Positions, PairMinutes]:
        """Every pair, by seeker and then by partner."""
        while len(self._runs) > 1:
            self._merge_last()
        if not self._runs:
            none = np.array([], dtype=float)
            nobody = np.array([], dtype=np.int64)
            return nobody, nobody, PairMinutes(none, none, none, none.astype(bool))
        keys, times = self._runs[0]
        return keys // self._many, keys % self._many, times

    def of_pairs(self, seekers: Positions, partners: Positions) -> tuple[Bools, PairMinutes]:
        """Which of the pairs seekers[n] with partners[n] are known, and their times, NaN where
        not."""
        known = np.zeros(len(seekers), dtype=bool)
        unknown = np.full(len(seekers), np.nan)
        found = PairMinutes(unknown, unknown.copy(), unknown.copy(), known.copy())
        may = np.flatnonzero(self._seeks[seekers] & self._offers[partners])
        wanted = seekers[may] * self._many + partners[may]
        for keys, times in self._runs if len(may) else []:
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            here = keys[at] == wanted
            known[may[here]] = True
            for part, values in zip(found, times, strict=True):
                part[may[here]] = values[at[here]]
        return known, found

    def are(self, seekers: Positions, partners: Positions) -> Bools:
        """Which of the pairs seekers[n] with partners[n] are known."""
        known = self._seeks[seekers] & self._offers[partners]
        may = np.flatnonzero(known)
        wanted = seekers[may] * self._many + partners[may]
        here = np.zeros(len(may), dtype=bool)
        for keys, _ in self._runs if len(may) else []:
            here |= keys[np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)] == wanted
        known[may] = here
        return known

    def of_block(
        self, seekers: Positions, partners: Positions
    ) -> tuple[Positions, Positions, PairMinutes]:
        """What is known of seekers × partners, both ascending: rows, columns and times."""
        rows, columns, found = [], [], []
        if len(partners):
            for keys, times in self._runs:
                starts = np.searchsorted(keys, seekers * self._many + partners[0])
                ends = np.searchsorted(keys, seekers * self._many + partners[-1], side="right")
                many = ends - starts
                row = np.repeat(np.arange(len(seekers)), many)
                within = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
                at = starts[row] + within
                partner = keys[at] % self._many
                column = np.searchsorted(partners, partner)
                here = partners[column] == partner
                rows.append(row[here])
                columns.append(column[here])
                found.append(times.of(at[here]))
        if not found:
            nowhere, _, nothing = KnownTimes(self._many).all()
            return nowhere, nowhere, nothing
        joined = PairMinutes(*(np.concatenate(part) for part in zip(*found, strict=True)))
        return np.concatenate(rows), np.concatenate(columns), joined

    def _merge_last(self) -> None:
        (one, earlier), (other, later) = self._runs.pop(-2), self._runs.pop()
        times = PairMinutes(*(np.concatenate(part) for part in zip(earlier, later, strict=True)))
        self._runs.append(_sorted(np.concatenate((one, other)), times))


def _sorted(keys: Positions, times: PairMinutes) -> tuple[Positions, PairMinutes]:
    """By key, the last of equal ones alone."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    last = np.append(ordered[1:] != ordered[:-1], True)
    return ordered[last], times.of(order[last])
