"""Decisions about the pairs of a plan: typed into its files, read back, and kept."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from program import invoke, output_of, table
from returned_forms import type_in_office

from matcher.core.allocation.decisions import DECISIONS_SHEET
from matcher.core.allocation.settings import plan_settings
from matcher.core.problems import ProblemLog
from matcher.intake.decisions import read_decisions
from matcher.jobs.allocation.allocate import allocate
from matcher.jobs.allocation.verify.verify_plan import verify_plan
from matcher.jobs.matching.results import Run

Rows = list[dict[str, str]]
SECRET = "Ermintrude Plum"


@pytest.fixture(scope="module")
def plan(demo_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return allocate(demo_run.folder, plan_settings({}), tmp_path_factory.mktemp("a") / "p").folder


def pair(row: dict[str, str]) -> tuple[str, str]:
    return row["seeker_urn"], row["partner_urn"]


def written(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_plan_comes_with_an_empty_file_of_decisions(plan: Path) -> None:
    rows = table(plan / "decisions.csv")
    assert [pair(row) for row in rows] == sorted(
        (pair(row) for row in table(plan / "plan.csv")),
        key=lambda one: tuple((not urn.isdigit(), urn) for urn in one),
    )
    assert {row[name] for row in rows for name in ("decision", "reason", "day", "note")} == {""}
    assert all(row["seeker_name"] and row["partner_name"] for row in rows)


def test_decisions_are_kept_carried_on_and_proven(
    demo_run: Run, plan: Path, tmp_path: Path
) -> None:
    rows = table(plan / "decisions.csv")
    for row, decision in zip(rows, ("accepted", "refused", "pinned", "banned"), strict=False):
        row |= {"decision": decision, "note": SECRET}
    rows[1] |= {"reason": "distance", "day": "2026-09-01"}
    file = written(tmp_path / "decided.csv", rows)
    out = tmp_path / "next"
    told = output_of("allocate", demo_run.folder, "--decisions", file, "--out", out)
    assert "decided.csv (decisions): 69 rows read = 4 used + 0 rejected + 65 blank" in told
    planned = {pair(row): row["how"] for row in table(out / "plan.csv")}
    assert (planned[pair(rows[0])], planned[pair(rows[2])]) == ("accepted", "pinned")
    assert pair(rows[1]) not in planned
    assert pair(rows[3]) not in planned
    assert verify_plan(out, demo_run.folder).faults == []
    again = {pair(row): row for row in table(out / "decisions.csv")}
    assert again.keys() == planned.keys() | {pair(rows[1]), pair(rows[3])}
    assert [again[pair(row)]["decision"] for row in rows[:4]] == [
        "accepted", "refused", "pinned", "banned",
    ]  # fmt: skip
    assert again[pair(rows[1])]["reason"] == "distance"
    for one in out.iterdir():
        assert SECRET.encode() not in one.read_bytes(), one.name


def test_what_cannot_be_kept_is_told_by_its_row(demo_run: Run, plan: Path, tmp_path: Path) -> None:
    rows = table(plan / "decisions.csv")
    would_serve = {row["more_place_urn"] for row in table(plan / "unserved.csv")}
    full = next(row for row in table(plan / "places.csv")
                if row["capacity"] == "1" and row["partner_urn"] in would_serve)  # fmt: skip
    own = next(row for row in rows if row["partner_urn"] == full["partner_urn"])
    other = next(
        row for row in table(plan / "unserved.csv") if row["more_place_urn"] == full["partner_urn"]
    )
    blank = dict.fromkeys(rows[0], "")
    wrong = [
        blank | {"seeker_urn": "999998", "partner_urn": own["partner_urn"]},
        blank | {"seeker_urn": own["partner_urn"], "partner_urn": own["seeker_urn"]},
        blank | {"seeker_urn": own["seeker_urn"], "partner_urn": rows[5]["seeker_urn"]},
        own | {"day": "2026-09-01"},
        blank | {"seeker_urn": other["seeker_urn"], "partner_urn": full["partner_urn"]},
    ]
    wrong = [row | {"decision": "pinned"} for row in wrong]
    del wrong[1]  # the same pair as another row: tried by itself below
    file = written(tmp_path / "decided.csv", wrong)
    out = tmp_path / "next"
    printed = output_of("allocate", demo_run.folder, "--decisions", file, "--out", out)
    assert "4 rows read = 1 used + 3 rejected + 0 blank + 0 headings" in printed
    told = {int(row["row"]): row["message"] for row in table(out / "problems.csv")}
    assert told.keys() == {2, 3, 5}
    assert "no school here has the URN 999998" in told[2]
    assert "a gate keeps them apart" in told[3]
    assert f"{full['partner_urn']} has no place left for it" in told[5]
    assert pair(own) in {pair(row) for row in table(out / "plan.csv") if row["how"] == "pinned"}

    turned = own | {"seeker_urn": own["partner_urn"], "partner_urn": own["seeker_urn"]}
    file = written(tmp_path / "turned.csv", [turned | {"decision": "pinned"}])
    output_of("allocate", demo_run.folder, "--decisions", file, "--out", tmp_path / "turned")
    (row,) = table(tmp_path / "turned" / "problems.csv")
    assert "other way round" in row["message"]


def test_what_if_keeps_decisions_where_it_can(demo_run: Run, plan: Path, tmp_path: Path) -> None:
    rows = table(plan / "decisions.csv")
    file = written(tmp_path / "decided.csv", [rows[0] | {"decision": "pinned"}])
    change = f"closed:{rows[0]['partner_urn']}"
    done = invoke("allocate", demo_run.folder, "--decisions", file, "--what-if", change)
    assert done.exit_code == 0, done.output


def test_what_to_do_about_a_decision_that_a_what_if_stops(
    demo_run: Run, plan: Path, tmp_path: Path
) -> None:
    """Explain knows nothing of a what-if, so it can say no more."""
    row = {**table(plan / "decisions.csv")[0], "decision": "pinned"}
    file = written(tmp_path / "decided.csv", [row])
    what_if = ("--what-if", f"closed:{row['partner_urn']}")
    out = tmp_path / "closed"
    output_of("allocate", demo_run.folder, "--decisions", file, *what_if, "--out", out)
    (told,) = table(out / "problems.csv")
    assert told["message"].endswith("takes no part in this what-if")
    assert told["hint"].startswith("leave out that --what-if")
    assert "explain" not in told["hint"]


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_rows_decides_nothing(
    demo_run: Run, plan: Path, tmp_path: Path, order: int
) -> None:
    rows = [row | {"decision": "pinned"} for row in table(plan / "decisions.csv")[:9]]
    outs = []
    for name, own in (("one", rows), ("other", rows[::-1])):
        file = written(tmp_path / f"{name}.csv", own[::order])
        out = allocate(demo_run.folder, plan_settings({}), tmp_path / name, decisions=file).folder
        outs.append({one: (out / one).read_bytes() for one in ("plan.csv", "decisions.csv")})
    assert outs[0] == outs[1]


def test_a_decision_typed_in_libreoffice_is_respected(
    demo_run: Run, plan: Path, tmp_path: Path
) -> None:
    rows = pd.read_csv(plan / "decisions.csv", dtype=str, keep_default_na=False)
    book, name = plan / "plan.xlsx", DECISIONS_SHEET
    typed = {
        f"{name}!G4": "refused", f"{name}!H4": "distance", f"{name}!I4": "01/09/2026",
        f"{name}!J4": SECRET, f"{name}!G5": "Pinned",
    }  # fmt: skip
    targets = [tmp_path / f"decided{suffix}" for suffix in (".xlsx", ".ods")]
    type_in_office(tmp_path, [(book, target, typed) for target in targets])
    plans = []
    for target in targets:
        log = ProblemLog()
        found = read_decisions(target, log)
        assert [(one.pair, one.decision, one.reason, one.row) for one in found] == [
            (tuple(rows.loc[0, ["seeker_urn", "partner_urn"]]), "refused", "distance", 4),
            (tuple(rows.loc[1, ["seeker_urn", "partner_urn"]]), "pinned", "", 5),
        ]
        assert found[0].day == "2026-09-01"
        (account,) = log.references
        assert account.balances
        assert (account.sheet, account.used, account.rejected) == (name, 2, 0)
        out = tmp_path / f"next{target.suffix}"
        output_of("allocate", demo_run.folder, "--decisions", target, "--out", out)
        planned = {pair(row): row["how"] for row in table(out / "plan.csv")}
        assert planned[found[1].pair] == "pinned"
        assert found[0].pair not in planned
        assert SECRET not in repr(found) + repr(log)
        plans.append((out / "plan.csv").read_bytes())
    assert plans[0] == plans[1]


def test_every_pair_of_a_plan_gets_a_partnership_once(
    demo_run: Run, plan: Path, tmp_path: Path
) -> None:
    home = tmp_path / "partnerships"
    run = ("--run", demo_run.folder)
    told = output_of("partnership", "new", plan, "--all", *run, "--in", home, "--on", "2026-09-01")
    pairs = [pair(row) for row in table(plan / "plan.csv")]
    assert f"{len(pairs)} written, 0 were there already" in told
    records = sorted(home.glob("*/partnership.toml"))
    assert len(records) == len(pairs)
    records[0].write_text(records[0].read_text() + "\n# a word of the office\n")
    records[1].unlink()
    records[1].parent.rmdir()
    before = records[0].read_bytes()
    told = output_of("partnership", "new", plan, "--all", *run, "--in", home)
    assert f"1 written, {len(pairs) - 1} were there already" in told
    assert f"Passed over, it is there already: {records[0].parent}" in told
    assert records[0].read_bytes() == before


def test_partnerships_of_a_plan_that_cannot_be_are_refused(
    demo_run: Run, plan: Path, tmp_path: Path
) -> None:
    for words, says in (
        ((plan, "900001", "900002", "--all"), "not both"),
        ((plan,), "give the URNs of two schools"),
        ((demo_run.folder, "--all"), "holds no plan"),
        ((plan, "--all", "--run", tmp_path), "holds no run"),
        ((plan, "--all", "--run", demo_run.folder, "--in", plan), "folder of a plan"),
    ):
        done = invoke("partnership", "new", *words)
        assert done.exit_code, words
        assert says in f"{done.output} {done.exception}"
