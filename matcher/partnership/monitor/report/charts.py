"""Progress as pictures: for each indicator a small line chart, figures by date.

SVG of our own: lines and constants; every text of a plan enters it escaped. Groups differ
by colour, dash and mark, so that no meaning hangs on colour. Places across are in per cent of
the width, so that words keep their size on a small screen. The table beside each chart says
the same, so the picture is an extra. A figure that is withheld or not known breaks the line;
one without a day, or in another unit than the target, is in the table alone.
"""

from __future__ import annotations

import html
import itertools
import math
from collections.abc import Sequence

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.progress import Progress
from matcher.partnership.monitor.report import wording
from matcher.partnership.monitor.suppression.suppression import ShownValue
from matcher.partnership.monitor.values import units

# Of the palette of the Government Analysis Function, which allows four at most.
COLOURS = ("#12436D", "#801650", "#28A197", "#F46A25")
_DASHES = ("", "8 4", "2 4", "10 3 2 3")
# Circle, square, triangle, diamond around (0, 0), in px.
_MARKS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "M-4-4h8v8h-8z",
    "M0-5l5 9h-10z",
    "M0-5l5 5-5 5-5-5z",
)
_INK, _GRID = "#1a1a1a", "#c0c0c0"
_TOP, _HIGH, _FOOT = 28, 120, 52  # px: above the plot, the plot, and below it
_LEFT, _RIGHT = 0.17, 0.97  # of the width: the first and the last day

Chart = Sequence[Progress]


def charts(progress: Sequence[Progress]) -> list[Chart]:
    """What is drawn together: of one indicator and unit all pupils and one family of groups,
    four at most; only what has a figure to draw."""
    found: list[Chart] = []
    for _, own in itertools.groupby(progress, key=lambda one: one.indicator):
        drawn = [one for one in own if any(_drawable(point, one.unit) for point in one.series)]
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

    def across(one: ShownValue) -> float:
        if first == last:
            return (_LEFT + _RIGHT) / 2
        return _LEFT + (_RIGHT - _LEFT) * (one.date.toordinal() - first) / (last - first)

    def down(value: float) -> float:
        return _TOP + _HIGH * (1 - (value - low) / (high - low))

    marks = [_grid_line(value, down(value), unit) for value in (low, (low + high) / 2, high)]
    if aim is not None:
        marks.append(_target_line(aim, down(aim.target)))
    for at, own in enumerate(drawn):
        for one, other in itertools.pairwise(one for one in own.series if one.day):
            if _drawable(one, unit) and _drawable(other, unit):
                marks.append(
                    f'<line x1="{across(one):.2%}" y1="{down(one.value):.1f}" '
                    f'x2="{across(other):.2%}" y2="{down(other.value):.1f}" '
                    f'stroke="{COLOURS[at]}" stroke-width="2.5"{_dash(at)}/>'
                )
        marks += [
            f'<svg x="{across(one):.2%}" y="{down(one.value):.1f}" overflow="visible">{_marker(at)}'
            "</svg>"
            for one in own.series
            if _drawable(one, unit)
        ]
    ends = [(f"{_LEFT:.0%}", "start", days[0]), (f"{_RIGHT:.0%}", "end", days[-1])]
    if first == last:
        ends = [(f"{(_LEFT + _RIGHT) / 2:.0%}", "middle", days[0])]
    marks += [
        f'<text x="{x}" y="{_TOP + _HIGH + 22}" text-anchor="{anchor}" fill="{_INK}">'
        f"{day:%b %Y}</text>"
        for x, anchor, day in ends
    ]
    if unit != units.PERCENT:  # of which all know the ends
        marks.append(
            f'<text x="0" y="{_TOP + _HIGH + 44}" fill="{_INK}">Axis from '
            f"{units.figure_words(low, '')} to {units.figure_words(high, '')}</text>"
        )
    description = "; ".join(
        f"{pupil_groups.group_words(own.group)}: "
        + ", ".join(f"{one.figure} {wording.day_words(one.day)}" for one in own.series)
        for own in drawn
    )
    return (
        f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-text" width="100%" '
        f'height="{_TOP + _HIGH + _FOOT}">\n'
        f'<title id="{name}-title">{html.escape(drawn[0].words)} by date</title>\n'
        f'<desc id="{name}-text">{html.escape(description)}. The table says the same.</desc>\n'
        + "\n".join(marks)
        + f"\n</svg>\n{_legend(drawn)}"
    )


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
    power = math.floor(math.log10(max((high - low) / 2, least)))
    for step in (part * 10.0**more for more in (power, power + 1) for part in (1, 2, 5)):
        start = math.floor(round(low / step, 6)) * step
        if step >= least and start + 2 * step >= high:
            break
    return start, start + 2 * step


def _grid_line(value: float, y: float, unit: str) -> str:
    return (
        f'<line x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}" stroke="{_GRID}"/>'
        f'<text x="0" y="{y - 4:.1f}" fill="{_INK}"{_EDGE}>'
        f"{html.escape(units.figure_words(value, unit))}</text>"
    )


# Edged in white, so that no line runs through the letters.
_EDGE = ' stroke="#fff" stroke-width="5" paint-order="stroke"'


def _target_line(one: Progress, y: float) -> str:
    return (
        f'<line x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}" stroke="{_INK}" stroke-width="1.5" '
        f'stroke-dasharray="1 4"/><text x="100%" y="{y - 5:.1f}" text-anchor="end" fill="{_INK}"'
        f"{_EDGE}>target {html.escape(units.figure_words(one.target, one.unit))}</text>"
    )


def _dash(at: int) -> str:
    return f' stroke-dasharray="{_DASHES[at]}"' if _DASHES[at] else ""


def _marker(at: int) -> str:
    return f'<path d="{_MARKS[at]}" fill="{COLOURS[at]}"/>'


def _legend(drawn: Chart) -> str:
    items = "\n".join(
        f'<li><svg width="44" height="14" aria-hidden="true"><line x1="0" x2="44" y1="7" y2="7" '
        f'stroke="{COLOURS[at]}" stroke-width="2.5"{_dash(at)}/><svg x="22" y="7" '
        f'overflow="visible">{_marker(at)}</svg></svg>'
        f"<bdi>{html.escape(pupil_groups.group_words(own.group))}</bdi></li>"
        for at, own in enumerate(drawn)
    )
    return f'<ul class="key">\n{items}\n</ul>'
