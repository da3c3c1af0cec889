"""Travel times as they pass between whoever knows them and whoever ranks by them.

A routing engine, a file of minutes and the record of a finished run answer alike:
:class:`TravelTimes`. What a ranking learned of them is :class:`TravelFound`.

Minutes are those of one way, the mean of there and back, rounded to three decimals: so many are
written to a file, and the same number is read from it. Three things are never taken for one
another: 0 is a time, inf says that there is no way, NaN that nobody knows. Positions are those of
schools in the order of their URN (:func:`matcher.core.tables.urn_key`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Positions = NDArray[np.int64]

DECIMALS = 3
LONGEST = 24 * 60.0  # minutes of one way; longer is a slip, most often of the unit

# Who says how long a pair takes: an engine, a file, or the speeds of this run's other pairs.
ROUTED, FROM_FILE, ESTIMATE = "routed", "file", "estimate"

# Between schools nearer than this, in a straight line, there is nearly always a way: where an
# engine knows none, its map may be cut.
NEXT_DOOR_KM = 5.0

# Straight kilometres between which speeds are compared: the name of each band, and its upper end.
SPEED_BANDS: Mapping[str, float] = MappingProxyType(
    {
        "0-2": 2.0,
        "2-5": 5.0,
        "5-10": 10.0,
        "10-20": 20.0,
        "20-40": 40.0,
        "40-80": 80.0,
        "80+": np.inf,
    }
)


class Answered(NamedTuple):
    """What is known of single pairs, in minutes: inf where there is no way, NaN where nobody knows.

    ``minutes``: the mean of ``there`` (from the seeker to the partner) and ``back``, which are NaN
    where the mean alone is known. ``estimated``: where the minutes are not an answer but an
    estimate that an earlier run wrote down; None: nowhere.
    """

    minutes: Floats
    there: Floats
    back: Floats
    estimated: Bools | None = None

    @classmethod
    def both_ways(cls, there: Floats, back: Floats) -> Answered:
        """From the two ways; no way one way is no way, and half an answer is none."""
        no_way = np.isinf(there) | np.isinf(back)
        there, back = np.round(there, DECIMALS), np.round(back, DECIMALS)
        mean = np.where(no_way, np.inf, np.round((there + back) / 2.0, DECIMALS))
        return cls(mean, there, back)

    def as_long_back(self) -> Answered:
        """The same, and where one way alone is known the other is taken to be as long: an estimate.
        So a pair never counts as quicker than the one way already showed it to be."""
        half = np.isnan(self.minutes) & (np.isnan(self.there) != np.isnan(self.back))
        minutes = np.where(half, np.fmax(self.there, self.back), self.minutes)
        estimated = half if self.estimated is None else half | self.estimated
        return Answered(minutes, self.there, self.back, estimated)


class TravelTimes(Protocol):
    """Whoever knows how long it takes between schools.

    ``by``: :data:`ROUTED` or :data:`FROM_FILE`. ``is_bounded``: what is asked has to be worked
    out, no quicker than the greatest speed allows, so few pairs are asked (an engine, and the
    record of a run by one). Else everything is known already and asking costs nothing (a file).
    """

    by: str
    is_bounded: bool

    def snap_m(self, of: Positions | None = None) -> Floats:
        """Of each school the metres to the nearest road: NaN not known, inf none found. An engine
        is asked about the schools ``of`` alone; None: about all."""

    def minutes(self, seekers: Positions, partners: Positions) -> Answered:
        """Of the pairs seekers[n] with partners[n]."""

    def there(self, seekers: Positions, partners: Positions) -> Floats:
        """The minutes of the way from seekers[n] to partners[n] alone: what :meth:`minutes` then
        says of it."""

    def asked(self, seekers: Positions, partners: Positions) -> Bools:
        """Whether anybody has asked about each of these pairs, or may yet. False only in the record
        of a finished run: the pair could stand in no list, even at the greatest speed of the ways
        that it did not ask about."""

    def known_pairs(self) -> tuple[Positions, Positions]:
        """Of a file every pair that it tells of, by seeker and then by partner; nothing of an
        engine, which has to be asked."""

    def known_one_way(self) -> tuple[Positions, Positions, Floats]:
        """Of the record of a finished run every pair of which it asked the way there alone, and the
        minutes of that; nothing of anybody else."""


class TravelFound(NamedTuple):
    """What a ranking learned of travel times.

    ``pairs``: seeker_urn, partner_urn, minutes, minutes_there, minutes_back (inf: no way),
    minutes_by; every pair that was asked or estimated, of a file what it tells of those who took
    part; in the order of the URNs. Of a pair that was asked about one way there is minutes_there
    alone, and it counts for nothing else. ``ways_asked``: how many ways an engine was asked about,
    there or back. ``routed``, ``estimated``, ``unreachable``: how many of the
    pairs (routed: answered with a time); ``no_answer``: how many of the estimates stand in for an
    answer rather than for a place. ``off_network``: URNs of those who took part whose place is too
    far from any road. ``could_reach``: pairs no gate stops that may lie within the limit.
    ``bound_kmh``: no pair is quicker than this in a straight line, NaN of a file; ``breaches``:
    answers that made it rise. ``speeds``: km/h in a straight line by band
    (:data:`SPEED_BANDS`), empty where nothing was estimated.
    """

    pairs: pd.DataFrame
    ways_asked: int
    routed: int
    estimated: int
    unreachable: int
    no_answer: int
    off_network: tuple[str, ...]
    could_reach: int
    bound_kmh: float
    breaches: int
    speeds: Mapping[str, float]
