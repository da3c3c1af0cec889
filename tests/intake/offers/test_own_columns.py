"""What lists and the school register say of a school in columns of their own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from matcher.core.problems import ProblemLog
from matcher.intake.lists import read_lists
from matcher.intake.offers.own_columns import offered_by_own_columns
from matcher.profile.published.published_profile import published_profile

HEADER = (
    "URN,EstablishmentName,TypeOfEstablishment (name),EstablishmentTypeGroup (name),"
    "Boarders (name),OfficialSixthForm (name),SpecialClasses (name),SenUnitOnRoll,"
    "SenUnitCapacity,ResourcedProvisionOnRoll,ResourcedProvisionCapacity\n"
)
INDEPENDENT = "Other independent school,Independent schools"
STATE = "Community school,Local authority maintained schools"
SPECIAL = "Community special school,Special schools"
SPECIAL_INDEPENDENT = "Other independent special school,Independent schools"
ROWS = (
    f"900001,Ash,{INDEPENDENT},Boarding school,Has a sixth form,Not applicable,,,,\n"
    f"900002,Elm,{STATE},Boarding school,Has a sixth form,Has Special Classes,9,14,,6\n"
    f"900003,Oak,{STATE},No boarders,Does not have a sixth form,No Special Classes,,0,,\n"
    f"900004,Fir,{SPECIAL},Boarding school,Not applicable,Not applicable,,,,\n"
    f"900005,Yew,{SPECIAL_INDEPENDENT},Boarding school,Has a sixth form,,,,,\n"
    f"900006,Bay,{STATE},,,,7,,,\n"
)


def offered(path: Path, text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    path.write_text(text, encoding="utf-8")
    table = read_lists([path], None, ProblemLog()).table
    return offered_by_own_columns(table), table


def test_each_column_tells_of_its_own_schools(tmp_path: Path) -> None:
    found, _ = offered(tmp_path / "list.csv", HEADER + ROWS)
    assert [(row.urn, row.item, row.amount) for row in found.itertuples()] == [
        ("900001", "boarding", 1), ("900001", "independent with a sixth form", 1),
        ("900002", "boarding", 1), ("900002", "places for special needs", 20),
        ("900002", "special classes", 1),
        ("900004", "special school", 1),
        ("900006", "places for special needs", 7),
    ]  # fmt: skip
    assert {*found["list"]} == {"list.csv"}


def test_they_become_strengths_and_no_needs(tmp_path: Path) -> None:
    profile = published_profile(*offered(tmp_path / "list.csv", HEADER + ROWS))
    tags = {(row.urn, row.activity, row.subject): row.strength for row in profile.itertuples()}
    assert tags["900001", "X3", ""] == 0.4
    assert tags["900001", "X1", ""] == 0.3
    assert tags["900004", "T2", "SEND"] == 0.5
    # Of classes and places the stronger counts: 20 of 30 places by their logarithm.
    assert tags["900002", "T2", "SEND"] == 0.35
    assert ("900004", "X3", "") not in tags
    assert profile["need"].isna().all()


def test_a_school_of_a_few_pupils_has_hardly_a_sixth_form(tmp_path: Path) -> None:
    rows = "".join(
        f"90000{at},Ash {at},{INDEPENDENT},Has a sixth form,{pupils}\n"
        for at, pupils in enumerate((99, 100, ""))
    )
    header = (
        "URN,EstablishmentName,TypeOfEstablishment (name),EstablishmentTypeGroup (name),"
        "OfficialSixthForm (name),NumberOfPupils\n"
    )
    found, _ = offered(tmp_path / "list.csv", header + rows)
    assert found["urn"].tolist() == ["900001", "900002"]


def test_a_list_without_these_columns_tells_nothing(tmp_path: Path) -> None:
    found, _ = offered(tmp_path / "list.csv", "URN,Name\n900001,Ash\n")
    assert found.empty


@pytest.mark.real
def test_the_register_of_two_counties_tells_of_units_and_boarding(shared_data: Path) -> None:
    path = shared_data / "gias/search-download-2022-04-20-hampshire-surrey.csv"
    table = read_lists([path], None, ProblemLog()).table
    found = offered_by_own_columns(table[table["status"] != "closed"])
    counts = found["item"].value_counts()
    assert counts["special classes"] == 50
    assert counts["boarding"] == 1
    assert 70 <= counts["places for special needs"] <= 75
