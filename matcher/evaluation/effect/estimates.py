"""The estimates side by side, each with what it takes to be right, and the range they span.

Nobody knows which comparison is right, so several stand together. Two of the matched ones err
to opposite sides: matched on earlier results, schools at opposite ends of their luck are paired,
and the luck wears off (Daw and Hatfield 2018, Health Services Research 53); not matched on them,
schools are paired that may have been on different ways. Where either assumption holds the truth
lies between the two (Ding and Li 2019, Political Analysis 27; Ye, Keele, Hasegawa and Small 2023,
JASA 119). So the range told is that of all: from the lowest to the highest end of their intervals
at 90 %, as the truth stands at one end and can leave it on one side alone (Imbens and Manski
2004, Econometrica 72).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.evaluation.effect.effect import Estimate

Key = Literal["matched_prior", "matched", "doubly_robust", "trend_adjusted", "without_last_year"]
LABELS: dict[Key, str] = {
    "matched_prior": "matched with the outcome before",
    "matched": "matched without the outcome before",
    "doubly_robust": "doubly robust, against all comparison schools",
    "trend_adjusted": "allowing for trends",
    "without_last_year": "without the year just before",
}
NEEDS: dict[Key, str] = {
    "matched_prior": "like schools with equal results before would have had equal results after",
    "matched": "like schools would have changed by as much",
    "doubly_robust": "like schools would have changed by as much (what like schools are is "
    "reckoned in two ways, of which one has to be right)",
    "trend_adjusted": "each school would have gone on in the straight line of its years before",
    "without_last_year": "like schools would have changed by as much, whatever befell these in "
    "the year just before",
}
BRACKET: tuple[Key, ...] = ("matched_prior", "matched", "doubly_robust")
_BY_REGRESSION = "by regression, against all comparison schools"


@dataclass(frozen=True, slots=True)
class NamedEstimate:
    """An estimate, what it is called, and what must be true for it to be right."""

    key: Key
    label: str
    needs: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Bracket:
    """The range told: from the lowest to the highest end of the 90 % intervals of the matched
    and doubly robust estimates. ``agree``: whether all of these tell an effect of the same side,
    or none tells any."""

    low: float
    high: float
    agree: bool

    @property
    def spans_zero(self) -> bool:
        """Whether no effect is in the range."""
        return self.low <= 0.0 <= self.high

    @property
    def nearer(self) -> float:
        """The end nearer to no effect, as a size; 0 where the range spans it."""
        return 0.0 if self.spans_zero else min(abs(self.low), abs(self.high))


def named(key: Key, estimate: Estimate, *, by_regression: bool = False) -> NamedEstimate:
    """An estimate with its name and assumption. ``by_regression``: the propensity had no fit."""
    if key == "doubly_robust" and by_regression:
        return NamedEstimate(key, _BY_REGRESSION, NEEDS["matched"], estimate)
    return NamedEstimate(key, LABELS[key], NEEDS[key], estimate)


def bracket(estimates: Sequence[NamedEstimate]) -> Bracket:
    """The range that those of ``estimates`` span that take no account of trends."""
    ends = [one.estimate.inner for one in estimates if one.key in BRACKET]
    sides = {(low > 0.0) - (high < 0.0) for low, high in ends}
    return Bracket(min(low for low, _ in ends), max(high for _, high in ends), len(sides) == 1)
