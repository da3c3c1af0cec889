"""Progress against the plan, by indicator, group and date, from figures that may be shown.

The rule. Between the day of the baseline and the day of the target the way is a straight
line. A figure is *on track* where the share of the way that it has covered is at least the
share of the time that has passed (all of it after the day of the target), and where it has
reached the target; else it is *behind*. Figures are compared as they are shown. Without a day
only two things can be told: that the target is reached, and that the figure has moved away from
it. Everything else, and whatever rests on a withheld or unknown figure, *cannot be told*, with
the reason. A baseline of which
nobody says the day stands on the day on which it was due or on that of the first figure with a
day, whichever is earlier. What was measured until the partnership began is a baseline and no
progress, and the straight line begins no sooner than it.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.gaps import CANNOT_TELL, Gap, find_gaps
from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.suppression.suppression import THRESHOLD, ShownValue
from matcher.partnership.monitor.targets import Target
from matcher.partnership.monitor.time_series import (
    beyond_scale_messages,
    other_unit_messages,
    since_start,
    time_series,
)
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.store import NO_DAY, Value

ON_TRACK, BEHIND = "on track", "behind"
NO_FIGURES = "there is no baseline and no figure"
NO_NEW_FIGURE = "there is no figure after the baseline"
NO_BASELINE = "nothing was measured until the partnership began, so there is no baseline"
RULE = (
    "A target is judged where its baseline and its latest figure may both be shown. On track: "
    "it is reached, or the share of the way from the baseline that has been covered is at least "
    "the share of the time that has passed. Behind: less than that. Cannot tell: a figure is "
    "withheld or not known, or there is no baseline, target, day or new figure. What was measured "
    "until the partnership began is a baseline."
)


@dataclass(frozen=True, slots=True)
class Progress:
    """One indicator of one group. ``series`` are its figures by date as they may be shown;
    ``baseline`` and ``latest`` are of these, None where there is none: no ``baseline`` where all
    was measured after the start, no ``latest`` after the baseline or the start; ``status`` is
    one of the three, ``why`` says it in a clause. ``expected`` is what was due on the day of
    ``latest`` (NaN: not known), ``since`` the first day of the unbroken run of figures behind
    that ends with the latest one. ``unread``: its target is not understood; ``in_words`` are its
    baseline and follow-up in words, "" where there are none."""

    indicator: str
    words: str
    activity: str
    kind: str
    group: str
    unit: str
    series: tuple[ShownValue, ...]
    baseline: ShownValue | None
    latest: ShownValue | None
    target: float
    due: datetime.date | None
    status: str
    why: str
    expected: float = math.nan
    since: datetime.date | None = None
    unread: bool = False
    in_words: tuple[str, str] = ("", "")

    @property
    def planned(self) -> bool:
        """Whether the plan sets a target for it."""
        return not math.isnan(self.target)

    @property
    def moved(self) -> float:
        """The share of the way to the target that is covered; NaN where not known."""
        known = _known(self.baseline) and _known(self.latest) and self.planned
        if not known or self.baseline is self.latest or self.baseline is None:
            return math.nan
        way = self.target - self.baseline.value
        return (self.latest.value - self.baseline.value) / way if self.latest and way else math.nan


@dataclass(frozen=True, slots=True)
class Report:
    """All progress, in the order of the plan, and all gaps; ``threshold`` as it was used,
    ``withheld`` how many figures are not shown, ``idle`` how many rows of the plan have
    neither a target nor a figure yet, ``faults`` what is to be mended in the plan; ``day`` as of
    which it is told (None: of all that there is), ``later`` how many figures are dated after it
    and do not count, ``made`` whether there is a plan."""

    progress: tuple[Progress, ...]
    gaps: tuple[Gap, ...]
    threshold: int
    withheld: int
    idle: int = 0
    faults: tuple[str, ...] = ()
    day: datetime.date | None = None
    later: int = 0
    made: bool = True


def progress_report(
    plan: Plan,
    values: Iterable[Value],
    threshold: int = THRESHOLD,
    day: datetime.date | None = None,
    start: datetime.date | None = None,
) -> Report:
    """Progress of everything that is planned or measured, as of ``day``
    (:func:`matcher.partnership.monitor.time_series.time_series` says which figures count).
    ``start``: the day on which the partnership began, None where it is not known. Raises
    SettingError for a threshold below 5."""
    values = tuple(values)
    found = time_series(plan, values, threshold, day)
    targets = {(one.indicator, one.group): one for one in reversed(plan.targets)}
    planned = list(dict.fromkeys((one.indicator, one.group) for one in plan.targets))
    idle = [
        key
        for key in planned
        if not (key in found.by_key or key in plan.in_words or targets[key].unread)
        and math.isnan(targets[key].target)
    ]
    rank = {id_: place for place, id_ in enumerate(dict.fromkeys(id_ for id_, _ in planned))}
    keys = sorted(
        {*planned, *found.by_key} - set(idle),
        key=lambda key: (rank.get(key[0], len(rank)), key[0], key[1] != pupil_groups.ALL, key[1]),
    )
    return Report(
        tuple(
            _progress(plan, key, found.by_key.get(key, []), targets.get(key), start) for key in keys
        ),
        tuple(find_gaps(plan, found.by_key, rank, start)),
        threshold,
        found.withheld,
        len(idle),
        (*plan.faults, *other_unit_messages(plan, values), *beyond_scale_messages(plan, values)),
        day,
        found.later,
        plan.made,
    )


def _progress(
    plan: Plan,
    key: tuple[str, str],
    series: Sequence[ShownValue],
    target: Target | None,
    start: datetime.date | None,
) -> Progress:
    indicator, group = key
    known = plan.indicators.get(indicator)
    target = target or Target(indicator, group, math.nan, None)
    unit = target.unit or next((one.unit for one in series if one.unit), plan.unit(indicator))
    baseline, later = since_start(series, start, target.start, plan.baseline_days.get(key))
    judged = () if baseline is None else (baseline, *later)
    status, why, expected = _status(judged, target, start)
    if why == NO_FIGURES and key in plan.in_words:
        why = "it is told in words"
    elif why == NO_FIGURES and later:
        why = NO_BASELINE
    return Progress(
        indicator=indicator,
        words=plan.words(indicator),
        activity=known.activity if known else "",
        kind=known.kind if known else "",
        group=group,
        unit=unit,
        series=tuple(series),
        baseline=baseline,
        latest=later[-1] if later else None,
        target=target.target,
        due=target.due,
        status=status,
        why=why,
        expected=expected,
        since=_since(judged, target, start) if status == BEHIND else None,
        unread=target.unread,
        in_words=plan.in_words.get(key, ("", "")),
    )


def _status(
    series: Sequence[ShownValue], target: Target, start: datetime.date | None
) -> tuple[str, str, float]:
    """The status after the last figure of a series, why, and what was due by then."""
    unknown, aim = math.nan, target.target
    if math.isnan(aim):
        why = "its target is not understood" if target.unread else "the plan sets no target"
        return CANNOT_TELL, why, unknown
    if not series:
        return CANNOT_TELL, NO_FIGURES, unknown
    first, last = series[0], series[-1]
    for one, which in ((first, "baseline"), (last, "latest figure")):
        if one.mark:
            return CANNOT_TELL, f"the {which} {_MARK_WORDS[one.mark]}", unknown
    if len(series) == 1:
        return CANNOT_TELL, NO_NEW_FIGURE, unknown
    if differ := _different_units(series, target):
        return CANNOT_TELL, differ, unknown
    # All as they are shown: nobody is behind by less than can be seen, nor on some machines only.
    digits = units.decimals(last.unit)
    began, now, aim = (round(one, digits) for one in (first.value, last.value, aim))
    way, covered = aim - began, now - began
    if way == 0:
        return CANNOT_TELL, "the target is the baseline", unknown
    if covered / way >= 1:
        return ON_TRACK, "the target is reached", aim
    due = _due_by(series, target, start)
    if covered / way < 0:
        return BEHIND, "it has moved away from the target", due
    if math.isnan(due):
        missing = "the target" if target.due is None else "the baseline"
        return CANNOT_TELL, f"{missing} has no day", unknown
    expected = round(due, digits)
    ahead = now >= expected if way > 0 else now <= expected
    part, time = covered / way, (due - first.value) / (target.target - first.value)
    why = f"{part:.0%} of the way is covered in {time:.0%} of the time"
    return (ON_TRACK if ahead else BEHIND), why, due


def _different_units(series: Sequence[ShownValue], target: Target) -> str:
    """How the units of a series and its target differ; "" where they are one."""
    found = dict.fromkeys(units.base_unit(one.unit) for one in series if not one.mark)
    names = " and ".join(map(units.unit_words, found))
    if len(found) > 1:
        return f"its figures have different units: {names}"
    if target.unit and units.base_unit(target.unit) not in found:
        return f"its target is in {units.unit_words(target.unit)}, its figures in {names}"
    return ""


_MARK_WORDS = {
    "c": "is withheld: too few people",
    "x": "is withheld: nobody says how many people it rests on",
    "..": "is not known",
}


def _due_by(series: Sequence[ShownValue], target: Target, start: datetime.date | None) -> float:
    """What was due on the day of the last figure on a straight line; NaN without two days."""
    first, last = series[0], series[-1]
    began = first.date
    if began == NO_DAY:
        days = [target.start, *(one.day for one in series)]
        began = min((day for day in days if day), default=last.date)
    if start is not None and began < start < last.date:
        began = start
    passed = (last.date - began).days
    if target.due is None or passed <= 0:
        return math.nan
    whole = (target.due - began).days
    share = 1.0 if whole <= 0 else min(passed / whole, 1.0)
    return first.value + share * (target.target - first.value)


def _since(
    series: Sequence[ShownValue], target: Target, start: datetime.date | None
) -> datetime.date | None:
    """The first day of the unbroken run of figures behind at the end of a series; what is
    withheld in between does not break it. None where nobody says that day."""
    since = None
    for end in range(len(series), 1, -1):
        if series[end - 1].mark:
            continue
        if _status(series[:end], target, start)[0] != BEHIND:
            break
        since = series[end - 1].day
    return since


def _known(one: ShownValue | None) -> bool:
    return one is not None and not one.mark
