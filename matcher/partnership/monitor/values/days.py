"""Days as people write them, read from a cell or found in a text."""

from __future__ import annotations

import datetime
import re

from matcher.core.calendar.school_years import last_day

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august",
           "september", "october", "november", "december")  # fmt: skip
# A day in a text; its groups are named, so that it may stand in a larger pattern.
DAY_PATTERN = (
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}(?P<sign>[/.-])\d{1,2}(?P=sign)(?:\d{4}|\d{2})"
    r"|\d{1,2}(?:st|nd|rd|th)?[ -][a-z]{3,9}[ -](?:\d{4}|\d{2})"
    r"|(?:19|20)\d\d[/–-](?:20)?\d\d(?![/-]\d))\b"
)
_DAY = re.compile(DAY_PATTERN, re.I)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?([ /.-])(\d{1,2}|[a-z]{3,9})\2(\d{4}|\d{2})")


def read_day(text: str) -> datetime.date | None:
    """A day written 2026-09-01, 01/09/2026, 01-09-2026, 01.09.2026 or 01/09/26 (the day first,
    always; two digits are a year after 2000), 1 September 2026 or 1 Sep 2026, or as the number
    by which a spreadsheet counts days; None for anything else and for years before 1990 or
    after 2100. A school year (2023/24, 2023-2024, 202324) is its last day."""
    text = " ".join(text.split()).casefold().removesuffix(" 00:00:00")
    found = None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            found = datetime.date.fromisoformat(text)
        elif parts := _DAY_FIRST.fullmatch(text):
            year = int(parts[4]) + (2000 if len(parts[4]) == 2 else 0)
            found = datetime.date(year, _month(parts[3]), int(parts[1]))
    except ValueError:
        return None
    found = found or last_day(text)
    if found is None and re.fullmatch(r"\d{5}(\.0)?", text):
        found = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text[:5]))
    return found if found and 1990 <= found.year <= 2100 else None


def _month(text: str) -> int:
    """The number of a month; 0, which is none, where the word is no month."""
    if text.isdigit():
        return int(text)
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(text)), 0)


def find_days(text: str) -> list[datetime.date]:
    """Every day written out in a text, in the order of the calendar."""
    return sorted({found for word in _DAY.finditer(text) if (found := read_day(word[0]))})
