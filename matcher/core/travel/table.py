"""Travel times that are known already, as a file has them or as a finished run wrote them down.

Both answer as an engine does (:class:`matcher.core.travel.times.TravelTimes`), and neither asks
anybody.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.core.travel.times import (
    DECIMALS,
    Answered,
    Bools,
    Floats,
    Positions,
    TravelTimes,
)


class TimesTable:
    """The times of pairs seekers[n] with partners[n] among ``many`` schools, each pair once.

    ``by``: who says so. ``snap_m``: given where an engine worked them out, of each school the
    metres to the nearest road; then a pair that is not here was never asked about, and one that is
    holds the other way round too: the same two ways were asked. Without it they are all that there
    is to know, as in a file: of a pair that is not here nobody knows. ``one_way``: seekers and
    partners of other pairs, of which the way there alone was asked, and its minutes.
    """

    def __init__(
        self,
        many: int,
        seekers: Positions,
        partners: Positions,
        answered: Answered,
        *,
        by: str,
        snap_m: Floats | None = None,
        one_way: tuple[Positions, Positions, Floats] | None = None,
    ) -> None:
        self._one_way = one_way or (seekers[:0], partners[:0], np.zeros(0))
        self.by, self.is_bounded = by, snap_m is not None
        self._many = many
        self._snap_m = np.full(many, np.nan) if snap_m is None else snap_m
        if self.is_bounded:
            seekers, partners, answered = _both_ways_round(many, seekers, partners, answered)
        keys = seekers * many + partners
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        minutes, there, back = (
            np.round(one[order], DECIMALS)
            for one in (answered.minutes, answered.there, answered.back)
        )
        estimated = answered.estimated
        estimated = np.zeros(len(keys), dtype=bool) if estimated is None else estimated[order]
        self._answered = Answered(minutes, there, back, estimated)

    def as_file(self) -> TimesTable:
        """The same as all that there is to know: of pairs that nobody asked about nobody knows.
        Where the way there alone is known, that is told."""
        seekers, partners = self.known_pairs()
        one, other, there = self._one_way
        left = ~self.asked(one, other)
        one, other, there = one[left], other[left], there[left]
        mine, unknown = self._answered, np.full(len(there), np.nan)
        estimated = np.zeros(len(seekers), bool) if mine.estimated is None else mine.estimated
        answered = Answered(
            np.append(mine.minutes, unknown),
            np.append(mine.there, there),
            np.append(mine.back, unknown),
            np.append(estimated, np.zeros(len(there), dtype=bool)),
        )
        seekers, partners = np.append(seekers, one), np.append(partners, other)
        return TimesTable(self._many, seekers, partners, answered, by=self.by)

    def known_one_way(self) -> tuple[Positions, Positions, Floats]:
        """See :class:`matcher.core.travel.times.TravelTimes`."""
        return self._one_way

    def snap_m(self, of: Positions | None = None) -> Floats:
        """Of each school the metres to the nearest road: NaN not known, inf none found."""
        return self._snap_m

    def minutes(self, seekers: Positions, partners: Positions) -> Answered:
        """Of the pairs seekers[n] with partners[n]; NaN of those that are not here."""
        at, here = self._find(seekers, partners)
        nothing = np.full(len(seekers), np.nan)
        found = Answered(nothing, nothing.copy(), nothing.copy(), np.zeros(len(seekers), bool))
        mine = self._answered
        found.minutes[here], found.there[here] = mine.minutes[at], mine.there[at]
        found.back[here] = mine.back[at]
        if found.estimated is not None and mine.estimated is not None:
            found.estimated[here] = mine.estimated[at]
        return found

    def there(self, seekers: Positions, partners: Positions) -> Floats:
        """The way from the seeker to the partner alone."""
        return self.minutes(seekers, partners).there

    def asked(self, seekers: Positions, partners: Positions) -> Bools:
        """Whether each pair is here; of a file always, as nobody can be asked for more."""
        if not self.is_bounded:
            return np.ones(len(seekers), dtype=bool)
        return self._find(seekers, partners)[1]

    def known_pairs(self) -> tuple[Positions, Positions]:
        """Every pair that is here, by seeker and then by partner."""
        return self._keys // self._many, self._keys % self._many

    def _find(self, seekers: Positions, partners: Positions) -> tuple[Positions, Bools]:
        """Where the pairs that are here stand, and which of those wanted they are."""
        wanted = seekers * self._many + partners
        if not len(self._keys):
            return wanted[:0], np.zeros(len(wanted), dtype=bool)
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        here = self._keys[at] == wanted
        return at[here], here


def _both_ways_round(
    many: int, seekers: Positions, partners: Positions, answered: Answered
) -> tuple[Positions, Positions, Answered]:
    """The same pairs, and each the other way round that is not there yet."""
    turned = ~np.isin(partners * many + seekers, seekers * many + partners)
    one, other, estimated = seekers[turned], partners[turned], answered.estimated
    both = Answered(
        np.append(answered.minutes, answered.minutes[turned]),
        np.append(answered.there, answered.back[turned]),
        np.append(answered.back, answered.there[turned]),
        None if estimated is None else np.append(estimated, estimated[turned]),
    )
    return np.append(seekers, other), np.append(partners, one), both


class Filled:
    """What a finished run wrote down, and for all that it did not ask about somebody who is asked
    now: ``more``."""

    def __init__(self, record: TimesTable, more: TravelTimes) -> None:
        self.by, self.is_bounded = record.by, record.is_bounded
        self._record, self._more = record, more

    def snap_m(self, of: Positions | None = None) -> Floats:
        """As the run had them, so that its scores stay what they were."""
        return self._record.snap_m()

    def minutes(self, seekers: Positions, partners: Positions) -> Answered:
        """What the run wrote down of each pair; of the others what is answered now."""
        found = self._record.minutes(seekers, partners)
        new = ~self._record.asked(seekers, partners)
        if not new.any():
            return found
        answered = self._more.minutes(seekers[new], partners[new])
        for part, answer in (
            (found.minutes, answered.minutes),
            (found.there, answered.there),
            (found.back, answered.back),
        ):
            part[new] = answer
        if answered.estimated is not None and found.estimated is not None:
            found.estimated[new] = answered.estimated
        return found

    def there(self, seekers: Positions, partners: Positions) -> Floats:
        """The way from the seeker to the partner alone."""
        return self.minutes(seekers, partners).there

    def asked(self, seekers: Positions, partners: Positions) -> Bools:
        """Whether the run asked about each pair, or somebody can be asked about it now."""
        return self._record.asked(seekers, partners) | self._more.asked(seekers, partners)

    def known_pairs(self) -> tuple[Positions, Positions]:
        """Every pair that the run wrote down."""
        return self._record.known_pairs()

    def known_one_way(self) -> tuple[Positions, Positions, Floats]:
        """Of what the run asked one way alone what it wrote down."""
        return self._record.known_one_way()

    def who_says(self, seekers: Positions, partners: Positions) -> NDArray[np.object_]:
        """Who told the time of each pair: the run, where it asked about it."""
        of_run = self._record.asked(seekers, partners)
        return np.where(of_run, self._record.by, self._more.by).astype(object)


def who_says(travel: TravelTimes, seekers: Positions, partners: Positions) -> NDArray[np.object_]:
    """Who tells the time of each pair seekers[n] with partners[n], as ``by`` of whoever does."""
    if isinstance(travel, Filled):
        return travel.who_says(seekers, partners)
    return np.full(len(seekers), travel.by, dtype=object)
