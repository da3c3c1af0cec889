"""How strong something unseen would have to be to explain the effect away.

Matching makes alike what is published, not what is not: a new head, a keen governing body.
Two measures. **Rosenbaum's bounds** (2002, Observational Studies, ch. 4): if an unseen
difference made one school of a set up to Γ times as likely as the other to be in the
partnership, the p-value of Wilcoxon's signed-rank test could be as large as the bound. **The
E-value** (VanderWeele and Ding 2017, Annals of Internal Medicine 167): how strongly, as a risk
ratio, something unseen would have to go with both partnership and outcome.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from matcher.core.figures.number_format import IN_SD
from matcher.evaluation.matching.units import Floats

GAMMAS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
_MOST = 20.0


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """``bounds``: (Γ, largest one-sided p-value) for each of ``GAMMAS``. ``gamma``: the
    largest Γ, to two decimals, at which the effect still stands at 2.5 % one-sided; below 1
    means never (given as 0). ``e_value`` of the effect and ``e_limit`` of the end of its
    range that is nearer to no effect."""

    bounds: tuple[tuple[float, float], ...]
    gamma: float
    e_value: float
    e_limit: float

    def sentence(self) -> str:
        """In words."""
        if self.gamma < 1.0:
            return (
                "school by school the effect does not stand out from chance (the signed-rank "
                "test), so there is nothing for an unseen difference to explain away"
            )
        most = f"{'at least ' if self.gamma >= _MOST else ''}{IN_SD.figure(self.gamma)}"
        bounds = (
            f"an unseen difference could explain the effect away only if it made schools more "
            f"than {most} times as likely to be in the partnership and all but settled the "
            f"outcome (Rosenbaum's bounds, an approximation for sets of several schools)"
        )
        if math.isnan(self.e_value):
            return bounds  # the outcome does not vary among schools
        return (
            f"{bounds}. To explain the whole effect, something unseen would have to go with "
            f"both taking part and the outcome {IN_SD.figure(self.e_value)} times as often (its "
            f"E-value), and {IN_SD.figure(self.e_limit)} times to bring its range to 0"
        )


def sensitivity(differences: Floats, g: float, nearer: float) -> Sensitivity:
    """``differences``: one difference for each set, controls averaged (exact for pairs; for sets of
    several controls an approximation). ``g``: the effect size among schools' averages, whatever
    else effects are told in, for that is the spread that an unseen difference among schools would
    work on; ``nearer``: of the end of its range nearer to no effect. Only of an effect whose
    range excludes 0: elsewhere there is nothing to explain away."""
    bounds = tuple((gamma, rosenbaum_bound(differences, gamma)) for gamma in GAMMAS)
    return Sensitivity(bounds, _largest_gamma(differences), e_value(g), e_value(nearer))


def rosenbaum_bound(differences: Floats, gamma: float) -> float:
    """The largest one-sided p-value, in the direction of the effect, of the signed-rank
    test under a hidden bias of at most ``gamma``: normal approximation with mean
    λ·Σqᵢ and variance λ(1−λ)·Σqᵢ², λ = Γ/(1+Γ), qᵢ the ranks of |dᵢ|, ties averaged, zeros
    left out (Rosenbaum 2002, §4.3)."""
    from scipy.stats import norm, rankdata

    nonzero = differences[differences != 0]
    if not len(nonzero):
        return 1.0
    ranks = rankdata(np.abs(nonzero))
    plus = float(ranks[nonzero > 0].sum())
    plus = max(plus, float(ranks.sum()) - plus)
    share = gamma / (1.0 + gamma)
    spread = math.sqrt(share * (1.0 - share) * float((ranks**2).sum()))
    return float(norm.sf((plus - share * float(ranks.sum())) / spread))


def _largest_gamma(differences: Floats) -> float:
    """The largest Γ, to 0.01, whose bound is at most 0.025; 0 where even 1 is not."""
    if rosenbaum_bound(differences, 1.0) > 0.025:
        return 0.0
    low, high = 100, int(_MOST * 100)  # the bound grows with Γ
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high)
            if rosenbaum_bound(differences, middle / 100) <= 0.025
            else (low, middle - 1)
        )
    return low / 100


def e_value(effect_size: float) -> float:
    """The E-value of a standardised difference: RR = exp(0.91·|d|), E = RR + √(RR·(RR−1));
    1 for none, NaN where it is not known."""
    ratio = math.exp(0.91 * abs(effect_size))
    return ratio + math.sqrt(ratio * (ratio - 1.0))
