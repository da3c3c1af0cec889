"""Balance: how like the comparison group is to the schools of the partnership.

Standardised mean differences (SMD) and variance ratios before and after matching, as
MatchIt's ``summary`` gives them for the effect on the treated: the SMD is the difference of
the means over the standard deviation of all treated units before matching, so that only the
means move (of a variable in which the treated do not vary, that of both sides pooled); the
variance ratio is treated over controls, weighted, and none for a variable of
0 and 1, whose variance its mean settles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.units import Floats, Units

# The usual limit (Austin 2009, Statistics in Medicine 28; What Works Clearinghouse 4.1 asks
# for adjustment from 0.05 and rejects above 0.25).
LIMIT = 0.1
_ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class Balance:
    """The table and what it comes to.

    ``table``: ``covariate`` (as MatchIt names it), ``label`` (the same for people),
    ``treated_mean``, ``before_mean``, ``after_mean`` (controls, all and matched),
    ``smd_before``, ``smd_after`` (standard deviations), ``vr_before``, ``vr_after`` (NaN for
    0/1 and where a side does not vary). ``outside``: treated units whose value lies beyond
    every control, by label: there nobody can say what would have happened without the
    partnership.
    """

    table: pd.DataFrame
    outside: dict[str, tuple[str, ...]]

    @property
    def worst(self) -> tuple[str, float]:
        """The covariate farthest apart after matching and its SMD; infinite where no
        side varies and the two differ."""
        at = int(np.argmax(self.table["smd_after"].abs().to_numpy()))
        return str(self.table["label"].iloc[at]), float(self.table["smd_after"].iloc[at])

    @property
    def reached(self) -> bool:
        """Whether every |SMD| after matching is below 0.1."""
        return abs(self.worst[1]) < LIMIT


def balance(units: Units, matched: MatchResult) -> Balance:
    """The balance of every covariate, categories by level, and first of the propensity
    (``distance``) where that was matched on."""
    design = units.design(every_level=True)
    names = list(zip(design.names, design.labels, strict=True))
    values, binary = design.values, list(design.binary)
    if matched.score is not None:
        names, binary = [("distance", "propensity"), *names], [False, *binary]
        values = np.column_stack([matched.score, values])
    everyone, weights = np.ones(len(units.unit)), matched.weights
    sides = (units.treated, ~units.treated)
    rows = []
    for column, (name, label), is_binary in zip(values.T, names, binary, strict=True):
        before = [_moments(column[side], everyone[side]) for side in sides]
        after = [_moments(column[side], weights[side]) for side in sides]
        mean = before[0][0]
        spread = _spread(before, is_binary)
        rows.append(
            (
                name, label, mean, before[1][0], after[1][0],
                _over(mean - before[1][0], spread),
                _over(after[0][0] - after[1][0], spread),
                np.nan if is_binary else _ratio(before[0][1], before[1][1]),
                np.nan if is_binary else _ratio(after[0][1], after[1][1]),
            )
        )  # fmt: skip
    table = pd.DataFrame(
        rows,
        columns=["covariate", "label", "treated_mean", "before_mean", "after_mean",
                 "smd_before", "smd_after", "vr_before", "vr_after"],
    )  # fmt: skip
    return Balance(table, _outside(units, matched))


def covariate_spreads(units: Units) -> Floats:
    """What each covariate's mean difference is divided by, in the order of
    ``design(every_level=True)``."""
    design = units.design(every_level=True)
    ones = np.ones(len(units.unit))
    found = []
    for column, is_binary in zip(design.values.T, design.binary, strict=True):
        sides = [_moments(column[side], ones[side]) for side in (units.treated, ~units.treated)]
        found.append(_spread(sides, is_binary))
    return np.array(found)


def _spread(sides: Sequence[tuple[float, float]], is_binary: bool) -> float:
    """The standard deviation of the treated; where they do not vary, that of both sides
    pooled, as MatchIt does."""
    # Rounding may leave a share of all or none a hair outside 0 to 1.
    variances = [max(m * (1.0 - m) if is_binary else v, 0.0) for m, v in sides]
    known = [0.0 if np.isnan(variance) else variance for variance in variances]
    # A share of all, summed, is a hair below 1: that is no variance.
    varies = known[0] > 1e-9 * sum(known)
    return float(np.sqrt(known[0] if varies else sum(known) / 2.0))


def _moments(values: Floats, weights: Floats) -> tuple[float, float]:
    """The weighted mean, and the variance, unbiased for weights that say how reliable a
    value is: Σw(x − m)² / (1 − Σw²), w summing to 1 (as MatchIt's)."""
    share = weights / weights.sum()
    mean = float((share * values).sum())  # a product of matrices would wait for other threads
    rest = 1.0 - float((share**2).sum())
    variance = float((share * (values - mean) ** 2).sum())
    if variance <= (_ROUNDING * float(np.abs(values).max(initial=0.0))) ** 2:
        variance = 0.0  # what a sum of equal values leaves is no spread
    return mean, variance / rest if rest > 1e-12 else float("nan")


def _over(difference: float, spread: float) -> float:
    if abs(difference) < 1e-12:
        return 0.0
    return difference / spread if spread > 0 else float(np.copysign(np.inf, difference))


def _ratio(treated: float, controls: float) -> float:
    return treated / controls if controls > 0 else float("nan")


def _outside(units: Units, matched: MatchResult) -> dict[str, tuple[str, ...]]:
    """Common support: the treated beyond the least or greatest control, by each quantity,
    by the propensity where there is one, and those of a category no control has."""
    found: dict[str, tuple[str, ...]] = {}
    treated = units.treated
    design = units.design(every_level=True)
    columns = dict(zip(design.labels, design.values.T, strict=True))
    if matched.score is not None:
        columns = {"propensity": matched.score, **columns}
    for name, values in columns.items():
        low, high = values[~treated].min(), values[~treated].max()
        beyond = treated & ((values < low) | (values > high))
        if beyond.any():
            found[name] = tuple(units.unit[at] for at in np.flatnonzero(beyond))
    return found
