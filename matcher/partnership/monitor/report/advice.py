"""What to adjust, in sentences: for targets behind, gaps that widen, and figures that cannot be
told."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.gaps import CANNOT_TELL
from matcher.partnership.monitor.progress import BEHIND, NOTHING, NOTHING_NEW, Progress, Report
from matcher.partnership.monitor.report import wording
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.cell_parser import example


def adjust(report: Report) -> list[str]:
    """What to adjust: one sentence for each target behind, the worst first, for each gap that
    widens, and for whatever is to be mended in a figure or in the plan; and one for all targets
    together of which no figure has come in yet."""
    cannot = [one for one in report.progress if one.planned and one.status == CANNOT_TELL]
    return [
        *_behind(report),
        *_widened(report),
        *(
            f"{wording.name(one)}: nothing can be told, for {one.why}. {_mend(one)}"
            for one in cannot
            if one.why not in (NOTHING, NOTHING_NEW)
        ),
        *_aimless(report),
        *_waiting([one for one in cannot if one.why == NOTHING_NEW], report.day,
                  "no figure after the baseline", "Collect them on the days of the plan."),
        *_waiting([one for one in cannot if one.why == NOTHING], report.day,
                  "neither a baseline nor a figure", "Collect the baselines, late rather than "
                  "never, and say that they are late."),
    ]  # fmt: skip


def _behind(report: Report) -> Iterable[str]:
    behind = [one for one in report.progress if one.status == BEHIND]
    for one in sorted(behind, key=_ahead):
        since = f" since {wording.day(one.since)}" if one.since else ""
        due = "" if math.isnan(one.expected) else (
            f", where {units.shown(one.expected, one.unit)} was due"
        )  # fmt: skip
        latest = one.latest.figure if one.latest else ""
        yield (
            f"{wording.name(one)}: behind{since}, {latest} at the latest count{due}; {one.why}. "
            "Ask what hinders it, and move time or resources to it, or agree another target."
        )


def _ahead(one: Progress) -> float:
    """The share of the way that is covered less the share that was due."""
    if one.baseline is None or math.isnan(one.expected):
        return one.moved
    way = one.target - one.baseline.value
    return one.moved - (one.expected - one.baseline.value) / way


def _widened(report: Report) -> Iterable[str]:
    for gap in report.gaps:
        if gap.change == "widens":
            since = f"since {wording.day(gap.first_day)}" if gap.first_day else "since the baseline"
            yield (
                f"{gap.words}: the gap between {pupil_groups.said(gap.group)} and their peers has "
                f"widened from {wording.difference(gap.first, gap.unit)} to "
                f"{wording.difference(gap.last, gap.unit)} {since}. "
                "Look at who takes part and what keeps the others away."
            )


def _aimless(report: Report) -> Iterable[str]:
    for one in report.progress:
        known = [point for point in one.series if not point.mark]
        whole = (
            one.group == pupil_groups.ALL and not one.planned and not one.unread
        )  # of its parts the gaps tell
        if whole and len(known) > 1 and known[0].value != known[-1].value:
            first, last = (
                f"{point.figure} ({wording.day(point.day) if point.day else 'no day is given'})"
                for point in (known[0], known[-1])
            )
            yield (
                f"{wording.name(one)}: from {first} to {last}, and the plan sets no target. "
                "Say in the plan what is to be reached, or no in its column use."
            )


def _waiting(
    waiting: list[Progress], today: datetime.date | None, what: str, advice: str
) -> Iterable[str]:
    """One sentence for all targets that wait for a figure, with the days that matter."""
    if not waiting:
        return
    days = sorted(one.due for one in waiting if one.due)
    past = [due for due in days if today and due < today]
    told = []
    if past:
        told.append(
            f"{len(past)} {'was' if len(past) == 1 else 'were'} due before {wording.day(today)}"
        )
    if len(days) > len(past):
        told.append(f"the next is due on {wording.day(days[len(past)])}")
    has = "has" if len(waiting) == 1 else "have"
    yield (
        "; ".join([f"{wording.count_of(len(waiting), 'target')} {has} {what} yet", *told])
        + f". {advice}"
    )


def _mend(one: Progress) -> str:
    """What can be done where nothing can be told."""
    if "too few" in one.why:
        if one.group != pupil_groups.ALL:
            return "Tell of it for all together, or of several year groups at once."
        return (
            "Collect it for more people, report it together with another year or school, or "
            "tell of it in words."
        )
    advice = {
        "how many": f"Write behind it on how many, such as {example(one.unit, one.unit)}.",
        "baseline has no day": "Write its day behind it, such as 14/09/2026, or when it was due "
        "into the plan.",
        "no day": "Write the day into the plan.",
        "its target is in": "Keep one unit for each indicator.",
        "units": "Keep one unit for each indicator.",
        "is the baseline": "Say in the plan whether more or less is wanted.",
    }
    collect = "Collect it on the next day that the plan names."
    return next((said for part, said in advice.items() if part in one.why), collect)
