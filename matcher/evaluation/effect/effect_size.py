"""Effect size, and the months' progress that funders speak of: a convention, not a measure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from matcher.core.figures.number_format import IN_SD
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.units import Floats, Units

# The Education Endowment Foundation's table for its Teaching and Learning Toolkit: effect
# size from which so many months are said ("About the Toolkits: attainment",
# educationendowmentfoundation.org.uk). Effect sizes are rounded to two decimals first;
# negative ones are read the same way with the sign in front. Its trial reports use a
# slightly different table.
MONTHS = (
    (0.02, 1), (0.10, 2), (0.19, 3), (0.27, 4), (0.36, 5), (0.45, 6),
    (0.53, 7), (0.62, 8), (0.70, 9), (0.79, 10), (0.88, 11), (0.96, 12),
)  # fmt: skip

# An effect below which, among pupils' attainment, is called small (Kraft 2020, Educational
# Researcher 49(4)).
SMALL = 0.05


@dataclass(frozen=True, slots=True)
class EffectSize:
    """Hedges' g of an effect and of the ends of its range; ``sd`` is what it was divided
    by, ``of_pupils`` whether that is a spread among pupils (else among schools)."""

    g: float
    low: float
    high: float
    sd: float
    of_pupils: bool

    @property
    def months(self) -> int | None:
        """Months' progress by the EEF's table; None of a spread among schools, for which the
        table is not meant: schools' averages vary less than pupils, so that every effect size
        comes out larger."""
        return months(self.g) if self.of_pupils else None

    def is_small(self, low: float, high: float) -> bool:
        """Whether all of an interval, in the outcome's own units, is smaller than what Kraft calls
        small; an unknown end is not."""
        return self.of_pupils and all(abs(end) < SMALL * self.sd for end in (low, high))

    def sentence(self, *, told: bool) -> str:
        """The effect size, and its months where there are any, with what they are worth; no
        months where nothing is ``told``: people quote them as if it were. "" where the outcome
        does not vary, so that there is none."""
        if math.isnan(self.g):
            return ""
        text = (
            f"effect size {IN_SD.signed(self.g)} ({IN_SD.signed_interval(self.low, self.high)}), "
        )
        if not self.of_pupils:
            return (
                f"{text}in standard deviations among the matched schools' averages of the years "
                "after. Effect sizes of other programmes, and months' progress, are by the spread "
                "among pupils, which is larger: --pupil-sd gives those"
            )
        if not told:
            return f"{text}in standard deviations among pupils; months' progress cannot be told"
        ends = f"{_months_in_words(months(self.low))} to {_months_in_words(months(self.high))}"
        return (
            f"{text}in standard deviations among pupils; by the EEF's convention "
            f"{_months_in_words(months(self.g))} progress ({ends})"
        )


def _months_in_words(count: int) -> str:
    most = MONTHS[-1][1]
    whose = "1 month's" if abs(count) == 1 else f"{abs(count)} months'"
    or_more = " or even" if abs(count) == most else ""
    return f"{whose}{or_more} {'less' if count < 0 else 'more'}" if count else "no months'"


def estimate_effect_size(
    effect: float,
    range_: tuple[float, float],
    units: Units,
    matched: MatchResult,
    outcome: Floats,
    pupil_sd: float | None = None,
) -> EffectSize:
    """The effect and the ends of its range over the spread of ``outcome`` among the matched
    schools, the two groups pooled, with Hedges' correction for few schools, 1 −
    3/(4·(n₁+n₂−2) − 1) (Hedges 1981, Journal of Educational Statistics 6). With ``pupil_sd``, the
    standard deviation among pupils in the outcome's units, over that, with no correction."""
    if pupil_sd is not None:
        sd, correction = pupil_sd, 1.0
    else:
        used = matched.weights > 0
        groups = [outcome[used & side] for side in (units.treated, ~units.treated)]
        free = [len(group) - 1 for group in groups]
        squares = sum(float(((group - group.mean()) ** 2).sum()) for group in groups)
        sd = math.sqrt(squares / sum(free))
        correction = 1.0 - 3.0 / (4.0 * sum(free) - 1.0)
    if not sd > 0:
        nothing = float(np.nan)
        return EffectSize(nothing, nothing, nothing, sd, pupil_sd is not None)
    g, low, high = (value / sd * correction for value in (effect, *range_))
    return EffectSize(g, low, high, sd, pupil_sd is not None)


def months(effect_size: float) -> int:
    """Months' progress of an effect size by the EEF's table; 0 where it is not known."""
    if math.isnan(effect_size):
        return 0
    rounded = round(abs(effect_size), 2)
    found = max((many for least, many in MONTHS if rounded >= least), default=0)
    return int(math.copysign(found, effect_size)) if found else 0
