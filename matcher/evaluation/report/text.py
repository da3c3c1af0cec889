"""An evaluation told: as lines, as plain data, as a table of schools, as a page's body."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from matcher.core.html_page import bullets, figures, heading, table
from matcher.core.tables import urn_key
from matcher.evaluation.effect.effect import Estimate, sets
from matcher.evaluation.evaluation import Comparison
from matcher.evaluation.report.love_plot import love_plot, love_table, outside_list
from matcher.evaluation.report.numbers import chance, figure
from matcher.evaluation.report.trend_plot import trend_plot, trend_table

_UNSAFE = re.compile(r"[^\w.%-]+")
_SHOWN = 10  # schools of the partnership left out that the lines name


def lines(about: Comparison) -> list[str]:
    """For a person at a terminal: the verdict first, then what it rests on."""
    told = about.verdict
    worst = about.balance.worst
    found = [
        told.headline,
        *(f"  because {reason}" for reason in told.reasons),
        "",
        f"Schools: {_account(about)}",
        f"Comparison: {about.matched.how}",
        f"Estimand: {_estimand(about)}",
        f"Balance: {'reached' if about.balance.reached else 'NOT reached'}; farthest apart "
        f"{worst[0]} {figure(worst[1])} (limit 0.1)",
        *(f"{name}: {_interval(one)}" for name, one in estimates(about)),
    ]
    if about.resampled:
        low, high = about.resampled
        found.append(f"Bootstrap of matched sets: {figure(low)} to {figure(high)}")
    if not about.few:
        found += [
            f"Size: {about.size.sentence()}",
            f"Smallest effect such data would show: {figure(about.effect.detectable)}",
            f"Unseen differences: {about.sensitivity.sentence()}",
        ]
    found += [
        "",
        told.nesta_line(),
        *(f"  {step}" for step in told.raise_it),
        "",
        *(f"Mind: {caution}" for caution in told.cautions),
        *_missing(about),
    ]
    return found


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
        found.append((f"Placebo: an “effect” in {about.before[-1]}", about.placebo))
    return found


def as_dict(about: Comparison) -> dict[str, Any]:
    """Plain data for JSON; unknown and infinite are null."""
    told = about.verdict
    names = ("effect", "raw", "own_change", "pre_trend", "placebo")
    found: dict[str, Any] = {
        "outcome": about.outcome,
        "before": list(about.before),
        "after": list(about.after),
        "verdict": {
            **asdict(told),
            "nesta_words": told.nesta_line(),
        },
        "how": about.matched.how,
        "estimand": _estimand(about),
        "partnership_schools": about.schools,
        "schools": sorted(about.matched.pairs["treated"].unique().tolist()),
        "matched": int(about.matched.pairs["treated"].nunique()),
        "comparison_schools": int(about.matched.pairs["control"].nunique()),
        "unmatched": list(about.matched.unmatched),
        "left_out": [asdict(one) for one in _sorted(about) if one.treated],
        "left_out_others": dict(_whys(about)),
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
        "years": [asdict(year) for year in about.years],
    }  # fmt: skip
    plain: dict[str, Any] = _plain(found)
    return plain


def schools_table(about: Comparison, names: Mapping[str, str]) -> pd.DataFrame:
    """One row for each school in each set: ``set``, ``role`` (partnership, comparison),
    ``urn``, ``name``, ``k``, ``distance`` (blank for the partnership's), ``weight`` in its
    set, the covariates, and the outcome of each year not among them."""
    data = sets(about.units, about.matched)
    pairs = about.matched.pairs
    heads = int(data.treated.sum())
    urns = [about.units.unit[at] for at in data.unit]
    share = np.where(data.treated == 1, 1.0, 1.0 / np.bincount(data.number[heads:])[data.number])
    # Pairs stand in the order of the sets, and so do the rows of their controls.
    frame = pd.DataFrame(
        {
            "set": data.number + 1,
            "role": ["partnership" if one else "comparison" for one in data.treated],
            "urn": urns,
            "name": [names.get(urn, "") for urn in urns],
            "k": [math.nan] * heads + pairs["k"].to_list(),
            "distance": [math.nan] * heads + pairs["distance"].to_list(),
            "weight": share,
        }
    )
    like = about.units.covariates.iloc[data.unit].reset_index(drop=True)
    years = about.outcomes.iloc[data.unit].reset_index(drop=True)
    years.columns = pd.Index([f"{about.outcome}_{year}" for year in years.columns])
    years = years[[name for name in years.columns if name not in like.columns]]
    whole = pd.concat([frame, like, years], axis=1)
    # Some are named by a column of somebody's file, and a header is a cell too.
    whole.columns = pd.Index([_UNSAFE.sub("_", str(name)).lstrip("=+-@") for name in whole.columns])
    return whole.sort_values(["set", "k"], na_position="first", kind="stable", ignore_index=True)


def body(about: Comparison) -> list[str]:
    """The body of the page in HTML."""
    told = about.verdict
    rows = [
        (name, figure(one.effect), f"{figure(one.low)} to {figure(one.high)}", _p(one.p))
        for name, one in estimates(about)
    ]
    if about.resampled:
        low, high = about.resampled
        rows.append(("Bootstrap of matched sets", "", f"{figure(low)} to {figure(high)}", ""))
    parts = [
        "<h2>Why</h2>",
        bullets(told.reasons),
        "<h2>What to mind</h2>",
        bullets(told.cautions),
        heading(f"{about.outcome}, year by year"),
        trend_plot(about.years, about.outcome),
        trend_table(about.years, about.outcome),
        "<h2>The effect and its tests</h2>",
        table(f"In units of {about.outcome}; intervals at 95 %",
              ("What", "Estimate", "Interval", "p"), rows, figures("Estimate", "Interval", "p")),
        "<h2>Is the comparison alike?</h2>",
        bullets((_account(about), about.matched.how, _estimand(about))),
        love_plot(about.balance),
        love_table(about.balance),
        outside_list(about.balance),
    ]  # fmt: skip
    if not about.few:
        parts += _strength(about)
    parts += [
        heading(told.nesta_line()),
        "<p>What would raise it:</p>",
        bullets(told.raise_it),
        "<h2>Schools that took no part</h2>",
        bullets(tuple(_missing(about)) or ("none",)),
    ]
    return parts


def _strength(about: Comparison) -> list[str]:
    """How large the effect is, and what could explain it away."""
    bounds = [(f"{gamma:g}", _p(p)) for gamma, p in about.sensitivity.bounds]
    return [
        "<h2>How large is it?</h2>",
        bullets((about.size.sentence(), "The smallest effect such data would show in four cases "
                 f"of five is {figure(about.effect.detectable)}")),
        "<h2>What an unseen difference would have to be</h2>",
        bullets((about.sensitivity.sentence(),)),
        table("Rosenbaum’s bounds: the effect stands while p is 0.025 or less",
              ("Times as likely to take part", "Largest p, one-sided"), bounds,
              figures("Times as likely to take part", "Largest p, one-sided")),
    ]  # fmt: skip


def _estimand(about: Comparison) -> str:
    """Whom the effect is of: of the schools that could be compared, and no others."""
    compared = about.effect.sets
    if about.matched.unmatched or compared == about.schools:
        return about.matched.estimand
    return (
        f"{about.matched.estimand}, of the {compared} schools of the partnership whose figures "
        f"are known, not of all {about.schools}"
    )


def _account(about: Comparison) -> str:
    mine = sum(one.treated for one in about.left_out)
    matched = about.matched.pairs["treated"].nunique()
    others = int((~about.units.treated).sum())
    return (
        f"{matched} of {about.schools} schools of the partnership matched with "
        f"{about.matched.pairs['control'].nunique()} of {others:,} others; left out for want of a "
        f"figure {mine} and {len(about.left_out) - mine:,} others; without a match "
        f"{len(about.matched.unmatched)}"
    )


def _missing(about: Comparison) -> list[str]:
    mine = [one for one in _sorted(about) if one.treated]
    found = [f"Left out: {one.unit}, {one.why}" for one in mine[:_SHOWN]]
    if len(mine) > _SHOWN:
        found.append(f"Left out: {len(mine) - _SHOWN} more of the partnership (in the JSON)")
    if about.matched.unmatched:
        found.append(f"Without a match: {', '.join(about.matched.unmatched)}")
    whys = _whys(about)
    found += [f"Left out: {count:,} others, {why}" for why, count in whys[:3]]
    if len(whys) > 3:
        rest = sum(count for _, count in whys[3:])
        found.append(f"Left out: {rest:,} others for want of other figures (in the JSON)")
    return found


def _whys(about: Comparison) -> list[tuple[str, int]]:
    """Why schools outside the partnership were left out, and how many: most first."""
    whys = Counter(one.why for one in about.left_out if not one.treated)
    return sorted(whys.items(), key=lambda item: (-item[1], item[0]))


def _sorted(about: Comparison) -> list[Any]:
    return sorted(about.left_out, key=lambda one: (not one.treated, urn_key(one.unit)))


def _interval(one: Estimate) -> str:
    return f"{figure(one.effect)} ({figure(one.low)} to {figure(one.high)}, {chance(one.p)})"


def _p(p: float) -> str:
    """A p-value in a column that says what it is."""
    return chance(p).removeprefix("p ").removeprefix("= ")


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
