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
from dataclasses import dataclass, field
from pathlib import Path

from matcher.core.resources import resource
from matcher.partnership.monitor import figures
from matcher.partnership.monitor.values import Value, merged
from matcher.partnership.rows import read_rows

PLAN = "plan.csv"
NO_DAY = datetime.date.min  # of a baseline that nobody dated
_SLOT = re.compile(r"\{(\w+)\}")
_SLOTS = {
    "subject": "the subject", "pupils": "pupils", "pupils_": "Pupils", "receiver": "the school",
    "giver": "the partner", "published": "the published tables", "years": "taking part",
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
    """A row of the plan: which indicator of which group is to be ``target`` (NaN: not said)
    by the day ``due`` (None: no day is given). ``start`` is the day of the baseline."""

    indicator: str
    group: str
    target: float
    due: datetime.date | None
    start: datetime.date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The indicators that values may be given for, by id, and the targets of the plan in its
    order.

    ``typed`` are the baselines and follow-ups written in the plan itself (a baseline without
    a day stands at :data:`NO_DAY`). ``called`` says which ids a word may mean: an id that
    several rows of the plan share means the keys of all of them. ``faults`` are cells of the
    plan that are no figure, in words.
    """

    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...] = ()
    typed: tuple[Value, ...] = ()
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

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
        found[row["id"]] = _indicator(row["id"], {**plain, "text": plain["indicator"]})
    return found


def read_plan(folder: Path) -> Plan:
    """The product's indicators and the plan in ``folder``; without a plan there the product's
    indicators alone. Raises :class:`FileError` where the plan cannot be read."""
    path = folder / PLAN
    rows = read_rows(path, ("indicator",)) if path.is_file() else []
    return plan(rows, indicators())


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
    found: dict[str, Indicator] = {}
    called: dict[str, list[str]] = {}
    targets, typed, faults = [], [], []
    for row in used:
        first = row["indicator"]
        id_ = row.get("key") or first if first in several else first
        own = _indicator(
            id_, {**_words_of(known.get(first)), **{k: v for k, v in row.items() if v}}
        )
        found.setdefault(id_, own)
        for word in (id_, first, row.get("key", ""), own.words):
            ids = called.setdefault(word.casefold(), [])
            if word and id_ not in ids:
                ids.append(id_)
        cells = {}
        for name in ("baseline", "target", "follow_up"):
            cells[name] = _cell(row.get(name, ""))
            # What people say may be told in words; only a figure has to be one.
            if cells[name] is None and (name == "target" or own.kind != "qualitative"):
                faults.append(f"{name} of {id_} is no figure: {row[name]!r}")
        group = figures.group(row.get("group", ""))
        due = _last(row.get("follow_up_due", "")) or _last(row.get("when", ""))
        start = _last(row.get("baseline_due", ""))
        target = cells["target"][0] if cells["target"] else math.nan
        targets.append(Target(id_, group, target, due, start, row.get("by", "")))
        for name, day in (("baseline", start or NO_DAY), ("follow_up", due)):
            read = cells[name]
            if read is None or math.isnan(read[0]):
                continue
            if day is None:
                faults.append(f"{name} of {id_} has no day")
            else:
                value, unit, pupils = read
                figure = Value(id_, day, group, value, unit or own.bare, pupils)
                typed.append(figure)
                if figure.unbased:
                    faults.append(
                        f"{name} of {id_} does not say how many people it rests on, so it is "
                        f"not shown: write {row[name]} (42 pupils) if there are 42"
                    )
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


def _cell(text: str) -> tuple[float, str, int | None] | None:
    """A figure typed in the plan, its unit and how many it rests on ("40% of 52")."""
    text, pupils = figures.out_of(text)
    read = figures.figure(text)
    return None if read is None else (*read, pupils)


def _last(text: str) -> datetime.date | None:
    found = figures.days(text)
    return found[-1] if found else None


def _is_no(text: str) -> bool:
    return text.casefold() in ("no", "n", "not used", "0")


def _plain(text: str) -> str:
    """A text with slots to fill in, such as "{in_subject}", where there is nothing to fill."""
    return _SLOT.sub(lambda slot: _SLOTS.get(slot[1], ""), text)


def _words_of(one: Indicator | None) -> dict[str, str]:
    if one is None:
        return {}
    return {"text": one.words, "measure": one.measure, "unit": one.unit}


def _indicator(id_: str, row: Mapping[str, str]) -> Indicator:
    measure = row.get("measure", "")
    cells = [_cell(row.get(name, "")) for name in ("target", "baseline", "follow_up")]
    told = [cell[1] for cell in cells if cell]
    unit = figures.unit(row.get("unit", "")) or next(filter(None, told), "")
    return Indicator(
        id=id_,
        words=row.get("text", ""),
        measure=measure,
        activity=row.get("activity", ""),
        kind=row.get("kind", ""),
        unit=unit or figures.unit_of(measure),
        bare=unit or figures.bare_unit_of(measure),
    )
