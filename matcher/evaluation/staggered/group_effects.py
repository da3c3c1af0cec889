"""Group-time effects: the effect on the schools of each start in each year, and their mean.

Callaway and Sant'Anna (2021, Journal of Econometrics 225). For each start the doubly robust
difference in differences of :mod:`..effect.doubly_robust`, against schools that never had a
partnership; the mean over starts weighs each school alike (their θ by group, with the years after
of a start weighing alike). The influence functions add up, those of the weights with them, so that
the mean has a standard error that knows what schools share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matcher.core.calendar.school_years import called
from matcher.core.errors import SettingError
from matcher.evaluation.effect.clusters import FEWEST, MANY, choose_clusters
from matcher.evaluation.effect.doubly_robust import DoublyRobust, doubly_robust
from matcher.evaluation.effect.effect import Estimate, mean_change
from matcher.evaluation.effect.moving_apart import allowing_for_levels
from matcher.evaluation.effect.trends import outcomes_of_trends
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.prepare import Options
from matcher.evaluation.matching.units import Bools, Floats, Units
from matcher.evaluation.staggered.start_groups import StartGroup

BY_START = (
    "The partnerships began in different school years: each school is compared in its own years, "
    "against schools that never had a partnership. The means year by year mix schools that had "
    "begun with schools that had not; the effects by start do not."
)


@dataclass(frozen=True, slots=True)
class StartEffect:
    """What the partnerships of one ``start`` changed: the ``effect`` over all of their years
    after, and by year (starting years). ``too_few``: of what there are too few to tell its chance
    from what they share; then there are no intervals and no p (NaN)."""

    start: int
    schools: int
    before: tuple[int, ...]
    effect: Estimate
    by_year: tuple[tuple[int, Estimate], ...]
    too_few: str = ""


def members(units: Units, group: StartGroup) -> Bools:
    """Which units are of a group."""
    return np.isin(np.asarray(units.unit, dtype=object), list(group.schools))


def mean_over_starts(parts: Sequence[DoublyRobust]) -> DoublyRobust:
    """The mean effect over groups of schools, each school weighing alike, with its influence.
    ``parts``: one for each group, of the same outcomes."""
    counts = np.array([float((one.share > 0).sum()) for one in parts])
    weights = counts / counts.sum()
    effects: Floats = np.sum(
        [w * one.effects for w, one in zip(weights, parts, strict=True)], axis=0
    )
    influence = np.zeros(parts[0].influence.shape)
    share, used = np.zeros(len(parts[0].share)), np.zeros(len(parts[0].share), dtype=bool)
    for weight, one in zip(weights, parts, strict=True):
        own = one.share > 0
        # Had chance brought other starts, each would weigh otherwise.
        influence += weight * one.influence + np.outer(own / counts.sum(), one.effects - effects)
        share += weight * one.share
        used |= one.used
    return DoublyRobust(effects, influence, share, used, all(one.by_regression for one in parts))


def effects_of_starts(
    units: Units,
    compared: Bools,
    outcomes: pd.DataFrame,
    groups: Sequence[StartGroup],
    exact: Sequence[str],
) -> DoublyRobust:
    """The mean over ``groups`` of the effect on every column of
    :func:`matcher.evaluation.effect.trends.outcomes_of_trends`, each group in its own years, with
    the effect by :mod:`matcher.evaluation.effect.moving_apart` in the place of the gap before.
    ``compared``: the units of the partnership that found a match."""
    parts = []
    for group in groups:
        own = compared if len(groups) == 1 else members(units, group) & compared
        if own.sum() < 2:
            raise SettingError(
                f"of the schools whose partnership began in {called(group.start)} "
                f"{int(own.sum())} can be compared, and one shows no chance",
                where="--by-start",
                hint="loosen --caliper or --exact, or leave those schools out of --treated",
            )
        columns = outcomes_of_trends(outcomes, group.before, group.after)
        found = doubly_robust(units, own, columns, exact)
        years = (group.before, group.after)
        parts.append(allowing_for_levels(found, units, own, outcomes, *years, exact))
    return parts[0] if len(parts) == 1 else mean_over_starts(parts)


def effect_by_start(
    units: Units,
    schools: pd.DataFrame,
    outcomes: pd.DataFrame,
    groups: Sequence[StartGroup],
    options: Options,
) -> tuple[StartEffect, ...]:
    """The effects of each start by itself: over its years after, and in each of them, against the
    mean of its years before. ``groups``: of the schools that could be compared."""
    found = []
    for group in groups:
        own = members(units, group)
        base = outcomes[list(group.before)].to_numpy(dtype=np.float64).mean(axis=1)
        late = outcomes[list(group.after)].to_numpy(dtype=np.float64) - base[:, None]
        columns = np.column_stack([late.mean(axis=1), late])
        clusters = choose_clusters(
            units, schools, list(group.schools), options.cluster, options.exact, options.seed
        )
        told = doubly_robust(units, own, columns, options.exact)
        few = clusters.effective < FEWEST  # schools that share nothing are counted too
        whole, *each = (
            one.without_chance() if few else one
            for one in (told.estimate(at, clusters) for at in range(columns.shape[1]))
        )
        found.append(
            StartEffect(
                group.start, int(own.sum()), group.before, whole,
                tuple(zip(group.after, each, strict=True)), MANY[clusters.level] if few else "",
            )
        )  # fmt: skip
    return tuple(found)


def changes_of_sets(
    units: Units, matched: MatchResult, outcomes: pd.DataFrame, groups: Sequence[StartGroup]
) -> Floats:
    """For each unit its change in the years of its own start, or, of a comparison school, in
    those of the school that it is matched with; of the others in those of the first start. Each
    comparison school is in one set alone (matching without replacement)."""
    if len(groups) == 1:
        return mean_change(outcomes, groups[0].before, groups[0].after)
    start = np.zeros(len(units.unit), dtype=np.int64)
    at = {urn: place for place, urn in enumerate(units.unit)}
    for number, group in enumerate(groups):
        start[members(units, group)] = number
    for treated, control in matched.pairs[["treated", "control"]].itertuples(index=False):
        start[at[control]] = start[at[treated]]
    changes = np.column_stack([mean_change(outcomes, one.before, one.after) for one in groups])
    found: Floats = changes[np.arange(len(start)), start]
    return found


def years_from_start(groups: Sequence[StartGroup]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """When the years before and after lie, counted from the start, in the mean over schools: the
    years before one by one, and the mean of those after."""
    weights = np.array([len(one.schools) for one in groups], dtype=np.float64)
    weights /= weights.sum()
    before = np.sum(
        [w * (np.array(one.before) - one.start) for w, one in zip(weights, groups, strict=True)],
        axis=0,
    )
    after = sum(
        w * (float(np.mean(one.after)) - one.start) for w, one in zip(weights, groups, strict=True)
    )
    return tuple(map(float, before)), (float(after),)
