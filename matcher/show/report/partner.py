"""The page of a partner: the schools that it could help, told to the partner."""

from __future__ import annotations

from functools import partial

from matcher.show.explain.needs import SOURCE_WORDS
from matcher.show.kit.document.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from matcher.show.report import could_help, in_lists_of, planned, top, unknown, words
from matcher.show.report.facts import Listed, ReportFacts
from matcher.show.report.seeker import Duties
from matcher.show.report.sketch_map import key, sketch, sources

_HEAD = ("No.", "School", "How far; score", "What you could give it", "What it could give you",
         "What its place rests on")  # fmt: skip
_WIDTHS = (0.035, 0.315, 0.075, 0.195, 0.125, 0.255)
_MOST_ASKED = 8  # schools by name about needs that they have told
_TERMS = {
    "near": "how near they are",
    "opportunity": "whether they are in or near a priority area",
    "gives": "how much of what they need you have or offer, as far as is known",
    "gains": "what they could give you",
}


def document(facts: ReportFacts, duties: Duties) -> Document:
    """The page; ``duties`` as for a seeker."""
    return Document(
        f"{facts.name}: schools that you could help, and what with",
        tuple(
            filter(
                None,
                (
                    facts.what,
                    facts.run.left_out,
                    top.narrowed(facts),
                    top.compared(facts),
                    _lead(facts),
                ),
            )
        ),
        (
            *planned.plan_blocks(facts, (_HEAD[1], "How far", *_HEAD[3:5]), _exchanged),
            *_schools(facts),
            *in_lists_of.blocks(facts, _exchanged),
            *_begin(planned.advised(facts), duties),
            *_ask(planned.advised(facts)),
            *_offers(facts),
            *_needs(facts),
            *unknown.not_understood(facts),
            *words.figures_note(facts),
            *words.method_blocks(facts, words.order(facts, "Schools", _TERMS)),
        ),
        sources(facts),
    )


def _lead(facts: ReportFacts) -> str:
    if facts.why_none:
        return words.sentence(f"no school is listed: {facts.why_none}")
    if facts.offers_known:
        return could_help.lead(facts, _helped(facts))
    silent = (
        "no offer of yours can be told here"
        if facts.run.left_out
        else "nothing is known of what you offer, so no school is placed by what it needs"
    )
    return words.sentence(f"{top.best(facts)}; {silent}")


def _helped(facts: ReportFacts) -> str:
    """How many schools have a need that the partner is known to meet, and how many may have one
    that it may meet: what nobody has said, of the need or of the offer, is told as a guess."""
    helped = [one.gives for one in facts.listed if one.gives]
    sure = sum(any(each.is_known_met for each in gives) for gives in helped)
    told = sum(not all(each.is_likely for each in gives) for gives in helped) - sure
    known, guess = "a need that you are known to meet", "a need that you may be able to meet"
    alone = len(facts.listed) == 1
    if not helped:
        if facts.run.left_out:
            return "no need that you meet is shown here"
        return f"{'it is not known to have' if alone else 'none has'} {known}"
    found: list[str] = []
    for many, has, have, need in (
        (sure, "has", "have", known),
        (told, "has", "have", "one that you may be able to meet" if sure else guess),
        (len(helped) - sure - told, "may have", "may have", "one" if sure or told else guess),
    ):
        if many:
            who = "it" if alone else f"{many} more" if found else f"{many}"
            found.append(f"{who} {has if many == 1 else have} {need}")
    silent = f"you have not said so yourself{unknown.if_understood(facts)}"
    for who_says in top.who_says(helped, silent):
        found[-1] += f", as lists, registers or figures suggest: {who_says}"
    return words.listing(found)


def _schools(facts: ReportFacts) -> list[Block]:
    if not facts.listed:
        return []
    drawn = sketch(facts)
    blocks: list[Block] = [Heading("Schools that you could help")]
    if drawn is not None:
        blocks += [drawn, Paragraph(key())]
    blocks.append(_table("Schools, the best first", facts.listed, facts))
    outside = could_help.others(facts, _exchanged)
    if outside and facts.by_phase:
        blocks += [*outside, Heading("The best of each phase")]
    else:
        blocks += outside
    for phase, listed in facts.by_phase:
        blocks.append(
            _table(f"Further schools: the best of phase {phase}, numbered on", listed, facts)
        )
    return blocks


def _table(caption: str, listed: tuple[Listed, ...], facts: ReportFacts) -> Table:
    rows = tuple(
        (
            str(one.rank),
            words.partner_cell(one, facts),
            words.how_far_cell(one),
            *_exchanged(one),
            words.sure_cell(one),
        )
        for one in listed
    )
    return Table(caption, _HEAD, rows, frozenset({"No."}), _WIDTHS)


def _exchanged(one: Listed) -> tuple[str, str]:
    """The cells of what a school could get, and of what it would give."""
    nothing = ("it is said to need nothing",) * one.needs_nothing
    no_need = ("no need of it stands out",) * (one.needs_known and not nothing)
    return (
        words.exchange_cell(one.gives, (*nothing, *(one.silent or no_need))),
        words.exchange_cell(one.gets, (one.silent_back,)),
    )


def _begin(facts: ReportFacts, duties: Duties) -> list[Block]:
    # Outside of the lists only those that have told a need: the others are guesses, and farther.
    told = [one for one in _all(facts) if one.rank or not all(each.is_likely for each in one.gives)]
    begun = planned.where_to_begin(facts, told, gets=False)
    if begun is None:
        return []
    one, first = begun
    does, asks = duties[first.activity]
    begin = f"{one.name} ({planned.numbered(one)}): begin with {first.offered}"
    asked, likely = "if you can offer that", "if the school does need it"
    provided = words.provided(first, asked=asked, likely=likely)
    lines = [
        words.sentence(", ".join(filter(None, (begin, provided)))),
        *planned.why_first(told, begun, gets=False),
        words.sentence(f"for that your side {does}; the school {asks}"),
    ]
    if one.gets:
        back = words.listing([each.offered for each in one.gets])
        lines.append(f"It could give you {back}. Partnerships last where both sides gain.")
    elif one.offers_nothing or facts.says_nothing_needed:
        lines.append(f"{words.sentence(one.silent_back)} Partnerships last where both sides gain.")
    else:
        lines.append(
            f"What it could give you is not {unknown.known(facts.run)}. Say what you would gain "
            "from: partnerships last where both sides gain."
        )
    return [Heading("What to agree first"), Bullets((*lines, words.BEFORE_IT_STARTS))]


def _all(facts: ReportFacts) -> tuple[Listed, ...]:
    """All that a page names: those in the lists, then those outside of them."""
    return (*words.everybody(facts), *(() if facts.helped is None else facts.helped.others))


def _ask(facts: ReportFacts) -> list[Block]:
    lines = []
    told = [
        f"{one.name} ({words.listing(needs)})"
        for one in _all(facts)
        if (needs := [each.words for each in one.gives if not each.is_likely])
    ]
    if told:
        those = words.listing([*told[:_MOST_ASKED], *_more(len(told) - _MOST_ASKED)])
        first = (
            "Ask this school first whether it still needs what it has said"
            if len(told) == 1
            else "Ask these first whether they still need what they have said"
        )
        lines.append(f"{first}, as you may be able to help: {those}.")
    if not facts.offers_known:
        lines.append(
            f"Your own staff: what could you offer? {words.sentence(unknown.nothing(facts.run))} "
            "Tell the office that sent you this; then the list goes by it."
        )
    elif unsaid := [one for one in facts.offers if one.basis and one.sure < 1]:
        in_words = [one.basis.startswith(SOURCE_WORDS["wording"]) for one in unsaid]
        whence = "are only read from sentences, or that " if any(in_words) else ""
        whence += "registers or figures suggest"
        if all(in_words):
            whence = "are only read from sentences"
        lines.append(
            f"Your own staff: which of the offers below that {whence} would you give? What you say "
            "yourself goes before them."
        )
    if not facts.needs_known:
        lines.append(
            "Your own staff: what would you gain from? "
            f"{words.sentence(unknown.nothing(facts.run))} Tell the office."
        )
    silent = [one.name for one in facts.listed if not one.gives and not one.needs_nothing]
    if silent and facts.offers_known:
        lines.append(
            words.sentence(
                f"{words.listing(silent)}: ask what would help, as no need that you meet is "
                f"{unknown.known(facts.run)}"
            )
        )
    likely = [
        f"{one.name} ({words.listing([each.words for each in doubtful])})"
        for one in words.everybody(facts)
        if (doubtful := [each for each in one.gives if each.need_sure < 1])
    ]
    if likely:
        lines.append(
            words.sentence(f"ask whether these likely needs are true: {words.listing(likely)}")
        )
    return [Heading("Whom to ask what"), Bullets(tuple(lines))] if lines else []


def _more(many: int) -> list[str]:
    return [f"{many:,} more named above"] if many > 0 else []


def _offers(facts: ReportFacts) -> list[Block]:
    title = Heading("What you offer, and how we know")
    if facts.offers:
        return [
            title,
            *words.known_table(
                "Offers, the greatest first",
                ("Offer", "Who needs it"),
                facts.offers,
                could_help.who_needs_it(facts),
                partial(unknown.nobody_needs, facts),
            ),
        ]
    if facts.says_nothing_offered:
        return [title, Paragraph("You are said to offer nothing.")]
    return [title, Paragraph(unknown.no_offer(facts))]


def _needs(facts: ReportFacts) -> list[Block]:
    title = Heading("What you would gain from, and how we know")
    if facts.needs:
        return [
            title,
            *words.known_table(
                words.needs_caption(facts),
                ("Need", "Who in your lists could meet it"),
                facts.needs,
                words.in_words(words.numbers_by_thing(words.everybody(facts), gets=True)),
                partial(unknown.nobody_meets, facts),
            ),
        ]
    if facts.says_nothing_needed:
        return [title, Paragraph("You are said to need nothing.")]
    return [title, Paragraph(unknown.no_need(facts))]
