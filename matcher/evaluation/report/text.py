"""An evaluation in lines for a terminal."""

from __future__ import annotations

from matcher.evaluation.comparison import Comparison
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.number_format import figure, interval, p_value
from matcher.evaluation.report.by_start import start_lines
from matcher.evaluation.report.facts import (
    estimand,
    estimates,
    excluded_in_order,
    reasons_excluded,
    years_compared,
)

_SHOWN = 10  # schools of the partnership left out that the lines name


def lines(about: Comparison) -> list[str]:
    """For a person at a terminal: the verdict first, then what it rests on."""
    verdict = about.verdict
    worst = about.balance.worst
    text = [
        verdict.headline,
        *(f"  because {reason}" for reason in verdict.reasons),
        "",
        f"Years: {years_compared(about)}",
        f"Schools: {schools_account(about)}",
        f"Comparison: {about.matched.how}",
        f"Estimand: {estimand(about)}",
        f"Balance: {'reached' if about.balance.reached else 'NOT reached'}; farthest apart "
        f"{worst[0]} {figure(worst[1])} (limit 0.1)",
        *(f"{name}: {_estimate_text(one)}" for name, one in estimates(about)),
        *start_lines(about.by_start),
    ]
    if not about.few:
        text += [
            f"Size: {about.size.sentence()}",
            f"Smallest effect such data would show: {figure(about.effect.detectable)}",
        ]
    if about.sensitivity is not None:
        text.append(f"Unseen differences: {about.sensitivity.sentence()}")
    text += [
        "",
        verdict.nesta_line(),
        *(f"  {step}" for step in verdict.next_steps),
        "",
        *(f"Mind: {caution}" for caution in verdict.cautions),
        *excluded_lines(about),
    ]
    return text


def schools_account(about: Comparison) -> str:
    """How many schools were matched with how many, and how many were not, in a sentence."""
    own = sum(one.treated for one in about.excluded)
    matched = about.matched.pairs["treated"].nunique()
    others = int((~about.units.treated).sum())
    return (
        f"{matched} of {about.schools} schools of the partnership matched with "
        f"{about.matched.pairs['control'].nunique()} of {others:,} others; left out for want of a "
        f"figure {own} and {len(about.excluded) - own:,} others; without a match "
        f"{len(about.matched.unmatched)}"
    )


def excluded_lines(about: Comparison) -> list[str]:
    """The schools left out and why: those of the partnership by URN, others by reason."""
    own = [one for one in excluded_in_order(about) if one.treated]
    text = [f"Left out: {one.unit}, {one.why}" for one in own[:_SHOWN]]
    if len(own) > _SHOWN:
        text.append(f"Left out: {len(own) - _SHOWN} more of the partnership (in the JSON)")
    if about.matched.unmatched:
        text.append(f"Without a match: {', '.join(about.matched.unmatched)}")
    reasons = reasons_excluded(about)
    text += [f"Left out: {count:,} others, {why}" for why, count in reasons[:3]]
    if len(reasons) > 3:
        rest = sum(count for _, count in reasons[3:])
        text.append(f"Left out: {rest:,} others for want of other figures (in the JSON)")
    return text


def _estimate_text(one: Estimate) -> str:
    return f"{figure(one.effect)} ({interval(one.low, one.high)}, {p_value(one.p)})"
