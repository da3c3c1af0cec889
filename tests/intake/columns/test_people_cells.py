"""Cells about people below headers that leave it open, and cells that only look so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from lists_read import Desk

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.core.text.contacts import without_contacts
from matcher.intake.columns.people_cells import (
    LOOKED_AT,
    columns_of_people,
    is_telephone,
    names_a_person,
)
from matcher.intake.headers.mapping import column_mapping
from matcher.intake.headers.recognise import recognise_header
from matcher.intake.lists import read_records
from matcher.jobs.stages.contact_told import contact_lines

PEOPLE = ["Mrs J Sparrow", "Julie Sparrow", "Sparrow, Julie", "JULIE SPARROW", "julie sparrow",
          "J. Sparrow", "JA Sparrow", "Julie", "Dr Wren", "Rev. Wren", "Julie Wren (head)",
          "Sean O'Wren", "Anne-Marie Wren", "Julie Wren - head", "Sir Peter Wren"]  # fmt: skip
NOBODY = ["Thomas Wren School", "St Julie's", "Julie Lane", "T Level", "B Block", "Ash", "Elm Park",
          "The Wren Trust", "Physics", "A level maths", "", "12", "Yes", "Julie Wren Academy",
          "Latin and Greek", "Wren Alliance", "North", "Mark scheme for maths by June 2024",
          "S. Wing"]  # fmt: skip


@pytest.mark.parametrize("text", PEOPLE)
def test_names_of_people(text: str) -> None:
    assert names_a_person(text)


@pytest.mark.parametrize("text", NOBODY)
def test_names_of_anything_else(text: str) -> None:
    assert not names_a_person(text)


@pytest.mark.parametrize(
    "text",
    ["020 7946 0000", "(020) 7946 0000", "01632 960001", "07700 900123", "+44 20 7946 0000",
     "+44 (0)20 7946 0000", "0800 1111 222", "ring 01632 960001 after four", "01632-960001",
     "016977 2345"],
)  # fmt: skip
def test_telephone_numbers(text: str) -> None:
    assert is_telephone(text)


@pytest.mark.parametrize(
    "text",
    ["100000", "10012345", "100020123456", "01-09-2024", "01-09-2024 10:30", "2024-09-01", "0.5",
     "E01000001", "0", "B1 1AA", "0044", "800/2001", "01/09/2024 - 02/09/2024", "532100 181200",
     "2079460000"],
)  # fmt: skip
def test_numbers_of_other_things(text: str) -> None:
    assert not is_telephone(text)


def test_a_number_that_lost_its_nought_is_one_unless_the_header_numbers_things(desk: Desk) -> None:
    rows = [["2079460000", "1632960001"], ["7700900123", "1632960002"]]
    layout = recognise_header(["Reception", "UPRN"])
    assert columns_of_people(layout, rows) == {0: "telephone numbers"}


@pytest.mark.parametrize("header", ["Information", "", "Reception", "Priority 1", "Misc."])
@pytest.mark.parametrize(
    ("cells", "what"),
    [(["canary@ash.example", "canary@elm.example"], "e-mail addresses"),
     (["Mrs Canary", "tbc"], "names of people"), (["Julie Canary", ""], "names of people"),
     (["01632 960001 CANARY", "CANARY 07700 900123"], "telephone numbers")],
)  # fmt: skip
def test_a_column_that_nothing_is_read_from_is_withheld_by_its_cells(
    desk: Desk, header: str, cells: list[str], what: str
) -> None:
    read = desk.read(
        f"URN,School,{header},Needs\n100000,Ash,{cells[0]},L2\n100001,Elm,{cells[1]},X1\n"
    )
    account = read.accounts[0]
    assert account.people == (header or "column C",)
    assert account.line().endswith(f"; 1 column about people was not read: {account.people[0]}")
    assert header not in account.ignored
    assert read.records["needs"].tolist() == ["L2", "X1"]
    assert not desk.log.problems
    layout = recognise_header(["URN", "School", header, "Needs"])
    assert columns_of_people(layout, [["", "", cell] for cell in cells]) == {2: what}


def test_a_column_is_withheld_from_a_third_of_its_cells_on() -> None:
    layout = recognise_header(["URN", "Information"])
    few = [["1", "Julie Wren"], ["2", "late"], ["3", "early"], ["4", "later"], ["5", ""]]
    assert columns_of_people(layout, few) == {}
    assert columns_of_people(layout, few[:3]) == {1: "names of people"}


def test_columns_that_are_read_are_not_withheld_by_names(desk: Desk) -> None:
    read = desk.read(
        "URN,School,Town,Notes\n100000,Thomas Wren,Lewis,Julie Wren rang: needs physics\n"
        "100001,Ann Wren,Julian,Mrs Wren can share a hall\n"
    )
    assert not read.accounts[0].people
    assert read.records["name"].tolist() == ["Thomas Wren", "Ann Wren"]
    assert read.records["notes"][0].startswith("Julie")


REFUSED = (
    "Permission Denied", "Head Unwilling", "Contact Refused", "Has Declined", "Trust Refused",
    "GDPR Objection", "Please Avoid", "Under Review", "Awaiting Reply", "Mary Declined",
    "Mrs Canary Declined", "Mary Canary Refused", "Mrs Refused", "I Object", "HT Against",
    "canary@ash.example - declined", "Julie", "Will Ask", "Julie Won't",
)  # fmt: skip


def test_a_column_about_contact_that_names_people_gives_no_answer_and_keeps_nobody_out(
    desk: Desk,
) -> None:
    names = ("Julie Canary", "Mrs Canary", "J. Canary", "Canary, Julie", "julie@canary.example")
    answers = ("No", "Mrs Canary - no", "Zq Canary", *REFUSED)
    for last, is_people in (("", True), ("not asked", True), *((one, False) for one in answers)):
        cells = "".join(f'10000{at},"{cell}"\n' for at, cell in enumerate((*names, last)))
        read = desk.read(f"URN,Open to contact\n{cells}")
        assert read.accounts[0].people == (("Open to contact",) if is_people else ())
        if is_people:
            problem = desk.only("contact_of_people")
            assert "names of people" in problem.message and "write yes or no" in problem.hint
            assert "Canary" not in repr(read.accounts) + repr(desk.log.problems)
            (told,) = contact_lines(desk.log)
            assert told.startswith("Contact: “Open to contact” of ")
    cells = "".join(f"{100_000 + at},Julie Canary\n" for at in range(LOOKED_AT))
    assert not desk.read(f"URN,Open to contact\n{cells}200000,Declined\n").accounts[0].people


@pytest.mark.parametrize(
    ("header", "mapped", "is_read", "told"),
    [("Contact", "", True, ""), ("Contact?", "", True, ""), ("Contact school", "", True, ""),
     ("Contact status", "", True, ""), ("Do not contact", "", False, "contact_not_read"),
     ("Contact by phone", "", False, "contact_not_read"),
     ("Contact by phone", "open_to_contact", True, ""), ("Contact by phone", "none", False, ""),
     ("Do not contact", "open_to_contact", False, "contact_not_read"),
     ("Open to contact,Contact", "", False, "contact_not_read"),
     ("Happy for us to put a partner in touch?", "", True, ""),
     ("Are you willing to be introduced to other schools?", "", True, ""),
     ("Not happy to be approached", "", False, "contact_not_read"),
     ("May be contacted by telephone", "", False, "contact_not_read"),
     ("Willing to approach other schools", "", False, "contact_not_read"),
     ("Can contact parents", "", False, "contact_not_read"),
     ("Taking part this year?", "", False, "contact_not_read"),
     ("Approach agreed by governors", "none", False, ""), ("Boarding", "", False, "")],
)  # fmt: skip
def test_answers_below_a_header_about_contact_are_read_or_told_loudly(
    desk: Desk, header: str, mapped: str, is_read: bool, told: str
) -> None:
    cells = ("yes", "no", "", "ring first")
    comma = "," * header.count(",")
    rows = "".join(f"10000{at},{comma}{cell}\n" for at, cell in enumerate(cells))
    path = desk.write(f"URN,{header}\n{rows}", "list.csv")
    log = ProblemLog()
    mapping = column_mapping([f"{mapped}={header}"] if mapped else [])
    read = read_records([path], log, mapping=mapping)
    assert read.records["open_to_contact"].tolist() == (list(cells) if is_read else [""] * 4)
    assert not is_read or not read.accounts[0].ignored
    assert len(contact_lines(log)) == bool(told)
    assert [one.code for one in log.problems if one.code.startswith("contact")] == [told] * bool(
        told
    )


@pytest.mark.parametrize(
    ("header", "is_read", "told"),
    [("Happy for us to put a partner in touch?", True, ""),
     ("Are you happy to be contacted?", True, ""),
     ("Contact", False, "contact_not_read"), ("Taking part", False, "contact_not_read"),
     ("Boarding", False, "")],
)  # fmt: skip
def test_a_refusal_among_answers_that_are_unclear_is_read_or_told(
    desk: Desk, header: str, is_read: bool, told: str
) -> None:
    cells = ("yes", "no", "maybe later", "tbc")  # half are answers: no column of names
    rows = "".join(f"10000{at},{cell}\n" for at, cell in enumerate(cells))
    log = ProblemLog()
    read = read_records([desk.write(f"URN,{header}\n{rows}", "list.csv")], log)
    assert read.records["open_to_contact"].tolist() == (list(cells) if is_read else [""] * 4)
    assert [one.code for one in log.problems if one.code.startswith("contact")] == [told] * bool(
        told
    )


@pytest.mark.parametrize("header", ["Contact", "Taking part"])
def test_where_nobody_says_no_a_column_hides_no_refusal(desk: Desk, header: str) -> None:
    desk.read(f"URN,{header}\n100000,yes\n100001,maybe later\n100002,tbc\n")
    assert not contact_lines(desk.log)


def test_a_no_among_names_of_people_is_no_column_of_answers(desk: Desk) -> None:
    names = ("Julie Canary", "Mrs Canary", "J. Canary", "Canary, Julie", "Ann Canary", "no")
    rows = "".join(f'10000{at},"{cell}"\n' for at, cell in enumerate(names))
    account = desk.read(f"URN,Contact\n{rows}").accounts[0]
    assert account.people == ("Contact",)
    # A condition among the names would be lost without a word.
    assert account.unused_lines() == (
        "if cells of a column about people say on which condition, or that nobody may be "
        "contacted, put that into a column “Open to contact”",
    )
    assert not contact_lines(desk.log)


def test_addresses_below_a_header_of_ours_are_not_read_and_a_problem_says_so(desk: Desk) -> None:
    read = desk.read(
        "URN,School,Needs\n100000,canary@ash.example,L2\n100001,canary@elm.example,X1\n"
    )
    assert read.records["name"].tolist() == ["", ""]
    problem = desk.only("personal_column")
    assert (problem.column, problem.row, problem.severity) == ("School", 1, "warning")
    assert "e-mail addresses" in problem.message
    assert read.accounts[0].people == ("School",)
    assert "canary" not in read.records.to_csv() + repr(desk.log.problems) + repr(read.accounts)


def test_one_address_among_names_of_schools_withholds_nothing(desk: Desk) -> None:
    read = desk.read("URN,School\n100000,Ash\n100001,office@elm.example\n100002,Oak\n")
    assert read.records["name"].tolist() == ["Ash", "office@elm.example", "Oak"]


def test_where_nothing_else_names_the_schools_the_file_is_refused(desk: Desk) -> None:
    with pytest.raises(FileError, match="'School' holds telephone numbers") as caught:
        desk.read("School,Needs\n01632 960001,L2\n01632 960002,X1\n")
    assert "96000" not in str(caught.value)


def test_the_rows_looked_at_are_still_read(desk: Desk) -> None:
    rows = "".join(f"{100_000 + n},School {n},x\n" for n in range(2_100))
    read = desk.read(f"URN,School,Misc.\n{rows}")
    assert (read.accounts[0].read, len(read.records)) == (2_100, 2_100)


@pytest.mark.real
def test_no_column_of_the_public_registers_is_withheld_by_its_cells(shared_data: Path) -> None:
    seen = 0
    for path in sorted((shared_data / "gias").glob("*.csv")):
        with path.open(encoding="cp1252", errors="replace", newline="") as stream:
            rows = list(csv.reader(stream))[:3_000]
        layout = recognise_header(rows[0], guess=True)
        seen += layout.width
        assert columns_of_people(layout, rows[1:]) == {}, path.name
    assert seen > 400


@pytest.mark.parametrize("cells", [["Mrs Canary", "Julie Canary"], ["07700 900123", "x"]])
def test_needs_below_a_header_with_an_office_are_read_unless_the_cells_are_people(
    desk: Desk, cells: list[str]
) -> None:
    header = "Staff needs"
    read = desk.read(f"URN,{header}\n100000,T3 maths\n100001,T3 Latin\n")
    assert read.records["needs"].tolist() == ["T3 maths", "T3 Latin"]
    assert not read.accounts[0].people
    prose = "100000,T3 maths; ask Jo on 07700 900123 soon\n100001,Julie\n"
    prose += "100002,all sorts of help with physics\n100003,whatever you can offer us\n"
    read = desk.read(f"URN,{header}\n{prose}")
    assert read.records["needs"][0] == "T3 maths; ask Jo on [number] soon"
    read = desk.read(f"URN,{header}\n100000,{cells[0]}\n100001,{cells[1]}\n")
    assert read.accounts[0].people == (header,)
    assert "Canary" not in read.records.to_csv() + repr(desk.log.problems)


def test_a_column_of_needs_may_be_mapped_whoever_its_header_names(desk: Desk) -> None:
    header = "Senior leader priorities"
    text = f"URN,{header}\n100000,T3 maths\n"
    mapping = column_mapping([f"needs={header}"])
    found = read_records([desk.write(text, "list.csv")], desk.log, mapping=mapping)
    assert found.records["needs"].tolist() == ["T3 maths"]


def _mapped(desk: Desk, header: str, *cells: str) -> tuple[list[str], tuple[str, ...]]:
    rows = "".join(f"{100_000 + at},{cell}\n" for at, cell in enumerate(cells))
    path = desk.write(f"URN,{header}\n{rows}", "list.csv")
    found = read_records([path], desk.log, mapping=column_mapping([f"needs={header}"]))
    return found.records["needs"].tolist(), found.accounts[0].people


@pytest.mark.parametrize("header", ["Physics teacher", "Governor"])
def test_ticks_below_an_office_are_a_need_if_a_person_says_so(desk: Desk, header: str) -> None:
    assert _mapped(desk, header, "x", "", "yes") == ([header, "", header], ())
    assert desk.read(f"URN,{header}\n100000,x\n").accounts[0].people == (header,)


@pytest.mark.parametrize(
    ("header", "cells"),
    [("Governor", ("x", "Zoltan Canary")), ("Physics teacher", ("Canary",)),
     ("Head e-mail", ("x", "x")), ("Contact", ("x", "x"))],
)  # fmt: skip
def test_no_mapping_opens_what_may_name_somebody(
    desk: Desk, header: str, cells: tuple[str, ...]
) -> None:
    needs, people = _mapped(desk, header, *cells)
    assert (set(needs), people) == ({""}, (header,))
    assert "Canary" not in repr(desk.log.problems)
    assert "personal_column" in {problem.code for problem in desk.log.problems}


def test_below_the_rows_looked_at_a_name_is_neither_read_nor_told(desk: Desk) -> None:
    cells = ["x"] * LOOKED_AT + ["Zoltan Canary"]
    needs, _ = _mapped(desk, "Governor", *cells)
    assert set(needs) == {"Governor", ""}
    assert "Canary" not in repr(desk.log.problems)


def test_notes_from_an_office_are_notes_unless_the_cells_are_people(desk: Desk) -> None:
    header = "Notes from head"
    read = desk.read(f"URN,{header}\n100000,We lost our music teacher in July\n")
    assert read.records["notes"].tolist() == ["We lost our music teacher in July"]
    read = desk.read(f"URN,{header}\n100000,Mrs Canary\n")
    assert read.accounts[0].people == (header,)


QUOTED = "ring Jo on 07700 900123 or (020) 7946 0000, jo@ash.example."


def test_numbers_and_addresses_of_needs_and_notes_are_not_kept(desk: Desk) -> None:
    row = f'100000,"{QUOTED}","{QUOTED}"\n'
    records = desk.read(f"URN,Needs,Notes\n{row}100001,T3 maths,late\n").records
    want = "ring Jo on [number] or [number], [address]."
    assert records.loc[0, ["needs", "notes"]].tolist() == [want, want]


@pytest.mark.parametrize(
    ("text", "want"),
    [(QUOTED, "ring Jo on [number] or [number], [address]."),
     ("07700900123/07700900124", "[number]/[number]"), ("Jo,+44 (0)20 7946 0000", "Jo,[number]"),
     ("01632.960001", "[number]"), ("07700 900123 07700 900124", "[number] [number]"),
     ("01-09-2024 10:30", None), ("01 09 2024 10 pupils", None), ("0.1632960001", None),
     ("10012345, 532100 181200", None), ("E01000001 @ash", None)],
)  # fmt: skip
def test_a_problem_quotes_no_numbers_and_addresses(text: str, want: str | None) -> None:
    log = ProblemLog()
    log.add("unknown_tag", "no tag", value=text, hint=f"was it “{text}”?")
    (problem,) = log.problems
    assert problem.value == (want or text)
    assert problem.hint == f"was it “{want or text}”?"


def test_long_text_without_gaps_is_searched_fast() -> None:
    assert without_contacts("a" * 30_000 + "@") == "a" * 30_000 + "@"
    assert without_contacts("0" * 30_000) == "0" * 30_000
