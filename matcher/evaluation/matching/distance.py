"""How far apart units are: by their covariates, or by their propensity.

Distances are reckoned row by row rather than by scikit-learn's NearestNeighbors: that leaves
the order of ties open, and cannot leave out what an exact covariate, a caliper or an earlier
match forbids. scikit-learn fits the propensity.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matcher.core.errors import SettingError
from matcher.evaluation.matching.units import Floats, Units

# Distances are compared to so many decimals, so that the last bit of a sum, which differs
# from machine to machine, settles no tie.
DECIMALS = 10


def propensity(units: Units) -> Floats:
    """The probability of being treated given the covariates, by maximum likelihood: a
    logistic regression without penalty, fitted on standardised columns, which does not
    change the fit but lets it converge. A constant column is left out. A category with no
    treated at all gets a probability of 0. Raises :class:`SettingError` where the covariates
    tell the two groups apart without fail: then nobody is comparable."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    design = units.design(every_level=False)
    spread = design.values.std(axis=0)
    values = design.values[:, spread > 0]
    values = (values - values.mean(axis=0)) / values.std(axis=0)
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=100)
    with warnings.catch_warnings():
        # Only where groups fall apart does it not converge; that is looked for below.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted: Floats = model.fit(values, units.treated).predict_proba(values)[:, 1]
    if fitted[units.treated].min() > 1 - 1e-6 and fitted[~units.treated].max() < 1e-6:
        raise SettingError(
            "the covariates tell the partnership from all other schools without fail",
            where="propensity",
            hint="nobody is comparable: leave out what sets them apart, or match by mahalanobis",
        )
    return fitted


def matching_coordinates(units: Units, score: Floats | None = None) -> Floats:
    """Coordinates of each unit, so that the Euclidean distance is the one matched on: the
    propensity ``score`` in standard deviations, or without it the covariates whitened."""
    if score is None:
        return _whitened(units)
    spread = float(np.std(score, ddof=1))
    return score[:, None] / (spread if spread > 0 else 1.0)


def distances(where: Floats, at: int, others: npt.NDArray[np.intp]) -> Floats:
    """The distance of unit ``at`` from ``others``, rounded to ten decimals."""
    total = np.zeros(len(others))
    # Column by column, so that equal rows have equal sums wherever they stand.
    for column in (where[others] - where[at]).T:
        total += column**2
    return np.asarray(np.round(np.sqrt(total), DECIMALS), dtype=np.float64)


def _whitened(units: Units) -> Floats:
    """Places whose Euclidean distance is the Mahalanobis distance. Directions in which
    units do not differ within the groups are left out (a generalised inverse)."""
    values = units.design(every_level=False).values
    if not values.shape[1]:
        return np.zeros((len(units.unit), 1))
    spread = values.std(axis=0)
    values = values[:, spread > 0] / spread[spread > 0]
    within = values.copy()
    for side in (units.treated, ~units.treated):
        within[side] -= within[side].mean(axis=0)
    covariance = within.T @ within / max(len(values) - 2, 1)
    size, axes = np.linalg.eigh(covariance)
    varies = size > size.max(initial=0.0) * 1e-10
    whitened: Floats = values @ (axes[:, varies] / np.sqrt(size[varies]))
    return whitened


def exact_blocks(units: Units, exact: Sequence[str]) -> npt.NDArray[np.int64]:
    """A number for each combination of the exact covariates."""
    if not exact:
        return np.zeros(len(units.unit), dtype=np.int64)
    number = units.covariates.groupby(list(exact), sort=True).ngroup()
    return np.asarray(number, dtype=np.int64)
