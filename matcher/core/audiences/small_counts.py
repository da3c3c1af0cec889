"""Counts for the public: no number between one and four, and none that the others give away.

Rows with a small count are put together, not struck out. A struck-out row is its total less the
rows that are left; a row of several together tells their sum alone. The rule is that of the
product's reports (docs/explanation/privacy.md): what is shown leaves nobody, or at least
:data:`FEWEST`. Five is what published school statistics commonly use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5
Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SafeCounts:
    """``rows``: the groups that may be told, by name; ``others``: the counts of all the rest
    together, with how many they are; ``total``: of everybody. None where it may not be told."""

    rows: Mapping[str, Counts]
    others: Counts | None
    pooled: int
    total: Counts | None


def safe_counts(groups: Mapping[str, Counts], fewest: int = FEWEST) -> SafeCounts:
    """``groups`` by name, each with the same number of counts, of which none is told that is
    above 0 and below ``fewest``, by itself or by taking away.

    The groups with such a count are pooled. Where the pool has one still, or is a single group, the
    smallest group left joins it. Every count of the pool is then 0 or at least ``fewest``, and the
    total is the sum of what is shown. Where all have joined and it is still small, nothing is told.
    """
    order = sorted(groups, key=lambda name: (sum(groups[name]), name))
    pool = [name for name in order if _is_small(groups[name], fewest)]
    rest = [name for name in order if name not in set(pool)]
    while pool and rest and (len(pool) < 2 or _is_small(_sum([groups[n] for n in pool]), fewest)):
        pool.append(rest.pop(0))
    others = _sum([groups[name] for name in pool]) if pool else None
    if others is not None and _is_small(others, fewest):
        return SafeCounts({}, None, len(groups), None)
    shown = {name: groups[name] for name in sorted(rest)}
    total = _sum([*shown.values(), *([others] if others else [])])
    return SafeCounts(shown, others, len(pool), total if groups else None)


def _is_small(counts: Counts, fewest: int) -> bool:
    return any(0 < count < fewest for count in counts)


def _sum(rows: Sequence[Counts]) -> Counts:
    return tuple(map(sum, zip(*rows, strict=True)))
