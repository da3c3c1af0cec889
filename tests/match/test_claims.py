"""Claims far longer than the others of a run are told; honest broad ones are not."""

from __future__ import annotations

import numpy as np
import pytest
from strategies import profile_table

from matcher.match.strengths.claims import long_claims


@pytest.mark.parametrize(("many", "told"), [(5, False), (8, True), (26, True)])
def test_who_claims_far_more_than_the_others_is_told(many: int, told: bool) -> None:
    honest = [(str(100 + n), "T3", f"subject {k}", np.nan, 1.0)
              for n in range(50) for k in range(1 + n % 5)]  # fmt: skip
    claim = [("999", "T3", f"subject {k}", np.nan, 1.0) for k in range(many)]
    found = long_claims(profile_table(honest + claim), 3)
    assert [one.urn for one in found] == ["999"] * told


def test_what_registers_and_figures_say_is_no_claim() -> None:
    rows = [("1", "T3", f"subject {k}", np.nan, 1.0) for k in range(20)]
    assert long_claims(profile_table(rows, source="measured"), 3) == []
    assert long_claims(profile_table(), 3) == []
