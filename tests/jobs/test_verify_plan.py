"""Somebody changes a word of a plan and makes its record fit again: verify says which."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from program import output_of

from matcher.core.allocation.settings import plan_settings
from matcher.core.errors import FileError
from matcher.jobs.allocation.allocate import allocate, plan_files, result_of
from matcher.jobs.allocation.results import PlanResult, WrittenPlan
from matcher.jobs.allocation.solve import prove
from matcher.jobs.allocation.verify.hubs import hub_differences
from matcher.jobs.allocation.verify.recompute import differences
from matcher.jobs.allocation.verify.verify_plan import verify_plan
from matcher.jobs.matching.results import Run
from matcher.show.allocation.record import PlanTables, read_plan
from matcher.show.run.manifest import sealed

TABLES = ("plan.csv", "unserved.csv", "places.csv", "decisions.csv", "fairness.csv")


@pytest.fixture(scope="module")
def written(demo_run: Run, tmp_path_factory: pytest.TempPathFactory) -> WrittenPlan:
    return allocate(demo_run.folder, plan_settings({}), tmp_path_factory.mktemp("made") / "plan")


@pytest.fixture
def planned(written: WrittenPlan) -> PlanResult:
    return written.found


@pytest.fixture
def plan(written: WrittenPlan, tmp_path: Path) -> Path:
    shutil.copytree(written.folder, tmp_path / "plan")
    return tmp_path / "plan"


def reseal(plan: Path, **changed: Any) -> None:
    """Make the record fit whatever its files are now."""
    record = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    for entry in record["outputs"]:
        entry["sha256"] = hashlib.sha256((plan / entry["name"]).read_bytes()).hexdigest()
    record.pop("digest")
    (plan / "plan.json").write_text(json.dumps(sealed({**record, **changed})), encoding="utf-8")


def lines_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def save(path: Path, lines: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_that_somebody_changed_is_named(
    planned: PlanResult, plan: Path, name: str
) -> None:
    tables = read_plan(plan)
    assert differences(planned, tables) == []
    lines = lines_of(plan / name)
    for column, header in enumerate(lines[0]):
        other = [list(line) for line in lines]
        other[2][column] += "7"
        save(plan / name, other)
        told = differences(planned, tables)
        if header in ("seeker_urn", "partner_urn", "by", "group"):
            key = header if name in TABLES[:3] else ""
            told = [one for one in told if "has no row of" in one] if key else told
        assert told, header
        assert told[0].startswith(f"{name}: "), told
        if "has no row" not in told[0]:
            assert header in told[0]
    for other in (lines[:1] + lines[2:], [lines[0], lines[2], lines[1], *lines[3:]], lines[:1],
                  [*lines, lines[1]], [[*line, ""] for line in lines]):  # fmt: skip
        save(plan / name, other)
        told = differences(planned, tables) if len({*lines[0]}) == len(lines[0]) else []
        assert told
        assert len(told) <= 6


def test_every_figure_of_record_and_certificate_is_held_against_the_plan(
    planned: PlanResult, plan: Path
) -> None:
    tables = read_plan(plan)
    for name in tables.record["counts"]:
        told = tables.record["counts"][name]
        other = {**told, "closed": 99} if isinstance(told, dict) else told + 1
        counts = {**tables.record["counts"], name: other}
        (told,) = differences(planned, _with(tables, counts=counts))
        assert told.startswith(f"plan.json: counts, {name} is")
    assert differences(planned, _with(tables, title="The best plan"))
    assert differences(planned, _with(tables, attribution=[]))
    settings = {**tables.record["settings"], "min_score": 0.5}
    assert differences(planned, _with(tables, settings=settings))
    path = plan / "certificate.json"
    given = json.loads(path.read_text(encoding="utf-8"))
    for name in given.keys() - {"rounds"}:
        path.write_text(json.dumps({**given, name: "7"}), encoding="utf-8")
        (told,) = differences(planned, tables)
        assert told.startswith(f"certificate.json: {name} is '\"7\"'")


def _with(tables: PlanTables, **changed: Any) -> PlanTables:
    record = {**tables.record, **changed}
    return PlanTables(tables.folder, record, tables.pairs, tables.unserved, tables.places)


def test_a_plan_that_was_changed_and_made_to_fit_is_told(demo_run: Run, plan: Path) -> None:
    lines = lines_of(plan / "plan.csv")
    lines[1][1], lines[2][1] = lines[2][1], lines[1][1]  # two names exchanged
    save(plan / "plan.csv", lines)
    reseal(plan)
    first, second = verify_plan(plan, demo_run.folder).faults
    assert first.startswith(f"plan.csv: seeker_name of {lines[1][0]} with {lines[1][2]} is ")
    assert second.startswith("plan.csv: seeker_name of ")
    record = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    reseal(plan, versions={**record["versions"], "matcher": "0.0.1"})
    assert "in other words" in verify_plan(plan, demo_run.folder).faults[-1]


@pytest.mark.parametrize(
    "certificate",
    [
        '{"rounds": ' + "[" * 2_000 + "]" * 2_000 + "}",  # valid, and deeper than any of ours
        "[" * 2_000 + "]" * 2_000,
        "5",
        "{",
        '{"partner_prices": {}}',
        '{"seeker_prices": [], "partner_prices": 5}',
    ],
)
def test_a_certificate_that_is_damaged_is_told_in_one_line(
    demo_run: Run, plan: Path, certificate: str
) -> None:
    (plan / "certificate.json").write_text(certificate, encoding="utf-8")
    reseal(plan)
    (fault,) = verify_plan(plan, demo_run.folder).faults
    deep = certificate.count("[") > 1_000
    assert ("damaged: nested too deep" in fault) == deep
    assert len(fault) < 200


def test_a_price_that_no_number_holds_is_told(demo_run: Run, plan: Path) -> None:
    given = json.loads((plan / "certificate.json").read_text(encoding="utf-8"))
    given["partner_prices"][next(iter(given["partner_prices"]))] = 10**30
    (plan / "certificate.json").write_text(json.dumps(given), encoding="utf-8")
    reseal(plan)
    (fault,) = verify_plan(plan, demo_run.folder).faults
    assert fault.startswith("the plan does not fit its run")


def test_a_place_that_is_said_to_bring_more_than_it_does_is_told(
    demo_run: Run, plan: Path, planned: PlanResult
) -> None:
    """Other prices prove the same plan, and figures were made to fit them: a place is dearer, and
    its schools gain so much less."""
    problem, solution = planned.asked.problem, planned.plan
    prices = {"seeker_price": solution.seeker_price, "partner_price": solution.partner_price}
    assert not any(part is None for part in prices.values())
    for at in np.unique(problem.partner[solution.pairs]).tolist():
        own = solution.pairs[problem.partner[solution.pairs] == at]
        dearer = {name: np.array(part) for name, part in prices.items()}
        dearer["partner_price"][at] += 1
        dearer["seeker_price"][problem.seeker[own]] -= 1
        other = replace(solution, **dearer)
        proof = prove(problem, other, planned.asked.settings)
        if proof["holds"]:
            break
    assert proof["holds"]
    for name, data in plan_files(result_of(planned.asked, other, proof)).items():
        (plan / name).write_bytes(data)
    reseal(plan)
    (fault,) = verify_plan(plan, demo_run.folder).faults
    assert "are not the lowest" in fault
    assert f"partner {problem.partners[at]}" in fault


def test_a_stable_plan_has_no_prices_to_say_what_a_place_brings(
    demo_run: Run, plan: Path, tmp_path: Path
) -> None:
    stable = tmp_path / "stable"
    output_of("allocate", demo_run.folder, "--method", "stable", "--out", stable)
    own, other = (
        json.loads((one / "certificate.json").read_text(encoding="utf-8")) for one in (stable, plan)
    )
    own |= {name: other[name] for name in ("seeker_prices", "partner_prices")}
    (stable / "certificate.json").write_text(json.dumps(own), encoding="utf-8")
    reseal(stable)
    (fault,) = verify_plan(stable, demo_run.folder).faults
    assert fault.endswith("the certificate has prices, and a stable plan has none")


@pytest.mark.parametrize("name", ["plan.csv", "unserved.csv"])
def test_a_row_twice_in_a_plan_is_to_be_allocated_again(
    demo_run: Run, plan: Path, name: str
) -> None:
    lines = lines_of(plan / name)
    for other in ([*lines, lines[1]], []):
        save(plan / name, other)
        reseal(plan)
        with pytest.raises(FileError, match="allocate again"):
            verify_plan(plan, demo_run.folder)


@pytest.fixture(scope="module")
def hubs(demo_run: Run, tmp_path_factory: pytest.TempPathFactory) -> WrittenPlan:
    settings = plan_settings({"hubs": 2, "hub_size": "2..4"})
    return allocate(demo_run.folder, settings, tmp_path_factory.mktemp("hubs") / "plan")


def test_hubs_are_what_the_run_gives(hubs: WrittenPlan, tmp_path: Path) -> None:
    plan, asked = tmp_path / "plan", hubs.found.asked
    shutil.copytree(hubs.folder, plan)
    tables = read_plan(plan)
    assert hub_differences(asked, tables) == []
    lines = lines_of(plan / "hubs.csv")
    header, inner = lines[0], lines[1]
    at = {name: place for place, name in enumerate(header)}
    for name in header:
        save(plan / "hubs.csv", [header, *([*inner[: at[name]], inner[at[name]] + "7",
                                            *inner[at[name] + 1 :]], *lines[2:])])  # fmt: skip
        assert hub_differences(asked, tables), name
    stranger = [*inner[: at["seeker_urn"]], "999999", *inner[at["seeker_urn"] + 1 :]]
    save(plan / "hubs.csv", [header, stranger, *lines[2:]])
    (told,) = hub_differences(asked, tables)
    assert told.startswith("hubs.csv: 999999 may not be in a hub of ")
    own = [line for line in lines[1:] if line[0] == inner[0]]
    save(plan / "hubs.csv", [header, own[0], *(line for line in lines[1:] if line not in own)])
    assert any(f"the hub of {inner[at['partner_urn']]} has 1 seeker" in one
               for one in hub_differences(asked, tables))  # fmt: skip
    (plan / "hubs.csv").write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match=r"hubs\.csv is damaged"):
        hub_differences(asked, tables)


def test_a_record_and_its_hubs_do_not_contradict_each_other(
    written: WrittenPlan, hubs: WrittenPlan
) -> None:
    without = read_plan(written.folder)
    (told,) = hub_differences(hubs.found.asked, without)
    assert told == "plan.json: settings, hubs is 2, and the plan has no hubs.csv and no hubs.html"
    told = " ".join(hub_differences(written.found.asked, read_plan(hubs.folder)))
    assert "hubs.csv: belongs to a plan with hubs" in told
    assert "hubs.html: belongs to a plan with hubs" in told


def test_a_record_that_says_more_or_less_than_a_plan_does_is_told(
    planned: PlanResult, plan: Path
) -> None:
    tables = read_plan(plan)
    record = tables.record
    for changed, said in (
        ({"versions": {}}, "the versions are not those"),
        ({"versions": dict.fromkeys(record["versions"], 5)}, "the versions are not those"),
        ({"decisions": {**record["decisions"], "kept": []}}, "no plan has 'decisions, kept'"),
        ({"praise": "the best plan"}, "no plan has 'praise' in its record"),
        ({"outputs": record["outputs"][:-1]}, f"{record['outputs'][-1]['name']} is not in"),
    ):
        assert any(said in one for one in differences(planned, _with(tables, **changed))), said


def test_honest_plans_of_every_kind_are_what_they_say(
    demo_run: Run, planned: PlanResult, tmp_path: Path
) -> None:
    run, first = demo_run.folder, planned.pairs.to_dict("records")
    decided = [["seeker_urn", "partner_urn", "decision", "reason", "day"]]
    decided += [[one["seeker_urn"], one["partner_urn"], word, "", "2026-09-14"]
                for one, word in zip(first, ("accepted", "refused", "pinned", "banned"),
                                     strict=False)]  # fmt: skip
    # Wanted, and not to be had: no place is left.
    decided += [[one["seeker_urn"], first[0]["partner_urn"], "pinned", "", ""]
                for one in first[8:14]]  # fmt: skip
    save(tmp_path / "decided.csv", decided)
    save(tmp_path / "imd.csv", [["LSOA code", "IMD_score"], ["E01000001", "20"]])
    given = {
        "decided": ("--decisions", tmp_path / "decided.csv"),
        "stable": (
            "--method",
            "stable",
            "--each-seeker",
            "0..2",
            "--deprivation",
            tmp_path / "imd.csv",
        ),
        "floors": (
            "--each-partner",
            "1..2",
            "--objective",
            "score",
            "--hubs",
            "1",
            "--hub-size",
            "2..3",
        ),
        "what-if": ("--what-if", f"without:{first[0]['partner_urn']}", "--min-score", "0.3"),
    }
    for name, options in given.items():
        output_of("allocate", run, *options, "--out", tmp_path / name)
        assert verify_plan(tmp_path / name, run).faults == [], name
    # A decision that the plan did not keep so, and a word for a pair that nobody decided about.
    path = tmp_path / "decided" / "decisions.csv"
    lines = lines_of(path)
    of = lines[0].index("decision")
    at, undecided = ([line[of] for line in lines].index(word) for word in ("refused", ""))
    lines[at][of] = lines[undecided][of] = "pinned"
    save(path, lines)
    reseal(tmp_path / "decided")
    faults = verify_plan(tmp_path / "decided", run).faults
    assert len(faults) == 2
    assert all(one.startswith("decisions.csv: decision of ") for one in faults)
