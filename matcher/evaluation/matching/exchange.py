"""Exchange: controls swapped for others almost as near, until the groups are alike on average.

Nearest neighbours make each pair alike; the averages of forty pairs can still differ by
chance. Where a mean difference is left, one control at a time is exchanged for another of
those nearest to its treated unit: each time the exchange that most lessens the sum of the
squared standardised mean differences, until all of them are small. Only what was known
before the partnership is looked at, never the outcome, so no effect can be exchanged in.
The idea is that of matching for balance (Rosenbaum, Ross and Silber 2007, JASA 102(477);
Zubizarreta 2012, JASA 107(500)), by greedy exchange rather than by an integer programme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace as with_changes

import numpy as np

from matcher.evaluation.matching.balance import LIMIT, covariate_spreads
from matcher.evaluation.matching.distance import distances, exact_blocks, matching_coordinates
from matcher.evaluation.matching.nearest_neighbours import MatchResult, Pair, match_result
from matcher.evaluation.matching.units import Floats, Units

NEAREST = 50  # candidates of each treated unit
TARGET = LIMIT / 2  # |SMD| at which there is nothing left to exchange for


def exchange(
    units: Units,
    matched: MatchResult,
    *,
    exact: Sequence[str] = (),
    caliper: float | None = None,
    nearest: int = NEAREST,
) -> MatchResult:
    """``matched`` with controls exchanged one by one until every |SMD| is below 0.05 or no
    exchange helps; as it is where they are small already. ``exact`` and ``caliper`` are those
    it was matched by and still hold; without replacement no control is used twice. Ties: the
    first set, then the nearer control, then the order of the units. ``how`` says how many
    were exchanged.
    """
    at = {urn: place for place, urn in enumerate(units.unit)}
    treated_of = list(matched.pairs["treated"])
    control_of = list(matched.pairs["control"])
    owner = np.array([at[urn] for urn in treated_of])
    used = np.array([at[urn] for urn in control_of])
    values = _standard(units)
    share = _shares(owner)
    gap = values[np.unique(owner)].mean(axis=0) - share @ values[used]
    candidates, away = _candidates(units, matched, owner, exact, caliper, nearest)
    count = 0
    while len(gap) and np.abs(gap).max() >= TARGET and count < 10 * len(owner):
        in_use = np.zeros(len(units.unit), dtype=bool)
        in_use[used] = True
        best, swap = float(gap @ gap) - 1e-9, (-1, -1)
        for row, others in enumerate(candidates):
            own = np.isin(others, used[owner == owner[row]]) if matched.replace else in_use[others]
            new = gap + share[row] * (values[used[row]] - values[others])
            left = np.round((new**2).sum(axis=1), 12)
            left[own] = np.inf
            if len(left) and left.min() < best:
                best, swap = float(left.min()), (row, int(np.argmin(left)))
        row, choice = swap
        if row < 0:
            break
        gap = gap + share[row] * (values[used[row]] - values[candidates[row][choice]])
        used[row] = candidates[row][choice]
        count += 1
    if not count:
        return matched
    rows: list[tuple[int, float, int]] = []
    for row in range(len(owner)):
        where = np.flatnonzero(candidates[row] == used[row])
        distance = (
            float(away[row][where[0]]) if len(where) else float(matched.pairs["distance"].iloc[row])
        )
        rows.append((int(owner[row]), distance, int(used[row])))
    place: Counter[int] = Counter()
    found: list[Pair] = []
    for treated, distance, control in sorted(rows):
        place[treated] += 1
        found.append((treated, control, place[treated], distance))
    changed = match_result(units, found, matched.how, matched.replace, matched.score)
    words = f"{count} exchange{'s' if count > 1 else ''} among the {nearest} nearest for balance"
    return with_changes(changed, how=f"{matched.how}; {words}")


def _standard(units: Units) -> Floats:
    """The covariates, every level, in the units of their SMD; columns that nowhere vary are
    left out."""
    spread = covariate_spreads(units)
    varies = spread > 1e-12
    standard: Floats = units.design(every_level=True).values[:, varies] / spread[varies]
    return standard


def _shares(owner: np.ndarray) -> Floats:
    """The weight of each pair's control in the mean of the controls."""
    _, at, size = np.unique(owner, return_inverse=True, return_counts=True)
    shares: Floats = 1.0 / size[at] / len(size)
    return shares


def _candidates(
    units: Units,
    matched: MatchResult,
    owner: np.ndarray,
    exact: Sequence[str],
    caliper: float | None,
    nearest: int,
) -> tuple[list[np.ndarray], list[Floats]]:
    """For each pair the controls nearest to its treated unit and how far they are."""
    where, block = matching_coordinates(units, matched.score), exact_blocks(units, exact)
    controls = np.flatnonzero(~units.treated)
    known: dict[int, tuple[np.ndarray, Floats]] = {}
    for t in np.unique(owner):
        own = controls[block[controls] == block[t]]
        away = distances(where, int(t), own)
        order = np.argsort(away, kind="stable")[:nearest]
        if caliper is not None:
            order = order[away[order] <= caliper]
        known[int(t)] = (own[order], away[order])
    return [known[int(t)][0] for t in owner], [known[int(t)][1] for t in owner]
