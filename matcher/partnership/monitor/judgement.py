"""Whether a target is reached, on the way, or missed, from figures as they may be shown.

The rule. Whether a target is *reached* the latest figure tells, where it is known whether more or
less is wanted: the words before the target say so ("at most"), else the baseline, else the
indicator; no baseline is needed for it. A target that no figure until its day reaches is *not
reached* once that day is past, and *reached late* where the latest figure, of a later day, reaches
it. Until then the way from the baseline to the target is a straight
line in time, and a figure is *on track* where the share of the way that it has covered is at least
the share of the time that has passed, else *behind*; without a baseline that cannot be told. What
was reached by its day and is no more is behind, too. Figures are compared as they are shown.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from matcher.core.cells import in_words
from matcher.partnership.monitor.gaps import CANNOT_TELL, rests_on_fewer
from matcher.partnership.monitor.suppression.suppression import ShownValue
from matcher.partnership.monitor.targets import Target
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.store import NO_DAY

REACHED, ON_TRACK, BEHIND, MISSED = "reached", "on track", "behind", "not reached"
REACHED_LATE = "reached late"  # by a figure from after its day, and by none until then
NO_FIGURES = "there is no baseline and no figure"
NO_FIGURE_YET = "there is no figure yet, and before the start there is nothing to measure"
NO_NEW_FIGURE = "there is no figure after the baseline"
NO_BASELINE = "nothing was measured until the partnership began, so there is no baseline"
NOTHING_BEFORE = "before the start there is nothing to measure, so the way to it cannot be told"
NOT_YET = "it is not reached yet"
IS_REACHED = "the target is reached"  # and nothing more is to be said of it
_MOVED_AWAY = "it has moved away from the target"
_MARK_WORDS = {
    "c": "is withheld: too few people",
    "x": "is withheld: nobody says how many people it rests on",
    "..": "is not known",
}


def judge(
    baseline: ShownValue | None,
    later: Sequence[ShownValue],
    target: Target,
    start: datetime.date | None = None,
    day: datetime.date | None = None,
) -> tuple[str, str, float]:
    """The status after the last of ``later``, the figures since the ``baseline`` (None: there is
    none), why in a clause, and what was due by then (NaN: not known). ``day``: as of which it is
    judged, None for the day of that last figure."""
    if cannot := _not_judged(baseline, later, target):
        return CANNOT_TELL, cannot, math.nan
    last, wanted, due = later[-1], wanted_way(baseline, target), target.due
    no_way = _no_way(baseline, target)
    if not wanted:
        return CANNOT_TELL, no_way, math.nan
    in_time = next(
        (one for one in reversed(later) if due and one.date <= due and not one.mark), None
    )
    if _reaches(last, target, wanted):
        if due is None or last.date <= due:
            return REACHED, IS_REACHED, target.target
        if in_time and _reaches(in_time, target, wanted):
            why = f"{IS_REACHED}, in time with {_dated(in_time)}; the latest is from after its day"
            return REACHED, why, target.target
        return REACHED_LATE, _how_late(in_time), target.target
    if in_time and in_time is not last and _reaches(in_time, target, wanted):
        return BEHIND, f"{_dated(in_time)} reached it in time, and it is reached no more", math.nan
    way = "" if no_way or baseline is None else _way_covered(baseline, last, target)
    if due and (last.date >= due or (day is not None and day > due)):
        return MISSED, _how_missed(last, in_time, target, way), target.target
    if baseline is None or baseline.mark:
        return CANNOT_TELL, f"{NOT_YET}; {no_way}", math.nan
    expected = _due_by((baseline, *later), target, start) if not no_way else math.nan
    if not way or way == _MOVED_AWAY:
        return BEHIND, _MOVED_AWAY, expected
    if math.isnan(expected):
        missing = "the target" if due is None else "the baseline"
        return CANNOT_TELL, f"{missing} has no day", math.nan
    ahead = (_as_shown(last.value, last) - _as_shown(expected, last)) * wanted >= 0
    time = (expected - baseline.value) / (target.target - baseline.value)
    return (ON_TRACK if ahead else BEHIND), f"{way} in {time:.0%} of the time", expected


def behind_since(
    baseline: ShownValue | None,
    later: Sequence[ShownValue],
    target: Target,
    start: datetime.date | None,
) -> datetime.date | None:
    """The first day of the unbroken run of figures behind at the end of a series; what is
    withheld in between does not break it. None where nobody says that day."""
    since = None
    for end in range(len(later), 0, -1):
        if later[end - 1].mark:
            continue
        if judge(baseline, later[:end], target, start)[0] != BEHIND:
            break
        since = later[end - 1].day
    return since


def cautions(
    baseline: ShownValue | None, later: Sequence[ShownValue], target: Target
) -> tuple[str, ...]:
    """What to keep in mind with the last figure: that it rests on fewer people than the baseline,
    and that an earlier one was nearer to the target."""
    shown = [one for one in later if not one.mark]
    if not shown or shown[-1] is not later[-1]:
        return ()
    last, found = shown[-1], []
    if baseline is not None and rests_on_fewer(baseline, last):
        found.append(f"it rests on {last.base} people, the baseline on {baseline.base}")
    if len(shown) > 1 and units.base_unit(shown[-2].unit) == units.base_unit(last.unit):
        change = _as_shown(last.value, last) - _as_shown(shown[-2].value, last)
        if change * wanted_way(baseline, target) < 0:
            found.append(f"{'down' if change < 0 else 'up'} from {shown[-2].figure} before")
    return tuple(found)


def wanted_way(baseline: ShownValue | None, target: Target) -> int:
    """1 where more is wanted, -1 where less is, 0 where nothing tells."""
    if target.wanted or baseline is None or baseline.mark or math.isnan(target.target):
        return target.wanted or target.usual
    way = _as_shown(target.target, baseline) - _as_shown(baseline.value, baseline)
    return (way > 0) - (way < 0) or target.usual


def _not_judged(baseline: ShownValue | None, later: Sequence[ShownValue], target: Target) -> str:
    """Why no figure can be held against the target; "" where one can."""
    if math.isnan(target.target):
        return "its target is not understood" if target.unread else "the plan sets no target"
    if not later:
        marked = baseline is not None and baseline.mark
        nothing = NO_FIGURE_YET if target.nothing_before else NO_FIGURES
        none = nothing if baseline is None else NO_NEW_FIGURE
        return f"the baseline {_MARK_WORDS[baseline.mark]}" if baseline and marked else none
    known_way = bool(target.wanted or target.usual)
    if baseline is not None and baseline.mark and not known_way:
        return f"the baseline {_MARK_WORDS[baseline.mark]}"
    if later[-1].mark:
        return f"the latest figure {_MARK_WORDS[later[-1].mark]}"
    series = later if baseline is None else (baseline, *later)
    found = dict.fromkeys(units.base_unit(one.unit) for one in series if not one.mark)
    names = " and ".join(map(units.unit_words, found))
    if len(found) > 1:
        return f"its figures have different units: {names}"
    if target.unit and units.base_unit(target.unit) not in found:
        return f"its target is in {units.unit_words(target.unit)}, its figures in {names}"
    return ""


def _no_way(baseline: ShownValue | None, target: Target) -> str:
    """Why there is no way from the baseline to the target; "" where there is one."""
    if baseline is None:
        return NOTHING_BEFORE if target.nothing_before else NO_BASELINE
    if baseline.mark:
        return f"the baseline {_MARK_WORDS[baseline.mark]}"
    way = _as_shown(target.target, baseline) - _as_shown(baseline.value, baseline)
    if way == 0:
        return "the target is the baseline"
    return "the baseline is beyond the target" if way * wanted_way(baseline, target) < 0 else ""


def _reaches(one: ShownValue, target: Target, wanted: int) -> bool:
    return (_as_shown(one.value, one) - _as_shown(target.target, one)) * wanted >= 0


def _how_late(in_time: ShownValue | None) -> str:
    if in_time is None:
        return (
            "a figure from after its day reaches it; whether it was reached in time no figure tells"
        )
    return f"{IS_REACHED}, but after its day; the last figure until then is {_dated(in_time)}"


def _how_missed(last: ShownValue, in_time: ShownValue | None, target: Target, way: str) -> str:
    if in_time is None:
        until = "no figure is known from until its day"
    elif in_time is not last:
        until = f"the last figure until its day is {_dated(in_time)}"
    else:
        early = last.day is not None and last.date != target.due
        until = f"no figure is later than {in_words(last.date)}" if early else ""
    return "; ".join(filter(None, (way, until))) or "the figure of its day is short of it"


def _way_covered(baseline: ShownValue, last: ShownValue, target: Target) -> str:
    began, now, aim = (_as_shown(one, last) for one in (baseline.value, last.value, target.target))
    share = (now - began) / (aim - began)
    return _MOVED_AWAY if share < 0 else f"{share:.0%} of the way is covered"


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


def _as_shown(figure: float, one: ShownValue) -> float:
    """A figure rounded as those of the unit of ``one`` are shown: nobody is behind by less than
    can be seen, nor on some machines only."""
    return round(figure, units.decimals(one.unit))


def _dated(one: ShownValue) -> str:
    return f"{one.figure} on {in_words(one.day)}" if one.day else one.figure
