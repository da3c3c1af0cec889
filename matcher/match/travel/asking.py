"""Who is asked how long it takes: the pairs of a run, and the few whose speeds stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from matcher.core.settings.config import Config
from matcher.core.tie_order import Hashes
from matcher.core.travel.times import SPEED_BANDS, Bools, Positions, TravelTimes
from matcher.match.arrays import SchoolArrays
from matcher.match.candidates import candidate_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.narrowing import OUT
from matcher.match.travel.bound import TOP_KMH, farthest_km
from matcher.match.travel.pair_times import Pairs, PairTimes
from matcher.match.travel.speeds import SAMPLE, band_of


def with_travel(
    arrays: SchoolArrays,
    travel: TravelTimes,
    config: Config,
    exclusions: Exclusions,
    speeds: Mapping[str, float] | None = None,
    bound_kmh: float = TOP_KMH,
) -> SchoolArrays:
    """The arrays of a run that asks ``travel``; of a finished run with its ``speeds`` and its
    greatest speed."""
    taking_part = arrays.is_seeker | arrays.is_partner
    times = PairTimes(
        travel,
        arrays.x,
        arrays.y,
        taking_part,
        config,
        lambda: speed_sample(arrays, config, exclusions, times.off_network),
        speeds,
        bound_kmh,
    )
    if speeds is not None:  # a finished run has them all
        times.look_up(np.arange(len(arrays.x)))
    elif not times.is_complete:
        times.look_up(may_meet(arrays, config, exclusions, times.bound_kmh))
    return replace(arrays, travel=times)


def may_meet(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, bound_kmh: float
) -> Positions:
    """The schools of every pair that no gate stops and that may lie within the limit, in a straight
    line: no other place is anybody's to know."""
    if config.max_minutes:
        roads_km = 2.0 * config.travel_snap_m / 1000.0
        km = farthest_km(config.max_minutes, bound_kmh) + roads_km
        config = replace(config, max_minutes=0.0, max_km=km)
    here = np.zeros(len(arrays.x), dtype=bool)
    gates = PairGates(arrays, config, exclusions)
    for block in candidate_blocks(arrays, config, gates, in_straight_line=True):
        here[block.seekers[block.passes.any(axis=1)]] = True
        here[block.partners[block.passes.any(axis=0)]] = True
    return np.flatnonzero(here)


def speed_sample(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, off_network: Bools
) -> Pairs:
    """The pairs whose speeds stand in for those that nobody knows: of each band of distance some
    that no gate stops, in a straight line, of schools near a road. Which, a hash says: the same
    always, whatever else is asked."""
    best: list[tuple[Hashes, Positions, Positions]] = [
        (np.array([], np.uint64), np.array([], np.int64), np.array([], np.int64))
        for _ in SPEED_BANDS
    ]
    gates = PairGates(arrays, config, exclusions)
    for block in candidate_blocks(arrays, config, gates, in_straight_line=True):
        off = off_network[block.seekers][:, None] | off_network[block.partners][None, :]
        row, column = np.nonzero(block.passes & ~off & (block.squared_m > 0))
        seekers, partners = block.seekers[row], block.partners[column]
        band = band_of(np.sqrt(block.squared_m[row, column]) / 1000.0)
        ties = arrays.tie_order(seekers, partners)
        for place, (found, i, j) in enumerate(best):
            own = band == place
            if own.any():
                hashes = np.concatenate((found, ties[own]))
                i, j = np.concatenate((i, seekers[own])), np.concatenate((j, partners[own]))
                order = np.lexsort((j, i, hashes))[:SAMPLE]
                best[place] = hashes[order], i[order], j[order]
    _, seekers, partners = (np.concatenate(part) for part in zip(*best, strict=True))
    return seekers, partners


def ask_all(arrays: SchoolArrays, config: Config, exclusions: Exclusions) -> None:
    """Ask about every pair that no gate stops and that anybody would answer about, at one go; once
    more where an answer raises the greatest speed, as more pairs may then be in reach."""
    times, bound = arrays.travel, 0.0
    while times is not None and not times.is_complete and times.bound_kmh > bound:
        bound = times.bound_kmh
        times.ask(*_unasked(arrays, times, config, exclusions))


def _unasked(
    arrays: SchoolArrays, times: PairTimes, config: Config, exclusions: Exclusions
) -> Pairs:
    """The pairs that no gate stops, that nobody asked about and anybody would answer about."""
    nobody = np.array([], dtype=np.int64)
    seekers, partners = [nobody], [nobody]
    for block in candidate_blocks(arrays, config, PairGates(arrays, config, exclusions)):
        if block.unasked is not None:
            row, column = np.nonzero(block.unasked > OUT)
            ask = times.may_answer(block.seekers[row], block.partners[column])
            seekers.append(block.seekers[row[ask]])
            partners.append(block.partners[column[ask]])
    return np.concatenate(seekers), np.concatenate(partners)
