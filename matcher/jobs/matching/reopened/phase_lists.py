"""Who stands in a partner's list of the phase of the school: read from the run, which shows these
lists, where it shows all of them. To make them again would take a fifth of what it takes to add up
all pairs by group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.core.errors import FileError
from matcher.core.files.names import TABLES_FILE

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.arrays import Positions


def shown_phase_lists(run: ReopenedRun) -> tuple[Positions, Positions] | None:
    """The pairs that the run shows among the best k of a partner within a group of phases:
    positions of seekers and of partners, one beside the other.

    None where the run shows no such list of some partner, as of one that stands on no list of the
    user's, where it was made by a version that keeps no pairs, or where more travel times are
    known now than it was ranked by. Raises :class:`FileError` for pairs of schools that it does
    not have.
    """
    from matcher.show.run.manifest import RUN_AGAIN

    kept, arrays = run.kept_pairs, run.ranking.arrays
    if kept is None or not arrays.listed[arrays.is_partner].all():
        return None
    index = run.ranking.index
    position = np.array([index[urn] for urn in run.tables.school_columns.values("urn")])
    rows = np.flatnonzero(~np.isnan(kept.figures("phase_rank")))
    try:
        seekers, partners = (
            position[kept.figures(side)[rows].astype(np.int64)] for side in ("seeker", "partner")
        )
    except IndexError as error:
        where = str(run.tables.folder / TABLES_FILE)
        raise FileError(str(error), where=where, hint=RUN_AGAIN) from None
    return seekers, partners
