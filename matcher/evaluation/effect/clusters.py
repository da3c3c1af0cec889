"""Shared shocks: which schools' chances go together, and how many chances there are.

A trust's new curriculum or an authority's strike moves all its schools at once. Forty schools of
ten authorities are then ten draws of such luck rather than forty, and an interval that takes them
for forty is too short (Moulton 1990, Review of Economics and Statistics 72). Standard errors are
therefore clustered by what the partnership's schools share. What counts for the degrees of
freedom is the number of clusters of the partnership's own schools, and where they are of unequal
size their effective number (Σn)²/Σn² (Carter, Schnepel and Steigerwald 2017, Review of Economics
and Statistics 99, with equal variances).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from matcher.core.errors import SettingError
from matcher.core.tables import NO_TRUST
from matcher.evaluation.effect.regression import Ints
from matcher.evaluation.matching.units import Units

LEVELS = {"trust": "trust", "la_code": "authority"}  # columns, and what they are called
FEWEST = 6  # effective clusters below which nothing is claimed: a choice of this product
WILD_BELOW = 12  # effective clusters below which intervals are by the wild bootstrap: likewise

Level = Literal["matched sets", "trust", "authority"]
# What clusters of a level are called, several of them.
MANY: dict[Level, str] = {"matched sets": "schools", "trust": "trusts", "authority": "authorities"}


@dataclass(frozen=True, slots=True)
class Clusters:
    """``level``: what schools share. ``count``: clusters of the partnership's schools;
    ``effective``: their effective number. ``labels``: a number of its cluster for each unit;
    None where only matched sets are clustered. ``seed``: of the wild bootstrap's draws."""

    level: Level
    count: int
    effective: float
    labels: Ints | None = None
    seed: int = 1

    @property
    def in_words(self) -> str:
        """How many there are: "1 authority", "8 trusts"."""
        return f"{self.count} {self.level if self.count == 1 else MANY[self.level]}"

    @property
    def few(self) -> bool:
        """Whether there are too few for any claim; matched sets have a limit of their own."""
        return self.labels is not None and self.effective < FEWEST

    @property
    def wild(self) -> bool:
        """Whether they are too few for Student's t, and enough for the wild bootstrap."""
        return self.labels is not None and FEWEST <= self.effective < WILD_BELOW

    @property
    def df(self) -> float:
        """Degrees of freedom of an effect of these clusters."""
        return self.effective - 1.0


BY_SET = Clusters("matched sets", 0, 0.0)


def choose_clusters(
    units: Units,
    schools: pd.DataFrame,
    treated: Sequence[str],
    asked: str,
    exact: Sequence[str],
    seed: int = 1,
) -> Clusters:
    """The level on which the partnership's schools ``treated`` (matched ones) share their luck.

    ``schools``: a row for each ``urn`` with the columns ``trust`` and ``la_code`` where they are
    known. ``asked``: ``trust`` or ``la_code``; ``none``; or ``auto``, whichever of the two is
    known of all of ``treated`` and leaves the lowest effective number of clusters of them: twelve
    authorities are many, thirty schools of one trust and twelve that stand alone are few. A level
    in ``exact`` is passed over: within a matched set its shock moves both sides alike. A school of
    no trust, or of which the level is not known, stands alone. Raises :class:`SettingError` for a
    level that is asked for and not known.
    """
    inside = np.isin(np.asarray(units.unit, dtype=object), list(treated))
    none = Clusters("matched sets", int(inside.sum()), float(inside.sum()))
    if asked == "none":
        return none
    at_school = schools.set_index("urn").reindex(list(units.unit))
    found: list[Clusters] = []
    for column in LEVELS if asked == "auto" else (asked,):
        if column not in LEVELS:
            raise SettingError(f"{column!r} is no level", where="--cluster",
                               hint=f"auto, none, {', '.join(LEVELS)}")  # fmt: skip
        if asked == "auto" and (column in exact or column not in at_school):
            continue
        words = at_school[column].fillna("").astype(str) if column in at_school else None
        if words is None or (words.to_numpy()[inside] == "").any():
            if asked == "auto":
                continue
            raise SettingError(f"the {LEVELS[column]} of a school of the partnership is not known",
                               where="--cluster", hint="auto uses what is known")  # fmt: skip
        found.append(_of_level(column, words.to_numpy(dtype=object), inside, seed))
    return min(found, key=lambda one: (one.effective, one.count), default=none)


def _of_level(column: str, words: np.ndarray, inside: np.ndarray, seed: int) -> Clusters:
    alone = (words == "") | (words == NO_TRUST)
    labels = np.unique(words.astype(str), return_inverse=True)[1].reshape(-1).astype(np.int64)
    labels[alone] = labels.max() + 1 + np.arange(int(alone.sum()))
    sizes = np.unique(labels[inside], return_counts=True)[1].astype(np.float64)
    effective = float(sizes.sum() ** 2 / (sizes**2).sum())
    level: Level = "trust" if column == "trust" else "authority"
    return Clusters(level, len(sizes), effective, labels, seed)
