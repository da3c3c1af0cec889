"""Nearest-neighbour matching: for each treated unit its like among the others.

Greedy, as in MatchIt's ``method = "nearest"`` (Ho, Imai, King and Stuart 2011, Journal of
Statistical Software 42(8)): treated units are served one by one, in as many rounds as the ratio
says, each time with the nearest control that may be taken. In which order they are served and
equally near controls are taken is in :mod:`.candidates`; there is no chance in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from matcher.core.errors import SettingError
from matcher.core.figures.in_words import covariates_in_words
from matcher.evaluation.matching.candidates import REACH, Candidates, Distance, Ranked, Side
from matcher.evaluation.matching.units import Floats, Units

Order = Literal["any", "largest"]
Pair: TypeAlias = tuple[int, int, int, float]  # treated, control, k, distance


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Who was matched with whom.

    ``pairs``: ``treated``, ``control`` (URNs), ``k`` (1 the first match of its treated
    unit), ``distance`` (in the caliper's units), in the order of the units and then k.
    ``weights``: one for each unit. Treated and matched 1; a control the sum of its shares
    in the sets it is in, scaled so that these sum to the number of controls used, as
    MatchIt does; 0 for those not matched. ``unmatched``: treated units left without a match.
    ``score``: the propensity of each unit, where it was the distance. ``how``: the rule, in a
    sentence. ``tied``: the treated units for which a control left out was as near as one taken,
    and how many were equally near.
    """

    pairs: pd.DataFrame
    weights: Floats
    unmatched: tuple[str, ...]
    how: str
    replace: bool
    score: Floats | None = None
    tied: Mapping[str, int] = field(default_factory=dict)

    @property
    def estimand(self) -> str:
        """Whom an effect is about: a caliper or an exact covariate that leaves treated units
        out changes that (Rosenbaum and Rubin 1985; MatchIt's issue 110)."""
        if not self.unmatched:
            return "the effect on the treated (ATT)"
        count = self.pairs["treated"].nunique()
        return (
            f"the effect on the {count} treated schools that found a match (ATM), not on all "
            f"{count + len(self.unmatched)}: {len(self.unmatched)} were left without one"
        )


def match(
    units: Units,
    distance: Distance = "mahalanobis",
    *,
    replace: bool = False,
    ratio: int = 1,
    exact: Sequence[str] = (),
    caliper: float | None = None,
    order: Order = "any",
    side: Side = "either",
    ties: int | None = 0,
    candidates: Candidates | None = None,
) -> MatchResult:
    """Match each treated unit with ``ratio`` controls (fewer where there are no more).

    ``mahalanobis``: with the covariance within the groups, pooled, of all covariates,
    those in ``exact`` too, as MatchIt. ``propensity``: the difference in the fitted
    probability of a logistic regression without penalty. ``replace``: a control may serve
    several treated units, but no treated unit twice. ``exact``: covariates that must be
    equal. ``caliper``: the largest distance allowed, as Mahalanobis distance, or in standard
    deviations of the propensity over all units. ``order``: ``largest`` serves the largest
    propensity first. ``ties``: which of the orders that mean nothing decides who is served
    first and which of equally near controls is taken; None for the order of the units.
    ``side``: of the propensity, ``below`` takes the nearest control that is not above the
    treated unit, and one above only where there is none. That is what MatchIt 4.5.1 does
    (it rounds both distances down to 0 before it compares them, and of equals prefers the
    one below, the last in the data); it is here to reproduce its results, not to be used.
    ``candidates``: those of these units by these options, where they are known already.

    Raises :class:`SettingError` for an option without meaning, or where nobody is matched.
    """
    _check(units, distance, ratio, exact, caliper, order, side)
    known = candidates or candidates_of(units, distance, exact, caliper, order, side)
    found, equally_near = (
        _nearest_of_each(known, ties, ratio)
        if replace
        else _greedy(known, len(units.unit), ties, ratio)
    )
    if not found:
        raise SettingError(
            "no treated school finds a match", where="matching", hint="loosen exact or the caliper"
        )
    found.sort(key=lambda pair: (pair[0], pair[2]))
    most = max(k for _, _, k, _ in found)
    how = _how(distance, replace, ratio, most, exact, caliper, order, side, ties)
    tied = {units.unit[t]: count for t, count in sorted(equally_near.items())}
    score = known.score if distance == "propensity" else None
    return match_result(units, found, how, replace, score, tied)


def candidates_of(
    units: Units,
    distance: Distance,
    exact: Sequence[str],
    caliper: float | None,
    order: Order,
    side: Side = "either",
    apart: Sequence[str] = (),
) -> Candidates:
    """What :func:`match` rests on by these options, to match again by other ``ties``. ``apart``:
    covariates that are no part of the distance."""
    return Candidates(
        units, distance, exact=exact, caliper=caliper, side=side,
        largest_first=order == "largest", apart=apart,
    )  # fmt: skip


def match_result(
    units: Units,
    found: Sequence[Pair],
    how: str,
    replace: bool,
    score: Floats | None,
    tied: Mapping[str, int],
) -> MatchResult:
    """Pairs of positions made into URNs and weights."""
    rows = [(units.unit[t], units.unit[c], k, d) for t, c, k, d in found]
    with_match = {t for t, *_ in found}
    return MatchResult(
        pd.DataFrame(rows, columns=["treated", "control", "k", "distance"]),
        _weights(len(units.unit), found),
        tuple(units.unit[t] for t in np.flatnonzero(units.treated) if t not in with_match),
        how,
        replace,
        score,
        tied,
    )


def of_schools(units: Units, matched: MatchResult, schools: Set[str]) -> MatchResult:
    """``matched`` for these treated ``schools`` alone; the others are left without a match."""
    at = {urn: place for place, urn in enumerate(units.unit)}
    rows = matched.pairs.itertuples(index=False)
    found = [(at[t], at[c], k, d) for t, c, k, d in rows if t in schools]
    tied = {urn: count for urn, count in matched.tied.items() if urn in schools}
    return match_result(units, found, matched.how, matched.replace, matched.score, tied)


def _nearest_of_each(
    candidates: Candidates, ties: int | None, ratio: int
) -> tuple[list[Pair], dict[int, int]]:
    """As :func:`_greedy` with replacement, where nobody takes anything from another."""
    found: list[Pair] = []
    tied: dict[int, int] = {}
    for t in map(int, candidates.serving_order(ties)):
        others, away = candidates.ranked(t, ties, max(ratio, REACH))
        taken = away[:ratio]
        found += [
            (t, control, k, distance)
            for k, (control, distance) in enumerate(
                zip(others[:ratio].tolist(), taken.tolist(), strict=True), 1
            )
        ]
        # Only of those at some distance can one be taken and another left.
        for distance in np.intersect1d(taken, away[ratio:]):
            tied[t] = max(int((away == distance).sum()), tied.get(t, 0))
    return found, tied


def _greedy(
    candidates: Candidates, count: int, ties: int | None, ratio: int
) -> tuple[list[Pair], dict[int, int]]:
    """Without replacement: (treated, control, k, distance) for each pair, in the order they were
    made; and of each treated unit that had a choice among equals how many these were."""
    serve = [int(t) for t in candidates.serving_order(ties)]
    free = np.ones(count, dtype=bool)
    got = dict.fromkeys(serve, 0)
    ranked: dict[int, Ranked] = {}
    reach = dict.fromkeys(serve, REACH)
    found: list[Pair] = []
    equals: dict[tuple[int, float], int] = {}
    for _ in range(ratio):
        before = len(found)
        for t in serve:
            while True:
                if t not in ranked:
                    ranked[t] = candidates.ranked(t, ties, reach[t])
                others, away = ranked[t]
                may = np.flatnonzero(free[others])
                if len(may) or reach[t] >= candidates.size(t):
                    break
                reach[t] *= 4  # all of these serve others already
                del ranked[t]
            if not len(may):
                continue
            control, distance = int(others[may[0]]), float(away[may[0]])
            equals.setdefault((t, distance), int((away[may] == distance).sum()))
            got[t] += 1
            found.append((t, control, got[t], distance))
            free[control] = False
        if len(found) == before:
            break  # all that may serve do
    taken = Counter((t, distance) for t, _, _, distance in found)
    tied: dict[int, int] = {}
    for (t, distance), number in equals.items():
        if number > taken[t, distance]:
            tied[t] = max(number, tied.get(t, 0))
    return found, tied


def _weights(count: int, found: Sequence[Pair]) -> Floats:
    of: dict[int, int] = {}
    for t, *_ in found:
        of[t] = of.get(t, 0) + 1
    weights = np.zeros(count)
    for t, c, *_ in found:
        weights[c] += 1.0 / of[t]
    used = {c for _, c, *_ in found}
    weights *= len(used) / weights.sum()
    weights[list(of)] = 1.0
    return weights


def _check(
    units: Units,
    distance: str,
    ratio: int,
    exact: Sequence[str],
    caliper: float | None,
    order: str,
    side: str,
) -> None:
    if distance not in ("mahalanobis", "propensity"):
        raise SettingError(f"{distance!r} is no distance", where="distance",
                           hint="mahalanobis or propensity")  # fmt: skip
    if order not in ("any", "largest"):
        raise SettingError(f"{order!r} is no order", where="order", hint="any or largest")
    if side not in ("either", "below") or (side == "below" and distance != "propensity"):
        raise SettingError(f"{side!r} has no meaning here", where="side",
                           hint="either, or with the propensity below")  # fmt: skip
    if ratio < 1:
        raise SettingError("is below 1", where="ratio", hint="controls for each treated school")
    if caliper is not None and not 0 < caliper < np.inf:
        raise SettingError("is no positive number", where="caliper")
    for name in exact:
        if name not in units.covariates:
            raise SettingError(f"{name} is no covariate", where="exact",
                               hint=", ".join(map(str, units.covariates)))  # fmt: skip


def _how(
    distance: str,
    replace: bool,
    ratio: int,
    most: int,
    exact: Sequence[str],
    caliper: float | None,
    order: str,
    side: str,
    ties: int | None,
) -> str:
    unit = "" if distance == "mahalanobis" else " standard deviations"
    settled = "in the order of the data" if ties is None else "by a hash of the URNs"
    first = "the largest propensity first" if order == "largest" else f"served {settled}"
    count = f"{ratio}" if most == ratio else f"{most} (of {ratio} asked for; there are no more)"
    parts = [
        f"{count} nearest by "
        + ("Mahalanobis distance" if distance == "mahalanobis" else "propensity (logistic)"),
        "with replacement" if replace else "without replacement",
        f"equal in {', '.join(covariates_in_words(exact))}" if exact else "",
        "" if caliper is None else f"within {caliper:g}{unit}",
        first,
        "from below, as MatchIt 4.5.1"
        if side == "below"
        else "ties too"
        if settled in first
        else f"ties {settled}",
    ]
    return ", ".join(filter(None, parts))
