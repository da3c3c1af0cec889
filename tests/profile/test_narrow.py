"""A profile narrowed to some activities and subjects."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from strategies import profile_table

from matcher.core.errors import SettingError
from matcher.profile.narrow import narrow_profile
from matcher.profile.vocabulary import load

NAN = np.nan
STATED = profile_table(
    [
        ("1", "C2", "Latin", 1.0, NAN),
        ("1", "T3", "physics", 1.0, 0.5),
        ("2", "C2", "Latin", NAN, 1.0),
        ("3", "none", "", 0.0, NAN),
    ]
)


def rows(profile: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(profile.fillna(-1)[["urn", "activity", "subject", "need", "strength"]].itertuples(
        index=False, name=None
    ))  # fmt: skip


def test_only_the_tags_asked_for_are_left_and_who_has_none_said_none() -> None:
    assert rows(narrow_profile(STATED, load(), activities=("sharing teachers",))) == [
        ("1", "T3", "physics", 1.0, 0.5),
        ("2", "none", "", -1, 0.0),
        ("3", "none", "", 0.0, -1),
    ]
    assert rows(narrow_profile(STATED, load(), subjects=("latin",))) == [
        ("1", "C2", "Latin", 1.0, -1),
        ("1", "none", "", -1, 0.0),
        ("2", "C2", "Latin", -1, 1.0),
        ("3", "none", "", 0.0, -1),
    ]


NEAR = profile_table(
    [
        ("1", "T3", "science", 1.0, NAN),
        ("2", "T3", "physics", 0.5, 1.0),
        ("3", "C3", "PE", NAN, 1.0),
        ("4", "C3", "sports hall", 1.0, NAN),
        ("5", "T2", "", NAN, 0.5),
        ("6", "T2", "SEND", 1.0, NAN),
        ("7", "T3", "physics", NAN, 0.0),
    ]
)


@pytest.mark.parametrize(
    ("asked", "needs", "strengths"),
    [
        # Three sciences are part of science; that physics is missing says nothing of science.
        ({"subjects": ("science",)}, {"1 T3 science"}, {"2 T3 physics", "5 T2 "}),
        # A need for science is none for physics, but who offers science may have physics.
        ({"subjects": ("physics",)}, {"2 T3 physics"}, {"2 T3 physics", "5 T2 "}),
        ({"subjects": ("sports hall",)}, {"4 C3 sports hall"}, {"3 C3 PE"}),
        ({"subjects": ("gym",)}, {"4 C3 sports hall"}, {"3 C3 PE"}),
        ({"activities": ("T2",)}, {"6 T2 SEND"}, {"5 T2 "}),
        ({"activities": ("T2",), "subjects": ("SEND",)}, {"6 T2 SEND"}, {"5 T2 "}),
        ({"activities": ("T4",)}, set(), set()),
    ],
)
def test_strengths_that_meet_such_a_need_in_part_stay(
    asked: dict[str, tuple[str, ...]], needs: set[str], strengths: set[str]
) -> None:
    narrowed = narrow_profile(NEAR, load(), **asked)
    for side, expected in (("need", needs), ("strength", strengths)):
        left = narrowed[narrowed[side] > 0]
        assert set(left["urn"] + " " + left["activity"] + " " + left["subject"]) == expected
        # Whoever stated something and nothing of this has said none.
        spoke, speaks = (set(p.loc[p[side].notna(), "urn"]) for p in (NEAR, narrowed))
        assert spoke == speaks


def test_an_offer_that_meets_the_need_for_something_asked_in_part_stays() -> None:
    rows_of = profile_table([("1", "T3", "science", NAN, 1.0), ("1", "C1", "physics", NAN, 1.0)])
    assert rows(narrow_profile(rows_of, load(), subjects=("physics",))) == [
        ("1", "C1", "physics", -1, 1.0),
        ("1", "T3", "science", -1, 1.0),
    ]


def test_of_figures_nothing_is_concluded() -> None:
    measured = profile_table([("1", "T2", "maths", NAN, 0.5)], source="measured", confidence=0.5)
    assert rows(narrow_profile(measured, load(), activities=("T3",))) == []


def test_asked_for_nothing_it_is_as_it_was() -> None:
    assert narrow_profile(STATED, load()) is STATED


@pytest.mark.parametrize(
    ("asked", "hint"),
    [({"activities": ("T9",)}, ""), ({"subjects": ("phyiscs",)}, "physics"),
     ({"activities": ("coching",)}, "L3")],
)  # fmt: skip
def test_what_is_not_in_the_vocabulary_is_refused_with_a_hint(
    asked: dict[str, tuple[str, ...]], hint: str
) -> None:
    with pytest.raises(SettingError) as refused:
        narrow_profile(STATED, load(), **asked)
    assert hint in refused.value.hint
