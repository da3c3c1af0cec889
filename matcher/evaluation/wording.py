"""The words of a verdict, for people who run schools."""

from __future__ import annotations

import math

from matcher.core.figures.number_format import IN_SD
from matcher.evaluation.effect.effect_size import SMALL
from matcher.evaluation.effect.estimates import LABELS, detectable
from matcher.evaluation.effect.trends import close_call, p_of_test
from matcher.evaluation.evidence import Evidence, VerdictContext
from matcher.evaluation.gates import BETTER, NONE, WORSE, doubts, faults, hiding
from matcher.evaluation.matching.balance import LIMIT
from matcher.evaluation.number_format import one_range, p_value


def headline(found: Evidence, asked: VerdictContext, direction: str) -> str:
    """The answer in a sentence or two, with its number and range."""
    effect, range_, alike = found.effect, found.ranges.told, found.ranges.if_alike
    numbers = found.numbers
    number = f"{numbers.signed(effect.effect)} ({numbers.signed_interval(range_.low, range_.high)})"
    hoped = "less" if asked.less_is_better else "more"
    whose = "Schools of the partnership"
    if effect.sets < asked.schools:
        whose = (
            f"The {effect.sets} of {asked.schools} schools of the partnership that could be "
            "compared"
        )
    wrong = faults(found)
    if wrong:
        told = f"The numbers cannot tell what the partnership did: {wrong[0]}."
        if not (math.isfinite(range_.low) and math.isfinite(range_.high)):
            return told
        return f"{told} Worked out all the same, and not to be relied on: {number}."
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
        did = BETTER if asked.better(alike.low) else WORSE
        same = one_range(found.ranges, numbers)
        by = "" if same else f": {numbers.signed_interval(alike.low, alike.high)}"
        return (
            f"{cannot}: {number}. {whose} did {did}, if like schools would have gone the same way "
            f"(where {hoped} is better){by}. But {in_doubt[0]}."
        )
    if not found.ranges.agree:
        return f"{cannot}: {number}. It depends on what one assumes: {_side_by_side(found)}."
    if not (math.isfinite(range_.low) and math.isfinite(range_.high)):
        return f"{cannot}: {number}."
    gain, loss = range_.high, -range_.low
    if asked.less_is_better:
        gain, loss = loss, gain
    if_ = "whichever way of working it out is right" if asked.before > 1 else (
        "if like schools would have changed by as much"
    )  # fmt: skip
    return (
        f"{cannot}: {number}. A benefit of more than {numbers.figure(gain)} or a harm of more than "
        f"{numbers.figure(loss)} (where {hoped} is better) is unlikely, {if_}; whether there was a "
        "smaller one they cannot see."
    )


def reasons(found: Evidence, asked: VerdictContext, direction: str) -> tuple[str, ...]:
    """Why it says so, beside what the headline says: what else stands in the way, or what it
    rests on."""
    wrong = faults(found)
    if wrong:
        return tuple(wrong[1:])
    effect, (name, worst) = found.effect, found.worst_balance
    in_doubt = doubts(found, asked)
    hidden = hiding(found) if asked.before > 1 else []
    # The headline names the first doubt, unless it says that there was no difference to speak of.
    said = in_doubt[0 if direction == NONE else 1 :] if in_doubt else hidden
    said.append(_agreement(found))
    if not found.ranges.if_alike.spans_zero:
        said.append(f"chance alone seldom gives as much ({p_value(effect.p)})")
    elif found.ranges.agree and asked.before > 1:  # else no effect is large enough
        least = found.numbers.figure(detectable(found.estimates))
        said.append(
            f"with {effect.sets} schools it takes an effect of at least {least} to be told in four "
            "cases of five"
        )
    said.append(
        f"the two groups were alike before: farthest apart {name}, by {IN_SD.signed(worst)} "
        f"standard deviations (limit {LIMIT})"
    )
    trends = found.trends
    if trends is None:
        said.append("one year before tells nothing of trends")
    else:
        said.append(f"the groups were not seen to move apart before ({p_of_test(trends.slope)})")
    return tuple(said)


def cautions(found: Evidence, asked: VerdictContext) -> tuple[str, ...]:
    """What holds whatever the verdict says."""
    low_before = found.regression_to_mean
    levels = [LABELS[one.key] for one in found.estimates if one.key == "level_adjusted"]
    said = [
        "Matching makes alike what is published. Schools choose to join: what made them choose "
        "may have changed their results too.",
        *([] if low_before is None else [low_before.sentence(found.numbers, *levels)]),
        "Comparison schools may have partnerships of their own; any such makes the effect look "
        "smaller. Those that are known can be left out (--leave-out).",
        "What is matched on, the ratio and the caliper can change the answer: settle them before "
        "looking at it, and keep them with it.",
    ]
    said += _close_calls(found, asked)
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


def _side_by_side(found: Evidence) -> str:
    """The estimates if like schools would have moved alike, by name, each with its interval."""
    told = "; ".join(
        f"{one.label} {found.numbers.signed(one.estimate.effect)} "
        f"({found.numbers.signed_interval(one.estimate.low, one.estimate.high)})"
        for one in found.if_alike
    )
    return f"{told}; intervals at 95 %"


def _agreement(found: Evidence) -> str:
    """How many of the estimates tell an effect."""
    own = [one.estimate for one in found.estimates]
    up, down = sum(one.low > 0.0 for one in own), sum(one.high < 0.0 for one in own)
    if up and down:
        return f"the {len(own)} ways to estimate it contradict each other"
    telling = max(up, down)
    if not telling:
        return f"none of the {len(own)} ways to estimate it tells an effect"
    if telling == len(own):
        every = "both" if len(own) == 2 else f"all {len(own)}"  # two of one year before
        return f"{every} ways to estimate it tell an effect of the same side"
    some = f"{telling} of {len(own)} ways to estimate it {'tells' if telling == 1 else 'tell'}"
    if found.ranges.told.spans_zero:
        return f"{some} an effect, the others none"
    return f"{some} an effect at 95 %; all do by the range told, whose ends are at 90 to 95 %"


def _close_calls(found: Evidence, asked: VerdictContext) -> list[str]:
    """The tests of the years before that were passed only just."""
    trends = found.trends
    if trends is None or faults(found):
        return []
    tests = [("the two groups moved apart before", trends.slope)]
    if asked.before > 2:
        tests.append(("the year just before stood apart", trends.placebo))
    return [
        f"Whether {what} is a close call ({p_of_test(test)}): the answer hangs on it."
        for what, test in tests
        if close_call(test)
    ]
