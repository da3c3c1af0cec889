"""What a plan counts: places, partnerships that there are, and who is served."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook
from program import invoke, output_of, table

HEAD = "URN,Name,Type,Easting,Northing,Role,Needs,Strengths,Capacity"
State, Independent = "Community School", "Other Independent School"


def school(urn: int, role: str, capacity: str = "", east: int = 0) -> str:
    """A row of the list: all schools need and offer the same, a few hundred metres apart."""
    kind = Independent if role == "partner" else State
    needs, offers = ("L1" if role != "partner" else "", "L1" if role != "seeker" else "")
    return f"{urn},School {urn},{kind},{400_000 + east},{300_000 + urn % 10 * 100},{role}," \
        f"{needs},{offers},{capacity}"  # fmt: skip


def run_of(folder: Path, schools: Sequence[str], pairs: Sequence[str] = (), *more: str,
           head: str = HEAD) -> Path:  # fmt: skip
    """A run of these schools; ``pairs``: partnerships that there are."""
    folder.mkdir(exist_ok=True)
    (folder / "schools.csv").write_text("\n".join([head, *schools]) + "\n", encoding="utf-8")
    given: list[str | Path] = []
    if pairs:
        (folder / "pairs.csv").write_text("\n".join(["URN,URN 2", *pairs]) + "\n", encoding="utf-8")
        given = ["--existing", folder / "pairs.csv"]
    output_of("match", folder / "schools.csv", "--register", "none", "--postcodes", "none",
              "--out", folder / "run", *given, *more)  # fmt: skip
    return folder / "run"


def places_of(plan: Path) -> dict[str, dict[str, str]]:
    return {row["partner_urn"]: row for row in table(plan / "places.csv")}


def test_a_capacity_counts_whom_a_school_helps_and_not_whom_it_is_helped_by(tmp_path: Path) -> None:
    """990003 looks for partners too and has one: that takes none of its own places."""
    schools = [school(990001, "seeker"), school(990002, "seeker"), school(990003, "both", "1"),
               school(990004, "partner", "1"), school(990005, "partner", "0")]  # fmt: skip
    run, plan = run_of(tmp_path, schools, ["990003,990004"]), tmp_path / "plan"
    output_of("allocate", run, "--out", plan)
    places = places_of(plan)
    assert (places["990003"]["existing"], places["990003"]["used"]) == ("0", "1")
    assert (places["990004"]["existing"], places["990004"]["used"]) == ("1", "0")
    output_of("verify", plan)
    # Of two schools that both seek and give nobody knows who gives: it counts for both.
    schools[3] = school(990004, "both", "1")
    again = run_of(tmp_path / "both", schools, ["990003,990004"])
    output_of("allocate", again, "--out", tmp_path / "both" / "plan")
    places = places_of(tmp_path / "both" / "plan")
    assert {places[urn]["existing"] for urn in ("990003", "990004")} == {"1"}


def test_a_partnership_outside_the_area_of_a_run_takes_a_place(tmp_path: Path) -> None:
    schools = [school(990001, "seeker"), school(990002, "seeker", east=90_000),
               school(990003, "partner", "1")]  # fmt: skip
    run = run_of(tmp_path, schools, ["990002,990003"], "--max-km", "20")
    output_of("allocate", run, "--out", tmp_path / "plan")
    assert places_of(tmp_path / "plan")["990003"]["existing"] == "1"
    assert table(tmp_path / "plan" / "plan.csv") == []


def test_places_that_cannot_be_are_refused(tmp_path: Path) -> None:
    run = run_of(tmp_path, [school(990001, "seeker"), school(990003, "partner", "2")])
    for change, says in {
        "=-9": "has 2 places, so it cannot have 9 fewer",
        "=5000": "would have 5,000 places, and nobody may have more than 1,000",
        "=+999": "would have 1,001 places",
        **dict.fromkeys(("=2.5", "=-0.5", "=two", "="), "gives no whole number"),
    }.items():
        done = invoke("allocate", run, "--what-if", f"capacity:990003{change}")
        assert done.exit_code != 0
        assert says in f"{done.output} {done.exception}"


def test_a_second_partner_serves_nobody_anew(tmp_path: Path) -> None:
    """The one place goes to who has no partner, not to who is nearer and has one."""
    schools = [school(990001, "seeker"), school(990002, "seeker", east=9_000),
               school(990003, "partner", "1"), school(990004, "partner", "1", 2_000)]  # fmt: skip
    run, plan = run_of(tmp_path, schools, ["990001,990004"]), tmp_path / "plan"
    told = output_of("allocate", run, "--each-seeker", "0..2", "--out", plan)
    assert [row["seeker_urn"] for row in table(plan / "plan.csv")] == ["990002"]
    assert "Served: 2 of 2 seekers: 1 by this plan, 1 has a partner already; 1 pair" in told
    assert "Unserved: 0" in told
    everybody = table(plan / "fairness.csv")[0]
    assert (everybody["served"], everybody["already"], everybody["coverage"]) == ("2", "1", "1")
    shown = "2 of 2 seekers have a partner (100 %), 1 of them already, beside this plan"
    assert shown in (plan / "summary.html").read_text(encoding="utf-8")
    page = (plan / "map.html").read_text(encoding="utf-8")
    assert shown in page
    about = load_workbook(plan / "plan.xlsx")["About"]
    assert shown in " ".join(str(cell.value) for (cell,) in about.iter_rows())
    output_of("verify", plan)
    # Where places are left over, it may have another, and is counted once.
    more = [*schools, school(990005, "partner", "1", 100)]
    run = run_of(tmp_path / "more", more, ["990001,990004"])
    told = output_of("allocate", run, "--each-seeker", "0..2", "--out", tmp_path / "more" / "plan")
    assert "1 by this plan, 1 has a partner already (1 of these gets another); 2 pairs" in told
    # One whose partner closes has none.
    told = output_of("allocate", run, "--what-if", "closed:990004", "--capacity", "1")
    assert "Seekers served: 2 → 2 (the same)" in told


def test_places_out_of_reach_are_told_apart(tmp_path: Path) -> None:
    schools = [school(990001, "seeker"), school(990003, "partner", "2"),
               school(990004, "partner", "7", 200_000)]  # fmt: skip
    run, plan = run_of(tmp_path, schools), tmp_path / "plan"
    told = output_of("allocate", run, "--out", plan)
    assert "2 places at 1 partner in reach; 1 left free" in told
    assert "Not counted: 7 places of 1 partner that no seeker of this plan may meet" in told
    about = load_workbook(plan / "plan.xlsx")["About"]
    lines = [str(cell.value) for (cell,) in about.iter_rows()]
    assert "Of 1 pair, 1 is known to meet a need." in lines
    assert any("; not counted: 7 places of 1 partner that" in line for line in lines)
    found = json.loads((plan / "plan.json").read_text(encoding="utf-8"))["counts"]
    names = ("places", "free_places", "places_nobody_may_meet")
    assert [found[name] for name in names] == [2, 1, 7]
    assert {row["partner_urn"]: row["in_reach"] for row in table(plan / "places.csv")} == {
        "990003": "1", "990004": "0"
    }  # fmt: skip
    output_of("verify", plan)


def test_places_add_up_where_some_partners_have_none(tmp_path: Path) -> None:
    schools = [school(990001, "seeker"), school(990003, "partner", "2"),
               school(990004, "partner", "0")]  # fmt: skip
    told = output_of("allocate", run_of(tmp_path, schools), "--out", tmp_path / "plan")
    assert "2 places at 1 partner in reach; 1 more has none, as a list says; 1 left free" in told
    assert "  2 as a list says" in told


def test_no_places_are_supposed_where_a_partner_offers_nothing(tmp_path: Path) -> None:
    schools = [school(990001, "seeker"), school(990003, "partner").replace(",L1,", ",none,"),
               school(990004, "partner", "2").replace(",L1,", ",none,")]  # fmt: skip
    told = output_of("allocate", run_of(tmp_path, schools), "--out", tmp_path / "plan")
    assert "  1 × 0 (supposed: partner that says it offers nothing)" in told
    assert places_of(tmp_path / "plan")["990003"]["capacity"] == "0"
    assert places_of(tmp_path / "plan")["990004"]["capacity"] == "2"  # a list says so


def test_plans_of_different_seekers_are_compared_by_those_of_both(tmp_path: Path) -> None:
    """Of an area the difference is that of its own schools, not that the others are left out."""
    schools = [f"{school(990001, 'seeker')},Ambleford", f"{school(990002, 'seeker')},Ambleford",
               f"{school(990005, 'seeker', east=4_000)},Brackley",
               f"{school(990003, 'partner', '1')},Brackley",
               f"{school(990004, 'partner', '1', 4_100)},Brackley",
               f"{school(990006, 'partner', '1', 300)},Brackley"]  # fmt: skip
    run = run_of(tmp_path, schools, ["990002,990006"], head=f"{HEAD},LA (name)")
    told = output_of("allocate", run, "--what-if", "area:ambleford", "--out", tmp_path / "area")
    assert "The plans are about different seekers, 3 and 2. Of the 2 seekers in both:" in told
    assert "Seekers served: 2 → 2 (the same)" in told
    assert "Unserved: 0 → 0 (the same)" in told
    assert "Only in the first plan: 1 seeker, 1 of them served" in told
    assert "  990005 School 990005: School 990004 (0." in told
    assert "Lose a partner" not in told
    output_of("allocate", run, "--out", tmp_path / "whole")
    compared = output_of("diff", tmp_path / "area", tmp_path / "whole")
    assert "Only in the second plan: 1 seeker, 1 of them served" in compared
    assert "of priority areas" not in compared  # of who has a partner already it is not known
    # Who loses a partner that it has, and who leaves with its own school.
    closed = output_of("allocate", run, "--what-if", "closed:990006", "--capacity", "1")
    assert "Get another partner: 1" in closed or "Lose a partner: 1" in closed
    assert "  990002 School 990002: a partner that it has already → " in closed
    gone = output_of("allocate", run, "--what-if", "closed:990002")
    assert "Of the 2 seekers in both:" in gone
    assert "  990002 School 990002: a partner that it has already" in gone


def test_a_partnership_that_stands_in_the_plan_both_ways_is_told(tmp_path: Path) -> None:
    schools = [school(990001, "both", "2"), school(990002, "both", "2")]
    run, plan = run_of(tmp_path, schools), tmp_path / "plan"
    told = output_of("allocate", run, "--out", plan)
    assert len(table(plan / "plan.csv")) == 2
    said = "1 partnership counts as two pairs, as each of the two schools helps the other"
    assert said in told
    assert said in (plan / "summary.html").read_text(encoding="utf-8")
    cover = load_workbook(plan / "plan.xlsx").worksheets[0]
    assert any(said in str(row[0].value) for row in cover.iter_rows())
    one_way = run_of(tmp_path / "one", [school(990001, "seeker"), school(990002, "both", "2")])
    assert "counts as two" not in output_of("allocate", one_way, "--out", tmp_path / "one" / "plan")
