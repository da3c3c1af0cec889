"""The cells of a row of the plan: the figures in them, what they say in words, and what people
have to correct."""

from __future__ import annotations

import math
from collections.abc import Mapping

from matcher.core.cells import is_unknown
from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.indicators import Indicator
from matcher.partnership.monitor.suppression.few_people import few_people, may_tell_a_number
from matcher.partnership.monitor.targets import target_hint
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.cell_parser import (
    Figure,
    RejectedCell,
    example_figure,
    read_figure,
    refuse_possible_share,
    unit_in_cell,
)
from matcher.partnership.monitor.values.store import Value
from matcher.partnership.plan.answers import is_answer

CELLS = ("target", "baseline", "follow_up")  # of a row of the plan that hold a figure


def read_cells(row: Mapping[str, str], own: Indicator) -> tuple[dict[str, Figure], dict[str, str]]:
    """The figures of a row by the names of its cells, and what is to be mended in others."""
    group = pupil_groups.read_group(row.get("group", ""))
    cells: dict[str, Figure] = {}
    wrong: dict[str, RejectedCell] = {}
    for name in CELLS:
        text = row.get(name, "")
        try:
            cells[name] = found = read_figure(
                text, own.unit, own.default_unit, None, units.is_share_measure(own.measure)
            )
            refuse_possible_share(found, text)
        except RejectedCell as why:
            words = own.kind == "qualitative" and not any(map(str.isnumeric, text))
            if name == "target" or not words:
                wrong[name] = why
            elif few_people(text):
                wrong[name] = RejectedCell(
                    "few_people", name, text, "it tells of very few people",
                    "write “a few” or “some” instead of the number",
                )  # fmt: skip
    known_units = {one.unit for one in cells.values() if one.has_unit}
    for name, one in cells.items():
        if known_units and one.unit == "" and not math.isnan(one.value):
            value = f"{one.value:g}"
            wrong[name] = RejectedCell(
                "no_unit", name, row[name], "it has no unit, and others of its row have one",
                f"write {value}%, {value} pupils or {value} points",
            )  # fmt: skip
    return {name: one for name, one in cells.items() if name not in wrong}, {
        name: f"{_cell_name(name, own.id, group)} is not used{_reason(name, why, own)}"
        for name, why in wrong.items()
    }


def _reason(name: str, why: RejectedCell, own: Indicator) -> str:
    """Why a cell is not used. Targets are anybody's to read, unless they tell of a few; a figure
    may be of so few people that it is not to be shown, here no more than in the report."""
    open_ = not few_people(why.value) if name == "target" else not may_tell_a_number(why.value)
    if why.code == "few_people":
        return f": {why.message}; {why.hint}"
    hint = f"write {example_figure(own.unit, own.default_unit)}"
    if name == "target":
        hint = (
            why.hint
            if why.code in ("share", "no_unit")
            else target_hint(own.unit, own.default_unit)
        )
    elif own.kind == "qualitative":
        hint += ", or words without a number"
    return f"{f' ({why.value[:60]})' if open_ else ''}: {why.message}; {hint}"


def cells_in_words(row: Mapping[str, str], own: Indicator) -> tuple[str, str]:
    """The baseline and the follow-up of a row that are told in words, "" where not. Words with
    a digit, or of two of three pupils, are none: they may tell of a few."""

    def words(text: str) -> str:
        known = not is_unknown(text) and is_answer(text)
        return text if known and not may_tell_a_number(text) else ""

    if own.kind != "qualitative":
        return "", ""
    return words(row.get("baseline", "")), words(row.get("follow_up", ""))


def holds_words(text: str) -> bool:
    """Whether a cell holds words, as what people say may be told: "6 were shy"."""
    unit = unit_in_cell(text)
    return unit is None or not (units.is_things(unit) or unit in units.KNOWN_UNITS)


def no_base_message(name: str, value: Value) -> str:
    """What is to be mended in a cell that does not say on how many people it rests."""
    cell, example = (
        _cell_name(name, value.indicator, value.group),
        example_figure(value.unit, value.unit),
    )
    return (
        f"{cell} does not say how many people it rests on, so it is not shown: write that behind "
        f"it, such as {example}"
    )


def _cell_name(name: str, id_: str, group: str) -> str:
    return f"{name} of {id_}" + (
        "" if group == pupil_groups.ALL else f", {pupil_groups.group_words(group)},"
    )
