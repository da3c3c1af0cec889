"""Which schools are in the authorities, regions and phases that a run is narrowed to."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from matcher.core.errors import SettingError
from matcher.core.places.districts import district_names, known_districts
from matcher.core.places.membership import (
    check_narrowing,
    in_authorities,
    in_no_region,
    in_regions,
    nobody_there,
    regions_of,
)

COLUMNS = ("la_code", "la_name", "district_code", "region", "phase")


def table(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


SCHOOLS = table(
    ("380", "Bradford", "E08000032", "", "Primary"),
    ("", "Calderdale MBC", "E08000033", "", "Secondary"),
    ("935", "Suffolk", "E07000202", "", "Primary"),
    ("935", "Suffolk", "E07000200", "", "Secondary"),
    ("909", "Cumbria", "", "", "Primary"),
    ("", "County of Ashby", "", "", "Upper"),
    ("", "", "", "", ""),
)


def at(mask: Any) -> list[int]:
    return [i for i, one in enumerate(mask) if one]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["Bradford MDC"], [0]), (["380"], [0]), (["Calderdale"], [1]),
        (["West Yorkshire"], [0, 1]),
        (["Suffolk County Council"], [2, 3]), (["Ipswich"], [2]), (["Cumbria"], [4]),
        (["Cumberland"], []), (["Ashby Council"], [5]), (["Leeds"], []),
        (["380", "935"], [0, 2, 3]),
        (["Kingston"], []), (["Bradfrod"], []), ([], []),
    ],
)  # fmt: skip
def test_authorities_by_any_name(texts: list[str], found: list[int]) -> None:
    assert at(in_authorities(SCHOOLS, texts)) == found


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["Yorkshire & the Humber"], [0, 1]), (["East of England"], [2, 3]), (["north west"], [4]),
        (["Lancashire and West Yorkshire"], [0, 1]), (["London"], []), (["Mercia"], []),
    ],
)  # fmt: skip
def test_a_region_that_no_table_has_follows_from_the_authority(
    texts: list[str], found: list[int]
) -> None:
    assert at(in_regions(SCHOOLS, texts)) == found


def test_a_region_that_a_table_has_is_what_the_table_says_and_a_blank_follows() -> None:
    said = SCHOOLS.assign(region=["North East", "the North  West", "", "", "", "Mercia", ""])
    assert at(in_regions(said, ["North West"])) == [1, 4]
    assert at(in_regions(said, ["mercia region"])) == [5]
    assert at(in_regions(said, ["East of England"])) == [2, 3]
    assert at(in_regions(said, ["North East"])) == [0]
    assert at(in_no_region(said, ["North East", "mercia"])) == [2, 3, 4, 6]
    assert at(in_no_region(said, ["North East"])) == [6]


def test_regions_by_authority() -> None:
    yorkshire = "Yorkshire and the Humber"
    # Of two authorities nothing is said, were they in one region ten times over.
    assert regions_of(SCHOOLS) == [
        yorkshire, yorkshire, "East of England", "East of England", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "said", "hint"),
    [
        ({"regions": ["Noth West"]}, "--region: there is no region 'Noth West'", "North West"),
        ({"regions": ["Yorkshire"]}, "there is no region", "Yorkshire and the Humber"),
        ({"authorities": ["Bradfrod"]}, "--la: there is no authority 'Bradfrod'", "Bradford"),
        ({"authorities": ["Kingston"]}, "more than one authority", "which one: Kingston upon Hull"),
        ({"authorities": ["London"]}, "no authority 'London'", "London is a region"),
        ({"phases": ["Secondry"]}, "--phase: there is no phase 'Secondry'", "Secondary"),
        ({"phases": ["16"]}, "no phase", "Nursery or Primary"),
        ({"authorities": ["Newcastle"]}, "may be more than one", "Newcastle upon Tyne"),
        ({"authorities": ["Gillingham"]}, "no authority", "give an authority by its name"),
        ({"phases": ["Uper"]}, "no phase", "Upper"),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_an_error_with_the_nearest_names(
    asked: dict[str, list[str]], said: str, hint: str
) -> None:
    with pytest.raises(SettingError) as caught:
        check_narrowing(SCHOOLS, **asked)
    assert said in str(caught.value)
    assert hint in caught.value.hint


def test_what_is_known_passes_though_no_school_is_there() -> None:
    check_narrowing(
        SCHOOLS,
        phases=["primary", "UPPER", "16 plus", "all through"],
        regions=["London", "the  North West", "South-East England and South London"],
        authorities=["Camden", "909", "Ashby", "Ipswich", "Outer London"],
    )


def test_nobody_there_is_said_with_what_there_is() -> None:
    asked = {"phases": ["Primary"], "regions": ["London"], "authorities": ["Camden", "Leeds"]}
    said = SCHOOLS.assign(region=["North West"] * 3 + ["East Midlands"] * 3 + [""])
    region, authority = nobody_there(said, **asked)
    assert region == (
        "No school that looks for partners is known to be of the region London; there are: "
        "East Midlands 3, North West 3"
    )
    assert authority.endswith(
        "authority Camden or Leeds; there are: Suffolk 2, Bradford 1, Calderdale MBC 1, "
        "County of Ashby 1, Cumbria 1"
    )
    (phase,) = nobody_there(said[6:], phases=["Primary"])
    assert phase.endswith("of the phase Primary; the phase of none of them is known")
    assert nobody_there(said, phases=["secondary"]) == ()


def test_a_district_is_told_by_its_code_or_by_a_name_that_is_known() -> None:
    written = ["North Herts, ask Kit", "north  hertfordshire", "the far end", ""]
    name = "North Hertfordshire"
    assert known_districts(written, ["E07000099", "", "", ""]) == [name, name, "", ""]
    # It may be upon Tyne or under Lyme: others are told neither, and the office its own word.
    assert known_districts(["Newcastle"], [""]) == [""]
    assert district_names(["Newcastle", "newcastle"], ["", ""]) == ["Newcastle"] * 2
