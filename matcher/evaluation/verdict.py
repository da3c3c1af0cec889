"""The verdict: what the numbers say in plain English, and plainly when they cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.effect.effect_size import SMALL, EffectSize
from matcher.evaluation.matching.balance import LIMIT, Balance
from matcher.evaluation.number_format import p_value

MIN_MATCHED = 10  # matched schools below which no claim is made: a choice of this product
MIN_SHARE = 0.8  # share of the partnership that a claim of its effect has to rest on: likewise
SMD_OF_CONCERN = 0.25  # |SMD| before matching from which regression to the mean is feared

# Nesta's Standards of Evidence (Puttick and Ludlow 2013).
NESTA = {
    1: "you can describe what you do, why it matters and what should come of it",
    2: "you capture data that show a change for the better, but cannot confirm that you caused it",
    3: "you can show that you caused a change for the better, by a control or comparison group",
    4: "independent replication confirms it",
    5: "manuals and procedures make sure that it can be repeated elsewhere, at scale",
}


@dataclass(frozen=True, slots=True)
class VerdictContext:
    """What a verdict is about. ``schools``: how many the partnership has, those without a
    match or a figure too. ``less_is_better``: of an outcome such as absence. ``matched_on``:
    whether the outcome of every year before was matched on; then the gap of those years is
    small by design, and tells nothing of trends. ``prior``: the covariates that are earlier
    outcomes."""

    schools: int
    less_is_better: bool = False
    matched_on: bool = True
    prior: tuple[str, ...] = ()

    def better(self, effect: float) -> bool:
        """Whether a change of this sign is what was hoped for."""
        return effect < 0 if self.less_is_better else effect > 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """``is_conclusive``: whether the numbers tell an effect, or rule out one that matters;
    ``direction``: better, worse, no difference or cannot tell. ``headline``, and ``reasons`` for
    it; ``cautions`` that hold whatever it says. ``nesta``: the level that this evaluation reaches
    by itself (1 to 3), ``next_steps`` what would raise it."""

    is_conclusive: bool
    direction: str
    headline: str
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    nesta: int
    next_steps: tuple[str, ...]

    def nesta_line(self) -> str:
        """The level and what it means."""
        return f"Nesta level {self.nesta} of 5: {NESTA[self.nesta]}"


BETTER, WORSE, NONE, INCONCLUSIVE = "better", "worse", "no difference", "cannot tell"


def verdict(
    found: Estimate,
    size: EffectSize,
    balance: Balance,
    asked: VerdictContext,
    *,
    own_change: Estimate,
    pre_trend: Estimate | None,
    placebo: Estimate | None,
) -> Verdict:
    """``own_change``: the change of the treated alone. ``pre_trend`` and ``placebo`` where
    there were years for them.

    Nesta's levels grade benefit: 3 is a change for the better that a like comparison group
    has not had, in most of the partnership; 2 a change for the better of its own; an
    evaluation that shows harm reaches 1.
    """
    faults = _faults(found, balance, asked, pre_trend, placebo)
    direction = INCONCLUSIVE
    if not faults and not found.spans_zero:
        direction = BETTER if asked.better(found.effect) else WORSE
    elif not faults and size.negligible:
        direction = NONE
    whole = found.sets >= MIN_SHARE * asked.schools
    grew = not own_change.spans_zero and asked.better(own_change.effect)
    level = 3 if direction == BETTER and whole else 2 if grew and direction != WORSE else 1
    return Verdict(
        direction != INCONCLUSIVE,
        direction,
        _headline(found, size, asked, faults, direction),
        tuple(faults) or _reasons(found, size, balance, asked, pre_trend, placebo),
        tuple(_cautions(found, balance, asked)),
        level,
        tuple(_next_steps(level, found, asked, faults, direction, own_change)),
    )


def _faults(
    found: Estimate,
    balance: Balance,
    asked: VerdictContext,
    pre_trend: Estimate | None,
    placebo: Estimate | None,
) -> list[str]:
    faults = []
    if found.sets < MIN_MATCHED:
        faults.append(
            f"only {found.sets} schools of the partnership are matched, fewer than {MIN_MATCHED}"
        )
    if not balance.reached:
        name, worst = balance.worst
        faults.append(
            f"the comparison group is not alike: {name} differs by {worst:+.2f} standard "
            f"deviations (limit {LIMIT})"
        )
    if pre_trend is not None and not asked.matched_on and not pre_trend.spans_zero:
        faults.append(
            f"the two groups were drifting apart before: by {pre_trend.effect:+.2f} a year "
            f"({p_value(pre_trend.p)})"
        )
    if placebo is not None and not placebo.spans_zero:
        faults.append(
            f"the placebo test finds an “effect” of {placebo.effect:+.2f} in a year before the "
            f"partnership ({p_value(placebo.p)}): it does so once in twenty times by chance, and "
            "oftener the fewer years it has to match on"
        )
    return faults


def _headline(
    found: Estimate, size: EffectSize, asked: VerdictContext, faults: list[str], direction: str
) -> str:
    range_ = f"{found.effect:+.2f} (95 % interval {found.low:+.2f} to {found.high:+.2f})"
    whose = "Schools of the partnership"
    if found.sets < asked.schools:
        whose = (
            f"The {found.sets} of {asked.schools} schools of the partnership that could be compared"
        )
    if faults:
        return f"The numbers cannot tell what the partnership did: {faults[0]}."
    if direction in (BETTER, WORSE):
        hoped = "less" if asked.less_is_better else "more"
        return (
            f"{whose} did {direction} than like schools outside it (where {hoped} is better): "
            f"{range_}."
        )
    if direction == NONE:
        return (
            f"There was no difference to speak of: {range_}; an effect of {SMALL} standard "
            "deviations among pupils either way can be ruled out."
        )
    most = max(abs(found.low), abs(found.high))
    return (
        f"The numbers cannot tell whether the partnership made a difference: {range_}. An effect "
        f"of more than {most:.2f} is unlikely; whether there was a smaller one they cannot see."
    )


def _reasons(
    found: Estimate,
    size: EffectSize,
    balance: Balance,
    asked: VerdictContext,
    pre_trend: Estimate | None,
    placebo: Estimate | None,
) -> tuple[str, ...]:
    name, worst = balance.worst
    reasons = [
        f"with {found.sets} schools the smallest effect such data would show in four cases of "
        f"five is {found.detectable:.2f}"
        if found.spans_zero
        else f"chance alone seldom gives as much ({p_value(found.p)})"
    ]
    reasons.append(
        f"the two groups were alike before: farthest apart {name}, by {worst:+.2f} standard "
        f"deviations (limit {LIMIT})"
    )
    if placebo is None:
        reasons.append("one year before tells nothing of trends: there is no placebo test")
    else:
        reasons.append(
            f"the placebo test, as if it had begun a year earlier, finds nothing "
            f"({p_value(placebo.p)})"
        )
    if pre_trend is not None and not asked.matched_on:
        reasons.append(f"the groups did not drift apart before ({p_value(pre_trend.p)})")
    return tuple(reasons)


def _cautions(found: Estimate, balance: Balance, asked: VerdictContext) -> list[str]:
    cautions = [
        "Matching makes alike what is published. Schools choose to join: what made them choose "
        "may have changed their results too.",
        "Comparison schools may have partnerships of their own; any such makes the effect look "
        "smaller. Those that are known can be left out (--leave-out).",
        "What is matched on, the ratio and the caliper can change the answer: settle them before "
        "looking at it, and keep them with it.",
    ]
    left = asked.schools - found.sets
    if left:
        schools = "1 school" if left == 1 else f"{left} schools"
        cautions.append(f"Nothing is said about {schools} of the partnership that took no part.")
    if not asked.matched_on:
        cautions.append(
            "The outcome before was not matched on: the two groups may have stood apart in it."
        )
    table = balance.table.set_index("covariate")["smd_before"]
    far = [name for name in asked.prior if name in table and abs(table[name]) > SMD_OF_CONCERN]
    if far:
        cautions.append(
            f"Before matching the groups stood far apart in {', '.join(far)}. Matching on such "
            "figures pairs schools at opposite ends of their luck, which wears off by itself "
            "(regression to the mean; Daw and Hatfield 2018, Health Services Research 53) and "
            "can look like an effect, or hide one. More years before would lessen it."
        )
    if balance.outside:
        named = ", ".join(f"{name} ({len(units)})" for name, units in balance.outside.items())
        cautions.append(f"Some schools lie beyond every comparison school: {named}.")
    return cautions


def _next_steps(
    level: int,
    found: Estimate,
    asked: VerdictContext,
    faults: list[str],
    direction: str,
    own: Estimate,
) -> list[str]:
    if direction == WORSE:
        return [
            "nothing before it does good: the levels grade evidence of benefit. Look for what "
            "went wrong, and whether to go on"
        ]
    steps = []
    if level < 2:
        steps.append(
            "level 2: a change for the better in the schools' own results that stands out from "
            f"chance (now {own.effect:+.2f}, {own.low:+.2f} to {own.high:+.2f})"
        )
    if level < 3 and direction == NONE:
        steps.append("level 3: an effect; these figures rule out one that matters")
    elif level < 3 and direction == BETTER:
        steps.append(
            f"level 3: figures of more of the partnership: this is about {found.sets} of its "
            f"{asked.schools} schools, and it takes {MIN_SHARE:.0%}"
        )
    elif level < 3:
        cure = (
            "; ".join(faults) if faults else f"the interval {found.low:+.2f} to {found.high:+.2f}"
        )
        steps.append(f"level 3: a comparison that tells; in the way stands {cure}")
        if found.sets and found.spans_zero and found.effect:
            needed = found.sets * (found.detectable / abs(found.effect)) ** 2
            if needed < 10_000:
                steps.append(
                    f"were the effect truly {found.effect:+.2f}, about {needed:,.0f} schools would "
                    "be needed to show it, or more comparison schools and years for each"
                )
    steps.append("level 4: the same found by somebody independent, in another set of schools")
    steps.append("level 5: a description so exact that others get the same result elsewhere")
    return steps
