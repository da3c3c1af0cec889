"""Nearest-neighbour matching: for each treated unit its like among the others.

Greedy, as in MatchIt's ``method = "nearest"`` (Ho, Imai, King and Stuart 2011, Journal of
Statistical Software 42(8)): treated units are served one by one in a stated order, in as many
rounds as the ratio says, each time with the nearest control that may be taken. Equally
near controls are taken in the order of the units, so there is no chance in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.core.errors import SettingError
from matcher.evaluation.matching.distance import (
    DECIMALS,
    distances,
    exact_blocks,
    matching_coordinates,
    propensity,
)
from matcher.evaluation.matching.units import Floats, Units

Distance = Literal["mahalanobis", "propensity"]
Order = Literal["data", "largest"]
Side = Literal["either", "below"]
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
    sentence.
    """

    pairs: pd.DataFrame
    weights: Floats
    unmatched: tuple[str, ...]
    how: str
    replace: bool
    score: Floats | None = None

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
    order: Order = "data",
    side: Side = "either",
) -> MatchResult:
    """Match each treated unit with ``ratio`` controls (fewer where there are no more).

    ``mahalanobis``: with the covariance within the groups, pooled, of all covariates,
    those in ``exact`` too, as MatchIt. ``propensity``: the difference in the fitted
    probability of a logistic regression without penalty. ``replace``: a control may serve
    several treated units, but no treated unit twice. ``exact``: covariates that must be
    equal. ``caliper``: the largest distance allowed, as Mahalanobis distance, or in standard
    deviations of the propensity over all units. ``order``: in which treated units are
    served, that of the data, or the largest propensity first (ties in that of the data).
    ``side``: of the propensity, ``below`` takes the nearest control that is not above the
    treated unit, and one above only where there is none. That is what MatchIt 4.5.1 does
    (it rounds both distances down to 0 before it compares them, and of equals prefers the
    one below, the last in the data); it is here to reproduce its results, not to be used.

    Raises :class:`SettingError` for an option without meaning, or where nobody is matched.
    """
    _check(units, distance, ratio, exact, caliper, order, side)
    treated, controls = np.flatnonzero(units.treated), np.flatnonzero(~units.treated)
    score = propensity(units) if distance == "propensity" or order == "largest" else None
    where = matching_coordinates(units, score if distance == "propensity" else None)
    serve = treated
    if order == "largest" and score is not None:
        serve = treated[np.argsort(-np.round(score[treated], DECIMALS), kind="stable")]
    block = exact_blocks(units, exact)
    pick = _below if side == "below" else _nearest
    found = _greedy(where, serve, controls, block, replace, ratio, caliper, pick)
    if not found:
        raise SettingError(
            "no treated school finds a match", where="matching", hint="loosen exact or the caliper"
        )
    found.sort(key=lambda pair: (pair[0], pair[2]))
    how = _how(distance, replace, ratio, exact, caliper, order, side)
    return match_result(units, found, how, replace, score if distance == "propensity" else None)


def match_result(
    units: Units, found: Sequence[Pair], how: str, replace: bool, score: Floats | None
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
    )


def _greedy(
    where: Floats,
    serve: npt.NDArray[np.intp],
    controls: npt.NDArray[np.intp],
    block: npt.NDArray[np.int64],
    replace: bool,
    ratio: int,
    caliper: float | None,
    pick: Callable[[Floats, Floats, npt.NDArray[np.bool_]], int],
) -> list[Pair]:
    """(treated, control, k, distance) for each pair, in the order they were made."""
    members = {b: controls[block[controls] == b] for b in np.unique(block[serve])}
    free = np.ones(len(where), dtype=bool)
    got: dict[int, list[int]] = {int(t): [] for t in serve}
    found: list[Pair] = []
    for _ in range(ratio):
        for t in serve:
            own = members[block[t]]
            if not len(own):
                continue
            away = distances(where, int(t), own)
            away[~free[own]] = np.inf
            if replace:
                away[np.isin(own, got[int(t)])] = np.inf
            if caliper is not None:
                away[away > caliper] = np.inf
            at = pick(away, np.round(where[own, 0] - where[t, 0], DECIMALS), own < t)
            if np.isinf(away[at]):
                continue
            control = int(own[at])
            found.append((int(t), control, len(got[int(t)]) + 1, float(away[at])))
            got[int(t)].append(control)
            free[control] = replace
    return found


def _nearest(away: Floats, offset: Floats, earlier: npt.NDArray[np.bool_]) -> int:
    """The nearest, the first of equals."""
    return int(np.argmin(away))


def _below(away: Floats, offset: Floats, earlier: npt.NDArray[np.bool_]) -> int:
    """The nearest below, the last of equals; without any, the nearest above, the first."""
    low = (offset < 0) | ((offset == 0) & earlier)
    under = np.where(low, away, np.inf)
    last = len(away) - 1 - int(np.argmin(under[::-1]))
    return last if np.isfinite(under[last]) else int(np.argmin(away))


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
    if order not in ("data", "largest"):
        raise SettingError(f"{order!r} is no order", where="order", hint="data or largest")
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
    exact: Sequence[str],
    caliper: float | None,
    order: str,
    side: str,
) -> str:
    unit = "" if distance == "mahalanobis" else " standard deviations"
    parts = [
        f"{ratio} nearest by "
        + ("Mahalanobis distance" if distance == "mahalanobis" else "propensity (logistic)"),
        "with replacement" if replace else "without replacement",
        f"equal in {', '.join(exact)}" if exact else "",
        "" if caliper is None else f"within {caliper:g}{unit}",
        "in the order of the data" if order == "data" else "the largest propensity first",
        "ties in the order of the data" if side == "either" else "from below, as MatchIt 4.5.1",
    ]
    return ", ".join(filter(None, parts))
