"""Gates that had nothing to go by are named."""

from __future__ import annotations

import pytest
from strategies import schools_table

from matcher.match.idle_gates import idle_gates

NAN = float("nan")
SEEKER = {"kind": "state", "role": "seeker", "phase": "Primary", "trust": "Tree Trust"}
PARTNER = {"kind": "independent", "role": "partner", "phase": "", "trust": "",
           "age_low": 4.0, "age_high": 11.0}  # fmt: skip


def gates(*rows: dict[str, object]) -> list[str]:
    schools = schools_table([
        {"urn": str(100_000 + i), "easting": 400_000.0, "northing": 300_000.0, **row}
        for i, row in enumerate(rows)
    ])  # fmt: skip
    found = list(idle_gates(schools, list(schools["urn"])))
    assert all(idle.what and idle.cure for idle in found)
    return [idle.gate for idle in found]


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([SEEKER, PARTNER], []),
        ([{**SEEKER, "phase": ""}, PARTNER], ["phase"]),
        ([{**SEEKER, "phase": ""}, SEEKER, PARTNER], []),
        ([SEEKER, {**PARTNER, "age_low": NAN, "age_high": NAN}], ["phase"]),
        ([SEEKER, {**PARTNER, "kind": "university", "age_low": NAN, "age_high": NAN}], []),
        # No partner is in a trust: nobody could be kept apart.
        ([{**SEEKER, "trust": ""}, PARTNER], []),
        ([{**SEEKER, "trust": ""}, {**PARTNER, "kind": "college"}], []),
        ([{**SEEKER, "trust": ""}, {**PARTNER, "kind": "university"}], []),
        ([{**SEEKER, "trust": ""}, {**PARTNER, "kind": "other"}], ["same_trust"]),
        ([{**SEEKER, "trust": ""}, {**SEEKER, "role": "partner"}], ["same_trust"]),
        ([{**SEEKER, "trust": "", "role": "both"}, PARTNER], ["same_trust", "same_trust"]),
        ([{**SEEKER, "trust": "", "phase": "Special"}, {**PARTNER, "kind": "other"}],
         ["phase", "same_trust"]),
    ],
)  # fmt: skip
def test_which_gates_had_no_facts(rows: list[dict[str, object]], named: list[str]) -> None:
    assert gates(*rows) == named


def test_nobody_at_all() -> None:
    assert list(idle_gates(schools_table([{"urn": "100000"}]), [])) == []
