"""How far each pair that pages tell of is known, term by term, as an explanation of it has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun

Pair = tuple[str, str]


def how_known(run: ReopenedRun, pairs: Iterable[Pair]) -> Mapping[Pair, Mapping[str, str]]:
    """For each of the ``pairs`` (seeker, partner), which must be in reach of each other, how far
    each term is known that counts in the run, or would if anything were known of it: one of the
    words of :mod:`matcher.show.explain.score.known`. All pairs at once: one by one would take as
    long as the pages themselves."""
    from matcher.match.terms import SCORE_DECIMALS, coverage_confidence, squared_pairwise
    from matcher.show.explain.score.known import UNKNOWN, state

    wanted, ranking = sorted({*pairs}), run.ranking
    arrays, index = ranking.arrays, ranking.index
    i, j = (np.array([index[pair[side]] for pair in wanted], dtype=np.int64) for side in (0, 1))
    values = ranking.terms(i, j, squared_pairwise(arrays, i, j))
    weights, everywhere = ranking.weights, np.ones(len(wanted))
    found: dict[str, list[str]] = {one: [UNKNOWN] * len(wanted) for one in weights.left_out}
    for term in (one for one, share in weights.shares.items() if share > 0):
        value = values[term]
        known = everywhere if value.known is None else value.known
        sure = known if value.sure is None else value.sure
        if term in ("gives", "gains"):
            sure = coverage_confidence(arrays, *((i, j) if term == "gives" else (j, i)))
        rounded = (np.round(one, SCORE_DECIMALS).tolist() for one in (known, sure))
        found[term] = list(map(state, *rounded))
    return {pair: {term: own[at] for term, own in found.items()} for at, pair in enumerate(wanted)}
