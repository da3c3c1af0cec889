"""Weighted least squares with cluster-robust standard errors.

Twenty lines of linear algebra in place of statsmodels, which would add two seconds to a run
and sixty megabytes to an installation for this one table. The tests hold it against a
reckoning by hand and against the textbook case, the paired t-test.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matcher.core.errors import SettingError
from matcher.evaluation.matching.units import Floats

Ints = npt.NDArray[np.int64]


def wls(
    design: Floats, outcome: Floats, weights: Floats, clusters: Sequence[Ints]
) -> tuple[Floats, Floats]:
    """Coefficients and their covariance.

    ``design`` (rows × columns) holds its own constant; rows with weight 0 must be left out.
    Columns that others give away get a coefficient of no meaning (pseudo-inverse).
    ``clusters``: one or two numberings of the rows. One: the sandwich of Liang and Zeger
    (1986, Biometrika 73), times G/(G−1) · (N−1)/(N−K) for G clusters, N rows, K columns.
    Two: the sum of the two less that of their intersection (Cameron, Gelbach and Miller 2011,
    JBES 29), or, where that is not above 0 on the diagonal, the larger of the two. Raises
    :class:`SettingError` with fewer than two clusters.
    """
    root = np.sqrt(weights)[:, None]
    inverse = np.linalg.pinv(design * root)
    beta: Floats = inverse @ (outcome * root[:, 0])
    bread = inverse @ inverse.T
    scores = design * (weights * (outcome - design @ beta))[:, None]
    rank = int(np.linalg.matrix_rank(design * root))
    ways = [_sandwich(bread, scores, own, rank) for own in clusters]
    if len(ways) == 1:
        return beta, ways[0]
    both = _sandwich(bread, scores, _numbered(np.column_stack(clusters)), rank)
    total = ways[0] + ways[1] - both
    if (np.diag(total) <= 0).any():
        total = max(ways, key=lambda way: float(np.trace(way)))
    return beta, total


def _sandwich(bread: Floats, scores: Floats, cluster: Ints, rank: int) -> Floats:
    numbers = _numbered(cluster[:, None])
    count = int(numbers.max()) + 1
    if count < 2:
        raise SettingError("one cluster cannot tell how much chance there is", where="effect")
    sums = np.zeros((count, scores.shape[1]))
    np.add.at(sums, numbers, scores)
    rows = len(scores)
    small = count / (count - 1) * (rows - 1) / max(rows - rank, 1)
    found: Floats = small * bread @ (sums.T @ sums) @ bread
    return found


def _numbered(labels: Ints) -> Ints:
    """0, 1, 2 … for each different row of labels."""
    return np.unique(labels, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
