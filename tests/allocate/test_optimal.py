"""The best plan: against an integer program, proven, and one whatever the order of anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from sharing_out import best_by_program, lowest_tie, named, parts, problem_of

from matcher.allocate import optimal
from matcher.allocate.certificate import check
from matcher.allocate.floors import FloorsError
from matcher.allocate.min_cost_flow import largest_cost, solved
from matcher.allocate.network import Gains, Network
from matcher.allocate.optimal import allocate
from matcher.allocate.problem import Plan, Problem, in_terms, tie_values, weights
from matcher.core.errors import ContractError, MatcherError


def reached(problem: Problem, plan: Plan) -> list[int]:
    return [plan.totals[term] for term in problem.objective]


@pytest.mark.parametrize("seed", range(5))
def test_no_integer_program_finds_a_better_plan(seed: int) -> None:
    """A hundred made-up problems each: the totals of every term, and the proof."""
    random, solved = np.random.default_rng(seed), 0
    for _ in range(100):
        problem = problem_of(**parts(random, floors=0.2))
        best = best_by_program(problem)
        if best is None:
            with pytest.raises(FloorsError):
                allocate(problem)
            continue
        plan = allocate(problem)
        assert reached(problem, plan) == best
        found = check(problem, plan)
        assert found.proven, found
        solved += 1
    assert 50 < solved < 100


def test_equal_plans_end_in_the_lowest_sum_of_ties() -> None:
    """Tried one by one over every plan of small problems full of ties."""
    random, tried = np.random.default_rng(21), 0
    while tried < 60:
        problem = problem_of(**parts(random, floors=0.1))
        best = best_by_program(problem) if len(problem.seeker) <= 9 else None
        if best is None:
            continue
        plan = allocate(problem)
        assert sum(tie_values(problem)[plan.pairs].tolist()) == lowest_tie(problem, best)
        tried += 1


def test_the_order_of_rows_and_the_pairs_let_in_make_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Forty shuffles, and as many starts with other pairs: the same plan at the same prices."""
    random = np.random.default_rng(22)
    for _ in range(8):
        given = parts(random, floors=0.1)
        try:
            problem = problem_of(**given)
            first = allocate(problem)
        except FloorsError:
            continue
        for shuffle in range(5):
            monkeypatch.setattr(optimal, "OF_A_SEEKER", shuffle)
            monkeypatch.setattr(optimal, "OF_A_PLACE", 4 - shuffle)
            again = problem_of(
                random.permutation(given["seekers"]).tolist(),
                random.permutation(given["partners"]).tolist(),
                {pair: given["worth"][pair]
                 for pair in map(tuple, random.permutation(list(given["worth"])).tolist())},
                **{name: part for name, part in given.items()
                   if name not in ("seekers", "partners", "worth")},
            )  # fmt: skip
            plan = allocate(again)
            assert named(again, plan) == named(problem, first)
            assert (plan.seeker_price == first.seeker_price).all()
            assert (plan.partner_price == first.partner_price).all()


def test_terms_that_do_not_fit_the_solver_together_are_decided_in_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random, solved_ones = np.random.default_rng(23), 0
    for _ in range(80):
        problem = problem_of(**parts(random, floors=0.1))
        try:
            together = allocate(problem)
        except FloorsError:
            continue
        with monkeypatch.context() as patch:
            patch.setattr(optimal, "largest_cost", lambda network: -1)
            in_turn = allocate(problem)
        assert in_turn.pairs.tolist() == together.pairs.tolist()
        assert (in_turn.partner_price == together.partner_price).all()
        assert in_turn.rounds >= len(problem.objective) + 1
        solved_ones += 1
    assert solved_ones > 40


def test_a_price_is_what_one_more_place_would_gain() -> None:
    """Solved again with one more place at each partner."""
    random = np.random.default_rng(24)
    for _ in range(25):
        problem = problem_of(**parts(random))
        plan = allocate(problem)
        assert plan.partner_price is not None
        for place, price in enumerate(plan.partner_price.tolist()):
            most = problem.partner_most.copy()
            most[place] += 1
            more = allocate(replace(problem, partner_most=most))
            weight = weights(problem)
            gained = {term: more.totals[term] - plan.totals[term] for term in weight}
            assert sum(gained[term] * weight[term] for term in weight) == price
            assert in_terms(weights(problem), price) == gained


def test_pairs_left_out_at_first_are_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """300 seekers who all like the same of 40 partners: the best pairs of each are not enough."""
    monkeypatch.setattr(optimal, "OF_A_SEEKER", 4)
    monkeypatch.setattr(optimal, "OF_A_PLACE", 2)
    random = np.random.default_rng(25)
    seekers = [str(100_000 + one) for one in range(300)]
    partners = [str(200_000 + one) for one in range(40)]
    worth = {
        (one, other): 1000 * place + int(random.integers(0, 3000))
        for one in seekers
        for place, other in enumerate(partners)
    }
    problem = problem_of(seekers, partners, worth, partner_most=dict.fromkeys(partners, 8))
    plan = allocate(problem)
    assert plan.violations[0] > 0 and plan.rounds > 2
    assert plan.edges < len(worth) // 2
    assert check(problem, plan).proven
    assert reached(problem, plan) == best_by_program(problem)


def test_a_large_sum_is_exact() -> None:
    """Two plans one apart in a sum above 2⁵³, which floats hold to be equal."""
    worth = {("1", "7"): 1 << 54, ("1", "8"): 1 << 54, ("2", "7"): 3, ("2", "8"): 4}
    problem = problem_of(["1", "2"], ["7", "8"], worth, objective=("score",))
    plan = allocate(problem)
    assert named(problem, plan) == {("1", "7"), ("2", "8")}
    assert plan.totals["score"] == (1 << 54) + 4
    assert float((1 << 54) + 4) != (1 << 54) + 3 and float((1 << 54) + 1) == float(1 << 54)


def test_a_plan_of_a_country_with_many_places_is_not_too_large() -> None:
    """22,186 seekers of up to two partners, 1,900 partners of 20 places, scores of a half: refused
    while the whole sum had to fit 60 bits, and not what one more place changes."""
    seekers, partners = [str(one) for one in range(22_186)], [f"p{n}" for n in range(1_900)]
    worth = {(one, partners[(at + more) % 1_900]): 50_000
             for at, one in enumerate(seekers) for more in (0, 1)}  # fmt: skip
    problem = problem_of(
        seekers, partners, worth, priority={*seekers[:8_303]},
        seeker_most=dict.fromkeys(seekers, 2), partner_most=dict.fromkeys(partners, 20),
    )  # fmt: skip
    found = weights(problem)
    assert 8_303 * found["priority"] + 22_186 * found["served"] > 1 << 60
    first = replace(problem, objective=("score", "served", "priority"))
    with pytest.raises(MatcherError, match="scores counted before") as told:
        weights(first)
    assert "put score last" in str(told.value)


def test_large_values_make_the_plan_that_small_ones_make() -> None:
    """Values of 10¹³, so that the sum of the whole plan passes 60 bits and no price does."""
    random = np.random.default_rng(60)
    seekers, partners = [str(one) for one in range(60)], [f"p{n}" for n in range(12)]
    worth = {(one, other): int(random.integers(1, 100)) for one in seekers for other in partners
             if random.random() < 0.4}  # fmt: skip
    others: dict[str, Any] = {
        "partner_most": {one: int(random.integers(0, 7)) for one in partners},
        "priority": {*seekers[::2]},
    }
    small = problem_of(seekers, partners, worth, **others)
    large = problem_of(seekers, partners, {p: v * 10**11 for p, v in worth.items()}, **others)
    plan = allocate(large)
    assert plan.pairs.tolist() == allocate(small).pairs.tolist()
    assert check(large, plan).proven and check(large, plan).primal > 1 << 60


def test_the_solver_is_never_given_what_it_would_cut_without_a_word() -> None:
    problem = problem_of(["1"], ["7"], {("1", "7"): 5})
    network, edges = Network.of(problem), np.array([0])
    whole = Gains(problem.value, np.zeros(1, dtype=np.int64))
    assert solved(network, whole, edges).tolist() == [0]
    with pytest.raises(ContractError, match="whole numbers"):
        solved(network, replace(whole, pair=np.array([0.9])), edges)


def test_the_largest_cost_is_one_that_the_solver_takes() -> None:
    for n in (1, 300):
        seekers = [str(one) for one in range(n)]
        problem = problem_of(seekers, ["x"], {(one, "x"): 1 for one in seekers})
        network = Network.of(problem)
        cost = np.full(n, largest_cost(network), dtype=np.int64)
        gains = Gains(cost, np.zeros(n, dtype=np.int64))
        assert len(solved(network, gains, np.arange(n))) == 1


def test_nobody_and_nothing_in_range() -> None:
    for seekers, partners in (([], []), (["1"], []), ([], ["7"]), (["1"], ["7"])):
        problem = problem_of(seekers, partners, {})
        plan = allocate(problem)
        assert not len(plan.pairs) and check(problem, plan).proven


def test_the_traps_of_the_solver_are_still_there() -> None:
    """Why arrays are checked and costs bounded: a float cost is cut to 0 and the result called
    optimal, a cost too large for the nodes ends without a plan. If this fails, think again."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    def ended(cost: np.ndarray, nodes: int) -> tuple[str, list[int]]:
        solver = SimpleMinCostFlow()
        ends = np.array([0, 1], dtype=np.int32), np.array([1, 0], dtype=np.int32)
        arcs = solver.add_arcs_with_capacity_and_unit_cost(*ends, np.array([1, 1]), cost)
        solver.set_nodes_supplies(np.arange(nodes, dtype=np.int32), np.zeros(nodes, dtype=int))
        status = solver.solve()
        flows = solver.flows(arcs).tolist() if status == solver.OPTIMAL else []
        return status.name, flows

    assert ended(np.array([-1, 0]), 2) == ("OPTIMAL", [1, 1])  # a cycle of negative cost is filled
    assert ended(np.array([-0.9, 0.0]), 2) == ("OPTIMAL", [0, 0])
    assert ended(np.array([-(10**15), 0]), 26_632)[0] == "BAD_COST_RANGE"
    assert ended(np.array([-(10**14), 0]), 26_632)[0] == "OPTIMAL"


def test_a_plan_found_from_the_last_one_is_the_plan() -> None:
    """Other places, seekers and partners that are gone or new: the same pairs, the same prices."""
    random, same = np.random.default_rng(59), 0
    for _ in range(25):
        given = parts(random)
        given["pinned"] = []
        before = problem_of(**given)
        most = given["partner_most"] | {
            urn: int(random.integers(0, 4)) for urn in given["partners"] if random.random() < 0.4
        }
        stay = {urn for urn in given["seekers"] + given["partners"] if random.random() < 0.85}
        changed = given | {
            "seekers": [urn for urn in given["seekers"] if urn in stay],
            "partners": [urn for urn in given["partners"] if urn in stay],
            "worth": {pair: value for pair, value in given["worth"].items() if stay >= {*pair}},
            "partner_most": most,
        }
        for old, new in ((before, problem_of(**changed)), (problem_of(**changed), before)):
            fresh = allocate(new)
            again = allocate(new, (old, allocate(old)))
            assert again.pairs.tolist() == fresh.pairs.tolist()
            assert again.partner_price is not None and again.seeker_price is not None
            assert (again.partner_price == fresh.partner_price).all()
            assert (again.seeker_price == fresh.seeker_price).all()
            assert check(new, again).proven
            same += len(fresh.pairs) > 0
    assert same > 25
    objective = before.objective
    alone = optimal._partner_prices(before, before, allocate(before), objective[:1])
    units, prices = weights(before), allocate(before).partner_price
    assert alone is not None and prices is not None
    assert alone.tolist() == [in_terms(units, one)[objective[0]] for one in prices.tolist()]
    other = replace(before, objective=("served",))  # prices of other terms are passed over
    assert (
        allocate(other, (before, allocate(before))).pairs.tolist() == allocate(other).pairs.tolist()
    )


def test_at_most_one_direction_of_a_partnership_is_a_rule_that_no_prices_prove() -> None:
    """Why a plan may pair two schools both ways: A and B seek and give, C seeks, D gives. The pairs
    AB, BA, BD, CD, CB are bound two and two by places of one and by that rule."""
    ring = np.eye(5) + np.roll(np.eye(5), 1, axis=1)
    wholes, halves = (
        linprog(-np.ones(5), ring, np.ones(5), bounds=(0, 1), integrality=whole).fun
        for whole in (1, 0)
    )
    assert (-wholes, -halves) == pytest.approx((2, 2.5))
