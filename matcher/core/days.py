"""Days in words, for texts that people read; files hold them as 2026-09-01."""

from __future__ import annotations

import datetime


def in_words(day: str | datetime.date) -> str:
    """A day, given as itself or in ISO form, such as 1 September 2026."""
    date = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    return f"{date.day} {date:%B} {date.year}"
