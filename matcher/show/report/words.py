"""Phrases that the pages of seekers and of partners share."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from matcher.core.figures.number_format import counted
from matcher.core.tables import BASIS, WIDER
from matcher.show.explain.met import either
from matcher.show.explain.score.known import known_in_words
from matcher.show.kit.attribution import ENTRIES
from matcher.show.kit.document.blocks import Block, Bullets, Heading, Paragraph, Table
from matcher.show.kit.text_format import percentages, three_decimals
from matcher.show.report.facts import PARTNER, SEEKER, Exchange, Known, Listed, ReportFacts
from matcher.show.sensitivity.words import MEANING

_STATED = BASIS["stated"]
# How an offer that nobody has stated is to be asked about.
_ASK_FIRST = {  # the surest first
    WIDER: "what is offered is wider, and may not include it",
    BASIS["wording"]: "words of the list seem to say so",
    BASIS["published"]: "a public register lists it; to have a thing is not to offer it",
    BASIS["inferred"]: "what a public register lists suggests it, and no more",
    BASIS["measured"]: "published figures suggest it",
}
_SUREST = (_STATED, *_ASK_FIRST)
_KNOWN = (
    "“What its place rests on” says what of each is known, and what is not. “Not for sure” is what "
    "figures, a register or words of a list only suggest; where no need stands out, slight ones "
    "that figures suggest count alone."
)
# What the terms of a score are to the reader, by its side. How near a priority area a school is
# puts none of its partners before another.
_TERMS = {
    SEEKER: {"gives": "what it could give you", "gains": "what you could give it"},
    PARTNER: {
        "opportunity": "how near a priority area it is",
        "gives": "what you could give it",
        "gains": "what it could give you",
    },
}
_FIGURES = (
    "“How great” says how much of a thing a school needs, or offers: 100% is in full. What a "
    "school or its office says counts in full, but where it adds how much; what registers or "
    "figures suggest is an estimate. “How sure” says how far that can be relied on: 100% where a "
    "school or its office has said it in so many words, less where we read it from sentences."
)
_PUPILS = (
    "The pupils that a source tells of are those that it counted, on a day or in a year of its own "
    "and sometimes of one year group. The number at the top of this page is of the list or the "
    "register, or of a published table where neither says it."
)
_REGISTER = (
    "Addresses and telephone numbers stand in Get Information about Schools, the public register, "
    f"of each school at {ENTRIES}URN (put its number in place of the last three letters)"
)
NOUNS = {SEEKER: "school", PARTNER: "partner"}  # what one of a side is called on a page
MOST_TO_ASK = 3  # of a list about one thing, by name
_MOST = 12  # needs, or offers, of a table, those with somebody first; the rest is counted
# What a reader can do about those that a page only counts; the office reads how in
# docs/how-to/report-for-a-school.md.
ASK_WHO = "ask your office who they are."
BEFORE_IT_STARTS = (
    "Settle before anything starts: who leads on each side, which activities, year groups and "
    "subjects, who travels, what is to be reached by when, and how both will know. Both governing "
    "bodies agree first."
)


def sentence(words: str) -> str:
    """A phrase as a sentence: a capital, and a full stop."""
    ended = words if words.endswith((".", "?", "!")) else f"{words}."
    return ended[:1].upper() + ended[1:]


def listing(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: "one, two and three"."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def exchange_words(one: Exchange, *, own: bool) -> str:
    """A need that the other side meets, and how far that is known; ``own``: the need is of the
    reader, who knows best whether it is one."""
    told = [f"in part, by {one.offered}"] if one.by else []
    told += [one.rests_on]
    if one.offer_sure < 1 and not one.is_stated:
        told.append(f"offer {one.offer_sure:.0%} sure")
    if one.is_likely:
        told.append(f"a likely need, {one.need_sure:.0%} sure")
    return f"{one.words} ({', '.join(told)})" if own or told else one.words


def exchange_cell(exchanges: Iterable[Exchange], silent: Iterable[str] = ()) -> str:
    """The cell of a table for what one side gets, or why nothing is said."""
    found = [exchange_words(one, own=True) for one in exchanges]
    return sentence("; ".join(found or silent) or "not known")


def partner_cell(one: Listed, facts: ReportFacts) -> str:
    """The cell of a table that names a school of a list."""
    of_lists = facts.is_met_by_lists_alone(one.urn)
    own = f"you are number {one.own_rank} in its list" if one.own_rank else ""
    if one.own_of_phase:
        many = f", of {counted(one.of_phase, 'school')}" if one.of_phase else " of schools"
        own += f"{many} of your phase"
    if own and of_lists:  # a short list beside those that have everybody in reach
        own += f", among the {NOUNS[facts.side]}s of the lists alone"
    if own and one.own_alone:  # "number 1" of one would be praise for nothing
        own = "you are the only one in its list"
        if facts.run.of_lists.get(facts.side) or of_lists:
            own = f"you are the only {NOUNS[facts.side]} of the lists that it may meet"
    if facts.run.of_lists.get(facts.side) == 1:  # the top of the page says so, once for all
        own = ""
    planned = "together in the plan" if one.in_plan else one.full
    told = filter(None, (one.what, own, planned, *one.notes))
    urn = f" ({one.urn})" if one.urn.isdigit() else ""
    return f"{one.name}{urn}. {sentence('; '.join(told))}"


def sure_cell(one: Listed) -> str:
    """The cell of a table for how sure a place in a list is."""
    return sentence("; ".join(filter(None, (one.alone, one.known, one.sureness))))


def how_far_cell(one: Listed) -> str:
    """The cell of a list for how far one is, and with what score it stands there: beside each
    other, as two of a list may read alike in all else."""
    score = "" if math.isnan(one.score) else f"score {three_decimals(one.score)}"
    return "; ".join(filter(None, (one.apart, score)))


def known_words(states: Mapping[str, str], side: str, *, by_time: bool) -> str:
    """What of a pair is known and what is not (``states``, by term), to the reader on its side."""
    names = {"near": "travel time" if by_time else "distance", **_TERMS[side]}
    return known_in_words(states, names)


def known_table(
    caption: str,
    titles: tuple[str, str],
    known: Sequence[Known],
    who: Mapping[str, str],
    nobody: Callable[[str], str],
) -> list[Block]:
    """What a school needs, or offers, and how we know. ``titles``: of the first column, and of that
    of who meets, or needs, it; ``who``: these by the words of the thing; ``nobody``: what is said
    of a thing where there is none."""
    rows = tuple(
        (
            one.words[:1].upper() + one.words[1:],
            f"{one.degree:.0%}",
            f"{one.sure:.0%}",
            who.get(one.words) or (nobody(one.words) if one.asked else "not asked in this run"),
            sentence(one.basis),
        )
        for one in of_table(known, who)
    )
    more = len(known) - len(rows)
    left_out = f"{more} more, of smaller degree or with nobody beside them, are left out here."
    note = [Paragraph(left_out)] if more else []
    head = (titles[0], "How great", "How sure", titles[1], "How we know")
    figures = frozenset({"How great", "How sure"})
    return [Table(caption, head, rows, figures, (0.21, 0.08, 0.08, 0.24, 0.39)), *note]


def needs_caption(facts: ReportFacts) -> str:
    """The caption of the table of what the school of a page needs."""
    likely = {one.likely for one in facts.needs}
    if len(likely) > 1:
        return "Needs, those that are said first, then those that figures or a register suggest"
    guessed = " that figures or a register suggest" if True in likely else ""
    return f"Needs{guessed}, the greatest first"


def of_table(known: Sequence[Known], who: Container[str]) -> list[Known]:
    """What the table of needs, or offers, has room for: first that which is in ``who``, as somebody
    meets it, or needs it."""
    first = sorted(range(len(known)), key=lambda at: (known[at].words not in who, at))[:_MOST]
    return [known[at] for at in sorted(first)]


def figures_note(facts: ReportFacts) -> list[Block]:
    """What the figures of the tables of needs and offers mean; none where no table is."""
    known = (*facts.needs, *facts.offers)
    if not known:
        return []
    counts_pupils = " pupil" in facts.what and any("pupils" in one.basis for one in known)
    return [Paragraph(_FIGURES), *([Paragraph(_PUPILS)] if counts_pupils else [])]


def numbers_by_thing(listed: Iterable[Listed], *, gets: bool) -> dict[str, list[int]]:
    """Which of a list meet each need of the reader (``gets``), or need each thing that it offers,
    by the words of the need, or of the offer."""
    found: dict[str, list[int]] = {}
    for one in listed:
        things = [each.words for each in one.gets] if gets else [
            thing for each in one.gives for thing in each.served_by or each.things]  # fmt: skip
        for thing in dict.fromkeys(things):
            found.setdefault(thing, []).append(one.rank)
    return found


def in_words(numbers: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Numbers of a list, by the words of a thing, in a row: "numbers 1, 2 and 5"."""
    return {
        thing: f"number{'s' * (len(those) > 1)} {listing(list(map(str, those)))}"
        for thing, those in numbers.items()
    }


def ask_whether_offered(listed: Iterable[Listed]) -> list[str]:
    """Whom to ask whether they would offer what they only seem to have; those of whom the same is
    to be asked together."""
    by_question: dict[str, list[str]] = {}
    for one in listed:
        asked: dict[str, str] = {}
        named: set[str] = set()  # one thing may meet a need in full and only suggest another
        for got in sorted(one.gets, key=lambda got: (_SUREST.index(got.rests_on), len(got.things))):
            things = (got.words,) if got.is_wider else got.things
            if not named.issuperset(things):
                asked[either(things)] = got.rests_on
                named.update(things)
        told = [
            f"{listing([thing for thing, of in asked.items() if of == basis])} ({first})"
            for basis, first in _ASK_FIRST.items()
            if basis in asked.values()
        ]
        if told:
            by_question.setdefault(listing(told), []).append(one.name)
    return [
        sentence(
            f"{listing(names)}: ask whether {'it' if len(names) == 1 else 'each'} would offer "
            f"{question}"
        )
        for question, names in by_question.items()
    ]


def provided(one: Exchange, *, asked: str, likely: str) -> str:
    """What has to be so before one can begin with an exchange, "" where all is: that the offer is
    made (``asked``), and that there is a need (``likely``)."""
    told = [] if one.is_stated else [
        f"once it is settled that this includes {one.words}" if one.is_wider else asked
    ]  # fmt: skip
    return " and ".join([*told, *([likely] if one.is_likely else [])])


def everybody(facts: ReportFacts) -> tuple[Listed, ...]:
    """All that a page lists, each with a number of its own."""
    return (*facts.listed, *(one for _, listed in facts.by_phase for one in listed))


def order(facts: ReportFacts, who: str, terms: Mapping[str, str]) -> str:
    """What the list is put in order by: the terms that this run weighs. ``terms``: each in words,
    as the reader is to see it; ``who``: those in the list."""
    shares = facts.run.shares
    weights = percentages(shares)
    used = [f"{told} ({weights[term]})" for term, told in terms.items() if shares.get(term)]
    left_out = [told for term, told in terms.items() if not shares.get(term)]
    told = (
        f"{who} are put in order by a score: {listing(used)}. What is not known counts as for an "
    )
    told += "average pair of their kinds."
    if facts.run.narrowed and not facts.run.of_seekers:
        told += " Those known to fit what this run was narrowed to come before the others."
    return f"{told} Not counted in this run: {listing(left_out)}." if left_out else told


def method_blocks(facts: ReportFacts, order: str) -> list[Block]:
    """How the list was made, and of when it is."""
    entries = facts.entries
    told = (
        order,
        "Distances are in a straight line on the map, across water too, unless minutes are told: "
        f"look up the way before you plan to meet. The limit of this run is {facts.run.limit}.",
        "The list is a suggestion. It decides nothing: people read the reasons and make the call.",
        *([_KNOWN] if any(one.known for one in everybody(facts)) else []),
        *([MEANING] if any(one.sureness for one in everybody(facts)) else []),
        "“Stated” was said by the school or its office; a “wider offer” was, too, but "
        "may not include what is needed; “in words of the list” was read from a sentence that "
        "somebody wrote of it; “published” stands in a public register; "
        "“register suggests” only follows from what stands in one, as holiday classes from the "
        "number of pupils; “figures suggest” is worked out from published figures.",
    )
    return [
        Heading("How this was made"),
        Bullets(told),
        Paragraph(f"{_REGISTER}{':' if entries else '.'}", links=entries),
        Heading("Of when this is"),
        Bullets(facts.run.dates),
    ]
