"""Partnerships that are monitored, made for tests: a record, a plan, values and lessons."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from makers.partnerships import plain

from matcher.partnership.csv_files import clean_cell, csv_bytes
from matcher.partnership.monitor.indicators import Indicator, Plan
from matcher.partnership.monitor.suppression.suppression import ShownValue
from matcher.partnership.monitor.targets import Target
from matcher.partnership.monitor.values.file import write_values
from matcher.partnership.monitor.values.store import Value
from matcher.partnership.record.file import write_record
from matcher.partnership.record.partnership import Exchange, Partnership

START, MIDDLE, DUE = (datetime.date(2025, 9, 1), datetime.date(2026, 3, 1),
                      datetime.date(2026, 8, 30))  # fmt: skip
PLAN_COLUMNS = ("key", "use", "part", "indicator", "text", "measure", "group", "by",
                "baseline_due", "baseline", "target", "follow_up_due", "follow_up")  # fmt: skip


def running(seeker: str = "100001", partner: str = "100002", **more: object) -> Partnership:
    """A partnership that runs, with something given in both directions."""
    given: dict[str, object] = {
        "dates": {"agreed": "2025-07-01", "running": START.isoformat()},
        "exchanges": (
            Exchange(partner, seeker, "T3", "physics", "teachers of physics"),
            Exchange(seeker, partner, "L3", "", "coaching and mentoring"),
        ),
        "objectives": {"O1": "More pupils choose physics.", "O13": "Ten more by July 2026."},
        "keep_until": "2029-08-31",
        "distance_km": 4.2,
    }
    return plain(seeker, partner, "running", **(given | more))


def value(
    indicator: str, date: datetime.date, group: str, figure: float, unit: str, pupils: int | None
) -> Value:
    return Value(indicator, date, group, figure, unit, pupils)


def some_values() -> list[Value]:
    """Of all pupils and of both groups, at the start and in the middle; one of them of few."""
    return [
        value("A", START, "all", 20, "%", 100),
        value("A", START, "fsm", 20, "%", 30),
        value("A", START, "not fsm", 20, "%", 70),
        value("A", MIDDLE, "all", 22, "%", 100),
        value("A", MIDDLE, "fsm", 20, "%", 30),
        value("A", MIDDLE, "not fsm", 22.86, "%", 70),
        value("B", START, "all", 3.2, "score", 90),
        value("B", MIDDLE, "all", 3.8, "score", 88),
        value("B", MIDDLE, "fsm", 2.25, "score", 4),
    ]


def some_plan() -> Plan:
    """What these values are measured against."""
    words = {"A": "Pupils who choose physics", "B": "Interest in physics"}
    return Plan(
        {id_: Indicator(id_, text) for id_, text in words.items()},
        (
            Target("A", "all", 40, DUE, START, "data manager"),
            Target("B", "all", 4, DUE, START, "teachers"),
        ),
    )


PLAN_ROWS = (
    {"key": "A", "part": "indicator", "indicator": "A", "text": "Pupils who choose physics",
     "measure": "Pupils who choose physics ÷ all: share", "baseline_due": START.isoformat(),
     "target": "40%", "follow_up_due": DUE.isoformat()},
    {"key": "B", "part": "indicator", "indicator": "B", "text": "Interest in physics",
     "measure": "Questionnaire: mean", "baseline_due": START.isoformat(), "target": "4",
     "follow_up_due": DUE.isoformat()},
)  # fmt: skip
LESSON_ROWS = (
    {
        "what": "Joint lessons",
        "worked": "yes",
        "why": "one day a term ahead",
        "would do again": "yes",
    },
    {"what": "Holiday course", "worked": "no", "why": "no buses", "would do again": "no"},
    {"what": "Shared marking", "worked": "partly", "why": "", "would do again": "in the same way"},
)


def write_folder(
    folder: Path,
    partnership: Partnership | None = None,
    values: Iterable[Value] | None = None,
    plan: Iterable[Mapping[str, str]] = PLAN_ROWS,
    lessons: Iterable[Mapping[str, str]] = LESSON_ROWS,
) -> Path:
    """The folder of a partnership with everything in it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_record(folder, partnership or running())
    (folder / "plan.csv").write_bytes(_table(PLAN_COLUMNS, plan))
    (folder / "lessons.csv").write_bytes(
        _table(("what", "worked", "why", "would do again"), lessons)
    )
    kept = some_values() if values is None else values
    (folder / "values.csv").write_bytes(write_values(kept))
    return folder


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    cells = ([clean_cell(row.get(name, "")) for name in columns] for row in rows)
    return csv_bytes([columns, *cells])


def letters(text: str) -> str:
    """A text without its control characters and white space: what survives everywhere."""
    return re.sub(r"\s", "", "".join(c for c in text if c.isprintable() or c.isspace()))


def seen(series: Iterable[ShownValue]) -> list[str]:
    """The figures of a series as they are shown."""
    return [one.figure for one in series]
