"""Which needs and strengths of a run are named where people read of them: all but what published
figures alone put too low to name, as in reasons (:func:`matcher.show.explain.met.is_small`). So a
group is not told of help that no reason of its schools knows of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matcher.match.explain.finished_ranking import FinishedRanking
    from matcher.match.groups.block_sums import NamedTags


def named_tags(ranking: FinishedRanking) -> NamedTags:
    """The needs and strengths that are named, over the schools and tags of its arrays."""
    from matcher.match.groups.block_sums import NamedTags
    from matcher.show.explain.met import FIGURES, NOTABLE

    arrays = ranking.arrays
    found = NamedTags.of(arrays)
    tag_at = {tag: at for at, tag in enumerate(arrays.tags)}
    profile = ranking.profile_columns
    measured = profile.take(profile.texts("source").is_text(FIGURES))
    small_own = np.zeros_like(found.strengths)
    for side, mask in (("need", found.needs), ("strength", small_own)):
        degree = measured.figures(side)
        own = measured.take((degree > 0) & (degree < NOTABLE))
        rows = [
            (ranking.index[urn], tag_at[activity, subject])
            for urn, activity, subject in own.rows("urn", "activity", "subject")
            if (activity, subject) in tag_at and urn in ranking.index
        ]
        school, tag = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        mask[school, tag] = side == "strength"  # small needs are unset, small strengths marked
    # A need that a school meets by another tag of its own rests on that one.
    through = arrays.strengths.through
    if through is None:
        found.strengths[small_own] = False
    else:
        school = np.flatnonzero(small_own.any(axis=1))
        rests_on = np.take_along_axis(small_own[school], through[school], axis=1)
        found.strengths[school] &= ~rests_on
    return found
