"""The terms of an agreement that hold whoever the two sides are: timetable, funding,
evaluation, data protection, review and ending, its standing, and the sign-off.

Law and guidance are named as they stood in November 2026: the UK GDPR and the Data
Protection Act 2018, both as amended by the Data (Use and Access) Act 2025 (in force in
stages to June 2026); 72 hours for a breach is article 33 of the UK GDPR.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from matcher.core.cells import in_words
from matcher.partnership.agreement.document import Blank, Block, Bullets, Paragraph, Section, Table
from matcher.partnership.agreement.non_answers import AGREED_ON, MEETING, names_date
from matcher.partnership.agreement.objectives import Objective, is_doubtful, objectives
from matcher.partnership.agreement.parties import AgreementParties

# Who agrees for a kind of institution, where the record does not say.
SIGNATORIES: Mapping[str, str] = MappingProxyType(
    {
        "state": "chair of the governing body or trust board",
        "independent": "chair of governors or trustees",
        "university": "chair of the university’s council or board",
        "college": "chair of the corporation",
    }
)

# The steps in order: what happens, and who sees to it.
STEPS = (
    ("Both governing bodies agree", "chairs"),
    ("Project leads agree dates for the first term", "project leads"),
    ("The starting point is measured, before any activity", "project leads"),
    ("First activity", "project leads"),
    ("First review", "project leads"),
    ("Yearly review and evaluation", "project leads and heads"),
    ("Findings are reported", "project leads"),
    ("This agreement ends or is renewed", "governing bodies"),
)

COSTS = ("Staff time and cover", "Travel", "Materials and equipment", "Rooms", "Evaluation")


def objective_heading(objective: Objective) -> str:
    """The heading under which an objective is settled."""
    return f"{objective.name} ({objective.id})"


def objective_blank(id_: str) -> Paragraph:
    """The blank of an objective."""
    return Paragraph((Blank(id_, objectives()[id_].prompt),))


def objective_section(
    parties: AgreementParties,
    id_: str,
    *made: Block,
    clause: str = "",
    then: tuple[Block, ...] = (),
) -> Section:
    """An objective as a section of its own: what a person answered; else ``made``, which is no
    more than a proposal; else, where no standard ``clause`` settles it, a blank. The clause and
    ``then`` stand in any case."""
    blocks = tuple(Paragraph((line,)) for line in parties.answers.get(id_, ())) or made
    if clause:
        blocks += (Paragraph((clause,)),)
    return Section(
        objective_heading(objectives()[id_]), 2, (blocks or (objective_blank(id_),)) + then
    )


def timetable(parties: AgreementParties) -> list[Section | Block]:
    """The steps from agreement to end, each with a day to fill in."""
    agreed = "; ".join(parties.answers.get("O12", ()))
    known = {1: agreed} if names_date(agreed) else {}  # the days of the meetings
    rows = tuple(
        (
            (step,),
            (known.get(number) or Blank(f"step-{number}", "date"),),
            (f"{who} of both sides",),
        )
        for number, (step, who) in enumerate(STEPS, 1)
    )
    return [Table("Timetable", ("Step", "By when", "Who sees to it"), rows, (0.46, 0.22, 0.32))]


def funding(parties: AgreementParties) -> list[Section | Block]:
    """Who bears which cost."""
    text = (
        "Each side bears its own costs, unless it is said otherwise below. No payment is owed "
        "under this memorandum; where one side is to pay the other, a separate contract says so."
    )
    rows = tuple(
        (
            (cost,),
            (Blank(f"cost-{number}", "£ a year, or none"),),
            (Blank(f"payer-{number}", "who pays"),),
        )
        for number, cost in enumerate(COSTS, 1)
    )
    table = Table(
        "Costs and who bears them", ("Cost", "Estimate", "Paid by"), rows, (0.4, 0.3, 0.3)
    )
    return [Paragraph((text,)), objective_section(parties, "O10", then=(table,))]


def evaluation(parties: AgreementParties) -> list[Section | Block]:
    """Measures, outcomes and the evaluation."""
    blocks: list[Section | Block] = [
        Paragraph(
            (
                "Both sides want to know whether the work makes a difference. Figures and what "
                "people say are both looked at, from before the first activity on, for all "
                "pupils who take part and for those eligible for free school meals among them.",
            )
        ),
        objective_section(parties, "O6"),
        objective_section(parties, "O7"),
        objective_section(parties, "O8"),
    ]
    for party, name in zip(parties.parties, parties.names, strict=True):
        if party.kind == "university":
            text = f"{name} reports on this work in its access and participation plan."
            blocks.insert(1, Paragraph((text,)))
    return blocks


def data_protection(parties: AgreementParties) -> list[Section | Block]:
    """What holds for personal data, and what each side settles about it."""
    keep_until = parties.kept_until
    points = (
        "Each side is the controller of the data it holds. No personal data pass from one to "
        "the other before a data sharing agreement says which, why, how and for how long.",
        "Counts and averages are passed on rather than records of pupils wherever they will do; "
        "groups so small that a pupil could be recognised are left out.",
        "Pupils, parents and staff are told beforehand what is done, which data are collected, "
        "what for, and whom to ask. Nobody has to answer a questionnaire.",
        "Both sides look together at whether a data protection impact assessment is needed, "
        "before any data are collected.",
        "A loss or leak is told to the other side at once, so that the regulator can be told "
        "within 72 hours where the law asks for it.",
        "Complaints about data go to the side that holds them, which answers without delay.",
    )
    bound = "" if _is_doubtful(parties, "O11") else ", although this memorandum does not"
    law = (
        "Both sides follow the UK GDPR and the Data Protection Act 2018, as amended by the Data "
        f"(Use and Access) Act 2025. These bind in law{bound}."
    )
    until = in_words(keep_until) if keep_until else Blank("keep-until", "date")
    return [
        Paragraph((law,)),
        Bullets(
            (
                *((point,) for point in points),
                (
                    "Unless both sides agree on another day, the papers of this partnership are "
                    "deleted after ",
                    until,
                    ".",
                ),
            )
        ),
        parties.table(
            "Data protection on both sides",
            [
                ("Asked about data", "dpo", "role, such as data protection officer", None),
                ("Data collected", "collects", "which data, or none", None),
                ("Lawful basis", "basis", "for each use, such as public task or consent", None),
                ("Deleted by", "deletes", "date or period", None),
            ],
        ),
    ]


def review(parties: AgreementParties) -> list[Section | Block]:
    """How the agreement is looked at again, changed and ended."""
    return [
        Bullets(
            (
                ("The project leads meet to review progress ", Blank("often", "how often"), "."),
                (
                    "A change is agreed in writing by both project leads; one that costs money or "
                    "alters the aims, by both governing bodies.",
                ),
                (
                    "A disagreement is taken up by the project leads, then by the heads, then by "
                    "the chairs.",
                ),
                ("This agreement runs until ", Blank("ends", "date"), " unless it is renewed."),
                (
                    "Either side may end it sooner, by writing to the other ",
                    Blank("notice", "how long before"),
                    ".",
                ),
                (
                    "At the end, pupils finish the activities they have begun where that can be "
                    "done, what was lent goes back, shared personal data are returned or deleted, "
                    "and both sides write down what was learnt.",
                ),
            )
        )
    ]


def legal_status(parties: AgreementParties) -> list[Section | Block]:
    """The form of the agreement, and that it does not bind in law. An answer stands before these
    clauses; where it may say something else, people settle whether the clause holds."""
    form = "This agreement takes the form of a memorandum of understanding. "
    annexed = "The plan and the checklist of the partnership go with it."
    free = (
        "This memorandum is not binding in law. It says what both sides mean in good faith to "
        "do. It gives neither a claim against the other, makes neither the agent or the employer "
        "of the other’s people, and sets up no partnership in the sense of company or tax law. "
    )
    regardless = (
        "What the law itself asks of either side, such as safeguarding and data protection, "
        "holds regardless."
    )
    found: list[Section | Block] = []
    for id_, clause in (("O9", form + annexed), ("O11", free + regardless)):
        settle = Blank(f"{id_}-clause", "it holds beside it, or is struck out")
        doubt = Paragraph(("Whether the clause above holds beside what stands before it: ", settle))
        then = (doubt,) if _is_doubtful(parties, id_) else ()
        found.append(objective_section(parties, id_, clause=clause, then=then))
    return found


def doubtful_clauses(parties: AgreementParties) -> tuple[str, ...]:
    """The objectives of which an answer may say something else than the standard clause."""
    return tuple(id_ for id_ in ("O9", "O11") if _is_doubtful(parties, id_))


def _is_doubtful(parties: AgreementParties, id_: str) -> bool:
    return is_doubtful(id_, "\n".join(parties.answers.get(id_, ())))


def sign_off(parties: AgreementParties) -> list[Section | Block]:
    """A table for each side to sign."""
    text = (
        "Work starts once the governing bodies of both sides have agreed to this memorandum. "
        "Those who sign confirm that theirs has."
    )
    signs = [party.signs or SIGNATORIES.get(party.kind, "") for party in parties.parties]
    # Days that an answer names are not asked for again.
    named = names_date("; ".join(parties.answers.get("O12", ())))
    days = [] if named else [(AGREED_ON, "agreed", MEETING, None)]
    table = parties.table(
        "Signatures for both governing bodies",
        [
            *days,
            ("Signs for it", "signs", "role of who signs", signs),
            ("Name", "", "", (" ", " ")),
            ("Signature", "", "", (" ", " ")),
            ("Date", "", "", (" ", " ")),
        ],
        by_hand=tuple(at + len(days) for at in (1, 2, 3)),
    )
    return [objective_section(parties, "O12", clause=text, then=(table,))]
