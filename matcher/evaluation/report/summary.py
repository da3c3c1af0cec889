"""What an evaluation begins with: the question, who was compared with whom, and the answer."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.calendar.school_years import called
from matcher.core.figures.in_words import figure_name
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.report.by_start import years_by_start

# The headings, in the order in which the page and the lines for a terminal say things.
SURE = "How sure is that, and why?"
MIND = "What to mind"
RESTS = "What does it rest on?"
CHANGE = "What would change this answer"
EVIDENCE = "How strong is the evidence?"
DETAILS = "Details"

MANY = {"trust": "trusts", "authority": "authorities"}  # what schools share, of several


def question(about: Comparison) -> str:
    """What was asked: which figure, of whose schools, in which years."""
    own = figure_name(about.outcome)
    raw = "" if own.words == about.outcome else f" (column {about.outcome})"
    unit = f", in {own.unit}," if own.unit else ""
    whose = "school" if about.schools == 1 else f"{about.schools} schools"
    if about.by_start:
        years = f"each from its own start: {years_by_start(about.by_start)}"
    else:
        years = f"from {_years(about.before)}, before it, to {_years(about.after)}, with it"
    return (
        f"Did {own.words}{raw}{unit} change more in the {whose} of the partnership than in like "
        f"schools outside it, {years}?"
    )


def who(about: Comparison) -> str:
    """Who was compared with whom, and how many were not."""
    compared = int(about.matched.pairs["treated"].nunique())
    like = int(about.matched.pairs["control"].nunique())
    others = int((~about.units.treated).sum())
    whose = (
        f"All {about.schools} schools" if compared == about.schools
        else f"{compared} of the {about.schools} schools"
    )  # fmt: skip
    return (
        f"{whose} could be compared{_left(about, compared)}: with the {like:,} most like them of "
        f"{others:,} other schools, and, weighted, with all of these."
    )


def figure_words(about: Comparison) -> str:
    """The figure in words, as a heading begins."""
    words = figure_name(about.outcome).words
    return words[:1].upper() + words[1:]


def unit_words(about: Comparison) -> str:
    """What its numbers are in."""
    own = figure_name(about.outcome)
    return own.unit or f"units of {own.words}"


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
    names = list(map(called, years))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
