"""The effect where comparison schools serve several schools: the matching estimator of Abadie and
Imbens, its variance, and its correction for what matching leaves unlike.

A school that serves three times is one school, not three: its luck counts three times, which
standard errors by matched set do not see, and a bootstrap gets wrong (Abadie and Imbens 2008,
Econometrica 76). The variance is that of Abadie and Imbens (2006, Econometrica 74, theorem 7), in
which how much chance there is in one school is read off the schools of its own group that are most
like it. The correction (Abadie and Imbens 2011, JBES 29) takes from each difference what the two
schools' covariates let expect of it, by a linear regression among the comparison schools, each
as often as it serves (as Abadie, Drukker, Herr and Imbens 2004, Stata Journal 4, have it). The
chance in its slopes counts too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matcher.core.errors import SettingError
from matcher.evaluation.effect.effect import Estimate, MatchedSets, estimate_from_se, matched_sets
from matcher.evaluation.effect.regression import Ints
from matcher.evaluation.matching.distance import distances, exact_blocks, matching_coordinates
from matcher.evaluation.matching.nearest_neighbours import MatchResult
from matcher.evaluation.matching.units import Floats, Units

# As few as keep the neighbours alike, as many as make a variance of them (Abadie and Imbens
# 2006, section 4, has the number fixed and small).
NEIGHBOURS = 4


def abadie_imbens(
    units: Units,
    matched: MatchResult,
    outcome: Floats,
    *,
    adjust: bool = False,
    exact: Sequence[str] = (),
    neighbours: int = NEIGHBOURS,
    slopes_known: bool = False,
) -> Estimate:
    """The effect on the treated by matching with replacement, with the standard error for the
    population.

    ``outcome``: a value for each unit, such as its change, known of every matched one. ``adjust``:
    correct for bias by the covariates of ``units``. ``exact``: what those that tell the variance
    of a control have to share with it. ``neighbours``: how many controls most like it tell its
    variance (all that are as near as the last). ``slopes_known``: take the regression's slopes as
    known, as the paper does for many schools; its intervals hold the truth in 92 % of cases
    rather than 95 % where few controls serve (docs/explanation/measured-results.md).

    The variance is multiplied by n / (n - 1) for n sets, as that of a sample is. Right without
    replacement too. Raises :class:`SettingError` for an unknown outcome or fewer than two sets.
    """
    data = matched_sets(units, matched)
    if data.count < 2:
        raise SettingError("one set cannot tell how much chance there is", where="effect")
    if np.isnan(outcome[data.unit]).any():
        raise SettingError("an outcome of a matched school is not known", where="effect")
    heads, controls = data.unit[data.treated == 1], data.unit[data.treated == 0]
    number = data.number[data.treated == 0]
    share = 1.0 / np.bincount(number, minlength=data.count)[number]
    serving, place = np.unique(controls, return_inverse=True)
    once = np.bincount(place, share).astype(np.float64)  # K / M of Abadie and Imbens
    squared = np.bincount(place, share**2)
    left, weight = outcome, once
    if adjust:
        values, slopes = _slopes(units, data, serving, once)
        left = outcome - values @ (slopes @ outcome[serving])
        if not slopes_known:
            # The effect is a sum of outcomes with these weights.
            gap = values[heads].sum(axis=0) - once @ values[serving]
            weight = once + gap @ slopes
    differences = left[heads] - np.bincount(number, share * left[controls], data.count)
    effect = float(differences.mean())
    # What the spread of the differences does not hold: the chance that sets share.
    more = weight**2 - squared
    again = np.flatnonzero(np.abs(more) > 1e-12)
    chance = _chance(units, matched, outcome, serving[again], exact, neighbours)
    own = float(((differences - effect) ** 2).sum())
    total = max(own + float(more[again] @ chance), 0.0)
    se = (total / (data.count * (data.count - 1))) ** 0.5
    return estimate_from_se(effect, se, data.count)


def _slopes(
    units: Units, data: MatchedSets, serving: Ints, weight: Floats
) -> tuple[Floats, Floats]:
    """The covariates of all units, and what makes slopes of the outcomes of the ``serving``
    controls: covariates × controls, least squares with ``weight``."""
    values = units.design(every_level=False).values
    spread = values[data.unit].std(axis=0)
    values = values[:, spread > 0] / spread[spread > 0]
    values = values - values[serving].mean(axis=0)
    root = np.sqrt(weight)
    design = np.column_stack([np.ones(len(serving)), values[serving]])
    slopes: Floats = (np.linalg.pinv(design * root[:, None]) * root)[1:]
    return values, slopes


def _chance(
    units: Units,
    matched: MatchResult,
    outcome: Floats,
    wanted: Ints,
    exact: Sequence[str],
    neighbours: int,
) -> Floats:
    """The variance of the outcome given the covariates at each of the controls ``wanted``: that
    of its own and of the controls most like it."""
    if not len(wanted):
        return np.zeros(0)
    where, block = matching_coordinates(units, matched.score), exact_blocks(units, exact)
    known = np.flatnonzero(~units.treated & ~np.isnan(outcome))
    found = np.zeros(len(wanted))
    for place, control in enumerate(wanted.tolist()):
        others = known[(block[known] == block[control]) & (known != control)]
        if not len(others):
            raise SettingError("no other comparison school is like one that serves several",
                               where="effect", hint="leave out --replace")  # fmt: skip
        away = distances(where, control, others)
        last = min(neighbours, len(others)) - 1
        like = others[away <= np.partition(away, last)[last]]
        found[place] = outcome[[control, *like]].var(ddof=1)
    return found
