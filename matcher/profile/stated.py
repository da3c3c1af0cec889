"""Needs and strengths as the lists state them: from LISTED to PROFILE, tag by tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.tables import PROFILE, urn_key
from matcher.profile.tags import Fault, Grammar, Piece
from matcher.profile.vocabulary import Tag, Vocabulary

_DIRECTIONS = (("needs", "need"), ("strengths", "strength"))  # column of LISTED, of PROFILE


class _Said(NamedTuple):
    degree: float
    words: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence or several of a cell: whose, from which column of LISTED and which row;
    ``fault`` says why it is no tag, None where nobody expects one."""

    urn: str
    column: str
    text: str
    list: str
    sheet: str
    row: int
    fault: Fault | None = None


def stated(
    listed: pd.DataFrame,
    log: ProblemLog,
    vocabulary: Vocabulary,
    prose: list[Prose] | None = None,
) -> pd.DataFrame:
    """The PROFILE table of what each school says that it needs and offers.

    ``listed`` has the text columns urn, needs, strengths, list and sheet and the whole
    number row; the grammar of a cell is that of :mod:`matcher.profile.tags`. ``need`` and
    ``strength`` are degrees from 0 to 1 in steps of 0.01, 1 where none is written, NaN
    where that cell says nothing of the tag; 0 is known not to be needed or offered. Of a
    tag written twice in a cell the higher degree counts. A cell that says "none" gives the
    activity "none" with degree 0; a blank cell is unknown and gives no row. ``evidence``
    is the words as written. Rows are sorted by urn (numbers by value, then text), activity
    and subject.

    Every piece that is not understood is left out and recorded in ``log`` with
    suggestions, for rows of a list (``listed`` = 1, where there is such a column). With
    ``prose``, whole sentences are added to it instead, for somebody else to read.
    """
    grammar = Grammar(vocabulary)
    pieces: dict[str, list[Piece]] = {"": []}
    rows: list[tuple[str, str, str, float, float, str, str, float]] = []
    says = (listed["needs"] != "") | (listed["strengths"] != "")
    for record in listed[says].itertuples(index=False):
        said: dict[str, dict[Tag, _Said]] = {}
        for column, direction in _DIRECTIONS:
            cell = getattr(record, column)
            if cell not in pieces:
                pieces[cell] = grammar.read(cell)
            said[direction] = _strongest(pieces[cell])
            if getattr(record, "listed", 1) == 1:
                for piece in pieces[cell]:
                    if prose is not None and piece.prose:
                        prose.append(_prose(record, column, piece.words, piece.fault))
                    elif piece.fault:
                        report(_prose(record, column, piece.words, piece.fault), log)
        for activity, subject in dict.fromkeys((*said["need"], *said["strength"])):
            need = said["need"].get((activity, subject))
            strength = said["strength"].get((activity, subject))
            evidence = "; ".join(dict.fromkeys(one.words for one in (need, strength) if one))
            rows.append(
                (
                    str(record.urn),
                    activity,
                    subject,
                    need.degree if need else float("nan"),
                    strength.degree if strength else float("nan"),
                    "stated",
                    evidence,
                    1.0,
                )
            )
    rows.sort(key=lambda row: (urn_key(row[0]), row[1], row[2]))
    profile = pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())
    PROFILE.check(profile)
    return profile


def _strongest(pieces: list[Piece]) -> dict[Tag, _Said]:
    """Each tag's highest degree and the words that say it, the first of equals."""
    said: dict[Tag, _Said] = {}
    for piece in pieces:
        for tag in piece.tags:
            if tag not in said or piece.degree > said[tag].degree:
                said[tag] = _Said(piece.degree, piece.words)
    return said


def notes(listed: pd.DataFrame) -> list[Prose]:
    """What the column of notes says, of every school that has one."""
    records = listed[listed["notes"] != ""].itertuples(index=False)
    return [_prose(record, "notes", str(record.notes), None) for record in records]


def report(prose: Prose, log: ProblemLog) -> None:
    """Record that something is not understood, and why."""
    if prose.fault:
        log.add(
            prose.fault.code,
            prose.fault.message,
            list=prose.list,
            sheet=prose.sheet,
            row=prose.row,
            column=prose.column,
            value=prose.text,
            hint=prose.fault.hint,
        )


def _prose(record: Any, column: str, text: str, fault: Fault | None) -> Prose:
    return Prose(
        str(record.urn), column, text, str(record.list), str(record.sheet), int(record.row), fault
    )
