"""Who is asked how long it takes: the pairs of a run, and the few whose speeds stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from matcher.core.settings.config import Config
from matcher.core.tie_order import Hashes
from matcher.core.travel.times import SPEED_BANDS, Bools, Positions, TravelTimes
from matcher.match.arrays import SchoolArrays
from matcher.match.candidates import candidate_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.narrowing import OUT
from matcher.match.reach import straight_km
from matcher.match.travel.bound import TOP_KMH, farthest_km
from matcher.match.travel.pair_times import Pairs, PairTimes
from matcher.match.travel.speeds import SAMPLE, band_of

# Where too few pairs within the limit have a time, others are asked about for the sake of the
# speed: twice as far apart, and again, and at last any two of so many schools.
_FARTHER, _ANYBODY = 2.0, 200


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
        lambda: speed_samples(arrays, config, exclusions, times.off_network),
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


def speed_samples(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, off_network: Bools
) -> Iterator[Pairs]:
    """The pairs whose speeds stand in for those that nobody knows: of each band of distance some
    that no gate stops, in a straight line, of schools near a road. Which, a hash says: the same
    always, whatever else is asked. First those within the limit; where they tell too little others,
    twice as far apart and so on, and at last any two schools of the run. Of these it is not known
    whether a road is near."""
    gates = PairGates(arrays, config, exclusions)
    taking_part = np.flatnonzero(arrays.is_seeker | arrays.is_partner)
    x, y = arrays.x[taking_part], arrays.y[taking_part]
    whole_km = float(np.hypot(np.ptp(x), np.ptp(y))) / 1000.0 if len(x) else 0.0
    yield _permitted_sample(arrays, config, gates, off_network)
    nobody_off = np.zeros_like(off_network)
    limit_km = straight_km(config)
    while limit_km < whole_km:
        limit_km *= _FARTHER
        farther = replace(config, max_km=limit_km, max_minutes=0.0)
        yield _permitted_sample(arrays, farther, gates, nobody_off)
    some = np.sort(taking_part[np.lexsort((taking_part, arrays.tie[taking_part]))[:_ANYBODY]])
    one, other = np.triu_indices(len(some), 1)
    best = _none_yet()
    _take(arrays, best, some[one], some[other])
    yield _pairs_of(best)


def _permitted_sample(
    arrays: SchoolArrays, config: Config, gates: PairGates, off_network: Bools
) -> Pairs:
    best = _none_yet()
    for block in candidate_blocks(arrays, config, gates, in_straight_line=True):
        off = off_network[block.seekers][:, None] | off_network[block.partners][None, :]
        row, column = np.nonzero(block.passes & ~off)
        _take(arrays, best, block.seekers[row], block.partners[column])
    return _pairs_of(best)


def _none_yet() -> list[tuple[Hashes, Positions, Positions]]:
    """Of each band the hashes, seekers and partners of no pair."""
    nobody = np.array([], np.int64)
    return [(np.array([], np.uint64), nobody, nobody) for _ in SPEED_BANDS]


def _take(
    arrays: SchoolArrays,
    best: list[tuple[Hashes, Positions, Positions]],
    seekers: Positions,
    partners: Positions,
) -> None:
    """Let these pairs be among the ``best`` of each band; those on one spot have no speed."""
    dx, dy = arrays.x[seekers] - arrays.x[partners], arrays.y[seekers] - arrays.y[partners]
    km = np.sqrt(dx * dx + dy * dy) / 1000.0
    band, ties = np.where(km > 0, band_of(km), -1), arrays.tie_order(seekers, partners)
    for place, (found, i, j) in enumerate(best):
        own = band == place
        if own.any():
            hashes = np.concatenate((found, ties[own]))
            i, j = np.concatenate((i, seekers[own])), np.concatenate((j, partners[own]))
            order = np.lexsort((j, i, hashes))[:SAMPLE]
            best[place] = hashes[order], i[order], j[order]


def _pairs_of(best: list[tuple[Hashes, Positions, Positions]]) -> Pairs:
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
