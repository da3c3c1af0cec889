"""What a clause is about and which way it points, learnt from labelled sentences.

Words and pieces of words (TF-IDF) go into logistic regressions: one for each activity,
learnt from the sentences that claim something, and one for the direction (a need, a
strength, or neither), learnt from all. The regressions are fitted anew from the sentences
that come with the product (a few seconds, only where there is prose to read), so that
there is no file of weights to trust. scikit-learn is imported here and only when asked
for: it costs 2.7 s.

Nearest neighbours over the vocabulary's phrases were tried first and told a third fewer
of the sentences right (``benchmarks/wording.py`` measures both).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.resources import resource
from matcher.profile.vocabulary import load
from matcher.profile.wording.subjects import spotter

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIRECTIONS = ("need", "strength", "neither")

_YEAR = re.compile(r"\b(?:y|yr|yrs|year|years) ?\d+\b")
_STAGE = re.compile(r"\bks ?[1-5]\b|\bkey stage [1-5]\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = r"[^\W\d_]+|[?!:&]"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A labelled sentence: its direction and the activities it is about, if any."""

    text: str
    direction: str
    activities: tuple[str, ...]
    template: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model makes of clauses: ``activity`` clauses × activities and ``direction``
    clauses × DIRECTIONS, chances from 0 to 1."""

    activities: tuple[str, ...]
    activity: NDArray[np.float64]
    direction: NDArray[np.float64]


def plain(clause: str) -> str:
    """The clause as the model sees it: small letters, subjects, year groups and numbers as
    marks, and marks where it begins and ends."""
    text = spotter().find(clause).marked.casefold().replace("’", "'")
    text = text.replace("n't", " not").replace("'", " ")
    text = _STAGE.sub("stagemark", _YEAR.sub("yearmark", text))
    return f"startmark {_NUMBER.sub('numbermark', text)} endmark"


class Model:
    """Fitted to sentences; see the module."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.activities = tuple(activity.id for activity in load().activities)
        # In one order whatever the order of the file, so that the fit is the same.
        given = sorted(sentences, key=lambda s: (s.text, s.direction, s.activities))
        claims = [s for s in given if s.direction != "neither"]
        self._about = _Regressions(
            [plain(s.text) for s in claims],
            {a: [a in s.activities for s in claims] for a in self.activities},
            words=(1, 2),
            pieces=("char_wb", 3, 5),
        )
        self._way = _Regressions(
            [plain(s.text) for s in given],
            {d: [s.direction == d for s in given] for d in DIRECTIONS},
            words=(1, 3),
            pieces=("char", 3, 6),
        )

    def read(self, clauses: Sequence[str]) -> Reading:
        """What each clause is about and which way it points."""
        seen = [plain(clause) for clause in clauses]
        direction = self._way.chances(seen)
        direction /= direction.sum(axis=1, keepdims=True)
        return Reading(self.activities, self._about.chances(seen), direction)


class _Regressions:
    """One logistic regression for each label over the same words and pieces of words."""

    def __init__(
        self,
        texts: Sequence[str],
        labels: dict[str, list[bool]],
        *,
        words: tuple[int, int],
        pieces: tuple[str, int, int],
    ) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_union

        kind, shortest, longest = pieces
        shared: dict[str, Any] = {"lowercase": False, "sublinear_tf": True}
        self._features = make_union(
            TfidfVectorizer(ngram_range=words, token_pattern=_WORD, **shared),
            TfidfVectorizer(analyzer=kind, ngram_range=(shortest, longest), min_df=2, **shared),
        )
        given = self._features.fit_transform(texts)
        self._fitted = [
            # A label is rare: without weights the regression would deny it everywhere.
            LogisticRegression(C=20.0, class_weight="balanced", solver="liblinear").fit(given, said)
            for said in labels.values()
        ]

    def chances(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Texts × labels, from 0 to 1."""
        given = self._features.transform(texts)
        return np.column_stack([one.predict_proba(given)[:, 1] for one in self._fitted])


def sentences(name: str = "sentences.csv") -> list[Sentence]:
    """The labelled sentences that come with the product."""
    path = resource("data", "reference", "wording") / name
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Sentence(row["text"], row["direction"], tuple(row["activities"].split()),
                     row["template"])
            for row in csv.DictReader(file)
        ]  # fmt: skip


@cache
def model() -> Model:
    """The model of the sentences that come with the product, fitted once for each run."""
    return Model(sentences())
