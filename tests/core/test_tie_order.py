"""Hashes by which ties end are those of the names, however many are asked for at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.tie_order import NameHashes, name_hashes


@given(
    st.lists(st.text(max_size=6), min_size=1, max_size=60),
    st.lists(st.lists(st.integers(0, 59), max_size=30), max_size=6),
)
def test_each_name_has_its_hash_whatever_was_asked_before(
    names: list[str], questions: list[list[int]]
) -> None:
    whole = name_hashes(names)
    lazily, known = NameHashes(names), NameHashes([""] * len(names), whole)
    for asked in questions:
        at = np.array([one % len(names) for one in asked], dtype=np.intp)
        for shape in (at.shape, (1, len(at)), (len(at), 1)):
            wanted = whole[at.reshape(shape)]
            for hashes in (lazily, known):
                found = hashes[at.reshape(shape)]
                assert found.dtype == np.uint64
                np.testing.assert_array_equal(found, wanted)
    np.testing.assert_array_equal(lazily.all(), whole)
