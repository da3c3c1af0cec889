"""The verdict: what the numbers say in plain English, and plainly when they cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.partnership.compare.balance import LIMIT, Balance
from matcher.partnership.compare.effect import Estimate
from matcher.partnership.compare.parts import chance
from matcher.partnership.compare.size import Size

FEW = 10  # matched schools below which no claim is made: a choice of this product
SMALL = 0.2  # effect size called small (Cohen 1988, Statistical Power Analysis, §2.2)
APART = 0.25  # |SMD| before matching from which regression to the mean is feared

# Nesta's Standards of Evidence (Puttick and Ludlow 2013).
NESTA = {
    1: "you can describe what you do, why it matters and what should come of it",
    2: "you capture data that show change, but cannot confirm that you caused it",
    3: "you can show that you caused it, by a control or comparison group",
    4: "independent replication confirms it",
    5: "manuals and procedures make sure that it can be repeated elsewhere, at scale",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``tells``: whether the numbers tell an effect, or rule one out. ``headline``, and
    ``reasons`` for it; ``cautions`` that hold whatever it says. ``nesta``: the level that
    this evaluation reaches by itself (1 to 3) and what would ``raise_it``."""

    tells: bool
    headline: str
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    nesta: int
    raise_it: tuple[str, ...]

    def nesta_line(self) -> str:
        """The level and what it means."""
        return f"Nesta level {self.nesta} of 5: {NESTA[self.nesta]}"


def verdict(
    found: Estimate,
    size: Size,
    balance: Balance,
    *,
    own_change: Estimate,
    pre_trend: Estimate | None,
    placebo: Estimate | None,
    unmatched: int = 0,
    prior: tuple[str, ...] = (),
) -> Verdict:
    """``own_change``: the change of the treated alone. ``pre_trend`` and ``placebo`` where
    there were years for them. ``unmatched``: how many treated schools found no match or had
    something unknown. ``prior``: the covariates that are earlier outcomes."""
    faults = _faults(found, balance, pre_trend, placebo)
    tells = not faults and (not found.spans_zero or _negligible(size))
    level = 3 if not faults and not found.spans_zero else 1 if own_change.spans_zero else 2
    return Verdict(
        tells,
        _headline(found, size, faults),
        tuple(faults) or _reasons(found, size, pre_trend, placebo),
        tuple(_cautions(balance, unmatched, prior)),
        level,
        tuple(_raise(level, found, faults, own_change)),
    )


def _faults(
    found: Estimate, balance: Balance, pre_trend: Estimate | None, placebo: Estimate | None
) -> list[str]:
    faults = []
    if found.sets < FEW:
        faults.append(f"only {found.sets} schools of the partnership are matched, fewer than {FEW}")
    if not balance.reached:
        name, worst = balance.worst
        faults.append(
            f"the comparison group is not alike: {name} differs by {worst:+.2f} standard "
            f"deviations (limit {LIMIT})"
        )
    if pre_trend is not None and not pre_trend.spans_zero:
        faults.append(
            f"the two groups were drifting apart before: by {pre_trend.effect:+.2f} a year "
            f"({chance(pre_trend.p)})"
        )
    if placebo is not None and not placebo.spans_zero:
        faults.append(
            f"the placebo test finds an “effect” of {placebo.effect:+.2f} in a year before the "
            f"partnership ({chance(placebo.p)})"
        )
    return faults


def _headline(found: Estimate, size: Size, faults: list[str]) -> str:
    range_ = f"{found.effect:+.2f} (95 % interval {found.low:+.2f} to {found.high:+.2f})"
    if faults:
        return f"The numbers cannot tell what the partnership did: {faults[0]}."
    if not found.spans_zero:
        way = "better" if found.effect > 0 else "worse"
        return (
            f"Schools of the partnership did {way} than like schools outside it (where more is "
            f"better): {range_}."
        )
    if _negligible(size):
        return (
            f"There was no difference to speak of: {range_}; an effect of {SMALL} standard "
            "deviations either way can be ruled out."
        )
    return (
        f"The numbers cannot tell whether the partnership made a difference: {range_} has no "
        "difference within it."
    )


def _negligible(size: Size) -> bool:
    return max(abs(size.low), abs(size.high)) < SMALL


def _reasons(
    found: Estimate, size: Size, pre_trend: Estimate | None, placebo: Estimate | None
) -> tuple[str, ...]:
    reasons = [
        f"with {found.sets} schools the smallest effect such data would show in four cases of "
        f"five is {found.detectable:.2f}"
        + (f" ({found.detectable / size.sd:.2f} standard deviations)" if size.sd > 0 else "")
    ]
    if pre_trend is None:
        reasons.append("one year before tells nothing of trends: no pre-trend or placebo test")
    elif placebo is not None:
        reasons.append(
            f"the groups did not drift apart before ({chance(pre_trend.p)}), and the placebo "
            f"test finds nothing ({chance(placebo.p)})"
        )
    return tuple(reasons)


def _cautions(balance: Balance, unmatched: int, prior: tuple[str, ...]) -> list[str]:
    cautions = [
        "Matching makes alike what is published. Schools choose to join: what made them choose "
        "may have changed their results too.",
        "Of the comparison schools nobody knows here which have a partnership of their own; any "
        "such makes the effect look smaller.",
    ]
    if unmatched:
        cautions.append(
            f"Nothing is said about {unmatched} schools of the partnership that took no part."
        )
    table = balance.table.set_index("covariate")["smd_before"]
    far = [name for name in prior if name in table and abs(table[name]) > APART]
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


def _raise(level: int, found: Estimate, faults: list[str], own: Estimate) -> list[str]:
    steps = []
    if level < 2:
        steps.append(
            "level 2: a change in the schools' own results that stands out from chance "
            f"(now {own.effect:+.2f}, {own.low:+.2f} to {own.high:+.2f})"
        )
    if level < 3:
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
