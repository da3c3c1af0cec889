"""Whom in reach a partner may be able to help, in its list or not, on its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcher.show.kit.document.blocks import Block, Heading, Paragraph, Table
from matcher.show.report import top, words
from matcher.show.report.facts import Listed, ReportFacts

TITLE = "Others that you may be able to help"
_HEAD = ("School", "How far", "What you could give it", "What it could give you")
_WIDTHS, _FEWER = (0.37, 0.11, 0.3, 0.22), (0.46, 0.11, 0.43)


def lead(facts: ReportFacts, listed: str) -> str:
    """How many of the schools in reach a partner may be able to help, in a sentence or two, and
    after it ``listed``, what is said of those in its list."""
    found = facts.helped
    whole = f"{top.best(facts)}; {listed}{top.of_what_was_asked(facts)}"
    if found is None:
        return words.sentence(whole)
    if not found.many or not (found.others or facts.by_phase):
        none = "no other in reach is known, or likely, to have one"
        more = facts.in_reach > len(words.everybody(facts))
        return words.sentence(f"{whole}; {none}" if more else whole)
    of = f"of the {facts.in_reach:,} schools" if facts.in_reach >= found.many else "schools"
    likely, many = found.many - found.told, len(facts.listed)
    ways = [
        f"{some:,} with a need that is {how}"
        for some, how in ((found.told, "known"), (likely, "only likely"))
        if some
    ]
    split = f": {' and '.join(ways)}"
    if len(ways) == 1:
        split = f", with a need that is {'known' if found.told else 'only likely'}"
    best = f"The best {many} schools" if many > 1 else "The best school"
    best += f" by the whole score {'is' if many == 1 else 'are'} listed first"
    return (
        f"You may be able to help {found.many:,} {of}{facts.of_lists} that you may meet within "
        f"{facts.run.limit}{split}{top.of_what_was_asked(facts)}. "
        f"{best if facts.whole else top.best(facts)}; {listed}."
    )


def others(facts: ReportFacts, exchanged: Callable[[Listed], tuple[str, str]]) -> list[Block]:
    """The first few outside of a partner's lists, and how many more there are. ``exchanged``: the
    cells of what a school could get, and of what it would give."""
    found = facts.helped
    if found is None or not found.others:
        return []
    # What it could give is the same in all rows where nothing is known that the partner needs.
    head, widths = (_HEAD, _WIDTHS) if facts.needs else (_HEAD[:3], _FEWER)
    rows = tuple(
        (words.partner_cell(one, facts), one.apart, *exchanged(one))[: len(head)]
        for one in found.others
    )
    caption = "Outside of the lists: stated needs first, then the nearest"
    blocks: list[Block] = [Heading(TITLE), Table(caption, head, rows, frozenset(), widths)]
    if found.more:
        are = "is" if found.more == 1 else "are"
        blocks.append(Paragraph(f"{found.more:,} more {are} not named here: {words.ASK_WHO}"))
    return blocks


def who_needs_it(facts: ReportFacts) -> Mapping[str, str]:
    """Who needs each thing that a partner offers, by its words: the numbers of those listed, and
    how many others in reach."""
    listed = words.in_words(words.numbers_by_thing(words.everybody(facts), gets=False))
    outside: Mapping[str, int] = {} if facts.helped is None else facts.helped.needed
    told = {}
    for thing in {**listed, **outside}:
        many = outside.get(thing, 0)
        more = f"{many:,} {'other' if many == 1 else 'others'} in reach" if many else ""
        told[thing] = ", and ".join(filter(None, (listed.get(thing, ""), more)))
    return told
