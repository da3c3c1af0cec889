"""Authorities by every name that councils, the register, Ofsted and offices give them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.places.gazetteer import load
from matcher.core.places.spelling import authority_words, region_words, words

GAZETTEER = load()


def codes(text: str) -> tuple[str, ...]:
    """The authorities that a name means; () where it is nobody's or several places'."""
    found = GAZETTEER.authority(text)
    return found[0].authorities if len(found) == 1 else ()


def test_every_authority_of_england_and_wales_is_there() -> None:
    english = [one for one in GAZETTEER.authorities.values() if one.region != "Wales"]
    assert len(english) == 153
    assert len(GAZETTEER.authorities) - len(english) == 22
    assert all(one.region in GAZETTEER.regions for one in GAZETTEER.authorities.values())
    assert all(one.rsc_region in (*GAZETTEER.regions, "") for one in english)


@pytest.mark.parametrize("code", sorted(GAZETTEER.authorities))
def test_found_by_code_and_by_every_style_of_its_name(code: str) -> None:
    one = GAZETTEER.authorities[code]
    said = [code, f"{code}.0", one.name, one.council, one.name.upper(), f"{one.name} Council",
            f"{one.name} LA", f"{one.name} UA", f"the {one.name}", f"{code} - {one.name}",
            f"{one.name} ({code})", f"  {one.name.replace(' and ', ' & ')}  ",
            f"{one.name} Local Authority", f"{one.name} Children's Services"]  # fmt: skip
    assert {text: codes(text) for text in said} == dict.fromkeys(said, (code,))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # councils' own names
        ("Durham County Council", "840"), ("London Borough of Camden", "202"),
        ("City of Westminster", "213"), ("Herefordshire Council", "884"),
        ("St Helens Metropolitan Borough Council", "342"), ("Hull City Council", "810"),
        ("Royal Borough of Kingston upon Thames", "314"), ("BCP Council", "839"),
        ("Council of the Isles of Scilly", "420"), ("City of London Corporation", "201"),
        ("City of York Council", "816"), ("Brighton & Hove City Council", "846"),
        ("Royal Borough of Windsor and Maidenhead", "868"),
        ("City of Doncaster Council", "371"),
        # the register's, the statistics office's, Ofsted's
        ("Bristol, City of", "801"), ("Kingston upon Hull, City of", "810"),
        ("Herefordshire, County of", "884"), ("St. Helens", "342"), ("Isles Of Scilly", "420"),
        ("Southend on Sea", "882"), ("Telford & Wrekin", "894"), ("E09000007", "202"),
        ("E10000014", "850"), ("Bournemouth, Christchurch & Poole", "839"),
        # offices' short ones
        ("Bradford MDC", "380"), ("Bath & NES", "800"), ("B&NES", "800"), ("LB Camden", "202"),
        ("LB of Barking & Dagenham", "301"), ("RB Greenwich", "203"), ("Essex CC", "881"),
        ("Stoke on Trent CC", "861"), ("Corporation of London", "201"), ("Co. Durham", "840"),
        ("Notts", "891"), ("Nottingham City", "892"), ("Herts", "919"), ("N Yorks", "815"),
        ("East Riding", "811"), ("IoW", "921"), ("Sandwell Children's Trust", "333"),
        ("Saint Helens", "342"), ("Kent LEA", "886"), ("Slough UA", "871"), ("RBWM", "868"),
        # Wales is not England
        ("Newport City Council", "680"), ("Ynys Môn", "660"), ("City and County of Swansea", "670"),
        ("Wrexham County Borough Council", "665"), ("Denbighshire", "663"),
    ],
)  # fmt: skip
def test_one_authority(text: str, code: str) -> None:
    assert codes(text) == (code,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cumbria", ("942", "943")), ("Cumbria County Council", ("942", "943")),
        ("909", ("942", "943")), ("Northamptonshire", ("940", "941")), ("928", ("940", "941")),
        ("Bedfordshire", ("822", "823")), ("Cheshire", ("895", "896")), ("837", ("839",)),
        ("Borough of Poole", ("839",)), ("Dorset", ("838",)),
        ("Avon", ("800", "801", "802", "803")),
        ("Humberside", ("810", "811", "812", "813")),
        ("Cleveland", ("805", "806", "807", "808")),
        ("Berkshire", ("867", "868", "869", "870", "871", "872")),
        ("West Yorkshire", ("380", "381", "382", "383", "384")),
    ],
)  # fmt: skip
def test_old_and_metropolitan_counties_are_authorities_of_today(
    text: str, found: tuple[str, ...]
) -> None:
    assert codes(text) == found


def test_a_district_is_known_as_one_of_its_county() -> None:
    (place,) = GAZETTEER.authority("Ipswich Borough Council")
    assert (place.level, place.authorities, place.districts) == (
        "district", ("935",), ("E07000202",),
    )  # fmt: skip
    assert place.label == "Ipswich (a district of Suffolk)"
    assert codes("City of Lincoln Council") == ("925",)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Kingston", "which one: Kingston upon Hull, City of or Kingston upon Thames?"),
        ("West Midlands", "which one: West Midlands county or West Midlands (region)?"),
        ("380 - Leeds", "which one: Bradford or Leeds?"),
    ],
)
def test_a_name_that_means_two_places_is_not_taken(text: str, hint: str) -> None:
    assert len(GAZETTEER.authority(text)) == 2
    assert codes(text) == ()
    assert GAZETTEER.near(text) == hint


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Bradfrod", "Bradford"), ("Leicestr", "Leicester"), ("Wirrall", "Wirral"),
        ("Notingham City Council", "Nottingham"), ("Denbigshire", "Denbighshire"),
        ("Gatshead MBC", "Gateshead"), ("Yorkshire", "North Yorkshire"),
    ],
)  # fmt: skip
def test_a_slip_is_suggested_and_not_taken(text: str, first: str) -> None:
    assert GAZETTEER.authority(text) == ()
    assert GAZETTEER.near(text).startswith(f"did you mean {first}")


@pytest.mark.parametrize("text", ["", " ", "Council", "the of", "London", "Edinburgh", "999", "—"])
def test_what_is_no_authority(text: str) -> None:
    assert GAZETTEER.authority(text) == ()
    assert GAZETTEER.codes("", text) == ()


def test_a_school_is_where_its_code_says_and_else_its_name() -> None:
    assert GAZETTEER.codes("380", "Leeds") == ("380",)
    assert GAZETTEER.codes("", "Leeds City Council") == ("383",)
    assert GAZETTEER.codes("001", "Leeds") == ("383",)
    assert GAZETTEER.codes("909", "Cumbria") == ("942", "943")


@pytest.mark.parametrize(
    ("text", "region"),
    [("the  North West", "North West"), ("Yorkshire & Humber", "Yorkshire and the Humber"),
     ("south-east region", "South East"), ("East", "East of England"), ("Wales (pseudo)", "Wales"),
     ("Lancashire & West Yorkshire", "Lancashire and West Yorkshire"), ("Yorkshire", "")],
)  # fmt: skip
def test_regions(text: str, region: str) -> None:
    assert GAZETTEER.region_named(text) == region


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(words(text), str)
    assert isinstance(authority_words(text), str)
    assert isinstance(region_words(text), str)
    assert GAZETTEER.places(text) == GAZETTEER.places(text)
    GAZETTEER.near(text)


@pytest.mark.real
def test_the_table_agrees_with_the_register(shared_data: Path) -> None:
    path = shared_data / "gias" / "la-regions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one = GAZETTEER.authorities[row["la_code"]]
            assert codes(row["la_name"]) == (one.code,)
            assert one.region == row["dfe_region"]
            assert one.rsc_region == row["rsc_region_to_2022"]
