"""From sentences to PROFILE: tags with a direction, a degree and the words that gave them.

A clause becomes a tag where the model is sure enough of what it is about and which way it
points; where it is less sure it becomes a suggestion for a person; otherwise nothing. In a
column of needs or strengths the column itself speaks for a direction, and clear words
overrule it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.tables import PROFILE
from matcher.core.urns import urn_key
from matcher.profile.stated import Prose, report
from matcher.profile.vocabulary import Vocabulary
from matcher.profile.wording.clauses import clauses
from matcher.profile.wording.degree import degree
from matcher.profile.wording.model import DIRECTIONS, Reading, model
from matcher.profile.wording.subjects import spotter

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Confidence from which a clause becomes a tag, and from which a suggestion; chosen on the
# learning sentences, each writer's read by a model of the others (benchmarks/wording.py).
TAG = 0.5
SUGGESTION = 0.25
FEWEST_WORDS = 3  # a clause of fewer is no sentence: a suggestion at most
# How much likelier a clause in a column of needs is a need than elsewhere, and likewise
# of strengths: people do write in the column they are asked to.
COLUMN_SPEAKS = 6.0
_SIDE = {"needs": "need", "strengths": "strength"}
_EVIDENCE = 200  # characters of a clause that are kept
_MOST_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a clause seems to say: a tag, which way and how strongly, and how sure that is."""

    activity: str
    subject: str
    side: str
    degree: float
    confidence: float
    words: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What one piece of prose says: tags, and what it may say."""

    tags: tuple[Meaning, ...]
    perhaps: tuple[Meaning, ...]


def wording(prose: Sequence[Prose], vocabulary: Vocabulary, log: ProblemLog) -> pd.DataFrame:
    """The PROFILE rows of what sentences say; source "wording", ``evidence`` the clause,
    ``confidence`` from 0.5 to 1.

    Of a tag that several clauses give, the highest degree counts. What is not sure enough,
    and what says nothing in a column that asks for something, goes to ``log``. Sorted as
    :func:`matcher.profile.stated.stated` sorts.
    """
    said: dict[tuple[str, str, str], dict[str, Meaning]] = {}
    for piece, understood in zip(prose, understand(prose, vocabulary), strict=True):
        for meaning in understood.tags:
            own = said.setdefault((piece.urn, meaning.activity, meaning.subject), {})
            before = own.get(meaning.side)
            if before is None or meaning.degree > before.degree:
                own[meaning.side] = meaning
        _say(piece, understood, vocabulary, log)
    rows = [
        (
            *key,
            own["need"].degree if "need" in own else np.nan,
            own["strength"].degree if "strength" in own else np.nan,
            "wording",
            "; ".join(dict.fromkeys(meaning.words for meaning in own.values())),
            min(meaning.confidence for meaning in own.values()),
        )
        for key, own in sorted(said.items(), key=lambda one: (urn_key(one[0][0]), one[0][1:]))
    ]
    profile = pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())
    PROFILE.check(profile)
    return profile


def understand(prose: Sequence[Prose], vocabulary: Vocabulary) -> list[Understood]:
    """What each piece of prose says, read together."""
    parts = [clauses(piece.text) for piece in prose]
    distinct = list(dict.fromkeys(clause for own in parts for clause in own))
    if not distinct:
        return [Understood((), ()) for _ in prose]
    reading = model().read(distinct)
    place = {clause: at for at, clause in enumerate(distinct)}
    found = []
    for piece, own in zip(prose, parts, strict=True):
        tags: list[Meaning] = []
        perhaps: list[Meaning] = []
        for clause in own:
            for meaning in _meanings(clause, piece.column, reading, place[clause], vocabulary):
                sure = meaning.confidence >= TAG and len(clause.split()) >= FEWEST_WORDS
                (tags if sure else perhaps).append(meaning)
        found.append(Understood(tuple(tags), tuple(perhaps)))
    return found


def _meanings(
    clause: str, column: str, reading: Reading, at: int, vocabulary: Vocabulary
) -> Iterator[Meaning]:
    """Every tag that a clause gives or may give, the surest activity first."""
    chance = _direction(reading.direction[at], column)
    side = int(chance.argmax())
    if DIRECTIONS[side] == "neither":
        return
    for activity in np.argsort(-reading.activity[at], kind="stable"):
        confidence = round(float(reading.activity[at, activity] * chance[side]), 2)
        if confidence < SUGGESTION:
            return
        known = vocabulary.by_id[reading.activities[activity]]
        subjects = spotter().find(clause).subjects if known.takes_subject else ()
        for subject in subjects or ("",):
            yield Meaning(
                known.id, subject, DIRECTIONS[side], degree(clause), confidence, clause[:_EVIDENCE]
            )


def _direction(chances: NDArray[np.float64], column: str) -> NDArray[np.float64]:
    """Need, strength, neither, as the words and the column together have it."""
    weighed = chances.copy()
    if column in _SIDE:
        weighed[DIRECTIONS.index(_SIDE[column])] *= COLUMN_SPEAKS
    found: NDArray[np.float64] = weighed / weighed.sum()
    return found


def _say(piece: Prose, understood: Understood, vocabulary: Vocabulary, log: ProblemLog) -> None:
    """Say what a person should look at: nothing where every word led to a tag."""
    sure = {meaning.activity for meaning in understood.tags}
    perhaps = [meaning for meaning in understood.perhaps if meaning.activity not in sure]
    if perhaps:
        meant = dict.fromkeys(
            f'"{m.activity} {m.subject or vocabulary.by_id[m.activity].short}" as a {m.side}'
            for m in perhaps
        )
        log.add(
            "unsure_words",
            f"not sure enough what these words say to use them: {perhaps[0].words}",
            list=piece.list,
            sheet=piece.sheet,
            row=piece.row,
            column=piece.column,
            value=piece.text,
            severity="note" if piece.fault is None or understood.tags else "warning",
            hint="if it is meant, write " + " or ".join(list(meant)[:_MOST_SUGGESTED]),
        )
    elif not understood.tags:
        report(piece, log)
