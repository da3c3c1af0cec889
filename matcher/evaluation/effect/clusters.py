"""Shared shocks: which schools' chances go together, and how many chances there are.

A trust's new curriculum or an authority's strike moves all its schools at once. Forty schools of
ten authorities are then ten draws of such luck rather than forty, and an interval that takes them
for forty is too short (Moulton 1990, Review of Economics and Statistics 72). Standard errors are
therefore clustered by what the partnership's schools share. What counts for the degrees of
freedom is the number of clusters of the partnership's own schools, and where they are of unequal
size their effective number (Σn)²/Σn² (Kish 1965, Survey Sampling; Carter, Schnepel and Steigerwald
2017, Review of Economics and Statistics 99, where what a cluster shares is small beside what its
schools have of their own; where it is all, theirs is (Σn²)²/Σn⁴, which is fewer).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd

from matcher.core.errors import SettingError
from matcher.core.tables import NO_TRUST
from matcher.evaluation.effect.regression import Ints
from matcher.evaluation.matching.units import Floats, Units

LEVELS = {"trust": "trust", "la_code": "authority"}  # columns, and what they are called
FEWEST = 6  # effective clusters below which nothing is claimed: a choice of this product
_NEAREST, _ENOUGH = 3, 20  # neighbours of an authority; authorities below which nobody can tell
WILD_BELOW = 12  # effective clusters below which intervals are by the wild bootstrap: likewise

Level = Literal["matched sets", "trust", "authority"]
# What clusters of a level are called, several of them.
MANY: dict[Level, str] = {"matched sets": "schools", "trust": "trusts", "authority": "authorities"}


@dataclass(frozen=True, slots=True)
class Clusters:
    """``level``: what schools share. ``count``: clusters of the partnership's schools;
    ``effective``: their effective number. ``labels``: a number of its cluster for each unit;
    None where only matched sets are clustered. ``seed``: of the wild bootstrap's draws.
    ``comparison``: the effective number among the comparison schools, by their weights. ``notes``:
    what of which school is not known, and which level was passed over and why."""

    level: Level
    count: int
    effective: float
    labels: Ints | None = None
    seed: int = 1
    comparison: float = math.inf
    notes: tuple[str, ...] = ()

    @property
    def fewest(self) -> float:
        """The effective number on the side that has fewer."""
        return min(self.effective, self.comparison)

    @property
    def in_words(self) -> str:
        """How many there are: "1 authority", "8 trusts"."""
        return f"{self.count} {self.level if self.count == 1 else MANY[self.level]}"

    @property
    def few(self) -> bool:
        """Whether there are too few for any claim; matched sets have a limit of their own."""
        return self.labels is not None and self.fewest < FEWEST

    @property
    def wild(self) -> bool:
        """Whether they are too few for Student's t, and enough for the wild bootstrap. That asks of
        the partnership's side what other effects would leave; where the comparison schools are of
        fewer clusters its intervals are too short, and those by t are not."""
        return (
            self.labels is not None
            and not self.few
            and self.effective < WILD_BELOW
            and self.effective <= self.comparison
        )

    @property
    def df(self) -> float:
        """Degrees of freedom of an effect of these clusters; one at least: below it Student's t
        has ends without number, and the verdict cannot tell anyway."""
        return max(self.fewest - 1.0, 1.0)


BY_SET = Clusters("matched sets", 0, 0.0)


def choose_clusters(
    units: Units,
    schools: pd.DataFrame,
    treated: Sequence[str],
    asked: str,
    exact: Sequence[str],
    seed: int = 1,
    weights: Sequence[Floats] = (),
) -> Clusters:
    """The level on which the partnership's schools ``treated`` (matched ones) share their luck.

    ``schools``: a row for each ``urn`` with the columns ``trust`` and ``la_code`` where they are
    known. ``asked``: ``trust`` or ``la_code``; ``none``; or ``auto``, whichever of the two leaves
    the lowest effective number of clusters: twelve authorities are many, thirty schools of one
    trust and twelve that stand alone are few. Of the other, where it is known, a note says what it
    would come to. ``weights``: what each unit counts for, of one or
    more matchings; the comparison schools among them have their luck too, and the side with fewer
    clusters decides. A level in ``exact`` is passed over: within a matched set its shock moves both
    sides alike. A school of no trust, or of which the level is not known, stands alone. Raises
    :class:`SettingError` for a level that is asked for and known of no school of ``treated``.
    """
    inside = np.isin(np.asarray(units.unit, dtype=object), list(treated))
    none = Clusters("matched sets", int(inside.sum()), float(inside.sum()))
    if asked == "none":
        return none
    if asked != "auto" and asked not in LEVELS:
        raise SettingError(f"{asked!r} is no level", where="--cluster",
                           hint=f"auto, none, {', '.join(LEVELS)}")  # fmt: skip
    at_school = schools.set_index("urn").reindex(list(units.unit))
    found: list[Clusters] = []
    passed_over: list[str] = []
    for column in LEVELS:
        if column != asked and column in exact:
            continue
        words = at_school[column].fillna("").astype(str) if column in at_school else None
        if words is None or (words.to_numpy()[inside] == "").all():
            if asked == "auto":
                passed_over.append(
                    f"What schools of one {LEVELS[column]} share is not allowed for: it is known "
                    "of no school of the partnership"
                )
            elif asked == column:
                raise SettingError(f"the {LEVELS[column]} of no school of the partnership is known",
                                   where="--cluster", hint="auto uses what is known")  # fmt: skip
            continue
        own = words.to_numpy(dtype=object)
        found.append(_of_level(column, own, inside, seed, [w * ~units.treated for w in weights]))
    if not found:
        return none
    # What was asked for comes first, else what leaves fewest.
    found.sort(key=lambda one: (one.level != LEVELS.get(asked), one.fewest, one.count))
    taken, *others = found
    for one in others:
        fewer = one.fewest < taken.fewest
        passed_over.append(
            f"What schools of one {one.level} share is not allowed for beside: by {one.level} they "
            f"would count as {'fewer' if fewer else 'no fewer'}, {one.fewest:.1f} of equal size"
            + ("; that can leave more to chance than is told here" if fewer else "")
        )
    return replace(taken, notes=(*taken.notes, *passed_over))


def _of_level(
    column: str, words: np.ndarray, inside: np.ndarray, seed: int, comparison: Sequence[Floats]
) -> Clusters:
    unknown = words == ""
    alone = unknown | (words == NO_TRUST)
    labels = np.unique(words.astype(str), return_inverse=True)[1].reshape(-1).astype(np.int64)
    labels[alone] = labels.max() + 1 + np.arange(int(alone.sum()))
    level: Level = "trust" if column == "trust" else "authority"
    lacking = int((unknown & inside).sum())
    schools, counts = ("school", "it counts") if lacking == 1 else ("schools", "each counts")
    note = f"Of {lacking} {schools} of the partnership the {level} is not known; {counts} as alone"
    return Clusters(
        level,
        len(set(labels[inside])),
        effective_number(labels, inside.astype(np.float64)),
        labels,
        seed,
        min((effective_number(labels, own) for own in comparison), default=math.inf),
        (note,) if lacking else (),
    )


def effective_number(labels: Ints, weights: Floats) -> float:
    """How many clusters of equal size those of ``weights`` are worth, (Σw)²/Σw² of the sums by
    cluster; 0 where nothing counts."""
    sums = np.bincount(labels, weights=weights)
    square = float(sums @ sums)
    return float(sums.sum()) ** 2 / square if square > 0 else 0.0


def luck_across_borders(
    units: Units, schools: pd.DataFrame, moved: Floats, exact: Sequence[str]
) -> str:
    """What to mind where authorities near one another had good and bad years together; "" where
    that is not seen, or ``exact`` holds the authority.

    ``schools``: with ``la_code``, ``easting`` and ``northing`` (metres) where they are known;
    ``moved``: the change of each unit. What the covariates leave of it, of the schools outside the
    partnership and summed by authority, is multiplied with that of the authority's
    :data:`_NEAREST` nearest: were they independent, the products would add up to 0 within chance
    (of the kind of Moran's I: Cliff and Ord 1973, Spatial Autocorrelation). One-sided, wrong in 5 %
    of cases.
    """
    columns = ["la_code", "easting", "northing"]
    if "la_code" in exact or not set(columns) <= set(schools):
        return ""
    at_school = schools.set_index("urn")[columns].reindex(list(units.unit))
    points = at_school[columns[1:]].apply(pd.to_numeric, errors="coerce").reset_index(drop=True)
    authority = at_school["la_code"].fillna("").astype(str).to_numpy(dtype=object)
    others = ~units.treated
    design = np.column_stack([np.ones(len(moved)), units.design(every_level=False).values])
    left = moved - design @ np.linalg.lstsq(design[others], moved[others], rcond=None)[0]
    outside = others & (authority != "") & points.notna().all(axis=1).to_numpy()
    by = pd.DataFrame({"authority": authority, "adds": left}).join(points)[outside]
    each = by.groupby("authority", sort=True).agg(
        {"adds": "sum", "easting": "mean", "northing": "mean"}
    )
    if len(each) < _ENOUGH:
        return ""
    place, adds = each[columns[1:]].to_numpy(dtype=np.float64), each["adds"].to_numpy()
    far = np.hypot(*(place[:, None, :] - place[None, :, :]).T)
    np.fill_diagonal(far, np.inf)
    near = np.zeros(far.shape, dtype=bool)
    nearest = np.argsort(far, axis=1, kind="stable")[:, :_NEAREST]
    np.put_along_axis(near, nearest, True, axis=1)
    products = np.outer(adds, adds)[np.triu(near | near.T)]
    spread = float(products @ products) ** 0.5
    p = NormalDist().cdf(-float(products.sum()) / spread) if spread > 0 else 1.0
    if p >= 0.05:
        return ""
    return (
        "Authorities that lie near one another had good and bad years together, by the schools "
        "outside the partnership. The intervals take each authority's luck for its own: they are "
        "too short if the partnership's authorities lie side by side."
    )
