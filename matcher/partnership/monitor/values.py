"""Monitoring values: what one is, which of two counts, and how they are kept in the folder."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.partnership.monitor.figures import PERCENT, SCORE
from matcher.partnership.rows import csv_of

VALUES = "values.csv"
COLUMNS = ("indicator", "date", "group", "value", "unit", "pupils", "note")


@dataclass(frozen=True, slots=True)
class Value:
    """What ``indicator`` (an id) was on ``date`` for ``group``. ``value`` is NaN where it is
    not known; ``unit`` as :func:`matcher.partnership.monitor.figures.unit` gives it;
    ``pupils`` how many people it rests on, None where nobody says."""

    indicator: str
    date: datetime.date
    group: str
    value: float
    unit: str = ""
    pupils: int | None = None
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What may stand once only: indicator, date, group."""
        return self.indicator, self.date.isoformat(), self.group

    @property
    def silent(self) -> bool:
        """Whether it says nothing at all: no figure, no number of pupils, no note."""
        return math.isnan(self.value) and self.pupils is None and not self.note

    @property
    def unbased(self) -> bool:
        """Whether it is a share, a mean or a figure without a unit of which nobody says how
        many people it rests on: it might be that of one pupil."""
        needs = self.unit in (PERCENT, SCORE, "")
        return needs and self.pupils is None and not math.isnan(self.value)

    def same(self, other: Value) -> bool:
        """Whether both say the same; two unknown figures are the same."""
        return repr(self) == repr(other)


def merged(
    before: Iterable[Value], after: Iterable[Value]
) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    """All values, a later one in the place of an earlier one with the same key unless it is
    silent; and the earlier ones that said something else and are gone."""
    found: dict[tuple[str, str, str], Value] = {}
    gone = []
    for value in (*before, *after):
        old = found.get(value.key)
        if old is None:
            found[value.key] = value
        elif not value.silent and not old.same(value):
            found[value.key] = value
            gone.append(old)
    return ordered(found.values()), tuple(gone)


def ordered(values: Iterable[Value]) -> tuple[Value, ...]:
    """By indicator, date and group."""
    return tuple(sorted(values, key=lambda value: value.key))


def write_values(values: Iterable[Value]) -> bytes:
    """``values.csv``: the columns :data:`COLUMNS`, dates ISO, unknown blank."""
    return csv_of(
        COLUMNS,
        (
            {
                "indicator": value.indicator,
                "date": value.date.isoformat(),
                "group": value.group,
                "value": "" if math.isnan(value.value) else repr(value.value).removesuffix(".0"),
                "unit": value.unit,
                "pupils": "" if value.pupils is None else str(value.pupils),
                "note": value.note,
            }
            for value in ordered(values)
        ),
    )
