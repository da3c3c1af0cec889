"""The effects of partnerships by the school year in which they began, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from matcher.core.calendar.school_years import called
from matcher.core.figures.number_format import NumberFormat, counted
from matcher.core.page.html_page import figures, heading, paragraph, table
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.gates import MIN_MATCHED
from matcher.evaluation.number_format import p_value, p_value_cell
from matcher.evaluation.staggered.group_effects import StartEffect

_MEAN = "all of them"


def start_lines(effects: Sequence[StartEffect], numbers: NumberFormat) -> list[str]:
    """For a person at a terminal: a line for each start, none where all began together, and what
    the earliest of them costs. ``numbers``: how effects are written."""
    lines = [
        f"Began in {called(one.start)} ({counted(one.schools, 'school')}; before: {_years(one)}): "
        f"{_told(one, numbers)}; "
        + "; ".join(f"in {called(year)} {numbers.signed(of.effect)}" for year, of in one.by_year)
        for one in effects
    ]
    return [*lines, *_cost_of_the_earliest(effects)]


def start_table(effects: Sequence[StartEffect], numbers: NumberFormat) -> list[str]:
    """The same as HTML: for each start its years before, and its effect in each year after and in
    all of them."""
    if not effects:
        return []
    head = ("Began in", "Schools", "Years before", "Year", "Effect", "Interval", "p")
    rows = [
        (
            called(one.start), f"{one.schools}", _years(one), when, numbers.signed(of.effect),
            *_interval_and_p(one, of, numbers),
        )
        for one in effects
        for when, of in ((_MEAN, one.effect), *((called(y), e) for y, e in one.by_year))
    ]  # fmt: skip
    return [
        heading("By the year in which they began", 3),
        table("Effects by start, doubly robust; intervals at 95 %", head, rows,
              figures("Schools", "Effect", "Interval", "p"), cards=True),
        *map(paragraph, _cost_of_the_earliest(effects)),
    ]  # fmt: skip


def starts_as_data(effects: Sequence[StartEffect]) -> list[dict[str, Any]]:
    """Plain data: ``start``, ``schools``, ``before`` (starting years), ``effect``, and for each
    year after its ``year`` and ``effect``; ``too_few``: of what there are too few for intervals."""
    return [
        {
            "start": one.start,
            "school_year": called(one.start),
            "schools": one.schools,
            "before": list(one.before),
            "effect": asdict(one.effect),
            "too_few": one.too_few,
            "by_year": [{"year": year, "effect": asdict(of)} for year, of in one.by_year],
        }
        for one in effects
    ]


def _years(one: StartEffect) -> str:
    return ", ".join(map(called, one.before))


def _cost_of_the_earliest(effects: Sequence[StartEffect]) -> list[str]:
    """What leaving out the earliest start would bring: it settles how many years before all of
    them have."""
    if len(effects) < 2:
        return []
    first, *later = effects
    years = {year for one in effects for year in (*one.before, *(y for y, _ in one.by_year))}
    count, own = sum(year < later[0].start for year in years), len(first.before)
    if count <= own:
        return []
    left = sum(one.schools for one in later)
    enough = "" if left >= MIN_MATCHED else f", too few for an average ({MIN_MATCHED} are needed)"
    return [
        f"Each school is given as many years before as the earliest start, {called(first.start)}, "
        f"has. Leaving out its {counted(first.schools, 'school')} would bring "
        f"{counted(count, 'year')} before in place of {own}; {counted(left, 'school')} would be "
        f"left{enough}."
    ]


def _told(one: StartEffect, numbers: NumberFormat) -> str:
    if one.too_few:
        return f"{numbers.signed(one.effect.effect)} ({_too_few(one)})"
    return estimate_words(one.effect, numbers)


def _interval_and_p(one: StartEffect, of: Estimate, numbers: NumberFormat) -> tuple[str, str]:
    if one.too_few:
        return _too_few(one), ""
    return numbers.signed_interval(of.low, of.high), p_value_cell(of.p)


def _too_few(one: StartEffect) -> str:
    return f"too few {one.too_few} to tell"


def estimate_words(one: Estimate, numbers: NumberFormat) -> str:
    """An effect with its interval and p."""
    ends = numbers.signed_interval(one.low, one.high)
    return f"{numbers.signed(one.effect)} ({ends}, {p_value(one.p)})"
