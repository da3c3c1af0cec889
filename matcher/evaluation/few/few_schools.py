"""One to nine schools: each among the schools like it, and their mean; never an average effect.

The spread among so few says little of what chance does, so that no interval of an average effect
can be trusted. What like schools did meanwhile shows it (:mod:`.placement`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from pandas.api.types import is_numeric_dtype

from matcher.core.errors import SettingError
from matcher.core.figures.in_words import covariates_in_words
from matcher.core.figures.number_format import NumberFormat, number_format
from matcher.evaluation.effect.effect import Estimate, estimate_from_se, mean_change
from matcher.evaluation.few.like_schools import MIN_LIKE, LikeSchools, like_schools
from matcher.evaluation.few.placement import Placement, Together, place, place_together
from matcher.evaluation.matching.prepare import KnownUnits, Options, units_with_outcomes
from matcher.evaluation.matching.units import Floats, Units
from matcher.evaluation.question import check_question

if TYPE_CHECKING:
    import pandas as pd

_END = 0.1  # of all schools, at either end: such vary more from year to year than those like them


@dataclass(frozen=True, slots=True)
class PlacedSchool:
    """A school of the partnership: its URN, its ``placement`` among the schools ``like`` it
    (positions and distances), ``gaps`` of it (first) and them, and what it lies ``beyond``: the
    quantities in which it is outside the range of all of them. ``stood``: "low" or "high" where
    before it was among the lowest or the highest tenth of all schools outside the partnership
    that are equal to it in what has to be (another phase has other results), else ""."""

    unit: str
    placement: Placement
    like: LikeSchools
    gaps: Floats
    beyond: tuple[str, ...]
    stood: str

    @property
    def at_end(self) -> bool:
        """Whether it stood in the lowest or the highest tenth before."""
        return self.stood != ""


@dataclass(frozen=True, slots=True)
class FewSchools:
    """Few schools among those like them. ``outcomes``: units × years; ``placed``: the schools in
    the order of the units; ``unplaced``: those that too few are like. ``together``: their mean
    (None of one). ``own_change``: their mean change with its interval (None of one).
    ``year_before``: the same picture of the last year before, in which nothing had begun; None
    with one year before, or where that leaves too little. ``cautions``: what else to mind."""

    outcome: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    units: Units
    outcomes: pd.DataFrame
    placed: tuple[PlacedSchool, ...]
    unplaced: tuple[str, ...]
    together: Together | None
    own_change: Estimate | None
    year_before: FewSchools | None
    less_is_better: bool
    exact: tuple[str, ...]
    cautions: tuple[str, ...] = ()

    @property
    def schools(self) -> int:
        """How many schools the partnership has, those without a figure too."""
        unknown = sum(one.treated for one in self.units.excluded)
        return len(self.placed) + len(self.unplaced) + unknown

    @property
    def numbers(self) -> NumberFormat:
        """How figures in the outcome's own units are written: by the narrowest range in which a
        change is usual."""
        usual = [one.usual for one in (*(own.placement for own in self.placed), self.together)
                 if one is not None]  # fmt: skip
        return number_format(*min(usual, key=lambda ends: ends[1] - ends[0]))

    @property
    def p(self) -> float:
        """Of all that were placed: how often chance alone sets as many as far apart."""
        return self.together.p if self.together else self.placed[0].placement.p

    @property
    def gap(self) -> float:
        """How far from what was expected they ended, in the mean."""
        return self.together.gap if self.together else self.placed[0].placement.gap

    @property
    def comparison(self) -> tuple[str, ...]:
        """The URNs of all like schools, in the order of the units."""
        at = sorted({int(other) for one in self.placed for other in one.like.like})
        return tuple(self.units.unit[other] for other in at)

    @property
    def pool(self) -> int:
        """How many others are equal, in what has to be, to one of the schools placed."""
        return len({int(other) for one in self.placed for other in one.like.pool})


def few_schools(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    outcome: str,
    before: Sequence[int],
    after: Sequence[int],
    options: Options,
    known: KnownUnits | None = None,
) -> FewSchools:
    """Place each of the schools ``treated`` among those like it. The arguments and what is left
    out as :func:`matcher.evaluation.evaluation.compare` has them; but what is matched on is what
    ``options`` name and nothing else. Raises :class:`SettingError` for years that make no sense,
    and where no school is like enough to any of them."""
    before, after = tuple(sorted(set(before))), tuple(sorted(set(after)))
    check_question(panel, outcome, before, after)

    def picture(
        early: tuple[int, ...], late: tuple[int, ...], known: KnownUnits | None
    ) -> FewSchools:
        units, outcomes = known or units_with_outcomes(
            panel, schools, treated, outcome, early, late, options
        )
        if outcome not in options.covariates:
            own = [f"{outcome}_{year}" for year in early]
            named = units.covariates.drop(columns=own, errors="ignore")
            units = replace(units, covariates=named)
        return _picture(units, outcomes, outcome, early, late, options)

    found = picture(before, after, known)
    if len(before) < 2:
        return found
    try:
        earlier = picture(before[:-1], before[-1:], None)
    except SettingError:
        return found
    return replace(found, year_before=earlier)


def _picture(
    units: Units,
    outcomes: pd.DataFrame,
    outcome: str,
    before: tuple[int, ...],
    after: tuple[int, ...],
    options: Options,
) -> FewSchools:
    change = mean_change(outcomes, before, after)
    prior: Floats = outcomes[list(before)].to_numpy(dtype=np.float64)
    names, figures = _quantities(units, outcome, before, prior)
    level = prior.mean(axis=1)
    placed, unplaced = [], []
    for group in like_schools(units, options):
        if len(group.like) < MIN_LIKE:
            unplaced.append(units.unit[group.at])
            continue
        placement, gaps = place(group, change, figures, prior)
        near, own = figures[group.like], figures[group.at]
        outside = (own < near.min(axis=0)) | (own > near.max(axis=0))
        beyond = tuple(name for name, is_out in zip(names, outside, strict=True) if is_out)
        at = level[group.at]
        low, high = np.quantile(level[group.pool], [_END, 1 - _END])
        stood = "low" if at < low else "high" if at > high else ""
        placed.append(PlacedSchool(units.unit[group.at], placement, group, gaps, beyond, stood))
    if not placed:
        raise SettingError(
            f"fewer than {MIN_LIKE} schools are like any school of the partnership",
            where="--exact, --caliper",
            hint="loosen one of them",
        )
    together, own_change = None, None
    if len(placed) > 1:
        together = place_together(
            [one.placement for one in placed], [one.gaps for one in placed], options.seed
        )
        own_change = _own_change(np.array([one.placement.change for one in placed]))
    return FewSchools(
        outcome, before, after, units, outcomes, tuple(placed), tuple(unplaced), together,
        own_change, None, options.less_is_better, options.exact,
    )  # fmt: skip


def _quantities(
    units: Units, outcome: str, before: Sequence[int], prior: Floats
) -> tuple[list[str], Floats]:
    """The names and values of what the change may depend on: the outcome of each year before and
    every covariate that is a quantity. Categories say who is like, and no more."""
    own = {f"{outcome}_{year}": prior[:, at] for at, year in enumerate(before)}
    others = {
        str(name): units.covariates[name].to_numpy(dtype=np.float64)
        for name in units.covariates
        if is_numeric_dtype(units.covariates[name].dtype)
    }
    columns = own | others
    return covariates_in_words(columns), np.column_stack(list(columns.values()))


def _own_change(moved: Floats) -> Estimate:
    """The mean change of the schools themselves, by Student's t."""
    se = float(moved.std(ddof=1)) / len(moved) ** 0.5
    return estimate_from_se(float(moved.mean()), se, len(moved))
