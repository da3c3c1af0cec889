"""Small numbers guarded: what may be shown, so that nothing shown reveals a small count.

Every output of monitoring and findings goes through :func:`guarded`. A count below the
threshold (default 5, a level that public reports on schools use) is shown as "c", as the
Department for Education marks what is confidential, and so is whatever would give it away:

* a percentage counts, too: of n pupils it tells that x did and y = n - x did not, and so
  n, x and y must each reach the threshold, or be all that there is;
* of the parts of one whole all are shown or none: one that is withheld could be had by
  taking the others from the total, and which others are withheld with it would tell how
  large it is (secondary suppression);
* what the total leaves after any set of parts must be nobody, or must reach the threshold
  in n, x and y; else none of the parts is shown;
* indicators of a day whose wholes are equally large, or not told, may rest on the same pupils:
  a group whose *number* is withheld in one is withheld in all of them.

A share or a mean of which nobody says how many pupils it rests on is not shown ("x", not
available). A share of things, such as lessons, counts no people. A figure without a day may be
of any, and so it is guarded with those of each. Not guarded against: that the pupils of two
days are the same ones.
"""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.core.errors import SettingError
from matcher.partnership.monitor import figures
from matcher.partnership.monitor.values import NO_DAY, Value

THRESHOLD = 5
LEAST = 3  # below it, two of the three could tell of the third
CONFIDENTIAL = "c"
NO_BASE = "x"

_TWOS = {"girls": "sex", "boys": "sex", "female": "sex", "male": "sex"}
_MOST_PARTS = 10  # of so many parts every set is tried, 2^10; of more only each and all

# n, and the x and y it is parted into: None where not known, or where it is no count.
Counts = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Shown:
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
        return self.mark or figures.shown(self.value, self.unit, self.of)

    @property
    def base(self) -> str:
        """The number of pupils, the mark where withheld, "" where nobody says."""
        if self.mark == CONFIDENTIAL:
            return CONFIDENTIAL
        return "" if self.pupils is None else f"{self.pupils:,}"


def check_threshold(threshold: int) -> int:
    """The threshold itself. Raises :class:`SettingError` below 3."""
    if threshold < LEAST:
        raise SettingError(
            f"a threshold of {threshold} does not hide small numbers",
            where="--threshold",
            hint=f"give {LEAST} or more; {THRESHOLD} is usual",
        )
    return threshold


def guarded(values: Iterable[Value], threshold: int = THRESHOLD) -> tuple[Shown, ...]:
    """The values as they may be shown, in the same order."""
    check_threshold(threshold)
    values = tuple(values)
    days: dict[datetime.date, dict[str, dict[str, Value]]] = {}
    for value in values:
        days.setdefault(value.date, {}).setdefault(value.indicator, {})[value.group] = value
    undated = days.get(NO_DAY, {})
    hidden: set[tuple[str, str, str]] = set()
    for date in sorted(days):
        of_day = {
            name: {**undated.get(name, {}), **days[date].get(name, {})}
            for name in (*undated, *(name for name in days[date] if name not in undated))
        }
        hidden |= {
            of_day[indicator][group].key
            for indicator, groups in _of_day(of_day, threshold).items()
            for group in groups
        }
    return tuple(_shown(value, value.key in hidden) for value in values)


def _shown(value: Value, hidden: bool) -> Shown:
    def shown(mark: str, figure: float, pupils: int | None, of: int | None = None) -> Shown:
        return Shown(value.indicator, value.date, value.group, figure, value.unit, pupils, mark,
                     of, value.dated)  # fmt: skip

    if hidden:
        return shown(CONFIDENTIAL, math.nan, None)
    if math.isnan(value.value):
        return shown("..", math.nan, value.pupils)
    if value.unbased:
        return shown(NO_BASE, math.nan, None)
    return shown("", value.value, value.pupils, value.of)


def _of_day(tables: Mapping[str, Mapping[str, Value]], threshold: int) -> dict[str, set[str]]:
    """For each indicator of a day the groups to withhold."""
    # First by the numbers of pupils alone, over all indicators until nothing changes.
    common: dict[str, set[str]] = {name: set() for name in tables}
    numbers = {
        name: {group: (counts(value)[0], None, None) for group, value in table.items()}
        for name, table in tables.items()
    }
    while True:
        own = {name: _withheld(numbers[name], threshold, common[name]) for name in tables}
        found = {
            name: set[str]().union(
                *(own[other] for other in tables if _same_pupils(numbers[name], numbers[other]))
            )
            - {figures.ALL}
            for name in tables
        }
        found = {name: out | {opposite(group) for group in out} for name, out in found.items()}
        if found == common:
            break
        common = found
    return {
        name: _withheld({g: counts(v) for g, v in table.items()}, threshold, common[name])
        for name, table in tables.items()
    }


def _same_pupils(one: Mapping[str, Counts], other: Mapping[str, Counts]) -> bool:
    """Whether two indicators of a day may rest on the same pupils: their wholes are equally
    large, or one of them does not say."""
    wholes = {table[figures.ALL][0] for table in (one, other) if figures.ALL in table}
    return len(wholes - {None}) < 2


def counts(value: Value) -> Counts:
    """The numbers of people that a value tells of: n, and of them x and y = n - x. A whole
    figure without a unit, or with a word that may be people, counts as such."""
    n, x = value.pupils, None
    if not math.isnan(value.value) and not figures.is_share_of_things(value.unit):
        if value.unit == figures.PERCENT:
            x = None if n is None else round(value.value * n / 100)
        elif value.unit == "" and (value.value % 1 or (n is not None and value.value > n)):
            x = None  # no number of these people, so a mean that nobody called one
        elif value.unit != figures.SCORE and not figures.is_things(value.unit):
            x = math.floor(value.value)
    return n, x, None if n is None or x is None else n - x


def opposite(group: str) -> str:
    """ "not fsm" of "fsm", and back."""
    return group.removeprefix("not ") if group.startswith("not ") else f"not {group}"


def family(group: str) -> str:
    """The groups that may be parts of one whole: a group and its opposite; those with the
    same word before a colon; all others together, for nobody says how they overlap."""
    if ":" in group:
        return group.split(":")[0]
    return _TWOS.get(group, "")


def _families(groups: Iterable[str]) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for group in sorted(set(groups) - {figures.ALL}):
        pair = group.removeprefix("not ")
        paired = group != pair or opposite(group) in groups or pair == figures.FSM
        name = f"not {pair}" if paired else family(group)
        found.setdefault(name, []).append(group)
    return list(found.values())


def _withheld(table: Mapping[str, Counts], threshold: int, common: Iterable[str]) -> set[str]:
    """The groups of one indicator and day to withhold; ``common`` are withheld already."""
    small = {group for group, own in table.items() if _small(own, threshold)}
    out = small | (set(common) & set(table))
    if figures.ALL in small:
        return set(table)  # of a whole that is too small no part is large enough to matter
    whole = table.get(figures.ALL, (None, None, None))
    for parts in _families(table):
        if out & set(parts) or _reveals(whole, [table[group] for group in parts], threshold):
            out |= set(parts)
    return out


def _small(own: Counts, threshold: int) -> bool:
    return any(number is not None and number < threshold for number in own)


def _reveals(whole: Counts, parts: Sequence[Counts], threshold: int) -> bool:
    """Whether the whole tells, after some of these parts, of too small a number."""
    most = len(parts) if len(parts) <= _MOST_PARTS else 1
    chosen = [*(c for size in range(1, most + 1) for c in itertools.combinations(parts, size))]
    for some in (*chosen, tuple(parts)):
        rest = [_rest(whole[at], [part[at] for part in some]) for at in range(3)]
        if rest[0] == 0:
            # The parts are the whole; a single one tells that all are in it.
            if len(some) == 1:
                return True
        elif any(number is not None and 0 <= number < threshold for number in rest):
            return True
    return False


def _rest(whole: int | None, parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return None if whole is None or len(known) < len(parts) else whole - sum(known)
