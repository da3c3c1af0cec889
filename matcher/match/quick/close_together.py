"""Schools that stand close together, so that what holds for where they are holds for all of them:
how near two groups come, and how far apart they are at most."""

from __future__ import annotations

import numpy as np

from matcher.match.arrays import Bools, Floats, Positions, SchoolArrays
from matcher.match.terms import squared_pairwise

# Of a squared distance as one product of single numbers: it is off by less than this share of the
# greatest squares in it, as forty halves of their last bit (2⁻²⁴) are.
_OFF = 2.0**-18


def halved(
    schools: SchoolArrays, own: Positions, most: int, *, wide_m: float = np.inf, fewest: int = 1
) -> list[Positions]:
    """These schools in groups of at most ``most``, halved across the side on which they spread
    farther; also those that spread over more than ``wide_m``, but no group of ``fewest`` or less.
    Groups that follow on each other are near each other."""
    found, left = [], [own]
    while left:
        own = left.pop()
        if not len(own):
            continue
        x, y = schools.x[own], schools.y[own]
        width, height = float(np.ptp(x)), float(np.ptp(y))
        if len(own) <= most and (max(width, height) <= wide_m or len(own) <= fewest):
            found.append(own)
            continue
        order = np.argsort(x if width > height else y, kind="stable")
        left += [own[order[len(own) // 2 :]], own[order[: len(own) // 2]]]
    return found


def nearest_m(schools: SchoolArrays, one: Positions, other: Positions) -> float:
    """How near, in metres, the boxes of two groups come."""
    gaps = (
        max(at[other].min() - at[one].max(), at[one].min() - at[other].max(), 0.0)
        for at in (schools.x, schools.y)
    )
    return float(np.hypot(*gaps))


def farthest_m(schools: SchoolArrays, one: Positions, other: Positions) -> float:
    """How far apart, in metres, their farthest corners are."""
    spans = (
        max(at[other].max() - at[one].min(), at[one].max() - at[other].min())
        for at in (schools.x, schools.y)
    )
    return float(np.hypot(*spans))


def nearest_to_m(schools: SchoolArrays, own: Positions, others: Positions) -> Floats:
    """How near, in metres, each of these schools is to the box of the others."""
    gaps = (
        np.maximum(np.maximum(at[others].min() - at[own], at[own] - at[others].max()), 0.0)
        for at in (schools.x, schools.y)
    )
    near: Floats = np.hypot(*gaps)
    return near


def no_farther(schools: SchoolArrays, one: Positions, other: Positions, limit_m: float) -> Bools:
    """Which pairs are no farther apart than so many metres; one × other.

    One small product in single precision tells of all but a few; those are asked again, so that
    the answer is that of :func:`matcher.match.terms.squared_distance` at a tenth of its cost.
    """
    if not (len(one) and len(other)):
        return np.zeros((len(one), len(other)), dtype=bool)
    limit = limit_m**2
    (x, px), (y, py) = ((at[one] - at[one[0]], at[other] - at[one[0]])
                        for at in (schools.x, schools.y))  # fmt: skip
    left = np.stack((x, y, x * x + y * y, np.ones(len(one))), axis=1, dtype=np.float32,
                    casting="same_kind")  # fmt: skip
    right = np.stack((-2.0 * px, -2.0 * py, np.ones(len(other)), px * px + py * py - limit),
                     dtype=np.float32, casting="same_kind")  # fmt: skip
    beyond = left @ right
    greatest = max(float(np.abs(at).max()) for at in (x, y, px, py)) ** 2 + limit
    near: Bools = beyond <= np.float32(-_OFF * greatest)
    row, column = np.divmod(
        np.flatnonzero(near ^ (beyond <= np.float32(_OFF * greatest))), len(other)
    )
    near[row, column] = squared_pairwise(schools, one[row], other[column]) <= limit
    return near
