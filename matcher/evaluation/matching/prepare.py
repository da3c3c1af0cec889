"""The schools of an evaluation made ready and matched: every year known, then matched as the
options say."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import pandas as pd

from matcher.core.errors import SettingError
from matcher.core.figures.in_words import covariate_in_words
from matcher.evaluation.matching.candidates import Candidates, Distance, Side
from matcher.evaluation.matching.exchange import exchange
from matcher.evaluation.matching.nearest_neighbours import (
    MatchResult,
    Order,
    candidates_of,
    match,
    of_schools,
)
from matcher.evaluation.matching.units import (
    Bools,
    ExcludedSchool,
    Units,
    describe_excluded,
    from_panel,
)


@dataclass(frozen=True, slots=True)
class Options:
    """How to compare. ``covariates``: columns of the panel (each prior year) or of the schools;
    what is ``exact`` and not among them is made equal and part of the distance too, but by
    ``like_matchit``, where it is made equal alone. The others as :func:`.nearest_neighbours.match`
    has them; the propensity serves the largest first. ``exchange``: mend what matching leaves of
    mean differences. ``like_matchit``: in the order of the units, a propensity from below, and no
    exchange, as MatchIt 4.5.1, only that a caliper holds always. ``tie_order``: which of the orders
    that mean nothing settles ties (0 unless the others are asked for). ``cluster``: what schools
    share (:func:`matcher.evaluation.effect.clusters.choose_clusters`); ``seed``: of the wild
    bootstrap. ``pupil_sd``: the outcome's standard deviation among pupils. ``less_is_better``: of
    an outcome such as absence. ``by_start``: each school in the years of its own partnership."""

    covariates: tuple[str, ...]
    exact: tuple[str, ...] = ()
    caliper: float | None = None
    ratio: int = 3
    replace: bool = False
    distance: Distance = "mahalanobis"
    exchange: bool = True
    like_matchit: bool = False
    cluster: str = "auto"
    seed: int = 1
    tie_order: int = 0
    pupil_sd: float | None = None
    less_is_better: bool = False
    by_start: bool = False


KnownUnits: TypeAlias = tuple[Units, pd.DataFrame]  # and their outcomes, units × years


def matching_outcome(outcome: str, options: Options) -> Options:
    """``options`` with the outcome before first among what is matched on; as they are for
    MatchIt's way, which matches by what is named and nothing else."""
    if options.like_matchit:
        return options
    return replace(options, covariates=tuple(dict.fromkeys((outcome, *options.covariates))))


def units_with_outcomes(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    outcome: str,
    before: Sequence[int],
    after: Sequence[int],
    options: Options,
) -> KnownUnits:
    """The units with every year known, and their outcomes. Schools with no figure of this
    outcome at all are no part of the question unless they are in the partnership. Raises
    :class:`SettingError` for a figure that must be equal: hardly two schools have the same."""
    figures = [name for name in options.exact if name in panel.columns]
    if figures:
        raise SettingError(
            f"{', '.join(figures)} is a figure, and hardly two schools have the same in each year",
            where="--exact",
            hint="leave it out there, and match on it by --covariates; a column of your own that "
            "is called as one of the register's needs another name",
        )
    wide = panel.pivot(index="urn", columns="year_starting", values=outcome)
    wide = wide.reindex(columns=[*before, *after])
    figured = {*wide.index[wide.notna().any(axis=1)], *treated}
    units = from_panel(
        panel[panel["urn"].isin(figured)],
        schools[schools["urn"].isin(figured)],
        treated,
        tuple(dict.fromkeys((*options.covariates, *options.exact))),
        before,
    )
    outcomes = wide.reindex(list(units.unit))
    unknown = outcomes.isna().to_numpy(dtype=bool)
    complete: Bools = np.asarray(~unknown.any(axis=1))
    named = np.array([covariate_in_words(f"{outcome}_{year}") for year in outcomes.columns])
    missing = tuple(
        ExcludedSchool(
            units.unit[at],
            bool(units.treated[at]),
            "not known: " + ", ".join(named[unknown[at]]),
        )
        for at in np.flatnonzero(~complete)
    )
    known = Units(
        tuple(urn for urn, good in zip(units.unit, complete, strict=True) if good),
        units.treated[complete],
        units.covariates[complete].reset_index(drop=True),
        (*units.excluded, *missing),
    )
    return known, outcomes[complete].reset_index(drop=True)


def match_both_ways(
    units: Units, like: Units | None, options: Options
) -> tuple[MatchResult, MatchResult | None]:
    """Match ``units``, and the same schools with the covariates of ``like`` (None: there are
    none). Who finds no match by either is left without one by both, so that the two tell the effect
    on the same schools; only MatchIt's way leaves the first as MatchIt has it. Raises
    :class:`SettingError` as :func:`match_units` does."""
    matched = match_units(units, options)
    if like is None:
        return matched, None
    without = match_units(like, options)
    first, second = ({*one.pairs["treated"]} for one in (matched, without))
    if first != second:
        if not options.like_matchit:
            matched = match_units(units, options, only=first & second)
        without = match_units(like, options, only=first & second)
    return matched, without


def match_units(
    units: Units,
    options: Options,
    candidates: Candidates | None = None,
    only: Set[str] | None = None,
) -> MatchResult:
    """Match as ``options`` say, then exchange for balance unless they forbid it.
    ``candidates``: those of these units and options, where they are known
    (:func:`options_candidates`). ``only``: the treated units that keep their match (None: all).
    Raises :class:`SettingError` where fewer than two treated units find a match."""
    known = candidates or options_candidates(units, options)
    matched = match(
        units,
        options.distance,
        replace=options.replace,
        ratio=options.ratio,
        exact=options.exact,
        caliper=options.caliper,
        order=_order(options),
        side=_side(options),
        ties=None if options.like_matchit else options.tie_order,
        candidates=known,
    )
    if only is not None and not only >= {*matched.pairs["treated"]}:
        if not only & {*matched.pairs["treated"]}:
            raise SettingError(
                "no school of the partnership finds a match both with and without the outcome "
                "before",
                where="--caliper, --exact",
                hint="loosen them",
            )
        matched = of_schools(units, matched, only)
    if matched.pairs["treated"].nunique() < 2:
        out = [one for one in units.excluded if one.treated]
        named = int(units.treated.sum()) + len(out)  # where none is left, match has said so
        of_several = f"; of {named} schools of the partnership 1 is left" if named > 1 else ""
        raise SettingError(
            f"one school alone cannot be told from chance{of_several}",
            where="--treated",
            hint=describe_excluded(out)
            or "name every school of the partnership, or those of several like it",
        )
    if options.like_matchit or not options.exchange:
        return matched
    return exchange(units, matched, known, ties=options.tie_order)


def options_candidates(units: Units, options: Options) -> Candidates:
    """What matching by ``options`` rests on, whatever order settles its ties. Raises
    :class:`SettingError` where nobody is comparable."""
    apart = []
    if options.like_matchit:  # its exact = ~x has x in no distance unless the formula has it
        apart = [name for name in options.exact if name not in options.covariates]
    return candidates_of(
        units, options.distance, options.exact, options.caliper, _order(options), _side(options),
        apart,
    )  # fmt: skip


def _order(options: Options) -> Order:
    return "largest" if options.distance == "propensity" else "any"


def _side(options: Options) -> Side:
    return "below" if options.like_matchit and options.distance == "propensity" else "either"
