"""A pattern that is made when it is first used."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from matcher.core.text.late_pattern import late_pattern


@given(st.text("ab1 "), st.text("ab1 "))
def test_a_pattern_made_late_finds_what_one_made_at_once_finds(text: str, new: str) -> None:
    now = re.compile(r"(A)\d", re.IGNORECASE)
    late = late_pattern(r"(A)\d", re.IGNORECASE)
    assert late.sub(new, text) == now.sub(new, text)
    assert late.findall(text) == now.findall(text)
    assert (late.pattern, late.flags) == (now.pattern, now.flags)
