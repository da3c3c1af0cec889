"""Roads that nobody has built: travel times that a hash of each pair makes up.

They are as awkward as real ones: every way is a detour of its own, longer one way than the other;
some are one-way, some schools stand on islands, some far from any road, some pairs get no answer,
neighbours take no time; and, where asked for, some roads are quicker than any car.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np

from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.core.tie_order import name_hashes, pair_hashes
from matcher.core.travel.times import ROUTED, Answered, Bools, Floats, Positions


def shares(*hashes: object) -> Floats:
    """Hashes as shares from 0 to 1."""
    return pair_hashes(*hashes).astype(float) / 2.0**64  # type: ignore[arg-type]


@dataclass
class Roads:
    """An engine (:class:`matcher.core.travel.times.TravelTimes`) over the schools of a run.

    ``kmh``: what a straight road would allow; ``islands``: the share of schools on one of two;
    ``one_way``, ``silent``, ``quick``: the share of pairs with no way back, without an answer,
    quicker than the bound; ``across``, ``mute``: the share of six times the length, as across
    water, and without an answer one way; ``far_off``: the share of schools off the network.
    ``asked_of``: pairs that were asked there and back, ``asked_there`` the way there first, in so
    many ``calls``; asking twice, or about a school off the network, is an error.
    """

    schools: gpd.GeoDataFrame
    seed: int = 0
    kmh: float = 60.0
    islands: float = 0.1
    one_way: float = 0.02
    silent: float = 0.02
    quick: float = 0.0
    across: float = 0.0
    mute: float = 0.0
    far_off: float = 0.05
    by: str = ROUTED
    is_bounded: bool = True
    calls: int = 0
    asked_of: set[tuple[int, int]] = field(default_factory=set)
    asked_there: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        urns = sorted(as_list(self.schools["urn"]), key=urn_key)
        ordered = self.schools.set_index("urn").loc[urns]
        self.urn = urns
        self.x, self.y = ordered.geometry.x.to_numpy(float), ordered.geometry.y.to_numpy(float)
        self._hash = name_hashes(f"{self.seed} {urn}" for urn in urns)
        own = [shares(self._hash, self._hash[:1] * 0 + np.uint64(n)) for n in range(3)]
        self.island = np.where(own[0] < self.islands, 1 + (own[0] < self.islands / 2), 0)
        self._snap = np.round(own[1] * 900.0)
        self._snap[own[2] < self.far_off] = 1500.0
        self._snap[own[2] < self.far_off / 2] = np.inf
        self._snap[own[2] > 1.0 - self.far_off] = np.nan

    @property
    def off(self) -> Bools:
        """Which schools are off the network."""
        return self._snap > 1000.0

    @property
    def ways(self) -> int:
        """How many ways were asked about, there or back, each once."""
        turned = {pair[::-1] for pair in self.asked_of}
        return len(self.asked_there | self.asked_of | turned)

    def snap_m(self, of: Positions | None = None) -> Floats:
        return self._snap.copy()

    def asked(self, seekers: Positions, partners: Positions) -> Bools:
        return np.ones(len(seekers), dtype=bool)

    def known_pairs(self) -> tuple[Positions, Positions]:
        nobody = np.array([], dtype=np.int64)
        return nobody, nobody

    def there(self, seekers: Positions, partners: Positions) -> Floats:
        self.calls += 1
        for pair in zip(seekers.tolist(), partners.tolist(), strict=True):
            assert pair not in self.asked_of and pair[::-1] not in self.asked_of, pair
            assert pair not in self.asked_there, pair
            self.asked_there.add(pair)
        assert not (self.off[seekers] | self.off[partners]).any()
        return self.truth(seekers, partners).there

    def known_one_way(self) -> tuple[Positions, Positions, Floats]:
        nobody = np.array([], dtype=np.int64)
        return nobody, nobody, np.array([])

    def minutes(self, seekers: Positions, partners: Positions) -> Answered:
        self.calls += 1
        for pair in zip(seekers.tolist(), partners.tolist(), strict=True):
            assert pair not in self.asked_of and pair[::-1] not in self.asked_of, pair
            self.asked_of.add(pair)
        assert not (self.off[seekers] | self.off[partners]).any()
        return self.truth(seekers, partners)

    def truth(self, seekers: Positions, partners: Positions) -> Answered:
        """What a pair takes, asked or not."""
        there, back = self._way(seekers, partners), self._way(partners, seekers)
        low, high = np.minimum(seekers, partners), np.maximum(seekers, partners)
        luck = shares(self._hash[low], self._hash[high])
        there[luck < self.one_way] = np.inf
        no_way = self.island[seekers] != self.island[partners]
        there[no_way] = back[no_way] = np.inf
        silent = luck > 1.0 - self.silent
        there[silent] = back[silent] = np.nan
        mute = shares(self._hash[low] + np.uint64(3), self._hash[high]) < self.mute
        there[mute & (seekers < partners)] = back[mute & (seekers > partners)] = np.nan
        return Answered.both_ways(there, back)

    def _way(self, start: Positions, end: Positions) -> Floats:
        km = np.hypot(self.x[start] - self.x[end], self.y[start] - self.y[end]) / 1000.0
        low, high = np.minimum(start, end), np.maximum(start, end)
        detour = 1.0 + 1.5 * shares(self._hash[high], self._hash[low])
        detour += 0.2 * shares(self._hash[start], self._hash[end])
        minutes = 60.0 * km * detour / self.kmh
        quick = shares(self._hash[low] + np.uint64(1), self._hash[high]) < self.quick
        minutes[quick] /= 6.0
        wet = shares(self._hash[low] + np.uint64(2), self._hash[high]) < self.across
        minutes[wet] *= 6.0
        minutes[km < 0.3] = 0.0
        rounded: Floats = np.round(minutes, 1)
        return rounded


@dataclass
class AllTold(Roads):
    """The same roads, every pair of them told from the first."""

    def known_pairs(self) -> tuple[Positions, Positions]:
        one, other = np.meshgrid(np.arange(len(self.urn)), np.arange(len(self.urn)), indexing="ij")
        far = ~(self.off[one] | self.off[other]) & (one != other)
        return one[far].ravel(), other[far].ravel()

    def minutes(self, seekers: Positions, partners: Positions) -> Answered:
        return self.truth(seekers, partners)
