"""What a ranking learned of travel times, for the record of its run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from matcher.core.travel.times import TravelFound
from matcher.match.arrays import SchoolArrays
from matcher.match.candidates import Block
from matcher.match.narrowing import OUT
from matcher.match.travel.pair_times import PairTimes


class TravelTally:
    """Counts the pairs of a ranking as its blocks go by."""

    def __init__(self) -> None:
        self._passing = self._estimated = 0

    def add_block(self, block: Block) -> None:
        """Count in the pairs of one block."""
        if block.estimated is not None:
            self._passing += int(np.count_nonzero(block.levels > OUT))
            self._estimated += int(np.count_nonzero((block.levels > OUT) & block.estimated))

    def add_counts(self, other: TravelTally) -> None:
        """Count in the pairs of other blocks."""
        self._passing += other._passing
        self._estimated += other._estimated

    def found(
        self, arrays: SchoolArrays, times: PairTimes, could_reach: int | None = None
    ) -> TravelFound:
        """What was learned; ``times``: those of ``arrays``, once the ranking is made.
        ``could_reach``: how many pairs may lie within the limit, known from the search; None:
        those that were counted do."""
        i, j, known = times.known.all()
        # A file tells of schools whoever seeks, and for the sake of the speed any two may have been
        # asked about; counted are the pairs that could meet.
        sides = arrays.is_seeker[i] & arrays.is_partner[j]
        no_way = np.isinf(known.minutes)
        off = times.off_network
        in_place_of_answer = sides & known.estimated & ~(off[i] | off[j])
        estimated = int(np.count_nonzero(sides & known.estimated))
        complete = times.is_complete
        return TravelFound(
            pairs=_pair_table(arrays, times),
            ways_asked=times.ways_asked,
            routed=int(np.count_nonzero(sides & ~known.estimated & ~no_way)),
            estimated=self._estimated if complete else estimated,
            unreachable=int(np.count_nonzero(sides & no_way)),
            no_answer=self._estimated if complete else int(np.count_nonzero(in_place_of_answer)),
            off_network=tuple(arrays.urn[off]),
            could_reach=self._passing if could_reach is None else could_reach,
            bound_kmh=np.nan if complete else times.bound_kmh,
            breaches=times.breaches,
            speeds=times.speeds_used,
        )


def _pair_table(arrays: SchoolArrays, times: PairTimes) -> pd.DataFrame:
    """The pairs of :class:`TravelFound`."""
    i, j, known = times.known.all()
    by = np.array(times.rests_on(i, j, known.estimated), dtype=object)
    one, other, half = times.one_way.all()
    left = ~times.known.are(one, other)
    i, j = np.append(i, one[left]), np.append(j, other[left])
    # Both are in this order already, so that a stable sort is one merge.
    order = np.argsort(i * len(arrays.urn) + j, kind="stable")
    columns = {
        "seeker_urn": arrays.urn[i[order]],
        "partner_urn": arrays.urn[j[order]],
        "minutes": np.append(known.minutes, half.minutes[left])[order],
        "minutes_there": np.append(known.there, half.there[left])[order],
        "minutes_back": np.append(known.back, half.back[left])[order],
        "minutes_by": np.append(by, np.full(np.count_nonzero(left), "", dtype=object))[order],
    }
    texts = dict.fromkeys(("seeker_urn", "partner_urn", "minutes_by"), "str")
    return pd.DataFrame(columns).astype(texts)
