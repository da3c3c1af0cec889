"""What an agreement says, made from a partnership: a memorandum of understanding in twelve
sections and an annex that says where each of the thirteen objectives is settled.

Filled in is what the partnership knows: the two sides, what each gives and gains and what
that rests on, aims, activities, subjects, duties. What a person answered to an objective
stands in place of what would be proposed, and beside a standard clause. The rest is a blank. All
words are ours; what was true only until a day says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from matcher.core.figures.number_format import half_up
from matcher.partnership.agreement import standard_terms
from matcher.partnership.agreement.document import (
    Agreement,
    Blank,
    Block,
    Bullets,
    Line,
    Paragraph,
    Section,
    Table,
)
from matcher.partnership.agreement.exchange import exchange_sections
from matcher.partnership.agreement.non_answers import settles
from matcher.partnership.agreement.objectives import duties, objectives
from matcher.partnership.agreement.parties import AgreementParties
from matcher.partnership.record.partnership import KIND_WORDS

ABOVE = "as said above"  # in a table, of what an answer before it tells
# What is no longer as the guide of 2019 has it, by activity; facts and dates of the
# Department for Education (hubs: 87 since September 2021).
ACTIVITY_UPDATES: Mapping[str, str] = MappingProxyType(
    {
        "X2": "Teaching schools and their alliances ended in August 2021; 87 teaching school "
        "hubs, each for an area of England, took their place.",
        "R1": "Whether an academy may have a sponsor, and who, is decided by the Department for "
        "Education; this memorandum is a record of support, not an application.",
        "R2": "The New Schools Network, which used to advise those who propose a free school, "
        "has closed; the Department for Education says when proposals are taken.",
        "R3": "Maths schools are opened with a university; the Department for Education says "
        "when proposals are taken.",
    }
)


def agreement(parties: AgreementParties) -> Agreement:
    """The agreement of a partnership; the same partnership gives the same agreement."""
    numbered: list[tuple[str, Callable[[AgreementParties], list[Section | Block]]]] = [
        ("The parties", _parties),
        ("Why we work together", _aims),
        ("What each side gives and gains", exchange_sections),
        ("What we will do", _activities),
        ("Responsibilities", _responsibilities),
        ("Timetable", standard_terms.timetable),
        ("Funding", standard_terms.funding),
        ("Measuring and evaluating", standard_terms.evaluation),
        ("Data protection", standard_terms.data_protection),
        ("Review, changes and ending", standard_terms.review),
        ("What kind of agreement this is", standard_terms.legal_status),
        ("Agreement of both governing bodies", standard_terms.sign_off),
    ]
    sections: list[Section] = []
    settled: dict[str, str] = {}
    for number, (heading, make) in enumerate(numbered, 1):
        blocks: list[Block] = []
        under: list[Section] = []
        for part in make(parties):
            if isinstance(part, Section):
                under.append(part)
            else:
                blocks.append(part)
        title = f"{number}. {heading}"
        sections += [Section(title, 1, tuple(blocks)), *under]
        for id_, objective in objectives().items():
            if any(
                section.heading == standard_terms.objective_heading(objective) for section in under
            ):
                settled[id_] = title
    sections.append(_annex(settled))
    return Agreement("Memorandum of understanding", parties.between, tuple(sections))


def _parties(parties: AgreementParties) -> list[Section | Block]:
    unknown = "not recorded"
    facts = [
        ("URN (unique reference number)", [party.urn for party in parties.parties]),
        ("Kind", [KIND_WORDS.get(party.kind, party.kind) for party in parties.parties]),
        ("Phase", [party.phase for party in parties.parties]),
        ("Local authority", [party.la for party in parties.parties]),
    ]
    table = Table(
        "The two parties",
        ("Item", *parties.names),
        tuple(((name,), *((value or unknown,) for value in values)) for name, values in facts),
        (0.28, 0.36, 0.36),
    )
    # Leads that an answer names are not asked for again.
    said = ABOVE if settles("\n".join(parties.answers.get("O2", ()))) else ""
    known = [party.lead or said for party in parties.parties]
    leads = parties.table(
        "Project leads of both sides",
        [
            ("Project lead", "lead", "role of the project lead", known),
            ("Stands in for the lead", "deputy", "role", None),
            ("Reached by", "reach", "an office address or number, not a private one", None),
        ],
    )
    opening = (
        f"This memorandum is between {parties.between}. It says what they mean to do together. "
        "Points that are still open stand in square brackets."
    )
    named = "Roles stand here rather than names: people change, the partnership goes on."
    return [
        Paragraph((opening,)),
        table,
        standard_terms.objective_section(parties, "O2", Paragraph((named,)), then=(leads,)),
    ]


def _aims(parties: AgreementParties) -> list[Section | Block]:
    blocks: list[Section | Block] = []
    if not math.isnan(parties.distance_km):
        far = f"{half_up(parties.distance_km, 1)} km apart in a straight line"
        blocks.append(Paragraph((f"The two are {far}.",)))
    if parties.area:
        text = f"{parties.names[0]} is in a priority area: {parties.area}."
        if parties.area_ended:
            text = (
                f"{parties.names[0]} is in the {parties.area}. The programme ended in "
                f"{parties.area_ended}; the need that it named is a reason to work here all the "
                "same."
            )
        blocks.append(Paragraph((text,)))
    aims: list[Line] = [
        (
            f"to meet {'a likely need' if one.is_likely else 'a need'} of {one.gainer} for "
            f"{one.words}{', if it is confirmed,' if one.is_likely else ''} with what {one.giver} "
            "can give",
        )
        for one in parties.given
    ]
    if aims:
        aims.append(("to work so that pupils and staff of both sides gain",))
        made: tuple[Block, ...] = (Paragraph(("We aim:",)), Bullets(tuple(aims)))
    else:
        made = (standard_terms.objective_blank("O1"),)
    blocks.append(standard_terms.objective_section(parties, "O1", *made))
    terms_of_time = (
        ("In the first two terms", "short"),
        ("By the end of the first year", "year"),
        ("By the end of this agreement", "end"),
    )
    goals = Table(
        "What is to be achieved, and by when",
        ("Stage", "What is to be achieved", "By when"),
        tuple(
            (
                (stage,),
                (Blank(f"goal-{key}", "something that can be seen or counted"),),
                (Blank(f"goal-{key}-by", "date"),),
            )
            for stage, key in terms_of_time
        ),
        (0.28, 0.47, 0.25),
    )
    blocks.append(standard_terms.objective_section(parties, "O13", goals))
    return blocks


def _activities(parties: AgreementParties) -> list[Section | Block]:
    listed = dict.fromkeys(one.words for one in parties.given)
    activities: list[Block] = [Bullets(tuple((words,) for words in listed))] if listed else []
    updates = tuple(
        Paragraph((text,))
        for id_, text in ACTIVITY_UPDATES.items()
        if any(one.activity == id_ for one in parties.given)
    )
    subjects = sorted({one.subject for one in parties.given if one.subject}, key=str.casefold)
    covered: Block = (
        Paragraph((", ".join(subjects),)) if subjects else standard_terms.objective_blank("O5")
    )
    return [
        standard_terms.objective_section(parties, "O3", *activities, then=updates),
        standard_terms.objective_section(parties, "O4"),
        standard_terms.objective_section(parties, "O5", covered),
    ]


def _responsibilities(parties: AgreementParties) -> list[Section | Block]:
    both = Bullets(
        (
            ("tell each other early when something cannot be done as agreed",),
            ("give the project leads the time that their part takes",),
            ("stay the employer of their own staff and answerable for their own pupils",),
            ("follow the law on equality, and make adjustments for disabled pupils and staff",),
            ("keep materials with whoever made them; the other may use them for its pupils",),
            ("hold insurance for visits and for the use of rooms, and check it before the start",),
        )
    )
    parts: list[Section | Block] = [Paragraph(("Both sides:",)), both]
    if parties.given:
        rows = []
        for one in parties.given:
            duty = duties()[one.activity]
            sees_to = (duty.gives, duty.gains) if one.side == 0 else (duty.gains, duty.gives)
            first = f"{one.capital}, given by {one.giver}"
            rows.append(((first,), *((text[0].upper() + text[1:],) for text in sees_to)))
        header = ("Activity", *parties.names)
        title = "What each side sees to, by activity"
        table = Table(title, header, tuple(rows), (0.28, 0.36, 0.36))
        parts.append(Section("Who sees to what", 2, (table,)))
    safe = parties.table(
        "Safeguarding leads of both sides",
        [("Safeguarding lead", "safe", "role of the designated safeguarding lead", None)],
    )
    text = (
        "Each side follows the statutory guidance Keeping children safe in education as it "
        "stands at the time. Before staff or volunteers work with pupils of the other side, the "
        "checks that the guidance asks for are made and confirmed in writing. The host’s policy "
        "holds on its premises; a concern about a child goes at once to the safeguarding lead "
        "of the child’s own school, and to that of the host."
    )
    parts.append(Section("Keeping pupils safe", 2, (Paragraph((text,)), safe)))
    return parts


def _annex(settled: Mapping[str, str]) -> Section:
    table = Table(
        "Where each of the thirteen objectives is settled",
        ("Objective", "Settled in section"),
        tuple(((f"{id_} {one.name}",), (settled[id_],)) for id_, one in objectives().items()),
        (0.5, 0.5),
    )
    return Section("Annex: where each objective is settled", 1, (table,))
