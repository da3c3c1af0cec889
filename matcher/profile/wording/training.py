"""From labelled sentences to a model.

Not part of any run: ``data/reference/wording/make.py`` fits the model that comes with the
product, ``benchmarks/wording.py`` and the tests fit others to judge the method.

The regressions of activities learn from the sentences that claim something and from the
names in the vocabulary; those of directions from all of them; the one of sides from those
that claim something, with every feature weighed by how unevenly it falls on the two sides (Wang
and Manning 2012, "Baselines and Bigrams"). Calibration is by sentences
a regression has not seen: those of a fifth of the writers are read by a model of
the other writers', in turn, and one slope and shift for all labels is fitted to what they
then say (Platt 1999).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.profile.vocabulary import FACILITIES, Activity, load
from matcher.profile.wording.clause_classifier import (
    ACTIVITY_FORM,
    DIRECTION_FORM,
    DIRECTIONS,
    SIDE_FORM,
    FeatureForm,
    Model,
    Regressions,
    normalise_clause,
    vectorizers,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A word in fewer sentences than this tells of the sentence, not of the language.
_FEWEST = {"words": {"min_df": 2}, "letters": {"min_df": 4}, "frames": {"min_df": 2}}
# How far the weights may go; little changes between 10 and 50.
_C = 20.0
_GROUPS = 5  # of writers, for the calibration
_CLOSE_ENOUGH, _MOST_STEPS = 0.01, 500


@dataclass(frozen=True, slots=True)
class Sentence:
    """A labelled sentence: its direction, the activities it is about, if any, and the
    template its wording follows; a template's first letter tells the writer."""

    text: str
    direction: str
    activities: tuple[str, ...]
    template: str

    @property
    def writer(self) -> str:
        """Who wrote it."""
        return self.template[:1]


def read_sentences(path: Path) -> list[Sentence]:
    """The labelled sentences of a CSV file: template, text, direction, activities."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Sentence(
                row["text"], row["direction"], tuple(row["activities"].split()), row["template"]
            )
            for row in csv.DictReader(file)
        ]


def fit(given: Sequence[Sentence], *, learnt_from: str = "", calibrate: bool = True) -> Model:
    """A model of these sentences, the same whatever their order."""
    ordered = sorted(given, key=lambda s: (s.text, s.direction, s.activities, s.template))
    claims = [s for s in ordered if s.direction != "neither"]
    activities = tuple(activity.id for activity in _learnt_activities())
    named, told = [*claims, *_names()], [*ordered, *_names()]
    texts = {s.text: normalise_clause(s.text) for s in told}
    about = _family(
        texts, named, {a: [a in s.activities for s in named] for a in activities}, ACTIVITY_FORM
    )
    way = _family(
        texts, told, {d: [s.direction == d for s in told] for d in DIRECTIONS}, DIRECTION_FORM
    )
    side = _family(texts, claims, {"need": [s.direction == "need" for s in claims]}, SIDE_FORM)
    parts = (about.fitted(calibrate), way.fitted(calibrate), side.fitted(calibrate))
    return Model(*parts, learnt_from)


@dataclass(frozen=True, slots=True)
class _Task:
    """What one family of regressions has to learn."""

    texts: list[str]
    writers: list[str]
    labels: Mapping[str, NDArray[np.bool_]]
    form: FeatureForm

    def fitted(self, calibrate: bool) -> Regressions:
        every = np.arange(len(self.texts))
        slope, shift = self._calibration() if calibrate else (1.0, 0.0)
        features, weights, intercepts = self._learnt(every)
        return Regressions(tuple(self.labels), features, weights, intercepts, slope, shift)

    def _learnt(
        self, rows: NDArray[np.int64]
    ) -> tuple[tuple[Any, ...], NDArray[np.float32], NDArray[np.float64]]:
        from scipy.sparse import diags, hstack
        from sklearn.linear_model import LogisticRegression

        features = vectorizers(self.form, **_FEWEST)
        texts = [self.texts[row] for row in rows]
        seen = hstack([one.fit_transform(texts) for one in features]).tocsr()
        uneven = np.ones(seen.shape[1])
        if self.form is SIDE_FORM:
            (is_need,) = (is_label[rows] for is_label in self.labels.values())
            uneven = _unevenness(seen, is_need)
            seen = (seen @ diags(uneven)).tocsr()
        made = [
            # A label is rare: without weights the regression would deny it everywhere. The
            # dual is solved four times as fast; its order of steps is fixed by the seed.
            LogisticRegression(
                C=_C,
                class_weight="balanced",
                solver="liblinear",
                dual=True,
                tol=_CLOSE_ENOUGH,
                max_iter=_MOST_STEPS,
                random_state=0,
            ).fit(seen, is_label[rows])
            for is_label in self.labels.values()
        ]
        weights = (np.vstack([one.coef_ for one in made]) * uneven).astype(np.float32)
        return features, weights, np.array([float(one.intercept_[0]) for one in made])

    def _calibration(self) -> tuple[float, float]:
        """Slope and shift from decisions on sentences that were not learnt from."""
        from scipy.sparse import hstack
        from sklearn.linear_model import LogisticRegression

        decisions, truths = [], []
        writers = np.array(self.writers)
        everybody = sorted(set(self.writers) - {""})
        for first in range(min(_GROUPS, len(everybody))):
            is_left_out = np.isin(writers, everybody[first::_GROUPS])
            features, weights, intercepts = self._learnt(np.flatnonzero(~is_left_out))
            left_out = np.flatnonzero(is_left_out)
            texts = [self.texts[row] for row in left_out]
            seen = hstack([one.transform(texts) for one in features]).tocsr()
            decisions.append((seen @ weights.T + intercepts).ravel())
            truths.append(
                np.column_stack([is_label[left_out] for is_label in self.labels.values()]).ravel()
            )
        plain_scale = LogisticRegression(C=1e6)
        plain_scale.fit(np.concatenate(decisions)[:, None], np.concatenate(truths))
        return float(plain_scale.coef_[0, 0]), float(plain_scale.intercept_[0])


def _unevenness(seen: Any, is_label: NDArray[np.bool_]) -> NDArray[np.float64]:
    """For each feature the logarithm of how much likelier it is on one side than on the
    other, whichever; ``seen`` is sentences × features."""
    has = (seen > 0).astype(np.float64)
    with_label = np.asarray(has[is_label].sum(axis=0)).ravel() + 1.0
    without = np.asarray(has[~is_label].sum(axis=0)).ravel() + 1.0
    ratio = np.log((with_label / with_label.sum()) / (without / without.sum()))
    return np.abs(np.asarray(ratio, dtype=np.float64))


def _learnt_activities() -> list[Activity]:
    """Those of the guide. What is ours is found by its words
    (:mod:`matcher.profile.wording.enrichment`): no sentence is labelled with it."""
    return [activity for activity in load().activities if activity.whose == "guide"]


def _names() -> list[Sentence]:
    """The names of the vocabulary, which say what they are about and nothing else; nobody
    is their writer."""
    vocabulary = load()
    named = [
        *((name, a.id) for a in _learnt_activities() for name in (a.name, a.short, *a.aliases)),
        *((subject, activity) for subject, activity in vocabulary.alone.items()),
        *((facility.word, FACILITIES) for facility in vocabulary.facilities),
    ]
    return [Sentence(name, "either", (activity,), "") for name, activity in dict.fromkeys(named)]


def _family(
    texts: Mapping[str, str],
    given: Sequence[Sentence],
    labels: Mapping[str, Sequence[bool]],
    form: FeatureForm,
) -> _Task:
    """What a family learns of these sentences, as ``texts`` has them normalised."""
    return _Task(
        [texts[s.text] for s in given],
        [s.writer for s in given],
        {name: np.array(is_label, dtype=bool) for name, is_label in labels.items()},
        form,
    )
