"""Progress as pictures: for each indicator a small line chart, figures by date.

Groups differ by colour, dash and mark, so that no meaning hangs on colour. The table beside
each chart says the same, so the picture is an extra. A figure that is withheld or not known
breaks the line; one without a day, or in another unit than the target, is in the table alone.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from matcher.core.page import svg
from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.progress import Progress
from matcher.partnership.monitor.report import wording
from matcher.partnership.monitor.suppression.suppression import ShownValue
from matcher.partnership.monitor.values import units

COLOURS = (svg.DARK_BLUE, svg.DARK_PINK, svg.TURQUOISE, svg.ORANGE)
_DASHES = ("", "8 4", "2 4", "10 3 2 3")
# Circle, square, triangle, diamond around (0, 0), in px.
_MARKS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "M-4-4h8v8h-8z",
    "M0-5l5 9h-10z",
    "M0-5l5 5-5 5-5-5z",
)
_TOP, _HIGH, _FOOT = 28, 120, 52  # px: above the plot, the plot, and below it
_LEFT, _RIGHT = 0.17, 0.97  # of the width: the first and the last day

Chart = Sequence[Progress]


def charts(progress: Sequence[Progress]) -> list[Chart]:
    """What is drawn together: of one indicator and unit all pupils and one family of groups,
    four at most; only what has a figure to draw."""
    found: list[Chart] = []
    alike: dict[tuple[str, str], list[Progress]] = {}
    for one in progress:
        if any(_drawable(point, one.unit) for point in one.series):
            alike.setdefault((one.indicator, units.base_unit(one.unit)), []).append(one)
    for drawn in alike.values():
        whole = [one for one in drawn if one.group == pupil_groups.ALL]
        rest = [one for one in drawn if one.group != pupil_groups.ALL]
        rest.sort(key=lambda one: (_family(one.group), one.group))
        for _, parts in itertools.groupby(rest, key=lambda one: _family(one.group)):
            for some in _batches(list(parts), len(COLOURS) - len(whole)):
                found.append([*whole, *some])
        if whole and not rest:
            found.append(whole)
    return found


def chart(drawn: Chart, name: str) -> str:
    """One chart; ``name`` is its id on the page."""
    unit = units.base_unit(drawn[0].unit)
    days = sorted({one.date for own in drawn for one in own.series if _drawable(one, unit)})
    aim = next((one for one in drawn if one.planned), None)
    every = [one.value for own in drawn for one in own.series if _drawable(one, unit)]
    low, high = scale([*every, *([aim.target] if aim else [])], unit)
    first, last = days[0].toordinal(), days[-1].toordinal()

    def across(one: ShownValue) -> str:
        if first == last:
            return svg.percent((_LEFT + _RIGHT) / 2)
        way = (one.date.toordinal() - first) / (last - first)
        return svg.percent(_LEFT + (_RIGHT - _LEFT) * way)

    def down(value: float) -> float:
        return _TOP + _HIGH * (1 - (value - low) / (high - low))

    marks: list[str] = []
    for value in (low, (low + high) / 2, high):
        marks += _grid_line(down(value), units.figure_words(value, unit))
    if aim is not None:
        marks += _target_line(down(aim.target), units.figure_words(aim.target, aim.unit))
    for at, own in enumerate(drawn):
        for one, other in itertools.pairwise(one for one in own.series if one.day):
            if _drawable(one, unit) and _drawable(other, unit):
                start, end = ((across(this), down(this.value)) for this in (one, other))
                marks.append(svg.line(start, end, COLOURS[at], 2.5, _DASHES[at]))
        marks += [
            _marker(at, across(one), down(one.value)) for one in own.series if _drawable(one, unit)
        ]
    days_shown = [(_LEFT, "start", days[0]), (_RIGHT, "end", days[-1])]
    if first == last:
        days_shown = [((_LEFT + _RIGHT) / 2, "middle", days[0])]
    marks += [
        svg.text(svg.percent(x), _TOP + _HIGH + 22, f"{day:%b %Y}", anchor=anchor)
        for x, anchor, day in days_shown
    ]
    if unit != units.PERCENT:  # of which all know the ends
        axis = f"Axis from {units.figure_words(low, '')} to {units.figure_words(high, '')}"
        marks.append(svg.text(0, _TOP + _HIGH + 44, axis))
    description = "; ".join(
        f"{pupil_groups.group_words(own.group)}: "
        + ", ".join(f"{one.figure} {wording.day_words(one.day)}" for one in own.series)
        for own in drawn
    )
    words = f"{description}. The table says the same."
    title = f"{drawn[0].words} by date"
    return svg.chart(name, title, words, marks, _TOP + _HIGH + _FOOT) + "\n" + _legend(drawn)


def rows(drawn: Chart) -> list[tuple[str, str, str, str]]:
    """The same as a table: group, day, figure, and how many it rests on."""
    return [
        (
            pupil_groups.group_words(own.group),
            wording.day_words(one.day),
            one.figure,
            one.base or "not said",
        )
        for own in drawn
        for one in own.series
    ]


def _family(group: str) -> str:
    return group.split(":")[0] if ":" in group else group.removeprefix("not ")


def _batches(parts: list[Progress], size: int) -> list[list[Progress]]:
    return [parts[at : at + size] for at in range(0, len(parts), size)]


def _drawable(one: ShownValue, unit: str) -> bool:
    known = not one.mark and one.day is not None
    return known and units.base_unit(one.unit) == units.base_unit(unit)


def scale(values: Sequence[float], unit: str) -> tuple[float, float]:
    """The ends of the axis: of percentages 0 and 100, else round figures, as near to each other
    as the data allow, with a round figure in the middle."""
    if unit == units.PERCENT:
        return 0.0, 100.0
    low, high = min(values), max(values)
    least = {units.PEOPLE: 1.0, units.SCORE: 0.01}.get(unit, 0.1)

    def start(step: float) -> float:
        return math.floor(round(low / step, 6)) * step

    step = next(
        step
        for step in svg.round_steps(max((high - low) / 2, least))
        # No figure between two that the unit can have, such as half a person.
        if math.isclose(step / least, round(step / least)) and start(step) + 2 * step >= high
    )
    return start(step), start(step) + 2 * step


def _grid_line(y: float, figure: str) -> tuple[str, str]:
    return svg.line((0, y), ("100%", y)), svg.text(0, y - 4, figure, edge=5)


def _target_line(y: float, figure: str) -> tuple[str, str]:
    return (
        svg.line((0, y), ("100%", y), svg.INK, 1.5, "1 4"),
        svg.text("100%", y - 5, f"target {figure}", anchor="end", edge=5),
    )


def _marker(at: int, x: str, y: float) -> str:
    mark = f'<path d="{_MARKS[at]}" fill="{COLOURS[at]}"/>'
    return f'<svg x="{x}" y="{y:.1f}" overflow="visible">{mark}</svg>'


def _legend(drawn: Chart) -> str:
    return svg.legend(
        [
            (
                44,
                svg.line((0, 9), (44, 9), COLOURS[at], 2.5, _DASHES[at]) + _marker(at, "22", 9),
                pupil_groups.group_words(own.group),
            )
            for at, own in enumerate(drawn)
        ]
    )
