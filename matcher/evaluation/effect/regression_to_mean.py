"""Regression to the mean: what schools picked for their results would have got back by luck alone.

A result is a school's own level and the year's luck. Who is picked for low results is picked for
bad luck too, and the next year brings it luck of the ordinary kind: it rises with no help at all
(Galton 1886; Barnett, van der Pols and Dobson 2005, International Journal of Epidemiology 34).
How much, the panel itself shows, in schools of no partnership.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matcher.core.calendar.school_years import called
from matcher.core.figures.in_words import covariate_in_words
from matcher.core.figures.number_format import IN_SD, NumberFormat
from matcher.evaluation.matching.units import Floats, Units

APART = 0.25  # standard deviations of all others from which it is feared: a choice
TENTH = 0.1
_FEWEST = 50  # comparison schools below which a tenth of them says little


@dataclass(frozen=True, slots=True)
class RegressionToMean:
    """``covariate``: the earlier outcome in which the partnership stood farthest from all others,
    by ``smd`` of their standard deviations: those who are picked for a low result are much alike in
    it, and theirs would make any gap look large. ``moved``: how much the tenth of the other schools
    on that side in ``year`` changed to ``next_year``, beyond the change of the other nine
    tenths."""

    covariate: str
    smd: float
    year: int
    next_year: int
    moved: float

    def sentence(self, numbers: NumberFormat, moving_apart: str = "") -> str:
        """In words; ``numbers``: how figures of the outcome are written. ``moving_apart``: what the
        estimate is called that allows for low and high schools moving apart; "" of none."""
        low = self.smd < 0
        # Luck that wears off takes low schools up and high ones down, never farther away.
        if self.moved * self.smd > 0:
            went = "low schools fell further behind" if low else "high schools drew further ahead"
            why = f"{went} outside too, which can look like an effect, or hide one"
            why += f" (see “{moving_apart}”)" if moving_apart else ""
        else:
            why = (
                "luck that wears off by itself (regression to the mean), or "
                f"{'low schools catching up' if low else 'high schools falling back'}; either can "
                "look like an effect, or hide one"
            )
        what, apart = covariate_in_words(self.covariate), IN_SD.signed(self.smd)
        return (
            f"The partnership's schools stood {'low' if low else 'high'} before ({what}: "
            f"{apart} of the standard deviation of all others from their mean). Of the "
            "schools outside it the "
            f"{'lowest' if low else 'highest'} tenth of {called(self.year)} moved by "
            f"{numbers.signed(self.moved)} by {called(self.next_year)} beyond the rest of them, "
            f"with no partnership: {why}."
        )


def regression_to_mean(
    units: Units, outcomes: pd.DataFrame, prior: Sequence[str], last: int
) -> RegressionToMean | None:
    """What to mind where the partnership stood far from all others in one of the earlier
    outcomes ``prior`` (covariates of ``units``); None where it did not, or too few schools are
    there to show it. ``outcomes``: units × years; ``last``: the last year before."""
    known = {name: _apart(units, name) for name in prior}
    others: Floats = outcomes.to_numpy(dtype=np.float64)[~units.treated]
    if not known or len(others) < _FEWEST:
        return None
    name = max(known, key=lambda one: abs(known[one]))
    if not abs(known[name]) > APART:
        return None
    years = [int(year) for year in outcomes.columns]
    at = years.index(last)
    if at + 1 == len(years):
        return None
    start, moved = others[:, at], others[:, at + 1] - others[:, at]
    edge = float(np.quantile(start, TENTH if known[name] < 0 else 1 - TENTH))
    picked = start <= edge if known[name] < 0 else start >= edge
    beyond = float(moved[picked].mean() - moved[~picked].mean()) if not picked.all() else 0.0
    return RegressionToMean(name, known[name], last, years[at + 1], beyond)


def _apart(units: Units, covariate: str) -> float:
    """How far the partnership's mean lies from that of all others, in their standard deviations."""
    values = units.covariates[covariate].to_numpy(dtype=np.float64)
    own, others = values[units.treated], values[~units.treated]
    spread = float(others.std(ddof=1))
    return float(own.mean() - others.mean()) / spread if spread > 0 else 0.0
