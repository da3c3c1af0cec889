"""No small count can be worked out from the counts that are told."""

from __future__ import annotations

import itertools

from hypothesis import example, given
from hypothesis import strategies as st

from matcher.core.audiences.small_counts import FEWEST, safe_counts

COUNTS = st.tuples(st.integers(0, 12), st.integers(0, 12))
GROUPS = st.lists(COUNTS, max_size=7).map(lambda counts: dict(zip("ABCDEFG", counts, strict=False)))


def possible(total: int, groups: int) -> set[int]:
    """What one of the pooled groups may have of a count, by all that is told of the pool: every
    division of its total among its groups, gone through one by one."""
    found = set()
    for parts in itertools.product(range(total + 1), repeat=groups - 1):
        if sum(parts) <= total:
            found.add(total - sum(parts))
    return found


@given(GROUPS)
@example({"A": (1, 9), "B": (9, 9)})
@example({"A": (1, 0), "B": (2, 0), "C": (9, 0)})
@example({"A": (3, 9)})
def test_every_number_told_is_nobody_or_at_least_five(groups: dict[str, tuple[int, int]]) -> None:
    safe = safe_counts(groups)
    told = [*safe.rows.values(), *filter(None, (safe.others, safe.total))]
    assert all(count == 0 or count >= FEWEST for counts in told for count in counts)
    assert all(groups[name] == counts for name, counts in safe.rows.items())
    if safe.total is None:
        assert not safe.rows
        assert safe.others is None
        return
    whole = tuple(map(sum, zip(*groups.values(), strict=True)))
    assert safe.total == whole  # nobody is lost
    assert len(safe.rows) + safe.pooled == len(groups)
    # The attacker takes all that is told from the total: that is the pool, and no more.
    left = tuple(
        total - sum(counts[at] for counts in safe.rows.values()) for at, total in enumerate(whole)
    )
    assert left == (safe.others or (0, 0))
    hidden = [groups[name] for name in groups if name not in safe.rows]
    for at in range(2):
        if any(0 < counts[at] < FEWEST for counts in hidden):
            may = possible(min(left[at], 12), min(len(hidden), 3))
            assert max(may) - min(may) >= FEWEST  # it may be nobody, and it may be five


def test_groups_that_are_large_enough_stand_alone() -> None:
    groups = {"Essex": (9, 5), "Kent": (40, 0), "Surrey": (3, 6), "Devon": (8, 7)}
    safe = safe_counts(groups)
    assert safe.rows == {"Devon": (8, 7), "Kent": (40, 0)}  # Essex is the smallest of the others
    assert (safe.others, safe.pooled, safe.total) == ((12, 11), 2, (60, 18))
    assert safe_counts({}).total is None
