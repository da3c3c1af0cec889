"""Plans and what people decided: partners that there are, pairs refused, accepted or turned."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import invoke, output_of, table

from matcher.core.allocation.settings import plan_settings
from matcher.jobs.allocation.allocate import allocate
from matcher.jobs.allocation.verify.verify_plan import verify_plan
from matcher.jobs.matching.results import Run
from matcher.partnership.record.file import read_record

# Two schools that look for partners, and two partners of one place each.
LIST = """URN,Name,Type,Easting,Northing,Role,Needs,Strengths,Capacity
990001,First,Community School,400000,300000,seeker,T3 physics; C2 Latin,,
990002,Second,Community School,400100,300000,seeker,T3 physics; C2 Latin,,
990003,Giver,Other Independent School,400200,300000,partner,,T3 physics; C2 Latin,1
990004,Other,Other Independent School,400300,300000,partner,,T3 physics; C2 Latin,1
"""
PAIR = ("990001", "990003")


TURNED = "990003,990001"


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
    return planned_in(plan / "plan.csv")


def planned_in(path: Path) -> set[tuple[str, str]]:
    return {(row["seeker_urn"], row["partner_urn"]) for row in table(path)}


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
    assert "Served: 2 of 2 seekers: 1 by this plan, 1 has a partner already; 1 pair" in told
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


@pytest.mark.parametrize("decision", ["refused,distance", "banned,"])
def test_a_pair_decided_the_other_way_round_is_the_same_pair(tmp_path: Path, decision: str) -> None:
    run, plan = run_of(tmp_path), tmp_path / "plan"
    file = decisions(tmp_path / "d.csv", f"{TURNED},{decision},")
    told = output_of("allocate", run, "--decisions", file, "--out", plan)
    assert PAIR not in planned(plan)
    assert "Decisions: 0 kept in the plan, 1 kept out, 0 not kept" in told
    assert "decision_turned" in {row["code"] for row in table(plan / "problems.csv")}
    (tmp_path / "again").mkdir()
    again = run_of(tmp_path / "again", "--decisions", file)
    assert PAIR not in planned_in(again / "matches.csv")
    assert "decision_turned" in {row["code"] for row in table(again / "problems.csv")}


def test_a_refusal_that_is_over_is_told_and_a_day_to_come_is_a_warning(tmp_path: Path) -> None:
    run, plan = run_of(tmp_path), tmp_path / "plan"
    rows = (f"{','.join(PAIR)},refused,,2020-01-01", "990002,990004,pinned,,2999-01-01")
    file = decisions(tmp_path / "d.csv", *rows)
    told = output_of("allocate", run, "--decisions", file, "--out", plan)
    assert "2 rows read = 1 used + 1 rejected" in told
    assert "1 refusal is over and was not used: 990001, 990003 (row 2)" in told
    assert "the day of the decision, is yet to come" in told
    problems = table(plan / "problems.csv")
    assert "counts" not in " ".join(row["message"] for row in problems)
    assert {row["code"]: row["severity"] for row in problems}["decision_in_future"] == "warning"


def test_an_accepted_pair_of_a_plan_starts_as_contacted(tmp_path: Path) -> None:
    run, plan, home = run_of(tmp_path), tmp_path / "plan", tmp_path / "home"
    file = decisions(tmp_path / "d.csv", f"{','.join(PAIR)},accepted,,2025-09-14")
    allocate(run, plan_settings({}), plan, decisions=file)
    told = output_of("partnership", "new", plan, "--all", "--in", home, "--on", "2026-09-01")
    assert "1 accepted: written as contacted" in told
    found = read_record(home / "-".join(PAIR))
    assert (found.status, found.dates["contacted"]) == ("contacted", "2025-09-14")
    assert read_record(home / "990002-990004").status == "suggested"


def test_a_plan_given_for_a_run_is_told_with_its_run(tmp_path: Path) -> None:
    run, plan = run_of(tmp_path), tmp_path / "plan"
    allocate(run, plan_settings({}), plan)
    sure = tmp_path / "sure"
    sure.mkdir()
    (sure / "sensitivity.json").write_text('{"run": {"folder": "run"}}', encoding="utf-8")
    for words, says in (
        (("explain", plan, *PAIR), "is a plan"),
        (("sensitivity", plan), "is a plan"),
        (("allocate", plan), "is a plan"),
        (("diff", plan, run), "is a plan"),
        (("allocate", sure), "says how sure the lists of a run are"),
    ):
        done = invoke(*words)
        told = f"{done.output} {done.exception} {getattr(done.exception, 'hint', '')}"
        assert done.exit_code, words
        assert says in told
        assert "give the run it rests on, run" in told


def test_a_seeker_below_the_lowest_score_is_told_both_scores(demo_run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    allocate(demo_run.folder, plan_settings({"min_score": 0.9}), plan)
    row = next(row for row in table(plan / "unserved.csv") if row["why"] == "below_min_score")
    assert "the best has 0." in row["what_helps"]
    assert "the lowest allowed is 0.9 (--min-score)" in row["what_helps"]


def test_two_schools_that_each_help_the_other_are_one_partnership(tmp_path: Path) -> None:
    lines = [f"99000{n},C{n},Further education,{400_000 + n * 100},300000,both,," for n in (1, 2)]
    head = "URN,Name,Type,Easting,Northing,Role,Needs,Strengths"
    (tmp_path / "list.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    run, plan, home = tmp_path / "run", tmp_path / "plan", tmp_path / "home"
    output_of("match", tmp_path / "list.csv", "--register", "none", "--postcodes", "none",
              "--out", run)  # fmt: skip
    assert "as each of the two schools helps the other" in output_of("allocate", run, "--out", plan)
    assert len(planned(plan)) == 2
    assert "1 written" in output_of("partnership", "new", plan, "--all", "--in", home)
    assert [one.name for one in home.iterdir()] == ["990001-990002"]
    again = output_of("partnership", "new", plan, "--all", "--in", home)
    assert "0 written, 1 was there already" in again
