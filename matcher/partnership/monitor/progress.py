"""Progress against the plan, by indicator, group and date, from guarded figures alone.

The rule. Between the day of the baseline and the day of the target the way is a straight
line. A figure is *on track* where the share of the way that it has covered is at least the
share of the time that has passed (all of it after the day of the target), and where it has
reached the target; else it is *behind*. Without a day only two things can be told: that the
target is reached, and that the figure has moved away from it. Everything else, and whatever
rests on a withheld or unknown figure, *cannot be told*, with the reason.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.partnership.monitor import figures
from matcher.partnership.monitor.guard import THRESHOLD, Shown, guarded, opposite
from matcher.partnership.monitor.indicators import NO_DAY, Plan, Target
from matcher.partnership.monitor.values import Value, merged

ON_TRACK, BEHIND, CANNOT_TELL = "on track", "behind", "cannot tell"
RULE = (
    "On track: the target is reached, or the share of the way from baseline to target that "
    "has been covered is at least the share of the time that has passed. Behind: less than "
    "that. Cannot tell: too few pupils, or no baseline, target, day or new figure."
)


@dataclass(frozen=True, slots=True)
class Progress:
    """One indicator of one group. ``series`` are its figures by date as they may be shown;
    ``baseline`` and ``latest`` are of these, None where there is none at all; ``status`` is
    one of the three, ``why`` says it in a clause. ``expected`` is what was due on the day of
    ``latest`` (NaN: not known), ``since`` the first day of the unbroken run of figures behind
    that ends with the latest one."""

    indicator: str
    words: str
    activity: str
    kind: str
    group: str
    unit: str
    series: tuple[Shown, ...]
    baseline: Shown | None
    latest: Shown | None
    target: float
    due: datetime.date | None
    status: str
    why: str
    expected: float = math.nan
    since: datetime.date | None = None

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
class Gap:
    """The gap of one indicator between a group and its peers (``group`` and "not group"):
    what the peers have and the group has not, first and last, in the unit of the indicator;
    NaN where it cannot be told. ``change`` is narrows, widens, stays or cannot tell."""

    indicator: str
    words: str
    group: str
    unit: str
    first: float
    first_day: datetime.date | None
    last: float
    last_day: datetime.date | None
    change: str


@dataclass(frozen=True, slots=True)
class Report:
    """All progress, in the order of the plan, and all gaps; ``threshold`` as it was used,
    ``withheld`` how many figures are not shown, ``idle`` how many rows of the plan have
    neither a target nor a figure yet, ``faults`` cells of the plan to mend."""

    progress: tuple[Progress, ...]
    gaps: tuple[Gap, ...]
    threshold: int
    withheld: int
    idle: int = 0
    faults: tuple[str, ...] = ()


def report(plan: Plan, values: Iterable[Value], threshold: int = THRESHOLD) -> Report:
    """Progress of everything that is planned or measured. Figures typed in the plan count
    with the imported ones, which go before on the same day, and on any day where a typed one
    does not say what it rests on. Raises SettingError for a threshold below 3."""
    values = tuple(values)
    kept = {(one.indicator, one.group) for one in values if not math.isnan(one.value)}
    typed = [one for one in plan.typed if not one.unbased or (one.indicator, one.group) not in kept]
    shown = guarded(merged(typed, values)[0], threshold)
    series: dict[tuple[str, str], list[Shown]] = {}
    for one in sorted(shown, key=lambda one: (one.indicator, one.group, one.date)):
        series.setdefault((one.indicator, one.group), []).append(one)
    targets = {(one.indicator, one.group): one for one in reversed(plan.targets)}
    planned = list(dict.fromkeys((one.indicator, one.group) for one in plan.targets))
    idle = [key for key in planned if key not in series and math.isnan(targets[key].target)]
    rank = {id_: place for place, id_ in enumerate(dict.fromkeys(id_ for id_, _ in planned))}
    keys = sorted(
        {*planned, *series} - set(idle),
        key=lambda key: (rank.get(key[0], len(rank)), key[0], key[1] != figures.ALL, key[1]),
    )
    return Report(
        tuple(_progress(plan, key, series.get(key, []), targets.get(key)) for key in keys),
        tuple(_gaps(plan, series, rank)),
        threshold,
        sum(one.mark in ("c", "x") for one in shown),
        len(idle),
        plan.faults,
    )


def _progress(
    plan: Plan, key: tuple[str, str], series: Sequence[Shown], target: Target | None
) -> Progress:
    indicator, group = key
    known = plan.indicators.get(indicator)
    aim = target.target if target else math.nan
    due = target.due if target else None
    unit = next((one.unit for one in series if one.unit), plan.unit(indicator))
    status, why, expected = _status(series, aim, due)
    return Progress(
        indicator=indicator,
        words=plan.words(indicator),
        activity=known.activity if known else "",
        kind=known.kind if known else "",
        group=group,
        unit=unit,
        series=tuple(series),
        baseline=series[0] if series else None,
        latest=series[-1] if len(series) > 1 else None,
        target=aim,
        due=due,
        status=status,
        why=why,
        expected=expected,
        since=_since(series, aim, due) if status == BEHIND else None,
    )


def _status(
    series: Sequence[Shown], aim: float, due: datetime.date | None
) -> tuple[str, str, float]:
    """The status after the last figure of a series, why, and what was due by then."""
    unknown = math.nan
    if math.isnan(aim):
        return CANNOT_TELL, "the plan sets no target", unknown
    if not series:
        return CANNOT_TELL, "there is no baseline and no figure", unknown
    first, last = series[0], series[-1]
    for one, called in ((first, "baseline"), (last, "latest figure")):
        if one.mark:
            return CANNOT_TELL, f"the {called} {_MARKS[one.mark]}", unknown
    if len(series) == 1:
        return CANNOT_TELL, "there is no figure after the baseline", unknown
    if len({one.unit for one in series if not one.mark}) > 1:
        return CANNOT_TELL, "its figures have different units", unknown
    way, covered = aim - first.value, last.value - first.value
    if way == 0:
        return CANNOT_TELL, "the target is the baseline", unknown
    if covered / way >= 1:
        return ON_TRACK, "the target is reached", aim
    if covered / way < 0:
        return BEHIND, "it has moved away from the target", _due_by(first, last, aim, due)
    expected = _due_by(first, last, aim, due)
    if math.isnan(expected):
        missing = "the baseline" if first.date == NO_DAY else "the target"
        return CANNOT_TELL, f"{missing} has no day", unknown
    # Rounded, so that a figure exactly on the line is on track on every machine.
    ahead = round(covered / way, 9) >= round((expected - first.value) / way, 9)
    part, time = covered / way, (expected - first.value) / way
    why = f"{part:.0%} of the way is covered in {time:.0%} of the time"
    return (ON_TRACK if ahead else BEHIND), why, expected


_MARKS = {
    "c": "is withheld: too few pupils",
    "x": "is withheld: nobody says how many pupils it rests on",
    "..": "is not known",
}


def _due_by(first: Shown, last: Shown, aim: float, due: datetime.date | None) -> float:
    """What was due on the day of ``last`` on a straight line; NaN without its two days."""
    if due is None or first.date == NO_DAY:
        return math.nan
    whole, passed = (due - first.date).days, (last.date - first.date).days
    share = 1.0 if whole <= 0 else min(passed / whole, 1.0)
    return first.value + share * (aim - first.value)


def _since(series: Sequence[Shown], aim: float, due: datetime.date | None) -> datetime.date | None:
    """The first day of the unbroken run of figures behind at the end of a series; what is
    withheld in between does not break it."""
    since = None
    for end in range(len(series), 1, -1):
        if series[end - 1].mark:
            continue
        if _status(series[:end], aim, due)[0] != BEHIND:
            break
        since = series[end - 1].date
    return since


def _gaps(
    plan: Plan, series: dict[tuple[str, str], list[Shown]], rank: dict[str, int]
) -> Iterable[Gap]:
    ids = sorted({id_ for id_, _ in series}, key=lambda id_: (rank.get(id_, len(rank)), id_))
    for id_ in ids:
        groups = sorted(group for own, group in series if own == id_)
        for group in groups:
            if group.startswith("not ") or opposite(group) not in groups:
                continue
            own = {one.date: one for one in series[id_, group]}
            peers = {one.date: one for one in series[id_, opposite(group)]}
            both = sorted(own.keys() & peers.keys())
            told = [
                (day, peers[day].value - own[day].value)
                for day in both
                if not own[day].mark and not peers[day].mark and own[day].unit == peers[day].unit
            ]
            units = {own[day].unit for day, _ in told}
            yield Gap(
                indicator=id_,
                words=plan.words(id_),
                group=group,
                unit=next(iter(units), plan.unit(id_)),
                first=told[0][1] if told else math.nan,
                first_day=told[0][0] if told else None,
                last=told[-1][1] if len(told) > 1 else math.nan,
                last_day=told[-1][0] if len(told) > 1 else None,
                change=_change([gap for _, gap in told]) if len(units) == 1 else CANNOT_TELL,
            )


def _change(gaps: Sequence[float]) -> str:
    if len(gaps) < 2:
        return CANNOT_TELL
    # Its size counts, whichever side is ahead.
    first, last = round(abs(gaps[0]), 6), round(abs(gaps[-1]), 6)
    return "stays" if last == first else "narrows" if last < first else "widens"


def _known(one: Shown | None) -> bool:
    return one is not None and not one.mark
