"""Who has no partner in a plan, why, and what would serve it.

Two things may: one more place at a partner that is full, and whatever keeps the seeker from the
nearest free place. The prices of an optimal plan say which place is worth most to whom: of partner
j with price p, one more place brings the plan p. If that is just what the pair of j and this seeker
would bring, the place is best given to this seeker; if it is more, another gains more by it.
Where that is so at every partner, no single place would serve the seeker, nor would others moving
up: whoever comes last in such a chain would bring the price of its own partner.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from matcher.core.allocation.tables import (
    BELOW,
    FULL,
    LEFT,
    NOBODY,
    NOT_COUNTED,
    NOTHING,
    REFUSED,
    UNSERVED,
)
from matcher.core.figures.number_format import half_up
from matcher.core.schema import as_list
from matcher.show.kit.text_format import three_decimals

if TYPE_CHECKING:
    import pandas as pd

    from matcher.allocate.problem import Plan
    from matcher.jobs.allocation.build_problem import Asked
    from matcher.match.arrays import Bools, Positions


NEAREST_FREE = "The nearest free place is at"


class _Near(NamedTuple):
    """The nearest free place of a seeker: who has it, how far (km), what is in the way, and what
    would be beside distance ("" for nothing)."""

    urn: str
    km: float
    gate: str
    always: str


def unserved(asked: Asked, plan: Plan) -> pd.DataFrame:
    """UNSERVED of a plan, in the order of the seekers' URNs."""
    import pandas as pd

    from matcher.match.lists.in_reach import would_meet_with_a_need

    problem, schools = asked.problem, asked.run.tables.flat
    many = len(asked.seekers)
    left_out = np.bincount(problem.seeker[plan.pairs], minlength=many) == 0
    left_out &= problem.to_serve
    used = np.bincount(problem.partner[plan.pairs], minlength=len(asked.partners))
    free = problem.partner_most - used
    near = _nearest_free(asked, np.flatnonzero(left_out), np.flatnonzero(free > 0))
    columns = (as_list(schools[name]) for name in ("urn", "name", "la_name", "area"))
    known = {urn: told for urn, *told in zip(*columns, strict=True)}
    starts = np.searchsorted(problem.seeker, np.arange(many + 1))
    short = _short_of_price(asked, plan)
    limited = np.array(asked.limited, dtype=bool)
    counts = _counting(asked)
    ranking = asked.run.ranking
    alone = np.sort(asked.seekers[left_out & (asked.in_reach == 0)])
    given = ranking.arrays, asked.run.config, ranking.exclusions
    no_need = would_meet_with_a_need(*given, alone)
    rows = []
    for one in np.flatnonzero(left_out)[np.argsort(asked.seekers[left_out])].tolist():
        pairs = np.arange(starts[one], starts[one + 1])
        urn = str(problem.seekers[one])
        row: dict[str, Any] = {"seeker_urn": urn}
        row |= dict(zip(("seeker_name", "la_name", "area"), known[urn], strict=True))
        row |= {"in_reach": int(asked.in_reach[one])}
        row["why"] = _why(asked, one, pairs, free[problem.partner[pairs]], bool(counts[one]))
        if urn in no_need:
            row["why"] = NOTHING
        full = pairs[free[problem.partner[pairs]] <= 0]
        pairs = full[counts[one] & ~limited[problem.partner[full]]]
        row |= _more_place(asked, pairs, short, plan.partner_price, known)
        found = near.get(one)
        row |= _free_place(found, known)
        row["what_helps"] = _what_helps(
            asked, one, row, bool(counts[one]), bool(limited[problem.partner[full]].any())
        )
        rows.append(row)
    frame = pd.DataFrame(rows, columns=UNSERVED.names).astype(UNSERVED.dtypes())
    UNSERVED.check(frame)
    return frame


def _counting(asked: Asked) -> Bools:
    """Whether the plan gains anything by serving each seeker, by what counts."""
    problem = asked.problem
    found = np.full(len(asked.seekers), not {"served", "score"}.isdisjoint(problem.objective))
    if asked.settings.method != "optimal":
        return np.ones_like(found)
    return found | problem.priority if "priority" in problem.objective else found


def _why(asked: Asked, one: int, pairs: Positions, free: Positions, counts: bool) -> str:
    if not asked.in_reach[one]:
        return NOBODY
    if not len(pairs):
        return REFUSED if asked.refused[one] else BELOW
    if not counts:
        return NOT_COUNTED
    return LEFT if (free > 0).any() else FULL


def _short_of_price(asked: Asked, plan: Plan) -> Positions | None:
    """For each pair by how much it brings less than one more place of its partner is worth, in the
    units of the certificate, were its seeker to have no other; None for a plan without prices."""
    from matcher.allocate.network import Gains

    problem = asked.problem
    if plan.partner_price is None:
        return None
    gains = Gains.of(problem, problem.objective)
    brings = gains.pair + gains.served[problem.seeker]
    short: Positions = plan.partner_price[problem.partner] - brings
    return short


def _more_place(
    asked: Asked,
    pairs: Positions,
    short: Positions | None,
    plan_price: Positions | None,
    known: dict[str, list[str]],
) -> dict[str, Any]:
    """The partner whose one more place would serve a seeker, by its ``pairs`` with full ones: of
    several the first of its own list; none where no such place would go to it. ``best`` and
    ``best_score``: the first of its list, where another gains more by a place of it."""
    if short is not None and plan_price is not None:  # a place that brings nothing serves nobody
        pairs = pairs[plan_price[asked.problem.partner[pairs]] > 0]
    none = {"more_place_urn": "", "more_place_name": "", "more_place_score": math.nan,
            "place_goes_to_it": "", "best": "", "best_score": math.nan}  # fmt: skip
    if not len(pairs):
        return none
    partner = asked.problem.partner
    own = pairs[np.lexsort((partner[pairs], asked.squared_m[pairs], -asked.standings[pairs]))]
    to_it = own if short is None else own[short[own] <= 0]
    best = str(asked.problem.partners[partner[own[0]]])
    first = {"best": known[best][0], "best_score": float(asked.scores[own[0]])}
    if not len(to_it):
        return none | first | {"place_goes_to_it": "no"}
    urn = str(asked.problem.partners[partner[to_it[0]]])
    return none | {
        "more_place_urn": urn,
        "more_place_name": known[urn][0],
        "more_place_score": float(asked.scores[to_it[0]]),
        "place_goes_to_it": "" if short is None else "yes",
        **({} if urn == best else first),
    }


def _nearest_free(asked: Asked, seekers: Positions, free: Positions) -> dict[int, _Near]:
    """The nearest partner with a free place of each seeker (positions of the problem), whatever
    keeps the two apart."""
    from matcher.match.lists.permitted_pairs import first_gates, nearest_of

    if not (len(seekers) and len(free)):
        return {}
    ranking = asked.run.ranking
    own = asked.seekers[seekers]
    partners, squared = nearest_of(ranking.arrays, own, asked.partners[free])
    there = np.isfinite(squared)
    own, partners, seekers = own[there], partners[there], seekers[there]
    given = ranking.arrays, asked.run.config, ranking.exclusions
    gates = first_gates(*given, own, partners)
    always, far = [""] * len(gates), np.flatnonzero(np.array(gates, dtype=object) == "beyond")
    found = first_gates(*given, own[far], partners[far], at_any_distance=True)
    for at, gate in zip(far.tolist(), found, strict=True):
        always[at] = gate
    urns = ranking.arrays.urn[partners].tolist()
    km = np.round(np.sqrt(squared[there]) / 1000.0, 3).tolist()
    return {
        one: _Near(*told)
        for one, *told in zip(seekers.tolist(), urns, km, gates, always, strict=True)
    }


def _free_place(near: _Near | None, known: dict[str, list[str]]) -> dict[str, Any]:
    if near is None:
        return {"free_place_urn": "", "free_place_name": "", "free_place_km": math.nan,
                "stood_in_way": "", "always": ""}  # fmt: skip
    return {
        "free_place_urn": near.urn,
        "free_place_name": known[near.urn][0],
        "free_place_km": near.km,
        "stood_in_way": near.gate,
        "always": near.always,
    }


def _of_more_place(row: dict[str, Any]) -> str:
    """Which place would serve a seeker, or that none would, in a sentence."""
    if row["place_goes_to_it"] == "no":
        return (
            "No single place more would go to it: at each full partner in its reach another "
            f"school comes first, also at the best of them for it, {row['best']} (score "
            f"{three_decimals(row['best_score'])})"
        )
    named = f"{row['more_place_name']} (score {three_decimals(row['more_place_score'])})"
    would = "would" if row["place_goes_to_it"] == "yes" else "could"
    also = f"; at {row['best']}, better for it, another school comes first" * bool(row["best"])
    return f"One more place at {named} {would} serve it{also}"


def _without_way(asked: Asked, one: int) -> int:
    """To how many partners of the plan a seeker (its place in the problem) has no way."""
    times = asked.run.ranking.arrays.travel
    if times is None:
        return 0
    own = np.full(len(asked.partners), asked.seekers[one])
    return int(np.isinf(times.of_pairs(own, asked.partners).minutes).sum())


def _what_helps(asked: Asked, one: int, row: dict[str, Any], counts: bool, limited: bool) -> str:
    """What would serve a seeker (its place in the problem), in a sentence or two. ``counts``: the
    plan gains by serving it; ``limited``: ``each_partner`` keeps
    places of a partner in its reach from it."""
    from matcher.match.explain.finished_ranking import ROLE_GATES
    from matcher.match.gates import PAIR_GATES, SCHOOL_GATES

    told = []
    if row["why"] == NOTHING:
        return "It is said to need nothing, and the run asks that a need be met"
    if row["why"] == NOBODY:
        told.append(f"No partner that it may meet is within {asked.run.reach.limit}")
        if many := _without_way(asked, one):
            partners = "one partner" if many == 1 else f"{many:,} partners"
            told.append(f"To {partners} there is no way, as far as the times tell")
    elif row["why"] == BELOW:
        told.append(
            "No partner that it may meet scores high enough: the best has "
            f"{three_decimals(asked.best[one])}, the lowest allowed is "
            f"{asked.settings.min_score:g} (--min-score)"
        )
    elif row["why"] == REFUSED:
        told.append("Every pair that it could have was refused or banned")
    if row["why"] == NOT_COUNTED:
        told.append(f"What counts ({asked.settings.objective}) says nothing of this school")
    elif limited:
        limit = asked.settings.each_partner
        told.append(f"Partners in its reach have more places than --each-partner {limit} fills")
    if row["more_place_urn"] or row["place_goes_to_it"]:
        told.append(_of_more_place(row))
    if row["free_place_urn"]:
        words = {**PAIR_GATES, **SCHOOL_GATES, **ROLE_GATES}
        gate = row["stood_in_way"]
        pair = row["seeker_urn"], row["free_place_urn"]
        better = "the plan is better without it" if counts else "the plan gains nothing by it"
        other = f"its score is too low, or {better}"
        if {pair, pair[::-1]} & asked.decided.banned:
            other = "the pair was refused or banned"
        # A wider limit gives no place that ages keep as well.
        also = f", and {PAIR_GATES[row['always']]}" if row["always"] in PAIR_GATES else ""
        told.append(
            f"{NEAREST_FREE} {row['free_place_name']}, "
            f"{half_up(row['free_place_km'], 1)} km away: {words.get(gate, other)}{also}"
        )
    else:
        told.append("No partner has a free place")
    return ". ".join(told)
