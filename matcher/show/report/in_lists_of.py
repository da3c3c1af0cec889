"""In whose lists a school stands that are in none of its own: these may ring it."""

from __future__ import annotations

from collections.abc import Callable

from matcher.show.kit.document.blocks import Block, Heading, Paragraph, Table
from matcher.show.report import unknown, words
from matcher.show.report.facts import SEEKER, Listed, ReportFacts

_WIDTHS, _FEWER = (0.42, 0.12, 0.46), (0.84, 0.16)


def blocks(facts: ReportFacts, exchanged: Callable[[Listed], tuple[str, str]]) -> list[Block]:
    """Who these are, how far away, and at which place each has the school of the page; what the
    seeker of the two could get, where that is known of any. ``exchanged``: the cells of what the
    seeker could get, and of what it would give."""
    found = facts.in_lists_of
    if not found:
        return []
    of_seeker = facts.side == SEEKER
    is_told = any(one.gets if of_seeker else one.gives for one in found)
    noun = words.NOUNS[facts.other]
    gives = "What it could give you" if of_seeker else "What you could give it"
    head = (noun.capitalize(), "How far", gives)[: 3 if is_told else 2]
    rows = tuple((_cell(one, facts), one.apart, *exchanged(one)[:1])[: len(head)] for one in found)
    these = "this" if len(found) == 1 else "these"
    told: list[Block] = [
        Heading(f"You stand in the list of {these} {noun}{'' if len(found) == 1 else 's'} too"),
        Table(
            "In none of your own lists, the best first",
            head,
            rows,
            frozenset(),
            _WIDTHS if is_told else _FEWER,
        ),
    ]
    if more := facts.more_lists:
        told.append(
            Paragraph(
                f"{more:,} more {'is' if more == 1 else 'are'} not named here. Your office can "
                "name them: they are in matches.csv and on the map of this run."
            )
        )
    return told


def _cell(one: Listed, facts: ReportFacts) -> str:
    """The cell that names a school; of one that has the partner beside its list alone also why."""
    cell = words.partner_cell(one, facts)
    if one.own_rank:
        return cell
    silent = unknown.nothing(facts.run)
    return f"{cell} {words.sentence(f'it may ask you what you offer, beside its list: {silent}')}"
