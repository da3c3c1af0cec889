"""Progress in words: figures, targets, rows for a table, and counts."""

from __future__ import annotations

import datetime
import math

from matcher.core.cells import in_words
from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.gaps import CANNOT_TELL, Gap
from matcher.partnership.monitor.judgement import (
    BEHIND,
    MISSED,
    ON_TRACK,
    REACHED,
    REACHED_LATE,
)
from matcher.partnership.monitor.progress import Progress, Report
from matcher.partnership.monitor.suppression.suppression import ShownValue
from matcher.partnership.monitor.values import units

TABLE_HEAD = ("Indicator", "Group", "Baseline", "Latest", "Target", "Status", "Why")
GAP_HEAD = ("Indicator", "Group and its peers", "First", "Last", "Gap")
_LONGEST = 200  # characters of what is told in words


def day_words(date: datetime.date | None) -> str:
    """A day such as 1 September 2026; "no day" where there is none."""
    return in_words(date) if date else "no day"


def indicator_words(one: Progress) -> str:
    """An indicator in words, with its group unless that is all."""
    return one.words + group_suffix(one.group)


def group_suffix(group: str) -> str:
    """A group as it is put behind an indicator; "" for all."""
    return "" if group == pupil_groups.ALL else f", {pupil_groups.group_words(group)}"


def shown_figure(one: ShownValue | None) -> str:
    """A figure, what it rests on and when; "none" where there is none."""
    if one is None:
        return "none"
    when = f", {day_words(one.day)}" if one.day else ""
    people = "person" if one.base == "1" else "people"
    base = f" ({one.base} {people})" if one.base and not one.mark else ""
    return f"{one.figure}{base}{when}"


def baseline_and_latest(one: Progress) -> tuple[str, str]:
    """The baseline and the latest figure, each with what is told of it in words."""
    first, last = (
        "; ".join(
            filter(None, (shown_figure(point) if point or not words else "", _in_words(words)))
        )
        for point, words in zip((one.baseline, one.latest), one.in_words, strict=True)
    )
    return first, last


def _in_words(words: str) -> str:
    cut = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
    return f"in words: {cut}" if words else ""


def target_words(one: Progress) -> str:
    """The target and its day."""
    if not one.planned:
        return "not understood" if one.unread else "none"
    when = f" by {day_words(one.due)}" if one.due else ""
    return units.figure_words(one.target, one.unit) + when


def table_row(one: Progress) -> tuple[str, ...]:
    """The cells of :data:`TABLE_HEAD`."""
    return (
        one.words,
        pupil_groups.group_words(one.group),
        *baseline_and_latest(one),
        target_words(one),
        one.status,
        why(one),
    )


def why(one: Progress) -> str:
    """Why a status is what it is, and what to read it with."""
    return "; ".join((one.why, *one.cautions))


def gap_row(one: Gap) -> tuple[str, ...]:
    """The cells of :data:`GAP_HEAD`."""

    def difference_on(gap: float, people: str, date: datetime.date | None) -> str:
        when = f", {day_words(date)}" if date else ""
        of = f" ({people} people)" if people else ""
        return "not known" if math.isnan(gap) else f"{difference(gap, one.unit)}{of}{when}"

    none_before = "; none is known from before the start" if one.began_before else ""
    return (
        one.words,
        pupil_groups.group_words(one.group) + (" (peers: all others)" if one.from_all else ""),
        f"{difference_on(one.first, one.people[0], one.first_day)}{none_before}",
        difference_on(one.last, one.people[1], one.last_day),
        f"{one.change}; {one.caution}" if one.caution else one.change,
    )


def no_gap_notes(report: Report) -> tuple[str, ...]:
    """Of which indicators no gap is told although figures of pupils eligible for free school meals,
    or of the others, are there, and what is missing; a sentence for each that is missing."""
    found = []
    for group in (pupil_groups.NOT_FSM, pupil_groups.FSM, ""):
        names = [words for words, missing in report.no_gap if missing == group]
        if names and group:
            written = group.replace(pupil_groups.FSM, "free school meals")
            found.append(
                f"No gap can be told of {', '.join(names)}: add figures of the group “{written}” "
                "for the same days."
            )
        elif names:
            found.append(
                f"No gap is told of {', '.join(names)}: the figures of a group are withheld or not "
                "known."
            )
    return tuple(found)


def difference(gap: float, unit: str) -> str:
    """A difference: of percentages in percentage points."""
    if units.base_unit(unit) == units.PERCENT:
        points = units.figure_words(gap, "")
        return f"{points} percentage point{'' if points == '1' else 's'}"
    return units.figure_words(gap, unit)


def target_counts(report: Report) -> str:
    """How many of the targets are reached, reached late, on track, behind, not reached (of these
    the first two and the last where there is one) or cannot be told, how many rows of the plan
    still wait for a target, and how many figures are of later days."""
    planned = [one for one in report.progress if one.planned]
    number = {
        status: sum(one.status == status for one in planned)
        for status in (REACHED, REACHED_LATE, ON_TRACK, BEHIND, MISSED, CANNOT_TELL)
    }
    unread = sum(one.unread for one in report.progress)

    def of(status: str) -> str:
        return f"{number[status]} {status}, " if number[status] else ""

    if not report.made:
        text = "There is no plan yet, so no target is set."
    elif not planned and unread:
        text = ""
    elif not planned:
        text = "The plan sets no target yet."
    else:
        text = (
            f"Of {count_of(len(planned), 'target')} {of(REACHED)}{of(REACHED_LATE)}"
            f"{number[ON_TRACK]} on track, {number[BEHIND]} behind, {of(MISSED)}"
            f"{number[CANNOT_TELL]} cannot be told."
        )
    if unread:
        are = "is" if unread == 1 else "are"
        text += f" {count_of(unread, 'target')} of the plan {are} not understood."
    if report.idle:
        has = "has" if report.idle == 1 else "have"
        rows = count_of(report.idle, "indicator")
        text += f" {rows} of the plan {has} neither a target nor a figure yet."
    if report.later:
        some = "figure is" if report.later == 1 else "figures are"
        text += f" {report.later} {some} dated after {day_words(report.day)}: not counted."
    return text.strip()


def suppression_note(report: Report) -> str:
    """What the marks mean, and how many figures are withheld."""
    some = f"{count_of(report.withheld, 'figure')} withheld. " if report.withheld else ""
    return (
        f"{some}c: withheld, because it rests on fewer than {report.threshold} people or would "
        "tell of so few. x: withheld, because nobody says how many people it rests on. ..: not "
        "known."
    )


def count_of(number: int, word: str) -> str:
    """A number and what is counted: "1 target", "2 targets"."""
    return f"{number} {word}{'' if number == 1 else 's'}"
