"""Where the change of a school lies among those of the schools like it.

Two ways, side by side. **Its change**: how many of the like schools rose by more. **Its change
against what was expected of it**: a linear regression of the change on the figures before, among
the like schools and the school itself, takes out that low results rise by themselves (regression
to the mean). What the regression leaves over is divided by √(1 − leverage), which makes it as wide
for a school at the edge as for one in the middle (Cook and Weisberg 1982, Residuals and Influence
in Regression, ch. 2). If nothing sets the school apart, each of them is as likely as it to lie
farthest out, so that p = rank / (like schools + 1): a permutation test in space (Abadie, Diamond
and Hainmueller 2010, JASA 105).

No synthetic control: convex weights that fit one to four years before would fit them by
accident (Abadie 2021, Journal of Economic Literature 59, section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.evaluation.effect.effect import LEVEL
from matcher.evaluation.few.like_schools import LikeSchools
from matcher.evaluation.matching.units import Floats

DRAWS = 2_000
_ROWS_A_COLUMN = 5  # as effect.enough_to_adjust has it
_DECIMALS = 10  # so that the last bit of a sum settles no rank


@dataclass(frozen=True, slots=True)
class Placement:
    """One school among those ``like`` it (their number), in the outcome's own units.

    ``change``: from before to after; ``more``: how many like schools rose by more, ``less`` by
    less. ``expected``: what the like schools' changes let expect of it, ``usual`` the range in
    which 95 of 100 such schools would end, ``gap`` = change − expected. ``as_far``: how many like
    schools lie as far from what was expected of them, or farther; ``p`` = (as_far + 1) /
    (like + 1), two-sided."""

    like: int
    change: float
    more: int
    less: int
    expected: float
    usual: tuple[float, float]
    as_far: int
    p: float

    @property
    def gap(self) -> float:
        """How far from what was expected it ended."""
        return self.change - self.expected

    @property
    def detectable(self) -> float:
        """A gap below which a school does not stand out: half the width of the usual range."""
        return (self.usual[1] - self.usual[0]) / 2


@dataclass(frozen=True, slots=True)
class Together:
    """The mean of ``schools`` schools among :data:`DRAWS` groups of as many, one drawn from each
    school and those like it. ``change``, ``expected``, ``usual``, ``as_far`` and ``p`` of the mean
    as :class:`Placement` has them, ``as_far`` counted among the draws."""

    schools: int
    draws: int
    change: float
    expected: float
    usual: tuple[float, float]
    as_far: int
    p: float

    @property
    def gap(self) -> float:
        """How far from what was expected the mean ended."""
        return self.change - self.expected


def place(
    group: LikeSchools, change: Floats, figures: Floats, prior: Floats
) -> tuple[Placement, Floats]:
    """A school among those like it, and for it (first) and each of them how far it ended from
    what was expected, all as wide as the school's own.

    ``change``: of every unit; ``figures``: quantities of every unit (units × columns) that the
    change may depend on, ``prior`` those among them that are earlier outcomes: these alone count
    where there are too few like schools for all."""
    rows = group.all
    moved = change[rows]
    whole = _standardised(figures[rows])
    if len(rows) < _ROWS_A_COLUMN * (whole.shape[1] + 1):
        whole = _standardised(prior[rows].mean(axis=1, keepdims=True))
    left, leverage = _residuals(whole, moved)
    own = max(1.0 - float(leverage[0]), 1e-9)
    expected = float(moved[0] - left[0] / own)
    gaps = np.round(left / np.sqrt(np.maximum(1.0 - leverage, 1e-9) * own), _DECIMALS)
    as_far = int((np.abs(gaps[1:]) >= abs(gaps[0])).sum())
    margin = _margin(np.abs(gaps[1:]))
    placed = Placement(
        len(group.like), float(moved[0]), int((moved[1:] > moved[0]).sum()),
        int((moved[1:] < moved[0]).sum()), expected, (expected - margin, expected + margin),
        as_far, (as_far + 1) / len(rows),
    )  # fmt: skip
    return placed, gaps


def place_together(placed: Sequence[Placement], gaps: Sequence[Floats], seed: int) -> Together:
    """The mean of several schools among :data:`DRAWS` draws of one school from each group
    (``gaps`` as :func:`place` gives them, its own first). ``seed`` decides the draws, and nothing
    else does."""
    rng = np.random.default_rng(seed)
    drawn = np.mean([one[rng.integers(0, len(one), DRAWS)] for one in gaps], axis=0)
    own = float(np.mean([one[0] for one in gaps]))
    as_far = int((np.abs(np.round(drawn, _DECIMALS)) >= abs(round(own, _DECIMALS))).sum())
    change, expected = (
        float(np.mean([getattr(one, name) for one in placed])) for name in ("change", "expected")
    )
    margin = _margin(np.abs(drawn))
    return Together(
        len(placed), DRAWS, change, expected, (expected - margin, expected + margin), as_far,
        (as_far + 1) / (DRAWS + 1),
    )  # fmt: skip


def _margin(far: Floats) -> float:
    """The distance that 95 of 100 do not exceed, the school itself counted among them."""
    at = int(np.ceil(LEVEL * (len(far) + 1))) - 1
    return float(np.sort(far)[min(at, len(far) - 1)])


def _standardised(values: Floats) -> Floats:
    """Columns that vary, with mean 0 and standard deviation 1."""
    spread = values.std(axis=0)
    kept = spread > 1e-12
    found: Floats = (values[:, kept] - values[:, kept].mean(axis=0)) / spread[kept]
    return found


def _residuals(columns: Floats, outcome: Floats) -> tuple[Floats, Floats]:
    """What a linear regression with a constant leaves over, and the leverage of each row; columns
    that others give away are left out."""
    design = np.column_stack([np.ones(len(outcome)), columns])
    left, size, _ = np.linalg.svd(design, full_matrices=False)
    base = left[:, size > 1e-8 * size[0]]
    residual: Floats = outcome - base @ (base.T @ outcome)
    leverage: Floats = (base**2).sum(axis=1)
    return residual, leverage
