"""Hubs checked by code that did not find them."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from matcher.allocate.hubs.problem import HubProblem, Hubs
from matcher.core.figures.number_format import counted


def check_hubs(problem: HubProblem, found: Hubs) -> list[str]:
    """What is wrong with hubs, in words, worked out anew: sizes, distances, schools in two hubs,
    pairs that are not permitted, hubs that meet nothing where others would, sums."""
    permitted = dict(
        zip(
            zip(problem.seeker.tolist(), problem.partner.tolist(), strict=True),
            problem.gain.tolist(),
            strict=True,
        )
    )
    faults = [] if len(found.hubs) <= problem.hubs else ["there are too many hubs"]
    seekers = [one for hub in found.hubs for one in hub.seekers]
    partners = [hub.partner for hub in found.hubs]
    twice = any(one in seekers and other in partners for one, other in problem.both.tolist())
    if twice or len({*seekers}) < len(seekers) or len({*partners}) < len(partners):
        faults.append("a school is in two hubs")
    for hub in found.hubs:
        if not problem.least <= len(hub.seekers) <= problem.most:
            faults.append(f"the hub of {hub.partner} has {counted(len(hub.seekers), 'seeker')}")
        points = [problem.partner_xy[hub.partner], *(problem.seeker_xy[i] for i in hub.seekers)]
        widest = max(float(np.hypot(*(a - b))) for a, b in combinations(points, 2))
        if widest > problem.most_metres or not np.isclose(widest, hub.widest_m):
            faults.append(f"the hub of {hub.partner} is {widest:.0f} m wide")
        pairs = [(one, hub.partner) for one in hub.seekers]
        if not {*pairs} <= permitted.keys() or sum(permitted[one] for one in pairs) != hub.gain:
            faults.append(f"the hub of {hub.partner} has a pair or a sum that is none")
        if problem.known and hub.gain < problem.least_gain:
            faults.append(f"the hub of {hub.partner} is not known to meet what it must")
    if sum(hub.gain for hub in found.hubs) != found.gain or found.gain > found.bound:
        faults.append("the sum of the hubs is not theirs, or above its bound")
    return faults
