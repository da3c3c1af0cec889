"""Gates: what keeps a pair, or a school, out of the ranking altogether.

A gate is not a weight: no score can outweigh it. Each has a code, so that "why not?" has
an answer. School gates come first, then pair gates in the order below; a pair is counted
at the first gate that stops it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SCHOOL_GATES: Mapping[str, str] = MappingProxyType(
    {
        "closed": "closed, or not open yet",
        "not_open": "not open to contact",
        "unplaced": "not placed",
        "excluded": "in the office's own list of exclusions",
    }
)
PAIR_GATES: Mapping[str, str] = MappingProxyType(
    {
        "beyond": "farther apart than the limit",
        "same": "the same establishment",
        "same_trust": "in the same trust",
        "existing": "partners already",
        "excluded": "in the office's own list of exclusions",
        "declined": "declined lately, in the folder of partnerships",
        "phase": "pupils' ages too far apart",
        "unrelated": "neither gives the other what this run was narrowed to",
        "one_sided": "not both sides are known to gain",
    }
)

# Usual ages of the phases, where a register gives no ages of its own (statutory ages of
# GIAS; middle schools as most of them are).
PHASE_AGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "nursery": (2, 5),
        "primary": (4, 11),
        "middle deemed primary": (8, 12),
        "middle deemed secondary": (9, 13),
        "secondary": (11, 16),
        "16 plus": (16, 19),
        "all-through": (4, 18),
    }
)


@dataclass(frozen=True, slots=True)
class Barred:
    """What an office rules out: pairs that are partners already, pairs and schools it
    excludes, pairs that declined lately. Pairs hold in both directions."""

    existing: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    excluded_pairs: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    excluded_schools: frozenset[str] = field(default_factory=frozenset)
    declined: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def as_dict(self) -> dict[str, list[Any]]:
        """What is ruled out as plain data, for ``run.json``."""
        return {
            "existing": sorted(map(list, self.existing)),
            "excluded_pairs": sorted(map(list, self.excluded_pairs)),
            "excluded_schools": sorted(self.excluded_schools),
            "declined": sorted(map(list, self.declined)),
        }

    def positions(
        self, which: Iterable[tuple[str, str]], index: Mapping[str, int]
    ) -> NDArray[np.int64]:
        """The pairs as positions of schools, both ways round: shape (n, 2)."""
        both = [
            (index[one], index[other])
            for a, b in which
            for one, other in ((a, b), (b, a))
            if one in index and other in index
        ]
        return np.array(sorted(set(both)), dtype=np.int64).reshape(-1, 2)


def school_gates(schools: pd.DataFrame, barred: Barred) -> pd.Series:
    """The code of the gate that stops each school, "" where none does.

    Unknown status counts as open and an unanswered "open to contact?" as yes: nobody is
    kept out by a blank cell.
    """
    gate = pd.Series("", index=schools.index, dtype="str")
    gate[schools["urn"].isin(list(barred.excluded_schools))] = "excluded"
    gate[schools["geometry"].isna()] = "unplaced"
    gate[schools["open_to_contact"] == "no"] = "not_open"
    gate[schools["status"].isin(["closed", "proposed"])] = "closed"
    return gate


def ages(schools: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Youngest and oldest age of each school in years, NaN where unknown.

    Ages of the list, else the usual ages of the phase. Universities have none: they work
    with pupils of any age.
    """
    phase = schools["phase"].str.strip().str.casefold()
    low = schools["age_low"].fillna(phase.map({p: a for p, (a, _) in PHASE_AGES.items()}))
    high = schools["age_high"].fillna(phase.map({p: b for p, (_, b) in PHASE_AGES.items()}))
    anyone = (schools["kind"] == "university").to_numpy()
    return (
        np.where(anyone, np.nan, low.to_numpy(float)),
        np.where(anyone, np.nan, high.to_numpy(float)),
    )
