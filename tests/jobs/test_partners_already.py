"""Seekers that have a partner already, and those all of whose pairs were refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import output_of, table

from matcher.core.allocation.settings import plan_settings
from matcher.jobs.allocation.allocate import allocate
from matcher.jobs.allocation.verify import verify_plan
from matcher.jobs.matching.results import Run

# Two schools that look for partners, and two partners of one place each.
LIST = """URN,Name,Type,Easting,Northing,Role,Needs,Strengths,Capacity
990001,First,Community School,400000,300000,seeker,T3 physics; C2 Latin,,
990002,Second,Community School,400100,300000,seeker,T3 physics; C2 Latin,,
990003,Giver,Other Independent School,400200,300000,partner,,T3 physics; C2 Latin,1
990004,Other,Other Independent School,400300,300000,partner,,T3 physics; C2 Latin,1
"""
PAIR = ("990001", "990003")


def run_of(folder: Path, *more: str | Path) -> Path:
    path, out = folder / "schools.csv", folder / "run"
    path.write_text(LIST, encoding="utf-8")
    output_of("match", path, "--register", "none", "--postcodes", "none", "--out", out, *more)
    return out


def decisions(path: Path, *rows: str) -> Path:
    head = "seeker_urn,partner_urn,decision,reason,day\n"
    path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def planned(plan: Path) -> set[tuple[str, str]]:
    return {(row["seeker_urn"], row["partner_urn"]) for row in table(plan / "plan.csv")}


@pytest.mark.parametrize("option", ["--existing", "--decisions"])
def test_a_seeker_with_a_partner_gets_no_other_while_one_has_none(
    tmp_path: Path, option: str
) -> None:
    file = decisions(tmp_path / "pairs.csv", f"{','.join(PAIR)},accepted,,")
    if option == "--existing":
        file.write_text("URN,URN 2\n" + ",".join(PAIR) + "\n", encoding="utf-8")
    run, plan = run_of(tmp_path, option, file), tmp_path / "plan"
    told = output_of("allocate", run, "--out", plan)
    assert planned(plan) == {("990002", "990004")}
    assert "Served: 1 of 2 seekers" in told
    assert "Have a partner already, and get no other: 1" in told
    assert "Unserved: 0" in told
    assert verify_plan(plan, run).faults == []


def test_an_accepted_pair_of_a_plan_is_marked_accepted(tmp_path: Path) -> None:
    run, plan = run_of(tmp_path), tmp_path / "plan"
    file = decisions(tmp_path / "d.csv", f"{','.join(PAIR)},accepted,,", "990002,990004,pinned,,")
    allocate(run, plan_settings({}), plan, decisions=file)
    assert {row["seeker_urn"]: row["how"] for row in table(plan / "plan.csv")} == {
        "990001": "accepted",
        "990002": "pinned",
    }
    assert verify_plan(plan, run).faults == []


def test_a_seeker_whose_pairs_were_refused_is_told_so(tmp_path: Path) -> None:
    run, plan = run_of(tmp_path), tmp_path / "plan"
    rows = ("990001,990003,refused,distance,", "990001,990004,banned,,")
    told = output_of(
        "allocate", run, "--decisions", decisions(tmp_path / "d.csv", *rows), "--out", plan
    )
    (row,) = table(plan / "unserved.csv")
    assert row["why"] == "refused"
    assert "1 because every pair that it could have was refused or banned" in told
    assert "score" not in row["what_helps"]


def test_a_seeker_below_the_lowest_score_is_told_both_scores(
    demo_run: Run, tmp_path: Path
) -> None:
    plan = tmp_path / "plan"
    allocate(demo_run.folder, plan_settings({"min_score": 0.9}), plan)
    row = next(row for row in table(plan / "unserved.csv") if row["why"] == "below_min_score")
    assert "the best has 0." in row["what_helps"]
    assert "the lowest allowed is 0.9 (--min-score)" in row["what_helps"]
