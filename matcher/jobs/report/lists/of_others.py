"""In whose lists a school stands that are not in its own."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.jobs.report.page_tables import Row

_PLACES = {"seeker": ("partner_rank", "phase_rank"), "partner": ("rank", "worth_asking")}


def in_lists_of_others(
    run: ReopenedRun, side: str, rows: Iterable[Row], own: Collection[str]
) -> list[Row]:
    """Those of the pairs of a school (``rows`` of MATCHES) in which it stands in, or beside, the
    list of the other, without the others of its ``own`` lists, by URN: the best first, as in lists,
    and then those that may only ask it."""
    other = "partner" if side == "seeker" else "seeker"
    found = [
        row
        for row in rows
        if row[f"{other}_urn"] not in own
        and not all(math.isnan(row[place]) for place in _PLACES[side])
        and not (side == "seeker" and row["worth_asking"] > 0)
    ]
    ends = (
        np.array([run.ranking.index[str(row[end])] for row in found], dtype=np.int64)
        for end in ("seeker_urn", "partner_urn")
    )
    score, km, asked = (
        np.array([row[name] for row in found], dtype=float)
        for name in ("score", "distance_km", "worth_asking")
    )
    order = np.lexsort((run.ranking.arrays.tie_order(*ends), km, -score, asked > 0))
    return [found[at] for at in order.tolist()]
