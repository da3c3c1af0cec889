"""What is told of a plan's places and of who has none: no promise that the plan would not keep."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from program import output_of, table
from sharing_out import problem_of

from matcher.allocate.optimal import allocate
from matcher.allocate.problem import in_terms, weights


def nearby(folder: Path, *more: str) -> Path:
    """A run of two seekers, a partner near both and one far from both."""
    rows = ["URN,Name,Type,Easting,Northing,Role,Needs,Strengths,Capacity"]
    for urn, east, role in ((1, 0, "seeker"), (2, 500, "seeker"), (3, 800, "partner"),
                            (4, 30_000, "partner")):  # fmt: skip
        kind, tags = ("Community School", "L1,") if role == "seeker" else (
            "Other Independent School", ",L1")  # fmt: skip
        capacity = "2" if role == "partner" else ""
        rows.append(
            f"99000{urn},School {urn},{kind},{400_000 + east},300000,{role},{tags},{capacity}"
        )
    (folder / "schools.csv").write_text("\n".join(rows), encoding="utf-8")
    output_of("match", folder / "schools.csv", "--register", "none", "--postcodes", "none",
              "--out", folder / "run", *more)  # fmt: skip
    return folder / "run"


def test_a_least_number_may_cost_the_plan(tmp_path: Path) -> None:
    run, out = nearby(tmp_path), tmp_path / "plan"
    output_of("allocate", run, "--each-partner", "1..", "--out", out)
    near, far = table(out / "places.csv")
    assert float(far["price"]) < 0
    assert (near["one_more_place"], far["one_more_place"]) == ("", "")
    output_of("verify", out)


def test_a_price_is_told_rightly_where_nobody_has_a_place() -> None:
    problem = problem_of(
        ["1", "2"], ["7", "8"], {("1", "7"): 79_451, ("2", "8"): 5}, priority={"1"},
        partner_most={"7": 0, "8": 0},
    )  # fmt: skip
    plan = allocate(problem)
    assert plan.partner_price is not None
    for place, price in enumerate(plan.partner_price.tolist()):
        most = problem.partner_most.copy()
        most[place] += 1
        more = allocate(replace(problem, partner_most=most))
        gained = {term: more.totals[term] - plan.totals[term] for term in problem.objective}
        assert in_terms(weights(problem), price) == gained
        assert np.array(list(gained.values())).sum() > 0
