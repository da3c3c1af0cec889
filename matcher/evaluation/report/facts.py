"""An evaluation as it is shown: plain data, and what its words, page and table all rest on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from matcher.core.calendar.school_years import called
from matcher.core.figures.in_words import figure_name
from matcher.core.tables import urn_key
from matcher.evaluation.comparison import Comparison
from matcher.evaluation.effect.clusters import Clusters
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.effect.estimates import Ranges, not_made
from matcher.evaluation.matching.units import ExcludedSchool
from matcher.evaluation.report.by_start import starts_as_data
from matcher.evaluation.report.summary import question, who
from matcher.evaluation.report.what_would_change import what_would_change
from matcher.evaluation.verdict import Verdict


def as_dict(about: Comparison) -> dict[str, Any]:
    """Plain data for JSON; unknown and infinite are null."""
    verdict = about.verdict
    both = (("before", about.before), ("after", about.after))
    found: dict[str, Any] = {
        "outcome": about.outcome,
        "outcome_words": figure_name(about.outcome).words,
        "question": question(about),
        "who": who(about),
        "before": list(about.before),
        "after": list(about.after),
        "verdict": verdict_data(verdict),
        "nesta_caution": verdict.nesta_caution(),
        "how": about.matched.how,
        "estimand": estimand(about),
        "partnership_schools": about.schools,
        "schools": sorted(about.matched.pairs["treated"].unique().tolist()),
        "matched": int(about.matched.pairs["treated"].nunique()),
        "comparison_schools": int(about.matched.pairs["control"].nunique()),
        "comparison_pool": about.pool,
        "comparison_weighted": about.weighted,
        "unmatched": list(about.matched.unmatched),
        "left_out": [asdict(one) for one in excluded_in_order(about) if one.treated],
        "left_out_others": dict(reasons_excluded(about)),
        "adjusted": about.is_adjusted,
        "effect": asdict(about.effect),
        "raw": asdict(about.raw),
        "range": _range(about.ranges),
        "estimates": [asdict(one) for one in about.estimates],
        "not_allowed_for": not_made(about.estimates, len(about.before)),
        "own_change": asdict(about.own_change),
        "clusters": _clusters(about.clusters),
        "trends": None if about.trends is None else asdict(about.trends),
        "ties": None if about.ties is None else asdict(about.ties),
        "regression_to_mean": None if about.regression_to_mean is None else asdict(
            about.regression_to_mean),
        "size": None if about.few else {
            **asdict(about.size),
            "months": about.size.months if verdict.is_conclusive else None,
            "months_are": "a convention of the Education Endowment Foundation"},
        "detectable": about.detectable,
        "what_would_change": what_would_change(about),
        "sensitivity": None if about.sensitivity is None else asdict(about.sensitivity),
        "balanced": about.balance.reached,
        "balanced_without_outcome": about.without[1].reached if about.without else None,
        "balance": about.balance.table.to_dict("records"),
        "outside": about.balance.outside,
        "by_start": starts_as_data(about.by_start),
        "years": [{**asdict(year), "school_year": year.label} for year in about.years],
        "school_years": {name: list(map(called, years)) for name, years in both},
    }  # fmt: skip
    return plain_data(found)


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """A verdict under the keys that findings read back from files that people keep."""
    return {
        "tells": verdict.is_conclusive,
        "way": verdict.direction,
        "headline": verdict.headline,
        "reasons": verdict.reasons,
        "cautions": verdict.cautions,
        "nesta": verdict.nesta,
        "raise_it": verdict.next_steps,
        "nesta_words": verdict.nesta_line(),
    }


def plain_data(found: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON can hold: numpy's numbers as Python's, unknown and infinite as None."""
    plain: dict[str, Any] = _plain(found)
    return plain


def tests_and_changes(about: Comparison) -> list[tuple[str, Estimate]]:
    """What was estimated beside the effect: the schools' own change, and the years before."""
    found = [("Change in the partnership's schools alone", about.own_change)]
    if about.trends is not None:
        found.append(("Before: how fast the groups moved apart, a year", about.trends.slope))
    if about.trends is not None and len(about.before) > 2:
        last = called(about.before[-1])
        found.append((f"Before: {last} against the years before it", about.trends.placebo))
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


def _range(one: Ranges) -> dict[str, Any]:
    """The range told, and in it the narrower one, under the keys that findings read back."""
    return {**asdict(one.told), "if_alike": asdict(one.if_alike), "agree": one.agree}


def _clusters(one: Clusters) -> dict[str, Any]:
    return {
        "level": one.level,
        "count": one.count,
        "effective": one.effective,
        "effective_comparison": one.comparison,
        "few": one.few,
        "wild": one.wild,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
