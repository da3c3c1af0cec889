"""The lists of a school by its pairs: in their order, and of a partner by phase."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from matcher.core.phase_groups import PHASE_GROUPS

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.jobs.report.page_tables import Row


def in_order(rows: Iterable[Row], place: str) -> list[Row]:
    """The pairs that have a place, the first first."""
    own = [row for row in rows if not math.isnan(row[place])]
    return sorted(own, key=lambda row: (row[place], row["seeker_urn"], row["partner_urn"]))


def further_by_phase(run: ReopenedRun, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Those of a partner's best of each group of phases that are not among its best of all."""
    group, index = run.ranking.arrays.phase_group, run.ranking.index
    found: dict[str, list[Row]] = {name: [] for name in PHASE_GROUPS}
    for row in in_order(rows, "phase_rank"):
        code = group[index[str(row["seeker_urn"])]]
        if math.isnan(row["partner_rank"]) and code >= 0:
            found[PHASE_GROUPS[code]].append(row)
    return {name: own for name, own in found.items() if own}
