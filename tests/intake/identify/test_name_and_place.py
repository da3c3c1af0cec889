"""What is accepted as a school's name, by how well its place is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from matcher.core.problems import ProblemLog
from matcher.intake.clean.clean_records import clean_records
from matcher.intake.identify.links import Links
from matcher.intake.identify.list_rows import ListRows
from matcher.intake.identify.name_and_place import Description, NameMatch, SchoolFinder
from matcher.intake.identify.open_schools import OpenSchools
from matcher.intake.lists import read_records

HEADER = "URN,LA (code),LA (name),EstablishmentName,Town,Postcode,PhaseOfEducation (name)"
DERBY, RUTLAND = "831,Derby", "857,Rutland"
RARE = "Abbotswhistle Fernyhough Thrushcross"
# Two that share most words, twins, and the same of names that few schools could have.
SCHOOLS = (
    (DERBY, "Park Road Infant School", "Derby", "DE1 1AA"),
    (DERBY, "Ravenscroft Bank Primary School", "Derby", "DE1 1AB"),
    (DERBY, "Ravenscroft Green Primary School", "Derby", "DE1 1AF"),
    (DERBY, "Harebell Mead Primary School", "Derby", "DE1 1AD"),
    (DERBY, "Harebell Mead Primary School", "Derby", "DE1 1AD"),
    (DERBY, "Harebell Mead Primary School", "Derby", "DE1 1AE"),
    (RUTLAND, f"{RARE} Wychbold Primary School", "Oakham", "LE15 6AA"),
    (RUTLAND, f"{RARE} Harcourt Primary School", "Oakham", "LE15 6AB"),
    (RUTLAND, "Quenington Ampney Poulton Crucis Primary School", "Oakham", "LE15 6AD"),
    (RUTLAND, "Meon Itchen Tichborne Cheriton Primary School", "Oakham", "LE15 6AE"),
    (RUTLAND, "Meon Itchen Tichborne Cheriton Primary School", "Oakham", "LE15 6AF"),
    (RUTLAND, "Brockhampton Withington Colesbourne Primary School", "Oakham", "LE15 6AG"),
    *((DERBY, f"Number {n} Meadowsweet School", "Ripley", f"DE5 3A{chr(65 + n)}")
      for n in range(20)),
)  # fmt: skip
COMMON = (
    "Ravenscroft Bank Primary School",
    ("Park Street Infant School", "Parkside Infant School", "Harebell Hill Primary School",
     "Fernyhough Primary School"),
    "Harebell Mead Primary School",
)  # fmt: skip
FEW_COULD_HAVE = (
    f"{RARE} Wychbold Primary School",
    ("Quenington Ampney Poulton Hatherop Primary School", "Quenington Primary School"),
    "Meon Itchen Tichborne Cheriton Primary School",
)
# What a row says of its place; a name in full, others like it, and one that several have.
PLACES: Mapping[str, tuple[Description, tuple[str, tuple[str, ...], str]]] = {
    "near": (Description("", postcode="DE9 9ZZ"), COMMON),
    "outcode": (Description("", postcode="DE1 9ZZ"), COMMON),
    "town": (Description("", town="Derby"), COMMON),
    "authority": (Description("", la_code="831"), COMMON),
    "within": (Description(""), COMMON),
    "perhaps": (Description("", town="Rutland"), FEW_COULD_HAVE),
    "unknown": (Description("", town="Nowhere"), FEW_COULD_HAVE),
}


LEVELS = {"authority": "town"}  # how well the place is known, where it is called otherwise


def find(folder: Path, place: str, name: str, row: Description | None = None) -> NameMatch:
    lines = [
        f"{100_000 + at},{authority},{school},{town},{postcode},Primary"
        for at, (authority, school, town, postcode) in enumerate(SCHOOLS)
    ]
    path = folder / "register.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    log = ProblemLog()
    records = read_records([path], log, source="register").records
    finder = SchoolFinder(
        clean_records(records, {}, log, None), within="Derby" if place == "within" else ""
    )
    if place == "near":
        # The register of this test has no positions: its postcodes are 50 m from the row's.
        finder = SchoolFinder(
            clean_records(records.assign(easting="435000", northing="336000"), {}, log, None),
            lambda codes: dict.fromkeys(codes, (435_050.0, 336_000.0)),
        )
    row = row or PLACES[place][0]
    (found,) = finder.find([replace(row, name=name)])
    return found


@pytest.mark.parametrize("place", PLACES)
def test_a_name_in_full_is_accepted_though_another_is_like_it(tmp_path: Path, place: str) -> None:
    name = PLACES[place][1][0]
    found = find(tmp_path, place, name)
    assert found.chosen is not None
    assert (found.chosen.name, found.chosen.level) == (name, LEVELS.get(place, place))


@pytest.mark.parametrize(
    ("place", "name"), [(place, name) for place, (_, names) in PLACES.items() for name in names[1]]
)
def test_the_school_of_another_street_is_not_accepted(
    tmp_path: Path, place: str, name: str
) -> None:
    assert find(tmp_path, place, name).chosen is None


@pytest.mark.parametrize("place", PLACES)
def test_of_twins_neither_is_accepted_and_both_are_named(tmp_path: Path, place: str) -> None:
    name = PLACES[place][1][2]
    found = find(tmp_path, place, name)
    assert found.chosen is None
    assert [one.name for one in found.candidates[:2]] == [name, name]


@pytest.mark.parametrize(
    ("postcode", "name", "urn"),
    [("DE1 1AA", "Park Road Infant School", "100000"), ("DE1 1AA", "Park Rd Infs", "100000"),
     ("DE1 1AA", "Park Road Academy Infants", "100000"), ("DE1 1AA", "Parkside Infants", ""),
     ("DE1 1AA", "Park Street Infant School", ""), ("DE1 1AD", "Harebell Mead Primary School", ""),
     ("DE1 1AE", "Harebell Mead Primary School", "100005")],
)  # fmt: skip
def test_at_its_postcode(tmp_path: Path, postcode: str, name: str, urn: str) -> None:
    found = find(tmp_path, "", name, Description("", postcode=postcode))
    assert (found.chosen.urn if found.chosen else "") == urn


def test_a_name_that_more_could_have_is_not_accepted_where_its_place_is_not_known(
    tmp_path: Path,
) -> None:
    name = "Brockhampton Withington Colesbourne Primary School"
    assert find(tmp_path, "unknown", name).chosen is None
    assert find(tmp_path, "", name, Description("", town="Oakham")).chosen is not None


def test_a_name_alone_is_never_enough(tmp_path: Path) -> None:
    assert find(tmp_path, "", FEW_COULD_HAVE[0], Description("")).chosen is None


def test_a_slip_at_its_postcode_costs_a_little_and_two_cost_more(tmp_path: Path) -> None:
    row = Description("", postcode="DE1 1AB")
    names = ("Ravenscroft Bank Primary School", "Ravenscroft Bank Primaryschool",
             "RavenscroftBank Primaryschool")  # fmt: skip
    found = [find(tmp_path, "", name, row).chosen for name in names]
    assert [one.urn for one in found if one] == ["100001"] * 3
    full, slipped, twice = (one.score for one in found if one)
    assert full == 1 > slipped > twice
    assert 0.9 < slipped <= 0.97


@pytest.mark.parametrize(
    ("schools", "is_told"),
    [({"Derby": 5}, True), ({"Derby": 4}, False), ({"Derby": 5, "Rutland": 1, "Leeds": 1}, True),
     ({"Derby": 9, "Rutland": 1, "Leeds": 1, "Kent": 1}, False)],
)  # fmt: skip
def test_a_list_tells_where_it_is_of_by_many_schools_in_few_authorities(
    schools: dict[str, int], is_told: bool
) -> None:
    there = [authority for authority, many in schools.items() for _ in range(many)]
    urns = [str(100_000 + at) for at in range(len(there))]
    known = OpenSchools(
        pd.DataFrame({"urn": urns, "name": urns, "la_name": there, "status": "open"}), Links(), None
    )
    rows = ListRows(pd.DataFrame({"urn": [*urns, ""], "list": "a.csv"}), {}, ProblemLog())
    assert rows.authorities(known) == ({"a.csv": schools} if is_told else {})
