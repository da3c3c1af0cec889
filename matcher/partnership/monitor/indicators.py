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

from matcher.core.installation import resource
from matcher.partnership.csv_files import read_rows
from matcher.partnership.monitor import targets as aims
from matcher.partnership.monitor.values import grammar
from matcher.partnership.monitor.values.cell_parser import Figure, own_unit
from matcher.partnership.monitor.values.plan_cells import (
    CELLS,
    holds_words,
    in_words,
    read_cells,
    unbased,
)
from matcher.partnership.monitor.values.store import NO_DAY, Value, merged

PLAN = "plan.csv"
EVERY = {"each term": 4, "each year": 12}  # months between follow-ups, by the plan's words
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
    one; ``kind`` is quantitative or qualitative; ``scale`` the least and the most that an answer
    counts, None where the measure does not say."""

    id: str
    words: str
    measure: str = ""
    activity: str = ""
    kind: str = ""
    unit: str = ""
    bare: str = ""
    scale: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the plan: which indicator of which group is to be ``target`` (NaN: not said;
    ``unit``, "" where nobody says) by the day ``due`` (None: no day is given). ``start`` is the
    day on which the baseline is due. ``unread``: a target is written that is not understood;
    ``every`` how many months lie between follow-ups, 0 where there is one."""

    indicator: str
    group: str
    target: float
    due: datetime.date | None
    start: datetime.date | None = None
    by: str = ""
    unit: str = ""
    unread: bool = False
    every: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The indicators that values may be given for, by id, and the targets of the plan in its
    order.

    ``typed`` are the baselines and follow-ups written in the plan itself; one without a day is
    not ``dated``, and counts at NO_DAY or, a follow-up, on the day on which it is due (the last
    of the calendar where none is given). ``called`` says which ids a word may mean: an id that
    several rows of the plan share means the keys of all of them. ``faults`` are cells of the
    plan that are to be mended, in words; ``refused`` names those that are not used: the key of
    the row (else its id), the group and the cell. ``told`` are the baseline and the follow-up of an
    indicator and group that are told in words, "" where not. ``made``: there is a plan at all.
    """

    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...] = ()
    typed: tuple[Value, ...] = ()
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    made: bool = True
    told: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    refused: frozenset[tuple[str, str, str]] = frozenset()

    def words(self, id: str) -> str:
        """An indicator in words; its id where there are none."""
        known = self.indicators.get(id)
        return known.words or id if known else id

    def unit(self, id: str) -> str:
        """The unit of an indicator; "" where it is not known."""
        known = self.indicators.get(id)
        return known.unit if known else ""

    def share(self, id: str) -> bool:
        """Whether "x of n" of an indicator is a share and never points."""
        known = self.indicators.get(id)
        return known is not None and grammar.is_share(known.measure)

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
        {**row, "target": aims.plainly(row.get("target", ""))}
        for row in rows
        if row.get("indicator") and row.get("part") != "logic" and not _is_no(row.get("use", ""))
    ]
    shared = Counter((row["indicator"], grammar.group(row.get("group", ""))) for row in used)
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
    refused: set[tuple[str, str, str]] = set()
    said: dict[tuple[str, str], tuple[str, str]] = {}
    for id_, row in zip(ids, used, strict=True):
        own = found[id_]
        for word in (id_, row["indicator"], row.get("key", ""), own.words):
            meant = called.setdefault(word.casefold(), [])
            if word and id_ not in meant:
                meant.append(id_)
        cells, wrong = read_cells(row, own)
        target, values = _told(row, own, cells)
        targets.append(target)
        if any(told := in_words(row, own)):
            said.setdefault((id_, target.group), told)
        typed += [value for _, value in values]
        refused |= {(row.get("key") or row["indicator"], target.group, name) for name in wrong}
        faults += [*wrong.values()] + [
            unbased(name, value) for name, value in values if value.unbased
        ]
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
        told=said,
        refused=frozenset(refused),
    )


def _told(
    row: Mapping[str, str], own: Indicator, cells: Mapping[str, Figure]
) -> tuple[Target, list[tuple[str, Value]]]:
    """The target of a row, and the figures typed in it by the names of their cells."""
    group = grammar.group(row.get("group", ""))
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
    unread = "target" not in cells
    every = next((EVERY[word] for word in EVERY if word in row.get("when", "").casefold()), 0)
    by = row.get("by", "")
    return Target(own.id, group, aim.value, due, start, by, aim.unit, unread, every), values


def _last(text: str) -> datetime.date | None:
    found = grammar.days(text)
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
    units = [grammar.unit(one.get("unit", "")) for one in rows]
    units += [
        own_unit(one.get(name, "")) or ""
        for one in rows
        for name in CELLS
        if row.get("kind") != "qualitative" or not holds_words(one.get(name, ""))
    ]
    unit = next(filter(None, units), "")
    return Indicator(
        id=id_,
        words=row.get("text", ""),
        measure=measure,
        activity=row.get("activity", ""),
        kind=row.get("kind", ""),
        unit=unit or grammar.unit_of(measure),
        bare=unit or grammar.bare_unit_of(measure),
        scale=grammar.scale_of(measure),
    )
