"""What a cell of a file of minutes says: a number of minutes, hours and minutes, no way, nothing.

One plain rule: "25", "25 min", "1 h 5", "1 hour 5 minutes", "1.5 h", and a clock's or a
spreadsheet's "0:25" and "00:25:00", which are hours and minutes always. Seconds alone are no time.
"""

from __future__ import annotations

import math
import re

from matcher.core.cells import is_unknown

UNREACHABLE = "unreachable"
ROUNDING = 0.05  # minutes by which a mean may differ from there and back, each rounded
# As many decimals as somebody's division gave: seconds ÷ 60 have fifteen. With an exponent (1.2e1,
# 5.0E-1) as programs of statistics write figures.
_PLAIN = re.compile(r"[0-9]{1,7}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?\Z")
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]+)?)?\Z")
_HOURS = re.compile(
    r"(?:(?P<hours>[0-9]{1,4}(?:\.[0-9]+)?) ?(?:h|hrs?|hours?)\.?(?:,? ?(?:and )?|\Z))?"
    r"(?:(?P<minutes>[0-9]{1,6}(?:\.[0-9]+)?) ?(?:m|mins?|minutes?)?\.?)?\Z"
)


def duration(text: str) -> float | None:
    """The minutes a cell holds: NaN where it says that they are not known, infinity for
    "unreachable", None where it is no time."""
    if _PLAIN.match(text):
        return float(text)
    if is_unknown(text):
        return math.nan
    said = " ".join(text.casefold().split())
    if said == UNREACHABLE:
        return math.inf
    if clock := _CLOCK.match(said):
        return int(clock[1]) * 60 + int(clock[2]) + int(clock[3] or 0) / 60
    found = _HOURS.match(said)
    if found is None or not (found["hours"] or found["minutes"]):
        return None
    return float(found["hours"] or 0) * 60 + float(found["minutes"] or 0)


def mean_of(minutes: float, there: float, back: float) -> float | None:
    """The minutes of a pair: the mean of there and back where both are known, infinity where
    either is, else what is given as the mean; None where that contradicts them."""
    mean = math.inf if math.inf in (there, back) else (there + back) / 2
    if math.isnan(mean):
        return minutes
    is_same = math.isnan(minutes) or minutes == mean or abs(minutes - mean) <= ROUNDING
    return mean if is_same else None
