"""How well free text is read: F1 for each tag on sentences the model has not seen.

python benchmarks/wording.py                      the unseen sentences, tag by tag: of a
                                                  writer, and of three in other styles
python benchmarks/wording.py --writers            each writer's by a model of the others
python benchmarks/wording.py --neighbours         nearest neighbours in place of regressions
python benchmarks/wording.py --read FILE          every line of a text, tagged
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matcher.core.installation import resource
from matcher.profile.wording.clause_classifier import (
    CLAIMS,
    DIRECTIONS,
    SENTENCES,
    Reading,
    load_model,
    normalise_clause,
)
from matcher.profile.wording.reader import STRICT_CONFIDENCE, TAG
from matcher.profile.wording.training import Sentence, fit, read_sentences

HELD_BACK = Path(__file__).resolve().parents[1] / "tests" / "profile" / "wording"
UNSEEN = (
    ("unseen.csv", "another writer"),
    ("styles.csv", "three other writers, in notes, inspection language, conditionals and such"),
)


TOLD = DIRECTIONS[:3]  # need, strength, neither
SILENT = "of those that claim nothing, share without a tag"


def learnt() -> list[Sentence]:
    return read_sentences(resource("data", "reference", "wording") / SENTENCES)


def truths(given: Sequence[Sentence], activities: Sequence[str]) -> Any:
    return np.array([[a in s.activities for a in activities] for s in given])


def issued(reading: Reading) -> Any:
    """The tags that would be used: sentences × activities."""
    way = reading.direction.argmax(axis=1)
    sure = reading.activity * reading.direction.max(axis=1)[:, None]
    enough = np.where(sure == sure.max(axis=1, keepdims=True), TAG, STRICT_CONFIDENCE)
    return (sure >= enough) & (way < len(CLAIMS))[:, None]


def directions(reading: Reading) -> Any:
    """Need, strength or neither; what may be either, without a column, is neither."""
    return np.array((*TOLD, "neither"))[reading.direction.argmax(axis=1)]


def scores(given: Sequence[Sentence], reading: Reading) -> dict[str, float]:
    """Macro F1: activities of the tags issued; need or strength where the sentence tells
    one of them, forced; the same of the tags issued; all three directions, forced. And the
    share of the sentences that claim nothing which give no tag."""
    from sklearn.metrics import f1_score

    truth, found = truths(given, reading.activities), issued(reading)
    gold = np.array([s.direction for s in given])
    way = directions(reading)
    side = np.where(reading.direction[:, 0] > reading.direction[:, 1], *DIRECTIONS[:2])
    claims = gold != "neither"
    row, _ = np.nonzero(found & truth)
    silent = ~found[~claims].any(axis=1)
    return {
        "activity": f1_score(truth, found, average="macro"),
        "direction": f1_score(gold[claims], side[claims], average="macro"),
        "direction of tags issued": f1_score(gold[row], way[row], average="macro"),
        "need, strength or neither": f1_score(gold, way, average="macro"),
        SILENT: float(silent.mean()) if len(silent) else float("nan"),
    }


def table(given: Sequence[Sentence], reading: Reading) -> None:
    """Precision, recall and F1 for each activity, and the confusion of directions."""
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    truth, found = truths(given, reading.activities), issued(reading)
    parts = precision_recall_fscore_support(truth, found, zero_division=0)
    print(f"{'':10}{'precision':>10}{'recall':>8}{'F1':>7}{'texts':>7}")
    for name, precision, recall, f1, count in zip(reading.activities, *parts, strict=True):
        print(f"{name:10}{precision:10.2f}{recall:8.2f}{f1:7.2f}{count:7}")
    gold, way = [s.direction for s in given], directions(reading)
    print("direction told (rows) and read (columns): " + ", ".join(TOLD))
    for name, row in zip(TOLD, confusion_matrix(gold, way, labels=TOLD), strict=True):
        print(f"  {name:10}" + "".join(f"{count:6}" for count in row))
    confused(given, reading)


def confused(given: Sequence[Sentence], reading: Reading) -> None:
    """Which activity was taken for which other: sentences about one, read as one."""
    truth, found = truths(given, reading.activities), issued(reading)
    one = (truth.sum(axis=1) == 1) & (found.sum(axis=1) == 1)
    pairs: dict[str, int] = {}
    for true, seen in zip(truth[one].argmax(axis=1), found[one].argmax(axis=1), strict=True):
        if true != seen:
            name = f"{reading.activities[true]} read as {reading.activities[seen]}"
            pairs[name] = pairs.get(name, 0) + 1
    print("activities confused: " + ("; ".join(f"{n} ({c})" for n, c in pairs.items()) or "none"))


def by_writer() -> None:
    given = learnt()
    every = []
    for writer in sorted({s.writer for s in given}):
        others = fit([s for s in given if s.writer != writer], calibrate=False)
        own = [s for s in given if s.writer == writer]
        every.append(scores(own, others.read([s.text for s in own])))
        print(writer, len(own), {name: round(f1, 3) for name, f1 in every[-1].items()})
    print(
        "mean", {name: round(float(np.mean([one[name] for one in every])), 3) for name in every[0]}
    )


def neighbours(given: Sequence[Sentence]) -> Reading:
    """The same sentences read by their five nearest neighbours among those learnt from."""
    from scipy.sparse import hstack
    from sklearn.neighbors import KNeighborsClassifier

    from matcher.profile.wording.clause_classifier import ACTIVITY_FORM, DIRECTION_FORM, vectorizers

    base = learnt()
    texts, asked = (
        [normalise_clause(s.text) for s in base],
        [normalise_clause(s.text) for s in given],
    )
    read = []
    activities = load_model().activity_regressions.labels
    for form, labels in (
        (ACTIVITY_FORM, truths(base, activities).astype(int)),
        (
            DIRECTION_FORM,
            np.array([[s.direction == d for d in DIRECTIONS] for s in base]).astype(int),
        ),
    ):
        made = vectorizers(form)
        seen = hstack([one.fit_transform(texts) for one in made]).tocsr()
        near = KNeighborsClassifier(5, weights="distance", metric="cosine").fit(seen, labels)
        chances = near.predict_proba(hstack([one.transform(asked) for one in made]).tocsr())
        read.append(np.column_stack([one[:, 1] for one in chances]))
    return Reading(activities, *read)


def tagged(path: Path) -> None:
    from matcher.profile.stated import FreeText
    from matcher.profile.vocabulary import load
    from matcher.profile.wording.reader import read_texts

    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [FreeText("", "notes", line, path.name, "", 0) for line in lines if line]
    for piece, found in zip(texts, read_texts(texts, load()), strict=True):
        print(piece.text)
        for sure, meanings in (("", found.tags), ("perhaps ", found.suggestions)):
            for m in meanings:
                said = f"{m.side} {m.activity} {m.subject}".rstrip()
                print(f"    {sure}{said} = {m.degree:g} ({m.confidence:.0%} sure: {m.words})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", action="store_true")
    parser.add_argument("--neighbours", action="store_true")
    parser.add_argument("--read", type=Path)
    asked = parser.parse_args()
    if asked.read:
        tagged(asked.read)
        return
    if asked.writers:
        by_writer()
        return
    print(f"learnt from {len(learnt()):,} sentences")
    for name, writers in UNSEEN:
        given = read_sentences(HELD_BACK / name)
        reading = (
            neighbours(given) if asked.neighbours else load_model().read([s.text for s in given])
        )
        print(f"\n{name}: {len(given)} unseen, by {writers}")
        for measure, value in scores(given, reading).items():
            print(f"{'' if measure == SILENT else 'macro F1, '}{measure}: {value:.3f}")
        table(given, reading)


if __name__ == "__main__":
    main()
