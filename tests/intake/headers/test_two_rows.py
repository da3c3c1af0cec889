"""Headers of two rows, in text and in merged cells, and what stands below the last school."""

from __future__ import annotations

import pytest
from lists_read import Desk

from matcher.intake.headers.find_header import find_header_row
from matcher.intake.headers.two_rows import (
    below_titles,
    group_titles,
    is_of_a_person,
    is_over_groups,
    items_below,
    people_two_above,
    side_of_title,
    stands_alone,
)

ITEMS_BELOW = (
    "Autumn round,,,,,,,\n"
    "School details,,Subjects needed,,,Can offer,,\n"
    "School name,Postcode,Physics,Maths,Latin,Sports hall,Theatre,RAG\n"
    "Ash,B1 1AA,Y,,yes,,✓,G\n"
    "Elm,B1 1AB,,✓,,Y,,R\n"
)


def test_titles_above_the_names_of_columns(desk: Desk) -> None:
    read = desk.read(ITEMS_BELOW)
    assert read.records["needs"].tolist() == ["Physics teaching; Latin teaching", "Maths teaching"]
    assert read.records["strengths"].tolist() == ["Theatre", "Sports hall"]
    account = read.accounts[0]
    assert account.columns["needs"] == (
        "Subjects needed: Physics; Subjects needed: Maths; Subjects needed: Latin"
    )
    assert (account.read, account.used, account.headings) == (4, 2, 2)


def test_names_of_columns_below_the_row_that_names_the_school(desk: Desk) -> None:
    read = desk.read(
        "URN,School,CPD wanted,,What we can offer,,Postcode\n"
        ",,Phonics,Maths,Theatre,T3 physics,\n"
        "100000,Ash,x,,,x,B1 1AA\n"
        "100001,Elm,,x,x,,B1 1AB\n"
    )
    assert read.records["needs"].tolist() == ["Phonics CPD", "Maths CPD"]
    assert read.records["strengths"].tolist() == ["T3 physics", "Theatre"]
    assert read.records["postcode"].tolist() == ["B1 1AA", "B1 1AB"]
    assert (read.accounts[0].read, read.accounts[0].headings) == (3, 1)


def test_names_repeated_in_both_rows_as_merged_cells_are_written_out(desk: Desk) -> None:
    read = desk.read(
        "School,Postcode,Needs,,Strengths,\n"
        "School,Postcode,T3 physics,Notes,C2 Latin,L2\n"
        "Ash,B1 1AA,x,hall too,,x\n"
    )
    assert read.records["needs"].tolist() == ["hall too; T3 physics"]
    assert read.records["strengths"].tolist() == ["L2"]


def test_the_same_item_below_two_titles_is_two_columns() -> None:
    rows = [["", "", "Needs", "", "Offers", ""], ["Name", "URN", "Physics", "Latin"] * 2]
    rows[1] = ["Name", "URN", "Physics", "Latin", "Physics", "Latin"]
    found = find_header_row(rows)
    assert found is not None
    sides = [(at, tag.side) for at, tag in found[1].tags.items()]
    assert sides == [(2, "needs"), (3, "needs"), (4, "strengths"), (5, "strengths")]
    assert not found[1].duplicates


def test_a_title_ends_where_a_column_of_its_own_begins() -> None:
    found = find_header_row([
        ["", "Support needed", "", "", ""],
        ["School", "Phonics", "Governance", "Postcode", "Ref"],
    ])  # fmt: skip
    assert found is not None
    assert {at: tag.label for at, tag in found[1].tags.items()} == {1: "Phonics", 2: "Governance"}
    assert found[1].ignored == (4,)


def test_the_name_below_a_title_about_a_person_is_no_schools() -> None:
    found = find_header_row([
        ["School", "", "Headteacher", "", "Support needed", ""],
        ["School name", "Postcode", "Name", "Room", "Physics", "Maths"],
    ])  # fmt: skip
    assert found is not None
    assert found[1].personal == (2, 3)
    assert found[1].used["name"] == (0,)


def test_names_of_columns_below_a_title_about_a_person_are_no_schools(desk: Desk) -> None:
    read = desk.read(
        "School,Postcode,What we need,,Contact,,Phases,,Comments\n"
        ",,Physics,Maths,Name,Email,Lower,Upper,\n"
        "Ash,B1 1AA,x,,CANARY,CANARY,y,,late\n"
    )
    assert "CANARY" not in read.records.to_csv()
    assert read.records["name"].tolist() == ["Ash"]
    assert read.records["needs"].tolist() == ["Physics"]
    assert read.records["notes"].tolist() == ["late"]
    account = read.accounts[0]
    assert account.people == ("Name", "Email")
    assert (account.read, account.used, account.headings) == (2, 1, 1)


@pytest.mark.parametrize(
    "above",
    [
        ["Needs of schools, autumn", "", "", ""],  # the title of the sheet
        ["", "", "Spring", ""],  # says nothing of needs or offers
    ],
)
def test_what_is_no_title_of_a_group(above: list[str]) -> None:
    found = find_header_row([above, ["School", "Postcode", "Physics", "Maths"]])
    assert found is not None
    assert not found[1].tags
    assert found[1].ignored == (2, 3)


def test_a_row_of_a_school_is_no_second_header(desk: Desk) -> None:
    read = desk.read("School,Postcode,Needs,\nAsh,B1 1AA,T3 physics,late\n,,C2 Latin,\n")
    account = read.accounts[0]
    assert (account.used, account.rejected) == (1, 1)
    assert read.records["needs"].tolist() == ["T3 physics"]


def test_footnotes_and_keys_are_no_schools(desk: Desk) -> None:
    read = desk.read(
        "School name,Postcode,Need: T3 physics\n"
        "Ash,B1 1AA,x\n"
        "Elm,,\n"
        "Rowan and Birch Church of England Voluntary Aided Primary School,,\n"
        "\n"
        "* ticks from phone calls\n"
        "Green = confirmed\n"
        "Red,declined,\n"
        "Key:,,\n"
        "Source: the schools themselves,,\n"
        "We rang these schools in September and they answered,,\n"
        "More to follow,,\n"
    )
    assert read.records["name"].tolist() == [
        "Ash", "Elm", "Rowan and Birch Church of England Voluntary Aided Primary School",
    ]  # fmt: skip
    account = read.accounts[0]
    assert (account.read, account.used, account.blank, account.headings) == (11, 3, 1, 7)
    assert [problem.row for problem in desk.all("footnote")] == [6, 7, 8, 9, 10, 11, 12]


def test_a_school_whose_other_cells_are_blank_is_kept(desk: Desk) -> None:
    names = ["Note Street School", "Key Stage Academy", "Greenfield School", "Red Hall Primary"]
    text = "URN,Name\n" + "".join(f",{name}\n" for name in names) + "100000,* Ash\n,Sourcewell\n"
    assert desk.read(text).records["name"].tolist() == [*names, "* Ash", "Sourcewell"]


PEOPLE = ("Headteacher", "SENCO", "Chair", "Head", "Link person", "Business manager", "Governors",
          "Lead", "Adviser", "DSL")  # fmt: skip


@pytest.mark.parametrize("title", ["Subjects needed", "Support needed", "CPD wanted", "Can offer"])
@pytest.mark.parametrize("school_above", [False, True])
def test_people_below_a_title_of_needs_are_no_needs(
    desk: Desk, title: str, school_above: bool
) -> None:
    school, blank = ("URN,School name,Postcode", ",,")
    above, below = (school, blank) if school_above else (blank, school)
    people = ",".join(PEOPLE)
    read = desk.read(
        f"{above},{title},,{',' * len(PEOPLE)},\n"
        f"{below},Physics,Maths,{people},Comments,Ref\n"
        f"100000,Ash,B1 1AA,x,,{'CANARY,' * len(PEOPLE)}late,7\n"
    )
    assert "CANARY" not in read.records.to_csv() + repr(desk.log.problems)
    account = read.accounts[0]
    assert account.people == PEOPLE
    assert account.ignored == ("Ref",)
    assert read.records["notes"].tolist() == ["late"]
    stated = read.records.loc[0, "strengths" if title == "Can offer" else "needs"]
    assert stated.startswith("Physics")
    assert "Head" not in stated


def test_only_a_header_that_says_its_side_itself_may_need_governors() -> None:
    found = find_header_row([
        ["", "Support needed", "", "", ""],
        ["School", "Physics", "L1 governors", "Maths", ""],
    ])  # fmt: skip
    assert found is not None
    assert found[1].personal == (2,)
    assert found[1].ignored == (3,)
    alone = find_header_row([["School", "Need: governors", "L1 governors"]])
    assert alone is not None
    assert not alone[1].personal


@pytest.mark.parametrize("title", ["Contact", "Headteacher", "Chair of governors", "Our adviser"])
@pytest.mark.parametrize("school_above", [False, True])
def test_everything_below_a_title_about_a_person_is_the_persons(
    desk: Desk, title: str, school_above: bool
) -> None:
    own = ("Name", "Address", "Town", "Postcode", "Notes", "Title", "Surname", "Trust", "Type")
    commas = "," * len(own)
    above, below = ("School,Phase", ",") if school_above else (",", "School,Phase")
    read = desk.read(
        f"{above},{title}{commas}School address,,Support needed,\n"
        f"{below},{','.join(own)},Address,Postcode,Physics,Maths\n"
        f"Ash,Primary,{'CANARY,' * len(own)}1 High Street,B1 1AA,x,\n"
    )
    assert "CANARY" not in read.records.to_csv() + repr(desk.log.problems)
    assert read.accounts[0].people == own
    used = read.records.loc[0, ["name", "phase", "address", "postcode", "needs"]].tolist()
    assert used == ["Ash", "Primary", "1 High Street", "B1 1AA", "Physics"]


def test_what_only_a_school_has_ends_a_title_about_a_person(desk: Desk) -> None:
    read = desk.read(
        ",,Headteacher,,,\n"
        "School,Postcode,Name,Room,Needs,Notes\n"
        "Ash,B1 1AA,CANARY,CANARY,L2,late\n"
    )
    assert read.accounts[0].people == ("Name", "Room")
    assert read.records.loc[0, ["needs", "notes"]].tolist() == ["L2", "late"]


@pytest.mark.parametrize(
    ("header", "row", "postcode"),
    [
        # The one cell it can be is the head's.
        ("Head,URN,Name,Postcode,Needs", "CANARY, CANARY,100000,Ash,B1 1AA,L2", "B1 1AA"),
        ("URN,Phase,Head,Postcode,Needs", "100000,Primary,CANARY, CANARY,B1 1AA,L2", "B1 1AA"),
        # It may be the name's as well: nothing is mended, and no cell that may be the head's read.
        ("URN,Name,Head,Postcode,Needs", "100000,Ash,CANARY, CANARY,B1 1AA,L2", ""),
        ("URN,Name,Head,Contact,Postcode,Notes", "100000,Ash,CANARY, CANARY,CANARY,,B1 1AA,L2", ""),
        # Nothing stands behind it by which to tell.
        ("URN,Name,Postcode,Head,Needs", "100000,Ash,B1 1AA,CANARY, CANARY,L2", "B1 1AA"),
        ("URN,Name,Head,Needs", "100000,Ash,CANARY, CANARY,L2", ""),
    ],
)
def test_a_persons_name_with_a_comma_is_never_the_schools(
    desk: Desk, header: str, row: str, postcode: str
) -> None:
    read = desk.read(f"{header}\n{row}\n")
    assert "CANARY" not in read.records.to_csv() + repr(desk.log.problems)
    assert read.records.loc[0, ["urn", "postcode"]].tolist() == ["100000", postcode]
    assert read.records.loc[0, "name"] in ("Ash", "")


@pytest.mark.parametrize(
    ("row", "needs", "postcode"),
    [
        ("physics; Latin;B1 1AA;100000;Ash;5", "physics; Latin", "B1 1AA"),
        ("a; b; c;B1 1AA / B1 1AB;URN 100000;Ash;5", "a; b; c", "B1 1AA / B1 1AB"),
    ],
)
def test_a_cell_split_by_the_delimiter_is_put_together(
    desk: Desk, row: str, needs: str, postcode: str
) -> None:
    read = desk.read(f"Needs;Postcode;URN;School;Miles\n{row}\n")
    assert read.records.loc[0, ["needs", "postcode", "urn"]].tolist() == [needs, postcode, "100000"]
    assert ("split_cell", 2) in desk.codes()


def test_a_long_row_that_tells_nothing_is_left_as_it_is(desk: Desk) -> None:
    read = desk.read("URN,Name,Phase\n100000,Ash,Primary,more\n")
    assert read.records.loc[0, ["urn", "name", "phase"]].tolist() == ["100000", "Ash", "Primary"]
    assert ("ragged_long", 2) in desk.codes()


@pytest.mark.parametrize(
    ("rows", "needs", "strengths"),
    [
        (",,Needs,,Offers,\nURN,School name,Subjects,,Subjects,\n,,Physics,Maths,Latin,Music\n",
         "Physics teaching", "Music teaching"),
        (",,Needs,,Offers,\nURN,School name,Subjects,,Facilities,\n,,Physics,Maths,Pool,Theatre\n",
         "Physics teaching", "Theatre facilities"),
        (",,Support needed,,We offer,\nURN,School name,CPD,,,\n,,Phonics,Maths,Pool,Theatre\n",
         "Phonics CPD", "Theatre"),
        (",,Needs,,Contact,\nURN,School name,Subjects,,Details,\n,,Physics,Maths,Name,Room\n",
         "Physics teaching", ""),
    ],
)  # fmt: skip
def test_a_header_of_three_rows(desk: Desk, rows: str, needs: str, strengths: str) -> None:
    of_person = "Contact" in rows
    read = desk.read(f"{rows}100000,Ash,x,,{'CANARY,CANARY' if of_person else ',x'}\n")
    assert read.records.loc[0, ["urn", "needs", "strengths"]].tolist() == [
        "100000", needs, strengths,
    ]  # fmt: skip
    assert "CANARY" not in read.records.to_csv()
    assert (read.accounts[0].used, read.accounts[0].rejected) == (1, 0)


def test_a_person_above_a_header_of_two_rows_is_not_the_school(desk: Desk) -> None:
    read = desk.read(
        ",,Contact,,,Needs,\n"
        "URN,School,Name,Postcode,Room,Subjects,\n"
        ",,,,,Physics,Maths\n"
        "100000,Ash,CANARY,CANARY,CANARY,x,\n"
    )
    assert "CANARY" not in read.records.to_csv()
    assert read.records.loc[0, ["name", "needs"]].tolist() == ["Ash", "Physics teaching"]
    assert read.accounts[0].personal == 3


@pytest.mark.parametrize(
    ("top", "middle", "people"),
    [
        (",,Contact,,Needs,", "URN,School,,,Subjects,", (2, 3)),
        (",,Contact,,Needs,", "URN,School,Main,,,", (2, 3)),
        (",,Contact,Needs,,", "URN,School,,,Subjects,", (2,)),
    ],
)
def test_a_blank_below_a_title_has_that_title(
    top: str, middle: str, people: tuple[int, ...]
) -> None:
    rows = [top.split(","), middle.split(","), ["", "", "Name", "Physics", "Maths", "Latin"]]
    found = find_header_row(rows)
    assert found is not None
    assert (found[0], found[1].personal) == (2, people)
    assert {*found[1].tags} == {3, 4, 5} - {*people}


@pytest.mark.parametrize(
    "rows",
    [
        ",,Contact,,Needs,\nDetails,,Main,,Subjects needed,\nURN,School,Name,Room,Physics,Maths\n",
        ",,Headteacher,,,\n,,Present,,Needs,\nURN,School,Name,Room,Physics,Maths\n",
        ",,Contact,,,\n,,,,Needs,\nURN,School,Name,Room,Physics,Maths\n",
    ],
)
def test_a_person_two_rows_above_the_header_is_not_the_school(desk: Desk, rows: str) -> None:
    read = desk.read(f"{rows}100000,Ash,CANARY,CANARY,x,\n")
    assert "CANARY" not in read.records.to_csv()
    assert read.records.loc[0, "name"] == "Ash"
    assert read.records.loc[0, "needs"].startswith("Physics")
    assert read.accounts[0].people == ("Name", "Room")


def test_the_title_of_the_sheet_withholds_nothing(desk: Desk) -> None:
    read = desk.read(
        ",,Schools that our officers rang in the autumn,,\n,,Subjects needed,,\n"
        "URN,School,Physics,Maths,Town\n100000,Ash,x,,Derby\n"
    )
    assert read.records.loc[0, ["name", "needs", "town"]].tolist() == [
        "Ash", "Physics teaching", "Derby",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("above", "header", "titles"),
    [
        # Over the first column alone it is the title of the sheet; over others, of a group.
        ("Support needed,,", "Physics,Maths,School", {}),
        (",Support needed,", ",School,Physics", {}),
        ("Support needed,,Offers", "Physics,Maths,Latin", {0: "Support needed", 1: "Support needed",
                                                           2: "Offers"}),
        (",Support needed,", "School,Physics,Maths", {1: "Support needed", 2: "Support needed"}),
        (",,", "School,Physics,Maths", {}),
        # The column of a check is nobody's, and what only a school has is no person's.
        (",Contact,,", "School,Name,Check result,Room", {1: "Contact"}),
        (",Contact,,", "School,Name,Phase,Room", {1: "Contact"}),
        (",Needs", "School,Physics,,Maths", {1: "Needs", 3: "Needs"}),
        (",Spring,", "School,Physics,Maths", {}),
    ],
)  # fmt: skip
def test_how_far_a_title_reaches(above: str, header: str, titles: dict[int, str]) -> None:
    assert group_titles(above.split(","), header.split(",")) == titles


@pytest.mark.parametrize(
    ("upper", "lower", "items", "titles"),
    [
        ("School,Needs,", ",Physics,Latin", "School,Physics,Latin", {1: "Needs", 2: "Needs"}),
        ("School,Needs", ",Physics,Latin", "School,Physics,Latin", {1: "Needs", 2: "Needs"}),
        ("School,Needs,,Spring", ",Physics,Latin", "School,Physics,Latin,Spring",
         {1: "Needs", 2: "Needs"}),
        ("School,Needs,", "school,Physics,Latin", "School,Physics,Latin", {1: "Needs", 2: "Needs"}),
        ("School,Needs,", ",needs,Latin", "School,Needs,Latin", {2: "Needs"}),
        # One title that spans two columns is enough, wherever it stands.
        ("School,Needs,,Offers", ",Physics,Maths,Latin", "School,Physics,Maths,Latin",
         {1: "Needs", 2: "Needs", 3: "Offers"}),
        ("School,Offers,Needs,", ",Latin,Physics,Maths", "School,Latin,Physics,Maths",
         {1: "Offers", 2: "Needs", 3: "Needs"}),
        ("School,Needs,Offers", ",Physics,Latin", None, {}),
        ("School,Spring,", ",Physics,Latin", None, {}),
        # The lower row is a header of its own where it names the school, or it is a school.
        ("School,Needs,", "Name,Physics,Latin", None, {}),
        ("Phase,Needs,", "Primary,Physics,Latin", None, {}),
        ("School,Phase,Needs,", ",Primary,Physics,Latin", None, {}),
        # A person's title ends at what only a school has, one of needs behind a person.
        ("School,Contact,,,", ",Name,Room,Phase,Misc", "School,Name,Room,Phase,Misc",
         {1: "Contact", 2: "Contact"}),
        ("School,Needs,,,", ",Physics,Headteacher,Maths,Latin",
         "School,Physics,Headteacher,Maths,Latin", {1: "Needs", 2: "Needs"}),
        ("School,Needs,,", ",Physics,Maths,Check result", "School,Physics,Maths,Check result",
         {1: "Needs", 2: "Needs"}),
        ("School,Needs,", ",Physics," + "m" * 60, "School,Physics," + "m" * 60,
         {1: "Needs", 2: "Needs"}),
        ("School,Needs,", ",Physics," + "m" * 61, None, {}),
    ],
)  # fmt: skip
def test_the_items_of_two_rows(
    upper: str, lower: str, items: str | None, titles: dict[int, str]
) -> None:
    found = items_below(upper.split(","), lower.split(","), {"name": (0,)})
    assert found == (None if items is None else (items.split(","), titles))


@pytest.mark.parametrize(
    ("title", "is_of_people"),
    [("Contact", True), ("Contact for the school", True), ("Contact for the whole school", False),
     ("Spring", False), ("Needs", False)],
)  # fmt: skip
def test_two_rows_above_a_title_about_people_is_short(title: str, is_of_people: bool) -> None:
    top, header = ["", "", title, ""], ["School", "Postcode", "Name", "Room"]
    both = {2: title, 3: title}
    assert people_two_above(top, header, {}) == (both if is_of_people else {})
    # A title of needs in between counts for more, one about a person does not.
    assert people_two_above(top, header, {2: "Needs", 3: "Contact"}) == (
        {3: title} if is_of_people else {}
    )


def test_a_title_of_a_side_has_sixty_characters_at_most() -> None:
    title = "Support needed " + "a" * 45
    assert (side_of_title(title), side_of_title(title + "a")) == ("needs", "")
    assert (side_of_title("Offers"), side_of_title("Spring")) == ("strengths", "")


@pytest.mark.parametrize(
    ("header", "alone"),
    [("Phase", True), ("Check result", True), ("Needs", False), ("Notes", False),
     ("Governance", False), ("Physics", False)],
)  # fmt: skip
def test_which_columns_stand_alone_below_any_title(header: str, alone: bool) -> None:
    assert stands_alone(header) is alone


@pytest.mark.parametrize(
    ("upper", "lower", "spans"),
    [(",Needs", "School,Physics,Maths", True), (",Needs,", "School,Physics,Maths", True),
     (",Needs", "School,Physics", False), (",Needs,Offers", "School,Physics,Maths", False),
     (",Contact,", "School,Name,Room", False)],
)  # fmt: skip
def test_a_row_is_over_groups_where_a_title_of_a_side_spans_two_columns(
    upper: str, lower: str, spans: bool
) -> None:
    assert is_over_groups(upper.split(","), lower.split(",")) is spans


@pytest.mark.parametrize(
    ("above", "header", "row"),
    [(",Needs,,Contact,", "School,Subjects,,Main,", "School,Needs: Subjects,,Contact: Main,"),
     (",Needs,,Contact", "School,Subjects", "School,Needs: Subjects,,Contact"),
     (",Needs,Spring", "School,Phase,", "School,Phase,"),
     ("Sheet", "School,Subjects", "School,Subjects")],
)  # fmt: skip
def test_titles_with_the_titles_above_them(above: str, header: str, row: str) -> None:
    assert below_titles(above.split(","), header.split(",")) == row.split(",")


@pytest.mark.parametrize(
    ("title", "is_persons"),
    [("Headteacher", True), ("Governors wanted", False), ("Needs", False), ("Spring", False)],
)
def test_a_title_that_says_its_side_is_no_persons(title: str, is_persons: bool) -> None:
    assert is_of_a_person(title) is is_persons
