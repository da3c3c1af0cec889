"""The register of partnerships in words, and in lines for a terminal."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from matcher.core.cells import in_words
from matcher.core.figures.number_format import counted
from matcher.show.kit.text_format import kilometres
from matcher.show.partnerships.facts import Entry, Register

# Each status in words, in the order in which one comes to them.
STATUS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "suggested": "suggested, nobody asked yet",
        "contacted": "contacted, not agreed yet",
        "agreed": "agreed, not running yet",
        "running": "running",
        "ended": "ended",
        "declined": "declined",
    }
)


def lines(about: Register) -> list[str]:
    """The register for a person at a terminal, status by status."""
    text = [summary(about)]
    for status, words in STATUS_WORDS.items():
        own = [one for one in about.entries if one.status == status]
        if own:
            text += [
                "",
                words.capitalize(),
                *(f"  {line}" for one in own for line in _entry_lines(one)),
            ]
    return text


def summary(about: Register) -> str:
    """How many partnerships there are, and of which status."""
    count = Counter(one.status for one in about.entries)
    many = counted(len(about.entries), "partnership")
    listed = ", ".join(f"{count[status]:,} {status}" for status in STATUS_WORDS if count[status])
    unread = f"; {len(about.faults):,} could not be read" if about.faults else ""
    return f"{many}{': ' if listed else ''}{listed}{unread}"


def exchanges_text(words: Sequence[str]) -> str:
    """What a side gets, as one text."""
    return "; ".join(dict.fromkeys(words))


def distance_text(one: Entry) -> str:
    """How far apart the two are, in words."""
    return "" if math.isnan(one.distance_km) else kilometres(one.distance_km)


def _entry_lines(one: Entry) -> list[str]:
    away = f", {distance_text(one)} apart" if distance_text(one) else ""
    retention = f"kept until {in_words(one.keep_until)}" if one.keep_until else "kept without end"
    # Activities may begin after the day on which somebody wrote that it runs.
    word = "from" if one.since > one.running and one.status == "running" else "since"
    since = f"{word} {in_words(one.since)}; " if one.since else ""
    reason = f"{one.reason}; " if one.reason else ""
    return [
        f"{one.seeker_name} ({one.seeker_urn}) and {one.partner_name} ({one.partner_urn}){away}",
        f"  {since}{reason}{retention}; {one.folder}",
    ]
