"""A target as people write it: "at least 95% by July 2025"."""

from __future__ import annotations

import calendar
import datetime
import re

from matcher.partnership.monitor.values import grammar
from matcher.partnership.monitor.values.cell_parser import example

# Which way is better the baseline tells; the words before a target only repeat it.
_BOUND = re.compile(
    r"(?:at (?:the )?(?:least|most)|not? (?:less|fewer|more|lower|higher) than|up to|"
    r"[≥≤<>]=?)\s*(?=[\d£])",
    re.I,
)
_BY_MONTH = re.compile(r"\b(?:by|in)(?: the end of)? (?P<month>[a-z]{3,9}) (?P<year>\d{4})\Z", re.I)


def plainly(text: str) -> str:
    """A target without the words that bound it, its month as the last day of that month: "95% by
    31/07/2025". What is not understood stays as it is."""
    text = _BOUND.sub("", " ".join(text.split()), count=1) if _BOUND.match(text.strip()) else text
    found = _BY_MONTH.search(text)
    first = grammar.day(f"1 {found['month']} {found['year']}") if found else None
    if found is None or first is None:
        return text
    last = calendar.monthrange(first.year, first.month)[1]
    return f"{text[: found.start()]}by {datetime.date(first.year, first.month, last):%d/%m/%Y}"


def hint(unit: str, bare: str) -> str:
    """What to write as a target: it rests on nobody yet."""
    form = example(unit, bare).replace(" (42 pupils)", "")
    with_day = f"{form} or {form} by 31/07/2027"
    return f"write {with_day if unit else f'{form}, with a day behind it, such as by 31/07/2027'}"
