"""Suppression: a count below five is withheld, and so is whatever would reveal it.

Every output of monitoring and findings goes through :func:`suppress`. A count below the
threshold (default 5, a level that public reports on schools use) is shown as "c", as the
Department for Education marks what is confidential, and so is whatever would give it away:

* a percentage counts, too: of n pupils it tells that x did and y = n - x did not, and so
  n, x and y must each reach the threshold, or be all that there is;
* a mean on a known scale tells how many points all together are from either end, and so how
  many people at most gave another answer: x and y are these points;
* of the parts of one whole all are shown or none: one that is withheld could be had by
  taking the others from the total, and which others are withheld with it would tell how
  large it is (secondary suppression);
* what a whole leaves after any set of parts must be nobody, or must reach the threshold
  in n, x and y; else none of the parts is shown. A group inside another by its name ("girls
  fsm" in "girls") is a part of it (:mod:`matcher.partnership.monitor.pupil_groups`);
* values whose days are at most 31 apart are one count, for one takes weeks;
* indicators of a count whose wholes are equally large, or not told, may rest on the same pupils:
  a group whose *number* is withheld in one is withheld in all of them.

A share or a mean of which nobody says how many pupils it rests on is not shown ("x", not
available). A share of things, such as lessons, counts no people. A figure without a day may be
of any, and so it is guarded with those of each. Not guarded against: that the pupils of two
counts are the same ones.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from matcher.core.errors import SettingError
from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.pupil_groups import opposite
from matcher.partnership.monitor.suppression.secondary_suppression import Counts, groups_to_withhold
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.store import NO_DAY, Value

THRESHOLD = 5
LOWEST_THRESHOLD = 5  # fewer people are never shown, whatever threshold is asked for
CONFIDENTIAL = "c"
NO_BASE = "x"

_ONE_COUNT = 31  # days: one count of a term takes weeks
Scale = tuple[float, float]  # the least and the most that an answer counts
Tables = dict[str, dict[str, Value]]  # values by indicator and group


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value as it may be shown. ``value``, ``pupils`` and ``of`` are NaN and None where they
    are withheld or not known; ``mark`` is "c" or "x" where withheld, ".." where not known, else
    ""."""

    indicator: str
    date: datetime.date
    group: str
    value: float
    unit: str
    pupils: int | None
    mark: str = ""
    of: int | None = None
    dated: bool = True

    @property
    def day(self) -> datetime.date | None:
        """The day that somebody gave it; None where nobody did."""
        return self.date if self.dated and self.date != NO_DAY else None

    @property
    def figure(self) -> str:
        """The figure with its unit, or the mark that stands for it."""
        return self.mark or units.figure_words(self.value, self.unit, self.of)

    @property
    def base(self) -> str:
        """The number of pupils, the mark where withheld, "" where nobody says."""
        if self.mark == CONFIDENTIAL:
            return CONFIDENTIAL
        return "" if self.pupils is None else f"{self.pupils:,}"


def check_threshold(threshold: int) -> int:
    """The threshold itself. Raises :class:`SettingError` below 5."""
    if threshold < LOWEST_THRESHOLD:
        raise SettingError(
            f"a threshold of {threshold} does not hide small numbers",
            where="--threshold",
            hint=f"give {LOWEST_THRESHOLD} or more; {THRESHOLD} is usual",
        )
    return threshold


def suppress(
    values: Iterable[Value],
    threshold: int = THRESHOLD,
    scales: Mapping[str, Scale] = MappingProxyType({}),
) -> tuple[ShownValue, ...]:
    """The values as they may be shown, in the same order; ``scales`` are those of the
    indicators whose scale is known. Raises :class:`SettingError` for a threshold below 5."""
    check_threshold(threshold)
    values = tuple(values)
    hidden = {
        tables[indicator][group].key
        for tables in _tables_of_one_count(values)
        for indicator, groups in _groups_to_suppress(tables, threshold, scales).items()
        for group in groups
    }
    return tuple(_shown(value, value.key in hidden) for value in values)


def _tables_of_one_count(values: Iterable[Value]) -> Iterator[Tables]:
    """The values that may be of one count: for each day and each other that is near it, or is
    not told, those of the two, and of groups that have none then the nearest."""
    days: dict[tuple[datetime.date, bool], list[Value]] = {}
    for value in values:
        days.setdefault((value.date, value.dated and value.date != NO_DAY), []).append(value)
    seen = set()
    for day, dated in sorted(days):
        near = sorted(
            (
                other
                for other in days
                if not other[1] or (dated and _days(day, other[0]) <= _ONE_COUNT)
            ),
            key=lambda other: (_days(day, other[0]), other),
        )
        for other in near:
            tables: Tables = {}
            for one in ((day, dated), other, *near):
                for value in days[one]:
                    tables.setdefault(value.indicator, {}).setdefault(value.group, value)
            keys = frozenset(one.key for table in tables.values() for one in table.values())
            if keys not in seen:
                yield tables
            seen.add(keys)


def _days(one: datetime.date, other: datetime.date) -> int:
    return abs((one - other).days)


def _shown(value: Value, hidden: bool) -> ShownValue:
    def shown(mark: str, figure: float, pupils: int | None, of: int | None = None) -> ShownValue:
        return ShownValue(
            value.indicator,
            value.date,
            value.group,
            figure,
            value.unit,
            pupils,
            mark,
            of,
            value.dated,
        )

    if hidden:
        return shown(CONFIDENTIAL, math.nan, None)
    if math.isnan(value.value):
        return shown("..", math.nan, value.pupils)
    if value.lacks_base:
        return shown(NO_BASE, math.nan, None)
    return shown("", value.value, value.pupils, value.of)


def _groups_to_suppress(
    tables: Tables, threshold: int, scales: Mapping[str, Scale]
) -> dict[str, set[str]]:
    """For each indicator of a count the groups to withhold."""
    known = {
        name: {group: people_counts(value, scales.get(name)) for group, value in table.items()}
        for name, table in tables.items()
    }
    # First by the numbers of pupils alone, over all indicators until nothing changes.
    common: dict[str, set[str]] = {name: set() for name in tables}
    numbers: dict[str, dict[str, Counts]] = {
        name: {group: (own[0], None, None) for group, own in table.items()}
        for name, table in known.items()
    }
    while True:
        own = {name: groups_to_withhold(numbers[name], threshold, common[name]) for name in tables}
        found = {
            name: set[str]().union(
                *(own[other] for other in tables if _same_pupils(numbers[name], numbers[other]))
            )
            - {pupil_groups.ALL}
            for name in tables
        }
        found = {name: out | {opposite(group) for group in out} for name, out in found.items()}
        if found == common:
            break
        common = found
    return {name: groups_to_withhold(known[name], threshold, common[name]) for name in tables}


def _same_pupils(one: Mapping[str, Counts], other: Mapping[str, Counts]) -> bool:
    """Whether two indicators of a count may rest on the same pupils: their wholes are equally
    large, or one of them does not say."""
    wholes = {table[pupil_groups.ALL][0] for table in (one, other) if pupil_groups.ALL in table}
    return len(wholes - {None}) < 2


def people_counts(value: Value, scale: Scale | None = None) -> Counts:
    """The numbers of people that a value tells of: n, and of them x and y = n - x. A whole
    figure without a unit, or with a word that may be people, counts as such. Of a mean on a
    ``scale`` x and y are the points that all together are above its least and below its most: at
    least one for each person who gave another answer."""
    n, figure = value.pupils, value.value
    x: float | None = None
    if not math.isnan(figure) and not units.is_share_of_things(value.unit):
        mean = value.unit == units.SCORE
        if value.unit == units.PERCENT:
            x = None if n is None else round(figure * n / 100)
        elif value.unit == "" and (figure % 1 or (n is not None and figure > n)):
            mean = True  # no number of these people, so a mean that nobody called one
        elif not mean and not units.is_things(value.unit):
            x = math.floor(figure)
        # A figure beyond the scale is on another one.
        if mean and scale and n is not None and scale[0] <= figure <= scale[1]:
            return n, _points(n, figure, scale[0]), _points(n, figure, scale[1])
    return n, x, None if n is None or x is None else n - x


def _points(n: int, mean: float, end: float) -> float:
    """How many points n people are from an end of the scale, by the mean or as it is shown."""
    near = min(abs(mean - end), abs(round(mean, units.decimals(units.SCORE)) - end))
    return round(n * near, 6)
