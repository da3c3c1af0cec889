"""From a partnership to the rows of ``plan.csv``: for everything exchanged, in both
directions, its logic model and its indicators, with names, subject and phase filled in.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from matcher.partnership.plan.content.due_dates import due_date
from matcher.partnership.plan.content.placeholders import (
    fill,
    one_line,
    party_name,
    placeholders_in,
    taught_subject,
)
from matcher.partnership.plan.content.receiving_school import (
    AGES,
    compared_pupils,
    figure_sources,
    placeholder_words,
    pupil_ages,
)
from matcher.partnership.plan.files.editable_csv import CsvLayout, Row
from matcher.partnership.record.partnership import Exchange, Partnership, Party
from matcher.partnership.reference_tables import ACTIVITIES, read_entries, refuse_rows, require_all

# What a logic model runs through, from what is put in to what comes of it.
STAGES = ("inputs", "activities", "outputs", "short", "intermediate", "long")
PLAN = CsvLayout(
    file="plan.csv",
    key="key",
    columns=(
        *("key", "use", "part", "stage", "activity", "subject", "giver", "receiver"),
        *("indicator", "text", "measure", "kind", "source", "when", "by", "groups"),
        *("baseline_due", "baseline", "target", "follow_up_due", "follow_up", "note", "to_ask"),
    ),
    theirs=("use", "baseline", "target", "follow_up", "note"),
    days=("baseline_due", "follow_up_due"),
    later=("to_ask",),
)
LOGIC, INDICATOR = "logic", "indicator"  # what the column "part" says
_FREE_MEALS = "free school meals"
# How the words of an indicator on its days end where there is more than one follow-up.
_AGAIN = {
    "at the end of each term": "and at the end of each term",
    "then each year": "and each year after",
}


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
    (:mod:`matcher.partnership.plan.content.due_dates`). ``wanted``: more or less of it; either,
    where it is of several figures."""

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
    wanted: str

    def fits(self, ages: Iterable[str]) -> bool:
        """Whether it is for a receiver with pupils of these ages."""
        return self.ages == "any" or bool({*self.ages.split("|")} & {*ages})


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


@cache
def logic() -> tuple[Logic, ...]:
    """The logic models, by activity, each with every stage. Raises :class:`FileError`, as
    all of these do, where the installation is not whole."""
    found = read_entries("logic.csv", Logic)
    refuse_rows(
        found, "logic.csv", lambda one: one.activity not in ACTIVITIES or one.stage not in STAGES
    )
    covered = {(one.activity, one.stage) for one in found}
    require_all("logic.csv", covered, ((a, s) for a in ACTIVITIES for s in STAGES))
    return tuple(sorted(found, key=lambda o: (ACTIVITIES.index(o.activity), STAGES.index(o.stage))))


@cache
def indicators() -> tuple[Indicator, ...]:
    """The indicators: of each activity at least two quantitative and two qualitative."""
    found = read_entries("indicators.csv", Indicator, key=("id",))
    kinds = ("quantitative", "qualitative")
    refuse_rows(
        found,
        "indicators.csv",
        lambda one: (
            one.activity not in ACTIVITIES
            or one.kind not in kinds
            or one.source not in ("published", "collected")
            or (one.ages != "any" and not {*one.ages.split("|")} <= {*AGES})
            or one.wanted not in ("more", "less", "either")
            or (one.baseline_months is not None and one.baseline_months >= one.follow_up_months)
        ),
    )
    for kind in kinds:
        named = [one.activity for one in found if one.kind == kind]
        require_all("indicators.csv", {a for a in named if named.count(a) > 1}, ACTIVITIES)
    return found


@cache
def routes() -> tuple[Route, ...]:
    """The three routes, with what is current and as of when."""
    found = read_entries("routes.csv", Route, key=("id",))
    require_all("routes.csv", {one.id for one in found}, ("R1", "R2", "R3"))
    return found


def ordered_exchanges(partnership: Partnership) -> tuple[Exchange, ...]:
    """What is exchanged, each once, in a fixed order: what the seeker is given first, then
    by activity and subject. Those of activities that there are not are left out
    (:func:`unknown_activities`), and what is no more than a question."""
    seen: dict[tuple[str, str, str, str], Exchange] = {}
    for one in partnership.planned:
        if one.activity in ACTIVITIES:
            seen.setdefault((one.by, one.to, one.activity, one.subject), one)
    seeker = partnership.pair[0]
    return tuple(
        sorted(
            seen.values(), key=lambda o: (o.to != seeker, ACTIVITIES.index(o.activity), o.subject)
        )
    )


def unknown_activities(partnership: Partnership) -> tuple[str, ...]:
    """The activities of a record, typed by hand, of which nothing can be planned."""
    return tuple(
        sorted(
            {one_line(o.activity) for o in partnership.exchanges if o.activity not in ACTIVITIES}
        )
    )


def routes_of(partnership: Partnership) -> tuple[Route, ...]:
    """The routes that a partnership prepares, with what is current of them."""
    prepared = {one.activity for one in partnership.planned}
    return tuple(one for one in routes() if one.id in prepared)


def plan_rows(partnership: Partnership, start: datetime.date | None = None) -> list[Row]:
    """The rows of the plan. ``start``: the day on which the activities begin, by which
    baseline and follow-up are dated; None: not known, and their days are blank."""
    found: list[Row] = []
    for exchange in ordered_exchanges(partnership):
        found += _logic(partnership, exchange)
        found += [
            _indicator(partnership, exchange, one, start)
            for one in indicators()
            if one.activity == exchange.activity
            and one.fits(pupil_ages(partnership.party(exchange.to)))
        ]
    return found


def _logic(partnership: Partnership, exchange: Exchange) -> Iterator[Row]:
    filled, count = placeholder_words(partnership, exchange), Counter[str]()
    for one in logic():
        if one.activity == exchange.activity:
            count[one.stage] += 1
            yield {
                **_base(partnership, exchange, f"{one.activity}-{one.stage}{count[one.stage]}"),
                "part": LOGIC,
                "stage": one.stage,
                "text": fill(one.text, filled),
            }


def _indicator(
    partnership: Partnership, exchange: Exchange, one: Indicator, start: datetime.date | None
) -> Row:
    filled, receiver = placeholder_words(partnership, exchange), partnership.party(exchange.to)
    sources = figure_sources(receiver, taught_subject(exchange.subject))
    # What is published of some schools is a yearly figure of the others' own records.
    yearly = one.source == "published"
    published = yearly and all(
        sources[slot].published for slot in placeholders_in(one.measure) & set(sources)
    )
    return {
        **_base(partnership, exchange, one.id),
        "part": INDICATOR,
        "indicator": one.id,
        "text": fill(one.indicator, filled),
        "measure": fill(one.measure, filled),
        "kind": one.kind,
        "source": "published" if published else "collected",
        "when": one.when,
        "by": fill(one.by, filled),
        "groups": group_words(one, receiver),
        "baseline_due": due_date(
            start, one.baseline_months, published=published, agreed=_agreed(partnership)
        ),
        "follow_up_due": due_date(start, one.follow_up_months, published=published, yearly=yearly),
    }


def _agreed(partnership: Partnership) -> datetime.date | None:
    """The day on which a partnership was agreed, or else put on record."""
    days = (partnership.dates.get(status) for status in ("agreed", "contacted", "suggested"))
    return next((datetime.date.fromisoformat(day) for day in days if day), None)


def has_baseline(row: Row) -> bool:
    """Whether an indicator can be told of before the start, and so has a baseline."""
    without = {one.id for one in indicators() if one.baseline_months is None}
    return row["indicator"].strip() not in without


def with_repeat(row: Row) -> Row:
    """A row in which the day of the follow-up says that it is not the only one."""
    repeat = next(
        (ending for end, ending in _AGAIN.items() if row["when"].strip().endswith(end)), ""
    )
    day = row["follow_up_due"].strip()
    return {**row, "follow_up_due": f"{day} {repeat}"} if day and repeat else row


def group_words(one: Indicator, receiver: Party) -> str:
    """By which groups an indicator is told, in words: of the characteristics of pupils that
    the guide names free school meals first, against their peers; the others only where every
    group is large enough not to be recognised."""
    first, *others = one.groups.split("|")
    first_group = compared_pupils(receiver) if first == _FREE_MEALS else first
    return f"{first_group}; where counts allow: {', '.join(others)}" if others else first_group


def _base(partnership: Partnership, exchange: Exchange, tail: str) -> Row:
    blank = dict.fromkeys(PLAN.columns, "")
    return blank | {
        "key": f"{tail}-{exchange.mark}",
        "activity": exchange.activity,
        "subject": one_line(exchange.subject),
        "giver": party_name(partnership.party(exchange.by)),
        "receiver": party_name(partnership.party(exchange.to)),
        # As in the agreement: what nobody has stated is first to be asked.
        "to_ask": exchange.to_ask,
    }


def stage_words(stage: str) -> str:
    """How a stage of the logic model is called on a page."""
    names = {"short": "short-term outcomes", "intermediate": "intermediate outcomes"}
    names["long"] = "long-term outcomes"
    return names.get(stage, stage if stage in STAGES else "")
