"""Other settings that are as reasonable as those of a run.

Two kinds. *Drawn*: all weights at once, around those of the run, by a Dirichlet distribution with
the shares of the run as its mean; and the half distance of nearness (of a run with travel times
the half time) as it is, halved and doubled in turn. *One at a time*: one setting halved, or
doubled, and all others as they are.

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
# By how much the half distance, or time, is changed, in turn, and each setting by itself.
_HALF_TIMES = (1.0, 0.5, 2.0)
_ALONE_TIMES = (0.5, 2.0)
_DECIMALS = 4
# The setting at which nearness counts half: of a run by distance, and by travel time.
HALF_KM, HALF_MINUTES = "half_km", "half_minutes"


@dataclass(frozen=True, slots=True)
class Draw:
    """Settings to rank by once more: ``weights`` of all terms, as a run may be given them, and
    ``half``, the distance or, ``by`` the other setting, the time at which nearness counts half.
    ``setting``: the one that was changed, by ``times``; "" where all were drawn."""

    weights: Mapping[str, float]
    half: float
    setting: str = ""
    times: float = 1.0
    by: str = HALF_KM

    def config(self, of_run: Config) -> Config:
        """The settings of the run with these in their place."""
        changed = replace(of_run, weights=dict(self.weights))
        if self.by == HALF_MINUTES:
            return replace(changed, half_minutes=self.half)
        return replace(changed, half_km=self.half)


def drawn(
    config: Config,
    draws: int = DRAWS,
    seed: int = SEED,
    concentration: float = CONCENTRATION,
    by: str = HALF_KM,
) -> list[Draw]:
    """So many sets of settings around those of a run; the same seed gives the same. ``by``: the
    setting by which nearness counts half in it.

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
            _half(config, by, _HALF_TIMES[number % len(_HALF_TIMES)]),
            by=by,
        )
        for number, weights in enumerate(found)
    ]


def one_at_a_time(config: Config, in_use: Mapping[str, float], by: str = HALF_KM) -> list[Draw]:
    """Each weight ``in_use``, and the half distance or time, halved and doubled by itself. Where
    one term is all there is its weight changes nothing and is left alone."""
    weights = {term: float(config.weights[term]) for term in TERMS}
    found = [
        Draw({**weights, term: weights[term] * times}, _half(config, by), term, times, by)
        for term in TERMS
        if term in in_use and len(in_use) > 1
        for times in _ALONE_TIMES
    ]
    if "near" in in_use:
        found += [Draw(weights, _half(config, by, times), by, times, by) for times in _ALONE_TIMES]
    return found


def _half(config: Config, by: str, times: float = 1.0) -> float:
    """Where nearness counts half, so many times that of the run, as far as a run may be given."""
    setting = SETTINGS[by]
    half = config.half_minutes if by == HALF_MINUTES else config.half_km
    return half if times == 1.0 else min(max(half * times, setting.low), setting.high)
