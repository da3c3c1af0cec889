"""How many more seekers of a plan could have a partner that is known, or likely, to meet a need.

A plan goes by scores, and nearness may weigh more in them than needs. How many seekers could have
such a partner at the most, whatever the scores, is a greatest flow: from each seeker that a plan
may still choose for, over the pairs that meet a need, to as many seekers as a partner has places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from matcher.core.settings.config import Config
    from matcher.jobs.allocation.build_problem import Asked
    from matcher.match.arrays import Bools, Positions

COULD = "seekers_could_meet"


def could_meet(asked: Asked, pairs: pd.DataFrame) -> int:
    """How many more seekers than in a plan (``pairs``: ALLOCATION) could have a partner that is
    known or likely to meet a need. Those with a partner already, and those that people have decided
    about, are left out, and the places that these take."""
    problem = asked.problem
    decided = np.zeros(len(problem.seekers), dtype=bool)
    decided[problem.seeker[problem.pinned]] = True
    free = problem.to_serve & ~decided & (problem.seeker_most > 0)
    taken = np.bincount(problem.partner[problem.pinned], minlength=len(problem.partners))
    places = np.maximum(problem.partner_most - taken, 0)
    shared = [bool(one.partition(" | ")[0].strip()) for one in as_list(pairs["shared"])]
    have = as_list(pairs["seeker_urn"][np.array(shared, dtype=bool)])
    now = np.count_nonzero(free & np.isin(problem.seekers, have))
    meeting = _meeting(asked, free)
    return _most_served(problem.seeker[meeting], problem.partner[meeting], places) - int(now)


def must_give_line(could: int, config: Config) -> str:
    """How to have more such pairs in a plan, of which ``could`` more seekers could have one
    (:func:`could_meet`); "" where there are none, or the run asked for that already."""
    if could <= 0 or config.must_give or config.reciprocal:
        return ""
    return (
        f"Up to {could:,} more {'seeker' if could == 1 else 'seekers'} could have a partner that "
        "is known, or likely, to meet a need: matcher match --must-give puts such pairs first. "
        "Pairs of which nothing is known stay, below; those that are known to meet none are left "
        "out, so that fewer seekers may be served"
    )


def _meeting(asked: Asked, free: Bools) -> Positions:
    """The pairs of the problem, by position, of the seekers that are ``free``, in which the partner
    meets a need as reasons tell it."""
    from matcher.match.groups.block_sums import NamedTags

    problem, named = asked.problem, NamedTags.of(asked.run.ranking.arrays)
    wanted = named.needs[asked.seekers] & free[:, None]
    needy = np.flatnonzero(wanted.any(axis=1))
    place = np.full(len(wanted), -1)
    place[needy] = np.arange(len(needy))
    given = named.strengths[asked.partners].astype(np.float32)
    meets = wanted[needy].astype(np.float32) @ given.T > 0
    own = place[problem.seeker]
    of_needy = np.flatnonzero(own >= 0)
    found: Positions = of_needy[meets[own[of_needy], problem.partner[of_needy]]]
    return found


def _most_served(
    seeker: NDArray[np.integer], partner: NDArray[np.integer], places: Positions
) -> int:
    """How many seekers can have one partner each over these pairs, by as many places as each
    partner has."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    if not len(seeker):
        return 0
    own, at = np.unique(seeker, return_inverse=True)
    source, end = len(own) + len(places), len(own) + len(places) + 1
    row = np.concatenate([np.full(len(own), source), at, len(own) + np.arange(len(places))])
    column = np.concatenate([np.arange(len(own)), len(own) + partner, np.full(len(places), end)])
    most = np.concatenate([np.ones(len(own) + len(at)), places]).astype(np.int32)
    graph = csr_array((most, (row, column)), shape=(end + 1, end + 1))
    return int(maximum_flow(graph, source, end).flow_value)
