"""The columns of a list and its rows as records: each row counted, nobody about whom a column
is read."""

from __future__ import annotations

import pytest
from lists_read import Desk

from matcher.core.errors import FileError
from matcher.intake.columns.footnotes import is_footnote, section_headings, trailing_notes
from matcher.intake.headers.mapping import column_mapping
from matcher.intake.lists import list_schools, read_records


@pytest.mark.parametrize(
    ("words", "is_total"),
    [
        ("Total schools", True),
        ("Total number of schools", True),
        ("No. of schools: 15", True),
        ("Number of schools", True),
        ("Sum of pupils", True),
        ("Total Learning School", False),
        ("Number One School", False),
    ],
)
def test_a_count_below_a_list_is_no_school(desk: Desk, words: str, is_total: bool) -> None:
    reading = desk.read(f"Name,Postcode,Needs,Pupils\nAsh School,B1 1AA,Latin,90\n{words},,,15\n")
    assert (reading.accounts[0].used, reading.accounts[0].headings) == (2 - is_total, is_total)


def test_where_a_row_tells_no_town_its_district_stands_in(desk: Desk) -> None:
    rows = "Name,Town,District\nAsh,Deal,Dover\nElm,,Dover\nOak,,\n"
    assert desk.read(rows).records["town"].tolist() == ["Deal", "Dover", ""]


def test_every_fate_of_a_row(desk: Desk) -> None:
    reading = desk.read(
        "Partnership schools,,\n"
        ",,\n"
        "URN,School name,Postcode\n"
        "100000,Ash,B1 1AA\n"
        "URN,School name,Postcode\n"
        "\n"
        ",No Number School,B1 1AB\n"
        ",,B1 1AC\n"
        "  , \t,\n"
        "100002,,\n"
        "n/a,,B1 1AD\n"
        "ABC,Made Up School,\n"
        "Total,5 schools,\n"
        ",Grand total,\n"
        ",Hampshire total,\n"
        "England,,\n"
        "Notes,,\n",
    )
    account = reading.accounts[0]
    assert (account.read, account.used, account.rejected, account.blank, account.headings) == (
        16, 4, 3, 3, 6,
    )  # fmt: skip
    assert account.balances
    assert reading.records["row"].tolist() == [4, 7, 10, 12]
    assert [(p.row, p.severity) for p in desk.log.problems if p.code == "no_urn_or_name"] == [
        (8, "rejected"), (11, "rejected"), (17, "rejected"),
    ]  # fmt: skip
    assert [(p.row, p.value) for p in desk.log.problems if p.code == "odd_urn"] == [(12, "ABC")]
    assert all(p.hint for p in desk.log.problems)
    assert account.line() == (
        "list.csv (utf-8, comma): 16 rows read = 4 used + 3 rejected + 3 blank + 6 headings"
    )


def test_a_heading_between_schools_is_no_school(desk: Desk) -> None:
    reading = desk.read(
        "School,URN,Needs\nDERBYSHIRE SOUTH,,\nAsh,100000,physics\nCluster 2,,\nElm,100001,\n"
        "West Sussex,,\n\nOak,100002,\nPrimary schools in Kent and Medway,,\nBay,,Latin\n"
        "DERBY,,\nYew,100003,\n"
    )
    account = reading.accounts[0]
    assert account.balances
    assert (account.read, account.used, account.headings, account.blank) == (11, 6, 4, 1)
    # Whether one that no row follows at once is a heading nobody can say.
    assert reading.records["name"].tolist() == ["Ash", "Elm", "West Sussex", "Oak", "Bay", "Yew"]
    assert [(p.row, p.column, p.value) for p in desk.all("section_heading")] == [
        (2, "School", "DERBYSHIRE SOUTH"), (4, "School", "Cluster 2"),
        (9, "School", "Primary schools in Kent and Medway"), (11, "School", "DERBY"),
    ]  # fmt: skip


def test_a_heading_below_urn_is_no_rejected_school(desk: Desk) -> None:
    reading = desk.read("URN,School\n100000,Ash\nGREAT YARMOUTH,\n100001,Elm\nAsh School,\n")
    account = reading.accounts[0]
    # A name in the wrong column may be a school: it is rejected, which asks for more.
    assert (account.used, account.headings, account.rejected) == (2, 1, 1) and account.balances
    assert desk.only("section_heading").value == "GREAT YARMOUTH"
    assert desk.only("no_urn_or_name").row == 5


def test_a_heading_heads_the_row_that_follows_at_once_alone() -> None:
    names, alone = ["Cluster 1", "Cluster 2", "Oak"], [True, True, False]
    assert section_headings([2, 3, 4], names, alone) == [1]
    assert section_headings([2, 3, 5], names, alone) == []
    assert section_headings([2, 3, 4], names, [False, False, False]) == []


@pytest.mark.parametrize(
    "name",
    ["Charterhouse", "BEDALES", "St Mary's", "Holy Trinity", "North London Collegiate",
     "Derby Primary", "West Buckland", "Kent College", "A", "Rugby", "Harrow"],
)  # fmt: skip
def test_a_school_whose_name_stands_alone_is_no_heading(desk: Desk, name: str) -> None:
    text = f"School,URN,Needs\n{name},,\nElm,100001,physics\n\n{name} 2,,\nOak,100002,Latin\n"
    reading = desk.read(text)
    assert reading.records["name"].tolist() == [name, "Elm", f"{name} 2", "Oak"]
    reading = desk.read("School,URN,Needs\nRUGBY,,\nELM,100001,physics\n")  # all in capitals
    assert reading.records["name"].tolist() == ["RUGBY", "ELM"]


def test_a_school_may_be_called_what_a_total_row_says(desk: Desk) -> None:
    reading = desk.read("URN,Name\n100000,Total\n100001,England\n,National Star College\n")
    assert reading.records["name"].tolist() == ["Total", "England", "National Star College"]


def test_a_list_without_urns(desk: Desk) -> None:
    text = "School name,Postcode,Support needed\nAsh,B1 1AA,physics\nElm,,Latin\n"
    reading = desk.read(text)
    urns = reading.records["urn"]
    assert urns.str.fullmatch("x[0-9a-f]{8}").all()
    assert urns.is_unique
    assert desk.log.counts() == {}
    list_schools(reading, None, desk.log)
    assert desk.log.counts() == {"no_urn": 2}
    again = desk.read("Phase,Post code,Name\n,b11aa,ASH\n", "other.csv")
    assert again.records["urn"][0] == urns[0]


def test_nobody_is_read(desk: Desk) -> None:
    reading = desk.read(
        "URN,School name,Headteacher,HEADEMAIL,Tel No.,Need: L1 governors,Needs 1,Needs 2,"
        "For the office,Headings\n"
        "100000,Ash,CANARY-PERSON,CANARY-PERSON,CANARY-PERSON,CANARY-PERSON,physics,Latin,"
        "CANARY-PERSON,CANARY-PERSON,CANARY-PERSON\n"
        "100001,Elm,,,,CANARY-PERSON,,,,\n"
        "bad,,CANARY-PERSON,,,,,,\n",
    )
    account = reading.accounts[0]
    everything = reading.records.to_csv() + repr(desk.log.problems) + repr(account) + account.line()
    everything += list_schools(reading, None, desk.log).to_csv()
    assert "CANARY" not in everything
    assert account.personal == 3
    assert account.ignored == ("For the office", "Headings")
    assert reading.records["needs"][0] == "physics; Latin"
    assert "unread_cell" in desk.log.counts()


def test_columns_for_one_tag_become_text(desk: Desk) -> None:
    reading = desk.read(
        "URN,Needs,Need: T3 physics,offers_L3,C2 Latin,Strength: X1\n"
        "100000,maths,x,0.5,N,\n"
        "100001,,50%,,both,0\n"
        "100002,,no,perhaps,S,1\n",
    )
    assert reading.records["needs"].tolist() == [
        "maths; T3 physics; C2 Latin", "T3 physics=0.5; C2 Latin", "",
    ]  # fmt: skip
    assert reading.records["strengths"].tolist() == ["L3=0.5", "C2 Latin", "C2 Latin; X1"]
    assert reading.records["notes"].tolist() == ["", "", ""]  # "both" is no note
    (problem,) = desk.all("unread_cell")
    assert (problem.code, problem.row, problem.column, problem.value) == (
        "unread_cell", 4, "offers_L3", "perhaps",
    )  # fmt: skip
    assert reading.accounts[0].columns["needs"] == "Needs; Need: T3 physics; C2 Latin"


def test_guesses_are_said(desk: Desk) -> None:
    reading = desk.read("URN,Shcool name\n100000,Ash\n")
    assert reading.accounts[0].guessed == {"name": "Shcool name"}
    assert [(p.code, p.column, p.row) for p in desk.log.problems] == [
        ("guessed_header", "Shcool name", 1)
    ]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [("-0.1,51.5", ["longitude", "latitude"]), ("533498,181201", ["easting", "northing"])],
)
def test_x_and_y_are_degrees_or_metres(desk: Desk, rows: str, columns: list[str]) -> None:
    reading = desk.read(f"URN,X,Y\n100000,{rows}\n100001,,\n")
    assert reading.records.loc[0, columns].tolist() == rows.split(",")


def test_crosses_read_as_yes_are_said(desk: Desk) -> None:
    needs = desk.column(
        "URN,Name,Need: T3 physics,Need: L2,Need: X1\n"
        "100000,Ash,x,☒,✓\n100001,Elm,X,☐,✗\n100002,Oak,,,yes\n",
        "needs",
    )
    assert needs == ["T3 physics; L2; X1", "T3 physics", "X1"]
    said = [(p.column, p.row, p.message) for p in desk.all("ticks_read")]
    assert said == [
        ("Need: T3 physics", 2, "x was read as yes (2 cells)"),
        ("Need: L2", 2, "☒ was read as yes (1 cell)"),
    ]


@pytest.mark.parametrize("tag", ["Physics", "Phonics", "T3 physics", "Sports hall", "Mentoring"])
def test_ticks_below_a_header_mapped_by_hand_are_of_that_header(desk: Desk, tag: str) -> None:
    path = desk.write(f"URN,Name,{tag}\n100000,Ash,x\n100001,Elm,☐\n100002,Oak,✗\n100003,Fir,☒\n")
    read = read_records([path], desk.log, mapping=column_mapping([f"needs={tag}"]))
    assert read.records["needs"].tolist() == [tag, "", "", tag]


def test_words_below_a_header_mapped_by_hand_stay_words(desk: Desk) -> None:
    path = desk.write("URN,Name,Base\n100000,Ash,x\n100001,Elm,L2\n")
    read = read_records([path], desk.log, mapping=column_mapping(["needs=Base"]))
    assert read.records["needs"].tolist() == ["x", "L2"]


def test_none_in_one_column_says_nothing_of_another(desk: Desk) -> None:
    text = (
        "URN,School,Needs 1,Needs 2\n"
        "100000,Ash,none,T3 physics\n"
        "100001,Elm,C2 Latin,None.\n"
        "100002,Oak,None,none\n"
        "100003,Yew,,nothing needed\n"
        "100004,Box,none; T3 physics,\n"
    )
    assert desk.read(text).records["needs"].tolist() == [
        "T3 physics", "C2 Latin", "None", "nothing needed", "none; T3 physics",
    ]  # fmt: skip


def test_in_our_own_list_read_back_a_blank_role_takes_no_part(desk: Desk) -> None:
    rows = "100000,Ash,seeker,given\n100001,Elm,,given\n"
    assert desk.column(f"URN,Name,Role,Located by\n{rows}", "role") == ["seeker", "none"]
    assert desk.column(f"URN,Name,Role,Found by\n{rows}", "role") == ["seeker", ""]


@pytest.mark.parametrize(("parts", "whole"), [(7, True), (8, False)])
def test_a_torn_cell_is_mended_by_the_urn_alone_up_to_six_delimiters(
    desk: Desk, parts: int, whole: bool
) -> None:
    words = "; ".join(f"n{at}" for at in range(parts))
    read = desk.read(f"Needs;URN;School;Postcode\n{words};100000;Ash;\n")
    assert (read.records.loc[0, "needs"] == words) is whole
    assert (read.records.loc[0, "urn"] == "100000") is whole


def test_where_no_header_is_found_those_of_the_widest_row_are_named(desk: Desk) -> None:
    with pytest.raises(FileError, match="headers seen: only Base, Room, Miles"):
        desk.read("Spring round\nBase,Room,Miles\nAsh\n")


def test_without_a_header_the_advice_maps_a_column_that_was_not_understood(desk: Desk) -> None:
    with pytest.raises(FileError, match=r"\(understood: name from 'School'\)") as refused:
        desk.read("School,Where,Blurb\nAsh,Leeds,T3 physics\n")
    assert '--column postcode="Where"' in str(refused.value.hint)
    assert '--column name="School"' not in str(refused.value.hint)


def test_a_torn_cell_is_mended_by_a_urn_in_the_first_column(desk: Desk) -> None:
    read = desk.read("URN;Needs;Postcode;School\n100000;physics; Latin;;Ash\n")
    assert read.records.loc[0, ["urn", "needs", "postcode", "name"]].tolist() == [
        "100000", "physics; Latin", "", "Ash",
    ]  # fmt: skip


def test_a_first_table_with_urns_is_not_given_up_for_a_wider_one_below(desk: Desk) -> None:
    read = desk.read(
        "URN,Name\n100000,Ash\n\nURN,Name,Phase,Postcode,Needs\n100001,Elm,Primary,B1 1AB,L2\n"
    )
    assert read.records["urn"].tolist() == ["100000", "100001"]


SEVEN = "one two three four five six seven"


@pytest.mark.parametrize(
    ("texts", "alone", "count"),
    [
        (["Ash", SEVEN], [False, True], 1),
        (["Ash", SEVEN[:-6]], [False, True], 0),
        (["Ash", "one two three four."], [False, True], 1),
        (["Ash", "one two three."], [False, True], 0),
        (["Ash", f"{SEVEN} school"], [False, True], 0),
        (["Ash", f"{SEVEN} school."], [False, True], 1),
        # A school may stand above the first note, and what stands below it is a note too.
        (["Ash", "Elm", SEVEN, "More"], [False, True, True, True], 2),
        ([SEVEN, "Ash"], [True, False], 0),
        ([SEVEN, SEVEN], [True, True], 0),
        ([], [], 0),
    ],
)
def test_which_rows_at_the_end_are_notes(texts: list[str], alone: list[bool], count: int) -> None:
    assert trailing_notes(texts, alone) == count


@pytest.mark.parametrize(
    ("text", "filled"),
    [("Red", 2), ("Source: x", 1), ("Blue = yes", 2), ("b = yes", 1), ("Ash", 0)],
)
def test_how_many_cells_a_footnote_fills(text: str, filled: int) -> None:
    assert [is_footnote(text, n) for n in (1, 2, 3)] == [filled >= n for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [("180,-180", ["longitude", "latitude"]), ("180.5,0", ["easting", "northing"]),
     ("0,-180.5", ["easting", "northing"])],
)  # fmt: skip
def test_a_figure_above_180_is_no_degree(desk: Desk, rows: str, columns: list[str]) -> None:
    reading = desk.read(f"URN,X,Y\n100000,{rows}\n100001,1,1\n")
    assert reading.records.loc[0, columns].tolist() == rows.split(",")


def test_x_without_y_is_nobodys_place_and_a_column_of_its_own_counts(desk: Desk) -> None:
    assert desk.column("URN,X\n100000,5\n", "longitude") == [""]
    read = desk.read("URN,X,Y,Longitude\n100000,5,51,6\n")
    assert read.records.loc[0, ["longitude", "latitude"]].tolist() == ["6", "51"]


def test_numbers_in_the_column_of_urns_that_are_none(desk: Desk) -> None:
    read = desk.read(
        "Name,URN,Phase\nTotal,12345,\nAsh,12345,\nTotal,100001,\n,27153 (total),Primary\n"
        "Elm,27153 (total),Primary\n"
    )
    assert read.records["name"].tolist() == ["Ash", "Total", "Elm"]
    account = read.accounts[0]
    assert (account.used, account.rejected, account.headings) == (3, 1, 1)


def test_what_a_person_is_called_does_not_move_below_needs(desk: Desk) -> None:
    text = "URN,Name,Head,Needs\n100000,Ash,CANARY, CANARY,L2,\n100001,Elm,CANARY,L3,,\n"
    read = desk.read(text)
    assert read.records["needs"].tolist() == ["", "L3"]


def test_a_long_cell_is_cut_and_said_and_one_of_the_limit_is_not(desk: Desk) -> None:
    texts = ("n" * 32_767, "n" * 32_768)
    read = desk.read("URN,Name,Notes\n" + "".join(
        f"{100_000 + i},Ash,{text}\n" for i, text in enumerate(texts)))  # fmt: skip
    assert read.records["notes"].str.len().tolist() == [32_767, 32_767]
    said = desk.only("long_cell")
    assert (said.row, said.column, said.severity) == (3, "Notes", "note")


def test_words_under_x_and_y_say_nothing_of_what_the_figures_are(desk: Desk) -> None:
    degrees = desk.read("URN,X,Y\n100000,n/k,to follow\n100001,-1.5,53.8\n").records
    assert degrees["longitude"].tolist()[1] == "-1.5"
    metres = desk.read("URN,X,Y\n100000,n/k,to follow\n100001,430000,433000\n").records
    assert metres["easting"].tolist()[1] == "430000"
