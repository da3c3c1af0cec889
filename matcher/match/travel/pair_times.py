"""The travel times of a run: what is known, what can be asked, and what stands in for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import NamedTuple

import numpy as np

from matcher.core.settings.config import Config
from matcher.core.travel.table import who_says
from matcher.core.travel.times import (
    ESTIMATE,
    SPEED_BANDS,
    Bools,
    Floats,
    Positions,
    TravelTimes,
)
from matcher.match.travel.bound import TOP_KMH, farthest_km, least_mean, least_minutes, risen_bound
from matcher.match.travel.known import KnownTimes, PairMinutes
from matcher.match.travel.speeds import (
    FEWEST_KNOWN,
    estimated_minutes,
    has_speed,
    median_speeds,
    nothing_known,
)

Pairs = tuple[Positions, Positions]


class BlockTimes(NamedTuple):
    """Of seekers × partners: the minutes, the least possible where they are not ``known``; whether
    they are an estimate."""

    minutes: Floats
    estimated: Bools
    known: Bools


class PairTimes:
    """What a run knows of the time between its schools, and learns as it asks.

    ``x``, ``y``: metres, EPSG:27700; ``taking_part``: who seeks or offers; ``samples``: pairs
    whose speeds stand in for times that nobody knows, called where one is needed first; the next
    are for where those before tell too little. Of a finished run: its ``speeds``, empty where it
    needed none, and its greatest speed ``bound_kmh``.

    Of a file everything is known: what it does not tell is an estimate at once. Of an engine a
    pair is known once it was asked (:meth:`ask`); of one in ``one_way`` the way there is.
    ``ways_asked``: how many ways, there or back, were asked about.
    """

    def __init__(
        self,
        travel: TravelTimes,
        x: Floats,
        y: Floats,
        taking_part: Bools,
        config: Config,
        samples: Callable[[], Iterable[Pairs]],
        speeds: Mapping[str, float] | None = None,
        bound_kmh: float = TOP_KMH,
    ) -> None:
        self.travel, self.is_complete = travel, not travel.is_bounded
        self.bound_kmh, self.breaches = bound_kmh, 0
        self.known = KnownTimes(len(x))
        self.one_way, self.ways_asked = KnownTimes(len(x)), 0
        self._x, self._y, self._samples = x, y, samples
        self._speeds, self._is_finished = dict(speeds or {}) or None, speeds is not None
        self._taking_part, self._snap_limit_m = taking_part, config.travel_snap_m
        self._looked_up = np.full(len(x), self.is_complete)
        self._learn_roads(np.full(len(x), np.nan))
        seekers, partners = travel.known_pairs()
        here = taking_part[seekers] & taking_part[partners]
        self._learn(seekers[here], partners[here], silence_counts=False)
        seekers, partners, there = travel.known_one_way()
        here = taking_part[seekers] & taking_part[partners]
        self.one_way.add(seekers[here], partners[here], PairMinutes.one_way(there[here]))

    def look_up(self, schools: Positions) -> None:
        """Learn how far these schools are from a road, where nobody has asked yet."""
        new = np.unique(schools[~self._looked_up[schools]])
        if len(new):
            self._looked_up[new] = True
            self._learn_roads(self.travel.snap_m(new))

    @property
    def speeds(self) -> Mapping[str, float]:
        """km/h in a straight line by band, measured where they are needed first.

        Raises :class:`ServiceError`, or :class:`FileError` of a file, where no pair of the run has
        a time.
        """
        if self._speeds is None:
            self._speeds = self._measured()
        return self._speeds

    @property
    def speeds_used(self) -> Mapping[str, float]:
        """The same, empty where nothing was estimated."""
        return self._speeds or {}

    def km(self, seekers: Positions, partners: Positions) -> Floats:
        """Straight kilometres of single pairs, or of whatever broadcasts."""
        dx, dy = self._x[seekers] - self._x[partners], self._y[seekers] - self._y[partners]
        return np.sqrt(dx * dx + dy * dy) / 1000.0

    def reach_km(self, minutes: float) -> float:
        """How far apart, in a straight line, two schools are at most that lie within so many
        minutes."""
        km = farthest_km(minutes, self.bound_kmh) + 2.0 * float(self._snap_km.max(initial=0.0))
        if not self.is_complete:
            return km
        # A file may say what it likes, and what it does not tell is at most as quick as the bound.
        seekers, partners, times = self.known.all()
        within = times.minutes <= minutes
        return max(km, float(self.km(seekers[within], partners[within]).max(initial=0.0)))

    def least(self, seekers: Positions, partners: Positions, squared_m: Floats) -> Floats:
        """The least minutes of seekers × partners, whatever is known of them."""
        apart = self._snap_km[seekers][:, None] + self._snap_km[partners][None, :]
        return least_minutes(np.sqrt(squared_m) / 1000.0 - apart, self.bound_kmh)

    def of_block(self, seekers: Positions, partners: Positions, squared_m: Floats) -> BlockTimes:
        """Of seekers × partners, both ascending, what is known, and the least that is possible of
        the rest."""
        shape = squared_m.shape
        if self.is_complete:
            minutes, estimated = np.full(shape, np.nan), np.ones(shape, dtype=bool)
        else:
            minutes, estimated = self.least(seekers, partners, squared_m), np.zeros(shape, bool)
            off = self.off_network[seekers][:, None] | self.off_network[partners][None, :]
            if off.any():
                minutes[off] = estimated_minutes(np.sqrt(squared_m[off]) / 1000.0, self.speeds)
        row, column, one_way = self.one_way.of_block(seekers, partners)
        minutes[row, column] = least_mean(one_way.there, minutes[row, column])
        known = np.full(shape, self.is_complete)
        row, column, times = self.known.of_block(seekers, partners)
        minutes[row, column], estimated[row, column] = times.minutes, times.estimated
        known[row, column] = True
        if self.is_complete and (untold := np.isnan(minutes)).any():
            minutes[untold] = estimated_minutes(np.sqrt(squared_m[untold]) / 1000.0, self.speeds)
        return BlockTimes(minutes, estimated, known)

    def of_pairs(self, seekers: Positions, partners: Positions) -> PairMinutes:
        """The times of single pairs: NaN where nobody asked, and nobody can tell."""
        known, times = self.known.of_pairs(seekers, partners)
        if self.is_complete and not known.all():
            km = self.km(seekers[~known], partners[~known])
            times.minutes[~known] = estimated_minutes(km, self.speeds)
            times.estimated[~known] = True
        return times

    def rests_on(self, seekers: Positions, partners: Positions, estimated: Bools) -> list[str]:
        """What the times of single pairs rest on, as minutes_by has it; ``estimated``: which of
        them are."""
        who = who_says(self.travel, seekers, partners)
        return [str(word) for word in np.where(estimated, ESTIMATE, who)]

    def at_least(self, seekers: Positions, partners: Positions) -> tuple[PairMinutes, Bools]:
        """The same, the least possible minutes where nobody knows them; and which are known."""
        times = self.of_pairs(seekers, partners)
        known = ~np.isnan(times.minutes)
        if not known.all():
            times.minutes[~known] = self.least_of(seekers[~known], partners[~known])
        return times, known

    def least_of(
        self, seekers: Positions, partners: Positions, there: Floats | None = None
    ) -> Floats:
        """The least minutes of single pairs, by the way ``there`` where that is known."""
        least = least_minutes(self._road_km(seekers, partners), self.bound_kmh)
        if there is None:
            there = self.one_way.of_pairs(seekers, partners)[1].there
        return np.where(np.isnan(there), least, least_mean(there, least))

    def as_unasked(self) -> PairTimes:
        """The same as if no pair had been asked, to see what might have been."""
        unasked = copy(self)
        unasked.known = unasked.one_way = KnownTimes(len(self._x))
        return unasked

    def may_answer(self, seekers: Positions, partners: Positions) -> Bools:
        """Which of these pairs would get a time, were they asked."""
        off = self.off_network[seekers] | self.off_network[partners]
        return off | self.travel.asked(seekers, partners)

    def ask(self, seekers: Positions, partners: Positions) -> PairMinutes:
        """The times of single pairs; whatever has no answer takes an estimate. Nothing is asked
        twice, the other way round included."""
        self._ask_once(seekers, partners)
        return self._with_estimates(seekers, partners, self.known.of_pairs(seekers, partners)[1])

    def _ask_once(self, seekers: Positions, partners: Positions) -> None:
        """Ask about those of the pairs of which nothing is known either way round."""
        new = ~self.known.are(seekers, partners)
        i, j = seekers[new], partners[new]
        self.look_up(np.concatenate((i, j)))
        twice = (i > j) & np.isin(j * len(self._x) + i, i * len(self._x) + j)
        off = self.off_network[i] | self.off_network[j]
        ask = ~twice & ~off & ~self._turned(i, j) & self.travel.asked(i, j)
        self._learn(i[ask], j[ask])
        self._turned(i[twice], j[twice])

    def _learn_roads(self, snap_m: Floats) -> None:
        # Of a place off the network nothing is asked; one of which it is not known may be as far
        # from its road as is let pass.
        limit_m = self._snap_limit_m
        self.off_network: Bools = self._taking_part & (snap_m > limit_m)
        self._snap_km = np.where(snap_m <= limit_m, snap_m, limit_m) / 1000.0

    def _turned(self, seekers: Positions, partners: Positions) -> Bools:
        """Which of these pairs are known the other way round; they are then known this way too."""
        known, times = self.known.of_pairs(partners, seekers)
        self.known.add(seekers[known], partners[known], times.turned().of(known))
        return known

    def _learn(
        self, seekers: Positions, partners: Positions, *, silence_counts: bool = True
    ) -> None:
        """Ask about pairs, and keep what is said; silence too, as a time to be estimated, where it
        is an answer."""
        if not len(seekers):
            return
        answered = self.travel.minutes(seekers, partners).as_long_back()
        silent = np.isnan(answered.minutes)
        estimated = silent if answered.estimated is None else silent | answered.estimated
        times = PairMinutes(answered.minutes, answered.there, answered.back, estimated)
        kept = ~silent | silence_counts
        self.known.add(seekers[kept], partners[kept], times.of(kept))
        if not self.is_complete:
            for one, other in ((seekers, partners), (partners, seekers)):
                self.ways_asked += int(np.count_nonzero(~self.one_way.are(one, other)))
            self.hold_against_bound(seekers, partners, times)

    def hold_against_bound(
        self, seekers: Positions, partners: Positions, times: PairMinutes
    ) -> None:
        """Raise the greatest speed where an answer, either way, is quicker than it allows."""
        quickest = np.fmin(np.fmin(times.there, times.back), times.minutes)
        real = np.isfinite(quickest) & ~times.estimated
        road_km = self._road_km(seekers, partners)
        self.bound_kmh, breaches = risen_bound(road_km[real], quickest[real], self.bound_kmh)
        self.breaches += breaches

    def _road_km(self, seekers: Positions, partners: Positions) -> Floats:
        """Straight kilometres between the nearest roads of single pairs, at least."""
        return self.km(seekers, partners) - self._snap_km[seekers] - self._snap_km[partners]

    def _with_estimates(
        self, seekers: Positions, partners: Positions, times: PairMinutes
    ) -> PairMinutes:
        """The times of pairs, estimates in place of what is missing; they are kept."""
        missing = np.isnan(times.minutes)
        if missing.any():
            km = self.km(seekers[missing], partners[missing])
            times.minutes[missing] = estimated_minutes(km, self.speeds)
            times.estimated[missing] = True
            self.known.add(seekers[missing], partners[missing], times.of(missing))
        return times

    def _measured(self) -> dict[str, float]:
        """The speeds of the sample, or of all that a file tells."""
        if self.is_complete:
            seekers, partners, times = self.known.all()
            # Each pair once, whichever way round it is told.
            low, high = np.minimum(seekers, partners), np.maximum(seekers, partners)
            once = np.unique(low * len(self._x) + high, return_index=True)[1]
            seekers, partners, times = seekers[once], partners[once], times.of(once)
        else:
            seekers, partners, times = self._sampled()
        answered = ~times.estimated
        km = self.km(seekers, partners)
        speeds = median_speeds(km[answered], times.minutes[answered])
        if not speeds and self._is_finished:
            # It estimated nothing: at least so long, whatever it is asked about now.
            return dict.fromkeys(SPEED_BANDS, TOP_KMH)
        if not speeds:
            raise nothing_known(self.is_complete)
        if not self.is_complete:
            self._speeds = speeds
            self._with_estimates(seekers, partners, times)
        return speeds

    def _sampled(self) -> tuple[Positions, Positions, PairMinutes]:
        """The pairs of the samples, one after the other until enough of them have a speed."""
        keys = np.array([], dtype=np.int64)
        for seekers, partners in self._samples():
            keys = np.union1d(keys, seekers * len(self._x) + partners)
            self._ask_once(seekers, partners)
            i, j = keys // len(self._x), keys % len(self._x)
            known, times = self.known.of_pairs(i, j)
            i, j, times = i[known], j[known], times.of(known)
            moving = has_speed(self.km(i, j), times.minutes) & ~times.estimated
            if np.count_nonzero(moving) >= FEWEST_KNOWN:
                break
        return i, j, times
