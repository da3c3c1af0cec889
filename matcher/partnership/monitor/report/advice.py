"""What to adjust, in sentences: for targets behind, gaps that widen, and figures that are
missing or withheld."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.calendar import BASELINE
from matcher.partnership.monitor.gaps import CANNOT_TELL
from matcher.partnership.monitor.judgement import (
    BEHIND,
    MISSED,
    NO_BASELINE,
    NO_FIGURE_YET,
    NO_FIGURES,
    NO_NEW_FIGURE,
    NOT_YET,
    NOTHING_BEFORE,
)
from matcher.partnership.monitor.progress import Progress, Report
from matcher.partnership.monitor.report import wording
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.cell_parser import example_figure
from matcher.partnership.monitor.values.store import NO_DAY

_WAITS = (NO_FIGURES, NO_FIGURE_YET, NO_NEW_FIGURE)  # of one sentence for all targets
_SAY_WHICH = "Say whether more or less is wanted: write “at least” or “at most” before the target."


def adjustments(report: Report) -> list[str]:
    """What to adjust: one sentence for each target behind or not reached, the worst first, for
    each gap that widens, and for whatever is to be mended in a figure or in the plan; and one for
    all targets together of which no figure has come in yet."""
    cannot = [one for one in report.progress if one.planned and one.status == CANNOT_TELL]
    return [
        *_behind(report),
        *_missed(report),
        *_widened(report),
        *(
            f"{wording.indicator_words(one)}: {_not_told(one)}. {_remedy(one)}"
            for one in cannot
            if one.why not in (*_WAITS, f"{NOT_YET}; {NOTHING_BEFORE}")
        ),
        *_without_target(report),
        *_all_waiting([one for one in cannot if one.why in _WAITS], report.day),
    ]


def _behind(report: Report) -> Iterable[str]:
    behind = [one for one in report.progress if one.status == BEHIND]
    for one in sorted(behind, key=_lead):
        since = f" since {wording.day_words(one.since)}" if one.since else ""
        due = "" if math.isnan(one.expected) else (
            f", where {units.figure_words(one.expected, one.unit)} was due"
        )  # fmt: skip
        latest = one.latest.figure if one.latest else ""
        yield (
            f"{wording.indicator_words(one)}: behind{since}, {latest} at the latest count{due}; "
            f"{one.why}. Ask what hinders it, and move time or resources to it, or agree another "
            "target."
        )


def _missed(report: Report) -> Iterable[str]:
    missed = [one for one in report.progress if one.status == MISSED]
    for one in sorted(missed, key=lambda one: -math.inf if math.isnan(one.moved) else one.moved):
        when = f" by {wording.day_words(one.due)}" if one.due else ""
        latest = one.latest.figure if one.latest else ""
        newer = (
            "If it was counted since, add that figure; else ask"
            if one.due and one.latest and one.latest.date < one.due
            else "Ask"
        )
        yield (
            f"{wording.indicator_words(one)}: not reached{when}, {latest} at the latest count; "
            f"{one.why}. {newer} what hindered it, and agree what is to be reached now."
        )


def _not_told(one: Progress) -> str:
    return one.why if NOT_YET in one.why else f"nothing can be told, for {one.why}"


def _lead(one: Progress) -> float:
    """The share of the way that is covered less the share that was due."""
    if one.baseline is None or math.isnan(one.expected):
        return -math.inf if math.isnan(one.moved) else one.moved
    way = one.target - one.baseline.value
    return one.moved - (one.expected - one.baseline.value) / way


def _widened(report: Report) -> Iterable[str]:
    for gap in report.gaps:
        if gap.change == "widens":
            since = (
                f"since {wording.day_words(gap.first_day)}"
                if gap.first_day
                else "since the baseline"
            )
            yield (
                f"{gap.words}: the gap between {pupil_groups.group_words(gap.group)} and their "
                f"peers has widened from {wording.difference(gap.first, gap.unit)} to "
                f"{wording.difference(gap.last, gap.unit)} {since}. "
                "Look at who takes part and what keeps the others away."
                + (f" Mind: {gap.caution}." if gap.caution else "")
            )


def _without_target(report: Report) -> Iterable[str]:
    for one in report.progress:
        began = one.baseline.date if one.baseline else NO_DAY
        known = [point for point in one.series if not point.mark and point.date >= began]
        whole = (
            one.group == pupil_groups.ALL and not one.planned and not one.unread
        )  # of its parts the gaps tell
        if whole and len(known) > 1 and known[0].value != known[-1].value:
            first, last = (
                f"{one.figure} ({wording.day_words(one.day) if one.day else 'no day is given'})"
                for one in (known[0], known[-1])
            )
            yield (
                f"{wording.indicator_words(one)}: from {first} to {last}, and the plan sets no "
                "target. Agree what is to be reached and write it into the plan, or leave it out."
                + (f" Mind: {'; '.join(one.cautions)}." if one.cautions else "")
            )


def _all_waiting(waiting: list[Progress], today: datetime.date | None) -> Iterable[str]:
    """What waits for a figure: late is only a baseline whose day is past."""
    by_plan = "Collect them on the days of the plan."
    without = [one for one in waiting if one.why == NO_FIGURES]
    late = [one for one in without if _is_late(one, today)]
    early = [one for one in without if one not in late]
    dated = [one for one in early if _is_late(one, None)]
    neither = "neither a baseline nor a figure"
    for why, what in (
        (NO_NEW_FIGURE, "no figure after the baseline"),
        (NO_FIGURE_YET, "no figure"),
    ):
        yield from _waiting([one for one in waiting if one.why == why], today, what, by_plan)
    yield from _waiting(dated, today, neither, by_plan, baselines=True)
    yield from _waiting([one for one in early if one not in dated], today, neither,
                        "Collect the baselines before the partnership begins.")  # fmt: skip
    yield from _waiting(late, today, neither, "Collect the baselines, late rather than never, and "
                        "say that they are late.")  # fmt: skip


def _is_late(one: Progress, today: datetime.date | None) -> bool:
    """Whether the day of its baseline is before ``today`` (None: whether it has one)."""
    return any(what == BASELINE and (today is None or day < today) for day, what in one.days)


def _waiting(
    waiting: list[Progress],
    today: datetime.date | None,
    what: str,
    advice: str,
    baselines: bool = False,
) -> Iterable[str]:
    """One sentence for all targets that wait for a figure, with the days that matter: those of
    their follow-ups, or of their ``baselines``."""
    if not waiting:
        return
    days = [
        own
        for one in waiting
        if (own := [day for day, kind in one.days if (kind == BASELINE) == baselines])
    ]
    overdue = sum(today is not None and own[0] < today for own in days)
    to_come = [day for own in days for day in own if today is None or day >= today]
    clauses = []
    if overdue:
        were = "was" if overdue == 1 else "were"
        clauses.append(f"{overdue} {were} due before {wording.day_words(today)}")
    if to_come:
        named = "the first baseline" if baselines else "the next"
        clauses.append(f"{named} is due on {wording.day_words(min(to_come))}")
    has = "has" if len(waiting) == 1 else "have"
    yield (
        "; ".join([f"{wording.count_of(len(waiting), 'target')} {has} {what} yet", *clauses])
        + f". {advice}"
    )


def _remedy(one: Progress) -> str:
    """What can be done where nothing can be told."""
    if "too few" in one.why:
        if one.group != pupil_groups.ALL:
            return "Tell of it for all together, or of several year groups at once."
        together = "Add up several years, or schools that do the same, and report them together"
        if units.base_unit(one.unit) == units.PERCENT:
            # A share is told by how many have it and how many have not: small schools have too
            # few of either, and cannot count more.
            return (
                f"{together}: enough people must have it, and enough not. Or measure a mean, such "
                "as how far or how often, rather than a share, or tell of it in words."
            )
        return f"{together}, or tell of it in words."
    advice = {
        NOTHING_BEFORE: _SAY_WHICH,
        NO_BASELINE: "Agree whether a later figure may stand for the baseline; if so, write it "
        "with its day into the plan as the baseline."
        + ("" if NOT_YET in one.why else f" {_SAY_WHICH}"),
        "how many": f"Write behind it on how many, such as {example_figure(one.unit, one.unit)}.",
        "baseline has no day": "Write its day behind it, such as 14/09/2026, or when it was due "
        "into the plan.",
        "no day": "Write the day into the plan.",
        "its target is in": "Keep one unit for each indicator.",
        "units": "Keep one unit for each indicator.",
        "is the baseline": _SAY_WHICH,
    }
    collect = "Collect it on the next day that the plan names."
    return next((text for part, text in advice.items() if part in one.why), collect)
