"""Time series of the figures of a partnership, by indicator and group: the values kept and those
written in its plan, small numbers withheld, as they stood on a day."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.core.figures.number_format import counted
from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.suppression.suppression import ShownValue, suppress
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.store import NO_DAY, Value, merge_values

Key = tuple[str, str]  # an indicator and a group


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """``by_key`` are figures by date, as they may be shown; ``withheld`` is how many of them
    are not, ``later`` how many more are dated after the day and do not count."""

    by_key: Mapping[Key, Sequence[ShownValue]]
    withheld: int
    later: int


def time_series(
    plan: Plan, values: Iterable[Value], threshold: int, day: datetime.date | None
) -> TimeSeries:
    """All figures as they stood on ``day`` (None: all that there are).

    Imported figures go before those typed in the plan for the same day, and for any day where
    a typed one does not say what it rests on. A typed baseline without a day comes first; it
    is left out where the first figure kept is the same. A follow-up without a day counts on
    the day on which it is due, at the latest on ``day``. Raises SettingError for a threshold
    below 5.
    """
    last = day or datetime.date.max
    values = tuple(values)
    stored: dict[Key, list[Value]] = {}
    for one in sorted(values, key=lambda one: one.key):
        if not math.isnan(one.value) and one.date <= last:
            stored.setdefault((one.indicator, one.group), []).append(one)
    in_plan = [
        one if one.dated else replace(one, date=min(one.date, last))
        for one in plan.cell_values
        if not _gives_way(one, stored.get((one.indicator, one.group), ()))
    ]
    # Guarded before any is left out: what is withheld stays so, whatever day is asked for.
    scales = {id_: one.scale for id_, one in plan.indicators.items() if one.scale}
    shown = suppress(merge_values(in_plan, values)[0], threshold, scales)
    counted = [one for one in shown if one.date <= last]
    by_key: dict[Key, list[ShownValue]] = {}
    for point in sorted(counted, key=lambda one: (one.indicator, one.group, one.date)):
        by_key.setdefault((point.indicator, point.group), []).append(point)
    hidden = sum(one.mark in ("c", "x") for one in counted)
    return TimeSeries(by_key, hidden, len(shown) - len(counted))


def since_start(
    series: Sequence[ShownValue],
    start: datetime.date | None,
    due: datetime.date | None = None,
    written: datetime.date | None = None,
) -> tuple[ShownValue | None, Sequence[ShownValue]]:
    """The baseline of a series by date, and what was measured after it: what was measured until
    ``start``, the day on which the partnership began, is no progress of it. The baseline is the
    last figure until then that may be shown (one without a day counts on the day ``due``); of an
    activity before which there is nothing to measure the plan has the baseline ``due`` later, and
    the first figure until that day is it; where there is none, that of the day ``written``, which
    the plan itself calls the baseline; else None, for a first figure from later tells not how
    things stood before. Where no start is known it is the first figure."""
    if start is None:
        return (series[0] if series else None), series[1:]
    before = [one for one in series if one.date <= start]
    if not before and due is not None and start < due:
        before = [one for one in series[:1] if one.date <= due]
    if before:
        known = [one for one in before if not one.mark] or before
        baseline = max(known, key=lambda one: one.day or due or NO_DAY)
        return baseline, [one for one in series if one not in before]
    called = next((one for one in series if one.date == written), None)
    return called, [one for one in series if called is None or one.date > called.date]


def shares_as_people(series: Sequence[ShownValue], unit: str) -> Sequence[ShownValue]:
    """The series in the ``unit`` of a target that is a number of people: of "76.7% (30 people)",
    as "23 of 30" is kept, 23. A share that does not tell of how many it is stays, as does a share
    of things, and a series whose target is in another unit."""
    if unit != units.PEOPLE:
        return series
    return [
        replace(one, value=float(round(one.value * one.pupils / 100)), unit=units.PEOPLE)
        if one.unit == units.PERCENT and one.pupils is not None and not one.mark
        else one
        for one in series
    ]


def _gives_way(in_plan: Value, stored: Sequence[Value]) -> bool:
    """Whether a figure typed in the plan gives way to those ``stored``, which are in order."""
    if not stored:
        return False
    if in_plan.lacks_base:
        return True
    first = stored[0]
    same_people = in_plan.pupils == first.pupils or None in (in_plan.pupils, first.pupils)
    alike = same_people and not first.lacks_base and _figure(in_plan) == _figure(first)
    return in_plan.date == NO_DAY and alike


def _figure(one: Value) -> str:
    return units.figure_words(one.value, units.base_unit(one.unit))


def other_unit_messages(plan: Plan, values: Iterable[Value]) -> list[str]:
    """What is to be mended where figures kept are in another unit than the plan says."""
    found: dict[tuple[str, str], int] = {}
    for one in values:
        wanted, unit = (units.base_unit(unit) for unit in (plan.unit(one.indicator), one.unit))
        if wanted and unit != wanted and not math.isnan(one.value):
            if wanted == units.PEOPLE and one.unit == units.PERCENT and one.pupils is not None:
                continue  # told as a number of people (shares_as_people)
            key = one.indicator, units.unit_words(one.unit)
            found[key] = found.get(key, 0) + 1
    return [
        f"{count} value{' kept is' if count == 1 else 's kept are'} in {unit}, and the plan says "
        f"{units.unit_words(plan.unit(id_))} for {id_}: write the figures of the plan in the "
        f"same unit, or add the values again in that of the plan"
        for (id_, unit), count in sorted(found.items())
    ]


def beyond_scale_messages(plan: Plan, values: Iterable[Value]) -> list[str]:
    """What is to be mended where means are not on the scale that the measure of their indicator
    tells."""
    found: dict[str, int] = {}
    for one in (*plan.cell_values, *values):
        known = plan.indicators.get(one.indicator)
        scale = known.scale if known and one.unit == units.SCORE else None
        if scale and not (math.isnan(one.value) or scale[0] <= one.value <= scale[1]):
            found[one.indicator] = found.get(one.indicator, 0) + 1
    return [
        f"{count} figure{' is' if count == 1 else 's are'} not on the scale that the plan says "
        f"for {id_}: mend the figures, or the numbers in its column measure"
        for id_, count in sorted(found.items())
    ]


def shared_code_messages(plan: Plan, values: Iterable[Value]) -> list[str]:
    """What is to be mended where figures go by a code that several rows of the plan share now: they
    were kept while one row had it, and belong to none of them."""
    found = Counter(one.indicator for one in values if one.indicator not in plan.indicators)
    shared = {id_: plan.ids_by_name.get(id_.casefold(), ()) for id_ in found}
    return [
        f"{counted(found[id_], 'value')} of values.csv {'goes' if found[id_] == 1 else 'go'} by "
        f"{id_}, which {len(ids)} rows of the plan share now: write the key of one there: "
        f"{'; '.join(map(plan.told_apart, ids))}"
        for id_, ids in sorted(shared.items())
        if len(ids) > 1
    ]
