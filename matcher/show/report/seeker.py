"""The page of a school that looks for partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from matcher.core.figures.number_format import counted
from matcher.core.tables import BASIS
from matcher.show.explain.asking import of_several
from matcher.show.explain.phrases.exchange import OFFERS_NOTHING
from matcher.show.explain.reasons import NEEDS_NOTHING
from matcher.show.kit.document.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from matcher.show.report import in_lists_of, in_return, planned, top, unknown, words
from matcher.show.report.facts import Exchange, Listed, ReportFacts, whom_to_ask
from matcher.show.report.sketch_map import key, sketch, sources

_HEAD = ("No.", "Partner", "How far; score", "What it could give you", "What you could give it",
         "What its place rests on")  # fmt: skip
_WIDTHS = (0.035, 0.255, 0.075, 0.26, 0.145, 0.23)
_TERMS = {
    "near": "how near they are",
    "opportunity": "whether you are in or near a priority area, the same for all of them",
    "gives": "how much of what you need they have or offer, as far as is known",
    "gains": "what they would gain themselves",
}
_MOST_HAD = 3  # of the things that a school has, in a cell of a table
_MOST_NAMED = 5  # of the needs that a question names
Duties = Mapping[str, tuple[str, str]]  # of an activity: what who gives does, what who gains does


def document(facts: ReportFacts, duties: Duties) -> Document:
    """The page; ``duties`` by activity: what it asks of the side that gives, and of the other."""
    exchanged = partial(_exchanged, facts)
    return Document(
        f"{facts.name}: partners who could help, and what with",
        tuple(
            filter(
                None,
                (
                    facts.what,
                    facts.where,
                    facts.run.left_out,
                    top.narrowed(facts),
                    top.compared(facts),
                    _lead(facts),
                ),
            )
        ),
        (
            *planned.plan_blocks(facts, (_HEAD[1], "How far", *_HEAD[3:5]), exchanged),
            *_partners(facts),
            *in_lists_of.blocks(facts, exchanged),
            *_begin(planned.advised(facts), duties),
            *_ask(planned.advised(facts)),
            *_needs(facts),
            *_offers(facts),
            *unknown.not_understood(facts),
            *words.figures_note(facts),
            *words.method_blocks(facts, words.order(facts, "Partners", _TERMS)),
        ),
        sources(facts),
    )


def _lead(facts: ReportFacts) -> str:
    """What a reader in a hurry takes away."""
    if facts.why_none:
        return words.sentence(f"no partner is listed: {facts.why_none}")
    if facts.beyond:
        many = counted(len(facts.listed), "partner")
        none = f"Nobody that you may meet is within {facts.run.limit}."
        be = "is" if len(facts.listed) == 1 else "are"
        return f"{none} The nearest {many} beyond it {be} listed."
    asked = sum(_is_to_be_asked(facts, one) for one in facts.listed)
    told, shown = [top.best(facts)], unknown.known(facts.run)
    if not facts.needs_known:
        told.append(
            "no need of yours can be told here"
            if facts.run.left_out
            else "nobody has told us what you need"
            + unknown.if_understood(facts)
            + ", so no partner is placed by your needs"
        )
    elif facts.says_nothing_needed:
        told.append("your school is said to need nothing")
    elif facts.needs and not any(one.asked for one in facts.needs):
        told.append(f"you are not {shown} to need anything{top.of_what_was_asked(facts)}")
    elif not facts.needs:
        told.append(unknown.no_need_in_short(facts))
    else:
        told.append(top.helping(facts))
        if asked:
            told.append(f"of {asked} nothing at all is {shown} yet")
    return words.sentence("; ".join(told))


def _partners(facts: ReportFacts) -> list[Block]:
    if not facts.listed:
        return []
    drawn = sketch(facts)
    blocks: list[Block] = [Heading("Your list" if facts.planned else "Your partners")]
    if drawn is not None:
        blocks += [drawn, Paragraph(key())]
    return [*blocks, _table("Partners, the best first", facts.listed, facts)]


def _table(caption: str, listed: tuple[Listed, ...], facts: ReportFacts) -> Table:
    rows = tuple(
        (
            str(one.rank),
            words.partner_cell(one, facts),
            words.how_far_cell(one),
            *_exchanged(facts, one),
            words.sure_cell(one),
        )
        for one in listed
    )
    return Table(caption, _HEAD, rows, frozenset({"No."}), _WIDTHS)


def _exchanged(facts: ReportFacts, one: Listed) -> tuple[str, str]:
    """The cells of what a partner could give (where it meets no need: what it is known to have),
    and of what it would get."""
    known = ["no offer of it stands out"] if one.offers_known else []
    # Of a school with a need that is not met it stands beside that; else in place of the question.
    unmet = tuple(phrase for phrase in one.silent if "cover" in phrase)
    has = _has_phrases(one.has)
    silent = [*unmet, *has] if has else one.silent or known
    silent = [*one.silent, OFFERS_NOTHING] if one.offers_nothing else silent
    first = [NEEDS_NOTHING] * facts.says_nothing_needed
    return (
        words.exchange_cell(one.gets, [*first, *silent]),
        words.exchange_cell(one.gives, (one.silent_back,)),
    )


def _has_phrases(has: Sequence[Exchange]) -> list[str]:
    """What a partner is known to offer, and apart from that what only seems so: the greatest few
    things, and how many more there are."""
    told: dict[bool, list[str]] = {True: [], False: []}
    for one in has[:_MOST_HAD]:
        is_known = one.is_stated or one.rests_on == BASIS["published"]
        told[is_known].append(words.exchange_words(one, own=True))
    titles = {True: "known of it", False: "it may offer"}
    more = len(has) - _MOST_HAD
    return [
        *(f"{titles[known]}: {', '.join(those)}" for known, those in told.items() if those),
        *([f"and {more:,} more"] if more > 0 else []),
    ]


def _begin(facts: ReportFacts, duties: Duties) -> list[Block]:
    begun = planned.where_to_begin(facts, facts.askable, gets=True)
    if begun is None:
        return []
    one, first = begun
    does, asks = duties[first.activity]
    begin = f"{one.name} ({planned.numbered(one)}): begin with {first.offered}"
    asked, likely = "once it says that it offers that", "if you do need it"
    provided = words.provided(first, asked=asked, likely=likely)
    lines = [
        words.sentence(", ".join(filter(None, (begin, provided)))),
        *planned.why_first(facts.askable, begun, gets=True),
        words.sentence(f"for that the partner {does}; your school {asks}"),
    ]
    lines += [in_return.with_whom_to_begin(one, facts), words.BEFORE_IT_STARTS]
    return [Heading("What to agree first"), Bullets(tuple(lines))]


def _ask(facts: ReportFacts) -> list[Block]:
    lines = words.ask_whether_offered(facts.askable)
    near = [one for one in facts.askable if _is_to_be_asked(facts, one)]
    lines += [*_asking(facts, near, planned.who_they_are(facts)), *_unmet(facts, near)]
    beside = whom_to_ask(facts.worth_asking)
    lines += [*facts.farther, *_asking(facts, beside, "worth asking beside your list")]
    if any(one.likely for one in facts.needs):
        lines.append(
            "Your own staff: are the likely needs below true? Tell your office; what a school says "
            "itself goes before figures."
        )
    elif not facts.needs and not facts.says_nothing_needed:
        lines.append(
            "Your own staff: what do you need? Tell your office; then the list goes by it."
        )
    lines += _what_they_offer(facts)
    lines += in_return.questions(facts)
    if not facts.offers_known:
        silent = words.sentence(unknown.nothing(facts.run))
        lines.append(f"Your own staff: what could you give in return? {silent}")
    return [Heading("Whom to ask what"), Bullets(tuple(lines))] if lines else []


def _asking(facts: ReportFacts, some: Sequence[Listed], where: str) -> list[str]:
    """The question to partners of which nothing is known."""
    names = [f"{one.name} ({one.apart})" for one in some]
    asking = of_several(facts.asking) if len(some) > 1 else facts.asking
    return [words.sentence(f"{words.listing(names)}, {where}: {asking}")] if names else []


def _unmet(facts: ReportFacts, asked: Sequence[Listed]) -> list[str]:
    """Whom of the list to ask about the needs that nobody in it is known to meet, beside those who
    are ``asked`` as nothing is known of what they offer."""
    met = words.numbers_by_thing(facts.listed, gets=True)
    others = [one for one in facts.askable if one not in asked]
    unmet = {
        need: whom
        for need in facts.needs
        if need.asked
        and need.words not in met
        and (whom := [one for one in others if need.words in one.unknown])
    }
    lines = []
    # Those who come first of more needs than one are asked about them together.
    by_whom: dict[tuple[str, ...], tuple[set[int], list[str]]] = {}
    for need, whom in [*unmet.items()][:_MOST_NAMED]:
        names = tuple(f"{one.name} ({one.apart})" for one in whom[: words.MOST_TO_ASK])
        many, needs = by_whom.setdefault(names, (set(), []))
        many.add(len(whom))
        needs.append(f"{need.words} (a likely need)" if need.likely else need.words)
    none = f"nobody {planned.who_they_are(facts)} is" if len(facts.listed) > 1 else "it is not"
    for names, (many, needs) in by_whom.items():
        told = unknown.first_few(names, many, small=any(one.too_small for one in facts.askable))
        lines.append(
            words.sentence(
                f"{told}: ask whether {'it' if len(names) == 1 else 'one of them'} "
                f"could give {words.listing(needs, 'or')}, which {none} "
                f"{unknown.known(facts.run)} to offer"
            )
        )
    if more := [*unmet][_MOST_NAMED:]:
        shown = len({*more} & {*words.of_table(facts.needs, met)})
        lines.append(
            f"These are the {_MOST_NAMED} greatest needs to ask about. Of "
            f"{counted(len(more), 'more such need')} the table below has {shown or 'none'}."
        )
    return lines


def _is_to_be_asked(facts: ReportFacts, one: Listed) -> bool:
    """Whether a need is there to ask about, and nothing is known of what a partner offers: also
    where nothing is of any, of which lists do not speak."""
    return not one.offers_known and any(need.asked for need in facts.needs)


def _what_they_offer(facts: ReportFacts) -> list[str]:
    """Whom of the list to ask what it could offer, where no need is there to ask about."""
    silent = [one.name for one in facts.askable if not one.offers_known]
    if facts.needs or facts.says_nothing_needed or not silent:
        return []
    each = "it" if len(silent) == 1 else "each of them"
    asked = (
        f"{in_return.named(silent, facts)}: ask what {each} could offer, as "
        f"{unknown.nothing(facts.run)}"
    )
    return [words.sentence(asked)]


def _needs(facts: ReportFacts) -> list[Block]:
    title = Heading("What you need, and how we know")
    if facts.needs:
        return [
            title,
            *words.known_table(
                words.needs_caption(facts),
                ("Need", "Who in your list could meet it"),
                facts.needs,
                in_lists_of.who_could_meet(facts),
                partial(unknown.nobody_meets, facts),
            ),
            *unknown.figures_blocks(facts),
        ]
    if facts.says_nothing_needed:
        return [title, Paragraph("Your school is said to need nothing.")]
    return [title, Paragraph(unknown.no_need(facts)), *unknown.figures_blocks(facts)]


def _offers(facts: ReportFacts) -> list[Block]:
    title = Heading("What you could offer, and how we know")
    if facts.offers:
        return [
            title,
            *words.known_table(
                "Offers, the greatest first",
                ("Offer", "Who in your list needs it"),
                facts.offers,
                words.in_words(words.numbers_by_thing(facts.listed, gets=False)),
                partial(unknown.nobody_needs, facts),
            ),
        ]
    if facts.says_nothing_offered:
        return [title, Paragraph("Your school is said to offer nothing.")]
    return [title, Paragraph(unknown.no_offer(facts))]
