"""The doubly robust difference in differences, from all comparison schools.

Sant'Anna and Zhao (2020, Journal of Econometrics 219), for a panel. Two models say how a school
of the partnership would have changed without it: a regression of the change on the covariates
among the others, and weights that make the others like the partnership (the odds of a logistic
propensity). The estimate is right if either model is. This is their "traditional" version: the
propensity by maximum likelihood, the regression by least squares. Its standard error comes from
its influence function, which tells what each school adds, so that what schools share can be
summed up (:mod:`.clusters`).

Where the covariates tell the partnership's schools from the others almost without fail, there is
no propensity to fit. Then the regression stands alone (Heckman, Ichimura and Todd 1997, Review of
Economic Studies 64), and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.core.errors import SettingError
from matcher.core.figures.in_words import covariate_in_words
from matcher.core.figures.number_format import counted
from matcher.evaluation.effect.clusters import Clusters
from matcher.evaluation.effect.effect import Estimate, estimate_from_se
from matcher.evaluation.effect.wild_bootstrap import by_influence
from matcher.evaluation.matching.distance import exact_blocks
from matcher.evaluation.matching.units import Bools, Floats, Units

# Comparison schools of a propensity from here on count for nothing, as in the authors' package
# DRDID: a single one would count for as much as hundreds.
_TRIM = 0.995
_STEPS, _CLOSE = 25, 1e-8  # Newton's: three to eight are usual; where groups part it never ends
_ROUNDING = 1e-12
_BLOCK = "what must be equal"


@dataclass(frozen=True, slots=True)
class DoublyRobust:
    """Effects on the treated of several outcomes. ``effects``: one for each. ``influence``:
    rows for all units × outcomes; what each school adds, 0 for those left out; the variance is
    the sum of its squares. ``share``: of each unit in the mean of the treated. ``used``: the
    units that take part. ``by_regression``: whether the regression stands alone."""

    effects: Floats
    influence: Floats
    share: Floats
    used: Bools
    by_regression: bool

    def estimate(self, at: int, clusters: Clusters) -> Estimate:
        """The effect on outcome ``at`` with its interval. The influence is summed up within
        clusters; G/(G−1), for the G clusters of the treated, makes up for their being few."""
        own, treated = self.influence[:, at], int((self.share > 0).sum())
        labels, df = clusters.labels, clusters.df
        if labels is not None and clusters.count < 2:
            labels = None  # one cluster shows no chance of its own; the verdict says so
        if labels is None:
            sums, count, df = own, treated, treated - 1.0
        else:
            sums = np.asarray(np.bincount(labels, weights=own), dtype=np.float64)
            count = clusters.count
        se = float(np.sqrt(sums @ sums * count / max(count - 1, 1)))
        found = estimate_from_se(float(self.effects[at]), se, treated, df)
        if labels is None or not clusters.wild:
            return found
        of = self.used
        parts = by_influence(found.effect, own[of], self.share[of], labels[of])
        return found.wild(parts, clusters.seed)


def doubly_robust(
    units: Units, treated: Bools, outcomes: Floats, exact: Sequence[str] = ()
) -> DoublyRobust:
    """The effect on the units ``treated`` of each column of ``outcomes`` (units × outcomes),
    given all covariates of ``units`` but against those not in the partnership alone.

    A comparison school of a category that no treated school has is left out: there is nobody
    whom it could stand for. Of the covariates in ``exact`` each combination is a category of its
    own. Raises :class:`SettingError` with fewer than two treated units, or too few others for
    the regression.
    """
    used, values = _overlapping(units, treated, exact)
    own, changes = treated[used], outcomes[used]
    others = ~own
    design = _independent(values, others)
    if own.sum() < 2 or others.sum() <= design.shape[1]:
        raise SettingError(
            f"{counted(int(own.sum()), 'school')} of the partnership and "
            f"{counted(int(others.sum()), 'other')} are too "
            f"few for {counted(design.shape[1], 'column')} of covariates",
            where="--covariates",
            hint="name fewer of them, or fewer that must be equal (--exact)",
        )
    bread = np.linalg.inv(design[others].T @ design[others])
    left = changes - design @ (bread @ (design[others].T @ changes[others]))
    # What is left of an outcome that the covariates tell wholly is the rounding of a sum, and no
    # chance: an effect of 0 would stand out from it.
    left[np.abs(left) <= _ROUNDING * np.abs(changes).max(axis=0)] = 0.0
    share = own / own.sum()
    effects: Floats = share @ left
    influence = share[:, None] * (left - effects)
    mean = share @ design
    fitted = _propensity(design, own)
    if fitted is not None:
        chance, information = fitted
        odds = np.where(others & (chance < _TRIM), chance / (1.0 - chance), 0.0)
        weight = odds / odds.sum()
        spared = weight @ left
        moved = weight[:, None] * (left - spared)
        # How the effect moves with the propensity's coefficients, and those with each school.
        score = (own - chance)[:, None] * (design @ np.linalg.inv(information))
        influence = influence - moved - score @ (design.T @ moved)
        mean = mean - weight @ design
        effects = effects - spared
    influence = influence - np.where(others, design @ bread @ mean, 0.0)[:, None] * left
    whole = np.zeros(outcomes.shape)
    whole[used] = influence
    of_all = np.zeros(len(used))
    of_all[used] = share
    return DoublyRobust(effects, whole, of_all, used, fitted is None)


def comparison_design(units: Units, treated: Bools, exact: Sequence[str]) -> tuple[Bools, Floats]:
    """Which comparison units take part, and their columns of the regression (with a constant)."""
    used, values = _overlapping(units, treated, exact)
    others = ~treated[used]
    return used & ~treated, _independent(values, others)[others]


def _overlapping(units: Units, treated: Bools, exact: Sequence[str]) -> tuple[Bools, Floats]:
    """Which units take part, and the covariates of those as numbers."""
    frame = units.covariates.drop(columns=list(exact))
    if exact:
        frame = frame.assign(**{_BLOCK: exact_blocks(units, exact).astype(str)})
    used = treated | ~units.treated
    for name in frame.select_dtypes(exclude="number"):
        words = frame[name].to_numpy(dtype=object)
        used &= np.isin(words.astype(str), sorted(set(words[treated].astype(str))))
        if not (used & ~units.treated).any():
            what = covariate_in_words(str(name))
            raise SettingError(
                f"no other school is like the partnership's in {what}",
                where="--covariates",
                hint="leave out what sets them apart",
            )
    part = Units(
        tuple(np.asarray(units.unit, dtype=object)[used]), treated[used],
        frame[used].reset_index(drop=True),
    )  # fmt: skip
    return used, part.design(every_level=False).values


def _independent(values: Floats, others: Bools) -> Floats:
    """A constant and the covariates, standardised among the others; columns that the earlier
    ones give away there are left out, the last first."""
    spread = values[others].std(axis=0)
    values = values[:, spread > 1e-12]
    own = values[others]
    columns = np.column_stack([np.ones(len(values)), (values - own.mean(axis=0)) / own.std(axis=0)])
    if np.linalg.matrix_rank(columns[others]) == columns.shape[1]:
        return columns
    kept: list[int] = []
    for at in range(columns.shape[1]):
        if np.linalg.matrix_rank(columns[others][:, [*kept, at]]) > len(kept):
            kept.append(at)
    return columns[:, kept]


def _propensity(design: Floats, own: Bools) -> tuple[Floats, npt.NDArray[np.float64]] | None:
    """The probability of being treated by maximum likelihood (Newton's method), and its
    information matrix; None where there is no maximum, because covariates tell some of either
    side without fail, or too few treated units for so many columns."""
    treated = own.astype(np.float64)
    beta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -30.0, 30.0)))
        information = (design * (chance * (1.0 - chance))[:, None]).T @ design
        try:
            step = np.linalg.solve(information, design.T @ (treated - chance))
        except np.linalg.LinAlgError:
            return None
        beta += step
        if np.abs(step).max() < _CLOSE:
            usable = ~own & (chance < _TRIM)
            return (chance, information) if usable.any() else None
    return None
