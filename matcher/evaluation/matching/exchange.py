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
from dataclasses import replace as with_changes

import numpy as np
import numpy.typing as npt

from matcher.evaluation.matching.balance import LIMIT, covariate_spreads
from matcher.evaluation.matching.candidates import Candidates, Positions
from matcher.evaluation.matching.nearest_neighbours import MatchResult, Pair, match_result
from matcher.evaluation.matching.units import Floats, Units

NEAREST = 50  # candidates of each treated unit
TARGET = LIMIT / 2  # |SMD| at which there is nothing left to exchange for


def exchange(
    units: Units,
    matched: MatchResult,
    candidates: Candidates,
    *,
    ties: int = 0,
    nearest: int = NEAREST,
) -> MatchResult:
    """``matched`` with controls exchanged one by one until every |SMD| is below 0.05 or no
    exchange helps; as it is where they are small already. ``candidates`` and ``ties`` are those
    it was matched by, so what it was matched by still holds; without replacement no control is
    used twice. Of exchanges that help as much, the one of the set served first, then the nearer
    control, then as ``ties`` has it. ``how`` says how many were exchanged.
    """
    at = {urn: place for place, urn in enumerate(units.unit)}
    owner = np.array([at[urn] for urn in matched.pairs["treated"]])
    used = np.array([at[urn] for urn in matched.pairs["control"]])
    away = matched.pairs["distance"].to_numpy(dtype=np.float64)
    served = {int(t): rank for rank, t in enumerate(candidates.serving_order(ties))}
    order = np.argsort([served[t] for t in owner.tolist()], kind="stable")
    owner, used, away = owner[order], used[order], away[order]
    values = _standard(units)
    _, number, size = np.unique(owner, return_inverse=True, return_counts=True)
    share: Floats = 1.0 / size[number] / len(size)  # weight of each control in their mean
    gap = values[np.unique(owner)].mean(axis=0) - share @ values[used]
    if not len(gap) or np.abs(gap).max() < TARGET:
        return matched
    near, distance = _nearest(candidates, owner, ties, nearest)
    offered = near >= 0
    if not (offered & ~_in_use(number, used, near, matched.replace)).any():
        return matched  # all of them serve, as where the ratio is large
    apart = ((values[used][:, None, :] - values[near]) ** 2).sum(axis=2)
    count = 0
    while np.abs(gap).max() >= TARGET and count < 10 * len(owner):
        # |gap + share · (out - in)|², multiplied out, of every exchange at once.
        along = (values * gap).sum(axis=1)
        left = gap @ gap + 2.0 * share[:, None] * (along[used][:, None] - along[near])
        left = np.round(left + (share**2)[:, None] * apart, 12)
        left[~offered | _in_use(number, used, near, matched.replace)] = np.inf
        row, choice = divmod(int(np.argmin(left)), left.shape[1])
        if not left[row, choice] < float(gap @ gap) - 1e-9:
            break
        swap = near[row, choice]
        gap = gap + share[row] * (values[used[row]] - values[swap])
        used[row], away[row] = swap, distance[row, choice]
        apart[row] = ((values[swap] - values[near[row]]) ** 2).sum(axis=1)
        count += 1
    if not count:
        return matched
    place: Counter[int] = Counter()
    found: list[Pair] = []
    for row in np.lexsort((candidates.tie_keys(owner, used, ties), away, owner)):
        treated = int(owner[row])
        place[treated] += 1
        found.append((treated, int(used[row]), place[treated], float(away[row])))
    changed = match_result(units, found, matched.how, matched.replace, matched.score, matched.tied)
    words = f"{count} exchange{'s' if count > 1 else ''} among the {nearest} nearest for balance"
    return with_changes(changed, how=f"{matched.how}; {words}")


def _standard(units: Units) -> Floats:
    """The covariates, every level, in the units of their SMD; columns that nowhere vary are
    left out."""
    spread = covariate_spreads(units)
    varies = spread > 1e-12
    standard: Floats = units.design(every_level=True).values[:, varies] / spread[varies]
    return standard


def _nearest(
    candidates: Candidates, owner: Positions, ties: int, nearest: int
) -> tuple[Positions, Floats]:
    """For each pair the controls nearest to its treated unit and how far they are, in rows of
    the same length; -1 where there are no more."""
    near = np.full((len(owner), nearest), -1)
    distance = np.full((len(owner), nearest), np.inf)
    for t in np.unique(owner):
        others, away = (one[:nearest] for one in candidates.ranked(int(t), ties, nearest))
        near[owner == t, : len(others)] = others
        distance[owner == t, : len(others)] = away
    return near, distance


def _in_use(
    number: Positions, used: Positions, near: Positions, replace: bool
) -> npt.NDArray[np.bool_]:
    """Which candidates may not be taken: without replacement any control in use, with it those
    of the same set (``number`` says of which each pair is)."""
    if not replace:
        return np.isin(near, used)
    taken = np.zeros((int(number.max()) + 1, int(max(used.max(), near.max())) + 1), dtype=bool)
    taken[number, used] = True
    return np.asarray(taken[number[:, None], near])  # -1, where there are no more, is the last
