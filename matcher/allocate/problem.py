"""What a plan is made of: who seeks, who has places, what each permitted pair is worth.

Everything is whole numbers, so that equal is exactly equal. A score is its value: score × 100,000,
rounded half to even. The objective is a list of terms in order; the first decides, the next decides
among plans that are equal in all before it.

| term | what is counted |
|---|---|
| priority | seekers of a priority area with at least one partner |
| served | seekers with at least one partner |
| score | values of the pairs, added up |

:func:`weights` stacks them into one number for each plan: a unit of a term weighs more than all
that the later terms can come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.core.errors import ContractError, MatcherError
from matcher.core.tie_order import name_hashes, pair_hashes

Wholes = NDArray[np.int64]
Places = NDArray[np.int32]

POINTS = 100_000  # of value in a score of 1
OBJECTIVE = ("priority", "served", "score")

# What one more place can come to at most, so that a price (twice that, as it may take from one what
# it gives another) and the sum of two prices and a gain stay below 2⁶³.
_LARGEST_CHANGE = 1 << 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Seekers, partners and every pair that passes the gates.

    ``seekers`` and ``partners`` hold URNs in the order of :func:`canonical_order`. ``seeker`` and
    ``partner`` (N) are positions in them, ``value`` (N) whole-number scores, sorted by (seeker,
    partner). ``seeker_least`` and ``seeker_most`` (n) bound how many partners each seeker gets,
    ``partner_least`` and ``partner_most`` (m) how many seekers each partner takes. ``priority``
    (n) says who is of a priority area. ``pinned`` are positions of pairs that must be in the plan,
    sorted; they count against the bounds. ``partnered`` (n, or empty: nobody) are seekers that have
    a partner beside the plan: they are served whatever it gives them. Raises
    :class:`ContractError` where that does not hold.
    """

    seekers: NDArray[np.object_]
    partners: NDArray[np.object_]
    seeker: Places
    partner: Places
    value: Wholes
    seeker_least: Wholes
    seeker_most: Wholes
    partner_least: Wholes
    partner_most: Wholes
    priority: NDArray[np.bool_]
    pinned: Wholes = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    objective: tuple[str, ...] = OBJECTIVE
    partnered: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @property
    def to_serve(self) -> NDArray[np.bool_]:
        """The seekers (n) that are served only if the plan gives them a partner."""
        return ~self.partnered if len(self.partnered) else np.ones(len(self.seekers), dtype=bool)

    def __post_init__(self) -> None:
        if fault := "; ".join(_faults(self)):
            raise ContractError(f"The problem of sharing out breaks its contract: {fault}.")


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets whom. ``pairs`` are positions in the pairs of the problem, sorted.

    ``seeker_price`` (n) and ``partner_price`` (m) prove an optimal plan: in units of
    :func:`weights`, what the plan would gain by one more place there (a seeker's: for its further
    partners). A plan by another method has none. ``rounds`` says how often the solver ran, on
    ``edges`` pairs at the end; ``violations`` how many pairs broke the prices after each round.
    ``totals`` counts pairs, and every term of :data:`OBJECTIVE`.
    """

    pairs: Wholes
    seeker_price: Wholes | None
    partner_price: Wholes | None
    rounds: int
    edges: int
    totals: Mapping[str, int]
    violations: tuple[int, ...] = ()


def canonical_order(urns: Iterable[str]) -> Wholes:
    """The positions of URNs in the order that favours nobody: by keyed hash, then URN."""
    names = list(urns)
    hashes = name_hashes(names).tolist()
    return np.array(
        sorted(range(len(names)), key=lambda place: (hashes[place], names[place])), dtype=np.int64
    )


def whole_values(scores: NDArray[np.float64]) -> Wholes:
    """Scores as whole numbers. Raises :class:`ContractError` where one is not finite."""
    if not np.isfinite(scores).all():
        raise ContractError("A score is not a number.")
    return np.rint(scores * POINTS).astype(np.int64)


def tie_values(problem: Problem) -> Wholes:
    """A number of each pair, 1 to 2⁴⁰, by which ties between plans end: of equally good plans the
    one with the lowest sum is the plan, and of equally good pairs the one with the lowest number
    comes first. Two numbers are the same once in 10¹² pairs of pairs."""
    one, other = name_hashes(problem.seekers), name_hashes(problem.partners)
    hashes = pair_hashes(one[problem.seeker], other[problem.partner])
    return (hashes >> np.uint64(24)).astype(np.int64) + 1


def weights(problem: Problem, terms: tuple[str, ...] = ()) -> dict[str, int]:
    """What a unit of each term of the objective (or of some terms in order) weighs: 1 for a unit
    of the last; for one of an earlier term 1 + twice all that the later terms can come to, so that
    a price tells its terms apart (:func:`in_terms`). As a price is for one more place, they can
    come to what they would if every partner had one more.

    One more place makes room for a chain of schools that move up, of which each loses or gains a
    pair or two, and one is served at the end or no longer: a change by one unit of "priority" and
    of "served", and by all scores at most. Raises :class:`MatcherError` where that passes 2⁶⁰.
    """
    places = sum(problem.partner_most.tolist()) + len(problem.partners)
    most = {
        "priority": min(int(np.count_nonzero(problem.priority & problem.to_serve)), places),
        "served": min(int(np.count_nonzero(problem.to_serve)), places),
        "score": _most_score(problem),
    }
    found: dict[str, int] = {}
    room = change = 0
    for term in reversed(terms or problem.objective):
        found[term] = 1 + 2 * room
        room += found[term] * most[term]
        change += found[term] * (most[term] if term == "score" else 1)
    if change >= _LARGEST_CHANGE:
        raise MatcherError(
            "The sharing-out is too large for exact whole numbers: scores counted before schools "
            "served take the most room.",
            where="--objective",
            hint="put score last, or leave it out; or lower --capacity, --each-seeker or "
            "--each-partner",
        )
    return dict(reversed(found.items()))


def in_terms(units: Mapping[str, int], price: int) -> dict[str, int]:
    """A price taken apart: how many ``units`` (:func:`weights`) of each term it is worth. A later
    term may be negative: one more seeker served, at a lower total score."""
    found: dict[str, int] = {}
    for term, weight in units.items():
        found[term] = (price + weight // 2) // weight
        price -= found[term] * weight
    return found


def totals(problem: Problem, pairs: Wholes) -> dict[str, int]:
    """What a plan comes to in each term, whatever the objective asked for, and its pairs."""
    served = ~problem.to_serve
    served[problem.seeker[pairs]] = True
    return {
        "pairs": len(pairs),
        "priority": int(np.count_nonzero(served & problem.priority)),
        "served": int(np.count_nonzero(served)),
        "score": int(problem.value[pairs].sum()),
    }


def _most_score(problem: Problem) -> int:
    """A bound of what the values of any plan add up to, whatever their sign, if every partner had
    one more place."""
    sizes = pd.Series(np.abs(problem.value))
    bounds = [
        (sizes.groupby(side).max() * pd.Series(most)).sum()
        for side, most in (
            (problem.seeker, problem.seeker_most.astype(object)),
            (problem.partner, problem.partner_most.astype(object) + 1),
        )
    ]
    return int(min(int(sizes.sum()), *map(int, bounds)))


def _faults(problem: Problem) -> Iterable[str]:
    n, m, pairs = len(problem.seekers), len(problem.partners), len(problem.seeker)
    shapes = {
        "seeker": (np.int32, pairs), "partner": (np.int32, pairs), "value": (np.int64, pairs),
        "seeker_least": (np.int64, n), "seeker_most": (np.int64, n),
        "partner_least": (np.int64, m), "partner_most": (np.int64, m),
        "priority": (np.bool_, n), "pinned": (np.int64, len(problem.pinned)),
        "partnered": (np.bool_, n if len(problem.partnered) else 0),
    }  # fmt: skip
    for name, (kind, length) in shapes.items():
        array = getattr(problem, name)
        if array.dtype != kind or array.shape != (length,):
            yield f"{name} is {array.dtype} {array.shape}, not {np.dtype(kind)} ({length},)"
            return
    for name, side, length in (("seeker", problem.seeker, n), ("partner", problem.partner, m)):
        if pairs and not (side.min() >= 0 and side.max() < length):
            yield f"{name} leads outside the table"
            return
    keys = problem.seeker.astype(np.int64) * max(m, 1) + problem.partner
    if not (np.diff(keys) > 0).all():
        yield "the pairs are not sorted, or one stands there twice"
    for name, urns in (("seekers", problem.seekers), ("partners", problem.partners)):
        if len(set(urns)) < len(urns) or not (np.diff(canonical_order(urns)) == 1).all():
            yield f"{name} are not in canonical order, or one stands there twice"
    for name, least, most in (
        ("seeker", problem.seeker_least, problem.seeker_most),
        ("partner", problem.partner_least, problem.partner_most),
    ):
        if not ((least >= 0) & (most >= 0) & (np.maximum(least, most) <= 1 << 31)).all():
            yield f"the bounds of a {name} are no numbers of pairs"
    pinned = problem.pinned
    if not all(0 <= one < pairs for one in pinned[[0, -1][: len(pinned)]]) or any(
        one >= after for one, after in pairwise(pinned.tolist())
    ):
        yield "pinned pairs are unknown, or not sorted"
    terms = problem.objective
    if not terms or len(set(terms)) < len(terms) or not set(terms) <= set(OBJECTIVE):
        yield f"the objective is {terms}"
