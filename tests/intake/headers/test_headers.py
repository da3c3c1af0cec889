"""Headers: which are understood, which are guessed, which must not be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.intake.headers.find_header import find_header_row
from matcher.intake.headers.mapping import UNMAPPED
from matcher.intake.headers.people import is_personal
from matcher.intake.headers.recognise import TagColumn, may_be_understood, recognise_header
from matcher.intake.headers.synonyms import SYNONYMS


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("URN", "urn"), ("School URN", "urn"), ("urn", "urn"), (" URN: ", "urn"),
        ("EstablishmentName", "name"), ("establishment_name", "name"), ("School name", "name"),
        ("TypeOfEstablishment (name)", "type"), ("Type of school", "type"),
        ("EstablishmentTypeGroup (name)", "group"), ("Sector", "group"),
        ("PhaseOfEducation (name)", "phase"), ("StatutoryLowAge", "age_low"),
        ("EstablishmentStatus (name)", "status"), ("EstablishmentStatus (code)", "status"),
        ("LA (code)", "la_code"), ("LA (name)", "la_name"), ("Local authority", "la_name"),
        ("LEA", "la_name"), ("DistrictAdministrative (code)", "district_code"),
        ("LSOA (code)", "lsoa_code"), ("GOR (name)", "region"), ("Trusts (name)", "trust"),
        ("MAT", "trust"), ("NumberOfPupils", "pupils"), ("PercentageFSM", "fsm_pct"),
        ("% FSM", "fsm_pct"), ("Post code", "postcode"), ("Postcode (main site)", "postcode"),
        ("Role in partnership", "role"), ("Capacity", "capacity"),
        ("Open to contact?", "open_to_contact"),
        ("May we contact them?", "open_to_contact"), ("What we need", "needs"),
        ("Support needed", "needs"), ("Needs 2", "needs"), ("Can offer", "strengths"),
        ("Support needed (from visit)", "needs"), ("Needs from Ofsted", "needs"),
        ("Needs (visit Sept)", "needs"), ("Offers: autumn term 2026", "strengths"),
        ("Offers", "strengths"), ("Lat", "latitude"), ("Long", "longitude"), ("X", "x"),
        ("fsm_pct", "fsm_pct"), ("open_to_contact", "open_to_contact"), ("kind", "kind"),
    ],
)  # fmt: skip
def test_headers_of_registers_and_offices(header: str, column: str) -> None:
    layout = recognise_header([header])
    assert layout.used == {column: (0,)}
    assert not layout.guessed


@given(
    st.lists(
        st.sampled_from([text for texts in SYNONYMS.values() for text in texts])
        | st.sampled_from(["T3 physics", "Need: T1", "Headteacher", " ", "12"]),
        max_size=5,
    )
)
def test_no_row_is_passed_over_that_may_be_a_header(row: list[str]) -> None:
    assert may_be_understood(row, UNMAPPED) or recognise_header(row).score == 0


def test_every_column_knows_its_own_name_and_no_synonym_means_two() -> None:
    for column, words in SYNONYMS.items():
        read = ("name", "address") if column == "name_and_address" else (column,)
        assert recognise_header([column]).used == dict.fromkeys(read, (0,))
        for text in words:
            assert recognise_header([text]).used == dict.fromkeys(read, (0,)), text
            assert not is_personal(text)


@pytest.mark.parametrize(
    "header",
    [
        "HeadTitle (name)", "HeadFirstName", "HeadLastName", "HeadPreferredJobTitle", "Head",
        "Headteacher", "HEADTEACHER", "Head of sixth form", "TelephoneNum", "Tel No.",
        "School Phone", "Mobile", "e-mail", "HeadEmail", "HEADEMAIL", "Contact_EmailAddress",
        "Contact", "Main contact", "contactname", "Principal", "Principal's name",
        "Chair of governors", "Partnership lead", "PropsName", "Surname",
        "Need: contact e-mail", "Postcode contact",
    ],
)  # fmt: skip
def test_columns_about_people_are_set_aside(header: str) -> None:
    layout = recognise_header([header], guess=True)
    assert layout.personal == (0,)
    assert not layout.used
    assert not layout.tags


@pytest.mark.parametrize("header", ["Headings", "Headcount", "Head count", "SchoolCapacity"])
def test_what_only_looks_like_a_person_or_a_column_is_left(header: str) -> None:
    assert recognise_header([header], guess=True).ignored == (0,)


@pytest.mark.parametrize(
    ("header", "column"),
    [("Shcool name", "name"), ("Postcod", "postcode"), ("Local authorty", "la_name")],
)
def test_slips_of_the_pen_are_guessed(header: str, column: str) -> None:
    layout = recognise_header([header], guess=True)
    assert layout.used == {column: (0,)}
    assert layout.guessed == {0}


@pytest.mark.parametrize(
    "header",
    ["MSOA (code)", "DistrictAdministrative (cod)", "LSOA (name)", "GOR (code)", "Trusts (code)",
     "NumberOfBoys", "PreviousLA (name)", "Postcode2", "Contct"],
)  # fmt: skip
def test_near_names_of_other_things_are_not_guessed(header: str) -> None:
    assert recognise_header([header], guess=True).used == {}


def test_names_before_codes_and_a_guess_never_ousts_a_header() -> None:
    layout = recognise_header(
        ["EstablishmentStatus (code)", "EstablishmentStatus (name)", "Postcodes", "Postcode"],
        guess=True,
    )
    assert layout.used == {"status": (1,), "postcode": (3,)}
    assert layout.ignored == (0, 2)


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("Need: T3 physics", TagColumn("T3 physics", "needs")),
        ("Strength - C2 Latin", TagColumn("C2 Latin", "strengths")),
        ("offers_L3", TagColumn("L3", "strengths")),
        ("needs_T3_physics", TagColumn("T3 physics", "needs")),
        ("Need: L1 governors", TagColumn("L1 governors", "needs")),
        ("T3", TagColumn("T3", "")),
        ("t3 – Physics", TagColumn("T3 Physics", "")),
        ("X1: university mentoring", TagColumn("X1 university mentoring", "")),
        ("Need: maths; further maths", TagColumn("maths, further maths", "needs")),
        ("Support needed: meeting rooms", TagColumn("meeting rooms", "needs")),
    ],
)
def test_columns_for_one_tag(header: str, tag: TagColumn) -> None:
    assert recognise_header([header]).tags == {0: tag}


@pytest.mark.parametrize("header", ["T5", "T30", "L4", "Text", "C", "Tea", "Needle"])
def test_what_is_no_tag(header: str) -> None:
    assert recognise_header([header]).tags == {}


def test_the_best_row_is_the_header_and_the_first_of_equals() -> None:
    rows = [
        ["Partnership schools 2024"],
        [],
        ["Name", "School"],
        ["URN", "Name", "Phase"],
        ["100000", "Phase", "Name"],
        ["URN", "Name", "Phase"],
    ]
    found = find_header_row(rows)
    assert found is not None
    assert found[0] == 3


@pytest.mark.parametrize(
    ("header", "enough"),
    [(["URN"], True), (["Name"], False), (["Name", "Postcode"], True),
     (["Postcode", "Phase"], False), (["Name", "Need: T1"], True), (["Name", "Telephone"], False)],
)  # fmt: skip
def test_what_a_header_row_needs(header: list[str], enough: bool) -> None:
    assert (find_header_row([header]) is not None) is enough


def test_a_header_row_below_the_first_forty_is_not_looked_for() -> None:
    rows = [["title"]] * 40 + [["URN"]]
    assert find_header_row(rows) is None
    assert find_header_row(rows[1:]) is not None


@pytest.mark.parametrize(
    ("header", "column"),
    [("What help is wanted", "needs"), ("What could you offer?", "strengths"),
     ("What do you lack?", "needs"), ("Share of boys", ""), ("Requires improvement", ""),
     ("Pupils with special needs", "")],
)  # fmt: skip
def test_questions_as_headers(header: str, column: str) -> None:
    assert list(recognise_header([header], guess=True).used) == [column][: bool(column)]


def test_columns_of_notes_are_joined_and_facts_recognised() -> None:
    header = ["URN", "Notes", "Comments", "Boarders (name)", "OfficialSixthForm (name)"]
    layout = recognise_header(header)
    assert layout.used == {"urn": (0,), "notes": (1, 2), "boarding": (3,), "sixth_form": (4,)}


def test_a_guess_of_notes_is_no_private_matter() -> None:
    header = ["Name", "Notes of call, 12 Sept", "Safeguarding notes", "Comments (confidential)"]
    layout = recognise_header(header, guess=True)
    assert layout.used == {"name": (0,), "notes": (1,)}
    assert layout.guessed == {1}
    assert layout.ignored == (2, 3)


@pytest.mark.parametrize(
    "header",
    ["How many schools can you help", "How many schools can you take on?",
     "how many schools can you support", "Number of schools we can support", "Max schools",
     "How many partner schools", "Capacity (schools)"],
)  # fmt: skip
def test_how_many_schools_a_partner_can_help_is_its_capacity(header: str) -> None:
    layout = recognise_header([header], guess=True)
    assert (layout.used, layout.guessed) == ({"capacity": (0,)}, frozenset())


@pytest.mark.parametrize("header", ["Places", "How many schools do you help", "Max pupils",
                                    "Number of schools in trust"])  # fmt: skip
def test_what_may_count_something_else_is_no_capacity(header: str) -> None:
    assert "capacity" not in recognise_header([header], guess=True).used
