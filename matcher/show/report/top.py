"""What stands at the top of a page: whom the run asked about and compared, how many are listed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.core.figures.number_format import counted
from matcher.core.tables import BASIS
from matcher.show.report.facts import SEEKER, Exchange, ReportFacts
from matcher.show.report.unknown import if_understood, known
from matcher.show.report.words import NOUNS, everybody, listing

_MOST_NAMED = 3  # of the needs that a sentence names


def compared(facts: ReportFacts) -> str:
    """Whom a run compared where it knew only those of its lists, as sentences for the top of a
    page: others may be nearer. "" where it had the register's too."""
    own, other = facts.side, facts.other
    told = []
    if facts.met_lists_alone:
        told.append(
            f"No list names you, so only the {NOUNS[other]}s of the lists were compared. Others "
            "near you may stand in the register alone, and are not listed."
        )
    if many := facts.run.of_lists.get(other):
        only = f"{counted(many, NOUNS[other])} of the lists {'were' if many > 1 else 'was'}"
        told.append(f"Only the {only} compared. Others may be nearer, and are not listed.")
    if (many := facts.run.of_lists.get(own)) and any(one.own_rank for one in everybody(facts)):
        told.append(
            f"Your number in the list of a {NOUNS[other]} is that among the "
            f"{counted(many, NOUNS[own])} of the lists."
            if many > 1
            else f"You are the only {NOUNS[own]} of the lists, so your place in the list of a "
            f"{NOUNS[other]} is not told."
        )
    return " ".join(told)


def best(facts: ReportFacts) -> str:
    """How many are listed, of how many in reach."""
    many, there, limit = len(facts.listed), facts.in_reach, facts.run.limit
    noun, of = NOUNS[facts.other], facts.of_lists
    if not facts.whole:
        some = f"{'One' if many == 1 else many} of the best {noun}s{of} for you within {limit}"
        whose = "the one that has you in its" if many == 1 else "those that have you in their"
        return (
            f"{some}: {whose} list, as this run made none of your own. Each number is a place in "
            "your whole list"
        )
    if there > many < facts.run.k:  # others do not fit what the run was narrowed to
        these = f"{'One' if many == 1 else many} of the {there:,} {noun}s{of} that you may meet"
        return f"{these} within {limit}"
    if there > many:
        return f"The best {many} of the {there:,} {noun}s{of} that you may meet within {limit}"
    if there == many:
        return (
            f"{f'All {many}' if many > 1 else 'The only'} {noun}{'s' if many > 1 else ''}{of} "
            f"that you may meet within {limit}"
        )
    # Minutes of some are not known, or the run does not say how many there are.
    best = "The best " if many >= facts.run.k > 1 else ""
    return f"{best}{counted(many, noun)}{of} within {limit}"


def of_what_was_asked(facts: ReportFacts) -> str:
    """What follows a need where a run asked about some things alone."""
    return f" of what this run was narrowed to ({facts.run.about})" if facts.run.about else ""


def helping(facts: ReportFacts) -> str:
    """Who of a list may meet what the school has said that it needs, and what of that nobody may;
    then how many may meet a need that is only likely: a guess is told as one."""
    asked, every = of_what_was_asked(facts), len(facts.listed)
    needs = [one for one in facts.needs if one.asked]
    said = [one.words for one in needs if not one.likely]
    gets = [one.gets for one in facts.listed]
    own = [[got for got in one if not got.is_likely] for one in gets]
    guesses = [[got for got in one if got.is_likely] for one in gets]
    if not said and not any(own):
        return _helping(facts, guesses, f"a likely need of yours{asked}")
    met = {got.words for one in own for got in one}
    told = []
    if met:
        which = [words for words in said if words in met]
        named = f" ({_first(which, 'or')})" if 0 < len(which) < len(said) else ""
        told.append(_helping(facts, own, f"a need of yours{asked}{named}"))
    if unmet := [words for words in said if words not in met]:
        none = "it is not" if every == 1 else "nobody in your list is"
        likely = "" if facts.run.left_out else ", or likely,"
        told.append(
            f"{none} {known(facts.run)}{likely} to offer {_first(unmet, 'or')}"
            f"{', which you have said that you need' if not met else ''}{_next_step(facts)}"
        )
    if many := sum(map(bool, guesses)):
        those = "it" if every == 1 else f"{many} of these {every}"
        need = f"a need that you have not said{if_understood(facts)}"
        told.append(f"{those} may meet {need}, a guess")
    return "; ".join(told)


def _first(words: Sequence[str], last: str) -> str:
    """The first few needs by name, and how many more there are."""
    more = len(words) - _MOST_NAMED
    return listing([*words[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])], last)


def _next_step(facts: ReportFacts) -> str:
    return " (“Whom to ask what” says what you can do)" if facts.farther else ""


def _helping(facts: ReportFacts, gets: Sequence[Sequence[Exchange]], need: str) -> str:
    """How many of a list, by what each ``gets``, are known to meet a ``need``, how many may."""
    every, helping = len(facts.listed), [one for one in gets if one]
    sure = sum(any(got.is_known_met for got in one) for one in helping)
    may, told = len(helping) - sure, []
    if sure or not may:
        many = "it" if every == 1 else f"{sure or 'none'} of these {every}"
        are = "are" if sure > 1 else "is" if sure or every > 1 else "is not"
        is_known = "known" if sure else known(facts.run)
        told.append(f"{many} {are} {is_known} to meet {need}")
    if may:
        many = "it" if every == 1 else f"{may} more" if sure else f"{may} of these {every}"
        meets = f"may meet {'one' if sure else need}, as lists, registers or figures suggest"
        told.append(f"{many} {meets}")
        told += who_says(helping, f"{'it has not' if every == 1 else 'none has'} said so itself")
    return ", and ".join(told) if sure else ": ".join(told)


def who_says(helping: Sequence[Sequence[Exchange]], nobody: str) -> list[str]:
    """Of what may meet needs, by school, and nobody states, of how many words of a list say it; of
    none ``nobody``."""
    if any(got.is_stated for one in helping for got in one):
        return []
    worded = sum(any(got.rests_on == BASIS["wording"] for got in one) for one in helping)
    some = f"of {worded} of them " * (worded < len(helping))
    return [f"{some}in words of a list, as understood" if worded else nobody]


def narrowed(facts: ReportFacts) -> str:
    """What the run was narrowed to, as sentences for the top of a page; "" for nothing that leaves
    others out of its list, or out of those in which it has a number."""
    run, other = facts.run, facts.other
    mine, theirs = (
        re.sub(r"\bseekers (of|in)\b", r"schools \1", run.narrows.get(side, run.narrowed))
        for side in (facts.side, other)
    )
    if mine:
        others = " Others may be near, and are not listed."
        if facts.met_lists_alone:  # the next sentences say who the others are
            mine, others = f"{mine} that the lists name", ""
        told = f"This list is narrowed to {mine}.{others}"
        if run.of_pairs:
            told += " Pairs of which it is not known stay, below the others."
        if run.about:
            what = f"all that is {known(run)} of what you need and offer"
            told += f" Below is {what}, beyond that as well."
        return told
    # Of the others beside the number itself: among those of the lists.
    ranked = any(one.own_rank and not facts.is_met_by_lists_alone(one.urn) for one in facts.listed)
    if not theirs or not ranked or run.of_lists.get(facts.side):  # these are told of already
        return ""
    whose = "a partner's list" if facts.side == SEEKER else "the list of a school"
    return f"Your number in {whose} is that among {theirs} alone."
