"""What would change an answer: unequal trends, another choice of like schools, something unseen,
more schools or years; each with how large it would have to be."""

from __future__ import annotations

import math

import numpy as np

from matcher.core.figures.in_words import figure_name
from matcher.core.figures.number_format import IN_SD
from matcher.evaluation.comparison import Comparison, Ties
from matcher.evaluation.effect.clusters import FEWEST, LEVELS, MANY
from matcher.evaluation.effect.estimates import IF_ALIKE
from matcher.evaluation.effect.regression import Ints
from matcher.evaluation.gates import BETTER, MIN_MATCHED, WORSE, unusual_year
from matcher.evaluation.matching.units import Bools
from matcher.evaluation.number_format import one_range

_MOST_SCHOOLS = 10_000  # above so many nobody is helped by knowing how many would be needed
_IF_ALIKE = "if like schools would have moved alike"
_COLUMNS = {level: column for column, level in LEVELS.items()}


def what_would_change(about: Comparison) -> list[str]:
    """A sentence or two for each, the gravest first."""
    return [
        *_trends(about),
        *_like_schools(about),
        *_unseen(about),
        *_more_clusters(about),
        *_more_schools(about),
        *_more_years(about),
        *_left_out(about),
    ]


def _trends(about: Comparison) -> list[str]:
    trends, numbers = about.trends, about.numbers
    if trends is None:
        return [
            "Unequal trends: with one year before they cannot be bounded, so that any might "
            "explain all that is seen."
        ]
    if unusual_year(trends, about.regression_to_mean, numbers):
        return [
            "Unequal trends: what was seen before is more likely one unusual year than a trend. "
            "Figures of more years before would part the two."
        ]
    if trends.drifted:
        carried = trends.slope.effect * trends.explains / trends.detectable
        return [
            "Unequal trends: they are there. Carried on, what was seen before would by itself make "
            f"an effect of {numbers.signed(carried)}."
        ]
    if trends.breakdown is None:
        return [
            f"Unequal trends: the two groups may have moved apart by up to "
            f"{numbers.figure(trends.detectable)} a year unseen. That could make, or hide, an "
            f"effect of {numbers.figure(trends.explains)}."
        ]
    range_ = "the range" if one_range(about.ranges, numbers) else f"the range {_IF_ALIKE}"
    if math.isinf(trends.breakdown):
        return ["Unequal trends: none was there before, to the last digit."]
    if trends.breakdown == 0.0:
        return [
            "Unequal trends: by the last year before, the two groups had already moved apart by as "
            f"much as the nearer end of {range_}. Were they to stay where they were, that range "
            "would reach no difference."
        ]
    return [
        f"Unequal trends: were the two groups to move apart in each year with the partnership by "
        f"{IN_SD.figure(trends.breakdown)} times the largest step from one year before to the "
        f"next, {range_} would reach no difference "
        "(Rambachan and Roth 2023; that step is taken as known)."
    ]


def _like_schools(about: Comparison) -> list[str]:
    told = sorted(
        (one for one in about.estimates if one.key in IF_ALIKE), key=lambda one: one.estimate.effect
    )
    low, high, numbers = told[0], told[-1], about.numbers
    lines = [
        "Another way to find like schools: the effect goes from "
        f"{numbers.signed(low.estimate.effect)} ({low.label}) to "
        f"{numbers.signed(high.estimate.effect)} ({high.label}). Other covariates, "
        "another ratio or a caliper can move it further."
    ]
    ties = about.ties
    if ties is None or not ties.tied:
        return lines
    decide = _ties_decide(about, ties)
    if decide or ties.low <= 0.0 <= ties.high:
        hangs = (
            " With some of them the range would reach no difference: the answer hangs on which "
            "were taken."
        )
        lines.append(
            "Others of the equally near schools: by these alone the matched effect goes from "
            f"{numbers.signed_interval(ties.low, ties.high)}.{hangs if decide else ''} More "
            "covariates leave fewer ties."
        )
    return lines


def _ties_decide(about: Comparison, ties: Ties) -> bool:
    """Whether an effect that is told would not be, had other equally near schools been taken: the
    interval of the estimate that they move would then hold no difference."""
    told, own = about.ranges.told, about.estimates[0].estimate
    if about.verdict.direction not in (BETTER, WORSE):
        return False
    low, high = own.inner
    if told.low > 0.0:
        return low + ties.low - own.effect <= 0.0
    return high + ties.high - own.effect >= 0.0


def _unseen(about: Comparison) -> list[str]:
    if about.sensitivity is None:
        return [
            "Something unseen, in which the schools differ: the range holds no difference, so that "
            "there is nothing for it to explain away; it may hide an effect."
        ]
    return [f"Something unseen, in which the schools differ: {about.sensitivity.sentence()}."]


def _more_clusters(about: Comparison) -> list[str]:
    own = about.clusters
    if not own.few:
        return []
    many, option = MANY[own.level], _COLUMNS[own.level]
    exact = ",".join(dict.fromkeys((*about.exact, option)))
    whose = "Comparison schools" if own.effective >= FEWEST else "Schools"
    said = f"{whose} of more {many}: {FEWEST} of about equal size are the least."
    if own.labels is not None and _with_others(own.labels, about.units.treated) >= MIN_MATCHED:
        said += (
            f" Or compare schools with others of their own {own.level} alone (--exact {exact}): "
            "what it shares then touches both sides alike."
        )
    return [said]


def _with_others(labels: Ints, treated: Bools) -> int:
    """How many schools of the partnership have another of their own trust or authority that is not
    in it."""
    return int(np.isin(labels[treated], labels[~treated]).sum())


def _more_schools(about: Comparison) -> list[str]:
    effect, numbers, least = about.effect, about.numbers, about.detectable
    # Of too few trusts or authorities more schools of the same show nothing.
    if about.verdict.is_conclusive or not effect.sets or about.clusters.few or least is None:
        return []
    twice = least / math.sqrt(2)
    text = (
        f"More schools: with {effect.sets} it takes an effect of at least {numbers.figure(least)} "
        f"to be told in four cases of five, with {2 * effect.sets} one of at least "
        f"{numbers.figure(twice)}."
    )
    # Where the estimates that allow for more keep it from being told, schools alone may not do.
    seen = abs(effect.effect)
    needed = effect.sets * (least / seen) ** 2 if seen else math.inf
    if about.ranges.if_alike.spans_zero and needed < _MOST_SCHOOLS:
        text += f" One of {numbers.figure(seen)}, as seen here, takes at least {needed:,.0f}."
    return [text]


def _more_years(about: Comparison) -> list[str]:
    count = len(about.before)
    if about.verdict.is_conclusive or count >= 6:
        return []
    words = figure_name(about.outcome).words
    years = f"1 year of {words} says" if count == 1 else f"{count} years of {words} say"
    return [
        f"More years before: {years} little of where the schools were going. Two are the "
        "least from which anything can be told; with six or more, doubts about trends stand in "
        "the way far less often."
    ]


def _left_out(about: Comparison) -> list[str]:
    left = about.schools - about.effect.sets
    if not left:
        return []
    whose = "1 school" if left == 1 else f"{left} schools"
    return [
        f"Schools left out: {whose} of {about.schools} took no part, and nothing is said of "
        f"{'it' if left == 1 else 'them'}."
    ]
