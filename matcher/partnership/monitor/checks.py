"""The checks that a row of monitoring values has to pass, each with what to do about it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.core.cells import is_unknown, restore
from matcher.partnership.monitor import figures
from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.values import Value
from matcher.partnership.rows import tidy

_ALIKE = 70  # of 100: how alike an id or its words must be to be offered as what was meant


@dataclass
class Refused(Exception):
    """Why a row is not used."""

    code: str
    column: str
    value: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is used: its number, its value, and whether the figure told its unit."""

    row: int
    value: Value
    signed: bool


def checked(number: int, cells: Sequence[str], at: Mapping[str, int], plan: Plan) -> Taken:
    """The value of a row; ``at`` says where each column stands. Raises :class:`Refused`."""

    def cell(column: str) -> str:
        place = at.get(column, len(cells))
        return restore(tidy(cells[place])) if place < len(cells) else ""

    id_ = _known(cell("indicator"), plan)
    date = figures.day(cell("date"))
    if date is None:
        raise Refused("unread_date", "date", cell("date"), "this is no day",
                       "write 01/09/2026 or 2026-09-01")  # fmt: skip
    read = figures.figure(cell("value"))
    if read is None:
        raise Refused("not_a_number", "value", cell("value"), "this is no figure",
                       "write a figure such as 53%, 3.4 or 12 hours, or c")  # fmt: skip
    value, told = read
    given = figures.unit(cell("unit")) if not is_unknown(cell("unit")) else ""
    unit = _agreed(told, given, plan.unit(id_), cell("value")) or plan.bare(id_)
    pupils = None if is_unknown(cell("pupils")) else figures.whole(cell("pupils"))
    if pupils is None and not is_unknown(cell("pupils")):
        raise Refused("not_whole", "pupils", cell("pupils"), "this is no whole number of pupils",
                       "write how many pupils the value rests on, or leave it blank")  # fmt: skip
    if not math.isnan(value):
        _possible(value, unit, pupils, cell("value"))
    group = figures.group(cell("group"))
    return Taken(
        number,
        Value(id_, date, group, value, unit, pupils, cell("note")),
        bool(told or given),
    )


def _known(text: str, plan: Plan) -> str:
    """The id that a cell names, by itself, its key or its words. Raises :class:`Refused`."""
    if text in plan.indicators:
        return text
    ids = plan.called.get(text.casefold(), ())
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise Refused("unknown_indicator", "indicator", text,
                      f"{len(ids)} rows of the plan are called so",
                      f"write the key of one: {', '.join(ids[:10])}")  # fmt: skip
    from rapidfuzz import fuzz, process

    names = sorted({*plan.called, *(id_.casefold() for id_ in plan.indicators)})
    near = process.extract(
        text.casefold()[:200], names, scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE
    )
    offered = list(dict.fromkeys(id_ for word, _, _ in near for id_ in plan.called.get(word, ())))
    hint = f"did you mean {' or '.join(offered)}?" if offered else "use an id of the plan"
    raise Refused("unknown_indicator", "indicator", text, "there is no such indicator", hint)


def _agreed(told: str, given: str, known: str, text: str) -> str:
    """The unit of a value: as the figure tells, as its column says, as its indicator has it.
    Raises :class:`Refused` where two of them differ."""
    said = list(dict.fromkeys(filter(None, (told, given, known))))
    if len(said) > 1:
        raise Refused("unit", "value", text, f"the unit is {said[0]}, not {said[1]}",
                       "write the figure in the unit of its indicator")  # fmt: skip
    return said[0] if said else ""


def _possible(value: float, unit: str, pupils: int | None, text: str) -> None:
    """Raise :class:`Refused` for a percentage or a number of people that cannot be."""
    if unit == figures.PERCENT and not 0 <= value <= 100:
        raise Refused("out_of_range", "value", text, "a percentage lies between 0 and 100", "")
    if unit == figures.PEOPLE:
        if value < 0 or value != int(value):
            raise Refused("not_whole", "value", text, "people are counted in whole numbers", "")
        if pupils is not None and value > pupils:
            raise Refused("out_of_range", "value", text,
                           f"more people than the {pupils} it rests on", "")  # fmt: skip


def shares_made_whole(taken: Sequence[Taken], tell: Callable[..., None]) -> list[Taken]:
    """The rows with percentages stored as shares of 1 made whole; without those of which that
    is not certain. ``tell`` hears of either: a row, why, and "note" where it is kept."""
    bare = [
        one
        for one in taken
        if one.value.unit == figures.PERCENT and not one.signed and not math.isnan(one.value.value)
    ]
    if not any(0 < one.value.value < 1 for one in bare):
        return list(taken)
    all_shares = all(one.value.value <= 1 for one in bare)
    kept = []
    for one in taken:
        value = one.value.value
        if one not in bare or not (all_shares or 0 < value < 1):
            kept.append(one)
        elif all_shares:
            whole = round(value * 100, 6)
            message = f"percentages here are shares of 1; this is {whole:g}%"
            tell(one.row, Refused("share", "value", f"{value:g}", message,
                                   "write a % sign to be sure"), "note")  # fmt: skip
            kept.append(replace(one, value=replace(one.value, value=whole)))
        else:
            tell(one.row, Refused("share", "value", f"{value:g}",
                                   f"is this {value:g}% or {value * 100:g}%?",
                                   "write it with a % sign"))  # fmt: skip
    return kept
