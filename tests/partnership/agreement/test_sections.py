"""What an agreement says: every objective, both directions, nothing lost, nothing invented."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.agreements import COLLEGE, SCHOOL, partnership
from makers.partnerships import partnerships

from matcher.core.errors import FileError
from matcher.partnership.agreement.document import Agreement, Blank, Paragraph, Section, Table
from matcher.partnership.agreement.objectives import OBJECTIVES, duties, objectives
from matcher.partnership.agreement.parties import (
    SOURCES,
    agreement_parties,
    evidence_words,
)
from matcher.partnership.agreement.sections import agreement
from matcher.partnership.agreement.standard_terms import doubtful_clauses
from matcher.partnership.record.partnership import KIND_WORDS, WIDER, Exchange, Partnership
from matcher.partnership.reference_tables import ACTIVITIES
from matcher.profile.vocabulary import load
from matcher.show.explain.needs import SOURCE_WORDS, STATED_IN_FORM


def made(one: Partnership) -> Agreement:
    return agreement(agreement_parties(one))


def text(found: Agreement | Section) -> str:
    """Everything that stands there, blanks as they are shown."""
    sections = found.sections if isinstance(found, Agreement) else (found,)
    part = Agreement("", "", sections)
    shown = ("".join(p.text if isinstance(p, Blank) else p for p in line) for line in part.lines())
    return "\n".join([*(section.heading for section in sections), *shown])


def under(found: Agreement, heading: str) -> Section:
    (section,) = [one for one in found.sections if one.heading == heading]
    return section


def test_the_tables_serve_every_objective_activity_and_route() -> None:
    assert tuple(objectives()) == OBJECTIVES == tuple(f"O{n}" for n in range(1, 14))
    assert tuple(duties()) == ACTIVITIES == tuple(one.id for one in load().activities)
    assert len(duties()) == 26


def test_every_objective_has_a_heading_of_its_own_and_a_line_in_the_annex() -> None:
    found = made(partnership())
    for id_, one in objectives().items():
        heading = f"{one.name} ({id_})"
        at = [number for number, section in enumerate(found.sections) if section.heading == heading]
        assert len(at) == 1, id_
        above = [s.heading for s in found.sections[: at[0]] if s.level == 1][-1]
        (table,) = found.sections[-1].blocks
        assert isinstance(table, Table)
        assert ((f"{id_} {one.name}",), (above,)) in table.rows


def test_headings_go_down_by_one_level_and_say_what_the_issue_asks_for() -> None:
    found = made(partnership())
    levels = [section.level for section in found.sections]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    whole = " ".join(section.heading for section in found.sections)
    for word in ("parties", "gives", "gains", "Responsibilities", "Timetable", "Funding",
                 "Data protection", "Review", "ending", "governing bodies"):  # fmt: skip
        assert word in whole, word
    assert "not binding in law" in text(found)


def test_what_each_gives_and_gains_stands_there_in_both_directions() -> None:
    found = made(partnership())
    one, other = agreement_parties(partnership()).names
    first = text(under(found, f"What {one} gives and {other} gains"))
    second = text(under(found, f"What {other} gives and {one} gains"))
    assert "Coaching and mentoring" in first
    assert "Physics teaching" in second
    assert "Physics teaching" not in first
    for words in ("needs it", "has it", "no labs", "labs"):
        assert words in second
    aims = text(under(found, "Aims (O1)"))
    assert f"a need of {one} for physics teaching with what {other} can give" in aims
    assert f"a need of {other} for coaching and mentoring with what {one} can give" in aims
    assert "physics, science" in text(under(found, "Subjects (O5)"))
    assert "[to fill in" not in text(under(found, "Activities (O3)"))


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ("stated in a list: “T3 science”", "stated in the list: science teaching"),
        ("stated in a list: “CPD in maths”", "stated in the list: science teaching"),
        ("stated in a list: “L3; we have no physicist on the staff”",
         "stated in the list: “we have no physicist on the staff”"),
        ("stated in a list", "stated in the list"),
        ("a priority of its area: “priority of the region South East: T3 science (medium)”",
         "priority of the region South East: science teaching"),
        ("in words of the list: “our labs stand empty after three”",
         "in words of the list: “our labs stand empty after three”"),
        ("in words of the list: “hydrotherapy pool”",
         "in words of the list: “hydrotherapy pool”"),
        ("published figures: “reading −2.1, 2018/19 (2017/18: −0.4, falling)”",
         "published figures: reading −2.1, 2018/19 (2017/18: −0.4, falling)"),
        ("a public register: “swimming pool, in use”", "a public register: swimming pool, in use"),
        ("stated in a list (in part, by physics teaching): “T3 physics”",
         "stated in the list: physics teaching, which meets part of it"),
        ("stated in a list (in part, by physics teaching): “We can lend a physics teacher.”",
         "stated in the list: “We can lend a physics teacher.” "
         "(physics teaching, which meets part of it)"),
        ("stated in a list (in part, by physics teaching)",
         "stated in the list: physics teaching, which meets part of it"),
        ("a public register (in part, by physics courses): “physics BSc”",
         "a public register: physics BSc (physics courses, which meets part of it)"),
        ("published figures (in part, by physics teaching)",
         "published figures (physics teaching, which meets part of it)"),
        ("stated in its form: “T3 science”", "stated by the school: science teaching"),
        ("stated in its form: “a hall of our own”", "stated by the school: “a hall of our own”"),
        ("not said", "not said"),
        ("the heads said so: “T3” it was", "the heads said so: “T3” it was"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_a_need_rests_on_is_said_without_codes(evidence: str, said: str) -> None:
    assert evidence_words(evidence, "science teaching") == said


@pytest.mark.parametrize(
    ("evidence", "aim"),
    [
        ("stated in a list: “physics”", "to meet a need of"),
        ("published figures: “reading −2.1”", "to meet a likely need of"),
        ("suggested by a public register: “no A level”", "to meet a likely need of"),
    ],
)
def test_an_aim_is_to_meet_a_need_that_nobody_has_said_if_it_is_confirmed(
    evidence: str, aim: str
) -> None:
    one = partnership()
    given = dataclasses.replace(one.exchanges[0], need_evidence=evidence)
    told = text(made(dataclasses.replace(one, exchanges=(given,))))
    assert aim in told
    assert (", if it is confirmed, with what" in told) == ("likely" in aim)


def test_the_sources_of_a_record_are_those_that_are_put_into_words() -> None:
    stated = ("stated in a list", STATED_IN_FORM)
    wider = {f"{WIDER}, {one}" for one in stated}
    assert set(SOURCES) == {*SOURCE_WORDS.values(), STATED_IN_FORM} | wider


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        ("a public register: “swimming pool, in use”", "a public register lists it"),
        ("a public register (in part, by pool): “pool”", "a public register lists it"),
        (
            "suggested by a public register: “102 pupils at the end of key stage 4”",
            "what a public register lists suggests it",
        ),
        ("published figures: “1,200 pupils”", "published figures suggest it"),
    ],
)
def test_what_nobody_has_stated_is_a_question_and_nothing_that_is_given(
    evidence: str, why: str
) -> None:
    plain = partnership()
    giver, gainer = agreement_parties(plain).names[::-1]
    believed = Exchange(COLLEGE, SCHOOL, "C3", "", "use of a swimming pool", "", evidence)
    found = made(dataclasses.replace(plain, exchanges=(*plain.exchanges, believed)))
    (table,) = under(found, f"To be asked of {giver}").blocks
    assert isinstance(table, Table)
    (row,) = table.rows
    assert row[0] == ("To be asked: use of a swimming pool",)
    assert f"Could {giver} give this" in str(row[2][0]) and why in str(row[2][0])
    assert isinstance(row[3][0], Blank)
    # But for the question it is the agreement without it.
    others = [one for one in found.sections if one.heading != f"To be asked of {giver}"]
    assert others == list(made(plain).sections)
    told = made(dataclasses.replace(plain, exchanges=(believed,)))
    assert f"{giver} has not said yet what it gives" in text(told)
    # A person who has asked writes who said so, and it is given.
    agreed = dataclasses.replace(believed, strength_evidence="the bursar said so on 3 May 2029")
    given = made(dataclasses.replace(plain, exchanges=(*plain.exchanges, agreed)))
    assert "Use of a swimming pool" in text(under(given, f"What {giver} gives and {gainer} gains"))
    assert f"To be asked of {giver}" not in {section.heading for section in given.sections}


def test_who_wrote_of_it_is_asked_to_confirm_it_and_not_told_that_it_said_nothing() -> None:
    plain = partnership()
    giver = agreement_parties(plain).names[1]
    quote = "in words of the list: “Oxbridge interview practice”"
    believed = Exchange(COLLEGE, SCHOOL, "X1", "", "support for university applicants", "", quote)
    told = text(made(dataclasses.replace(plain, exchanges=(believed,))))
    assert f"The list says “Oxbridge interview practice”. Please confirm that {giver} gives" in told
    assert "not said" not in told and f"{giver} has not confirmed yet what it gives" in told
    bare = dataclasses.replace(believed, strength_evidence="in words of the list")
    told = text(made(dataclasses.replace(plain, exchanges=(bare,))))
    assert "Words of the list seem to say so. Please confirm" in told and "not said" not in told


def test_an_agreement_names_no_code_of_the_vocabulary_and_no_day_in_figures() -> None:
    exchanges = [
        dataclasses.replace(
            one,
            need_evidence=f"stated in a list: “{one.activity} {one.subject}”",
            strength_evidence=f"stated in a list: “{one.activity}”",
        )
        for one in partnership().exchanges
    ]
    found = text(made(partnership(exchanges=tuple(exchanges), keep_until="2029-06-01")))
    assert "deleted after 1 June 2029." in found
    assert not re.search(r"\b[TCLXR]\d\b|\d{4}-\d\d-\d\d|in a list", found)


def test_each_side_has_the_duties_of_its_part() -> None:
    (table,) = under(made(partnership()), "Who sees to what").blocks
    assert isinstance(table, Table)
    rows = {str(row[0][0]): [str(cell[0]).casefold() for cell in row[1:]] for row in table.rows}
    t3, l3 = duties()["T3"], duties()["L3"]
    lent = rows["Physics teaching, given by St Mary & St John’s"]
    assert lent == [t3.gains.casefold(), t3.gives.casefold()]
    coached = rows["Coaching and mentoring, given by Ashford Vale Academy"]
    assert coached == [l3.gives.casefold(), l3.gains.casefold()]


def test_where_only_one_side_gains_the_other_way_is_a_blank() -> None:
    plain = partnership()
    one_way = dataclasses.replace(plain, exchanges=plain.exchanges[:2])
    one, other = agreement_parties(plain).names
    assert "[to fill in: what is given" in text(
        under(made(one_way), f"What {one} gives and {other} gains")
    )
    nothing = made(dataclasses.replace(plain, exchanges=()))
    for id_ in ("O1", "O3", "O5"):
        assert id_ in {blank.id for blank in nothing.blanks()}


@pytest.mark.parametrize("id_", OBJECTIVES)
def test_an_answer_of_a_person_stands_in_place_of_what_is_filled_in(id_: str) -> None:
    found = made(partnership(objectives={id_: "What we said\n\n and  more", "O99": "x"}))
    section = under(found, f"{objectives()[id_].name} ({id_})")
    lines = list(Agreement("", "", (section,)).lines())[:2]
    assert lines == [("What we said",), ("and more",)]
    assert id_ not in {blank.id for blank in found.blanks()}
    # A blank answer is none.
    assert made(partnership(objectives={id_: " \n "})) == made(partnership())


@pytest.mark.parametrize(
    ("id_", "answer", "plain"),
    [
        ("O11", "yes, not binding", True),
        ("O11", "Yes", True),
        ("O11", "TBC", True),
        ("O11", "Neither side wants it to be legally binding.", True),
        ("O11", "No, non-binding", True),
        ("O11", "It is not legally binding in law", True),
        ("O11", "no", False),
        ("O11", "legally binding", False),
        ("O11", "Both sides shall be bound by it", False),
        ("O11", "not binding, except for confidentiality", False),
        ("O11", "not only a promise but legally binding", False),
        ("O11", "not binding until both boards agree", False),
        ("O9", "A memorandum of understanding", True),
        ("O9", "yes", True),
        ("O9", "Partnership agreement, not an MoU", False),
        ("O9", "an exchange of letters", False),
        ("O12", "3 May 2029 and 4 May 2029", True),
    ],
)
def test_an_answer_stands_beside_a_standard_clause_and_people_settle_what_is_in_doubt(
    id_: str, answer: str, plain: bool
) -> None:
    one = partnership(objectives={id_: answer})
    found = made(one)
    section = under(found, f"{objectives()[id_].name} ({id_})")
    assert section.blocks[0] == Paragraph((answer,))
    for clause in {
        "O9": ("takes the form of a memorandum", "The plan and the checklist"),
        "O11": ("neither a claim against the other", "safeguarding and data protection, holds"),
        "O12": ("Work starts once", "Those who sign confirm"),
    }[id_]:
        assert clause in text(section)
    assert ("holds beside what stands before it: [" in text(section)) == (not plain)
    assert doubtful_clauses(agreement_parties(one)) == (() if plain else (id_,))
    assert ("although this memorandum does not" in text(found)) == (plain or id_ == "O9")


def test_every_activity_can_be_given_both_ways_and_old_facts_are_dated() -> None:
    words = load().words
    exchanges = tuple(
        Exchange(by, to, id_, "", words(id_))
        for id_ in ACTIVITIES
        for by, to in ((SCHOOL, COLLEGE), (COLLEGE, SCHOOL))
    )
    whole = text(made(partnership(exchanges=exchanges)))
    for id_ in ACTIVITIES:
        assert duties()[id_].gives[1:] in whole
        assert duties()[id_].gains[1:] in whole
    assert "ended in August 2021; 87 teaching school hubs" in whole
    answered = made(partnership(exchanges=exchanges, objectives={"O3": "Clubs."}))
    assert "ended in August 2021" in text(under(answered, "Activities (O3)"))
    assert "New Schools Network" in whole
    past = agreement_parties(partnership(area="former Ipswich opportunity area"), "May 2021")
    assert "in the former Ipswich opportunity area. The programme ended in May 2021; the need" in (
        text(agreement(past))
    )
    assert "in a priority area: Ipswich opportunity area." in whole
    assert "The programme ended" not in whole


def test_the_order_of_what_is_exchanged_does_not_matter_nor_does_saying_it_twice() -> None:
    plain = partnership()
    for order in itertools.permutations(plain.exchanges):
        again = dataclasses.replace(plain, exchanges=(*order, order[0]))
        assert made(again) == made(plain)


def test_an_activity_that_there_is_not_is_refused_rather_than_left_out() -> None:
    with pytest.raises(FileError, match="'T9'"):
        agreement_parties(partnership(exchanges=(Exchange(SCHOOL, COLLEGE, "T9", "", "x"),)))


def test_two_of_the_same_name_are_told_apart_and_a_key_of_a_run_is_not_printed() -> None:
    first, second = partnership().parties
    twins = (dataclasses.replace(first, urn="xae96"), dataclasses.replace(second, name=first.name))
    found = made(partnership(parties=twins, exchanges=()))
    assert len(set(agreement_parties(partnership(parties=twins, exchanges=())).names)) == 2
    assert "xae96" not in text(found)


def test_roles_known_are_filled_in_and_a_university_names_its_access_plan() -> None:
    first, second = partnership().parties
    known = dataclasses.replace(second, kind="university", lead="Outreach lead", signs="Provost")
    found = made(partnership(parties=(first, known)))
    assert "Outreach lead" in text(under(found, "Project leads (O2)"))
    assert "Provost" in text(under(found, "Both governing bodies agree (O12)"))
    assert "lead-1" not in {blank.id for blank in found.blanks()}
    assert "access and participation plan" in text(found)
    assert "access and participation plan" not in text(made(partnership()))
    assert all(kind in text(found) for kind in (KIND_WORDS["state"], KIND_WORDS["university"]))


@settings(max_examples=200, deadline=None)
@given(partnerships(), st.lists(st.sampled_from(ACTIVITIES), min_size=3, max_size=3))
def test_any_partnership_has_an_agreement_whose_blanks_are_its_own(
    one: Partnership, activities: list[str]
) -> None:
    known = tuple(
        dataclasses.replace(exchange, activity=activity)
        for exchange, activity in zip(one.exchanges, activities, strict=False)
    )
    found = made(dataclasses.replace(one, exchanges=known))
    blanks = found.blanks()
    assert len({blank.id for blank in blanks}) == len(blanks)
    # Nothing that came with the partnership reads as a blank.
    assert len(re.findall(r"\[to\s+fill\s+in", text(found), re.I)) == len(blanks)
    assert all(re.fullmatch(r"[^\[\]]+", blank.prompt) for blank in blanks)
    for section in found.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert {len(row) for row in block.rows} == {len(block.header)}
                assert len(block.widths) == len(block.header)
                assert sum(block.widths) == pytest.approx(1)
