"""What weighs what in a run, and what stands in for what is unknown
(:mod:`matcher.match.stand_ins` finds it)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matcher.core.tables import KINDS
from matcher.match.arrays import Floats
from matcher.match.terms import SCORE_DECIMALS


@dataclass(frozen=True, slots=True)
class Weights:
    """What weighs what in this run.

    ``shares`` sum to 1 over the terms in use; ``left_out`` names the terms of which
    nothing is known; ``stand_ins`` holds for each term a kinds × kinds table (seeker's kind,
    partner's kind) of what stands in for an unknown value, where any value is unknown.
    """

    shares: Mapping[str, float]
    left_out: tuple[str, ...]
    stand_ins: Mapping[str, Floats]

    def as_dict(self) -> dict[str, Any]:
        """The weights as plain data, to the last bit (:meth:`of`)."""
        return {
            "shares": [list(share) for share in self.shares.items()],  # their order counts
            "left_out": list(self.left_out),
            "stand_ins": {term: table.tolist() for term, table in self.stand_ins.items()},
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Weights:
        """The weights that :meth:`as_dict` gave. Raises ValueError for a table that is not kinds ×
        kinds."""
        tables = {term: np.array(table, float) for term, table in plain["stand_ins"].items()}
        if any(table.shape != (len(KINDS), len(KINDS)) for table in tables.values()):
            raise ValueError("a stand-in is not told for each two kinds")
        return cls(dict(plain["shares"]), tuple(plain["left_out"]), tables)

    def with_unknown_tables(self) -> Weights:
        """The weights with a table for each term that may be unknown. Where all is known of
        everybody who is ranked there is none: of a school that is not, the term, and the score,
        then stay unknown."""
        nothing = np.full((len(KINDS), len(KINDS)), np.nan)
        tables = {term: nothing for term in self.shares if term != "near"}
        return replace(self, stand_ins={**tables, **self.stand_ins})

    def stand_ins_by_kind(self) -> dict[str, dict[str, float]]:
        """The means by term and pair of kinds, for the record of the run."""
        found: dict[str, dict[str, float]] = {}
        for term, table in sorted(self.stand_ins.items()):
            found[term] = {
                f"{KINDS[a]}-{KINDS[b]}": round(float(table[a, b]), SCORE_DECIMALS)
                for a in range(len(KINDS))
                for b in range(len(KINDS))
            }
        return found
