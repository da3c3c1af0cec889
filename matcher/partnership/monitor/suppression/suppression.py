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
* all counts may be of the same pupils, whatever their indicators and days: a group is held
  against its parts in every other count, unless that count tells another number of the group; and
  a group that is withheld for its *number* is withheld in every count that tells nearly the same
  numbers (:mod:`matcher.partnership.monitor.suppression.same_pupils`). Of one indicator what its
  groups did is held together so, too; and values whose days are at most 31 apart are one count,
  whatever their wholes, for one takes weeks.

A share or a mean of which nobody says how many pupils it rests on is not shown ("x", not
available). A share of things, such as lessons, counts no people. A figure without a day may be
of any, and so it is guarded with those of each. Not guarded against: that the number of all pupils
differs by a few from one count to the next, and that two indicators count the same thing.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from matcher.core.errors import SettingError
from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.pupil_groups import word_set
from matcher.partnership.monitor.suppression.same_pupils import (
    Words,
    agrees_on_wholes,
    tables_put_together,
    withheld_by_number,
)
from matcher.partnership.monitor.suppression.secondary_suppression import Counts, groups_to_withhold
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.store import NO_DAY, Value

THRESHOLD = 5
LOWEST_THRESHOLD = 5  # fewer people are never shown, whatever threshold is asked for
CONFIDENTIAL = "c"
NO_BASE = "x"

_ONE_COUNT = 31  # days: one count of a term takes weeks
Scale = tuple[float, float]  # the least and the most that an answer counts
Key = tuple[str, str, str]  # of a value: its indicator, day and group
Count = tuple[str, datetime.date, bool]  # an indicator, its day, and whether somebody gave it


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
    named = tuple(_wholes_called_all(values))
    left, hidden = named, set[Key]()
    while more := _to_withhold(left, threshold, scales):
        hidden |= more
        left = tuple(value for value in left if value.key not in more)
    return tuple(_shown(value, one.key in hidden) for value, one in zip(values, named, strict=True))


def _to_withhold(values: Sequence[Value], threshold: int, scales: Mapping[str, Scale]) -> set[Key]:
    """The keys of what is to be withheld of these values. It is asked again of those that are
    left: a number that is withheld no longer contradicts that of another count."""
    counts: dict[Count, list[Value]] = {}
    for value in values:
        counts.setdefault(_count_of(value), []).append(value)
    withheld = _withheld_by_number(counts, threshold)
    hidden = set[Key]()
    for indicator in {value.indicator for value in values}:
        own = {count: some for count, some in counts.items() if count[0] == indicator}
        hidden |= _withheld_of_indicator(own, threshold, scales.get(indicator), withheld)
    return hidden


def _wholes_called_all(values: Sequence[Value]) -> Iterator[Value]:
    """The values as they are guarded: the largest group of a count that may be all by its name
    is "all" where nobody tells of all."""
    wholes: dict[tuple[str, datetime.date], str] = {}
    for value in sorted(
        values, key=lambda one: (one.group != pupil_groups.ALL, -(one.pupils or 0), one.group)
    ):
        if pupil_groups.may_be_all(value.group):
            wholes.setdefault((value.indicator, value.date), value.group)
    for value in values:
        is_whole = wholes.get((value.indicator, value.date)) == value.group
        yield replace(value, group=pupil_groups.ALL) if is_whole else value


def _count_of(value: Value) -> Count:
    return value.indicator, value.date, value.dated and value.date != NO_DAY


def _withheld_by_number(
    counts: Mapping[Count, Sequence[Value]], threshold: int
) -> dict[Count, frozenset[Words]]:
    """For each count the groups that are withheld for their numbers of pupils, whatever is told
    of these, by their words. A number of people of whom nobody says out of how many may be that
    of the group itself."""
    names = sorted({value.group for some in counts.values() for value in some}, reverse=True)
    name_of = {word_set(group): group for group in names}  # "female" and "girls" are one
    tables: list[dict[str, Counts]] = []
    for some in counts.values():
        table: dict[str, Counts] = {}
        for value in sorted(some, key=lambda one: one.key):
            n, x, _ = people_counts(value)
            if not value.lacks_base:
                name = (
                    name_of[word_set(value.group)]
                    if value.group != pupil_groups.ALL
                    else value.group
                )
                table.setdefault(name, (x if n is None else n, None, None))
        tables.append(table)
    return dict(zip(counts, withheld_by_number(tables, threshold), strict=True))


def _withheld_of_indicator(
    counts: Mapping[Count, Sequence[Value]],
    threshold: int,
    scale: Scale | None,
    withheld: Mapping[Count, frozenset[Words]],
) -> set[Key]:
    """The keys of the values of one indicator that are withheld."""
    own = {value.key: people_counts(value, scale) for some in counts.values() for value in some}
    hidden = set[Key]()
    for count, near in _tables_of_one_count(counts):
        told = set(map(word_set, near))
        common = {" ".join(sorted(words)) for words in withheld[count] - told}
        common |= {
            group for group, value in near.items() if word_set(group) in withheld[_count_of(value)]
        }
        known = {group: own[value.key] for group, value in near.items()}
        hidden |= {near[group].key for group in groups_to_withhold(known, threshold, common)}
    tables = [{value.group: own[value.key] for value in some} for some in counts.values()]
    for known in tables_put_together(tables):
        small = groups_to_withhold(known, threshold, ())
        for table, some in zip(tables, counts.values(), strict=True):
            hidden |= {
                value.key
                for value in some
                if value.group in small
                and own[value.key] == known[value.group]
                and agrees_on_wholes(value.group, table, known)
            }
    return hidden


def _tables_of_one_count(
    counts: Mapping[Count, Sequence[Value]],
) -> Iterator[tuple[Count, dict[str, Value]]]:
    """The values of an indicator that may be of one count: for each count and each other whose
    day is near, or is not told, those of the two, and of groups that have none then the
    nearest."""
    for count in counts:
        _, day, dated = count
        near = sorted(
            (
                other
                for other in counts
                if not other[2] or (dated and _days(day, other[1]) <= _ONE_COUNT)
            ),
            key=lambda other: (_days(day, other[1]), other),
        )
        for other in near:
            table: dict[str, Value] = {}
            for one in (count, other, *near):
                for value in counts[one]:
                    table.setdefault(value.group, value)
            yield count, table


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
