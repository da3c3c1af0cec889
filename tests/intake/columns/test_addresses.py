"""Postcodes and names within addresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from lists_read import Desk

from matcher.intake.columns.name_and_address import name_in


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("address1,address2,address3", "12 Mill Lane,Hatfield,Herts AL10 0AA"),
        ("Address line 1,Address line 2,Address line 3", "The Lodge,Hatfield,AL10 0AA"),
        ("Address 1,Address 2,Town", "The Lodge,High Road,Hatfield AL10 0AA"),
        ("Addr1,Addr2,Postcode", "12 Mill Lane,Hatfield al100aa,"),
        ("Address (with postcode)", '"12 Mill Lane, Hatfield, AL10 OAA"'),
        ("Address,Postcode", '"12 Mill Lane, Hatfield, AL1 1AA",AL10 0AA'),
        ("School address and postcode", '"Mill Lane, AL10 0AA, second site AL1 1AA"'),
    ],
)
def test_a_postcode_anywhere_in_the_address(desk: Desk, header: str, row: str) -> None:
    table = desk.table(f"Name,Type,{header}\nAlder Primary,Academy,{row}\n")
    assert table["postcode"].tolist() == ["AL10 0AA"]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("School name and address", "Alder Primary, 12 Mill Lane, Hatfield, Herts AL10 0AA"),
        ("Name & address", "Alder Primary\n12 Mill Lane\nHatfield\nAL10 0AA"),
        ("School (name and address)", "Alder Primary 12 Mill Lane Hatfield AL10 0AA"),
        ("School name and postcode", "Alder Primary AL10 0AA"),
        ("Name, address and postcode", "Alder Primary - Mill Lane - Hatfield - AL10 0AA"),
    ],
)
def test_name_and_address_in_one_cell(desk: Desk, header: str, cell: str) -> None:
    table = desk.table(f'{header if "," not in header else chr(34) + header + chr(34)},Type\n'
                       f'"{cell}",Academy\n')  # fmt: skip
    assert table[["name", "postcode"]].to_numpy().tolist() == [["Alder Primary", "AL10 0AA"]]


@pytest.mark.parametrize(
    ("cell", "name"),
    [("St Mary's, Catholic Primary School, 12 High Street", "St Mary's, Catholic Primary School"),
     ("Alder School, Hatfield", "Alder School"), ("Alder", "Alder"), ("", ""), (",,,", ""),
     ("1st Steps School, Leeds", "1st Steps School"), ("The Elms, Hatfield", "The Elms"),
     ("Elms School, Infant Site, Hatfield", "Elms School"), ("AL10 0AA", "")],
)  # fmt: skip
def test_where_the_name_ends(cell: str, name: str) -> None:
    assert name_in(cell) == name


def test_a_column_of_names_beside_it_counts(desk: Desk) -> None:
    text = 'School,School name and address\nAlder Primary,"The Lodge, Hatfield AL10 0AA"\n'
    table = desk.table(text)
    assert table[["name", "postcode"]].to_numpy().tolist() == [["Alder Primary", "AL10 0AA"]]


TWO = "Avenel Road, Bradford {}; invoices to PO Box 1, London {}"


@pytest.mark.parametrize("codes", [("AL10 0AA", "SW1A 1AA"), ("SW1A 1AA", "AL10 0AA")])
def test_of_two_postcodes_in_an_address_the_one_that_the_register_has(
    tmp_path: Path, codes: tuple[str, str]
) -> None:
    register = "URN,EstablishmentName,Postcode,Type\n100000,Alder School,AL10 0AA,Academy\n"
    desk = Desk(tmp_path, register)
    table = desk.table(f'Name,Address\nAlder School,"{TWO.format(*codes)}"\n')
    assert table["postcode"].to_dict() == {"100000": "AL10 0AA"}
    problem = desk.only("several_postcodes")
    assert (problem.column, problem.severity) == ("Address", "note")
    assert "the register has AL10 0AA" in problem.message


def test_of_two_postcodes_in_an_address_the_first_where_nobody_knows(desk: Desk) -> None:
    address = TWO.format("AL10 0AA", "SW1A 1AA")
    table = desk.table(f'Name and address,Type\n"Alder School, {address}",Academy\n')
    assert table["postcode"].tolist() == ["AL10 0AA"]
    assert desk.only("several_postcodes").severity == "warning"
