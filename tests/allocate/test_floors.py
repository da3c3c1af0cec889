"""Floors that cannot be kept: the error names the fewest that stand in each other's way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sharing_out import best_by_program, parts, problem_of

from matcher.allocate.floors import FloorsError
from matcher.allocate.optimal import allocate
from matcher.allocate.problem import Problem


def floors_only(problem: Problem, side: str, members: dict[str, int]) -> Problem:
    """The problem with the floors of some alone."""
    least: dict[str, Any] = {}
    for name, urns in (("seeker", problem.seekers), ("partner", problem.partners)):
        kept = [members.get(urn, 0) if name == side else 0 for urn in urns]
        least[f"{name}_least"] = np.array(kept, dtype=np.int64)
    return replace(problem, **least, objective=("score",))


def crowded(random: np.random.Generator) -> dict[str, Any]:
    """Problems at random in which most seekers must have a partner, and partners have one place."""
    given = parts(random, floors=0.3)
    given["pinned"] = []
    if random.random() < 0.7:
        seekers, partners = given["seekers"], given["partners"]
        given["seeker_least"] = {urn: int(random.choice([0, 1, 1, 1, 2])) for urn in seekers}
        given["seeker_most"] = dict.fromkeys(seekers, 3)
        given["partner_most"] = {urn: int(random.choice([1, 1, 2])) for urn in partners}
        given["partner_least"] = {}
    return given


def test_the_set_named_is_in_the_way_and_minimal() -> None:
    """With what is named of the floors alone there is still no plan; without any one there is."""
    random, seen = np.random.default_rng(41), []
    while len(seen) < 60:
        problem = problem_of(**crowded(random))
        if best_by_program(replace(problem, objective=("score",))) is not None:
            allocate(problem)
            continue
        with pytest.raises(FloorsError) as told:
            allocate(problem)
        error = told.value
        named = dict(zip(error.members, error.needs, strict=True))
        assert best_by_program(floors_only(problem, error.side, named)) is None
        for one in named:
            rest = {urn: floor for urn, floor in named.items() if urn != one}
            assert best_by_program(floors_only(problem, error.side, rest)) is not None
        seen.append(len(named))
    assert max(seen) > 3 and min(seen) == 1


def test_its_words() -> None:
    worth = {(one, "7"): 1 for one in ("1", "2", "3")} | {("3", "8"): 1}
    floors = dict.fromkeys(("1", "2", "3"), 1)
    with pytest.raises(FloorsError) as told:
        allocate(problem_of(["1", "2", "3"], ["7", "8"], worth, seeker_least=floors))
    assert sorted(told.value.members) == ["1", "2"]
    assert "must have 2 in all, and can get only 1 from whom they may meet: partner 7." in str(
        told.value
    )
    # One number is for all: nobody's own can be lower.
    assert "--each-seeker, which is for all seekers, or leave any one of the 2 out" in str(
        told.value
    )
    with pytest.raises(FloorsError, match=r"may meet no seeker.*--each-partner.*leave it out"):
        allocate(problem_of(["1"], ["7"], {}, partner_least={"7": 1}))


def test_a_floor_or_pins_above_ones_own_ceiling() -> None:
    worth = {("1", "7"): 1, ("2", "7"): 1}
    with pytest.raises(FloorsError, match=r"partner 7 can have at most 1 .* least number is 2"):
        allocate(problem_of(["1", "2"], ["7"], worth, partner_least={"7": 2}))
    with pytest.raises(FloorsError, match="pinned pairs are 2"):
        allocate(problem_of(["1", "2"], ["7"], worth, pinned=list(worth)))


def test_floors_on_both_sides_are_kept_though_few_pairs_are_let_in() -> None:
    """The best pairs of all are with one partner; the floor of the other asks for the worst."""
    seekers = [str(100 + one) for one in range(40)]
    partners = [str(200 + one) for one in range(30)]
    worth = {(one, other): 1000 - 10 * int(other) for one in seekers for other in partners}
    problem = problem_of(
        seekers, partners, worth, partner_least=dict.fromkeys(partners, 1),
        partner_most=dict.fromkeys(partners, 40), seeker_least=dict.fromkeys(seekers, 1),
        objective=("score",),
    )  # fmt: skip
    plan = allocate(problem)
    assert [plan.totals["score"]] == best_by_program(problem)
