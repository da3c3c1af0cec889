"""Small numbers guarded: an attacker who knows the rules and tries everything learns nothing."""

from __future__ import annotations

import datetime
import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.core.errors import SettingError
from matcher.partnership.monitor.suppression.suppression import (
    CONFIDENTIAL,
    NO_BASE,
    ShownValue,
    people_counts,
    suppress,
)
from matcher.partnership.monitor.values.store import NO_DAY, Value

DAY = datetime.date(2026, 3, 1)


def value(group: str, figure: float, unit: str, pupils: int | None, indicator: str = "A") -> Value:
    return Value(indicator, DAY, group, figure, unit, pupils)


def told(shown: tuple[ShownValue, ...]) -> tuple[tuple[str, str, str, str], ...]:
    """All that a reader sees."""
    return tuple((one.indicator, one.group, one.figure, one.base) for one in shown)


def assert_nothing_is_told(tables: Iterator[tuple[Value, ...]], threshold: int) -> None:
    """Of all tables that look the same when shown, those behind one "c" must differ in every
    number of people that is below the threshold."""
    alike: dict[object, list[tuple[Value, ...]]] = defaultdict(list)
    for table in tables:
        alike[told(suppress(table, threshold))].append(table)
    hidden = 0
    for seen, behind in alike.items():
        assert isinstance(seen, tuple)
        for at, (_, _, figure, _) in enumerate(seen):
            possible = [people_counts(table[at]) for table in behind]
            for number in range(3):
                candidates = {own[number] for own in possible}
                small = {n for n in candidates if n is not None and n < threshold}
                if not small:
                    continue
                assert figure == CONFIDENTIAL, (seen, behind[0])
                assert len(candidates) > 1, (seen, number, behind[0])
                hidden += 1
    assert hidden


def percent(x: int, n: int) -> float:
    return 100 * x / n if n else math.nan


@pytest.mark.parametrize("threshold", [5, 6])
@pytest.mark.parametrize("groups", [("fsm", "not fsm"), ("girls", "boys"),
                                    ("ethnicity: a", "ethnicity: b")])  # fmt: skip
def test_two_groups_and_their_whole_in_counts(threshold: int, groups: tuple[str, str]) -> None:
    top = 3 * threshold
    assert_nothing_is_told(
        (
            (
                value("all", 7.5, "score", a + b),
                value(groups[0], 7.5, "score", a),
                value(groups[1], 7.5, "score", b),
            )
            for a, b in itertools.product(range(top + 1), repeat=2)
        ),
        threshold,
    )


@pytest.mark.parametrize("threshold", [5, 6])
def test_a_group_and_the_whole_without_its_peers(threshold: int) -> None:
    top = 3 * threshold
    for group in ("fsm", "year 7", "not sen"):
        assert_nothing_is_told(
            (
                (value("all", 1.0, "score", a + b), value(group, 1.0, "score", a))
                for a, b in itertools.product(range(top + 1), repeat=2)
            ),
            threshold,
        )


@pytest.mark.parametrize("groups", [("e: a", "e: b", "e: c"), ("year 7", "year 8", "year 9")])
@pytest.mark.parametrize("unlisted", [False, True])
def test_three_groups_that_make_up_the_whole_or_most_of_it(
    groups: tuple[str, ...], unlisted: bool
) -> None:
    assert_nothing_is_told(
        (
            (
                value("all", 1.0, "score", total),
                *(value(g, 1.0, "score", n) for g, n in zip(groups, own, strict=True)),
            )
            for total in (11, 19)
            for rest in (range(7) if unlisted else (0,))
            for own in itertools.product(range(total + 1), repeat=3)
            if sum(own) + rest == total
        ),
        5,
    )


def test_percentages_tell_of_those_who_did_and_of_those_who_did_not() -> None:
    assert_nothing_is_told(
        (
            (
                value("all", percent(x + u, x + y + u + v), "%", x + y + u + v),
                value("fsm", percent(x, x + y), "%", x + y),
                value("not fsm", percent(u, u + v), "%", u + v),
            )
            for x, y, u, v in itertools.product(range(11), repeat=4)
        ),
        5,
    )


def test_counts_of_people_with_and_without_what_they_are_of() -> None:
    assert_nothing_is_told(
        (
            (
                value("all", x + u, "people", None),
                value("fsm", x, "people", None),
                value("not fsm", u, "people", None),
            )
            for x, u in itertools.product(range(13), repeat=2)
        ),
        5,
    )


def test_another_indicator_of_the_day_does_not_give_it_away() -> None:
    """One has the whole and a part, the other the part that is left."""
    assert_nothing_is_told(
        (
            (
                value("all", 1.0, "score", a + b),
                value("fsm", 1.0, "score", a),
                value("not fsm", 2.0, "score", b, "B"),
                value("all", 2.0, "score", a + b, "C"),
            )
            for a, b in itertools.product(range(13), repeat=2)
        ),
        5,
    )


def test_what_is_shown_and_with_which_mark() -> None:
    shown = suppress(
        [
            value("all", 50, "%", 40),
            value("fsm", 40, "%", 15),
            value("not fsm", 56, "%", 25),
            value("all", 60, "%", None, "no base"),
            value("all", 3.25, "score", 4, "few"),
            value("all", 12, "hours", None, "hours"),
            value("all", math.nan, "%", 30, "unknown"),
            value("all", 97, "%", 30, "nearly all"),
            value("all", 3, "boys", None, "a word that may be people"),
            value("all", 3, "", 30, "whole without a unit"),
            value("all", 3.5, "", 30, "a mean without a unit"),
            value("all", 3, "lessons", 30, "lessons"),
        ]
    )
    assert [(one.figure, one.base) for one in shown] == [
        ("50%", "40"),
        ("40%", "15"),
        ("56%", "25"),
        (NO_BASE, ""),
        ("c", "c"),
        ("12 hours", ""),
        ("..", "30"),
        ("c", "c"),
        ("c", "c"),
        ("c", "c"),
        ("3.5", "30"),
        ("3 lessons", "30"),
    ]


def test_a_share_of_things_counts_no_people_but_what_people_attend_does() -> None:
    cells = [
        value("all", 20, "% of lessons", None, "lessons"),
        value("fsm", 20, "% of lessons", None, "of a group"),
        value("all", 91.5, "% of sessions", None, "sessions"),
        value("all", 97, "% of sessions", 42, "sessions of some"),
        value("all", 91.5, "% of sessions", 4, "sessions of few"),
    ]
    shown = suppress([replace(one, of=300) for one in cells])
    assert [one.figure for one in shown] == [
        "20% of 300 lessons", NO_BASE, NO_BASE, "97% of 300 sessions", "c",
    ]  # fmt: skip
    assert [one.of for one in shown] == [300, None, None, 300, None]


@pytest.mark.parametrize("undated", ["all", "fsm"])
def test_a_figure_without_a_day_may_be_of_any(undated: str) -> None:
    """A baseline that nobody dated and a dated figure leave together too few of the others."""
    later = DAY.replace(year=2027)
    for part, mark in ((39, "c"), (37, ""), (42, "c")):
        values = [value("all", 1.0, "score", 42), value("fsm", 1.0, "score", part)]
        values = [replace(one, date=NO_DAY, dated=False) if one.group == undated else one
                  for one in values]  # fmt: skip
        values.append(replace(value("all", 2.0, "score", 90), date=later))
        whole, some, other = suppress(values)
        assert (whole.mark, some.mark, other.mark) == ("", mark, "")
        assert (whole if undated == "all" else some).day is None


def on(one: Value, day: datetime.date) -> Value:
    return replace(one, date=day)


@pytest.mark.parametrize("days", [0, 1, 31, 32, 400])
def test_a_whole_and_its_part_are_held_against_each_other_whatever_their_days(days: int) -> None:
    later = DAY + datetime.timedelta(days=days)
    for whole, part in ((DAY, later), (later, DAY)):
        shown = suppress(
            [on(value("all", 50, "%", 24), whole), on(value("not fsm", 48, "%", 21), part)]
        )
        assert [one.mark for one in shown] == ["", "c"]


@pytest.mark.parametrize(("days", "mark"), [(31, "c"), (32, "")])
def test_days_near_each_other_are_one_count_even_with_a_whole_of_their_own(
    days: int, mark: str
) -> None:
    later = DAY + datetime.timedelta(days=days)
    shown = suppress([
        on(value("all", 50, "%", 24), DAY),
        on(value("all", 50, "%", 90), later),
        on(value("not fsm", 48, "%", 21), later),
    ])  # fmt: skip
    assert [one.mark for one in shown] == ["", "", mark]


def marks(*values: Value) -> list[str]:
    return [one.mark for one in suppress(values)]


def test_a_part_of_another_indicator_is_held_against_the_whole() -> None:
    part = value("not fsm", 3.5, "score", 37, "B")
    assert marks(value("all", 3.0, "score", 40), part) == ["", "c"]
    assert marks(value("all", 3.0, "score", 45), part) == ["", ""]
    # An indicator that tells another number of the whole itself is of other pupils.
    other = value("all", 3.5, "score", 90, "B")
    assert marks(value("all", 3.0, "score", 40), part, other) == ["", "", ""]
    # Two parts of two indicators; a group and a part of it, where the wholes differ.
    thirds = [value("e: a", 3.0, "score", 20, "B"), value("e: b", 3.0, "score", 17, "C")]
    assert marks(value("all", 3.0, "score", 40), *thirds) == ["", "c", "c"]
    nested = value("girls not fsm", 3.0, "score", 17, "B")
    assert marks(value("girls", 3.0, "score", 20), nested) == ["", "c"]
    assert marks(value("female", 3.0, "score", 20), nested) == ["", "c"]


def test_a_withheld_number_contradicts_no_other() -> None:
    """That 25 of these 29 are girls nobody sees, and so 27 girls are held against them."""
    few = [value(g, 3.0, "score", n) for g, n in (("all", 29), ("girls", 25), ("boys", 4))]
    assert marks(*few, value("girls", 3.0, "score", 33, "B")) == ["", "c", "c", ""]
    assert marks(*few, value("girls", 3.0, "score", 27, "B")) == ["", "c", "c", "c"]
    # Nor does one that is withheld for what its people did.
    did = [
        value(g, x, "%", n) for g, x, n in (("all", 43, 30), ("girls", 15, 20), ("boys", 100, 10))
    ]
    assert marks(*did, value("girls", 3.0, "score", 27, "B")) == ["", "c", "c", "c"]


def test_a_number_of_people_without_a_base_may_be_that_of_the_group() -> None:
    number = value("not fsm", 37, "people", None, "B")
    assert marks(value("all", 3.0, "score", 40), number) == ["", "c"]
    assert marks(value("all", 40, "people", None), number) == ["", "c"]
    assert marks(value("all", 60, "people", None), number) == ["", ""]
    of_lessons = value("not fsm", 37, "lessons", None, "B")
    assert marks(value("all", 3.0, "score", 40), of_lessons) == ["", ""]


def test_a_group_withheld_in_one_count_is_withheld_in_those_of_nearly_the_same_pupils() -> None:
    """One joins, and five may be told of; but whoever knows five knows that there were four."""
    few = [value(group, 3, "score", n) for group, n in (("all", 40), ("fsm", 4), ("not fsm", 36))]
    later = DAY + datetime.timedelta(days=90)
    for joined, others, mark in ((1, 36, "c"), (4, 36, "c"), (5, 37, ""), (5, 36, "c")):
        after = [on(value("all", 3, "score", 4 + joined + others), later),
                 on(value("fsm", 3, "score", 4 + joined), later),
                 on(value("not fsm", 3, "score", others), later)]  # fmt: skip
        assert marks(*few, *after) == ["", "c", "c", "", mark, mark], joined
    alone = [one for one in few if one.group != "not fsm"]
    after = [on(value(group, 3, "score", n), later) for group, n in (("all", 41), ("not fsm", 36))]
    assert marks(*alone, *after) == ["", "c", "", "c"]


def test_a_count_in_between_hides_no_difference() -> None:
    """Neither a nearer day with another number nor a baseline without a day."""
    days = [DAY + datetime.timedelta(days=n) for n in (0, 5, 9)]
    values = [
        on(value("all", 50, "%", 24), days[0]),
        on(value("not fsm", 50, "%", 14), days[1]),
        on(value("not fsm", 48, "%", 21), days[2]),
    ]
    assert [one.mark for one in suppress(values)] == ["", "", "c"]
    undated = replace(value("all", 50, "%", 90), date=NO_DAY, dated=False)
    assert [one.mark for one in suppress([*values, undated])] == ["", "", "c", ""]
    due = replace(values[0], date=DAY.replace(year=2030), dated=False)
    assert [one.mark for one in suppress([due, *values[1:]])] == ["", "", "c"]


def test_a_group_inside_a_group_leaves_nobody_or_enough() -> None:
    def marks(*cells: tuple[str, int, int]) -> dict[str, str]:
        shown = suppress([value(group, percent(x, n), "%", n) for group, x, n in cells])
        return {one.group: one.mark for one in shown}

    day = (("all", 14, 26), ("girls", 9, 15), ("boys", 5, 11))
    assert marks(*day, ("girls fsm", 6, 12)) == {
        "all": "", "girls": "", "boys": "", "girls fsm": "c",
    }  # fmt: skip
    assert marks(("year 5", 8, 15), ("year 5 boys", 6, 12))["year 5 boys"] == "c"
    assert marks(("boys", 10, 30), ("boys in year 5", 13, 26))["boys in year 5"] == "c"
    assert marks(("girls", 20, 40), ("fsm girls", 10, 20), ("girls not fsm", 10, 20)) == {
        "girls": "", "fsm girls": "", "girls not fsm": "",
    }  # fmt: skip
    assert marks(("girls", 20, 40), ("girls fsm", 10, 20), ("girls not fsm", 8, 17)) == {
        "girls": "", "girls fsm": "c", "girls not fsm": "c",
    }  # fmt: skip
    # What is left of all after the girls and some of them is nobody's number.
    assert set(marks(("all", 17, 34), ("girls", 10, 20), ("boys", 7, 14),
                     ("girls fsm", 5, 10)).values()) == {""}  # fmt: skip
    # Girls are withheld with the few boys, and so must be what would make them up.
    few = marks(("all", 10, 30), ("girls", 9, 28), ("girls fsm", 5, 14), ("girls not fsm", 5, 14))
    assert list(few.values()) == ["", "c", "c", "c"]


ATOMS = ("girls fsm", "girls not fsm", "boys fsm", "boys not fsm")
NESTED = {"all": (1, 1, 1, 1), "girls": (1, 1, 0, 0), "boys": (0, 0, 1, 1),
          "fsm": (1, 0, 1, 0), "not fsm": (0, 1, 0, 1),
          **{atom: tuple(int(atom == one) for one in ATOMS) for atom in ATOMS}}  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.integers(0, 14), min_size=4, max_size=4),
    st.sets(st.sampled_from(sorted(NESTED)), min_size=1),
)
def test_no_sum_of_what_is_shown_of_nested_groups_tells_of_few(
    people: list[int], listed: set[str]
) -> None:
    """Whatever can be had from the numbers shown by adding and taking away: of no group of
    pupils that the four make up there are fewer than 5, unless there is nobody."""
    numbers = {group: sum(a * n for a, n in zip(NESTED[group], people, strict=True))
               for group in listed}  # fmt: skip
    shown = suppress([value(group, 5.0, "score", n) for group, n in numbers.items()])
    known = np.array([NESTED[one.group] for one in shown if not one.mark]).reshape(-1, 4)
    rank = np.linalg.matrix_rank(known) if len(known) else 0
    for some in itertools.product((0, 1), repeat=4):
        if any(some) and rank == np.linalg.matrix_rank(np.vstack([known, some])):
            of = sum(a * n for a, n in zip(some, people, strict=True))
            assert of == 0 or of >= 5, (numbers, some)


SCALES = {"A": (1, 3)}


@pytest.mark.parametrize(
    ("mean", "pupils", "shown"),
    [(2.96, 24, "c"), (3, 24, "c"), (1, 24, "c"), (1.1, 24, "c"), (2.5, 24, "2.5"),
     (2.995, 1000, "c"), (2.9949, 900, "c"), (1.0051, 900, "c"),
     (1.9, 12, "1.9"), (2.4, 11, "2.4"), (7, 24, "7"), (3.1, 24, "3.1")],
)  # fmt: skip
def test_a_mean_near_an_end_of_its_scale(mean: float, pupils: int, shown: str) -> None:
    (one,) = suppress([value("all", mean, "score", pupils)], scales=SCALES)
    assert one.figure == shown
    (free,) = suppress([value("all", mean, "score", pupils)])
    assert not free.mark


@pytest.mark.parametrize(
    ("figure", "unit", "pupils", "shown"),
    [
        (96, "%", 100, "c"),  # 4 did not
        (95, "%", 100, "95%"),
        (4, "%", 100, "c"),
        (5, "%", 100, "5%"),
        (12, "", 12, "c"),  # all of 12, by a figure that may be of people
        (12, "people", 12, "c"),
        (13, "", 12, "13"),  # more than there are, so no number of them
        (7, "", 12, "7"),
        (8, "", 12, "c"),
        (12.5, "", 20, "12.5"),
        (2, "people", 30, "c"),
        (2, "%", 100, "c"),
        (100, "%", 40, "c"),
        (0, "%", 40, "c"),
    ],
)
def test_those_who_did_and_those_who_did_not_are_at_least_five(
    figure: float, unit: str, pupils: int, shown: str
) -> None:
    """Whether a scale is known or not: it is that of means."""
    for scales in ({}, SCALES):
        (one,) = suppress([value("all", figure, unit, pupils)], scales=scales)
        assert one.figure == shown


def test_what_is_left_of_a_mean_is_guarded_too() -> None:
    """All but the ten on free meals gave the best answer."""
    values = [value("all", 2.9, "score", 50), value("fsm", 2.5, "score", 10)]
    assert [one.mark for one in suppress(values, scales=SCALES)] == ["", "c"]
    assert [one.mark for one in suppress(values)] == ["", ""]


@settings(deadline=None)
@given(st.lists(st.sampled_from([1, 2, 3, 3, 3, 3]), min_size=5, max_size=60), st.booleans())
def test_no_mean_that_is_shown_tells_that_few_gave_another_answer(
    answers: list[int], turned: bool
) -> None:
    if turned:
        answers = [4 - one for one in answers]
    mean = sum(answers) / len(answers)
    (one,) = suppress([value("all", mean, "score", len(answers))], scales=SCALES)
    if not one.mark:
        assert len(answers) * (3 - mean) > 4.99
        assert len(answers) * (mean - 1) > 4.99
    elif sum(abs(one - 2) for one in answers) == 0:
        assert len(answers) < 5


def test_a_threshold_that_hides_nothing_is_refused() -> None:
    with pytest.raises(SettingError):
        suppress([], 4)


GROUPS = ("all", "fsm", "not fsm", "girls", "boys", "e: a", "e: b", "year 7", "year 8")


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            lambda g, x, y, unit, i: value(
                g, percent(x, x + y) if unit == "%" else x, unit, x + y, i
            ),
            st.sampled_from(GROUPS), st.integers(0, 12), st.integers(0, 12),
            st.sampled_from(["%", "people", "score"]), st.sampled_from("AB"),
        ),
        max_size=20,
        unique_by=lambda one: one.key,
    )
)  # fmt: skip
def test_no_difference_from_the_whole_that_is_shown_is_small(values: list[Value]) -> None:
    """Whatever the table: in each indicator, what is shown of a pair and its whole leaves
    nobody or enough; and order does not matter."""
    shown = {one.indicator + one.group: one for one in suppress(values)}
    assert suppress(values[::-1]) == suppress(values)[::-1]
    for one in values:
        if any(n is not None and n < 5 for n in people_counts(one)):
            assert shown[one.indicator + one.group].mark
    for indicator in "AB":
        whole = shown.get(indicator + "all")
        for pair in (("fsm", "not fsm"), ("girls", "boys"), ("e: a", "e: b")):
            own = [shown[indicator + g] for g in pair if indicator + g in shown]
            if whole is None or whole.mark or len(own) < 2:
                continue
            left = [o for o in own if not o.mark]
            total = sum(o.pupils or 0 for o in left)
            rest = (whole.pupils or 0) - total
            if len(left) == 1:
                assert rest < 0 or rest >= 5
