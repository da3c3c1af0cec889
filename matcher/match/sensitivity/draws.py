"""Other settings that are as reasonable as those of a run.

Two kinds. *Drawn*: all weights at once, around those of the run, by a Dirichlet distribution with
the shares of the run as its mean; and the half distance of nearness as it is, halved and doubled
in turn. *One at a time*: one setting halved, or doubled, and all others as they are.

With concentration c the standard deviation of a share p is √(p (1 − p) / (c + 1)) (Kotz,
Balakrishnan and Johnson, Continuous Multivariate Distributions, vol. 1, 2000, ch. 49): with 50, a
weight of 0.3 mostly lies between 0.18 and 0.43. A weight of 0 stays 0: what a run leaves out on
purpose is not brought in. Weights are rounded to four decimals and can be given to
``matcher match`` as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from matcher.core.errors import SettingError
from matcher.core.settings.config import SETTINGS, Config
from matcher.core.settings.weights import TERMS

DRAWS, SEED, CONCENTRATION = 50, 1, 50.0
MOST_DRAWS = 1000
# By how much the half distance is changed, in turn, and each setting by itself.
_HALF_KM_TIMES = (1.0, 0.5, 2.0)
_ALONE_TIMES = (0.5, 2.0)
_DECIMALS = 4
HALF_KM = "half_km"


@dataclass(frozen=True, slots=True)
class Draw:
    """Settings to rank by once more: ``weights`` of all terms, as a run may be given them, and
    the half distance; the half time of a run with travel times changes as much. ``setting``: the
    one that was changed, by ``times``; "" where all were drawn."""

    weights: Mapping[str, float]
    half_km: float
    setting: str = ""
    times: float = 1.0

    def config(self, of_run: Config) -> Config:
        """The settings of the run with these in their place."""
        half_minutes = of_run.half_minutes * (self.half_km / of_run.half_km)
        return replace(
            of_run, weights=dict(self.weights), half_km=self.half_km, half_minutes=half_minutes
        )


def drawn(
    config: Config, draws: int = DRAWS, seed: int = SEED, concentration: float = CONCENTRATION
) -> list[Draw]:
    """So many sets of settings around those of a run; the same seed gives the same.

    Raises :class:`SettingError` for a number of draws below 1 or above 1,000, a seed below 0 or a
    concentration that is not above 0.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise SettingError(f"is not from 1 to {MOST_DRAWS:,}", where="--draws")
    if seed < 0:
        raise SettingError("is below 0", where="--seed")
    if not 0 < concentration <= 1_000_000:
        raise SettingError("is not above 0, and at most 1,000,000", where="--concentration")
    shares = config.shares()
    used = [term for term in TERMS if shares[term] > 0]
    mean = np.array([shares[term] for term in used])
    found = np.random.Generator(np.random.PCG64(seed)).dirichlet(concentration * mean, size=draws)
    return [
        Draw(
            dict.fromkeys(TERMS, 0.0)
            | dict(zip(used, np.round(weights, _DECIMALS).tolist(), strict=True)),
            _bounded(config.half_km * _HALF_KM_TIMES[number % len(_HALF_KM_TIMES)]),
        )
        for number, weights in enumerate(found)
    ]


def one_at_a_time(config: Config, in_use: Mapping[str, float]) -> list[Draw]:
    """Each weight ``in_use``, and the half distance, halved and doubled by itself. Where one term
    is all there is its weight changes nothing and is left alone."""
    weights = {term: float(config.weights[term]) for term in TERMS}
    found = [
        Draw({**weights, term: weights[term] * times}, config.half_km, term, times)
        for term in TERMS
        if term in in_use and len(in_use) > 1
        for times in _ALONE_TIMES
    ]
    if "near" in in_use:
        found += [
            Draw(weights, _bounded(config.half_km * times), HALF_KM, times)
            for times in _ALONE_TIMES
        ]
    return found


def _bounded(half_km: float) -> float:
    setting = SETTINGS[HALF_KM]
    return min(max(half_km, setting.low), setting.high)
