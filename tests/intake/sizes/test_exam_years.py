"""Independent schools that a national table of key stage 4 does not list teach nobody to 16."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path

import pandas as pd
import pytest

from matcher.core.problems import ProblemLog
from matcher.core.settings.combine import settings
from matcher.intake.performance.reader import read_performance
from matcher.intake.sizes.exam_years import ListedAt16, taught_to_15
from matcher.jobs.matching.match import run
from matcher.jobs.stages.reading import Sources

NAN = math.nan
FIRST = 900_000
LISTED = [
    ListedAt16(str(FIRST + i), "ks4", "2023/24", str(100 + i % 150),
               "independent" if i % 2 else "mainstream", "ks4.csv")
    for i in range(1_200)
] + [ListedAt16("909999", "ks4", "2023/24", "100", "mainstream", "ks4.csv")]  # fmt: skip
HEADER = (
    "time_period,geographic_level,old_la_code,school_urn,establishment_type_group,agerange,"
    "t_allks_pupils,avg_att8\n"
)


def schools(*rows: dict[str, object]) -> pd.DataFrame:
    blank = {"kind": "independent", "special": "", "sixth_form": "", "age_low": NAN,
             "age_high": NAN, "phase": "", "status": "open", "name": "Oak House"}  # fmt: skip
    return pd.DataFrame([blank | row for row in rows])


def filled(*rows: dict[str, object], listed: list[ListedAt16] = LISTED, **more: str) -> list[str]:
    found = taught_to_15(schools(*rows), listed, lambda urn: more.get(f"of_{urn}", urn))
    assert (found["age_high"] == 15).all()
    assert found["age_low"].isna().all()
    return list(found["urn"])


def test_whom_the_table_does_not_list_teaches_to_15_at_most_and_the_source_says_so() -> None:
    found = taught_to_15(schools({"urn": "800001"}), LISTED, str)
    (row,) = found.itertuples()
    assert row.ages_said_by == (
        "not among the schools of the key stage 4 table of 2023/24, which lists all with pupils "
        "of 16"
    )
    assert row.ages_list == "ks4.csv"


@pytest.mark.parametrize(
    "row",
    [
        {"urn": "900001"},  # listed
        {"urn": "906001"},  # too new: still growing
        {"urn": "990001"},
        {"urn": "list:1"},
        {"urn": "800001", "age_low": 3.0},
        {"urn": "800001", "age_high": 13.0},
        {"urn": "800001", "phase": "All-through"},
        {"urn": "800001", "sixth_form": "yes"},
        {"urn": "800001", "special": "yes"},
        {"urn": "800001", "kind": "state"},
        {"urn": "800001", "kind": "college"},
        {"urn": "800001", "name": "Oak Prep & Senior"},
        {"urn": "800001", "name": "The American School in Oakford"},
    ],
)
def test_of_the_others_nothing_is_said(row: dict[str, object]) -> None:
    assert filled(row) == []


def test_a_school_that_took_the_place_of_a_listed_one_is_listed() -> None:
    assert filled({"urn": "800001"}, of_900001="800001") == []


@pytest.mark.parametrize("table", ["ks4", "ks5", "destinations"])
def test_any_table_of_pupils_of_16_of_any_year_tells_that_it_teaches_them(table: str) -> None:
    old = ListedAt16("800001", table, "2018/19", "", "independent", "old.csv")
    assert filled({"urn": "800001"}, {"urn": "800002"}, listed=[*LISTED, old]) == ["800002"]
    found = taught_to_15(schools({"urn": "800001"}), LISTED, str, ["800001"])
    assert found.empty


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [one for one in LISTED if one.like == "mainstream"],
        [one._replace(authority="850") for one in LISTED],
        [one._replace(authority="") for one in LISTED],
        LISTED[:900],
        [one._replace(table="ks5") for one in LISTED],
    ],
)
def test_without_a_national_table_nothing_is_filled(listed: list[ListedAt16]) -> None:
    assert filled({"urn": "800001"}, listed=listed) == []


def test_a_table_that_lacks_state_secondaries_of_the_register_is_not_the_whole() -> None:
    state = {"kind": "state", "phase": "Secondary"}
    there = [{"urn": str(FIRST + 2 * i), **state} for i in range(19)]
    missing = {"urn": "800100", **state}
    assert filled({"urn": "800001"}, *there, missing) == ["800001"]  # 19 of 20
    assert filled({"urn": "800001"}, *there[1:], missing) == []
    # One that has opened since, and one that is closed, are not to be looked for.
    gone = [{"urn": "800101", **state, "status": "closed"}, {"urn": "990000", **state}]
    assert filled({"urn": "800001"}, *there, *gone) == ["800001"]


def test_the_latest_national_table_counts_in_whatever_order_rows_come() -> None:
    older = [one._replace(year="2018/19", list="old.csv") for one in LISTED]
    one = taught_to_15(schools({"urn": "800001"}), LISTED + older, str)
    other = taught_to_15(schools({"urn": "800001"}), [*older, *LISTED][::-1], str)
    pd.testing.assert_frame_equal(one, other)
    assert "2023/24" in one["ages_said_by"].iloc[0]


LIST = (
    "URN,Name,Type,Phase,Easting,Northing,Role,Ages\n"
    "900000,Ash School,Community school,Secondary,500000,200000,seeker,11-16\n"
    "800010,Ivy Primary,Community school,Primary,500100,200000,seeker,4-11\n"
    "800001,Elm House,Other independent school,Not applicable,500500,200000,partner,\n"
    "800002,Yew House,Other independent school,Not applicable,500600,200000,partner,3-13\n"
    "900001,Oak House,Other independent school,Not applicable,500700,200000,partner,\n"
)


@pytest.fixture
def given(tmp_path: Path) -> Sources:
    """A list of five schools and a table of the true form that lists two of them."""
    rows = [
        f"202324,School,{one.authority},{one.urn},"
        f"{'Independent schools' if one.like == 'independent' else 'Community school'},z,z,z\n"
        for one in LISTED
    ]
    table, own = tmp_path / "ks4-2023-24.csv", tmp_path / "list.csv"
    table.write_text(HEADER + "".join(rows), encoding="utf-8")
    own.write_text(LIST, encoding="utf-8")
    return Sources((own,), performance=(table,))


def test_what_is_read_from_a_file_is_what_it_lists(given: Sources) -> None:
    found = read_performance(given.performance, ProblemLog(), [])
    assert sorted(one._replace(list="ks4.csv") for one in found.listed_at_16) == sorted(LISTED)


def pairs(folder: Path) -> set[tuple[str, str]]:
    found = pd.read_csv(folder / "matches.csv", dtype="str")
    return set(zip(found["seeker_urn"], found["partner_urn"], strict=True))


def test_a_run_keeps_them_apart_from_secondaries_alone_and_says_so(
    given: Sources, tmp_path: Path
) -> None:
    run(given, settings(), tmp_path / "run")
    assert pairs(tmp_path / "run") == {
        ("900000", "900001"),
        ("800010", "800001"), ("800010", "800002"), ("800010", "900001"),
    }  # fmt: skip
    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert record["gates"]["pairs"]["exam_years"] == 2
    problems = pd.read_csv(tmp_path / "run" / "problems.csv", dtype="str")
    (note,) = problems.loc[problems["code"] == "filled_from_table", "message"]
    assert note.startswith("1 independent school is taken to teach nobody to 16")
    assert "lists all with pupils of 16" in note
    # Without the table nobody knows of the one; what a list says counts as ever.
    run(dataclasses.replace(given, performance=()), settings(), tmp_path / "untold")
    assert pairs(tmp_path / "untold") - pairs(tmp_path / "run") == {("900000", "800001")}
    run(given, settings(exam_years=False), tmp_path / "off")
    assert len(pairs(tmp_path / "off")) == 6


@pytest.mark.real
def test_no_partner_of_a_real_partnership_is_taken_for_one_without(shared_data: Path) -> None:
    tables = sorted((shared_data / "performance").glob("*ks[45]*.csv"))
    read = read_performance(tables, ProblemLog(), [])
    register = pd.read_csv(
        shared_data / "gias" / "register-2025-05-24.csv", encoding="cp1252", dtype=str
    ).fillna("")
    type_ = register["TypeOfEstablishment (name)"]
    mine = register[type_ == "Other independent school"]
    latest = {one.urn for one in read.listed_at_16 if one.list.startswith("ks4-schools-2023")}
    assert mine["URN"].isin(latest).sum() == 897
    rows = [
        {"urn": urn, "name": name} for urn, name in zip(mine["URN"], mine["EstablishmentName"],
                                                        strict=True)
    ]  # fmt: skip
    found = set(taught_to_15(schools(*rows), read.listed_at_16, str)["urn"])
    assert len(found) == 694
    pairs = pd.read_csv(shared_data / "partnerships" / "real-partnerships.csv", dtype=str)
    assert not found & set(pairs["partner_urn"])
