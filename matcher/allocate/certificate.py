"""Is a plan what it says? Checked with nothing of what made it.

A plan and its prices prove themselves: if the plan keeps every bound and what it gains is what its
prices allow any plan to gain, no plan gains more (weak duality; Schrijver, Theory of Linear and
Integer Programming, 1986, 7.4). Whoever checks needs neither the solver nor its pairs: one pass
over all of them, in whole numbers.

For prices p of partners and u of seekers, the bound on every plan is, besides the pinned pairs,

    Σ over pairs      max(0, gain − p − u)
  + Σ over partners   p × its ceiling, or × its floor where p is negative
  + Σ over seekers    (u + gain of being served) × 1, and u × its further places, the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.allocate.problem import Plan, Problem, Wholes, weights

# Of a price: a gain, below 2⁶⁰, less two of them is a number of 64 bits.
_LARGEST = 1 << 61


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a check found. ``faults`` says in words what the plan does not keep (none: feasible).

    ``primal`` is what the plan gains, ``dual`` the most that any plan can gain by its prices, in
    units of :func:`~matcher.allocate.problem.weights`; ``violating`` of ``pairs`` pairs are
    outside the plan and would gain, or in it and lose. A plan without prices has neither of these.
    """

    faults: tuple[str, ...]
    primal: int
    dual: int | None
    violating: int | None
    pairs: int

    @property
    def feasible(self) -> bool:
        """Does the plan keep all that it must?"""
        return not self.faults

    @property
    def proven(self) -> bool:
        """Is it proven that no plan is better?"""
        return self.feasible and self.primal == self.dual and self.violating == 0


def check(problem: Problem, plan: Plan) -> Certificate:
    """Check a plan against its problem, and its prices against all pairs."""
    size = len(problem.seeker)
    faults = _faults(problem, plan)
    if any(fault.startswith("unknown") for fault in faults):
        return Certificate(faults, 0, None, None, size)
    weight = weights(problem)
    bonus = [
        0 if already else weight.get("served", 0) + (weight.get("priority", 0) if first else 0)
        for first, already in zip(
            problem.priority.tolist(), (~problem.to_serve).tolist(), strict=True
        )
    ]
    at_seeker, _ = _loads(problem, plan.pairs)
    score = sum(problem.value[plan.pairs].tolist()) * weight.get("score", 0)
    served = np.flatnonzero(at_seeker).tolist()
    primal = score + sum(bonus[place] for place in served)
    if plan.seeker_price is None or plan.partner_price is None:
        return Certificate(faults, primal, None, None, size)
    if fault := _price_fault(problem, plan.seeker_price, plan.partner_price):
        return Certificate((*faults, fault), primal, None, None, size)
    gain = problem.value * np.int64(weight.get("score", 0))
    reduced = gain - plan.partner_price[problem.partner] - plan.seeker_price[problem.seeker]
    inside, free = np.zeros(size, dtype=bool), np.ones(size, dtype=bool)
    inside[plan.pairs] = True
    free[problem.pinned] = False
    violating = free & np.where(inside, reduced < 0, reduced > 0)
    over = reduced[free & (reduced > 0)]
    dual = _sum(over) + _nodes(problem, plan.seeker_price, plan.partner_price, bonus, weight)
    return Certificate(faults, primal, dual, int(np.count_nonzero(violating)), size)


def _price_fault(problem: Problem, seeker_price: Wholes, partner_price: Wholes) -> str:
    """Prices that are no prices of this problem, or so large that their sums would not hold."""
    for prices, many in (
        (seeker_price, len(problem.seekers)),
        (partner_price, len(problem.partners)),
    ):
        if prices.dtype != np.int64 or prices.shape != (many,):
            return f"{len(prices)} prices are given where {many} whole numbers are wanted"
        if many and not -_LARGEST <= prices.min() <= prices.max() <= _LARGEST:
            return "a price is larger than any price can be"
    return ""


def _nodes(
    problem: Problem, seeker_price: Wholes, partner_price: Wholes,
    bonus: list[int], weight: dict[str, int],
) -> int:  # fmt: skip
    """The part of the bound that does not come from single pairs, pinned ones included."""
    pinned_seeker, pinned_partner = _loads(problem, problem.pinned)
    total: int = sum(problem.value[problem.pinned].tolist()) * weight.get("score", 0)
    partners = zip(
        partner_price.tolist(), problem.partner_least.tolist(), problem.partner_most.tolist(),
        pinned_partner.tolist(), strict=True,
    )  # fmt: skip
    for price, least, most, pinned in partners:
        total += price * ((most - pinned) if price > 0 else max(0, least - pinned))
    seekers = zip(
        seeker_price.tolist(), bonus, problem.seeker_least.tolist(), problem.seeker_most.tolist(),
        pinned_seeker.tolist(), strict=True,
    )  # fmt: skip
    for price, extra, least, most, pinned in seekers:
        low, high = max(0, least - pinned), most - pinned
        if pinned:
            total += extra  # served by a pinned pair already
        elif high:
            total += (price + extra) * (1 if price + extra > 0 else min(low, 1))
            low, high = max(0, low - 1), high - 1
        total += price * (high if price > 0 else low)
    return total


def _faults(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """What a plan does not keep, in words."""
    pairs = plan.pairs
    if len(pairs) and not (pairs[0] >= 0 and pairs[-1] < len(problem.seeker)):
        return ("unknown pairs are in the plan",)
    if not (np.diff(pairs) > 0).all():
        return ("unknown order: pairs are not sorted, or one stands in the plan twice",)
    faults = []
    missing = np.setdiff1d(problem.pinned, pairs)
    if len(missing):
        be = "pair is" if len(missing) == 1 else "pairs are"
        faults.append(f"{len(missing)} pinned {be} not in the plan")
    at_seeker, at_partner = _loads(problem, pairs)
    for name, urns, load, least, most in (
        ("seeker", problem.seekers, at_seeker, problem.seeker_least, problem.seeker_most),
        ("partner", problem.partners, at_partner, problem.partner_least, problem.partner_most),
    ):
        for words, wrong in (("fewer", load < least), ("more", load > most)):
            if wrong.any():
                have = f"{name} has" if wrong.sum() == 1 else f"{name}s have"
                many = f"{int(wrong.sum())} {have}"
                faults.append(f"{many} {words} than allowed, first {urns[int(np.argmax(wrong))]}")
    return tuple(faults)


def _loads(problem: Problem, pairs: Wholes) -> tuple[Wholes, Wholes]:
    """How many of some pairs each seeker and each partner stands in."""
    return (
        np.bincount(problem.seeker[pairs], minlength=len(problem.seekers)).astype(np.int64),
        np.bincount(problem.partner[pairs], minlength=len(problem.partners)).astype(np.int64),
    )


def _sum(values: Wholes) -> int:
    """An exact sum: the halves of each number are added apart, and put together without bounds."""
    high, low = values >> np.int64(32), values & np.int64(0xFFFFFFFF)
    return (int(high.sum()) << 32) + int(low.sum())
