"""What the partner of a hub is known to meet of a school's needs: only what a reason would name.

Published figures suggest many needs and offers of a few hundredths. They count in the score, but
no reason names them (:mod:`matcher.core.figures.surety`). In a hub they would be help that
nobody can say in words, so that a school stood there with "needs met 0.04" beside "not known
whether it covers your need". They are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.arrays import Floats, Positions

_HUNDREDTHS = 100  # of a need of degree 1
_CHUNK = 20_000  # pairs whose needs are compared at once


@dataclass(frozen=True, slots=True)
class Named:
    """Needs, and how far each is met, of all schools (n × tags, whole hundredths): those that a
    reason names, 0 elsewhere."""

    needs: Floats
    strengths: Floats

    def met(self, seekers: Positions, partners: Positions) -> Positions:
        """How much of each seeker's needs its partner is known to meet, whole hundredths."""
        found = np.zeros(len(seekers), dtype=np.int64)
        for start in range(0, len(seekers), _CHUNK):
            part = slice(start, start + _CHUNK)
            met = (self.needs[seekers[part]] * self.strengths[partners[part]]).sum(axis=1)
            found[part] = np.rint(met / _HUNDREDTHS).astype(np.int64)
        return found


def named(run: ReopenedRun) -> Named:
    """What reasons name of the needs and offers of a run."""
    from matcher.match.groups.block_sums import NamedTags

    arrays = run.ranking.arrays
    told = NamedTags.of(arrays)
    return Named(
        np.where(told.needs, arrays.needs.degree, 0.0),
        np.where(told.strengths, arrays.strengths.degree, 0.0),
    )
