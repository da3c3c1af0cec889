"""The report as lines for a terminal and as plain data."""

from __future__ import annotations

import math
from typing import Any

from matcher.partnership.monitor.progress import RULE, Report
from matcher.partnership.monitor.report import wording
from matcher.partnership.monitor.report.advice import adjustments


def lines(report: Report) -> list[str]:
    """The report for a person at a terminal."""
    text = [wording.target_counts(report)]
    if not report.made:
        text.append("matcher plan make FOLDER makes a plan, in which targets can be set.")
    if report.progress:
        text += ["", "Baseline → latest → target"]
    for one in report.progress:
        first, last = wording.baseline_and_latest(one)
        text += [
            f"{one.words} ({one.indicator}){wording.group_suffix(one.group)}",
            f"  {first} → {last} → {wording.target_words(one)}: {one.status} ({wording.why(one)})",
        ]
    if report.gaps or report.no_gap:
        text += ["", "Gaps between a group and its peers"]
        text += [
            f"  {name}, {group}: {first} → {last}: {change}"
            for name, group, first, last, change in map(wording.gap_row, report.gaps)
        ]
        text += [f"  {note}" for note in wording.no_gap_notes(report)]
    advice = adjustments(report)
    if advice:
        text += ["", "What to adjust", *(f"  {line}" for line in advice)]
    text += [f"To mend in the plan: {fault}" for fault in report.faults]
    return [*text, "", RULE, wording.suppression_note(report)]


def as_dict(report: Report) -> dict[str, Any]:
    """Plain data for JSON: guarded figures only; withheld and unknown are null, with their
    mark beside them."""
    return {
        "day": report.day.isoformat() if report.day else None,
        "threshold": report.threshold,
        "withheld": report.withheld,
        "later": report.later,
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
                "target_understood": not one.unread,
                "in_words": {
                    "baseline": one.in_words[0] or None,
                    "follow_up": one.in_words[1] or None,
                },
                "due": one.due.isoformat() if one.due else None,
                "status": one.status,
                "why": one.why,
                "cautions": list(one.cautions),
                "expected": _number(one.expected),
                "behind_since": one.since.isoformat() if one.since else None,
                "figures": [
                    {
                        "date": point.day.isoformat() if point.day else None,
                        "value": _number(point.value),
                        "unit": point.unit,
                        "pupils": point.pupils,
                        "things": point.of,
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
                "caution": gap.caution,
                "peers_from_all": gap.from_all,
            }
            for gap in report.gaps
        ],
        "adjust": adjustments(report),
        "faults": list(report.faults),
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)
