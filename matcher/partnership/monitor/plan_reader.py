"""The indicators of the product and the plan of a partnership, read from their tables.

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
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from matcher.core.installation import resource
from matcher.partnership.csv_files import read_rows
from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.indicators import Indicator, Plan
from matcher.partnership.monitor.plan_cells import (
    CELLS,
    cells_in_words,
    holds_words,
    no_base_message,
    read_cells,
)
from matcher.partnership.monitor.targets import Target, plain_target, read_target, wanted_by_words
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.cell_parser import Figure, unit_in_cell
from matcher.partnership.monitor.values.store import NO_DAY, Value, merge_values

PLAN = "plan.csv"
_BOUND = "target as written"  # no column of the file
_WANTED = {"more": 1, "less": -1}
_SLOT = re.compile(r"\{(\w+)\}")
_SLOTS = {
    "subject": "the subject", "pupils": "pupils", "pupils_": "Pupils", "receiver": "the school",
    "giver": "the partner", "published": "the published tables", "years": "taking part",
    "gap": "and the gap of pupils eligible for free school meals",
    "eligible": "pupils eligible for free school meals", "go_on": "go on with the subject",
    "scale": "counted by how good they are", "workforce": "staff records",
    "destinations": "records of leavers", "facilities": "the facilities",
}  # fmt: skip


@cache  # a website tells of two thousand partnerships, each with a plan
def read_indicators() -> Mapping[str, Indicator]:
    """The product's own indicators by id."""
    path = resource("data", "reference", "partnership", "indicators.csv")
    found = {}
    for row in read_rows(path, ("id", "indicator", "measure")):
        plain = {name: _without_slots(text) for name, text in row.items()}
        found[row["id"]] = _indicator(row["id"], [{**plain, "text": plain["indicator"]}])
    return MappingProxyType(found)


def read_plan(folder: Path) -> Plan:
    """The product's indicators and the plan in ``folder``; without a plan there the product's
    indicators alone. Raises :class:`FileError` where the plan cannot be read."""
    path = folder / PLAN
    made = path.exists()
    rows = read_rows(path, ("indicator",)) if made else []
    return replace(make_plan(rows, read_indicators()), made=made)


def make_plan(rows: Sequence[Mapping[str, str]], known: Mapping[str, Indicator]) -> Plan:
    """A plan from its rows, the columns by name: key, use ("no": left out), part ("logic": no
    indicator), indicator (an id), text, measure, unit, group (blank: all), baseline, target,
    follow_up, baseline_due, follow_up_due (or ``when``: the last day named there), by.

    An id that stands in one row alone, or in several with a group each, is kept; where
    several rows of a group share it, each goes by its key.
    """
    every_id = ids_of_rows(rows)
    used = [
        {**row, "target": plain_target(row.get("target", "")), _BOUND: row.get("target", "")}
        for row, id_ in zip(rows, every_id, strict=True)
        if id_
    ]
    ids = [id_ for id_ in every_id if id_]
    several = {row["indicator"] for row, id_ in zip(used, ids, strict=True)} - {*ids}
    together: dict[str, list[Mapping[str, str]]] = {}
    for id_, row in zip(ids, used, strict=True):
        together.setdefault(id_, []).append(row)
    found = {
        id_: _indicator(id_, own, known.get(own[0]["indicator"])) for id_, own in together.items()
    }
    ids_by_name: dict[str, list[str]] = {}
    targets, values, faults = [], [], []
    unused_cells: set[tuple[str, str, str]] = set()
    in_words: dict[tuple[str, str], tuple[str, str]] = {}
    baseline_days: dict[tuple[str, str], datetime.date] = {}
    for id_, row in zip(ids, used, strict=True):
        own = found[id_]
        for word in (id_, row["indicator"], row.get("key", ""), own.words):
            ids_meant = ids_by_name.setdefault(word.casefold(), [])
            if word and id_ not in ids_meant:
                ids_meant.append(id_)
        cells, wrong = read_cells(row, own)
        usual = known[row["indicator"]].usual if row["indicator"] in known else 0
        target = read_target(row, own.id, cells.get("target"), wanted_by_words(row[_BOUND]), usual)
        in_cells = cell_values(own, target, cells)
        targets.append(target)
        if any(texts := cells_in_words(row, own)):
            in_words.setdefault((id_, target.group), texts)
        values += [value for _, value in in_cells]
        for name, value in in_cells:
            if name == "baseline" and value.dated:
                baseline_days[id_, target.group] = value.date
        unused_cells |= {(row.get("key") or row["indicator"], target.group, name) for name in wrong}
        faults += [*wrong.values()] + [
            no_base_message(name, value) for name, value in in_cells if value.lacks_base
        ]
    for id_, one in known.items():
        if id_ not in several:
            found.setdefault(id_, one)
            ids_by_name.setdefault(id_.casefold(), [id_])
            ids_by_name.setdefault(one.words.casefold(), [id_])
    return Plan(
        found,
        tuple(targets),
        merge_values((), values)[0],
        {word: tuple(ids) for word, ids in ids_by_name.items() if word},
        tuple(faults),
        in_words=in_words,
        unused_cells=frozenset(unused_cells),
        baseline_days=baseline_days,
        unused_marks=_unused_marks(rows),
    )


def ids_of_rows(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """For each row of a plan the id by which its figures go, as :func:`make_plan` says; "" where
    it is no indicator or is not used."""
    used = [
        bool(row.get("indicator")) and row.get("part") != "logic" and not _is_no(row.get("use", ""))
        for row in rows
    ]
    shared = Counter(
        (row["indicator"], pupil_groups.read_group(row.get("group", "")))
        for row, is_used in zip(rows, used, strict=True)
        if is_used
    )
    several = {id_ for (id_, _), count in shared.items() if count > 1}
    return [
        ((row.get("key") if row["indicator"] in several else "") or row["indicator"])
        if is_used
        else ""
        for row, is_used in zip(rows, used, strict=True)
    ]


def cell_values(
    own: Indicator, target: Target, cells: Mapping[str, Figure]
) -> list[tuple[str, Value]]:
    """The figures typed in a row by the names of their cells."""
    counts = {"baseline": NO_DAY, "follow_up": target.follow_up or target.due or datetime.date.max}
    return [
        (name, Value(own.id, one.day or day, target.group, one.value, one.unit, one.pupils,
                     of=one.of, dated=one.day is not None))
        for name, day in counts.items()
        if (one := cells.get(name)) and not math.isnan(one.value)
    ]  # fmt: skip


def _unused_marks(rows: Sequence[Mapping[str, str]]) -> frozenset[str]:
    used: dict[str, bool] = {}
    for row in rows:
        mark = row.get("key", "").rpartition("-")[2]
        used[mark] = used.get(mark, False) or not _is_no(row.get("use", ""))
    return frozenset(mark for mark, is_used in used.items() if mark and not is_used)


def _is_no(text: str) -> bool:
    return text.casefold() in ("no", "n", "not used", "0")


def _without_slots(text: str) -> str:
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
    unit_words = [units.read_unit(one.get("unit", "")) for one in rows]
    unit_words += [
        unit_in_cell(one.get(name, "")) or ""
        for one in rows
        for name in CELLS
        if row.get("kind") != "qualitative" or not holds_words(one.get(name, ""))
    ]
    unit = next(filter(None, unit_words), "")
    return Indicator(
        id=id_,
        words=row.get("text", ""),
        measure=measure,
        activity=row.get("activity", ""),
        subject=row.get("subject", ""),
        receiver=row.get("receiver", ""),
        kind=row.get("kind", ""),
        unit=unit or units.unit_of_measure(measure),
        default_unit=unit or units.default_unit_of_measure(measure),
        scale=units.scale_of_measure(measure),
        usual=known.usual if known else _WANTED.get(row.get("wanted", ""), 0),
    )
