"""The words of a verdict, for people who run schools."""

from __future__ import annotations

import math

from matcher.evaluation.effect.effect_size import SMALL
from matcher.evaluation.effect.estimates import NEEDS, NamedEstimate
from matcher.evaluation.evidence import Evidence, VerdictContext
from matcher.evaluation.gates import BETTER, NONE, WORSE, doubts, faults, hiding
from matcher.evaluation.matching.balance import LIMIT
from matcher.evaluation.number_format import p_value, signed


def headline(found: Evidence, asked: VerdictContext, direction: str) -> str:
    """The answer in a sentence or two, with its number and range."""
    effect, range_ = found.effect, found.bracket
    number = f"{effect.effect:+.2f} ({signed(range_.low)} to {signed(range_.high)})"
    hoped = "less" if asked.less_is_better else "more"
    whose = "Schools of the partnership"
    if effect.sets < asked.schools:
        whose = (
            f"The {effect.sets} of {asked.schools} schools of the partnership that could be "
            "compared"
        )
    wrong = faults(found)
    if wrong:
        return f"The numbers cannot tell what the partnership did: {wrong[0]}."
    if direction in (BETTER, WORSE):
        return (
            f"{whose} did {direction} than like schools outside it (where {hoped} is better): "
            f"{number}."
        )
    if direction == NONE:
        return (
            f"There was no difference to speak of: {number}; an effect of {SMALL} standard "
            "deviations among pupils either way can be ruled out."
        )
    cannot = "The numbers cannot tell whether the partnership made a difference"
    in_doubt = doubts(found, asked)
    if in_doubt:
        did = BETTER if asked.better(range_.low) else WORSE
        return (
            f"{cannot}. {whose} did {did}, if like schools would have gone the same way (where "
            f"{hoped} is better): {number}. But {in_doubt[0]}."
        )
    if not range_.agree:
        return f"{cannot}: it depends on what one assumes. {_assumptions(found)}."
    most = max(abs(range_.low), abs(range_.high))
    if not math.isfinite(most):
        return f"{cannot}: {number}."
    return (
        f"{cannot}: {number}. An effect of more than {most:.2f} is unlikely; whether there was a "
        "smaller one they cannot see."
    )


def reasons(found: Evidence, asked: VerdictContext) -> tuple[str, ...]:
    """Why it says so: what stands in the way, or what it rests on."""
    wrong = faults(found)
    if wrong:
        return tuple(wrong)
    effect, (name, worst) = found.effect, found.worst_balance
    said = doubts(found, asked) or (hiding(found) if asked.before > 1 else [])
    said.append(
        f"{len(found.bracketing)} ways to estimate it "
        + ("agree" if found.bracket.agree else "do not agree")
    )
    said.append(
        f"with {effect.sets} schools the smallest effect such data would show in four cases of "
        f"five is {effect.detectable:.2f}"
        if found.bracket.spans_zero
        else f"chance alone seldom gives as much ({p_value(effect.p)})"
    )
    said.append(
        f"the two groups were alike before: farthest apart {name}, by {worst:+.2f} standard "
        f"deviations (limit {LIMIT})"
    )
    trends = found.trends
    if trends is None:
        said.append("one year before tells nothing of trends")
    else:
        said.append(f"the groups were not seen to move apart before ({p_value(trends.slope.p)})")
    return tuple(said)


def cautions(found: Evidence, asked: VerdictContext) -> tuple[str, ...]:
    """What holds whatever the verdict says."""
    low_before = found.regression_to_mean
    said = [
        "Matching makes alike what is published. Schools choose to join: what made them choose "
        "may have changed their results too.",
        *([] if low_before is None else [low_before.sentence()]),
        "Comparison schools may have partnerships of their own; any such makes the effect look "
        "smaller. Those that are known can be left out (--leave-out).",
        "What is matched on, the ratio and the caliper can change the answer: settle them before "
        "looking at it, and keep them with it.",
    ]
    left = asked.schools - found.effect.sets
    if left:
        schools = "1 school" if left == 1 else f"{left} schools"
        said.append(f"Nothing is said about {schools} of the partnership that took no part.")
    said += found.cautions
    outside = found.balances[0].outside
    if outside:
        named = ", ".join(f"{name} ({len(units)})" for name, units in outside.items())
        said.append(f"Some schools lie beyond every comparison school: {named}.")
    return tuple(said)


def _assumptions(found: Evidence) -> str:
    """The estimate given equal results before, and of those of equal changes the one that is
    farther from it: what each needs, and what it comes to."""
    first = found.bracketing[0]
    other = max(found.bracketing, key=lambda one: abs(one.estimate.effect - first.estimate.effect))
    return (
        f"If {first.needs}, {first.estimate.effect:+.2f} ({_interval(first)}); "
        f"if {NEEDS['matched']}, {other.estimate.effect:+.2f} ({_interval(other)})"
    )


def _interval(one: NamedEstimate) -> str:
    return f"95 % interval {signed(one.estimate.low)} to {signed(one.estimate.high)}"
