"""In whose lists a school stands that are in none of its own: these may ring it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from matcher.show.kit.document.blocks import Block, Heading, Paragraph, Table
from matcher.show.report import unknown, words
from matcher.show.report.facts import SEEKER, Listed, ReportFacts

_FEW = 5  # by name to a school
_HEAD = ("School", "How far", "What you could give it")
_WIDTHS, _FEWER = (0.56, 0.11, 0.33), (0.88, 0.12)


def blocks(facts: ReportFacts, exchanged: Callable[[Listed], tuple[str, str]]) -> list[Block]:
    """Who these are, how far away, and at which place each has the school of the page; to a partner
    also what each could get, where that is known of any. ``exchanged``: the cells of that, and of
    what it would give."""
    found = facts.in_lists_of
    if not found:
        return []
    many = len(found) + facts.more_lists
    noun = f"{words.NOUNS[facts.other]}{'' if many == 1 else 's'}"
    title = Heading(f"You stand in the list of {'this' if many == 1 else 'these'} {noun} too")
    if facts.side == SEEKER:  # in a few lines, as the page has two sheets
        named = found[:_FEW]
        told = [words.partner_cell(_with_gains(one), facts) for one in named]
        first = f"In none of your own lists, the best first: {' '.join(told)}"
        return [title, Paragraph(" ".join((first, *_more(facts, many - len(named)))))]
    is_told = any(one.gives for one in found)
    head = _HEAD if is_told else _HEAD[:2]
    rows = tuple((_cell(one, facts), one.apart, *exchanged(one)[:1])[: len(head)] for one in found)
    caption, widths = "In none of your own lists, the best first", _WIDTHS if is_told else _FEWER
    table = Table(caption, head, rows, frozenset(), widths)
    return [title, table, *map(Paragraph, _more(facts, facts.more_lists))]


def _with_gains(one: Listed) -> Listed:
    """One of them as a line names it: how far away it is, and what it could give."""
    gains = words.listing([words.exchange_words(each, own=True) for each in one.gets])
    could = (f"it could give you {gains}",) if gains else ()
    return replace(one, what=one.apart, notes=(*could, *one.notes))


def who_could_meet(facts: ReportFacts) -> dict[str, str]:
    """Who could meet each need of a school, by the words of the need: the numbers of its list, and
    of those that are named as having it in theirs one by name, or how many."""
    listed = words.in_words(words.numbers_by_thing(facts.listed, gets=True))
    others: dict[str, list[str]] = {}
    for one in facts.in_lists_of[:_FEW]:
        for need in {got.words: None for got in one.gets}:
            others.setdefault(need, []).append(one.name)
    told = {}
    for need in {**listed, **others}:
        names = others.get(need, [])
        more = f"{len(names)} named above, in whose lists you stand"
        if len(names) == 1:
            more = f"{names[0]}, in whose list you stand"
        told[need] = ", and ".join(filter(None, (listed.get(need, ""), more if names else "")))
    return told


def _more(facts: ReportFacts, many: int) -> list[str]:
    """How many more there are, and what names them."""
    if many < 1:
        return []
    column, none = f"{facts.side}_urn", "partner_rank and phase_rank"
    why = ""
    if facts.side == SEEKER:
        none = "rank and worth_asking"
        why = (
            f" Every partner lists its best {facts.run.k} of each phase as well, so a school of a "
            "phase that few here have stands in many lists."
        )
    return [
        f"{many:,} more {'is' if many == 1 else 'are'} not named here. Your office can name them: "
        f"in matches.csv of this run the rows that have {facts.urn} in the column {column} and "
        f"nothing in {none} are these and those above.{why}"
    ]


def _cell(one: Listed, facts: ReportFacts) -> str:
    """The cell that names a school; of one that has the partner beside its list alone also why."""
    cell = words.partner_cell(one, facts)
    if one.own_rank:
        return cell
    silent = unknown.nothing(facts.run)
    return f"{cell} {words.sentence(f'it may ask you what you offer, beside its list: {silent}')}"
