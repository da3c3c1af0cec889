"""The baselines and follow-ups of the rows of a plan as they may be shown.

``plan.csv`` is where people write; what is made from it (``plan.md``, ``plan.xlsx``) is handed on,
so a figure stands there only where the monitoring report shows it too: the same figure of the
same people on the same day. Words without a number stay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.plan_cells import read_cells
from matcher.partnership.monitor.plan_reader import (
    cell_values,
    ids_of_rows,
    make_plan,
    read_indicators,
)
from matcher.partnership.monitor.suppression.few_people import few_people, may_tell_a_number
from matcher.partnership.monitor.suppression.suppression import (
    CONFIDENTIAL,
    NO_BASE,
    THRESHOLD,
    ShownValue,
)
from matcher.partnership.monitor.targets import read_target
from matcher.partnership.monitor.time_series import time_series
from matcher.partnership.monitor.values.store import NO_DAY, Value

NOT_SHOWN = "not shown"  # of a cell whose figure monitoring does not use
MARKS = (
    f"{CONFIDENTIAL}: withheld, because it rests on fewer than {THRESHOLD} people or would tell of "
    f"so few. {NO_BASE}: withheld, because nobody says how many people it rests on. {NOT_SHOWN}: "
    "the figure in plan.csv is not used; matcher monitor report says why."
)


def shown_rows(rows: Sequence[Mapping[str, str]], values: Iterable[Value]) -> list[dict[str, str]]:
    """The rows of a plan with their figures as they may be shown, given the ``values`` kept from
    monitoring."""
    plan = make_plan(rows, read_indicators())
    series = time_series(plan, values, THRESHOLD, None).by_key
    return [
        {**row, **_shown_cells(row, id_, plan, series)}
        for row, id_ in zip(rows, ids_of_rows(rows), strict=True)
    ]


def marks_note(rows: Iterable[Mapping[str, str]]) -> str:
    """What the marks among the figures of these rows mean; "" where there are none."""
    cells = {row.get(name, "") for row in rows for name in ("baseline", "target", "follow_up")}
    return MARKS if cells & {CONFIDENTIAL, NO_BASE, NOT_SHOWN} else ""


def _shown_cells(
    row: Mapping[str, str],
    id_: str,
    plan: Plan,
    series: Mapping[tuple[str, str], Sequence[ShownValue]],
) -> dict[str, str]:
    """The cells of a row that are shown otherwise than they are written."""
    written = [name for name in ("baseline", "follow_up") if may_tell_a_number(row.get(name, ""))]
    found = dict.fromkeys(written, NOT_SHOWN)
    few_named = few_people(row.get("target", ""))
    if not id_ or not (written or few_named):
        return found
    own = plan.indicators[id_]
    cells, _ = read_cells(row, own)
    aim = cells.get("target")
    if few_named and (aim is None or aim.pupils is not None):
        found["target"] = NOT_SHOWN  # but "4 pupils" are a target that anybody may read
    target = read_target(row, id_, aim)
    points = series.get((id_, pupil_groups.read_group(row.get("group", ""))), ())
    for name, value in cell_values(own, target, cells):
        if name in written:
            found[name] = _shown_figure(row[name], value, points)
    return found


def _shown_figure(text: str, value: Value, points: Sequence[ShownValue]) -> str:
    """A cell as it is written, or the mark that stands for it."""
    if value.lacks_base:
        return NO_BASE
    on_day = [point for point in points if point.date == value.date]
    if not on_day and value.date == NO_DAY:
        on_day = [*points[:1]]  # it gave way to the first figure kept, which is the same
    for point in on_day:
        if not point.mark and math.isclose(point.value, value.value):
            return text if point.pupils == value.pupils else point.figure
    return CONFIDENTIAL if any(point.mark for point in on_day) else NOT_SHOWN
