"""What is told of each need of one side and of what the other has of it: in lists and on pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcher.core.figures.surety import is_known_met, is_small, rests_on
from matcher.core.questionnaire import IN_FORM
from matcher.core.tables import ONLY_LIKELY, WIDER
from matcher.show.explain.met import either
from matcher.show.explain.phrases.nothing import NO_NEED, NO_OFFER

if TYPE_CHECKING:
    from matcher.show.explain.facts import School, Tag

SOURCE_WORDS = {
    "stated": "stated in a list",
    "partly": "stated in a list",
    "priority": "a priority of its area",
    "wording": "in words of the list",
    "published": "a public register",
    "inferred": "suggested by a public register",
    "measured": "published figures",
}
_LEAST_TOLD = 0.005  # of what is in full: less is under 1%
LIKELY_MARK = " (likely)"  # behind a need that nobody has said, where it stands beside others
STATED_IN_FORM = "stated in its form"
MAY_BE_MARK = " (may be)"  # behind a need that may be met, where it stands beside those that are
# How an offer is told that nobody has stated, so that it never looks like one that somebody has.
BELIEVED = {
    "wording": "seems to offer {it}, by words of the list",
    "published": "has {it}, as a public register lists; ask whether it offers it",
    "inferred": "may offer {it}, as what a public register lists suggests",
    "measured": "may offer {it}, as published figures suggest",
}
# Of one that somebody has stated and that is wider than the need.
WIDER_OFFER = "offers {it}; ask whether that includes this"


def needs_lines(needy: School, helper: School, tags: Sequence[Tag]) -> list[str]:
    """What one side needs, a line each with what the other has of it; last what is too low to
    name."""
    named, rest = to_name(tags), too_low(tags)
    if not named:
        told = [f"What {needy.name} needs: {no_needs(needy, tags)}"]
        return [*told, *([f"  {rest}"] if rest else []), ""]
    found = [f"  {met_sign(one)} {need_line(one, helper)}" for one in named]
    found += [f"  {rest}"] if rest else []
    found += [f"  {line}" for line in helper.claim_sentences if any(one.met for one in named)]
    return [f"What {needy.name} needs ({met_count(named)})", *found, ""]


def met_count(named: Sequence[Tag]) -> str:
    """How many of these needs are met, and apart from them how many may be."""
    signs = [met_sign(one) for one in named]
    met, may = signs.count("+"), signs.count("~")
    more = f", {may} {'more ' if met else ''}may be" if may else ""
    return f"{met} of {len(named)} met{more}"


def to_name(tags: Sequence[Tag]) -> list[Tag]:
    """The needs that are told one by one and counted, as lists, maps and pages have them: not those
    that figures put too low to name (:func:`matcher.core.figures.surety.is_small`)."""
    return [one for one in tags if not is_small(one.need, one.need_source)]


def too_low(tags: Sequence[Tag]) -> str:
    """The needs that are too low to name, as a line, as the score counts them; "" where there are
    none."""
    low = [one for one in tags if is_small(one.need, one.need_source)]
    told = "; ".join(f"{one.words} ({degree_words(one.need)})" for one in low)
    slight = "Too slight to name as a need by its figures"
    return f"{slight}, {slight_counts(alone=not to_name(tags))}: {told}" if low else ""


def slight_counts(*, alone: bool) -> str:
    """How needs too low to name count in the score; ``alone``: no other of the school is known. The
    score goes by the share of the needs that are known, however low these are."""
    if alone:
        return "but no other need is known, so that part of the score rests on such needs alone"
    return "so it only counts a little in the score"


def need_line(one: Tag, helper: School) -> str:
    """A need, what it rests on, and what the other side has of it."""
    if math.isnan(one.strength):
        return f"{need_text(one)}: not known whether {helper.name} can give it"
    if one.is_unremarkable:
        return f"{need_text(one)}: {helper.name} may offer it; {no_particular_strength(one)}"
    if not one.met:
        return f"{need_text(one)}: {helper.name} does not offer it"
    verb = WIDER_OFFER if one.wider else BELIEVED.get(one.strength_source, "offers {it}")
    verb = verb.replace("{it}", one.all_through or "it")
    return f"{need_text(one)}: {helper.name} {verb} ({strength_text(one)})"


def need_text(one: Tag) -> str:
    """A need, how much of it, and what it rests on."""
    basis = tag_basis(one.need_source, one.need_evidence)
    return f"{one.words} ({degree_words(one.need)}, {basis})"


def degree_words(degree: float) -> str:
    """How great a need or a strength is, 0 to 1, in words, as pages and maps have it."""
    if degree >= 1:
        return "in full"
    return f"how great: {degree:.0%}" if degree >= _LEAST_TOLD else "how great: under 1%"


def no_particular_strength(one: Tag) -> str:
    """What is said of published figures that do not stand out."""
    shown = f": “{one.strength_evidence}”" if one.strength_evidence else ""
    sure = f"{one.strength_sure:.0%} sure"
    return f"{NO_OFFER} in published figures ({sure}){shown}"


def strength_text(one: Tag) -> str:
    """What the other side has of a need that is met, and what that rests on; of one that another
    tag meets in part, how far and why: "physics teaching covers half of this need"."""
    basis = tag_basis(one.strength_source, one.strength_evidence)
    found = f"{degree_words(one.strength)}, {basis}"
    if one.through:
        found += f"; {one.through} covers {one.cover_words} this need, as {one.because}"
        found += f", and so does {either(one.also)}" if one.also else ""
    return found


def tag_basis(source: str, evidence: str, *, through: str = "", wider: bool = False) -> str:
    """What a tag rests on; the words or figure in quotation marks. ``through``: the tag, in words,
    by which it is met in part; ``wider``: that is wider than the need, and may not hold it."""
    words = SOURCE_WORDS.get(source, source) or "not said"
    if words == SOURCE_WORDS["stated"] and evidence.startswith(IN_FORM):
        words, evidence = STATED_IN_FORM, evidence.removeprefix(IN_FORM)
    words = f"a {WIDER}, {words}" if wider else words
    words += f" (in part, by {through})" if through else ""
    return f"{words}: “{evidence}”" if evidence else words


def met_sign(one: Tag) -> str:
    """+ where the need is known to be met, ~ where it may be
    (:func:`matcher.core.figures.surety.is_known_met`), − where it is not, ? where nobody knows."""
    if math.isnan(one.strength) or one.is_unremarkable:
        return "?"
    if not one.met:
        return "−"
    basis = rests_on(one.strength_source, wider=one.wider)
    return "+" if is_known_met(basis, likely=one.need_source in ONLY_LIKELY) else "~"


def no_needs(school: School, tags: Sequence[Tag]) -> str:
    """What is said of a school of whose needs (``tags``) none is to be named."""
    if school.needs_nothing:
        return "nothing"
    return NO_NEED if tags or school.needs_known else "no need is known"
