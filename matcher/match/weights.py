"""What weighs what in a run, and what stands in for what is unknown
(:mod:`matcher.match.stand_ins` finds it)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from matcher.core.tables import KINDS
from matcher.match.arrays import Floats, Positions
from matcher.match.terms import SCORE_DECIMALS

# How much an average must move a score for reasons to say so: scores are shown to 0.001, so less
# could hardly be seen. A choice.
_MOVES = 0.002
# Of fewer schools than this with a need known, or partners of a kind with an offer known, no
# average is told: one of them moves it by more than a tenth. A choice, as in the tables of a plan.
FEWEST_KNOWN = 10


@dataclass(frozen=True, slots=True)
class Weights:
    """What weighs what in this run.

    ``shares`` sum to 1 over the terms in use; ``left_out`` names the terms of which
    nothing is known; ``stand_ins`` holds for each term a kinds × kinds table (seeker's kind,
    partner's kind) of what stands in for an unknown value, where any value is unknown. ``moved``
    names the kinds of a seeker and a partner whose pairs the average that stands in for what such
    a partner gives moves in the seeker's list, and whether to "more" or to "less"
    (:func:`moved_by_kind`).
    """

    shares: Mapping[str, float]
    left_out: tuple[str, ...]
    stand_ins: Mapping[str, Floats]
    moved: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The weights as plain data, to the last bit (:meth:`of`)."""
        return {
            "shares": [list(share) for share in self.shares.items()],  # their order counts
            "left_out": list(self.left_out),
            "stand_ins": {term: table.tolist() for term, table in self.stand_ins.items()},
            "moved": [[*kinds, way] for kinds, way in sorted(self.moved.items())],
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Weights:
        """The weights that :meth:`as_dict` gave. Raises ValueError for a table that is not kinds ×
        kinds."""
        tables = {term: np.array(table, float) for term, table in plain["stand_ins"].items()}
        if any(table.shape != (len(KINDS), len(KINDS)) for table in tables.values()):
            raise ValueError("a stand-in is not told for each two kinds")
        moved = {(seeker, partner): way for seeker, partner, way in plain.get("moved", [])}
        return cls(dict(plain["shares"]), tuple(plain["left_out"]), tables, moved)

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


def moved_by_kind(
    share: float, sums: Floats, counts: Floats, known: tuple[Positions, Positions]
) -> dict[tuple[str, str], str]:
    """The kinds of a seeker and a partner whose average moves a score, weighted by ``share``, by
    as much as lists show, against what the partners of all kinds of such a seeker come to.
    ``sums``, ``counts``: kinds × kinds, of what is known; a kind of which nothing is known is told
    of nothing, nor is one that stands alone. ``known``: of each kind how many seekers a need is
    known of, and how many partners an offer; an average is told of :data:`FEWEST_KNOWN` and more of
    these seekers, of these partners and of partners of the other kinds."""
    found = {}
    seekers, partners = known
    for seeker, (total, many) in enumerate(zip(sums, counts, strict=True)):
        of = many > 0
        if of.sum() < 2 or seekers[seeker] < FEWEST_KNOWN:
            continue
        mean, every = total.sum() / many.sum(), partners[of].sum()
        for partner in np.flatnonzero(of).tolist():
            if min(partners[partner], every - partners[partner]) < FEWEST_KNOWN:
                continue
            apart = share * (total[partner] / many[partner] - mean)
            if abs(apart) >= _MOVES:
                found[KINDS[seeker], KINDS[partner]] = "more" if apart > 0 else "less"
    return found
