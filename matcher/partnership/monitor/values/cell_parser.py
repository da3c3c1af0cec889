"""A figure as people type it into one cell: what it is, what it rests on, and its day.

The same rules for the cells of ``plan.csv`` and for the values of ``matcher monitor add``.
"21 of 42" says different things of a share (50% of 42 people), of a number of people (21, of
42) and of a mean (21 points of 42), so a cell is read in the light of its indicator; where
that does not tell, the cell is refused with what to write instead.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.values import days, units

_LONGEST = 120  # characters: a longer cell is no figure
_FEW = 10  # of so few may be points on a scale as well as people
_COUNT = r"(?P<count>\d{1,3}(?:,\d{3})+|\d{1,7})"
_NOUN = r"(?P<noun>[^\W\d_]+(?: [^\W\d_]+)?)"
_WITH_DAY = re.compile(
    rf"(?P<head>.*?)[\s,;(]+(?:(?:on|by) )?(?P<day>{days.DAY_PATTERN})\)?\Z", re.I
)
_WITH_BASE = re.compile(rf"(?P<head>.*?),? ?\( ?(?:n ?= ?)?{_COUNT}(?: {_NOUN})? ?\)\Z", re.I)
# "1.9 points, 24 pupils": without brackets a word must say that it is no figure itself.
_BESIDE = re.compile(
    rf"(?P<head>.*?\S) ?[,;] (?:n ?= ?{_COUNT}|{_COUNT.replace('count', 'many')} {_NOUN})\Z", re.I
)
_MEAN = re.compile(r"(?:a |the )?(?:mean|average)(?: score)?(?: of|:| ?=)? (?=[\d.])", re.I)
_OUT_OF = re.compile(rf"(?P<head>.*?)(?: (?:out )?of | ?/ ?){_COUNT}(?: {_NOUN})?\Z", re.I)
_OF_WHAT = re.compile(rf"(?P<head>.*(?:%|per ?cent)) of (?:all |the )?{_NOUN}\Z", re.I)


@dataclass
class RejectedCell(Exception):
    """Why a cell, and so its row, is not used: a code, the column and what stands there, what
    is wrong with it (which tells nothing of the figure) and what to write."""

    code: str
    column: str
    value: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell says: ``value`` (NaN: not known), ``unit`` as
    :func:`matcher.partnership.monitor.values.units.read_unit` gives it, ``pupils`` (people it
    rests on), ``of`` (things that a share of things is of) and its ``day``, None where it does not
    say. ``has_unit``: it gives its unit."""

    value: float
    unit: str
    pupils: int | None = None
    of: int | None = None
    day: datetime.date | None = None
    has_unit: bool = False


@dataclass(frozen=True, slots=True)
class _Count:
    """So many of something: ``noun`` is "" where nobody says of what."""

    number: int
    noun: str

    @property
    def things(self) -> bool:
        return units.is_things(self.noun)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A cell taken apart: "40% of 52 (…), 14/09/2026"."""

    value: float
    unit: str
    whole: _Count | None  # of how many
    base: _Count | None  # in brackets
    day: datetime.date | None


def unit_in_cell(text: str) -> str | None:
    """The unit that a cell itself tells, "%" for a share of things too; "" where it tells none,
    None where it is no figure."""
    parts = _parse_parts(text)
    return units.base_unit(parts.unit) if parts else None


def read_figure(
    text: str, unit: str, bare: str, pupils: int | None = None, share: bool = False
) -> Figure:
    """What a cell says of an indicator of this ``unit`` ("" where it is not known), whose
    figures without a unit are in ``bare``; ``pupils`` is on how many it rests where something
    else than the cell says so; ``share``: its "x of n" is a share, never points. Raises
    :class:`RejectedCell`."""
    parts = _parse_parts(text)
    write = f"write {example_figure(unit, bare)}"
    if parts is None:
        raise RejectedCell("not_a_number", "value", text, "this is no figure", write)
    if math.isnan(parts.value):
        people = _people_counted(text, pupils, parts.base)
        return Figure(math.nan, unit or bare, people, day=parts.day)
    cell_unit, value, of = parts.unit, parts.value, None
    rests = [parts.base]
    if parts.whole and not cell_unit:
        cell_unit, value = _read_ratio(
            text, parts.value, parts.whole, parts.base, unit, bare, pupils, share
        )
    if cell_unit and unit and units.base_unit(cell_unit) != units.base_unit(unit):
        raise RejectedCell(
            "unit",
            "value",
            text,
            f"this is in {units.unit_words(cell_unit)}, its indicator in {units.unit_words(unit)}",
            write,
        )
    if parts.whole and units.is_share_of_things(cell_unit):
        of = parts.whole.number
    elif parts.whole and not units.is_things(cell_unit) and cell_unit != units.SCORE:
        rests.append(parts.whole)
    # Of two that say the same the one that says more: "% of lessons".
    found = unit if cell_unit == units.PERCENT and unit else cell_unit or unit or bare
    if parts.base and parts.base.things and units.base_unit(found) == units.PERCENT:
        found, of = units.share_of(parts.base.noun), parts.base.number
    people_told = any(one and not one.things for one in rests)
    if people_told and units.is_share_of_things(found) and not units.is_share_of_things(cell_unit):
        # Said of people, it is a share of them, unless it is of time that they attended.
        found = found if units.needs_people(found, pupil_groups.ALL) else units.PERCENT
    people = _people_counted(text, pupils, *rests)
    _check_possible(value, found, people, text)
    return Figure(value, found, people, of, parts.day, bool(parts.unit or parts.whole))


def refuse_possible_share(found: Figure, text: str) -> None:
    """Raise :class:`RejectedCell` for a percentage above 0 and at most 1 without its sign: no
    other cell can tell whether 1 is 1% or all."""
    is_bare = units.base_unit(found.unit) == units.PERCENT and not found.has_unit
    if is_bare and 0 < found.value <= 1:
        raise RejectedCell(
            "share",
            "value",
            text,
            "a percentage without its sign may be a share of 1",
            f"write {round(found.value * 100, 6):g}%, or {found.value:g}% if it is that",
        )


def example_figure(unit: str, bare: str) -> str:
    """A figure in the right form for an indicator."""
    share, score = "66% (42 pupils)", "3.2 points (42 pupils)"
    forms = {
        units.PERCENT: share,
        units.SCORE: score,
        units.PEOPLE: "14 pupils",
    }
    if unit:
        return forms.get(unit) or units.figure_words(12, unit)
    return f"{score} or {share}" if bare else f"{share}, {score}, 14 pupils or 12 hours"


@lru_cache(maxsize=10_000)  # many plans are read at once, and say the same in most of their cells
def _parse_parts(text: str) -> _Parts | None:
    """The parts of a cell; None where it is no figure."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    day, base, whole, head = None, None, None, text
    if (found := _match_base(head)) and found["head"]:
        head, base = found["head"], _count(found)
    if (found := _WITH_DAY.match(head)) and (day := days.read_day(found["day"])):
        head = found["head"]
    if base is None and (found := _match_base(head)):
        head, base = found["head"], _count(found)
    if mean := _MEAN.match(head):
        head = head[mean.end() :]
    if found := _OUT_OF.match(head):
        head, whole = found["head"], _count(found)
    what = _OF_WHAT.match(head)
    read = units.read_number(what["head"] if what else head)
    if read is None or (not head and text):
        return None
    value, unit = read
    if unit == units.PERCENT:
        noun = what["noun"] if what else whole.noun if whole else ""
        unit = units.share_of(noun)
    elif mean and not unit and whole is None:
        unit = units.SCORE
    return _Parts(value, unit, whole, base, day)


def _match_base(text: str) -> re.Match[str] | None:
    """A text that ends with the number of people, in brackets or behind a comma."""
    return _WITH_BASE.match(text) or _BESIDE.match(text)


def _count(found: re.Match[str]) -> _Count:
    groups = found.groupdict()
    return _Count(
        int((groups["count"] or groups["many"]).replace(",", "")), (groups["noun"] or "").casefold()
    )


def _read_ratio(
    text: str,
    value: float,
    whole: _Count,
    base: _Count | None,
    unit: str,
    bare: str,
    pupils: int | None,
    share_only: bool,
) -> tuple[str, float]:
    """The unit and the value that "x of n" tells of an indicator. Raises :class:`RejectedCell`."""
    if not 0 <= value <= whole.number or whole.number == 0:
        raise RejectedCell(
            "out_of_range",
            "value",
            text,
            "the part is no part of the whole",
            f"write {example_figure(unit, bare)}",
        )
    counted = value.is_integer()
    share = round(100 * value / whole.number, 6)
    if whole.noun:
        people = unit == units.PEOPLE and not whole.things
        if people or unit == units.read_unit(whole.noun):
            return unit, value
    elif unit not in ("", units.SCORE) and units.base_unit(unit) != units.PERCENT:
        return unit, value
    elif not unit:
        rests = base.number if base and not base.things else pupils
        if bare == units.SCORE and rests is not None and rests != whole.number:
            return units.SCORE, value  # the people are told beside it, so these are points
        if not share_only and (whole.number <= _FEW or not counted):
            many = whole.number if counted else 42
            raise RejectedCell(
                "ambiguous",
                "value",
                text,
                "this may be points on a scale or a share of people",
                f"write {units.cell_words(value, units.SCORE)} (42 pupils), or "
                f"{units.figure_words(share, units.PERCENT)} ({many} pupils)",
            )
    elif unit == units.SCORE:
        return unit, value
    found = units.share_of(whole.noun) if whole.noun or not unit else unit
    if not counted and not units.is_share_of_things(found):
        raise RejectedCell(
            "not_whole",
            "value",
            text,
            "people are counted in whole numbers",
            f"write {units.figure_words(share, units.PERCENT)} (42 pupils)",
        )
    return found, share


def _people_counted(text: str, pupils: int | None, *rests: _Count | None) -> int | None:
    """How many people a figure rests on. Raises :class:`RejectedCell` for two numbers."""
    numbers = {one.number for one in rests if one and not one.things}
    numbers |= set() if pupils is None else {pupils}
    if len(numbers) > 1:
        raise RejectedCell(
            "pupils", "pupils", text, "it rests on two numbers of people", "say one of them"
        )
    return numbers.pop() if numbers else None


def _check_possible(value: float, unit: str, pupils: int | None, text: str) -> None:
    """Raise :class:`RejectedCell` for a percentage or a number of people that cannot be."""
    if units.base_unit(unit) == units.PERCENT and not 0 <= value <= 100:
        raise RejectedCell(
            "out_of_range",
            "value",
            text,
            "a percentage lies between 0 and 100",
            "look at the figure again",
        )
    if unit == units.PEOPLE:
        if value < 0 or not value.is_integer():
            raise RejectedCell(
                "not_whole", "value", text, "people are counted in whole numbers", "write 14 pupils"
            )
        if pupils is not None and value > pupils:
            raise RejectedCell(
                "out_of_range",
                "value",
                text,
                "more people than it rests on",
                "look at both numbers again",
            )
