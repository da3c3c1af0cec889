"""The targets of a plan, read as people write them: "at least 95% by July 2025"."""

from __future__ import annotations

import calendar
import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.values import days
from matcher.partnership.monitor.values.cell_parser import Figure, example_figure

EVERY = {"each term": 4, "each year": 12}  # months between follow-ups, by the plan's words
_BOUND = re.compile(
    r"(?:at (?:the )?(?:least|most)|not? (?:less|fewer|more|lower|higher) than|up to|"
    r"[≥≤<>]=?)\s*(?=[\d£])",
    re.I,
)
# Which way is better, as those words say; "up to" may be either.
_MORE = re.compile(r"(?:at (?:the )?least|not? (?:less|fewer|lower) than|[≥>]=?)\s*(?=[\d£])", re.I)
_LESS = re.compile(r"(?:at (?:the )?most|not? (?:more|higher) than|[≤<]=?)\s*(?=[\d£])", re.I)
_BY_MONTH = re.compile(r"\b(?:by|in)(?: the end of)? (?P<month>[a-z]{3,9}) (?P<year>\d{4})\Z", re.I)


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the plan: which indicator of which group is to be ``target`` (NaN: not said;
    ``unit``, "" where nobody says) by the day ``due`` (None: no day is given). ``start`` is the
    day on which the baseline is due, ``follow_up`` that of the first follow-up (None: ``due`` is).
    ``unread``: a target is written that is not understood; ``every`` how many months lie between
    follow-ups, 0 where there is one. Whether more (1) or less (-1) is wanted: ``wanted`` by the
    words before the target, ``usual`` by its indicator, 0 where they do not say.
    ``nothing_before``: by the plan there is nothing to tell of before the start."""

    indicator: str
    group: str
    target: float
    due: datetime.date | None
    start: datetime.date | None = None
    by: str = ""
    unit: str = ""
    unread: bool = False
    every: int = 0
    wanted: int = 0
    usual: int = 0
    nothing_before: bool = False
    follow_up: datetime.date | None = None


def wanted_by_words(text: str) -> int:
    """1 where the words before a target say that more is wanted, -1 for less, 0 for neither."""
    text = " ".join(text.split())
    return bool(_MORE.match(text)) - bool(_LESS.match(text))


def plain_target(text: str) -> str:
    """A target without the words that bound it, its month as the last day of that month: "95% by
    31/07/2025". What is not understood stays as it is."""
    text = _BOUND.sub("", " ".join(text.split()), count=1) if _BOUND.match(text.strip()) else text
    found = _BY_MONTH.search(text)
    first = days.read_day(f"1 {found['month']} {found['year']}") if found else None
    if found is None or first is None:
        return text
    last = calendar.monthrange(first.year, first.month)[1]
    return f"{text[: found.start()]}by {datetime.date(first.year, first.month, last):%d/%m/%Y}"


def target_hint(unit: str, bare: str) -> str:
    """What to write as a target: it rests on nobody yet."""
    form = example_figure(unit, bare).replace(" (42 pupils)", "")
    with_day = f"{form} or {form} by 31/07/2027"
    return f"write {with_day if unit else f'{form}, with a day behind it, such as by 31/07/2027'}"


def read_target(
    row: Mapping[str, str], indicator: str, cell: Figure | None, wanted: int = 0, usual: int = 0
) -> Target:
    """The target of a row of the plan: by when it is to be reached, when its baseline is due and
    how often it is followed up. ``cell``: the figure in its cell, None where that is not
    understood; ``wanted`` and ``usual`` as a :class:`Target` has them."""
    figure = cell or Figure(math.nan, "")
    when = row.get("when", "")
    follow_up = _last_day(row.get("follow_up_due", "")) or _last_day(when)
    every = next((EVERY[word] for word in EVERY if word in when.casefold()), 0)
    return Target(
        indicator=indicator,
        group=pupil_groups.read_group(row.get("group", "")),
        target=figure.value,
        due=figure.day or follow_up,
        start=_last_day(row.get("baseline_due", "")),
        by=row.get("by", ""),
        unit=figure.unit,
        unread=cell is None,
        every=every,
        wanted=wanted,
        usual=usual,
        nothing_before=when.casefold().startswith("no baseline"),
        follow_up=follow_up,
    )


def _last_day(text: str) -> datetime.date | None:
    found = days.find_days(text)
    return found[-1] if found else None
