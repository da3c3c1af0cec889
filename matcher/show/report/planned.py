"""What a plan decides, on the page of a school: those that it gives come before all others. About
whom a page gives advice, and with whom and what it tells the school to begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from matcher.show.kit.document.blocks import Block, Bullets, Heading, Table
from matcher.show.report import words
from matcher.show.report.facts import PARTNER, Exchange, Listed, ReportFacts

_WIDTHS = (0.27, 0.11, 0.26, 0.21, 0.15)


def plan_blocks(
    facts: ReportFacts, head: tuple[str, ...], exchanged: Callable[[Listed], tuple[str, str]]
) -> list[Block]:
    """What a plan decides, and what is known that the two of each of its pairs could give each
    other. ``head``: the first four titles of the table; ``exchanged``: its third and fourth cell.
    """
    if not facts.planned and not facts.plan:
        return []
    told = (*(sentence for sentence, _ in facts.planned), *facts.plan, *_all_full(facts))
    blocks: list[Block] = [Heading("The plan"), Bullets(told)]
    if facts.planned:
        rows = tuple(
            (
                words.partner_cell(replace(one, in_plan=False), facts),  # as all of this table
                one.apart,
                *exchanged(one),
                _place(one, facts),
            )
            for _, one in facts.planned
        )
        titles = (*head, "Place among all in reach")
        blocks.append(Table("Whom the plan gives you", titles, rows, frozenset(), _WIDTHS))
    return blocks


def _all_full(facts: ReportFacts) -> tuple[str, ...]:
    """To a school that a plan gives nobody: how many of its list are full, and what to do."""
    many, there = sum(bool(one.full) for one in facts.listed), len(facts.listed)
    if not many or facts.beyond:
        return ()
    some = f"All {there}" if many == there else f"{many} of the {there}"
    some = f"{some} partners" if there > 1 else "The one partner"
    be, their = ("is", "its") if many == 1 else ("are", "their")
    return (
        f"{some} in your list {be} full in the plan: {their} places go to others.",
        "Ask your office whether a partner near you could take on one more school. A plan is "
        "a proposal: you may also talk to a partner in your list, if both of you wish.",
    )


def _place(one: Listed, facts: ReportFacts) -> str:
    """How many come before one that a plan gives: a plan looks at all schools together, so that
    it may be far down, and in no list."""
    known = facts.in_reach >= one.rank  # a run for partners does not say how many there are
    return f"{one.rank:,} of {facts.in_reach:,}" if known else f"{one.rank:,}"


def advised(facts: ReportFacts) -> ReportFacts:
    """The facts, cut to the pairs about which a page gives advice: those of the plan, where it
    decides anything of the school, as it gives others of the list to others. A seeker that it gives
    nobody may ask its whole list: no other school loses by that, and the plan may be made anew."""
    given = tuple(one for _, one in facts.planned)
    if given or (facts.plan and facts.side == PARTNER):
        return replace(facts, listed=given, by_phase=(), worth_asking=(), farther=(), helped=None)
    return facts


def who_they_are(facts: ReportFacts) -> str:
    """How those are told of whom a page gives advice (:func:`advised`)."""
    return "whom the plan gives you" if facts.planned else "in your list"


def numbered(one: Listed) -> str:
    """Where one stands of whom advice is given, and how far away it is."""
    if one.in_plan:
        return f"in the plan, {one.apart}"
    return f"number {one.rank}, {one.apart}" if one.rank else f"outside of your list, {one.apart}"


def first_to_agree(whom: Listed, one: Exchange) -> tuple[bool, float, bool, bool, float]:
    """What exchanges are put in order by, the least first, to begin with one: a need that was told
    before one that is only likely; then how sure both the need and the offer are, a wider offer,
    which may not include the need, after an equal one; then a partner for which a plan supposes a
    place; then how great what would be met is: the need, times how much of it would be met."""
    sure = one.is_likely, -round(one.both_sure, 4), one.is_wider
    return *sure, whom.too_small, -round(one.degree * one.share, 4)


def where_to_begin(
    facts: ReportFacts, some: Iterable[Listed], *, gets: bool
) -> tuple[Listed, Exchange] | None:
    """With whom of ``some``, the best first, to begin, and with what (:func:`first_to_agree`), of
    all that the school of the page would get (``gets``) or could give, and of equal ones the first.
    None where there is nothing, or where a plan gives nobody."""
    if facts.plan and not facts.planned:
        return None
    found = ((one, each) for one in some for each in (one.gets if gets else one.gives))
    return min(found, key=lambda pair: first_to_agree(*pair), default=None)


def why_first(some: Sequence[Listed], begun: tuple[Listed, Exchange], *, gets: bool) -> list[str]:
    """Of how many it was chosen with whom to begin (:func:`where_to_begin`), and by what; and that
    a plan supposes no place for it."""
    whom, first = begun
    many = sum(bool(one.gets if gets else one.gives) for one in some)
    who, said = (
        ("partners here that may meet a need of yours", "what you have said that you need")
        if gets
        else ("schools here that may have a need that you meet", "what a school has said it needs")
    )
    small = any(one.too_small for one in some)
    places = "then partners for whom a plan supposes a place; " if small else ""
    wider = f", not whether it includes {first.words}" if first.is_wider else ""
    told = (
        f"It is chosen of the {many:,} {who}: first comes {said}, before guesses; then how sure "
        f"need and offer are together ({first.both_sure:.0%} here{wider}); "
        f"{places}then how great the need is, times how much of it would be met "
        f"({first.degree:.0%} × {first.share:.0%} here); then the order of the list."
    )
    none = "A plan supposes no place at this partner, as it is small: ask first whether it has one."
    return [*([told] if many > 1 else []), *([none] if whom.too_small else [])]
