"""The certificate: it must notice what was spoilt, in a plan and in its prices."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sharing_out import parts, problem_of

from matcher.allocate.certificate import check
from matcher.allocate.floors import FloorsError
from matcher.allocate.lowest import loose_price
from matcher.allocate.optimal import allocate
from matcher.allocate.stable import stable


@pytest.mark.parametrize("module", ["certificate.py", "lowest.py"])
def test_it_shares_no_code_with_what_makes_a_plan(repository: Path, module: str) -> None:
    tree = ast.parse((repository / "matcher/allocate" / module).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name and name.startswith("matcher")} == {
        "matcher.allocate.problem"
    }


def test_another_plan_or_another_price_proves_nothing() -> None:
    """Each pair taken out or put in, each price one higher or lower: proven still only where the
    other plan is as good, or the other prices prove the same."""
    random, refused = np.random.default_rng(31), 0
    for _ in range(25):
        problem = problem_of(**parts(random, floors=0.1))
        try:
            plan = allocate(problem)
        except FloorsError:
            continue
        best = check(problem, plan)
        assert best.proven
        for pair in range(len(problem.seeker)):
            other = replace(plan, pairs=np.setxor1d(plan.pairs, [pair]))
            found = check(problem, other)
            assert not found.proven or found.primal == best.primal
            refused += not found.proven
        for name in ("seeker_price", "partner_price"):
            for place in range(len(getattr(plan, name))):
                for step in (-1, 1):
                    prices = getattr(plan, name).copy()
                    prices[place] += step
                    found = check(problem, replace(plan, **{name: prices}))
                    # Weak duality: no prices allow less than the best plan gains.
                    assert found.dual is not None and found.dual >= best.primal
                    refused += not found.proven
    assert refused > 200


def test_other_prices_that_prove_the_same_plan_are_not_the_lowest() -> None:
    """A price alone, and the prices of some partners with those of their seekers, moved: wherever
    they still prove the plan they are not the lowest, and those of the plan always are."""
    random, refused = np.random.default_rng(32), 0
    for at in range(18):
        problem = problem_of(**parts(random, floors=(0.0, 0.3, 0.8)[at % 3]))
        try:
            plan = allocate(problem)
        except FloorsError:
            continue
        assert plan.seeker_price is not None and plan.partner_price is not None
        assert loose_price(problem, plan) == ""
        n, m = len(problem.seekers), len(problem.partners)
        moves = [(place, step) for place in range(n + m) for step in (-1, 1, 5)]
        moves += [(-1, int(step)) for step in random.integers(-40, 40, 20)]
        for place, step in moves:
            prices = np.concatenate([plan.seeker_price, plan.partner_price])
            if place >= 0:
                prices[place] += step
            else:
                some = random.random(m) < 0.5
                prices[n:][some] += step
                theirs = plan.pairs[some[problem.partner[plan.pairs]]]
                prices[np.unique(problem.seeker[theirs])] -= step
            other = replace(plan, seeker_price=prices[:n], partner_price=prices[n:])
            if step and check(problem, other).proven and (prices[n:] != plan.partner_price).any():
                assert loose_price(problem, other), (place, step)
                refused += 1
    assert refused > 50


def test_a_least_number_may_press_prices_below_nothing() -> None:
    worth = {("1", "7"): 9, ("1", "8"): 5}
    problem = problem_of(["1"], ["7", "8"], worth, partner_least={"8": 1}, objective=("score",))
    plan = allocate(problem)
    at = problem.partners.tolist().index("8")
    assert plan.partner_price is not None and plan.seeker_price is not None
    assert (plan.partner_price[at], loose_price(problem, plan)) == (-4, "")
    lower = replace(
        plan,
        partner_price=np.where(np.arange(2) == at, plan.partner_price - 1, plan.partner_price),
        seeker_price=plan.seeker_price + 1,
    )
    assert check(problem, lower).proven
    assert loose_price(problem, lower)


def test_it_says_what_a_plan_does_not_keep() -> None:
    worth = {("1", "7"): 9, ("2", "7"): 8}
    problem = problem_of(["1", "2"], ["7"], worth, seeker_least={"2": 1}, pinned=[("2", "7")])
    plan = allocate(problem)
    (pinned,) = problem.pinned.tolist()
    assert check(problem, replace(plan, pairs=np.array([1 - pinned]))).faults == (
        "1 pinned pair is not in the plan",
        "1 seeker has fewer than allowed, first 2",
    )
    both = check(problem, replace(plan, pairs=np.array([0, 1])))
    assert both.faults == ("1 partner has more than allowed, first 7",)
    assert check(problem, replace(plan, pairs=np.array([5]))).faults
    assert check(problem, replace(plan, pairs=np.array([1, 0]))).faults


def test_a_stable_plan_is_feasible_and_claims_no_more() -> None:
    problem = problem_of(["1"], ["7"], {("1", "7"): 9})
    found = check(problem, stable(problem))
    assert found.feasible and not found.proven
    assert (found.dual, found.violating) == (None, None)


@pytest.mark.parametrize("huge", [1 << 55, -(1 << 55)])
def test_its_sums_are_exact_beyond_64_bits(huge: int) -> None:
    """A thousand pairs with prices whose sum no 64 bits hold."""
    seekers = [str(one) for one in range(1000)]
    worth = {(one, "x"): 1 for one in seekers}
    problem = problem_of(seekers, ["x"], worth, objective=("score",))
    plan = allocate(problem)
    price = np.full(1000, -abs(huge), dtype=np.int64)
    found = check(problem, replace(plan, seeker_price=price))
    assert found.dual is not None and plan.partner_price is not None
    over = 1 + abs(huge) - int(plan.partner_price[0])
    assert found.dual == 1000 * over + max(0, int(plan.partner_price[0]))


def test_prices_that_would_overflow_are_refused() -> None:
    """Edited by somebody, or of another problem: sums of 64 bits would wrap round."""
    problem = problem_of(["1"], ["7"], {("1", "7"): 9})
    plan = allocate(problem)
    least, most = -(1 << 63), (1 << 63) - 1
    for wrong in (np.array([least]), np.array([most]), np.array([0, 0]), np.array([0.0])):
        found = check(problem, replace(plan, partner_price=wrong))
        assert not found.proven and len(found.faults) == 1
