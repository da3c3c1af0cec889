"""The checks that a row of monitoring values has to pass, each with what to do about it."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.core.cells import is_unknown, restore
from matcher.partnership.csv_files import tidy
from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.indicators import Plan
from matcher.partnership.monitor.values import days, units
from matcher.partnership.monitor.values.cell_parser import Figure, Refused, read, share_of_one
from matcher.partnership.monitor.values.store import Value

_ALIKE = 70  # of 100: how alike an id or its words must be to be offered as what was meant


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is used: its number, its value, and whether the figure told its unit."""

    row: int
    value: Value
    signed: bool


def checked(
    number: int, cells: Sequence[str], at: Mapping[str, int], plan: Plan,
    today: datetime.date = datetime.date.max,
) -> Taken:  # fmt: skip
    """The value of a row; ``at`` says where each column stands. Raises :class:`Refused`, also
    for a day after ``today``."""

    def cell(column: str) -> str:
        place = at.get(column, len(cells))
        return restore(tidy(cells[place])) if place < len(cells) else ""

    def count(column: str, of: str) -> int | None:
        found = None if is_unknown(cell(column)) else units.whole(cell(column))
        if found is None and not is_unknown(cell(column)):
            raise Refused("not_whole", column, cell(column), f"this is no whole number of {of}",
                           f"write how many {of} the value rests on, or leave it blank"
                           )  # fmt: skip
        return found

    id_ = _known(cell("indicator"), plan)
    given = units.unit(cell("unit")) if not is_unknown(cell("unit")) else ""
    unit = _agreed(given, plan.unit(id_), cell("unit"))
    pupils, of = count("pupils", "pupils"), count("things", "things")
    found = read(cell("value"), unit, unit or plan.bare(id_), pupils, plan.share(id_))
    return Taken(
        number,
        Value(
            id_, _day(cell("date"), found, today), pupil_groups.group(cell("group")), found.value,
            found.unit, found.pupils, cell("note"), of if found.of is None else found.of,
        ),
        found.signed or bool(given),
    )  # fmt: skip


def _day(text: str, found: Figure, today: datetime.date) -> datetime.date:
    """The day of a row, which may stand behind the figure too. Raises :class:`Refused`."""
    date = days.day(text) if text else found.day
    if date is None:
        raise Refused("unread_date", "date", text, "this is no day",
                       "write 01/09/2026 or 2026-09-01")  # fmt: skip
    if found.day not in (None, date):
        raise Refused("two_days", "date", text, "the value names another day",
                       "write the day in this column alone")  # fmt: skip
    if date > today:
        raise Refused("future", "date", text, "this day is still to come",
                       "add the figure when it has been measured, or mend the day")  # fmt: skip
    return date


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


def _agreed(given: str, known: str, text: str) -> str:
    """The unit of a row: as its column says, as its indicator has it, the one that says more.
    Raises :class:`Refused` where the two differ."""
    if given and known and units.plain(given) != units.plain(known):
        raise Refused(
            "unit",
            "unit",
            text,
            f"this is in {units.called(given)}, its indicator in {units.called(known)}",
            "write the figure in the unit of its indicator",
        )
    return known if given in ("", units.PERCENT) and known else given


def shares_made_whole(taken: Sequence[Taken], tell: Callable[..., None]) -> list[Taken]:
    """The rows with percentages stored as shares of 1 made whole; without those of which that
    is not certain. ``tell`` hears of either: a row, why, and "note" where it is kept."""
    bare = [
        one
        for one in taken
        if units.plain(one.value.unit) == units.PERCENT
        and not one.signed
        and not math.isnan(one.value.value)
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
            tell(one.row, share_of_one(value, f"{value:g}"))
    return kept
