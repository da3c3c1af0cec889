"""The ranking by travel time once more, every pair asked, as slowly and plainly as possible."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from brute import Brute, tie
from simulated_roads import Roads

ENDS = (2.0, 5.0, 10.0, 20.0, 40.0, 80.0, math.inf)


class TravelBrute(Brute):
    """As :class:`brute.Brute`, with the minutes of ``roads``."""

    def __init__(self, schools: Any, profile: Any, config: Any, roads: Roads, cover: Any = None):
        super().__init__(schools, profile, config, cover)
        self.roads, self.at = roads, {urn: place for place, urn in enumerate(roads.urn)}
        self.most, self.half_minutes = config.max_minutes, config.half_minutes
        self.usual_limit = self.limit
        # What stands in is counted over pairs within the limit at 140 km/h in a straight line.
        self.in_line = (self.most + 1 / 60) * 140 / 60 if self.most else self.limit
        self.off = {urn for urn, off in zip(roads.urn, roads.off.tolist(), strict=True) if off}

    def prepare(self) -> None:
        self.straight, self.limit = True, self.in_line
        super().prepare()
        self.speeds = self.measured()
        self.straight, self.limit = False, self.usual_limit

    @cache  # noqa: B019
    def answer(self, i: str, j: str) -> float:
        """The mean of there and back: NaN where nobody knows, inf where there is no way."""
        if i in self.off or j in self.off:
            return math.nan
        one, other = np.array([self.at[i]]), np.array([self.at[j]])
        return float(self.roads.truth(one, other).minutes[0])

    def measured(self) -> list[float]:
        """The median speed of each band of distance, by at most 200 of its pairs; of pairs farther
        apart too, and of any two schools, where fewer than 20 have one."""
        meeting = [(i, j) for i in self.seekers for j in self.partners]
        taken: set[tuple[str, str]] = set()
        limit = self.limit
        while True:
            pairs = [(i, j) for i, j in meeting if self.may_meet(i, j)]
            if self.limit == limit:  # of others nobody has asked whether a road is near
                pairs = [pair for pair in pairs if not {*pair} & self.off]
            taken |= self.sample(pairs)
            kmh = self.speeds_of(taken)
            if sum(map(len, kmh)) >= 20 or self.limit > 5000:
                break
            self.limit *= 2
        self.limit = limit
        if sum(map(len, kmh)) < 20:
            anybody = sorted({*self.seekers, *self.partners}, key=self.at.__getitem__)
            assert len(anybody) <= 200
            taken |= self.sample((i, j) for n, i in enumerate(anybody) for j in anybody[n + 1 :])
            kmh = self.speeds_of(taken)
        full = [place for place, known in enumerate(kmh) if len(known) >= 20]
        everything = [speed for known in kmh for speed in known]
        speeds = []
        for place in range(len(ENDS)):
            nearest = min(full, key=lambda other: (abs(other - place), other), default=None)
            own = everything if nearest is None else kmh[nearest]
            speeds.append(min(round(statistics.median(own), 3), 140.0) if own else math.nan)
        return speeds

    def sample(self, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        bands: list[list[tuple[int, str, str]]] = [[] for _ in ENDS]
        for i, j in pairs:
            if km := self.distance(i, j):
                bands[self.band(km)].append((tie(i, j), i, j))
        return {(i, j) for band in bands for _, i, j in sorted(band)[:200]}

    def speeds_of(self, pairs: set[tuple[str, str]]) -> list[list[float]]:
        kmh: list[list[float]] = [[] for _ in ENDS]
        for i, j in pairs:
            km, minutes = self.distance(i, j), self.answer(i, j)
            if math.isfinite(minutes) and minutes > 0:
                kmh[self.band(km)].append(60 * km / minutes)
        return kmh

    def band(self, km: float) -> int:
        return next(place for place, end in enumerate(ENDS) if km < end)

    def minutes(self, i: str, j: str) -> tuple[float, bool]:
        """How long a pair takes, and whether that is an estimate."""
        told = self.answer(i, j)
        if not math.isnan(told):
            return told, False
        km = self.distance(i, j)
        return round(60 * km / self.speeds[self.band(km)], 3), True

    def within_reach(self, i: str, j: str) -> bool:
        if self.straight:
            return super().within_reach(i, j)
        minutes, _ = self.minutes(i, j)
        if math.isinf(minutes):
            return False
        if not self.most or minutes <= self.most:
            return bool(self.most) or super().within_reach(i, j)
        self.limit = 0.0  # a route alone may take longer
        by_route = self.squared(i, j) > 0 and super().within_reach(i, j)
        self.limit = self.usual_limit
        return by_route

    def term(self, term: str, i: str, j: str) -> tuple[float, float, float]:
        if self.straight or term != "near":
            return super().term(term, i, j)
        minutes, is_estimate = self.minutes(i, j)
        return 2.0 ** (-minutes / self.half_minutes), 1.0, 0.0 if is_estimate else 1.0
