"""The fictional samples: remade byte for byte, plausible, and certainly not real."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pytest

from matcher.core.problems import ProblemLog
from matcher.intake.lists import list_schools, read_links, read_records
from matcher.profile.stated import stated_profile
from matcher.profile.vocabulary import load

FILES = (
    "register.csv",
    "links.csv",
    "postcodes.csv",
    "hastings-office.xlsx",
    "ipswich-office.csv",
    "priorities.csv",
)
# East Suffolk was made in 2019 of two districts; the boundaries are those of 2017.
DISTRICTS_2017 = {"E07000244": "E07000205"}


@pytest.fixture(scope="module")
def samples(repository: Path) -> Path:
    return repository / "data" / "samples"


@pytest.fixture(scope="module")
def register(samples: Path) -> list[dict[str, str]]:
    with (samples / "register.csv").open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file))


def test_the_script_makes_the_same_bytes_again(samples: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-B", str(samples / "make.py"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (samples / name).read_bytes(), name


def test_the_register_holds_every_kind_of_institution(register: list[dict[str, str]]) -> None:
    groups = Counter(row["EstablishmentTypeGroup (name)"] for row in register)
    types = Counter(row["TypeOfEstablishment (name)"] for row in register)
    assert len(register) == 145
    assert types["Other independent school"] + types["Other independent special school"] == 26
    assert types["Other independent special school"] == 3
    assert (groups["Universities"], groups["Colleges"]) == (2, 4)
    statuses = Counter(row["EstablishmentStatus (name)"] for row in register)
    assert (statuses["Closed"], statuses["Open, but proposed to close"]) == (4, 1)
    assert (
        max(Counter(row["Trusts (name)"] for row in register if row["Trusts (name)"]).values()) > 5
    )
    assert any("É" in row["EstablishmentName"] for row in register)
    for row in register:
        if "ndependent" in row["TypeOfEstablishment (name)"]:
            assert (row["PhaseOfEducation (name)"], row["PercentageFSM"]) == ("Not applicable", "")


def test_everything_is_marked_as_invented(samples: Path, register: list[dict[str, str]]) -> None:
    assert all(re.fullmatch("900[0-9]{3}", row["URN"]) for row in register)
    assert all(re.match("Z[XY][0-9]", row["Postcode"]) for row in register)
    lines = (samples / "postcodes.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert all(re.match("Z[XY][0-9]", line) for line in lines)


def test_one_school_can_only_be_placed_by_its_outward_code(
    samples: Path, register: list[dict[str, str]]
) -> None:
    text = (samples / "postcodes.csv").read_text(encoding="utf-8")
    known = {line.split(",")[0] for line in text.splitlines()}
    lost = [row for row in register if row["Postcode"] not in known]
    assert [(row["Postcode"], row["Easting"]) for row in lost] == [("ZX1 9ZZ", "")]
    assert sum(postcode.startswith("ZX1 ") for postcode in known) > 5


@pytest.mark.real
def test_no_real_school_has_a_name_or_number_of_ours(
    register: list[dict[str, str]], samples: Path, shared_data: Path
) -> None:
    path = shared_data / "gias" / "register-2025-05-24.csv"
    with path.open(encoding="cp1252", newline="") as file:
        real = list(csv.DictReader(file))
    names = {row["EstablishmentName"].casefold() for row in real}
    lists = read_records(
        [samples / "hastings-office.xlsx", samples / "ipswich-office.csv"], ProblemLog()
    )
    ours = {row["EstablishmentName"] for row in register} | set(lists.records["name"])
    assert [name for name in ours if name.casefold() in names] == []
    assert not {row["URN"] for row in real} & {row["URN"] for row in register}


@pytest.mark.real
def test_every_school_stands_on_land_in_its_district(
    register: list[dict[str, str]], shared_data: Path
) -> None:
    packed = shared_data / "boundaries" / "local-authority-districts-2017-uk.geojson.gz"
    districts = gpd.read_file(f"/vsigzip/{packed}").to_crs("EPSG:27700").set_index("code").geometry
    placed = [row for row in register if row["Easting"] not in ("", "0")]
    codes = [row["DistrictAdministrative (code)"] for row in placed]
    points = gpd.GeoSeries.from_xy(
        [float(row["Easting"]) for row in placed],
        [float(row["Northing"]) for row in placed],
        crs="EPSG:27700",
    )
    home = [districts[DISTRICTS_2017.get(code, code)] for code in codes]
    astray = points.distance(gpd.GeoSeries(home, crs="EPSG:27700"))
    # The boundaries are generalised: a few hundred metres are theirs.
    assert astray.max() < 500


def test_the_lists_read_and_every_fault_in_them_is_told(samples: Path) -> None:
    log = ProblemLog()
    lists = read_records([samples / "hastings-office.xlsx", samples / "ipswich-office.csv"], log)
    known = read_records([samples / "register.csv"], log, source="register")
    table = list_schools(lists, known, log, links=read_links(samples / "links.csv", log))
    office = table[table["listed"] == 1]
    assert (len(office), len(table)) == (89, 153)
    profile = stated_profile(table, log, load())
    assert profile["urn"].nunique() == 88
    faults = {(p.row, p.code, p.value) for p in log.problems if p.column in ("needs", "strengths")}
    assert faults == {
        (46, "unknown_subject", "T3 phyiscs"),
        (49, "subject_without_activity", "physics"),
        (49, "unknown_tag", "coching and mentoring"),
    }
    assert [p.row for p in log.problems if p.code == "no_urn_or_name"] == [52]
    found = {p.row: p.code for p in log.problems if p.code in ("urn_from_name", "succeeded")}
    assert found == {50: "urn_from_name", 51: "succeeded"}
    assert not lists.records.map(lambda value: "(fictional)" in str(value)).to_numpy().any()


def test_some_pairs_could_give_each_other_what_each_lacks(samples: Path) -> None:
    log = ProblemLog()
    lists = read_records([samples / "hastings-office.xlsx", samples / "ipswich-office.csv"], log)
    table = list_schools(
        lists, read_records([samples / "register.csv"], log, source="register"), log
    )
    profile = stated_profile(table, log, load())
    roles = table.set_index("urn")["role"]
    needs = profile[profile["need"] > 0].merge(
        profile[profile["strength"] > 0], on=["activity", "subject"], suffixes=("", "_by")
    )
    met = set(zip(needs["urn"], needs["urn_by"], strict=True))
    both = [
        (a, b) for a, b in met if (b, a) in met and roles[a] == "seeker" and roles[b] == "partner"
    ]
    assert len(both) > 50
