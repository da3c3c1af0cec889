"""What a school of a page would get, or give, in return: what is known of it, and what to ask.

A head seldom says yes to a partner that gets nothing; what a partner asks for stands on the page
also where nobody knows whether the school has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcher.show.explain.needs import SOURCE_WORDS
from matcher.show.explain.phrases.exchange import OFFERS_NOTHING
from matcher.show.explain.sides import Side
from matcher.show.report import planned, unknown, words
from matcher.show.report.facts import Known, Listed, ReportFacts

_MOST_NAMED = 5  # of the offers that a question names
_MOST_TOLD = 3  # needs that are told in a cell of a table
_LASTS = "partnerships last where both sides gain."


def nothing_back(
    needs: Side | None,
    offers_known: bool,
    about: str,
    unsure: Sequence[str] = (),
    *,
    own: bool,
    offers_nothing: bool = False,
) -> str:
    """Why no need is known that would be met in return. ``needs``: what is known that the school
    that would gain needs; ``offers_known``: whether anything is of what the other offers;
    ``about``: what the run was narrowed to, "" for nothing; ``unsure``: the needs of which nobody
    knows whether the other could meet them; ``own``: the reader would gain, and else gives;
    ``offers_nothing``: who would give is said to offer nothing."""
    if needs is not None and needs.says_none:
        return f"{'you are' if own else 'it is'} said to need nothing"
    if offers_nothing:
        return OFFERS_NOTHING if own else "you are said to offer nothing"
    if needs is None:
        need = "you need" if own else "it needs"
        return f"whether {need} {about} is not known" if about else f"what {need} is not known"
    if not needs.tags:
        return f"no need of {'yours' if own else 'it'} is known"
    if unsure and not own:
        told = f"{_needs_words(unsure, needs)}; whether you could give "
        return f"{told}{'any of that' if len(unsure) > 1 else 'that'} is not known"
    if not offers_known:
        return f"what {'it offers' if own else 'you offer'} is not known"
    if unsure:
        return f"whether it could give you {_some(unsure, 'or')} is not known"
    return f"none of what {'you need' if own else 'it needs'}, as far as is known"


def _needs_words(tags: Sequence[str], needs: Side) -> str:
    """That another school needs these things, or is likely to where nobody has said so of any."""
    likely = all(tag in needs.sure for tag in tags)
    return f"it {'is likely to need' if likely else 'needs'} {_some(tags, 'and')}"


def _some(tags: Sequence[str], last: str) -> str:
    """The first few of these things."""
    more = len(tags) - _MOST_TOLD
    return words.listing([*tags[:_MOST_TOLD], *([f"{more} more"] if more > 0 else [])], last)


def with_whom_to_begin(one: Listed, facts: ReportFacts) -> str:
    """What the school could give the partner with whom it begins, or how to find out."""
    if one.gives:
        back = words.listing([each.offered for each in one.gives])
        return f"You could give it {back}. {_LASTS.capitalize()}"
    if one.asks:
        return f"{words.sentence(one.silent_back)} Could you? {_LASTS.capitalize()}"
    if one.needs_nothing or facts.says_nothing_offered:
        return f"{words.sentence(one.silent_back)} {_LASTS.capitalize()}"
    if one.needs_known:
        return f"{words.sentence(one.silent_back)} Ask what would help it: {_LASTS}"
    return f"What you could give it is not {unknown.known(facts.run)}. Ask what it needs: {_LASTS}"


def questions(facts: ReportFacts) -> list[str]:
    """What the school's own staff are to be asked, and whom of its list to ask what it needs."""
    return [*_could_you_give(facts), *_what_they_need(facts)]


def _could_you_give(facts: ReportFacts) -> list[str]:
    """The needs of its list of which nobody knows whether the school meets them."""
    asked = [
        f"{_some(one.asks, 'or')} ({one.name})"
        for one in facts.askable
        if one.asks and not one.gives
    ]
    if not asked:
        return []
    who = "This is" if len(asked) == 1 else "These are"
    return [
        f"Your own staff: could you give {'; or '.join(asked)}? {who} what your partners are said "
        f"to need, and whether you can give it is not {unknown.known(facts.run)}."
    ]


def _what_they_need(facts: ReportFacts) -> list[str]:
    """Whom of the list to ask what it needs, and what to say that one could give."""
    silent = [one.name for one in facts.askable if not one.gives and not one.needs_known]
    if not silent or facts.says_nothing_offered:
        return []
    each = "it needs" if len(silent) == 1 else "each of them needs"
    asked = f"{named(silent, facts)}: ask what {each}, as {unknown.nothing(facts.run)}"
    offers = [_as_said(one) for one in facts.offers[:_MOST_NAMED]]
    more = " among other things" if len(facts.offers) > _MOST_NAMED else ""
    told = f". You could offer {words.listing(offers)}{more}" if offers else ""
    return [words.sentence(f"{asked}{told}")]


def _as_said(offer: Known) -> str:
    """An offer, with the words of the list that it was read from."""
    source, _, said = offer.basis.partition(": ")
    return f"{offer.words} ({said})" if source == SOURCE_WORDS["wording"] and said else offer.words


def named(some: list[str], facts: ReportFacts) -> str:
    """Some of the list by name; all of a longer one together."""
    every = len(some) == len(facts.listed) > words.MOST_TO_ASK
    return f"all {len(some)} {planned.who_they_are(facts)}" if every else words.listing(some)
