"""An evaluation in lines for a terminal, read from the top as the page is."""

from __future__ import annotations

from collections.abc import Callable

from matcher.core.figures.number_format import IN_SD
from matcher.core.page.html_page import sentences
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.report import summary
from matcher.evaluation.report.by_start import estimate_words, start_lines
from matcher.evaluation.report.certainty import certainty_lines, estimate_lines
from matcher.evaluation.report.facts import (
    estimand,
    excluded_in_order,
    reasons_excluded,
    tests_and_changes,
)
from matcher.evaluation.report.what_would_change import what_would_change

_SHOWN = 10  # schools of the partnership left out that the lines name


def lines(about: Comparison, named: Callable[[str], str] = str) -> list[str]:
    """For a person at a terminal: the question, who, the answer, then what it rests on. ``named``
    makes a URN what a person knows a school by."""
    verdict, begins, numbers = about.verdict, summary.what_begins(about), about.numbers
    means = [
        f"{year.label} ({'with' if year.after else 'before'} {begins}): "
        f"{numbers.figure(year.treated)}; comparison {numbers.figure(year.comparison)}"
        for year in about.years
    ]
    sections = (
        (summary.SURE, [
            *sentences(verdict.reasons), *estimate_lines(about), *certainty_lines(about),
            *start_lines(about.by_start, numbers),
        ]),
        (summary.MIND, verdict.cautions),
        (summary.RESTS, [*means, balance_line(about), *excluded_lines(about, named)]),
        (summary.CHANGE, what_would_change(about)),
        (summary.EVIDENCE, [
            f"{verdict.nesta_line()}.", *filter(None, [verdict.nesta_caution()]),
            *sentences(verdict.next_steps),
        ]),
        (summary.DETAILS, [
            *sentences((about.matched.how, estimand(about))),
            *(f"{name}: {estimate_words(one, numbers)}" for name, one in tests_and_changes(about)),
        ]),
    )  # fmt: skip
    text = [summary.question(about), summary.who(about), "", verdict.headline]
    for title, own in sections:
        text += ["", title, *(f"  {line}" for line in own)]
    return text


def balance_line(about: Comparison) -> str:
    """How alike the two groups are after matching, by either way of it."""
    worst, furthest = about.balance.worst
    reached = "are alike" if about.balance.reached else "are NOT alike"
    text = (
        f"Matched with the outcome before, the two groups {reached}: farthest apart in {worst}, "
        f"by {IN_SD.figure(furthest)} standard deviations (limit 0.1)"
    )
    if about.without is None:
        return f"{text}."
    worst, furthest = about.without[1].worst
    return f"{text}; matched without it, in {worst}, by {IN_SD.figure(furthest)}."


def excluded_lines(about: Comparison, named: Callable[[str], str] = str) -> list[str]:
    """The schools left out and why: those of the partnership by URN, others by reason. ``named``
    makes a URN what a person knows a school by."""
    own = [one for one in excluded_in_order(about) if one.treated]
    text = [f"Left out: {named(one.unit)}, {one.why}" for one in own[:_SHOWN]]
    if len(own) > _SHOWN:
        text.append(f"Left out: {len(own) - _SHOWN} more of the partnership (in the JSON)")
    if about.matched.unmatched:
        text.append(f"Without a match: {', '.join(map(named, about.matched.unmatched))}")
    reasons = reasons_excluded(about)
    text += [f"Left out: {count:,} {_others(count)}, {why}" for why, count in reasons[:3]]
    if len(reasons) > 3:
        rest = sum(count for _, count in reasons[3:])
        text.append(f"Left out: {rest:,} {_others(rest)} for want of other figures (in the JSON)")
    return text


def _others(count: int) -> str:
    return "other" if count == 1 else "others"
