"""A whole run with files of public registers: what it records, shows and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import discover_uni_files as made
import pytest
from program import invoke, output_of, rows_of

URNS = {"ash": "900101", "uni": "900102", "old": "900103"}
HOSTILE = "=Ash <img src=x> {{ 6007 * 7001 }} 01632 960123 a@example.org\x07"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of a school that seeks, one that leads a hub and a university; their registers."""
    monkeypatch.chdir(tmp_path)
    # The university stands where the made-up dataset has its main place.
    Path("list.csv").write_text(
        "URN,Name,Kind,Role,Easting,Northing,Needs\n"
        "900101,Ash School,state,both,532000,179000,T3 maths\n"
        "900102,Ashmere University,university,partner,531950,179350,\n"
        "900104,Elm School,state,seeker,533000,180000,X1 physics; X2\n",
        encoding="utf-8",
    )
    made.write(tmp_path / "discover-uni-2025-08-04")
    Path("hubs.csv").write_text(
        f'lead_school_urn,hub_name\n900101,"{HOSTILE}"\n900999,Oak Hub\n', encoding="utf-8"
    )
    return tmp_path


MATCH = ("match", "list.csv", "--register", "none", "--postcodes", "none",
         "--offers", "discover-uni-2025-08-04", "--offers", "hubs.csv")  # fmt: skip


def test_a_run_records_and_shows_whose_registers_it_used(desk: Path) -> None:
    said = " ".join(output_of(*MATCH, "--out", "run").split())
    record = json.loads((desk / "run/run.json").read_text(encoding="utf-8"))
    read, used, others = (
        sum(one[fate] for one in record["offers"]) for fate in ("read", "used", "not_ours")
    )
    # The files of a folder have one line together; one with rows rejected has its own.
    sums = f"{read} rows read = {used} used + {others} of nobody here + 0 rejected + 0 blank"
    files = len(record["offers"])
    assert f"{files} files of public registers: {sums} + 0 headings; run.json has each" in said
    assert "hubs.csv (" not in said
    with Path("hubs.csv").open("a", encoding="utf-8") as hubs:
        hubs.write("no URN,Elm Hub\n")
    said = " ".join(output_of(*MATCH, "--out", "again").split())
    assert (
        "hubs.csv (teaching school hubs, lead schools): 3 rows read = 1 used + 1 of nobody here + "
        "1 rejected" in said
    )
    assert f"{files - 1} files of public registers: {read - 2} rows read" in said
    for one in record["offers"]:
        fates = ("used", "not_ours", "rejected", "blank", "headings")
        assert one["read"] == sum(one[fate] for fate in fates)
    assert {one["dataset"] for one in record["offers"]} == {"Discover Uni", "teaching school hubs"}
    assert record["sources"]["offers"] == ["discover-uni-2025-08-04", "hubs.csv"]
    assert {"hubs.csv", "discover-uni-2025-08-04/SBJ.csv"} <= {
        one["name"] for one in record["inputs"]
    }
    lines = [line for line in record["attribution"] if "Discover Uni" in line or "hubs" in line]
    assert len(lines) == 2
    assert "of 2025-08-04" in lines[0]
    page = (desk / "run/map.html").read_text(encoding="utf-8")
    assert "Discover Uni dataset of 2025-08-04" in page
    rows = rows_of((desk / "run/profile.csv").read_text(encoding="utf-8-sig"))
    tags = {(row["urn"], row["activity"], row["subject"]): row for row in rows}
    assert tags["900102", "X1", "physics"]["source"] == "inferred"
    assert tags["900101", "X2", ""]["strength"] == "0.9"
    # Who teaches near and is no institution here is named; who is far is not.
    problems = rows_of((desk / "run/problems.csv").read_text(encoding="utf-8-sig"))
    named = {row["value"] for row in problems if row["code"] == "provider_not_here"}
    assert named == {"Elmford College", "Oakhaven University London"}


def test_names_in_a_register_are_text_and_reach_nobody_by_telephone(desk: Path) -> None:
    output_of(*MATCH, "--out", "run")
    output_of("explain", "run", "900104", "900101", "--out", "why.html")
    for name in ("run/map.html", "run/profile.csv", "run/matches.csv", "why.html"):
        text = (desk / name).read_text(encoding="utf-8")
        assert "960123" not in text, name
        assert "example.org" not in text, name
        assert "<img src=x>" not in text or name.endswith(".csv"), name
        assert str(6007 * 7001) not in text, name
        assert "\x07" not in text, name


def test_a_ukprn_in_the_list_joins_what_no_name_would(desk: Path) -> None:
    text = (desk / "list.csv").read_text(encoding="utf-8")
    header, *rows = text.replace("Ashmere University", "Quite Another").splitlines()
    rows = [f"{row},{'90000001' if 'Quite' in row else ''}" for row in rows]
    (desk / "list.csv").write_text("\n".join([f"{header},UKPRN", *rows]), encoding="utf-8")
    output_of(*MATCH, "--out", "run")
    assert "900102,X1,physics" in (desk / "run/profile.csv").read_text(encoding="utf-8-sig")


def test_verify_and_the_next_run_know_the_registers(desk: Path) -> None:
    output_of(*MATCH, "--out", "run")
    inputs = [part for name in ("list.csv", "hubs.csv", "discover-uni-2025-08-04")
              for part in ("--inputs", name)]  # fmt: skip
    assert invoke("verify", "run", *inputs).exit_code == 0
    path = desk / "hubs.csv"
    whole = path.read_bytes()
    path.write_bytes(whole + b"900104,Elm Hub\n")
    assert invoke("verify", "run", *inputs).exit_code == 1
    path.write_bytes(whole)
    output_of(*MATCH, "--out", "run")  # the same question
    refused = invoke(*MATCH[:-2], "--out", "run").exception
    assert "holds another run: its offers were" in str(refused)
