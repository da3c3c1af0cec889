"""Who a row is: succession, DfE numbers, names and places."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from lists_read import Desk

from matcher.core.errors import FileError, SettingError
from matcher.core.problems import ProblemLog
from matcher.intake.identify.candidates.place_index import PlaceIndex
from matcher.intake.identify.links import Links
from matcher.intake.identify.name_and_place import PostcodePositions
from matcher.intake.lists import list_schools, read_links, read_records

REGISTER = """\
URN,LA (code),EstablishmentNumber,EstablishmentName,Town,Postcode,TypeOfEstablishment (name),\
PhaseOfEducation (name),EstablishmentStatus (name),Easting,Northing
100000,850,2000,St Mary's CofE Primary School,Hastings,TN34 3QT,Voluntary aided school,Primary,\
Open,581000,109000
100001,850,2001,Park Infant School,Hastings,TN34 3QU,Community school,Primary,Open,582000,110000
100002,850,2002,Park Junior School,Hastings,TN34 3QU,Community school,Primary,Open,582000,110000
100003,850,2003,Old Priory School,Hastings,TN35 5AA,Community school,Primary,Closed,583000,111000
100004,850,2004,Hill Academy,Hastings,TN35 5AB,Academy converter,Secondary,Open,584000,111000
100005,850,2005,Vale Academy,Hastings,TN35 5AD,Academy converter,Secondary,Open,584500,111500
100006,926,2000,St Mary's CofE Primary School,Norwich,NR1 1AA,Voluntary aided school,Primary,\
Open,623000,308000
"""
LINKS = """\
URN,LinkURN,LinkName,LinkType,LinkEstablishedDate
100003,90001,Between,Successor,01-09-2010
100004,90001,Between,Predecessor,01-09-2015
80001,80002,Round,Successor,01-01-2000
80002,80001,And round,Successor,01-01-2000
80003,100004,Split,Successor - Split School,01-01-2001
80003,100005,Split,Successor - Split School,01-01-2001
100000,100001,Sixth,Sixth Form Centre Link,01-01-2001
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, REGISTER)
    desk.links = read_links(desk.write(LINKS, "links.csv"), desk.log)
    return desk


def identified(
    desk: Desk,
    text: str,
    *,
    linked: bool = True,
    positions: PostcodePositions | None = None,
) -> pd.DataFrame:
    """The schools that a list means."""
    table = desk.table(text, linked=linked, positions=positions)
    return table[table["listed"] == 1].reset_index()


def test_found_by_name_at_its_postcode(desk: Desk) -> None:
    table = identified(desk, "Name,Postcode,Needs\nSaint Marys C of E Primary Academy,tn343qt,L3\n")
    assert table.loc[0, ["urn", "kind", "needs"]].tolist() == ["100000", "state", "L3"]
    found = desk.only("urn_from_name")
    assert found.severity == "note"
    assert "URN 100000 (St Mary's CofE Primary School)" in found.message
    assert "no_urn" not in desk.log.counts()


def test_found_by_name_in_its_town_among_namesakes(desk: Desk) -> None:
    table = identified(desk, "Name,Town\nSt Mary's Church of England Primary School,Norwich\n")
    assert table["urn"].tolist() == ["100006"]


def test_found_near_a_postcode_that_the_register_does_not_have(desk: Desk) -> None:
    where = {"TN34 9ZZ": (581_500.0, 109_200.0), "NR1 9ZZ": (600_000.0, 300_000.0)}
    text = "Name,Postcode\nSt Mary's CofE Primary School,TN34 9ZZ\n"
    assert identified(desk, text, positions=lambda codes: where)["urn"].tolist() == ["100000"]
    text = "Name,Postcode\nSt Mary's CofE Primary School,NR1 9ZZ\n"
    assert identified(desk, text, positions=lambda codes: where)["urn"][0].startswith("x")


def test_an_ambiguous_name_lists_its_candidates(desk: Desk) -> None:
    table = identified(desk, "Name,Postcode\nPark School,TN34 3QU\n")
    assert table["urn"][0].startswith("x")
    problem = desk.only("several_schools")
    assert "100001 Park Infant School, Hastings TN34 3QU (0." in problem.message
    assert "100002 Park Junior School, Hastings TN34 3QU (0." in problem.message
    assert problem.column == "Name"


def test_the_infant_school_is_not_the_junior_school(desk: Desk) -> None:
    text = "Name,Postcode\nPark Infants,TN34 3QU\nPark Juniors School,TN34 3QU\n"
    assert identified(desk, text)["urn"].tolist() == ["100001", "100002"]


def test_a_name_that_nobody_has(desk: Desk) -> None:
    table = identified(desk, "Name,Postcode\nWimbotsham School,TN34 3QT\n")
    assert table["urn"][0].startswith("x")
    assert desk.only("not_found").value == "Wimbotsham School"


def test_found_by_its_dfe_number(desk: Desk) -> None:
    table = identified(desk, "Name,DfE number\nHill Acadamy,850/2004\nVale,8502004\n")
    # The number of another school, under another name, proves nothing.
    assert table["urn"].tolist()[0] == "100004"
    assert table["urn"].tolist()[1] != "100004"
    assert desk.log.counts()["urn_from_number"] == 1


def test_a_closed_school_leads_to_its_successor_through_two_steps(desk: Desk) -> None:
    table = identified(desk, "URN,Name,Status,Needs\n100003,Old Priory School,closed,L3\n")
    assert table.loc[0, ["urn", "name", "status", "needs"]].tolist() == [
        "100004", "Hill Academy", "open", "L3",
    ]  # fmt: skip
    assert "URN 100004 (Hill Academy) took its place" in desk.only("succeeded").message
    assert "not_in_register" not in desk.log.counts()


def test_without_links_a_closed_school_is_said_to_be_closed(desk: Desk) -> None:
    table = identified(desk, "URN,Name\n100003,Old Priory School\n", linked=False)
    assert table.loc[0, ["urn", "status"]].tolist() == ["100003", "closed"]
    assert desk.only("not_open").severity == "warning"


def test_links_that_run_in_a_circle_end(desk: Desk) -> None:
    assert identified(desk, "URN,Name\n80001,Round\n").loc[0, "urn"] == "80001"
    links = Links({"1": frozenset({"2"}), "2": frozenset({"1", "3"}), "3": frozenset()})
    assert links.open_successors("1", {"1", "3"}.__contains__) == ("3",)


def test_a_split_school_names_both_and_chooses_nobody(desk: Desk) -> None:
    assert identified(desk, "URN,Name\n80003,Split\n").loc[0, "urn"] == "80003"
    problem = desk.only("several_successors")
    assert "100004 (Hill Academy); URN 100005 (Vale Academy)" in problem.message


def test_merged_schools_become_one_row(desk: Desk) -> None:
    table = identified(desk, "URN,Name,Needs\n100003,Old Priory,L3\n90001,Between,T3 physics\n")
    assert table["urn"].tolist() == ["100004"]
    assert sorted(table["needs"][0].split("; ")) == ["L3", "T3 physics"]
    assert desk.log.counts()["succeeded"] == 2


def test_name_and_postcode_of_one_other_school_count_for_more_than_a_urn(desk: Desk) -> None:
    table = identified(desk, "URN,Name,Postcode\n100001,Hill Academy,TN35 5AB\n")
    assert table["urn"].tolist() == ["100004"]
    problem = desk.only("urn_differs")
    assert (problem.severity, problem.value) == ("warning", "100001")
    assert "calls this URN Park Infant School, TN34 3QU" in problem.message
    assert "those of URN 100004 (Hill Academy), which is used (one digit apart)" in problem.message


@pytest.mark.parametrize(
    "row",
    [
        "100001,Hill Academy,TN34 3QU",  # at the URN's own postcode
        "100001,Hill Academy,",  # no postcode: a name alone
        "100001,Vale Academy,TN35 5AB",  # the name of one, the postcode of another
    ],
)
def test_one_witness_alone_questions_a_urn_and_leaves_it(desk: Desk, row: str) -> None:
    table = identified(desk, f"URN,Name,Postcode\n{row}\n")
    assert table["urn"].tolist() == ["100001"]
    assert desk.only("name_differs").column == "Name"


def test_a_row_copied_from_one_that_is_there_keeps_its_urn(desk: Desk) -> None:
    text = "URN,Name,Postcode\n100004,Hill Academy,TN35 5AB\n100001,Hill Academy,TN35 5AB\n"
    assert identified(desk, text)["urn"].tolist() == ["100001", "100004"]
    assert desk.only("name_differs").row == 3


def test_namesakes_are_told_apart_by_the_postcode(desk: Desk) -> None:
    """The URN is that of the school of the same name in another town."""
    name = "St Mary's CofE Primary School"
    table = identified(desk, f"URN,Name,Postcode\n100006,{name},TN34 3QT\n")
    assert table["urn"].tolist() == ["100000"]
    assert "NR1 1AA" in desk.only("urn_differs").message


def test_a_namesake_that_stayed_where_a_school_moved_from_is_not_used(desk: Desk) -> None:
    twin = REGISTER + "100008,850,2008,Hill Academy,Hastings,TN34 3QT,Academy converter,Secondary,"
    desk.register = twin + "Open,582000,110000\n"
    table = identified(desk, "URN,Name,Postcode\n100004,Hill Academy,TN34 3QT\n")
    assert table["urn"].tolist() == ["100004"]
    problem = desk.only("postcode_differs")
    assert problem.severity == "note"
    assert "100008 Hill Academy" in problem.message


def test_a_postcode_of_another_part_of_the_country_is_questioned(desk: Desk) -> None:
    table = identified(desk, "URN,Name,Postcode\n100004,Hill Academy,NR1 1AA\n")
    assert table["urn"].tolist() == ["100004"]
    problem = desk.only("postcode_differs")
    assert (problem.value, problem.column) == ("NR1 1AA", "Postcode")
    assert "Hill Academy, at TN35 5AB" in problem.message


@pytest.mark.parametrize(
    "row",
    [
        "20115,Hill Sure Start Children's Centre,Children's Centre,,TN35 5AB",
        ",Hill Academy,Children's Centre Linked Site,,TN35 5AB",
        ",Hill Academy,,Children's Centres,TN35 5AB",
        ",Park Infants,Day nursery,,TN34 3QU",
        ",Park Infants,Early Years Setting,,TN34 3QU",
        ",Hill Academy,Playing for Success Centre,,TN35 5AB",
        "20116,Hill Children's Centre,,,TN35 5AB",
        ",Vale Sure Start,,,TN35 5AD",
        ",Park Family Hub,,,TN34 3QU",
    ],
)
def test_what_is_no_school_never_becomes_the_school_at_its_place(desk: Desk, row: str) -> None:
    table = identified(desk, f"URN,Name,Type,Group,Postcode\n{row}\n")
    assert table["register_name"].tolist() == [""]
    if not row.startswith("20116") and row.split(",")[2:4] != ["", ""]:
        assert [problem.row for problem in desk.all("not_a_school")] == [2]


def test_a_school_with_a_centre_is_a_school(desk: Desk) -> None:
    name = "Park Infant School and Children's Centre"
    table = identified(desk, f"Name,Type,Postcode\n{name},Community school,TN34 3QU\n")
    assert table["urn"].tolist() == ["100001"]


def test_found_by_the_number_from_before_a_reorganisation(desk: Desk) -> None:
    register = (
        "URN,LA (code),EstablishmentNumber,PreviousLA (code),PreviousEstablishmentNumber,"
        "EstablishmentName\n"
        "100000,942,2000,909,3100,Fell Primary School\n"
        "100001,943,2001,909,2000,Tarn Primary School\n"
        "100002,909,3100,835,4000,Moor High School\n"
    )
    desk.register = register
    rows = "909/2000,Tarn Primary\n909/3100,Moor High\n8354000,Moor High School\n909 2001,Nobody\n"
    table = identified(desk, "DfE number,Name\n" + rows, linked=False)
    found = {p.row: p.message for p in desk.all("urn_from_number")}
    assert {row: text.split()[4] for row, text in found.items()} == {
        2: "100001", 3: "100002", 4: "100002",
    }  # fmt: skip
    assert sorted(table["urn"])[:2] == ["100001", "100002"]


def test_a_renamed_school_is_only_noted(desk: Desk) -> None:
    identified(desk, "URN,Name,Postcode\n100004,Priory Comprehensive,TN35 5AB\n")
    assert desk.only("name_differs").severity == "note"


def test_a_urn_that_nobody_has_is_mended_by_the_name(desk: Desk) -> None:
    table = identified(desk, "URN,Name,Postcode\n999999,Hill Academy,TN35 5AB\n")
    assert table["urn"].tolist() == ["100004"]
    assert desk.only("urn_from_name").severity == "warning"


def test_a_school_the_list_calls_closed_is_nobody_else(desk: Desk) -> None:
    table = identified(desk, "URN,Name,Postcode,Status\n999999,Hill Academy,TN35 5AB,closed\n")
    assert table["urn"].tolist() == ["999999"]
    assert desk.log.counts() == {"not_in_register": 1}


@pytest.mark.parametrize("text", ["URN,Name\n1,2\n", "", "\x00\x01"])
def test_what_is_no_file_of_links(tmp_path: Path, text: str) -> None:
    path = tmp_path / "links.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError):
        read_links(path, ProblemLog())


def test_rows_that_link_nobody_are_said(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("URN,LinkURN,LinkType\n100000,,Successor\n,,\n", encoding="utf-8")
    log = ProblemLog()
    assert read_links(path, log).successors == {}
    assert log.counts() == {"unread_link": 1}
    (account,) = log.references
    assert account.balances
    assert (account.read, account.used, account.blank) == (2, 0, 1)


@pytest.mark.real
def test_the_real_links_end_and_lead_to_open_schools(shared_data: Path) -> None:
    gias = shared_data / "gias"
    log = ProblemLog()
    links = read_links(gias / "links_edubasealldata_20250727.csv", log)
    register = read_records([gias / "register-2025-05-24.csv"], log, source="register")
    is_open = set(register.records["urn"]).__contains__
    led = {urn: links.open_successors(urn, is_open) for urn in links.successors}
    assert all(is_open(successor) for found in led.values() for successor in found)
    assert sum(len(found) == 1 for found in led.values()) > 13_000
    assert log.problems == []


def test_a_closed_urn_under_another_schools_name_is_that_school(desk: Desk) -> None:
    table = identified(desk, "URN,Name,Postcode\n100003,Park Infant School,TN34 3QU\n")
    assert table["urn"].tolist() == ["100001"]
    problem = desk.only("urn_from_name")
    assert problem.severity == "warning"
    assert "100003 is that of a school that has closed, Old Priory School" in problem.message


def test_a_closed_urn_under_nobodys_name_is_followed_and_questioned(desk: Desk) -> None:
    table = identified(desk, "URN,Name,Postcode\n100003,Wimbotsham Manor,ZZ1 1ZZ\n")
    assert table["urn"].tolist() == ["100004"]
    problem = desk.only("succeeded")
    assert problem.severity == "warning"
    assert "the list calls it Wimbotsham Manor" in problem.message


AUTHORITIES = """\
URN,LA (code),LA (name),EstablishmentName,Town,Postcode,PhaseOfEducation (name)
100100,840,County Durham,Harebell Park School,Durham,DH1 1AA,Secondary
100101,202,Camden,Harebell Park School,London,NW1 1AA,Secondary
100102,942,Cumberland,Harebell Park School,Carlisle,CA1 1AA,Secondary
100103,810,"Kingston upon Hull, City of",Harebell Park School,Hull,HU1 1AA,Secondary
100104,680,Newport,Harebell Park School,Newport,NP1 1AA,Secondary
100105,935,Suffolk,Harebell Park School,Ipswich,,Secondary
100106,314,Kingston upon Thames,Harebell Park School,Kingston,KT1 1AA,Secondary
"""


@pytest.mark.parametrize(
    ("authority", "urn"),
    [
        ("Durham County Council", "100100"), ("Co. Durham", "100100"), ("840", "100100"),
        ("London Borough of Camden", "100101"), ("LB Camden", "100101"), ("E09000007", "100101"),
        ("Cumbria", "100102"), ("Cumberland Council", "100102"), ("909", "100102"),
        ("Hull City Council", "100103"), ("Kingston upon Hull", "100103"),
        ("Newport City Council", "100104"), ("Suffolk CC", "100105"), ("Ipswich BC", "100105"),
    ],
)  # fmt: skip
def test_found_under_any_name_of_its_authority(tmp_path: Path, authority: str, urn: str) -> None:
    desk = Desk(tmp_path, AUTHORITIES)
    text = f'School name,Local authority\nHarebell Park School,"{authority}"\n'
    assert identified(desk, text)["urn"].tolist() == [urn]


@pytest.mark.parametrize("authority", ["Kingston", "Durhm", "Edinburgh", "Leeds City Council", ""])
def test_not_taken_where_the_authority_is_doubtful(tmp_path: Path, authority: str) -> None:
    desk = Desk(tmp_path, AUTHORITIES)
    text = f"School name,Local authority\nHarebell Park School,{authority}\n"
    assert identified(desk, text)["urn"][0].startswith("x")
    problem = desk.only("several_schools")
    assert "100100 Harebell Park School, County Durham DH1 1AA (0.96); 100101" in problem.message
    assert problem.message.endswith("; or one of 2 more of exactly this name")
    said = {"Kingston": "which one: Kingston upon Hull, City of or Kingston upon Thames?",
            "Durhm": "no authority is called 'Durhm': did you mean County Durham"}  # fmt: skip
    assert said.get(authority, "add its postcode or town") in problem.hint


def test_the_exact_name_is_the_first_of_many_alike(tmp_path: Path) -> None:
    rows = [f"{100200 + n},Park {word} Primary School" for n, word in enumerate(
        f"{a}{b}well" for a in "abcdefghij" for b in "lmnorstuwy")]  # fmt: skip
    names = ["100900,Park Primary School", "100901,Park Junior School", *rows]
    desk = Desk(tmp_path, "URN,EstablishmentName\n" + "\n".join(reversed(names)) + "\n")
    assert identified(desk, "Name,Needs\nPark Primary School,L3\n")["urn"][0].startswith("x")
    message = desk.only("several_schools").message
    assert message.startswith("this may be 100900 Park Primary School (1.00); ")


def test_of_two_postcodes_that_of_the_school_counts(desk: Desk) -> None:
    table = identified(
        desk,
        "URN,Name,Postcode\n"
        "100004,Hill Academy,TN34 3QT or TN35 5AB\n"
        ",Park Junior School,LS1 1AA; TN34 3QU\n"
        ",Nobody Knows School,LS1 1AA & LS1 1AB\n",
    )
    assert table["postcode"].tolist() == ["TN34 3QU", "TN35 5AB", "LS1 1AA"]
    assert table["urn"].tolist()[:2] == ["100002", "100004"]
    said = desk.all("several_postcodes")
    assert [(p.row, p.severity) for p in said] == [(2, "note"), (3, "note"), (4, "warning")]
    assert said[0].value == "TN34 3QT; TN35 5AB"


def test_without_a_register_the_first_postcode_counts(desk: Desk) -> None:
    table = desk.table("Name,Postcode\nAlder,TN34 3QT or TN35 5AB\n", with_register=False)
    assert table["postcode"].tolist() == ["TN34 3QT"]
    assert desk.only("several_postcodes").severity == "warning"


def test_an_outward_code_finds_a_school_and_gives_way_to_its_postcode(desk: Desk) -> None:
    table = desk.table("Name,Postcode\nHill Academy,TN35\nVale Academy,Hastings TN35 5\n")
    listed = table[table["listed"] == 1]
    assert listed["postcode"].to_dict() == {"100004": "TN35 5AB", "100005": "TN35 5AD"}
    assert len(desk.all("outward_code")) == 2


def within(desk: Desk, text: str, place: str) -> pd.DataFrame:
    """The schools that a list means all of which are said to be in one place."""
    register = read_records([desk.write(AUTHORITIES, "register.csv")], desk.log, source="register")
    desk.log = ProblemLog()
    lists = read_records([desk.write(text)], desk.log)
    table = list_schools(lists, register, desk.log, within=place)
    return table[table["listed"] == 1].reset_index()


BARE = "School name,Needs\nHarebell Park School,L3\n"


@pytest.mark.parametrize(
    ("place", "urn"),
    [("Durham", "100100"), ("London", None), ("Camden Council", "100101"), ("Ipswich", "100105"),
     ("Inner London", "100101"), ("Carlisle", "100102"), ("North West", "100102"),
     ("Humberside", "100103"), ("Newport", "100104"), ("E06000010", "100103"),
     ("Leeds; Durham", "100100"), ("Durham and Leeds", "100100"), ("Durham; Camden", None)],
)  # fmt: skip
def test_a_whole_list_is_in_one_place(tmp_path: Path, place: str, urn: str | None) -> None:
    desk = Desk(tmp_path)
    found = within(desk, BARE, place)["urn"][0]
    assert found == urn or (urn is None and found.startswith("x"))
    said = desk.only("place_assumed")
    assert said.severity == "note"
    assert ": 1; they were looked for in " in said.message


def test_namesakes_elsewhere_are_no_candidates(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert within(desk, BARE, "London")["urn"][0].startswith("x")
    problem = desk.only("several_schools")
    assert "100101" in problem.message and "100106" in problem.message
    assert "100100" not in problem.message
    assert within(desk, BARE, "Leeds")["urn"][0].startswith("x")
    assert "several_schools" not in desk.log.counts()


def test_a_row_that_says_where_it_is_is_there(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "School name,Town\nHarebell Park School,Hull\n"
    assert within(desk, text, "Durham")["urn"].tolist() == ["100103"]
    assert "place_assumed" not in desk.log.counts()


@pytest.mark.parametrize(
    ("place", "hint"),
    [("Durhm", "did you mean Durham"), ("Leeds; Durhm", "did you mean Durham"),
     ("Kingston", "which one: Kingston upon Hull"),
     ("Gillingham", "give an authority"), ("England", "name a smaller place"),
     ("Great Britain", "name a smaller place"), ("Newcastle", "which one: Newcastle"),
     ("Carlilse", "did you mean Carlisle"), ("West Midlands", "which one: West Midlands county")],
)  # fmt: skip
def test_a_place_that_nobody_knows_ends_the_run(tmp_path: Path, place: str, hint: str) -> None:
    with pytest.raises(SettingError) as caught:
        within(Desk(tmp_path), "URN,School name\n100100,Harebell Park School\n", place)
    assert hint in caught.value.hint
    assert caught.value.where == "--within"


TWO_TOWNS = """\
URN,LA (name),EstablishmentName,Town,Easting,Northing
100300,Suffolk,Harebell Park School,Ashby,615000,244000
100301,Durham,Harebell Park School,Ashby,427000,542000
100302,Surrey,Harebell Park School,Oakley,490000,155000
100303,Hampshire,Harebell Park Primary School,Oakley,487000,155000
100304,Newport,Harebell Park School,Newport,331000,188000
100305,Shropshire,Harebell Park School,Newport,374000,319000
100306,Monmouthshire,Harebell Park School,Newport,335000,190000
"""


def test_two_towns_of_one_name_are_told_apart_and_one_across_a_border_is_one() -> None:
    register = pd.read_csv(io.StringIO(TWO_TOWNS), dtype=str)
    columns = ["postcode", "town", "la_code", "la_name", "easting", "northing", "district_code"]
    records = pd.DataFrame("", index=register.index, columns=columns)
    records["town"], records["la_name"] = register["Town"], register["LA (name)"]
    records["easting"], records["northing"] = register["Easting"], register["Northing"]
    index = PlaceIndex(records)
    with pytest.raises(SettingError, match='"Ashby, Durham" or "Ashby, Suffolk"'):
        index.named("Ashby")
    assert index.named("Ashby, County Durham") == ("Ashby, County Durham", {1})
    assert index.named("Oakley")[1] == {2, 3}
    with pytest.raises(SettingError, match='"Newport City Council" or "Newport, Shropshire"'):
        index.named("Newport")
    assert index.named("Newport City Council")[1] == {4}
    assert index.named("Newport, Shropshire")[1] == {5}


NO_TOWNS = """\
URN,LA (code),LA (name),EstablishmentName,Postcode,DistrictAdministrative (code)
100400,380,Bradford,Sorrel Bank School,BD9 1AA,E08000032
100401,383,Leeds,Sorrel Bank School,LS1 1AA,E08000035
100402,935,Suffolk,Sorrel Bank School,IP1 1AA,E07000202
100403,845,East Sussex,Sorrel Bank School,TN34 1AA,E07000062
100404,383,Leeds,Quillwort Tarn Academy,LS2 1AA,E08000035
"""


@pytest.mark.parametrize(
    ("town", "urn"),
    [("Bradford", "100400"), ("City of Leeds", "100401"), ("Ipswich", "100402"),
     ("HASTINGS", "100403"), ("Ilkley", None), ("", None)],
)  # fmt: skip
def test_a_town_is_looked_up_as_an_authority_where_the_register_has_no_towns(
    tmp_path: Path, town: str, urn: str | None
) -> None:
    desk = Desk(tmp_path, NO_TOWNS)
    found = identified(desk, f"School name,Town\nSorrel Bank School,{town}\n")["urn"][0]
    assert found == urn or (urn is None and found.startswith("x"))
    if urn is None:
        assert "(--within)" in desk.only("several_schools").hint


def test_a_town_that_is_not_known_is_in_the_place_of_the_list(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    register = read_records([desk.write(NO_TOWNS, "register.csv")], desk.log, source="register")
    text = "School name,Town\nSorrel Bank School,Ilkley\nSorrel Bank School,Leeds\n"
    text += "Quillwort Tarn Academy,Rawdon\n"
    lists = read_records([desk.write(text)], desk.log)
    table = list_schools(lists, register, desk.log, within="Bradford")
    assert table.loc[table["listed"] == 1, "urn"].tolist()[:2] == ["100400", "100401"]
    # Nobody in the place is like it, so it is looked for everywhere.
    assert "may be 100404 Quillwort" in desk.only("several_schools").message
    assert "is not known: 2; they were looked for in Bradford" in desk.only("place_assumed").message
    with pytest.raises(SettingError) as caught:
        list_schools(lists, register, ProblemLog(), within="Ilkley")
    assert "no column of towns" in caught.value.hint


@pytest.mark.parametrize("order", [0, 1])
def test_of_two_postcodes_where_the_name_fits_the_likelier_schools_counts(
    desk: Desk, order: int
) -> None:
    codes = [["TN34 3QT", "NR1 1AA"], ["NR1 1AA", "TN34 3QT"]][order]
    name = "St Mary's CofE Primary School"
    # Both schools are called so: the first postcode counts.
    table = identified(desk, f"Name,Postcode\n{name},{' or '.join(codes)}\n")
    assert table["urn"].tolist() == [{"TN34 3QT": "100000", "NR1 1AA": "100006"}[codes[0]]]
    # One of them has another word in its name: that of the other counts, wherever it stands.
    desk.register = REGISTER.replace(
        f"100000,850,2000,{name}", "100000,850,2000,St Mary's and St Giles CofE Primary School"
    )
    table = identified(desk, f"Name,Postcode\n{name},{' or '.join(codes)}\n")
    assert table[["urn", "postcode"]].to_numpy().tolist() == [["100006", "NR1 1AA"]]
    assert "the register has NR1 1AA" in desk.only("several_postcodes").message


@pytest.mark.parametrize(
    ("others", "known", "is_found"),
    [
        ((0, 1, 2, 3, 4), "100405", True),
        ((0, 1, 2, 3), "100405", False),  # too few to tell
        ((0, 1, 2, 3, 5), "100405", False),  # too few there, and one elsewhere
        ((0, 1, 2, 3, 4, 5), "100405", True),  # a list of a city and another
        ((0, 1, 2, 3, 4, 5), "100409", False),  # the other has too few to tell
        ((0, 1, 2, 3, 4), "100406", False),  # its only bearer is elsewhere
        ((0, 1, 2, 3, 4), "100407", False),  # a namesake elsewhere
    ],
)
def test_in_a_list_of_one_authority_a_name_that_nobody_else_has_is_enough(
    tmp_path: Path, others: tuple[int, ...], known: str, is_found: bool
) -> None:
    leeds = ["Ash Tree", "Birchcliff", "Cedarholme", "Dogwood", "Elderwick"]
    named = [(100400 + at, "383,Leeds", f"{name} Academy") for at, name in enumerate(leeds)]
    named += [(100405, "383,Leeds", "Quillwort Tarn Academy"),
              (100406, "380,Bradford", "Sorrel Bank Academy"),
              (100407, "383,Leeds", "Teasel Lane Academy"),
              (100408, "380,Bradford", "Teasel Lane Academy"),
              (100409, "380,Bradford", "Quillwort Tarn Catholic Academy")]  # fmt: skip
    rows = (f"{urn},{place},{name},LS1 1A{urn % 10}\n" for urn, place, name in named)
    desk = Desk(tmp_path, "URN,LA (code),LA (name),EstablishmentName,Postcode\n" + "".join(rows))
    names = {str(urn): name for urn, _, name in named}
    of_others = [str(100400 + at) if at < 5 else "100406" for at in others]
    listed = "".join(f"{urn},{names[urn]}\n" for urn in of_others)
    table = identified(desk, f"URN,School name\n,{names[known]}\n{listed}")
    assert (known in table["urn"].tolist()) == is_found
    if is_found:
        assert (
            "in Leeds like 5 other schools found of its list" in desk.only("urn_from_name").message
        )
    else:
        advice = {(0, 1, 2, 3, 4): '"Leeds"', (0, 1, 2, 3, 4, 5): '"Bradford; Leeds"'}
        hint = desk.only("several_schools").hint
        assert (f"add --within {advice[others]}" if others in advice else "(--within)") in hint
