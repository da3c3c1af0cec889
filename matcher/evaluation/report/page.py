"""The body of the page of an evaluation: pictures, tables and words, as HTML."""

from __future__ import annotations

from matcher.core.page.html_page import bullets, figures, heading, table
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.number_format import figure, interval, p_value_cell
from matcher.evaluation.report.by_start import start_table
from matcher.evaluation.report.facts import estimand, estimates
from matcher.evaluation.report.love_plot import love_plot, love_table, outside_list
from matcher.evaluation.report.text import excluded_lines, schools_account
from matcher.evaluation.report.trend_plot import trend_plot, trend_table


def page_body(about: Comparison) -> list[str]:
    """The body of the page in HTML."""
    verdict = about.verdict
    rows = [
        (name, figure(one.effect), interval(one.low, one.high), p_value_cell(one.p))
        for name, one in estimates(about)
    ]
    parts = [
        "<h2>Why</h2>",
        bullets(verdict.reasons),
        "<h2>What to mind</h2>",
        bullets(verdict.cautions),
        heading(f"{about.outcome}, year by year"),
        trend_plot(about.years, about.outcome),
        trend_table(about.years, about.outcome),
        "<h2>The effect and its tests</h2>",
        table(f"In units of {about.outcome}; intervals at 95 %",
              ("What", "Estimate", "Interval", "p"), rows, figures("Estimate", "Interval", "p")),
        *start_table(about.by_start),
        "<h2>Is the comparison alike?</h2>",
        bullets((schools_account(about), about.matched.how, estimand(about))),
        love_plot(about.balance),
        love_table(about.balance),
        outside_list(about.balance),
    ]  # fmt: skip
    if not about.few:
        parts += _size_and_sensitivity(about)
    parts += [
        heading(verdict.nesta_line()),
        "<p>What would raise it:</p>",
        bullets(verdict.next_steps),
        "<h2>Schools that took no part</h2>",
        bullets(tuple(excluded_lines(about)) or ("none",)),
    ]
    return parts


def _size_and_sensitivity(about: Comparison) -> list[str]:
    """How large the effect is, and what could explain it away."""
    parts = [
        "<h2>How large is it?</h2>",
        bullets((about.size.sentence(), "The smallest effect such data would show in four cases "
                 f"of five is {figure(about.effect.detectable)}")),
    ]  # fmt: skip
    if about.sensitivity is None:
        return parts
    bounds = [(f"{gamma:g}", p_value_cell(p)) for gamma, p in about.sensitivity.bounds]
    return [
        *parts,
        "<h2>What an unseen difference would have to be</h2>",
        bullets((about.sensitivity.sentence(),)),
        table("Rosenbaum’s bounds: the effect stands while p is 0.025 or less",
              ("Times as likely to take part", "Largest p, one-sided"), bounds,
              figures("Times as likely to take part", "Largest p, one-sided")),
    ]  # fmt: skip
