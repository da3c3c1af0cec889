"""A map writes figures as sentences and lists do."""

from __future__ import annotations

import json

import numpy as np
import pytest

from matcher.core.figures.number_format import half_up
from matcher.show.kit.text_format import three_decimals
from matcher.show.map.data.packing import (
    as_displayed,
    pack_integers,
    script_safe_json,
    tenths_of_km,
)


def test_a_tie_of_a_distance_goes_the_way_it_goes_in_the_lists() -> None:
    ties = np.arange(0.05, 100.0, 0.1)
    distances = np.concatenate((ties, ties - 1e-12, ties - 1e-6))
    shown = [f"{tenths / 10:.1f}" for tenths in tenths_of_km(distances).tolist()]
    assert shown == [half_up(km, 1) for km in distances.tolist()]


def test_a_tie_of_a_score_goes_the_way_it_goes_in_workbooks() -> None:
    values = np.arange(1, 16) / 16  # of these a processor keeps the tie itself
    shown = [f"{one / 1000:.3f}" for one in as_displayed(values, 3).tolist()]
    assert shown == list(map(three_decimals, values.tolist()))
    assert (shown[0], shown[2]) == ("0.063", "0.188")


def test_a_column_of_one_number_is_packed_as_that_and_how_many() -> None:
    for value, kept in ((np.nan, 0), (-1.0, 0), (0.0, 1), (300.0, 301)):
        assert pack_integers(np.full(3, value)) == {"bits": 8, "all": kept, "count": 3}
    assert "data" in pack_integers(np.array([1.0, np.nan]))
    assert pack_integers(np.array([])) == {"bits": 8, "data": ""}


@pytest.mark.parametrize("risky", [*"<>&", "\u2028", "\u2029", "\ud800", "</script>"])
def test_no_text_can_end_the_script_that_holds_it(risky: str) -> None:
    text = script_safe_json({"name": f"Ash{risky}Elm"})
    assert json.loads(text) == {"name": f"Ash{risky}Elm"}
    assert not {*"<>&\u2028\u2029\ud800"} & {*text}
    text.encode("utf-8")
