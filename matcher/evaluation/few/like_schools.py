"""The schools outside a partnership that are most like one of its schools.

They stand in for it in turn, as if the partnership had been theirs (Abadie, Diamond and
Hainmueller 2010, JASA 105: placebo in space). Near is what :mod:`..matching.distance` says; equally
near schools come in the order of :mod:`matcher.core.tie_order`, which means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.core.tie_order import name_hashes, pair_hashes
from matcher.evaluation.effect.regression import Ints
from matcher.evaluation.matching.distance import distances, exact_blocks, matching_coordinates
from matcher.evaluation.matching.prepare import Options
from matcher.evaluation.matching.units import Floats, Units

# Near enough to be like, and many enough to tell one in a hundred; a choice of this product.
LIKE = 100
# With fewer, no place among them can be one in twenty.
MIN_LIKE = 19


@dataclass(frozen=True, slots=True)
class LikeSchools:
    """The schools like one of the partnership: ``at`` is its position among the units, ``like``
    theirs, nearest first, and ``distance`` how far each is (a Mahalanobis distance). ``pool``:
    the positions of all others that are equal to it in what has to be, like or not."""

    at: int
    like: Ints
    distance: Floats
    pool: Ints

    @property
    def all(self) -> Ints:
        """The school, then those like it."""
        return np.concatenate([[self.at], self.like]).astype(np.int64)


def like_schools(units: Units, options: Options) -> list[LikeSchools]:
    """For each school of the partnership, in the order of the units, the nearest :data:`LIKE`
    outside it that are equal in ``options.exact`` and within ``options.caliper``.

    The distance is Mahalanobis always: a propensity cannot be fitted to so few. A school may be
    like several of the partnership."""
    where, block = matching_coordinates(units), exact_blocks(units, options.exact)
    outside = np.flatnonzero(~units.treated)
    hashes = name_hashes(units.unit)
    found = []
    for at in map(int, np.flatnonzero(units.treated)):
        equal = outside[block[outside] == block[at]].astype(np.int64)
        pool, away = equal, distances(where, at, equal)
        if options.caliper is not None:
            pool, away = pool[away <= options.caliper], away[away <= options.caliper]
        order = np.lexsort((pair_hashes(hashes[[at]], hashes[pool]), away))[:LIKE]
        found.append(LikeSchools(at, pool[order], away[order], equal.astype(np.int64)))
    return found
