"""What a page says where nothing is known.

A page for others than the office leaves out what the office's list may have, so nothing on it says
"not known" of needs and offers: they are not shown there, whether there is something or not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from matcher.show.explain.phrases.nothing import NO_NEED, NO_OFFER, unsaid
from matcher.show.explain.phrases.readers import NOT_SHOWN
from matcher.show.kit.document.blocks import Block, Bullets, Paragraph
from matcher.show.report.facts import ReportFacts, RunFacts
from matcher.show.report.words import MOST_TO_ASK, everybody, listing

_TOO_LOW = "These published figures suggest too little to name as a need."
_WEIGH = " They weigh a little in the order of your list:"
_WEIGH_ALONE = (
    " No other need of yours is known, so what a partner could give you counts by them alone in "
    "the order of your list:"
)
_LOOKED_AT = (
    "These published figures were looked at. No need follows from them: each is near the average, "
    "points the other way, or says too little."
)
# Whom to ask about what nobody is known to have.
ASK_BEYOND = (
    "Ask the partners what they offer (an office: matcher template --offers RUN), or somebody whom "
    "no list or register of the run tells of, such as a firm, a charity or a university farther "
    "away: nothing is known of these here."
)
_KNOW_BETTER = "You may know better: say what you need, and your list is made by it."
_NONE_SHOWN = "None is shown here. The top of this page says what it leaves out."


def let_more_give(givers: str, k: int) -> str:
    """How state-funded schools that only seek may give as well, and what else that does."""
    return (
        f"match again with --givers {givers}. That makes every list anew, so that another partner "
        f"may drop out of the best {k}; a greater -k keeps both."
    )


def known(run: RunFacts) -> str:
    """How a thing is called of which the reader would learn: "known", or "shown here"."""
    return "shown here" if run.left_out else "known"


def as_shown(phrase: str, run: RunFacts) -> str:
    """A phrase that ends with what is, or is not, "known", as the page of this run has it."""
    return f"{phrase.removesuffix('known')}{known(run)}" if phrase.endswith("known") else phrase


def nothing(run: RunFacts) -> str:
    """That nothing is known of it, within a sentence."""
    return f"it is {NOT_SHOWN}" if run.left_out else "nothing is known of it"


def no_need(facts: ReportFacts) -> str:
    """What is said of a school of which no need is listed, and which does not say it has none."""
    if facts.run.left_out:
        return _NONE_SHOWN
    if facts.needs_known and not facts.needs_said:
        return f"Not known: {unsaid(NO_NEED, too_low=bool(facts.too_low))}."
    return f"{NO_NEED.capitalize()} in what is known." if facts.needs_known else "Not known."


def not_understood(facts: ReportFacts) -> list[Block]:
    """What a list says of the school that was not understood, which may be a need or an offer."""
    if not facts.not_understood:
        return []
    told = "Your list says something more that was not understood, so it counts for nothing here:"
    return [Paragraph(told), Bullets(facts.not_understood)]


def if_understood(facts: ReportFacts) -> str:
    """What follows "you have not said": a list may say it in words that were not understood, of
    which pages for others name none."""
    unread = facts.not_understood or facts.run.left_out
    return " in words that were understood" if unread else ""


def no_need_in_short(facts: ReportFacts) -> str:
    """The same within a sentence to the school."""
    if facts.run.left_out:
        return "no need of yours is shown here"
    if facts.needs_said:
        return "no need of yours stands out in what is known"
    return f"what you need is not known: {unsaid(NO_NEED, too_low=bool(facts.too_low))}"


def figures_blocks(facts: ReportFacts) -> list[Block]:
    """The figures from which no need follows that is named: first those that weigh in the order."""
    blocks: list[Block] = []
    slight = _TOO_LOW + (_WEIGH if facts.needs else _WEIGH_ALONE)
    for title, figures in ((slight, facts.too_low), (_LOOKED_AT, facts.looked_at)):
        blocks += [Paragraph(title), Bullets(figures)] if figures else []
    return [*blocks, *([Paragraph(_KNOW_BETTER)] if blocks and not facts.needs else [])]


def no_offer(facts: ReportFacts) -> str:
    """The same of what it could offer."""
    if facts.run.left_out:
        return _NONE_SHOWN
    return f"{NO_OFFER.capitalize()} in what is known." if facts.offers_known else "Not known."


def nobody_needs(facts: ReportFacts, thing: str) -> str:
    """What is said of a thing that the reader offers where nobody is known to need it: of how many
    nobody knows, so that it is not taken for a no."""
    listed = everybody(facts)
    if facts.helped is None:
        silent = sum(not one.needs_known for one in listed)
        return _nobody_listed(facts, "need it", silent, "no need is known")
    many = facts.helped.unknown.get(thing, 0)
    if not many:
        return "nobody in reach is known to need it"
    return f"nobody is known to need it; of {_of(many, facts.in_reach)} in reach it is not known"


def nobody_meets(facts: ReportFacts, thing: str) -> str:
    """The same of a thing that the reader needs, of whom the page lists."""
    silent = sum(thing in one.unknown for one in everybody(facts))
    return _nobody_listed(facts, "meet it", silent, "it is not known")


def _nobody_listed(facts: ReportFacts, does: str, silent: int, why: str) -> str:
    many = len(everybody(facts))
    if not many:
        return "nobody listed"
    told = f"nobody in your list is {known(facts.run)} to {does}"
    return told if facts.run.left_out or not silent else f"{told}; of {_of(silent, many)} {why}"


def _of(some: int, every: int) -> str:
    if some < every:
        return f"{some:,} of the {every:,}"
    return f"all {every:,}" if every > 1 else "the only one"


def first_few(names: Sequence[str], many: Collection[int], *, small: bool) -> str:
    """Whom to ask by name, the first few of a list. ``many``: of how many it is not known what each
    question is about, told where it is as many for all; ``small``: some of the list come last, as a
    plan supposes no place for them."""
    if max(many) <= MOST_TO_ASK:
        return listing(names)
    last = ", those last for whom a plan supposes no place" if small else ""
    every = f" of the {max(many):,} of whom it is not known" if len(many) == 1 else ""
    return f"{listing(names)} (the first {MOST_TO_ASK}{every}, in the order of the list{last})"
