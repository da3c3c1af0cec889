"""Units: unknown is left out and named, and rows in any order give the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matcher.core.errors import SettingError
from matcher.evaluation.matching.units import Units, from_panel

PANEL = pd.DataFrame(
    {
        "urn": ["9", "9", "100", "100", "20", "20", "7", "7"],
        "year_starting": [2015, 2016] * 4,
        "score": [1.0, 2.0, 3.0, 4.0, 5.0, np.nan, 0.0, 1.0],
    }
)
SCHOOLS = pd.DataFrame(
    {
        "urn": ["9", "20", "100", "55"],
        "pupils": [10.0, 20.0, 0.0, 5.0],
        "phase": ["P", "P", "S", ""],
    }
)


def test_a_panel_becomes_units_in_the_order_of_urns() -> None:
    units = from_panel(PANEL, SCHOOLS, ["100", "20", "1"], ["score", "pupils", "phase"],
                       [2015, 2016])  # fmt: skip
    assert units.unit == ("9", "100")
    assert units.treated.tolist() == [False, True]
    assert list(units.covariates) == ["score_2015", "score_2016", "pupils", "phase"]
    assert units.covariates["pupils"].tolist() == [10.0, 0.0]  # none is a number of pupils
    assert {(one.unit, one.treated, one.why) for one in units.excluded} == {
        ("1", True, "not in the register: closed? --links FILE finds its successor"),
        ("7", False, "not in the register"),
        ("20", True, "not known: score in 2016/17"),
        ("55", False, "not in the panel"),
    }


def test_the_order_of_rows_does_not_matter() -> None:
    names = ["score", "pupils", "phase"]
    one = from_panel(PANEL, SCHOOLS, ["100"], names, [2015])
    other = from_panel(PANEL.iloc[::-1], SCHOOLS.iloc[::-1], ["100"], names, [2015])
    assert one.unit == other.unit
    pd.testing.assert_frame_equal(one.covariates, other.covariates)
    assert one.excluded == other.excluded


def test_a_year_that_the_panel_has_not_is_known_of_nobody() -> None:
    with pytest.raises(SettingError, match="no school of the partnership"):
        from_panel(PANEL, SCHOOLS, ["100"], ["score"], [2019])


def test_dummies_are_named_as_matchit_names_them() -> None:
    frame = pd.DataFrame(
        {"unit": list("abc"), "treated": [1, 0, 0], "race": ["w", "b", "h"], "n": [0.0, 1.0, 1.0]}
    )
    units = Units.of(frame, ["race", "n"])
    assert units.design().names == ("raceb", "raceh", "racew", "n")
    assert units.design(every_level=False).names == ("raceh", "racew", "n")
    assert units.design().binary == (True, True, True, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"treated": [1, 2, 0]}, "more than 0 and 1"),
        ({"treated": [0, 0, 0]}, "no school of the partnership"),
        ({"treated": [1, 1, 1]}, "no other school"),
        ({"unit": ["a", "a", "b"]}, "twice"),
    ],
)
def test_a_frame_that_makes_no_sense_is_refused(change: dict[str, list[int]], words: str) -> None:
    frame = pd.DataFrame({"unit": list("abc"), "treated": [1, 0, 0], "x": [1.0, 2.0, 3.0]})
    with pytest.raises(SettingError, match=words):
        Units.of(frame.assign(**change), ["x"])


def test_a_covariate_nobody_has_is_refused() -> None:
    with pytest.raises(SettingError, match="neither the panel nor the register"):
        from_panel(PANEL, SCHOOLS, ["100"], ["weather"], [2015])


def test_two_rows_for_one_school_are_refused() -> None:
    with pytest.raises(SettingError, match="two rows"):
        from_panel(pd.concat([PANEL, PANEL]), SCHOOLS, ["100"], ["score"], [2015])
