"""Progress in words: lines for a terminal, rows for a table, and what to adjust."""

from __future__ import annotations

import datetime
import math
from typing import Any

from matcher.partnership.monitor import figures
from matcher.partnership.monitor.guard import Shown
from matcher.partnership.monitor.indicators import NO_DAY
from matcher.partnership.monitor.progress import (
    BEHIND,
    CANNOT_TELL,
    ON_TRACK,
    RULE,
    Gap,
    Progress,
    Report,
)

HEAD = ("Indicator", "Group", "Baseline", "Latest", "Target", "Status", "Why")
GAP_HEAD = ("Indicator", "Group and its peers", "First", "Last", "Gap")


def day(date: datetime.date | None) -> str:
    """A day such as 1 September 2026; "no day" where there is none."""
    if date is None or date == NO_DAY:
        return "no day"
    return f"{date.day} {date:%B} {date.year}"


def figure(one: Shown | None) -> str:
    """A figure, what it rests on and when; "none" where there is none."""
    if one is None:
        return "none"
    when = "" if one.date == NO_DAY else f", {day(one.date)}"
    people = "person" if one.base == "1" else "people"
    base = f" ({one.base} {people})" if one.base and not one.mark else ""
    return f"{one.figure}{base}{when}"


def target(one: Progress) -> str:
    """The target and its day."""
    if not one.planned:
        return "none"
    when = f" by {day(one.due)}" if one.due else ""
    return figures.shown(one.target, one.unit) + when


def row(one: Progress) -> tuple[str, ...]:
    """The cells of :data:`HEAD`."""
    return (
        one.words, figures.said(one.group), figure(one.baseline), figure(one.latest),
        target(one), one.status, one.why,
    )  # fmt: skip


def gap_row(one: Gap) -> tuple[str, ...]:
    """The cells of :data:`GAP_HEAD`."""

    def said(gap: float, date: datetime.date | None) -> str:
        return "not known" if math.isnan(gap) else f"{difference(gap, one.unit)}, {day(date)}"

    return (
        one.words, figures.said(one.group), said(one.first, one.first_day),
        said(one.last, one.last_day), one.change,
    )  # fmt: skip


def difference(gap: float, unit: str) -> str:
    """A difference: of percentages in percentage points."""
    if unit == figures.PERCENT:
        points = figures.shown(gap, "")
        return f"{points} percentage point{'' if points == '1' else 's'}"
    return figures.shown(gap, unit)


def counts(report: Report) -> str:
    """How many of the targets are on track, behind or cannot be told, and how many rows of
    the plan still wait for a target."""
    planned = [one for one in report.progress if one.planned]
    waiting = ""
    if report.idle:
        rows = "1 indicator of the plan has" if report.idle == 1 else (
            f"{report.idle} indicators of the plan have"
        )  # fmt: skip
        waiting = f" {rows} neither a target nor a figure yet."
    if not planned:
        return f"The plan sets no target yet.{waiting}"
    number = {
        status: sum(one.status == status for one in planned)
        for status in (ON_TRACK, BEHIND, CANNOT_TELL)
    }
    word = "target" if len(planned) == 1 else "targets"
    return (
        f"Of {len(planned)} {word} {number[ON_TRACK]} on track, {number[BEHIND]} behind, "
        f"{number[CANNOT_TELL]} cannot be told.{waiting}"
    )


def suppression(report: Report) -> str:
    """What the marks mean, and how many figures are withheld."""
    some = f"{report.withheld} figure{'' if report.withheld == 1 else 's'} withheld. "
    return (
        f"{some if report.withheld else ''}c: withheld, because it rests on fewer than "
        f"{report.threshold} people or would tell of so few. x: withheld, because nobody says "
        "how many people it rests on. ..: not known."
    )


def adjust(report: Report) -> list[str]:
    """What to adjust: one sentence for each target behind, gap that widens, figure that is
    missing, and change of which the plan does not say whether it is enough, in that order."""
    told = []
    for one in report.progress:
        if one.status == BEHIND and one.latest is not None:
            due = "" if math.isnan(one.expected) else (
                f", where {figures.shown(one.expected, one.unit)} was due"
            )  # fmt: skip
            told.append(
                f"{one.words}, {figures.said(one.group)}: behind since {day(one.since)}, "
                f"{one.latest.figure} at the latest count{due}; {one.why}. Ask what hinders it, "
                "and move time or resources to it, or agree another target."
            )
    for gap in report.gaps:
        if gap.change == "widens":
            told.append(
                f"{gap.words}: the gap between {figures.said(gap.group)} and their peers has "
                f"widened from {difference(gap.first, gap.unit)} to "
                f"{difference(gap.last, gap.unit)} since {day(gap.first_day)}. Look at who "
                "takes part and what keeps the others away."
            )
    for one in report.progress:
        if one.planned and one.status == CANNOT_TELL:
            told.append(
                f"{one.words}, {figures.said(one.group)}: nothing can be told, for {one.why}. "
                f"{_missing(one)}"
            )
    for one in report.progress:
        known = [point for point in one.series if not point.mark]
        whole = one.group == figures.ALL and not one.planned  # of its parts the gaps tell
        if whole and len(known) > 1 and known[0].value != known[-1].value:
            first, last = (f"{point.figure} ({day(point.date)})" for point in (known[0], known[-1]))
            told.append(
                f"{one.words}, {figures.said(one.group)}: from {first} to {last}, and the plan "
                "sets no target. Say in the plan what is to be reached, or no in its column use."
            )
    return told


def _missing(one: Progress) -> str:
    if "too few" in one.why:
        return "Tell of it for all pupils together, or of several year groups at once."
    if "how many" in one.why:
        return "Add the number of pupils it rests on, such as 2.9 (42 pupils)."
    if "no day" in one.why:
        return "Write the day into the plan."
    if "baseline and no figure" in one.why:
        return "Collect the baseline, late rather than never, and say that it is late."
    if "units" in one.why:
        return "Keep one unit for each indicator."
    if "is the baseline" in one.why:
        return "Say in the plan whether more or less is wanted."
    return "Collect it on the next day that the plan names."


def lines(report: Report) -> list[str]:
    """The report for a person at a terminal."""
    told = [counts(report), ""]
    for one in report.progress:
        told.append(f"{one.words} ({one.indicator}), {figures.said(one.group)}")
        told.append(
            f"  {figure(one.baseline)} → {figure(one.latest)} → {target(one)}: "
            f"{one.status} ({one.why})"
        )
    if report.gaps:
        told += ["", "Gaps between a group and its peers"]
        told += [
            f"  {words}, {group}: {first} → {last}: {change}"
            for words, group, first, last, change in map(gap_row, report.gaps)
        ]
    advice = adjust(report)
    if advice:
        told += ["", "What to adjust", *(f"  {line}" for line in advice)]
    told += [f"To mend in the plan: {fault}" for fault in report.faults]
    return [*told, "", RULE, suppression(report)]


def as_dict(report: Report) -> dict[str, Any]:
    """Plain data for JSON: guarded figures only; withheld and unknown are null, with their
    mark beside them."""
    return {
        "threshold": report.threshold,
        "withheld": report.withheld,
        "idle": report.idle,
        "progress": [
            {
                "indicator": one.indicator,
                "words": one.words,
                "activity": one.activity,
                "kind": one.kind,
                "group": one.group,
                "unit": one.unit,
                "target": _number(one.target),
                "due": one.due.isoformat() if one.due else None,
                "status": one.status,
                "why": one.why,
                "expected": _number(one.expected),
                "behind_since": one.since.isoformat() if one.since else None,
                "figures": [
                    {
                        "date": None if point.date == NO_DAY else point.date.isoformat(),
                        "value": _number(point.value),
                        "pupils": point.pupils,
                        "mark": point.mark,
                    }
                    for point in one.series
                ],
            }
            for one in report.progress
        ],
        "gaps": [
            {
                "indicator": gap.indicator,
                "group": gap.group,
                "unit": gap.unit,
                "first": _number(gap.first),
                "first_date": gap.first_day.isoformat() if gap.first_day else None,
                "last": _number(gap.last),
                "last_date": gap.last_day.isoformat() if gap.last_day else None,
                "change": gap.change,
            }
            for gap in report.gaps
        ],
        "adjust": adjust(report),
        "faults": list(report.faults),
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)
