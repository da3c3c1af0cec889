"""Every pair that may be, with its score: what a plan chooses from.

The lists keep the best few of each school; a plan may need the twentieth. So all pairs that pass
the gates are kept here, by the very blocks, gates and scores that the lists are made of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.core.settings.config import Config
from matcher.match.arrays import Floats, Positions, SchoolArrays
from matcher.match.candidates import candidate_blocks
from matcher.match.explain.finished_ranking import BOTH_FROM_REGISTER, NOT_ROUTED
from matcher.match.gates import Exclusions, PairGates
from matcher.match.narrowing import OUT
from matcher.match.reach import reach
from matcher.match.score import block_standings
from matcher.match.terms import squared_distance
from matcher.match.weights import Weights

Few = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class PermittedPairs:
    """Pairs that pass every gate, one after the other, by seeker and then by partner.

    ``seekers``, ``partners``: positions of schools; ``standings``: the score, and how far the pair
    is known to fit what the run was narrowed to (:func:`matcher.match.narrowing.standing`);
    ``squared_m``: squared metres. ``left_out``: how many more there may be, of which nobody knows
    the travel time.
    """

    seekers: Few
    partners: Few
    standings: Floats
    squared_m: Floats
    left_out: int = 0


def permitted_pairs(
    arrays: SchoolArrays, config: Config, exclusions: Exclusions, weights: Weights
) -> PermittedPairs:
    """Every pair of a run that no gate stops, scored as in its lists."""
    gates, left_out = PairGates(arrays, config, exclusions), 0
    parts: list[tuple[Few, Few, Floats, Floats]] = []
    with threadpool_limits(limits=1, user_api="blas"):
        for block in candidate_blocks(arrays, config, gates):
            row, column = np.nonzero(block.passes)
            if block.unasked is not None:
                left_out += int(np.count_nonzero(block.unasked > OUT))
            standings = block_standings(arrays, block, weights, config)[row, column]
            seekers = block.seekers[row].astype(np.int32)
            partners = block.partners[column].astype(np.int32)
            parts.append((seekers, partners, standings, block.squared_m[row, column]))
    if not parts:
        nobody, nothing = np.array([], dtype=np.int32), np.array([], dtype=float)
        return PermittedPairs(nobody, nobody, nothing, nothing, left_out)
    seekers, partners, standings, squared = map(np.concatenate, zip(*parts, strict=True))
    order = np.argsort(seekers * np.int64(len(arrays.urn)) + partners)
    pairs = seekers[order], partners[order], standings[order], squared[order]
    return PermittedPairs(*pairs, left_out)


def nearest_of(
    arrays: SchoolArrays, seekers: Positions, partners: Positions
) -> tuple[Positions, Floats]:
    """For each seeker the nearest of some partners, and the squared metres to it; the seeker
    itself never. ``partners`` are at least two, or one that is none of the seekers."""
    nearest = np.zeros(len(seekers), dtype=np.int64)
    squared = np.zeros(len(seekers))
    for start in range(0, len(seekers), 512):
        own = seekers[start : start + 512]
        far = squared_distance(arrays, own, partners)
        far[own[:, None] == partners[None, :]] = np.inf
        ties = arrays.tie_order(own[:, None], partners[None, :])
        at = np.where(far == far.min(axis=1, keepdims=True), ties, np.iinfo(np.uint64).max)
        best = at.argmin(axis=1)
        nearest[start : start + 512] = partners[best]
        squared[start : start + 512] = far[np.arange(len(own)), best]
    return nearest, squared


def first_gates(
    arrays: SchoolArrays,
    config: Config,
    exclusions: Exclusions,
    seekers: Positions,
    partners: Positions,
    *,
    at_any_distance: bool = False,
) -> list[str]:
    """The code of the first thing that keeps each pair seekers[n] with partners[n] apart, "" where
    nothing does; all of them take part in the run on their side. ``at_any_distance``: as if none
    were beyond the limit."""
    found = np.full(len(seekers), "", dtype=object)
    gates = PairGates(arrays, config, exclusions)
    for partner in np.unique(partners):
        here = np.flatnonzero(partners == partner)
        own, back = np.unique(seekers[here], return_inverse=True)
        one = np.array([partner])
        squared = squared_distance(arrays, own, one)
        codes = gates.first_stops(own, one)[:, 0]
        reached = reach(arrays, config, own, one, squared)
        if reached.minutes is not None:
            codes[np.isinf(reached.minutes[:, 0])] = "unreachable"
        if not at_any_distance:
            codes[~reached.near[:, 0]] = "beyond"
        codes[(codes == "") & ~arrays.listed[own] & ~arrays.listed[partner]] = BOTH_FROM_REGISTER
        if reached.known is not None:
            codes[(codes == "") & ~reached.known[:, 0]] = NOT_ROUTED
        found[here] = codes[back]
    listed: list[str] = found.tolist()
    return listed
