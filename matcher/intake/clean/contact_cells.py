"""The column that says whether an office may get in touch with a school."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from matcher.core.problems import ProblemLog, Severity
from matcher.core.schema import as_list, map_texts
from matcher.intake.clean.cell_problems import Headers, report_values
from matcher.intake.yes_or_no import UNCLEAR, consent


class ContactProblem(NamedTuple):
    """What there is to know about an answer, as a problem tells it."""

    code: str
    message: str
    hint: str
    severity: Severity


_UNREAD = ContactProblem(
    "not_yes_or_no",
    "this is neither yes nor no; the school is kept out, as nobody has said that you may get in "
    "touch",
    "ask, and write yes or no",
    "warning",
)
_ON_CONDITION = ContactProblem(
    "contact_condition",
    "taken as yes; the rest is a condition, which no list or page of the run repeats",
    "keep to it when you get in touch; write no if it is meant as one",
    "note",
)


def contact_answer(text: str) -> tuple[str, ContactProblem | None]:
    """An answer as "yes", "no", "unclear" or "" for nothing said; what to tell where it is neither
    yes nor no, or a yes with something behind it."""
    said, on_condition = consent(text)
    if said == UNCLEAR:
        return said, _UNREAD
    return said, _ON_CONDITION if on_condition else None


def clean_contact(records: pd.DataFrame, headers: Headers, log: ProblemLog) -> pd.Series:
    """The column ``open_to_contact`` of the records, every cell as :func:`contact_answer`."""
    column = records["open_to_contact"]
    answers = {text: contact_answer(text) for text in dict.fromkeys(as_list(column))}
    for one in (_UNREAD, _ON_CONDITION):
        told = {text: one[:3] for text, (_, problem) in answers.items() if problem is one}
        report_values(records, "open_to_contact", told, headers, log, severity=one.severity)
    return map_texts(column, lambda text: answers[text][0])
