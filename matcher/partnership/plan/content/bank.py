"""What plans are made of: small dated tables of our own in ``data/reference/partnership``.

They cover what the Department for Education's *Guide to setting up partnerships* (updated
9 October 2019) names: activities T1 to X3, routes R1 to R3, the 23 questions of its evaluation
checklist, its groups of pupils; the words are ours. Texts hold slots such as ``{receiver}``
(:mod:`matcher.partnership.plan.content.slots`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar

from matcher.core.errors import FileError
from matcher.core.installation import resource
from matcher.partnership.plan.content.slots import SLOTS, used

# Activities and routes in the guide's order, which is that of every list in a plan.
ACTIVITIES = (
    *("T1", "T2", "T3", "T4", "C1", "C2", "C3", "C4", "L1", "L2", "L3", "X1", "X2", "X3"),
    *("R1", "R2", "R3"),
)
# What a logic model runs through, from what is put in to what comes of it.
STAGES = ("inputs", "activities", "outputs", "short", "intermediate", "long")
WHO = ("pupils", "staff", "leads")
AGES = ("primary", "secondary", "sixth form", "adult")

_NUMBER_OR_NONE = "int | None"  # as the fields of an entry say it

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Logic:
    """One line of the logic model of an activity."""

    activity: str
    stage: str
    text: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """How one sees whether an activity works. ``kind``: quantitative or qualitative;
    ``source``: published or collected (published where anybody publishes it of the receiver);
    ``ages``: any, or those of the pupils whom it fits; ``groups``: by which groups it is told;
    lists are parted by a vertical bar; months from the start of the activity to baseline
    (None: before the start there is nothing to tell of, so that there is none) and follow-up,
    for what is published counted from the first full school year
    (:mod:`matcher.partnership.plan.content.due_dates`)."""

    id: str
    activity: str
    indicator: str
    measure: str
    kind: str
    source: str
    when: str
    by: str
    ages: str
    groups: str
    baseline_months: int | None
    follow_up_months: int

    def fits(self, ages: Iterable[str]) -> bool:
        """Whether it is for a receiver with pupils of these ages."""
        return self.ages == "any" or bool({*self.ages.split("|")} & {*ages})


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the bank. ``side``: whose people answer, those of the receiver, the
    giver or both; ``when``: before, after or both; ``answers``: the choices from least to
    most, or "own words", or "a number"; lists are parted by a vertical bar."""

    id: str
    activities: str
    theme: str
    who: str
    side: str
    when: str
    ages: str
    text: str
    answers: str


@dataclass(frozen=True, slots=True)
class Item:
    """One of the 23 questions of the evaluation checklist. ``kind``: text; yes, where only a
    yes is in order; or not no, where a no must be mended and other words are an answer."""

    number: int
    group: str
    kind: str
    question: str
    help: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where a partnership may lead: what is ``current`` on the day ``dated``, what to do
    ``next``, and what a ``record`` of support is worth."""

    id: str
    route: str
    current: str
    next: str
    record: str
    dated: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of the data plan, asked ``each``: once, for each school, for each group of
    people asked at a school, or where pupils are asked. ``kind``: text; yes, where only a yes
    is in order and a no must be mended; or yes or no, where either is a fine answer."""

    id: str
    part: str
    each: str
    kind: str
    question: str
    help: str


@cache
def logic() -> tuple[Logic, ...]:
    """The logic models, by activity, each with every stage. Raises :class:`FileError`, as
    all of these do, where the installation is not whole."""
    found = _load("logic.csv", Logic)
    _refuse(
        found, "logic.csv", lambda one: one.activity not in ACTIVITIES or one.stage not in STAGES
    )
    held = {(one.activity, one.stage) for one in found}
    _whole("logic.csv", held, ((a, s) for a in ACTIVITIES for s in STAGES))
    return tuple(sorted(found, key=lambda o: (ACTIVITIES.index(o.activity), STAGES.index(o.stage))))


@cache
def indicators() -> tuple[Indicator, ...]:
    """The indicators: of each activity at least two quantitative and two qualitative."""
    found = _load("indicators.csv", Indicator, key=("id",))
    kinds = ("quantitative", "qualitative")
    _refuse(
        found,
        "indicators.csv",
        lambda one: (
            one.activity not in ACTIVITIES
            or one.kind not in kinds
            or one.source not in ("published", "collected")
            or (one.ages != "any" and not {*one.ages.split("|")} <= {*AGES})
            or (one.baseline_months is not None and one.baseline_months >= one.follow_up_months)
        ),
    )
    for kind in kinds:
        named = [one.activity for one in found if one.kind == kind]
        _whole("indicators.csv", {a for a in named if named.count(a) > 1}, ACTIVITIES)
    return found


@cache
def questions() -> tuple[Question, ...]:
    """The question bank: for each activity something to ask pupils, staff and leads."""
    found = _load("questions.csv", Question, key=("id",))
    _refuse(
        found,
        "questions.csv",
        lambda one: (
            one.who not in WHO
            or one.side not in ("receiver", "giver", "both")
            or one.when not in ("before", "after", "both")
            or not {*one.activities.split("|")} <= {*ACTIVITIES}
            or not {*one.ages.split("|")} <= {*AGES}
        ),
    )
    held = {(one.who, activity) for one in found for activity in one.activities.split("|")}
    _whole("questions.csv", held, ((who, activity) for who in WHO for activity in ACTIVITIES))
    return found


@cache
def checklist() -> tuple[Item, ...]:
    """The 23 questions, in order."""
    found = _load("checklist.csv", Item, key=("number",))
    _refuse(found, "checklist.csv", lambda one: one.kind not in ("text", "yes", "not no"))
    _whole("checklist.csv", {one.number for one in found}, range(1, 24))
    return found


@cache
def routes() -> tuple[Route, ...]:
    """The three routes, with what is current and as of when."""
    found = _load("routes.csv", Route, key=("id",))
    _whole("routes.csv", {one.id for one in found}, ("R1", "R2", "R3"))
    return found


@cache
def prompts() -> tuple[Prompt, ...]:
    """The prompts of the data plan."""
    found = _load("data_plan.csv", Prompt, key=("id",))
    _refuse(
        found,
        "data_plan.csv",
        lambda one: (
            one.each not in ("once", "school", "group", "pupils")
            or one.kind not in ("text", "yes", "yes or no")
        ),
    )
    return found


def _load(name: str, kind: type[Entry], key: Sequence[str] = ()) -> tuple[Entry, ...]:
    """The rows of a table as entries of ``kind``: no blank cell but where a number may be
    None, no key twice, no slot that nothing fills."""
    path = resource("data", "reference", "partnership", name)
    wanted = {field.name: str(field.type) for field in fields(kind)}  # type: ignore[arg-type]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _broken(name, f"cannot be read ({error})") from error
    found = []
    for number, row in enumerate(rows, start=2):
        if set(row) != set(wanted) or not all(
            cell or wanted[column] == _NUMBER_OR_NONE for column, cell in row.items()
        ):
            raise _broken(name, f"row {number} has a blank or a column too many")
        if not {slot for cell in row.values() for slot in used(cell)} <= SLOTS:
            raise _broken(name, f"row {number} has an unknown slot")
        try:
            values: dict[str, Any] = {
                column: _value(row[column], kind_) for column, kind_ in wanted.items()
            }
        except ValueError:
            raise _broken(name, f"row {number} has a word for a number") from None
        found.append(kind(**values))
    keys = [tuple(getattr(one, column) for column in key) for one in found]
    if key and len(set(keys)) < len(keys):
        raise _broken(name, "names one thing twice")
    return tuple(found)


def _value(cell: str, kind: str) -> int | str | None:
    if kind == _NUMBER_OR_NONE and not cell:
        return None
    return int(cell) if kind in ("int", _NUMBER_OR_NONE) else cell


def _refuse(found: Iterable[Entry], name: str, wrong: Any) -> None:
    for number, one in enumerate(found, start=2):
        if wrong(one):
            raise _broken(name, f"row {number} holds a word it should not")


def _whole(name: str, held: Iterable[Any], wanted: Iterable[Any]) -> None:
    held = set(held)
    missing: Iterator[Any] = (one for one in wanted if one not in held)
    lacks = next(missing, None)
    if lacks is not None:
        raise _broken(name, f"has nothing, or too little, on {lacks}")


def _broken(name: str, what: str) -> FileError:
    return FileError(what, where=name, hint="install the product again")
