"""Needs and strengths as the lists state them: from LISTED to PROFILE, tag by tag."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.tables import PROFILE, urn_key
from matcher.core.text.evidence import of_both
from matcher.profile.cell_words import other_side_of_none
from matcher.profile.tag_faults import Fault, nothing_of_other_side
from matcher.profile.tag_grammar import TagGrammar
from matcher.profile.tag_pieces import Piece
from matcher.profile.vocabulary import NONE, Tag, Vocabulary

_DIRECTIONS = (("needs", "need"), ("strengths", "strength"))  # column of LISTED, of PROFILE


class _TagDegree(NamedTuple):
    degree: float
    words: str


class FreeText(NamedTuple):
    """A sentence or several of a cell: whose, from which column of LISTED and which row;
    ``fault`` says why it is no tag, None where nobody expects one."""

    urn: str
    column: str
    text: str
    list: str
    sheet: str
    row: int
    fault: Fault | None = None


def stated_profile(
    listed: pd.DataFrame,
    log: ProblemLog,
    vocabulary: Vocabulary,
    free_texts: list[FreeText] | None = None,
) -> pd.DataFrame:
    """The PROFILE table of what each school says that it needs and offers.

    ``listed`` has the text columns urn, needs, strengths, list and sheet and the whole
    number row; the grammar of a cell is that of :mod:`matcher.profile.tag_grammar`. ``need`` and
    ``strength`` are degrees from 0 to 1 in steps of 0.01, 1 where none is written, NaN
    where that cell says nothing of the tag; 0 is known not to be needed or offered. Of a
    tag written twice in a cell the higher degree counts. A cell that says "none" gives the
    activity "none" with degree 0; a blank cell is unknown and gives no row. ``evidence``
    is the words as written. Rows are sorted by urn (numbers by value, then text), activity
    and subject.

    A cell of which some piece is no tag is known in part: of what it leaves out nothing is
    known, which the source "partly" says.

    Every piece that is not understood is left out and recorded in ``log`` with
    suggestions, for rows of a list (``listed`` = 1, where there is such a column). With
    ``free_texts``, whole sentences are added to it instead, for somebody else to read.
    """
    has_text = (listed["needs"] != "") | (listed["strengths"] != "")
    if not has_text.any():  # of a register; to learn the words takes half of an empty Python
        return pd.DataFrame([], columns=PROFILE.names).astype(PROFILE.dtypes())
    grammar = TagGrammar(vocabulary)
    pieces: dict[str, list[Piece]] = {"": []}
    rows: list[tuple[str, str, str, float, float, str, str, float, float]] = []
    for record in listed[has_text].itertuples(index=False):
        degrees: dict[str, dict[Tag, _TagDegree]] = {}
        for column, direction in _DIRECTIONS:
            cell = getattr(record, column)
            if cell not in pieces:
                pieces[cell] = grammar.read(cell)
            own = [_of_column(piece, column) for piece in pieces[cell]]
            degrees[direction] = _strongest(own)
            if getattr(record, "listed", 1) == 1:
                for piece in own:
                    if free_texts is not None and piece.is_free_text:
                        free_texts.append(_free_text(record, column, piece.words, piece.fault))
                    elif piece.fault:
                        log_fault(_free_text(record, column, piece.words, piece.fault), log)
        for activity, subject in dict.fromkeys((*degrees["need"], *degrees["strength"])):
            need = degrees["need"].get((activity, subject))
            strength = degrees["strength"].get((activity, subject))
            evidence = of_both(*(one.words if one else "" for one in (need, strength)))
            rows.append(
                (
                    str(record.urn),
                    activity,
                    subject,
                    need.degree if need else float("nan"),
                    strength.degree if strength else float("nan"),
                    _source(record, pieces, need, strength),
                    evidence,
                    1.0,
                    float("nan"),
                )
            )
    rows.sort(key=lambda row: (urn_key(row[0]), row[1], row[2]))
    profile = pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())
    PROFILE.check(profile)
    return profile


def _source(
    record: Any,
    pieces: dict[str, list[Piece]],
    need: _TagDegree | None,
    strength: _TagDegree | None,
) -> str:
    """Whether the cells that name a tag were understood to the last word."""
    cells = (record.needs, need), (record.strengths, strength)
    partly = any(told and any(p.fault for p in pieces[cell]) for cell, told in cells)
    return "partly" if partly else "stated"


def _of_column(piece: Piece, column: str) -> Piece:
    """The piece, but that there is nothing is said of its own column alone."""
    if piece.tags != ((NONE, ""),) or not other_side_of_none(piece.words, column):
        return piece
    return Piece(piece.words, fault=nothing_of_other_side(column))


def _strongest(pieces: list[Piece]) -> dict[Tag, _TagDegree]:
    """Each tag's highest degree and the words that say it, the first of equals."""
    degrees: dict[Tag, _TagDegree] = {}
    for piece in pieces:
        for tag in piece.tags:
            if tag not in degrees or piece.degree > degrees[tag].degree:
                degrees[tag] = _TagDegree(piece.degree, piece.words)
    return degrees


def read_notes(listed: pd.DataFrame) -> list[FreeText]:
    """What the column of notes says, of every school that has one."""
    records = listed[listed["notes"] != ""].itertuples(index=False)
    return [_free_text(record, "notes", str(record.notes), None) for record in records]


def log_fault(free_text: FreeText, log: ProblemLog) -> None:
    """Record that something is not understood, and why."""
    if free_text.fault:
        log.add(
            free_text.fault.code,
            free_text.fault.message,
            list=free_text.list,
            sheet=free_text.sheet,
            row=free_text.row,
            column=free_text.column,
            value=free_text.text,
            severity=free_text.fault.severity,
            hint=free_text.fault.hint,
        )


def _free_text(record: Any, column: str, text: str, fault: Fault | None) -> FreeText:
    return FreeText(
        str(record.urn), column, text, str(record.list), str(record.sheet), int(record.row), fault
    )
