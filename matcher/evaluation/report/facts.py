"""An evaluation as it is shown: plain data, and what its words, page and table all rest on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from matcher.core.calendar.school_years import called
from matcher.core.tables import urn_key
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.matching.units import ExcludedSchool


def as_dict(about: Comparison) -> dict[str, Any]:
    """Plain data for JSON; unknown and infinite are null."""
    verdict = about.verdict
    both = (("before", about.before), ("after", about.after))
    names = ("effect", "raw", "own_change", "pre_trend", "placebo")
    found: dict[str, Any] = {
        "outcome": about.outcome,
        "before": list(about.before),
        "after": list(about.after),
        "verdict": {
            # These keys are read back by findings, from files that people keep.
            "tells": verdict.is_conclusive,
            "way": verdict.direction,
            "headline": verdict.headline,
            "reasons": verdict.reasons,
            "cautions": verdict.cautions,
            "nesta": verdict.nesta,
            "raise_it": verdict.next_steps,
            "nesta_words": verdict.nesta_line(),
        },
        "how": about.matched.how,
        "estimand": estimand(about),
        "partnership_schools": about.schools,
        "schools": sorted(about.matched.pairs["treated"].unique().tolist()),
        "matched": int(about.matched.pairs["treated"].nunique()),
        "comparison_schools": int(about.matched.pairs["control"].nunique()),
        "unmatched": list(about.matched.unmatched),
        "left_out": [asdict(one) for one in excluded_in_order(about) if one.treated],
        "left_out_others": dict(reasons_excluded(about)),
        "adjusted": about.is_adjusted,
        **{name: _estimate(getattr(about, name)) for name in names},
        "bootstrap": about.resampled,
        "size": None if about.few else {
            **asdict(about.size), "months": about.size.months,
            "months_are": "a convention of the Education Endowment Foundation"},
        "detectable": about.effect.detectable,
        "sensitivity": None if about.few else asdict(about.sensitivity),
        "balanced": about.balance.reached,
        "balance": about.balance.table.to_dict("records"),
        "outside": about.balance.outside,
        "years": [{**asdict(year), "school_year": year.label} for year in about.years],
        "school_years": {name: list(map(called, years)) for name, years in both},
    }  # fmt: skip
    return plain_data(found)


def plain_data(found: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON can hold: numpy's numbers as Python's, unknown and infinite as None."""
    plain: dict[str, Any] = _plain(found)
    return plain


def years_compared(about: Comparison) -> str:
    """The school years before and after, in words."""
    return years_in_words(about.before, about.after)


def years_in_words(before: Sequence[int], after: Sequence[int]) -> str:
    """The school years that begin in ``before`` and ``after``, in words."""
    early, late = (", ".join(map(called, years)) for years in (before, after))
    return f"{early} before the partnership, {late} with it"


def estimates(about: Comparison) -> list[tuple[str, Estimate]]:
    """Every estimate with what it is."""
    how = "adjusted for the covariates" if about.is_adjusted else "not adjusted: too few schools"
    found = [(f"Effect, difference in differences, {how}", about.effect)]
    if about.is_adjusted:
        found.append(("The same, not adjusted", about.raw))
    found.append(("Change in the partnership's schools alone", about.own_change))
    if about.pre_trend:
        found.append(("Gap before, change a year (near 0 where matched on)", about.pre_trend))
    if about.placebo:
        found.append((f"Placebo: an “effect” in {called(about.before[-1])}", about.placebo))
    return found


def estimand(about: Comparison) -> str:
    """Whom the effect is of: of the schools that could be compared, and no others."""
    compared = about.effect.sets
    if about.matched.unmatched or compared == about.schools:
        return about.matched.estimand
    return (
        f"{about.matched.estimand}, of the {compared} schools of the partnership whose figures "
        f"are known, not of all {about.schools}"
    )


def reasons_excluded(about: Comparison) -> list[tuple[str, int]]:
    """Why schools outside the partnership were left out, and how many: most first."""
    counts = Counter(one.why for one in about.excluded if not one.treated)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def excluded_in_order(about: Comparison) -> list[ExcludedSchool]:
    """The schools left out, those of the partnership first, by URN."""
    return sorted(about.excluded, key=lambda one: (not one.treated, urn_key(one.unit)))


def _estimate(one: Estimate | None) -> dict[str, Any] | None:
    return None if one is None else asdict(one)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
