"""Good hubs at once, and a bound by counting: where the search starts, and what is left of it
where its steps end before it has found anything.

Again and again the group that meets the most is taken, of those that can still be had. A group
takes its schools in the order of what is met, as long as each is near enough to all before.
"""

from __future__ import annotations

import heapq

import numpy as np

from matcher.allocate.hubs.problem import HubProblem, Pairs, best_gain, meet, squared_m


def first_hubs(problem: HubProblem, near: Pairs) -> Pairs:
    """Hubs that keep every rule: of each partner of one the pairs in it."""
    squared = squared_m(problem)
    as_partner = {int(seeker): int(partner) for seeker, partner in problem.both}
    as_seeker = {partner: seeker for seeker, partner in as_partner.items()}
    taken: set[int] = set()  # seekers
    found: Pairs = {}

    def group(partner: int) -> list[int]:
        """The best group around a partner of the seekers that are left; [] for none."""
        if as_seeker.get(partner) in taken:
            return []
        pairs = near[partner]
        fits = np.array([
            int(problem.seeker[one]) not in taken
            and as_partner.get(int(problem.seeker[one])) not in {partner, *found}
            for one in pairs
        ])  # fmt: skip
        together = meet(problem, pairs)
        members: list[int] = []
        for at in sorted(range(len(pairs)), key=lambda at: _order(problem, squared[pairs[at]],
                                                                  pairs[at])):  # fmt: skip
            if fits[at]:
                members.append(pairs[at])
                fits &= together[at]
            if len(members) == problem.most:
                break
        helps = not problem.known or problem.gain[members].sum() >= problem.least_gain
        return sorted(members) if len(members) >= problem.least and helps else []

    def worth(partner: int) -> tuple[int, int, int]:
        members = group(partner)
        return -int(problem.gain[members].sum()), -len(members), partner

    waiting = [worth(partner) for partner in near]
    heapq.heapify(waiting)
    while waiting and len(found) < problem.hubs:
        told = heapq.heappop(waiting)
        now = worth(told[2])  # others may have taken some of its schools
        if not now[1]:
            continue
        if waiting and now > waiting[0]:
            heapq.heappush(waiting, now)
            continue
        members = group(told[2])
        found[told[2]] = members
        taken.update(problem.seeker[members].tolist())
    return {partner: found[partner] for partner in sorted(found)}


def _order(problem: HubProblem, squared: float, pair: int) -> tuple[int, float, int]:
    return -int(problem.gain[pair]), squared, pair


def bound_by_counting(problem: HubProblem, near: Pairs) -> int:
    """What no hubs can exceed: every partner with the schools of which it meets most, whoever
    else wants them and however far they are from each other."""
    most = sorted((best_gain(problem, pairs) for pairs in near.values()), reverse=True)
    return sum(most[: problem.hubs])
