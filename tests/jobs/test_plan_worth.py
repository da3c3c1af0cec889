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


def test_each_partner_is_named_as_the_limit(tmp_path: Path) -> None:
    run, out = nearby(tmp_path, "--max-km", "10"), tmp_path / "plan"
    said = output_of("allocate", run, "--each-partner", "0..1", "--out", out)
    assert "left free within --each-partner 0..1" in said
    assert {row["one_more_place"] for row in table(out / "places.csv")} == {""}
    (left,) = table(out / "unserved.csv")
    assert (left["more_place_urn"], left["place_goes_to_it"]) == ("", "")
    assert "more places than --each-partner 0..1 fills" in left["what_helps"]


def test_what_does_not_count_is_the_reason(tmp_path: Path) -> None:
    run, out = nearby(tmp_path), tmp_path / "plan"
    output_of("allocate", run, "--objective", "priority", "--out", out)
    rows = table(out / "unserved.csv")
    assert len(rows) == 2
    for row in rows:
        assert (row["why"], row["place_goes_to_it"]) == ("not_counted", "")
        assert "What counts (priority) says nothing of this school" in row["what_helps"]
        assert "better without" not in row["what_helps"]


def test_a_narrowed_run_tells_no_fit_as_score(tmp_path: Path) -> None:
    run, out = nearby(tmp_path, "--activity", "L1", "--max-km", "10"), tmp_path / "plan"
    output_of("allocate", run, "--capacity", "1", "--what-if", "capacity:990003=1", "--out", out)
    worth = [row["one_more_place"] for row in table(out / "places.csv")]
    assert "1 more served" in worth
    output_of("allocate", run, "--what-if", "capacity:990003=1", "--objective", "score",
              "--out", tmp_path / "score")  # fmt: skip
    worth = [row["one_more_place"] for row in table(tmp_path / "score" / "places.csv")]
    assert "pairs that fit better, or score higher" in worth


def test_a_stable_plan_says_that_pinned_pairs_are_apart(tmp_path: Path) -> None:
    run, given = nearby(tmp_path), tmp_path / "decisions.csv"
    given.write_text("seeker_urn,partner_urn,decision\n990001,990004,pinned\n", encoding="utf-8")
    said = output_of("allocate", run, "--method", "stable", "--decisions", given,
                     "--out", tmp_path / "plan")  # fmt: skip
    assert "would both rather have each other, pinned pairs apart; checked against" in said
