"""Monitoring values: what one holds, and which of two wins."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.partnership.monitor.values.units import needs_people

Key = tuple[str, str, str]  # indicator, date, group
NO_DAY = datetime.date.min  # of a baseline of which nobody says on which day it was measured


@dataclass(frozen=True, slots=True)
class Value:
    """What ``indicator`` (an id) was on ``date`` for ``group``. ``value`` is NaN where it is
    not known; ``unit`` as :func:`matcher.partnership.monitor.values.units.read_unit` gives it;
    ``pupils`` how many people it rests on and ``of`` how many things a share of things is of,
    None where nobody says. Where it is not ``dated``, ``date`` is the day on which it counts,
    which nobody typed and which is not to be shown."""

    indicator: str
    date: datetime.date
    group: str
    value: float
    unit: str = ""
    pupils: int | None = None
    note: str = ""
    of: int | None = None
    dated: bool = True

    @property
    def key(self) -> Key:
        """What may stand once only: indicator, date, group."""
        return self.indicator, self.date.isoformat(), self.group

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all: no figure, no number of pupils, no note."""
        return math.isnan(self.value) and self.pupils is None and not self.note

    @property
    def lacks_base(self) -> bool:
        """Whether nobody says how many people it rests on, and it might be that of one
        (:func:`matcher.partnership.monitor.values.units.needs_people`)."""
        known = self.pupils is not None or math.isnan(self.value)
        return not known and needs_people(self.unit, self.group)

    def is_same_value(self, other: Value) -> bool:
        """Whether both say the same; two unknown figures are the same."""
        return repr(self) == repr(other)


def merge_values(
    before: Iterable[Value], after: Iterable[Value]
) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    """All values, a later one in the place of an earlier one with the same key unless it is
    silent; and the earlier ones that said something else and are gone."""
    found: dict[Key, Value] = {}
    replaced = []
    for value in (*before, *after):
        old = found.get(value.key)
        if old is None:
            found[value.key] = value
        elif not value.is_empty and not old.is_same_value(value):
            found[value.key] = value
            replaced.append(old)
    return sort_values(found.values()), tuple(replaced)


def sort_values(values: Iterable[Value]) -> tuple[Value, ...]:
    """By indicator, date and group."""
    return tuple(sorted(values, key=lambda value: value.key))
