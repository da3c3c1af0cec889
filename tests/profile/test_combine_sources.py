"""Which source is believed: stated, partly, priority, wording, published, inferred, measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import profile_table

from matcher.core.problems import ProblemLog
from matcher.core.tables import PROFILE, SOURCES
from matcher.profile.combine_sources import combine_sources
from matcher.profile.stated import FreeText
from matcher.profile.vocabulary import load
from matcher.profile.wording.possible_tags import Doubted
from matcher.profile.wording.reader import wording_profile

NAN = np.nan
Row = tuple[str, str, str, float, float]


def of(source: str, *rows: Row) -> pd.DataFrame:
    return profile_table(rows, source=source, confidence=1.0 if source == "stated" else 0.5)


def told(profile: pd.DataFrame) -> dict[tuple[str, str, str], tuple[str, float, float]]:
    return {
        (r["urn"], r["activity"], r["subject"]): (r["source"], r["need"], r["strength"])
        for r in profile.fillna(-1).to_dict("records")
    }


def test_of_each_tag_the_best_source_stands_whole() -> None:
    found = combine_sources(
        [
            of("measured", ("1", "T2", "maths", 0.4, NAN), ("1", "X1", "", NAN, 0.3)),
            of("stated", ("1", "T2", "maths", NAN, 1.0)),
            of("wording", ("1", "T2", "maths", 0.6, NAN), ("1", "L3", "", 0.6, NAN)),
        ]
    )
    assert told(found) == {
        ("1", "L3", ""): ("wording", 0.6, -1),
        ("1", "T2", "maths"): ("stated", -1, 1.0),
        ("1", "X1", ""): ("measured", -1, 0.3),
    }


def test_who_says_none_keeps_nothing_of_later_sources_on_that_side() -> None:
    found = combine_sources(
        [
            of("stated", ("1", "none", "", 0.0, NAN)),
            of("measured", ("1", "T2", "maths", 0.4, NAN), ("1", "T2", "literacy", NAN, 0.5)),
            of("priority", ("1", "L2", "", 1.0, NAN), ("2", "L2", "", 1.0, NAN)),
        ]
    )
    assert told(found) == {
        ("1", "T2", "literacy"): ("measured", -1, 0.5),
        ("1", "none", ""): ("stated", 0.0, -1),
        ("2", "L2", ""): ("priority", 1.0, -1),
    }


def test_what_unsure_words_of_a_school_may_tell_is_not_guessed_the_other_way() -> None:
    doubted: set[Doubted] = set()
    asked = FreeText("1", "needs", "EAL support, we have 60 new arrivals", "a.csv", "", 2)
    assert wording_profile([asked], load(), ProblemLog(), doubted).empty
    eal = ("T2", "English as an additional language")
    tables = [
        of("measured", *((urn, *eal, NAN, 0.29) for urn in "12"), ("1", "T2", "maths", NAN, 0.3)),
        of("published", ("1", "E7", "", NAN, 0.3)),
    ]
    both = {("1", "T2", "maths"): ("measured", -1, 0.3), ("1", "E7", ""): ("published", -1, 0.3),
            ("2", *eal): ("measured", -1, 0.29)}  # fmt: skip
    assert told(combine_sources(tables, doubted)) == both
    tables.append(of("published", ("1", *eal, NAN, 0.9)))  # a register is no guess
    assert told(combine_sources(tables, doubted)) == {
        **both,
        ("1", *eal): ("published", -1, 0.9),
    }


def test_a_priority_makes_no_need_of_what_a_school_can_offer() -> None:
    found = combine_sources(
        [
            of("priority", *((u, "T2", "maths", 1.0, NAN) for u in "123")),
            of("measured", ("1", "T2", "maths", 0.0, 0.6), ("2", "T2", "maths", 0.3, NAN)),
        ]
    )
    assert told(found) == {
        ("1", "T2", "maths"): ("measured", 0.0, 0.6),
        ("2", "T2", "maths"): ("priority", 1.0, -1),
        ("3", "T2", "maths"): ("priority", 1.0, -1),
    }


REGISTERS = pytest.mark.parametrize("register", ["published", "inferred"])


@REGISTERS
def test_whose_facilities_are_listed_has_none_by_its_size(register: str) -> None:
    guess = of("measured", ("1", "C3", "", NAN, 0.4), ("2", "C3", "", NAN, 0.4),
               ("1", "C4", "", NAN, 0.4), ("1", "X1", "", NAN, 0.3))  # fmt: skip
    listed = of(register, ("1", "C3", "PE", NAN, 0.2), ("1", "X1", "physics", NAN, 0.5))
    assert told(combine_sources([guess, listed])) == {
        ("1", "C3", "PE"): (register, -1, 0.2),
        ("1", "C4", ""): ("measured", -1, 0.4),
        ("1", "X1", ""): ("measured", -1, 0.3),
        ("1", "X1", "physics"): (register, -1, 0.5),
        ("2", "C3", ""): ("measured", -1, 0.4),
    }
    needed = of(register, ("2", "C3", "PE", 0.2, NAN))
    assert ("2", "C3", "") in told(combine_sources([guess, needed]))


@REGISTERS
def test_a_figure_that_shows_more_than_a_register_lists_stands(register: str) -> None:
    listed = of(register, ("1", "T3", "physics", NAN, 0.3), ("2", "T3", "physics", NAN, 0.3),
                ("3", "T3", "physics", NAN, 0.3), ("4", "T3", "physics", NAN, 0.3),
                ("5", "T3", "physics", 0.2, NAN))  # fmt: skip
    shown = of("measured", ("1", "T3", "physics", NAN, 0.4), ("2", "T3", "physics", 0.4, 0.0),
               ("3", "T3", "physics", NAN, 0.3), ("4", "T3", "maths", NAN, 0.9),
               ("5", "T3", "physics", 0.9, NAN))  # fmt: skip
    assert told(combine_sources([listed, shown])) == {
        ("1", "T3", "physics"): ("measured", -1, 0.4),
        ("2", "T3", "physics"): ("measured", 0.4, 0.0),  # a need is more, too
        ("3", "T3", "physics"): (register, -1, 0.3),  # not less
        ("4", "T3", "maths"): ("measured", -1, 0.9),
        ("4", "T3", "physics"): (register, -1, 0.3),  # of another tag
        ("5", "T3", "physics"): (register, 0.2, -1),  # of a need that is listed
    }
    better = of("wording", ("1", "T3", "physics", NAN, 0.1))
    assert told(combine_sources([listed, shown, better]))[("1", "T3", "physics")][0] == "wording"


@pytest.mark.parametrize("source", ["published", "inferred", "measured"])
def test_beside_a_claim_stands_what_a_public_source_shows(source: str) -> None:
    claimed = of("stated", ("1", "T3", "physics", NAN, 1.0), ("1", "C2", "Latin", NAN, 1.0))
    shown = of(source, ("1", "T3", "physics", NAN, 0.3))
    found = combine_sources([claimed, shown]).set_index("subject")["recorded"]
    assert found["physics"] == 0.3 and np.isnan(found["Latin"])


def test_nothing_known_is_an_empty_table() -> None:
    PROFILE.check(combine_sources([]))
    assert len(combine_sources([profile_table(), profile_table()])) == 0


DEGREES = st.sampled_from([NAN, 0.0, 0.3, 1.0])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "20", "3", "list:7"]),
        st.sampled_from([("T2", "maths"), ("L3", ""), ("none", "")]),
        DEGREES,
        DEGREES,
    ),
    max_size=8,
    unique_by=lambda row: row[:2],
)


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from(SOURCES), ROWS), st.randoms())
def test_one_row_a_tag_from_the_best_source_whatever_the_order(
    given_rows: dict[str, list[tuple[str, tuple[str, str], float, float]]], chance: object
) -> None:
    tables = []
    for source, rows in given_rows.items():
        kept = [
            (u, *tag, 0.0 * n if tag[0] == "none" else n, 0.0 * s if tag[0] == "none" else s)
            for u, tag, n, s in rows
            if not (np.isnan(n) and np.isnan(s))
        ]
        tables.append(of(source, *kept))
    found = combine_sources(tables)
    chance.shuffle(tables)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(found, combine_sources([t.sample(frac=1.0) for t in tables]))
    every = pd.concat(tables) if tables else found
    for row in found.to_dict("records"):
        same = every[(every[list(PROFILE.key)] == [row[k] for k in PROFILE.key]).all(axis=1)]
        assert row["source"] in set(same["source"])
    said = {tuple(r[k] for k in PROFILE.key) for r in every.to_dict("records")}
    assert {tuple(r[k] for k in PROFILE.key) for r in found.to_dict("records")} <= said


@pytest.mark.parametrize(
    ("said", "guess", "stays"),
    [
        (("stated", "C3", "pool", 1.0), ("measured", "C3", ""), False),  # the same again
        (("wording", "C3", "pool", 0.6), ("inferred", "C3", ""), False),
        (("stated", "C3", "pool", 0.0), ("measured", "C3", ""), True),  # no pool: a hall, perhaps
        (("stated", "C3", "pool", 1.0), ("measured", "T4", ""), True),
        (("stated", "C3", "pool", 1.0), ("measured", "C3", "pitch"), True),
        (("priority", "C3", "pool", 1.0), ("measured", "C3", ""), True),  # not said of the school
        (("stated", "C3", "pool", 1.0), ("wording", "C3", ""), True),  # nobody has guessed
    ],
)
def test_who_says_which_thing_it_needs_is_not_also_guessed_to_need_any(
    said: tuple[str, str, str, float], guess: tuple[str, str, str], stays: bool
) -> None:
    source, activity, subject, need = said
    found = combine_sources(
        [
            of(source, ("1", activity, subject, need, NAN)),
            of(guess[0], ("1", *guess[1:], 0.4, NAN), ("2", *guess[1:], 0.4, NAN)),
        ]
    )
    assert (("1", *guess[1:]) in told(found)) == stays
    assert ("2", *guess[1:]) in told(found) and ("1", activity, subject) in told(found)
