"""How far a plan has come: what is open of the checklist, the objectives, the indicators
and the data plan, and what is overdue.

A baseline or follow-up is done when a figure stands in the plan (words, where it is told in
words), or when a figure was kept from monitoring: one of the last month before the day of the
follow-up, or later, is the follow-up, an earlier one the baseline; without that day the first
is the baseline and any other the follow-up. None is a follow-up until the partnership began. The
words for unknown (SUPP, NA, none …, :mod:`matcher.core.cells`) are none, nor is "not yet"
(:mod:`matcher.partnership.plan.answers`).
Overdue is what is open after its day; on the day itself it is not. A day that cannot be
read is named, never taken for none. Rows with no in the column ``use`` do not count, nor do
baselines of what there is nothing to tell of before the start.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from matcher.core.cells import is_unknown
from matcher.partnership.agreement.non_answers import settles
from matcher.partnership.monitor.plan_reader import ids_of_rows
from matcher.partnership.plan.answers import (
    DONE,
    NO,
    STATUS_HELP,
    UNCLEAR,
    is_answer,
    row_state,
    unknown_status,
)
from matcher.partnership.plan.content.checklist import with_question_kinds
from matcher.partnership.plan.content.data_plan import impact_assessment_needed
from matcher.partnership.plan.content.indicators import INDICATOR, has_baseline
from matcher.partnership.plan.content.question_bank import in_use
from matcher.partnership.plan.files.editable_csv import Row, read_day

# How long before its day a follow-up may be collected: a term's figures come at the end of
# the term, not on the day. A choice of this product.
_BEFORE = datetime.timedelta(days=31)
_ID = "goes by"  # no column of the file


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something open: what it is called, in words, by whom and until when (as written), and
    whether that day is past."""

    id: str
    words: str
    by: str = ""
    due: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a plan: how many there are, how many are done, what is open, to what the
    answer is a no where only a yes is in order, and what else to know, in sentences."""

    name: str
    of: int
    done: int
    open: tuple[OpenItem, ...]
    no: tuple[OpenItem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def overdue(self) -> tuple[OpenItem, ...]:
        """What is open after its day."""
        return tuple(one for one in self.open if one.overdue)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan has come on ``day``. ``assessment``: whether a data protection impact
    assessment is needed (yes, no, not known); ``not_understood``: what was written that is not
    understood."""

    title: str
    day: datetime.date
    parts: tuple[Part, ...]
    assessment: str
    not_understood: tuple[str, ...]


def plan_progress(
    title: str,
    day: datetime.date,
    objectives: Mapping[str, tuple[str, str]],
    plan: Sequence[Row],
    checklist: Sequence[Row],
    data: Sequence[Row],
    measured: Mapping[str, Sequence[datetime.date]] = MappingProxyType({}),
    start: datetime.date | None = None,
    agreement: tuple[str, ...] = (),
) -> Progress:
    """The progress on ``day``. ``objectives``: for each id its question and its answer;
    ``measured``: for an indicator, by its id or the key of its row, the days of the figures
    kept from monitoring; ``start``: the day on which the partnership began, None where it is not
    known; ``agreement``: what an agreement says of the objectives, in sentences; the others are
    the rows of the files."""
    # Where several rows share a code, figures go by the keys of the rows, as monitoring has it.
    figures = [
        {**row, _ID: id_ or row["indicator"]}
        for row, id_ in zip(plan, ids_of_rows(plan), strict=True)
        if row["part"] == INDICATOR and in_use(row)
    ]
    based = [row for row in figures if has_baseline(row)]
    checklist = with_question_kinds(checklist)
    return Progress(
        title=title,
        day=day,
        parts=(
            _answers("checklist", checklist, "number", day),
            _objectives(objectives, agreement),
            _figures("baselines", based, "baseline", day, measured, start),
            _figures("follow-ups", figures, "follow_up", day, measured, start),
            _answers("data plan", data, "key", day),
        ),
        assessment=impact_assessment_needed(data),
        not_understood=(
            *_not_understood("checklist.csv", checklist, "number", ("due",)),
            *_not_understood("data-plan.csv", data, "key", ("due",)),
            *_not_understood("plan.csv", figures, "key", ("baseline_due", "follow_up_due")),
            *([STATUS_HELP] if any(map(unknown_status, (*checklist, *data))) else ()),
        ),
    )


def _answers(name: str, rows: Sequence[Row], key: str, day: datetime.date) -> Part:
    rows = [row for row in rows if row["question"].strip() or row[key].strip()]
    how = [row_state(row) for row in rows]
    items = [
        OpenItem(
            _line(row[key]),
            _line(row["question"]),
            _line(row["by"]),
            _line(row["due"]),
            _is_past(row["due"], day),
        )
        for row in rows
    ]
    return Part(
        name,
        len(rows),
        how.count(DONE),
        tuple(one for one, is_ in zip(items, how, strict=True) if is_ not in (DONE, NO)),
        tuple(one for one, is_ in zip(items, how, strict=True) if is_ == NO),
    )


def _objectives(objectives: Mapping[str, tuple[str, str]], notes: tuple[str, ...]) -> Part:
    left = [
        OpenItem(id, question)
        for id, (question, answer) in objectives.items()
        if not settles(answer)
    ]
    done = len(objectives) - len(left)
    return Part("objectives", len(objectives), done, tuple(left), notes=notes)


def _figures(
    name: str,
    figures: Sequence[Row],
    column: str,
    day: datetime.date,
    measured: Mapping[str, Sequence[datetime.date]],
    start: datetime.date | None,
) -> Part:
    """The indicators whose figure or words in ``column`` are still unknown."""
    left = [
        row
        for row in figures
        if not _known(row, column) and column not in _collected(row, day, measured, start)
    ]
    due = f"{column}_due"
    return Part(
        name,
        len(figures),
        len(figures) - len(left),
        tuple(
            OpenItem(
                _line(row[_ID]) or _line(row["key"]),
                _line(f"{row['text']} ({row['receiver']})" if row["receiver"] else row["text"]),
                _line(row["by"]),
                _line(row[due]),
                _is_past(row[due], day),
            )
            for row in left
        ),
    )


def _known(row: Row, column: str) -> bool:
    """Whether a cell says something: a figure, in digits, or, where it is told in words,
    words. What monitoring makes of the figure it says itself."""
    text = row[column]
    in_words = row["kind"].strip().casefold() == "qualitative"
    written = in_words or any(letter.isdecimal() for letter in text)
    return written and not is_unknown(text) and is_answer(text)


def _collected(
    row: Row,
    day: datetime.date,
    measured: Mapping[str, Sequence[datetime.date]],
    start: datetime.date | None,
) -> set[str]:
    """Which of the two the figures kept from monitoring until ``day`` are."""
    days = sorted(
        when for name in {row["key"], row[_ID]} for when in measured.get(name, ()) if when <= day
    )
    due = read_day(row["follow_up_due"])
    early = [when for when in days if start is not None and when <= start]
    later = days[len(early) :]
    if not has_baseline(row):
        return {"follow_up"} if later else set()
    found = {"baseline"} if early else set()
    if due is None:
        told = [*early[-1:], *later]
        return {*(["baseline"] if told else []), *(["follow_up"] if len(told) > 1 else [])}
    return found | {"follow_up" if due - when <= _BEFORE else "baseline" for when in later}


def _not_understood(file: str, rows: Sequence[Row], key: str, days: Sequence[str]) -> list[str]:
    found = []
    for row in rows:
        at = f"{file}, {_line(row[key])}"
        status = unknown_status(row)
        if status:
            found.append(f"{at}: status {_line(status)!r}")
        if "answer" in row and row_state(row) == UNCLEAR:
            found.append(f"{at}: {_line(row['answer'])!r}: begin the answer with yes or no")
        found += [
            f"{at}: {column} {_line(row[column])!r} is no day like 2026-09-01"
            for column in days
            if row[column].strip() and read_day(row[column]) is None
        ]
    return found


def _is_past(due: str, day: datetime.date) -> bool:
    known = read_day(due)
    return known is not None and known < day


def _line(text: str) -> str:
    return " ".join(text.split())
