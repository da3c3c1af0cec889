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
    """Counts the pairs of a ranking as its blocks go by. ``could_reach``: how many may lie within
    the limit, known from the search; None: those that do are counted."""

    def __init__(self, could_reach: int | None = None) -> None:
        self._could_reach = could_reach
        self._passing = self._estimated = 0

    def add_block(self, block: Block) -> None:
        """Count in the pairs of one block."""
        if block.estimated is not None:
            self._passing += int(np.count_nonzero(block.levels > OUT))
            self._estimated += int(np.count_nonzero((block.levels > OUT) & block.estimated))

    def found(self, arrays: SchoolArrays, times: PairTimes) -> TravelFound:
        """What was learned; ``times``: those of ``arrays``, once the ranking is made."""
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
            pairs=pd.DataFrame(
                {
                    "seeker_urn": pd.Series(arrays.urn[i], dtype="str"),
                    "partner_urn": pd.Series(arrays.urn[j], dtype="str"),
                    "minutes": known.minutes,
                    "minutes_there": known.there,
                    "minutes_back": known.back,
                    "minutes_by": pd.Series(times.rests_on(i, j, known.estimated), dtype="str"),
                }
            ),
            routed=int(np.count_nonzero(sides & ~known.estimated & ~no_way)),
            estimated=self._estimated if complete else estimated,
            unreachable=int(np.count_nonzero(sides & no_way)),
            no_answer=self._estimated if complete else int(np.count_nonzero(in_place_of_answer)),
            off_network=tuple(arrays.urn[off]),
            could_reach=self._passing if self._could_reach is None else self._could_reach,
            bound_kmh=np.nan if complete else times.bound_kmh,
            breaches=times.breaches,
            speeds=times.speeds_used,
        )
