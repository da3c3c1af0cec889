"""From a partnership to the rows of ``plan.csv``: for everything exchanged, in both
directions, its logic model and its indicators, with names, subject and phase filled in.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterator

from matcher.partnership.plan.content.bank import (
    ACTIVITIES,
    STAGES,
    Indicator,
    Route,
    indicators,
    logic,
    routes,
)
from matcher.partnership.plan.content.due_dates import due
from matcher.partnership.plan.content.receiver import ages, figures, peers, words
from matcher.partnership.plan.content.slots import fill, name, plain, used
from matcher.partnership.plan.files.csv_table import Form, Row
from matcher.partnership.record.partnership import Exchange, Partnership, Party

PLAN = Form(
    file="plan.csv",
    key="key",
    columns=(
        *("key", "use", "part", "stage", "activity", "subject", "giver", "receiver"),
        *("indicator", "text", "measure", "kind", "source", "when", "by", "groups"),
        *("baseline_due", "baseline", "target", "follow_up_due", "follow_up", "note"),
    ),
    theirs=("use", "baseline", "target", "follow_up", "note"),
    days=("baseline_due", "follow_up_due"),
)
LOGIC, INDICATOR = "logic", "indicator"  # what the column "part" says
_FREE_MEALS = "free school meals"
# How the words of an indicator on its days end where there is more than one follow-up.
_AGAIN = {
    "at the end of each term": "and at the end of each term",
    "then each year": "and each year after",
}


def exchanges(partnership: Partnership) -> tuple[Exchange, ...]:
    """What is exchanged, each once, in a fixed order: what the seeker is given first, then
    by activity and subject. Activities that there are not are left out (:func:`unknown`)."""
    seen: dict[tuple[str, str, str, str], Exchange] = {}
    for one in partnership.exchanges:
        if one.activity in ACTIVITIES:
            seen.setdefault((one.by, one.to, one.activity, one.subject), one)
    seeker = partnership.pair[0]
    return tuple(
        sorted(
            seen.values(), key=lambda o: (o.to != seeker, ACTIVITIES.index(o.activity), o.subject)
        )
    )


def unknown(partnership: Partnership) -> tuple[str, ...]:
    """The activities of a record, typed by hand, of which nothing can be planned."""
    return tuple(
        sorted({plain(o.activity) for o in partnership.exchanges if o.activity not in ACTIVITIES})
    )


def routes_of(partnership: Partnership) -> tuple[Route, ...]:
    """The routes that a partnership prepares, with what is current of them."""
    prepared = {one.activity for one in partnership.exchanges}
    return tuple(one for one in routes() if one.id in prepared)


def plan_rows(partnership: Partnership, start: datetime.date | None = None) -> list[Row]:
    """The rows of the plan. ``start``: the day on which the activities begin, by which
    baseline and follow-up are dated; None: not known, and their days are blank."""
    found: list[Row] = []
    for exchange in exchanges(partnership):
        found += _logic(partnership, exchange)
        found += [
            _indicator(partnership, exchange, one, start)
            for one in indicators()
            if one.activity == exchange.activity and one.fits(ages(partnership.party(exchange.to)))
        ]
    return found


def _logic(partnership: Partnership, exchange: Exchange) -> Iterator[Row]:
    filled, count = words(partnership, exchange), Counter[str]()
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
    filled, receiver = words(partnership, exchange), partnership.party(exchange.to)
    sources = figures(receiver, plain(exchange.subject))
    # What is published of some schools is a yearly figure of the others' own records.
    yearly = one.source == "published"
    published = yearly and all(sources[slot].published for slot in used(one.measure) & set(sources))
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
        "groups": groups(one, receiver),
        "baseline_due": due(start, one.baseline_months, published=published),
        "follow_up_due": due(start, one.follow_up_months, published=published, yearly=yearly),
    }


def has_baseline(row: Row) -> bool:
    """Whether an indicator can be told of before the start, and so has a baseline."""
    without = {one.id for one in indicators() if one.baseline_months is None}
    return row["indicator"].strip() not in without


def with_again(row: Row) -> Row:
    """A row in which the day of the follow-up says that it is not the only one."""
    again = next((said for end, said in _AGAIN.items() if row["when"].strip().endswith(end)), "")
    day = row["follow_up_due"].strip()
    return {**row, "follow_up_due": f"{day} {again}"} if day and again else row


def groups(one: Indicator, receiver: Party) -> str:
    """By which groups an indicator is told, in words: of the characteristics of pupils that
    the guide names free school meals first, against their peers; the others only where every
    group is large enough not to be recognised."""
    first, *others = one.groups.split("|")
    said = peers(receiver) if first == _FREE_MEALS else first
    return f"{said}; where counts allow: {', '.join(others)}" if others else said


def _base(partnership: Partnership, exchange: Exchange, tail: str) -> Row:
    of = repr((exchange.by, exchange.to, exchange.activity, exchange.subject))
    mark = hashlib.sha256(of.encode("utf-8", "replace")).hexdigest()[:8]
    blank = dict.fromkeys(PLAN.columns, "")
    return blank | {
        # The key rests on URNs and tags, so that it stays when a name is corrected.
        "key": f"{tail}-{mark}",
        "activity": exchange.activity,
        "subject": plain(exchange.subject),
        "giver": name(partnership.party(exchange.by)),
        "receiver": name(partnership.party(exchange.to)),
    }


def stage_words(stage: str) -> str:
    """How a stage of the logic model is called on a page."""
    said = {"short": "short-term outcomes", "intermediate": "intermediate outcomes"}
    said["long"] = "long-term outcomes"
    return said.get(stage, stage if stage in STAGES else "")
