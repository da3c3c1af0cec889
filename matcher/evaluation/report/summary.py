"""What an evaluation begins with: the question, who was compared with whom, and the answer."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.calendar.school_years import called
from matcher.core.figures.in_words import covariate_in_words, figure_name
from matcher.evaluation.comparison import Comparison

# The headings, in the order in which the page and the lines for a terminal say things.
SURE = "How sure is that, and why?"
MIND = "What to mind"
RESTS = "What does it rest on?"
CHANGE = "What would change this answer"
EVIDENCE = "How strong is the evidence?"
DETAILS = "Details"


def question(about: Comparison) -> str:
    """What was asked: which figure, of whose schools, in which years."""
    if about.by_start:
        last = called(max(about.after))
        years = f"each from its own start, in {called(about.before[0])} to {last}"
    else:
        years = from_before_to_after(about.before, about.after)
    return ask(about.outcome, about.schools, years)


def ask(outcome: str, schools: int, years: str) -> str:
    """The question of so many schools, in ``years`` in words."""
    own = figure_name(outcome)
    raw = "" if own.words == outcome else f" (column {outcome})"
    unit = f", in {own.unit}," if own.unit else ""
    whose = "school" if schools == 1 else f"{schools} schools"
    return (
        f"Did {own.words}{raw}{unit} change more in the {whose} of the partnership than in like "
        f"schools outside it, {years}?"
    )


def from_before_to_after(before: Sequence[int], after: Sequence[int]) -> str:
    """The school years that begin in ``before`` and ``after``, in words."""
    return f"from {_years(before)}, before it, to {_years(after)}, with it"


def who(about: Comparison) -> str:
    """Who was compared with whom, and how many were not."""
    compared = int(about.matched.pairs["treated"].nunique())
    like = int(about.matched.pairs["control"].nunique())
    whose = (
        f"All {about.schools} schools" if compared == about.schools
        else f"{compared} of the {about.schools} schools"
    )  # fmt: skip
    return (
        f"{whose} could be compared{_left(about, compared)}: with the {like:,} most like them of "
        f"{about.pool:,} other schools, {_equal(about)}and, weighted, with {_weighted(about)}."
    )


def figure_words(about: Comparison) -> str:
    """The figure in words, as a heading begins."""
    return sentence_case(figure_name(about.outcome).words)


def sentence_case(words: str) -> str:
    """Words with a capital at their beginning."""
    return words[:1].upper() + words[1:]


def what_begins(about: Comparison) -> str:
    """What parts the years before from those after."""
    return "the first partnership" if about.by_start else "the partnership"


def unit_words(about: Comparison) -> str:
    """What its numbers are in."""
    own = figure_name(about.outcome)
    return own.unit or f"units of {own.words}"


def _equal(about: Comparison) -> str:
    """What the others had to share with a school of the partnership to be among them."""
    names = [covariate_in_words(name) for name in about.exact]
    return f"equal in {_listed(names)}, " if names else ""


def _weighted(about: Comparison) -> str:
    if about.weighted == about.pool:
        return "all of these"
    return (
        f"{about.weighted:,} of these (the rest are of a region, type or other category that none "
        "of the partnership is of)"
    )


def _left(about: Comparison, compared: int) -> str:
    unknown = sum(one.treated for one in about.excluded)
    unlike = about.schools - compared - unknown
    parts = []
    if unknown:
        parts.append(f"of {unknown} a figure is not known")
    if unlike:
        parts.append(f"{unlike} {'has' if unlike == 1 else 'have'} no school like enough")
    return f" ({'; '.join(parts)})" if parts else ""


def _years(years: Sequence[int]) -> str:
    return _listed(list(map(called, years)))


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
