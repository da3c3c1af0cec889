"""What an evaluation found, told to readers who know nothing of evaluations: in one sentence with
the figure in words, the school years, how many schools, and the range.

It is read from JSON that people keep and may have changed: whatever is absent or of another type
counts as not known, and is not told of.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from matcher.core.calendar.school_years import called
from matcher.core.figures.in_words import figure_name
from matcher.core.figures.number_format import NumberFormat, number_format

_LONGEST = 500
_RARE = 0.05  # below it few schools stand out, as matcher.evaluation.few.words has it
# Sentences for whoever runs an evaluation, not for whoever reads of it.
_FOR_THE_OFFICE = re.compile(r"--[a-z]|\bcaliper\b|\bratio\b|\bJSON\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z])")


def told(compared: Mapping[str, Any]) -> str:
    """The sentence; "" where the verdict says nothing that is known here."""
    if is_of_few(compared):
        return _of_few(compared)
    way, figure = mapping(compared.get("verdict")).get("way"), outcome(compared)
    what = f" in {figure}" if figure else ""
    found = {
        "better": f"found that the schools did better{what} than like schools outside",
        "worse": f"found that the schools did worse{what} than like schools outside",
        "no difference": f"found no difference to speak of{what} from like schools outside",
        "cannot tell": f"could not tell whether it made a difference{what}",
    }.get(str(way), "")
    return found and f"An evaluation {found}{_basis(compared)}{_range_in_words(compared)}."


def tells_range(compared: Mapping[str, Any]) -> bool:
    """Whether :func:`told` has the range, or what is usual."""
    return is_of_few(compared) or bool(_range_in_words(compared))


def is_of_few(compared: Mapping[str, Any]) -> bool:
    """Whether it is one of few schools, which were placed among like ones."""
    return bool(items(compared.get("placed")))


def for_readers(said: str) -> str:
    """A text without its sentences on options and settings."""
    kept = (one for one in _SENTENCE.split(said) if not _FOR_THE_OFFICE.search(one))
    return " ".join(kept)


def ends(compared: Mapping[str, Any]) -> tuple[float, float]:
    """The range that an evaluation tells, or else the interval of its estimate; NaN where it is
    not known."""
    found = mapping(compared.get("range")) or mapping(compared.get("effect"))
    return number(found.get("low")), number(found.get("high"))


def outcome(compared: Mapping[str, Any]) -> str:
    """The name of what was compared, as a person would write it."""
    named = text(compared.get("outcome_words")) or text(compared.get("outcome"))
    return " ".join(named.replace("_", " ").split())


def mapping(value: object) -> Mapping[str, Any]:
    """The value, if it is an object of JSON; else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """The value, if it is a list; else an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """The value, if it is a text, no longer than a paragraph; else ""."""
    return value[:_LONGEST] if isinstance(value, str) else ""


def number(value: object) -> float:
    """The value, if it is a number; else NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def _of_few(compared: Mapping[str, Any]) -> str:
    placed = items(compared.get("placed"))
    one = mapping(compared.get("together")) or mapping(placed[0])
    p, change = number(one.get("p")), number(one.get("change"))
    usual = [number(end) for end in items(one.get("usual"))]
    if math.isnan(p):
        return ""
    own = "the school" if len(placed) == 1 else f"{len(placed)} schools together"
    figure = outcome(compared)
    what = f" in how {figure} changed" if figure else ""
    stood = "stood out" if p <= _RARE else "did not stand out"
    said = f"An evaluation found that {own} {stood} from like schools{what}{_basis(compared)}"
    if len(usual) == 2 and all(map(math.isfinite, (*usual, change))):
        numbers = number_format(*usual)
        low, high = (_move(end, numbers) for end in usual)
        said += f": {_move(change, numbers)}, where {low} to {high} is usual{_unit(compared)}"
    return f"{said}. Of so few it cannot say whether the partnership made the difference."


def _range_in_words(compared: Mapping[str, Any]) -> str:
    """Its two ends, with words for their signs."""
    low, high = ends(compared)
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    numbers, unit = number_format(low, high), _unit(compared)
    if low >= 0 or high <= 0:
        ends_ = numbers.interval(*sorted((abs(low), abs(high))))
        return f": {ends_} {'more' if low >= 0 else 'less'}{unit}"
    less, more = numbers.figure(-low), numbers.figure(high)
    return f": anything from {less} less to {more} more fits the figures{unit}"


def _unit(compared: Mapping[str, Any]) -> str:
    unit = figure_name(text(compared.get("outcome"))).unit
    return f" (in {'percentage points' if unit == '%' else unit})" if unit else ""


def _move(change: float, numbers: NumberFormat) -> str:
    return f"a {'rise' if change >= 0 else 'fall'} of {numbers.figure(abs(change))}"


def _basis(compared: Mapping[str, Any]) -> str:
    """The school years and how many schools were compared, in brackets."""
    said = []
    before, after = (_starting(compared.get(key)) for key in ("before", "after"))
    if before and after:
        years = [f"before: {_span(before)}", f"with it: {_span(after)}"]
        own = [f"each school from its own start, in {_span([*before, *after])}"]
        said += own if items(compared.get("by_start")) else years
    own_count, others = (number(compared.get(key)) for key in ("matched", "comparison_schools"))
    if own_count >= 1 and others >= 1 and math.isfinite(own_count + others):
        whose = "1 school" if own_count == 1 else f"{own_count:,.0f} schools"
        said.append(
            f"{whose}, compared with {others:,.0f} like {'it' if own_count == 1 else 'them'}"
        )
    return f" ({'; '.join(said)})" if said else ""


def _starting(value: object) -> list[int]:
    years = items(value)
    known = all(isinstance(year, int) and 1900 <= year < 2200 for year in years)
    return sorted({int(year) for year in years}) if known else []


def _span(years: Sequence[int]) -> str:
    names = list(map(called, years))
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{names[0]} to {names[-1]}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
