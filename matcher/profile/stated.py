"""Needs and strengths as the lists state them: from LISTED to PROFILE, tag by tag."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.tables import PROFILE
from matcher.core.urns import urn_key
from matcher.profile.tags import Grammar, Piece
from matcher.profile.vocabulary import Tag, Vocabulary

_DIRECTIONS = (("needs", "need"), ("strengths", "strength"))  # column of LISTED, of PROFILE


class _Said(NamedTuple):
    degree: float
    words: str


def stated(listed: pd.DataFrame, log: ProblemLog, vocabulary: Vocabulary) -> pd.DataFrame:
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
    suggestions, for rows of a list (``listed`` = 1, where there is such a column).
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
                    _report(piece, column, record, log)
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


def _report(piece: Piece, column: str, record: Any, log: ProblemLog) -> None:
    if piece.fault:
        log.add(
            piece.fault.code,
            piece.fault.message,
            list=record.list,
            sheet=record.sheet,
            row=int(record.row),
            column=column,
            value=piece.words,
            hint=piece.fault.hint,
        )
