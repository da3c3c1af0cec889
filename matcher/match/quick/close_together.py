"""Schools that stand close together, so that what holds for where they are holds for all of them:
how near two groups come, and how far apart they are at most."""

from __future__ import annotations

import numpy as np

from matcher.match.arrays import Positions, SchoolArrays


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
