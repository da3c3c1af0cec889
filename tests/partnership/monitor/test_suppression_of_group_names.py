"""Small numbers guarded whatever the groups are called: parts implied, wholes under other names."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from matcher.partnership.monitor.pupil_groups import read_group
from matcher.partnership.monitor.suppression.suppression import CONFIDENTIAL, suppress
from matcher.partnership.monitor.values.store import Value

DAY = datetime.date(2026, 3, 1)
Cell = tuple[str, int]  # a group, and how many pupils it has


def marks(*cells: Cell, indicator: str = "A") -> list[str]:
    """The marks of these groups, of which nothing but the number can be small."""
    return [one.mark for one in suppress(values(indicator, *cells))]


def values(indicator: str, *cells: Cell) -> list[Value]:
    return [Value(indicator, DAY, read_group(group), 7.5, "score", n) for group, n in cells]


@pytest.mark.parametrize("trait", ["sen", "eal", "pupil premium", "fsm", "looked after"])
@pytest.mark.parametrize("part", ["year 5 {}", "{} year 5", "year 5, {}", "{} in year 5"])
def test_a_part_of_a_group_that_is_only_implied(trait: str, part: str) -> None:
    """Of 45, 33 are not: of the other 12 one is not in year 5, or two are in another year."""
    rest, inside = [("all", 45), (f"not {trait}", 33)], part.format(trait)
    other = inside.replace("5", "6")
    assert marks(*rest, (inside, 11))[2] == CONFIDENTIAL
    assert marks(*rest, (inside, 5), (other, 5))[2:] == [CONFIDENTIAL, CONFIDENTIAL]
    assert not any(marks(*rest, (inside, 6)))


def test_percentages_of_a_part_of_a_group_that_is_only_implied() -> None:
    cells = [("all", 55.6, 45), ("not sen", 60.6, 33), ("year 5 sen", 45.5, 11)]
    shown = suppress([Value("A", DAY, group, figure, "%", n) for group, figure, n in cells])
    assert shown[2].mark == CONFIDENTIAL


@pytest.mark.parametrize("whole", [
    "all students", "students", "all children", "whole class", "whole school", "cohort",
    "total pupils", "both schools", "everyone invited", "boys and girls", "girls + boys",
    "fsm and not fsm", "all years", "all 43 pupils", "pupils (all)",
])  # fmt: skip
def test_a_whole_that_nobody_calls_all(whole: str) -> None:
    """Of 43, 40 are girls: three are not, whether one indicator tells it or two."""
    assert marks((whole, 43), ("girls", 40)) == ["", CONFIDENTIAL]
    apart = [*values("A", (whole, 43)), *values("B", ("girls", 40))]
    assert [one.mark for one in suppress(apart)] == ["", CONFIDENTIAL]
    assert not any(marks((whole, 43), ("girls", 30)))
    assert [one.group for one in suppress(apart)] == [read_group(whole), "girls"]


@pytest.mark.parametrize("group", ["year 7", "7", "class 7", "group a", "school: ash", "set 1"])
def test_a_group_that_is_not_all_by_its_name(group: str) -> None:
    assert not any(marks((group, 43), ("girls", 40)))


def test_of_several_that_may_be_all_the_largest_is() -> None:
    assert marks(("whole class", 60), ("boys and girls", 30), ("girls", 57))[2] == CONFIDENTIAL
    assert not any(marks(("all", 43), ("whole school", 430), ("girls", 30)))
    assert marks(("all", 60), ("boys and girls", 43), ("fsm", 57))[2] == CONFIDENTIAL


@pytest.mark.parametrize("days", [0, 11, 101])
@pytest.mark.parametrize("parts", [("fsm", "not fsm"), ("girls", "boys"), ("sen", "not sen")])
def test_all_that_follows_from_opposites_is_held_against_other_counts(
    parts: tuple[str, str], days: int
) -> None:
    """Of 24 and 40, 60 are in year 7, and so four are not."""
    own, day = values("A", (parts[0], 24), (parts[1], 40)), DAY + datetime.timedelta(days=days)
    for indicator in ("A", "B"):
        few = [replace(one, date=day, indicator=indicator) for one in values("A", ("year 7", 60))]
        assert [one.mark for one in suppress([*own, *few])] == ["", "", CONFIDENTIAL]
        enough = [replace(one, pupils=59) for one in few]
        assert not any(one.mark for one in suppress([*own, *enough]))
