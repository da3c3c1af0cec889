"""Ties: how much of an answer hangs on which of equally near schools was taken.

A published figure has one decimal and is the same in a hundred schools. Where matching rests on
little, which of a hundred serves is chance, and another draw, as good, gives another effect. The
evaluation says how many schools that touches and how far the effect moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from matcher.core.figures.in_words import covariate_in_words
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.prepare import Options, match_units, options_candidates
from matcher.evaluation.matching.units import Units

ORDERS = 20  # other orders of ties that an evaluation tries: a choice of this product


def other_orders(
    units: Units, matched: MatchResult, options: Options, count: int = ORDERS
) -> Iterator[MatchResult]:
    """``units`` matched again with ties settled by ``count`` other orders, as good as the one
    of ``matched``; nothing where nothing was tied, or MatchIt's order asked for. Treated units
    are served in other orders too. The lowest and the highest effect of these and ``matched``
    is what ties leave open; they are of the schools that ``matched`` matched."""
    if not matched.tied or options.like_matchit:
        return
    candidates = options_candidates(units, options)
    compared = {*matched.pairs["treated"]}
    for order in range(1, count + 1):
        yield match_units(units, replace(options, tie_order=order), candidates, compared)


def effect_range(
    units: Units,
    matched: MatchResult,
    options: Options,
    effect: Callable[[MatchResult], float],
) -> tuple[float, float] | None:
    """The lowest and the highest ``effect`` of ``matched`` and of :func:`other_orders`; None
    where nothing was tied."""
    found = [effect(one) for one in other_orders(units, matched, options)]
    return (min(*found, effect(matched)), max(*found, effect(matched))) if found else None


def tie_cautions(units: Units, matched: MatchResult, options: Options) -> list[str]:
    """What to say of ties, and of matching on a single figure; nothing where neither is so."""
    said = []
    if matched.tied:
        count = matched.pairs["treated"].nunique()
        equal = float(np.median(list(matched.tied.values())))
        chose = (
            "the order of their URNs chose, which favours schools that were registered first"
            if options.like_matchit
            else "a hash of the URNs chose, which favours nobody"
        )
        said.append(
            f"For {len(matched.tied)} of {count} schools more comparison schools were equally near "
            f"than were taken ({equal:.0f} in the middle of these): {chose}. Others would have "
            "served as well; more covariates leave fewer such ties."
        )
    names = list(map(str, units.covariates))
    varying = [name for name in names if units.covariates[name].nunique() > 1]
    if len(varying) == 1:
        said.append(
            f"Schools were matched on a single figure, {covariate_in_words(varying[0])}: like in "
            "that, they may be unlike in all else. Name more covariates, or years before."
        )
    return said
