"""The ranking by travel time once more, every pair asked, as slowly and plainly as possible."""

from __future__ import annotations

import math
import statistics
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
        """The median speed of each band of distance, by at most 200 of its pairs."""
        bands: list[list[tuple[int, str, str]]] = [[] for _ in ENDS]
        for i in self.seekers:
            for j in self.partners:
                km = self.distance(i, j)
                if km and self.may_meet(i, j) and not {i, j} & self.off:
                    bands[self.band(km)].append((tie(i, j), i, j))
        kmh = []
        for band in bands:
            pairs = [(i, j) for _, i, j in sorted(band)[:200]]
            times = [(self.distance(*pair), self.answer(*pair)) for pair in pairs]
            kmh.append([60 * km / t for km, t in times if math.isfinite(t) and t > 0])
        full = [place for place, known in enumerate(kmh) if len(known) >= 20]
        everything = [speed for known in kmh for speed in known]
        speeds = []
        for place in range(len(ENDS)):
            nearest = min(full, key=lambda other: (abs(other - place), other), default=None)
            own = everything if nearest is None else kmh[nearest]
            speeds.append(min(round(statistics.median(own), 3), 140.0) if own else math.nan)
        return speeds

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

    def terms(self, i: str, j: str) -> dict[str, tuple[float, float, float]]:
        found = super().terms(i, j)
        if self.straight:
            return found
        minutes, is_estimate = self.minutes(i, j)
        near = 2.0 ** (-minutes / self.half_minutes)
        return {**found, "near": (near, 1.0, 0.0 if is_estimate else 1.0)}
