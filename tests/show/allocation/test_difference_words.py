"""How two figures of two plans are compared in words."""

from __future__ import annotations

import pytest

from matcher.show.allocation.difference import _compared


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (3, 1, "3 → 1 (−2)"),
        (1_000, 3_500, "1,000 → 3,500 (+2,500)"),
        (4, 4, "4 → 4 (the same)"),
        (1.5, 1.25, "1.50000 → 1.25000 (−0.25000)"),
        (1.0, 1.000000001, "1.00000 → 1.00000 (the same)"),
    ],
)
def test_a_difference_has_a_minus_and_no_difference_is_told_as_none(
    old: float, new: float, said: str
) -> None:
    assert _compared("Pairs", old, new) == f"Pairs: {said}"
