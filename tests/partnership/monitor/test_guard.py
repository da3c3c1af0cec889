"""Small numbers guarded: an attacker who knows the rules and tries everything learns nothing."""

from __future__ import annotations

import datetime
import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.core.errors import SettingError
from matcher.partnership.monitor.guard import CONFIDENTIAL, NO_BASE, Shown, counts, guarded
from matcher.partnership.monitor.values import NO_DAY, Value

DAY = datetime.date(2026, 3, 1)


def value(group: str, figure: float, unit: str, pupils: int | None, indicator: str = "A") -> Value:
    return Value(indicator, DAY, group, figure, unit, pupils)


def told(shown: tuple[Shown, ...]) -> tuple[tuple[str, str, str, str], ...]:
    """All that a reader sees."""
    return tuple((one.indicator, one.group, one.figure, one.base) for one in shown)


def assert_nothing_is_told(tables: Iterator[tuple[Value, ...]], threshold: int) -> None:
    """Of all tables that look the same when shown, those behind one "c" must differ in every
    number of people that is below the threshold."""
    alike: dict[object, list[tuple[Value, ...]]] = defaultdict(list)
    for table in tables:
        alike[told(guarded(table, threshold))].append(table)
    hidden = 0
    for seen, behind in alike.items():
        assert isinstance(seen, tuple)
        for at, (_, _, figure, _) in enumerate(seen):
            possible = [counts(table[at]) for table in behind]
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


@pytest.mark.parametrize("threshold", [3, 4, 5])
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


@pytest.mark.parametrize("threshold", [3, 4, 5])
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
                value("all", 1.0, "score", sum(own) + rest),
                *(value(g, 1.0, "score", n) for g, n in zip(groups, own, strict=True)),
            )
            for own in itertools.product(range(9), repeat=3)
            for rest in (range(7) if unlisted else (0,))
        ),
        3,
    )


def test_percentages_tell_of_those_who_did_and_of_those_who_did_not() -> None:
    assert_nothing_is_told(
        (
            (
                value("all", percent(x + u, x + y + u + v), "%", x + y + u + v),
                value("fsm", percent(x, x + y), "%", x + y),
                value("not fsm", percent(u, u + v), "%", u + v),
            )
            for x, y, u, v in itertools.product(range(8), repeat=4)
        ),
        3,
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
    shown = guarded(
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
    shown = guarded([replace(one, of=300) for one in cells])
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
        whole, some, other = guarded(values)
        assert (whole.mark, some.mark, other.mark) == ("", mark, "")
        assert (whole if undated == "all" else some).day is None


def test_a_threshold_that_hides_nothing_is_refused() -> None:
    with pytest.raises(SettingError):
        guarded([], 2)


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
    shown = {one.indicator + one.group: one for one in guarded(values)}
    assert guarded(values[::-1]) == guarded(values)[::-1]
    for one in values:
        if any(n is not None and n < 5 for n in counts(one)):
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
