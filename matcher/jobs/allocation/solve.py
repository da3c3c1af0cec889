"""A problem solved, and its solution checked by code that did not find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.core.errors import ContractError
from matcher.core.figures.number_format import counted

if TYPE_CHECKING:
    from matcher.allocate.problem import Plan, Problem
    from matcher.core.allocation.settings import PlanSettings


def solve(
    problem: Problem, settings: PlanSettings, last: tuple[Problem, Plan] | None = None
) -> Plan:
    """The plan, by the method asked for; ``last``: a problem of nearly the same schools and its
    plan, from which the best one is found sooner. Raises
    :class:`matcher.core.errors.SettingError` where the least numbers cannot be met."""
    from matcher.allocate.optimal import allocate

    if settings.method == "optimal":
        return allocate(problem, last)
    from matcher.allocate.stable import stable

    return stable(problem, proposing="partners" if settings.proposing == "partners" else "seekers")


def prove(problem: Problem, plan: Plan, settings: PlanSettings) -> dict[str, Any]:
    """What the independent check of a plan finds, as plain data: ``faults`` (none: it keeps every
    bound), and of an optimal one ``primal`` and ``dual`` (equal: no plan is better) and how many of
    all ``pairs`` are ``violating``; of a stable one how many are ``blocking``, and how many are
    ``pinned``, which are never given up."""
    from matcher.allocate.certificate import check

    found = check(problem, plan)
    proof: dict[str, Any] = {"faults": list(found.faults), "pairs": found.pairs}
    if settings.method == "optimal":
        proof |= {"primal": found.primal, "dual": found.dual, "violating": found.violating}
        return proof | {"holds": found.proven}
    from matcher.allocate.stable import blocking_pairs

    blocking = len(blocking_pairs(problem, plan)) if not found.faults else None
    proof |= {"blocking": blocking, "pinned": len(problem.pinned)}
    return proof | {"holds": found.feasible and blocking == 0}


def require(proof: dict[str, Any]) -> None:
    """Raise :class:`ContractError` for a plan of our own that its check does not bear out."""
    if not proof["holds"]:
        raise ContractError(
            f"the check of the plan does not bear it out: {proof}",
            hint="please report this, with the run",
        )


def proof_line(proof: dict[str, Any]) -> str:
    """What was checked, in one line."""
    if "blocking" in proof:
        apart = ", pinned pairs apart" if proof.get("pinned") else ""
        return (
            f"Stable: no seeker and partner would both rather have each other{apart}; "
            f"checked against {counted(proof['pairs'], 'pair')}"
        )
    return (
        "Optimal: no plan is better in what counts, in order of importance; checked against "
        f"{counted(proof['pairs'], 'pair')}"
    )


def worth_of_places(problem: Problem, plan: Plan, narrowed: bool = False) -> list[str]:
    """What one more place of each partner would bring to the plan, in words; "" where nothing, or
    where the plan has no prices. ``narrowed``: values hold how well a pair fits what was asked as
    well as its score, and nobody can tell the two apart in a sum."""
    from matcher.allocate.problem import in_terms, weights

    if plan.partner_price is None:
        return [""] * len(problem.partners)
    units = weights(problem)
    prices = plan.partner_price.tolist()
    words = {price: _in_words(in_terms(units, price), narrowed) for price in set(prices)}
    return [words[price] if price > 0 else "" for price in prices]


def _in_words(terms: dict[str, int], narrowed: bool) -> str:
    """What a price is worth, term by term."""
    from matcher.allocate.problem import POINTS

    told = []
    for term, noun in (("priority", "of a priority area served"), ("served", "served")):
        if many := terms.get(term, 0):
            told.append(f"{abs(many):,} {'more' if many > 0 else 'fewer'} {noun}")
    points = terms.get("score", 0)
    if points and narrowed:
        told += [] if told else ["pairs that fit better, or score higher"]
    elif points:
        told.append(f"{abs(points) / POINTS:.5f} {'more' if points > 0 else 'less'} score")
    return ", ".join(told)
