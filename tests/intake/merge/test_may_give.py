"""Which state-funded schools a run may let give."""

from __future__ import annotations

import pytest

from matcher.core.tables import ORDINARY, SIXTH_FORM, SPECIAL
from matcher.intake.merge.may_give import by_type


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Community special school", SPECIAL), ("Foundation Special School", SPECIAL),
        ("Academy special converter", SPECIAL), ("Free schools special", SPECIAL),
        ("Academy special sponsor led", SPECIAL), ("Special", SPECIAL), ("7", SPECIAL),
        ("07", SPECIAL), ("12", SPECIAL), ("33", SPECIAL), ("36", SPECIAL), ("44", SPECIAL),
        ("Academy 16-19 converter", SIXTH_FORM), ("Academy 16 to 19 sponsor led", SIXTH_FORM),
        ("Free schools 16 to 19", SIXTH_FORM), ("Sixth form college", SIXTH_FORM),
        ("39", SIXTH_FORM), ("45", SIXTH_FORM), ("46", SIXTH_FORM),
        ("Academy secure 16 to 19", ORDINARY), ("57", ORDINARY),
        ("Community school", ""), ("11-16 secondary", ""), ("Secondary with sixth form", ""),
        ("Specialist academy", ""), ("Pupil referral unit", ""), ("1", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_a_type_says(text: str, what: str) -> None:
    assert by_type(text) == what
