"""Asking about pairs one way first, as most need no more to be known to stand in no list.

minutes ≥ (there + b) / 2, with b the least that the way back takes (:mod:`.bound`)

The way there is asked of the pairs that may enter a list; the way back of those that may enter it
still. Both are rounded as the mean is, and no answer is below b unless the bound is broken, which
is seen on either way: so no pair can stand higher than with these minutes. Where the way back then
has no answer, it is taken to be as long as the way there, which is no less either.
"""

from __future__ import annotations

import numpy as np

from matcher.core.travel.times import Bools, Positions
from matcher.match.travel.known import PairMinutes
from matcher.match.travel.pair_times import PairTimes


def ask_further(
    times: PairTimes, seekers: Positions, partners: Positions
) -> tuple[PairMinutes, Bools]:
    """Ask about single pairs one step further: the way there where nobody asked, else the way back.

    Their times, the least possible where the way there alone is known, and which are known whole.
    Where there is no way, or no answer, the other way is asked at once: that settles the pair, and
    the record tells both.
    """
    first = _nothing_known(times, seekers, partners)
    i, j = seekers[first], partners[first]
    there = times.travel.there(i, j)
    is_time = np.isfinite(there)
    times.ways_asked += int(np.count_nonzero(is_time))  # the others are with both ways
    i, j, told = i[is_time], j[is_time], PairMinutes.one_way(there[is_time])
    times.one_way.add(i, j, told)
    times.hold_against_bound(i, j, told)
    half = np.zeros(len(seekers), dtype=bool)
    half[np.flatnonzero(first)[is_time]] = True
    found = PairMinutes.one_way(np.full(len(seekers), np.nan))
    found.minutes[half] = times.least_of(i, j, told.there)
    for part, values in zip(found, times.ask(seekers[~half], partners[~half]), strict=True):
        part[~half] = values
    return found, ~half


def _nothing_known(times: PairTimes, seekers: Positions, partners: Positions) -> Bools:
    """Of which of these pairs nobody asked anything, either way round, and an engine can be."""
    new = np.ones(len(seekers), dtype=bool)
    for known in (times.known, times.one_way):
        new &= ~known.are(seekers, partners) & ~known.are(partners, seekers)
    times.look_up(np.concatenate((seekers[new], partners[new])))
    new &= ~(times.off_network[seekers] | times.off_network[partners])
    return new
