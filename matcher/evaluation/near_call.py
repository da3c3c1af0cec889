"""Near calls: a verdict that the draws of the wild cluster bootstrap decide.

With few clusters signs are drawn (:mod:`.effect.wild_bootstrap`), and another ``--seed`` draws
others. That moves a p-value by its Monte-Carlo error, √(p·(1 − p) / draws), and the ends of an
interval with it: a p of 0.05 from 9,999 draws by 0.0022, and an end, for Student's t of 5 to 11
degrees of freedom, by 0.007 of the interval's length. Here every p and every end is moved by three
such errors, either way, and the gates are asked again. Where they then say otherwise, so may
another seed.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np

from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.effect.estimates import ranges
from matcher.evaluation.effect.wild_bootstrap import DRAWS, MOST_PATTERNS
from matcher.evaluation.evidence import Evidence, VerdictContext
from matcher.evaluation.gates import direction

_ERRORS = 3.0  # Monte-Carlo errors that another seed may move a figure by
_END = 0.007  # of an interval's length: such an error of its ends


def near_calls(found: Evidence, asked: VerdictContext) -> list[str]:
    """What to mind where another seed may tell otherwise; nothing elsewhere."""
    labels = found.clusters.labels
    if labels is None or not found.clusters.wild:
        return []
    if 2.0 ** len(np.unique(labels)) <= MOST_PATTERNS:  # nothing is drawn
        return []
    told = direction(found, asked)
    others = {direction(_moved(found, ends, p), asked) for ends, p in product((-1, 1), repeat=2)}
    if others <= {told}:
        return []
    said = " or ".join(f"“{one}”" for one in sorted(others - {told}))
    return [
        f"A near call: it says “{told}”, and the intervals are of random draws. Other draws "
        f"(--seed) may say {said}. Do not choose the seed by its answer."
    ]


def _moved(found: Evidence, ends: int, p: int) -> Evidence:
    """The same by draws that make intervals longer (``ends`` 1) or shorter (-1), and the p-values
    of the years before larger or smaller."""
    estimates = tuple(
        replace(one, estimate=_ends_moved(one.estimate, ends)) for one in found.estimates
    )
    trends = found.trends
    if trends is not None:
        slope, placebo = (_p_moved(one, p) for one in (trends.slope, trends.placebo))
        trends = replace(trends, slope=slope, placebo=placebo)
    return replace(found, estimates=estimates, ranges=ranges(estimates), trends=trends)


def _ends_moved(one: Estimate, way: int) -> Estimate:
    outer, inner = ((high - low) * _END * _ERRORS * way
                    for low, high in ((one.low, one.high), one.inner))  # fmt: skip
    low, high = one.inner
    return replace(
        one, low=one.low - outer, high=one.high + outer, inner=(low - inner, high + inner)
    )


def _p_moved(one: Estimate, way: int) -> Estimate:
    error = math.sqrt(one.p * (1.0 - one.p) / DRAWS)
    return replace(one, p=min(max(one.p + way * _ERRORS * error, 0.0), 1.0))
