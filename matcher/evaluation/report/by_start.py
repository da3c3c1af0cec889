"""The effects of partnerships by the school year in which they began, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from matcher.core.calendar.school_years import called
from matcher.core.page.html_page import figures, heading, table
from matcher.evaluation.effect.effect import Estimate
from matcher.evaluation.number_format import p_value, p_value_cell, signed, signed_interval
from matcher.evaluation.staggered.group_effects import StartEffect

_MEAN = "all of them"


def start_lines(effects: Sequence[StartEffect]) -> list[str]:
    """For a person at a terminal: a line for each start, none where all began together."""
    return [
        f"Began in {called(one.start)} ({one.schools} schools): {_told(one)}; "
        + "; ".join(f"in {called(year)} {signed(of.effect)}" for year, of in one.by_year)
        for one in effects
    ]


def start_table(effects: Sequence[StartEffect]) -> list[str]:
    """The same as HTML: for each start its effect in each year and in all of them."""
    if not effects:
        return []
    head = ("Began in", "Schools", "Year", "Effect", "Interval", "p")
    rows = [
        (
            called(one.start), f"{one.schools}", when, signed(of.effect),
            *_interval_and_p(one, of),
        )
        for one in effects
        for when, of in ((_MEAN, one.effect), *((called(y), e) for y, e in one.by_year))
    ]  # fmt: skip
    return [
        heading("By the year in which they began", 3),
        table("Effects by start, doubly robust; intervals at 95 %", head, rows,
              figures("Schools", "Effect", "Interval", "p")),
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


def years_by_start(effects: Sequence[StartEffect]) -> str:
    """The school years that each start was compared in, in words."""
    return "; ".join(
        f"{', '.join(map(called, one.before))} before the start in {called(one.start)}, "
        f"{', '.join(called(year) for year, _ in one.by_year)} with it"
        for one in effects
    )


def _told(one: StartEffect) -> str:
    if one.too_few:
        return f"{signed(one.effect.effect)} ({_too_few(one)})"
    return _words(one.effect)


def _interval_and_p(one: StartEffect, of: Estimate) -> tuple[str, str]:
    if one.too_few:
        return _too_few(one), ""
    return signed_interval(of.low, of.high), p_value_cell(of.p)


def _too_few(one: StartEffect) -> str:
    return f"too few {one.too_few} to tell"


def _words(one: Estimate) -> str:
    return f"{signed(one.effect)} ({signed_interval(one.low, one.high)}, {p_value(one.p)})"
