"""ALLOCATION and PLACES: the pairs of a plan with their reasons, and what is left of the places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.allocation.tables import ACCEPTED, ALLOCATION, OPTIMAL, PINNED, PLACES, STABLE
from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd

    from matcher.allocate.problem import Plan
    from matcher.jobs.allocation.build_problem import Asked
    from matcher.match.arrays import Floats, Positions


_TOLD = ("shared", "reasons", "basis", "minutes", "minutes_by")


def plan_pairs(asked: Asked, plan: Plan) -> pd.DataFrame:
    """ALLOCATION of a plan, in the order of the seekers' URNs: every pair with its places in both
    lists, and its reasons in the words of matches.csv."""
    import pandas as pd

    problem = asked.problem
    chosen = plan.pairs
    i, j = asked.seekers[problem.seeker[chosen]], asked.partners[problem.partner[chosen]]
    arrays, schools = asked.run.ranking.arrays, asked.run.tables.flat
    columns = (as_list(schools[name]) for name in ("name", "area", "contact_condition"))
    known = dict(zip(as_list(schools["urn"]), zip(*columns, strict=True), strict=True))
    seeker, partner = arrays.urn[i].tolist(), arrays.urn[j].tolist()
    ranks = _ranks(asked, chosen)
    pinned = np.isin(chosen, problem.pinned)
    how = OPTIMAL if asked.settings.method == "optimal" else STABLE
    told = reasons_of(asked, i, j, chosen)
    frame = pd.DataFrame(
        {
            "seeker_urn": seeker,
            "seeker_name": [known[urn][0] for urn in seeker],
            "partner_urn": partner,
            "partner_name": [known[urn][0] for urn in partner],
            "score": asked.scores[chosen],
            "distance_km": np.round(np.sqrt(asked.squared_m[chosen]) / 1000.0, 3),
            "seeker_rank": ranks[0],
            "partner_rank": ranks[1],
            "how": [
                how if not stays else ACCEPTED if pair in asked.decided.accepted else PINNED
                for stays, pair in zip(pinned, zip(seeker, partner, strict=True), strict=True)
            ],
            "area": [known[urn][1] for urn in seeker],
            **told,
            "seeker_contact": [known[urn][2] for urn in seeker],
            "partner_contact": [known[urn][2] for urn in partner],
        }
    ).astype(ALLOCATION.dtypes())
    frame = frame.iloc[np.lexsort((ranks[0], i))].reset_index(drop=True)
    ALLOCATION.check(frame)
    return frame


def _ranks(asked: Asked, chosen: Positions) -> tuple[Positions, Positions]:
    """The place of each chosen pair among all of its seeker, and among all of its partner, in the
    order of the lists: standing, distance, tie order."""
    problem = asked.problem
    tie = asked.run.ranking.arrays.tie_order(
        asked.seekers[problem.seeker], asked.partners[problem.partner]
    )
    found = []
    for own in (problem.seeker, problem.partner):
        order = np.argsort(own, kind="stable")
        starts = np.searchsorted(own[order], np.arange(own.max(initial=-1) + 2))
        places = []
        for pair in chosen.tolist():
            alike = order[starts[own[pair]] : starts[own[pair] + 1]]
            places.append(1 + _better(asked.standings, asked.squared_m, tie, alike, pair))
        found.append(np.array(places, dtype=np.int64))
    return found[0], found[1]


def _better(standings: Floats, squared: Floats, tie: Any, alike: Positions, pair: int) -> int:
    """How many of the pairs ``alike`` come before this one."""
    theirs, mine = standings[alike], standings[pair]
    before = int(np.count_nonzero(theirs > mine))
    same = alike[theirs == mine]
    if len(same) > 1:
        nearer = squared[same] < squared[pair]
        before += int(np.count_nonzero(nearer))
        as_far = same[squared[same] == squared[pair]]
        before += int(np.count_nonzero(tie[as_far] < tie[pair]))
    return before


def reasons_of(asked: Asked, i: Positions, j: Positions, chosen: Positions) -> dict[str, Any]:
    """The columns ``shared``, ``reasons``, ``basis``, ``minutes`` and ``minutes_by`` of the pairs
    ``chosen`` of a plan, as in matches.csv; ``i``, ``j``: their schools, by position in the arrays
    of the run."""
    import pandas as pd

    from matcher.jobs.matching.reopened.told_pairs import told_pairs
    from matcher.show.explain.reasons import CHOSEN

    squared, standings = asked.squared_m[chosen], asked.standings[chosen]
    pairs = pd.DataFrame({"i": i, "j": j, "score": standings, "squared_m": squared})
    # Every pair of a plan is shown as one of its seeker's list.
    pairs = pairs.assign(rank=1.0, partner_rank=np.nan, phase_rank=np.nan, worth_asking=np.nan)
    told = told_pairs(asked.run, pairs, CHOSEN)
    by_pair = told.set_index(pd.MultiIndex.from_frame(told[["seeker_urn", "partner_urn"]]))
    urns = asked.run.ranking.arrays.urn
    there = by_pair.reindex(pd.MultiIndex.from_arrays([urns[i], urns[j]]))
    return {name: there[name].to_numpy() for name in _TOLD}


def plan_places(asked: Asked, plan: Plan, worth: list[str]) -> pd.DataFrame:
    """PLACES of a plan, in the order of the partners' URNs; ``worth``: what one more place of each
    would bring."""
    import pandas as pd

    problem = asked.problem
    schools = asked.run.tables.flat
    columns = (as_list(schools[name]) for name in ("urn", "name", "kind"))
    known = {urn: (name, kind) for urn, name, kind in zip(*columns, strict=True)}
    many = len(asked.partners)
    urns = problem.partners.tolist()
    used = np.bincount(problem.partner[plan.pairs], minlength=many)
    free = np.maximum(np.asarray(problem.partner_most) - used, 0)
    frame = pd.DataFrame(
        {
            "partner_urn": urns,
            "partner_name": [known[urn][0] for urn in urns],
            "kind": [known[urn][1] for urn in urns],
            "capacity": [one.places for one in asked.places],
            "capacity_from": [one.said_by for one in asked.places],
            "existing": [one.existing for one in asked.places],
            "used": used,
            "free": free,
            "in_reach": asked.meeting,
            "one_more_place": worth,
            "price": np.asarray(plan.partner_price, dtype=float),
        }
    ).astype(PLACES.dtypes())
    frame = frame.iloc[np.argsort(asked.partners)].reset_index(drop=True)
    PLACES.check(frame)
    return frame
