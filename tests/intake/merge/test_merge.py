"""LISTED: lists and register laid over each other, whatever the order of their rows."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from lists_read import Desk

from matcher.core.problems import ProblemLog
from matcher.intake.lists import list_schools, read_records
from matcher.intake.merge.merge_lists import MergeOptions

REGISTER = (
    "URN,EstablishmentName,TypeOfEstablishment (name),EstablishmentTypeGroup (name),"
    "EstablishmentStatus (name),PhaseOfEducation (name),Easting,Northing,Postcode,LSOA (code),"
    "PercentageFSM,Trusts (name)\n"
    "100000,Ash School,Community school,Local authority maintained schools,Open,Primary,"
    "533498,181201,B1 1AA,E01000001,21.7,Not applicable\n"
    "100001,Elm School,Other independent school,Independent schools,Open,Not applicable,"
    "532301,181746,B1 1AB,999999999,,\n"
    "100002,Oak School,Other independent special school,Special schools,Open,Not applicable,"
    "0,0,B1 1AD,E01000002,,\n"
    "100003,Yew College,Further education,Colleges,Closed,16 plus,1,1,,,,\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, REGISTER)


def test_the_register_fills_blanks_and_follows(desk: Desk) -> None:
    table = desk.table("URN,Name,Needs\n100001,Our Elm,physics\n")
    assert table.index.tolist() == ["100000", "100001", "100002", "100003"]
    elm = table.loc["100001"]
    assert (elm["name"], elm["postcode"], elm["needs"]) == ("Our Elm", "B1 1AB", "physics")
    assert (elm["kind"], elm["role"], elm["listed"]) == ("independent", "partner", 1)
    assert elm["register_name"] == "Elm School"
    assert (elm["easting"], elm["coordinates_from"]) == ("532301", "register")
    assert (elm["list"], elm["row"]) == ("a.csv", 2)
    assert table["listed"].tolist() == [0, 1, 0, 0]
    assert table.loc["100000", "list"] == "gias.csv"
    assert desk.reported() == []


def test_unknown_is_not_nought(desk: Desk) -> None:
    table = desk.table("URN\n100000\n")
    assert table.loc["100001", "lsoa_code"] == ""
    assert table.loc["100001", "phase"] == ""
    assert table.loc["100000", "trust"] == "no trust"  # the register says so of a maintained school
    assert table.loc["100002", ["easting", "northing", "coordinates_from"]].tolist() == [""] * 3
    assert pd.isna(table.loc["100001", "fsm_pct"])
    assert table.loc["100000", "fsm_pct"] == 21.7


def test_a_lists_own_coordinates_come_first_and_together(desk: Desk) -> None:
    table = desk.table(
        "URN,Longitude,Latitude,Easting,Northing\n"
        "100000,0,51.5,,\n100001,,,500000,\n100003,0,0,2,2\n"
    )
    assert table.loc["100000", "coordinates_from"] == "given"
    assert table.loc["100000", ["longitude", "easting"]].tolist() == ["0", ""]
    assert table.loc["100001", "coordinates_from"] == "register"
    assert table.loc["100001", ["easting", "northing"]].tolist() == ["532301", "181746"]
    assert table.loc["100003", ["longitude", "easting"]].tolist() == ["", "2"]


def test_a_school_the_register_does_not_know(desk: Desk) -> None:
    table = desk.table("URN,Name,Role\n999999,New School,seeker\n888888,Other,\n")
    assert table.loc["999999", ["kind", "role"]].tolist() == ["other", "seeker"]
    assert table.loc["888888", ["kind", "role"]].tolist() == ["other", ""]
    assert desk.reported() == [("not_in_register", 2, "URN"), ("not_in_register", 3, "URN")]
    desk.table("Name,Postcode\nNumberless,B1 1AA\n")
    assert desk.reported() == [("not_found", 2, "Name")]


def test_what_an_office_calls_a_school(desk: Desk) -> None:
    table = desk.table(
        "URN,Type of school\n100000,Primary\n100002,Independent\n100003,Sixth form college\n"
    )
    assert table.loc["100000", ["kind", "role"]].tolist() == ["state", "seeker"]
    # The register still knows that it is a special school.
    assert table.loc["100002", ["kind", "role"]].tolist() == ["independent", ""]
    assert table.loc["100003", ["kind", "role"]].tolist() == ["college", "both"]


def test_roles(desk: Desk) -> None:
    text = "URN,Role in partnership\n100000,None\n100001,seeking\n100002,provider\n100003,tbd\n"
    table = desk.table(text)
    assert table["role"].tolist() == ["", "seeker", "partner", "both"]
    assert ("unknown_role", 5, "Role in partnership") in desk.reported()
    assert desk.table("URN\n100000\n")["role"].tolist() == ["seeker", "partner", "", "both"]
    special = desk.table("URN\n100000\n", options=MergeOptions(include_special=True))["role"]
    assert special.tolist() == ["seeker", "partner", "partner", "both"]
    everyone = desk.table(text, options=MergeOptions(between="all"))["role"]
    assert everyone.tolist() == ["", "seeker", "partner", "both"]


def test_cells_that_say_nothing_sensible(desk: Desk) -> None:
    table = desk.table(
        "URN,FSM %,Pupils,Status,Open to contact?,Age from,Capacity\n"
        '100000,150%,"1,234",ajar,maybe,999,-1\n'
        "100001,SUPP,lots,2,yes,x,0\n",
        with_register=False,
    )
    assert pd.isna(table.loc["100000", ["fsm_pct", "age_low", "capacity"]]).all()
    assert table.loc["100000", "pupils"] == 1234
    assert table.loc["100000", ["status", "open_to_contact"]].tolist() == ["", "unclear"]
    assert table.loc["100001", ["status", "open_to_contact"]].tolist() == ["closed", "yes"]
    assert pd.isna(table.loc["100001", ["fsm_pct", "pupils", "age_low"]]).all()
    assert table.loc["100001", "capacity"] == 0
    assert sorted(desk.reported()) == [
        ("not_a_number", 3, "Pupils"),
        ("not_yes_or_no", 2, "Open to contact?"),
        ("out_of_range", 2, "Age from"),
        ("out_of_range", 2, "Capacity"),
        ("out_of_range", 2, "FSM %"),
        ("unknown_status", 2, "Status"),
    ]


def test_later_lists_win_cell_by_cell(desk: Desk) -> None:
    table = desk.table(
        "URN,Name,Needs,Postcode\n100000,Ash,physics,B1 1AA\n",
        "URN,Name,Needs\n100001,Elm,\n100000,Ash Academy,Latin\n",
        with_register=False,
    )
    ash = table.loc["100000"]
    assert (ash["name"], ash["needs"], ash["postcode"]) == ("Ash Academy", "Latin", "B1 1AA")
    assert (ash["list"], ash["row"]) == ("b.csv", 3)
    notes = [p for p in desk.log.problems if p.code == "merged_differs"]
    assert [(p.column, p.value, p.severity) for p in notes] == [
        ("name", "Ash Academy", "note"), ("needs", "Latin", "note"),
    ]  # fmt: skip
    assert "b.csv row 3" in notes[0].message
    assert "a.csv row 2" in notes[0].message


def test_one_row_for_each_need(desk: Desk) -> None:
    table = desk.table(
        "URN,Name,Needs\n100000,Ash,T3 physics\n100001,Elm,\n100000,Ash,C2 Latin\n"
        "100000,Ash,T3 physics\n",
        with_register=False,
    )
    assert table.loc["100000", "needs"] == "C2 Latin; T3 physics"
    assert table.loc["100000", "row"] == 2
    assert desk.reported() == [("repeated_urn", 4, "urn"), ("repeated_urn", 5, "urn")]


def test_our_own_table_read_back(desk: Desk) -> None:
    first = desk.table("URN,Needs\n100001,physics\n")
    own = first.reset_index().assign(located_by="register")
    again = desk.table(own.to_csv(index=False), with_register=False)
    same = ["name", "kind", "role", "status", "fsm_pct", "postcode", "needs"]
    pd.testing.assert_frame_equal(again[same], first[same])


def test_the_order_of_urns_is_total(desk: Desk) -> None:
    table = desk.table("URN,Name\n100,a\nB,b\n0099,c\n99,d\nA1,e\n100000,f\n", with_register=False)
    assert table.index.tolist() == ["0099", "99", "100", "100000", "A1", "B"]


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_rows_give_the_same_table(desk: Desk, seed: int) -> None:
    header = "URN,Name,Needs,FSM %,Status"
    rows = [f"{100000 + i % 9},Name {i % 4},need {i % 3},{i},{'Open' if i % 2 else ''}"
            for i in range(30)] + [",No Number,maths,,", ",No Number,Latin,,"]  # fmt: skip
    known = REGISTER.splitlines()
    first = desk.table("\n".join([header, *rows]))
    shuffle = random.Random(seed).shuffle
    shuffle(rows)
    body = known[1:]
    shuffle(body)
    desk.register = "\n".join([known[0], *body])
    second = desk.table("\n".join([header, *rows]))
    pd.testing.assert_frame_equal(first.drop(columns="row"), second.drop(columns="row"))
    winners = second.loc[second["listed"] == 1, "row"]
    assert winners.is_unique


@pytest.mark.real
def test_a_download_against_the_register(shared_data: Path) -> None:
    log = ProblemLog()
    gias = shared_data / "gias"
    lists = read_records([gias / "search-download-2022-04-20-hampshire-surrey.csv"], log)
    register = read_records([gias / "register-2025-05-24.csv"], log, source="register")
    table = list_schools(lists, register, log)
    # The infant school that closed since is found by its name in the primary school that
    # took its place, and the junior school stands in the list already.
    assert log.counts()["repeated_urn"] == 1
    assert (table["listed"] == 1).sum() == 1_095
    absent = log.counts()["not_in_register"]
    assert len(table) == 27_153 + absent
    # What has closed since keeps what the list says of it.
    assert (table["status"] == "closed").sum() == 368
    assert table["urn"].astype(int).is_monotonic_increasing


def test_namesakes_without_urn_or_postcode_stay_apart(desk: Desk) -> None:
    table = desk.table(
        "Name,Easting,Northing\nSt Joseph's,400000,300000\nSt Joseph's,500000,200000\n",
        with_register=False,
    )
    assert len(table) == 2
    assert sorted(table["easting"]) == ["400000", "500000"]


@pytest.mark.parametrize(
    ("header", "side"),
    [
        ("What do you need?", "needs"),
        ("What could you offer?", "strengths"),
        ("Where do you need help most", "needs"),
        ("Number of pupils with special educational needs", ""),
        ("What you need and what you offer", "notes"),  # its words say which side
    ],
)
def test_a_question_in_a_header_is_understood_and_said_to_be_a_guess(
    desk: Desk, header: str, side: str
) -> None:
    table = desk.table(f"URN,Name,{header}\n100000,Ash,L3\n")
    for column in ("needs", "strengths", "notes"):
        assert table.loc["100000", column] == ("L3" if side == column else "")
    assert (("guessed_header", 1, header) in desk.reported()) == bool(side)


def test_a_total_beside_a_count_is_no_school(desk: Desk) -> None:
    table = desk.table("Name,URN\nAsh,100000\nTotal,1\nTotal School,100001\n", with_register=False)
    assert table["name"].tolist() == ["Ash", "Total School"]


def test_a_row_with_the_urn_knows_the_school_better_than_one_that_was_found(desk: Desk) -> None:
    own = "URN,Name,Needs,Town,Postcode\n100000,Ash Academy,physics,,B1 1AA\n"
    found = "Name,Needs,Town,Postcode\nAsh School,Latin,Hatfield,B1 1AA\n"
    for lists in ((own, found), (found, own)):
        table = desk.table(*lists)
        ash = table.loc["100000"]
        assert len(desk.all("urn_from_name")) == 1
        assert (ash["name"], ash["postcode"]) == ("Ash Academy", "B1 1AA")
    assert "Ash School" in next(p.message for p in desk.all("merged_differs"))


def test_where_lists_contradict_each_other_the_earlier_may_be_preferred(desk: Desk) -> None:
    lists = (
        "URN,Name,Needs,Local authority\n100000,Ash,physics,\n100000,Ash,maths,\n",
        "URN,Name,Needs,Local authority\n100000,Ash Academy,Latin,Derby\n",
    )
    for options, name, needs, place in (
        (MergeOptions(prefer="later"), "Ash Academy", "Latin", ("b.csv", 2)),
        (MergeOptions(prefer="earlier"), "Ash", "maths; physics", ("a.csv", 2)),
    ):
        table = desk.table(*lists, options=options, with_register=False)
        ash = table.loc["100000"]
        assert (ash["name"], ash["needs"], ash["la_name"]) == (name, needs, "Derby")
        assert (ash["list"], ash["row"]) == place
        rows = [("a.csv", 2), ("a.csv", 3), ("b.csv", 2)]  # of all but the row that stands for them
        assert [(p.list, p.row) for p in desk.all("repeated_urn")] == [
            r for r in rows if r != place
        ]
        assert {p.column for p in desk.all("merged_differs")} == {"name", "needs"}


def test_needs_of_several_rows_are_named_once_and_other_words_are_replaced(desk: Desk) -> None:
    table = desk.table(
        "URN,Name,Needs,Notes,Local authority\n100000,Ash,L2; L3,late,Derby\n"
        "100000,Ash,L3; X1,,Derby\n100000,Ash,,early,\n",
        with_register=False,
    )
    ash = table.loc["100000"]
    assert (ash["needs"], ash["notes"], ash["la_name"]) == ("L2; L3; X1", "early; late", "Derby")
    assert desk.all("merged_differs") == []
    assert {p.severity for p in desk.all("repeated_urn")} == {"note"}
    assert "a.csv row 2 too" in desk.all("repeated_urn")[0].message


def test_what_a_row_with_the_urn_leaves_blank_one_that_was_found_fills(desk: Desk) -> None:
    own = "URN,Name,Pupils,Postcode,Needs\n100000,Ash Academy,,B1 1AA,physics\n"
    found = "Name,Pupils,Postcode,Needs\nAsh School,123,B1 1AA,Latin\n"
    for lists, needs in (((own, found), "Latin"), ((found, own), "physics")):
        ash = desk.table(*lists).loc["100000"]
        assert (ash["name"], ash["pupils"], ash["needs"]) == ("Ash Academy", 123, needs)
        assert {p.column for p in desk.all("merged_differs")} == {"name", "needs"}


def test_a_half_postcode_gives_way_only_to_one_that_begins_with_it(desk: Desk) -> None:
    table = desk.table("URN,Postcode\n100000,B1\n100001,B11\n100002,B2 2AA\n100003,B1\n")
    assert table["postcode"].to_dict() == {
        "100000": "B1 1AA", "100001": "B11", "100002": "B2 2AA", "100003": "B1",
    }  # fmt: skip


def test_a_kind_given_outright_stands_and_the_type_tells_a_special_school(desk: Desk) -> None:
    text = (
        "URN,Kind,Type\n100000,independent,\n100001,state,\n100002,,\n"
        "100003,independent,Independent special\n999999,other,Academy\n"
    )
    table = desk.table(text)
    assert table["kind"].to_dict() == {
        "100000": "independent", "100001": "state", "100002": "independent",
        "100003": "independent", "999999": "other",
    }  # fmt: skip
    assert table["role"].tolist() == ["partner", "seeker", "", "", ""]
    alone = desk.table(text, with_register=False)
    assert alone["kind"].tolist() == ["independent", "state", "other", "independent", "other"]
    assert alone["role"].tolist() == ["partner", "seeker", "", "", ""]


def test_any_pair_of_coordinates_places_a_school_and_half_a_pair_does_not(desk: Desk) -> None:
    text = (
        "URN,Easting,Northing,Longitude,Latitude\n1000,5,6,,\n1001,,,1,51\n1002,5,,,51\n1003,,,,\n"
        "1004,5,6,1,51\n"
    )
    table = desk.table(text.replace("\n100", "\n90000"), with_register=False)
    assert table["coordinates_from"].tolist() == ["given", "given", "", "", "given"]


def test_regions_are_those_of_the_authorities_unless_somebody_gives_one(desk: Desk) -> None:
    rows = "100000,Ash,Kent,{}\n100001,Elm,Derby,\n"
    alone = desk.table("URN,Name,Local authority,Region\n" + rows.format(""), with_register=False)
    assert alone["region"].tolist() == ["South East", "East Midlands"]
    given = desk.table(
        "URN,Name,Local authority,Region\n" + rows.format("The Weald"), with_register=False
    )
    assert given["region"].tolist() == ["The Weald", ""]


def test_of_several_rows_with_the_urn_the_last_that_says_it_counts(desk: Desk) -> None:
    found = "Name,Pupils,Postcode\nAsh School,9,B1 1AA\n"
    for lists, pupils in (
        (("URN,Name,Pupils\n100000,Ash,5\n", "URN,Name,Pupils\n100000,Ash,\n", found), 5),
        (("URN,Name,Pupils\n100000,Ash,5\n", "URN,Name,Pupils\n100000,Ash,6\n", found), 6),
    ):
        assert desk.table(*lists).loc["100000", "pupils"] == pupils


def test_one_row_that_says_no_to_contact_outweighs_a_yes_of_the_same_list(desk: Desk) -> None:
    rows = [("100000", "no"), ("100000", "yes"), ("100001", "yes"), ("100001", "ask"),
            ("100002", ""), ("100002", "yes"), ("100003", "ask"), ("100003", "no")]  # fmt: skip
    for order in (rows, rows[::-1]):
        text = "".join(f"{urn},{said},{at}\n" for at, (urn, said) in enumerate(order))
        table = desk.table("URN,Open to contact,Pupils\n" + text, with_register=False)
        assert table["open_to_contact"].tolist() == ["no", "unclear", "yes", "no"]
    later = desk.table("URN,Open to contact\n100000,no\n", "URN,Open to contact\n100000,yes\n",
                       with_register=False)  # fmt: skip
    assert later["open_to_contact"].tolist() == ["yes"]
