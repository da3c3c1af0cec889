"""The files of a plan that people look at, from a real run."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import pytest
from openpyxl import load_workbook
from program import output_of

from matcher.jobs.allocation.shown.deprivation import fifths
from matcher.jobs.matching.results import Run


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_fairness_of_a_plan_is_that_of_its_own_files(demo_run: Run, tmp_path: Path) -> None:
    known = rows(demo_run.folder / "schools.csv")
    places = sorted({row["lsoa_code"] for row in known if row["lsoa_code"]})
    imd = tmp_path / "imd.csv"
    lines = [f"{code},{at}" for at, code in enumerate(places)] + ["E01999999,", ""]
    imd.write_text("\n".join(["LSOA code (2021),IMD score", *lines]), encoding="utf-8")
    out = tmp_path / "plan"
    said = output_of("allocate", str(demo_run.folder), "--out", str(out), "--deprivation", str(imd))
    assert "imd.csv" in said  # a row of it was not used
    pairs, left = rows(out / "plan.csv"), rows(out / "unserved.csv")
    told = {(row["by"], row["group"]): row for row in rows(out / "fairness.csv")}
    everybody = told["all", "all seekers"]
    seekers = {row["seeker_urn"] for row in pairs} | {row["seeker_urn"] for row in left}
    assert int(everybody["seekers"]) == len(seekers)
    assert int(everybody["served"]) == len({row["seeker_urn"] for row in pairs})
    mean = math.fsum(float(row["score"]) for row in pairs) / len(pairs)
    assert float(everybody["mean_score"]) == pytest.approx(mean, abs=1e-6)
    for by in ("priority area", "phase", "kind of school", "deprivation"):
        parts = [row for key, row in told.items() if key[0] == by]
        if parts:
            assert sum(int(row["seekers"]) for row in parts) == len(seekers), by
            assert sum(int(row["served"]) for row in parts) == int(everybody["served"]), by
    assert ("deprivation" in {by for by, _ in told}) == bool(places)
    record = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert {"fairness.csv", "map.html", "plan.xlsx", "summary.html"} <= {
        one["name"] for one in record["outputs"]
    }
    assert any("English indices of deprivation" in line for line in record["attribution"])
    assert record["inputs"][-1]["name"] == "imd.csv"
    assert "What each aim cost" in (out / "summary.html").read_text(encoding="utf-8")


def test_rural_and_urban_schools_are_told_apart_by_the_register(tmp_path: Path) -> None:
    """A register's column, read at intake, kept in the run, shown; runs of before have none."""
    lines = ["URN,Name,Type,Easting,Northing,Role,Needs,Strengths"]
    where = ("(England/Wales) Rural village", "(England/Wales) Urban city and town", "")
    register = ["URN,EstablishmentName,UrbanRural (name)"]
    for at in range(12):
        gives = at > 8
        lines.append(
            f"99{at:04},School {at},{'Other Independent School' if gives else 'Community School'},"
            f"{400_000 + 300 * at},300000,{'partner,,L1' if gives else 'seeker,L1,'}"
        )
        register.append(f"99{at:04},School {at},{where[at % 3]}")
    for name, text in (("schools", lines), ("register", register)):
        (tmp_path / f"{name}.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    run, out = tmp_path / "run", tmp_path / "plan"
    output_of("match", str(tmp_path / "schools.csv"), "--register", str(tmp_path / "register.csv"),
              "--postcodes", "none", "--out", str(run))  # fmt: skip
    output_of("allocate", str(run), "--out", str(out))
    told = {
        row["group"]: row for row in rows(out / "fairness.csv") if row["by"] == "rural or urban"
    }
    assert {name: int(row["seekers"]) for name, row in told.items()} == {
        "rural": 3, "urban": 3, "not known": 3
    }  # fmt: skip
    served = {row["seeker_urn"] for row in rows(out / "plan.csv")}
    assert int(told["rural"]["served"]) == len(served & {"990000", "990003", "990006"})
    assert "rural or urban" in (out / "summary.html").read_text(encoding="utf-8")


@pytest.mark.real
def test_rural_and_urban_of_a_real_register(shared_data: Path) -> None:
    from matcher.show.allocation.seekers.groupings import rural_or_urban

    file = shared_data / "gias" / "search-download-2022-04-20-hampshire-surrey.csv"
    with file.open(encoding="cp1252", newline="") as handle:
        header, *lines = csv.reader(handle)
    at = header.index("UrbanRural (name)")
    groups = [rural_or_urban(line[at]) for line in lines]
    assert {name: groups.count(name) for name in set(groups)} == {
        "urban": 592 + 255, "rural": 93 + 86 + 42, "not known": 28
    }  # fmt: skip


def test_a_stable_plan_serves_no_order_of_aims(demo_run: Run, tmp_path: Path) -> None:
    out = tmp_path / "plan"
    output_of("allocate", str(demo_run.folder), "--method", "stable", "--out", str(out))
    text = (out / "summary.html").read_text(encoding="utf-8")
    assert "What each aim cost" not in text
    assert "Stable: no seeker and partner would both rather have each other" in text


def test_a_plan_of_what_if_says_so_wherever_people_look(demo_run: Run, tmp_path: Path) -> None:
    out, urn = tmp_path / "plan", "900025"
    (name,) = [row["name"] for row in rows(demo_run.folder / "schools.csv") if row["urn"] == urn]
    decided = tmp_path / "decided.csv"
    decided.write_text(
        "seeker_urn,partner_urn,decision\n900001,900999,banned\n900002,900025,pinned\n",
        encoding="utf-8",
    )
    given = ("--what-if", f"closed:{urn}", "--decisions", str(decided), "--out", str(out))
    said = output_of("allocate", str(demo_run.folder), *given)
    (places,) = [line for line in said.splitlines() if " places at " in line]
    about = " ".join(
        str(cell.value) for (cell,) in load_workbook(out / "plan.xlsx")["About"].iter_rows()
    )
    summary, shown = (
        (out / file).read_text(encoding="utf-8") for file in ("summary.html", "map.html")
    )
    for text in (about, summary, shown):
        assert f"What if: {name} closed." in text
        # The map has the day in a line of its own.
        day = "." if text is shown else ", as of "
        assert f"From the run {demo_run.folder.name}{day}" in text
    for text in (about, summary):
        assert places in text
        assert "1 × 10 (supposed: university)" in text
        assert "Decisions kept: 1 banned." in text
        assert "Not kept: pinned: 900002 with 900025, but" in text
    reasons = " ".join(row["reasons"] for row in rows(out / "plan.csv"))
    assert "chosen for its nearness" in reasons
    assert "listed" not in reasons


def test_fifths_of_areas() -> None:
    scores = {f"E{at}": float(at) for at in range(10)}
    assert fifths(scores, most_first=False)["E9"] == 0  # the highest score is the most deprived
    assert fifths(scores, most_first=True)["E9"] == 4  # the highest rank the least
    assert list(fifths(scores, most_first=False).values()) == [4, 4, 3, 3, 2, 2, 1, 1, 0, 0]
    deciles = {f"E{at}": float(1 + at % 10) for at in range(50)}
    assert {deciles[code]: fifth for code, fifth in fifths(deciles, most_first=True).items()} == {
        decile: (decile - 1) // 2 for decile in range(1, 11)
    }
    alike = {"E1": 3.0, "E2": 3.0, "E3": 1.0}
    assert fifths(alike, most_first=False)["E1"] == fifths(alike, most_first=False)["E2"] == 0
