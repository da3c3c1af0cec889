"""What is measured: the indicators of the product and of a partnership's own plan, and the
targets that the plan sets.

``data/reference/partnership/indicators.csv`` has one indicator a row; ``plan.csv`` in the
folder of a partnership one row for each indicator and exchange, with the baseline, target and
follow-up that people fill in. An indicator of one's own is one that stands in the plan alone.
"""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from matcher.core.resources import resource
from matcher.partnership.monitor import figures
from matcher.partnership.monitor.typed import Figure, Refused, example, own_unit, read, share_of_one
from matcher.partnership.monitor.values import NO_DAY, Value, merged
from matcher.partnership.rows import read_rows

PLAN = "plan.csv"
CELLS = ("target", "baseline", "follow_up")  # of a row of the plan that hold a figure
_SLOT = re.compile(r"\{(\w+)\}")
_SLOTS = {
    "subject": "the subject", "pupils": "pupils", "pupils_": "Pupils", "receiver": "the school",
    "giver": "the partner", "published": "the published tables", "years": "taking part",
    "gap": "and the gap of pupils eligible for free school meals",
    "eligible": "pupils eligible for free school meals", "go_on": "go on with the subject",
    "scale": "counted by how good they are", "workforce": "staff records",
    "destinations": "records of leavers",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indicator:
    """``id`` and its ``words``; ``unit`` is "%", "people", "score" or another word, "" where
    neither a unit nor the measure tells; ``bare`` is the unit of a figure that stands without
    one; ``kind`` is quantitative or qualitative."""

    id: str
    words: str
    measure: str = ""
    activity: str = ""
    kind: str = ""
    unit: str = ""
    bare: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the plan: which indicator of which group is to be ``target`` (NaN: not said;
    ``unit``, "" where nobody says) by the day ``due`` (None: no day is given). ``start`` is the
    day on which the baseline is due."""

    indicator: str
    group: str
    target: float
    due: datetime.date | None
    start: datetime.date | None = None
    by: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The indicators that values may be given for, by id, and the targets of the plan in its
    order.

    ``typed`` are the baselines and follow-ups written in the plan itself; one without a day is
    not ``dated``, and counts at NO_DAY or, a follow-up, on the day on which it is due (the last
    of the calendar where none is given). ``called`` says which ids a word may mean: an id that
    several rows of the plan share means the keys of all of them. ``faults`` are cells of the
    plan that are to be mended, in words. ``made``: there is a plan at all.
    """

    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...] = ()
    typed: tuple[Value, ...] = ()
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    made: bool = True

    def words(self, id: str) -> str:
        """An indicator in words; its id where there are none."""
        known = self.indicators.get(id)
        return known.words or id if known else id

    def unit(self, id: str) -> str:
        """The unit of an indicator; "" where it is not known."""
        known = self.indicators.get(id)
        return known.unit if known else ""

    def bare(self, id: str) -> str:
        """The unit of a figure of an indicator that stands without one."""
        known = self.indicators.get(id)
        return known.bare if known else ""


def indicators() -> dict[str, Indicator]:
    """The product's own indicators by id."""
    path = resource("data", "reference", "partnership", "indicators.csv")
    found = {}
    for row in read_rows(path, ("id", "indicator", "measure")):
        plain = {name: _plain(text) for name, text in row.items()}
        found[row["id"]] = _indicator(row["id"], [{**plain, "text": plain["indicator"]}])
    return found


def read_plan(folder: Path) -> Plan:
    """The product's indicators and the plan in ``folder``; without a plan there the product's
    indicators alone. Raises :class:`FileError` where the plan cannot be read."""
    path = folder / PLAN
    made = path.is_file()
    rows = read_rows(path, ("indicator",)) if made else []
    return replace(plan(rows, indicators()), made=made)


def plan(rows: Sequence[Mapping[str, str]], known: Mapping[str, Indicator]) -> Plan:
    """A plan from its rows, the columns by name: key, use ("no": left out), part ("logic": no
    indicator), indicator (an id), text, measure, unit, group (blank: all), baseline, target,
    follow_up, baseline_due, follow_up_due (or ``when``: the last day named there), by.

    An id that stands in one row alone, or in several with a group each, is kept; where
    several rows of a group share it, each goes by its key.
    """
    used = [
        row
        for row in rows
        if row.get("indicator") and row.get("part") != "logic" and not _is_no(row.get("use", ""))
    ]
    shared = Counter((row["indicator"], figures.group(row.get("group", ""))) for row in used)
    several = {id_ for (id_, _), count in shared.items() if count > 1}
    ids = [row.get("key") or row["indicator"] if row["indicator"] in several else row["indicator"]
           for row in used]  # fmt: skip
    together: dict[str, list[Mapping[str, str]]] = {}
    for id_, row in zip(ids, used, strict=True):
        together.setdefault(id_, []).append(row)
    found = {
        id_: _indicator(id_, own, known.get(own[0]["indicator"])) for id_, own in together.items()
    }
    called: dict[str, list[str]] = {}
    targets, typed, faults = [], [], []
    for id_, row in zip(ids, used, strict=True):
        own = found[id_]
        for word in (id_, row["indicator"], row.get("key", ""), own.words):
            meant = called.setdefault(word.casefold(), [])
            if word and id_ not in meant:
                meant.append(id_)
        cells, wrong = _read_cells(row, own)
        target, values = _told(row, own, cells)
        targets.append(target)
        typed += [value for _, value in values]
        faults += wrong + [_unbased(name, value) for name, value in values if value.unbased]
    for id_, one in known.items():
        if id_ not in several:
            found.setdefault(id_, one)
            called.setdefault(id_.casefold(), [id_])
            called.setdefault(one.words.casefold(), [id_])
    return Plan(
        found,
        tuple(targets),
        merged((), typed)[0],
        {word: tuple(ids) for word, ids in called.items() if word},
        tuple(faults),
    )


def _read_cells(row: Mapping[str, str], own: Indicator) -> tuple[dict[str, Figure], list[str]]:
    """The figures of a row by the names of its cells, and what is to be mended."""
    group = figures.group(row.get("group", ""))
    cells: dict[str, Figure] = {}
    wrong: dict[str, Refused] = {}
    for name in CELLS:
        text = row.get(name, "")
        try:
            cells[name] = found = read(text, own.unit, own.bare)
            share = figures.plain(found.unit) == figures.PERCENT and not found.signed
            if share and 0 < found.value <= 1:
                raise share_of_one(found.value, text)
        except Refused as why:
            if name == "target" or own.kind != "qualitative" or not _in_words(text):
                wrong[name] = why
    told = {one.unit for one in cells.values() if one.signed}
    for name, one in cells.items():
        if told and one.unit == "" and not math.isnan(one.value):
            value = f"{one.value:g}"
            wrong[name] = Refused(
                "unit", name, row[name], "it has no unit, and others of its row have one",
                f"write {value}%, {value} pupils or {value} points",
            )  # fmt: skip
    return {name: one for name, one in cells.items() if name not in wrong}, [
        f"{_called(name, own.id, group)} is not used{_why(name, why, own)}"
        for name, why in wrong.items()
    ]


def _why(name: str, why: Refused, own: Indicator) -> str:
    """Why a cell is not used. Targets are anybody's to read; a figure may be of so few people
    that it is not to be shown, here no more than in the report."""
    open_ = name == "target" or not any(map(str.isdigit, why.value))
    hint = why.hint if name == "target" else f"write {example(own.unit, own.bare)}"
    return f"{f' ({why.value[:60]})' if open_ else ''}: {why.message}; {hint}"


def _told(
    row: Mapping[str, str], own: Indicator, cells: Mapping[str, Figure]
) -> tuple[Target, list[tuple[str, Value]]]:
    """The target of a row, and the figures typed in it by the names of their cells."""
    group = figures.group(row.get("group", ""))
    aim = cells.get("target", Figure(math.nan, ""))
    due = aim.day or _last(row.get("follow_up_due", "")) or _last(row.get("when", ""))
    start = _last(row.get("baseline_due", ""))
    counts = {"baseline": NO_DAY, "follow_up": due or datetime.date.max}
    values = [
        (name, Value(own.id, one.day or day, group, one.value, one.unit, one.pupils,
                     of=one.of, dated=one.day is not None))
        for name, day in counts.items()
        if (one := cells.get(name)) and not math.isnan(one.value)
    ]  # fmt: skip
    return Target(own.id, group, aim.value, due, start, row.get("by", ""), aim.unit), values


def _unbased(name: str, value: Value) -> str:
    return (
        f"{_called(name, value.indicator, value.group)} does not say how many people it rests on, "
        f"so it is not shown: write that behind it, such as {example(value.unit, value.unit)}"
    )


def _called(name: str, id_: str, group: str) -> str:
    return f"{name} of {id_}" + ("" if group == figures.ALL else f", {figures.said(group)},")


def _in_words(text: str) -> bool:
    """Whether a cell holds words, as what people say may be told: "6 were shy"."""
    unit = own_unit(text)
    return unit is None or not (figures.is_things(unit) or unit in figures.KNOWN)


def _last(text: str) -> datetime.date | None:
    found = figures.days(text)
    return found[-1] if found else None


def _is_no(text: str) -> bool:
    return text.casefold() in ("no", "n", "not used", "0")


def _plain(text: str) -> str:
    """A text with slots to fill in, such as "{in_subject}", where there is nothing to fill."""
    return _SLOT.sub(lambda slot: _SLOTS.get(slot[1], ""), text)


def _indicator(
    id_: str, rows: Sequence[Mapping[str, str]], known: Indicator | None = None
) -> Indicator:
    """An indicator from the rows of its groups; what they leave blank is as it is ``known``.
    A unit that somebody typed goes before the one that the words of the measure suggest."""
    base = {"text": known.words, "measure": known.measure} if known else {}
    row = {**base, **{name: text for name, text in rows[0].items() if text}}
    measure = row.get("measure", "")
    units = [figures.unit(one.get("unit", "")) for one in rows]
    units += [
        own_unit(one.get(name, "")) or ""
        for one in rows
        for name in CELLS
        if row.get("kind") != "qualitative" or not _in_words(one.get(name, ""))
    ]
    unit = next(filter(None, units), "")
    return Indicator(
        id=id_,
        words=row.get("text", ""),
        measure=measure,
        activity=row.get("activity", ""),
        kind=row.get("kind", ""),
        unit=unit or figures.unit_of(measure),
        bare=unit or figures.bare_unit_of(measure),
    )
