"""Progress against the plan, by indicator, group and date, from figures that may be shown.

Each is judged by the rule of :mod:`matcher.partnership.monitor.judgement`; whatever rests on a
withheld or unknown figure *cannot be told*, with the reason. A baseline of which nobody says the
day stands on the day on which it was due or on that of the first figure with a day, whichever is
earlier. What was measured until the partnership began is a baseline and no progress, and the
straight line begins no sooner than it.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.calendar import collection_days
from matcher.partnership.monitor.gaps import Gap, find_gaps, missing_peers
from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.judgement import (
    BEHIND,
    NO_FIGURE_YET,
    NO_FIGURES,
    behind_since,
    cautions,
    judge,
    wanted_way,
)
from matcher.partnership.monitor.suppression.suppression import THRESHOLD, ShownValue
from matcher.partnership.monitor.targets import Target
from matcher.partnership.monitor.time_series import (
    beyond_scale_messages,
    other_unit_messages,
    shared_code_messages,
    shares_as_people,
    since_start,
    time_series,
)
from matcher.partnership.monitor.values.store import Value

RULE = (
    "Whether a target is reached the latest figure tells, with or without a baseline; reached "
    "late: only a figure from after its day reaches it; not reached: its day is past. On track: "
    "the share of the way from the baseline that has been covered is at least the share of the "
    "time that has passed. Behind: less than that, or it was reached and is no more. Cannot tell: "
    "a figure is withheld or not known, or there is no target, day or new figure, or no baseline "
    "to tell the way from. What was measured until the partnership began is a baseline."
)


@dataclass(frozen=True, slots=True)
class Progress:
    """One indicator of one group. ``series`` are its figures by date as they may be shown;
    ``baseline`` and ``latest`` are of these, None where there is none: no ``baseline`` where all
    was measured after the start, no ``latest`` after the baseline or the start; ``status`` is
    one of the six, ``why`` says it in a clause, ``cautions`` are clauses to read it with.
    ``expected`` is what was due on the day of ``latest`` (NaN: not known), ``since`` the first day
    of the unbroken run of figures behind that ends with the latest one. ``unread``: its target is
    not understood; ``in_words`` are its baseline and follow-up in words, "" where there are none;
    ``wanted`` is 1 where more is wanted, -1 where less is, 0 where nothing tells; ``days``
    are those of :func:`matcher.partnership.monitor.calendar.collection_days`, with the start of
    the partnership for a baseline of which the plan has no day."""

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
    cautions: tuple[str, ...] = ()
    wanted: int = 0
    days: tuple[tuple[datetime.date, str], ...] = ()

    @property
    def planned(self) -> bool:
        """Whether the plan sets a target for it."""
        return not math.isnan(self.target)

    @property
    def moved(self) -> float:
        """The share of the way to the target that is covered; NaN where not known, or where the
        baseline was beyond the target."""
        known = _known(self.baseline) and _known(self.latest) and self.planned
        if not known or self.baseline is self.latest or self.baseline is None:
            return math.nan
        way = self.target - self.baseline.value
        if self.latest is None or not way or way * self.wanted < 0:
            return math.nan
        return (self.latest.value - self.baseline.value) / way


@dataclass(frozen=True, slots=True)
class Report:
    """All progress, in the order of the plan, and all gaps; ``threshold`` as it was used,
    ``withheld`` how many figures are not shown, ``idle`` how many rows of the plan have
    neither a target nor a figure yet, ``faults`` what is to be mended in the plan; ``day`` as of
    which it is told (None: of all that there is), ``later`` how many figures are dated after it
    and do not count, ``made`` whether there is a plan;
    ``no_gap`` of which indicators no gap is told, as
    :func:`matcher.partnership.monitor.gaps.missing_peers` says."""

    progress: tuple[Progress, ...]
    gaps: tuple[Gap, ...]
    threshold: int
    withheld: int
    idle: int = 0
    faults: tuple[str, ...] = ()
    day: datetime.date | None = None
    later: int = 0
    made: bool = True
    no_gap: tuple[tuple[str, str], ...] = ()


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
    gaps = tuple(find_gaps(plan, found.by_key, rank, start, threshold))
    return Report(
        tuple(
            _progress(plan, key, found.by_key.get(key, []), targets.get(key), start, day)
            for key in keys
        ),
        gaps,
        threshold,
        found.withheld,
        len(idle),
        (
            *plan.faults,
            *shared_code_messages(plan, values),
            *other_unit_messages(plan, values),
            *beyond_scale_messages(plan, values),
        ),
        day,
        found.later,
        plan.made,
        tuple(missing_peers(plan, found.by_key, gaps)),
    )


def _progress(
    plan: Plan,
    key: tuple[str, str],
    series: Sequence[ShownValue],
    target: Target | None,
    start: datetime.date | None,
    day: datetime.date | None,
) -> Progress:
    indicator, group = key
    known = plan.indicators.get(indicator)
    target = target or Target(indicator, group, math.nan, None)
    series = shares_as_people(series, target.unit)
    unit = target.unit or next((one.unit for one in series if one.unit), plan.unit(indicator))
    baseline, later = since_start(series, start, target.start, plan.baseline_days.get(key))
    status, why, expected = judge(baseline, later, target, start, day)
    if why in (NO_FIGURES, NO_FIGURE_YET) and key in plan.in_words:
        why = "it is told in words"
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
        since=behind_since(baseline, later, target, start) if status == BEHIND else None,
        unread=target.unread,
        in_words=plan.in_words.get(key, ("", "")),
        wanted=wanted_way(baseline, target),
        cautions=cautions(baseline, later, target),
        days=collection_days(
            target if target.nothing_before else replace(target, start=target.start or start)
        ),
    )


def _known(one: ShownValue | None) -> bool:
    return one is not None and not one.mark
