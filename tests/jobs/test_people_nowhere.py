"""Whatever an office writes of people in columns of their own: no output of any command has it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import invoke

from matcher.intake.sheet import column_letters

HEADERS = Path(__file__).parents[1] / "samples" / "headers-about-people.txt"
CANARY = "Canary"
CELLS = ("Mrs Julie Canary", "julie.canary@ash.example", "Canary 01632 960001")
REGISTER = (
    "URN,EstablishmentName,HeadLastName,Postcode,TypeOfEstablishment (name),"
    "PhaseOfEducation (name),EstablishmentStatus (name),Easting,Northing\n"
    "100000,Ash Primary School,Canary,AL10 0AA,Community school,Primary,Open,522000,208000\n"
    "100001,Elm College,Canary,AL10 0AB,Other independent school,Not applicable,Open,522600,"
    "208800\n"
)
PRIORITIES = (
    "Region,Priority,Phase,Our officer,Who rang\nEast of England,T3 physics,,Canary,Canary\n"
)
KEY_STAGE_4 = (
    "RECTYPE,URN,SCHNAME,HEADTEACHER,TELNUM,P8MEA,ATT8SCR\n1,100000,Ash,Canary,Canary,-0.4,40\n"
)


def headers() -> list[str]:
    lines = HEADERS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and line[0] != "#"]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list with a column for each header about people, and two whose cells alone show it."""
    people = headers()
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    named = ["URN", "School name", "Postcode", "Needs", "Can offer", "Role", "Notes", "DfE number"]
    writer.writerow([*named, *people, "", "Misc."])
    for at, (urn, name, needs, offers, role) in enumerate((
        ("100000", "Ash Primary", "T3 physics; kindness", "", "seeker"),
        ("", "Elm College", "", "T3 physics", "perhaps"),
    )):  # fmt: skip
        row = [urn, name, "AL10 0AA", needs, offers, role, "late", "1/2"]
        writer.writerow([*row, *[CELLS[at]] * len(people), CELLS[0], CELLS[2]])
    (tmp_path / "calls.csv").write_text(text.getvalue(), encoding="utf-8")
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "wanted.csv").write_text(PRIORITIES, encoding="utf-8")
    (tmp_path / "ks4-2018-2019.csv").write_text(KEY_STAGE_4, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and every part of a workbook."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as parts:
                    yield from ((name, parts.read(name)) for name in parts.namelist())


READ = ("calls.csv", "--register", "register.csv", "--postcodes", "none", "--no-wording",
        "--priorities", "wanted.csv", "--performance", "ks4-2018-2019.csv")  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [
        ("check", *READ, "--out", "made"),
        ("check", *READ, "--out", "made/problems.csv"),
        ("match", *READ, "--out", "made", "--format", "xlsx", "--format", "geojson"),
        ("profile", *READ, "--out", "made/profile.csv"),
        ("geocode", *READ[:5], "--out", "made/places.csv"),
    ],
    ids=lambda command: " ".join((command[0], command[-1])),
)
def test_no_name_telephone_or_address_is_in_any_output(
    office: Path, command: tuple[str, ...]
) -> None:
    (office / "made").mkdir()
    done = invoke(*command)
    assert done.exit_code in (0, 3), (done.output, done.exception)
    files = list(contents(office / "made"))
    assert files
    told = [
        name
        for name, data in files
        # A map names the towns of England, Canary Wharf among them.
        if b"canary" in data.lower().replace(b"canary wharf", b"") or b"960001" in data
    ]
    assert told == []
    assert CANARY.casefold() not in done.output.casefold()
    assert "960001" not in done.output


def test_the_columns_withheld_are_named_in_the_record_of_the_run(office: Path) -> None:
    done = invoke("match", *READ, "--out", "made")
    assert done.exit_code == 0, (done.output, done.exception)
    record = json.loads((office / "made" / "run.json").read_text(encoding="utf-8"))
    calls, register = record["lists"]
    blank = f"column {column_letters(8 + len(headers()))}"
    assert calls["people"] == [*headers(), blank, "Misc."]
    assert calls["personal"] == len(calls["people"])
    assert register["people"] == ["HeadLastName"]
    assert record["priorities"][0]["people"] == ["Our officer", "Who rang"]
    assert record["tables"][0]["people"] == ["HEADTEACHER", "TELNUM"]
    assert "columns about people were not read: " in done.output
