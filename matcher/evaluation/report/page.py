"""The page of an evaluation, read from the top: the question, who, the answer, how sure, what it
rests on, what would change it; the details last. As HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matcher.core.figures.in_words import figure_name
from matcher.core.page.html_page import (
    bullets,
    figures,
    heading,
    lead,
    paragraph,
    sentences,
    table,
)
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.number_format import p_value_cell
from matcher.evaluation.report import summary
from matcher.evaluation.report.by_start import start_table
from matcher.evaluation.report.certainty import certainty_lines, estimates_plot, estimates_table
from matcher.evaluation.report.facts import estimand, tests_and_changes
from matcher.evaluation.report.love_plot import (
    love_plot,
    love_table,
    outside_list,
    shown_rows,
    spread_table,
)
from matcher.evaluation.report.text import balance_line, excluded_lines
from matcher.evaluation.report.trend_plot import trend_plot, trend_table
from matcher.evaluation.report.what_would_change import what_would_change


def page_lead(about: Comparison) -> list[str]:
    """The question, who was compared, and the answer, as HTML."""
    return [
        lead(summary.question(about)),
        lead(summary.who(about)),
        lead(about.verdict.headline, apart=True),
    ]


def page_body(
    about: Comparison, details: Sequence[str] = (), named: Callable[[str], str] = str
) -> list[str]:
    """The body of the page in HTML; ``details`` are further parts of it that stand last, and
    ``named`` makes a URN what a person knows a school by."""
    verdict, words = about.verdict, figure_name(about.outcome).words
    shown, left_out = shown_rows(about.balance, about.exact)
    parts = [
        heading(summary.SURE),
        *([bullets(sentences(verdict.reasons))] if verdict.reasons else []),
        estimates_plot(about),
        estimates_table(about),
        bullets(certainty_lines(about)),
        *start_table(about.by_start, about.numbers),
        heading(summary.MIND),
        bullets(verdict.cautions),
        heading(summary.RESTS),
        heading(f"{summary.figure_words(about)}, year by year", 3),
        trend_plot(about.years, words, about.numbers, summary.what_begins(about)),
        trend_table(about.years, words, about.numbers),
        heading("Is the comparison alike?", 3),
        paragraph(balance_line(about)),
        love_plot(shown),
        *([paragraph(left_out)] if left_out else []),
        love_table(shown),
        outside_list(about.balance, named),
        heading("Schools that took no part", 3),
        bullets(tuple(excluded_lines(about, named)) or ("none",)),
        heading(summary.CHANGE),
        bullets(what_would_change(about)),
        heading(summary.EVIDENCE),
        paragraph(" ".join(filter(None, (f"{verdict.nesta_line()}.", verdict.nesta_caution())))),
        "<p>What would raise it:</p>",
        bullets(sentences(verdict.next_steps)),
        heading(summary.DETAILS),
        heading("How the comparison was made", 3),
        bullets(sentences((about.matched.how, estimand(about)))),
        spread_table(shown),
        *_figures(about),
    ]
    return [*parts, *details]


def _figures(about: Comparison) -> list[str]:
    """What else was worked out: the schools' own change, the tests of the years before, and
    Rosenbaum's bounds."""
    numbers = about.numbers
    rows = [
        (
            name,
            numbers.signed(one.effect),
            numbers.signed_interval(one.low, one.high),
            p_value_cell(one.p),
        )
        for name, one in tests_and_changes(about)
    ]  # fmt: skip
    parts = [
        heading("Further figures", 3),
        table(f"In {summary.unit_words(about)}; intervals at 95 %",
              ("What", "Estimate", "Interval", "p"), rows, figures("Estimate", "Interval", "p"),
              cards=True),
    ]  # fmt: skip
    if about.sensitivity is None:
        return parts
    bounds = [(f"{gamma:g}", p_value_cell(p)) for gamma, p in about.sensitivity.bounds]
    head = ("Times as likely to take part", "Largest p, one-sided")
    caption = "Something unseen (Rosenbaum’s bounds): the effect stands while p is 0.025 or less"
    return [*parts, table(caption, head, bounds, figures(*head))]
