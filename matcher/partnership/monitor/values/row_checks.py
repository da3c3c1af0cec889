"""The checks that a row of monitoring values has to pass, each with what to do about it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.core.cells import is_unknown, restore
from matcher.partnership.csv_files import clean_cell
from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.values import days, units
from matcher.partnership.monitor.values.cell_parser import (
    Figure,
    RejectedCell,
    read_figure,
    refuse_possible_share,
)
from matcher.partnership.monitor.values.store import Value

_ALIKE = 70  # of 100: how alike an id or its words must be to be offered as what was meant


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row that is used: its number and its value."""

    row: int
    value: Value


def check_row(
    number: int,
    cells: Sequence[str],
    at: Mapping[str, int],
    plan: Plan,
    today: datetime.date = datetime.date.max,
) -> CheckedRow:
    """The value of a row; ``at`` says where each column stands. Raises :class:`RejectedCell`, also
    for a day after ``today``."""

    def cell(column: str) -> str:
        place = at.get(column, len(cells))
        return restore(clean_cell(cells[place])) if place < len(cells) else ""

    def count(column: str, of: str) -> int | None:
        found = None if is_unknown(cell(column)) else units.whole_number(cell(column))
        if found is None and not is_unknown(cell(column)):
            raise RejectedCell(
                "not_whole",
                column,
                cell(column),
                f"this is no whole number of {of}",
                f"write how many {of} the value rests on, or leave it blank",
            )
        return found

    id_ = _indicator_id(cell("indicator"), plan)
    column_unit = units.read_unit(cell("unit")) if not is_unknown(cell("unit")) else ""
    unit = _row_unit(column_unit, plan.unit(id_), cell("unit"))
    pupils, of = count("pupils", "pupils"), count("things", "things")
    found = read_figure(
        cell("value"), unit, unit or plan.default_unit(id_), pupils, plan.is_share(id_)
    )
    if not column_unit:
        refuse_possible_share(found, cell("value"))
    return CheckedRow(
        number,
        Value(
            id_,
            _day(cell("date"), found, today),
            pupil_groups.read_group(cell("group")),
            found.value,
            found.unit,
            found.pupils,
            cell("note"),
            of if found.of is None else found.of,
        ),
    )


def _day(text: str, found: Figure, today: datetime.date) -> datetime.date:
    """The day of a row, which may stand behind the figure too. Raises :class:`RejectedCell`."""
    date = days.read_day(text) if text else found.day
    if date is None:
        raise RejectedCell(
            "unread_date", "date", text, "this is no day", "write 01/09/2026 or 2026-09-01"
        )
    if found.day not in (None, date):
        raise RejectedCell(
            "two_days",
            "date",
            text,
            "the value names another day",
            "write the day in this column alone",
        )
    if date > today:
        raise RejectedCell(
            "future",
            "date",
            text,
            "this day is still to come",
            "add the figure when it has been measured, or mend the day",
        )
    return date


def _indicator_id(text: str, plan: Plan) -> str:
    """The id that a cell names, by itself, its key or its words. Raises :class:`RejectedCell`."""
    if text in plan.indicators:
        return text
    ids = plan.ids_by_name.get(text.casefold(), ())
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise RejectedCell(
            "unknown_indicator",
            "indicator",
            text,
            f"{len(ids)} rows of the plan are called so",
            f"write the key of one: {'; '.join(map(plan.told_apart, ids[:10]))}",
        )
    from rapidfuzz import fuzz, process

    names = sorted({*plan.ids_by_name, *(id_.casefold() for id_ in plan.indicators)})
    near = process.extract(
        text.casefold()[:200], names, scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE
    )
    offered = list(
        dict.fromkeys(id_ for word, _, _ in near for id_ in plan.ids_by_name.get(word, ()))
    )
    hint = f"did you mean {' or '.join(offered)}?" if offered else "use an id of the plan"
    raise RejectedCell("unknown_indicator", "indicator", text, "there is no such indicator", hint)


def _row_unit(column_unit: str, known: str, text: str) -> str:
    """The unit of a row: as its column says, as its indicator has it, the one that says more.
    Raises :class:`RejectedCell` where the two differ."""
    if column_unit and known and units.base_unit(column_unit) != units.base_unit(known):
        raise RejectedCell(
            "unit",
            "unit",
            text,
            f"this is in {units.unit_words(column_unit)}, "
            f"its indicator in {units.unit_words(known)}",
            "write the figure in the unit of its indicator",
        )
    return known if column_unit in ("", units.PERCENT) and known else column_unit
