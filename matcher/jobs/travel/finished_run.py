"""The travel times that a finished run wrote down, to ask it again without an engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.errors import FileError
from matcher.core.travel.table import Filled, TimesTable
from matcher.core.travel.times import (
    ESTIMATE,
    FROM_FILE,
    ROUTED,
    SPEED_BANDS,
    Answered,
    Floats,
    TravelTimes,
)
from matcher.show.run.manifest import RUN_AGAIN

if TYPE_CHECKING:
    from pathlib import Path

    from matcher.core.columns.columns import AnyTable
    from matcher.core.settings.config import Config
    from matcher.match.arrays import SchoolArrays
    from matcher.match.gates import Exclusions

# Of the record: how many there are of what, each a whole number from 0.
_COUNTS = ("pairs_routed", "pairs_estimated", "pairs_unreachable", "no_answer",
           "places_off_network", "could_reach", "breaches")  # fmt: skip
_TEXTS = ("engine", "address", "version", "data", "profile")


@dataclass(frozen=True, slots=True)
class RecordedTravel:
    """What a finished run wrote down of travel times: ``times``; the ``engine`` that told them with
    its ``version`` and the day of its ``data`` (of a file "", each); the ``speeds`` by which it
    estimated (km/h by band; empty: it estimated nothing), and the greatest speed that it reckoned
    with (km/h, of a file the usual one)."""

    times: TimesTable
    engine: str
    version: str
    data: str
    speeds: dict[str, float]
    bound_kmh: float

    def as_asked(self, more: TravelTimes | None = None) -> dict[str, Any]:
        """What a :class:`matcher.match.explain.finished_ranking.FinishedRanking` wants to know of
        it; ``more``: who tells what it did not ask about."""
        times = self.times if more is None else Filled(self.times, more)
        return {"travel": times, "speeds": self.speeds, "bound_kmh": self.bound_kmh}

    def all_told(
        self, arrays: SchoolArrays, config: Config, exclusions: Exclusions
    ) -> SchoolArrays:
        """The arrays of the run with a time for every pair: those that it did not ask about are
        estimated by the speeds of those that it did, or by the way there. No estimate is quicker
        than the run knew the pair to be at best, so by its own settings such a pair still stands in
        no list."""
        from matcher.match.travel.asking import with_travel

        bare, times = replace(arrays, travel=None), self.times.as_file()
        return with_travel(bare, times, config, exclusions, self.speeds, self.bound_kmh)


def recorded_travel(
    folder: Path, record: dict[str, Any], schools: AnyTable
) -> RecordedTravel | None:
    """The travel times of the run in ``folder``, None where it asked for none; ``schools``: its
    SCHOOLS. Raises :class:`FileError` where they cannot be used."""
    told = record.get("travel", {})
    if not told:
        return None
    from matcher.match.travel.bound import TOP_KMH
    from matcher.show.run.minutes import (
        MINUTES_FILE,
        ROADS_FILE,
        read_road_list,
    )

    fault = next(_faults(told), "")
    names = {str(entry["name"]) for entry in record["outputs"]}
    is_engine = bool(told.get("engine"))
    for name in (MINUTES_FILE, *([ROADS_FILE] if is_engine else [])):
        if not fault and name not in names:
            fault = f"{name} is not in the record"
    if fault:
        raise FileError(
            f"the record of travel times cannot be used: {fault}",
            where=str(folder),
            hint=RUN_AGAIN,
        )
    snap_m = None
    if is_engine:
        metres = read_road_list(folder / ROADS_FILE)
        snap_m = np.array([metres.get(urn, np.nan) for urn in _urns(schools)])
    by = ROUTED if is_engine else FROM_FILE
    times = times_in(folder / MINUTES_FILE, schools, snap_m, by)
    bound = told["speed_bound_kmh"]
    return RecordedTravel(
        times,
        str(told["engine"]),
        str(told["version"]),
        str(told["data"]),
        speeds={str(band): float(kmh) for band, kmh in told["speeds"].items()},
        bound_kmh=TOP_KMH if bound is None else float(bound),
    )


def times_in(path: Path, schools: AnyTable, snap_m: Floats | None, by: str) -> TimesTable:
    """The times that a run, or a plan, wrote into ``path``, of pairs of these SCHOOLS, told ``by``
    an engine or a file; ``snap_m``: of each, in the order of the URN, the metres to the nearest
    road, None for a run by a file. Raises :class:`FileError`."""
    from matcher.show.run.minutes import read_minutes_list

    pairs = read_minutes_list(path)
    urns = _urns(schools)
    index = {urn: at for at, urn in enumerate(urns)}
    ends = [pairs[name].map(index) for name in ("seeker_urn", "partner_urn")]
    here = ends[0].notna() & ends[1].notna()
    seekers, partners = (end[here].to_numpy().astype(np.int64) for end in ends)
    minutes, there, back = (
        pairs.loc[here, name].to_numpy(float)
        for name in ("minutes", "minutes_there", "minutes_back")
    )
    said = pairs.loc[here, "minutes_by"].to_numpy(dtype=object)
    half, is_estimate = said == "", said == ESTIMATE
    whole = ~half
    answered = Answered(minutes[whole], there[whole], back[whole], is_estimate[whole])
    return TimesTable(
        len(urns),
        seekers[whole],
        partners[whole],
        answered,
        by=by,
        snap_m=snap_m,
        one_way=(seekers[half], partners[half], there[half]),
    )


def _urns(schools: AnyTable) -> list[str]:
    """The URNs of SCHOOLS in their order."""
    from matcher.match.build_arrays import in_order

    return in_order(schools).texts("urn").to_list()


def _faults(told: dict[str, Any]) -> Iterator[str]:
    """What is not as a run writes it."""
    for name in _TEXTS:
        if not isinstance(told.get(name), str):
            yield f"{name} is no text"
    for name in _COUNTS:
        if not isinstance(told.get(name), int) or told[name] < 0:
            yield f"{name} is no whole number"
    speeds = told.get("speeds")
    if not isinstance(speeds, dict) or (speeds and speeds.keys() != SPEED_BANDS.keys()):
        yield "speeds are not those of the bands"
    elif not all(_is_speed(kmh) for kmh in speeds.values()):
        yield "a speed is no number above 0"
    bound = told.get("speed_bound_kmh", "")
    if not (_is_speed(bound) or (bound is None and not told.get("engine"))):
        yield "speed_bound_kmh is no number above 0"


def _is_speed(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e9
