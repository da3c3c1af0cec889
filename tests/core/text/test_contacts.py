"""Telephone numbers in a text: found, and taken out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.core.text.contacts import has_telephone, without_contacts


@given(st.text("0147+ ()-.a"))
def test_every_telephone_number_is_taken_out(text: str) -> None:
    assert (without_contacts(text) != text) == has_telephone(text)
