"""An evaluation, start to end, on tables: who is compared with whom, the effect, its tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from matcher.core.errors import SettingError
from matcher.evaluation.comparison import Comparison, Ties, YearMeans
from matcher.evaluation.effect.clusters import (
    BY_SET,
    Clusters,
    choose_clusters,
    luck_across_borders,
)
from matcher.evaluation.effect.doubly_robust import DoublyRobust
from matcher.evaluation.effect.effect import (
    Estimate,
    adjusted_outcome,
    difference,
    differences_by_set,
    enough_to_adjust,
    estimate_from_se,
)
from matcher.evaluation.effect.effect_size import EffectSize, estimate_effect_size
from matcher.evaluation.effect.estimates import Key, NamedEstimate, Range, named, ranges
from matcher.evaluation.effect.regression_to_mean import regression_to_mean
from matcher.evaluation.effect.sensitivity import Sensitivity, sensitivity
from matcher.evaluation.effect.trends import LEVEL_BEFORE, trends
from matcher.evaluation.effect.with_replacement import abadie_imbens
from matcher.evaluation.evidence import Evidence, VerdictContext
from matcher.evaluation.gates import MIN_MATCHED
from matcher.evaluation.matching.balance import balance
from matcher.evaluation.matching.distance import exact_blocks
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.prepare import (
    KnownUnits,
    Options,
    match_both_ways,
    matching_outcome,
    units_with_outcomes,
)
from matcher.evaluation.matching.tie_effects import effect_range, tie_cautions
from matcher.evaluation.matching.units import Bools, ExcludedSchool, Floats, Units
from matcher.evaluation.question import check_question
from matcher.evaluation.staggered.group_effects import (
    BY_START,
    changes_of_sets,
    effect_by_start,
    effects_of_starts,
    years_from_start,
)
from matcher.evaluation.staggered.start_groups import StartGroup, StartGroups
from matcher.evaluation.verdict import verdict


def compare(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    outcome: str,
    before: Sequence[int],
    after: Sequence[int],
    options: Options,
    starts: StartGroups | None = None,
    known: KnownUnits | None = None,
) -> Comparison:
    """Evaluate a partnership of the schools ``treated`` by published figures.

    ``panel`` and ``schools`` as :func:`matcher.evaluation.matching.units.from_panel` has them.
    The outcome before is always among the covariates of one of the estimates and never among
    those of the others, whether ``options`` name it or not; only MatchIt's way matches by what is
    named and nothing else. ``starts``: of partnerships that began in different years each school's
    own years out of ``before`` and ``after``, of which ``before`` is before all of them; None: all
    began between the two. ``known``: the units of this question by :func:`matching_outcome`, where
    somebody has them. Schools of which the outcome in any of the years, or a covariate, is not
    known are left out, named. Raises :class:`SettingError` for years that overlap or are not in
    the panel, and where too little is known to compare.
    """
    before, after = tuple(sorted(set(before))), tuple(sorted(set(after)))
    check_question(panel, outcome, before, after)
    options = matching_outcome(outcome, options)
    units, outcomes = known or units_with_outcomes(
        panel, schools, treated, outcome, before, after, options
    )
    groups: tuple[StartGroup, ...] = (StartGroup(after[0], tuple(treated), before, after),)
    if starts is not None:
        groups = starts.groups
        alone = (ExcludedSchool(urn, True, why) for urn, why in starts.left_out.items())
        units = replace(units, excluded=(*units.excluded, *alone))
    prior = [name for year in before if (name := f"{outcome}_{year}") in units.covariates]
    like = replace(units, covariates=units.covariates.drop(columns=prior))
    has_other = bool(prior) and _varies(like, options.exact)
    matched, without = match_both_ways(units, like if has_other else None, options)
    compared = units.treated & (matched.weights > 0)
    with_match = {*matched.pairs["treated"]}
    groups = tuple(group.among(with_match) for group in groups)
    moved = changes_of_sets(units, matched, outcomes, groups)
    if len(set(moved[matched.weights > 0])) == 1:
        raise SettingError(f"{outcome} changes by the same in every school", where="--outcome",
                           hint="choose a figure that varies")  # fmt: skip
    clusters = choose_clusters(
        units, schools, list(np.asarray(units.unit, dtype=object)[compared]), options.cluster,
        options.exact, options.seed,
        [one.weights for one in (matched, without) if one is not None],
    )  # fmt: skip
    robust = effects_of_starts(like, compared, outcomes, groups, options.exact)
    across = luck_across_borders(like, schools, moved, options.exact)
    sides = [(units, matched), *([(like, without)] if without is not None else [])]
    estimates = _estimates(sides, bool(prior), outcomes, groups, robust, clusters, options.exact)
    spanned = ranges(estimates)
    table = balance(units, matched)
    other = None if without is None else (without, balance(like, without))
    late = outcomes[list(after)].to_numpy(dtype=np.float64).mean(axis=1)
    effect, ends = float(robust.effects[0]), (spanned.told.low, spanned.told.high)
    size = estimate_effect_size(effect, ends, units, matched, late, options.pupil_sd)
    among_schools = estimate_effect_size(effect, ends, units, matched, late)
    found = Evidence(
        estimates,
        spanned,
        clusters,
        (table, *([other[1]] if other else [])),
        trends(robust, clusters, spanned.if_alike, *years_from_start(groups)),
        size,
        _own_change(moved, compared, clusters),
        regression_to_mean(units, outcomes, prior, before[-1]),
        (
            *_tie_cautions(units, matched, like, without, options),
            *filter(None, [across]),
            *([BY_START] if starts is not None else []),
        ),
    )
    asked = VerdictContext(
        int(units.treated.sum()) + sum(one.treated for one in units.excluded),
        len(before),
        options.less_is_better,
    )
    return Comparison(
        outcome, before, after, units, matched, table, other, outcomes, found.estimates, spanned,
        clusters, found.trends, _ties(units, matched, outcomes, groups, options),
        enough_to_adjust(units, matched), difference(units, matched, moved),
        found.own_change, size,
        _sensitivity(units, matched, moved, spanned.told, among_schools), found.regression_to_mean,
        _yearly_means(units, matched, outcomes, after), verdict(found, asked),
        () if starts is None else effect_by_start(like, schools, outcomes, groups, options),
        options.exact, _pool(units, compared, options.exact),
        int((robust.used & ~units.treated).sum()),
    )  # fmt: skip


def _estimates(
    sides: Sequence[tuple[Units, MatchResult]],
    with_prior: bool,
    outcomes: pd.DataFrame,
    groups: Sequence[StartGroup],
    robust: DoublyRobust,
    clusters: Clusters,
    exact: Sequence[str],
) -> tuple[NamedEstimate, ...]:
    """The estimates side by side: of the ``sides`` matched with (first, if ``with_prior``) and
    without the outcome before, and of ``robust``."""
    keys: tuple[Key, ...] = ("matched_prior", "matched") if with_prior else ("matched",)
    found = []
    for key, (units, matched) in zip(keys, sides, strict=False):
        moved = changes_of_sets(units, matched, outcomes, groups)
        found.append(named(key, _matched_effect(units, matched, moved, clusters, exact)))
    told = robust.estimate(0, clusters)
    others = int((robust.used & ~sides[0][0].treated).sum())
    found.append(named("doubly_robust", told, by_regression=robust.by_regression, others=others))
    if len(groups[0].before) > 1:
        found.append(named("trend_adjusted", robust.estimate(1, clusters)))
        found.append(named("without_last_year", robust.estimate(2, clusters)))
        if np.isfinite(robust.effects[LEVEL_BEFORE]):
            found.append(named("level_adjusted", robust.estimate(LEVEL_BEFORE, clusters)))
    return tuple(found)


def _pool(units: Units, compared: Bools, exact: Sequence[str]) -> int:
    """How many others are equal in all of ``exact`` to one of the units ``compared``."""
    block = exact_blocks(units, exact)
    return int(np.isin(block[~units.treated], block[compared]).sum())


def _varies(units: Units, exact: Sequence[str]) -> bool:
    """Whether there is anything to match on beside what must be equal anyway."""
    names = [name for name in units.covariates if name not in exact]
    return any(units.covariates[name].nunique() > 1 for name in names)


def _matched_effect(
    units: Units, matched: MatchResult, moved: Floats, clusters: Clusters, exact: Sequence[str]
) -> Estimate:
    """With replacement by Abadie and Imbens, unless what schools share leaves more to chance."""
    adjust = enough_to_adjust(units, matched)
    if not matched.replace:
        return difference(units, matched, moved, clusters, adjust=adjust)
    found = abadie_imbens(units, matched, moved, adjust=adjust, exact=exact)
    if clusters.labels is None:
        return found
    se = max(found.se, difference(units, matched, moved, clusters, adjust=adjust).se)
    return estimate_from_se(found.effect, se, found.sets, clusters.df)


def _ties(
    units: Units,
    matched: MatchResult,
    outcomes: pd.DataFrame,
    groups: Sequence[StartGroup],
    options: Options,
) -> Ties | None:
    """How far the effect matched with the outcome before hangs on which of equals was taken."""

    def effect(one: MatchResult) -> float:
        moved = changes_of_sets(units, one, outcomes, groups)
        return _matched_effect(units, one, moved, BY_SET, options.exact).effect

    range_ = effect_range(units, matched, options, effect)
    return None if range_ is None else Ties(len(matched.tied), *range_)


def _tie_cautions(
    units: Units, matched: MatchResult, like: Units, without: MatchResult | None, options: Options
) -> list[str]:
    said = tie_cautions(units, matched, options)
    if without is not None:
        of = [one.pairs["treated"].nunique() for one in (matched, without)]
        if of[0] != of[1]:
            said.append(
                f"Matched without the outcome before, the effect is of {of[1]} schools, and not of "
                f"the {of[0]} of the others: so few find a match by that."
            )
        said += [
            f"Without the outcome before: {one}" for one in tie_cautions(like, without, options)
        ]
    return said


def _own_change(moved: Floats, compared: Bools, clusters: Clusters) -> Estimate:
    """The change of the partnership's schools alone."""
    own = moved[compared]
    count, mean = len(own), float(own.mean())
    if clusters.labels is None or clusters.count < 2:
        return estimate_from_se(mean, float(own.std(ddof=1)) / count**0.5, count)
    sums = np.bincount(clusters.labels[compared], weights=own - mean)
    square = float(sums @ sums) * clusters.count / (clusters.count - 1)
    return estimate_from_se(mean, square**0.5 / count, count, clusters.df)


def _sensitivity(
    units: Units, matched: MatchResult, moved: Floats, told: Range, size: EffectSize
) -> Sensitivity | None:
    if told.spans_zero or matched.pairs["treated"].nunique() < MIN_MATCHED:
        return None
    adjusted = (
        adjusted_outcome(units, matched, moved) if enough_to_adjust(units, matched) else moved
    )
    nearer = min(abs(size.low), abs(size.high))
    return sensitivity(differences_by_set(units, matched, adjusted), size.g, nearer)


def _yearly_means(
    units: Units, matched: MatchResult, outcomes: pd.DataFrame, after: Sequence[int]
) -> tuple[YearMeans, ...]:
    values: Floats = outcomes.to_numpy(dtype=np.float64)
    means = [
        np.average(values[side], axis=0, weights=matched.weights[side])
        for side in (units.treated, ~units.treated)
    ]
    return tuple(
        YearMeans(year, float(means[0][at]), float(means[1][at]), year in after)
        for at, year in enumerate(map(int, outcomes.columns))
    )
