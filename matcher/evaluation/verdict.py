"""The verdict: what the numbers say in plain English, and plainly when they cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.evaluation import wording
from matcher.evaluation.evidence import Evidence, VerdictContext
from matcher.evaluation.gates import (
    BETTER,
    INCONCLUSIVE,
    NONE,
    WORSE,
    direction,
    doubts,
    faults,
)
from matcher.evaluation.near_call import near_calls

MIN_SHARE = 0.8  # share of the partnership that a claim of its effect has to rest on: a choice

# Nesta's Standards of Evidence (Puttick and Ludlow 2013).
NESTA = {
    1: "you can describe what you do, why it matters and what should come of it",
    2: "you capture data that show a change for the better, but cannot confirm that you caused it",
    3: "you can show that you caused a change for the better, by a control or comparison group",
    4: "independent replication confirms it",
    5: "manuals and procedures make sure that it can be repeated elsewhere, at scale",
}


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

    def nesta_caution(self) -> str:
        """What voids the level, whatever the figures say; "" of the first, which claims none."""
        if self.nesta < 2:
            return ""
        return (
            "This level is void if the schools were picked, or what they are compared by was "
            "settled, after their results were seen."
        )


def verdict(found: Evidence, asked: VerdictContext) -> Verdict:
    """The verdict by the rule of :mod:`.gates`.

    Nesta's levels grade benefit: 3 is a change for the better that a like comparison group
    has not had, in most of the partnership; 2 a change for the better of its own; an
    evaluation that shows harm reaches 1.
    """
    told = direction(found, asked)
    own = found.own_change
    whole = found.effect.sets >= MIN_SHARE * asked.schools
    grew = not own.spans_zero and asked.better(own.effect)
    level = 3 if told == BETTER and whole else 2 if grew and told != WORSE else 1
    return Verdict(
        told != INCONCLUSIVE,
        told,
        wording.headline(found, asked, told),
        wording.reasons(found, asked, told),
        (*wording.cautions(found, asked), *near_calls(found, asked)),
        level,
        tuple(_next_steps(level, found, asked, told)),
    )


def _next_steps(level: int, found: Evidence, asked: VerdictContext, told: str) -> list[str]:
    if told == WORSE:
        return [
            "nothing before it does good: the levels grade evidence of benefit. Look for what "
            "went wrong, and whether to go on"
        ]
    steps, own, numbers = [], found.own_change, found.numbers
    if level < 2:
        steps.append(
            "level 2: a change for the better in the schools' own results that stands out from "
            f"chance (now {numbers.signed(own.effect)}, "
            f"{numbers.signed_interval(own.low, own.high)})"
        )
    if level < 3 and told == NONE:
        steps.append("level 3: an effect; these figures rule out one that matters")
    elif level < 3 and told == BETTER:
        steps.append(
            f"level 3: figures of more of the partnership: this is about {found.effect.sets} of "
            f"its {asked.schools} schools, and it takes {MIN_SHARE:.0%}"
        )
    elif level < 3:
        range_ = numbers.signed_interval(found.ranges.told.low, found.ranges.told.high)
        in_the_way = f"the range of this one, {range_}, spans 0"
        if faults(found) or doubts(found, asked):
            in_the_way = "its answer says what keeps this one from it"
        steps.append(f"level 3: a comparison that tells; {in_the_way}")
        if asked.before < 2:
            steps.append("figures of more years before: two at least, and six or more are best")
    steps.append("level 4: the same found by somebody independent, in another set of schools")
    steps.append("level 5: a description so exact that others get the same result elsewhere")
    return steps
