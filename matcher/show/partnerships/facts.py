"""The register of partnerships as it is shown: plain facts, a table, lines of text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from matcher.core.cells import in_words
from matcher.show.explain.reasons import kilometres

if TYPE_CHECKING:
    import pandas as pd

Point = tuple[float, float]

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
_FIGURES = ("score", "distance_km")
_POINTS = ("seeker_at", "partner_at")


@dataclass(frozen=True, slots=True)
class Entry:
    """One partnership of the register.

    ``since``: the day of its status; ``reason``: the code of why it was declined; the day of
    every other status under its name (all days ISO, "" where not reached); ``seeker_gets``
    and ``partner_gets``: what is exchanged, in words, parted by "; ". ``score`` and
    ``distance_km`` NaN where not known. ``seeker_at``, ``partner_at``: metres on the grid
    (EPSG:27700), None where it is not known where the school is.
    """

    seeker_urn: str
    seeker_name: str
    partner_urn: str
    partner_name: str
    status: str
    since: str
    reason: str
    suggested: str
    contacted: str
    agreed: str
    running: str
    ended: str
    declined: str
    keep_until: str
    score: float
    distance_km: float
    area: str
    seeker_gets: str
    partner_gets: str
    folder: str
    seeker_at: Point | None = None
    partner_at: Point | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """All partnerships below a folder, and what is wrong with those that could not be read,
    as sentences. ``reasons``: the codes of why schools declined, in words."""

    folder: str
    entries: tuple[Entry, ...]
    faults: tuple[str, ...]
    reasons: Mapping[str, str]


COLUMNS = tuple(field.name for field in fields(Entry) if field.name not in _POINTS)


def table(about: Register) -> pd.DataFrame:
    """The register as a table for CSV: the columns of :class:`Entry` but the points."""
    import pandas as pd

    frame = pd.DataFrame([_row(one) for one in about.entries], columns=list(COLUMNS))
    return frame.astype({n: "float64" if n in _FIGURES else "str" for n in COLUMNS})


def plain(about: Register) -> dict[str, Any]:
    """The register as plain data for JSON; unknown figures are null."""
    rows = [
        {name: None if _unknown(value) else value for name, value in _row(one).items()}
        for one in about.entries
    ]
    return {"folder": about.folder, "partnerships": rows, "problems": list(about.faults)}


def lines(about: Register) -> list[str]:
    """The register for a person at a terminal, status by status."""
    text = [account(about)]
    for status, words in STATUS_WORDS.items():
        own = [one for one in about.entries if one.status == status]
        if own:
            text += ["", words.capitalize(), *(f"  {line}" for one in own for line in _told(one))]
    return text


def account(about: Register) -> str:
    """How many partnerships there are, and of which status."""
    count = Counter(one.status for one in about.entries)
    number = len(about.entries)
    many = f"{number:,} partnership{'' if number == 1 else 's'}"
    listed = ", ".join(f"{count[status]:,} {status}" for status in STATUS_WORDS if count[status])
    unread = f"; {len(about.faults):,} could not be read" if about.faults else ""
    return f"{many}{': ' if listed else ''}{listed}{unread}"


def gets(words: Sequence[str]) -> str:
    """What a side gets, as one text."""
    return "; ".join(dict.fromkeys(words))


def apart(one: Entry) -> str:
    """How far apart the two are, in words."""
    return "" if math.isnan(one.distance_km) else kilometres(one.distance_km)


def _told(one: Entry) -> list[str]:
    far = f", {apart(one)} apart" if apart(one) else ""
    kept = f"kept until {in_words(one.keep_until)}" if one.keep_until else "kept without end"
    since = f"since {in_words(one.since)}; " if one.since else ""
    why = f"{one.reason}; " if one.reason else ""
    return [
        f"{one.seeker_name} ({one.seeker_urn}) and {one.partner_name} ({one.partner_urn}){far}",
        f"  {since}{why}{kept}; {one.folder}",
    ]


def _row(one: Entry) -> dict[str, Any]:
    known = asdict(one)
    return {name: known[name] for name in COLUMNS}


def _unknown(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)
