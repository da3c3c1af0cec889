"""The column that says whether an office may get in touch with a school, and which of several
answers of one school is told."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from matcher.core.problems import Problem, ProblemLog, Severity
from matcher.core.schema import as_list, map_texts
from matcher.core.text.contacts import ADDRESS, NUMBER
from matcher.intake.clean.cell_problems import Headers, report_values
from matcher.intake.yes_or_no import UNCLEAR, consent, tells_a_person


class ContactProblem(NamedTuple):
    """What there is to know about an answer, as a problem tells it."""

    code: str
    message: str
    hint: str
    severity: Severity


_UNREAD = ContactProblem(
    "not_yes_or_no",
    "this answer is neither yes nor no; the school is kept out, as nobody has said that you may "
    "get in touch",
    "ask, and write yes or no",
    "warning",
)
_ON_CONDITION = ContactProblem(
    "contact_condition",
    "this answer is taken as yes on a condition; pages, maps, workbooks and plans for the office "
    "tell it beside the school, those for others do not",
    "keep to it when you get in touch, and tell whoever else does; write no if it is meant as one",
    "note",
)

# In a list the header may have been taken for a question that it does not ask.
_OF_A_LIST = _UNREAD._replace(
    hint=f'{_UNREAD.hint}; if the column asks something else, leave it out: --column none="…"'
)
_SAYS = {_UNREAD.code: UNCLEAR, _ON_CONDITION.code: "yes"}
_Place = tuple[str, str, int]


class _Counts(NamedTuple):
    """What a school is taken to have answered, and where that stands."""

    urn: str
    answer: str
    at: _Place


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
    for one in (_OF_A_LIST, _ON_CONDITION):
        told = {
            text: one[:3]
            for text, (_, problem) in answers.items()
            if problem is not None and problem.code == one.code
        }
        report_values(records, "open_to_contact", told, headers, log, severity=one.severity)
    return map_texts(column, lambda text: answers[text][0])


def settle_contact(
    listed: pd.DataFrame, log: ProblemLog, answers: pd.DataFrame | None = None
) -> None:
    """Let ``log`` tell of each school the answer about contact that counts in LISTED, where several
    rows, lists or the table of ``answers`` hold one: what it says of any other becomes a note that
    names the one which counts. A condition stands as long as the school says yes, wherever it was
    written: who said yes again has not said that it is gone. LISTED gets it beside the school."""
    if not any(problem.code in _SAYS for problem in log.problems):
        return
    counts = _which_counts(listed, log, answers)
    log.problems = [_settled(problem, counts) for problem in log.problems]
    told: dict[str, dict[str, None]] = {}
    for problem in log.problems:
        if problem.code == _ON_CONDITION.code and (of := counts.get(_place_of(problem))):
            told.setdefault(of.urn, {})[_condition(problem)] = None
    words = {urn: "; ".join(conditions) for urn, conditions in told.items()}
    listed["contact_condition"] = map_texts(listed["urn"], lambda urn: words.get(urn, ""))


def _place_of(problem: Problem) -> _Place:
    return problem.list, problem.sheet, problem.row


def _condition(problem: Problem) -> str:
    """A condition in the words of its cell, or where it stands, if they tell of somebody."""
    said = " ".join(problem.value.split())
    if ADDRESS in said or NUMBER in said or tells_a_person(said):
        return f"a condition is given in row {problem.row} of {problem.list}"
    return f"“{said}” (its words in the list)"


def _which_counts(
    listed: pd.DataFrame, log: ProblemLog, answers: pd.DataFrame | None
) -> dict[_Place, _Counts]:
    """By the place of each answer what its school is taken to have answered."""
    given: dict[str, _Place] = {}
    if answers is not None:
        said = answers[answers["open_to_contact"] != ""]
        columns = (as_list(said[name]) for name in ("urn", "list", "sheet", "contact_row"))
        given = {
            urn: (name, sheet, int(row)) for urn, name, sheet, row in zip(*columns, strict=True)
        }
    counts: dict[_Place, _Counts] = {}
    said = listed[listed["open_to_contact"] != ""]
    columns = (as_list(said[name]) for name in ("urn", "list", "sheet", "row", "open_to_contact"))
    for urn, name, sheet, row, answer in zip(*columns, strict=True):
        place = (name, sheet, int(row))
        cells = log.joined.get((*place, "open_to_contact"), ())
        same = (cell[:3] for cell in cells if cell.text == answer)
        told = _Counts(urn, answer, given.get(urn) or next(same, place))
        counts |= dict.fromkeys([told.at, place, *(cell[:3] for cell in cells)], told)
    return counts


def _settled(problem: Problem, counts: dict[_Place, _Counts]) -> Problem:
    told = counts.get(_place_of(problem))
    if told is None or (says := _SAYS.get(problem.code)) is None:
        return problem
    # Of one list every row has to say yes: each that does not has to be asked.
    if says == told.answer and (says == "yes" or told.at[0] == problem.list):
        return problem
    name, _, row = told.at
    said = "neither yes nor no" if told.answer == UNCLEAR else told.answer
    return replace(
        problem,
        code="contact_not_used",
        severity="note",
        message=f"this answer is not used: {name} row {row} says {said}",
        hint="nothing, if that is right; else correct it there",
    )
