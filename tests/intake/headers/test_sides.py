"""Headers with a word of needs or offers: whose they are, and whether they are any longer."""

from __future__ import annotations

import pytest
from lists_read import Desk

from matcher.intake.headers.mapping import column_mapping
from matcher.intake.headers.recognise import Layout, recognise_header

BESIDE_THE_POINT = (
    "Not needed", "No longer needed", "Not offered", "Declined offers", "Offers declined",
    "Offers - declined", "Offers turned down", "Offers received", "Previous offers", "Past needs",
    "Needs met", "Needs already met", "Support not needed", "What is not needed?",
    "What can others offer us?", "What could a partner offer you?", "What can we offer you?",
    "What support can other schools offer you?", "Support offered by others", "Partner needs",
    "Needs of others", "Which needs can you meet?", "Which needs could you help with?",
    "What could others lend?", "What could a partner lend you?",
)  # fmt: skip


def layout_of(header: str, *mapped: str) -> Layout:
    mapping = column_mapping(mapped)
    return recognise_header(["URN", "Name", header], guess=True, mapping=mapping)


@pytest.mark.parametrize("header", BESIDE_THE_POINT)
def test_what_is_not_the_schools_own_now_is_left_unread_and_named(desk: Desk, header: str) -> None:
    read = desk.read(f'URN,Name,"{header}"\n100000,Ash,T3 physics\n')
    assert read.records.loc[0, ["needs", "strengths", "notes"]].tolist() == ["", "", ""]
    assert read.accounts[0].ignored == (header,)
    (said,) = desk.all("unread_side")
    assert said.column == header
    assert f'--column needs="{header}"' in said.hint
    assert layout_of(header, f"needs={header}").used["needs"] == (2,)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("What could you offer?", "strengths"),
        ("What could you offer others?", "strengths"),
        ("What could you offer a partner school?", "strengths"),
        ("What can you offer us?", "strengths"),
        ("Strengths of the school", "strengths"),
        ("Offers to others", "strengths"),
        ("What do you need from a partner?", "needs"),
        ("Support wanted from partners", "needs"),
        ("Needs (text)", "needs"),
        ("What we can lend to others", "strengths"),
        ("Can lend", "strengths"),
        ("Could the school help others?", "strengths"),
        ("What we would like from them", "needs"),
        ("Asks for", "needs"),
        ("What would help you most?", "needs"),
        ("What would be most useful to your school?", "needs"),
        ("What support would you like?", "needs"),
        ("Support you'd like", "needs"),
        ("What are you looking for?", "needs"),
        ("How could other schools help?", "needs"),
        ("What are you short of?", "needs"),
        ("What can you help with?", "strengths"),
        ("What could you do for others?", "strengths"),
        ("What are you good at?", "strengths"),
        ("Happy to help with", "strengths"),
        # As somebody else writes down what a school says.
        ("What they'd like help with", "needs"),
        ("What the school would like help with", "needs"),
        ("They'd like help with", "needs"),
        ("What they'd like from us", "needs"),
        ("Areas they would welcome support with", "needs"),
        ("How we could help them", "needs"),
        ("What they could help with", "strengths"),
        ("What they do well", "strengths"),
        ("Needs / offers", "notes"),
        ("Needs and strengths", "notes"),
        ("Can offer / needs", "notes"),
        ("Support needed / offered", "notes"),
        ("What do you need and what can you offer?", "notes"),
    ],
)
def test_what_a_header_asks_about(header: str, column: str) -> None:
    assert layout_of(header).used[column] == (2,)


@pytest.mark.parametrize("header", ["Pupil comments", "Parent comments", "Carers' remarks",
                                    "Notes from students", "Comments by families"])  # fmt: skip
def test_what_pupils_and_parents_say_is_left_unread(header: str) -> None:
    assert layout_of(header).ignored == (2,)


@pytest.mark.parametrize("header", ["What would help others?", "What would help pupils most",
                                    "What helped most", "When would you like help",
                                    "Who could help you", "What pupils would like help with",
                                    "When they'd like help",
                                    "What they'd like to know"])  # fmt: skip
def test_a_question_about_anybody_else_or_the_past_is_none_of_needs(header: str) -> None:
    assert layout_of(header).ignored == (2,)


def test_a_tag_may_have_such_a_word() -> None:
    assert layout_of("Offer: past papers").tags[2].label == "past papers"
    assert layout_of("Strength: special educational needs").tags[2].side == "strengths"


def test_notes_of_what_was_declined_are_still_notes() -> None:
    layout = recognise_header(["Name", "Notes on offers declined"], guess=True)
    assert layout.used == {"name": (0,), "notes": (1,)}
