"""Travel times by a routing engine, as the ranking asks for them.

Places are asked about, not schools, each pair of them once, there and back. A place too far from
any road is never asked about: its pairs have no answer. What was answered in an earlier run, or in
this one before it was stopped, is not asked again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from matcher.core.errors import ServiceError
from matcher.core.travel.times import DECIMALS, ROUTED, Answered, Bools, Floats, Positions
from matcher.travel.asking import Asker
from matcher.travel.engine import HINT, About, Engine
from matcher.travel.kept_tables import KeptTables
from matcher.travel.known_cells import KnownCells
from matcher.travel.places import Places, places_of
from matcher.travel.tables import plan_tables, turned

Progress = Callable[[str, float], None]
Pairs = tuple[Positions, Positions]


@dataclass(slots=True)
class RoutedTimes:
    """The :class:`matcher.core.travel.times.TravelTimes` of an engine. Use it as a context manager.

    ``x``, ``y``: the points of the schools in the order of their URN (metres, EPSG:27700; NaN: not
    known). ``first``: the school whose place shows whether anybody is there. ``snap_limit_m``:
    farther from a road a place is off the network. ``data``: the day of the engine's data as a
    person gave it, where the engine does not say. ``cache``: a folder, or None. Raises
    :class:`ServiceError` where the engine is not there, refuses everything, or has roads near none
    of the schools.
    """

    engine: Engine
    x: Floats
    y: Floats
    snap_limit_m: float = 1000.0
    first: int = 0
    data: str = ""
    cache: Path | None = None
    progress: Progress = lambda stage, share: None
    by: str = ROUTED
    is_bounded: bool = True
    about: About = field(init=False)
    places: Places = field(init=False)
    asker: Asker = field(init=False)
    _kept: KeptTables = field(init=False)
    _known: KnownCells = field(init=False)
    _snaps: Floats = field(init=False)
    _looked_up: Bools = field(init=False)
    _has_recalled: bool = False

    def __post_init__(self) -> None:
        self.places = places_of(self.x, self.y)
        self.about = About()
        if len(self.places):
            at = max(int(self.places.of[self.first]), 0)
            said = self.engine.about((self.places.longitude[at], self.places.latitude[at]))
            self.about = About(said.version, self.data or said.data)
        named = (self.engine.name, self.engine.address, self.engine.profile)
        self._kept = KeptTables(
            self.cache,
            "|".join((*named, self.about.version, self.about.data, f"{self.snap_limit_m:g} m")),
            self.places,
            self.engine.cells_stand_alone,
            dated=bool(self.about.data),
        )
        self._known = KnownCells(len(self.places))
        self.asker = Asker(self.engine, self.places, self._kept, self.snap_limit_m)
        self._snaps = np.full(len(self.places), np.nan)
        self._looked_up = np.zeros(len(self.places), dtype=np.bool_)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the engine and of the cache."""
        self.engine.close()
        self._kept.close()

    @property
    def places_unanswered(self) -> int:
        """Of how many places the engine did not say how far the nearest road is."""
        return int(np.isnan(self._snaps[self._looked_up]).sum())

    def snap_m(self, of: Positions | None = None) -> Floats:
        """See :class:`matcher.core.travel.times.TravelTimes`; what is known of others is told too.
        Raises :class:`ServiceError` where none of them is near a road."""
        self._look_up(self.places.of if of is None else self.places.of[of])
        return _where(self.places.of, self._snaps)

    def asked(self, seekers: Positions, partners: Positions) -> Bools:
        """Every pair may be asked."""
        return np.ones(len(seekers), dtype=np.bool_)

    def known_pairs(self) -> tuple[Positions, Positions]:
        """None: an engine has to be asked."""
        none = np.zeros(0, dtype=np.int64)
        return none, none

    def known_one_way(self) -> tuple[Positions, Positions, Floats]:
        """None either."""
        return *self.known_pairs(), np.zeros(0)

    def minutes(self, seekers: Positions, partners: Positions) -> Answered:
        """See :class:`matcher.core.travel.times.TravelTimes`. Raises :class:`ServiceError` where
        the engine refuses all that is asked."""
        return Answered.both_ways(*self._ways(seekers, partners, both=True))

    def there(self, seekers: Positions, partners: Positions) -> Floats:
        """See :class:`matcher.core.travel.times.TravelTimes`; raises what :meth:`minutes` does."""
        (there,) = self._ways(seekers, partners, both=False)
        rounded: Floats = np.round(there, DECIMALS)
        return rounded

    def _ways(self, seekers: Positions, partners: Positions, *, both: bool) -> list[Floats]:
        """Minutes from each to each, and back if ``both``."""
        origins, destinations = self.places.of[seekers], self.places.of[partners]
        self._look_up(np.concatenate([origins, destinations]))
        on = self._on_network(origins) & self._on_network(destinations)
        same = on & (origins == destinations)
        apart = on & ~same
        one, other = origins[apart], destinations[apart]
        minutes = []
        for seconds in self._seconds([(one, other), (other, one)] if both else [(one, other)]):
            found = np.where(same, 0.0, np.nan)
            found[apart] = seconds / 60.0
            minutes.append(found)
        return minutes

    def _on_network(self, places: Positions) -> Bools:
        return (places >= 0) & (_where(places, self._snaps) <= self.snap_limit_m)

    def _seconds(self, ways: list[Pairs]) -> list[Floats]:
        """Of pairs of places the seconds there and, where asked for, back, from the cache or the
        engine."""
        if not self._has_recalled:
            self._has_recalled = True
            self._known.add(*self._kept.cells())
            self.asker.recalled += len(self._known)
        found = [self._known.seconds(*way) for way in ways]
        if not all(known.all() for known, _ in found):
            self._ask([
                self._known.once(one[~known], other[~known])
                for (one, other), (known, _) in zip(ways, found, strict=True)
            ])  # fmt: skip
            found = [self._known.seconds(*way) for way in ways]
        return [seconds for _, seconds in found]

    def _ask(self, ways: list[Pairs]) -> None:
        """Ask the engine about pairs of places there and, where asked for, back."""
        # A pair is planned as it is wanted, from the seeker; the way back is that turned round.
        cost, size = self.engine.cost, self.engine.size
        planned = plan_tables(*ways[0], cost, size)
        for destinations, origins in ways[1:]:
            planned += [turned(table) for table in plan_tables(origins, destinations, cost, size)]
        start, before = time.perf_counter(), self.asker.cells

        def told(share: float) -> None:
            rate = (self.asker.cells - before) / max(time.perf_counter() - start, 1e-9)
            words = f"routing: {self.asker.cells:,} ways, {rate:,.0f} a second"
            self.progress(words, share)

        for table, seconds in zip(
            planned, self.asker.tables(planned, self._snaps, told), strict=True
        ):
            self._known.add_table(table, seconds)

    def _look_up(self, places: Positions) -> None:
        """Make known how far these places are from a road, each asked about once in a run."""
        new = np.unique(places[places >= 0])
        new = new[~self._looked_up[new]]
        if not len(new):
            return
        self._looked_up[new] = True
        self._snaps[new] = self._kept.snaps(new)
        left = new[np.isnan(self._snaps[new])]
        is_near = bool((self._snaps[self._looked_up] <= self.snap_limit_m).any())
        self._snaps[left] = self.asker.snaps(left, keep=is_near)
        told = self._snaps[self._looked_up]
        unanswered = np.isnan(told)
        known = told[~unanswered]
        some_near = bool((known <= self.snap_limit_m).any())
        if unanswered.any() and not some_near:
            raise ServiceError(
                "the engine was asked where the roads next to the schools are, and did not say: "
                f"{self.asker.last_fault}",
                where=self.engine.address,
                hint=HINT,
            )
        if not some_near:
            nearest = f"the nearest is {known.min() / 1000:,.0f} km away"
            raise ServiceError(
                "this engine knows no road near any of the schools"
                + (f": {nearest}" if np.isfinite(known.min()) else ""),
                where=self.engine.address,
                hint="its map may be of another region, or it takes latitude for longitude",
            )


def _where(places: Positions, values: Floats) -> Floats:
    """The value of each place; NaN for -1."""
    return np.where(places >= 0, np.append(values, np.nan)[places], np.nan)
