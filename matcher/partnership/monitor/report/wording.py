"""Progress in words: figures, rows for a table, counts, and what to adjust."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable

from matcher.core.cells import in_words
from matcher.partnership.monitor.gaps import CANNOT_TELL, Gap
from matcher.partnership.monitor.progress import (
    BEHIND,
    NOTHING,
    NOTHING_NEW,
    ON_TRACK,
    Progress,
    Report,
)
from matcher.partnership.monitor.suppression.suppression import Shown
from matcher.partnership.monitor.values import grammar
from matcher.partnership.monitor.values.cell_parser import example

HEAD = ("Indicator", "Group", "Baseline", "Latest", "Target", "Status", "Why")
GAP_HEAD = ("Indicator", "Group and its peers", "First", "Last", "Gap")
_LONGEST = 200  # characters of what is told in words


def day(date: datetime.date | None) -> str:
    """A day such as 1 September 2026; "no day" where there is none."""
    return in_words(date) if date else "no day"


def name(one: Progress) -> str:
    """An indicator in words, with its group unless that is all."""
    return one.words + of_group(one.group)


def of_group(group: str) -> str:
    """A group as it is put behind an indicator; "" for all."""
    return "" if group == grammar.ALL else f", {grammar.said(group)}"


def figure(one: Shown | None) -> str:
    """A figure, what it rests on and when; "none" where there is none."""
    if one is None:
        return "none"
    when = f", {day(one.day)}" if one.day else ""
    people = "person" if one.base == "1" else "people"
    base = f" ({one.base} {people})" if one.base and not one.mark else ""
    return f"{one.figure}{base}{when}"


def both(one: Progress) -> tuple[str, str]:
    """The baseline and the latest figure, each with what is told of it in words."""
    first, last = (
        "; ".join(filter(None, (figure(point) if point or not said else "", _in_words(said))))
        for point, said in zip((one.baseline, one.latest), one.told, strict=True)
    )
    return first, last


def _in_words(said: str) -> str:
    cut = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1].rstrip()}…"
    return f"in words: {cut}" if said else ""


def target(one: Progress) -> str:
    """The target and its day."""
    if not one.planned:
        return "not understood" if one.unread else "none"
    when = f" by {day(one.due)}" if one.due else ""
    return grammar.shown(one.target, one.unit) + when


def row(one: Progress) -> tuple[str, ...]:
    """The cells of :data:`HEAD`."""
    return (
        one.words, grammar.said(one.group), *both(one), target(one), one.status, one.why,
    )  # fmt: skip


def gap_row(one: Gap) -> tuple[str, ...]:
    """The cells of :data:`GAP_HEAD`."""

    def said(gap: float, date: datetime.date | None) -> str:
        when = f", {day(date)}" if date else ""
        return "not known" if math.isnan(gap) else f"{difference(gap, one.unit)}{when}"

    return (
        one.words, grammar.said(one.group), said(one.first, one.first_day),
        said(one.last, one.last_day), one.change,
    )  # fmt: skip


def difference(gap: float, unit: str) -> str:
    """A difference: of percentages in percentage points."""
    if grammar.plain(unit) == grammar.PERCENT:
        points = grammar.shown(gap, "")
        return f"{points} percentage point{'' if points == '1' else 's'}"
    return grammar.shown(gap, unit)


def counts(report: Report) -> str:
    """How many of the targets are on track, behind or cannot be told, how many rows of the plan
    still wait for a target, and how many figures are of later days."""
    planned = [one for one in report.progress if one.planned]
    number = {
        status: sum(one.status == status for one in planned)
        for status in (ON_TRACK, BEHIND, CANNOT_TELL)
    }
    unread = sum(one.unread for one in report.progress)
    if not report.made:
        told = "There is no plan yet, so no target is set."
    elif not planned and unread:
        told = ""
    elif not planned:
        told = "The plan sets no target yet."
    else:
        told = (
            f"Of {_many(len(planned), 'target')} {number[ON_TRACK]} on track, {number[BEHIND]} "
            f"behind, {number[CANNOT_TELL]} cannot be told."
        )
    if unread:
        are = "is" if unread == 1 else "are"
        told += f" {_many(unread, 'target')} of the plan {are} not understood."
    if report.idle:
        has = "has" if report.idle == 1 else "have"
        rows = _many(report.idle, "indicator")
        told += f" {rows} of the plan {has} neither a target nor a figure yet."
    if report.later:
        some = "figure is" if report.later == 1 else "figures are"
        told += f" {report.later} {some} dated after {day(report.day)}: not counted."
    return told.strip()


def suppression(report: Report) -> str:
    """What the marks mean, and how many figures are withheld."""
    some = f"{_many(report.withheld, 'figure')} withheld. " if report.withheld else ""
    return (
        f"{some}c: withheld, because it rests on fewer than {report.threshold} people or would "
        "tell of so few. x: withheld, because nobody says how many people it rests on. ..: not "
        "known."
    )


def adjust(report: Report) -> list[str]:
    """What to adjust: one sentence for each target behind, the worst first, for each gap that
    widens, and for whatever is to be mended in a figure or in the plan; and one for all targets
    together of which no figure has come in yet."""
    cannot = [one for one in report.progress if one.planned and one.status == CANNOT_TELL]
    return [
        *_behind(report),
        *_widened(report),
        *(
            f"{name(one)}: nothing can be told, for {one.why}. {_mend(one)}"
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
        since = f" since {day(one.since)}" if one.since else ""
        due = "" if math.isnan(one.expected) else (
            f", where {grammar.shown(one.expected, one.unit)} was due"
        )  # fmt: skip
        latest = one.latest.figure if one.latest else ""
        yield (
            f"{name(one)}: behind{since}, {latest} at the latest count{due}; {one.why}. Ask what "
            "hinders it, and move time or resources to it, or agree another target."
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
            since = f"since {day(gap.first_day)}" if gap.first_day else "since the baseline"
            yield (
                f"{gap.words}: the gap between {grammar.said(gap.group)} and their peers has "
                f"widened from {difference(gap.first, gap.unit)} to "
                f"{difference(gap.last, gap.unit)} {since}. Look at who takes part and what keeps "
                "the others away."
            )


def _aimless(report: Report) -> Iterable[str]:
    for one in report.progress:
        known = [point for point in one.series if not point.mark]
        whole = (
            one.group == grammar.ALL and not one.planned and not one.unread
        )  # of its parts the gaps tell
        if whole and len(known) > 1 and known[0].value != known[-1].value:
            first, last = (
                f"{point.figure} ({day(point.day) if point.day else 'no day is given'})"
                for point in (known[0], known[-1])
            )
            yield (
                f"{name(one)}: from {first} to {last}, and the plan sets no target. Say in the "
                "plan what is to be reached, or no in its column use."
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
        told.append(f"{len(past)} {'was' if len(past) == 1 else 'were'} due before {day(today)}")
    if len(days) > len(past):
        told.append(f"the next is due on {day(days[len(past)])}")
    has = "has" if len(waiting) == 1 else "have"
    yield "; ".join([f"{_many(len(waiting), 'target')} {has} {what} yet", *told]) + f". {advice}"


def _mend(one: Progress) -> str:
    """What can be done where nothing can be told."""
    if "too few" in one.why:
        if one.group != grammar.ALL:
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


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
