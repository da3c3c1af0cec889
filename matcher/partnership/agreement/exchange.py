"""What each side gives and gains: what it has stated is given, what it is only believed to be
able to give, or of which nobody knows whether it can, is a question.

An agreement is signed. A register that lists a sports hall, or results that suggest a strength,
have promised nothing: what rests on them stands in a table of its own, with the question to ask
and room for the answer.
"""

from __future__ import annotations

from matcher.partnership.agreement.document import Blank, Block, Paragraph, Section, Table
from matcher.partnership.agreement.parties import AgreementParties, Contribution
from matcher.partnership.record.partnership import IN_WORDS

_UNKNOWN = "not recorded"


def exchange_sections(parties: AgreementParties) -> list[Section | Block]:
    """What each side gives and gains, and what it is to be asked."""
    sections: list[Section | Block] = [
        Paragraph(
            (
                "A partnership lasts when both sides gain. What a side gives is what it has said "
                "that it offers. What else it may be able to give stands apart, to be asked: it is "
                "no part of this agreement until the answer is written in.",
            )
        )
    ]
    for side, (giver, gainer) in enumerate((parties.names, parties.names[::-1])):
        given = [one for one in parties.given if one.side == side]
        to_ask = [one for one in parties.to_ask if one.side == side]
        heading = f"What {giver} gives and {gainer} gains"
        if given:
            block: Block = _exchange_table(heading, giver, gainer, given)
        else:
            nothing = f"No strength of {giver} is known yet that meets a need of {gainer}. "
            if any(one.to_ask == IN_WORDS for one in to_ask):
                nothing = f"{giver} has not confirmed yet what it gives. "
            elif to_ask:
                nothing = f"{giver} has not said yet what it gives. "
            block = Paragraph(
                (nothing, Blank(f"gives-{side}", "what is given, and which need it meets"))
            )
        sections.append(Section(heading, 2, (block,)))
        if to_ask:
            heading = f"To be asked of {giver}"
            sections.append(Section(heading, 2, (_question_table(heading, giver, gainer, to_ask),)))
    return sections


def _question_table(
    title: str, giver: str, gainer: str, contributions: list[Contribution]
) -> Table:
    """What a side is believed to be able to give: nothing that it has promised."""
    return Table(
        title,
        ("What", f"The need of {gainer} rests on", "Question", f"Answer of {giver}"),
        tuple(
            (
                (f"To be asked: {one.words}",),
                (one.need or _UNKNOWN,),
                (_question(giver, one),),
                (Blank(f"asked-{one.key}", "yes or no, how often, and for how many"),),
            )
            for one in contributions
        ),
        (0.20, 0.26, 0.34, 0.20),
    )


def _question(giver: str, one: Contribution) -> str:
    """What to ask. Who has written of it is asked to confirm it, and not told that it said
    nothing."""
    if one.to_ask != IN_WORDS:
        return (
            f"Could {giver} give this, and how much of it? It has not said so; "
            f"{one.to_ask}{_basis(one.strength)}."
        )
    quote = one.strength.partition(": ")[2]
    is_quoted = quote.startswith("“")
    says = f"The list says {quote}" if is_quoted else "Words of the list seem to say so"
    return f"{says}. Please confirm that {giver} gives this, and how much of it."


def _basis(strength: str) -> str:
    """The fact that a belief rests on, in brackets; its source is said before it."""
    fact = strength.partition(": ")[2]
    return f" ({fact})" if fact else ""


def _exchange_table(
    title: str, giver: str, gainer: str, contributions: list[Contribution]
) -> Table:
    return Table(
        title,
        ("What", f"The need of {gainer} rests on", f"The offer of {giver} rests on", "How much"),
        tuple(
            (
                (one.capital,),
                (one.need or _UNKNOWN,),
                (one.strength or _UNKNOWN,),
                (Blank(f"much-{one.key}", "how often, and for how many"),),
            )
            for one in contributions
        ),
        (0.22, 0.29, 0.29, 0.20),
    )
