"""Schools without a URN: one school has one key, and two that say different places have two."""

from __future__ import annotations

import itertools

import pytest
from lists_read import Desk

from matcher.intake import cell_values
from matcher.intake.stand_ins import stand_in


def test_a_key_of_name_and_postcode_is_as_it_ever_was() -> None:
    one = stand_in({"name": "St Mary's School", "postcode": "b1 1aa"})
    assert one == "xf019f537" == stand_in({"name": "ST MARY'S  SCHOOL", "postcode": "B11AA"})
    assert cell_values.urn(one) == (one, "") and cell_values.is_stand_in(one)


@pytest.mark.parametrize(
    "cells",
    [{"address": "1 Mill Lane, Birmingham B1 1AA"}, {"town": "Birmingham B1 1AA"},
     {"postcode": "n/a", "address": "1 Mill Lane; B1 1AA"}, {"postcode": "B1 lAA"},
     {"postcode": "B1 1AA / E1 6AN"}, {"address": "B1 1AA; invoices to E1 6AN"},
     {"postcode": "to follow", "address": "Mill Lane, B1 1AA"}],
)  # fmt: skip
def test_a_postcode_counts_wherever_it_stands(cells: dict[str, str]) -> None:
    name = {"name": "St Mary's School"}
    assert stand_in(name | cells) == stand_in(name | {"postcode": "B1 1AA"})


def test_other_places_are_other_schools() -> None:
    places = [
        {"postcode": "B1 1AA"}, {"postcode": "B1 1AB"}, {"postcode": "B1"}, {"postcode": "later"},
        {"easting": "1", "northing": "2"}, {"easting": "1", "northing": "3"},
        {"la_name": "Leeds"}, {"la_name": "York"}, {"town": "Leeds", "la_name": "Bradford"},
        {"town": "Otley"}, {"town": "Ilkley"}, {"address": "Mill Lane"}, {"address": "High Road"},
        {"postcode": "B1", "town": "Solihull"}, {},
    ]  # fmt: skip
    for one, other in itertools.combinations(places, 2):
        same = {"name": "St Mary's School"}
        assert stand_in(same | one) != stand_in(same | other), (one, other)


def test_one_authority_has_one_key_under_all_its_names() -> None:
    names = ({"la_name": "Durham County Council"}, {"la_code": "840"}, {"la_name": "County Durham"})
    assert len({stand_in({"name": "Alder School"} | one) for one in names}) == 1


@pytest.mark.parametrize(
    "rows",
    ["Name,Address\nX,\"1 Mill Lane, Bradford BD15 7PQ\"\nX,\"2 Way, London E1 6AN\"\n"
     "X,\"3 Way, Leeds LS1 4AP\"\n",
     "School name and address,Needs\n\"X School, Mill Lane, BD15 7PQ\",\n"
     "\"X School, High Road, E1 6AN\",\n\"X School, Way, LS1 4AP\",\n",
     "Name,Town\nX,Bradford BD15 7PQ\nX,London E1 6AN\nX,Leeds LS1 4AP\n",
     "Name,Town\nX,Bradford\nX,London\nX,Leeds\n", "Name,LA\nX,Bradford\nX,Camden\nX,Leeds\n"],
)  # fmt: skip
def test_no_rows_are_joined_that_say_different_places(desk: Desk, rows: str) -> None:
    table = desk.table(rows)
    assert len(table) == 3
    assert "repeated_urn" not in desk.log.counts()


def test_rows_that_say_the_same_place_are_one_school(desk: Desk) -> None:
    text = 'Name,Address,Postcode\nX,"Mill Lane, Bradford BD15 7PQ",\nX,,bd157pq\n'
    assert len(desk.table(text)) == 1
    assert desk.only("repeated_urn")


def test_the_code_of_an_authority_counts_for_more_than_its_name() -> None:
    school, durham = {"name": "Alder School"}, {"la_code": "840"}
    assert stand_in(school | durham | {"la_name": "Derby"}) == stand_in(school | durham)
