"""The best plan: against an integer program, proven, and one whatever the order of anything."""

from __future__ import annotations

import numpy as np
import pytest
from sharing_out import (
    best_by_program,
    parts,
    problem_of,
)

from matcher.allocate.certificate import check
from matcher.allocate.floors import FloorsError
from matcher.allocate.optimal import allocate
from matcher.allocate.problem import Plan, Problem


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
