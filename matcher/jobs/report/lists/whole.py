"""The whole list of a school that no list names.

The files of a run have lists of the schools that its lists name, and of any other school the pairs
in which it stands in one of those. Its own list is worked out anew for its page, as for an
explanation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.audiences.audience import INTERNAL, audience_of
from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.matching.reopen import ReopenedRun

_PLACES = ("rank", "partner_rank", "phase_rank", "worth_asking")


def has_whole_list(run: ReopenedRun, side: str, urn: str, shown: int) -> bool:
    """Whether those with a place in the list of a school, so many ``shown``, are all that belong
    there. Not of one that no list names where travel times were asked for of those pairs alone that
    may stand in a list of the run, nor in a run for others, which has no pairs but its own."""
    ranking, at = run.ranking, run.ranking.index[urn]
    if audience_of(run.tables.record) == INTERNAL:
        return bool(ranking.arrays.listed[at]) or ranking.arrays.travel is None
    # Whom lists name is not told to others.
    return shown >= min(run.config.k, len(ranking.list_of(at, by_seeker=side == "seeker")[0]))


def rest_of_lists(
    run: ReopenedRun, matches: pd.DataFrame, side: str, urns: Iterable[str]
) -> pd.DataFrame:
    """What the pairs of a run (``matches``, as its file has them) lack of the lists of those of
    these schools that are on a ``side`` of it and that no list names, as further such pairs. None
    where travel times count: these were asked for of those pairs alone that may stand in a list of
    the run."""
    import pandas as pd

    from matcher.jobs.matching.reopened.told_pairs import told_pairs

    arrays, index = run.ranking.arrays, run.ranking.index
    is_there = (arrays.is_seeker if side == "seeker" else arrays.is_partner) & ~arrays.listed
    own = [index[urn] for urn in urns if urn in index and is_there[index[urn]]]
    if not own or arrays.travel is not None:
        return matches.iloc[:0]
    lists = pd.concat([_own_list(run, side, at) for at in own], ignore_index=True)
    shown = {*zip(as_list(matches["seeker_urn"]), as_list(matches["partner_urn"]), strict=True)}
    pairs = zip(arrays.urn[lists["i"]].tolist(), arrays.urn[lists["j"]].tolist(), strict=True)
    more = lists[[pair not in shown for pair in pairs]].reset_index(drop=True)
    return told_pairs(run, more).reindex(columns=matches.columns) if len(more) else matches.iloc[:0]


def _own_list(run: ReopenedRun, side: str, at: int) -> pd.DataFrame:
    """The best of a school and, of a partner, the best of each phase, with their places."""
    import pandas as pd

    others, standings, squared = run.ranking.ranked(at, by_seeker=side == "seeker")
    seeker, partner = (others, at) if side == "partner" else (at, others)
    found = pd.DataFrame({"i": seeker, "j": partner, "score": standings, "squared_m": squared})
    found = found.assign(**dict.fromkeys(_PLACES, np.nan))
    found["rank" if side == "seeker" else "partner_rank"] = np.arange(1.0, len(found) + 1)
    if side == "partner":
        group = pd.Series(run.ranking.arrays.phase_group[others], found.index)
        found["phase_rank"] = (found.groupby(group).cumcount() + 1.0).where(group >= 0)
    places = found[list(_PLACES)]
    found[list(_PLACES)] = places.where(places <= run.config.k)
    return found[found[list(_PLACES)].notna().any(axis=1)]
