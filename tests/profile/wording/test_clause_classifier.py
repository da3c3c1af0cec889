"""How well the model reads sentences by a writer whose others it has not seen."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from matcher.core.errors import FileError
from matcher.core.installation import resource
from matcher.profile.stated import FreeText
from matcher.profile.vocabulary import load
from matcher.profile.wording import clause_classifier
from matcher.profile.wording.clause_classifier import (
    CLAIMS,
    DIRECTIONS,
    SENTENCES,
    Reading,
    load_model,
    normalise_clause,
    sentences_digest,
)
from matcher.profile.wording.reader import STRICT_CONFIDENCE, TAG, read_texts
from matcher.profile.wording.training import Sentence, fit, read_sentences

UNSEEN = Path(__file__).parent / "unseen.csv"
# Notes, inspection language, conditionals and such, by three more writers.
STYLES = Path(__file__).parent / "styles.csv"
LEARNT = resource("data", "reference", "wording") / SENTENCES
GUIDE = "seeds/guide-to-setting-up-partnerships.txt"


@pytest.fixture(scope="module")
def unseen() -> list[Sentence]:
    return read_sentences(UNSEEN)


@pytest.fixture(scope="module")
def styles() -> list[Sentence]:
    return read_sentences(STYLES)


@pytest.fixture(scope="module")
def reading(unseen: list[Sentence]) -> Reading:
    return load_model().read([sentence.text for sentence in unseen])


def f1(truth: np.ndarray, found: np.ndarray) -> float:
    """F1 of one label: 2·hits / (told + found)."""
    return float(2 * (truth & found).sum() / max(truth.sum() + found.sum(), 1))


def test_the_labelled_sentences_are_whole_and_those_unseen_are_unseen(
    unseen: list[Sentence],
) -> None:
    learnt = read_sentences(LEARNT)
    activities = {one.id for one in load().activities if one.whose == "guide"}
    for given in (learnt, unseen):
        assert len(given) >= 300
        assert len({s.text for s in given}) == len(given)
        for sentence in given:
            assert sentence.direction in DIRECTIONS
            assert set(sentence.activities) <= activities
            assert sentence.direction != "neither" or not sentence.activities
    assert {s.template for s in learnt}.isdisjoint(s.template for s in unseen)
    # Nor are the words the same but for the subject.
    seen = {normalise_clause(s.text) for s in learnt}
    assert not [s.text for s in unseen if normalise_clause(s.text) in seen]
    told = Counter(a for s in unseen for a in s.activities)
    assert set(told) == activities
    assert min(told.values()) >= 15


def test_activities_of_unseen_sentences(unseen: list[Sentence], reading: Reading) -> None:
    way = reading.direction.argmax(axis=1)
    sure = reading.activity * reading.direction.max(axis=1)[:, None]
    enough = np.where(sure == sure.max(axis=1, keepdims=True), TAG, STRICT_CONFIDENCE)
    found = (sure >= enough) & (way < len(CLAIMS))[:, None]
    truth = np.array([[a in s.activities for a in reading.activities] for s in unseen])
    each = {
        activity: f1(truth[:, at], found[:, at]) for at, activity in enumerate(reading.activities)
    }
    assert np.mean(list(each.values())) >= 0.85, each
    assert min(each.values()) >= 0.7, each


def test_directions_of_unseen_sentences(unseen: list[Sentence], reading: Reading) -> None:
    gold = np.array([s.direction for s in unseen])
    claims = gold != "neither"
    side = np.where(reading.direction[:, 0] > reading.direction[:, 1], "need", "strength")
    each = [f1(gold[claims] == d, side[claims] == d) for d in ("need", "strength")]
    assert np.mean(each) >= 0.95, each
    # Those that claim nothing are told from those that do.
    neither = reading.direction.argmax(axis=1) >= len(CLAIMS)
    assert f1(~claims, neither) >= 0.85


def test_other_styles_are_read(styles: list[Sentence]) -> None:
    reading = load_model().read([sentence.text for sentence in styles])
    learnt = {normalise_clause(s.text) for s in read_sentences(LEARNT)}
    assert not [s.text for s in styles if normalise_clause(s.text) in learnt]
    gold = np.array([s.direction for s in styles])
    claims = gold != "neither"
    side = np.where(reading.direction[:, 0] > reading.direction[:, 1], "need", "strength")
    each = [f1(gold[claims] == d, side[claims] == d) for d in ("need", "strength")]
    assert np.mean(each) >= 0.95, each
    sure = reading.activity * reading.direction.max(axis=1)[:, None]
    enough = np.where(sure == sure.max(axis=1, keepdims=True), TAG, STRICT_CONFIDENCE)
    found = (sure >= enough) & (reading.direction.argmax(axis=1) < len(CLAIMS))[:, None]
    truth = np.array([[a in s.activities for a in reading.activities] for s in styles])
    activities = [f1(truth[:, at], found[:, at]) for at in range(truth.shape[1])]
    assert np.mean(activities) >= 0.85, activities
    assert 1 - found[~claims].any(axis=1).mean() >= 0.85  # of those that claim nothing


def test_chances_are_what_they_say(unseen: list[Sentence], reading: Reading) -> None:
    claims = np.array([s.direction != "neither" for s in unseen])
    truth = np.array([[a in s.activities for a in reading.activities] for s in unseen])
    chance, told = reading.activity[claims].ravel(), truth[claims].ravel()
    # Mean gap between chance and share (expected calibration error in ten bins).
    bins = np.minimum((chance * 10).astype(int), 9)
    gaps = [
        abs(chance[bins == b].mean() - told[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    ]
    assert sum(gaps) < 0.02
    assert np.allclose(reading.direction.sum(axis=1), 1)


def test_the_model_is_that_of_its_sentences() -> None:
    assert load_model().learnt_from == sentences_digest(LEARNT), (
        "run data/reference/wording/make.py"
    )


@pytest.mark.parametrize("at", [0.3, 0.6, 0.95])
def test_a_damaged_model_is_one_message(
    at: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (LEARNT.parent / clause_classifier.WEIGHTS).read_bytes()
    place = int(len(whole) * at)
    damaged = whole[:place] + bytes(50) + whole[place + 50 :]
    home = tmp_path / "data" / "reference" / "wording"
    home.mkdir(parents=True)
    (home / clause_classifier.WEIGHTS).write_bytes(damaged)
    monkeypatch.setattr(clause_classifier, "resource", lambda *parts: tmp_path.joinpath(*parts))
    with pytest.raises(FileError, match="install the product again"):
        load_model.__wrapped__()


@pytest.mark.slow
def test_fitted_anew_it_reads_the_same(unseen: list[Sentence]) -> None:
    texts = [sentence.text for sentence in unseen]
    given = read_sentences(LEARNT)
    anew = fit(given[::-1], calibrate=False)
    before = load_model()
    for one, other in (
        (anew.activity_regressions, before.activity_regressions),
        (anew.direction_regressions, before.direction_regressions),
    ):
        # Calibration apart, which only stretches: the same order of what is likeliest.
        seen = [normalise_clause(text) for text in texts]
        assert (
            one.probabilities(seen).argmax(axis=1) == other.probabilities(seen).argmax(axis=1)
        ).mean() > 0.99


# The start of a line of the guide and the activity that it describes.
OF_THE_GUIDE = {
    "providing continuing professional": "T2",
    "sharing teachers in shortage": "T3",
    "cutting teachers": "T4",
    "helping with curriculum design": "C1",
    "taking a leading role": "L1",
    "providing senior and strategic": "L2",
    "offering coaching": "L3",
    "academic support and mentoring": "X1",
    "working together through": "X2",
    "working with local authorities": "X3",
    "Become an academy sponsor": "R1",
    "Open a maths school": "R3",
}


@pytest.mark.real
def test_lines_of_the_guide_are_tagged(shared_data: Path) -> None:
    text = (shared_data.parent / GUIDE).read_text(encoding="utf-8")
    lines = [re.sub("<[^>]+>", "", line).lstrip("-· ").strip() for line in text.splitlines()]
    found = {}
    for start, activity in OF_THE_GUIDE.items():
        line = next(line for line in lines if line.startswith(start))
        (understood,) = read_texts([FreeText("", "strengths", line, "", "", 0)], load())
        found[start] = activity in {m.activity for m in understood.tags if m.side == "strength"}
    assert sum(found.values()) >= 10, found


def test_the_subject_words_are_subjects() -> None:
    with (LEARNT.parent / "subject-words.csv").open(encoding="utf-8") as file:
        words = list(csv.DictReader(file))
    known = {subject.name for subject in load().subjects}
    assert {row["subject"] for row in words} <= known
    assert len({row["word"] for row in words}) == len(words)
    assert all(row["word"] == row["word"].casefold() for row in words)
